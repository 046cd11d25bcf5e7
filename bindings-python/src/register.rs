//! The register: opened, looked into, closed.

use std::path::PathBuf;

use kartotek::{Actor, BatchId, Context, Matching, PostgresOptions, RegisterId, Repeats};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use pyo3::{PyTypeInfo, type_hint_identifier, type_hint_subscript};

use crate::collections::{ContactGroups, CustomerGroups, Tags};
use crate::cross::{Given, MAPPING, Taken, arguments, builtin, either, wrong_type};
use crate::customers::Customers;
use crate::errors::{Raise as _, raised_of};
use crate::history::History;
use crate::imports::{self, ImportProgress, ImportReport, UndoReport, Wanted};
use crate::settings::RegisterSettings;

/// A register: all that a photo studio, a salon or a web shop knows about its customers.
///
/// It may be used by several threads at once. As a context manager it is shut down at the end.
///
/// >>> import kartotek
/// >>> with kartotek.in_memory() as register:
/// ...     anna = register.customers.create(given_name="Anna", family_name="García")
/// ...     register.customers.count()
/// 1
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct Register(kartotek::Register);

/// Opens the register in a file, and makes it where there is none.
///
/// With ``must_exist`` a file that is not there is refused with :class:`kartotek.IoError`.
#[pyfunction]
#[pyo3(signature = (path, *, must_exist = false))]
pub(crate) fn open(py: Python<'_>, path: PathBuf, must_exist: bool) -> PyResult<Register> {
    let path = crate::address::file_path(path)?;
    let opened = py.detach(|| {
        let builder = kartotek::Register::builder();
        let builder = if must_exist { builder.must_exist() } else { builder };
        builder.open(&path).map_err(|error| (error, path))
    });
    opened.map(Register).map_err(|(error, path)| raised_of(py, &path, &error))
}

/// Makes a register that lives as long as it is used, for tests and trials.
#[pyfunction]
pub(crate) fn in_memory(py: Python<'_>) -> PyResult<Register> {
    py.detach(kartotek::Register::in_memory).map(Register).raise(py)
}

/// Opens the register in a schema of a PostgreSQL server, and makes it where there is none.
#[pyfunction]
#[pyo3(signature = (url, *, schema = None, connections = None, read_address = None, must_exist = false))]
pub(crate) fn connect(
    py: Python<'_>,
    url: &str,
    schema: Option<String>,
    connections: Option<usize>,
    read_address: Option<String>,
    must_exist: bool,
) -> PyResult<Register> {
    let default = PostgresOptions::default();
    let options = PostgresOptions {
        schema: schema.unwrap_or(default.schema),
        connections: connections.unwrap_or(default.connections),
        read_address,
        ..PostgresOptions::default()
    };
    let opened = py.detach(|| {
        let builder = kartotek::Register::builder();
        let builder = if must_exist { builder.must_exist() } else { builder };
        builder.connect(url, options)
    });
    opened.map(Register).raise(py)
}

#[pymethods]
impl Register {
    /// What can be done with customers.
    #[getter]
    fn customers(&self) -> Customers {
        Customers { register: self.0.clone() }
    }

    /// What can be done with tags.
    #[getter]
    fn tags(&self) -> Tags {
        Tags { register: self.0.clone() }
    }

    /// What can be done with contact groups.
    #[getter]
    fn contact_groups(&self) -> ContactGroups {
        ContactGroups { register: self.0.clone() }
    }

    /// What can be done with customer groups.
    #[getter]
    fn customer_groups(&self) -> CustomerGroups {
        CustomerGroups { register: self.0.clone() }
    }

    /// Who changed what.
    #[getter]
    fn history(&self) -> History {
        History { register: self.0.clone() }
    }

    /// Names the register for ever; copies have ids of their own.
    #[getter]
    fn id(&self) -> Given<RegisterId> {
        Given(self.0.id())
    }

    /// Returns the register as a member of staff uses it: history carries their name.
    fn acting_as(&self, name: String) -> Self {
        Self(self.0.acting_as(Actor::staff(name)))
    }

    /// Returns the register as it is used in a context, which decides what fields are required.
    fn in_context(&self, context: Taken<Context>) -> Self {
        Self(self.0.in_context(context.0))
    }

    /// Returns the register with a reason that history carries with every change.
    fn with_reason(&self, reason: String) -> Self {
        Self(self.0.with_reason(reason))
    }

    /// Returns the register with a key under which the next call is done once, however often it is made.
    fn with_idempotency_key(&self, key: String) -> Self {
        Self(self.0.with_idempotency_key(key))
    }

    /// Returns the settings.
    fn settings(&self, py: Python<'_>) -> PyResult<RegisterSettings> {
        py.detach(|| self.0.settings()).map(RegisterSettings).raise(py)
    }

