use encoding_rs::Encoding;

use crate::base::{Error, Result};
use crate::catalogue::Language;
use crate::customers::{customer_field, labels};

use super::csv_rows::CsvRows;
use super::decode::TextReader;
use super::detect::{self, Known};
use super::dialect::{Delimiter, Dialect};
use super::encoding::DetectedEncoding;
use super::foreign;
#[cfg(feature = "xlsx")]
use super::header_row;
use super::reader::{Origin, Row, RowReader};
use super::row_kind::RowKind;
use super::sheet_rows::{Sheet, SheetRows};
use super::source::{Samples, Source};

/// Rows that a mapping is detected from.
const SAMPLE_ROWS: usize = 1_000;
/// Bytes of cells after which no further row joins the sample.
const SAMPLE_BYTES: usize = 1 << 20;
/// Bytes that the dialect is detected from.
const DIALECT_BYTES: usize = 128 << 10;

/// The columns that an error file has beside the user's own.
pub(super) const ERROR_COLUMNS: [&str; 3] = ["_row", "_code", "_message"];

/// What workbooks begin with, which are archives.
const WORKBOOK: &[u8] = b"PK\x03\x04";
/// Rows of a sheet that headings are looked for in.
#[cfg(feature = "xlsx")]
const SHEET_HEAD: usize = 300;

/// What the caller knows about a file; the rest is detected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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
    /// The sheet of a workbook; otherwise the first visible one that has a table, and with it those behind
    /// it whose headings are the same.
    pub sheet: Option<SheetChoice>,
}

impl TableOptions {
    /// Returns them with all that is known of CSV as programs exchange it.
    fn of_exchange(&self) -> Self {
        Self {
            encoding: Some("utf-8".to_owned()),
            delimiter: Some(Delimiter::Comma),
            quote: Some('"'),
            header: HeaderRow::First,
            guarded: Some(false),
            ..self.clone()
        }
    }
}

/// One of the sheets of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum SheetChoice {
    /// The one with this name.
    Name(String),
    /// The one at this place, counted from 0.
    Place(usize),
}

/// Whether a file has a row of headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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
    has_mark: bool,
    quoted_head: bool,
    /// Another delimiter that would do nearly as well.
    near_delimiter: Option<Delimiter>,
    sheet: Option<Sheet>,
}

impl Table {
    /// Looks at a file and finds out what the options leave open.
    ///
    /// It reads the beginning and some stretches from the rest, so that it takes the same time for
    /// a file of any size.
    ///
    /// # Errors
    /// `Import` when the first rows cannot be read, or there is no such sheet; `Invalid` when the encoding that was
    /// named does not exist; a storage error when the source fails.
    pub fn open(source: Source, options: &TableOptions) -> Result<Self> {
        let samples = source.samples()?;
        if source.is_exchange() {
            return Self::of_text(source, &samples, &options.of_exchange());
        }
        foreign::refuse(&samples.head)?;
        if samples.head.starts_with(WORKBOOK) {
            return Self::of_workbook(source, options);
        }
        Self::of_text(source, &samples, options)
    }

    fn of_text(source: Source, samples: &Samples, options: &TableOptions) -> Result<Self> {
        if options.sheet.is_some() {
            return Err(Error::Import("it is no workbook, and has no sheets to choose from".to_owned()));
        }
        let encoding = match &options.encoding {
            Some(name) => DetectedEncoding::given(name, samples)?,
            None => DetectedEncoding::detect(samples, options.language),
        };
        if !source.is_exchange() && !encoding.charset().is_utf_16() {
            foreign::refuse_binary(&samples.head)?;
        }
        let head = &samples.head[..samples.head.len().min(DIALECT_BYTES)];
        let whole = samples.whole && head.len() == samples.head.len();
        let text = encoding.charset().decode(head);
        let known = Known { delimiter: options.delimiter, quote: options.quote, header: options.header };
        let (dialect, near_delimiter) = detect::detect(&text, whole, known);
        let mut table = Self {
            source,
            encoding,
            dialect,
            headers: Vec::new(),
            sample: Vec::new(),
            guarded: true,
            has_mark: Encoding::for_bom(&samples.head).is_some(),
            near_delimiter,
            quoted_head: text.trim_start_matches(['\r', '\n']).starts_with('"'),
            sheet: None,
        };
        table.read_sample()?;
        table.guarded = options.guarded.unwrap_or_else(|| !table.is_exchange_file());
        Ok(table)
    }

    #[cfg(not(feature = "xlsx"))]
    fn of_workbook(_: Source, _: &TableOptions) -> Result<Self> {
        Err(Error::Unsupported("workbooks of Excel"))
    }

