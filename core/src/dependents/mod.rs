//! What depends on a record, so that it is not deleted behind somebody's back.

#[cfg(feature = "sql")]
mod sql;

use crate::base::{EntityKind, Error, Result};
use crate::history::EntityRef;

/// Tells what depends on records.
pub trait DependentRead {
    /// Returns how many records of each kind depend on one of these: those that would be left without it. The
    /// gallery of a group depends on it once it was published.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no photo jobs, else of the storage.
    fn dependents(&self, _of: &[EntityRef]) -> Result<Vec<(EntityRef, EntityKind, u64)>> {
        Err(Error::Unsupported("photo jobs"))
    }
}