    /// Changes some of the settings. Raises :class:`kartotek.InvalidError` with every problem.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> register.update_settings(name="Studio Sol", locale="sv-SE", country="SE", currency="SEK").name
    /// 'Studio Sol'
    #[pyo3(signature = (**changes: "object"))]
    fn update_settings(
        &self,
        py: Python<'_>,
        changes: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<RegisterSettings> {
        let (stored, revision) = py.detach(|| self.0.settings_with_revision()).raise(py)?;
        let settings = RegisterSettings(stored).with(changes)?;
        py.detach(|| self.0.update_settings_at(revision, settings)).raise(py)?;
        self.settings(py)
    }

    /// Imports customers from a table: a path, bytes, an open binary file, or rows as dictionaries.
    ///
    /// Encoding, delimiter and columns are found out; ``map`` gives columns their fields by hand, as in
    /// ``map={"Kund": "family_name", "Intern": "ignore"}``. ``matching`` says what becomes of customers who are
    /// here already, ``on_repeat`` of rows about the same one. With ``all_or_nothing`` one bad row keeps all out.
    /// Rows that were refused go into ``error_file`` with the reasons, to be mended and imported again. A
    /// ``dry_run`` stores nothing. ``progress`` is called with :class:`kartotek.ImportProgress`; with ``True`` a
    /// bar is shown.
    ///
    /// Ctrl-C, and whatever ``progress`` raises, stop the import between two chunks; what is stored by then stays.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> report = register.import_file(b"Given name,E-mail\nAnna,anna@example.com\nBo,bo@\n")
    /// >>> report.counts.created, report.problems[0].code
    /// (1, 'email_syntax')
    #[pyo3(signature = (
        source, *, matching = None, on_repeat = None, map: "dict[str, str] | None" = None,
        all_or_nothing = false, error_file = None, dry_run = false, progress = None
    ))]
    #[allow(clippy::too_many_arguments)]
    fn import_file(
        &self,
        py: Python<'_>,
        source: Table<'_>,
        matching: Option<Taken<Matching>>,
        on_repeat: Option<Taken<Repeats>>,
        map: Option<&Bound<'_, PyDict>>,
        all_or_nothing: bool,
        error_file: Option<PathBuf>,
        dry_run: bool,
        progress: Option<Progress<'_>>,
    ) -> PyResult<ImportReport> {
        let wanted = Wanted {
            matching: matching.map(|matching| matching.0),
            on_repeat: on_repeat.map(|repeats| repeats.0),
            all_or_nothing,
            map: imports::targets(map)?,
            error_file,
            dry_run,
            progress: None,
        };
        let path: Option<PathBuf> = source.0.extract().ok();
        let source = imports::source(&source.0)?;
        watched(py, progress.as_ref().map(|given| &given.0), |listener| {
            imports::run(py, &self.0, source, path.as_deref(), Wanted { progress: listener, ..wanted })
        })
    }

    /// Takes an import back: customers whom nobody changed since are as they were before.
    fn undo_import(&self, py: Python<'_>, batch: Taken<BatchId>) -> PyResult<UndoReport> {
        imports::undo(py, &self.0, batch)
    }

    /// Writes a copy of the register into a file that does not exist yet, while others go on working with it.
    fn backup_to(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.0.backup_to(path)).raise(py)
    }

    /// Copies everything into another register, which is empty or holds a copy that was cut off, and returns the
    /// number of rows.
    fn copy_to(&self, py: Python<'_>, other: &Bound<'_, Self>) -> PyResult<u64> {
        let other = other.get().0.clone();
        Ok(py.detach(|| self.0.copy_to(&other)).raise(py)?.rows)
    }

    /// Looks for contradictions in what is stored, and returns them; none in a sound register.
    fn verify(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        py.detach(|| self.0.verify()).raise(py)
    }

    /// Waits for running calls and closes the register; later calls raise :class:`kartotek.ShutDownError`.
    fn shut_down(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.0.shut_down()).raise(py)
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception: "object"))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, pyo3::types::PyTuple>) -> PyResult<()> {
        self.shut_down(py)
    }

    fn __repr__(&self) -> String {
        format!("<Register {} in {}>", self.0.id(), self.0.backend().name)
    }
}

arguments! {
    /// A table: a path, bytes, an open binary file, or rows as dictionaries.
    Table: either!(
        either!(either!(builtin!("str"), type_hint_subscript!(type_hint_identifier!("os", "PathLike"), builtin!("str"))), builtin!("bytes")),
        either!(
            type_hint_identifier!("typing", "BinaryIO"),
            type_hint_subscript!(
                type_hint_identifier!("collections.abc", "Iterable"),
                MAPPING
            )
        )
    );
    /// Whether a bar is shown, or what is called with how far it is.
    Progress: either!(
        builtin!("bool"),
        type_hint_subscript!(
            type_hint_identifier!("collections.abc", "Callable"),
            PyStaticExpr::List { elts: &[<ImportProgress as PyTypeInfo>::TYPE_HINT] },
            builtin!("object")
        )
    );
}

/// Runs a body with what is told of its progress: what the caller gave, or a bar.
fn watched<T>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    body: impl FnOnce(Option<Py<PyAny>>) -> PyResult<T>,
) -> PyResult<T> {
    let Some(progress) = progress.filter(|given| !given.is_none()) else { return body(None) };
    if let Ok(wanted) = progress.extract::<bool>() {
        if !wanted {
            return body(None);
        }
        let bar = py.import("kartotek.progress")?.getattr("bar")?.call0()?;
        let done = body(Some(bar.clone().unbind()));
        bar.call_method0("close")?;
        return done;
    }
    if progress.is_instance_of::<PyString>() || !progress.is_callable() {
        return Err(wrong_type("progress: True, False or something to call", progress));
    }
    body(Some(progress.clone().unbind()))
}
