//! Reads and prepares rows on a thread of its own, while the caller matches and writes.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::base::{Error, Result, Timestamp};
use crate::register::State;

use super::super::convert::RowConverter;
use super::super::reader::Row;
use super::super::source::SourceProgress;
use super::super::table::Table;
use super::options::{ImportProgress, Repeats};
use super::prepare::{PreparedRow, RowState};
use super::repeats::Scan;

/// Rows that travel together, and after which progress is told.
const BATCH_ROWS: usize = 256;
/// Bytes after which a batch travels anyway.
const BATCH_BYTES: usize = 256 << 10;
/// Batches that wait at most.
const WAITING: usize = 8;
/// Bytes after which a chunk ends before it has all its rows, so that memory stays flat.
const CHUNK_BYTES: usize = 16 << 20;

/// What rows are made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) table: &'a Table,
    pub(super) converter: &'a RowConverter,
    pub(super) scan: &'a Scan,
    pub(super) repeats: Repeats,
    pub(super) state: &'a State,
    pub(super) started_at: Timestamp,
    /// How many rows are in a chunk at most.
    pub(super) chunk_rows: usize,
}

struct Batch {
    rows: Vec<PreparedRow>,
    bytes: usize,
    progress: SourceProgress,
    replaced: u64,
}

impl Batch {
    fn empty() -> Self {
        let progress = SourceProgress::default();
        Self { rows: Vec::with_capacity(BATCH_ROWS), bytes: 0, progress, replaced: 0 }
    }
}

/// The rows of a file as they come from the other thread.
pub(super) struct Arriving {
    batches: Receiver<Result<Batch>>,
    chunk_rows: usize,
    rows: u64,
    pub(super) replaced: u64,
}

impl Arriving {
    /// Returns the rows of the next chunk; nothing at the end of the file.
    ///
    /// # Errors
    /// `Cancelled` when the caller asks to stop; those of reading.
    pub(super) fn next_chunk(
        &mut self,
        progress: &mut dyn FnMut(ImportProgress) -> ControlFlow<()>,
    ) -> Result<Option<Vec<PreparedRow>>> {
        let (mut chunk, mut bytes) = (Vec::with_capacity(self.chunk_rows.min(10_000)), 0);
        while chunk.len() < self.chunk_rows && bytes < CHUNK_BYTES {
            let Ok(batch) = self.batches.recv() else { break };
            let batch = batch?;
            self.rows += batch.rows.len() as u64;
            self.replaced = batch.replaced;
            bytes += batch.bytes;
            chunk.extend(batch.rows);
            let SourceProgress { done_bytes, total_bytes } = batch.progress;
            if progress(ImportProgress { done_bytes, total_bytes, rows: self.rows }).is_break() {
                return Err(Error::Cancelled);
            }
        }
        Ok((!chunk.is_empty()).then_some(chunk))
    }
}

impl Rows<'_> {
    /// Calls a body with the rows, which another thread reads and prepares meanwhile.
    pub(super) fn read<T>(self, body: impl FnOnce(&mut Arriving) -> Result<T>) -> Result<T> {
        std::thread::scope(|scope| {
            let (send, batches) = sync_channel(WAITING);
            scope.spawn(move || {
                if let Err(error) = self.send(&send) {
                    // Nobody listens any more: the body ended first.
                    let _ = send.send(Err(error));
                }
            });
            // Dropped before the scope ends, so that the other thread stops where it is.
            let mut arriving = Arriving { batches, chunk_rows: self.chunk_rows, rows: 0, replaced: 0 };
            body(&mut arriving)
        })
    }

    fn send(&self, to: &SyncSender<Result<Batch>>) -> Result<()> {
        let mut rows = self.table.rows()?;
        let mut watch = self.scan.watch(self.repeats);
        let (mut batch, mut in_chunk) = (Batch::empty(), 0);
        loop {
            let mut row = Row::default();
            let more = rows.read(&mut row)?;
            let is_full = batch.rows.len() >= BATCH_ROWS || batch.bytes >= BATCH_BYTES;
            if !more || is_full || in_chunk == self.chunk_rows {
                in_chunk %= self.chunk_rows;
                (batch.progress, batch.replaced) = (rows.progress(), rows.replaced());
                let full = std::mem::replace(&mut batch, Batch::empty());
                if to.send(Ok(full)).is_err() || !more {
                    return Ok(());
                }
            }
            batch.bytes += row.iter().map(str::len).sum::<usize>();
            batch.rows.push(match watch.stands_for(&row) {
                Some(by) => {
                    let allowed = self.repeats != Repeats::Error;
                    PreparedRow { row, state: RowState::Repeated { by, allowed } }
                }
                None => PreparedRow::of(row, self.converter, self.state, self.started_at),
            });
            in_chunk += 1;
        }
    }
}
