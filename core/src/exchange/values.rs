//! Reads cells as the values of fields.

use std::borrow::Cow;

use crate::base::{PartialDate, Rule, Tz};
use crate::catalogue::{FieldKind, FieldValue};
use crate::customers::CustomerField;

use super::cells::{is_shortened, trim, values};
use super::column_facts::CellReading;
use super::convert::{RowConverter, is_beyond, push, room_for_items};
use super::dates::{self, DateReading};
use super::mapping::OnEmpty;
use super::reader::Row;
use super::row::{CellChange, CellProblem, ConvertedRow};
use super::target::{ItemList, Target};
use super::{names, numbers, words};

impl RowConverter {
    /// Takes the cell of a column for its field.
    pub(super) fn take_field<'r>(
        &'r self,
        column: usize,
        field: &'static CustomerField,
        row: &'r Row,
        out: &mut ConvertedRow<'r>,
    ) {
        let long = matches!(field.kind, FieldKind::LongText { .. });
        // A note keeps every character, blanks alone among them, and so does what we wrote ourselves.
        let Some(text) = self.whole_cell(row, column) else { return };
        let verbatim = long || self.own_export && !trim(text).is_empty();
        let text = if verbatim { text } else { trim(text) };
        let value = match text {
            "" => FieldValue::Empty,
            _ if self.is_clear_token(text) => {
                return push(out, column, CellChange::Field(field.key, FieldValue::Empty));
            }
            _ if long => FieldValue::text(text),
            _ if matches!(field.key, "phone" | "postal_code" | "organisation_number")
                && is_shortened(text) =>
            {
                return out.problems.push(CellProblem { column, rule: Rule::ShortenedNumber });
            }
            _ if field.key == "postal_code" => {
                let country = self.columns.iter().position(|c| c.target == Target::Field("country"));
                FieldValue::Text(self.postcode(row, column, text, country))
            }
            _ if matches!(field.key, "email" | "phone") => {
                let list = if field.key == "email" { ItemList::Emails } else { ItemList::Phones };
                let items = || values(text, list, self.columns[column].separator.as_deref());
                if is_beyond(room_for_items(out), text, items) {
                    return out.problems.push(CellProblem { column, rule: Rule::TooLong });
                }
                let mut items = items();
                let Some(first) = items.next() else { return out.empty.push(column) };
                push(out, column, CellChange::Field(field.key, FieldValue::text(first)));
                for text in items {
                    push(out, column, CellChange::Item { list, text, label: Cow::Borrowed("") });
                }
                return;
            }
            _ => match self.value(column, field, text) {
                Ok(value) => value,
                Err(rule) => return out.problems.push(CellProblem { column, rule }),
            },
        };
        if !value.is_empty() {
            push(out, column, CellChange::Field(field.key, value));
            return;
        }
        out.empty.push(column);
        // A switch that is off or on cannot be empty.
        if self.columns[column].on_empty == OnEmpty::Clear && field.kind != FieldKind::Boolean {
            push(out, column, CellChange::Field(field.key, FieldValue::Empty));
        }
    }

    /// Reads the text of a filled cell as a value of its field; `Empty` where the text says none.
    fn value<'r>(
        &'r self,
        column: usize,
        field: &CustomerField,
        text: &'r str,
    ) -> Result<FieldValue<'r>, Rule> {
        // What we wrote is read as it was: every blank of a text, and 1604 is a year.
        if self.own_export
            && matches!(field.kind, FieldKind::Text { .. } | FieldKind::Birthday)
            && field.key != "gender"
            && let Ok(value) = FieldValue::parse(field.kind, text)
        {
            return Ok(value);
        }
        let text = trim(text);
        let mapping = &self.columns[column];
        let code = mapping.codes.iter().find(|(code, _)| code.eq_ignore_ascii_case(text));
        let text = code.map_or(text, |(_, value)| value);
        if text.is_empty() {
            return Ok(FieldValue::Empty);
        }
        Ok(match field.kind {
            FieldKind::Country => FieldValue::text(names::country(text).ok_or(Rule::Country)?),
            FieldKind::Language => FieldValue::Text(names::language(text).ok_or(Rule::Language)?),
            FieldKind::Boolean => FieldValue::Boolean(words::boolean(text)?),
            FieldKind::Integer { .. } => FieldValue::Integer(numbers::integer(text)?),
            FieldKind::Money => FieldValue::Money(numbers::money(text, self.context.currency)?),
            FieldKind::Birthday => {
                dates::birthday(text, self.dates(column))?.map_or(FieldValue::Empty, FieldValue::PartialDate)
            }
            FieldKind::Time => {
                dates::time(text, self.dates(column))?.map_or(FieldValue::Empty, FieldValue::Time)
            }
            FieldKind::Choice { options } => FieldValue::text(words::choice(text, options)?),
            FieldKind::List { .. } => FieldValue::parse(field.kind, text)?,
            _ => match field.key {
                "gender" if mapping.readings.contains(&CellReading::SpanishGenders) => {
                    FieldValue::text(words::spanish_gender(text)?)
                }
                "gender" => FieldValue::text(words::gender(text)?),
                _ => FieldValue::text(text),
            },
        })
    }

    fn dates(&self, column: usize) -> DateReading {
        let header = &self.columns[column].header;
        let is_utc = header.contains("(UTC)") || header.contains("(GMT)");
        DateReading {
            order: self.columns[column].date_order.unwrap_or_default(),
            zone: if is_utc { Tz::UTC } else { self.context.zone },
            latest_year: self.context.today.year(),
        }
    }

    /// Takes a whole name, `Last, First`.
    pub(super) fn take_last_first<'r>(&'r self, column: usize, row: &'r Row, out: &mut ConvertedRow<'r>) {
        if self.clears(row, column) {
            for key in ["given_name", "family_name"] {
                push(out, column, CellChange::Field(key, FieldValue::Empty));
            }
            return;
        }
        let Some(text) = self.filled(row, column, out) else { return };
        let (last, first) = text.split_once(',').unwrap_or((text, ""));
        for (key, part) in [("given_name", first), ("family_name", last)] {
            if !trim(part).is_empty() {
                push(out, column, CellChange::Field(key, FieldValue::text(trim(part))));
            }
        }
    }

    /// Takes day, month and year; without day and month there is no birthday.
    pub(super) fn take_birthday<'r>(
        &'r self,
        columns: [Option<usize>; 3],
        row: &'r Row,
        out: &mut ConvertedRow<'r>,
    ) {
        let texts = columns.map(|column| column.and_then(|c| self.cell(row, c)).unwrap_or(""));
        let Some(column) = columns.into_iter().flatten().next() else { return };
        if texts[0].is_empty() && texts[1].is_empty() {
            if columns.into_iter().flatten().any(|column| self.clears(row, column)) {
                return push(out, column, CellChange::Field("birthday", FieldValue::Empty));
            }
            return out.empty.push(column);
        }
        let number = |text: &str| text.parse::<u32>().ok();
        let year = dates::full_year(texts[2], self.dates(column));
        let sound = year.is_some() || texts[2].is_empty();
        match (number(texts[0]), number(texts[1])) {
            (Some(day), Some(month)) if sound && PartialDate::new(year, month, day).is_some() => {
                let date = PartialDate::new(year, month, day);
                let value = date.map_or(FieldValue::Empty, FieldValue::PartialDate);
                push(out, column, CellChange::Field("birthday", value));
            }
            _ => out.problems.push(CellProblem { column, rule: Rule::Date }),
        }
    }
}
