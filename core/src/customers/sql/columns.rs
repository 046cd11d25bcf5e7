use std::borrow::Cow;
use std::sync::LazyLock;

use crate::base::{CollectionId, CustomerId, Error, ErrorKind, Result, Revision, Timestamp};
use crate::catalogue::{FieldKind, FieldValue};
use crate::collections::CollectionRef;
use crate::customers::{Address, CUSTOMER_FIELDS, Customer, CustomerField, CustomerProfile, StoredCustomer};
use crate::sql::{Row, Value};

/// Bits of the column `further`: what there is of a customer beside the columns that are read first.
pub(super) const FURTHER_EMAILS: i64 = 1;
pub(super) const FURTHER_PHONES: i64 = 2;
pub(super) const FURTHER_ADDRESSES: i64 = 4;
pub(super) const EXTERNAL_IDS: i64 = 8;
pub(super) const SELDOM_FIELDS: i64 = 16;

/// Fields that few customers have. Their columns stand last in the table and are read for those
/// customers alone: a page of a list takes a third less time.
const SELDOM: [&str; 19] = [
    "name_prefix",
    "additional_names",
    "name_suffix",
    "nickname",
    "phonetic_name",
    "entered_name",
    "email_label",
    "phone_label",
    "street_2",
    "region",
    "address_label",
    "organisation_number",
    "activity_code",
    "website",
    "credit_limit",
    "payment_term_days",
    "risk_rating",
    "shared_login",
    "note",
];

/// The fields that have a column of their own, named by their key: all that people edit but the
/// lists, which stand in child tables. Those that few have come last.
pub(super) static STORED: LazyLock<Vec<&'static CustomerField>> = LazyLock::new(|| {
    let editable = CUSTOMER_FIELDS.iter().filter(|field| field.is_editable());
    let mut stored: Vec<_> = editable.filter(|field| !matches!(field.kind, FieldKind::List { .. })).collect();
    stored.sort_by_key(|field| is_seldom(field));
    stored
});

fn is_seldom(field: &CustomerField) -> bool {
    SELDOM.contains(&field.key)
}

/// The stored fields that most customers have, and those that few have.
fn common_and_seldom() -> (&'static [&'static CustomerField], &'static [&'static CustomerField]) {
    STORED.split_at(STORED.len() - SELDOM.len())
}

/// Columns that no field of the catalogue is kept in, as written.
const OWN: [(&str, &str); 16] = [
    ("number", "int"),
    ("id", "uuid"),
    ("revision", "int"),
    ("created_at", "time"),
    ("updated_at", "time"),
    ("archived_at", "time"),
    ("default_group", "int"),
    ("further", "int"),
    ("email_hash", "int"),
    ("phone_e164", "int"),
    ("shipping_position", "int"),
    ("billing_position", "int"),
    ("sort_name", "bytes"),
    ("sort_company", "bytes"),
    ("sort_city", "bytes"),
    ("sort_email", "bytes"),
];

/// How many columns a row has.
pub(super) static WIDTH: LazyLock<usize> = LazyLock::new(|| OWN.len() + STORED.len());

/// The columns of a row as written, in order, with the types of their values.
pub(crate) fn names_and_types() -> impl Iterator<Item = (&'static str, &'static str)> {
    OWN.into_iter().chain(STORED.iter().map(|field| (field.key, type_of(field))))
}

/// The type of the values of a stored field.
pub(super) fn type_of(field: &CustomerField) -> &'static str {
    match field.kind {
        FieldKind::Boolean | FieldKind::Integer { .. } | FieldKind::Time => "int",
        FieldKind::Id => "uuid",
        _ => "text",
    }
}

/// What a record is read from first, in order.
pub(super) static SELECTED: LazyLock<String> = LazyLock::new(|| {
    let own = "c.number, c.id, c.revision, c.created_at, c.updated_at, c.archived_at, c.default_group, \
               c.further, c.phone_e164, c.shipping_position, c.billing_position";
    common_and_seldom().0.iter().fold(own.to_owned(), |text, field| text + ", c." + field.key)
});
const FIRST_STORED: usize = 11;

/// How many columns a record is read from first.
pub(super) fn selected_width() -> usize {
    FIRST_STORED + common_and_seldom().0.len()
}

/// The columns of a row `t` with fields that few customers have.
pub(super) fn selected_seldom() -> String {
    let columns: Vec<String> = common_and_seldom().1.iter().map(|field| format!("t.{}", field.key)).collect();
    columns.join(", ")
}

