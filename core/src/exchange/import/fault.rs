use std::borrow::Cow;

use crate::base::Rule;
use crate::catalogue::FieldKind;
use crate::customers::customer_field;

use super::super::by_hand::CellSource;
use super::super::mapping::ColumnMapping;
use super::super::quotes::{UNCLOSED_QUOTE, UNDECODABLE};
use super::super::reader::Row;
use super::super::row_kind::RowKind;
use super::report::{RowOutcome, RowProblem};

/// One thing that is wrong with a row, before its texts are looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) struct Fault {
    /// The place of the column that is to blame, counted from 0.
    pub(in crate::exchange) column: Option<usize>,
    /// The key of the field that is to blame, where one as a whole is.
    pub(in crate::exchange) field: Option<Cow<'static, str>>,
    pub(in crate::exchange) code: &'static str,
    pub(in crate::exchange) hint: Cow<'static, str>,
}

impl Fault {
    /// A cell that breaks a rule.
    pub(in crate::exchange) fn of_cell(column: usize, rule: Rule) -> Self {
        Self { column: Some(column), field: None, code: rule.code(), hint: hint(rule).into() }
    }

    /// A field that breaks a rule.
    pub(in crate::exchange) fn of_field(field: Cow<'static, str>, rule: Rule) -> Self {
        let hint = bounds(&field, rule).map_or_else(|| hint(rule).into(), Cow::Owned);
        Self { column: None, field: Some(field), code: rule.code(), hint }
    }

    /// Another customer may be meant.
    pub(in crate::exchange) fn several_customers() -> Self {
        Self::row(
            "several_customers",
            "several customers have this; add a column id with the id of the right one, as an export has it",
        )
    }

    /// The one customer with the same e-mail or phone has another name.
    pub(in crate::exchange) fn other_name() -> Self {
        Self::row(
            "other_name",
            "a customer with another name has this e-mail or phone; add a column id with the id of that \
             customer, or take e-mail and phone away to create a new one",
        )
    }

    /// A row with another name was about the customer.
    pub(in crate::exchange) fn other_row() -> Self {
        Self::row("other_row", "an earlier row with another name is about the same customer")
    }

    /// Only new customers are wanted.
    pub(in crate::exchange) fn exists() -> Self {
        Self::row("exists", "the customer is here already")
    }

    /// The customer is archived, and stays so.
    pub(in crate::exchange) fn archived() -> Self {
        Self::row("archived", "the customer is archived and stays so; restore it to see it in lists")
    }

    /// Only known customers are wanted.
    pub(in crate::exchange) fn not_found() -> Self {
        Self::row("not_found", "no customer matches")
    }

    /// The id belonged to a customer that was deleted.
    pub(in crate::exchange) fn deleted() -> Self {
        Self::row("deleted", "the customer with this id was deleted; take the id away to create a new one")
    }

    /// Another row of the file is about the same person.
    pub(in crate::exchange) fn repeated(by: u64) -> Self {
        let hint = format!("row {by} is about the same customer").into();
        Self { column: None, field: None, code: "repeated", hint }
    }

    /// The row has cells beyond the last heading, so that the others may stand in wrong columns.
    pub(in crate::exchange) fn extra_cells() -> Self {
        Self::row("extra_cells", "there are more cells than headings; a cell with the delimiter needs quotes")
    }

    /// A quote that is not closed took further rows of the file into a cell.
    pub(in crate::exchange) fn unclosed_quote() -> Self {
        Self::row(
            UNCLOSED_QUOTE,
            "a cell of this row holds rows of the file, since a quote is not closed; close it or take it out, \
             or empty _code if the cell is right",
        )
    }

    /// Bytes of a cell are not of the encoding.
    pub(in crate::exchange) fn undecodable(column: usize) -> Self {
        let hint = "bytes of this cell are not of the encoding that the file is read in; name the right encoding, or \
                    write the cell anew where it has \u{FFFD}";
        Self { column: Some(column), ..Self::row(UNDECODABLE, hint) }
    }

