//! Random lists: filters, orders, search texts, and the settings that they depend on.

use kartotek::testing::queries;
use kartotek::{
    CUSTOMER_FIELDS, Condition, Context, Customer, CustomerFilter, FieldPolicy, LeapDay, Level,
    RegisterSettings, SetFilter, Sort, Test, Tightening, When,
};

use crate::dice::Dice;

/// The languages whose orders are compared.
pub(crate) const LOCALES: [&str; 4] = ["sv", "de", "bg", "es"];

/// A filter, now and then one that is refused.
pub(crate) fn filter(dice: &Dice<'_>) -> CustomerFilter {
    let customers: Vec<Customer> = some_of(dice);
    let usual = || queries::condition(&dice.random, &customers);
    let condition = || if dice.once_in(20) { Some(odd_condition(dice)) } else { usual() };
    let mut filter = CustomerFilter {
        text: dice.maybe(5, || search_text(dice)),
        conditions: dice.some(3, condition).into_iter().flatten().collect(),
        archived: queries::archived(&dice.random),
        ids: dice.maybe(12, || dice.customers(40)),
        ..CustomerFilter::default()
    };
    for sets in [&mut filter.tags, &mut filter.contact_groups, &mut filter.customer_groups] {
        if dice.once_in(6) {
            let names = |most| dice.some(most, || dice.set_name());
            *sets = SetFilter { any: names(3), all: names(1), none: names(2) };
        }
    }
    filter
}

/// A few customers, whose values filters ask for.
fn some_of(dice: &Dice<'_>) -> Vec<Customer> {
    dice.some(8, || dice.record().cloned()).into_iter().flatten().collect()
}

/// A test of any field for any text.
fn odd_condition(dice: &Dice<'_>) -> Condition {
    let field = dice.pick(CUSTOMER_FIELDS_AND_OTHERS.as_slice());
    let test = match dice.below(4) {
        0 => Test::StartsWith(dice.text()),
        1 => Test::OneOf(vec![text_value(dice), text_value(dice)]),
        2 => Test::Between(Some(text_value(dice)), dice.maybe(2, || text_value(dice))),
        _ => Test::Is(text_value(dice)),
    };
    Condition { field: field.into(), test }
}

const CUSTOMER_FIELDS_AND_OTHERS: [&str; 12] = [
    "family_name",
    "given_name",
    "company",
    "city",
    "email",
    "phone",
    "postal_code",
    "origin",
    "note",
    "tags",
    "shoe_size",
    "Family_Name",
];

fn text_value(dice: &Dice<'_>) -> kartotek::FieldValue<'static> {
    kartotek::FieldValue::Text(dice.text().into())
}

/// An order, now and then one that is refused.
pub(crate) fn sort(dice: &Dice<'_>) -> Sort {
    match dice.below(24) {
        0 => Sort::by(dice.pick(&["tags", "note", "shoe_size", ""])),
        _ => queries::sort(&dice.random).unwrap_or(Sort::Number),
    }
}

/// Every field that sorts.
pub(crate) fn sortable() -> impl Iterator<Item = &'static str> {
    CUSTOMER_FIELDS.iter().filter(|field| field.is_sortable()).map(|field| field.key)
}

/// What somebody may type into a search box.
pub(crate) fn search_text(dice: &Dice<'_>) -> String {
    if dice.once_in(5) {
        return dice.text();
    }
    let words: Vec<String> = (0..1 + dice.below(3)).filter_map(|_| searched_word(dice)).collect();
    words.join(" ")
}

