use std::borrow::Cow;

use crate::base::{Currency, CustomerId, LocalDate, Rule, Tz};
use crate::catalogue::FieldValue;

use super::by_hand::CellSource;
use super::cells::{self, MAX_ITEMS, is_shortened, trim, values, without_quote};
use super::guard::{text_of_formula, unguard};
use super::layouts;
use super::mapping::{ColumnMapping, Mapping};
use super::reader::{CellMark, Row};
use super::row::{Assignment, CellChange, CellProblem, ConvertedRow};
use super::steps::{Label, Step, steps};
use super::target::ItemList;

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
///     zone: "Europe/Stockholm".parse()?,
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
    pub(super) own_export: bool,
    /// What names of groups begin with that the other program makes for everybody.
    own_groups: Option<&'static str>,
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
        let own_groups = mapping.layout.and_then(layouts::own_groups);
        Self { columns, steps, context, own_export: mapping.own_export, own_groups, own_columns }
    }

    /// Reads all cells of a row that are mapped.
    #[must_use]
    pub fn convert<'r>(&'r self, row: &'r Row) -> ConvertedRow<'r> {
        let room = self.steps.len().min(FILLED_CELLS);
        let mut out = ConvertedRow { assignments: Vec::with_capacity(room), ..ConvertedRow::default() };
        // The first phone is the primary one, which a fax is not.
        for step in self.steps.iter().filter(|step| !self.is_not_called(step, row)) {
            self.take(step, row, &mut out);
        }
        for step in self.steps.iter().filter(|step| self.is_not_called(step, row)) {
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

    /// Tells whether a row labels a phone as a fax or a pager.
    fn is_not_called(&self, step: &Step, row: &Row) -> bool {
        let Step::Item(_, ItemList::Phones, Label::Column(label)) = step else { return false };
        let label = self.cell(row, *label).unwrap_or("").to_lowercase();
        ["fax", "pager"].iter().any(|word| label.contains(word))
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
    pub(super) fn clears(&self, row: &Row, column: usize) -> bool {
        self.whole_cell(row, column).is_some_and(|text| self.is_clear_token(trim(text)))
    }

    pub(super) fn is_clear_token(&self, text: &str) -> bool {
        !text.is_empty() && self.context.clear_token.as_deref() == Some(text)
    }

    /// Returns a cell as it stands, without its guard; nothing for the error of a formula.
    pub(super) fn whole_cell<'r>(&'r self, row: &'r Row, column: usize) -> Option<&'r str> {
        if self.columns[column].mark(row, column) == CellMark::Error {
            return None;
        }
        let text = self.columns[column].text(row, column)?;
        if !self.context.guarded {
            return Some(text);
        }
        // A register's own formulas are guarded, so this one is of another program.
        Some(text_of_formula(text).unwrap_or_else(|| unguard(text)))
    }

    /// Returns a cell that has a text, and notes one that is empty.
    pub(super) fn filled<'r>(
        &'r self,
        row: &'r Row,
        column: usize,
        out: &mut ConvertedRow<'r>,
    ) -> Option<&'r str> {
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

    /// Joins the cells that are not empty.
    pub(super) fn joined<'r>(&'r self, row: &'r Row, cells: &[usize], between: &str) -> Cow<'r, str> {
        let filled = |column: &usize| self.cell(row, *column).filter(|text| !text.is_empty());
        let mut texts = cells.iter().filter_map(filled);
        let first = Cow::Borrowed(texts.next().unwrap_or(""));
        texts.fold(first, |joined, text| Cow::Owned(format!("{joined}{between}{text}")))
    }

    /// Returns a label in the form that the register keeps: without the star that Google puts
    /// before the primary one, and without a colon, which ends a label in lists.
    pub(super) fn label<'r>(&'r self, label: &'r Label, row: &'r Row) -> Cow<'r, str> {
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
        let is_kept = |name: &&str| !self.own_groups.is_some_and(|mark| name.starts_with(mark));
        cells::names(text, self.columns[column].separator.as_deref()).filter(is_kept)
    }
}

/// How many values a row may still get.
pub(super) fn room_for_items(out: &ConvertedRow<'_>) -> usize {
    MAX_ITEMS.saturating_sub(out.assignments.len())
}

/// Tells whether a text holds more items than there is room for.
pub(super) fn is_beyond<I: Iterator>(room: usize, text: &str, items: impl FnOnce() -> I) -> bool {
    // Each item is a character at least.
    text.len() > room && items().nth(room).is_some()
}

pub(super) fn push<'r>(out: &mut ConvertedRow<'r>, column: usize, change: CellChange<'r>) {
    out.assignments.push(Assignment { column, change });
}
