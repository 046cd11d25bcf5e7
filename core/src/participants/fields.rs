use crate::base::Rule;
use crate::catalogue::{Field, FieldKind, FieldValue, Listing, Section, set_text, store};

use super::model::{Participant, ParticipantDetails};

/// One field of a participant.
pub type ParticipantField = Field<Participant, ParticipantDetails>;

/// A text that is a member of the details of the same name.
macro_rules! text {
    ($key:ident, $section:expr, $kind:expr, $listing:expr) => {
        Field::editable(
            stringify!($key),
            $section,
            $kind,
            $listing,
            |d| FieldValue::text(&d.$key),
            |d, value| set_text(&mut d.$key, value),
        )
    };
}

/// All fields of a participant, in the order in which forms and files show them.
pub static PARTICIPANT_FIELDS: &[ParticipantField] = &[
    text!(given_name, Section::Name, FieldKind::Text { max: 200 }, Listing::Scanned),
    text!(family_name, Section::Name, FieldKind::Text { max: 200 }, Listing::Indexed),
    text!(entered_name, Section::Name, FieldKind::Text { max: 400 }, Listing::Scanned),
    Field::editable(
        "birthday",
        Section::Person,
        FieldKind::Birthday,
        Listing::Scanned,
        |d| d.birthday.map_or(FieldValue::Empty, FieldValue::PartialDate),
        |d, value| match value {
            FieldValue::Empty => store(&mut d.birthday, None),
            FieldValue::PartialDate(day) => store(&mut d.birthday, Some(day)),
            _ => Err(Rule::Date),
        },
    ),
    Field::editable(
        "minor",
        Section::Person,
        FieldKind::Choice { options: &["yes", "no"] },
        Listing::Scanned,
        |d| d.minor.map_or(FieldValue::Empty, |minor| FieldValue::text(if minor { "yes" } else { "no" })),
        |d, value| match &*value.to_text() {
            "" => store(&mut d.minor, None),
            "yes" => store(&mut d.minor, Some(true)),
            "no" => store(&mut d.minor, Some(false)),
            _ => Err(Rule::Choice),
        },
    ),
    text!(student_number, Section::Identity, FieldKind::Text { max: 60 }, Listing::Scanned),
    text!(email, Section::Contact, FieldKind::Email, Listing::Scanned),
    text!(phone, Section::Contact, FieldKind::Phone, Listing::Scanned),
    text!(note, Section::Notes, FieldKind::LongText { max: 100_000 }, Listing::Shown),
];
