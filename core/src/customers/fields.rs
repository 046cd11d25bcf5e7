use std::borrow::Cow;

use crate::base::{Rule, Timestamp};
use crate::catalogue::{Access, Applies, Field, FieldKind, FieldValue, Listing, Section};

use super::model::{
    Address, CollectionRef, Customer, CustomerKind, CustomerProfile, Email, ExternalId, Gender, Phone,
    RiskRating,
};

/// One field of a customer.
pub type CustomerField = Field<Customer, CustomerProfile>;

/// All fields of a customer, in the order in which forms and files show them (DESIGN §6).
///
/// ```
/// use kartotek::{CUSTOMER_FIELDS, CustomerDraft};
///
/// let draft = CustomerDraft::person("Anna", "García");
/// let field = CUSTOMER_FIELDS.iter().find(|field| field.key == "family_name").unwrap();
/// assert_eq!(field.of_profile(&draft.profile).to_text(), "García");
/// ```
pub static CUSTOMER_FIELDS: &[CustomerField] = &[
    derived("id", Section::Identity, FieldKind::Id, Listing::Filtered, |c| {
        FieldValue::Text(Cow::Owned(c.id.to_string()))
    }),
    derived("number", Section::Identity, COUNT, Listing::Indexed, |c| number(c.number)),
    editable("kind", Section::Name, choice(&["person", "company"]), Listing::Filtered, get_kind, set_kind),
    editable(
        "title",
        Section::Name,
        text(40),
        Listing::Scanned,
        |p| FieldValue::text(&p.title),
        |p, v| set_text(&mut p.title, v),
    ),
    editable(
        "name_prefix",
        Section::Name,
        text(80),
        Listing::Scanned,
        |p| FieldValue::text(&p.name_prefix),
        |p, v| set_text(&mut p.name_prefix, v),
    ),
    editable(
        "given_name",
        Section::Name,
        text(200),
        Listing::Scanned,
        |p| FieldValue::text(&p.given_name),
        |p, v| set_text(&mut p.given_name, v),
    ),
    editable(
        "additional_names",
        Section::Name,
        text(200),
        Listing::Scanned,
        |p| FieldValue::text(&p.additional_names),
        |p, v| set_text(&mut p.additional_names, v),
    ),
    editable(
        "family_name",
        Section::Name,
        text(200),
        Listing::Indexed,
        |p| FieldValue::text(&p.family_name),
        |p, v| set_text(&mut p.family_name, v),
    ),
    editable(
        "name_suffix",
        Section::Name,
        text(80),
        Listing::Scanned,
        |p| FieldValue::text(&p.name_suffix),
        |p, v| set_text(&mut p.name_suffix, v),
    ),
    editable(
        "nickname",
        Section::Name,
        text(200),
        Listing::Scanned,
        |p| FieldValue::text(&p.nickname),
        |p, v| set_text(&mut p.nickname, v),
    ),
    editable(
        "phonetic_name",
        Section::Name,
        text(200),
        Listing::Scanned,
        |p| FieldValue::text(&p.phonetic_name),
        |p, v| set_text(&mut p.phonetic_name, v),
    ),
    editable(
        "entered_name",
        Section::Name,
        text(400),
        Listing::Scanned,
        |p| FieldValue::text(&p.entered_name),
        |p, v| set_text(&mut p.entered_name, v),
    ),
    editable(
        "email",
        Section::Contact,
        FieldKind::Email,
        Listing::Indexed,
        |p| first(&p.emails, |e| &e.address),
        |p, v| set_text(&mut first_mut(&mut p.emails).address, v),
    ),
    editable(
        "email_label",
        Section::Contact,
        text(40),
        Listing::Shown,
        |p| first(&p.emails, |e| &e.label),
        |p, v| set_text(&mut first_mut(&mut p.emails).label, v),
    ),
    editable(
        "more_emails",
        Section::Contact,
        list(50),
        Listing::Shown,
        |p| further(&p.emails, email_line),
        |p, v| set_further(&mut p.emails, v, read_email),
    ),
    editable(
        "phone",
        Section::Contact,
        FieldKind::Phone,
        Listing::Filtered,
        |p| first(&p.phones, |e| &e.text),
        |p, v| {
            let phone = first_mut(&mut p.phones);
            phone.e164 = None;
            set_text(&mut phone.text, v)
        },
    ),
    editable(
        "phone_label",
        Section::Contact,
        text(40),
        Listing::Shown,
        |p| first(&p.phones, |e| &e.label),
        |p, v| set_text(&mut first_mut(&mut p.phones).label, v),
    ),
    editable(
        "more_phones",
        Section::Contact,
        list(50),
        Listing::Shown,
        |p| further(&p.phones, phone_line),
        |p, v| set_further(&mut p.phones, v, read_phone),
    ),
    editable(
        "street",
        Section::Address,
        text(300),
        Listing::Scanned,
        |p| first(&p.addresses, |a| &a.street),
        |p, v| set_text(&mut first_mut(&mut p.addresses).street, v),
    ),
    editable(
        "street_2",
        Section::Address,
        text(300),
        Listing::Scanned,
        |p| first(&p.addresses, |a| &a.street_2),
        |p, v| set_text(&mut first_mut(&mut p.addresses).street_2, v),
    ),
    editable(
        "postal_code",
        Section::Address,
        text(40),
        Listing::Filtered,
        |p| first(&p.addresses, |a| &a.postal_code),
        |p, v| set_text(&mut first_mut(&mut p.addresses).postal_code, v),
    ),
    editable(
        "city",
        Section::Address,
        text(200),
        Listing::Indexed,
        |p| first(&p.addresses, |a| &a.city),
        |p, v| set_text(&mut first_mut(&mut p.addresses).city, v),
    ),
    editable(
        "region",
        Section::Address,
        text(200),
        Listing::Scanned,
        |p| first(&p.addresses, |a| &a.region),
        |p, v| set_text(&mut first_mut(&mut p.addresses).region, v),
    ),
    editable(
        "country",
        Section::Address,
        FieldKind::Country,
        Listing::Filtered,
        |p| first(&p.addresses, |a| &a.country),
        |p, v| set_text(&mut first_mut(&mut p.addresses).country, v),
    ),
    editable(
        "address_label",
        Section::Address,
        text(40),
        Listing::Shown,
        |p| first(&p.addresses, |a| &a.label),
        |p, v| set_text(&mut first_mut(&mut p.addresses).label, v),
    ),
    editable("address_use", Section::Address, list(2), Listing::Shown, get_address_use, set_address_use),
    editable(
        "more_addresses",
        Section::Address,
        list(50),
        Listing::Shown,
        |p| further(&p.addresses, address_line),
        |p, v| set_further(&mut p.addresses, v, read_address),
    ),
    editable("gender", Section::Person, text(100), Listing::Filtered, get_gender, set_gender),
    editable(
        "language",
        Section::Person,
        FieldKind::Language,
        Listing::Filtered,
        |p| FieldValue::text(&p.language),
        |p, v| set_text(&mut p.language, v),
    ),
    editable(
        "birthday",
        Section::Person,
        FieldKind::Birthday,
        Listing::Scanned,
        |p| p.birthday.map_or(FieldValue::Empty, FieldValue::PartialDate),
        |p, v| match v {
            FieldValue::Empty => store(&mut p.birthday, None),
            FieldValue::PartialDate(date) => store(&mut p.birthday, Some(date)),
            _ => Err(Rule::Date),
        },
    ),
    editable(
        "company",
        Section::Company,
        text(300),
        Listing::Indexed,
        |p| FieldValue::text(&p.company),
        |p, v| set_text(&mut p.company, v),
    ),
    business(
        "organisation_number",
        text(60),
        |p| FieldValue::text(&p.organisation_number),
        |p, v| set_text(&mut p.organisation_number, v),
    ),
    CustomerField {
        applies: Applies::BusinessIn("FR"),
        ..business(
            "activity_code",
            text(20),
            |p| FieldValue::text(&p.activity_code),
            |p, v| set_text(&mut p.activity_code, v),
        )
    },
    business(
        "website",
        FieldKind::WebAddress,
        |p| FieldValue::text(&p.website),
        |p, v| set_text(&mut p.website, v),
    ),
    business(
        "credit_limit",
        FieldKind::Money,
        |p| p.credit_limit.map_or(FieldValue::Empty, FieldValue::money),
        |p, v| match v {
            FieldValue::Empty => store(&mut p.credit_limit, None),
            FieldValue::Money(money) => store(&mut p.credit_limit, Some(money.into())),
            _ => Err(Rule::Money),
        },
    ),
    business(
        "payment_term_days",
        FieldKind::Integer { min: 0, max: 3_650 },
        |p| p.payment_term_days.map_or(FieldValue::Empty, |days| FieldValue::Integer(days.into())),
        |p, v| match v {
            FieldValue::Empty => store(&mut p.payment_term_days, None),
            FieldValue::Integer(days) => {
                store(&mut p.payment_term_days, Some(u32::try_from(days).map_err(|_| Rule::OutOfRange)?))
            }
            _ => Err(Rule::Number),
        },
    ),
    business("risk_rating", choice(&["low", "medium", "high"]), get_risk, set_risk),
    CustomerField {
        personal: false,
        ..editable(
            "enabled",
            Section::Account,
            FieldKind::Boolean,
            Listing::Filtered,
            |p| FieldValue::Boolean(p.enabled),
            |p, v| match v {
                FieldValue::Boolean(flag) => store(&mut p.enabled, flag),
                _ => Err(Rule::Boolean),
            },
        )
    },
    editable(
        "registered_at",
        Section::Account,
        FieldKind::Time,
        Listing::Indexed,
        |p| time(p.registered_at),
        |p, v| set_time(&mut p.registered_at, v),
    ),
    editable(
        "last_visit_at",
        Section::Account,
        FieldKind::Time,
        Listing::Indexed,
        |p| time(p.last_visit_at),
        |p, v| set_time(&mut p.last_visit_at, v),
    ),
    editable(
        "origin",
        Section::Account,
        text(100),
        Listing::Scanned,
        |p| FieldValue::text(&p.origin),
        |p, v| set_text(&mut p.origin, v),
    ),
    derived("default_group", Section::Groups, text(100), Listing::Filtered, |c| {
        FieldValue::text(&c.default_group.name)
    }),
    derived("customer_groups", Section::Groups, list(1_000), Listing::Filtered, |c| {
        names(&c.customer_groups)
    }),
    derived("contact_groups", Section::Groups, list(1_000), Listing::Filtered, |c| names(&c.contact_groups)),
    derived("tags", Section::Groups, list(1_000), Listing::Filtered, |c| names(&c.tags)),
    editable("external_ids", Section::Identity, list(50), Listing::Shown, get_external_ids, set_external_ids),
    editable(
        "note",
        Section::Notes,
        FieldKind::LongText { max: 100_000 },
        Listing::Shown,
        |p| FieldValue::text(&p.note),
        |p, v| set_text(&mut p.note, v),
    ),
    derived("created_at", Section::Identity, FieldKind::Time, Listing::Scanned, |c| {
        FieldValue::Time(c.created_at)
    }),
    derived("updated_at", Section::Identity, FieldKind::Time, Listing::Scanned, |c| {
        FieldValue::Time(c.updated_at)
    }),
    derived("archived_at", Section::Identity, FieldKind::Time, Listing::Filtered, |c| time(c.archived_at)),
    derived("revision", Section::Identity, COUNT, Listing::Shown, |c| {
        FieldValue::Integer(c.revision.0.into())
    }),
];

