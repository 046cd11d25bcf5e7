use crate::base::{CustomerId, Error, JobGroupId, JobId, Keyed, List, ParticipantId, Result, Timestamp};

use super::{Participant, ParticipantLink, PhotoConsent};

/// Which participants a list has; empty parts ask nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct ParticipantFilter {
    /// Those who are members of a group of this job.
    pub job: Option<JobId>,
    /// Those who are members of this group.
    pub group: Option<JobGroupId>,
    /// Those who belong to this customer.
    pub customer: Option<CustomerId>,
}

impl ParticipantFilter {
    /// The fields by which participants can be sorted: the family name, and then the given one, by the
    /// register's language; student number and day of birth by their texts, with those that have none first.
    pub const SORTS: [&'static str; 4] = ["family_name", "student_number", "birthday", "created_at"];
}

/// Reads participants.
///
/// Every method fails with `Unsupported` where the backend has no photo jobs, else with errors of the
/// storage alone. Records that do not exist are left out; one that is named twice is answered once.
pub trait ParticipantRead {
    /// Returns participants in any order.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn participants(&self, _ids: &[ParticipantId]) -> Result<Vec<Participant>> {
        Err(unsupported())
    }

    /// Returns the participants that have one of these student numbers, in any order; nobody has an empty one.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn participants_of_numbers(&self, _student_numbers: &[&str]) -> Result<Vec<Participant>> {
        Err(unsupported())
    }

    /// Returns a part of a list, in its order (see [`ParticipantFilter::SORTS`]), or by [`Sort::ID`](crate::Sort::ID).
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn list_participants(&self, _list: &List<'_, ParticipantFilter>) -> Result<Vec<Keyed<Participant>>> {
        Err(unsupported())
    }

    /// Counts a list, and stops at `cap`.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn count_participants(&self, _filter: &ParticipantFilter, _cap: Option<u64>) -> Result<u64> {
        Err(unsupported())
    }

    /// Returns in which groups participants are, in any order.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn groups_of_participants(
        &self,
        _participants: &[ParticipantId],
    ) -> Result<Vec<(JobGroupId, ParticipantId)>> {
        Err(unsupported())
    }

    /// Returns to which customers participants belong, in any order.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn customers_of_participants(&self, _participants: &[ParticipantId]) -> Result<Vec<ParticipantLink>> {
        Err(unsupported())
    }

    /// Returns which participants belong to customers, in any order.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn participants_of_customers(&self, _customers: &[CustomerId]) -> Result<Vec<ParticipantLink>> {
        Err(unsupported())
    }

    /// Returns all decisions on pictures of participants, those of one in the order in which they were told.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn photo_consents(&self, _participants: &[ParticipantId]) -> Result<Vec<(ParticipantId, PhotoConsent)>> {
        Err(unsupported())
    }
}

/// Writes participants.
pub trait ParticipantWrite: ParticipantRead {
    /// Inserts participants, whose ids are new.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn insert_participants(&mut self, _participants: &[Keyed<Participant>]) -> Result<()> {
        Err(unsupported())
    }

    /// Replaces participants that exist.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn update_participants(&mut self, _participants: &[Keyed<Participant>]) -> Result<()> {
        Err(unsupported())
    }

    /// Removes participants on whom nothing depends but their decisions on pictures, which go with them,
    /// and leaves tombstones.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn delete_participants(&mut self, _ids: &[ParticipantId], _at: Timestamp) -> Result<()> {
        Err(unsupported())
    }

    /// Puts participants into groups; both exist. Those who are there stay.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn add_to_groups(&mut self, _members: &[(JobGroupId, ParticipantId)]) -> Result<()> {
        Err(unsupported())
    }

    /// Takes participants out of groups; those who are not there stay out.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn remove_from_groups(&mut self, _members: &[(JobGroupId, ParticipantId)]) -> Result<()> {
        Err(unsupported())
    }

    /// Ties participants to customers; both exist, and each pair is named once. The relation of a pair that
    /// is tied is replaced.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn put_links(&mut self, _links: &[ParticipantLink]) -> Result<()> {
        Err(unsupported())
    }

    /// Unties participants from customers; those that are not tied stay so.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn delete_links(&mut self, _pairs: &[(ParticipantId, CustomerId)]) -> Result<()> {
        Err(unsupported())
    }

    /// Notes decisions on pictures behind those that there are; the participants exist.
    ///
    /// # Errors
    /// As [`ParticipantRead`] says.
    fn append_photo_consents(&mut self, _consents: &[(ParticipantId, PhotoConsent)]) -> Result<()> {
        Err(unsupported())
    }
}

fn unsupported() -> Error {
    Error::Unsupported("photo jobs")
}
