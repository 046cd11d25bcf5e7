//! A list of customers as a table of Arrow.

use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, SchemaRef};
use kartotek::{CustomerFilter, CustomerRows, Register, Sort};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::cross::Given;
use crate::errors::Raise as _;

use super::columns::{Column, schema};

/// A list of customers as a table of Arrow, read when somebody takes it, and as often as it is taken.
///
/// pyarrow, polars, pandas, DuckDB and others take it by its method ``__arrow_c_stream__``, in batches, without a
/// Python object a row: ``polars.DataFrame(table)``, ``pyarrow.table(table)``, ``pandas.DataFrame.from_arrow(table)``.
/// Every thousand rows are of one moment; others may write meanwhile, as with ``register.customers.all``. Ctrl-C is
/// heard when the library that takes the rows comes back.
///
/// >>> import kartotek
/// >>> register = kartotek.in_memory()
/// >>> anna = register.customers.create(given_name="Anna", tags=["wedding", "album"])
/// >>> table = register.customers.to_arrow(columns=["number", "given_name", "tags"])
/// >>> table.columns
/// ('number', 'given_name', 'tags')
/// >>> import pyarrow
/// >>> pyarrow.table(table).to_pylist()
/// [{'number': 1, 'given_name': 'Anna', 'tags': ['album', 'wedding']}]
///
/// It cannot be pickled: it belongs to a register that is open in this process.
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct ArrowTable {
    register: Register,
    keys: Vec<&'static str>,
    filter: CustomerFilter,
    sort: Sort,
    schema: SchemaRef,
}

impl ArrowTable {
    /// Makes it of the fields asked for, or of those of an export.
    pub(crate) fn new(
        register: &Register,
        keys: Vec<String>,
        filter: CustomerFilter,
        sort: Sort,
    ) -> kartotek::Result<Self> {
        let rows = register.customers().rows(keys, &filter, &sort)?;
        let keys = rows.fields().iter().map(|field| field.key).collect();
        let schema = Arc::new(schema(rows.fields()));
        Ok(Self { register: register.clone(), keys, filter, sort, schema })
    }
}

#[pymethods]
impl ArrowTable {
    /// The names of its columns, which are keys of fields.
    #[getter]
    fn columns(&self) -> Given<Vec<String>> {
        Given(self.keys.iter().map(|&key| key.to_owned()).collect())
    }

    /// Hands the types of its columns over (Arrow PyCapsule interface).
    #[pyo3(signature = () -> "object")]
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref())
            .map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// Hands its rows over in batches (Arrow PyCapsule interface); another schema that is requested changes nothing.
    #[pyo3(signature = (requested_schema: "object | None" = None) -> "object")]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let rows = self.register.customers().rows(self.keys.iter().copied(), &self.filter, &self.sort);
        let batches = Batches { rows: rows.raise(py)?, schema: Arc::clone(&self.schema) };
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), c"arrow_array_stream")
    }

    fn __repr__(&self) -> String {
        format!("<ArrowTable of {}>", self.keys.join(", "))
    }
}

/// The rows of a table in batches.
struct Batches {
    rows: CustomerRows,
    schema: SchemaRef,
}

impl Batches {
    /// Rows of a batch, unless their texts are long.
    const ROWS: usize = 10_000;
    /// Bytes of the texts of a column after which a batch ends.
    const TEXT_BYTES: usize = 16 << 20;

    fn read(&mut self) -> kartotek::Result<Option<Vec<Column>>> {
        let kinds = self.rows.fields().iter().map(|field| field.kind);
        let mut columns: Vec<Column> = kinds.map(|kind| Column::of(kind, Self::ROWS)).collect();
        let (mut rows, mut buffer) = (0, String::new());
        while rows < Self::ROWS && columns.iter_mut().all(|column| column.text_bytes() < Self::TEXT_BYTES) {
            let more = self.rows.read(&mut |row| {
                rows += 1;
                let mut places = columns.iter_mut().enumerate();
                places.try_for_each(|(place, column)| column.push(row, place, &mut buffer))
            })?;
            if !more {
                break;
            }
        }
        Ok((rows > 0).then_some(columns))
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        // Whoever takes the batches may hold the interpreter's lock, or not know of it.
        let read = Python::try_attach(|py| py.detach(|| self.read()));
        match read.unwrap_or(Err(kartotek::Error::Cancelled)) {
            Ok(None) => None,
            Ok(Some(mut columns)) => {
                let arrays = columns.iter_mut().map(Column::finish).collect();
                Some(RecordBatch::try_new(Arc::clone(&self.schema), arrays))
            }
            // Its text goes through C, where a zero would end it.
            Err(error) => Some(Err(ArrowError::IoError(
                error.to_string().replace('\0', ""),
                std::io::Error::other(error),
            ))),
        }
    }
}

impl RecordBatchReader for Batches {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}
