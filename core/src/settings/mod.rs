//! What a register knows about the business that keeps it: names, places, switches, policies.

mod model;
mod repository;
mod rules;
#[cfg(feature = "sqlite")]
mod sql;

pub use model::{RegisterSettings, SocialTitle};
pub use repository::{SettingsRead, SettingsWrite};
pub(crate) use rules::check_settings;
