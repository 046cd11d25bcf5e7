use kartotek::{
    Archived, CustomerId, FieldKind, FieldValue, LeapDay, LocalDate, Register, SetFilter, Timestamp,
    customer_field,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDateTime, PyDict, PyInt, PyString, PyTuple};
use pyo3::{type_hint_identifier, type_hint_subscript};

use crate::arguments::{Taken, Text, choices};
use crate::cross::{Cross, at, builtin, either, mapping, several, wrong_type};
use crate::errors::Raise as _;
use crate::money::Money;
use crate::whole::{self, Whole};

choices! {
    /// Several values of any type.
    Several(Py<PyTuple>): type_hint_subscript!(type_hint_identifier!("collections.abc", "Iterable"), builtin!("object")), |given| {
        let values = PyTuple::new(given.py(), several(given, "values")?.collect::<PyResult<Vec<_>>>()?)?;
        if values.is_empty() { Err(PyValueError::new_err("expected at least one value")) } else { Ok(values.unbind()) }
    };
}

/// What must hold of a field's value. A value alone, in ``where={"city": "Göteborg"}``, tests for equality.
///
/// >>> from kartotek import Test
/// >>> Test.one_of(["Göteborg", "Malmö"])
/// Test.one_of(['Göteborg', 'Malmö'])
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct Test {
    shape: Shape,
}

enum Shape {
    OneOf(Py<PyTuple>),
    StartsWith(String),
    Between(Py<PyAny>, Py<PyAny>),
    Anniversary(LocalDate, LocalDate),
    Empty,
    Filled,
}

#[pymethods]
impl Test {
    /// It is no test of pytest, which collects classes by their name.
    #[classattr]
    fn __test__() -> bool {
        false
    }

    /// It is one of these values.
    #[staticmethod]
    fn one_of(values: Several) -> Self {
        Self { shape: Shape::OneOf(values.0) }
    }

    /// The text begins with this one.
    #[staticmethod]
    fn starts_with(text: Text) -> Self {
        Self { shape: Shape::StartsWith(text.0) }
    }

    /// It lies between two values; the lower bound is inclusive, the upper one exclusive, and either may be
    /// ``None``.
    #[staticmethod]
    #[pyo3(signature = (lower: "object | None" = None, upper: "object | None" = None))]
    fn between(py: Python<'_>, lower: Option<Py<PyAny>>, upper: Option<Py<PyAny>>) -> Self {
        let or_none = |bound: Option<Py<PyAny>>| bound.unwrap_or_else(|| py.None());
        Self { shape: Shape::Between(or_none(lower), or_none(upper)) }
    }

    /// It is a birthday that is celebrated from one day to another, both inclusive. In years without a leap day
    /// the settings of the register say which day counts instead.
    #[staticmethod]
    fn anniversary(first: Taken<LocalDate>, last: Taken<LocalDate>) -> Self {
        Self { shape: Shape::Anniversary(first.0, last.0) }
    }

    /// Nothing was given.
    #[staticmethod]
    fn empty() -> Self {
        Self { shape: Shape::Empty }
    }

