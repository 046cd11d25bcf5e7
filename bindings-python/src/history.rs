//! Who changed what.

use std::collections::BTreeMap;

use kartotek::{Actor, BatchId, CustomerId, FieldChange, Timestamp};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::cross::{Given, Taken};
use crate::errors::Raise as _;

/// One change of one record.
#[pyclass(frozen, eq, module = "kartotek")]
#[derive(Clone, PartialEq)]
pub(crate) struct HistoryEntry(kartotek::HistoryEntry);

#[pymethods]
impl HistoryEntry {
    /// The number of the change; later ones have greater numbers.
    #[getter]
    fn seq(&self) -> u64 {
        self.0.seq
    }

    /// When it was made.
    #[getter]
    fn at(&self) -> Given<Timestamp> {
        Given(self.0.set.at)
    }

    /// Who made it: ``system``, or ``staff:maria``, ``customer:…``, ``import:…``, ``sync:…``.
    #[getter]
    fn actor(&self) -> String {
        actor(&self.0.set.actor)
    }

    /// The import that made it, if one did.
    #[getter]
    fn batch(&self) -> Given<Option<BatchId>> {
        Given(self.0.set.batch)
    }

    /// Why it was made, as far as that was told.
    #[getter]
    fn reason(&self) -> &str {
        &self.0.set.reason
    }

    /// What kind of record was changed, for example ``customer``.
    #[getter]
    fn entity(&self) -> String {
        self.0.change.entity.kind.to_string()
    }

    /// The id of the record.
    #[getter]
    fn entity_id(&self) -> uuid::Uuid {
        uuid::Uuid::from_bytes(self.0.change.entity.id)
    }

    /// What was done: ``created``, ``updated``, ``archived``, ``restored``, ``deleted`` or ``grouped``.
    #[getter]
    fn action(&self) -> String {
        format!("{:?}", self.0.change.action).to_lowercase()
    }

    /// The fields that were changed, with the texts of their old values.
    #[getter]
    fn old(&self) -> BTreeMap<String, String> {
        self.0.change.old.iter().map(|old| (old.field.to_string(), old.text.clone())).collect()
    }

    /// Returns what it says.
    #[pyo3(signature = () -> "dict[str, object]")]
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        let names = ["seq", "at", "actor", "batch", "reason", "entity", "entity_id", "action", "old"];
        crate::record::dictionary(slf.as_any(), &names)
    }

    fn __repr__(&self) -> String {
        format!("<HistoryEntry {}: {} {}>", self.0.seq, self.entity(), self.action())
    }
}

fn actor(actor: &Actor) -> String {
    match actor {
        Actor::System => "system".to_owned(),
        Actor::Staff(name) => format!("staff:{name}"),
        Actor::Customer(id) => format!("customer:{id}"),
        Actor::Import(batch) => format!("import:{batch}"),
        Actor::Sync(id) => format!("sync:{id}"),
        _ => "unknown".to_owned(),
    }
}

/// One change of a customer, with both sides of each field.
#[pyclass(frozen, eq, module = "kartotek")]
#[derive(Clone, PartialEq)]
pub(crate) struct CustomerChange(kartotek::CustomerChange);

#[pymethods]
impl CustomerChange {
    /// The number of the change; later ones have greater numbers.
    #[getter]
    fn seq(&self) -> u64 {
        self.0.seq
    }

    /// When it was made.
    #[getter]
    fn at(&self) -> Given<Timestamp> {
        Given(self.0.set.at)
    }

    /// Who made it, as :attr:`HistoryEntry.actor` says it.
    #[getter]
    fn actor(&self) -> String {
        actor(&self.0.set.actor)
    }

    /// Why it was made, as far as that was told.
    #[getter]
    fn reason(&self) -> &str {
        &self.0.set.reason
    }

    /// What was done, as :attr:`HistoryEntry.action` says it.
    #[getter]
    fn action(&self) -> String {
        format!("{:?}", self.0.action).to_lowercase()
    }

