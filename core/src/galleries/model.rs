use crate::base::{GalleryId, JobGroupId, JobId, ParticipantId, Revision, Timestamp};
use crate::catalogue::record;
use crate::jobs::JobDetails;

use super::fields::GALLERY_FIELDS;

/// The pictures of a group of a job, or of one participant in a job.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Gallery {
    /// Names it for ever.
    pub id: GalleryId,
    /// Counts its changes.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// The job that it is part of.
    pub job: JobId,
    /// The group whose gallery it is; nothing where it is a participant's.
    pub job_group: Option<JobGroupId>,
    /// The participant whose gallery it is; nothing where it is a group's.
    pub participant: Option<ParticipantId>,
    /// What people edit.
    pub details: GalleryDetails,
}

/// What people edit about a gallery.
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct GalleryDetails {
    /// What it is called, in one line of at most 200 characters; empty where it is called as its group or
    /// participant is.
    pub title: String,
    /// Whether it is shown.
    pub state: GalleryState,
    /// From when on it may be seen; nothing: as the job says.
    pub opens_at: Option<Timestamp>,
    /// Until when it may be seen; nothing: as the job says.
    pub closes_at: Option<Timestamp>,
}

record!(Gallery(GalleryId), GalleryDetails, GALLERY_FIELDS, [job, job_group, participant], |details| {
    details.title.clone()
});

#[cfg_attr(feature = "uniffi", uniffi::export)]
impl Gallery {
    /// Tells whether it may be seen at a time: it is published, and the time is in its own window or, where
    /// it has none, in that of its job. The end is not part of a window.
    ///
    /// ```
    /// use kartotek::{GalleryDetails, GalleryState, JobDetails, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let job = register.jobs().create(JobDetails::titled("Ekskolan"))?;
    /// let group = register.job_groups().create(job.id, "4b")?;
    /// let gallery = register.galleries().of_group(group.id)?;
    /// let now = gallery.created_at;
    /// assert!(!gallery.is_open(&job.details, now));
    /// let shown = GalleryDetails { state: GalleryState::Published, ..gallery.details };
    /// let gallery = register.galleries().update(gallery.id, gallery.revision, shown)?;
    /// assert!(gallery.is_open(&job.details, now));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn is_open(&self, job: &JobDetails, at: Timestamp) -> bool {
        let (from, until) =
            (self.details.opens_at.or(job.publish_from), self.details.closes_at.or(job.publish_until));
        self.details.state == GalleryState::Published
            && from.is_none_or(|from| from <= at)
            && until.is_none_or(|until| at < until)
    }
}

/// Whether a gallery is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum GalleryState {
    /// It is prepared.
    #[default]
    Draft,
    /// It is shown within its window.
    Published,
    /// It is not shown any more.
    Closed,
}

impl GalleryState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Closed];

    /// The codes of all states, in order.
    pub(super) const CODES: [&'static str; 3] = ["draft", "published", "closed"];

    /// Returns the stable code in snake case.
    #[must_use]
    pub const fn code(self) -> &'static str {
        Self::CODES[self as usize]
    }

    /// Finds the state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}