    /// Something was given.
    #[staticmethod]
    fn filled() -> Self {
        Self { shape: Shape::Filled }
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, PyAny>) -> PyResult<bool> {
        let Ok(other) = other.cast::<Self>() else { return Ok(false) };
        slf.get().call(slf.py())?.eq(other.get().call(slf.py())?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.call(py)?.hash()
    }

    #[pyo3(signature = () -> "tuple[object, tuple[object, ...]]")]
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        // What names its method, and is called with the class.
        let call = py.import("operator")?.getattr("methodcaller")?.call1(slf.get().call(py)?)?;
        Ok((call, PyTuple::new(py, [slf.get_type()])?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let call = self.call(py)?;
        let arguments = call.iter().skip(1).map(|given| match given.cast::<PyTuple>() {
            Ok(values) => Ok(values.to_list().repr()?.to_string()),
            Err(_) => Ok(given.repr()?.to_string()),
        });
        let arguments = arguments.collect::<PyResult<Vec<String>>>()?.join(", ");
        Ok(format!("Test.{}({arguments})", call.get_item(0)?))
    }
}

impl Test {
    /// Returns the name of the method that made it, and what that was called with.
    fn call<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        match &self.shape {
            Shape::OneOf(values) => ("one_of", values).into_pyobject(py),
            Shape::StartsWith(text) => ("starts_with", text).into_pyobject(py),
            Shape::Between(lower, upper) => ("between", lower, upper).into_pyobject(py),
            Shape::Anniversary(first, last) => {
                ("anniversary", first.to_python(py)?, last.to_python(py)?).into_pyobject(py)
            }
            Shape::Empty => ("empty",).into_pyobject(py),
            Shape::Filled => ("filled",).into_pyobject(py),
        }
    }
}

/// Reads the test of a field: a value, or a `Test`.
fn test(key: &str, given: &Bound<'_, PyAny>) -> PyResult<kartotek::Test> {
    let of = |given: &Bound<'_, PyAny>| value(key, given);
    let Ok(test) = given.cast::<Test>() else {
        return Ok(match of(given)? {
            FieldValue::Empty => kartotek::Test::Empty,
            value => kartotek::Test::Is(value),
        });
    };
    let py = given.py();
    let bound = |given: &Py<PyAny>| {
        let given = given.bind(py);
        if given.is_none() { Ok(None) } else { of(given).map(Some) }
    };
    Ok(match &test.get().shape {
        Shape::OneOf(values) => {
            kartotek::Test::OneOf(values.bind(py).iter().map(|value| of(&value)).collect::<PyResult<_>>()?)
        }
        Shape::StartsWith(text) => kartotek::Test::StartsWith(text.clone()),
        Shape::Between(lower, upper) => kartotek::Test::Between(bound(lower)?, bound(upper)?),
        // Of the two rules for a leap day the register knows which holds.
        Shape::Anniversary(first, last) => kartotek::Test::anniversary(*first, *last, LeapDay::default()),
        Shape::Empty => kartotek::Test::Empty,
        Shape::Filled => kartotek::Test::Filled,
    })
}

/// Reads the value of a field as its kind asks for it: what the customer has there, or its text.
fn value(key: &str, given: &Bound<'_, PyAny>) -> PyResult<FieldValue<'static>> {
    if given.is_none() {
        return Ok(FieldValue::Empty);
    }
    let Some(field) = customer_field(key) else {
        // The register says that there is no such field.
        return Ok(FieldValue::text(key).into_owned());
    };
    let of_kind = match field.kind {
        FieldKind::Boolean => given.cast::<PyBool>().ok().map(|flag| Ok(FieldValue::Boolean(flag.is_true()))),
        FieldKind::Integer { .. } if given.is_instance_of::<PyBool>() => None,
        FieldKind::Integer { .. } => {
            given.cast::<PyInt>().ok().map(|number| i64::from_python(number).map(FieldValue::Integer))
        }
        FieldKind::Money => {
            given.cast::<Money>().ok().map(|_| Cross::from_python(given).map(FieldValue::Money))
        }
        FieldKind::Birthday => {
            let day: PyResult<LocalDate> = Cross::from_python(given);
            day.ok().map(|day| Ok(FieldValue::PartialDate(day.into())))
        }
        FieldKind::Time => {
            given.cast::<PyDateTime>().ok().map(|_| Timestamp::from_python(given).map(FieldValue::Time))
        }
        FieldKind::Id => {
            let id: Option<uuid::Uuid> = given.extract().ok();
            id.map(|id| Ok(FieldValue::text(&id.to_string()).into_owned()))
        }
        _ => None,
    };
    let named = |error| at(given.py(), key, error);
    match of_kind {
        Some(value) => value.map_err(named),
        None => of_text(field.kind, given).map_err(named),
    }
}

/// Reads a value from the text that the field shows.
fn of_text(kind: FieldKind, given: &Bound<'_, PyAny>) -> PyResult<FieldValue<'static>> {
    let expected = match kind {
        FieldKind::Boolean => "True or False",
        FieldKind::Integer { .. } => "an int",
        FieldKind::Money => "Money, which has a currency",
        FieldKind::Birthday => "a date",
        FieldKind::Time => "a datetime with a time zone",
        FieldKind::Id => "a UUID",
        _ => "a text",
    };
    let text = given.cast::<PyString>().map_err(|_| wrong_type(expected, given))?.to_str()?.to_owned();
    if let FieldKind::Choice { options } = kind
        && !text.is_empty()
        && !options.contains(&text.as_str())
    {
        return Err(PyValueError::new_err(format!("expected one of {}, not {text:?}", options.join(", "))));
    }
    let value = match kind {
        // One of the items.
        FieldKind::List { .. } => Ok(FieldValue::text(&text).into_owned()),
        _ => FieldValue::parse(kind, &text).map(FieldValue::into_owned),
    };
    value.map_err(|rule| PyValueError::new_err(rule.meaning()))
}

choices! {
    /// Names, or one name alone.
    Names(Vec<String>): either!(builtin!("str"), <Vec<String> as Cross>::TAKES), |given| {
        if given.is_instance_of::<PyString>() {
            String::from_python(given).map(|name| vec![name])
        } else {
            Vec::from_python(given)
        }
    };
}

/// Says which customers a list shows. Everything that is set must hold.
///
/// >>> from kartotek import CustomerFilter, Test
/// >>> CustomerFilter(tag="wedding", where={"city": Test.starts_with("Gö")})
/// CustomerFilter(tag=('wedding',), where={'city': Test.starts_with('Gö')})
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct CustomerFilter {
    filter: kartotek::CustomerFilter,
    anniversaries: Vec<Anniversary>,
    /// The tests as they were given, to make the filter anew.
    tests: Py<PyDict>,
}

/// The place of a condition about birthdays, with the first and the last day.
type Anniversary = (usize, LocalDate, LocalDate);

#[pymethods]
impl CustomerFilter {
    /// Makes a filter.
    ///
    /// ``text`` is what people type into a search box. ``tag``, ``contact_group`` and ``customer_group`` name
    /// one or several that must all hold, ``any_tag`` several of which one must, ``no_tag`` those that nobody
    /// may bear. ``where`` has the keys of fields with values or tests, ``ids`` the only customers to show.
    #[new]
    #[pyo3(signature = (
        *, text = None, tag = None, any_tag = None, no_tag = None,
        contact_group = None, any_contact_group = None,
        no_contact_group = None, customer_group = None,
        any_customer_group = None, no_customer_group = None,
        r#where: "Mapping[str, object] | None" = None, archived = None,
        ids = None
    ))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        py: Python<'_>,
        text: Option<Text>,
        tag: Option<Names>,
        any_tag: Option<Names>,
        no_tag: Option<Names>,
        contact_group: Option<Names>,
        any_contact_group: Option<Names>,
        no_contact_group: Option<Names>,
        customer_group: Option<Names>,
        any_customer_group: Option<Names>,
        no_customer_group: Option<Names>,
        r#where: Option<&Bound<'_, PyAny>>,
        archived: Option<Taken<Archived>>,
        ids: Option<Taken<Vec<CustomerId>>>,
    ) -> PyResult<Self> {
        let names = |given: Option<Names>| given.map_or_else(Vec::new, |names| names.0);
        let sets = |all, any, none| SetFilter { any: names(any), all: names(all), none: names(none) };
        let mut filter = kartotek::CustomerFilter {
            text: text.map(|text| text.0),
            conditions: Vec::new(),
            tags: sets(tag, any_tag, no_tag),
            contact_groups: sets(contact_group, any_contact_group, no_contact_group),
            customer_groups: sets(customer_group, any_customer_group, no_customer_group),
            archived: archived.map_or(Archived::Exclude, |archived| archived.0),
            ids: ids.map(|ids| ids.0),
        };
        let mut anniversaries = Vec::new();
        let tests = r#where
            .map_or_else(|| Ok(PyDict::new(py)), |tests| mapping(tests)?.copy())
            .map_err(|error| at(py, "where", error))?;
        for (key, given) in tests.iter() {
            let key = String::from_python(&key).map_err(|error| at(py, "where", error))?;
            if let Ok(test) = given.cast::<Test>()
                && let Shape::Anniversary(first, last) = test.get().shape
            {
                anniversaries.push((filter.conditions.len(), first, last));
            }
            let test = test(&key, &given).map_err(|error| at(py, "where", error))?;
            filter = filter.with(key, test);
        }
        Ok(Self { filter, anniversaries, tests: tests.unbind() })
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| {
            (&self.filter, &self.anniversaries) == (&other.get().filter, &other.get().anniversaries)
        })
    }

    // Tests that are written in different ways may be equal, and have the same key.
    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        let parts = self.parts(py)?;
        if !self.tests.bind(py).is_empty() {
            let keys = self.filter.conditions.iter().map(|condition| condition.field.as_ref());
            parts.set_item("where", PyTuple::new(py, keys.collect::<Vec<&str>>())?)?;
        }
        PyTuple::new(py, parts.items())?.hash()
    }

    #[pyo3(signature = () -> "tuple[tuple[()], dict[str, object]]")]
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        Ok((PyTuple::empty(py), self.parts(py)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let parts = self.parts(py)?;
        let parts = parts.iter().map(|(name, part)| Ok(format!("{name}={}", part.repr()?)));
        Ok(format!("CustomerFilter({})", parts.collect::<PyResult<Vec<String>>>()?.join(", ")))
    }
}

