//! Kartotek: an embeddable customer register.

mod base;
mod batches;
mod catalogue;
mod collections;
mod customers;
mod history;
mod idempotency;
mod repository;
mod settings;
#[cfg(feature = "sqlite")]
mod sql;

pub use base::*;
pub use batches::*;
pub use catalogue::*;
pub use collections::*;
pub use customers::*;
pub use history::*;
pub use idempotency::*;
pub use repository::*;
pub use settings::*;
