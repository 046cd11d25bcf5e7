//! The registers of who registered in a job or a group: their rows, their columns as data, and their files.

use std::path::Path;

use kartotek::{
    CsvOptions, CsvProfile, ExistingFile, ExportFormat, GROUP_COLUMNS, GalleryId, Headings, JOB_COLUMNS,
    Language, Money, ParticipantId, RegisterExport, RegisterQuery, TotalOf,
};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arguments::{Taken, Text};
use crate::lists::sorted;
use crate::record::{record, view};
use crate::values::field_value;
use crate::whole::{self, Whole};

use super::RegistrationFilter;

record! {
    /// A participant for whom a customer registered.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> elsa = register.participants.create(given_name="Elsa")
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> entry = register.registrations.create(group.id, anna.id, participants=[elsa.id])
    /// >>> [child.name for child in next(register.jobs.all_customers(job.id)).participants]
    /// ['Elsa']
    RegisteredParticipant {
        /// Its id.
        id: ParticipantId,
        /// What it is called.
        name: String,
        /// Its individual gallery in the job, if it has one.
        gallery: Option<GalleryId>,
    }
}

record! {
    /// One row of the register of a job or a group: a registration with all that its columns show.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> entry = register.registrations.create(group.id, register.customers.create(given_name="Anna").id)
    /// >>> row = next(register.jobs.all_customers(job.id))
    /// >>> row.value("entered_name"), row.value("job_group"), row.value("city")
    /// ('Anna', '4b', None)
    RegisteredCustomer {
        /// The registration.
        registration: kartotek::Registration,
        /// Who registered, with all contact information.
        customer: kartotek::Customer,
        /// The group in which they did.
        group: kartotek::JobGroup,
        /// The gallery of the group, which the column *Gallery* opens.
        gallery: GalleryId,
        /// For whom they registered, by name.
        participants: Vec<kartotek::RegisteredParticipant>,
        /// What the customer spent in the scope that was asked for, an amount a currency, that in the register's
        /// currency first; zero in that one where nothing.
        total: Vec<Money>,
    }
    methods {
        /// Returns what stands in a column, by its key; ``None`` where nothing does.
        #[pyo3(signature = (column) -> "object")]
        fn value<'py>(&self, py: Python<'py>, column: Text) -> PyResult<Bound<'py, PyAny>> {
            field_value(py, &self.0.value(&column))
        }
    }
}

view! {
    /// A column of the registers of jobs and groups: its key is the same in every language.
    ///
    /// >>> import kartotek
    /// >>> [column.label("sv") for column in kartotek.GROUP_COLUMNS][:3]
    /// ['Datum', 'Fullständigt namn', 'Galleri']
    RegisterColumn(kartotek::RegisterColumn) {
        /// Stable key in snake case: what rows are asked for by ``value``.
        key: String = |column| column.key.to_owned(),
        /// What its values are: ``text``, ``list``, ``email`` or ``time``.
        kind: String = |column| column.kind.code().to_owned(),
        /// What following a value opens, for example ``gallery``, where it opens something.
        opens: Option<String> = |column| column.opens.map(|kind| kind.to_string()),
        /// Whether registers can be sorted by it.
        sorts: bool = |column| column.sorts(),
    }
    repr |column| format!("<RegisterColumn {}>", column.key),
    methods {
        /// Returns what stands above the column in a language.
        fn label(&self, language: Taken<Language>) -> &'static str {
            let columns = || JOB_COLUMNS.iter().chain(GROUP_COLUMNS);
            columns().find(|column| column.key == self.key).map_or("", |column| column.label(language.0))
        }
    }
}

/// Returns the columns of the registers of jobs, and of those of groups.
#[pyfunction]
pub(crate) fn _register_columns() -> (Vec<RegisterColumn>, Vec<RegisterColumn>) {
    let columns = |of: &[kartotek::RegisterColumn]| of.iter().map(RegisterColumn::from).collect();
    (columns(JOB_COLUMNS), columns(GROUP_COLUMNS))
}

/// Reads what a register is asked for.
pub(super) fn query(
    py: Python<'_>,
    call: &str,
    (filter, parts): (Option<Whole<'_, RegistrationFilter>>, Option<&Bound<'_, PyDict>>),
    sort: Option<Text>,
    total_of: Option<Taken<TotalOf>>,
) -> PyResult<RegisterQuery> {
    Ok(RegisterQuery {
        filter: whole::given(py, call, filter, parts)?.get().0.clone(),
        sort: sorted(sort.as_deref(), "registered_at"),
        total: total_of.map_or_else(TotalOf::default, |of| of.0),
    })
}

/// Says how a register is written into a file.
pub(super) fn export(
    query: RegisterQuery,
    path: &Path,
    headings: Option<Taken<Language>>,
    for_excel: bool,
    replace: bool,
) -> RegisterExport {
    let profile = if for_excel { CsvProfile::Excel } else { CsvProfile::Exchange };
    RegisterExport {
        query,
        headings: headings.map_or(Headings::Keys, |language| Headings::Labels(language.0)),
        format: match path.extension().and_then(|ending| ending.to_str()) {
            Some("xlsx") => ExportFormat::Xlsx,
            Some("jsonl" | "ndjson") => ExportFormat::JsonLines,
            _ => ExportFormat::Csv(CsvOptions { profile, ..CsvOptions::default() }),
        },
        existing: if replace { ExistingFile::Replace } else { ExistingFile::Refuse },
    }
}
