//! The catalogue of a customer's fields, as data.

use kartotek::{CUSTOMER_FIELDS, CustomerField, FieldKind, Language, Listing, Section, labels};
use pyo3::prelude::*;

use crate::cross::Given;
use crate::record::view;

/// A field with the language of its label.
#[derive(Clone, Copy)]
pub(crate) struct Described(&'static CustomerField, Language);

impl PartialEq for Described {
    fn eq(&self, other: &Self) -> bool {
        (self.0.key, self.1) == (other.0.key, other.1)
    }
}

view! {
    /// A field of customers: what lists, filters, imports, exports and settings know of it.
    ///
    /// >>> import kartotek
    /// >>> city = next(field for field in kartotek.fields("sv") if field.key == "city")
    /// >>> city.label, city.kind, city.sorts, city.imports
    /// ('Ort', 'text', True, True)
    Field(Described) {
        /// Its stable name: the heading of columns, the key in ``where``, ``sort``, ``columns`` and ``map``.
        key: String = |of| of.0.key.to_owned(),
        /// What people call it.
        label: String = |of| labels::label(of.0.key, of.1).to_owned(),
        /// The part of a form that it belongs to.
        section: Section = |of| of.0.section,
        /// What its values are: ``text``, ``email``, ``money``, ``choice`` and so on.
        kind: String = |of| of.0.kind.code().to_owned(),
        /// The words to choose from, of a ``choice``.
        options: Vec<String> = |of| match of.0.kind {
            FieldKind::Choice { options } => options.iter().map(|word| (*word).to_owned()).collect(),
            _ => Vec::new(),
        },
        /// The longest text in characters, or how many items a list has at most.
        longest: Option<usize> = |of| match of.0.kind {
            FieldKind::Text { max } | FieldKind::LongText { max } | FieldKind::List { max } => Some(max),
            _ => None,
        },
        /// Whether it says something about a person.
        personal: bool = |of| of.0.personal,
        /// Whether staff alone may write it.
        staff_only: bool = |of| of.0.staff_only,
        /// Whether people can set it; the others are kept by the register.
        edits: bool = |of| of.0.is_editable(),
        /// Whether lists can be sorted by it.
        sorts: bool = |of| of.0.is_sortable(),
        /// Whether lists can be filtered by it.
        filters: bool = |of| of.0.listing != Listing::Shown,
        /// Whether an import takes it.
        imports: bool = |of| of.0.is_imported(),
        /// Whether an export has it unasked; asked for with ``columns`` it has every field.
        exports: bool = |of| of.0.is_exported(),
    }
    repr |of| format!("<Field {}: {}>", of.0.key, of.0.kind.code())
}

/// Returns the fields of customers, with labels in a language of the labels, or of a locale.
///
/// >>> import kartotek
/// >>> [field.key for field in kartotek.fields() if field.kind == "money"]
/// ['credit_limit']
/// >>> {field.key: field.label for field in kartotek.fields("de-AT")}["family_name"]
/// 'Nachname'
#[pyfunction]
#[pyo3(signature = (language = "en"))]
pub(crate) fn fields(language: &str) -> Given<Vec<Described>> {
    let language = Language::of_locale(language);
    Given(CUSTOMER_FIELDS.iter().map(|field| Described(field, language)).collect())
}
