use std::borrow::Cow;

use crate::base::{Error, FieldProblem, Result, Rule};
use crate::catalogue::Section;
use crate::customers::{CUSTOMER_FIELDS, CustomerField, customer_field, labels};

use super::Headings;

/// Finds the fields of the columns asked for.
///
/// # Errors
/// `Invalid` with every key that no field has, or that is asked for twice.
pub(super) fn fields_of(keys: &[Cow<'static, str>]) -> Result<Vec<&'static CustomerField>> {
    if keys.is_empty() {
        return Ok(CUSTOMER_FIELDS.iter().filter(|field| is_usual(field)).collect());
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

/// Tells whether a field is exported unasked: what people set, what an import matches on, and the
/// number, by which people know a customer. What else the register keeps would be ignored on import.
fn is_usual(field: &CustomerField) -> bool {
    field.is_editable() || field.section == Section::Groups || matches!(field.key, "id" | "number")
}

/// Returns what stands above a column.
pub(super) fn heading(field: &'static CustomerField, headings: Headings) -> &'static str {
    match headings {
        Headings::Keys => field.key,
        Headings::Labels(language) => labels::label(field.key, language),
    }
}
