use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use crate::base::{Error, Result};
use crate::exchange::header_row::holds_headings;
use crate::exchange::reader::{CellMark, MAX_CELL_BYTES, MAX_COLUMNS, MAX_ROW_BYTES};
use crate::exchange::sheet_rows::Sheet;
use crate::exchange::source::{ReadSeek, Source};
use crate::exchange::table::SheetChoice;

use super::archive::{self, Archive, LIMITS, Limits};
use super::damaged;
use super::serial::{Moment, moment_of};
use super::spool::{SheetCell, SpoolWriter};

type Book = Xlsx<BufReader<Box<dyn ReadSeek>>>;

/// Opens a workbook and puts the rows of one sheet aside: that chosen, else the first visible one that
/// has a table, with those of further ones that have the same headings.
///
/// # Errors
/// `Import` when it is damaged, protected or larger than it may be, and when there is no such sheet;
/// a storage error when the source or a temporary file fails.
pub(in crate::exchange) fn open(source: &Source, choice: Option<&SheetChoice>) -> Result<Sheet> {
    open_within(source, choice, LIMITS)
}

pub(super) fn open_within(source: &Source, choice: Option<&SheetChoice>, limits: Limits) -> Result<Sheet> {
    let archive = archive::check(source.open_raw()?, limits)?;
    let digest = {
        let mut file = source.open()?;
        std::io::copy(&mut file, &mut std::io::sink())?;
        file.digest()
    };
    let (sheets, names, rows) = caught(|| read(source, archive, choice))?;
    let Sheets { first: name, joined, left } = sheets;
    Ok(Sheet { name, names, joined, left, rows, digest, file_bytes: source.total_bytes()? })
}

/// Makes an error of a panic: nobody has tried every damaged workbook on the reader of the cells.
///
/// The hook for panics of the host is called nevertheless, since it belongs to the whole process; that of
/// the standard library writes where it was to the standard error. What the panic says is not taken over,
/// as it may hold texts of cells.
pub(super) fn caught<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(damaged("a part of it makes no sense")))
}

/// The sheets of a workbook with tables.
#[derive(Default)]
struct Sheets {
    /// The one that is read.
    first: String,
    /// Those that go on with it.
    joined: Vec<String>,
    /// The others, if none was chosen.
    left: Vec<String>,
}

fn read(
    source: &Source,
    archive: Archive,
    choice: Option<&SheetChoice>,
) -> Result<(Sheets, Vec<String>, Source)> {
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
    let Some(first) = chosen else {
        return Err(Error::Import(format!("the workbook has no such sheet; it has {}", names.join(", "))));
    };
    let mut found = Sheets { first, ..Sheets::default() };
    if choice.is_none() {
        further(&mut book, &sheets, &mut found)?;
    }
    let mut spool = SpoolWriter::new(0);
    let mut above = 0;
    for (place, name) in std::iter::once(&found.first).chain(&found.joined).enumerate() {
        let merged = if archive.has_merged_cells { merged(&mut book, name)? } else { HashMap::new() };
        spool.allow(archive.max_rows_bytes);
        let headings = if place == 0 { Headings::Kept } else { Headings::LeftOut };
        (spool, above) = rows(&mut book, name, &merged, spool, headings, above)?;
    }
    Ok((found, names, spool.finish()?))
}

/// Finds what further visible sheets with tables there are, and which of them go on with the first one: an
/// export of many rows has its headings on each sheet.
fn further(book: &mut Book, sheets: &[(String, bool)], found: &mut Sheets) -> Result<()> {
    let headings = first_row(book, &found.first)?;
    let behind = sheets.iter().skip_while(|sheet| sheet.0 != found.first).skip(1);
    for (name, _) in behind.filter(|sheet| sheet.1) {
        if !headings.is_empty() && first_row(book, name)? == headings {
            found.joined.push(name.clone());
        } else if filled_rows(book, name)? == 2 {
            found.left.push(name.clone());
        }
    }
    Ok(())
}

/// Reads the first row of a sheet that has cells: their columns and texts; nothing where it cannot be one
/// of headings.
fn first_row(book: &mut Book, name: &str) -> Result<Vec<(u32, String)>> {
    let is_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
    let (mut row, mut first) = (None, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (number, column) = cell.get_position();
        if row.is_some_and(|row| row != number) || first.len() == MAX_COLUMNS {
            break;
        }
        let mut text = String::new();
        put_text(cell.get_value(), is_1904, &mut text);
        if !text.trim().is_empty() {
            row = Some(number);
            first.push((column, text.trim().to_owned()));
        }
    }
    let texts: Vec<String> = first.iter().map(|cell| cell.1.clone()).collect();
    Ok(if holds_headings(&texts) { first } else { Vec::new() })
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

/// What becomes of the first row of a sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Headings {
    Kept,
    LeftOut,
}

/// Puts the rows of a sheet aside, below those that are above; returns the number of the last one.
fn rows(
    book: &mut Book,
    name: &str,
    merged: &HashMap<(u32, u32), u32>,
    spool: SpoolWriter,
    headings: Headings,
    above: u32,
) -> Result<(SpoolWriter, u32)> {
    let is_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(name).map_err(unreadable)?;
    let mut rows = Rows::new(merged, spool, headings, above);
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        if row != rows.row {
            rows.finish_row()?;
            if row < rows.row {
                return Err(damaged("its rows are not in order"));
            }
            rows.row = row;
        }
        rows.take(column, cell.get_value(), is_1904)?;
    }
    rows.finish_row()?;
    Ok((rows.spool, rows.last))
}

