//! What depends on a record, so that it is not deleted behind somebody's back.

#[cfg(feature = "sql")]
mod sql;

use crate::base::{EntityKind, Error, Result};
use crate::history::EntityRef;

/// Tells what depends on records.
pub trait DependentRead {
    /// Returns how many records of each kind depend on each of these, in any order; kinds of which there is
    /// none, and records that do not exist, are left out, and one that is named twice is counted for once.
    ///
    /// On a customer depend registrations, the participants that are tied to it, and the persons whose shared
    /// login it is; on a job its groups, the
    /// galleries of participants in it, its codes, and the customers who bought from it; on a group its members,
    /// its registrations, the customers who bought from it, and its gallery unless that is a draft; on a
    /// participant's gallery the codes that open it, or will; on a participant the groups that it is in, its galleries,
    /// registrations, codes, and the customers that it is tied to.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no photo jobs, else of the storage.
    fn dependents(&self, _of: &[EntityRef]) -> Result<Vec<(EntityRef, EntityKind, u64)>> {
        Err(Error::Unsupported("photo jobs"))
    }
}
