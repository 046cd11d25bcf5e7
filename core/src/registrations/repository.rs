use crate::base::{
    CollectionId, CustomerId, Error, JobGroupId, JobId, Keyed, List, ParticipantId, RegistrationId, Result,
    Timestamp,
};

use super::{RegisterParts, Registration, Spent, TotalScope};

/// Which registrations a list has; empty parts ask nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct RegistrationFilter {
    /// Those in any group of this job.
    pub job: Option<JobId>,
    /// Those in this group.
    pub group: Option<JobGroupId>,
    /// Those of this customer.
    pub customer: Option<CustomerId>,
    /// Those of one of these kinds, by their codes.
    pub kinds: Vec<String>,
    /// Those of this time or later.
    pub registered_from: Option<Timestamp>,
    /// Those before this time.
    pub registered_before: Option<Timestamp>,
    /// Those of customers in this tag, contact group or customer group.
    pub set: Option<CollectionId>,
}

impl RegistrationFilter {
    /// By what registrations can be sorted: the columns of the registers but the total and the individual
    /// galleries ([`RegisterColumn::sorts`](crate::RegisterColumn::sorts)). Names, groups and cities are in the
    /// order of the register's language, e-mail and postal code are the customer's first, kinds go by their
    /// codes. Participants and contact groups count by the first of them, participants in the order of the
    /// language, contact groups in that of their names' characters, whatever their case; registrations without any
    /// come first.
    pub const SORTS: [&'static str; 9] = [
        "registered_at",
        "entered_name",
        "participants",
        "job_group",
        "email",
        "kind",
        "postal_code",
        "city",
        "contact_groups",
    ];
}

/// Reads registrations.
///
/// Every method fails with `Unsupported` where the backend has no photo jobs, else with errors of the
/// storage alone. Records that do not exist are left out; one that is named twice is answered once.
pub trait RegistrationRead {
    /// Returns registrations in any order.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn registrations(&self, _ids: &[RegistrationId]) -> Result<Vec<Registration>> {
        Err(unsupported())
    }

    /// Returns a part of a list, in its order (see [`RegistrationFilter::SORTS`]), or by [`Sort::ID`](crate::Sort::ID).
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn list_registrations(&self, _list: &List<'_, RegistrationFilter>) -> Result<Vec<Keyed<Registration>>> {
        Err(unsupported())
    }

    /// Counts a list, and stops at `cap`.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn count_registrations(&self, _filter: &RegistrationFilter, _cap: Option<u64>) -> Result<u64> {
        Err(unsupported())
    }

    /// Returns the registrations of these pairs of group and customer, in any order.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn registrations_of(&self, _pairs: &[(JobGroupId, CustomerId)]) -> Result<Vec<Registration>> {
        Err(unsupported())
    }

    /// Returns the registrations of customers, and those of the persons of shared logins among them, in any
    /// order.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn registrations_of_customers(&self, _customers: &[CustomerId]) -> Result<Vec<Registration>> {
        Err(unsupported())
    }

    /// Returns for whom customers registered, those of one registration by name.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn participants_of_registrations(
        &self,
        _registrations: &[RegistrationId],
    ) -> Result<Vec<(RegistrationId, ParticipantId)>> {
        Err(unsupported())
    }

    /// Returns what registers show of registrations of one job, or nothing where the backend reads all of it at
    /// once no quicker than part after part.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn register_parts(
        &self,
        _registrations: &[Registration],
        _scope: TotalScope<'_>,
    ) -> Result<Option<RegisterParts>> {
        Ok(None)
    }

    /// Returns what customers spent in any order, one amount a currency; none where it is nothing.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn customer_totals(&self, _scope: TotalScope<'_>, _customers: &[CustomerId]) -> Result<Vec<Spent>> {
        Err(unsupported())
    }
}

/// Writes registrations.
pub trait RegistrationWrite: RegistrationRead {
    /// Inserts registrations, whose ids and whose pairs of group and customer are new; group and customer
    /// exist, and the group is one of the job.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says; `AlreadyExists` where a pair is taken after all.
    fn insert_registrations(&mut self, _registrations: &[Keyed<Registration>]) -> Result<()> {
        Err(unsupported())
    }

    /// Replaces registrations that exist; they stay whose they are.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn update_registrations(&mut self, _registrations: &[Keyed<Registration>]) -> Result<()> {
        Err(unsupported())
    }

    /// Removes registrations with what ties participants to them, and leaves tombstones.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn delete_registrations(&mut self, _ids: &[RegistrationId], _at: Timestamp) -> Result<()> {
        Err(unsupported())
    }

    /// Ties participants to registrations; both exist. Those who are tied stay so.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn add_registered(&mut self, _pairs: &[(RegistrationId, ParticipantId)]) -> Result<()> {
        Err(unsupported())
    }

    /// Unties participants from registrations; those that are not tied stay so.
    ///
    /// # Errors
    /// As [`RegistrationRead`] says.
    fn remove_registered(&mut self, _pairs: &[(RegistrationId, ParticipantId)]) -> Result<()> {
        Err(unsupported())
    }
}

fn unsupported() -> Error {
    Error::Unsupported("photo jobs")
}
