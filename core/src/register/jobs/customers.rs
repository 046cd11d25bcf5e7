//! The customers' registers of jobs and groups: registrations with all that their columns show.

use std::collections::HashMap;

use crate::base::{
    CustomerId, Error, ErrorKind, GalleryId, JobGroupId, JobId, List, Money, Page, PageRequest,
    ParticipantId, RegistrationId, Result, Sort,
};
use crate::customers::Customer;
use crate::jobs::{Job, JobGroup};
use crate::register::records::{self, distinct};
use crate::register::{Register, State, Walk, pages};
use crate::registrations::{
    RegisterParts, RegisteredCustomer, RegisteredParticipant, Registration, RegistrationFilter, TotalScope,
};
use crate::repository::ReadTx;

use super::{JobGroups, Jobs};

/// What a customers' register of a job or a group shows, and in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct RegisterQuery {
    /// Which registrations; its job and group are those of the register that is asked.
    pub filter: RegistrationFilter,
    /// By which column (see [`RegistrationFilter::SORTS`]); otherwise by date.
    pub sort: Sort,
    /// Of what the totals are the sums.
    pub total: TotalOf,
}

impl Default for RegisterQuery {
    fn default() -> Self {
        Self {
            filter: RegistrationFilter::default(),
            sort: Sort::by("registered_at"),
            total: TotalOf::default(),
        }
    }
}

/// Of what the total of a row is the sum (SPEC P20, B5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum TotalOf {
    /// Of what was bought from the galleries of the row's group.
    #[default]
    Group,
    /// Of what was bought from the job.
    Job,
    /// Of all that the customer bought.
    Lifetime,
}

/// Whose register is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose {
    Job(JobId),
    Group(JobGroupId),
}

impl<'r> Jobs<'r> {
    /// Returns one page of the customers' register of a job: everybody who registered in any of its groups, a
    /// row a registration (SPEC P1–P11). Its columns are [`JOB_COLUMNS`](crate::JOB_COLUMNS).
    ///
    /// # Errors
    /// `NotFound` where the job does not exist; `Invalid` for a sort that is not one of
    /// [`RegistrationFilter::SORTS`]; `InvalidCursor`.
    ///
    /// ```
    /// use kartotek::{
    ///     CustomerDraft, JobDetails, PageRequest, RegisterQuery, Register, RegistrationDetails,
    /// };
    ///
    /// let register = Register::in_memory()?;
    /// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// for name in ["4a", "4b"] {
    ///     let group = register.job_groups().create(job.id, name)?;
    ///     register.registrations().create(group.id, anna.id, RegistrationDetails::default(), &[])?;
    /// }
    /// let page = register.jobs().customers(job.id, &RegisterQuery::default(), &PageRequest::first(50))?;
    /// let galleries: Vec<_> = page.items.iter().map(|row| row.value("job_group").to_text().into_owned()).collect();
    /// assert_eq!(galleries, ["4a", "4b"]);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn customers(
        &self,
        job: JobId,
        query: &RegisterQuery,
        request: &PageRequest,
    ) -> Result<Page<RegisteredCustomer>> {
        self.register.registered_page(Whose::Job(job), query, request)
    }

    /// Returns the whole register, page after page behind the scenes.
    #[must_use]
    pub fn all_customers(&self, job: JobId, query: &RegisterQuery) -> Walk<'r, RegisteredCustomer> {
        let (jobs, query) = (*self, query.clone());
        Walk::new(move |request| jobs.customers(job, &query, request))
    }

    /// Counts the rows of the register.
    ///
    /// # Errors
    /// Of the storage.
    pub fn count_customers(&self, job: JobId, query: &RegisterQuery) -> Result<u64> {
        let filter = of_whom(Whose::Job(job), query);
        self.register.read(|tx| tx.count_registrations(&filter, None))
    }
}

