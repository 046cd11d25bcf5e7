//! A stream of Arrow as the source of an import.

use std::io::{Error, Read};

use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{Array as _, RecordBatch, RecordBatchReader as _, new_empty_array};
use arrow_schema::{ArrowError, SchemaRef};
use kartotek::{Section, Source, customer_field};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::cross::wrong_type;
use crate::errors::Raise as _;

use super::cells::{Cell, cells};

/// Tells whether an import cuts the cells of a column where they hold several names.
pub(crate) fn is_cut(heading: &str) -> bool {
    customer_field(heading).is_none_or(|known| known.section == Section::Groups)
}

/// Reads a stream to its end into a temporary file, a batch at a time. Columns that are ignored may have values of any
/// type.
pub(crate) fn source(given: &Bound<'_, PyAny>, is_ignored: impl Fn(usize, &str) -> bool) -> PyResult<Source> {
    let py = given.py();
    let capsule = given.cast::<PyCapsule>().map_err(|_| wrong_type("a stream of Arrow", given))?;
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?;
    // SAFETY: a capsule of this name holds such a stream, by the Arrow PyCapsule interface; the stream is moved out.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) };
    let batches = RecordBatchStreamReader::try_new(stream)
        .map_err(|error| PyTypeError::new_err(format!("expected a table with columns: {error}")))?;
    let mut lines = Lines::new(batches, is_ignored)?;
    let read = py.detach(|| Source::stream(&mut lines));
    match lines.failed {
        Some(error) => Err(error),
        None => read.map(Source::in_exchange_profile).raise(py),
    }
}

/// The rows of a stream as lines of CSV.
struct Lines {
    batches: RecordBatchStreamReader,
    /// The columns that are read: where they stand, and whether an import would cut single items of their lists.
    columns: Vec<(usize, bool)>,
    batch: RecordBatch,
    /// Rows of the batch that are written.
    done: usize,
    text: Vec<u8>,
    /// Bytes of the text that were read.
    taken: usize,
    failed: Option<PyErr>,
}

impl Lines {
    /// Rows that are written at a time, since a batch may be a whole table.
    const ROWS: usize = 1_000;

    fn new(batches: RecordBatchStreamReader, is_ignored: impl Fn(usize, &str) -> bool) -> PyResult<Self> {
        let schema: SchemaRef = batches.schema();
        let (mut columns, mut headings) = (Vec::new(), Vec::new());
        for (place, field) in schema.fields().iter().enumerate() {
            let name = field.name().as_str();
            // What pandas makes of an index without a name.
            if name.starts_with("__index_level_") {
                continue;
            }
            let is_readable = cells(&new_empty_array(field.data_type()), false).is_some();
            if !is_readable && !is_ignored(headings.len(), name) {
                let kind = field.data_type();
                return Err(PyTypeError::new_err(format!(
                    "column {name}: values of type {kind} cannot be imported; map={{{name:?}: \"ignore\"}} leaves it out"
                )));
            }
            columns.push((place, is_cut(name)));
            headings.push(name);
        }
        let text = written(|writer| writer.write_record(&headings)).map_err(unwritten)?;
        let batch = RecordBatch::new_empty(SchemaRef::clone(&schema));
        Ok(Self { batches, columns, batch, done: 0, text, taken: 0, failed: None })
    }

    /// Writes some more rows; answers `false` at the end.
    fn write(&mut self) -> PyResult<bool> {
        while self.done == self.batch.num_rows() {
            Python::attach(|py| py.check_signals())?;
            let Some(batch) = self.batches.next() else { return Ok(false) };
            let batch = batch.map_err(broken)?;
            for (place, _) in &self.columns {
                batch.column(*place).to_data().validate_full().map_err(broken)?;
            }
            (self.batch, self.done) = (batch, 0);
        }
        let rows = Self::ROWS.min(self.batch.num_rows() - self.done);
        let some = self.batch.slice(self.done, rows);
        let columns = self.columns.iter();
        let nothing = || -> Cell<'_> { Box::new(|_, _| {}) };
        let columns =
            columns.map(|(place, cut)| cells(some.column(*place).as_ref(), *cut).unwrap_or_else(nothing));
        let columns: Vec<_> = columns.collect();
        let mut cell = String::new();
        self.text = written(|writer| {
            for row in 0..rows {
                for column in &columns {
                    cell.clear();
                    column(row, &mut cell);
                    writer.write_field(&cell)?;
                }
                writer.write_record(None::<&[u8]>)?;
            }
            Ok(())
        })
        .map_err(unwritten)?;
        (self.done, self.taken) = (self.done + rows, 0);
        Ok(true)
    }
}

impl Read for Lines {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.taken == self.text.len() {
            match self.write() {
                Ok(true) => {}
                Ok(false) => return Ok(0),
                Err(error) => {
                    self.failed = Some(error);
                    return Err(Error::other("the table cannot be read"));
                }
            }
        }
        let mut left = &self.text[self.taken..];
        let read = left.read(into)?;
        self.taken += read;
        Ok(read)
    }
}

fn written(write: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>) -> csv::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    write(&mut writer)?;
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn unwritten(error: csv::Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn broken(error: ArrowError) -> PyErr {
    PyValueError::new_err(format!("the table cannot be read: {error}"))
}
