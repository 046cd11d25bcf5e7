use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Fault, Generator, Repeat, Row, ShopCustomer, Untidiness, Wording};

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileFormat {
    /// What stands between cells, in ASCII.
    pub delimiter: u8,
    /// How letters become bytes.
    pub encoding: FileEncoding,
    /// What ends a line.
    pub line_end: LineEnd,
}

impl Default for FileFormat {
    /// RFC 4180 in UTF-8, but for line feeds alone.
    fn default() -> Self {
        Self { delimiter: b',', encoding: FileEncoding::Utf8, line_end: LineEnd::Lf }
    }
}

/// How letters become bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileEncoding {
    /// UTF-8.
    Utf8,
    /// UTF-8 after a byte-order mark.
    Utf8WithMark,
    /// Windows-1252, as Excel writes it in Western Europe; it has no Cyrillic letters.
    Windows1252,
}

/// What ends a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// U+000A.
    Lf,
    /// U+000D U+000A.
    CrLf,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// Rows without the header.
    pub rows: u32,
    /// Size of the file.
    pub bytes: u64,
    /// Rows with at least one fault.
    pub bad_rows: u32,
    /// Faults by kind.
    pub faults: BTreeMap<Fault, u32>,
    /// Odd rows by kind.
    pub untidy: BTreeMap<Untidiness, u32>,
    /// Rows that show a person of an earlier row again.
    pub same_person: u32,
    /// Rows that share the e-mail of another one of the family.
    pub family: u32,
}

impl Generator {
    /// Writes all rows as a file.
    ///
    /// # Errors
    /// What `out` answers, and `InvalidData` for a letter that the encoding does not have.
    pub fn write_file(&self, format: FileFormat, out: &mut dyn Write) -> io::Result<Summary> {
        let wording = self.options().wording;
        let mut writer = LineWriter { format, out, line: String::with_capacity(1024), cells: 0, bytes: 0 };
        if format.encoding == FileEncoding::Utf8WithMark {
            writer.put("\u{feff}".as_bytes())?;
        }
        wording.columns().iter().for_each(|(_, header)| writer.cell(header));
        writer.end_line()?;
        let mut summary = Summary::default();
        for row in self.rows() {
            summary.count(&row);
            writer.row(&row, wording)?;
        }
        summary.bytes = writer.bytes;
        Ok(summary)
    }
}

impl Summary {
    fn count(&mut self, row: &Row) {
        self.rows += 1;
        self.bad_rows += u32::from(!row.faults.is_empty());
        for fault in &row.faults {
            *self.faults.entry(*fault).or_default() += 1;
        }
        if let Some(untidiness) = row.untidiness {
            *self.untidy.entry(untidiness).or_default() += 1;
        }
        match row.repeats {
            Some(Repeat::SamePerson { .. }) => self.same_person += 1,
            Some(Repeat::Family { .. }) => self.family += 1,
            None => {}
        }
    }
}

struct LineWriter<'a> {
    format: FileFormat,
    out: &'a mut dyn Write,
    line: String,
    cells: usize,
    bytes: u64,
}

impl LineWriter<'_> {
    fn row(&mut self, row: &Row, wording: Wording) -> io::Result<()> {
        if row.untidiness == Some(Untidiness::EmptyLine) {
            self.end_line()?;
        }
        if row.faults.contains(&Fault::TooFewCells) {
            self.cell(&row.customer.customer_id);
            self.cell(&row.customer.given_name);
            return self.end_line();
        }
        self.customer(&row.customer, wording);
        if row.untidiness == Some(Untidiness::TooManyCells) {
            self.cell("");
            self.cell("");
        }
        self.end_line()
    }

    fn customer(&mut self, customer: &ShopCustomer, wording: Wording) {
        for (column, _) in wording.columns() {
            self.cell(&customer.cell(*column, wording));
        }
    }

    fn cell(&mut self, text: &str) {
        let delimiter = char::from(self.format.delimiter);
        if self.cells > 0 {
            self.line.push(delimiter);
        }
        self.cells += 1;
        if text.contains([delimiter, '"', '\n', '\r']) {
            self.line.push('"');
            self.line.push_str(&text.replace('"', "\"\""));
            self.line.push('"');
        } else {
            self.line.push_str(text);
        }
    }

    fn end_line(&mut self) -> io::Result<()> {
        self.line.push_str(match self.format.line_end {
            LineEnd::Lf => "\n",
            LineEnd::CrLf => "\r\n",
        });
        self.cells = 0;
        let line = std::mem::take(&mut self.line);
        match self.format.encoding {
            FileEncoding::Utf8 | FileEncoding::Utf8WithMark => self.put(line.as_bytes())?,
            FileEncoding::Windows1252 => {
                let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(&line);
                if unmappable {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "a letter that Windows-1252 lacks",
                    ));
                }
                self.put(&bytes)?;
            }
        }
        self.line = line;
        self.line.clear();
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}
