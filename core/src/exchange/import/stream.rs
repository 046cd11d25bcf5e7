//! Reads and prepares rows on a thread of its own, while the caller matches and writes.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

use crate::base::{Error, Result};
use crate::register::State;

use super::super::reader::Row;
use super::super::source::SourceProgress;
use super::super::table::Table;
use super::options::{ImportProgress, ImportStep, Repeats};
use super::prepare::{PreparedRow, Reading, RowState};
use super::repeats::Scan;

/// Rows that travel together, and after which progress is told.
const PARCEL_ROWS: usize = 256;
/// Bytes after which a parcel travels anyway.
const PARCEL_BYTES: usize = 256 << 10;
/// Parcels that wait at most.
const WAITING: usize = 2;
/// Bytes after which a chunk ends before it has all its rows, so that memory stays flat.
const CHUNK_BYTES: usize = 16 << 20;
/// Rows that a chunk has room for from the beginning.
const MOST_RESERVED: usize = 16_384;
/// Rows that are decided together: what is made of rows takes ten times the room of their cells.
pub(super) const PART_ROWS: usize = 2 * PARCEL_ROWS;
/// Bytes after which a part ends before it has all its rows.
const PART_BYTES: usize = 2 << 20;

/// What rows are made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    pub(super) table: &'a Table,
    pub(super) reading: Reading<'a>,
    pub(super) scan: &'a Scan,
    pub(super) repeats: Repeats,
    pub(super) state: &'a State,
    /// How many rows are in a chunk at most.
    pub(super) chunk_rows: usize,
}

struct Parcel {
    rows: Vec<PreparedRow>,
    bytes: usize,
    progress: SourceProgress,
    replaced: u64,
}

impl Parcel {
    fn empty() -> Self {
        let progress = SourceProgress::default();
        Self { rows: Vec::with_capacity(PARCEL_ROWS), bytes: 0, progress, replaced: 0 }
    }
}

/// What is used up. The thread that made it drops it, which takes a third of the time that it would
/// take another one: its allocator has the memory at hand for the next rows.
pub(super) type Spent = Box<dyn Send>;

/// The rows of a file as they come from the other thread.
pub(super) struct Arriving {
    parcels: Receiver<Result<Parcel>>,
    spent: Sender<Spent>,
    chunk_rows: usize,
    rows: u64,
    pub(super) replaced: u64,
}

impl Arriving {
    /// Returns where to give what is used up.
    pub(super) fn spent(&self) -> Sender<Spent> {
        self.spent.clone()
    }

    /// Adds the next part to a chunk; answers whether it has one more.
    ///
    /// # Errors
    /// `Cancelled` when the caller asks to stop; those of reading.
    pub(super) fn add_part(
        &mut self,
        chunk: &mut Chunk,
        progress: &mut dyn FnMut(ImportProgress) -> ControlFlow<()>,
    ) -> Result<bool> {
        let begin = chunk.rows.len();
        if begin == 0 {
            // Growing would copy them all, more than once.
            chunk.rows.reserve_exact(self.chunk_rows.min(MOST_RESERVED));
        }
        let (end, mut bytes) = (begin.saturating_add(PART_ROWS).min(self.chunk_rows), 0);
        while chunk.rows.len() < end && chunk.bytes < CHUNK_BYTES && bytes < PART_BYTES {
            let Ok(parcel) = self.parcels.recv() else { break };
            let parcel = parcel?;
            self.rows += parcel.rows.len() as u64;
            self.replaced = parcel.replaced;
            bytes += parcel.bytes;
            chunk.bytes += parcel.bytes;
            chunk.rows.extend(parcel.rows);
            let SourceProgress { done_bytes, total_bytes } = parcel.progress;
            if progress(ImportProgress {
                step: ImportStep::Storing,
                done_bytes,
                total_bytes,
                rows: self.rows,
            })
            .is_break()
            {
                return Err(Error::Cancelled);
            }
        }
        Ok(chunk.rows.len() > begin)
    }
}

/// Rows of one unit of work, as far as they were read.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    pub(super) rows: Vec<PreparedRow>,
    bytes: usize,
}

impl Chunk {
    /// Takes the second half of the rows out.
    pub(super) fn split(&mut self) -> Chunk {
        self.split_at(self.rows.len() / 2)
    }

    /// Takes the rows out from a place on.
    pub(super) fn split_at(&mut self, place: usize) -> Chunk {
        Chunk { rows: self.rows.split_off(place.min(self.rows.len())), bytes: self.bytes }
    }
}

impl Rows<'_> {
    /// Calls a body with the rows, which another thread reads and prepares meanwhile.
    pub(super) fn read<T>(self, body: impl FnOnce(&mut Arriving) -> Result<T>) -> Result<T> {
        std::thread::scope(|scope| {
            let (send, parcels) = sync_channel(WAITING);
            let (spent, returned) = channel();
            scope.spawn(move || {
                if let Err(error) = self.send(&send, &returned) {
                    // Nobody listens any more: the body ended first.
                    let _ = send.send(Err(error));
                }
            });
            // Dropped before the scope ends, so that the other thread stops where it is.
            let mut arriving = Arriving { parcels, spent, chunk_rows: self.chunk_rows, rows: 0, replaced: 0 };
            body(&mut arriving)
        })
    }

    fn send(&self, to: &SyncSender<Result<Parcel>>, returned: &Receiver<Spent>) -> Result<()> {
        let (mut rows, mut read) = (self.table.rows()?, Row::default());
        let mut watch = self.scan.watch(self.repeats);
        let (mut parcel, mut in_chunk) = (Parcel::empty(), 0);
        loop {
            let more = rows.read(&mut read)?;
            if !more && rows.digest() != self.scan.digest {
                return Err(Error::Import("the file was changed while it was read".to_owned()));
            }
            let is_full = parcel.rows.len() >= PARCEL_ROWS || parcel.bytes >= PARCEL_BYTES;
            if !more || is_full || in_chunk == self.chunk_rows {
                in_chunk %= self.chunk_rows;
                (parcel.progress, parcel.replaced) = (rows.progress(), rows.replaced());
                let full = std::mem::replace(&mut parcel, Parcel::empty());
                if to.send(Ok(full)).is_err() || !more {
                    return Ok(());
                }
                returned.try_iter().for_each(drop);
            }
            // A copy takes no more room than the row needs.
            let row = read.clone();
            parcel.bytes += row.iter().map(str::len).sum::<usize>();
            parcel.rows.push(match watch.stands_for(&row) {
                Some(by) => {
                    let allowed = self.repeats != Repeats::Error;
                    PreparedRow { row, state: RowState::Repeated { by, allowed } }
                }
                None => PreparedRow::of(row, self.reading, self.state),
            });
            in_chunk += 1;
        }
    }
}
