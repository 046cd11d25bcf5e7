use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::{Error, Result};
use crate::exchange::import::{ImportProgress, ImportStep, OnProgress};
use crate::exchange::source::SourceProgress;

/// Rows after which progress is told.
const ROWS_BETWEEN: usize = 256;

/// Who is told how far the import of a names list is, and may stop it; clones tell the same one.
#[derive(Clone, Default)]
pub(super) struct Watch<'p>(Option<Arc<Mutex<Told<'p>>>>);

struct Told<'p> {
    call: OnProgress<'p>,
    /// Up to which row the import was told as decided: a unit of work may be done again.
    decided: Option<usize>,
}

impl<'p> Watch<'p> {
    pub(super) fn of(call: impl FnMut(ImportProgress) -> ControlFlow<()> + Send + 'p) -> Self {
        Self(Some(Arc::new(Mutex::new(Told { call: Box::new(call), decided: None }))))
    }

    /// Tells how far the file is read, as often as it should be told.
    ///
    /// # Errors
    /// `Cancelled` when the caller asks to stop.
    pub(super) fn looking(&self, rows: usize, read: impl FnOnce() -> SourceProgress) -> Result<()> {
        if !rows.is_multiple_of(ROWS_BETWEEN) {
            return Ok(());
        }
        self.looked(rows, read())
    }

    /// Tells how far the file is read.
    ///
    /// # Errors
    /// As [`Watch::looking`].
    pub(super) fn looked(&self, rows: usize, read: SourceProgress) -> Result<()> {
        let SourceProgress { done_bytes, total_bytes } = read;
        self.tell(ImportProgress { step: ImportStep::Looking, done_bytes, total_bytes, rows: rows as u64 })
    }

    /// Begins to decide about the rows.
    pub(super) fn begin(&self) {
        if let Some(mut told) = self.told() {
            told.decided = None;
        }
    }

    /// Tells how many of all rows are decided, as often as it should be told; their bytes are their share of the
    /// file's.
    ///
    /// # Errors
    /// As [`Watch::looking`].
    pub(super) fn storing(&self, rows: usize, of: usize, total_bytes: u64) -> Result<()> {
        if rows != of && !rows.is_multiple_of(ROWS_BETWEEN) {
            return Ok(());
        }
        let Some(mut told) = self.told().filter(|told| told.decided.is_none_or(|decided| decided < rows))
        else {
            return Ok(());
        };
        told.decided = Some(rows);
        drop(told);
        let (rows, of) = (rows as u64, of as u64);
        let done_bytes = total_bytes.saturating_mul(rows) / of.max(1);
        self.tell(ImportProgress { step: ImportStep::Storing, done_bytes, total_bytes, rows })
    }

    fn tell(&self, far: ImportProgress) -> Result<()> {
        let Some(mut told) = self.told() else { return Ok(()) };
        match (told.call)(far) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Error::Cancelled),
        }
    }

    fn told(&self) -> Option<MutexGuard<'_, Told<'p>>> {
        Some(self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
