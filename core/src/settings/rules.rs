use std::str::FromStr;

use crate::base::{Collation, Currency, Error, FieldProblem, Result, Rule, Tz, is_line};
use crate::catalogue::When;
use crate::customers::{customer_field, is_country, is_web_address};

use super::{RegisterSettings, SocialTitle};

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
    check(is_line(&settings.name), "name", Rule::Character);
    check(
        settings.web_address.is_empty() || is_link_base(&settings.web_address),
        "web_address",
        Rule::WebAddress,
    );
    check(Collation::new(&settings.locale).is_ok(), "locale", Rule::Language);
    check(Tz::from_str(&settings.zone).is_ok(), "zone", Rule::Choice);
    check(settings.country.is_empty() || is_country(&settings.country), "country", Rule::Country);
    check(Currency::from_str(&settings.currency).is_ok(), "currency", Rule::Currency);
    for (index, policy) in settings.policies.iter().enumerate() {
        let editable = customer_field(&policy.field).is_some_and(|field| field.is_editable());
        let mut check = |holds: bool, rule| {
            if !holds {
                problems.push(FieldProblem::new("policies", rule).of_item(index));
            }
        };
        check(editable, Rule::UnknownField);
        check(!ALWAYS_FILLED.contains(&policy.field.as_str()), Rule::NotApplicable);
        check(!matches!(&policy.when, When::Country(code) if !is_country(code)), Rule::Country);
    }
    for (index, SocialTitle { code, label, .. }) in settings.titles.iter().enumerate() {
        let mut check = |holds: bool, rule| {
            if !holds {
                problems.push(FieldProblem::new("titles", rule).of_item(index));
            }
        };
        check((1..=40).contains(&code.chars().count()) && label.chars().count() <= 100, Rule::OutOfRange);
        check(code.trim() == code && is_line(code) && is_line(label), Rule::Character);
        check(settings.titles[..index].iter().all(|t| t.code != *code), Rule::Duplicate);
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// A web address with a scheme, to which a path can be added.
fn is_link_base(address: &str) -> bool {
    let has_scheme = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
    has_scheme && address.len() <= 2_000 && is_web_address(address) && !address.contains(['?', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{FieldPolicy, Level};

    // SPEC: N15, N5, B2
    #[test]
    fn wrong_settings_are_told_by_their_places() {
        let title = |code: &str| SocialTitle { code: code.into(), label: String::new(), gender: None };
        let settings = RegisterSettings {
            name: "x\0y".into(),
            web_address: "sol.example".into(),
            policies: vec![
                FieldPolicy::new("city", Level::Required).when(When::Country("SE".into())),
                FieldPolicy::new("city", Level::Required).when(When::Country("Sweden".into())),
                FieldPolicy::new("shoe_size", Level::Off),
                FieldPolicy::new("kind", Level::Off),
            ],
            titles: vec![title("Dr"), title(" Dr "), title("Dr"), title("")],
            ..RegisterSettings::default()
        };
        let error = check_settings(&settings).unwrap_err();
        let told: Vec<_> = error.problems().iter().map(|p| (&*p.field, p.item, p.rule)).collect();
        let expected = [
            ("name", None, Rule::Character),
            ("web_address", None, Rule::WebAddress),
            ("policies", Some(1), Rule::Country),
            ("policies", Some(2), Rule::UnknownField),
            ("policies", Some(3), Rule::NotApplicable),
            ("titles", Some(1), Rule::Character),
            ("titles", Some(2), Rule::Duplicate),
            ("titles", Some(3), Rule::OutOfRange),
        ];
        assert_eq!(told, expected);
        assert_eq!(error.problems()[3].to_string(), "policies[2] is not a field");
    }
}
