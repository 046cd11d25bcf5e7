//! How fields are described: one list of them an aggregate, which everything that walks over
//! fields reads (policies, lists, import, export, history).

mod field;
mod language;
mod policy;
mod value;

pub use field::{Access, Applies, Field, FieldKind, Listing, Section};
pub use language::{Language, Words};
pub use policy::{Context, FieldPolicy, Level, Tightening, When};
pub use value::{FieldChange, FieldValue};
