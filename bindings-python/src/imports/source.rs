//! What is imported: a path, bytes, an open binary file, a table of Arrow, or rows of Python.

use std::fmt::Display;
use std::io::Read;
use std::path::PathBuf;

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
        if let Some(path) = self.path() {
            return Ok(Source::path(path));
        }
        if given.hasattr("__arrow_c_stream__")? {
            return arrow::source(given, is_ignored).map_err(|error| at(py, "source", error));
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
        let given = &self.0;
        let is_path = given.is_instance_of::<PyString>() || given.hasattr("__fspath__").is_ok_and(|has| has);
        if is_path { given.extract().ok() } else { None }
    }
}

/// The number of the first row below the headings, as reports and error files count.
const FIRST_ROW: usize = 2;

/// Rows after which Ctrl-C is looked for.
const ROWS_AT_ONCE: usize = 1_000;

/// Writes rows as a table; the headings are their keys, in the order in which they come. A row is as long as the
/// headings that are known when it comes.
fn rows_as_file(rows: Bound<'_, PyIterator>, is_ignored: impl Fn(usize, &str) -> bool) -> PyResult<Source> {
    let py = rows.py();
    let mut headings: Vec<String> = Vec::new();
    let mut body = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for (number, row) in (FIRST_ROW..).zip(rows) {
        if number % ROWS_AT_ONCE == 0 {
            // A list is walked through without Python's own look for Ctrl-C.
            py.check_signals()?;
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
                Err(_) if is_ignored(column, heading) => String::new(),
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
    let of = |module, class| value.is_instance(&py.import(module)?.getattr(class)?);
    if value.is_none() {
        return Ok(String::new());
    }
    if let Ok(items) = value.cast::<PyTuple>() {
        return joined(key, items.try_iter()?);
    }
    if let Ok(items) = value.cast::<PyList>() {
        return joined(key, items.try_iter()?);
    }
    if value.is_instance_of::<PySet>() || value.is_instance_of::<PyFrozenSet>() {
        // Which has no order of its own.
        let items = value.try_iter()?.collect::<PyResult<Vec<_>>>()?;
        let items = PyList::new(py, items)?;
        items.sort().map_err(|_| wrong_type("texts in a set", value))?;
        return joined(key, items.try_iter()?);
    }
    if of("enum", "Enum")? {
        return cell(key, &value.getattr("value")?);
    }
    if let Ok(flag) = value.cast::<PyBool>() {
        return Ok(flag.is_true().to_string());
    }
    let is_text = value.is_instance_of::<PyString>();
    // Whole numbers of other libraries are none of Python's.
    let is_number = value.is_instance_of::<PyFloat>() || value.hasattr("__index__")?;
    let is_day = value.is_instance_of::<PyDate>() || value.is_instance_of::<PyTime>();
    let is_decimal = of("decimal", "Decimal")?;
    let is_plain = is_text || is_number || is_day || is_decimal || value.is_instance_of::<Money>();
    if !(is_plain || of("uuid", "UUID")? || is_instant_of_numpy(value)?) {
        // What pandas writes for nothing does not say whether it is equal to itself.
        if value.rich_compare(value, CompareOp::Ne)?.is(value) {
            return Ok(String::new());
        }
        let error = wrong_type("a text, a number, a date, None or texts in a list", value);
        let error = error.value(py);
        return Err(PyTypeError::new_err(format!("{error}; map={{{key:?}: \"ignore\"}} leaves it out")));
    }
    // What is not equal to itself is what pandas and numpy write for nothing.
    if value.ne(value)? {
        return Ok(String::new());
    }
    if is_day {
        return value.call_method0("isoformat")?.extract();
    }
    if is_decimal {
        return value.call_method1("__format__", ("f",))?.extract();
    }
    String::from_python(value.str()?.as_any())
}

/// Tells whether a value is an instant of numpy, whose text is that of ISO 8601.
fn is_instant_of_numpy(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let class = value.get_type();
    Ok(class.name()? == "datetime64" && class.module()? == "numpy")
}

/// Texts as the lines of a cell, as those of a table of Arrow.
fn joined(key: &str, items: Bound<'_, PyIterator>) -> PyResult<String> {
    let mut texts: Vec<String> = Vec::new();
    for item in items {
        let item = item?;
        if !item.is_none() {
            texts.push(item.extract().map_err(|_| wrong_type("texts in a list", &item))?);
        }
    }
    texts.retain(|text| !text.is_empty());
    let mut cell = texts.join("\n");
    if arrow::is_cut(key) && texts.len() == 1 && arrow::would_be_cut(&cell) {
        cell.push('\n');
    }
    Ok(cell)
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
