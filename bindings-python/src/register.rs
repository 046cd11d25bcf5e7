//! The register: opened, looked into, closed.

use std::path::PathBuf;

use kartotek::{
    Actor, Context, Opening, PostgresOptions, RegisterBuilder, RegisterId, Revision, SqliteOptions,
};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::address::server_address;
use crate::arguments::{Object, Taken, Text, flag};
use crate::batch::WriteBatch;
use crate::codes::{CodeOptions, Codes};
use crate::collections::{ContactGroups, CustomerGroups, Tags};
use crate::cross::{Given, at, wrong_type};
use crate::customers::Customers;
use crate::errors::{Raise as _, raised_of};
use crate::history::History;
use crate::imports::Listener;
use crate::jobs::{Galleries, JobGroups, Jobs, Participants, Registrations};
use crate::numbers;
use crate::settings::RegisterSettings;
use crate::whole;

/// A register: all that a photo studio, a salon or a web shop knows about its customers.
///
/// It may be used by several threads at once. As a context manager it is shut down at the end. It cannot be pickled:
/// another process opens the register by itself.
///
/// >>> import kartotek
/// >>> with kartotek.in_memory() as register:
/// ...     anna = register.customers.create(given_name="Anna", family_name="García")
/// ...     register.customers.count()
/// 1
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct Register(pub(crate) kartotek::Register);

type Settings<'py> = Option<Object<'py, RegisterSettings>>;
type CodesGiven<'py> = Option<Object<'py, CodeOptions>>;

/// Begins to open a register; a new one gets the settings.
fn builder(settings: Settings<'_>, codes: CodesGiven<'_>) -> RegisterBuilder {
    let mut builder = kartotek::Register::builder();
    if let Some(codes) = codes {
        builder = builder.codes(codes.0.get().0.clone());
    }
    match settings {
        Some(settings) => builder.settings(settings.0.get().0.clone()),
        None => builder,
    }
}

fn opening(must_exist: bool, read_only: bool) -> Opening {
    match (must_exist, read_only) {
        (_, true) => Opening::ReadOnly,
        (true, false) => Opening::MustExist,
        (false, false) => Opening::Create,
    }
}

/// Opens the register in a file, and makes it where there is none: with the ``settings``, which one that is there
/// keeps as it has them.
///
/// With ``must_exist`` a file that is not there is refused with :class:`kartotek.IoError`; with ``read_only`` too, and
/// whatever would change the register raises :class:`kartotek.ReadOnlyError`. ``codes`` is what issuing access codes and
/// looking them up needs.
///
/// >>> import kartotek
/// >>> settings = kartotek.RegisterSettings(name="Studio Sol", locale="sv-SE", country="SE", currency="SEK")
/// >>> with kartotek.open("studio.db", settings=settings) as register:
/// ...     register.settings().currency
/// 'SEK'
#[pyfunction]
#[pyo3(signature = (path, *, settings = None, codes = None, must_exist: "bool" = false, read_only: "bool" = false))]
pub(crate) fn open(
    py: Python<'_>,
    path: Taken<PathBuf>,
    settings: Settings<'_>,
    codes: CodesGiven<'_>,
    #[pyo3(from_py_with = flag)] must_exist: bool,
    #[pyo3(from_py_with = flag)] read_only: bool,
) -> PyResult<Register> {
    let path = crate::address::file_path(path.0)?;
    let options = SqliteOptions { opening: opening(must_exist, read_only), ..SqliteOptions::default() };
    let builder = builder(settings, codes).sqlite(options);
    let opened = py.detach(|| builder.open(&path).map_err(|error| (error, path)));
    opened.map(Register).map_err(|(error, path)| raised_of(py, &path, &error))
}

/// Makes a register that lives as long as it is used, for tests and trials.
///
/// >>> import kartotek
/// >>> kartotek.in_memory().customers.count()
/// 0
#[pyfunction]
#[pyo3(signature = (*, settings = None, codes = None))]
pub(crate) fn in_memory(py: Python<'_>, settings: Settings<'_>, codes: CodesGiven<'_>) -> PyResult<Register> {
    let builder = builder(settings, codes);
    py.detach(|| builder.in_memory()).map(Register).raise(py)
}

