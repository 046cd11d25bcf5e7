//! Finds whom a row is about.

use crate::base::{Result, name_key};
use crate::exchange::import::fault::Fault;
use crate::exchange::import::report::RowOutcome;

use super::decide::Ground;
use super::pupils::Pupil;
use super::report::Moves;

/// Whom a row is about.
pub(super) enum Found {
    Nobody,
    /// The one at this place, who stays or joins further groups.
    One(usize),
    /// The one at this place, who stands in another group than before: out of that one.
    Moved(usize, usize),
}

impl Found {
    /// The place of the one who is meant.
    pub(super) fn place(&self) -> Option<usize> {
        match *self {
            Self::Nobody => None,
            Self::One(place) | Self::Moved(place, _) => Some(place),
        }
    }
}

/// The one who is meant, or why nobody is.
pub(super) type Sought = Result<Found, (RowOutcome, Fault)>;

impl Ground<'_> {
    /// Finds whom a row is about: in the job by student number, else by name and group; then in the register
    /// by student number and name.
    pub(super) fn find(&self, pupil: &Pupil) -> Sought {
        let roll = &self.roll;
        let ambiguous = |code, hint| (RowOutcome::Ambiguous, fault(pupil, code, hint));
        let several = || ambiguous("several_participants", "several participants may be meant");
        let by_number: Vec<usize> = roll.of_number(&pupil.number, true).collect();
        match by_number[..] {
            [] => {}
            [one] if is_same_name(&roll.people[one].name, &pupil.name) => return self.placed(one, pupil),
            [_] => {
                let hint = "a participant of the job with another name has this student number";
                return Err(ambiguous("other_name", hint));
            }
            _ => return Err(several()),
        }
        let of_name = || roll.of_name(&pupil.name).filter(|place| self.may_be(*place, pupil));
        let groups = self.places_of_groups(pupil);
        let inside = |place: &usize| roll.people[*place].groups.iter().any(|group| groups.contains(group));
        match of_name().filter(inside).collect::<Vec<_>>()[..] {
            [] => {}
            [one] => return self.placed(one, pupil),
            _ => return Err(several()),
        }
        let elsewhere = |place: &usize| {
            let other = &roll.people[*place];
            other.name == pupil.name && self.may_be(*place, pupil)
        };
        match roll.of_number(&pupil.number, false).filter(elsewhere).collect::<Vec<_>>()[..] {
            [] => {}
            [one] => return Ok(Found::One(one)),
            _ => return Err(several()),
        }
        if self.moves == Moves::Separate {
            return Ok(Found::Nobody);
        }
        // Somebody of this name whom no row puts where they are: they may have moved.
        let is_listed = |place: &usize| {
            let keys = roll.people[*place].groups.iter().map(|group| name_key(&roll.groups[*group].name));
            keys.into_iter().any(|key| self.repeats.names(&pupil.name, &key))
        };
        match of_name().filter(|place| !is_listed(place)).collect::<Vec<_>>()[..] {
            [] => Ok(Found::Nobody),
            [one] => self.placed(one, pupil),
            _ => Err(several()),
        }
    }

    /// Tells whether neither student number nor day of birth say that it is somebody else.
    fn may_be(&self, place: usize, pupil: &Pupil) -> bool {
        let person = &self.roll.people[place];
        let same_number =
            person.number.is_empty() || pupil.number.is_empty() || person.number == pupil.number;
        let days = (person.details.birthday, pupil.details.birthday);
        same_number && !matches!(days, (Some(own), Some(other)) if own != other)
    }

    /// Says whether one who was found stays in a group or moves to another one.
    fn placed(&self, place: usize, pupil: &Pupil) -> Sought {
        let named = self.places_of_groups(pupil);
        let stored = &self.roll.people[place].groups;
        let gone: Vec<usize> = stored.iter().copied().filter(|group| !named.contains(group)).collect();
        let joins = named.len() < self.repeats.groups_of(pupil).len()
            || named.iter().any(|group| !stored.contains(group));
        match gone[..] {
            _ if !joins => Ok(Found::One(place)),
            [] => Ok(Found::One(place)),
            [from] => Ok(Found::Moved(place, from)),
            _ => {
                let hint = "this participant is in several other groups; say by hand which one is left";
                Err((RowOutcome::Ambiguous, fault(pupil, "several_groups", hint)))
            }
        }
    }

    /// The places of those groups of a participant that there are.
    fn places_of_groups(&self, pupil: &Pupil) -> Vec<usize> {
        self.repeats.groups_of(pupil).iter().filter_map(|(_, key)| self.roll.group(key)).collect()
    }
}

fn fault(pupil: &Pupil, code: &'static str, hint: &'static str) -> Fault {
    Fault { column: Some(pupil.column), ..Fault::row(code, hint) }
}

/// Tells whether all words of one folded name are in the other one.
fn is_same_name(one: &str, other: &str) -> bool {
    let within =
        |words: &str, others: &str| words.split(' ').all(|word| others.split(' ').any(|own| own == word));
    within(one, other) || within(other, one)
}
