use crate::catalogue::{Field, FieldKind, FieldValue, Listing, Section, set_text, set_time, store, time};

use super::model::{Registration, RegistrationDetails, RegistrationKind};

/// One field of a registration.
pub type RegistrationField = Field<Registration, RegistrationDetails>;

/// So many characters a typed name has at most.
pub(crate) const MAX_ENTERED_NAME: usize = 400;

/// All fields of a registration, in the order in which forms and files show them.
pub static REGISTRATION_FIELDS: &[RegistrationField] = &[
    Field::impersonal(Field::editable(
        "kind",
        Section::Account,
        FieldKind::Text { max: 60 },
        Listing::Scanned,
        |d| FieldValue::text(d.kind.code()),
        |d, value| store(&mut d.kind, RegistrationKind::from_code(value.to_text().into_owned())),
    )),
    Field::impersonal(Field::editable(
        "registered_at",
        Section::Account,
        FieldKind::Time,
        Listing::Scanned,
        |d| time(d.registered_at),
        |d, value| set_time(&mut d.registered_at, value),
    )),
    Field::editable(
        "entered_name",
        Section::Name,
        FieldKind::Text { max: MAX_ENTERED_NAME },
        Listing::Scanned,
        |d| FieldValue::text(&d.entered_name),
        |d, value| set_text(&mut d.entered_name, value),
    ),
];
