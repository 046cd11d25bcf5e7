//! How far a call is: who is told, and how it is stopped.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::PyString;
use pyo3::{PyTypeInfo, type_hint_identifier, type_hint_subscript};

use crate::arguments::choices;
use crate::cross::{Cross, builtin, either, wrong_type};
use crate::record::record;

record! {
    /// How far an import is.
    ///
    /// >>> import kartotek
    /// >>> seen = []
    /// >>> report = kartotek.in_memory().import_file(b"Given name\nAnna\n", progress=seen.append)
    /// >>> seen[-1]
    /// ImportProgress(step=<ImportStep.STORING: 'storing'>, done_bytes=16, total_bytes=16, rows=1)
    ImportProgress {
        /// What it is doing.
        step: kartotek::ImportStep,
        /// Bytes of the file that are done in this step.
        done_bytes: u64,
        /// Bytes of the file.
        total_bytes: u64,
        /// Rows that are done in this step.
        rows: u64,
    }
}

/// Who is told how far a call is.
#[derive(Debug)]
pub(crate) enum Told {
    /// A bar, which shows it.
    Bar,
    /// Nobody.
    Nobody,
    /// What is called.
    Call(Py<PyAny>),
}

choices! {
    /// Whether a bar is shown, or what is called with how far it is.
    Progress(Arc<Told>): either!(
        builtin!("bool"),
        type_hint_subscript!(
            type_hint_identifier!("collections.abc", "Callable"),
            PyStaticExpr::List { elts: &[<ImportProgress as PyTypeInfo>::TYPE_HINT] },
            builtin!("object")
        )
    ), |given| told(given);
}

/// Reads who is told.
pub(crate) fn told(given: &Bound<'_, PyAny>) -> PyResult<Arc<Told>> {
    Ok(Arc::new(if let Ok(wanted) = given.extract::<bool>() {
        if wanted { Told::Bar } else { Told::Nobody }
    } else if !given.is_instance_of::<PyString>() && given.is_callable() {
        Told::Call(given.clone().unbind())
    } else {
        return Err(wrong_type("True, False or something to call", given));
    }))
}

/// Who is told how far a call is. It is kept by what tells, and changed while that waits.
#[derive(Default)]
pub(crate) struct Listener {
    call: Mutex<Option<Py<PyAny>>>,
    raised: Mutex<Option<PyErr>>,
}

impl Listener {
    /// Tells how far it is. Ctrl-C, what the listener raises, and ``False`` stop the call.
    pub(crate) fn hear(&self, far: impl Cross) -> ControlFlow<()> {
        self.answer(Python::attach(|py| {
            py.check_signals()?;
            let call =
                self.call.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|c| c.clone_ref(py));
            let Some(call) = call else { return Ok(true) };
            let answer = call.call1(py, (far.to_python(py)?,))?;
            Ok(!answer.bind(py).is(pyo3::types::PyBool::new(py, false)))
        }))
    }

    /// Stops the call on Ctrl-C.
    pub(crate) fn check(&self) -> ControlFlow<()> {
        self.answer(Python::attach(|py| py.check_signals().map(|()| true)))
    }

    /// Goes on, or stops the call and keeps what was raised.
    pub(crate) fn answer(&self, heard: PyResult<bool>) -> ControlFlow<()> {
        match heard {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) => ControlFlow::Break(()),
            Err(error) => {
                *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Takes what the listener raised.
    pub(crate) fn raised(&self) -> Option<PyErr> {
        self.raised.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Runs a body that tells how far it is: to what the caller gave, or to a bar.
    pub(crate) fn watch<T>(
        self: &Arc<Self>,
        py: Python<'_>,
        progress: Option<&Arc<Told>>,
        body: impl FnOnce() -> PyResult<T>,
    ) -> PyResult<T> {
        let (call, bar) = match progress.map(Arc::as_ref) {
            None | Some(Told::Nobody) => (None, None),
            Some(Told::Call(call)) => (Some(call.clone_ref(py)), None),
            Some(Told::Bar) => {
                let bar = py.import("kartotek.progress")?.getattr("bar")?.call0()?;
                (Some(bar.clone().unbind()), Some(bar))
            }
        };
        self.raised();
        let set = |call| *self.call.lock().unwrap_or_else(PoisonError::into_inner) = call;
        set(call);
        let done = body();
        set(None);
        if let Some(bar) = bar {
            bar.call_method0("close")?;
        }
        done
    }
}
