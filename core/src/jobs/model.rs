use crate::base::{JobGroupId, JobId, LocalDate, Revision, Timestamp};
use crate::catalogue::record;

use super::fields::{JOB_FIELDS, JOB_GROUP_FIELDS};

/// One photo assignment: a school's year, a wedding, a race.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Job {
    /// Names it for ever.
    pub id: JobId,
    /// Counts its changes.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// What people edit.
    pub details: JobDetails,
}

/// What people edit about a job.
///
/// ```
/// use kartotek::{JobDetails, JobStatus};
///
/// let details = JobDetails { kind: "school".into(), ..JobDetails::titled("Ekskolan 2026") };
/// assert_eq!(details.status, JobStatus::Planned);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct JobDetails {
    /// What it is called: one line of 1 to 200 characters.
    pub title: String,
    /// What kind of assignment it is, in the studio's own words: `school`, `sports`, `wedding`.
    pub kind: String,
    /// How far it is.
    pub status: JobStatus,
    /// The days on which pictures are taken, in order.
    pub shoot_dates: Vec<LocalDate>,
    /// From when on its galleries may be seen; nothing: at once.
    pub publish_from: Option<Timestamp>,
    /// Until when its galleries may be seen; nothing: for ever.
    pub publish_until: Option<Timestamp>,
    /// Until when customers may register by themselves; nothing: as long as the job's status lets them.
    pub registration_deadline: Option<Timestamp>,
    /// For the staff alone.
    pub note: String,
}

impl JobDetails {
    /// Begins the details of a planned job.
    #[must_use]
    pub fn titled(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }
}

record!(Job(JobId), JobDetails, JOB_FIELDS, [], |details| details.title.clone());

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum JobStatus {
    /// It is prepared; customers cannot register by themselves yet.
    #[default]
    Planned,
    /// Customers may register.
    Open,
    /// The pictures can be seen, and customers may still register.
    Published,
    /// It is over: nobody registers by themselves any more.
    Closed,
}

impl JobStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Open, Self::Published, Self::Closed];

    /// The codes of all statuses, in order.
    pub(super) const CODES: [&'static str; 4] = ["planned", "open", "published", "closed"];

    /// Returns the stable code in snake case.
    #[must_use]
    pub const fn code(self) -> &'static str {
        Self::CODES[self as usize]
    }

    /// Finds the status of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// A class or a team of a job. It stays with its job for ever, and has one gallery.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct JobGroup {
    /// Names it for ever.
    pub id: JobGroupId,
    /// Counts its changes.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// The job that it is part of.
    pub job: JobId,
    /// What people edit.
    pub details: JobGroupDetails,
}

/// What people edit about a group of a job.
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct JobGroupDetails {
    /// What it is called: one line of 1 to 200 characters, unlike every other group of the job, case and
    /// blanks apart.
    pub name: String,
}

record!(JobGroup(JobGroupId), JobGroupDetails, JOB_GROUP_FIELDS, [job], |details| details.name.clone());