/// Finds a field by its key.
#[must_use]
pub fn customer_field(key: &str) -> Option<&'static CustomerField> {
    CUSTOMER_FIELDS.iter().find(|field| field.key == key)
}

const COUNT: FieldKind = FieldKind::Integer { min: 0, max: i64::MAX };

type Get = for<'a> fn(&'a CustomerProfile) -> FieldValue<'a>;
type Set = for<'a> fn(&mut CustomerProfile, FieldValue<'a>) -> Result<(), Rule>;

const fn editable(
    key: &'static str,
    section: Section,
    kind: FieldKind,
    listing: Listing,
    get: Get,
    set: Set,
) -> CustomerField {
    let access = Access::Editable { get, set };
    CustomerField { key, section, kind, personal: true, listing, applies: Applies::Always, access }
}

const fn business(key: &'static str, kind: FieldKind, get: Get, set: Set) -> CustomerField {
    let field = editable(key, Section::Company, kind, Listing::Scanned, get, set);
    CustomerField { applies: Applies::Business, ..field }
}

const fn derived(
    key: &'static str,
    section: Section,
    kind: FieldKind,
    listing: Listing,
    get: for<'a> fn(&'a Customer) -> FieldValue<'a>,
) -> CustomerField {
    let access = Access::Derived { get };
    CustomerField { key, section, kind, personal: false, listing, applies: Applies::Always, access }
}

