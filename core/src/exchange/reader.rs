use std::io::Read;

use csv_core::ReadRecordResult;

use crate::base::{Error, Result};

use super::decode::TextReader;
use super::dialect::{Dialect, line_ends};
use super::row_kind::{self, RowKind};
use super::source::SourceProgress;

/// The largest cell that is read, in bytes of UTF-8.
pub const MAX_CELL_BYTES: usize = 10_000_000;
/// The largest number of cells of a row; as many as Excel has columns.
pub const MAX_COLUMNS: usize = 16_384;
/// The largest row that is read, in bytes of UTF-8.
const MAX_ROW_BYTES: usize = 32_000_000;
const BUFFER_BYTES: usize = 64 << 10;

/// One row of a file.
///
/// It is meant to be reused: [`RowReader::read`] overwrites it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Row {
    text: String,
    ends: Vec<usize>,
    number: u64,
    line: u64,
    kind: RowKind,
}

impl Row {
    /// Makes a row of cells, for example out of a sheet.
    pub fn of_cells<'a>(number: u64, line: u64, cells: impl IntoIterator<Item = &'a str>) -> Self {
        let mut row = Self { number, line, ..Self::default() };
        for cell in cells {
            row.text.push_str(cell);
            row.ends.push(row.text.len());
        }
        row
    }

    /// Returns a cell as it stands in the file, or nothing where the row is shorter.
    #[must_use]
    pub fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let start = if column == 0 { 0 } else { self.ends[column - 1] };
        self.text.get(start..end)
    }

    /// Returns the number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Tells whether it has no cells at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Tells whether all its cells are blank.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Goes through its cells.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|column| self.get(column))
    }

    /// Returns what it is: nearly always a record.
    #[must_use]
    pub fn kind(&self) -> RowKind {
        self.kind
    }

    /// Returns its number, counted in rows; the header is row 1, empty lines and rows of empty cells
    /// do not count.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Returns the line on which it begins, counted from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    pub(super) fn holds_nul(&self) -> bool {
        self.text.as_bytes().contains(&0)
    }
}

// Rows are personal data.
impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row({} with {} cells)", self.number, self.len())
    }
}

/// Reads the rows of a table one after the other, in flat memory.
#[derive(Debug)]
pub struct RowReader {
    text: TextReader,
    parser: csv_core::Reader,
    buffer: Vec<u8>,
    used: usize,
    ended: bool,
    /// The last byte that was consumed.
    last: u8,
    headings: Vec<String>,
    /// A row that was read to see what is below another one.
    ahead: Option<Row>,
    rows: u64,
    lines: u64,
    consumed: u64,
    first_replaced_row: Option<u64>,
}

impl RowReader {
    pub(super) fn new(text: TextReader, dialect: &Dialect) -> Result<Self> {
        let mut reader = Self {
            text,
            parser: dialect.parser(),
            buffer: Vec::with_capacity(BUFFER_BYTES),
            used: 0,
            ended: false,
            last: 0,
            headings: Vec::new(),
            ahead: None,
            rows: 0,
            lines: 0,
            consumed: 0,
            first_replaced_row: None,
        };
        for _ in 0..dialect.skipped_lines {
            reader.skip_line()?;
        }
        Ok(reader)
    }

    /// Marks rows that repeat the headings.
    pub(super) fn look_for_headings(&mut self, headings: &[String]) {
        self.headings = headings.to_vec();
    }

    /// Reads the next row that is not blank into `row`; answers `false` at the end.
    ///
    /// # Errors
    /// `Import` when a cell is larger than [`MAX_CELL_BYTES`] or a row has more than
    /// [`MAX_COLUMNS`] cells; a storage error when the source fails. No row can be read after.
    pub fn read(&mut self, row: &mut Row) -> Result<bool> {
        if let Some(ahead) = self.ahead.take() {
            *row = ahead;
        } else if !self.read_filled(row)? {
            return Ok(false);
        }
        self.rows += 1;
        row.number = self.rows;
        row.kind = row_kind::of(row, &self.headings);
        if row.kind == RowKind::Sum {
            // Below a sum there are further ones at most.
            let mut next = Row::default();
            if self.read_filled(&mut next)? {
                if row_kind::of(&next, &self.headings) != RowKind::Sum {
                    row.kind = RowKind::Record;
                }
                self.ahead = Some(next);
            }
        }
        Ok(true)
    }

