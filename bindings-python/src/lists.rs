//! Lists: pages, and whole lists page after page.

use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use kartotek::{Cursor, PageRequest, Sort, Total, TotalMode};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt};
use pyo3::{type_hint_identifier, type_hint_subscript};

use crate::arguments::choices;
use crate::cross::{Cross, Given, builtin, either, gives, wrong_type};
use crate::errors::Raise as _;
use crate::numbers;

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

choices! {
    /// Whether a list is counted: `True`, or how far.
    Counted(TotalMode): either!(builtin!("bool"), builtin!("int")), |total| counted(total);
    /// What the next page is asked for with.
    After(Cursor): builtin!("str"), |cursor| String::from_python(cursor)?.parse().raise(cursor.py());
}

fn counted(total: &Bound<'_, PyAny>) -> PyResult<TotalMode> {
    if total.is_instance_of::<PyBool>() {
        return Ok(if total.extract()? { TotalMode::Exact } else { TotalMode::None });
    }
    if total.is_instance_of::<PyInt>() {
        return numbers::total(total).map(TotalMode::Capped);
    }
    Err(wrong_type("True, or how far to count", total))
}

/// Which part of a list a caller asks for: how many records, after which cursor, and whether to count.
pub(crate) struct Part(pub(crate) PageRequest);

impl Part {
    pub(crate) fn new(limit: u32, after: Option<After>, total: Option<Counted>) -> Self {
        let request = match after {
            Some(cursor) => PageRequest::after(limit, cursor.0),
            None => PageRequest::first(limit),
        };
        Self(request.with_total(total.map_or(TotalMode::None, |total| total.0)))
    }
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

/// The records of a page that are not given yet: an object is made when it is its turn, so that few are alive at once.
type Ready = Box<dyn FnMut(Python<'_>) -> Option<PyResult<Py<PyAny>>> + Send>;
type Fetch = dyn FnMut(Python<'_>, Option<Cursor>) -> PyResult<(Ready, Option<Cursor>)> + Send;

/// A whole list, fetched page after page while it is walked.
///
/// >>> import kartotek
/// >>> walk = kartotek.in_memory().customers.all()
/// >>> next(walk, None) is None
/// True
///
/// It cannot be pickled: it belongs to a register that is open in this process.
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct Walk(Mutex<State>);

struct State {
    fetch: Box<Fetch>,
    ready: Ready,
    after: Option<Cursor>,
    ended: bool,
}

impl Walk {
    /// Records of a page: a thousand would not stay in the processor's cache until they are given.
    const PAGE: u32 = 500;

    /// Walks over what `page` gives.
    pub(crate) fn over<T, F>(page: F) -> WalkOf<T>
    where
        T: Cross + Send + 'static,
        F: Fn(&PageRequest) -> kartotek::Result<kartotek::Page<T>> + Send + Sync + 'static,
    {
        let fetch = move |py: Python<'_>, after: Option<Cursor>| {
            let request = match after {
                Some(cursor) => PageRequest::after(Self::PAGE, cursor),
                None => PageRequest::first(Self::PAGE),
            };
            // What takes the records may be a function in C, which does not look for Ctrl-C.
            py.check_signals()?;
            let found = py.detach(|| page(&request)).raise(py)?;
            let mut items = found.items.into_iter();
            let ready: Ready =
                Box::new(move |py| Some(items.next()?.into_python(py).map(|record| record.unbind())));
            Ok((ready, found.next))
        };
        let state = State { fetch: Box::new(fetch), ready: Box::new(|_| None), after: None, ended: false };
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
        loop {
            if let Some(record) = (state.ready)(py) {
                return record.map(Anything).map(Some);
            }
            if state.ended {
                return Ok(None);
            }
            let (ready, next) = (state.fetch)(py, state.after.clone())?;
            (state.ready, state.ended, state.after) = (ready, next.is_none(), next);
        }
    }
}