const fn text(max: usize) -> FieldKind {
    FieldKind::Text { max }
}

const fn list(max: usize) -> FieldKind {
    FieldKind::List { max }
}

const fn choice(options: &'static [&'static str]) -> FieldKind {
    FieldKind::Choice { options }
}

fn store<T>(place: &mut T, value: T) -> Result<(), Rule> {
    *place = value;
    Ok(())
}

fn set_text(place: &mut String, value: FieldValue<'_>) -> Result<(), Rule> {
    match value {
        FieldValue::Empty => place.clear(),
        FieldValue::Text(text) => {
            place.clear();
            place.push_str(&text);
        }
        _ => return Err(Rule::Character),
    }
    Ok(())
}

fn set_time(place: &mut Option<Timestamp>, value: FieldValue<'_>) -> Result<(), Rule> {
    match value {
        FieldValue::Empty => store(place, None),
        FieldValue::Time(time) => store(place, Some(time)),
        _ => Err(Rule::Date),
    }
}

fn number(number: u64) -> FieldValue<'static> {
    FieldValue::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn time(time: Option<Timestamp>) -> FieldValue<'static> {
    time.map_or(FieldValue::Empty, FieldValue::Time)
}

fn names(refs: &[CollectionRef]) -> FieldValue<'_> {
    FieldValue::list(refs.iter().map(|r| Cow::Borrowed(r.name.as_str())).collect())
}

