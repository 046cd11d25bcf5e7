//! Records as frozen classes of Python.

use pyo3::PyClass;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

/// A class of records: what [`record!`] writes for each.
pub(crate) trait Record:
    PyClass<Frozen = pyo3::pyclass::boolean_struct::True> + Clone + PartialEq
{
    /// The names of its fields, in order.
    const FIELDS: &'static [&'static str];
}

/// Makes a frozen class that shows something: a line a property, `name: type`. Objects are equal by what they show,
/// and pickle.
///
/// With `(Inner)` it shows a value of the core, and `= |of| …` says what a property is made of where it is no field of
/// that value. `repr` says how the object is shown, otherwise by its properties; `methods` are added to the class. One
/// that others extend is `: subclass`.
macro_rules! view {
    (
        $(#[$meta:meta])*
        $name:ident $(($inner:ty))? $(: $option:ident)? { $($fields:tt)* }
        repr |$shown:ident| $repr:expr
        $(, methods { $($methods:tt)* })?
    ) => {
        $crate::record::view! {
            @class [$(#[$meta])*] $name [$($option)?] { $($fields)* } {
                $($($methods)*)?

                fn __repr__(&self) -> String {
                    let $shown = self;
                    $repr
                }
            }
        }
        $crate::record::view! { @from $name [$($inner)?] { $($fields)* } }
    };
    (
        $(#[$meta:meta])*
        $name:ident $(($inner:ty))? $(: $option:ident)? { $($fields:tt)* }
        $(methods { $($methods:tt)* })?
    ) => {
        $crate::record::view! {
            @class [$(#[$meta])*] $name [$($option)?] { $($fields)* } {
                $($($methods)*)?

                fn __repr__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<String> {
                    $crate::record::repr(slf)
                }
            }
        }
        $crate::record::view! { @from $name [$($inner)?] { $($fields)* } }
    };
    (
        @class [$(#[$meta:meta])*] $name:ident [$($option:ident)?]
        { $($(#[$doc:meta])* $field:ident : $type:ty $(= |$of:ident| $value:expr)?),* $(,)? }
        { $($methods:tt)* }
    ) => {
        $(#[$meta])*
        #[pyo3::pyclass(frozen, eq, module = "kartotek" $(, $option)?)]
        #[derive(Clone, PartialEq)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
        }

        #[pyo3::pymethods]
        impl $name {
            $(
                $(#[$doc])*
                #[getter]
                fn $field(&self) -> $crate::cross::Out<'_, $type> {
                    $crate::cross::Out(&self.$field)
                }
            )*

            $($methods)*

            /// Makes one of what it shows, as unpickling does.
            #[classmethod]
            #[allow(clippy::too_many_arguments)]
            fn _of(
                _class: &pyo3::Bound<'_, pyo3::types::PyType>,
                $($field: $crate::arguments::Taken<$type>),*
            ) -> Self {
                Self { $($field: $field.0),* }
            }

            #[pyo3(signature = () -> "tuple[object, tuple[object, ...]]")]
            fn __reduce__<'py>(
                slf: &pyo3::Bound<'py, Self>,
            ) -> pyo3::PyResult<(pyo3::Bound<'py, pyo3::PyAny>, pyo3::Bound<'py, pyo3::types::PyTuple>)> {
                $crate::record::reduced(slf)
            }
        }

        $crate::record::shows!($name { $($field),* });

        impl $crate::cross::Cross for $name {
            const GIVES: pyo3::inspect::PyStaticExpr = <$name as pyo3::PyTypeInfo>::TYPE_HINT;

            fn to_python<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                $crate::cross::Cross::into_python(self.clone(), py)
            }

            fn into_python(self, py: pyo3::Python<'_>) -> pyo3::PyResult<pyo3::Bound<'_, pyo3::PyAny>> {
                Ok(pyo3::Bound::new(py, self)?.into_any())
            }

            fn from_python(value: &pyo3::Bound<'_, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                match value.cast::<$name>() {
                    Ok(shown) => Ok(shown.get().clone()),
                    Err(_) => Err($crate::cross::wrong_type(stringify!($name), value)),
                }
            }
        }
    };
    (@from $name:ident [] { $($fields:tt)* }) => {};
    (
        @from $name:ident [$inner:ty]
        { $($(#[$doc:meta])* $field:ident : $type:ty $(= |$of:ident| $value:expr)?),* $(,)? }
    ) => {
        impl From<&$inner> for $name {
            fn from(value: &$inner) -> Self {
                Self { $($field: $crate::record::made!(value; $field $(; |$of| $value)?)),* }
            }
        }

        impl $crate::cross::Cross for $inner {
            const GIVES: pyo3::inspect::PyStaticExpr = <$name as pyo3::PyTypeInfo>::TYPE_HINT;

            fn to_python<'py>(&self, py: pyo3::Python<'py>) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::PyAny>> {
                $crate::cross::Cross::into_python($name::from(self), py)
            }

            fn from_python(value: &pyo3::Bound<'_, pyo3::PyAny>) -> pyo3::PyResult<Self> {
                $crate::cross::given_only(value)
            }
        }
    };
}

pub(crate) use view;

/// What a property of a view is made of.
macro_rules! made {
    ($value:expr; $field:ident) => {
        Clone::clone(&$value.$field)
    };
    ($value:expr; $field:ident; |$of:ident| $made:expr) => {{
        let $of = $value;
        $made
    }};
}

pub(crate) use made;

/// What all classes have that are nothing but their properties.
macro_rules! shows {
    ($name:ident { $($field:ident),* }) => {
        impl $crate::record::Record for $name {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];
        }

        #[pyo3::pymethods]
        impl $name {
            /// Returns what it says, with dictionaries in place of records.
            #[pyo3(signature = () -> "dict[str, object]")]
            fn to_dict<'py>(
                slf: &pyo3::Bound<'py, Self>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, pyo3::types::PyDict>> {
                $crate::record::to_dict(slf)
            }

            fn __hash__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<isize> {
                $crate::record::hash(slf)
            }
        }
    };
}

pub(crate) use shows;

/// Makes a frozen class around a value of the core, which it can give back: a line a property, as with [`view!`].
/// With `or text` a text does for the value, whose `new` makes it of one.
macro_rules! around {
    (
        $(#[$meta:meta])*
        $name:ident($inner:ty) $(or $text:ident)?
        { $($(#[$doc:meta])* $field:ident : $type:ty $(= |$of:ident| $value:expr)?),* $(,)? }
        $(methods { $($methods:tt)* })?
    ) => {
        $(#[$meta])*
        #[pyo3::pyclass(frozen, eq, module = "kartotek")]
        #[derive(Clone, PartialEq)]
        pub(crate) struct $name(pub(crate) $inner);

        #[pyo3::pymethods]
        impl $name {
            $(
                $(#[$doc])*
                #[getter]
                fn $field(&self) -> $crate::cross::Out<'_, $type> {
                    $crate::cross::Out($crate::record::part!(&self.0; $field $(; |$of| $value)?))
                }
            )*

            $($($methods)*)?

            fn __repr__(slf: &pyo3::Bound<'_, Self>) -> pyo3::PyResult<String> {
                $crate::record::repr(slf)
            }
        }

        $crate::record::shows!($name { $($field),* });

        impl $crate::cross::Cross for $inner {
            const GIVES: pyo3::inspect::PyStaticExpr = <$name as pyo3::PyTypeInfo>::TYPE_HINT;
            const TAKES: pyo3::inspect::PyStaticExpr = $crate::record::taken!($name $($text)?);

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
                let or = concat!("" $(, "a ", stringify!($text), ", ")?);
                $crate::whole::part::<$name>(value, or).map(|record| record.get().0.clone())
            }
        }
    };
}

pub(crate) use around;

/// The part of a value that a property gives.
macro_rules! part {
    ($value:expr; $field:ident) => {
        &$value.$field
    };
    ($value:expr; $field:ident; |$of:ident| $part:expr) => {{
        let $of = $value;
        $part
    }};
}

pub(crate) use part;

/// Lets a class be made anew of its fields, as pickling does, with other values of some.
macro_rules! remade {
    ($name:ident) => {
        #[pyo3::pymethods]
        impl $name {
            /// Returns the record with other values of some fields.
            #[pyo3(signature = (**changes: "object"))]
            fn replace<'py>(
                slf: &pyo3::Bound<'py, Self>,
                changes: Option<&pyo3::Bound<'py, pyo3::types::PyDict>>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, Self>> {
                $crate::whole::replace(slf, changes)
            }

            #[pyo3(signature = (**changes: "object"))]
            fn __replace__<'py>(
                slf: &pyo3::Bound<'py, Self>,
                changes: Option<&pyo3::Bound<'py, pyo3::types::PyDict>>,
            ) -> pyo3::PyResult<pyo3::Bound<'py, Self>> {
                $crate::whole::replace(slf, changes)
            }

            #[pyo3(signature = () -> "tuple[tuple[()], dict[str, object]]")]
            fn __getnewargs_ex__<'py>(
                slf: &pyo3::Bound<'py, Self>,
            ) -> pyo3::PyResult<(pyo3::Bound<'py, pyo3::types::PyTuple>, pyo3::Bound<'py, pyo3::types::PyDict>)> {
                $crate::record::arguments(slf)
            }
        }
    };
}

pub(crate) use remade;

/// Makes a frozen class of a record of the core: a line a field, `name: type`, with `= default` for those that
/// a caller may leave out. A field that is forgotten does not compile.
///
/// `or text` and `methods` are as with [`around!`].
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident $(or $text:ident)? { $($(#[$doc:meta])* $field:ident : $type:ty $(= $default:expr)?),* $(,)? }
        $(methods { $($methods:tt)* })?
    ) => {
        $crate::record::around! {
            $(#[$meta])*
            $name(kartotek::$name) $(or $text)? { $($(#[$doc])* $field: $type),* }
            methods {
                #[new]
                #[pyo3(signature = (*, $($field $(= $crate::arguments::Taken($default))?),*))]
                #[allow(clippy::too_many_arguments)]
                fn new($($field: $crate::arguments::Taken<$type>),*) -> Self {
                    Self(kartotek::$name { $($field: $field.0),* })
                }

                $($($methods)*)?
            }
        }

        $crate::record::remade!($name);
    };
}

pub(crate) use record;

/// What stands for a record that `or text` is said of.
#[allow(non_camel_case_types)]
pub(crate) type text = String;

/// What does for a record within another one: the record, its fields in a dictionary, or a text.
macro_rules! taken {
    ($name:ident) => {
        $crate::cross::either!(<$name as pyo3::PyTypeInfo>::TYPE_HINT, $crate::cross::MAPPING)
    };
    ($name:ident text) => {
        $crate::cross::either!(pyo3::type_hint_identifier!("builtins", "str"), $crate::record::taken!($name))
    };
}

pub(crate) use taken;

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

/// A value without records: dictionaries in their place, and lists for tuples.
fn plain<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if value.is_instance_of::<PyTuple>() || value.is_instance_of::<PyList>() {
        let items = value.try_iter()?.map(|item| plain(&item?)).collect::<PyResult<Vec<_>>>()?;
        return Ok(PyList::new(value.py(), items)?.into_any());
    }
    if value.hasattr("to_dict")? { value.call_method0("to_dict") } else { Ok(value.clone()) }
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
    let values = R::FIELDS.iter().map(|field| {
        let value = record.as_any().getattr(*field)?;
        // Those of the core are in the order of their keys.
        value
            .cast::<PyDict>()
            .map_or_else(|_| Ok(value.clone()), |of| Ok(PyTuple::new(of.py(), of.items())?.into_any()))
    });
    PyTuple::new(record.py(), values.collect::<PyResult<Vec<_>>>()?)?.hash()
}

/// What is called with what to make an equal object; pickling asks for it.
pub(crate) fn reduced<'py, R: Record>(
    shown: &Bound<'py, R>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
    let values =
        R::FIELDS.iter().map(|field| shown.as_any().getattr(*field)).collect::<PyResult<Vec<_>>>()?;
    Ok((shown.as_any().get_type().getattr("_of")?, PyTuple::new(shown.py(), values)?))
}

/// What the class is called with to make an equal record; pickling asks for it.
pub(crate) fn arguments<'py, R: Record>(
    record: &Bound<'py, R>,
) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
    Ok((PyTuple::empty(record.py()), fields(record)?))
}
