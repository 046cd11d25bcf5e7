//! Arguments of methods: how they are read, and how an error says which of them is wrong.

use std::ops::Deref;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyTuple};
use pyo3::{Borrowed, PyTypeInfo};

use crate::cross::{Cross, builtin, wrong_type};

/// Reads an argument, whose name an error says: PyO3 tells it in a note that it adds to the error, and `str(error)`
/// would not have it. What hears the note puts the name before the text instead.
pub(crate) fn argument<T>(given: &Bound<'_, PyAny>, read: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    read().inspect_err(|error| {
        // Without a name the error says enough still.
        let _ = hear_name(given.py(), error);
    })
}

fn hear_name(py: Python<'_>, error: &PyErr) -> PyResult<()> {
    let value = error.value(py);
    let is_of_argument = error.is_instance_of::<PyTypeError>(py) || error.is_instance_of::<PyValueError>(py);
    // Others than texts, those of a file or of bytes, are told by more than one argument.
    if !is_of_argument || value.getattr("args")?.len()? != 1 {
        return Ok(());
    }
    let heard = value.clone().unbind();
    let hear = move |given: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
        let error = heard.bind(given.py());
        error.delattr("add_note")?;
        let (note, text): (String, String) = (given.get_item(0)?.extract()?, error.str()?.to_string());
        match note.strip_prefix("while processing '").and_then(|rest| rest.strip_suffix('\'')) {
            Some(name) => error.setattr("args", (format!("{name}: {text}"),)),
            None => error.call_method1("add_note", (note,)).map(drop),
        }
    };
    value.setattr("add_note", PyCFunction::new_closure(py, None, None, hear)?)
}

/// What a method takes.
#[derive(Clone)]
pub(crate) struct Taken<T>(pub(crate) T);

impl<T: Cross> FromPyObject<'_, '_> for Taken<T> {
    type Error = PyErr;
    const INPUT_TYPE: PyStaticExpr = T::TAKES;

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        argument(&value, || T::from_python(&value).map(Self))
    }
}

impl<T> Deref for Taken<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// A text that a method takes.
#[derive(Clone)]
pub(crate) struct Text(pub(crate) String);

impl FromPyObject<'_, '_> for Text {
    type Error = PyErr;
    const INPUT_TYPE: PyStaticExpr = builtin!("str");

    fn extract(value: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        argument(&value, || String::from_python(&value).map(Self))
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Reads `True` or `False`, for `from_py_with`: the default of such an argument stays readable in its signature.
pub(crate) fn flag(given: &Bound<'_, PyAny>) -> PyResult<bool> {
    argument(given, || bool::from_python(given))
}

/// An object of a class.
pub(crate) struct Object<'py, R>(pub(crate) Bound<'py, R>);

impl<'a, 'py, R: PyTypeInfo> FromPyObject<'a, 'py> for Object<'py, R> {
    type Error = PyErr;
    const INPUT_TYPE: PyStaticExpr = R::TYPE_HINT;

    fn extract(given: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        argument(&given, || match given.cast::<R>() {
            Ok(object) => Ok(Self(object.to_owned())),
            Err(_) => Err(wrong_type(&name::<R>(given.py())?, &given)),
        })
    }
}

/// A record that was read before; what is done with it needs its revision too, which an id does not tell.
pub(crate) struct Seen<'py, R>(pub(crate) Bound<'py, R>);

impl<'py, R: PyTypeInfo> Seen<'py, R> {
    pub(crate) fn read(given: &Bound<'py, PyAny>) -> PyResult<Self> {
        if let Ok(record) = given.cast::<R>() {
            return Ok(Self(record.clone()));
        }
        let class = name::<R>(given.py())?;
        Err(wrong_type(&format!("the {class} as it was read, which tells its revision"), given))
    }
}

impl<'a, 'py, R: PyTypeInfo> FromPyObject<'a, 'py> for Seen<'py, R> {
    type Error = PyErr;
    const INPUT_TYPE: PyStaticExpr = R::TYPE_HINT;

    fn extract(given: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        argument(&given, || Self::read(&given))
    }
}

/// The name of a class.
pub(crate) fn name<R: PyTypeInfo>(py: Python<'_>) -> PyResult<String> {
    Ok(R::type_object(py).name()?.to_string())
}

/// Makes types of arguments that are read where they are used, each with what Python may give.
macro_rules! arguments {
    ($($(#[$doc:meta])* $name:ident: $hint:expr;)+) => {$(
        $(#[$doc])*
        pub(crate) struct $name<'py>(pub(crate) pyo3::Bound<'py, pyo3::PyAny>);

        impl<'a, 'py> pyo3::FromPyObject<'a, 'py> for $name<'py> {
            type Error = pyo3::PyErr;
            const INPUT_TYPE: pyo3::inspect::PyStaticExpr = $hint;

            fn extract(given: pyo3::Borrowed<'a, 'py, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                Ok(Self(given.to_owned()))
            }
        }
    )+};
}

pub(crate) use arguments;

/// Makes types of arguments that are read by what stands behind: each with what it holds and what Python may give.
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident($inner:ty): $hint:expr, |$given:ident| $read:expr;)+) => {$(
        $(#[$doc])*
        pub(crate) struct $name(pub(crate) $inner);

        impl pyo3::FromPyObject<'_, '_> for $name {
            type Error = pyo3::PyErr;
            const INPUT_TYPE: pyo3::inspect::PyStaticExpr = $hint;

            fn extract(given: pyo3::Borrowed<'_, '_, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                let $given: &pyo3::Bound<'_, pyo3::PyAny> = &given;
                $crate::arguments::argument($given, || $read.map(Self))
            }
        }
    )+};
}

pub(crate) use choices;
