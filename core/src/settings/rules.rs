use std::str::FromStr;

use chrono_tz::Tz;

use crate::base::{Collation, Currency, Error, FieldProblem, Result, Rule};
use crate::customers::{customer_field, is_country};

use super::RegisterSettings;

/// Fields that every customer has filled, so that no policy can want them more or less.
const ALWAYS_FILLED: [&str; 3] = ["kind", "enabled", "registered_at"];

/// Checks settings before they are stored.
///
/// # Errors
/// `Invalid` with all problems at once.
pub(crate) fn check_settings(settings: &RegisterSettings) -> Result<()> {
    let mut problems = Vec::new();
    let mut check = |holds: bool, field: &'static str, rule| {
        if !holds {
            problems.push(FieldProblem::new(field, rule));
        }
    };
    check(settings.name.chars().count() <= 200, "name", Rule::TooLong);
    check(Collation::new(&settings.locale).is_ok(), "locale", Rule::Language);
    check(Tz::from_str(&settings.zone).is_ok(), "zone", Rule::Choice);
    check(settings.country.is_empty() || is_country(&settings.country), "country", Rule::Country);
    check(Currency::from_str(&settings.currency).is_ok(), "currency", Rule::Currency);
    for policy in &settings.policies {
        let editable = customer_field(&policy.field).is_some_and(|field| field.is_editable());
        check(editable, "policies", Rule::UnknownField);
        check(!ALWAYS_FILLED.contains(&policy.field.as_str()), "policies", Rule::NotApplicable);
    }
    for (index, title) in settings.titles.iter().enumerate() {
        let length = title.code.chars().count();
        check((1..=40).contains(&length), "titles", Rule::OutOfRange);
        check(settings.titles[..index].iter().all(|t| t.code != title.code), "titles", Rule::Duplicate);
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}
