//! What only cells of a sheet are: numbers that are none, and errors of formulas.

use std::borrow::Cow;

use crate::base::Rule;

use super::cells::{without_fraction, without_quote};
use super::convert::RowConverter;
use super::names;
use super::reader::{CellMark, Row};
use super::row::CellProblem;
use super::steps::Step;
use super::target::{AddressPart, Target};

/// How many digits a postcode has, in countries where all have the same number, nothing but digits, and
/// some begin with a zero (Universal Postal Union, addressing systems of its members).
const DIGITS: &[(&str, usize)] = &[
    ("AU", 4),
    ("BR", 8),
    ("CN", 6),
    ("DE", 5),
    ("DK", 4),
    ("ES", 5),
    ("FI", 5),
    ("FR", 5),
    ("IT", 5),
    ("JP", 7),
    ("KR", 5),
    ("KZ", 6),
    ("LT", 5),
    ("MX", 5),
    ("MY", 5),
    ("NO", 4),
    ("NZ", 4),
    ("PR", 5),
    ("RO", 6),
    ("SG", 6),
    ("SK", 5),
    ("TR", 5),
    ("UA", 5),
    ("US", 5),
    ("ZA", 4),
];

impl RowConverter {
    /// Returns the problems of cells with the error of a formula, in columns that are imported or
    /// that imported ones are made of.
    pub(super) fn formula_errors(&self, row: &Row) -> impl Iterator<Item = CellProblem> {
        let errors = row.marks.iter().filter(|(_, mark)| *mark == CellMark::Error);
        let is_read = |cell: usize| {
            let mut columns = self.columns.iter().enumerate();
            columns.any(|(place, column)| column.target.is_imported() && column.reads(cell, place))
        };
        let columns = errors.map(|(column, _)| *column).filter(move |column| is_read(*column));
        columns.map(|column| CellProblem { column, rule: Rule::FormulaError })
    }

    /// Returns a cell that a spreadsheet took for a number as a text that no longer says so: a postcode
    /// with its zeros, any other as it is.
    pub(super) fn number_as_text<'r>(&'r self, row: &'r Row, column: usize) -> Cow<'r, str> {
        let text = row.get(column).unwrap_or("");
        for step in &self.steps {
            match step {
                Step::Field(own, field) if *own == column && field.key == "postal_code" => {
                    let country = self.columns.iter().position(|c| c.target == Target::Field("country"));
                    return self.postcode(row, column, text, country);
                }
                Step::Address(parts, _) if parts.contains(&(AddressPart::PostalCode, column)) => {
                    let country = parts.iter().find(|(part, _)| *part == AddressPart::Country);
                    return self.postcode(row, column, text, country.map(|part| part.1));
                }
                _ => {}
            }
        }
        Cow::Borrowed(text)
    }

    /// Returns the postcode of a cell; one that a spreadsheet took for a number gets its zeros back.
    pub(super) fn postcode<'r>(
        &'r self,
        row: &'r Row,
        column: usize,
        text: &'r str,
        country: Option<usize>,
    ) -> Cow<'r, str> {
        let whole = without_fraction(text);
        if self.columns[column].mark(row, column) != CellMark::Number && whole == text {
            return Cow::Borrowed(without_quote(text));
        }
        let text = whole;
        let named = country.and_then(|column| self.cell(row, column)).filter(|name| !name.is_empty());
        match named {
            Some(name) => with_zeros(text, names::country(name).unwrap_or("")),
            None => with_zeros(text, &self.context.country),
        }
    }
}

/// Gives a postcode that came as a number its zeros back, where the country's postcodes say how many.
fn with_zeros<'t>(text: &'t str, country: &str) -> Cow<'t, str> {
    let length = DIGITS.iter().find(|entry| entry.0 == country).map_or(0, |entry| entry.1);
    if text.len() < length && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Cow::Owned(format!("{text:0>length$}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: B17
    #[test]
    fn zeros_come_back_where_the_country_says_how_many() {
        assert_eq!(with_zeros("1067", "DE"), "01067");
        assert_eq!(with_zeros("150", "NO"), "0150");
        assert_eq!(with_zeros("501", "US"), "00501");
        assert_eq!(with_zeros("12345", "DE"), "12345");
        assert_eq!(with_zeros("1067", "CH"), "1067");
        assert_eq!(with_zeros("1067", ""), "1067");
        assert_eq!(with_zeros("SW1", "DE"), "SW1");
    }
}
