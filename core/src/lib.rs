//! Kartotek: an embeddable customer register.

mod base;
mod batches;
mod catalogue;
mod collections;
mod customers;
pub mod exchange;
mod history;
mod idempotency;
mod register;
mod repository;
mod settings;
#[cfg(feature = "sqlite")]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod tags;
#[cfg(test)]
mod test_data;

pub use base::*;
pub use batches::*;
pub use catalogue::*;
pub use collections::*;
pub use customers::*;
pub use history::*;
pub use idempotency::*;
pub use register::*;
pub use repository::*;
pub use settings::*;
#[cfg(feature = "sqlite")]
pub use sqlite::*;
pub use tags::*;
