use std::borrow::Cow;

use chrono_tz::Tz;

use crate::base::{Currency, CustomerId, LocalDate, PartialDate, Rule};
use crate::catalogue::{FieldKind, FieldValue};
use crate::customers::{Address, CustomerField};

use super::by_hand::CellSource;
use super::cells::{self, MAX_ITEMS, is_shortened, trim, values, without_quote};
use super::column_facts::CellReading;
use super::dates::{self, DateReading};
use super::guard::unguard;
use super::mapping::{ColumnMapping, Mapping, OnEmpty};
use super::reader::{CellMark, Row};
use super::row::{Assignment, CellChange, CellProblem, ConvertedRow};
use super::steps::{Label, Step, steps};
use super::target::{AddressPart, ItemList, Target};
use super::{addresses, names, numbers, words};

/// What cells are read with.
#[derive(Debug, Clone, PartialEq)]
pub struct ConvertContext {
    /// The zone of times that name none.
    pub zone: Tz,
    /// The currency of amounts that name none.
    pub currency: Currency,
    /// The day that two-digit years are seen from.
    pub today: LocalDate,
    /// The country of addresses that name none, as an ISO 3166-1 alpha-2 code; may be empty.
    pub country: String,
    /// A cell with exactly this text takes the value of a field away (SPEC B17); where values are
    /// added, as to tags or to labelled items, it counts as empty.
    pub clear_token: Option<String>,
    /// Whether an apostrophe before a formula is taken away; see
    /// [`Table::is_guarded`](super::Table::is_guarded).
    pub guarded: bool,
}

/// Turns rows into values, by a mapping.
///
/// ```
/// use kartotek::exchange::{ConvertContext, Mapping, MappingOptions, Row, RowConverter, Source, Table, TableOptions};
///
/// let source = Source::bytes("Förnamn;Född;Aktiv\nAnna;1990-09-21;ja\nBo;i går;nej\n");
/// let table = Table::open(source, &TableOptions::default())?;
/// let mapping = Mapping::detect(&table, &MappingOptions::default())?;
/// let converter = RowConverter::new(&mapping, ConvertContext {
///     zone: chrono_tz::Europe::Stockholm,
///     currency: "SEK".parse()?,
///     today: "2026-01-01".parse()?,
///     country: "SE".to_owned(),
///     clear_token: None,
///     guarded: table.is_guarded(),
/// });
/// let (mut rows, mut row) = (table.rows()?, Row::default());
/// rows.read(&mut row)?;
/// let draft = converter.convert(&row).to_draft().unwrap();
/// assert_eq!(draft.profile.birthday.unwrap().to_string(), "1990-09-21");
/// rows.read(&mut row)?;
/// assert_eq!(converter.convert(&row).problems[0].rule.code(), "date");
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct RowConverter {
    pub(super) columns: Vec<ColumnMapping>,
    pub(super) steps: Vec<Step>,
    pub(super) context: ConvertContext,
    own_export: bool,
    /// Whether names of groups that begin with a star are the other program's own.
    has_starred_groups: bool,
    /// How many columns the file has.
    own_columns: usize,
}

/// Rows with more filled cells are few; allocators are slower beyond a kilobyte.
const FILLED_CELLS: usize = 16;

impl RowConverter {
    /// Prepares the conversion of rows.
    #[must_use]
    pub fn new(mapping: &Mapping, context: ConvertContext) -> Self {
        let steps = steps(&mapping.columns);
        let columns = mapping.columns.clone();
        let own_columns = columns.iter().filter(|column| column.source == CellSource::Own).count();
        let has_starred_groups = mapping.layout == Some("google contacts");
        Self { columns, steps, context, own_export: mapping.own_export, has_starred_groups, own_columns }
    }

    /// Reads all cells of a row that are mapped.
    #[must_use]
    pub fn convert<'r>(&'r self, row: &'r Row) -> ConvertedRow<'r> {
        let room = self.steps.len().min(FILLED_CELLS);
        let mut out = ConvertedRow { assignments: Vec::with_capacity(room), ..ConvertedRow::default() };
        // The first phone is the primary one, which a fax is not.
        for step in self.steps.iter().filter(|step| !self.is_fax(step, row)) {
            self.take(step, row, &mut out);
        }
        for step in self.steps.iter().filter(|step| self.is_fax(step, row)) {
            self.take(step, row, &mut out);
        }
        if row.len() > self.own_columns {
            let extra = (self.own_columns..row.len()).filter_map(|column| row.get(column));
            out.extra_cells = extra.filter(|cell| !cell.trim().is_empty()).count();
        }
        out.problems.extend(self.formula_errors(row));
        if row.holds_nul() {
            let columns =
                (0..row.len()).filter(|column| row.get(*column).is_some_and(|cell| cell.contains('\0')));
            out.problems.extend(columns.map(|column| CellProblem { column, rule: Rule::Character }));
        }
        out
    }

