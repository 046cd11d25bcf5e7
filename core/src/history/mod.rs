//! History: who changed what, when and why; the change feed; a record as it was.

mod model;
mod repository;
#[cfg(feature = "sql")]
mod sql;

pub use model::{Action, Change, ChangeSet, EntityRef, HistoryEntry, OldValue};
pub use repository::{HistoryRead, HistoryWrite};
