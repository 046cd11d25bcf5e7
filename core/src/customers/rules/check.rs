use crate::base::{FieldProblem, LocalDate, Rule, Timestamp, is_invisible};
use crate::catalogue::{Context, FieldValue, Level, Section, Tightening};
use crate::customers::{CUSTOMER_FIELDS, CustomerField, CustomerKind, CustomerProfile, ExternalId};
use crate::settings::RegisterSettings;

use super::items::{Items, whole_of};
use super::values::{check_line, check_value};

/// What a profile is checked against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CheckContext<'a> {
    pub(crate) settings: &'a RegisterSettings,
    pub(crate) context: Context,
    /// The day that it is in the register's zone.
    pub(crate) today: LocalDate,
    /// The stored profile, when this is an edit.
    pub(crate) stored: Option<&'a CustomerProfile>,
}

/// Returns every problem of a normalised profile at once (SPEC B2, C6).
///
/// An edit is blocked by a missing field only in the sections that it changes, and keeps what was
/// stored before it was forbidden, a part of an item also in another place of its list.
pub(crate) fn check_profile(profile: &CustomerProfile, check: CheckContext<'_>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let edited = check.stored.map(|stored| changed_sections(profile, stored));
    for field in CUSTOMER_FIELDS.iter().filter(|field| field.is_editable()) {
        let value = field.of_profile(profile);
        if value.is_empty() {
            let before = check.stored.map(|stored| field.of_profile(stored));
            let late = check.settings.tightening == Tightening::Never && before.is_some_and(|v| v.is_empty());
            let here = edited.as_ref().is_none_or(|sections| sections.contains(&field.section));
            let must = || level_of(field, profile, check.settings, check.context) == Ok(Level::Required);
            if here && !late && must() {
                problems.push(FieldProblem::new(field.key, Rule::Required));
            }
        } else if let Err(rule) = check_field(field, &value, profile, check) {
            problems.push(FieldProblem::new(field.key, rule));
        }
    }
    for items in Items::ALL {
        for at in 1..items.len(profile) {
            let alone = items.alone(profile, at);
            for part in items.parts() {
                let value = part.of_profile(&alone);
                if let Err(rule) = check_field(part, &value, profile, check) {
                    problems.push(FieldProblem::new(part.key, rule).of_item(at));
                }
            }
        }
    }
    check_whole(profile, check, &mut problems);
    problems
}

/// Checks a value that a field has, or that a further item has in its place.
fn check_field(
    field: &CustomerField,
    value: &FieldValue<'_>,
    profile: &CustomerProfile,
    check: CheckContext<'_>,
) -> Result<(), Rule> {
    if value.is_empty() || check.stored.is_some_and(|stored| has_value(field, value, stored)) {
        return Ok(());
    }
    level_of(field, profile, check.settings, check.context)?;
    check_value(field.kind, value, check.today)
}

/// Tells whether a profile has a value in a field, in any item of its list.
fn has_value(field: &CustomerField, value: &FieldValue<'_>, profile: &CustomerProfile) -> bool {
    field.of_profile(profile) == *value
        || Items::of(field).is_some_and(|items| {
            (1..items.len(profile)).any(|at| field.of_profile(&items.alone(profile, at)) == *value)
        })
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

/// Returns how much a field is wanted from a customer, or the rule that keeps it from being written.
pub(super) fn level_of(
    field: &CustomerField,
    profile: &CustomerProfile,
    settings: &RegisterSettings,
    context: Context,
) -> Result<Level, Rule> {
    if let Some(whole) = whole_of(field) {
        level_of(whole, profile, settings, context)?;
    }
    if field.staff_only && context == Context::SelfRegistration {
        return Err(Rule::StaffOnly);
    }
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

/// Tells whether a profile says who it is about: by a name, an e-mail or a phone.
pub(crate) fn is_somebody(profile: &CustomerProfile) -> bool {
    let names = [
        &profile.given_name,
        &profile.family_name,
        &profile.entered_name,
        &profile.nickname,
        &profile.company,
    ];
    names.into_iter().any(|name| !is_invisible(name))
        || !profile.emails.is_empty()
        || !profile.phones.is_empty()
}

/// Checks what no single field tells.
fn check_whole(profile: &CustomerProfile, check: CheckContext<'_>, problems: &mut Vec<FieldProblem>) {
    let mut add = |problem: FieldProblem| {
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    };
    // Who lost the last one by a purge can still be edited.
    if !is_somebody(profile) && check.stored.is_none_or(is_somebody) {
        add(FieldProblem::new("given_name", Rule::Identity));
    }
    // A title that the register dropped stays with those who have it.
    let same_title = check.stored.is_some_and(|stored| stored.title == profile.title);
    let known_title = check.settings.titles.iter().any(|title| title.code == profile.title);
    if !profile.title.is_empty() && !same_title && !known_title {
        add(FieldProblem::new("title", Rule::Choice));
    }
    if profile.kind == CustomerKind::SharedLogin && profile.shared_login.is_some() {
        add(FieldProblem::new("shared_login", Rule::NotApplicable));
    }
    // In the store 0 stands for "never", before all visits.
    if profile.last_visit_at.is_some_and(|at| at <= Timestamp::from_micros(0)) {
        add(FieldProblem::new("last_visit_at", Rule::OutOfRange));
    }
    let twice = |flag: fn(&crate::customers::Address) -> bool| {
        profile.addresses.iter().filter(|a| flag(a)).count() > 1
    };
    if twice(|a| a.default_shipping) || twice(|a| a.default_billing) {
        add(FieldProblem::new("address_use", Rule::Duplicate));
    }
    for (at, id) in profile.external_ids.iter().enumerate() {
        let problem = |rule| FieldProblem::new("external_ids", rule).of_item(at);
        if at > 0 && profile.external_ids[at - 1].source == id.source {
            add(problem(Rule::Duplicate));
        }
        if id.source.is_empty() || id.source.contains(':') {
            add(problem(Rule::Character));
        } else if let Some(rule) = [&id.source, &id.id]
            .into_iter()
            .find_map(|text| check_line(text, ExternalId::MAX_CHARACTERS).err())
        {
            add(problem(rule));
        }
    }
    for (field, labels) in [
        ("email_label", profile.emails.iter().map(|email| &email.label).collect::<Vec<_>>()),
        ("phone_label", profile.phones.iter().map(|phone| &phone.label).collect()),
        ("address_label", profile.addresses.iter().map(|address| &address.label).collect()),
    ] {
        // A colon ends the label where further items are written as lines.
        let wrong = labels.iter().enumerate().filter(|(_, label)| label.contains(':'));
        wrong.for_each(|(at, _)| {
            let problem = FieldProblem::new(field, Rule::Character);
            add(if at > 0 { problem.of_item(at) } else { problem });
        });
    }
}
