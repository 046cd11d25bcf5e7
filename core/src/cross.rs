//! How values cross to Kotlin and Swift: what is not a record or an enumeration there, and the error.
//!
//! Records derive it where they stand; the hand-written value types of both languages, and how they are made of
//! what crosses, are named in `bindings-uniffi/uniffi.toml`.

mod error;
mod secrets;
mod values;

pub use error::KartotekError;
pub use values::{ConsentGiven, KeptCustomer, RecordSeen, Value};
