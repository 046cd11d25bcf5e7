use crate::base::{AccessCodeId, Error, JobId, ParticipantId, Result, Timestamp};

use super::{CodeAttempt, CodeDigest, StoredCode};

/// Reads access codes.
///
/// Every method fails with `Unsupported` where the backend has no photo jobs, else with errors of the
/// storage alone. Records that do not exist are left out.
pub trait CodeRead {
    /// Returns codes in any order.
    ///
    /// # Errors
    /// As [`CodeRead`] says.
    fn codes(&self, _ids: &[AccessCodeId]) -> Result<Vec<StoredCode>> {
        Err(unsupported())
    }

    /// Returns the codes whose links have these digests, in any order.
    ///
    /// # Errors
    /// As [`CodeRead`] says.
    fn codes_by_tokens(&self, _digests: &[CodeDigest]) -> Result<Vec<StoredCode>> {
        Err(unsupported())
    }

    /// Returns the codes that have these digests when they are typed, in any order.
    ///
    /// # Errors
    /// As [`CodeRead`] says.
    fn codes_by_typed(&self, _digests: &[CodeDigest]) -> Result<Vec<StoredCode>> {
        Err(unsupported())
    }

    /// Returns up to `limit` codes of a job by id, those after one if it is named.
    ///
    /// # Errors
    /// As [`CodeRead`] says.
    fn codes_of_job(
        &self,
        _job: JobId,
        _after: Option<AccessCodeId>,
        _limit: usize,
    ) -> Result<Vec<StoredCode>> {
        Err(unsupported())
    }

    /// Counts the codes of a job, and stops at `cap`.
    ///
    /// # Errors
    /// As [`CodeRead`] says.
    fn count_codes_of_job(&self, _job: JobId, _cap: Option<u64>) -> Result<u64> {
        Err(unsupported())
    }

    /// Returns the codes of participants in all jobs, in any order.
    ///
    /// # Errors
    /// As [`CodeRead`] says.
    fn codes_of_participants(&self, _participants: &[ParticipantId]) -> Result<Vec<StoredCode>> {
        Err(unsupported())
    }

    /// Returns up to `limit` attempts to open something, the newest first: those by a code if it is named,
    /// and those before a place in the log if it is given.
    ///
    /// # Errors
    /// As [`CodeRead`] says.
    fn code_attempts(
        &self,
        _code: Option<AccessCodeId>,
        _before: Option<u64>,
        _limit: u32,
    ) -> Result<Vec<CodeAttempt>> {
        Err(unsupported())
    }
}

/// Writes access codes.
pub trait CodeWrite: CodeRead {
    /// Inserts codes, whose ids are new; their jobs and participants exist.
    ///
    /// # Errors
    /// As [`CodeRead`] says; `AlreadyExists` where one has a digest of another one. It may show at the commit
    /// alone.
    fn insert_codes(&mut self, _codes: &[StoredCode]) -> Result<()> {
        Err(unsupported())
    }

    /// Replaces participant, state, expiry and successor of codes; `revision` is the new one.
    ///
    /// # Errors
    /// As [`CodeRead`] says; `Conflict` where one does not exist or does not have the revision before: so of
    /// two that bind one card at once, the second fails.
    fn update_codes(&mut self, _codes: &[StoredCode]) -> Result<()> {
        Err(unsupported())
    }

    /// Removes codes, and leaves tombstones; attempts to use them stay in the log.
    ///
    /// # Errors
    /// As [`CodeRead`] says.
    fn delete_codes(&mut self, _ids: &[AccessCodeId], _at: Timestamp) -> Result<()> {
        Err(unsupported())
    }

    /// Adds attempts to the log, in order; it gives them their places.
    ///
    /// # Errors
    /// As [`CodeRead`] says.
    fn append_attempts(&mut self, _attempts: &[CodeAttempt]) -> Result<()> {
        Err(unsupported())
    }
}

fn unsupported() -> Error {
    Error::Unsupported("photo jobs")
}
