//! Tags: what is theirs beside the sets that they are (`collections`).

mod model;
mod rules;

pub use model::{TagChange, TagPreview, TagState};
pub(crate) use rules::check_change;
