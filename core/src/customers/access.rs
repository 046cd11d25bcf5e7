//! How the fields of a customer are read and set; `fields.rs` names these functions.

use std::borrow::Cow;

use crate::base::{CustomerId, Rule};
use crate::catalogue::{FieldValue, set_text, store};
use crate::collections::CollectionRef;

use super::model::{Address, CustomerKind, CustomerProfile, Email, ExternalId, Gender, Phone, RiskRating};

pub(super) fn names(refs: &[CollectionRef]) -> FieldValue<'_> {
    FieldValue::list(refs.iter().map(|r| Cow::Borrowed(r.name.as_str())).collect())
}

pub(super) fn set_first<T: Default>(
    items: &mut Vec<T>,
    value: FieldValue<'_>,
    part: fn(&mut T) -> &mut String,
) -> Result<(), Rule> {
    // An empty value needs no item to stand in.
    if items.is_empty() && value.is_empty() {
        return Ok(());
    }
    set_text(part(first_mut(items)), value)
}

fn first_mut<T: Default>(items: &mut Vec<T>) -> &mut T {
    if items.is_empty() {
        items.push(T::default());
    }
    &mut items[0]
}

pub(super) fn further<T>(items: &[T], line: fn(&T) -> String) -> FieldValue<'_> {
    FieldValue::list(items.iter().skip(1).map(|item| Cow::Owned(line(item))).collect())
}

pub(super) fn set_further<T: Default>(
    items: &mut Vec<T>,
    value: FieldValue<'_>,
    read: fn(&str) -> Result<T, Rule>,
) -> Result<(), Rule> {
    let lines = match value {
        FieldValue::Empty => Vec::new(),
        FieldValue::List(lines) => lines,
        _ => return Err(Rule::Character),
    };
    if items.is_empty() && lines.is_empty() {
        return Ok(());
    }
    let mut read_items = lines.iter().map(|line| read(line)).collect::<Result<Vec<T>, Rule>>()?;
    first_mut(items);
    items.truncate(1);
    items.append(&mut read_items);
    Ok(())
}

/// A labelled item as one line: `work: anna@example.com`, or without the label where there is none.
///
/// A label holds no colon (see the rules), so the first one ends it.
fn labelled(label: &str, text: &str) -> String {
    let plain = label.is_empty() && !text.contains(": ");
    if plain { text.to_owned() } else { format!("{label}: {text}") }
}

fn split_label(line: &str) -> (String, String) {
    match line.split_once(": ") {
        Some((label, text)) => (label.to_owned(), text.to_owned()),
        None => (String::new(), line.to_owned()),
    }
}

pub(super) fn email_line(email: &Email) -> String {
    labelled(&email.label, &email.address)
}

pub(super) fn read_email(line: &str) -> Result<Email, Rule> {
    let (label, address) = split_label(line);
    Ok(Email { address, label })
}

pub(super) fn phone_line(phone: &Phone) -> String {
    labelled(&phone.label, &phone.text)
}

pub(super) fn read_phone(line: &str) -> Result<Phone, Rule> {
    let (label, text) = split_label(line);
    Ok(Phone { text, label, e164: None })
}

/// An address as one line of JSON, its empty parts left out.
pub(super) fn address_line(address: &Address) -> String {
    serde_json::to_string(address).unwrap_or_default()
}

pub(super) fn read_address(line: &str) -> Result<Address, Rule> {
    serde_json::from_str(line).map_err(|_| Rule::Character)
}

pub(super) fn get_address_use(profile: &CustomerProfile) -> FieldValue<'_> {
    let Some(address) = profile.addresses.first() else { return FieldValue::Empty };
    let uses = [("shipping", address.default_shipping), ("billing", address.default_billing)];
    FieldValue::list(uses.into_iter().filter(|u| u.1).map(|u| Cow::Borrowed(u.0)).collect())
}

pub(super) fn set_address_use(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    let uses = match value {
        FieldValue::Empty => Vec::new(),
        FieldValue::List(uses) => uses,
        _ => return Err(Rule::Choice),
    };
    if uses.iter().any(|word| word != "shipping" && word != "billing") {
        return Err(Rule::Choice);
    }
    if profile.addresses.is_empty() && uses.is_empty() {
        return Ok(());
    }
    let address = first_mut(&mut profile.addresses);
    address.default_shipping = uses.iter().any(|word| word == "shipping");
    address.default_billing = uses.iter().any(|word| word == "billing");
    Ok(())
}

pub(super) fn get_external_ids(profile: &CustomerProfile) -> FieldValue<'_> {
    let lines = profile.external_ids.iter();
    FieldValue::list(lines.map(|e| Cow::Owned(external_id_line(&e.source, &e.id))).collect())
}

pub(super) fn external_id_line(source: &str, id: &str) -> String {
    format!("{source}: {id}")
}

pub(super) fn set_external_ids(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    let lines = match value {
        FieldValue::Empty => Vec::new(),
        FieldValue::List(lines) => lines,
        _ => return Err(Rule::Character),
    };
    let ids = lines.iter().map(|line| match line.split_once(": ") {
        Some((source, id)) => Ok(ExternalId { source: source.to_owned(), id: id.to_owned() }),
        None => Err(Rule::Character),
    });
    store(&mut profile.external_ids, ids.collect::<Result<_, Rule>>()?)
}

