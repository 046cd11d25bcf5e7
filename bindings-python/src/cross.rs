//! How values cross to Python and back.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::inspect::{PyStaticConstant, PyStaticExpr};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyIterator, PyMapping, PyString, PyTuple};
use pyo3::{type_hint_identifier, type_hint_subscript};

use crate::numbers;

/// The type of a value that is of one type or another.
macro_rules! either {
    ($one:expr, $other:expr $(,)?) => {
        pyo3::inspect::PyStaticExpr::BinOp {
            left: &$one,
            op: pyo3::inspect::PyStaticOperator::BitOr,
            right: &$other,
        }
    };
}

pub(crate) use either;

/// The type of a text that is one of some.
macro_rules! literal {
    ($($text:literal),+ $(,)?) => {
        pyo3::inspect::PyStaticExpr::Subscript {
            value: &pyo3::type_hint_identifier!("typing", "Literal"),
            slice: &pyo3::inspect::PyStaticExpr::Tuple {
                elts: &[$(pyo3::inspect::PyStaticExpr::Constant {
                    value: pyo3::inspect::PyStaticConstant::Str($text),
                }),+],
            },
        }
    };
}

pub(crate) use literal;

/// A value that Python gets and gives.
pub(crate) trait Cross: Sized {
    /// The type that Python gets.
    const GIVES: PyStaticExpr;
    /// The type that Python may give.
    const TAKES: PyStaticExpr = Self::GIVES;
    /// What several of them are called.
    const MANY: &'static str = "values";

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;

    /// As [`Cross::to_python`], without a copy where the value can move.
    fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self.to_python(py)
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self>;
}

/// Lets a type be what a getter or method gives: `$self` turned into `$made`, an object of the class `$hint`.
macro_rules! gives {
    (<$($lifetime:lifetime,)* $T:ident> $type:ty: $hint:expr, |$given:ident, $py:ident| $made:expr) => {
        impl<'py, $($lifetime,)* $T: $crate::cross::Cross> pyo3::IntoPyObject<'py> for $type {
            type Target = pyo3::PyAny;
            type Output = pyo3::Bound<'py, pyo3::PyAny>;
            type Error = pyo3::PyErr;
            const OUTPUT_TYPE: pyo3::inspect::PyStaticExpr = $hint;

            fn into_pyobject(self, $py: pyo3::Python<'py>) -> pyo3::PyResult<Self::Output> {
                let $given = self;
                $made
            }
        }
    };
}

pub(crate) use gives;

/// What a getter gives.
pub(crate) struct Out<'a, T>(pub(crate) &'a T);

gives!(<'a, T> Out<'a, T>: T::GIVES, |given, py| given.0.to_python(py));

/// What a method gives.
pub(crate) struct Given<T>(pub(crate) T);

gives!(<T> Given<T>: T::GIVES, |given, py| given.0.into_python(py));

/// Rows or fields by name.
pub(crate) const MAPPING: PyStaticExpr = type_hint_subscript!(
    type_hint_identifier!("collections.abc", "Mapping"),
    type_hint_identifier!("builtins", "str"),
    type_hint_identifier!("builtins", "object")
);

/// Reads rows or fields by name, a dictionary or whatever is like one.
pub(crate) fn mapping<'py>(given: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    match given.cast::<PyDict>() {
        Ok(fields) => Ok(fields.clone()),
        Err(_) => {
            let given = given.cast::<PyMapping>().map_err(|_| wrong_type("a dict", given))?;
            let fields = PyDict::new(given.py());
            fields.update(given)?;
            Ok(fields)
        }
    }
}

/// A name of the builtins.
macro_rules! builtin {
    ($name:literal) => {
        pyo3::type_hint_identifier!("builtins", $name)
    };
}

pub(crate) use builtin;

/// Says that a value has a wrong type.
pub(crate) fn wrong_type(expected: &str, value: &Bound<'_, PyAny>) -> PyErr {
    match value.get_type().name() {
        Ok(name) => PyTypeError::new_err(format!("expected {expected}, not {name}")),
        Err(error) => error,
    }
}

macro_rules! cross_plain {
    ($($type:ty: $hint:literal, $what:literal;)+) => {$(
        impl Cross for $type {
            const GIVES: PyStaticExpr = type_hint_identifier!("builtins", $hint);

            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(self.into_pyobject(py)?.to_owned().into_any())
            }

            fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
                value.extract().map_err(|_| wrong_type($what, value))
            }
        }
    )+};
}

impl Cross for String {
    const GIVES: PyStaticExpr = type_hint_identifier!("builtins", "str");
    const MANY: &'static str = "texts";

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyString::new(py, self).into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let text = value.cast::<PyString>().map_err(|_| wrong_type("a text", value))?;
        // What could not be decoded, or was cut: nothing else may be put in its place.
        let whole =
            text.to_str().map_err(|_| PyValueError::new_err("holds half of a character, a lone surrogate"));
        whole.map(str::to_owned)
    }
}

cross_plain! {
    bool: "bool", "True or False";
}

