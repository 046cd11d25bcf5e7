//! Who changed what.

use std::collections::BTreeMap;

use kartotek::{Actor, BatchId, CustomerId, FieldChange, Timestamp};
use pyo3::prelude::*;

use crate::arguments::Taken;
use crate::cross::Given;
use crate::errors::Raise as _;
use crate::numbers;
use crate::record::view;

/// Makes the class of a change, with what all changes say of how they came about.
macro_rules! change {
    ($(#[$meta:meta])* $name:ident($inner:ty) { $($fields:tt)+ } repr $($repr:tt)+) => {
        view! {
            $(#[$meta])*
            $name($inner) {
                /// The number of the change; later ones have greater numbers.
                seq: u64 = |of| of.seq,
                /// When it was made.
                at: Timestamp = |of| of.set.at,
                /// Who made it: ``system``, or ``staff:maria``, ``customer:…``, ``import:…``, ``sync:…``.
                actor: String = |of| actor(&of.set.actor),
                /// The import that made it, if one did.
                batch: Option<BatchId> = |of| of.set.batch,
                /// Why it was made, as far as that was told.
                reason: String = |of| of.set.reason.clone(),
                $($fields)+
            }
            repr $($repr)+
        }
    };
}

change! {
    /// One change of one record.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory().with_reason("a call")
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> entry = register.history.changes()[0]
    /// >>> entry.entity, entry.action, entry.reason, entry.actor
    /// ('customer', 'created', 'a call', 'system')
    HistoryEntry(kartotek::HistoryEntry) {
        /// What kind of record was changed, for example ``customer``.
        entity: String = |of| of.change.entity.kind.to_string(),
        /// The id of the record.
        entity_id: uuid::Uuid = |of| uuid::Uuid::from_bytes(of.change.entity.id),
        /// What was done: ``created``, ``updated``, ``archived``, ``restored``, ``deleted`` or ``grouped``.
        action: String = |of| action(of.change.action),
        /// The fields that were changed, with the texts of their old values.
        old: BTreeMap<String, String> =
            |of| of.change.old.iter().map(|old| (old.field.to_string(), old.text.clone())).collect(),
    }
    repr |of| format!("<HistoryEntry {}: {} {}>", of.seq, of.entity, of.action)
}

change! {
    /// One change of a customer, with both sides of each field.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory().acting_as("maria")
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> anna = register.customers.update(anna, given_name="Eva")
    /// >>> change = register.history.of_customer(anna.id)[0]
    /// >>> change.actor, change.fields
    /// ('staff:maria', {'given_name': ('Anna', 'Eva')})
    CustomerChange(kartotek::CustomerChange) {
        /// What was done, as :attr:`HistoryEntry.action` says it.
        action: String = |of| action(of.action),
        /// The changed fields: of each the old and the new value, as texts.
        fields: BTreeMap<String, (String, String)> = |of| of.fields.iter().map(both_sides).collect(),
    }
    repr |of| format!("<CustomerChange {}: {}>", of.seq, of.action)
}

fn action(action: kartotek::Action) -> String {
    format!("{action:?}").to_lowercase()
}

fn both_sides(change: &FieldChange) -> (String, (String, String)) {
    (change.field.to_string(), (change.old.to_text().into_owned(), change.new.to_text().into_owned()))
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

view! {
    /// One run of an import.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> report = register.import_file(b"Given name\nAnna\n")
    /// >>> run = register.history.imports()[0]
    /// >>> run.id == report.batch, run.rows_done, run.is_undone
    /// (True, 1, False)
    ImportBatch(kartotek::ImportBatch) {
        /// Names the run: what ``register.undo_import`` and ``resume`` are called with.
        id: BatchId = |of| of.id,
        /// When it began.
        started_at: Timestamp = |of| of.started_at,
        /// When it ended; ``None`` of one that was cut, which ``import_file(..., resume=id)`` goes on with.
        finished_at: Option<Timestamp> = |of| of.finished_at,
        /// The name of the file, where it has one.
        source: String = |of| of.source.clone(),
        /// SHA-256 of the file.
        digest: [u8; 32] = |of| of.digest,
        /// How many rows of the file are done.
        rows_done: u64 = |of| of.rows_done,
        /// How many rows had which outcome so far.
        counts: kartotek::ImportCounts = |of| of.counts(),
        /// Who imported, as :attr:`HistoryEntry.actor` says it.
        actor: String = |of| actor(&of.actor()),
        /// Whether it was taken back, at least in part.
        is_undone: bool = |of| of.is_undone(),
    }
    repr |of| format!("<ImportBatch {} of {:?}>", of.id, of.source)
}

/// Who changed what: ``register.history``.
///
/// >>> import kartotek
/// >>> register = kartotek.in_memory()
/// >>> report = register.import_file([{"given_name": "Anna"}])
/// >>> [entry.action for entry in register.history.of_batch(report.batch) if entry.entity == "customer"]
/// ['created']
///
/// It cannot be pickled: it belongs to a register that is open in this process.
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct History {
    pub(crate) register: kartotek::Register,
}

#[pymethods]
impl History {
    /// Returns changes in the order in which they were made, those after a number: the change feed. At most 1,000 are given
    /// at a time, as by the other methods.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> [(entry.entity, entry.action) for entry in register.history.changes()]
    /// [('customer', 'created')]
    #[pyo3(signature = (after_seq: "int" = 0, limit: "int | None" = 1000))]
    fn changes(
        &self,
        py: Python<'_>,
        #[pyo3(from_py_with = numbers::after_seq)] after_seq: u64,
        #[pyo3(from_py_with = numbers::limit::<1000>)] limit: u32,
    ) -> PyResult<Given<Vec<kartotek::HistoryEntry>>> {
        py.detach(|| self.register.history().changes(after_seq, limit)).map(Given).raise(py)
    }

    /// Returns the number of the last change, 0 where there is none: what ``changes`` is asked for by who wants to hear
    /// of new ones alone.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna")
    /// >>> seen = register.history.latest()
    /// >>> bo = register.customers.create(given_name="Bo")
    /// >>> [entry.entity_id == bo.id for entry in register.history.changes(seen)]
    /// [True]
    fn latest(&self, py: Python<'_>) -> PyResult<u64> {
        py.detach(|| self.register.history().latest()).raise(py)
    }

    /// Returns the changes of a customer, the last one first, those before a number.
    #[pyo3(signature = (id, before_seq: "int | None" = None, limit: "int | None" = 100))]
    fn of_customer(
        &self,
        py: Python<'_>,
        id: Taken<CustomerId>,
        #[pyo3(from_py_with = numbers::before_seq)] before_seq: Option<u64>,
        #[pyo3(from_py_with = numbers::limit::<100>)] limit: u32,
    ) -> PyResult<Given<Vec<kartotek::CustomerChange>>> {
        py.detach(|| self.register.history().of_customer(id.0, before_seq, limit)).map(Given).raise(py)
    }

    /// Returns imports, the last one first, those before a run.
    #[pyo3(signature = (before = None, limit: "int | None" = 100))]
    fn imports(
        &self,
        py: Python<'_>,
        before: Option<Taken<BatchId>>,
        #[pyo3(from_py_with = numbers::limit::<100>)] limit: u32,
    ) -> PyResult<Given<Vec<kartotek::ImportBatch>>> {
        let before = before.map(|batch| batch.0);
        py.detach(|| self.register.history().imports(before, limit)).map(Given).raise(py)
    }

    /// Returns the changes that an import made, those after a number.
    #[pyo3(signature = (batch, after_seq: "int" = 0, limit: "int | None" = 1000))]
    fn of_batch(
        &self,
        py: Python<'_>,
        batch: Taken<BatchId>,
        #[pyo3(from_py_with = numbers::after_seq)] after_seq: u64,
        #[pyo3(from_py_with = numbers::limit::<1000>)] limit: u32,
    ) -> PyResult<Given<Vec<kartotek::HistoryEntry>>> {
        py.detach(|| self.register.history().of_batch(batch.0, after_seq, limit)).map(Given).raise(py)
    }
}