/// A piece of what a customer has.
fn searched_word(dice: &Dice<'_>) -> Option<String> {
    let customer = dice.record()?;
    let profile = &customer.profile;
    let mut words = vec![profile.given_name.clone(), profile.family_name.clone(), profile.company.clone()];
    words.extend(profile.emails.iter().map(|email| email.address.clone()));
    words.extend(profile.phones.iter().map(|phone| phone.text.clone()));
    words.extend(customer.tags.iter().map(|tag| tag.name.clone()));
    words.push(customer.number.to_string());
    words.push(profile.display_name());
    let word: Vec<char> = dice.pick(&words).chars().take(30).collect();
    let from = if dice.once_in(2) { 0 } else { dice.below(word.len()) };
    let length = if dice.once_in(3) { word.len() } else { 1 + dice.below(5) };
    let piece: String = word.into_iter().skip(from).take(length).collect();
    Some(match dice.below(4) {
        0 => piece.to_uppercase(),
        1 => piece.to_lowercase(),
        _ => piece,
    })
}

/// Settings that differ from the stored ones, now and then wrong ones.
pub(crate) fn settings(dice: &Dice<'_>) -> RegisterSettings {
    let mut settings = dice.known.settings.clone();
    // What is required keeps most customers out, so it does not stay for long.
    if dice.once_in(3) {
        settings.policies = RegisterSettings::default().policies;
    }
    match dice.below(12) {
        0..=4 => settings.locale = dice.pick(&LOCALES).to_owned(),
        5 => settings.country = dice.pick(&["SE", "DE", "BG", "ES", "FR", "", "XX"]).to_owned(),
        6 => settings.business_mode = !settings.business_mode,
        7 => settings.zone = dice.pick(&["UTC", "Europe/Stockholm", "Asia/Kathmandu", "Moon"]).to_owned(),
        8 => settings.currency = dice.pick(&["EUR", "SEK", "JPY", "XXZ"]).to_owned(),
        9 => settings.policies = dice.some(2, || policy(dice)),
        10 => settings.name = dice.text(),
        _ => {
            settings.locale = dice.pick(&["und", "tr", "de-u-co-phonebk", "not a locale", ""]).to_owned();
            settings.tightening = dice.pick(&[Tightening::OnNextEdit, Tightening::Never]);
            settings.leap_day = dice.pick(&[LeapDay::February28, LeapDay::March1]);
        }
    }
    settings
}

fn policy(dice: &Dice<'_>) -> FieldPolicy {
    let level = dice.pick(&[
        Level::Off,
        Level::Off,
        Level::Off,
        Level::Optional,
        Level::Recommended,
        Level::Required,
    ]);
    let key = dice.field();
    let policy = FieldPolicy::new(key, level);
    match dice.below(6) {
        0 => policy.in_context(Context::SelfRegistration),
        1 => policy.when(When::Business),
        2 => policy.when(When::Country("SE".into())),
        _ => policy,
    }
}

/// A filter in words.
pub(crate) fn words(filter: &CustomerFilter) -> String {
    let CustomerFilter { text, conditions, tags, contact_groups, customer_groups, archived, ids } = filter;
    let mut parts = vec![format!("{archived:?}")];
    parts.extend(text.as_ref().map(|text| format!("text {text:?}")));
    parts.extend(conditions.iter().map(|condition| format!("{} {}", condition.field, test(&condition.test))));
    for (name, sets) in [("tags", tags), ("lists", contact_groups), ("groups", customer_groups)] {
        let SetFilter { any, all, none } = sets;
        if sets != &SetFilter::default() {
            parts.push(format!("{name} any {any:?} all {all:?} none {none:?}"));
        }
    }
    parts.extend(ids.as_ref().map(|ids| format!("ids {ids:?}")));
    parts.join(", ")
}

fn test(test: &Test) -> String {
    match test {
        Test::Is(value) => format!("is {:?}", value.to_text()),
        Test::OneOf(values) => format!("one of {:?}", values.iter().map(|v| v.to_text()).collect::<Vec<_>>()),
        Test::StartsWith(text) => format!("starts with {text:?}"),
        Test::Between(from, to) => {
            let text =
                |end: &Option<kartotek::FieldValue<'_>>| end.as_ref().map(|v| v.to_text().into_owned());
            format!("between {:?} and {:?}", text(from), text(to))
        }
        Test::Anniversary(from, to) => format!("celebrated from {from} to {to}"),
        Test::Empty | Test::Filled => format!("{test:?}"),
    }
}