    /// Tells whether a row labels a phone as a fax.
    fn is_fax(&self, step: &Step, row: &Row) -> bool {
        let Step::Item(_, ItemList::Phones, Label::Column(label)) = step else { return false };
        self.cell(row, *label).is_some_and(|label| label.to_lowercase().contains("fax"))
    }

    fn take<'r>(&'r self, step: &'r Step, row: &'r Row, out: &mut ConvertedRow<'r>) {
        match step {
            Step::Skip(column) => {
                if self.cell(row, *column).is_some_and(|cell| !cell.is_empty()) {
                    out.skip.get_or_insert(*column);
                }
            }
            Step::Must(column) => {
                if self.cell(row, *column).is_none_or(str::is_empty) {
                    out.problems.push(CellProblem { column: *column, rule: Rule::Required });
                }
            }
            Step::Id(column) => match self.cell(row, *column).map(str::parse::<CustomerId>) {
                Some(Ok(id)) => out.id = Some(id),
                Some(Err(_)) if self.cell(row, *column) == Some("") => out.empty.push(*column),
                Some(Err(_)) => out.problems.push(CellProblem { column: *column, rule: Rule::Choice }),
                None => {}
            },
            Step::Field(column, field) => self.take_field(*column, field, row, out),
            Step::Joined(cells, between, column, field) => {
                let text = self.joined(row, cells, between);
                match text.is_empty() {
                    true if cells.iter().any(|cell| self.clears(row, *cell)) => {
                        push(out, *column, CellChange::Field(field.key, FieldValue::Empty));
                    }
                    true => out.empty.push(*column),
                    false => push(out, *column, CellChange::Field(field.key, FieldValue::Text(text))),
                }
            }
            Step::LastFirst(column) => self.take_last_first(*column, row, out),
            Step::Birthday { day, month, year } => self.take_birthday([*day, *month, *year], row, out),
            Step::ExternalId(column, source) => {
                if let Some(id) = self.whole_number(row, *column, out) {
                    push(out, *column, CellChange::ExternalId(source.clone(), without_quote(id)));
                }
            }
            Step::Collection(column, key) => {
                if let Some(trimmed) = self.filled(row, *column, out) {
                    // A line break at the end says that the name is whole.
                    let text = self.whole_cell(row, *column).unwrap_or(trimmed);
                    if is_beyond(MAX_ITEMS, text, || self.items(*column, text)) {
                        return out.problems.push(CellProblem { column: *column, rule: Rule::TooLong });
                    }
                    let names = match *key {
                        "default_group" => vec![Cow::Borrowed(trimmed)],
                        _ => self.items(*column, text).map(Cow::Borrowed).collect(),
                    };
                    push(out, *column, CellChange::Collection(key, names));
                }
            }
            Step::Item(column, list, label) => {
                let Some(text) = self.whole_number(row, *column, out) else { return };
                let label = self.label(label, row);
                let items = || values(text, *list, self.columns[*column].separator.as_deref());
                if is_beyond(room_for_items(out), text, items) {
                    return out.problems.push(CellProblem { column: *column, rule: Rule::TooLong });
                }
                for text in items() {
                    push(out, *column, CellChange::Item { list: *list, text, label: label.clone() });
                }
            }
            Step::Address(parts, label) => self.take_address(parts, label, row, out),
        }
    }

    /// Returns a cell trimmed and without its guard, empty where it takes its value away; nothing where
    /// the row ends before.
    pub(super) fn cell<'r>(&'r self, row: &'r Row, column: usize) -> Option<&'r str> {
        let text = trim(self.whole_cell(row, column)?);
        Some(if self.is_clear_token(text) { "" } else { text })
    }

    /// Tells whether a cell takes its value away.
    fn clears(&self, row: &Row, column: usize) -> bool {
        self.whole_cell(row, column).is_some_and(|text| self.is_clear_token(trim(text)))
    }

    fn is_clear_token(&self, text: &str) -> bool {
        !text.is_empty() && self.context.clear_token.as_deref() == Some(text)
    }

    /// Returns a cell as it stands, without its guard; nothing for the error of a formula.
    fn whole_cell<'r>(&'r self, row: &'r Row, column: usize) -> Option<&'r str> {
        if self.columns[column].mark(row, column) == CellMark::Error {
            return None;
        }
        let text = self.columns[column].text(row, column)?;
        Some(if self.context.guarded { unguard(text) } else { text })
    }

    /// Returns a cell that has a text, and notes one that is empty.
    fn filled<'r>(&'r self, row: &'r Row, column: usize, out: &mut ConvertedRow<'r>) -> Option<&'r str> {
        let text = self.cell(row, column)?;
        if text.is_empty() {
            out.empty.push(column);
            return None;
        }
        Some(text)
    }

    /// Returns a cell that has a text, and refuses one that is a number in short: `4,67012E+10`.
    fn whole_number<'r>(
        &'r self,
        row: &'r Row,
        column: usize,
        out: &mut ConvertedRow<'r>,
    ) -> Option<&'r str> {
        let text = self.filled(row, column, out)?;
        if is_shortened(text) {
            out.problems.push(CellProblem { column, rule: Rule::ShortenedNumber });
            return None;
        }
        Some(text)
    }

    fn take_field<'r>(
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
                let first = items.next().unwrap_or("");
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

    /// Joins the cells that are not empty.
    fn joined<'r>(&'r self, row: &'r Row, cells: &[usize], between: &str) -> Cow<'r, str> {
        let filled = |column: &usize| self.cell(row, *column).filter(|text| !text.is_empty());
        let mut texts = cells.iter().filter_map(filled);
        let first = Cow::Borrowed(texts.next().unwrap_or(""));
        texts.fold(first, |joined, text| Cow::Owned(format!("{joined}{between}{text}")))
    }

    fn take_last_first<'r>(&'r self, column: usize, row: &'r Row, out: &mut ConvertedRow<'r>) {
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
    fn take_birthday<'r>(&'r self, columns: [Option<usize>; 3], row: &'r Row, out: &mut ConvertedRow<'r>) {
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

    fn take_address<'r>(
        &'r self,
        parts: &[(AddressPart, usize)],
        label: &'r Label,
        row: &'r Row,
        out: &mut ConvertedRow<'r>,
    ) {
        let mut cells = Vec::with_capacity(parts.len());
        for (part, column) in parts {
            let text = match &self.columns[*column].source {
                CellSource::Joined { columns, between } => self.joined(row, columns, between),
                _ => Cow::Borrowed(self.filled(row, *column, out).unwrap_or("")),
            };
            if !text.is_empty() {
                cells.push((*part, *column, text));
            }
        }
        let Some((_, first, _)) = cells.first() else { return };
        let cut = |column: usize| match self.columns[column].separator.as_deref() {
            // A cell loses the blanks at its ends.
            Some(separator) => separator.trim(),
            None => "",
        };
        let count = |(_, column, text): &(AddressPart, usize, Cow<'r, str>)| match cut(*column) {
            "" => 1,
            mark => text.split(mark).count(),
        };
        let several = count(&cells[0]);
        if let Some((_, column, _)) = cells.iter().find(|cell| count(cell) != several) {
            return out.problems.push(CellProblem { column: *column, rule: Rule::UnevenParts });
        }
        if several > room_for_items(out) {
            return out.problems.push(CellProblem { column: *first, rule: Rule::TooLong });
        }
        for nth in 0..several {
            let mut address = Address::default();
            for (part, column, text) in &cells {
                let text = match cut(*column) {
                    "" => text,
                    mark => text.split(mark).nth(nth).unwrap_or("").trim(),
                };
                let country = parts.iter().find(|(part, _)| *part == AddressPart::Country);
                let taken = match part {
                    AddressPart::PostalCode if is_shortened(text) => Err(Rule::ShortenedNumber),
                    AddressPart::PostalCode => {
                        let country = country.map(|part| part.1);
                        address.postal_code = self.postcode(row, *column, text, country).into_owned();
                        Ok(())
                    }
                    part => addresses::put(*part, text, &mut address),
                };
                if let Err(rule) = taken {
                    out.problems.push(CellProblem { column: *column, rule });
                }
            }
            if !address.is_blank() {
                address.label = self.label(label, row).into_owned();
                push(out, *first, CellChange::Address(Box::new(address)));
            }
        }
    }

    /// Returns a label in the form that the register keeps: without the star that Google puts
    /// before the primary one, and without a colon, which ends a label in lists.
    fn label<'r>(&'r self, label: &'r Label, row: &'r Row) -> Cow<'r, str> {
        let text = match label {
            Label::Fixed(text) => return Cow::Borrowed(text),
            Label::Column(column) => self.cell(row, *column).unwrap_or(""),
        };
        let text = trim(text.strip_prefix("* ").unwrap_or(text));
        const USUAL: [&str; 8] = ["home", "work", "mobile", "other", "main", "pager", "home fax", "work fax"];
        match USUAL.iter().find(|usual| usual.eq_ignore_ascii_case(text)) {
            Some(usual) => Cow::Borrowed(usual),
            None if text.contains(':') => Cow::Owned(text.replace(':', "")),
            None => Cow::Borrowed(text),
        }
    }

    /// Cuts a cell into names of tags or groups.
    fn items<'r>(&'r self, column: usize, text: &'r str) -> impl Iterator<Item = &'r str> {
        // Google marks the groups that it makes itself with a star.
        let is_kept = move |name: &&str| !(self.has_starred_groups && name.starts_with("* "));
        cells::names(text, self.columns[column].separator.as_deref()).filter(is_kept)
    }
}

/// How many values a row may still get.
fn room_for_items(out: &ConvertedRow<'_>) -> usize {
    MAX_ITEMS.saturating_sub(out.assignments.len())
}

/// Tells whether a text holds more items than there is room for.
fn is_beyond<I: Iterator>(room: usize, text: &str, items: impl FnOnce() -> I) -> bool {
    // Each item is a character at least.
    text.len() > room && items().nth(room).is_some()
}

fn push<'r>(out: &mut ConvertedRow<'r>, column: usize, change: CellChange<'r>) {
    out.assignments.push(Assignment { column, change });
}
