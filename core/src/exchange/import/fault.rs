use std::borrow::Cow;

use crate::base::Rule;

use super::super::reader::Row;
use super::super::row_kind::RowKind;
use super::report::{RowOutcome, RowProblem};

/// One thing that is wrong with a row, before its texts are looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The place of the column that is to blame, counted from 0.
    pub(super) column: Option<usize>,
    pub(super) code: &'static str,
    pub(super) hint: Cow<'static, str>,
}

impl Fault {
    /// A cell that breaks a rule.
    pub(super) fn of_cell(column: usize, rule: Rule) -> Self {
        Self::of_field(Some(column), rule)
    }

    /// A field that breaks a rule, and its column where one filled it.
    pub(super) fn of_field(column: Option<usize>, rule: Rule) -> Self {
        Self { column, code: rule.code(), hint: hint(rule).into() }
    }

    /// Another customer may be meant.
    pub(super) fn several_customers() -> Self {
        Self::row(
            "several_customers",
            "several customers have this; add a column id with the id of the right one, as an export has it",
        )
    }

    /// The one customer with the same e-mail or phone has another name.
    pub(super) fn other_name() -> Self {
        Self::row(
            "other_name",
            "a customer with another name has this e-mail or phone; add a column id with the id of that \
             customer, or take e-mail and phone away to create a new one",
        )
    }

    /// A row with another name was about the customer.
    pub(super) fn other_row() -> Self {
        Self::row("other_row", "an earlier row with another name is about the same customer")
    }

    /// Only new customers are wanted.
    pub(super) fn exists() -> Self {
        Self::row("exists", "the customer is here already")
    }

    /// The customer is archived, and stays so.
    pub(super) fn archived() -> Self {
        Self::row("archived", "the customer is archived and stays so; restore it to see it in lists")
    }

    /// Only known customers are wanted.
    pub(super) fn not_found() -> Self {
        Self::row("not_found", "no customer matches")
    }

    /// The id belonged to a customer that was deleted.
    pub(super) fn deleted() -> Self {
        Self::row("deleted", "the customer with this id was deleted; take the id away to create a new one")
    }

    /// Another row of the file is about the same person.
    pub(super) fn repeated(by: u64) -> Self {
        Self { column: None, code: "repeated", hint: format!("row {by} is about the same person").into() }
    }

    /// The row has cells beyond the last heading, so that the others may stand in wrong columns.
    pub(super) fn extra_cells() -> Self {
        Self::row("extra_cells", "there are more cells than headings; a cell with the delimiter needs quotes")
    }

    /// The row is no record.
    pub(super) fn not_a_record(kind: RowKind) -> Self {
        match kind {
            RowKind::HeaderAgain => Self::row("header_again", "the headings come again here"),
            RowKind::Sum | RowKind::Record => Self::row("sum", "a sum below the customers is no customer"),
        }
    }

    /// A value belongs to another customer.
    pub(super) fn taken(column: Option<usize>) -> Self {
        Self::of_field(column, Rule::Taken)
    }

    /// The storage refused the row.
    pub(super) fn refused(error: &crate::base::Error) -> Self {
        Self { column: None, code: error.kind().as_str(), hint: error.to_string().into() }
    }

    fn row(code: &'static str, hint: &'static str) -> Self {
        Self { column: None, code, hint: hint.into() }
    }

    /// Looks the texts up in the row and the headings.
    pub(super) fn problem(&self, row: &Row, headers: &[String], outcome: RowOutcome) -> RowProblem {
        let text = self.column.and_then(|column| row.get(column)).unwrap_or("");
        RowProblem {
            row: row.number(),
            line: row.line(),
            outcome,
            code: self.code,
            column: self.column.and_then(|column| headers.get(column).cloned()),
            text: text.to_owned(),
            hint: self.hint.clone(),
        }
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
        Rule::Character => "take out characters that cannot be seen",
        other => other.meaning(),
    }
}
