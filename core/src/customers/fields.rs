use std::collections::HashMap;
use std::sync::LazyLock;

use crate::base::Rule;
use crate::catalogue::{
    Applies, Field, FieldKind, FieldValue, Listing, Section, number, set_text, set_time, store, time,
};

use super::access::*;
use super::model::{Customer, CustomerProfile};

/// A text that is a member of the profile of the same name.
macro_rules! text {
    ($key:ident, $section:expr, $kind:expr, $listing:expr) => {
        editable(
            stringify!($key),
            $section,
            $kind,
            $listing,
            |p| FieldValue::text(&p.$key),
            |p, value| set_text(&mut p.$key, value),
        )
    };
}

/// A text of the first item of a list.
macro_rules! first {
    ($key:literal, $list:ident.$part:ident, $section:expr, $kind:expr, $listing:expr) => {
        editable(
            $key,
            $section,
            $kind,
            $listing,
            |p| p.$list.first().map_or(FieldValue::Empty, |item| FieldValue::text(&item.$part)),
            |p, value| set_first(&mut p.$list, value, |item| &mut item.$part),
        )
    };
}

/// All items of a list but the first, one line each.
macro_rules! further {
    ($key:literal, $list:ident, $section:expr, $line:expr, $read:expr) => {
        editable(
            $key,
            $section,
            list(50),
            Listing::Shown,
            |p| further(&p.$list, $line),
            |p, value| set_further(&mut p.$list, value, $read),
        )
    };
}

/// An instant that is a member of the profile of the same name.
macro_rules! time {
    ($key:ident, $listing:expr) => {
        editable(
            stringify!($key),
            Section::Account,
            FieldKind::Time,
            $listing,
            |p| time(p.$key),
            |p, value| set_time(&mut p.$key, value),
        )
    };
}

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
    derived("id", Section::Identity, FieldKind::Id, Listing::Filtered, |c| id_value(c.id)),
    derived("number", Section::Identity, COUNT, Listing::Indexed, |c| number(c.number)),
    editable("kind", Section::Name, choice(&KINDS), Listing::Filtered, get_kind, set_kind),
    text!(title, Section::Name, line(40), Listing::Scanned),
    text!(name_prefix, Section::Name, line(80), Listing::Scanned),
    text!(given_name, Section::Name, line(200), Listing::Scanned),
    text!(additional_names, Section::Name, line(200), Listing::Scanned),
    text!(family_name, Section::Name, line(200), Listing::Indexed),
    text!(name_suffix, Section::Name, line(80), Listing::Scanned),
    text!(nickname, Section::Name, line(200), Listing::Scanned),
    text!(phonetic_name, Section::Name, line(200), Listing::Scanned),
    text!(entered_name, Section::Name, line(400), Listing::Scanned),
    first!("email", emails.address, Section::Contact, FieldKind::Email, Listing::Indexed),
    first!("email_label", emails.label, Section::Contact, line(40), Listing::Scanned),
    further!("more_emails", emails, Section::Contact, email_line, read_email),
    editable("phone", Section::Contact, FieldKind::Phone, Listing::Scanned, get_phone, set_phone),
    first!("phone_label", phones.label, Section::Contact, line(40), Listing::Scanned),
    further!("more_phones", phones, Section::Contact, phone_line, read_phone),
    first!("street", addresses.street, Section::Address, line(300), Listing::Scanned),
    first!("street_2", addresses.street_2, Section::Address, line(300), Listing::Scanned),
    first!("postal_code", addresses.postal_code, Section::Address, line(40), Listing::Filtered),
    first!("city", addresses.city, Section::Address, line(200), Listing::Indexed),
    first!("region", addresses.region, Section::Address, line(200), Listing::Scanned),
    first!("country", addresses.country, Section::Address, FieldKind::Country, Listing::Filtered),
    first!("address_label", addresses.label, Section::Address, line(40), Listing::Scanned),
    editable("address_use", Section::Address, list(2), Listing::Shown, get_address_use, set_address_use),
    further!("more_addresses", addresses, Section::Address, address_line, read_address),
    editable("gender", Section::Person, line(100), Listing::Filtered, get_gender, set_gender),
    text!(language, Section::Person, FieldKind::Language, Listing::Filtered),
    editable("birthday", Section::Person, FieldKind::Birthday, Listing::Scanned, get_birthday, set_birthday),
    text!(company, Section::Company, line(300), Listing::Indexed),
    business(text!(organisation_number, Section::Company, line(60), Listing::Scanned)),
    french(text!(activity_code, Section::Company, line(20), Listing::Scanned)),
    business(text!(website, Section::Company, FieldKind::WebAddress, Listing::Scanned)),
    staff_only(business(editable(
        "credit_limit",
        Section::Company,
        FieldKind::Money,
        Listing::Scanned,
        get_limit,
        set_limit,
    ))),
    staff_only(business(editable(
        "payment_term_days",
        Section::Company,
        DAYS,
        Listing::Scanned,
        get_term,
        set_term,
    ))),
    staff_only(business(editable(
        "risk_rating",
        Section::Company,
        choice(&RISKS),
        Listing::Scanned,
        get_risk,
        set_risk,
    ))),
    Field::impersonal(editable(
        "enabled",
        Section::Account,
        FieldKind::Boolean,
        Listing::Filtered,
        |p| FieldValue::Boolean(p.enabled),
        |p, value| match value {
            FieldValue::Boolean(flag) => store(&mut p.enabled, flag),
            _ => Err(Rule::Boolean),
        },
    )),
    time!(registered_at, Listing::Indexed),
    time!(last_visit_at, Listing::Indexed),
    text!(origin, Section::Account, line(100), Listing::Scanned),
    editable(
        "shared_login",
        Section::Account,
        FieldKind::Id,
        Listing::Filtered,
        get_shared_login,
        set_shared_login,
    ),
    derived("default_group", Section::Groups, line(100), Listing::Scanned, |c| {
        FieldValue::text(&c.default_group.name)
    }),
    derived("customer_groups", Section::Groups, SETS, Listing::Scanned, |c| names(&c.customer_groups)),
    derived("contact_groups", Section::Groups, SETS, Listing::Scanned, |c| names(&c.contact_groups)),
    derived("tags", Section::Groups, SETS, Listing::Scanned, |c| names(&c.tags)),
    editable("external_ids", Section::Identity, list(50), Listing::Shown, get_external_ids, set_external_ids),
    staff_only(text!(note, Section::Notes, FieldKind::LongText { max: 100_000 }, Listing::Shown)),
    derived("created_at", Section::Identity, FieldKind::Time, Listing::Scanned, |c| {
        FieldValue::Time(c.created_at)
    }),
    derived("updated_at", Section::Identity, FieldKind::Time, Listing::Scanned, |c| {
        FieldValue::Time(c.updated_at)
    }),
    derived("archived_at", Section::Identity, FieldKind::Time, Listing::Filtered, |c| time(c.archived_at)),
    derived("revision", Section::Identity, COUNT, Listing::Scanned, |c| {
        FieldValue::Integer(c.revision.0.into())
    }),
];

