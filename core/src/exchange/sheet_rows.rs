use std::io::{BufReader, Read};

use crate::base::{Error, ErrorKind, Result};

use super::reader::{CellMark, Row};
use super::source::{ReadSeek, Source, SourceProgress};

/// A sheet of a workbook, whose rows were put aside when it was opened.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// The names of all sheets of the workbook that can be chosen.
    pub(super) names: Vec<String>,
    /// Further sheets that are read on as one table with it.
    pub(super) joined: Vec<String>,
    /// Further visible sheets with tables that are not read.
    pub(super) left: Vec<String>,
    /// The rows: the number of each, how many cells it has, and of each cell its column and mark, its
    /// length and its text.
    pub(super) rows: Source,
    /// SHA-256 of the workbook.
    pub(super) digest: [u8; 32],
    pub(super) file_bytes: u64,
}

/// Reads the rows of a sheet.
pub(super) struct SheetRows {
    file: BufReader<Box<dyn ReadSeek>>,
    done: u64,
    total: u64,
    first: u64,
    digest: [u8; 32],
    file_bytes: u64,
    text: Vec<u8>,
}

impl SheetRows {
    /// Begins to read the rows below the ones that are left out.
    pub(super) fn open(sheet: &Sheet, skipped: u64) -> Result<Self> {
        Ok(Self {
            file: BufReader::with_capacity(64 << 10, sheet.rows.open_raw()?),
            done: 0,
            total: sheet.rows.total_bytes()?,
            first: skipped + 1,
            digest: sheet.digest,
            file_bytes: sheet.file_bytes,
            text: Vec::new(),
        })
    }

    /// Returns how far the rows are read, in bytes of the workbook.
    pub(super) fn progress(&self) -> SourceProgress {
        let done = u128::from(self.file_bytes) * u128::from(self.done) / u128::from(self.total.max(1));
        SourceProgress {
            done_bytes: u64::try_from(done).unwrap_or(self.file_bytes),
            total_bytes: self.file_bytes,
        }
    }

    pub(super) fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Reads the next row; answers `false` at the end.
    ///
    /// # Errors
    /// Of the temporary file.
    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool> {
        while self.done < self.total {
            let (number, cells) = (u64::from(self.take()?), self.take()?);
            row.begin(number);
            for _ in 0..cells {
                let (place, length) = (self.take()?, self.take()?);
                self.text.resize(length as usize, 0);
                self.file.read_exact(&mut self.text)?;
                self.done += u64::from(length);
                let text = std::str::from_utf8(&self.text).map_err(|_| spoilt())?;
                let mark = CellMark::ALL[(place & 3) as usize % CellMark::ALL.len()];
                row.push((place >> 2) as usize, text, mark);
            }
            if number >= self.first {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn take(&mut self) -> Result<u32> {
        let mut bytes = [0; 4];
        self.file.read_exact(&mut bytes)?;
        self.done += 4;
        Ok(u32::from_le_bytes(bytes))
    }
}

impl std::fmt::Debug for SheetRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SheetRows").field("done", &self.done).finish_non_exhaustive()
    }
}

fn spoilt() -> Error {
    Error::storage(ErrorKind::Io, "a temporary file was changed by somebody else")
}
