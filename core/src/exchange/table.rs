use crate::base::Result;
use crate::catalogue::Language;
use crate::customers::customer_field;

use super::decode::TextReader;
use super::detect::{self, Known};
use super::dialect::{Delimiter, Dialect};
use super::encoding::{DetectedEncoding, EncodingEvidence};
use super::reader::{Row, RowReader};
use super::row_kind::RowKind;
use super::source::Source;

/// Rows that a mapping is detected from.
const SAMPLE_ROWS: usize = 1_000;
/// Bytes of cells after which no further row joins the sample.
const SAMPLE_BYTES: usize = 1 << 20;
/// Bytes that the dialect is detected from.
const DIALECT_BYTES: usize = 128 << 10;

/// What the caller knows about a file; the rest is detected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// A name of an encoding in the WHATWG Encoding Standard, for example `windows-1251` or
    /// `macintosh`, or a code page of DOS: `cp437`, `cp850`, `cp852`, `cp865`, `cp866`.
    pub encoding: Option<String>,
    /// What stands between cells.
    pub delimiter: Option<Delimiter>,
    /// What stands around cells: `"` or `'`.
    pub quote: Option<char>,
    /// Whether the first row holds headings.
    pub header: HeaderRow,
    /// The language that the file is probably in; a hint for the encoding.
    pub language: Option<Language>,
    /// Whether cells that look like formulas were guarded by an apostrophe (SPEC B17).
    pub guarded: Option<bool>,
}

/// Whether a file has a row of headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HeaderRow {
    /// Found out; titles and the like above it are skipped.
    #[default]
    Detect,
    /// The first row.
    First,
    /// The first row that begins on this line of the file, counted from 1, or below it.
    Line(u64),
    /// None; columns are named by their number.
    None,
}

/// A file understood as a table: its encoding, dialect and headings, and its rows as often as
/// needed.
///
/// ```
/// use kartotek::exchange::{Delimiter, Row, Source, Table, TableOptions};
///
/// let source = Source::bytes("Förnamn;E-post\nAnna;anna@example.com\n");
/// let table = Table::open(source, &TableOptions::default())?;
/// assert_eq!(table.encoding().name(), "UTF-8");
/// assert_eq!(table.dialect().delimiter, Delimiter::Semicolon);
/// assert_eq!(table.headers(), ["Förnamn", "E-post"]);
/// let (mut rows, mut row) = (table.rows()?, Row::default());
/// assert!(rows.read(&mut row)?);
/// assert_eq!(row.get(1), Some("anna@example.com"));
/// assert_eq!(row.number(), 2);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Table {
    source: Source,
    encoding: DetectedEncoding,
    dialect: Dialect,
    headers: Vec<String>,
    sample: Vec<Row>,
    guarded: bool,
}

impl Table {
    /// Looks at a file and finds out what the options leave open.
    ///
    /// It reads the beginning and some stretches from the rest, so that it takes the same time for
    /// a file of any size.
    ///
    /// # Errors
    /// `Import` when the encoding that was named does not exist or the first rows cannot be read; a
    /// storage error when the source fails.
    pub fn open(source: Source, options: &TableOptions) -> Result<Self> {
        let samples = source.samples()?;
        let encoding = match &options.encoding {
            Some(name) => DetectedEncoding::given(name, &samples)?,
            None => DetectedEncoding::detect(&samples, options.language),
        };
        let head = &samples.head[..samples.head.len().min(DIALECT_BYTES)];
        let whole = samples.whole && head.len() == samples.head.len();
        let text = encoding.charset().decode(head);
        let known = Known { delimiter: options.delimiter, quote: options.quote, header: options.header };
        let dialect = detect::detect(&text, whole, known);
        let mut table =
            Self { source, encoding, dialect, headers: Vec::new(), sample: Vec::new(), guarded: true };
        table.read_sample()?;
        table.guarded = options.guarded.unwrap_or_else(|| !table.is_exchange_file());
        Ok(table)
    }

    /// Returns the encoding.
    #[must_use]
    pub fn encoding(&self) -> DetectedEncoding {
        self.encoding
    }

    /// Returns the dialect.
    #[must_use]
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Returns the headings, trimmed; numbers from 1 where the file has none.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// Returns the first rows below the header.
    #[must_use]
    pub fn sample(&self) -> &[Row] {
        &self.sample
    }

    /// Tells whether an apostrophe before a formula is taken away (SPEC B17).
    ///
    /// It is, unless the file has the shape of the `exchange` profile: no byte-order mark, and keys
    /// of fields as its headings.
    #[must_use]
    pub fn is_guarded(&self) -> bool {
        self.guarded
    }

    /// Returns where the bytes come from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Reads the rows below the header, from the first.
    ///
    /// # Errors
    /// As [`RowReader::read`].
    pub fn rows(&self) -> Result<RowReader> {
        let mut rows = self.all_rows()?;
        if self.dialect.has_header {
            rows.read(&mut Row::default())?;
            rows.look_for_headings(&self.headers);
        }
        Ok(rows)
    }

    fn all_rows(&self) -> Result<RowReader> {
        RowReader::new(TextReader::new(self.source.open()?, self.encoding), &self.dialect)
    }

    fn read_sample(&mut self) -> Result<()> {
        let (mut rows, mut row) = (self.all_rows()?, Row::default());
        if self.dialect.has_header && rows.read(&mut row)? {
            self.headers = row.iter().map(|cell| cell.trim().to_owned()).collect();
            rows.look_for_headings(&self.headers);
        }
        let mut bytes = 0;
        while self.sample.len() < SAMPLE_ROWS && bytes < SAMPLE_BYTES && rows.read(&mut row)? {
            bytes += row.iter().map(str::len).sum::<usize>();
            if row.kind() == RowKind::Record {
                self.sample.push(row.clone());
            }
        }
        if !self.dialect.has_header {
            let columns = self.sample.iter().map(Row::len).max().unwrap_or(0);
            self.headers = (1..=columns).map(|number| number.to_string()).collect();
        }
        Ok(())
    }

    fn is_exchange_file(&self) -> bool {
        self.encoding.evidence() != EncodingEvidence::Mark
            && self.dialect.has_header
            && !self.headers.is_empty()
            && self.headers.iter().all(|heading| customer_field(heading).is_some())
    }
}
