//! What is imported: a path, bytes, an open binary file, a table of Arrow, or rows of Python.

use std::fmt::Display;
use std::io::Read;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use kartotek::Source;
use pyo3::basic::CompareOp;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDate, PyDict, PyFloat, PyFrozenSet, PyIterator, PyList, PyMapping,
    PyMemoryView, PySet, PyString, PyTime, PyTuple, PyType,
};
use pyo3::{type_hint_identifier, type_hint_subscript};

use crate::arguments::arguments;
use crate::arrow;
use crate::cross::{Cross as _, at, builtin, either, mapping, wrong_type};
use crate::errors::Raise as _;
use crate::money::Money;

/// Bytes, which may be those of another object.
const BUFFER: PyStaticExpr =
    either!(builtin!("bytes"), either!(builtin!("bytearray"), builtin!("memoryview")));

arguments! {
    /// A table: a path, bytes, an open binary file, rows by name, or a stream of Arrow.
    Rows: either!(
        either!(either!(builtin!("str"), type_hint_subscript!(type_hint_identifier!("os", "PathLike"), builtin!("str"))), BUFFER),
        either!(
            type_hint_identifier!("typing", "BinaryIO"),
            either!(
                type_hint_subscript!(
                    type_hint_identifier!("collections.abc", "Iterable"),
                    type_hint_identifier!("kartotek.tables", "Row")
                ),
                type_hint_identifier!("kartotek.tables", "ArrowStream")
            )
        )
    );
}

impl Rows<'_> {
    /// Reads what is to be imported; `is_ignored` tells of which columns nothing is, by their places and headings.
    pub(crate) fn read(&self, is_ignored: impl Fn(usize, &str) -> bool) -> PyResult<Source> {
        let given = &self.0;
        let py = given.py();
        if let Ok(bytes) = given.cast::<PyBytes>() {
            return Ok(Source::bytes(bytes.as_bytes()));
        }
        if given.is_instance_of::<PyByteArray>() || given.is_instance_of::<PyMemoryView>() {
            // A copy, since its owner may change it meanwhile.
            let bytes = py.get_type::<PyBytes>().call1((given,))?;
            return Ok(Source::bytes(bytes.cast::<PyBytes>()?.as_bytes()));
        }
        if self.is_path()? {
            return PathBuf::from_python(given).map(Source::path).map_err(|error| at(py, "source", error));
        }
        if given.hasattr("__arrow_c_stream__")? {
            let handed = py.import("kartotek.tables")?.call_method1("handed_over", (given,))?;
            let read = match handed.cast::<PyList>() {
                Ok(rows) => rows_as_file(rows.try_iter()?, is_ignored),
                Err(_) => arrow::source(&handed, is_ignored),
            };
            return read.map_err(|error| at(py, "source", error));
        }
        if given.hasattr("read")? {
            if given.hasattr("encoding")? {
                return Err(PyTypeError::new_err(BINARY));
            }
            let mut file = PythonFile { file: given, given: None, taken: 0, failed: None };
            let read = Source::stream(&mut file);
            return match file.failed {
                Some(error) => Err(error),
                None => read.raise(py),
            };
        }
        if given.hasattr("collect")? {
            let class = given.get_type().name()?;
            let message = format!("source: a {class} has no rows yet; give what its .collect() returns");
            return Err(PyTypeError::new_err(message));
        }
        match given.try_iter() {
            Ok(rows) if given.cast::<PyMapping>().is_err() => {
                rows_as_file(rows, is_ignored).map_err(|error| at(py, "source", error))
            }
            _ => {
                let expected = "a path, bytes, an open binary file, rows by name or a table";
                Err(at(py, "source", wrong_type(expected, given)))
            }
        }
    }

    /// The path, if one was given.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        if self.is_path().ok()? { self.0.extract().ok() } else { None }
    }

    fn is_path(&self) -> PyResult<bool> {
        Ok(self.0.is_instance_of::<PyString>() || self.0.hasattr("__fspath__")?)
    }
}

/// The number of the first row below the headings, as reports and error files count.
const FIRST_ROW: usize = 2;

/// Rows after which Ctrl-C is looked for.
const ROWS_AT_ONCE: usize = 1_000;

