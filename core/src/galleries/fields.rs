use crate::base::Rule;
use crate::catalogue::{Field, FieldKind, FieldValue, Listing, Section, set_text, set_time, store, time};

use super::model::{Gallery, GalleryDetails, GalleryState};

/// One field of a gallery.
pub type GalleryField = Field<Gallery, GalleryDetails>;

/// All fields of a gallery, in the order in which forms and files show them.
pub static GALLERY_FIELDS: &[GalleryField] = &[
    Field::editable(
        "title",
        Section::Name,
        FieldKind::Text { max: 200 },
        Listing::Scanned,
        |d| FieldValue::text(&d.title),
        |d, value| set_text(&mut d.title, value),
    ),
    Field::impersonal(Field::editable(
        "state",
        Section::Account,
        FieldKind::Choice { options: &GalleryState::CODES },
        Listing::Scanned,
        |d| FieldValue::text(d.state.code()),
        |d, value| store(&mut d.state, GalleryState::from_code(&value.to_text()).ok_or(Rule::Choice)?),
    )),
    Field::impersonal(Field::editable(
        "opens_at",
        Section::Account,
        FieldKind::Time,
        Listing::Scanned,
        |d| time(d.opens_at),
        |d, value| set_time(&mut d.opens_at, value),
    )),
    Field::impersonal(Field::editable(
        "closes_at",
        Section::Account,
        FieldKind::Time,
        Listing::Scanned,
        |d| time(d.closes_at),
        |d, value| set_time(&mut d.closes_at, value),
    )),
];
