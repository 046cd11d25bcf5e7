use crate::base::{AccessCodeId, JobId, Revision, Timestamp};
use crate::galleries::Gallery;
use crate::participants::Participant;

use super::{AccessCode, CardSecrets, CodeDigest, CodeStorage, ResolveOutcome, SealedSecrets};

/// An access code as a register stores it: never its secrets, but what they are found by.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct StoredCode {
    /// The code: whose it is and where it stands.
    pub code: AccessCode,
    /// The job that it was made for.
    pub job: JobId,
    /// Counts its changes.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// What its link is found by.
    pub token_digest: CodeDigest,
    /// What it is found by when it is typed.
    pub typed_digest: CodeDigest,
    /// Its secrets, encrypted with the host's key; nothing where they are not kept.
    pub sealed: Option<SealedSecrets>,
}

#[cfg_attr(feature = "uniffi", uniffi::export)]
impl StoredCode {
    /// Tells whether its card can be printed again.
    #[must_use]
    pub const fn storage(&self) -> CodeStorage {
        if self.sealed.is_some() { CodeStorage::Recoverable } else { CodeStorage::Hashed }
    }

    /// Tells whether its code is live, as [`AccessCode::is_live`] does.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.code.is_live(now)
    }
}

/// A code that was just issued, with its secrets, which are shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct IssuedCode {
    /// The code as it is stored.
    pub stored: StoredCode,
    /// What its card says.
    pub secrets: CardSecrets,
}

/// What a code opened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Resolved {
    /// The code.
    pub code: AccessCodeId,
    /// The job that it was made for.
    pub job: JobId,
    /// Whose it is.
    pub participant: Participant,
    /// The participant's own gallery in the job, where there is one; whether it may be seen now says
    /// [`Gallery::is_open`].
    pub gallery: Option<Gallery>,
}

/// One attempt to open something by a code, as the log has it (SPEC B6, A38).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct CodeAttempt {
    /// Its place in the log; grows, gaps are normal. 0 while it is not stored.
    pub seq: u64,
    /// When it was made.
    pub at: Timestamp,
    /// The code; nothing where none was found or looked for.
    pub code: Option<AccessCodeId>,
    /// How it ended.
    pub outcome: ResolveOutcome,
    /// The network that it came from, which is no address of one person.
    pub origin: String,
}
