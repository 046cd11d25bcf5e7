//! Workbooks with the crates that read and write them, and nothing else.

use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, open_workbook};
use kartotek::Timestamp;
use rusqlite::types::Value;
use rust_xlsxwriter::{Format, Workbook};

use super::export::{COLUMNS, exported_columns};
use super::{Baseline, Result};

/// Days from the first of Excel to that of Unix.
const EPOCH_DAYS: f64 = 25_569.0;

impl Baseline {
    /// Reads the cells of every customer, by number.
    ///
    /// # Errors
    /// Of the storage.
    pub fn cells(&self) -> Result<Vec<Vec<Value>>> {
        let sql = format!("SELECT {COLUMNS} FROM customers WHERE archived_at IS NULL ORDER BY number");
        let mut customers = self.connection.prepare(&sql)?;
        let mut rows = customers.query([])?;
        let mut cells = Vec::new();
        while let Some(row) = rows.next()? {
            let read = |index| match row.get(index)? {
                Value::Blob(id) if index == 0 => Ok(Value::Text(
                    kartotek::CustomerId::from_bytes(id.try_into().unwrap_or_default()).to_string(),
                )),
                value => Ok(value),
            };
            cells.push((0..38).map(read).collect::<rusqlite::Result<_>>()?);
        }
        Ok(cells)
    }
}

/// Writes cells as typed as an export does, in flat memory.
///
/// # Errors
/// Of the file.
pub fn write(cells: &[Vec<Value>], to: &Path) -> Result<()> {
    let mut workbook = Workbook::new();
    let moment = Format::new().set_num_format_index(22);
    let text = Format::new().set_num_format_index(49);
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, heading) in (0..).zip(exported_columns()) {
        sheet.set_column_width(column, 18)?;
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for (row, customer) in (1..).zip(cells) {
        for (column, value) in (0..).zip(customer) {
            match (column, value) {
                (33, Value::Integer(flag)) => sheet.write_boolean(row, column, *flag != 0)?,
                (36 | 37, Value::Integer(0)) => continue,
                (36 | 37, Value::Integer(micros)) => {
                    let days = Timestamp::from_micros(*micros).as_micros() as f64 / 86_400e6 + EPOCH_DAYS;
                    sheet.write_number_with_format(row, column, days, &moment)?
                }
                (_, Value::Integer(number)) => sheet.write_number(row, column, *number as f64)?,
                (_, Value::Text(text_of)) if !text_of.is_empty() => {
                    sheet.write_string_with_format(row, column, text_of, &text)?
                }
                _ => continue,
            };
        }
    }
    sheet.autofilter(0, 0, u32::try_from(cells.len())?, 37)?;
    Ok(workbook.save(to)?)
}

/// Reads every cell of the first sheet and counts those that are filled.
///
/// # Errors
/// Of the file.
pub fn read(from: &Path) -> Result<usize> {
    let mut workbook: Xlsx<_> = open_workbook(from)?;
    let name = workbook.sheet_names().first().cloned().unwrap_or_default();
    let mut cells = workbook.worksheet_cells_reader(&name)?;
    let mut count = 0;
    while let Some(cell) = cells.next_cell()? {
        count += usize::from(!matches!(cell.get_value(), DataRef::Empty));
    }
    Ok(count)
}
