use std::io::{BufReader, BufWriter, IntoInnerError, Read, Write};

use tempfile::NamedTempFile;

use crate::base::{Error, ErrorKind, Result};
use crate::exchange::reader::{CellMark, Row};
use crate::exchange::source::{ReadSeek, Source};

/// Bytes of rows that are kept in memory; more go into a temporary file.
const IN_MEMORY: usize = 4 << 20;

/// Takes rows to be read as often as needed.
pub(super) struct SpoolWriter {
    memory: Vec<u8>,
    file: Option<BufWriter<NamedTempFile>>,
}

impl SpoolWriter {
    pub(super) fn new() -> Self {
        Self { memory: Vec::new(), file: None }
    }

    /// Adds a row: its number in the sheet, and its filled cells by column.
    ///
    /// # Errors
    /// Of the temporary file.
    pub(super) fn push(&mut self, number: u32, cells: &[SheetCell]) -> Result<()> {
        put(&mut self.memory, number);
        put(&mut self.memory, cells.len() as u32);
        for cell in cells {
            put(&mut self.memory, cell.column << 2 | cell.mark as u32);
            put(&mut self.memory, cell.text.len() as u32);
            self.memory.extend_from_slice(cell.text.as_bytes());
        }
        if self.memory.len() > IN_MEMORY || self.file.is_some() && self.memory.len() > 64 << 10 {
            let file = match &mut self.file {
                Some(file) => file,
                None => self.file.insert(BufWriter::new(NamedTempFile::new()?)),
            };
            file.write_all(&self.memory)?;
            self.memory.clear();
        }
        Ok(())
    }

    /// Ends it.
    ///
    /// # Errors
    /// Of the temporary file.
    pub(super) fn finish(mut self) -> Result<Source> {
        let Some(mut file) = self.file.take() else { return Ok(Source::bytes(self.memory)) };
        file.write_all(&self.memory)?;
        Ok(Source::spooled(file.into_inner().map_err(IntoInnerError::into_error)?))
    }
}

fn put(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

/// A filled cell of a sheet.
#[derive(Debug, Clone, Default)]
pub(super) struct SheetCell {
    /// Counted from 0.
    pub(super) column: u32,
    pub(super) mark: CellMark,
    pub(super) text: String,
}

/// Reads rows that were put aside.
pub(in crate::exchange) struct SpoolReader {
    file: BufReader<Box<dyn ReadSeek>>,
    done: u64,
    total: u64,
}

impl SpoolReader {
    pub(super) fn open(spool: &Source) -> Result<Self> {
        let file = BufReader::with_capacity(64 << 10, spool.open_raw()?);
        Ok(Self { file, done: 0, total: spool.total_bytes()? })
    }

    /// Returns how many bytes were read, and how many there are.
    pub(in crate::exchange) fn progress(&self) -> (u64, u64) {
        (self.done, self.total)
    }

    /// Reads the next row; answers `false` at the end.
    ///
    /// # Errors
    /// Of the temporary file.
    pub(in crate::exchange) fn read(&mut self, row: &mut Row) -> Result<bool> {
        if self.done >= self.total {
            return Ok(false);
        }
        let (number, cells) = (self.take()?, self.take()?);
        row.begin(u64::from(number));
        for _ in 0..cells {
            let (place, length) = (self.take()?, self.take()?);
            let mark = CellMark::of(place & 3);
            let mut text = vec![0; length as usize];
            self.file.read_exact(&mut text)?;
            self.done += u64::from(length);
            let text = String::from_utf8(text).map_err(|_| spoilt())?;
            row.push((place >> 2) as usize, &text, mark);
        }
        Ok(true)
    }

    fn take(&mut self) -> Result<u32> {
        let mut bytes = [0; 4];
        self.file.read_exact(&mut bytes)?;
        self.done += 4;
        Ok(u32::from_le_bytes(bytes))
    }
}

impl std::fmt::Debug for SpoolReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpoolReader").field("done", &self.done).finish_non_exhaustive()
    }
}

fn spoilt() -> Error {
    Error::storage(ErrorKind::Io, "a temporary file was changed by somebody else")
}