/// The words of an enum beside its values; the first word may be the empty one.
fn word_of<T: PartialEq>(words: &[(&'static str, T)], value: &T) -> FieldValue<'static> {
    let word = words.iter().find(|entry| entry.1 == *value).map_or("", |entry| entry.0);
    if word.is_empty() { FieldValue::Empty } else { FieldValue::Text(Cow::Borrowed(word)) }
}

fn value_of<T: Clone>(words: &[(&'static str, T)], value: &FieldValue<'_>) -> Result<T, Rule> {
    let text = value.to_text();
    words.iter().find(|entry| entry.0 == text).map(|entry| entry.1.clone()).ok_or(Rule::Choice)
}

const KINDS: &[(&str, CustomerKind)] = &[
    ("person", CustomerKind::Person),
    ("company", CustomerKind::Company),
    ("shared_login", CustomerKind::SharedLogin),
    ("", CustomerKind::Person),
];
const RISKS: &[(&str, Option<RiskRating>)] = &[
    ("", None),
    ("low", Some(RiskRating::Low)),
    ("medium", Some(RiskRating::Medium)),
    ("high", Some(RiskRating::High)),
];

pub(super) fn get_kind(profile: &CustomerProfile) -> FieldValue<'_> {
    word_of(KINDS, &profile.kind)
}

pub(super) fn set_kind(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    store(&mut profile.kind, value_of(KINDS, &value)?)
}

pub(super) fn get_shared_login(profile: &CustomerProfile) -> FieldValue<'_> {
    profile.shared_login.map_or(FieldValue::Empty, id_value)
}

pub(super) fn set_shared_login(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    let login = match value {
        FieldValue::Empty => None,
        value => Some(value.to_text().parse().map_err(|_| Rule::SharedLogin)?),
    };
    store(&mut profile.shared_login, login)
}

pub(super) fn get_gender(profile: &CustomerProfile) -> FieldValue<'_> {
    match &profile.gender {
        Gender::Unspecified => FieldValue::Empty,
        Gender::Female => FieldValue::text("female"),
        Gender::Male => FieldValue::text("male"),
        Gender::Other(words) if words.is_empty() => FieldValue::text("other"),
        Gender::Other(words) => FieldValue::Text(Cow::Owned(format!("other: {words}"))),
    }
}

pub(super) fn set_gender(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    let gender = match value.to_text().as_ref() {
        "" => Gender::Unspecified,
        "female" => Gender::Female,
        "male" => Gender::Male,
        "other" => Gender::Other(String::new()),
        text => Gender::Other(text.strip_prefix("other: ").ok_or(Rule::Choice)?.to_owned()),
    };
    store(&mut profile.gender, gender)
}

pub(super) fn get_risk(profile: &CustomerProfile) -> FieldValue<'_> {
    word_of(RISKS, &profile.risk_rating)
}

pub(super) fn set_risk(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    store(&mut profile.risk_rating, value_of(RISKS, &value)?)
}

pub(super) fn id_value(id: CustomerId) -> FieldValue<'static> {
    FieldValue::Text(Cow::Owned(id.to_string()))
}

pub(super) fn get_phone(profile: &CustomerProfile) -> FieldValue<'_> {
    profile.phones.first().map_or(FieldValue::Empty, |phone| FieldValue::text(&phone.text))
}

/// Another text is another number; the register understands it anew.
pub(super) fn set_phone(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    if let Some(phone) = profile.phones.first_mut() {
        phone.e164 = None;
    }
    set_first(&mut profile.phones, value, |phone| &mut phone.text)
}

pub(super) fn get_birthday(profile: &CustomerProfile) -> FieldValue<'_> {
    profile.birthday.map_or(FieldValue::Empty, FieldValue::PartialDate)
}

pub(super) fn set_birthday(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    match value {
        FieldValue::Empty => store(&mut profile.birthday, None),
        FieldValue::PartialDate(date) => store(&mut profile.birthday, Some(date)),
        _ => Err(Rule::Date),
    }
}

pub(super) fn get_limit(profile: &CustomerProfile) -> FieldValue<'_> {
    profile.credit_limit.map_or(FieldValue::Empty, FieldValue::Money)
}

pub(super) fn set_limit(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    match value {
        FieldValue::Empty => store(&mut profile.credit_limit, None),
        FieldValue::Money(money) => store(&mut profile.credit_limit, Some(money)),
        _ => Err(Rule::Money),
    }
}

pub(super) fn get_term(profile: &CustomerProfile) -> FieldValue<'_> {
    profile.payment_term_days.map_or(FieldValue::Empty, |days| FieldValue::Integer(days.into()))
}

pub(super) fn set_term(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    match value {
        FieldValue::Empty => store(&mut profile.payment_term_days, None),
        FieldValue::Integer(days) => {
            store(&mut profile.payment_term_days, Some(u32::try_from(days).map_err(|_| Rule::OutOfRange)?))
        }
        _ => Err(Rule::Number),
    }
}
