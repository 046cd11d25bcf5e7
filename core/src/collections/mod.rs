//! Named sets of entities: what tags, contact groups and customer groups have in common.
//!
//! What is particular to each stands in `tags`, `contact_groups` and `customer_groups`.

mod model;
mod repository;
#[cfg(feature = "sqlite")]
mod sql;

pub use model::{Collection, CollectionKind, Membership, Preset};
pub use repository::{CollectionRead, CollectionWrite};
