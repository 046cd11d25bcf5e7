//! Named sets of entities: what tags, contact groups and customer groups have in common.
//!
//! What tags alone have stands in `tags`; what can be done with each kind, in `register`.

mod model;
mod repository;
mod rules;
#[cfg(feature = "sqlite")]
mod sql;

pub use model::{BulkOutcome, Collection, CollectionKind, Membership, Preset};
pub use repository::{CollectionRead, CollectionWrite};
pub(crate) use rules::check_name;
#[cfg(feature = "sqlite")]
pub(crate) use sql::SetsOfCustomer;
