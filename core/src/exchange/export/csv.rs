use std::io::Write;

use encoding_rs::UTF_8;

use crate::base::{Error, Result, Rule};
use crate::catalogue::FieldKind;
use crate::customers::CustomerRow;
use crate::exchange::charset::Charset;
use crate::exchange::guard::guard;

use super::columns::cell_text;
use super::locale::list_delimiter;
use super::{CsvOptions, CsvProfile, Headings, Sink, TableColumn};

/// Writes CSV as RFC 4180 has it.
pub(super) struct CsvSink<'w> {
    out: &'w mut dyn Write,
    fields: Vec<TableColumn>,
    /// Columns whose texts are guarded.
    guarded: Vec<bool>,
    charset: Charset,
    has_mark: bool,
    delimiter: char,
    /// Which bytes make that a cell is quoted.
    special: [bool; 256],
    /// Whether headings stand in quotes, by which an import knows what they would otherwise tell wrong:
    /// whether cells are guarded (`core/docs/decisions/guard.md`).
    quoted_head: bool,
    /// The text of one cell, for values that are not stored as text.
    cell: String,
    /// What is not handed on yet: whole rows, of another encoding than UTF-8 one alone.
    text: String,
    encoded: Vec<u8>,
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
        fields: &[TableColumn],
        headings: Headings,
        locale: &str,
    ) -> Result<Self> {
        let charset = charset(options.encoding.as_deref())?;
        let excel = options.profile == CsvProfile::Excel;
        let usual = if excel { list_delimiter(locale) } else { super::Delimiter::Comma };
        let has_mark = excel && (is_utf_8(charset) || charset.is_utf_16());
        let delimiter = options.delimiter.unwrap_or(usual);
        let mut special = [false; 256];
        for byte in [delimiter.as_byte(), b'"', b'\r', b'\n'] {
            special[usize::from(byte)] = true;
        }
        Ok(Self {
            out,
            fields: fields.to_vec(),
            guarded: fields.iter().map(|field| excel && !is_numeric(field.kind)).collect(),
            charset,
            has_mark,
            delimiter: delimiter.as_char(),
            special,
            quoted_head: quoted_head(options.profile, headings, has_mark),
            cell: String::new(),
            text: String::with_capacity(Self::PIECE + 16 * 1024),
            encoded: Vec::new(),
            handed_on: 0,
        })
    }

    fn put(&mut self, column: usize, text: &str) {
        if column > 0 {
            self.text.push(self.delimiter);
        }
        // An empty line would be no row, so the only cell of a row is quoted when it is empty.
        let quoted = match text.as_bytes() {
            [] => self.fields.len() == 1,
            bytes => bytes.iter().any(|byte| self.special[usize::from(*byte)]),
        };
        if quoted { self.put_quoted(text) } else { self.text.push_str(text) }
    }

    fn put_quoted(&mut self, text: &str) {
        self.text.push('"');
        for (place, piece) in text.split('"').enumerate() {
            if place > 0 {
                self.text.push_str("\"\"");
            }
            self.text.push_str(piece);
        }
        self.text.push('"');
    }

    /// Ends a row, and answers whether the encoding holds it.
    fn end_row(&mut self) -> Result<bool> {
        self.text.push_str("\r\n");
        if !is_utf_8(self.charset) {
            let held = self.charset.encode(&self.text, &mut self.encoded);
            self.text.clear();
            if !held {
                return Ok(false);
            }
        }
        if self.text.len() + self.encoded.len() >= Self::PIECE {
            self.hand_on()?;
        }
        Ok(true)
    }

    fn hand_on(&mut self) -> Result<()> {
        let bytes = if is_utf_8(self.charset) { self.text.as_bytes() } else { &self.encoded };
        self.out.write_all(bytes)?;
        self.handed_on += bytes.len() as u64;
        self.text.clear();
        self.encoded.clear();
        Ok(())
    }

    /// Names the first of some cells that the encoding does not hold.
    fn not_in_encoding<'t>(&self, row: &str, cells: impl Iterator<Item = &'t str>) -> Error {
        let lacks = |text: &str| !self.charset.encode(text, &mut Vec::new());
        let field = { cells }.position(lacks).map_or("a cell", |column| self.fields[column].key);
        let encoding = self.charset.name();
        Error::rule("not_in_encoding", format!("{row}: {field} holds a character that {encoding} lacks"))
    }
}

impl Sink for CsvSink<'_> {
    fn head(&mut self, headings: &[&str]) -> Result<()> {
        if self.has_mark {
            self.text.push('\u{FEFF}');
        }
        for (column, heading) in headings.iter().enumerate() {
            if self.quoted_head {
                if column > 0 {
                    self.text.push(self.delimiter);
                }
                self.put_quoted(heading);
            } else {
                self.put(column, heading);
            }
        }
        if self.end_row()? {
            return Ok(());
        }
        Err(self.not_in_encoding("the heading", headings.iter().copied()))
    }

    fn row(&mut self, customer: &dyn CustomerRow) -> Result<()> {
        let mut cell = std::mem::take(&mut self.cell);
        for column in 0..self.fields.len() {
            let text = cell_text(self.fields[column].key, customer.text(column, &mut cell)?);
            if self.guarded[column] { self.put(column, &guard(&text)) } else { self.put(column, &text) }
        }
        self.cell = cell;
        if self.end_row()? {
            return Ok(());
        }
        let mut texts = Vec::with_capacity(self.fields.len());
        for column in 0..self.fields.len() {
            texts.push(customer.text(column, &mut self.cell)?.to_owned());
        }
        let row = format!("customer {}", customer.number());
        Err(self.not_in_encoding(&row, texts.iter().map(String::as_str)))
    }

    fn finish(&mut self) -> Result<u64> {
        self.hand_on()?;
        self.out.flush()?;
        Ok(self.handed_on)
    }
}

/// Takes an encoding by its name, or UTF-8.
fn charset(name: Option<&str>) -> Result<Charset> {
    let Some(name) = name else { return Ok(Charset::Standard(UTF_8)) };
    // Some encodings of the standard are only read.
    let found = Charset::named(name).filter(|charset| charset.encode("a", &mut Vec::new()));
    found.ok_or_else(|| Error::field("encoding", Rule::Choice))
}

fn is_utf_8(charset: Charset) -> bool {
    charset == Charset::Standard(UTF_8)
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
