use crate::base::Result;

use super::csv_rows::CsvRows;
use super::quotes::RefusedBefore;
use super::row_kind::{self, RowKind};
use super::sheet_rows::SheetRows;
use super::source::SourceProgress;

/// The largest cell that is read, in bytes of UTF-8.
pub const MAX_CELL_BYTES: usize = 10_000_000;
/// The largest number of cells of a row; as many as Excel has columns.
pub const MAX_COLUMNS: usize = 16_384;
/// The largest row that is read, in bytes of UTF-8.
pub(super) const MAX_ROW_BYTES: usize = 32_000_000;

/// One row of a file.
///
/// It is meant to be reused: [`RowReader::read`] overwrites it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Row {
    pub(super) text: String,
    pub(super) ends: Vec<usize>,
    /// The columns whose cells are more than text, in order.
    pub(super) marks: Vec<(usize, CellMark)>,
    /// Whether a quote that is not closed took further rows into a cell.
    pub(super) holds_rows: bool,
    /// Whether bytes in it are not of the encoding; U+FFFD stands in their place.
    pub(super) is_undecodable: bool,
    number: u64,
    pub(super) line: u64,
    kind: RowKind,
}

/// What a cell of a sheet is beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum CellMark {
    #[default]
    Text,
    /// A number, which has lost the zeros at its beginning.
    Number,
    /// What a formula gives that went wrong, such as `#N/A`.
    Error,
}

impl CellMark {
    /// In the order of their numbers.
    pub(super) const ALL: [CellMark; 3] = [Self::Text, Self::Number, Self::Error];
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
    /// do not count. In a workbook it is the number that the sheet shows.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Returns the line on which it begins, counted from 1; in a workbook the row of the sheet.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Returns what a cell is beside its text.
    pub(super) fn mark(&self, column: usize) -> CellMark {
        let found = self.marks.binary_search_by_key(&column, |mark| mark.0);
        found.map_or(CellMark::Text, |place| self.marks[place].1)
    }

    /// Empties it for a row of a sheet.
    pub(super) fn begin(&mut self, line: u64) {
        self.text.clear();
        self.ends.clear();
        self.marks.clear();
        (self.holds_rows, self.is_undecodable) = (false, false);
        self.line = line;
    }

    /// Adds the cell of a column; those between the last one and this are empty.
    pub(super) fn push(&mut self, column: usize, text: &str, mark: CellMark) {
        self.ends.resize(column, self.text.len());
        self.text.push_str(text);
        self.ends.push(self.text.len());
        if mark != CellMark::Text {
            self.marks.push((column, mark));
        }
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
    origin: Origin,
    headings: Vec<String>,
    refused_before: Option<RefusedBefore>,
    /// A row that was read to see what is below another one.
    ahead: Option<Row>,
    rows: u64,
    first_replaced_row: Option<u64>,
}

/// Where rows come from; all that is above knows no difference.
#[derive(Debug)]
pub(super) enum Origin {
    Csv(Box<CsvRows>),
    Sheet(SheetRows),
}

impl RowReader {
    pub(super) fn new(origin: Origin) -> Self {
        Self {
            origin,
            headings: Vec::new(),
            refused_before: None,
            ahead: None,
            rows: 0,
            first_replaced_row: None,
        }
    }

    /// Marks rows that hold further ones of a table so wide.
    pub(super) fn expect_width(&mut self, width: usize) {
        if let Origin::Csv(rows) = &mut self.origin {
            rows.width = width;
        }
    }

    /// Marks rows that repeat the headings, and those of an error file that hold further ones still.
    pub(super) fn look_for_headings(&mut self, headings: &[String]) {
        self.headings = headings.to_vec();
        self.refused_before = RefusedBefore::of(headings);
    }

    /// Reads the next row that is not blank into `row`; answers `false` at the end.
    ///
    /// # Errors
    /// `Import` when a cell is larger than [`MAX_CELL_BYTES`], a row has more than [`MAX_COLUMNS`]
    /// cells or the text ends within a quote; a storage error when the source fails. No row can be read after.
    pub fn read(&mut self, row: &mut Row) -> Result<bool> {
        if let Some(ahead) = self.ahead.take() {
            *row = ahead;
        } else if !self.read_filled(row)? {
            return Ok(false);
        }
        self.rows += 1;
        row.number = match &self.origin {
            Origin::Csv(_) => self.rows,
            Origin::Sheet(_) => row.line,
        };
        if row.is_undecodable {
            self.first_replaced_row.get_or_insert(row.number);
        }
        if let Some(before) = &self.refused_before {
            row.holds_rows |= before.holds_rows(row);
            row.is_undecodable |= before.is_undecodable(row);
        }
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
        loop {
            row.number = self.rows + 1;
            let more = match &mut self.origin {
                Origin::Csv(rows) => rows.read(row)?,
                Origin::Sheet(rows) => rows.read(row)?,
            };
            if !more || !row.is_blank() {
                return Ok(more);
            }
        }
    }

    fn csv(&self) -> Option<&CsvRows> {
        match &self.origin {
            Origin::Csv(rows) => Some(rows),
            Origin::Sheet(_) => None,
        }
    }

    /// Returns how many bytes of the source were read, and how many there are.
    #[must_use]
    pub fn progress(&self) -> SourceProgress {
        match &self.origin {
            Origin::Csv(rows) => rows.text().source().progress(),
            Origin::Sheet(rows) => rows.progress(),
        }
    }

    /// Returns how many malformed sequences became U+FFFD so far; where there are any, the
    /// encoding was guessed wrong or the file is damaged.
    #[must_use]
    pub fn replaced(&self) -> u64 {
        self.csv().map_or(0, |rows| rows.text().replaced())
    }

    /// Returns the number of the first row with a malformed sequence.
    #[must_use]
    pub fn first_replaced_row(&self) -> Option<u64> {
        self.first_replaced_row
    }

    /// Returns the SHA-256 of the bytes read so far; after the last row, that of the source.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        match &self.origin {
            Origin::Csv(rows) => rows.text().source().digest(),
            Origin::Sheet(rows) => rows.digest(),
        }
    }
}
