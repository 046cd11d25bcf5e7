//! Records as frozen classes of Python.

use pyo3::PyClass;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple, PyType};

/// A class of records: what [`record!`] writes for each.
pub(crate) trait Record:
    PyClass<Frozen = pyo3::pyclass::boolean_struct::True> + Clone + PartialEq
{
    /// The names of its fields, in order.
    const FIELDS: &'static [&'static str];
}

/// Makes a frozen class that shows a value: a line a property, `name: type`, with `= |of| …` where it is made of the
/// value and no field of it. `repr` says how the object is shown, otherwise by its properties; `methods` are added to
/// the class, and their first parameter is `&self`, `self.0` the value.
macro_rules! view {
    (
        $(#[$meta:meta])*
        $name:ident($inner:ty) { $($fields:tt)* }
        repr |$shown:ident| $repr:expr
        $(, methods { $($methods:tt)* })?
    ) => {
        $crate::record::view! {
            @class [$(#[$meta])*] $name($inner) [] { $($fields)* } {
                $($($methods)*)?

                fn __repr__(&self) -> String {
                    let $shown = &self.0;
                    $repr
                }
            }
        }
    };
    (
        $(#[$meta:meta])*
        $name:ident($inner:ty) $(or $text:ident)? { $($fields:tt)* }
        $(methods { $($methods:tt)* })?
    ) => {
        $crate::record::view! {
            @class [$(#[$meta])*] $name($inner) [$($text)?] { $($fields)* } {
                $($($methods)*)?

                fn __repr__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<String> {
                    $crate::record::repr(slf)
                }
            }
        }
    };
    (
        @class [$(#[$meta:meta])*] $name:ident($inner:ty) [$($text:ident)?]
        { $($(#[$doc:meta])* $field:ident : $type:ty $(= |$of:ident| $value:expr)?),* $(,)? }
        { $($methods:tt)* }
    ) => {
        $(#[$meta])*
        #[pyo3::pyclass(frozen, eq, module = "kartotek")]
        #[derive(Clone, PartialEq)]
        pub(crate) struct $name(pub(crate) $inner);

        impl $crate::record::Record for $name {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];
        }

        #[pyo3::pymethods]
        impl $name {
            $(
                $(#[$doc])*
                #[getter]
                fn $field(&self) -> $crate::cross::Shown<'_, $type> {
                    $crate::record::shown!(self.0; $field $(; |$of| $value)?)
                }
            )*

            $($methods)*

            /// Returns what it says, with dictionaries in place of records.
            #[pyo3(signature = () -> "dict[str, object]")]
            fn to_dict<'py>(slf: &pyo3::Bound<'py, Self>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::types::PyDict>> {
                $crate::record::to_dict(slf)
            }
        }

        impl $crate::cross::Cross for $inner {
            const GIVES: pyo3::inspect::PyStaticExpr = <$name as pyo3::PyTypeInfo>::TYPE_HINT;
            $(const TAKES: pyo3::inspect::PyStaticExpr = $crate::cross::either!(
                <$name as pyo3::PyTypeInfo>::TYPE_HINT,
                $crate::record::hint!($text)
            );)?

            fn to_python<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                $crate::cross::Cross::into_python(self.clone(), py)
            }

            fn into_python(self, py: pyo3::Python<'_>) -> pyo3::PyResult<pyo3::Bound<'_, pyo3::PyAny>> {
                Ok(pyo3::Bound::new(py, $name(self))?.into_any())
            }

            fn from_python(value: &pyo3::Bound<'_, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                $(if let Ok(text) = value.extract::<$crate::record::$text>() {
                    return Ok(<$inner>::new(text));
                })?
                match value.cast::<$name>() {
                    Ok(record) => Ok(record.get().0.clone()),
                    Err(_) => Err($crate::cross::wrong_type(stringify!($name), value)),
                }
            }
        }
    };
}

pub(crate) use view;

/// What a property of a view gives.
macro_rules! shown {
    ($value:expr; $field:ident) => {
        $crate::cross::Shown::Part(&$value.$field)
    };
    ($value:expr; $field:ident; |$of:ident| $made:expr) => {{
        let $of = &$value;
        $crate::cross::Shown::Made($made)
    }};
}

pub(crate) use shown;

/// Makes a frozen class of a record of the core: a line a field, `name: type`, with `= default` for those that
/// a caller may leave out. A field that is forgotten does not compile.
///
/// With `or text` a text does for the record, whose `new` makes it of one. `methods` are as with [`view!`].
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident $(or $text:ident)? { $($(#[$doc:meta])* $field:ident : $type:ty $(= $default:expr)?),* $(,)? }
        $(methods { $($methods:tt)* })?
    ) => {
        $crate::record::view! {
            $(#[$meta])*
            $name(kartotek::$name) $(or $text)? { $($(#[$doc])* $field: $type),* }
            methods {
                #[new]
                #[pyo3(signature = (*, $($field $(= $crate::cross::Taken($default))?),*))]
                #[allow(clippy::too_many_arguments)]
                fn new($($field: $crate::cross::Taken<$type>),*) -> Self {
                    Self(kartotek::$name { $($field: $field.0),* })
                }

                $($($methods)*)?

                /// Returns the record with other values of some fields.
                #[pyo3(signature = (**changes: "object"))]
                fn replace<'py>(
                    slf: &pyo3::Bound<'py, Self>,
                    changes: Option<&pyo3::Bound<'py, pyo3::types::PyDict>>,
                ) -> pyo3::PyResult<pyo3::Bound<'py, Self>> {
                    $crate::record::replace(slf, changes)
                }

                #[pyo3(signature = (**changes: "object"))]
                fn __replace__<'py>(
                    slf: &pyo3::Bound<'py, Self>,
                    changes: Option<&pyo3::Bound<'py, pyo3::types::PyDict>>,
                ) -> pyo3::PyResult<pyo3::Bound<'py, Self>> {
                    $crate::record::replace(slf, changes)
                }

                fn __hash__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<isize> {
                    $crate::record::hash(slf)
                }

                #[pyo3(signature = () -> "tuple[tuple[()], dict[str, object]]")]
                fn __getnewargs_ex__<'py>(
                    slf: &pyo3::Bound<'py, Self>,
                ) -> pyo3::PyResult<(pyo3::Bound<'py, pyo3::types::PyTuple>, pyo3::Bound<'py, pyo3::types::PyDict>)> {
                    $crate::record::arguments(slf)
                }
            }
        }
    };
}

pub(crate) use record;

/// What stands for a record that `or text` is said of.
#[allow(non_camel_case_types)]
pub(crate) type text = String;

macro_rules! hint {
    (text) => {
        pyo3::type_hint_identifier!("builtins", "str")
    };
}

pub(crate) use hint;

/// The fields and their values, to make the record anew.
pub(crate) fn fields<'py, R: Record>(record: &Bound<'py, R>) -> PyResult<Bound<'py, PyDict>> {
    let fields = PyDict::new(record.py());
    for field in R::FIELDS {
        fields.set_item(field, record.as_any().getattr(*field)?)?;
    }
    Ok(fields)
}

pub(crate) fn to_dict<'py, R: Record>(record: &Bound<'py, R>) -> PyResult<Bound<'py, PyDict>> {
    let fields = fields(record)?;
    for field in R::FIELDS {
        if let Some(value) = fields.get_item(field)? {
            fields.set_item(field, plain(&value)?)?;
        }
    }
    Ok(fields)
}

/// What getters of an object give, by their names, without records in it.
pub(crate) fn dictionary<'py>(of: &Bound<'py, PyAny>, names: &[&str]) -> PyResult<Bound<'py, PyDict>> {
    let found = PyDict::new(of.py());
    for name in names {
        found.set_item(name, plain(&of.getattr(*name)?)?)?;
    }
    Ok(found)
}

/// A value without records: dictionaries in their place, and lists for tuples.
fn plain<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if value.is_instance_of::<PyTuple>() || value.is_instance_of::<PyList>() {
        let items = value.try_iter()?.map(|item| plain(&item?)).collect::<PyResult<Vec<_>>>()?;
        return Ok(PyList::new(value.py(), items)?.into_any());
    }
    if value.hasattr("to_dict")? { value.call_method0("to_dict") } else { Ok(value.clone()) }
}

