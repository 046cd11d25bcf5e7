//! Answers to calls that carried an idempotency key, so that a repeated call changes nothing.

#[cfg(feature = "sql")]
mod sql;

use crate::base::{Error, Result, Timestamp};

/// The answer to a call that carried an idempotency key (SPEC B16).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredCall {
    /// Name of the operation.
    pub operation: String,
    /// SHA-256 of its arguments.
    pub digest: [u8; 32],
    /// Ids and revisions that it gave, a line an item, in the words of the operation; nothing personal.
    pub result: String,
    /// When it was answered.
    pub at: Timestamp,
}

/// Reads answered calls.
pub trait IdempotencyRead {
    /// Returns the call of an operation that was answered under a key, or nothing.
    ///
    /// # Errors
    /// `Unsupported` where the backend keeps no answers, else of the storage.
    fn answered_call(&self, _key: &str, _operation: &str) -> Result<Option<AnsweredCall>> {
        Err(Error::Unsupported("idempotency keys"))
    }
}

/// Writes answered calls.
pub trait IdempotencyWrite: IdempotencyRead {
    /// Stores the answer to a call under a key, in place of an earlier one of its operation, and forgets
    /// answers from before a time.
    ///
    /// # Errors
    /// As [`IdempotencyRead::answered_call`].
    fn put_answered_call(
        &mut self,
        _key: &str,
        _call: &AnsweredCall,
        _forget_before: Timestamp,
    ) -> Result<()> {
        Err(Error::Unsupported("idempotency keys"))
    }
}
