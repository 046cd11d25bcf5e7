use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::base::{Error, Result};
use crate::exchange::reader::{CellMark, MAX_CELL_BYTES, MAX_COLUMNS};
use crate::exchange::sheet_rows::Sheet;
use crate::exchange::source::{ReadSeek, Source};
use crate::exchange::table::SheetChoice;

use super::archive::{self, Archive, LIMITS};
use super::damaged;
use super::serial::{Moment, moment_of};
use super::spool::{SheetCell, SpoolWriter};

type Book = Xlsx<BufReader<Box<dyn ReadSeek>>>;

/// Opens a workbook and puts the rows of one sheet aside: that chosen, else the first visible one that
/// has a table.
///
/// # Errors
/// `Import` when it is damaged, protected or larger than it may be, and when there is no such sheet;
/// a storage error when the source or a temporary file fails.
pub(in crate::exchange) fn open(source: &Source, choice: Option<&SheetChoice>) -> Result<Sheet> {
    let archive = archive::check(source.open_raw()?, LIMITS)?;
    let digest = {
        let mut file = source.open()?;
        std::io::copy(&mut file, &mut std::io::sink())?;
        file.digest()
    };
    // Nobody has tried every damaged workbook on the reader of the cells.
    let read = catch_unwind(AssertUnwindSafe(|| read(source, archive, choice)));
    let (name, names, rows) = read.unwrap_or_else(|_| Err(damaged("it cannot be read")))?;
    Ok(Sheet { name, names, rows, digest, file_bytes: source.total_bytes()? })
}

fn read(
    source: &Source,
    archive: Archive,
    choice: Option<&SheetChoice>,
) -> Result<(String, Vec<String>, Source)> {
    let mut book: Book = Xlsx::new(BufReader::new(source.open_raw()?)).map_err(unreadable)?;
    let sheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let sheets: Vec<(String, bool)> =
        sheets.map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible)).collect();
    let names: Vec<String> = sheets.iter().map(|sheet| sheet.0.clone()).collect();
    let chosen = match choice {
        Some(SheetChoice::Name(name)) => names.iter().find(|known| *known == name).cloned(),
        Some(SheetChoice::Place(place)) => names.get(*place).cloned(),
        None => first_table(&mut book, &sheets)?,
    };
    let Some(name) = chosen else {
        return Err(Error::Import(format!("the workbook has no such sheet; it has {}", names.join(", "))));
    };
    let merged = if archive.has_merged_cells { merged(&mut book, &name)? } else { HashMap::new() };
    let rows = rows(&mut book, &name, &merged)?;
    Ok((name, names, rows))
}

/// Finds the first visible sheet of which two rows have two cells and more; else the first with anything
/// in it, else the first of all.
fn first_table(book: &mut Book, sheets: &[(String, bool)]) -> Result<Option<String>> {
    let mut filled = None;
    for (name, _) in sheets.iter().filter(|sheet| sheet.1) {
        match filled_rows(book, name)? {
            2.. => return Ok(Some(name.clone())),
            1 => filled = filled.or(Some(name.clone())),
            0 => {}
        }
    }
    Ok(filled.or_else(|| sheets.first().map(|sheet| sheet.0.clone())))
}

/// Counts rows with several cells up to 2; 1 where there are cells at all.
fn filled_rows(book: &mut Book, name: &str) -> Result<u32> {
    const CELLS: usize = 10_000;
    let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
    let (mut wide, mut row, mut in_row, mut any) = (0, u32::MAX, 0, false);
    for _ in 0..CELLS {
        let Some(cell) = cells.next_cell().map_err(unreadable)? else { break };
        if matches!(cell.get_value(), DataRef::Empty) {
            continue;
        }
        any = true;
        in_row = if cell.get_position().0 == row { in_row + 1 } else { 1 };
        row = cell.get_position().0;
        wide += u32::from(in_row == 2);
        if wide == 2 {
            return Ok(2);
        }
    }
    Ok(u32::from(any))
}

/// Places of merged cells that reach over several rows, each with its last row.
fn merged(book: &mut Book, name: &str) -> Result<HashMap<(u32, u32), u32>> {
    let regions = book.merge_cells_by_sheet_name(name).map_err(unreadable)?;
    let tall = regions.into_iter().filter(|region| region.end.0 > region.start.0);
    Ok(tall.map(|region| (region.start, region.end.0)).collect())
}

fn rows(book: &mut Book, name: &str, merged: &HashMap<(u32, u32), u32>) -> Result<Source> {
    let is_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
    let mut rows =
        Rows { merged, open: Vec::new(), row: 0, cells: Vec::new(), used: 0, spool: SpoolWriter::new() };
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        if row != rows.row {
            rows.finish_row()?;
            if row < rows.row {
                return Err(damaged("its rows are not in order"));
            }
            rows.row = row;
        }
        if column as usize >= MAX_COLUMNS {
            return Err(Error::Import(format!("row {} has more than {MAX_COLUMNS} cells", row + 1)));
        }
        let next = rows.next_cell();
        next.column = column;
        next.mark = put_text(cell.get_value(), is_1904, &mut next.text);
        if next.text.len() > MAX_CELL_BYTES {
            return Err(Error::Import(format!(
                "row {} has a cell of more than {MAX_CELL_BYTES} bytes",
                row + 1
            )));
        }
        if !next.text.is_empty() {
            rows.used += 1;
        }
    }
    rows.finish_row()?;
    rows.spool.finish()
}