/// How long the interpreter's lock is held at a time. Who waits for it asks for it after 5 ms, and only if it was not
/// given away meanwhile: so to give it away more often gives it to nobody.
const TURN: Duration = Duration::from_millis(10);

/// Writes rows as a table; the headings are their keys, in the order in which they come. A row is as long as the
/// headings that are known when it comes.
fn rows_as_file(rows: Bound<'_, PyIterator>, is_ignored: impl Fn(usize, &str) -> bool) -> PyResult<Source> {
    let py = rows.py();
    let mut headings: Vec<String> = Vec::new();
    let mut body = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let mut turn = Instant::now();
    for (number, row) in (FIRST_ROW..).zip(rows) {
        if number % ROWS_AT_ONCE == 0 {
            // A list is walked through without Python's own look for Ctrl-C and for other threads.
            py.check_signals()?;
            if turn.elapsed() > TURN {
                py.detach(|| ());
                turn = Instant::now();
            }
        }
        let named = |error| at(py, &format!("row {number}"), error);
        let row = by_name(&row?).map_err(named)?;
        let mut line = vec![String::new(); headings.len()];
        for (key, value) in row.iter() {
            let key: String = key.extract().map_err(|_| named(wrong_type("a text as key", &key)))?;
            let column = match headings.iter().position(|heading| *heading == key) {
                Some(column) => column,
                None => {
                    headings.push(key);
                    line.push(String::new());
                    headings.len() - 1
                }
            };
            let heading = &headings[column];
            line[column] = match cell(heading, &value) {
                Err(error) if is_of_value(py, &error) && is_ignored(column, heading) => String::new(),
                cell => cell.map_err(|error| named(at(py, heading, error)))?,
            };
        }
        body.write_record(&line).map_err(unwritten)?;
    }
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(&headings).map_err(unwritten)?;
    let mut file = file.into_inner().map_err(|error| unwritten(error.into_error()))?;
    file.extend(body.into_inner().map_err(|error| unwritten(error.into_error()))?);
    Ok(Source::bytes(file).in_exchange_profile())
}

fn unwritten(error: impl Display) -> PyErr {
    PyValueError::new_err(error.to_string())
}

/// Tells whether an error is about a value, and none that ends the program or the import.
fn is_of_value(py: Python<'_>, error: &PyErr) -> bool {
    error.is_instance_of::<PyTypeError>(py) || error.is_instance_of::<PyValueError>(py)
}

/// Reads a row by the names of its cells.
fn by_name<'py>(row: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    let py = row.py();
    if row.cast::<PyMapping>().is_ok() {
        return mapping(row);
    }
    // A row of sqlite3 is no mapping, but has what makes a dictionary.
    if row.hasattr("keys")? && row.hasattr("__getitem__")? {
        return Ok(py.get_type::<PyDict>().call1((row,))?.cast_into()?);
    }
    if row.hasattr("_asdict")? {
        return mapping(&row.call_method0("_asdict")?);
    }
    if row.hasattr("__dataclass_fields__")? && !row.is_instance_of::<PyType>() {
        let cells = PyDict::new(py);
        for field in py.import("dataclasses")?.call_method1("fields", (row,))?.try_iter()? {
            let name = field?.getattr("name")?.cast_into::<PyString>()?;
            cells.set_item(&name, row.getattr(&name)?)?;
        }
        return Ok(cells);
    }
    Err(wrong_type("a dict, a row of sqlite3, a named tuple or a dataclass", row))
}

