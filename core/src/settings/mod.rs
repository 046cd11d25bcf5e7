//! What a register knows about the business that keeps it: names, places, switches, policies.

mod model;
mod repository;
mod rules;
#[cfg(feature = "sql")]
mod sql;

pub use model::{RegisterSettings, SocialTitle};
pub use repository::{SettingsRead, SettingsWrite};
pub(crate) use rules::check_settings;
#[cfg(feature = "sql")]
pub(crate) use sql::{RESTORING, REVISION_FACT};

/// Names the fact that says which version of the schema a newer program has made while others had the
/// register open. It belongs to the engine and goes into no copy.
pub(crate) const SCHEMA_FACT: &str = "engine:schema";

/// The rule that keeps people from working with a store that a copy has not filled yet.
pub(crate) const COPY_UNFINISHED: &str = "copy_unfinished";