    /// The row is no record.
    pub(in crate::exchange) fn not_a_record(kind: RowKind) -> Self {
        match kind {
            RowKind::HeaderAgain => Self::row("header_again", "the headings come again here"),
            RowKind::Sum | RowKind::Record => Self::row("sum", "a sum below the customers is no customer"),
        }
    }

    /// A value belongs to another customer.
    pub(in crate::exchange) fn taken(column: Option<usize>) -> Self {
        Self { column, ..Self::of_field("external_ids".into(), Rule::Taken) }
    }

    /// The storage refused the row.
    pub(in crate::exchange) fn refused(error: &crate::base::Error) -> Self {
        Self { column: None, field: None, code: error.kind().as_str(), hint: error.to_string().into() }
    }

    /// A row as a whole.
    pub(in crate::exchange) fn row(code: &'static str, hint: &'static str) -> Self {
        Self { column: None, field: None, code, hint: hint.into() }
    }

    /// Returns the key of the field that is to blame: also of a column without a heading, whose text is the
    /// same in every row.
    pub(in crate::exchange) fn field_in<'f>(&'f self, columns: &[ColumnMapping]) -> Option<Cow<'f, str>> {
        let made = || self.column.and_then(|place| columns.get(place)).filter(|own| own.header.is_empty());
        let own = self.field.as_deref().map(Cow::Borrowed);
        own.or_else(|| made().map(|column| Cow::Owned(column.target.to_string())))
    }

    /// Looks the texts up in the row and its columns.
    pub(in crate::exchange) fn problem(
        &self,
        row: &Row,
        columns: &[ColumnMapping],
        outcome: RowOutcome,
    ) -> RowProblem {
        let place = self.column.filter(|place| *place < columns.len());
        RowProblem {
            row: row.number(),
            line: row.line(),
            outcome,
            code: self.code,
            column: place.map(|place| columns[place].header.clone()).filter(|header| !header.is_empty()),
            field: self.field_in(columns).map(Cow::into_owned).map(Cow::Owned),
            text: place.map_or_else(String::new, |place| text_of(row, columns, place)),
            hint: self.hint.clone(),
        }
    }
}

/// The text of a column as it stands in the file, or as it is made of other columns.
pub(super) fn text_of(row: &Row, columns: &[ColumnMapping], place: usize) -> String {
    match &columns[place].source {
        CellSource::Joined { columns, between } => {
            let texts = columns.iter().filter_map(|column| row.get(*column));
            texts.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join(between)
        }
        _ => columns[place].text(row, place).unwrap_or("").to_owned(),
    }
}

/// Says how long or large a value of a field may be.
fn bounds(field: &str, rule: Rule) -> Option<String> {
    match (rule, customer_field(field)?.kind) {
        (Rule::TooLong, FieldKind::Text { max } | FieldKind::LongText { max }) => {
            Some(format!("shorten it to {max} characters"))
        }
        (Rule::OutOfRange, FieldKind::Integer { min, max }) => {
            Some(format!("give a number from {min} to {max}"))
        }
        _ => None,
    }
}

fn hint(rule: Rule) -> &'static str {
    match rule {
        Rule::Date => "write the day as in 2024-05-23",
        Rule::EmailSyntax => "write the address as in anna@example.com",
        Rule::Country => "write the country's name or its two letters, as in SE",
        Rule::Identity => "give at least a name, a company, an e-mail or a phone",
        Rule::FormulaError => "correct the formula, or write the value itself",
        Rule::Id => "take the id away to create a new customer",
        Rule::Character => "take out line breaks and characters that cannot be seen",
        Rule::ShortenedNumber => {
            "a spreadsheet took its last digits; widen its column, make it one of text, and write it again"
        }
        other => other.meaning(),
    }
}