/// The value of a stored field, kept so that a parameter can borrow it.
pub(super) enum Kept<'a> {
    Text(Cow<'a, str>),
    Int(Option<i64>),
    Id(Option<[u8; 16]>),
}

impl<'a> Kept<'a> {
    pub(super) fn of(field: &CustomerField, profile: &'a CustomerProfile) -> Self {
        match (field.kind, field.of_profile(profile)) {
            (FieldKind::Boolean, FieldValue::Boolean(flag)) => Self::Int(Some(i64::from(flag))),
            (FieldKind::Integer { .. }, FieldValue::Integer(number)) => Self::Int(Some(number)),
            (FieldKind::Integer { .. }, _) => Self::Int(None),
            (FieldKind::Time, FieldValue::Time(time)) => Self::Int(Some(time.as_micros())),
            (FieldKind::Time, _) => Self::Int(Some(0)),
            (FieldKind::Id, value) => Self::Id(value.to_text().parse().ok().map(CustomerId::to_bytes)),
            (_, FieldValue::Text(text)) => Self::Text(text),
            (_, value) => Self::Text(Cow::Owned(value.to_text().into_owned())),
        }
    }

    pub(super) fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Int(number) => Value::opt_int(*number),
            Self::Id(id) => id.map_or(Value::Null, Value::Uuid),
        }
    }
}

/// What a row holds beside the fields of the catalogue, computed from the record.
pub(super) struct OwnValues {
    pub(super) number: i64,
    pub(super) default_group: i64,
}

/// Adds the values of a row, in the order of [`names_and_types`].
pub(super) fn push_row<'a>(
    row: &'a StoredCustomer,
    own: &OwnValues,
    kept: &'a [Kept<'a>],
    into: &mut Vec<Value<'a>>,
) {
    let StoredCustomer { customer, keys } = row;
    let profile = &customer.profile;
    into.extend([
        Value::Int(own.number),
        Value::Uuid(customer.id.to_bytes()),
        Value::Int(customer.revision.0.into()),
        Value::Time(customer.created_at.as_micros()),
        Value::Time(customer.updated_at.as_micros()),
        Value::opt_time(customer.archived_at),
        Value::Int(own.default_group),
        Value::Int(further(profile)),
        Value::opt_int(keys.email_hashes.first().copied().flatten()),
        Value::opt_int(primary_e164(profile)),
        Value::opt_int(position(profile, |address| address.default_shipping)),
        Value::opt_int(position(profile, |address| address.default_billing)),
        Value::Bytes(&keys.sort_name),
        Value::Bytes(&keys.sort_company),
        Value::Bytes(&keys.sort_city),
        Value::Bytes(&keys.sort_email),
    ]);
    into.extend(kept.iter().map(Kept::value));
}

/// A test of a row `c` whose column `further` does not say what there is.
pub(crate) fn wrong_further() -> String {
    let lists = [
        ("customer_emails", FURTHER_EMAILS),
        ("customer_phones", FURTHER_PHONES),
        ("customer_addresses", FURTHER_ADDRESSES),
        ("customer_external_ids", EXTERNAL_IDS),
    ];
    let lists = lists.map(|(table, bit)| {
        format!(
            "CASE WHEN EXISTS (SELECT 1 FROM {table} t WHERE t.customer = c.number) THEN {bit} ELSE 0 END"
        )
    });
    let given = common_and_seldom().1.iter().map(|field| match field.kind {
        FieldKind::Integer { .. } | FieldKind::Id => format!("c.{} IS NOT NULL", field.key),
        _ => format!("c.{} <> ''", field.key),
    });
    let given: Vec<String> = given.collect();
    let seldom = format!("CASE WHEN {} THEN {SELDOM_FIELDS} ELSE 0 END", given.join(" OR "));
    format!("c.further <> {} + {seldom}", lists.join(" + "))
}

/// What a profile has beside the columns that are read first.
pub(super) fn further(profile: &CustomerProfile) -> i64 {
    let bit = |holds: bool, bit| if holds { bit } else { 0 };
    bit(profile.emails.len() > 1, FURTHER_EMAILS)
        | bit(profile.phones.len() > 1, FURTHER_PHONES)
        | bit(profile.addresses.len() > 1, FURTHER_ADDRESSES)
        | bit(!profile.external_ids.is_empty(), EXTERNAL_IDS)
        | bit(has_seldom(profile), SELDOM_FIELDS)
}