fn first<T>(items: &[T], part: fn(&T) -> &String) -> FieldValue<'_> {
    items.first().map_or(FieldValue::Empty, |item| FieldValue::text(part(item)))
}

fn first_mut<T: Default>(items: &mut Vec<T>) -> &mut T {
    if items.is_empty() {
        items.push(T::default());
    }
    &mut items[0]
}

fn further<T>(items: &[T], line: fn(&T) -> String) -> FieldValue<'_> {
    FieldValue::list(items.iter().skip(1).map(|item| Cow::Owned(line(item))).collect())
}

fn set_further<T: Default>(
    items: &mut Vec<T>,
    value: FieldValue<'_>,
    read: fn(&str) -> Result<T, Rule>,
) -> Result<(), Rule> {
    let lines = match value {
        FieldValue::Empty => Vec::new(),
        FieldValue::List(lines) => lines,
        _ => return Err(Rule::Character),
    };
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

fn email_line(email: &Email) -> String {
    labelled(&email.label, &email.address)
}

fn read_email(line: &str) -> Result<Email, Rule> {
    let (label, address) = split_label(line);
    Ok(Email { address, label })
}

fn phone_line(phone: &Phone) -> String {
    labelled(&phone.label, &phone.text)
}

fn read_phone(line: &str) -> Result<Phone, Rule> {
    let (label, text) = split_label(line);
    Ok(Phone { text, label, e164: None })
}

/// An address as one line of JSON, its empty parts left out.
fn address_line(address: &Address) -> String {
    serde_json::to_string(address).unwrap_or_default()
}

fn read_address(line: &str) -> Result<Address, Rule> {
    serde_json::from_str(line).map_err(|_| Rule::Character)
}

fn get_address_use(profile: &CustomerProfile) -> FieldValue<'_> {
    let Some(address) = profile.addresses.first() else { return FieldValue::Empty };
    let uses = [("shipping", address.default_shipping), ("billing", address.default_billing)];
    FieldValue::list(uses.into_iter().filter(|u| u.1).map(|u| Cow::Borrowed(u.0)).collect())
}

fn set_address_use(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    let uses = match value {
        FieldValue::Empty => Vec::new(),
        FieldValue::List(uses) => uses,
        _ => return Err(Rule::Choice),
    };
    if uses.iter().any(|word| word != "shipping" && word != "billing") {
        return Err(Rule::Choice);
    }
    let address = first_mut(&mut profile.addresses);
    address.default_shipping = uses.iter().any(|word| word == "shipping");
    address.default_billing = uses.iter().any(|word| word == "billing");
    Ok(())
}

fn get_external_ids(profile: &CustomerProfile) -> FieldValue<'_> {
    let lines = profile.external_ids.iter();
    FieldValue::list(lines.map(|e| Cow::Owned(format!("{}: {}", e.source, e.id))).collect())
}

fn set_external_ids(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
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

const KINDS: &[(&str, CustomerKind)] =
    &[("person", CustomerKind::Person), ("company", CustomerKind::Company), ("", CustomerKind::Person)];
const RISKS: &[(&str, Option<RiskRating>)] = &[
    ("", None),
    ("low", Some(RiskRating::Low)),
    ("medium", Some(RiskRating::Medium)),
    ("high", Some(RiskRating::High)),
];

fn get_kind(profile: &CustomerProfile) -> FieldValue<'_> {
    word_of(KINDS, &profile.kind)
}

fn set_kind(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    store(&mut profile.kind, value_of(KINDS, &value)?)
}

fn get_gender(profile: &CustomerProfile) -> FieldValue<'_> {
    match &profile.gender {
        Gender::Unspecified => FieldValue::Empty,
        Gender::Female => FieldValue::text("female"),
        Gender::Male => FieldValue::text("male"),
        Gender::Other(words) if words.is_empty() => FieldValue::text("other"),
        Gender::Other(words) => FieldValue::Text(Cow::Owned(format!("other: {words}"))),
    }
}

fn set_gender(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    let gender = match value.to_text().as_ref() {
        "" => Gender::Unspecified,
        "female" => Gender::Female,
        "male" => Gender::Male,
        "other" => Gender::Other(String::new()),
        text => Gender::Other(text.strip_prefix("other: ").ok_or(Rule::Choice)?.to_owned()),
    };
    store(&mut profile.gender, gender)
}

fn get_risk(profile: &CustomerProfile) -> FieldValue<'_> {
    word_of(RISKS, &profile.risk_rating)
}

fn set_risk(profile: &mut CustomerProfile, value: FieldValue<'_>) -> Result<(), Rule> {
    store(&mut profile.risk_rating, value_of(RISKS, &value)?)
}