    /// The changed fields: of each the old and the new value, as texts.
    #[getter]
    fn fields(&self) -> BTreeMap<String, (String, String)> {
        let changes = self.0.fields.iter();
        let both =
            |change: &FieldChange| (change.old.to_text().into_owned(), change.new.to_text().into_owned());
        changes.map(|change| (change.field.to_string(), both(change))).collect()
    }

    /// Returns what it says.
    #[pyo3(signature = () -> "dict[str, object]")]
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        crate::record::dictionary(slf.as_any(), &["seq", "at", "actor", "reason", "action", "fields"])
    }

    fn __repr__(&self) -> String {
        format!("<CustomerChange {}: {}>", self.0.seq, self.action())
    }
}

/// One run of an import.
#[pyclass(frozen, eq, module = "kartotek")]
#[derive(Clone, PartialEq)]
pub(crate) struct ImportBatch(kartotek::ImportBatch);

#[pymethods]
impl ImportBatch {
    /// Names the run: what ``register.undo_import`` is called with.
    #[getter]
    fn id(&self) -> Given<BatchId> {
        Given(self.0.id)
    }

    /// When it began.
    #[getter]
    fn started_at(&self) -> Given<Timestamp> {
        Given(self.0.started_at)
    }

    /// When it ended; ``None`` of one that was cut.
    #[getter]
    fn finished_at(&self) -> Given<Option<Timestamp>> {
        Given(self.0.finished_at)
    }

    /// The name of the file, where it has one.
    #[getter]
    fn source(&self) -> &str {
        &self.0.source
    }

    /// How many rows had which outcome.
    #[getter]
    fn counts(&self) -> Given<kartotek::ImportCounts> {
        Given(self.0.counts())
    }

    /// Returns what it says.
    #[pyo3(signature = () -> "dict[str, object]")]
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        crate::record::dictionary(slf.as_any(), &["id", "started_at", "finished_at", "source", "counts"])
    }

    fn __repr__(&self) -> String {
        format!("<ImportBatch {} of {:?}>", self.0.id, self.0.source)
    }
}

/// Who changed what: ``register.history``.
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct History {
    pub(crate) register: kartotek::Register,
}

#[pymethods]
impl History {
    /// Returns changes in the order in which they were made, those after a number: the change feed.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> [(entry.entity, entry.action) for entry in register.history.changes()]
    /// [('customer', 'created')]
    #[pyo3(signature = (after_seq = 0, limit = 1000))]
    fn changes(&self, py: Python<'_>, after_seq: u64, limit: u32) -> PyResult<Vec<HistoryEntry>> {
        let found = py.detach(|| self.register.history().changes(after_seq, limit)).raise(py)?;
        Ok(found.into_iter().map(HistoryEntry).collect())
    }

    /// Returns the changes of a customer, the last one first, those before a number.
    #[pyo3(signature = (id, before_seq = None, limit = 100))]
    fn of_customer(
        &self,
        py: Python<'_>,
        id: Taken<CustomerId>,
        before_seq: Option<u64>,
        limit: u32,
    ) -> PyResult<Vec<CustomerChange>> {
        let found = py.detach(|| self.register.history().of_customer(id.0, before_seq, limit)).raise(py)?;
        Ok(found.into_iter().map(CustomerChange).collect())
    }

    /// Returns imports, the last one first, those before a run.
    #[pyo3(signature = (before = None, limit = 100))]
    fn imports(
        &self,
        py: Python<'_>,
        before: Option<Taken<BatchId>>,
        limit: u32,
    ) -> PyResult<Vec<ImportBatch>> {
        let before = before.map(|batch| batch.0);
        let found = py.detach(|| self.register.history().imports(before, limit)).raise(py)?;
        Ok(found.into_iter().map(ImportBatch).collect())
    }

    /// Returns the changes that an import made, those after a number.
    #[pyo3(signature = (batch, after_seq = 0, limit = 1000))]
    fn of_batch(
        &self,
        py: Python<'_>,
        batch: Taken<BatchId>,
        after_seq: u64,
        limit: u32,
    ) -> PyResult<Vec<HistoryEntry>> {
        let found = py.detach(|| self.register.history().of_batch(batch.0, after_seq, limit)).raise(py)?;
        Ok(found.into_iter().map(HistoryEntry).collect())
    }
}