pub(crate) fn replace<'py, R: Record>(
    record: &Bound<'py, R>,
    changes: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, R>> {
    let fields = fields(record)?;
    if let Some(changes) = changes {
        fields.update(changes.as_mapping())?;
    }
    let class: Bound<'py, PyType> = record.as_any().get_type();
    Ok(class.call((), Some(&fields))?.cast_into::<R>()?)
}

/// Reads a record that is given as such or by its fields.
pub(crate) fn given<'py, R: PyClass>(
    py: Python<'py>,
    given: Option<&Bound<'py, R>>,
    fields: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, R>> {
    match (given, fields.filter(|fields| !fields.is_empty())) {
        (Some(_), Some(_)) => {
            let message = format!("give {} or its fields by name, not both", py.get_type::<R>().name()?);
            Err(PyTypeError::new_err(message))
        }
        (Some(record), None) => Ok(record.clone()),
        (None, fields) => Ok(py.get_type::<R>().call((), fields)?.cast_into::<R>()?),
    }
}

/// How many items of a tuple are shown at most.
const SHOWN_AT_MOST: usize = 20;

pub(crate) fn repr<R: Record>(record: &Bound<'_, R>) -> PyResult<String> {
    let shown = R::FIELDS.iter().map(|field| {
        let value = record.as_any().getattr(*field)?;
        match value.cast::<PyTuple>() {
            Ok(items) if items.len() > SHOWN_AT_MOST => Ok(format!("{field}=<{} items>", items.len())),
            _ => Ok(format!("{field}={}", value.repr()?)),
        }
    });
    let shown = shown.collect::<PyResult<Vec<String>>>()?;
    Ok(format!("{}({})", record.as_any().get_type().name()?, shown.join(", ")))
}

pub(crate) fn hash<R: Record>(record: &Bound<'_, R>) -> PyResult<isize> {
    let values =
        R::FIELDS.iter().map(|field| record.as_any().getattr(*field)).collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(record.py(), values)?.hash()
}

/// What the class is called with to make an equal record; pickling asks for it.
pub(crate) fn arguments<'py, R: Record>(
    record: &Bound<'py, R>,
) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
    Ok((PyTuple::empty(record.py()), fields(record)?))
}