impl<'r> JobGroups<'r> {
    /// Returns one page of the customers' register of a group of a job (SPEC P17–P21). Its columns are
    /// [`GROUP_COLUMNS`](crate::GROUP_COLUMNS).
    ///
    /// # Errors
    /// `NotFound` where the group does not exist; else as [`Jobs::customers`].
    pub fn customers(
        &self,
        group: JobGroupId,
        query: &RegisterQuery,
        request: &PageRequest,
    ) -> Result<Page<RegisteredCustomer>> {
        self.register.registered_page(Whose::Group(group), query, request)
    }

    /// Returns the whole register, page after page behind the scenes.
    #[must_use]
    pub fn all_customers(&self, group: JobGroupId, query: &RegisterQuery) -> Walk<'r, RegisteredCustomer> {
        let (groups, query) = (*self, query.clone());
        Walk::new(move |request| groups.customers(group, &query, request))
    }

    /// Counts the rows of the register.
    ///
    /// # Errors
    /// Of the storage.
    pub fn count_customers(&self, group: JobGroupId, query: &RegisterQuery) -> Result<u64> {
        let filter = of_whom(Whose::Group(group), query);
        self.register.read(|tx| tx.count_registrations(&filter, None))
    }
}

impl Register {
    fn registered_page(
        &self,
        whose: Whose,
        query: &RegisterQuery,
        request: &PageRequest,
    ) -> Result<Page<RegisteredCustomer>> {
        let filter = of_whom(whose, query);
        self.read_with_state(|tx, state| {
            let page = pages::page(
                self,
                state,
                &RegistrationFilter::SORTS,
                (&filter, &query.sort, request),
                |list| tx.list_registrations(list),
                |cap| tx.count_registrations(&filter, cap),
            )?;
            if page.items.is_empty() {
                refuse_unknown(tx, whose)?;
            }
            Ok(Page { items: rows(tx, state, page.items, query.total)?, next: page.next, total: page.total })
        })
    }

