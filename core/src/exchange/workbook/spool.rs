use std::io::{BufWriter, IntoInnerError, Write};

use tempfile::NamedTempFile;

use crate::base::Result;
use crate::exchange::reader::CellMark;
use crate::exchange::source::Source;

use super::archive::too_large;

/// Bytes of rows that are kept in memory; more go into a temporary file.
const IN_MEMORY: usize = 4 << 20;

/// Takes rows to be read as often as needed.
pub(super) struct SpoolWriter {
    memory: Vec<u8>,
    file: Option<BufWriter<NamedTempFile>>,
    bytes: u64,
    max_bytes: u64,
}

impl SpoolWriter {
    /// Allows so many bytes more.
    pub(super) fn allow(&mut self, bytes: u64) {
        self.max_bytes = self.max_bytes.saturating_add(bytes);
    }

    /// Begins; more than so many bytes are refused.
    pub(super) fn new(max_bytes: u64) -> Self {
        Self { memory: Vec::new(), file: None, bytes: 0, max_bytes }
    }

    /// Adds a row: its number in the sheet, and its filled cells by column.
    ///
    /// # Errors
    /// `Import` when it is one too many; those of the temporary file.
    pub(super) fn push(&mut self, number: u32, cells: &[SheetCell]) -> Result<()> {
        let before = self.memory.len();
        put(&mut self.memory, number);
        put(&mut self.memory, cells.len() as u32);
        for cell in cells {
            put(&mut self.memory, cell.column << 2 | cell.mark as u32);
            put(&mut self.memory, cell.text.len() as u32);
            self.memory.extend_from_slice(cell.text.as_bytes());
        }
        self.bytes += (self.memory.len() - before) as u64;
        if self.bytes > self.max_bytes {
            return Err(too_large(&format!(
                "has a sheet that repeats its texts beyond {} bytes",
                self.max_bytes
            )));
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
