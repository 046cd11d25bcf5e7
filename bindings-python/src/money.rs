//! Amounts of money.

use kartotek::{Currency, Money as Amount};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyInt, PyString};
use pyo3::{PyTypeInfo, type_hint_identifier};

use crate::arguments::{Taken, choices};
use crate::cross::{Cross, Given, builtin, either, wrong_type};
use crate::errors::Raise as _;

choices! {
    /// A number without the errors of floating point.
    Number(String): either!(type_hint_identifier!("decimal", "Decimal"), either!(builtin!("int"), builtin!("str"))),
        |given| number(given);
}

/// An amount of money in the smallest units of a currency.
///
/// >>> from decimal import Decimal
/// >>> import kartotek
/// >>> price = kartotek.Money(Decimal("12.50"), "EUR")
/// >>> price.minor
/// 1250
/// >>> str(price)
/// '12.50 EUR'
#[pyclass(frozen, eq, hash, module = "kartotek")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Money(Amount);

#[pymethods]
impl Money {
    /// Makes an amount; one with more decimals than the currency has is refused.
    #[new]
    fn new(py: Python<'_>, amount: Number, currency: Taken<Currency>) -> PyResult<Self> {
        Amount::from_decimal(&amount.0, currency.0).map(Self).raise(py)
    }

    /// The amount.
    #[getter]
    fn amount(&self) -> Given<Decimal> {
        Given(Decimal(self.0.to_decimal()))
    }

    /// The amount in the smallest units of the currency.
    #[getter]
    fn minor(&self) -> i64 {
        self.0.minor()
    }

    /// The code of ISO 4217.
    #[getter]
    fn currency(&self) -> &'static str {
        self.0.currency().code()
    }

    /// Returns the amount and the currency.
    #[pyo3(signature = () -> "dict[str, object]")]
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let fields = PyDict::new(py);
        fields.set_item("amount", self.amount())?;
        fields.set_item("currency", self.currency())?;
        Ok(fields)
    }

    fn __str__(&self) -> String {
        format!("{} {}", self.0.to_decimal(), self.currency())
    }

    fn __repr__(&self) -> String {
        format!("Money('{}', '{}')", self.0.to_decimal(), self.currency())
    }

    fn __getnewargs__(&self) -> (String, &'static str) {
        (self.0.to_decimal(), self.currency())
    }
}

/// Returns the decimal number that a value is, without an exponent.
fn number(amount: &Bound<'_, PyAny>) -> PyResult<String> {
    let is_decimal = || amount.is_instance(&amount.py().import("decimal")?.getattr("Decimal")?);
    let is_int = amount.is_instance_of::<PyInt>() && !amount.is_instance_of::<PyBool>();
    if is_int || amount.is_instance_of::<PyString>() {
        Ok(amount.str()?.to_string())
    } else if is_decimal()? {
        amount.call_method1("__format__", ("f",))?.extract()
    } else {
        Err(wrong_type("a Decimal, an int or a text", amount))
    }
}

/// A `Decimal` of Python by its text.
pub(crate) struct Decimal(String);

impl Cross for Decimal {
    const GIVES: PyStaticExpr = type_hint_identifier!("decimal", "Decimal");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("decimal")?.getattr("Decimal")?.call1((&self.0,))
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(value.str()?.to_string()))
    }
}

impl Cross for Amount {
    const GIVES: PyStaticExpr = <Money as PyTypeInfo>::TYPE_HINT;

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, Money(*self))?.into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        match value.cast::<Money>() {
            Ok(money) => Ok(money.get().0),
            Err(_) => Err(wrong_type("Money", value)),
        }
    }
}
