//! How fields are described: one list of them an aggregate, which everything that walks over
//! fields reads (policies, lists, import, export, history).

mod access;
mod field;
mod language;
mod policy;
mod record;
mod value;

pub(crate) use access::{number, set_text, set_time, store, time};
pub use field::{Access, Applies, Field, FieldKind, Listing, Section};
pub use language::{Language, Words};
pub use policy::{Context, FieldPolicy, Level, Tightening, When};
pub(crate) use record::{Record, Stamp, record};
pub use value::{FieldChange, FieldValue};
