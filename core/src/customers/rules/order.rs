use crate::base::Collation;
use crate::catalogue::{FieldKind, FieldValue};
use crate::customers::email::{EmailKey, email_order};
use crate::customers::search_text::search_text;
use crate::customers::{ChangedKeys, Customer, CustomerField, CustomerKeys, CustomerProfile, Phone};

/// Computes what order, search and matching need from a profile.
#[must_use]
pub fn customer_keys(profile: &CustomerProfile, collation: &Collation) -> CustomerKeys {
    CustomerKeys {
        sort_name: collation.key(&sort_name(profile)),
        sort_company: collation.key(&profile.company),
        sort_city: collation.key(city(profile)),
        sort_email: sort_email(profile),
        email_hashes: email_hashes(profile),
        search_text: search_text(profile),
    }
}

/// Computes those keys whose sources differ: a key costs more than the rest of an update of one field.
pub(crate) fn changed_keys(
    before: &CustomerProfile,
    after: &CustomerProfile,
    collation: &Collation,
) -> ChangedKeys {
    let company = before.company != after.company;
    let name = company
        || before.family_name != after.family_name
        || before.given_name != after.given_name
        || before.entered_name != after.entered_name;
    let emails = before.emails != after.emails;
    let text = name || emails || search_sources(before) != search_sources(after);
    ChangedKeys {
        sort_name: name.then(|| collation.key(&sort_name(after))),
        sort_company: company.then(|| collation.key(&after.company)),
        sort_city: (city(before) != city(after)).then(|| collation.key(city(after))),
        sort_email: emails.then(|| sort_email(after)),
        email_hashes: emails.then(|| email_hashes(after)),
        search_text: text.then(|| search_text(after)).filter(|text| *text != search_text(before)),
    }
}

/// What the search text is made of beside the e-mails and what a name sorts by.
fn search_sources(profile: &CustomerProfile) -> ([&str; 6], &[Phone]) {
    let texts = [
        &*profile.additional_names,
        &*profile.name_prefix,
        &*profile.name_suffix,
        &*profile.nickname,
        &*profile.phonetic_name,
        &*profile.organisation_number,
    ];
    (texts, &profile.phones)
}

fn city(profile: &CustomerProfile) -> &str {
    profile.addresses.first().map_or("", |address| &address.city)
}

fn email_hashes(profile: &CustomerProfile) -> Vec<Option<i64>> {
    profile.emails.iter().map(|email| EmailKey::of(&email.address).map(|key| key.hash())).collect()
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

/// Tells whether values of a kind sort as a language orders texts; codes, notations, numbers and times
/// do not.
pub(crate) fn sorts_by_language(kind: FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::WebAddress | FieldKind::List { .. }
    )
}

/// Returns the bytes by which a value of a kind sorts.
pub(crate) fn value_key(kind: FieldKind, value: &FieldValue<'_>, collation: &Collation) -> Vec<u8> {
    match value {
        FieldValue::Empty => Vec::new(),
        FieldValue::Text(text) if sorts_by_language(kind) => collation.key(text),
        FieldValue::Text(text) => match kind {
            // In the order of the catalogue: a low risk before a medium one.
            FieldKind::Choice { options } => {
                let place = options.iter().position(|option| option == text).unwrap_or(options.len());
                vec![u8::try_from(place).unwrap_or(u8::MAX - 1) + 1]
            }
            _ => text.as_bytes().to_vec(),
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
        FieldValue::List(items) => collation.key(&items.join(", ")),
    }
}

/// A number as eight bytes that sort as it does.
pub(crate) fn ordered(number: i64) -> Vec<u8> {
    (number.cast_unsigned() ^ (1 << 63)).to_be_bytes().to_vec()
}

/// Returns the number that [`ordered`] made bytes of; of other bytes zero.
#[cfg(feature = "sql")]
pub(crate) fn ordered_number(bytes: &[u8]) -> i64 {
    let bytes: [u8; 8] = bytes.try_into().unwrap_or([0x80, 0, 0, 0, 0, 0, 0, 0]);
    (u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::{CUSTOMER_FIELDS, CustomerDraft};

    fn overlaid(keys: CustomerKeys, changed: ChangedKeys) -> CustomerKeys {
        CustomerKeys {
            sort_name: changed.sort_name.unwrap_or(keys.sort_name),
            sort_company: changed.sort_company.unwrap_or(keys.sort_company),
            sort_city: changed.sort_city.unwrap_or(keys.sort_city),
            sort_email: changed.sort_email.unwrap_or(keys.sort_email),
            email_hashes: changed.email_hashes.unwrap_or(keys.email_hashes),
            search_text: changed.search_text.unwrap_or(keys.search_text),
        }
    }

    #[test]
    fn an_edit_of_any_field_names_every_key_that_changes() {
        let collation = Collation::new("sv").unwrap();
        let draft = CustomerDraft::person("Anna", "García").with_email("anna@example.com");
        for before in [draft.profile, CustomerProfile::default(), CustomerDraft::company("Sol AB").profile] {
            for field in CUSTOMER_FIELDS.iter().filter(|field| field.is_editable()) {
                for text in ["", "Åsa", "2", "2024-02-03", "eva@example.com", "+46701234567", "web:7", "low"]
                {
                    let mut after = before.clone();
                    let Ok(value) = FieldValue::parse(field.kind, text) else { continue };
                    if field.set(&mut after, value).is_err() {
                        continue;
                    }
                    let changed = changed_keys(&before, &after, &collation);
                    let keys = overlaid(customer_keys(&before, &collation), changed);
                    assert_eq!(keys, customer_keys(&after, &collation), "{} = {text}", field.key);
                }
            }
        }
    }

    #[test]
    fn an_edit_of_the_note_names_no_key() {
        let collation = Collation::new("sv").unwrap();
        let before = CustomerDraft::person("Anna", "García").with_email("anna@example.com").profile;
        let after = CustomerProfile { note: "Pays by invoice".to_owned(), ..before.clone() };
        assert_eq!(changed_keys(&before, &after, &collation), ChangedKeys::default());
    }
}
