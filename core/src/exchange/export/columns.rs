use std::borrow::Cow;

use crate::base::{Error, FieldProblem, Result, Rule};
use crate::customers::{CUSTOMER_FIELDS, CustomerField, customer_field, labels};

use super::Headings;
use crate::exchange::cells::CUT_AT;

/// Finds the fields of the columns asked for.
///
/// # Errors
/// `Invalid` with every key that no field has, or that is asked for twice.
pub(super) fn fields_of(keys: &[Cow<'static, str>]) -> Result<Vec<&'static CustomerField>> {
    if keys.is_empty() {
        return Ok(CUSTOMER_FIELDS.iter().filter(|field| field.is_exported()).collect());
    }
    let (mut fields, mut problems): (Vec<&CustomerField>, _) = (Vec::with_capacity(keys.len()), Vec::new());
    for key in keys {
        match customer_field(key) {
            Some(field) if fields.iter().any(|known| known.key == field.key) => {
                problems.push(FieldProblem::new(key.clone(), Rule::Duplicate));
            }
            Some(field) => fields.push(field),
            None => problems.push(FieldProblem::new(key.clone(), Rule::UnknownField)),
        }
    }
    if problems.is_empty() { Ok(fields) } else { Err(Error::Invalid(problems)) }
}

/// Returns the text of a cell as an import reads it in any file: a line for each name of a set. A single
/// name that would be cut, or lose its quotes, gets the end of its line.
pub(super) fn cell_text<'t>(key: &str, text: &'t str) -> Cow<'t, str> {
    let is_cut = |text: &str| text.contains('"') || CUT_AT.into_iter().any(|mark| text.contains(mark));
    match key {
        "tags" | "contact_groups" | "customer_groups" if is_cut(text) && !text.contains('\n') => {
            Cow::Owned(format!("{text}\n"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Returns what stands above a column.
pub(super) fn heading(field: &'static CustomerField, headings: Headings) -> &'static str {
    match headings {
        Headings::Keys => field.key,
        Headings::Labels(language) => labels::label(field.key, language),
    }
}
