//! What a names list changes of a job, stored together.

use crate::base::{
    AccessCodeId, CustomerId, FieldProblem, JobGroupId, JobId, LocalDate, ParticipantId, Result,
};
use crate::codes::CodeChange;
use crate::customers::StoredCustomer;
use crate::jobs::{Job, JobGroup, JobGroupDetails};
use crate::participants::{Participant, ParticipantDetails, ParticipantLink, Relation};
use crate::register::{Unit, creation, records};
use crate::repository::ReadTx;

use super::codes::change_codes;
use super::groups::create_groups;
use super::participants::{note_group, note_link};

/// A record that is stored, or the place of one among those that are to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which<Id> {
    Stored(Id),
    New(usize),
}

impl<Id: Copy> Which<Id> {
    fn among(self, made: &[Id]) -> Option<Id> {
        match self {
            Self::Stored(id) => Some(id),
            Self::New(place) => made.get(place).copied(),
        }
    }
}

/// What a names list changes of a job, checked before.
#[derive(Default)]
pub(crate) struct NamesChanges {
    /// Names of groups to be made.
    pub(crate) groups: Vec<String>,
    /// Participants to be made.
    pub(crate) participants: Vec<ParticipantDetails>,
    /// Participants as they are stored, with what they get.
    pub(crate) filled: Vec<(Participant, ParticipantDetails)>,
    /// Customers to be made.
    pub(crate) customers: Vec<StoredCustomer>,
    /// Who comes into which group and is not there yet.
    pub(crate) joined: Vec<(Which<JobGroupId>, Which<ParticipantId>)>,
    /// Who goes out of which group.
    pub(crate) left: Vec<(JobGroupId, ParticipantId)>,
    /// Who gets which blank card.
    pub(crate) bound: Vec<(AccessCodeId, Which<ParticipantId>)>,
    /// Whose guardian a customer becomes who is not tied to them yet.
    pub(crate) guardians: Vec<(Which<ParticipantId>, CustomerId)>,
}

impl std::fmt::Debug for NamesChanges {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NamesChanges")
    }
}

impl NamesChanges {
    /// Stores everything, and tells history.
    ///
    /// # Errors
    /// `Invalid` and `AlreadyExists` where somebody else was faster; those of the storage.
    pub(crate) fn store(self, unit: &mut Unit<'_>, job: JobId) -> Result<()> {
        refuse_unknown_job(&*unit.tx, job)?;
        let names: Vec<&str> = self.groups.iter().map(String::as_str).collect();
        let groups = create_groups(unit, job, &names)?;
        let groups: Vec<JobGroupId> = groups.iter().map(|group| group.id).collect();
        let new = self.participants.into_iter().map(|details| (Vec::new(), details));
        let made: Vec<Participant> = records::create(unit, new)?;
        let made: Vec<ParticipantId> = made.iter().map(|participant| participant.id).collect();
        records::replace(unit, self.filled)?;
        unit.tx.insert_customers(&self.customers)?;
        self.customers.iter().for_each(|row| unit.record(creation(row.customer.id)));
        unit.tx.remove_from_groups(&self.left)?;
        self.left.iter().for_each(|(group, id)| note_group(unit, *id, *group, '-'));
        let joined = self.joined.iter();
        let joined = joined.filter_map(|(group, who)| Some((group.among(&groups)?, who.among(&made)?)));
        let joined: Vec<(JobGroupId, ParticipantId)> = joined.collect();
        unit.tx.add_to_groups(&joined)?;
        joined.iter().for_each(|(group, id)| note_group(unit, *id, *group, '+'));
        let bound = self.bound.iter();
        let bound = bound.filter_map(|(code, who)| Some((*code, CodeChange::Bind(who.among(&made)?))));
        change_codes(unit, &bound.collect::<Vec<_>>())?;
        let links = self.guardians.iter().filter_map(|(who, customer)| {
            let relation = Relation::Guardian;
            Some(ParticipantLink { participant: who.among(&made)?, customer: *customer, relation })
        });
        let links: Vec<ParticipantLink> = links.collect();
        unit.tx.put_links(&links)?;
        links.iter().for_each(|link| note_link(unit, link.participant, link.customer, None));
        Ok(())
    }
}

/// Makes sure that there is a job.
///
/// # Errors
/// `NotFound`.
pub(crate) fn refuse_unknown_job(tx: &dyn ReadTx, job: JobId) -> Result<()> {
    records::get::<Job>(tx, job.to_bytes()).map(drop)
}

/// Takes blanks around the texts of a new participant away, and returns all that is wrong with it.
pub(crate) fn settle_participant(details: &mut ParticipantDetails, today: LocalDate) -> Vec<FieldProblem> {
    records::settle::<Participant>(details, None, today)
}

/// Takes blanks around the name of a new group away, and returns all that is wrong with it.
pub(crate) fn settle_group_name(name: &mut String, today: LocalDate) -> Vec<FieldProblem> {
    let mut details = JobGroupDetails { name: std::mem::take(name) };
    let problems = records::settle::<JobGroup>(&mut details, None, today);
    *name = details.name;
    problems
}
