//! The taking back of an import.

use std::sync::Arc;

use kartotek::{BatchId, CustomerId, Register};
use pyo3::prelude::*;

use super::progress::Listener;
use crate::errors::Raise as _;
use crate::record::view;

view! {
    /// What was taken back of an import.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> report = register.import_file(b"Given name\nAnna\nBo\n")
    /// >>> register.undo_import(report.batch)
    /// <UndoReport 2 reversed, 0 kept>
    UndoReport(kartotek::UndoReport) {
        /// Customers who are as they were before.
        reversed: u64 = |of| of.reversed,
        /// Customers who were edited since, and stay.
        kept_edited: u64 = |of| of.kept_edited,
        /// Customers on whom something depends, and who stay.
        kept_referenced: u64 = |of| of.kept_referenced,
        /// Customers for whom it failed.
        failed: u64 = |of| of.failed,
        /// The first 1,000 of those who stay, by id.
        kept: Vec<CustomerId> = |of| of.kept.iter().map(|(id, _)| *id).collect(),
    }
    repr |of| format!("<UndoReport {} reversed, {} kept>", of.reversed, of.kept.len())
}

/// Takes an import back; Ctrl-C stops it between two units of work, and the same call goes on.
pub(super) fn undo(py: Python<'_>, register: &Register, batch: BatchId) -> PyResult<UndoReport> {
    let listener = Arc::<Listener>::default();
    let done = py.detach(|| register.undo_import_with(batch, &mut |_| listener.check()));
    match listener.raised() {
        Some(error) => Err(error),
        None => done.map(|report| UndoReport::from(&report)).raise(py),
    }
}
