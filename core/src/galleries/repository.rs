use crate::base::{Error, GalleryId, JobGroupId, JobId, Keyed, ParticipantId, Result, Timestamp};

use super::Gallery;

/// Reads galleries.
///
/// Every method fails with `Unsupported` where the backend has no photo jobs, else with errors of the
/// storage alone. Records that do not exist are left out; one that is named twice is answered once.
pub trait GalleryRead {
    /// Returns galleries in any order.
    ///
    /// # Errors
    /// As [`GalleryRead`] says.
    fn galleries(&self, _ids: &[GalleryId]) -> Result<Vec<Gallery>> {
        Err(unsupported())
    }

    /// Returns the galleries of groups in any order.
    ///
    /// # Errors
    /// As [`GalleryRead`] says.
    fn galleries_of_groups(&self, _groups: &[JobGroupId]) -> Result<Vec<Gallery>> {
        Err(unsupported())
    }

    /// Returns the galleries of participants, in one job or in all, in any order.
    ///
    /// # Errors
    /// As [`GalleryRead`] says.
    fn galleries_of_participants(
        &self,
        _job: Option<JobId>,
        _participants: &[ParticipantId],
    ) -> Result<Vec<Gallery>> {
        Err(unsupported())
    }
}

/// Writes galleries.
pub trait GalleryWrite: GalleryRead {
    /// Inserts galleries, whose ids are new; what they belong to exists, and has no other one.
    ///
    /// # Errors
    /// As [`GalleryRead`] says; `AlreadyExists` where a group, or a participant in a job, has one.
    fn insert_galleries(&mut self, _galleries: &[Keyed<Gallery>]) -> Result<()> {
        Err(unsupported())
    }

    /// Replaces galleries that exist; they stay whose they are.
    ///
    /// # Errors
    /// As [`GalleryRead`] says.
    fn update_galleries(&mut self, _galleries: &[Keyed<Gallery>]) -> Result<()> {
        Err(unsupported())
    }

    /// Removes galleries on which nothing depends with their tags, and leaves tombstones.
    ///
    /// # Errors
    /// As [`GalleryRead`] says.
    fn delete_galleries(&mut self, _ids: &[GalleryId], _at: Timestamp) -> Result<()> {
        Err(unsupported())
    }
}

fn unsupported() -> Error {
    Error::Unsupported("photo jobs")
}
