//! Named sets of entities: what tags, contact groups and customer groups have in common.
//!
//! What tags alone have stands in `tags`; what can be done with each kind, in `register`.

mod model;
mod repository;
mod rules;
#[cfg(feature = "sql")]
mod sql;

pub use model::{BulkOutcome, Collection, CollectionKind, CollectionRef, Membership, Preset};
pub use repository::{CollectionRead, CollectionWrite};
pub(crate) use rules::check_name;
#[cfg(feature = "sql")]
pub(crate) use sql::{SetsOfCustomer, memberships_of};
