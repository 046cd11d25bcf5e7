use crate::base::Collation;
use crate::catalogue::{FieldKind, FieldValue};
use crate::customers::email::{EmailKey, email_order};
use crate::customers::search_text::search_text;
use crate::customers::{Customer, CustomerField, CustomerKeys, CustomerProfile, Email};

/// Computes what order, search and matching need from a profile.
#[must_use]
pub fn customer_keys(profile: &CustomerProfile, collation: &Collation) -> CustomerKeys {
    let hash = |email: &Email| EmailKey::of(&email.address).map(|key| key.hash());
    CustomerKeys {
        sort_name: collation.key(&sort_name(profile)),
        sort_company: collation.key(&profile.company),
        sort_city: collation.key(profile.addresses.first().map_or("", |address| &address.city)),
        sort_email: sort_email(profile),
        email_hashes: profile.emails.iter().map(hash).collect(),
        search_text: search_text(profile),
    }
}

/// Family and given name, set apart by U+FFFE, which sorts before everything (UTS #35 §1.6: keys of
/// "family, given" as if merged). Who has neither is sorted by company, else by the entered name.
fn sort_name(profile: &CustomerProfile) -> String {
    let (family, given) = (&profile.family_name, &profile.given_name);
    match (family.is_empty(), given.is_empty()) {
        (true, true) if !profile.company.is_empty() => profile.company.clone(),
        (true, true) => profile.entered_name.clone(),
        (true, false) => given.clone(),
        (false, true) => family.clone(),
        (false, false) => format!("{family}\u{FFFE}{given}"),
    }
}

fn sort_email(profile: &CustomerProfile) -> Vec<u8> {
    profile.emails.first().map_or_else(Vec::new, |email| email_order(&email.address).into_bytes())
}

/// Returns the bytes by which a customer sorts in a list by a field; nothing given sorts first.
///
/// Every backend orders by these bytes and then by id, so all list alike (SPEC B18).
#[must_use]
pub fn sort_key(field: &CustomerField, customer: &Customer, collation: &Collation) -> Vec<u8> {
    match field.key {
        "family_name" => collation.key(&sort_name(&customer.profile)),
        "email" => sort_email(&customer.profile),
        _ => value_key(field.kind, &field.of(customer), collation),
    }
}

/// Returns the bytes by which a value of a kind sorts.
pub(crate) fn value_key(kind: FieldKind, value: &FieldValue<'_>, collation: &Collation) -> Vec<u8> {
    match value {
        FieldValue::Empty => Vec::new(),
        FieldValue::Text(text) => match kind {
            // Codes and notations have no language.
            FieldKind::Id
            | FieldKind::Email
            | FieldKind::Phone
            | FieldKind::Country
            | FieldKind::Language => text.as_bytes().to_vec(),
            _ => collation.key(text),
        },
        FieldValue::Integer(number) => ordered(*number),
        FieldValue::Time(time) => ordered(time.as_micros()),
        FieldValue::Boolean(flag) => vec![1 + u8::from(*flag)],
        FieldValue::Date(date) => date.to_string().into_bytes(),
        FieldValue::PartialDate(date) => date.to_string().into_bytes(),
        FieldValue::Money(money) => {
            let mut key = money.currency().code().as_bytes().to_vec();
            key.extend(ordered(money.minor()));
            key
        }
        FieldValue::List(items) => collation.key(&items.join("\n")),
    }
}

/// A number as eight bytes that sort as it does.
pub(crate) fn ordered(number: i64) -> Vec<u8> {
    (number.cast_unsigned() ^ (1 << 63)).to_be_bytes().to_vec()
}
