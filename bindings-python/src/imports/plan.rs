//! A plan of an import: what it would do, and its doing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kartotek::{Register, RowOutcome};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::MutexExt as _;

use super::file::ImportFile;
use super::progress::{Listener, Progress};
use super::report::ImportReport;
use super::run::{Asked, attempt, finished};
use crate::arguments::Text;
use crate::cross::Given;
use crate::errors::Raise as _;

type Plan = kartotek::ImportPlan<'static>;

/// What an import would do, decided row by row against the register as it stands: a report, which stores nothing
/// until :meth:`commit`.
///
/// >>> import kartotek
/// >>> register = kartotek.in_memory()
/// >>> plan = register.plan_import(b"Given name,E-mail\nAnna,anna@example.com\nBo,bo@\n")
/// >>> plan.end, plan.counts.created, register.customers.count()
/// (<ImportEnd.PLANNED: 'planned'>, 1, 0)
/// >>> plan.commit().counts.created, register.customers.count()
/// (1, 1)
///
/// It cannot be pickled: it holds the register.
#[pyclass(frozen, extends = ImportReport, module = "kartotek")]
pub(crate) struct ImportPlan {
    /// Nothing once a commit was begun.
    plan: Mutex<Option<Plan>>,
    register: Register,
    listener: Arc<Listener>,
    asked: Asked,
}

impl ImportPlan {
    /// Makes the object of a plan whose progress the listener hears.
    pub(super) fn make<'py>(
        py: Python<'py>,
        register: &Register,
        plan: Plan,
        listener: Arc<Listener>,
        asked: Asked,
    ) -> PyResult<Bound<'py, Self>> {
        let file = ImportFile::of(plan.table(), plan.mapping());
        let report = ImportReport::of(plan.report(), None, file, None);
        let own = Self { plan: Mutex::new(Some(plan)), register: register.clone(), listener, asked };
        Bound::new(py, PyClassInitializer::from(report).add_subclass(own))
    }

    fn plan<'a>(&'a self, py: Python<'_>) -> MutexGuard<'a, Option<Plan>> {
        self.plan.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl ImportPlan {
    /// Returns the outcome of each row below the header, in order.
    fn outcomes(&self, py: Python<'_>) -> PyResult<Given<Vec<RowOutcome>>> {
        let plan = self.plan(py);
        plan.as_ref().map(|plan| Given(plan.outcomes().to_vec())).ok_or_else(committed)
    }

    /// Does what was planned, once, also where that fails: reads the file again and decides each row anew. The report
    /// lists in ``changed_since_plan`` the rows whose outcome is another one by now.
    ///
    /// Raises :class:`kartotek.UnreadableFileError` when the file was changed since; then nothing is stored.
    #[pyo3(signature = (*, progress = None))]
    fn commit<'py>(&self, py: Python<'py>, progress: Option<Progress>) -> PyResult<Bound<'py, ImportReport>> {
        let plan = self.plan(py).take().ok_or_else(committed)?;
        let file = ImportFile::of(plan.table(), plan.mapping());
        self.listener.watch(py, progress.as_ref().map(|given| &given.0), || {
            let ended = py.detach(|| attempt(&self.register, plan.batch(), || plan.commit()));
            finished(py, &self.listener, ended, file, &self.asked)
        })
    }

    #[pyo3(signature = () -> "tuple[object, tuple[object, ...]]")]
    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a plan of an import cannot be pickled: it holds the register"))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> String {
        format!("<ImportPlan {}>", slf.as_super().get().summary())
    }

    /// Saves what each column is for under a name: files with the same headings, in any order, are mapped so from
    /// now on.
    fn save_mapping(&self, py: Python<'_>, name: Text) -> PyResult<()> {
        let mut plan = self.plan(py);
        let plan = plan.as_mut().ok_or_else(committed)?;
        // The unique reference may cross threads, a shared one may not.
        py.detach(move || plan.save_mapping(&name)).raise(py)
    }
}

fn committed() -> PyErr {
    PyValueError::new_err("a commit of this plan was begun before; plan the import again")
}
