use std::borrow::Cow;
use std::io::Write;

use crate::base::{Error, Result};
use crate::catalogue::FieldKind;
use crate::customers::{CustomerField, CustomerRow};
use crate::exchange::guard::guard;

use super::encoder::TextEncoder;
use super::locale::list_delimiter;
use super::{CsvOptions, CsvProfile, Headings, Sink};

/// Writes CSV as RFC 4180 has it.
pub(super) struct CsvSink<'w> {
    out: &'w mut dyn Write,
    fields: Vec<&'static CustomerField>,
    /// Columns whose texts are guarded.
    guarded: Vec<bool>,
    encoder: TextEncoder,
    mark: &'static [u8],
    delimiter: u8,
    /// Which bytes make that a cell is quoted.
    special: [bool; 256],
    /// Whether headings stand in quotes, by which an import knows what they would otherwise tell wrong:
    /// whether cells are guarded (`core/docs/decisions/guard.md`).
    quoted_head: bool,
    /// The text of one cell, for values that are not stored as text.
    cell: String,
    /// Bytes that are not yet handed on.
    buffer: Vec<u8>,
    handed_on: u64,
}

impl<'w> CsvSink<'w> {
    /// How many bytes are handed on at a time.
    const PIECE: usize = 64 * 1024;

    /// Prepares a file for spreadsheets of a locale, or for programs.
    ///
    /// # Errors
    /// `Unsupported` for encodings that cannot be written.
    pub(super) fn new(
        out: &'w mut dyn Write,
        options: &CsvOptions,
        fields: &[&'static CustomerField],
        headings: Headings,
        locale: &str,
    ) -> Result<Self> {
        let encoder = TextEncoder::named(options.encoding.as_deref())?;
        let excel = options.profile == CsvProfile::Excel;
        let usual = if excel { list_delimiter(locale) } else { super::Delimiter::Comma };
        let has_mark = excel && encoder.is_utf_8();
        let delimiter = options.delimiter.unwrap_or(usual).as_byte();
        let mut special = [false; 256];
        for byte in [delimiter, b'"', b'\r', b'\n'] {
            special[usize::from(byte)] = true;
        }
        Ok(Self {
            out,
            fields: fields.to_vec(),
            guarded: fields.iter().map(|field| excel && !is_numeric(field.kind)).collect(),
            encoder,
            mark: if has_mark { b"\xEF\xBB\xBF" } else { b"" },
            delimiter,
            special,
            quoted_head: quoted_head(options.profile, headings, has_mark),
            cell: String::new(),
            buffer: Vec::with_capacity(Self::PIECE + 16 * 1024),
            handed_on: 0,
        })
    }

    /// Adds a cell, or returns false where the encoding cannot hold it.
    fn put(&mut self, column: usize, text: &str) -> bool {
        if column > 0 {
            self.buffer.push(self.delimiter);
        }
        // An empty line would be no row, so the only cell of a row is quoted when it is empty.
        let quoted = match text.as_bytes() {
            [] => self.fields.len() == 1,
            bytes => bytes.iter().any(|byte| self.special[usize::from(*byte)]),
        };
        if quoted { self.put_quoted(text) } else { self.encoder.put(text, &mut self.buffer) }
    }

    fn put_quoted(&mut self, text: &str) -> bool {
        self.buffer.push(b'"');
        let text =
            if text.contains('"') { Cow::Owned(text.replace('"', "\"\"")) } else { Cow::Borrowed(text) };
        let held = self.encoder.put(&text, &mut self.buffer);
        self.buffer.push(b'"');
        held
    }

    fn end_row(&mut self) -> Result<()> {
        self.buffer.extend_from_slice(b"\r\n");
        if self.buffer.len() >= Self::PIECE { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> Result<()> {
        self.out.write_all(&self.buffer)?;
        self.handed_on += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    fn not_in_encoding(&self, row: &str, column: usize) -> Error {
        let (field, encoding) = (self.fields[column].key, self.encoder.name());
        Error::rule("not_in_encoding", format!("{row}: {field} holds a character that {encoding} lacks"))
    }
}

impl Sink for CsvSink<'_> {
    fn head(&mut self, headings: &[&str]) -> Result<()> {
        self.buffer.extend_from_slice(self.mark);
        for (column, heading) in headings.iter().enumerate() {
            let held = if self.quoted_head {
                if column > 0 {
                    self.buffer.push(self.delimiter);
                }
                self.put_quoted(heading)
            } else {
                self.put(column, heading)
            };
            if !held {
                return Err(self.not_in_encoding("the heading", column));
            }
        }
        self.end_row()
    }

    fn row(&mut self, customer: &dyn CustomerRow) -> Result<()> {
        let mut cell = std::mem::take(&mut self.cell);
        for column in 0..self.fields.len() {
            let text = customer.text(column, &mut cell)?;
            let held =
                if self.guarded[column] { self.put(column, &guard(text)) } else { self.put(column, text) };
            if !held {
                return Err(self.not_in_encoding(&format!("customer {}", customer.number()), column));
            }
        }
        self.cell = cell;
        self.end_row()
    }

    fn finish(&mut self) -> Result<u64> {
        self.hand_on()?;
        self.out.flush()?;
        Ok(self.handed_on)
    }
}

/// Keys say that a file without a mark is not guarded, labels that a file is.
fn quoted_head(profile: CsvProfile, headings: Headings, has_mark: bool) -> bool {
    match (profile, headings) {
        (CsvProfile::Excel, Headings::Keys) => !has_mark,
        (CsvProfile::Exchange, Headings::Labels(_)) => true,
        (CsvProfile::Excel, Headings::Labels(_)) | (CsvProfile::Exchange, Headings::Keys) => false,
    }
}

/// Numbers and amounts begin with a minus sign where they are below zero, and are no formulas.
fn is_numeric(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Integer { .. } | FieldKind::Money)
}
