//! How fields are described: one list of them an aggregate, which everything that walks over
//! fields reads (policies, lists, import, export, history).

mod field;
mod policy;
mod value;
mod words;

pub use field::{Access, Applies, Field, FieldKind, Listing, Section};
pub use policy::{Context, FieldPolicy, Level, Tightening, When};
pub use value::{FieldChange, FieldValue};
pub use words::{Language, Words};