impl CustomerField {
    /// Tells whether an import sets it, or matches on it.
    ///
    /// ```
    /// use kartotek::customer_field;
    ///
    /// let of = |key| customer_field(key).is_some_and(|field| field.is_imported());
    /// assert_eq!((of("city"), of("tags"), of("id"), of("created_at")), (true, true, true, false));
    /// ```
    #[must_use]
    pub fn is_imported(&self) -> bool {
        self.is_editable() || self.section == Section::Groups || self.key == "id"
    }

    /// Tells whether an export has it unasked: what an import takes, and the number, by which people know a
    /// customer. What else the register keeps would be ignored on import.
    #[must_use]
    pub fn is_exported(&self) -> bool {
        self.is_imported() || self.key == "number"
    }
}

/// Finds a field by its key.
#[must_use]
pub fn customer_field(key: &str) -> Option<&'static CustomerField> {
    // An import asks for every cell, so the list is not searched each time.
    static BY_KEY: LazyLock<HashMap<&str, &CustomerField>> =
        LazyLock::new(|| CUSTOMER_FIELDS.iter().map(|field| (field.key, field)).collect());
    BY_KEY.get(key).copied()
}

const COUNT: FieldKind = FieldKind::Integer { min: 0, max: i64::MAX };
const DAYS: FieldKind = FieldKind::Integer { min: 0, max: 3_650 };
const SETS: FieldKind = FieldKind::List { max: 1_000 };
const KINDS: [&str; 3] = ["person", "company", "shared_login"];
const RISKS: [&str; 3] = ["low", "medium", "high"];

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
    Field::editable(key, section, kind, listing, get, set)
}

const fn staff_only(field: CustomerField) -> CustomerField {
    CustomerField { staff_only: true, ..field }
}

const fn business(field: CustomerField) -> CustomerField {
    CustomerField { applies: Applies::Business, ..field }
}

const fn french(field: CustomerField) -> CustomerField {
    CustomerField { applies: Applies::BusinessIn("FR"), ..field }
}

const fn derived(
    key: &'static str,
    section: Section,
    kind: FieldKind,
    listing: Listing,
    get: for<'a> fn(&'a Customer) -> FieldValue<'a>,
) -> CustomerField {
    Field::derived(key, section, kind, listing, get)
}

const fn line(max: usize) -> FieldKind {
    FieldKind::Text { max }
}

const fn list(max: usize) -> FieldKind {
    FieldKind::List { max }
}

const fn choice(options: &'static [&'static str]) -> FieldKind {
    FieldKind::Choice { options }
}