/// A value as the cell of a table.
fn cell(key: &str, value: &Bound<'_, PyAny>) -> PyResult<String> {
    let py = value.py();
    if let Ok(text) = value.cast_exact::<PyString>() {
        return String::from_python(text);
    }
    if let Some(plain) = plain_of_numpy(value)? {
        return cell(key, &plain);
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(flag.is_true().to_string());
    }
    if is_nothing(value)? {
        return Ok(String::new());
    }
    if value.is_instance_of::<PySet>() || value.is_instance_of::<PyFrozenSet>() {
        // Which has no order of its own.
        let mut texts = texts(value)?;
        texts.sort();
        return Ok(joined(key, &texts));
    }
    if value.is_instance_of::<PyTuple>() || value.is_instance_of::<PyList>() {
        return Ok(joined(key, &texts(value)?));
    }
    let of = |module, class| value.is_instance(&py.import(module)?.getattr(class)?);
    if of("enum", "Enum")? {
        return cell(key, &value.getattr("value")?);
    }
    if value.is_instance_of::<PyDate>() || value.is_instance_of::<PyTime>() {
        return value.call_method0("isoformat")?.extract();
    }
    if of("decimal", "Decimal")? {
        return value.call_method1("__format__", ("f",))?.extract();
    }
    // Whole numbers of other libraries are none of Python's.
    let is_number = value.is_instance_of::<PyFloat>() || value.hasattr("__index__")? || is_of_numpy(value)?;
    let is_text = value.is_instance_of::<PyString>() || value.is_instance_of::<Money>();
    if is_number || is_text || of("uuid", "UUID")? {
        return String::from_python(value.str()?.as_any());
    }
    let error = wrong_type("a text, a number, a date, None or texts in a list", value);
    let error = error.value(py);
    Err(PyTypeError::new_err(format!("{error}; map={{{key:?}: \"ignore\"}} leaves it out")))
}

fn is_of_numpy(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let module = value.get_type().module()?;
    Ok(module == "numpy" || module.to_str()?.starts_with("numpy."))
}

/// Returns what Python itself has for a flag or an array of numpy. Its numbers and instants say themselves what they
/// are, by their texts.
fn plain_of_numpy<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    if !is_of_numpy(value)? {
        return Ok(None);
    }
    let name = value.get_type().name()?.to_string();
    Ok(match name.as_str() {
        "MaskedConstant" => Some(value.py().None().into_bound(value.py())),
        "bool" | "bool_" | "ndarray" | "MaskedArray" => Some(value.call_method0("tolist")?),
        _ => None,
    })
}

/// Tells whether a value stands for nothing: `None`, or what is not equal to itself, as numpy and pandas write it. What
/// pandas has for any type does not say whether it is, and answers itself.
fn is_nothing(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    if value.is_none() {
        return Ok(true);
    }
    let differs = value.rich_compare(value, CompareOp::Ne)?;
    Ok(differs.is(value) || differs.is_truthy()?)
}

/// The texts of a list, a tuple or a set.
fn texts(items: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    let mut texts: Vec<String> = Vec::new();
    for item in items.try_iter()? {
        let item = item?;
        if item.is_instance_of::<PyString>() {
            texts.push(String::from_python(&item)?);
        } else if !is_nothing(&item)? {
            return Err(wrong_type("texts in a list", &item));
        }
    }
    texts.retain(|text| !text.is_empty());
    Ok(texts)
}

/// Texts as the lines of a cell, as those of a table of Arrow.
fn joined(key: &str, texts: &[String]) -> String {
    let mut cell = texts.join("\n");
    if arrow::is_cut(key) && texts.len() == 1 && arrow::would_be_cut(&cell) {
        cell.push('\n');
    }
    cell
}

const BINARY: &str = "source: expected a file that was opened in binary mode: open(path, \"rb\")";

/// An open binary file of Python.
struct PythonFile<'a, 'py> {
    file: &'a Bound<'py, PyAny>,
    /// What it gave last, which may be more than it was asked for, and how much of that was taken.
    given: Option<PyBackedBytes>,
    taken: usize,
    failed: Option<PyErr>,
}

impl Read for PythonFile<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.given.as_ref().is_none_or(|given| self.taken == given.len()) {
            let chunk = self
                .file
                .call_method1("read", (into.len(),))
                .and_then(|chunk| chunk.extract::<PyBackedBytes>().map_err(|_| PyTypeError::new_err(BINARY)));
            match chunk {
                Ok(chunk) => (self.given, self.taken) = (Some(chunk), 0),
                Err(error) => {
                    let message = error.to_string();
                    self.failed = Some(error);
                    return Err(std::io::Error::other(message));
                }
            }
        }
        let mut left = self.given.as_ref().map_or(&[][..], |given| &given[self.taken..]);
        let read = left.read(into)?;
        self.taken += read;
        Ok(read)
    }
}
