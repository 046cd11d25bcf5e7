//! Ids, instants, days and money as Python has them.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use kartotek::{
    AccessCodeId, BatchId, CollectionId, Currency, CustomerId, FieldValue, GalleryId, JobGroupId, JobId,
    LocalDate, PartialDate, ParticipantId, RegisterId, RegistrationId, Revision, Timestamp,
};
use pyo3::exceptions::PyValueError;
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::{PyDate, PyDateTime, PyTzInfo, PyTzInfoAccess};
use pyo3::{PyTypeInfo, type_hint_identifier};
use uuid::Uuid;

use crate::codes::{AccessCode, StoredCode};
use crate::collections::Collection;
use crate::cross::{Cross, either, wrong_type};
use crate::customers::{CollectionRef, Customer};
use crate::history::ImportBatch;
use crate::imports::ImportReport;
use crate::jobs::{Gallery, Job, JobGroup, Participant, Registration};

/// Reads a text by its own rules; a `ValueError` where they are broken.
pub(crate) fn parsed<T: FromStr<Err: Display>>(value: &Bound<'_, PyAny>, what: &str) -> PyResult<T> {
    let text: String = value.extract().map_err(|_| wrong_type(what, value))?;
    text.parse().map_err(|_| PyValueError::new_err(format!("expected {what}")))
}

/// What is given for an id: the id, or a record that has it.
macro_rules! identified {
    () => {
        either!(type_hint_identifier!("uuid", "UUID"), type_hint_identifier!("builtins", "str"))
    };
    ($class:ident $($others:ident)*) => {
        either!(<$class as PyTypeInfo>::TYPE_HINT, identified!($($others)*))
    };
}

/// Lets ids cross, each with the records that are taken in its place.
macro_rules! cross_ids {
    ($($id:ident $(of $($class:ident |$record:ident| $of:expr),+)?;)+) => {$(
        impl Cross for $id {
            const GIVES: PyStaticExpr = type_hint_identifier!("uuid", "UUID");
            const TAKES: PyStaticExpr = identified!($($($class)+)?);

            fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Uuid::from_bytes(self.to_bytes()).into_pyobject(py)
            }

            fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
                $($(if let Ok(record) = value.cast::<$class>() {
                    let $record = record.get();
                    return $of;
                })+)?
                match value.extract::<Uuid>() {
                    Ok(id) => Ok(Self::from_bytes(id.into_bytes())),
                    Err(_) => parsed(value, concat!(
                        "an id: a UUID, its text" $(, ", or a record that has it:" $(, " ", stringify!($class))+)?
                    )),
                }
            }
        }
    )+};
}

cross_ids! {
    AccessCodeId of StoredCode |code| Ok(code.id), AccessCode |code| Ok(code.id);
    BatchId of ImportBatch |run| Ok(run.id), ImportReport |report| report.batch.ok_or_else(no_run);
    CollectionId of Collection |set| Ok(set.0.id), CollectionRef |set| Ok(set.0.id);
    CustomerId of Customer |customer| Ok(customer.0.id);
    GalleryId of Gallery |gallery| Ok(gallery.0.id);
    JobGroupId of JobGroup |group| Ok(group.0.id);
    JobId of Job |job| Ok(job.0.id);
    ParticipantId of Participant |participant| Ok(participant.0.id);
    RegisterId;
    RegistrationId of Registration |entry| Ok(entry.0.id);
}

fn no_run() -> PyErr {
    PyValueError::new_err("expected the report of an import that stored something")
}

impl Cross for Uuid {
    const GIVES: PyStaticExpr = type_hint_identifier!("uuid", "UUID");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.into_pyobject(py)
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        value.extract().map_err(|_| wrong_type("a UUID", value))
    }
}

impl Cross for Timestamp {
    const GIVES: PyStaticExpr = type_hint_identifier!("datetime", "datetime");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let instant = DateTime::<Utc>::from_timestamp_micros(self.as_micros());
        let instant = instant.ok_or_else(|| PyValueError::new_err("an instant that Python cannot tell"))?;
        Ok(instant.into_pyobject(py)?.into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let given =
            value.cast::<PyDateTime>().map_err(|_| wrong_type("a datetime with a time zone", value))?;
        if given.get_tzinfo().is_none() {
            return Err(PyValueError::new_err("expected a datetime with a time zone, not a naive one"));
        }
        // At the ends of the calendar there is no such instant.
        let utc = given
            .call_method1("astimezone", (PyTzInfo::utc(value.py())?,))
            .map_err(|_| PyValueError::new_err("an instant that the register cannot tell"))?;
        let instant: DateTime<Utc> = utc.extract()?;
        Ok(Self::from_micros(instant.timestamp_micros()))
    }
}

fn day(value: &Bound<'_, PyAny>) -> Option<PyResult<NaiveDate>> {
    // A datetime is a date to Python, but says another thing.
    let is_day = value.is_instance_of::<PyDate>() && !value.is_instance_of::<PyDateTime>();
    is_day.then(|| value.extract::<NaiveDate>())
}

impl Cross for LocalDate {
    const GIVES: PyStaticExpr = type_hint_identifier!("datetime", "date");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let day = NaiveDate::from_ymd_opt(self.year(), self.month(), self.day());
        let day = day.ok_or_else(|| PyValueError::new_err("a day that Python cannot tell"))?;
        Ok(day.into_pyobject(py)?.into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        use chrono::Datelike as _;
        let day = day(value).ok_or_else(|| wrong_type("a date", value))??;
        Self::new(day.year(), day.month(), day.day())
            .ok_or_else(|| PyValueError::new_err("a day that the register cannot tell"))
    }
}

/// Gives the value of a field, `None` where there is none.
pub(crate) fn field_value<'py>(py: Python<'py>, value: &FieldValue<'_>) -> PyResult<Bound<'py, PyAny>> {
    match value {
        FieldValue::Empty => Ok(py.None().into_bound(py)),
        FieldValue::Text(text) => text.to_string().to_python(py),
        FieldValue::Integer(number) => number.to_python(py),
        FieldValue::Boolean(is_so) => is_so.to_python(py),
        FieldValue::Date(day) => day.to_python(py),
        FieldValue::PartialDate(day) => day.to_python(py),
        FieldValue::Time(at) => at.to_python(py),
        FieldValue::Money(money) => money.to_python(py),
        FieldValue::List(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().to_python(py),
    }
}

/// As ISO 8601 writes it, `--02-29` without a year; a date may be given too.
impl Cross for PartialDate {
    const GIVES: PyStaticExpr = type_hint_identifier!("builtins", "str");
    const TAKES: PyStaticExpr =
        either!(type_hint_identifier!("datetime", "date"), type_hint_identifier!("builtins", "str"));

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_string().to_python(py)
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        match day(value) {
            Some(_) => LocalDate::from_python(value).map(Self::from),
            None => parsed(value, "a date, or a text such as 1992-02-29 or --02-29"),
        }
    }
}

impl Cross for Revision {
    const GIVES: PyStaticExpr = type_hint_identifier!("builtins", "int");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.to_python(py)
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        u32::from_python(value).map(Self)
    }
}

/// The code of ISO 4217.
impl Cross for Currency {
    const GIVES: PyStaticExpr = type_hint_identifier!("builtins", "str");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.code().to_owned().to_python(py)
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        parsed(value, "the code of a currency, such as EUR")
    }
}
