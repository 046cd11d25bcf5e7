//! Records that methods take: as such, or by their fields in a dictionary or by name.

use pyo3::exceptions::PyTypeError;
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping, PyType};
use pyo3::{Borrowed, PyClass, PyTypeInfo};

use crate::arguments::{argument, name};
use crate::cross::{MAPPING, either, mapping, wrong_type};
use crate::record::{Record, fields};

/// A record, or its fields in a dictionary; without either they are given by name.
pub(crate) enum Whole<'py, R> {
    Record(Bound<'py, R>),
    Fields(Bound<'py, PyDict>),
}

impl<'py, R: PyTypeInfo> Whole<'py, R> {
    pub(crate) fn read(given: &Bound<'py, PyAny>) -> PyResult<Self> {
        Self::read_or(given, "")
    }

    fn read_or(given: &Bound<'py, PyAny>, or: &str) -> PyResult<Self> {
        if let Ok(record) = given.cast::<R>() {
            return Ok(Self::Record(record.clone()));
        }
        if given.cast::<PyMapping>().is_ok() {
            return mapping(given).map(Self::Fields);
        }
        let class = name::<R>(given.py())?;
        Err(wrong_type(&format!("{or}a {class} or its fields in a dict"), given))
    }
}

impl<'a, 'py, R: PyTypeInfo> FromPyObject<'a, 'py> for Whole<'py, R> {
    type Error = PyErr;
    const INPUT_TYPE: PyStaticExpr = either!(R::TYPE_HINT, MAPPING);

    fn extract(given: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        argument(&given, || Self::read(&given))
    }
}

pub(crate) fn replace<'py, R: Record>(
    record: &Bound<'py, R>,
    changes: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, R>> {
    let call = format!("{}.replace", record.as_any().get_type().name()?);
    replaced(&call, record, changes)
}

fn replaced<'py, R: Record>(
    call: &str,
    record: &Bound<'py, R>,
    changes: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, R>> {
    let fields = fields(record)?;
    if let Some(changes) = changes {
        fields.update(changes.as_mapping())?;
    }
    built(call, &record.as_any().get_type(), Some(&fields))
}

/// Returns a record with changes, which are another record or fields in a dictionary or by name.
pub(crate) fn changed<'py, R: Record + Into<PyClassInitializer<R>>>(
    py: Python<'py>,
    call: &str,
    stored: R,
    given: Option<Whole<'py, R>>,
    fields: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, R>> {
    match given {
        Some(Whole::Record(record)) => replaced(call, &record, fields),
        Some(Whole::Fields(_)) if fields.is_some_and(|fields| !fields.is_empty()) => Err(twice::<R>(py)),
        Some(Whole::Fields(fields)) => replaced(call, &Bound::new(py, stored)?, Some(&fields)),
        None => replaced(call, &Bound::new(py, stored)?, fields),
    }
}

/// Reads a record that is given as such, or by its fields in a dictionary or by name, to the method `call`.
pub(crate) fn given<'py, R: PyClass>(
    py: Python<'py>,
    call: &str,
    given: Option<Whole<'py, R>>,
    fields: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, R>> {
    let class = py.get_type::<R>();
    match (given, fields.filter(|fields| !fields.is_empty())) {
        (Some(_), Some(_)) => Err(twice::<R>(py)),
        (Some(Whole::Record(record)), None) => Ok(record),
        (Some(Whole::Fields(fields)), None) => built(call, &class, Some(&fields)),
        (None, fields) => built(call, &class, fields),
    }
}

/// Reads a record within another one: as such, or by its fields in a dictionary; `or` says what else does.
pub(crate) fn part<'py, R: PyClass>(given: &Bound<'py, PyAny>, or: &str) -> PyResult<Bound<'py, R>> {
    let class = given.py().get_type::<R>();
    match Whole::read_or(given, or)? {
        Whole::Record(record) => Ok(record),
        Whole::Fields(fields) => built(&class.name()?.to_string(), &class, Some(&fields)),
    }
}

/// Makes a record of its fields by name.
fn built<'py, R: PyClass>(
    call: &str,
    class: &Bound<'py, PyType>,
    fields: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, R>> {
    let record = class.call((), fields).map_err(|error| match fields {
        Some(fields) if error.is_instance_of::<PyTypeError>(class.py()) => {
            unknown(call, class, fields).unwrap_or_else(Some).unwrap_or(error)
        }
        _ => error,
    })?;
    Ok(record.cast_into::<R>()?)
}

/// Says which of some names is none of a class, and which was perhaps meant.
fn unknown(call: &str, class: &Bound<'_, PyType>, fields: &Bound<'_, PyDict>) -> PyResult<Option<PyErr>> {
    let py = class.py();
    let known = py.import("inspect")?.call_method1("signature", (class,))?.getattr("parameters")?;
    for name in fields.keys() {
        if !known.contains(&name)? {
            let near = py.import("difflib")?.call_method1("get_close_matches", (name.str()?, &known, 1))?;
            let hint =
                near.get_item(0).map_or_else(|_| String::new(), |near| format!("; did you mean '{near}'?"));
            return Ok(Some(PyTypeError::new_err(format!("{call}() has no field '{name}'{hint}"))));
        }
    }
    Ok(None)
}

fn twice<R: PyClass>(py: Python<'_>) -> PyErr {
    match py.get_type::<R>().name() {
        Ok(class) => PyTypeError::new_err(format!("give a {class} or its fields by name, not both")),
        Err(error) => error,
    }
}