/// Gathers the cells of a row.
struct Rows<'a> {
    merged: &'a HashMap<(u32, u32), u32>,
    /// Merged cells that reach into the rows below: the last row, and the cell.
    open: Vec<(u32, SheetCell)>,
    row: u32,
    /// Cells of the row, and behind them some of earlier rows whose texts are used again.
    cells: Vec<SheetCell>,
    used: usize,
    spool: SpoolWriter,
}

impl Rows<'_> {
    fn next_cell(&mut self) -> &mut SheetCell {
        if self.used == self.cells.len() {
            self.cells.push(SheetCell::default());
        }
        let cell = &mut self.cells[self.used];
        cell.text.clear();
        cell
    }

    fn finish_row(&mut self) -> Result<()> {
        if self.used == 0 {
            return Ok(());
        }
        if !self.merged.is_empty() {
            self.settle_merged();
        }
        let cells = &mut self.cells[..self.used];
        if !cells.is_sorted_by(|left, right| left.column < right.column) {
            // Of two cells in one place the first stays.
            cells.sort_by_key(|cell| cell.column);
            let mut kept: Vec<SheetCell> = cells.to_vec();
            kept.dedup_by_key(|cell| cell.column);
            self.spool.push(self.row + 1, &kept)?;
        } else {
            self.spool.push(self.row + 1, cells)?;
        }
        self.used = 0;
        Ok(())
    }

    /// A cell that reaches over several rows is the cell of each of them, as people see it.
    fn settle_merged(&mut self) {
        let row = self.row;
        self.open.retain(|(last, _)| *last >= row);
        for (_, cell) in &self.open {
            if self.cells[..self.used].iter().all(|own| own.column != cell.column) {
                self.cells.insert(self.used, cell.clone());
                self.used += 1;
            }
        }
        for cell in &self.cells[..self.used] {
            if let Some(last) = self.merged.get(&(row, cell.column)) {
                self.open.push((*last, cell.clone()));
            }
        }
    }
}

/// Writes a cell as the text that the conversion of rows understands.
fn put_text(value: &DataRef<'_>, is_1904: bool, text: &mut String) -> CellMark {
    match value {
        DataRef::Empty => {}
        DataRef::String(string) => text.push_str(string),
        DataRef::SharedString(string) => text.push_str(string),
        DataRef::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        DataRef::Int(number) => {
            put(text, format_args!("{number}"));
            return CellMark::Number;
        }
        DataRef::Float(number) => {
            put_number(text, *number);
            return CellMark::Number;
        }
        DataRef::DateTime(time) => {
            let moment = if time.is_duration() { None } else { moment_of(time.as_f64(), is_1904) };
            match moment {
                Some(Moment::Day(day)) => put(text, format_args!("{day}")),
                Some(Moment::DayAndTime(at)) => {
                    put(text, format_args!("{}", at.format("%Y-%m-%dT%H:%M:%S%.f")))
                }
                Some(Moment::Time(time)) => put(text, format_args!("{time}")),
                None => {
                    put_number(text, time.as_f64());
                    return CellMark::Number;
                }
            }
        }
        DataRef::DateTimeIso(iso) => text.push_str(iso.strip_suffix("T00:00:00").unwrap_or(iso)),
        DataRef::DurationIso(iso) => text.push_str(iso),
        DataRef::Error(error) => {
            put(text, format_args!("{error}"));
            return CellMark::Error;
        }
    }
    CellMark::Text
}

/// Writes a number as Excel shows it, with 15 digits, and a point as decimal mark. Three decimals get a
/// fourth, so that the point is not taken for a mark of thousands.
fn put_number(text: &mut String, number: f64) {
    const EXACT: f64 = 1e15;
    if number.fract() == 0.0 && number.abs() < EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within the range")]
        return put(text, format_args!("{}", number as i64));
    }
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    put(text, format_args!("{shown}"));
    if text.split_once('.').is_some_and(|(_, decimals)| decimals.len() == 3) {
        text.push('0');
    }
}

fn put(text: &mut String, value: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = text.write_fmt(value);
}

/// Says what is wrong without the words of the reader, which hold values of cells.
fn unreadable(error: XlsxError) -> Error {
    match error {
        XlsxError::Io(error) => error.into(),
        XlsxError::Password => damaged("it is protected by a password"),
        XlsxError::Zip(_) => damaged("it is no workbook of Excel"),
        XlsxError::Xml(_) | XlsxError::XmlAttr(_) | XlsxError::XmlEof(_) => {
            damaged("a part of it is no XML or ends too early")
        }
        XlsxError::WorksheetNotFound(_) | XlsxError::NotAWorksheet(_) => damaged("a sheet of it is missing"),
        _ => damaged("a part of it is not as ECMA-376 has it"),
    }
}
