use crate::base::{Error, JobGroupId, JobId, Keyed, List, LocalDate, Result, Timestamp};

use super::{Job, JobGroup, JobStatus};

/// Which jobs a list has; empty parts ask nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct JobFilter {
    /// Those with one of these statuses.
    pub statuses: Vec<JobStatus>,
    /// Those of one of these kinds.
    pub kinds: Vec<String>,
    /// Those whose first day of pictures is this one or later; jobs without one are left out.
    pub shot_from: Option<LocalDate>,
    /// Those whose first day of pictures is this one or earlier; jobs without one are left out.
    pub shot_until: Option<LocalDate>,
}

impl JobFilter {
    /// The fields by which jobs can be sorted: the title by the register's language, the status by its code,
    /// shoot dates by the first of them, with jobs that have none first.
    pub const SORTS: [&'static str; 4] = ["title", "status", "shoot_dates", "created_at"];
}

/// Reads jobs and their groups.
///
/// Every method fails with `Unsupported` where the backend has no photo jobs, else with errors of the
/// storage alone. Records that do not exist are left out; one that is named twice is answered once.
pub trait JobRead {
    /// Returns jobs in any order.
    ///
    /// # Errors
    /// As [`JobRead`] says.
    fn jobs(&self, _ids: &[JobId]) -> Result<Vec<Job>> {
        Err(unsupported())
    }

    /// Returns a part of a list, in its order (see [`JobFilter::SORTS`]), or by [`Sort::ID`](crate::Sort::ID).
    ///
    /// # Errors
    /// As [`JobRead`] says.
    fn list_jobs(&self, _list: &List<'_, JobFilter>) -> Result<Vec<Keyed<Job>>> {
        Err(unsupported())
    }

    /// Counts a list, and stops at `cap`.
    ///
    /// # Errors
    /// As [`JobRead`] says.
    fn count_jobs(&self, _filter: &JobFilter, _cap: Option<u64>) -> Result<u64> {
        Err(unsupported())
    }

    /// Returns groups in any order.
    ///
    /// # Errors
    /// As [`JobRead`] says.
    fn job_groups(&self, _ids: &[JobGroupId]) -> Result<Vec<JobGroup>> {
        Err(unsupported())
    }

    /// Returns all groups of jobs in any order.
    ///
    /// # Errors
    /// As [`JobRead`] says.
    fn groups_of_jobs(&self, jobs: &[JobId]) -> Result<Vec<JobGroup>> {
        let mut groups = Vec::new();
        let mut jobs = jobs.to_vec();
        jobs.sort_unstable();
        jobs.dedup();
        for job in jobs {
            groups.append(&mut self.groups_of_job(job)?);
        }
        Ok(groups)
    }

    /// Returns all groups of a job by name.
    ///
    /// # Errors
    /// As [`JobRead`] says.
    fn groups_of_job(&self, _job: JobId) -> Result<Vec<JobGroup>> {
        Err(unsupported())
    }
}

/// Writes jobs and their groups.
pub trait JobWrite: JobRead {
    /// Inserts jobs, whose ids are new.
    ///
    /// # Errors
    /// As [`JobRead`] says.
    fn insert_jobs(&mut self, _jobs: &[Keyed<Job>]) -> Result<()> {
        Err(unsupported())
    }

    /// Replaces jobs that exist.
    ///
    /// # Errors
    /// As [`JobRead`] says.
    fn update_jobs(&mut self, _jobs: &[Keyed<Job>]) -> Result<()> {
        Err(unsupported())
    }

    /// Removes jobs on which nothing depends, and leaves tombstones.
    ///
    /// # Errors
    /// As [`JobRead`] says.
    fn delete_jobs(&mut self, _ids: &[JobId], _at: Timestamp) -> Result<()> {
        Err(unsupported())
    }

    /// Inserts groups, whose ids and whose names in their jobs are new; the jobs exist.
    ///
    /// # Errors
    /// As [`JobRead`] says; `AlreadyExists` where a name is taken after all.
    fn insert_job_groups(&mut self, _groups: &[Keyed<JobGroup>]) -> Result<()> {
        Err(unsupported())
    }

    /// Replaces groups that exist; they stay in their jobs.
    ///
    /// # Errors
    /// As [`JobWrite::insert_job_groups`].
    fn update_job_groups(&mut self, _groups: &[Keyed<JobGroup>]) -> Result<()> {
        Err(unsupported())
    }

    /// Removes groups on which nothing depends, and leaves tombstones.
    ///
    /// # Errors
    /// As [`JobRead`] says.
    fn delete_job_groups(&mut self, _ids: &[JobGroupId], _at: Timestamp) -> Result<()> {
        Err(unsupported())
    }
}

fn unsupported() -> Error {
    Error::Unsupported("photo jobs")
}
