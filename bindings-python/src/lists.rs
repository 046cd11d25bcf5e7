//! Lists: pages, and whole lists page after page.

use std::sync::{Mutex, PoisonError};

use kartotek::{Cursor, PageRequest, Total, TotalMode};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyString, PyTuple};

use crate::cross::{Cross, wrong_type};
use crate::errors::Raise as _;

/// One page of a list.
#[pyclass(frozen, module = "kartotek", generic)]
pub(crate) struct Page {
    items: Py<PyTuple>,
    next: Option<String>,
    total: Option<Total>,
}

#[pymethods]
impl Page {
    /// The records of the page.
    #[getter]
    fn items<'py>(&self, py: Python<'py>) -> Bound<'py, PyTuple> {
        self.items.bind(py).clone()
    }

    /// What the next page is asked for with as ``after``; ``None`` on the last one.
    #[getter]
    fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// How many records the list has, where that was asked for.
    #[getter]
    fn total(&self) -> Option<u64> {
        match self.total? {
            Total::Exactly(count) | Total::AtLeast(count) => Some(count),
        }
    }

    /// Whether there may be more than ``total``, since counting stopped at a cap.
    #[getter]
    fn total_is_capped(&self) -> bool {
        matches!(self.total, Some(Total::AtLeast(_)))
    }

    fn __len__(&self, py: Python<'_>) -> usize {
        self.items.bind(py).len()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.items.bind(py).try_iter()?.into_any())
    }

    fn __getitem__<'py>(&self, py: Python<'py>, place: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.items.bind(py).as_any().get_item(place)
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("Page({} items)", self.items.bind(py).len())
    }
}

impl Page {
    pub(crate) fn of<T: Cross>(py: Python<'_>, page: &kartotek::Page<T>) -> PyResult<Self> {
        let items = page.items.iter().map(|item| item.to_python(py)).collect::<PyResult<Vec<_>>>()?;
        let next = page.next.as_ref().map(|cursor| cursor.as_str().to_owned());
        Ok(Self { items: PyTuple::new(py, items)?.unbind(), next, total: page.total })
    }
}

/// Which part of a list a caller asks for: how many records, after which cursor, and whether to count.
pub(crate) struct Part(pub(crate) PageRequest);

impl Part {
    pub(crate) fn new(
        py: Python<'_>,
        limit: u32,
        after: Option<&str>,
        total: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        if !(1..=PageRequest::MAX_LIMIT).contains(&limit) {
            let message = format!("limit: expected 1 to {}", PageRequest::MAX_LIMIT);
            return Err(PyValueError::new_err(message));
        }
        let request = match after {
            Some(cursor) => PageRequest::after(limit, cursor.parse::<Cursor>().raise(py)?),
            None => PageRequest::first(limit),
        };
        let total = match total {
            None => TotalMode::None,
            Some(total) if total.is_instance_of::<pyo3::types::PyBool>() => {
                if total.extract()? {
                    TotalMode::Exact
                } else {
                    TotalMode::None
                }
            }
            Some(total) if total.is_instance_of::<PyInt>() => TotalMode::Capped(total.extract()?),
            Some(total) => return Err(wrong_type("True, or how far to count", total)),
        };
        Ok(Self(request.with_total(total)))
    }
}

/// The order of a list: the key of a field, from its end with a minus sign before it.
pub(crate) fn order(sort: &Bound<'_, PyAny>) -> PyResult<(String, bool)> {
    let text = sort.cast::<PyString>().map_err(|_| wrong_type("sort: the key of a field", sort))?.to_string();
    Ok(match text.strip_prefix('-') {
        Some(field) => (field.to_owned(), true),
        None => (text, false),
    })
}

type Fetch = dyn FnMut(Python<'_>, Option<Cursor>) -> PyResult<(Vec<Py<PyAny>>, Option<Cursor>)> + Send;

/// A whole list, fetched page after page while it is walked.
#[pyclass(frozen, module = "kartotek", generic)]
pub(crate) struct Walk(Mutex<State>);

struct State {
    fetch: Box<Fetch>,
    /// The records that were fetched and not given yet, the next one last.
    ready: Vec<Py<PyAny>>,
    after: Option<Cursor>,
    ended: bool,
}

impl Walk {
    /// Walks over what `page` gives.
    pub(crate) fn new<T, F>(page: F) -> Self
    where
        T: Cross + Send + 'static,
        F: Fn(&PageRequest) -> kartotek::Result<kartotek::Page<T>> + Send + Sync + 'static,
    {
        let fetch = move |py: Python<'_>, after: Option<Cursor>| {
            let request = match after {
                Some(cursor) => PageRequest::after(PageRequest::MAX_LIMIT, cursor),
                None => PageRequest::first(PageRequest::MAX_LIMIT),
            };
            let found = py.detach(|| page(&request)).raise(py)?;
            let items = found.items.iter().map(|item| Ok(item.to_python(py)?.unbind()));
            Ok((items.collect::<PyResult<Vec<_>>>()?, found.next))
        };
        Self(Mutex::new(State { fetch: Box::new(fetch), ready: Vec::new(), after: None, ended: false }))
    }
}

#[pymethods]
impl Walk {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        use pyo3::sync::MutexExt as _;
        let mut state = self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
        let state = &mut *state;
        if state.ready.is_empty() && !state.ended {
            let (mut ready, next) = (state.fetch)(py, state.after.take())?;
            ready.reverse();
            (state.ready, state.ended) = (ready, next.is_none());
            state.after = next;
        }
        Ok(state.ready.pop())
    }
}
