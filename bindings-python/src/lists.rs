//! Lists: pages, and whole lists page after page.

use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use kartotek::{Cursor, PageRequest, Sort, Total, TotalMode};
use pyo3::exceptions::PyValueError;
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::PyInt;
use pyo3::{type_hint_identifier, type_hint_subscript};

use crate::cross::{Cross, Given, arguments, builtin, either, gives, wrong_type};
use crate::errors::Raise as _;

/// A page of records, as `kartotek/lists.py` has it.
pub(crate) struct PageOf<T>(pub(crate) kartotek::Page<T>);

gives!(<T> PageOf<T>: type_hint_subscript!(type_hint_identifier!("kartotek.lists", "Page"), T::GIVES), |page, py| {
    let kartotek::Page { items, next, total } = page.0;
    let (total, is_capped) = match total {
        None => (None, false),
        Some(Total::Exactly(count)) => (Some(count), false),
        Some(Total::AtLeast(count)) => (Some(count), true),
    };
    let next = next.map(|cursor| cursor.to_string());
    py.import("kartotek.lists")?.getattr("Page")?.call1((Given(items), next, total, is_capped))
});

arguments! {
    /// Whether a list is counted: `True`, or how far.
    Counted: either!(builtin!("bool"), builtin!("int"));
}

/// Which part of a list a caller asks for: how many records, after which cursor, and whether to count.
pub(crate) struct Part(pub(crate) PageRequest);

impl Part {
    pub(crate) fn new(
        py: Python<'_>,
        limit: u32,
        after: Option<&str>,
        total: Option<Counted<'_>>,
    ) -> PyResult<Self> {
        let limit = limited(limit)?;
        let request = match after {
            Some(cursor) => PageRequest::after(limit, cursor.parse::<Cursor>().raise(py)?),
            None => PageRequest::first(limit),
        };
        let total = match total.as_ref().map(|total| &total.0) {
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

/// Refuses a part of a list that is larger than the core gives at a time, or empty.
pub(crate) fn limited(limit: u32) -> PyResult<u32> {
    if (1..=PageRequest::MAX_LIMIT).contains(&limit) {
        return Ok(limit);
    }
    Err(PyValueError::new_err(format!("limit: expected 1 to {}", PageRequest::MAX_LIMIT)))
}

/// The order of a list: the key of a field, from its end with a minus sign before it.
pub(crate) fn order(sort: &str) -> (String, bool) {
    match sort.strip_prefix('-') {
        Some(field) => (field.to_owned(), true),
        None => (sort.to_owned(), false),
    }
}

/// The order that a caller asks for, or that of a field.
pub(crate) fn sorted(sort: Option<&str>, default: &'static str) -> Sort {
    let (field, descending) = order(sort.unwrap_or(default));
    Sort { field: field.into(), descending }
}

/// A walk over records.
pub(crate) struct WalkOf<T>(pub(crate) Walk, pub(crate) PhantomData<T>);

gives!(
    <T> WalkOf<T>: type_hint_subscript!(type_hint_identifier!("collections.abc", "Iterator"), T::GIVES),
    |walk, py| Ok(Bound::new(py, walk.0)?.into_any())
);

type Fetch = dyn FnMut(Python<'_>, Option<Cursor>) -> PyResult<(Vec<Py<PyAny>>, Option<Cursor>)> + Send;

/// A whole list, fetched page after page while it is walked.
///
/// >>> import kartotek
/// >>> walk = kartotek.in_memory().customers.all()
/// >>> next(walk, None) is None
/// True
#[pyclass(frozen, module = "kartotek")]
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
    pub(crate) fn over<T, F>(page: F) -> WalkOf<T>
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
            let items = found.items.into_iter().map(|item| Ok(item.into_python(py)?.unbind()));
            Ok((items.collect::<PyResult<Vec<_>>>()?, found.next))
        };
        let state = State { fetch: Box::new(fetch), ready: Vec::new(), after: None, ended: false };
        WalkOf(Self(Mutex::new(state)), PhantomData)
    }
}

/// A record of any class.
struct Anything(Py<PyAny>);

impl<'py> IntoPyObject<'py> for Anything {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;
    const OUTPUT_TYPE: PyStaticExpr = builtin!("object");

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.0.into_bound(py))
    }
}

#[pymethods]
impl Walk {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Anything>> {
        use pyo3::sync::MutexExt as _;
        let mut state = self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
        let state = &mut *state;
        if state.ready.is_empty() && !state.ended {
            let (mut ready, next) = (state.fetch)(py, state.after.clone())?;
            ready.reverse();
            (state.ready, state.ended) = (ready, next.is_none());
            state.after = next;
        }
        Ok(state.ready.pop().map(Anything))
    }
}
