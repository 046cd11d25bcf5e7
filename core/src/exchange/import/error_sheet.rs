use std::io::BufWriter;
use std::ops::Range;

use crate::base::Result;
use crate::exchange::reader::{CellMark, Row};
use crate::exchange::table::{ERROR_COLUMNS, Table};
use crate::exchange::whole_file::WholeFile;
use crate::exchange::workbook::{Column, MAX_CELL_UNITS, Style, Workbook, put_error, put_number, put_text};

/// The rows that were not imported as a workbook: its cells are what they were, a number a number.
pub(super) struct ErrorSheet(Workbook<BufWriter<WholeFile>>);

impl ErrorSheet {
    pub(super) fn create<'h>(
        file: BufWriter<WholeFile>,
        table: &Table,
        header: impl Iterator<Item = &'h str>,
    ) -> Result<Self> {
        let columns = header.map(|heading| Column {
            heading: if table.dialect().has_header { heading.to_owned() } else { String::new() },
            width: heading.chars().count().clamp(12, 40) + 4,
            style: Style::General,
        });
        let mut workbook = Workbook::new(file);
        workbook.begin(table.sheet().unwrap_or("Customers"), columns.collect())?;
        Ok(Self(workbook))
    }

    /// Adds a row, and behind all the cells of further columns; what is longer than a cell may be is cut, and
    /// the message says so.
    pub(super) fn write(
        &mut self,
        row: &Row,
        columns: &[usize],
        codes: &str,
        mut messages: String,
        further: Range<usize>,
    ) -> Result<()> {
        self.0.begin_row()?;
        for (place, column) in columns.iter().enumerate() {
            if self.put(place, row, *column) == Fit::Cut {
                messages.push_str(&format!("; column {}: the text was cut here", column + 1));
            }
        }
        let own = columns.len();
        #[expect(clippy::cast_precision_loss, reason = "numbers of rows are small")]
        put_number(self.0.cell(own), Style::General, row.number() as f64);
        put_text(self.0.cell(own + 1), Style::General, codes);
        put_text(self.0.cell(own + 2), Style::General, cut(&messages));
        for (place, column) in (own + ERROR_COLUMNS.len()..).zip(further) {
            self.put(place, row, column);
        }
        self.0.end_row()
    }

    fn put(&mut self, place: usize, row: &Row, column: usize) -> Fit {
        let text = row.get(column).unwrap_or("");
        let at = self.0.cell(place);
        match (row.mark(column), text.parse()) {
            (CellMark::Number, Ok(number)) => put_number(at, Style::General, number),
            (CellMark::Error, _) => put_error(at, text),
            _ => {
                let whole = cut(text);
                put_text(at, Style::General, whole);
                if whole.len() < text.len() {
                    return Fit::Cut;
                }
            }
        }
        Fit::Whole
    }

    pub(super) fn finish(mut self) -> Result<BufWriter<WholeFile>> {
        Ok(self.0.finish()?.1)
    }
}

/// Whether a text fits into its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Whole,
    Cut,
}

impl std::fmt::Debug for ErrorSheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ErrorSheet")
    }
}

/// The beginning of a text that fits into a cell.
fn cut(text: &str) -> &str {
    if text.len() <= MAX_CELL_UNITS {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, character)| {
        units += character.len_utf16();
        units > MAX_CELL_UNITS
    });
    end.map_or(text, |(end, _)| &text[..end])
}
