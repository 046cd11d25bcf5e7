//! What is imported: a path, bytes, an open binary file, or rows that were made in Python.

use std::path::PathBuf;

use kartotek::Source;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator, PyString};
use pyo3::{type_hint_identifier, type_hint_subscript};

use crate::arrow;
use crate::cross::{MAPPING, arguments, at, builtin, either, mapping, wrong_type};
use crate::errors::Raise as _;

arguments! {
    /// A table: a path, bytes, an open binary file, rows as dictionaries, or a stream of Arrow.
    Rows: either!(
        either!(either!(builtin!("str"), type_hint_subscript!(type_hint_identifier!("os", "PathLike"), builtin!("str"))), builtin!("bytes")),
        either!(
            type_hint_identifier!("typing", "BinaryIO"),
            either!(
                type_hint_subscript!(
                    type_hint_identifier!("collections.abc", "Iterable"),
                    MAPPING
                ),
                type_hint_identifier!("kartotek.tables", "ArrowStream")
            )
        )
    );
}

impl Rows<'_> {
    /// Reads what is to be imported.
    pub(crate) fn read(&self) -> PyResult<Source> {
        let given = &self.0;
        let py = given.py();
        if let Ok(bytes) = given.cast::<PyBytes>() {
            return Ok(Source::bytes(bytes.as_bytes()));
        }
        if let Some(path) = self.path() {
            return Ok(Source::path(path));
        }
        if given.hasattr("__arrow_c_stream__")? {
            return arrow::source(given);
        }
        if given.hasattr("read")? {
            if given.hasattr("encoding")? {
                return Err(PyTypeError::new_err(BINARY));
            }
            let mut file = PythonFile { file: given, failed: None };
            let read = Source::stream(&mut file);
            return match file.failed {
                Some(error) => Err(error),
                None => read.raise(py),
            };
        }
        if let Ok(rows) = given.try_iter() {
            return rows_as_file(rows);
        }
        Err(wrong_type("a path, bytes, an open binary file, rows as dictionaries or a table", given))
    }

    /// The path, if one was given.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        let given = &self.0;
        let is_path = given.is_instance_of::<PyString>() || given.hasattr("__fspath__").is_ok_and(|has| has);
        if is_path { given.extract().ok() } else { None }
    }
}

/// Writes rows that are dictionaries as a table; the headings are their keys, in the order in which they come.
fn rows_as_file(rows: Bound<'_, PyIterator>) -> PyResult<Source> {
    let mut headings: Vec<String> = Vec::new();
    let mut lines: Vec<Vec<String>> = Vec::new();
    for (place, row) in rows.enumerate() {
        let row = row?;
        let row = mapping(&row).map_err(|error| at(row.py(), &format!("row {place}"), error))?;
        let mut line = vec![String::new(); headings.len()];
        for (key, value) in row.iter() {
            let key: String = key.extract()?;
            let column = match headings.iter().position(|heading| *heading == key) {
                Some(column) => column,
                None => {
                    headings.push(key);
                    line.push(String::new());
                    headings.len() - 1
                }
            };
            line[column] = cell(&value)?;
        }
        lines.push(line);
    }
    let mut writer = csv::WriterBuilder::new().flexible(false).from_writer(Vec::new());
    let written = writer.write_record(&headings).and_then(|()| {
        lines.iter_mut().try_for_each(|line| {
            line.resize(headings.len(), String::new());
            writer.write_record(line.iter())
        })
    });
    written.map_err(|error| PyValueError::new_err(error.to_string()))?;
    let file = writer.into_inner().map_err(|error| PyValueError::new_err(error.to_string()))?;
    Ok(Source::bytes(file).in_exchange_profile())
}

/// A value as the cell of a table.
fn cell(value: &Bound<'_, PyAny>) -> PyResult<String> {
    // What is not equal to itself is what pandas writes for nothing.
    if value.is_none() || value.ne(value)? {
        return Ok(String::new());
    }
    if value.hasattr("isoformat")? {
        return value.call_method0("isoformat")?.extract();
    }
    Ok(value.str()?.to_string())
}

const BINARY: &str = "expected a file that was opened in binary mode: open(path, \"rb\")";

/// An open binary file of Python.
struct PythonFile<'a, 'py> {
    file: &'a Bound<'py, PyAny>,
    failed: Option<PyErr>,
}

impl std::io::Read for PythonFile<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.call_method1("read", (into.len(),)).and_then(|chunk| {
            let chunk = chunk.cast_into::<PyBytes>().map_err(|_| PyTypeError::new_err(BINARY))?;
            let bytes = chunk.as_bytes();
            into[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        });
        read.map_err(|error| {
            let message = error.to_string();
            self.failed = Some(error);
            std::io::Error::other(message)
        })
    }
}
