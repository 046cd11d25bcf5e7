use std::io::Write;

use chrono::{DateTime, NaiveDate, NaiveTime};

use crate::base::{Error, Result, Timestamp, Tz};
use crate::catalogue::{FieldKind, FieldValue};
use crate::customers::CustomerRow;
use crate::exchange::workbook::{
    Column, MAX_CELL_UNITS, Style, Workbook, put_boolean, put_number, put_text, serial_of,
};

use super::columns::cell_text;
use super::{Sink, TableColumn};

/// The largest whole number that Excel keeps to the last digit; it has 15 of them.
const MAX_INTEGER: u64 = 999_999_999_999_999;

/// Writes typed cells: numbers, switches, days and times as such, all else as text, amounts among it,
/// whose currency a number would lose (`core/docs/decisions/workbooks.md`).
///
/// Texts need no guard against formulas: a cell says that it is a text, and only a formula cell runs.
pub(super) struct XlsxSink<'w> {
    workbook: Workbook<&'w mut dyn Write>,
    fields: Vec<TableColumn>,
    zone: Tz,
    /// The text of one cell, for values that are not stored as text.
    cell: String,
}

impl<'w> XlsxSink<'w> {
    /// Prepares a workbook whose times are in a zone.
    pub(super) fn new(out: &'w mut dyn Write, fields: &[TableColumn], zone: Tz) -> Self {
        Self { workbook: Workbook::new(out), fields: fields.to_vec(), zone, cell: String::new() }
    }
}

impl Sink for XlsxSink<'_> {
    fn head(&mut self, headings: &[&str]) -> Result<()> {
        let columns = headings.iter().zip(&self.fields).map(|(heading, field)| Column {
            heading: (*heading).to_owned(),
            width: width(field.kind, heading),
            style: style(field.kind),
        });
        self.workbook.begin("Customers", columns.collect())
    }

    fn row(&mut self, customer: &dyn CustomerRow) -> Result<()> {
        self.workbook.begin_row()?;
        let mut buffer = std::mem::take(&mut self.cell);
        for (place, field) in self.fields.iter().enumerate() {
            let number = match field.kind {
                FieldKind::Boolean | FieldKind::Integer { .. } | FieldKind::Time | FieldKind::Birthday => {
                    number_of(&customer.value(place)?, self.zone)
                }
                _ => None,
            };
            let at = self.workbook.cell(place);
            match number {
                Some(Number::Boolean(flag)) => put_boolean(at, flag),
                Some(Number::Plain(number)) => put_number(at, style(field.kind), number),
                None => {
                    let text = &*cell_text(field.key, customer.text(place, &mut buffer)?);
                    if text.len() > MAX_CELL_UNITS && text.encode_utf16().count() > MAX_CELL_UNITS {
                        return Err(too_long(customer.number(), field.key));
                    }
                    put_text(at, style_of_text(field.kind), text);
                }
            }
        }
        self.cell = buffer;
        self.workbook.end_row()
    }

    fn finish(&mut self) -> Result<u64> {
        Ok(self.workbook.finish()?.0)
    }
}

/// A value that is no text in a cell.
enum Number {
    Boolean(bool),
    Plain(f64),
}

/// Nothing where the value is empty, or Excel could not give it back as it is.
fn number_of(value: &FieldValue<'_>, zone: Tz) -> Option<Number> {
    Some(match value {
        FieldValue::Boolean(flag) => Number::Boolean(*flag),
        #[expect(clippy::cast_precision_loss, reason = "numbers of 15 digits are exact")]
        FieldValue::Integer(number) if number.unsigned_abs() <= MAX_INTEGER => Number::Plain(*number as f64),
        FieldValue::PartialDate(date) => {
            let day = NaiveDate::from_ymd_opt(date.year()?, date.month(), date.day())?;
            Number::Plain(serial_of(day.and_time(NaiveTime::MIN))?)
        }
        FieldValue::Time(time) => Number::Plain(serial_in(*time, zone)?),
        _ => return None,
    })
}

/// The number of what clocks of a zone show; nothing for the later of two instants that they show alike
/// when summer time ends.
fn serial_in(time: Timestamp, zone: Tz) -> Option<f64> {
    let utc = DateTime::from_timestamp_micros(time.as_micros())?;
    let local = zone.local(utc.naive_utc());
    if zone.first(local)? == utc.naive_utc() { serial_of(local) } else { None }
}

fn style(kind: FieldKind) -> Style {
    match kind {
        FieldKind::Boolean => Style::General,
        FieldKind::Integer { .. } => Style::Whole,
        FieldKind::Birthday => Style::Day,
        FieldKind::Time => Style::Moment,
        kind => style_of_text(kind),
    }
}

/// Long texts have no format: some versions of Excel show those of the format Text as `####`.
fn style_of_text(kind: FieldKind) -> Style {
    match kind {
        FieldKind::LongText { .. } | FieldKind::List { .. } => Style::General,
        _ => Style::Text,
    }
}

/// The width of a column in characters, wide enough for the heading and the arrow of its filter.
fn width(kind: FieldKind, heading: &str) -> usize {
    let usual = match kind {
        FieldKind::Boolean | FieldKind::Country | FieldKind::Language => 8,
        FieldKind::Integer { .. } | FieldKind::Birthday | FieldKind::Choice { .. } => 12,
        FieldKind::Time | FieldKind::Phone | FieldKind::Money => 18,
        FieldKind::Text { max } if max <= 100 => 14,
        FieldKind::Email | FieldKind::WebAddress => 28,
        FieldKind::Id => 38,
        FieldKind::LongText { .. } => 40,
        _ => 22,
    };
    usual.max(heading.chars().count() + 4)
}

fn too_long(number: u64, field: &str) -> Error {
    let detail = format!(
        "customer {number}: {field} has more than {MAX_CELL_UNITS} characters, which no cell of Excel holds; \
         leave the column out or write CSV"
    );
    Error::rule("too_long_for_cell", detail)
}