fn has_seldom(profile: &CustomerProfile) -> bool {
    common_and_seldom().1.iter().any(|field| !field.of_profile(profile).is_empty())
}

pub(super) fn primary_e164(profile: &CustomerProfile) -> Option<i64> {
    let number = profile.phones.first().and_then(|phone| phone.e164)?;
    i64::try_from(number).ok()
}

/// Which address is the default one of a use; 0 is the primary.
pub(super) fn position(profile: &CustomerProfile, flag: fn(&Address) -> bool) -> Option<i64> {
    profile.addresses.iter().position(flag).and_then(|position| i64::try_from(position).ok())
}

/// A record as its own row tells it; children and groups are still to be read.
pub(super) struct ReadRow {
    pub(super) customer: Customer,
    pub(super) number: i64,
    pub(super) default_group: i64,
    pub(super) further: i64,
    pub(super) shipping: Option<i64>,
    pub(super) billing: Option<i64>,
}

/// Reads a row of [`SELECTED`].
pub(super) fn read_row(row: &dyn Row) -> Result<ReadRow> {
    let mut profile = CustomerProfile::default();
    read_fields(row, FIRST_STORED, common_and_seldom().0, &mut profile)?;
    if let Some(phone) = profile.phones.first_mut() {
        phone.e164 = row.opt_int(8)?.and_then(|number| u64::try_from(number).ok());
    }
    let number = row.int(0)?;
    let customer = Customer {
        id: CustomerId::from_bytes(row.uuid(1)?),
        number: u64::try_from(number).map_err(|_| corrupt())?,
        revision: Revision(u32::try_from(row.int(2)?).map_err(|_| corrupt())?),
        created_at: Timestamp::from_micros(row.int(3)?),
        updated_at: Timestamp::from_micros(row.int(4)?),
        archived_at: row.opt_int(5)?.map(Timestamp::from_micros),
        profile,
        default_group: CollectionRef { id: CollectionId::from_bytes([0; 16]), name: String::new() },
        customer_groups: Vec::new(),
        contact_groups: Vec::new(),
        tags: Vec::new(),
    };
    let (default_group, further) = (row.int(6)?, row.int(7)?);
    let (shipping, billing) = (row.opt_int(9)?, row.opt_int(10)?);
    Ok(ReadRow { customer, number, default_group, further, shipping, billing })
}

/// Tells whether a stored instant stands for none: 0 of the last visit, but not of the registration.
pub(super) fn is_never(field: &CustomerField, micros: i64) -> bool {
    micros == 0 && field.key == "last_visit_at"
}

/// Reads the fields that few customers have from the columns [`selected_seldom`].
pub(super) fn read_seldom(row: &dyn Row, first: usize, profile: &mut CustomerProfile) -> Result<()> {
    read_fields(row, first, common_and_seldom().1, profile)
}

fn read_fields(
    row: &dyn Row,
    first: usize,
    fields: &[&CustomerField],
    profile: &mut CustomerProfile,
) -> Result<()> {
    for (index, field) in (first..).zip(fields) {
        let value = match field.kind {
            FieldKind::Boolean => FieldValue::Boolean(row.bool(index)?),
            FieldKind::Integer { .. } => row.opt_int(index)?.map_or(FieldValue::Empty, FieldValue::Integer),
            FieldKind::Time => match row.int(index)? {
                micros if is_never(field, micros) => FieldValue::Empty,
                micros => FieldValue::Time(Timestamp::from_micros(micros)),
            },
            FieldKind::Id => id_value(row, index)?,
            kind => match row.text(index)? {
                "" => continue,
                text => FieldValue::parse(kind, text).map_err(|_| corrupt())?,
            },
        };
        if !value.is_empty() {
            field.set(profile, value).map_err(|_| corrupt())?;
        }
    }
    Ok(())
}

/// Reads an id that may be missing.
pub(super) fn id_value(row: &dyn Row, index: usize) -> Result<FieldValue<'static>> {
    let Some(bytes) = row.opt_bytes(index)? else { return Ok(FieldValue::Empty) };
    let id = CustomerId::from_bytes(bytes.try_into().map_err(|_| corrupt())?);
    Ok(FieldValue::Text(Cow::Owned(id.to_string())))
}

pub(super) fn corrupt() -> Error {
    Error::storage(ErrorKind::Corrupt, "the row of a customer cannot be read")
}
