//! Decides what a row changes: all of it, or nothing.

use crate::base::{CustomerId, Result};
use crate::exchange::import::fault::Fault;
use crate::exchange::import::report::RowOutcome;
use crate::participants::ParticipantDetails;

use super::changes::Made;
use super::codes::Cards;
use super::find::Found;
use super::guardians::{Customers, Guardian};
use super::pupils::Pupil;
use super::read::Entry;
use super::repeats::Repeats;
use super::report::{Move, Moves};
use super::roll::Roll;

/// What became of a row.
pub(super) struct Decision {
    pub(super) outcome: RowOutcome,
    pub(super) faults: Vec<Fault>,
    /// Participants that stand in another group than before.
    pub(super) moves: Vec<Move>,
}

/// What rows are compared with.
pub(super) struct Ground<'a> {
    pub(super) roll: Roll,
    pub(super) customers: Customers,
    pub(super) cards: Cards,
    pub(super) repeats: &'a Repeats,
    pub(super) moves: Moves,
    pub(super) made: Made,
}

impl Ground<'_> {
    /// Decides a row, and keeps what it changes.
    ///
    /// # Errors
    /// Of the source of ids.
    pub(super) fn decide(
        &mut self,
        place: usize,
        entry: &Entry,
        row: u64,
        new_id: &mut dyn FnMut() -> Result<CustomerId>,
    ) -> Result<Decision> {
        let mut refused: Vec<(RowOutcome, Fault)> =
            self.repeats.refused.get(&place).cloned().unwrap_or_default();
        let mut whom = Vec::with_capacity(entry.pupils.len());
        for pupil in &entry.pupils {
            match self.find(pupil) {
                Ok(found) => {
                    refused.extend(self.refused_code(pupil, &found).map(|f| (RowOutcome::Invalid, f)));
                    whom.push(found);
                }
                Err(fault) => refused.push(fault),
            }
        }
        let mut guardians = Vec::new();
        for (at, guardian) in entry.guardians.iter().enumerate() {
            if entry.guardians[..at].iter().any(|earlier| earlier.is(guardian)) {
                continue;
            }
            match self.customers.find(guardian, &self.tied(&whom)) {
                Ok(known) => guardians.push((guardian, known)),
                Err(fault) => refused.push((RowOutcome::Ambiguous, fault)),
            }
        }
        if !refused.is_empty() {
            let is_invalid = refused.iter().any(|(outcome, _)| *outcome == RowOutcome::Invalid);
            let outcome = if is_invalid { RowOutcome::Invalid } else { RowOutcome::Ambiguous };
            let faults = refused.into_iter().map(|(_, fault)| fault).collect();
            return Ok(Decision { outcome, faults, moves: Vec::new() });
        }
        let moves = self.moves_of(entry, &whom, row);
        if !moves.is_empty() && self.moves != Moves::Apply {
            let fault = Fault::row("other_group", "this participant stands in another group than before");
            return Ok(Decision { outcome: RowOutcome::Skipped, faults: vec![fault], moves });
        }
        let outcome = self.apply(entry, &whom, guardians, new_id)?;
        Ok(Decision { outcome, faults: Vec::new(), moves })
    }

    /// Says why a participant may not have the code of its row.
    fn refused_code(&self, pupil: &Pupil, found: &Found) -> Option<Fault> {
        let person = found.place().map(|place| &self.roll.people[place]);
        let stored = person.and_then(|person| Some(person.stored.as_ref()?.id));
        let fault = self.cards.refusal(pupil.code.as_ref()?, stored)?;
        Some(Fault { column: Some(pupil.code_column), ..fault })
    }

    /// To whom the participants of a row belong.
    fn tied(&self, whom: &[Found]) -> Vec<CustomerId> {
        whom.iter()
            .filter_map(Found::place)
            .flat_map(|place| self.roll.people[place].customers.iter().copied())
            .collect()
    }

    fn moves_of(&self, entry: &Entry, whom: &[Found], row: u64) -> Vec<Move> {
        let moved = entry.pupils.iter().zip(whom).filter_map(|(pupil, found)| {
            let Found::Moved(place, from) = found else { return None };
            Some(Move {
                row,
                participant: self.roll.people[*place].stored.as_ref()?.id,
                from: self.roll.groups[*from].name.clone(),
                to: self.repeats.groups_of(pupil).iter().map(|(name, _)| name.clone()).collect(),
            })
        });
        moved.collect()
    }

    fn apply(
        &mut self,
        entry: &Entry,
        whom: &[Found],
        guardians: Vec<(&Guardian, Option<CustomerId>)>,
        new_id: &mut dyn FnMut() -> Result<CustomerId>,
    ) -> Result<RowOutcome> {
        let (mut created, mut changed) = (false, false);
        let mut places = Vec::with_capacity(whom.len());
        for (pupil, found) in entry.pupils.iter().zip(whom) {
            let place = match found {
                Found::Nobody => {
                    created = true;
                    self.made.participants += 1;
                    self.roll.add(None, pupil.details.clone(), pupil.name.clone(), pupil.number.clone())
                }
                Found::One(place) => *place,
                Found::Moved(place, from) => {
                    let person = &mut self.roll.people[*place];
                    person.groups.retain(|group| group != from);
                    person.left.push(*from);
                    *place
                }
            };
            changed |= self.fill(place, pupil);
            changed |= self.join(place, pupil);
            changed |= self.bind(place, pupil);
            places.push(place);
        }
        for (guardian, known) in guardians {
            let id = match known {
                Some(id) => id,
                None => {
                    let mut new = guardian.new.clone();
                    new.customer.id = new_id()?;
                    let id = new.customer.id;
                    self.customers.add(id, new.customer.profile.clone());
                    self.made.customers.push(*new);
                    id
                }
            };
            for place in &places {
                let person = &mut self.roll.people[*place];
                if !person.customers.contains(&id) {
                    person.customers.push(id);
                    person.tied.push(id);
                    changed = true;
                    self.made.tied += 1;
                }
            }
        }
        Ok(match (created, changed) {
            (true, _) => RowOutcome::Created,
            (_, true) => RowOutcome::Updated,
            _ => RowOutcome::Unchanged,
        })
    }

    /// Gives a participant what it lacks and the row has; nothing is overwritten.
    fn fill(&mut self, place: usize, pupil: &Pupil) -> bool {
        let (own, from) = (&mut self.roll.people[place].details, &pupil.details);
        let before = own.clone();
        let lacks_number = own.student_number.is_empty() && !from.student_number.is_empty();
        let ParticipantDetails { student_number, email, phone, birthday, .. } = own;
        for (text, given) in
            [(student_number, &from.student_number), (email, &from.email), (phone, &from.phone)]
        {
            if text.is_empty() {
                text.clone_from(given);
            }
        }
        *birthday = birthday.or(from.birthday);
        let filled = *own != before;
        if lacks_number {
            self.roll.number(place, &pupil.number);
        }
        filled
    }

    fn join(&mut self, place: usize, pupil: &Pupil) -> bool {
        let mut joined = false;
        for (name, key) in &pupil.groups {
            let group = match self.roll.group(key) {
                Some(group) => group,
                None => self.roll.add_group(name.clone(), None),
            };
            let person = &mut self.roll.people[place];
            if !person.groups.contains(&group) {
                person.groups.push(group);
                person.joined.push(group);
                joined = true;
            }
        }
        joined
    }

    /// Gives a participant the blank card of its row.
    fn bind(&mut self, place: usize, pupil: &Pupil) -> bool {
        let card = pupil.code.as_ref().and_then(|code| self.cards.get(code));
        let Some(card) = card.filter(|card| card.code.participant.is_none()) else { return false };
        let bound = &mut self.roll.people[place].bound;
        let is_new = !bound.contains(&card.code.id);
        if is_new {
            bound.push(card.code.id);
            self.made.bound += 1;
        }
        is_new
    }
}
