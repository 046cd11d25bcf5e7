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

/// The rule that keeps people from working with a store that a copy has not filled yet.
pub(crate) const COPY_UNFINISHED: &str = "copy_unfinished";
