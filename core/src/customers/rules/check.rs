use crate::base::{FieldProblem, Rule, Timestamp};
use crate::catalogue::{Context, FieldKind, FieldValue, Level, Section, Tightening};
use crate::customers::email::check_email;
use crate::customers::{CUSTOMER_FIELDS, CustomerField, CustomerProfile};
use crate::settings::RegisterSettings;

use super::countries::is_country;

/// What a profile is checked against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CheckContext<'a> {
    pub(crate) settings: &'a RegisterSettings,
    pub(crate) context: Context,
    /// The stored profile, when this is an edit.
    pub(crate) stored: Option<&'a CustomerProfile>,
}

/// Returns every problem of a normalised profile at once (SPEC B2, C6).
///
/// An edit is blocked by a missing field only in the sections that it changes, and keeps what was
/// stored before it was forbidden.
pub(crate) fn check_profile(profile: &CustomerProfile, check: CheckContext<'_>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let edited = check.stored.map(|stored| changed_sections(profile, stored));
    for field in CUSTOMER_FIELDS.iter().filter(|field| field.is_editable()) {
        let value = field.of_profile(profile);
        let before = check.stored.map(|stored| field.of_profile(stored));
        if before.as_ref() == Some(&value) && !value.is_empty() {
            continue;
        }
        let level = level_of(field, profile, check.settings, check.context);
        let broken = match level {
            _ if value.is_empty() => {
                let must = level == Ok(Level::Required);
                let late =
                    check.settings.tightening == Tightening::Never && before.is_some_and(|v| v.is_empty());
                let here = edited.as_ref().is_none_or(|sections| sections.contains(&field.section));
                (must && here && !late).then_some(Rule::Required)
            }
            Err(rule) => Some(rule),
            Ok(_) => check_value(field, &value),
        };
        problems.extend(broken.map(|rule| FieldProblem::new(field.key, rule)));
    }
    check_whole(profile, check, &mut problems);
    problems
}

/// Keeps what is stored in fields that are switched off or do not apply: a form that hides them sends
/// nothing, and that is no wish to erase them (SPEC B2 b).
pub(crate) fn keep_switched_off(
    profile: &mut CustomerProfile,
    stored: &CustomerProfile,
    check: CheckContext<'_>,
) {
    for field in CUSTOMER_FIELDS.iter().filter(|field| field.is_editable()) {
        let value = field.of_profile(stored);
        if value.is_empty() || !field.of_profile(profile).is_empty() {
            continue;
        }
        if level_of(field, stored, check.settings, check.context).is_err() {
            // The stored value is of the field's own kind, which its setter takes.
            let kept = field.set(profile, value);
            debug_assert!(kept.is_ok());
        }
    }
}

/// Returns how much a field is wanted from a customer: the last policy that holds, else optional.
fn policy_level(
    field: &CustomerField,
    profile: &CustomerProfile,
    settings: &RegisterSettings,
    context: Context,
) -> Level {
    level_of(field, profile, settings, context).unwrap_or(Level::Off)
}

fn level_of(
    field: &CustomerField,
    profile: &CustomerProfile,
    settings: &RegisterSettings,
    context: Context,
) -> Result<Level, Rule> {
    let country = if profile.country().is_empty() { &settings.country } else { profile.country() };
    if !field.applies.holds(settings.business_mode, country) {
        return Err(Rule::NotApplicable);
    }
    let policies = settings.policies.iter().rev();
    let policy = policies
        .filter(|policy| policy.field == field.key)
        .find(|policy| policy.holds(context, settings.business_mode, country));
    match policy.map_or(Level::Optional, |policy| policy.level) {
        Level::Off => Err(Rule::FieldOff),
        level => Ok(level),
    }
}

/// Returns the keys of required fields that a stored customer lacks (SPEC B2 a).
///
/// ```
/// use kartotek::{Context, CustomerDraft, FieldPolicy, Level, RegisterSettings, missing_required};
///
/// let mut settings = RegisterSettings::default();
/// settings.policies.push(FieldPolicy::new("gender", Level::Required));
/// let draft = CustomerDraft::person("Anna", "García");
/// assert_eq!(missing_required(&draft.profile, &settings, Context::Staff), ["gender"]);
/// ```
#[must_use]
pub fn missing_required(
    profile: &CustomerProfile,
    settings: &RegisterSettings,
    context: Context,
) -> Vec<&'static str> {
    let fields = CUSTOMER_FIELDS.iter().filter(|field| field.is_editable());
    fields
        .filter(|field| policy_level(field, profile, settings, context) == Level::Required)
        .filter(|field| field.of_profile(profile).is_empty())
        .map(|field| field.key)
        .collect()
}

/// How many of the recommended and required fields are filled (SPEC B2 d).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completeness {
    /// Wanted fields that are filled.
    pub filled: usize,
    /// Wanted fields.
    pub wanted: usize,
}

impl Completeness {
    /// Returns the share of filled fields from 0 to 100, and 100 where nothing is wanted.
    #[must_use]
    pub fn percent(self) -> u8 {
        match (self.filled * 100).checked_div(self.wanted) {
            Some(percent) => u8::try_from(percent).unwrap_or(100),
            None => 100,
        }
    }
}

/// Counts how many of the recommended and required fields are filled (SPEC B2 d).
#[must_use]
pub fn completeness(
    profile: &CustomerProfile,
    settings: &RegisterSettings,
    context: Context,
) -> Completeness {
    let mut result = Completeness { filled: 0, wanted: 0 };
    for field in CUSTOMER_FIELDS.iter().filter(|field| field.is_editable()) {
        if matches!(policy_level(field, profile, settings, context), Level::Recommended | Level::Required) {
            result.wanted += 1;
            result.filled += usize::from(!field.of_profile(profile).is_empty());
        }
    }
    result
}

