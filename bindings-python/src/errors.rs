//! Errors as the exceptions of `kartotek/errors.py`.

use std::io;
use std::path::{Path, absolute};

use kartotek::{Error, ErrorKind, FieldProblem};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use pyo3::{intern, type_hint_identifier};

use crate::cross::{Cross, Out, given_only};

/// The name of the exception of a kind.
const fn class(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::NotFound => "NotFoundError",
        ErrorKind::AlreadyExists => "AlreadyExistsError",
        ErrorKind::Conflict => "ConflictError",
        ErrorKind::Invalid => "InvalidError",
        ErrorKind::RuleViolated => "RuleViolatedError",
        ErrorKind::InvalidCursor => "InvalidCursorError",
        ErrorKind::Unsupported => "UnsupportedError",
        ErrorKind::Import => "UnreadableFileError",
        ErrorKind::Cancelled => "CancelledError",
        ErrorKind::ShutDown => "ShutDownError",
        ErrorKind::Busy => "BusyError",
        ErrorKind::Unreachable => "UnreachableError",
        ErrorKind::OutcomeUnknown => "OutcomeUnknownError",
        ErrorKind::TimedOut => "TimedOutError",
        ErrorKind::Corrupt => "CorruptError",
        ErrorKind::TooNew => "TooNewError",
        ErrorKind::NotARegister => "NotARegisterError",
        ErrorKind::Full => "FullError",
        ErrorKind::ReadOnly => "ReadOnlyError",
        ErrorKind::Io => "IoError",
        _ => "StorageError",
    }
}

/// Returns the kinds of errors with the names of their exceptions.
#[pyfunction]
pub(crate) fn _error_kinds() -> Vec<(String, &'static str)> {
    ErrorKind::ALL.into_iter().map(|kind| (kind.as_str().to_owned(), class(kind))).collect()
}

/// Turns results of the core into those of Python.
pub(crate) trait Raise<T> {
    fn raise(self, py: Python<'_>) -> PyResult<T>;
}

impl<T> Raise<T> for kartotek::Result<T> {
    fn raise(self, py: Python<'_>) -> PyResult<T> {
        self.map_err(|error| raised(py, &error))
    }
}

/// Returns what is raised for an error.
pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
    exception(py, error).map_or_else(|failed| failed, PyErr::from_value)
}

/// Returns the exception of an error about a file: the one that the error blames, else that at this path, which is
/// told as the caller wrote it.
pub(crate) fn raised_of(py: Python<'_>, path: &Path, error: &Error) -> PyErr {
    let blamed = error.path().filter(|blamed| absolute(path).is_ok_and(|path| path != **blamed));
    exception_of(py, error, blamed.or(Some(path))).map_or_else(|failed| failed, PyErr::from_value)
}

/// Returns the exception of an error.
pub(crate) fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    exception_of(py, error, error.path())
}

fn exception_of<'py>(py: Python<'py>, error: &Error, path: Option<&Path>) -> PyResult<Bound<'py, PyAny>> {
    let errors = py.import("kartotek.errors")?;
    let class = errors.getattr(class(error.kind()))?;
    let exception = match (error.kind(), path) {
        (ErrorKind::Io, path) => {
            let (number, text) = of_system(py, error)?;
            class.call1((number, text, path.map(Path::as_os_str)))?
        }
        (_, Some(path)) => class.call1((format!("{}: {error}", path.display()),))?,
        (_, None) => class.call1((error.to_string(),))?,
    };
    exception.setattr("kind", error.kind().as_str())?;
    exception.setattr("is_retryable", error.is_retryable())?;
    let error = match error {
        Error::Command { number, source, .. } => {
            exception.setattr("command", *number)?;
            &**source
        }
        other => other,
    };
    match error {
        Error::NotFound { entity, id } => {
            exception.setattr("entity", entity.to_string())?;
            exception.setattr("id", id)?;
        }
        Error::AlreadyExists { entity, field } => {
            exception.setattr("entity", entity.to_string())?;
            exception.setattr("field", *field)?;
        }
        Error::Conflict(conflict) => {
            exception.setattr("entity", conflict.entity.to_string())?;
            exception.setattr("id", &conflict.id)?;
            exception.setattr("expected", conflict.expected.0)?;
            exception.setattr("found", conflict.found.0)?;
            let difference = errors.getattr("Difference")?;
            let differences = conflict.fields.iter().map(|field| {
                difference.call1((field.field.as_ref(), field.stored.as_str(), field.given.as_str()))
            });
            exception.setattr("differences", tuple(py, differences)?)?;
        }
        Error::Invalid(found) => exception.setattr("problems", Out(found))?,
        Error::RuleViolated { rule, .. } => exception.setattr("rule", *rule)?,
        _ => {}
    }
    Ok(exception)
}

/// Returns the number of the system and its text; the core's own text where the system gave none.
fn of_system(py: Python<'_>, error: &Error) -> PyResult<(i32, String)> {
    let by_system = error.of_system();
    let name = match by_system.map(io::Error::kind) {
        Some(io::ErrorKind::NotFound) => "ENOENT",
        Some(io::ErrorKind::AlreadyExists) => "EEXIST",
        Some(io::ErrorKind::PermissionDenied) => "EACCES",
        Some(io::ErrorKind::NotADirectory) => "ENOTDIR",
        Some(io::ErrorKind::IsADirectory) => "EISDIR",
        _ => "EIO",
    };
    let number = py.import(intern!(py, "errno"))?.getattr(name)?.extract()?;
    let text = match by_system {
        Some(by_system) if by_system.get_ref().is_none() && name != "EIO" => {
            py.import(intern!(py, "os"))?.call_method1("strerror", (number,))?.extract()?
        }
        _ => error.to_string(),
    };
    Ok((number, text))
}

impl Cross for FieldProblem {
    const GIVES: PyStaticExpr = type_hint_identifier!("kartotek.errors", "FieldProblem");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let class = py.import("kartotek.errors")?.getattr("FieldProblem")?;
        class.call1((self.field.as_ref(), self.rule.code(), self.rule.meaning(), self.item))
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        given_only(value)
    }
}

fn tuple<'py>(
    py: Python<'py>,
    items: impl Iterator<Item = PyResult<Bound<'py, PyAny>>>,
) -> PyResult<Bound<'py, PyTuple>> {
    PyTuple::new(py, items.collect::<PyResult<Vec<_>>>()?)
}
