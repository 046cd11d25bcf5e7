//! Who is in a job, as it is stored and as the rows so far leave it.

use std::collections::{HashMap, HashSet};

use crate::base::{
    AccessCodeId, CustomerId, JobGroupId, JobId, List, ParticipantId, Result, Sort, fold, name_key,
};
use crate::participants::{Participant, ParticipantDetails, ParticipantFilter};
use crate::repository::ReadTx;

/// How many records are asked for at a time.
const AT_ONCE: usize = 1_000;
/// How many participants of a job are read at a time: each time the job's list is sorted anew.
const PAGE: usize = 20_000;

/// A participant as the rows so far leave it.
#[derive(Default)]
pub(super) struct Person {
    /// The stored record; nothing for one that the list makes.
    pub(super) stored: Option<Participant>,
    pub(super) details: ParticipantDetails,
    /// The folded name.
    pub(super) name: String,
    /// The student number as it is compared.
    pub(super) number: String,
    /// Places of groups of the job that it is in.
    pub(super) groups: Vec<usize>,
    /// Those of them that it comes into, and those that it goes out of.
    pub(super) joined: Vec<usize>,
    pub(super) left: Vec<usize>,
    /// Customers to whom it belongs, and those of them whom the list ties.
    pub(super) customers: Vec<CustomerId>,
    pub(super) tied: Vec<CustomerId>,
    /// Cards that the list gives to it.
    pub(super) bound: Vec<AccessCodeId>,
}

/// A group of the job.
pub(super) struct Group {
    pub(super) name: String,
    /// Nothing for one that the list makes.
    pub(super) id: Option<JobGroupId>,
}

/// The groups and participants of a job, and participants of the register with student numbers of the list.
#[derive(Default)]
pub(super) struct Roll {
    pub(super) people: Vec<Person>,
    pub(super) groups: Vec<Group>,
    group_by_key: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
    by_number: HashMap<String, Vec<usize>>,
}

impl Roll {
    /// Reads what is stored.
    ///
    /// # Errors
    /// Of the storage; `Unsupported` where it has no photo jobs.
    pub(super) fn load(
        tx: &dyn ReadTx,
        job: JobId,
        numbers: &HashSet<&str>,
        with_customers: bool,
    ) -> Result<Self> {
        let mut roll = Self::default();
        for group in tx.groups_of_job(job)? {
            roll.add_group(group.details.name, Some(group.id));
        }
        // The first who was registered first, whatever order an engine has.
        let mut stored = participants_of(tx, job)?;
        stored.sort_unstable_by_key(|participant| participant.id);
        let mut ids: Vec<ParticipantId> = stored.iter().map(|participant| participant.id).collect();
        let inside: HashSet<ParticipantId> = ids.iter().copied().collect();
        for participant in stored {
            roll.add_stored(participant);
        }
        let numbers: Vec<&str> = numbers.iter().copied().collect();
        let mut elsewhere = Vec::new();
        for some in numbers.chunks(AT_ONCE) {
            elsewhere.extend(tx.participants_of_numbers(some)?);
        }
        elsewhere.retain(|participant| !inside.contains(&participant.id));
        elsewhere.sort_unstable_by_key(|participant| participant.id);
        for participant in elsewhere {
            ids.push(participant.id);
            roll.add_stored(participant);
        }
        let places: HashMap<ParticipantId, usize> = ids.iter().copied().zip(0..).collect();
        let groups: HashMap<JobGroupId, usize> =
            roll.groups.iter().enumerate().filter_map(|(place, group)| Some((group.id?, place))).collect();
        for some in ids.chunks(AT_ONCE) {
            for (group, participant) in tx.groups_of_participants(some)? {
                if let (Some(group), Some(place)) = (groups.get(&group), places.get(&participant)) {
                    roll.people[*place].groups.push(*group);
                }
            }
            let links = if with_customers { tx.customers_of_participants(some)? } else { Vec::new() };
            for link in links {
                if let Some(place) = places.get(&link.participant) {
                    roll.people[*place].customers.push(link.customer);
                }
            }
        }
        for person in &mut roll.people {
            person.groups.sort_unstable();
            person.customers.sort_unstable();
        }
        Ok(roll)
    }

    fn add_stored(&mut self, participant: Participant) -> usize {
        let details = participant.details.clone();
        let (name, number) = (fold(&details.display_name()), name_key(&details.student_number));
        self.add(Some(participant), details, name, number)
    }

    /// Adds a participant whom later rows can be about, and returns its place.
    pub(super) fn add(
        &mut self,
        stored: Option<Participant>,
        details: ParticipantDetails,
        name: String,
        number: String,
    ) -> usize {
        let place = self.people.len();
        self.by_name.entry(name.clone()).or_default().push(place);
        if !number.is_empty() {
            self.by_number.entry(number.clone()).or_default().push(place);
        }
        self.people.push(Person { stored, details, name, number, ..Person::default() });
        place
    }

    /// Gives a participant a student number who had none.
    pub(super) fn number(&mut self, place: usize, number: &str) {
        number.clone_into(&mut self.people[place].number);
        self.by_number.entry(number.to_owned()).or_default().push(place);
    }

    /// Finds a group by the key of its name.
    pub(super) fn group(&self, key: &str) -> Option<usize> {
        self.group_by_key.get(key).copied()
    }

    /// Adds a group and returns its place.
    pub(super) fn add_group(&mut self, name: String, id: Option<JobGroupId>) -> usize {
        let place = self.groups.len();
        self.group_by_key.insert(name_key(&name), place);
        self.groups.push(Group { name, id });
        place
    }

    /// Returns the places of those with a student number: of the job, or elsewhere in the register.
    pub(super) fn of_number(&self, number: &str, in_job: bool) -> impl Iterator<Item = usize> {
        let places = self.by_number.get(number).into_iter().flatten().copied();
        places.filter(move |place| !number.is_empty() && self.is_in_job(*place) == in_job)
    }

    /// Returns the places of those in the job with a folded name.
    pub(super) fn of_name(&self, name: &str) -> impl Iterator<Item = usize> {
        let places = self.by_name.get(name).into_iter().flatten().copied();
        places.filter(|place| self.is_in_job(*place))
    }

    fn is_in_job(&self, place: usize) -> bool {
        !self.people[place].groups.is_empty()
    }
}

fn participants_of(tx: &dyn ReadTx, job: JobId) -> Result<Vec<Participant>> {
    let filter = ParticipantFilter { job: Some(job), ..ParticipantFilter::default() };
    let sort = Sort::by("created_at");
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = tx.list_participants(&List { filter: &filter, sort: &sort, after, limit: PAGE })?;
        after = page.last().map(|last| (last.sort_key.clone(), last.record.id.to_bytes()));
        let is_last = page.len() < PAGE;
        all.extend(page.into_iter().map(|keyed| keyed.record));
        if is_last {
            return Ok(all);
        }
    }
}