/// Gathers the cells of a row.
struct Rows<'a> {
    merged: &'a HashMap<(u32, u32), u32>,
    /// Merged cells that reach into the rows below, by column: the last row, and the cell.
    open: BTreeMap<u32, (u32, SheetCell)>,
    row: u32,
    /// Cells of the row, and behind them some of earlier rows whose texts are used again.
    cells: Vec<SheetCell>,
    used: usize,
    /// Bytes of the texts of the row.
    bytes: usize,
    /// What is added to the numbers of rows.
    above: i64,
    /// The number of the last row that was put aside.
    last: u32,
    headings: Headings,
    spool: SpoolWriter,
}

/// Bytes of a text that are kept for the cells of further rows.
const KEPT_TEXT_BYTES: usize = 1 << 10;

impl<'a> Rows<'a> {
    fn new(merged: &'a HashMap<(u32, u32), u32>, spool: SpoolWriter, headings: Headings, above: u32) -> Self {
        let (open, cells) = (BTreeMap::new(), Vec::new());
        let above_rows = i64::from(above);
        Self {
            merged,
            open,
            row: 0,
            cells,
            used: 0,
            bytes: 0,
            above: above_rows,
            last: above,
            headings,
            spool,
        }
    }

    fn take(&mut self, column: u32, value: &DataRef<'_>, is_1904: bool) -> Result<()> {
        if column as usize >= MAX_COLUMNS || self.used == MAX_COLUMNS {
            return Err(self.fault(format_args!("more than {MAX_COLUMNS} cells")));
        }
        if self.used == self.cells.len() {
            self.cells.push(SheetCell::default());
        }
        let next = &mut self.cells[self.used];
        next.text.clear();
        next.column = column;
        next.mark = put_text(value, is_1904, &mut next.text);
        let bytes = next.text.len();
        if bytes > MAX_CELL_BYTES {
            return Err(self.fault(format_args!("a cell of more than {MAX_CELL_BYTES} bytes")));
        }
        self.used += usize::from(bytes > 0);
        self.add_bytes(bytes)
    }

    /// Counts the texts of the row: many cells may share one text, so that a small file has large rows.
    fn add_bytes(&mut self, bytes: usize) -> Result<()> {
        self.bytes += bytes;
        if self.bytes > MAX_ROW_BYTES {
            return Err(self.fault(format_args!("more than {MAX_ROW_BYTES} bytes")));
        }
        Ok(())
    }

    fn fault(&self, what: std::fmt::Arguments<'_>) -> Error {
        Error::Import(format!("row {} has {what}", self.row + 1))
    }

    fn finish_row(&mut self) -> Result<()> {
        if self.used == 0 {
            return Ok(());
        }
        self.sort();
        if !self.merged.is_empty() {
            self.settle_merged()?;
        }
        let is_blank = || self.cells[..self.used].iter().all(|cell| cell.text.trim().is_empty());
        if self.headings == Headings::LeftOut && !is_blank() {
            // The row below the headings follows the last one of the sheet before.
            self.headings = Headings::Kept;
            self.above -= i64::from(self.row) + 1;
        } else if self.headings == Headings::Kept {
            let number = i64::from(self.row) + 1 + self.above;
            self.last = u32::try_from(number).map_err(|_| damaged("it has too many rows"))?;
            self.spool.push(self.last, &self.cells[..self.used])?;
        }
        let cells = &mut self.cells[..self.used];
        if self.bytes > KEPT_TEXT_BYTES {
            cells.iter_mut().for_each(|cell| cell.text.shrink_to(KEPT_TEXT_BYTES));
        }
        (self.used, self.bytes) = (0, 0);
        Ok(())
    }

    /// Sorts the cells by column; of two in one place the first stays.
    fn sort(&mut self) {
        let cells = &mut self.cells[..self.used];
        if !cells.is_sorted_by(|left, right| left.column < right.column) {
            self.cells.truncate(self.used);
            self.cells.sort_by_key(|cell| cell.column);
            self.cells.dedup_by_key(|cell| cell.column);
            self.used = self.cells.len();
        }
    }

    /// A cell that reaches over several rows is the cell of each of them, as people see it.
    fn settle_merged(&mut self) -> Result<()> {
        let (row, own) = (self.row, self.used);
        self.open.retain(|_, (last, _)| *last >= row);
        if !self.open.is_empty() {
            self.cells.truncate(own);
        }
        for (column, (_, cell)) in &self.open {
            if self.cells[..own].binary_search_by_key(column, |cell| cell.column).is_err() {
                self.bytes += cell.text.len();
                self.cells.push(cell.clone());
                self.used += 1;
            }
        }
        self.add_bytes(0)?;
        for cell in &self.cells[..own] {
            if let Some(last) = self.merged.get(&(row, cell.column)) {
                self.open.insert(cell.column, (*last, cell.clone()));
            }
        }
        // Cells of their own in the rows below can hide them from the limit of the row.
        if self.open.values().map(|(_, cell)| cell.text.len()).sum::<usize>() > MAX_ROW_BYTES {
            return Err(self.fault(format_args!("more than {MAX_ROW_BYTES} bytes in merged cells")));
        }
        if self.used > own {
            self.sort();
        }
        Ok(())
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
