//! The catalogue of fields and the columns of registers, as data.

use kartotek::{CUSTOMER_FIELDS, EntityKind, GROUP_COLUMNS, JOB_COLUMNS, Language, Section, labels};

/// A field of customers: what lists, filters, imports, exports and settings know of it.
#[derive(Debug, Clone, uniffi::Record)]
pub struct CustomerField {
    /// Its stable name: the heading of columns, the key in conditions, sorts, columns and targets.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// The part of a form that it belongs to.
    pub section: Section,
    /// What its values are: `text`, `email`, `money`, `choice` and so on.
    pub kind: String,
    /// The words to choose from, of a `choice`.
    pub options: Vec<String>,
    /// The longest text in characters, or how many items a list has at most.
    pub longest: Option<u64>,
    /// Whether it says something about a person.
    pub personal: bool,
    /// Whether staff alone may write it.
    pub staff_only: bool,
    /// Whether people can set it; the others are kept by the register.
    pub edits: bool,
    /// Whether lists can be sorted by it.
    pub sorts: bool,
    /// Whether lists can be filtered by it.
    pub filters: bool,
    /// Whether an import takes it.
    pub imports: bool,
    /// Whether an export has it unasked; asked for by its key it has every field.
    pub exports: bool,
}

/// Returns the fields of customers, with labels in a language.
#[uniffi::export]
pub fn customer_fields(language: Language) -> Vec<CustomerField> {
    let fields = CUSTOMER_FIELDS.iter().map(|field| CustomerField {
        key: field.key.to_owned(),
        label: labels::label(field.key, language).to_owned(),
        section: field.section,
        kind: field.kind.code().to_owned(),
        options: field.kind.options().iter().map(|word| (*word).to_owned()).collect(),
        longest: field.kind.longest().map(|longest| longest as u64),
        personal: field.personal,
        staff_only: field.staff_only,
        edits: field.is_editable(),
        sorts: field.is_sortable(),
        filters: field.is_filterable(),
        imports: field.is_imported(),
        exports: field.is_exported(),
    });
    fields.collect()
}

/// A column of the registers of jobs and groups.
#[derive(Debug, Clone, uniffi::Record)]
pub struct RegisterColumn {
    /// Stable key: what `value` of a row is asked for.
    pub key: String,
    /// What stands above the column.
    pub label: String,
    /// What its values are: `text`, `list`, `email` or `time`.
    pub kind: String,
    /// What following a value opens, where it opens something.
    pub opens: Option<EntityKind>,
    /// Whether registers can be sorted by it.
    pub sorts: bool,
}

/// Returns the columns of the customers' register of a job.
#[uniffi::export]
pub fn job_columns(language: Language) -> Vec<RegisterColumn> {
    columns(JOB_COLUMNS, language)
}

/// Returns the columns of the customers' register of a group of a job.
#[uniffi::export]
pub fn group_columns(language: Language) -> Vec<RegisterColumn> {
    columns(GROUP_COLUMNS, language)
}

fn columns(of: &[kartotek::RegisterColumn], language: Language) -> Vec<RegisterColumn> {
    let columns = of.iter().map(|column| RegisterColumn {
        key: column.key.to_owned(),
        label: column.label(language).to_owned(),
        kind: column.kind.code().to_owned(),
        opens: column.opens,
        sorts: column.sorts(),
    });
    columns.collect()
}
