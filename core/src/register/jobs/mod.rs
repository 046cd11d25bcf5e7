//! What can be done with photo jobs, one file a handle.

mod claims;
mod codes;
mod customers;
mod form;
mod galleries;
mod groups;
mod names;
mod participants;
mod registrations;

use crate::base::{JobId, Page, PageRequest, Result, Revision, Sort};
use crate::jobs::{Job, JobDetails, JobFilter, check_job};

use super::kept::kept;
use super::records;
use super::{Dependent, Register, Walk, pages};

pub use claims::{Claim, ClaimBy};
pub(super) use codes::CodeKeys;
pub use codes::Codes;
pub(crate) use customers::Whose;
pub use customers::{RegisterQuery, TotalOf};
pub use form::{FormParticipant, KnownCustomer, RegistrationForm, Submitted};
pub use galleries::Galleries;
pub use groups::JobGroups;
pub(super) use groups::create_group;
pub(crate) use names::{NamesChanges, Which, refuse_unknown_job, settle_group_name, settle_participant};
pub use participants::Participants;
pub(super) use participants::{append_consents, put_in_group, put_links};
pub use registrations::Registrations;
pub(super) use registrations::{enter, leave};

/// Photo jobs of a register.
///
/// ```
/// use kartotek::{ErrorKind, JobDetails, JobFilter, JobStatus, PageRequest, Register, Sort};
///
/// let register = Register::in_memory()?;
/// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
/// let details = JobDetails { status: JobStatus::Open, ..job.details };
/// let job = register.jobs().update(job.id, job.revision, details)?;
///
/// let open = JobFilter { statuses: vec![JobStatus::Open], ..JobFilter::default() };
/// let page = register.jobs().page(&open, &Sort::by("title"), &PageRequest::first(50))?;
/// assert_eq!(page.items, [job.clone()]);
///
/// register.job_groups().create(job.id, "4b")?;
/// assert_eq!(register.jobs().delete(job.id).unwrap_err().kind(), ErrorKind::RuleViolated);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Jobs<'r> {
    pub(crate) register: &'r Register,
}

impl Register {
    /// Returns what can be done with photo jobs.
    #[must_use]
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs { register: self }
    }

    /// Returns what can be done with the groups of photo jobs.
    #[must_use]
    pub fn job_groups(&self) -> JobGroups<'_> {
        JobGroups { register: self }
    }

    /// Returns what can be done with galleries.
    #[must_use]
    pub fn galleries(&self) -> Galleries<'_> {
        Galleries { register: self }
    }

    /// Returns what can be done with participants.
    #[must_use]
    pub fn participants(&self) -> Participants<'_> {
        Participants { register: self }
    }

    /// Returns what can be done with registrations.
    #[must_use]
    pub fn registrations(&self) -> Registrations<'_> {
        Registrations { register: self }
    }
}

impl<'r> Jobs<'r> {
    /// Makes a job.
    ///
    /// # Errors
    /// `Invalid` with every problem: no title, days out of order, a window that ends before it begins;
    /// `Unsupported` where the backend has no photo jobs, as with every method of it.
    pub fn create(&self, details: JobDetails) -> Result<Job> {
        self.register.create_record("jobs.create", &details)
    }

    /// Returns a job.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn get(&self, id: JobId) -> Result<Job> {
        self.register.read(|tx| records::get(tx, id.to_bytes()))
    }

    /// Replaces what people edit about a job; `revision` is the one that was read.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was changed meanwhile, with both sides of what differs; `Invalid` as
    /// [`Jobs::create`].
    pub fn update(&self, id: JobId, revision: Revision, details: JobDetails) -> Result<Job> {
        self.register.update_record("jobs.update", id.to_bytes(), revision, &details)
    }

    /// Returns what depends on a job: those that keep it from being deleted.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn dependents(&self, id: JobId) -> Result<Vec<Dependent>> {
        self.register.dependents_of::<Job>(id.to_bytes())
    }

    /// Deletes a job that has no groups, galleries and codes, and of which nobody bought.
    ///
    /// # Errors
    /// `NotFound`; `RuleViolated` with the rule `has_dependents`, and in its text what depends on it; `Conflict` when
    /// [`Register::expecting`] names another revision.
    pub fn delete(&self, id: JobId) -> Result<()> {
        self.register.delete_record::<Job>("jobs.delete", id.to_bytes())
    }

    /// Returns one page of a list.
    ///
    /// # Errors
    /// `Invalid` for a sort that is not one of [`JobFilter::SORTS`]; `InvalidCursor`.
    pub fn page(&self, filter: &JobFilter, sort: &Sort, request: &PageRequest) -> Result<Page<Job>> {
        self.register.read_with_state(|tx, state| {
            pages::page(
                self.register,
                state,
                &JobFilter::SORTS,
                (filter, sort, request),
                |list| tx.list_jobs(list),
                |cap| tx.count_jobs(filter, cap),
            )
        })
    }

    /// Returns the whole list, page after page behind the scenes.
    #[must_use]
    pub fn all(&self, filter: &JobFilter, sort: &Sort) -> Walk<'r, Job> {
        let (jobs, filter, sort) = (*self, filter.clone(), sort.clone());
        Walk::new(move |request| jobs.page(&filter, &sort, request))
    }

    /// Counts a list.
    ///
    /// # Errors
    /// Of the storage.
    pub fn count(&self, filter: &JobFilter) -> Result<u64> {
        self.register.read(|tx| tx.count_jobs(filter, None))
    }
}

kept!(Job(JobId), jobs, insert_jobs, update_jobs, delete_jobs, check_job);
