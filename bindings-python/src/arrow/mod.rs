//! Tables of Arrow, out and in, over its C stream interface, so that no library of theirs is needed.
//!
//! [`table`] is a list of customers as somebody else's table, [`columns`] makes arrays of fields. [`source`] reads
//! a stream for an import, [`cells`] turns arrays into the texts of cells.
//! `core/docs/decisions/arrow.md` has the reasons.

mod cells;
mod columns;
mod source;
mod table;

pub(crate) use cells::would_be_cut;
pub(crate) use source::{is_cut, source};
pub(crate) use table::ArrowTable;
