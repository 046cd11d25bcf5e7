//! The catalogue of a customer's fields, as data.

use kartotek::{CUSTOMER_FIELDS, CustomerField, Language, Section, labels};
use pyo3::prelude::*;

use crate::arguments::Text;
use crate::cross::Given;
use crate::record::view;

view! {
    /// A field of customers: what lists, filters, imports, exports and settings know of it.
    ///
    /// >>> import kartotek
    /// >>> city = next(field for field in kartotek.fields("sv") if field.key == "city")
    /// >>> city.label, city.kind, city.sorts, city.imports
    /// ('Ort', 'text', True, True)
    Field {
        /// Its stable name: the heading of columns, the key in ``where``, ``sort``, ``columns`` and ``map``.
        key: String,
        /// What people call it.
        label: String,
        /// The part of a form that it belongs to.
        section: Section,
        /// What its values are: ``text``, ``email``, ``money``, ``choice`` and so on.
        kind: String,
        /// The words to choose from, of a ``choice``.
        options: Vec<String>,
        /// The longest text in characters, or how many items a list has at most.
        longest: Option<usize>,
        /// Whether it says something about a person.
        personal: bool,
        /// Whether staff alone may write it.
        staff_only: bool,
        /// Whether people can set it; the others are kept by the register.
        edits: bool,
        /// Whether lists can be sorted by it.
        sorts: bool,
        /// Whether lists can be filtered by it.
        filters: bool,
        /// Whether an import takes it.
        imports: bool,
        /// Whether an export has it unasked; asked for with ``columns`` it has every field.
        exports: bool,
    }
    repr |of| format!("<Field {}: {}>", of.key, of.kind)
}

impl Field {
    /// Describes a field, in a language.
    fn of(of: &CustomerField, language: Language) -> Self {
        Self {
            key: of.key.to_owned(),
            label: labels::label(of.key, language).to_owned(),
            section: of.section,
            kind: of.kind.code().to_owned(),
            options: of.kind.options().iter().map(|word| (*word).to_owned()).collect(),
            longest: of.kind.longest(),
            personal: of.personal,
            staff_only: of.staff_only,
            edits: of.is_editable(),
            sorts: of.is_sortable(),
            filters: of.is_filterable(),
            imports: of.is_imported(),
            exports: of.is_exported(),
        }
    }
}

/// Returns the fields of customers, with labels in a language of the labels, or of a locale; in English where none is
/// said.
///
/// >>> import kartotek
/// >>> [field.key for field in kartotek.fields() if field.kind == "money"]
/// ['credit_limit']
/// >>> {field.key: field.label for field in kartotek.fields("de-AT")}["family_name"]
/// 'Nachname'
#[pyfunction]
#[pyo3(signature = (language = None))]
pub(crate) fn fields(language: Option<Text>) -> Given<Vec<Field>> {
    let language = Language::of_locale(language.as_deref().unwrap_or("en"));
    Given(CUSTOMER_FIELDS.iter().map(|field| Field::of(field, language)).collect())
}