    /// The cells of a sheet are what the cells of a text are; all that follows knows no difference.
    #[cfg(feature = "xlsx")]
    fn of_workbook(source: Source, options: &TableOptions) -> Result<Self> {
        let sheet = super::workbook::open(&source, options.sheet.as_ref())?;
        let (mut rows, mut row, mut first) = (SheetRows::open(&sheet, 0)?, Row::default(), Vec::new());
        let mut bytes = 0;
        while first.len() < SHEET_HEAD && bytes < SAMPLE_BYTES && rows.read(&mut row)? {
            bytes += row.iter().map(str::len).sum::<usize>();
            first.push((row.line(), row.iter().map(str::to_owned).collect::<Vec<String>>()));
        }
        let (lines, first): (Vec<u64>, Vec<Vec<String>>) = first.into_iter().unzip();
        let (place, has_header) = match options.header {
            HeaderRow::Detect => {
                let place = header_row::find(&first);
                (place, first.get(place).is_none_or(|row| header_row::holds_headings(row)))
            }
            HeaderRow::First => (0, true),
            HeaderRow::Line(line) => (lines.iter().position(|own| *own >= line).unwrap_or(0), true),
            HeaderRow::None => (0, false),
        };
        let skipped_lines = lines.get(place).map_or(0, |line| line - 1);
        let mut table = Self {
            source,
            encoding: DetectedEncoding::of_workbook(),
            dialect: Dialect { has_header, skipped_lines, ..Dialect::default() },
            headers: Vec::new(),
            sample: Vec::new(),
            // Cells say themselves that they are texts, so nobody guards them.
            guarded: options.guarded.unwrap_or(false),
            has_mark: false,
            near_delimiter: None,
            quoted_head: false,
            sheet: Some(sheet),
        };
        table.read_sample()?;
        Ok(table)
    }

    /// Returns the name of the sheet, where the file is a workbook.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_ref().map(|sheet| sheet.name.as_str())
    }

    /// Returns the names of the sheets that can be chosen; none where the file is no workbook.
    #[must_use]
    pub fn sheets(&self) -> &[String] {
        self.sheet.as_ref().map_or(&[], |sheet| &sheet.names)
    }

    /// Returns the names of further sheets: those that are read on as one table with the first one, and
    /// visible ones with tables that are not read.
    pub(super) fn further_sheets(&self) -> (&[String], &[String]) {
        self.sheet.as_ref().map_or((&[], &[]), |sheet| (&sheet.joined, &sheet.left))
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
    /// It is, unless the file is a workbook or has the shape of the `exchange` profile: no byte-order
    /// mark, and keys of fields as its headings, or labels in quotes.
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
        rows.expect_width(self.headers.len());
        Ok(rows)
    }

    fn all_rows(&self) -> Result<RowReader> {
        Ok(RowReader::new(match &self.sheet {
            Some(sheet) => Origin::Sheet(SheetRows::open(sheet, self.dialect.skipped_lines)?),
            None => {
                let text = TextReader::new(self.source.open()?, self.encoding);
                Origin::Csv(Box::new(CsvRows::new(text, &self.dialect)?))
            }
        }))
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

    /// Tells whether all headings are keys of fields, as in an export without labels.
    pub(super) fn has_keys(&self) -> bool {
        self.has_only(|heading| customer_field(heading).is_some())
    }

    /// Tells whether a file of text was written without guards, by its headings
    /// (`core/docs/decisions/guard.md`).
    fn is_exchange_file(&self) -> bool {
        let is_label =
            |language| self.has_only(|heading| labels::words(language).iter().any(|w| w.label == heading));
        let says_so = match self.quoted_head {
            false => self.has_keys(),
            true => !self.has_keys() && Language::ALL.into_iter().any(is_label),
        };
        !self.has_mark && self.dialect.skipped_lines == 0 && says_so
    }

    /// Returns the bytes of the rows as they are read: of a workbook unpacked, without its other sheets.
    pub(super) fn content_bytes(&self) -> Result<u64> {
        self.sheet.as_ref().map_or(&self.source, |sheet| &sheet.rows).total_bytes()
    }

    /// Returns another delimiter that would do nearly as well, if one would.
    pub(super) fn near_delimiter(&self) -> Option<Delimiter> {
        self.near_delimiter
    }

    /// Tells whether the file begins with a byte-order mark.
    pub(super) fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// Tells whether the headings stand in quotes.
    pub(super) fn has_quoted_head(&self) -> bool {
        self.quoted_head
    }

    /// Tests the headings, but not those that an error file has beside them.
    fn has_only(&self, is_own: impl Fn(&str) -> bool) -> bool {
        let own = || self.headers.iter().filter(|heading| !ERROR_COLUMNS.contains(&heading.as_str()));
        self.dialect.has_header && own().next().is_some() && own().all(|heading| is_own(heading))
    }
}