fn changed_sections(profile: &CustomerProfile, stored: &CustomerProfile) -> Vec<Section> {
    let fields = CUSTOMER_FIELDS.iter();
    fields.filter(|f| f.of_profile(profile) != f.of_profile(stored)).map(|f| f.section).collect()
}

/// Checks one value by what its kind says.
fn check_value(field: &CustomerField, value: &FieldValue<'_>) -> Option<Rule> {
    let text = match value {
        FieldValue::Text(text) => text,
        FieldValue::Integer(number) => return check_range(field.kind, *number),
        FieldValue::List(items) => return check_items(field, items),
        FieldValue::Time(time) => return (*time <= Timestamp::from_micros(0)).then_some(Rule::OutOfRange),
        _ => return None,
    };
    match field.kind {
        FieldKind::Text { max } => check_line(text, max),
        FieldKind::LongText { max } if text.chars().count() > max => Some(Rule::TooLong),
        FieldKind::LongText { .. } => text.contains('\0').then_some(Rule::Character),
        FieldKind::Email => check_email(text).err(),
        FieldKind::Phone => check_line(text, 60),
        FieldKind::Country => (!is_country(text)).then_some(Rule::Country),
        FieldKind::Language => (!is_language(text)).then_some(Rule::Language),
        FieldKind::WebAddress => {
            check_line(text, 2_000).or_else(|| (!is_web_address(text)).then_some(Rule::WebAddress))
        }
        _ => None,
    }
}

fn check_range(kind: FieldKind, number: i64) -> Option<Rule> {
    match kind {
        FieldKind::Integer { min, max } => (!(min..=max).contains(&number)).then_some(Rule::OutOfRange),
        _ => None,
    }
}

fn check_line(text: &str, max: usize) -> Option<Rule> {
    if text.chars().any(|c| c.is_control()) {
        return Some(Rule::Character);
    }
    (text.len() > max && text.chars().count() > max).then_some(Rule::TooLong)
}

fn check_items(field: &CustomerField, items: &[std::borrow::Cow<'_, str>]) -> Option<Rule> {
    match field.kind {
        FieldKind::List { max } if items.len() > max => return Some(Rule::OutOfRange),
        _ => {}
    }
    items.iter().find_map(|item| check_line(item, 4_000))
}

/// A language tag of the form of BCP 47: two or three letters, then parts of one to eight.
fn is_language(text: &str) -> bool {
    text.len() <= 35 && icu_locale::LanguageIdentifier::try_from_str(text).is_ok()
}

fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
    let host = rest.split(['/', '?', '#']).next().unwrap_or("");
    !text.contains(char::is_whitespace)
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
}

/// Tells whether a profile says who it is about: by a name, an e-mail or a phone.
pub(crate) fn is_somebody(profile: &CustomerProfile) -> bool {
    let names = [
        &profile.given_name,
        &profile.family_name,
        &profile.entered_name,
        &profile.nickname,
        &profile.company,
    ];
    names.into_iter().any(|name| !name.trim().is_empty())
        || !profile.emails.is_empty()
        || !profile.phones.is_empty()
}

/// Checks what no single field tells.
fn check_whole(profile: &CustomerProfile, check: CheckContext<'_>, problems: &mut Vec<FieldProblem>) {
    let mut add = |field: &'static str, rule| {
        let problem = FieldProblem::new(field, rule);
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    };
    if !is_somebody(profile) {
        add("given_name", Rule::Identity);
    }
    // A title that the register dropped stays with those who have it.
    let same_title = check.stored.is_some_and(|stored| stored.title == profile.title);
    let known_title = check.settings.titles.iter().any(|title| title.code == profile.title);
    if !profile.title.is_empty() && !same_title && !known_title {
        add("title", Rule::Choice);
    }
    for email in profile.emails.iter().skip(1) {
        if let Err(rule) = check_email(&email.address) {
            add("more_emails", rule);
        }
    }
    // A colon ends the label where further items are written as lines.
    let colon = |label: &String| label.contains(':');
    for (field, labelled) in [
        ("email_label", profile.emails.iter().any(|email| colon(&email.label))),
        ("phone_label", profile.phones.iter().any(|phone| colon(&phone.label))),
        ("address_label", profile.addresses.iter().any(|address| colon(&address.label))),
    ] {
        if labelled {
            add(field, Rule::Character);
        }
    }
    for address in profile.addresses.iter().skip(1) {
        if !address.country.is_empty() && !is_country(&address.country) {
            add("more_addresses", Rule::Country);
        }
        let parts =
            [&address.street, &address.street_2, &address.postal_code, &address.city, &address.region];
        if let Some(rule) = parts.into_iter().find_map(|part| check_line(part, 300)) {
            add("more_addresses", rule);
        }
    }
    let twice = |flag: fn(&crate::customers::Address) -> bool| {
        profile.addresses.iter().filter(|a| flag(a)).count() > 1
    };
    if twice(|a| a.default_shipping) || twice(|a| a.default_billing) {
        add("address_use", Rule::Duplicate);
    }
    let sources = profile.external_ids.windows(2).any(|pair| pair[0].source == pair[1].source);
    let nameless = profile.external_ids.iter().any(|id| id.source.is_empty() || id.source.contains(':'));
    if sources {
        add("external_ids", Rule::Duplicate);
    }
    if nameless {
        add("external_ids", Rule::Character);
    }
}