macro_rules! cross_number {
    ($($type:ty),+) => {$(
        impl Cross for $type {
            const GIVES: PyStaticExpr = type_hint_identifier!("builtins", "int");

            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(self.into_pyobject(py)?.into_any())
            }

            fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
                numbers::whole(value, <$type>::MIN..=<$type>::MAX)
            }
        }
    )+};
}

cross_number!(u8, u32, u64, usize, i64);

/// Says that Python gets such values, and never gives them.
pub(crate) fn given_only<T>(value: &Bound<'_, PyAny>) -> PyResult<T> {
    Err(wrong_type("nothing of the kind", value))
}

/// A dictionary.
impl<T: Cross> Cross for BTreeMap<String, T> {
    const GIVES: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("builtins", "dict"), String::GIVES, T::GIVES);

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let made = PyDict::new(py);
        self.iter().try_for_each(|(key, value)| made.set_item(key, value.to_python(py)?))?;
        Ok(made.into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let pairs = mapping(value)?;
        pairs.iter().map(|(key, value)| Ok((String::from_python(&key)?, T::from_python(&value)?))).collect()
    }
}

impl<A: Cross, B: Cross> Cross for (A, B) {
    const GIVES: PyStaticExpr = type_hint_subscript!(builtin!("tuple"), A::GIVES, B::GIVES);
    const TAKES: PyStaticExpr = type_hint_subscript!(builtin!("tuple"), A::TAKES, B::TAKES);

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyTuple::new(py, [self.0.to_python(py)?, self.1.to_python(py)?])?.into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let pair = value.cast::<PyTuple>().map_err(|_| wrong_type("a tuple of two", value))?;
        if pair.len() != 2 {
            return Err(PyValueError::new_err(format!("expected a tuple of two, not of {}", pair.len())));
        }
        Ok((A::from_python(&pair.get_item(0)?)?, B::from_python(&pair.get_item(1)?)?))
    }
}

/// The bytes of a digest.
impl Cross for [u8; 32] {
    const GIVES: PyStaticExpr = type_hint_identifier!("builtins", "bytes");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyBytes::new(py, self).into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let bytes = value.cast::<PyBytes>().map_err(|_| wrong_type("bytes", value))?.as_bytes();
        bytes.try_into().map_err(|_| PyValueError::new_err("expected 32 bytes"))
    }
}

impl Cross for PathBuf {
    const GIVES: PyStaticExpr = type_hint_identifier!("pathlib", "Path");
    const TAKES: PyStaticExpr = <PathBuf as FromPyObject<'_, '_>>::INPUT_TYPE;

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.as_path().into_pyobject(py)
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let path: Self = value.extract().map_err(|_| wrong_type("a path", value))?;
        match path.as_os_str().as_encoded_bytes().contains(&0) {
            true => Err(PyValueError::new_err("holds U+0000, which no path may")),
            false => Ok(path),
        }
    }
}

impl<T: Cross> Cross for Option<T> {
    const GIVES: PyStaticExpr = either!(T::GIVES, PyStaticExpr::Constant { value: PyStaticConstant::None });
    const TAKES: PyStaticExpr = either!(T::TAKES, PyStaticExpr::Constant { value: PyStaticConstant::None });

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Some(value) => value.to_python(py),
            None => Ok(py.None().into_bound(py)),
        }
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if value.is_none() { Ok(None) } else { T::from_python(value).map(Some) }
    }
}

/// Walks over several values, called `many` in errors. A text is an iterable of its characters, which nobody means.
pub(crate) fn several<'py>(value: &Bound<'py, PyAny>, many: &str) -> PyResult<Bound<'py, PyIterator>> {
    if value.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(format!("expected a list of {many}, not one text")));
    }
    value.try_iter().map_err(|_| wrong_type(&format!("a list of {many}"), value))
}

impl<T: Cross> Cross for Vec<T> {
    const GIVES: PyStaticExpr = type_hint_subscript!(
        type_hint_identifier!("builtins", "tuple"),
        T::GIVES,
        PyStaticExpr::Constant { value: PyStaticConstant::Ellipsis }
    );
    const TAKES: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("collections.abc", "Iterable"), T::TAKES);

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items = self.iter().map(|item| item.to_python(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyTuple::new(py, items)?.into_any())
    }

    fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let items = self.into_iter().map(|item| item.into_python(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyTuple::new(py, items)?.into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let items = several(value, T::MANY)?;
        let taken = items.enumerate().map(|(place, item)| {
            T::from_python(&item?).map_err(|error| at(value.py(), &format!("item {place}"), error))
        });
        taken.collect()
    }
}

/// Adds to an error where it happened.
pub(crate) fn at(py: Python<'_>, place: &str, error: PyErr) -> PyErr {
    let text = format!("{place}: {}", error.value(py));
    if error.is_instance_of::<PyTypeError>(py) {
        PyTypeError::new_err(text)
    } else if error.is_instance_of::<PyValueError>(py) && !error.value(py).hasattr("kind").unwrap_or(true) {
        PyValueError::new_err(text)
    } else {
        error
    }
}