    fn read_filled(&mut self, row: &mut Row) -> Result<bool> {
        while self.read_any(row)? {
            if !row.is_blank() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read_any(&mut self, row: &mut Row) -> Result<bool> {
        self.skip_empty_lines()?;
        row.number = self.rows + 1;
        row.line = self.lines + 1;
        row.ends.clear();
        let mut bytes = std::mem::take(&mut row.text).into_bytes();
        // A row far larger than most does not make the ones after it slow.
        bytes.shrink_to(bytes.capacity().min(1 << 16));
        bytes.resize(bytes.capacity().clamp(256, 4096), 0);
        row.ends.resize(row.ends.capacity().clamp(16, 256), 0);
        let (mut written, mut ended) = (0, 0);
        loop {
            self.at_end()?;
            let (result, read, wrote, cells) = self.parser.read_record(
                &self.buffer[self.used..],
                &mut bytes[written..],
                &mut row.ends[ended..],
            );
            self.consume(read);
            written += wrote;
            ended += cells;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    check_size(row, &row.ends[..ended], written)?;
                    bytes.resize(bytes.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    if ended >= MAX_COLUMNS {
                        return Err(fault(row, format!("more than {MAX_COLUMNS} cells")));
                    }
                    row.ends.resize(row.ends.len() * 2, 0);
                }
                ReadRecordResult::Record => break,
                ReadRecordResult::End => {
                    row.ends.clear();
                    return Ok(false);
                }
            }
        }
        bytes.truncate(written);
        row.ends.truncate(ended);
        if written > MAX_CELL_BYTES {
            check_size(row, &row.ends, written)?;
        }
        // The decoder gives whole characters of UTF-8, and the parser cuts at ASCII only.
        row.text = String::from_utf8(bytes).map_err(|_| fault(row, "text that is not UTF-8".to_owned()))?;
        if self.first_replaced_row.is_none()
            && self.text.first_replaced().is_some_and(|place| place < self.consumed)
        {
            self.first_replaced_row = Some(row.number);
        }
        Ok(true)
    }

    /// Returns how many bytes of the source were read, and how many there are.
    #[must_use]
    pub fn progress(&self) -> SourceProgress {
        self.text.source().progress()
    }

    /// Returns how many malformed sequences became U+FFFD so far; where there are any, the
    /// encoding was guessed wrong or the file is damaged.
    #[must_use]
    pub fn replaced(&self) -> u64 {
        self.text.replaced()
    }

    /// Returns the number of the first row with a malformed sequence.
    #[must_use]
    pub fn first_replaced_row(&self) -> Option<u64> {
        self.first_replaced_row
    }

    /// Returns the SHA-256 of the bytes read so far; after the last row, that of the source.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.text.source().digest()
    }

    /// Fills the buffer where it is used up, and tells whether nothing is left.
    fn at_end(&mut self) -> Result<bool> {
        if self.used == self.buffer.len() && !self.ended {
            self.buffer.resize(BUFFER_BYTES, 0);
            let read = self.text.read(&mut self.buffer)?;
            self.buffer.truncate(read);
            self.used = 0;
            self.ended = read == 0;
        }
        Ok(self.used == self.buffer.len())
    }

    fn skip_empty_lines(&mut self) -> Result<()> {
        while !self.at_end()? && matches!(self.buffer[self.used], b'\r' | b'\n') {
            self.consume(1);
        }
        Ok(())
    }

    fn skip_line(&mut self) -> Result<()> {
        while !self.at_end()? {
            let rest = &self.buffer[self.used..];
            let Some(place) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) else {
                self.consume(rest.len());
                continue;
            };
            self.consume(place + 1);
            if self.last == b'\r' && !self.at_end()? && self.buffer[self.used] == b'\n' {
                self.consume(1);
            }
            return Ok(());
        }
        Ok(())
    }

    fn consume(&mut self, bytes: usize) {
        let taken = &self.buffer[self.used..self.used + bytes];
        if let (Some(first), Some(last)) = (taken.first(), taken.last()) {
            let goes_on = self.last == b'\r' && *first == b'\n';
            self.lines += line_ends(taken) - u64::from(goes_on);
            self.last = *last;
        }
        self.used += bytes;
        self.consumed += bytes as u64;
    }
}

fn check_size(row: &Row, ends: &[usize], written: usize) -> Result<()> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let stops = ends.iter().copied().chain(std::iter::once(written));
    if starts.zip(stops).any(|(start, stop)| stop.saturating_sub(start) > MAX_CELL_BYTES) {
        return Err(fault(
            row,
            format!("a cell of more than {MAX_CELL_BYTES} bytes, perhaps a quote is not closed"),
        ));
    }
    if written > MAX_ROW_BYTES {
        return Err(fault(row, format!("more than {MAX_ROW_BYTES} bytes")));
    }
    Ok(())
}

fn fault(row: &Row, what: String) -> Error {
    Error::Import(format!("row {} (line {}) has {what}", row.number, row.line))
}