impl CustomerFilter {
    /// Returns what it is made of, without what is as it is unasked.
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let kartotek::CustomerFilter { text, tags, contact_groups, customer_groups, archived, ids, .. } =
            &self.filter;
        let parts = PyDict::new(py);
        if let Some(text) = text {
            parts.set_item("text", text)?;
        }
        for (name, sets) in
            [("tag", tags), ("contact_group", contact_groups), ("customer_group", customer_groups)]
        {
            for (before, names) in [("", &sets.all), ("any_", &sets.any), ("no_", &sets.none)] {
                if !names.is_empty() {
                    parts.set_item(format!("{before}{name}"), names.to_python(py)?)?;
                }
            }
        }
        if !self.tests.bind(py).is_empty() {
            parts.set_item("where", self.tests.bind(py).copy()?)?;
        }
        if *archived != Archived::Exclude {
            parts.set_item("archived", archived.to_python(py)?)?;
        }
        if let Some(ids) = ids {
            parts.set_item("ids", ids.to_python(py)?)?;
        }
        Ok(parts)
    }

    /// Reads a filter that is given as such or by its parts, for a register.
    pub(crate) fn read<'py>(
        py: Python<'py>,
        call: &str,
        register: &Register,
        given: Option<Whole<'py, Self>>,
        parts: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<kartotek::CustomerFilter> {
        whole::given(py, call, given, parts)?.get().for_register(py, register)
    }

    /// Returns the filter with leap days as the settings of a register have them.
    fn for_register(&self, py: Python<'_>, register: &Register) -> PyResult<kartotek::CustomerFilter> {
        let (mut filter, anniversaries) = (self.filter.clone(), &self.anniversaries);
        if anniversaries.is_empty() {
            return Ok(filter);
        }
        let leap_day = py.detach(|| register.settings()).raise(py)?.leap_day;
        for (place, first, last) in anniversaries {
            if let Some(condition) = filter.conditions.get_mut(*place) {
                condition.test = kartotek::Test::anniversary(*first, *last, leap_day);
            }
        }
        Ok(filter)
    }
}
