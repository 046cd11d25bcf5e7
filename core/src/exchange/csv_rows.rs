use std::io::Read;

use csv_core::ReadRecordResult;

use crate::base::{Error, Result};

use super::decode::TextReader;
use super::dialect::{Dialect, line_ends};
use super::quotes::Quotes;
use super::reader::{MAX_CELL_BYTES, MAX_COLUMNS, MAX_ROW_BYTES, Row};

const BUFFER_BYTES: usize = 64 << 10;

/// Cuts a text into rows, in flat memory.
#[derive(Debug)]
pub(super) struct CsvRows {
    text: TextReader,
    parser: csv_core::Reader,
    quote: u8,
    delimiter: u8,
    /// How many columns the table has; 0 where that is not known yet.
    pub(super) width: usize,
    buffer: Vec<u8>,
    used: usize,
    ended: bool,
    /// The last byte that was consumed.
    last: u8,
    lines: u64,
    consumed: u64,
}

impl CsvRows {
    pub(super) fn new(text: TextReader, dialect: &Dialect) -> Result<Self> {
        let mut reader = Self {
            text,
            parser: dialect.parser(),
            quote: if dialect.quote == '\'' { b'\'' } else { b'"' },
            delimiter: dialect.delimiter.as_byte(),
            width: 0,
            buffer: Vec::with_capacity(BUFFER_BYTES),
            used: 0,
            ended: false,
            last: 0,
            lines: 0,
            consumed: 0,
        };
        for _ in 0..dialect.skipped_lines {
            reader.skip_line()?;
        }
        Ok(reader)
    }

    pub(super) fn text(&self) -> &TextReader {
        &self.text
    }

    /// Reads the next row; answers `false` at the end.
    ///
    /// # Errors
    /// As [`RowReader::read`](super::RowReader::read).
    pub(super) fn read(&mut self, row: &mut Row) -> Result<bool> {
        self.skip_empty_lines()?;
        self.text.replaced_before(self.consumed);
        row.line = self.lines + 1;
        row.ends.clear();
        row.marks.clear();
        let mut bytes = std::mem::take(&mut row.text).into_bytes();
        // A row far larger than most does not make the ones after it slow.
        bytes.shrink_to(bytes.capacity().min(1 << 16));
        bytes.resize(bytes.capacity().clamp(256, 4096), 0);
        row.ends.resize(row.ends.capacity().clamp(16, 256), 0);
        row.holds_rows = false;
        let (mut written, mut ended) = (0, 0);
        let mut quotes: Option<Quotes> = None;
        loop {
            self.at_end()?;
            let (result, read, wrote, cells) = self.parser.read_record(
                &self.buffer[self.used..],
                &mut bytes[written..],
                &mut row.ends[ended..],
            );
            let lines = self.consume(read);
            // Nearly every row is one line, in one piece.
            if quotes.is_some() || lines > 1 || !matches!(result, ReadRecordResult::Record) {
                let quotes = quotes.get_or_insert_with(|| Quotes::new(self.quote, self.delimiter));
                quotes.follow(&self.buffer[self.used - read..self.used]);
            }
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
        if let Some(quotes) = &mut quotes {
            if quotes.is_open() {
                return Err(not_closed(row, &bytes));
            }
            row.holds_rows = quotes.hold_rows(self.width);
        }
        row.is_undecodable = self.text.replaced_before(self.consumed);
        // The decoder gives whole characters of UTF-8, and the parser cuts at ASCII only.
        row.text = String::from_utf8(bytes).map_err(|_| fault(row, "text that is not UTF-8".to_owned()))?;
        Ok(true)
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

    /// Passes over bytes, and returns how many lines ended in them.
    fn consume(&mut self, bytes: usize) -> u64 {
        let before = self.lines;
        let taken = &self.buffer[self.used..self.used + bytes];
        if let (Some(first), Some(last)) = (taken.first(), taken.last()) {
            let goes_on = self.last == b'\r' && *first == b'\n';
            self.lines += line_ends(taken) - u64::from(goes_on);
            self.last = *last;
        }
        self.used += bytes;
        self.consumed += bytes as u64;
        self.lines - before
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

/// The text ended within the last cell.
fn not_closed(row: &Row, bytes: &[u8]) -> Error {
    let begin = row.ends.iter().rev().nth(1).copied().unwrap_or(0);
    let line = row.line + line_ends(&bytes[..begin]);
    Error::Import(format!(
        "the quote on line {line} is never closed, so that the rows below are part of its cell"
    ))
}

fn fault(row: &Row, what: String) -> Error {
    Error::Import(format!("row {} (line {}) has {what}", row.number(), row.line))
}