/// Opens the register in a schema of a PostgreSQL server, and makes it where there is none, as :func:`open` does.
///
/// ``read_address`` is that of a standby that answers what people look at, ``connections`` how many are kept.
///
/// >>> import kartotek
/// >>> kartotek.connect("postgresql://nobody@127.0.0.1:1/none")
/// Traceback (most recent call last):
/// kartotek.errors.UnreachableError: ...
#[pyfunction]
#[pyo3(signature = (
    url, *, schema = None, settings = None, codes = None, connections: "int | None" = None, read_address = None,
    must_exist: "bool" = false, read_only: "bool" = false
))]
#[allow(clippy::too_many_arguments)]
pub(crate) fn connect(
    py: Python<'_>,
    url: Text,
    schema: Option<Text>,
    settings: Settings<'_>,
    codes: CodesGiven<'_>,
    #[pyo3(from_py_with = numbers::connections)] connections: Option<usize>,
    read_address: Option<Text>,
    #[pyo3(from_py_with = flag)] must_exist: bool,
    #[pyo3(from_py_with = flag)] read_only: bool,
) -> PyResult<Register> {
    let default = PostgresOptions::default();
    let options = PostgresOptions {
        schema: schema.map_or(default.schema, |name| name.0),
        opening: opening(must_exist, read_only),
        connections: connections.unwrap_or(default.connections),
        read_address: read_address.map(|given| given.0),
        ..PostgresOptions::default()
    };
    let builder = builder(settings, codes);
    let url = server_address(&url)?;
    py.detach(|| builder.connect(url, options)).map(Register).raise(py)
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

    /// What can be done with photo jobs.
    #[getter]
    fn jobs(&self) -> Jobs {
        Jobs { register: self.0.clone() }
    }

    /// What can be done with the groups of photo jobs.
    #[getter]
    fn job_groups(&self) -> JobGroups {
        JobGroups { register: self.0.clone() }
    }

    /// What can be done with galleries.
    #[getter]
    fn galleries(&self) -> Galleries {
        Galleries { register: self.0.clone() }
    }

    /// What can be done with participants, those who are pictured.
    #[getter]
    fn participants(&self) -> Participants {
        Participants { register: self.0.clone() }
    }

    /// What can be done with registrations.
    #[getter]
    fn registrations(&self) -> Registrations {
        Registrations { register: self.0.clone() }
    }

    /// What can be done with access codes.
    #[getter]
    fn codes(&self) -> Codes {
        Codes { register: self.0.clone() }
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
    fn acting_as(&self, name: Text) -> Self {
        Self(self.0.acting_as(Actor::staff(name.0)))
    }

    /// Returns the register as it is used in a context, which decides what fields are required.
    fn in_context(&self, context: Taken<Context>) -> Self {
        Self(self.0.in_context(context.0))
    }

    /// Returns the register with a reason that history carries with every change.
    fn with_reason(&self, reason: Text) -> Self {
        Self(self.0.with_reason(reason.0))
    }

    /// Returns the register with a key under which the next call is done once, however often it is made.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> first, again = (register.with_idempotency_key("form 7").customers.create(given_name="Anna") for _ in "12")
    /// >>> first.id == again.id, register.customers.count()
    /// (True, 1)
    fn with_idempotency_key(&self, key: Text) -> Self {
        Self(self.0.with_idempotency_key(key.0))
    }

    /// Returns the register with what the caller saw: records that were changed since are left alone. A call about
    /// several answers ``version_conflict`` for these, one about a tag or group raises
    /// :class:`kartotek.ConflictError`.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> changed = register.customers.update(anna, note="called")
    /// >>> register.expecting(anna).tags.apply([anna.id], add=["vip"])
    /// (<BulkOutcome.VERSION_CONFLICT: 'version_conflict'>,)
    #[pyo3(signature = (*records: "object"))]
    fn expecting(&self, records: &Bound<'_, PyTuple>) -> PyResult<Self> {
        let seen = records.iter().map(|record| {
            let id = record.getattr("id").and_then(|id| id.extract::<uuid::Uuid>());
            match (id, record.getattr("revision").and_then(|revision| revision.extract())) {
                (Ok(id), Ok(revision)) => Ok((id.into_bytes(), Revision(revision))),
                _ => Err(at(
                    record.py(),
                    "records",
                    wrong_type("records as they were read, with an id and a revision", &record),
                )),
            }
        });
        Ok(Self(self.0.expecting(seen.collect::<PyResult<Vec<_>>>()?)))
    }

    /// Begins to record commands that are done together, all of them or none, as this register does things: in its
    /// name, with its reason, and with what it expects.
    fn batch(&self) -> WriteBatch {
        WriteBatch::of(&self.0)
    }

    /// The name of the backend: ``sqlite`` or ``postgres``.
    #[getter]
    fn backend(&self) -> &'static str {
        self.0.backend().name
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
        let changed =
            whole::changed(py, "register.update_settings", RegisterSettings(stored), None, changes)?;
        let settings = changed.get().0.clone();
        py.detach(|| self.0.update_settings_at(revision, settings)).raise(py)?;
        self.settings(py)
    }

    /// Writes a copy of the register into a file that does not exist yet, while others go on working with it.
    fn backup_to(&self, py: Python<'_>, path: Taken<PathBuf>) -> PyResult<()> {
        py.detach(|| self.0.backup_to(&*path)).map_err(|error| raised_of(py, &path, &error))
    }

    /// Copies everything into another register, which is empty or holds a copy that was cut off, and returns the
    /// number of rows. Ctrl-C stops it, and the same call goes on.
    fn copy_to(&self, py: Python<'_>, other: Object<'_, Self>) -> PyResult<u64> {
        let other = other.0.get().0.clone();
        let listener = Listener::default();
        let copied = py.detach(|| self.0.copy_to_watched(&other, |_| listener.check()));
        listener.raised().map_or_else(|| Ok(copied.raise(py)?.rows), Err)
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
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.shut_down(py)
    }

    fn __repr__(&self) -> String {
        format!("<Register {} in {}>", self.0.id(), self.0.backend().name)
    }
}