    /// Runs a body that may walk over every row of a register as of one moment, some rows at a time.
    pub(crate) fn each_registered<T>(
        &self,
        whose: Whose,
        query: &RegisterQuery,
        mut body: impl FnMut(&State, RowWalk<'_>) -> Result<T>,
    ) -> Result<T> {
        const AT_ONCE: usize = 500;
        let filter = of_whom(whose, query);
        pages::check_sort(&RegistrationFilter::SORTS, &query.sort)?;
        self.read_with_state(|tx, state| {
            refuse_unknown(tx, whose)?;
            body(state, &mut |each| {
                let mut after = None;
                loop {
                    let list = List { filter: &filter, sort: &query.sort, after, limit: AT_ONCE };
                    let found = tx.list_registrations(&list)?;
                    after = found.last().map(|last| (last.sort_key.clone(), last.record.id.to_bytes()));
                    let some: Vec<Registration> = found.into_iter().map(|keyed| keyed.record).collect();
                    let (count, some) = (some.len(), rows(tx, state, some, query.total)?);
                    each(&some)?;
                    if count < AT_ONCE {
                        return Ok(());
                    }
                }
            })
        })
    }
}

/// Hands over the rows of a register, some at a time.
pub(crate) type RowWalk<'a> =
    &'a mut dyn FnMut(&mut dyn FnMut(&[RegisteredCustomer]) -> Result<()>) -> Result<()>;

fn of_whom(whose: Whose, query: &RegisterQuery) -> RegistrationFilter {
    let (job, group) = match whose {
        Whose::Job(job) => (Some(job), None),
        Whose::Group(group) => (None, Some(group)),
    };
    RegistrationFilter { job, group, ..query.filter.clone() }
}

fn refuse_unknown(tx: &dyn ReadTx, whose: Whose) -> Result<()> {
    match whose {
        Whose::Job(job) => records::get::<Job>(tx, job.to_bytes()).map(drop),
        Whose::Group(group) => records::get::<JobGroup>(tx, group.to_bytes()).map(drop),
    }
}

/// Adds to registrations what the columns show, in a number of queries that does not grow with their number.
fn rows(
    tx: &dyn ReadTx,
    state: &State,
    registrations: Vec<Registration>,
    total: TotalOf,
) -> Result<Vec<RegisteredCustomer>> {
    let Some(first) = registrations.first() else { return Ok(Vec::new()) };
    let groups = distinct(registrations.iter().map(|registration| registration.job_group));
    let scope = match total {
        TotalOf::Group => TotalScope::Groups(&groups),
        TotalOf::Job => TotalScope::Job(first.job),
        TotalOf::Lifetime => TotalScope::Lifetime,
    };
    let parts = match tx.register_parts(&registrations, scope)? {
        Some(parts) => parts,
        None => parts(tx, &registrations, &groups, scope)?,
    };
    let stored: HashMap<CustomerId, Customer> =
        parts.customers.into_iter().map(|customer| (customer.id, customer)).collect();
    let named: HashMap<JobGroupId, JobGroup> =
        parts.groups.into_iter().map(|group| (group.id, group)).collect();
    let galleries: HashMap<JobGroupId, GalleryId> = parts.galleries.into_iter().collect();
    let mut participants: HashMap<RegistrationId, Vec<RegisteredParticipant>> = HashMap::new();
    for (registration, participant) in parts.participants {
        participants.entry(registration).or_default().push(participant);
    }
    let mut totals: HashMap<(Option<JobGroupId>, CustomerId), Vec<Money>> = HashMap::new();
    for (customer, group, money) in parts.totals {
        totals.entry((group, customer)).or_default().push(money);
    }
    for amounts in totals.values_mut() {
        // The one in the currency of the register first.
        amounts.sort_by_key(|money| (money.currency() != state.currency, money.currency().code()));
    }
    let rows = registrations.into_iter().map(|registration| {
        let scope = (total == TotalOf::Group).then_some(registration.job_group);
        let spent = totals.get(&(scope, registration.customer)).cloned();
        Ok(RegisteredCustomer {
            customer: stored.get(&registration.customer).cloned().ok_or_else(torn)?,
            group: named.get(&registration.job_group).cloned().ok_or_else(torn)?,
            gallery: galleries.get(&registration.job_group).copied().ok_or_else(torn)?,
            participants: participants.remove(&registration.id).unwrap_or_default(),
            total: spent.unwrap_or_else(|| vec![Money::new(0, state.currency)]),
            registration,
        })
    });
    rows.collect()
}

/// Asks for what the columns show, part after part.
fn parts(
    tx: &dyn ReadTx,
    registrations: &[Registration],
    groups: &[JobGroupId],
    scope: TotalScope<'_>,
) -> Result<RegisterParts> {
    let customers = distinct(registrations.iter().map(|registration| registration.customer));
    let galleries = tx.galleries_of_groups(groups)?.into_iter();
    let ids: Vec<RegistrationId> = registrations.iter().map(|registration| registration.id).collect();
    let job = registrations.first().map(|registration| registration.job);
    Ok(RegisterParts {
        customers: tx.customers(&customers)?,
        groups: tx.job_groups(groups)?,
        galleries: galleries.filter_map(|gallery| Some((gallery.job_group?, gallery.id))).collect(),
        participants: participants(tx, job, &ids)?,
        totals: tx.customer_totals(scope, &customers)?,
    })
}

fn participants(
    tx: &dyn ReadTx,
    job: Option<JobId>,
    registrations: &[RegistrationId],
) -> Result<Vec<(RegistrationId, RegisteredParticipant)>> {
    let pairs = tx.participants_of_registrations(registrations)?;
    let ids = distinct(pairs.iter().map(|(_, participant)| *participant));
    let names: HashMap<ParticipantId, String> =
        tx.participants(&ids)?.into_iter().map(|p| (p.id, p.details.display_name())).collect();
    let galleries = tx.galleries_of_participants(job, &ids)?.into_iter();
    let galleries: HashMap<ParticipantId, GalleryId> =
        galleries.filter_map(|gallery| Some((gallery.participant?, gallery.id))).collect();
    let named = pairs.into_iter().map(|(registration, id)| {
        let name = names.get(&id).cloned().ok_or_else(torn)?;
        Ok((registration, RegisteredParticipant { id, name, gallery: galleries.get(&id).copied() }))
    });
    named.collect()
}

fn torn() -> Error {
    Error::storage(ErrorKind::Corrupt, "a registration refers to what is not there")
}
