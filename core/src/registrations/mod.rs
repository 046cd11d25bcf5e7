//! Registrations: the entries of customers in the groups of photo jobs.

mod columns;
mod fields;
mod model;
#[cfg(feature = "sql")]
mod parts;
mod registered;
mod repository;
#[cfg(feature = "sql")]
mod sql;

pub use columns::{GROUP_COLUMNS, JOB_COLUMNS, RegisterColumn};
pub(crate) use fields::MAX_ENTERED_NAME;
pub use fields::{REGISTRATION_FIELDS, RegistrationField};
pub use model::{RegisterParts, Registration, RegistrationDetails, RegistrationKind, Spent, TotalScope};
pub use registered::{RegisteredCustomer, RegisteredParticipant};
pub use repository::{RegistrationFilter, RegistrationRead, RegistrationWrite};
