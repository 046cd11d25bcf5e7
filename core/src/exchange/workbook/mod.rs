//! Workbooks of Excel (ECMA-376): the file format, for export, import and error files.
//!
//! [`writer`] packs sheets while they are written, [`cells`] puts cells into them. [`archive`] looks at
//! a file before anything of it is taken into memory, and follows its rows by [`nesting`]; [`read`] chooses a
//! sheet and reads its cells, [`spool`] puts them aside as rows that can be read as often as needed.
//! [`serial`] counts days as Excel does.
//! `core/docs/decisions/workbooks.md` has the reasons.

mod archive;
mod cells;
mod nesting;
mod read;
mod serial;
mod spool;
#[cfg(test)]
pub(super) mod tests;
mod writer;

use crate::base::Error;

pub(super) use cells::{Style, put_boolean, put_error, put_number, put_text};
pub(super) use read::open;
pub(super) use serial::serial_of;
pub(super) use writer::{Column, Workbook};

/// The longest text of a cell, in units of UTF-16.
pub(super) const MAX_CELL_UNITS: usize = 32_767;

/// Says that a file cannot be read as a workbook.
fn damaged(why: impl std::fmt::Display) -> Error {
    Error::Import(format!("the workbook cannot be read: {why}"))
}
