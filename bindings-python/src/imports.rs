//! Imports: the file as it is understood, the run, the report, and its undoing.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use kartotek::{
    BatchId, CustomerId, ErrorKind, ImportCounts as Counts, ImportEnd, ImportProgress as Progress, Matching,
    Register, Repeats, RowOutcome, Source, Target, Units,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyIterator, PyString};

use crate::arrow;
use crate::cross::{Given, Taken, at, mapping, wrong_type};
use crate::errors::{Raise as _, raised_of};
use crate::record::record;

record! {
    /// How many rows had which outcome; the sum is the number of rows.
    ImportCounts {
        /// Rows that made a customer.
        created: u64 = 0,
        /// Rows that changed one.
        updated: u64 = 0,
        /// Rows that say what is stored already.
        unchanged: u64 = 0,
        /// Rows left out on purpose.
        skipped: u64 = 0,
        /// Rows that may be about somebody else.
        ambiguous: u64 = 0,
        /// Rows with problems.
        invalid: u64 = 0,
    }
    methods {
        /// The number of rows.
        #[getter]
        fn rows(&self) -> u64 {
            self.0.rows()
        }
    }
}

record! {
    /// How far an import is.
    ImportProgress {
        /// What it is doing.
        step: kartotek::ImportStep,
        /// Bytes of the file that are done in this step.
        done_bytes: u64,
        /// Bytes of the file.
        total_bytes: u64,
        /// Rows that are done in this step.
        rows: u64,
    }
}

/// One thing that is wrong with one row. It shows the file's own text: keep it out of logs.
#[pyclass(frozen, eq, module = "kartotek")]
#[derive(Clone, PartialEq)]
pub(crate) struct RowProblem(kartotek::RowProblem);

#[pymethods]
impl RowProblem {
    /// Number of the row; the header is row 1, empty lines do not count.
    #[getter]
    fn row(&self) -> u64 {
        self.0.row
    }

    /// The line of the file on which the row begins.
    #[getter]
    fn line(&self) -> u64 {
        self.0.line
    }

    /// What became of the row.
    #[getter]
    fn outcome(&self) -> Given<RowOutcome> {
        Given(self.0.outcome)
    }

    /// Stable code in snake case.
    #[getter]
    fn code(&self) -> &'static str {
        self.0.code
    }

    /// The heading of the column, where one is to blame.
    #[getter]
    fn column(&self) -> Option<&str> {
        self.0.column.as_deref()
    }

    /// The key of the field, where one as a whole is to blame.
    #[getter]
    fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The text of the cell as it stands in the file.
    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    /// What to do about it, for people.
    #[getter]
    fn hint(&self) -> &str {
        &self.0.hint
    }

    /// Returns the fields and their values.
    #[pyo3(signature = () -> "dict[str, object]")]
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let fields = PyDict::new(py);
        fields.set_item("row", self.row())?;
        fields.set_item("line", self.line())?;
        fields.set_item("outcome", self.outcome())?;
        fields.set_item("code", self.code())?;
        fields.set_item("column", self.column())?;
        fields.set_item("field", self.field())?;
        fields.set_item("text", self.text())?;
        fields.set_item("hint", self.hint())?;
        Ok(fields)
    }

    fn __repr__(&self) -> String {
        let of = self.column().or(self.field()).map_or_else(String::new, |name| format!(" in {name}"));
        format!("<RowProblem row {}{of}: {}>", self.row(), self.code())
    }
}

/// What an import did, or would do.
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct ImportReport(kartotek::ImportReport, Option<BatchId>);

#[pymethods]
impl ImportReport {
    /// Names the run: what ``register.undo_import`` is called with; ``None`` where nothing was stored, of a dry run
    /// and of one that was rolled back.
    #[getter]
    fn batch(&self) -> Given<Option<BatchId>> {
        Given(self.1)
    }

    /// How it ended.
    #[getter]
    fn end(&self) -> Given<ImportEnd> {
        Given(self.0.end)
    }

    /// How many rows had which outcome.
    #[getter]
    fn counts(&self) -> Given<Counts> {
        Given(self.0.counts)
    }

    /// The first 1,000 problems, in the order of the file; the error file has them all.
    #[getter]
    fn problems(&self) -> Vec<RowProblem> {
        self.0.problems.iter().cloned().map(RowProblem).collect()
    }

    /// How many problems there are in all.
    #[getter]
    fn problem_count(&self) -> u64 {
        self.0.problem_count
    }

    /// How many rows were done although their customer is archived.
    #[getter]
    fn archived(&self) -> u64 {
        self.0.archived
    }

    /// How many rows were skipped because another row repeats them.
    #[getter]
    fn repeated(&self) -> u64 {
        self.0.repeated
    }

    /// How many malformed sequences of the encoding became U+FFFD.
    #[getter]
    fn replaced(&self) -> u64 {
        self.0.replaced
    }

    /// Returns what it says, with the problems as dictionaries.
    #[pyo3(signature = () -> "dict[str, object]")]
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        crate::record::dictionary(
            slf.as_any(),
            &[
                "batch",
                "end",
                "counts",
                "problem_count",
                "archived",
                "repeated",
                "replaced",
                "notices",
                "problems",
            ],
        )
    }

    /// What somebody should look at, as sentences.
    #[getter]
    fn notices(&self) -> Vec<String> {
        self.0.notices.iter().map(ToString::to_string).collect()
    }

    fn __repr__(&self) -> String {
        let counts = self.0.counts;
        format!(
            "<ImportReport {} rows: {} created, {} updated, {} problems>",
            counts.rows(),
            counts.created,
            counts.updated,
            self.0.problem_count
        )
    }
}

/// What was taken back of an import.
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct UndoReport(kartotek::UndoReport);

#[pymethods]
impl UndoReport {
    /// Customers who are as they were before.
    #[getter]
    fn reversed(&self) -> u64 {
        self.0.reversed
    }

    /// Customers who were edited since, and stay.
    #[getter]
    fn kept_edited(&self) -> u64 {
        self.0.kept_edited
    }

    /// Customers on whom something depends, and who stay.
    #[getter]
    fn kept_referenced(&self) -> u64 {
        self.0.kept_referenced
    }

    /// Customers for whom it failed.
    #[getter]
    fn failed(&self) -> u64 {
        self.0.failed
    }

    /// Returns what it says.
    #[pyo3(signature = () -> "dict[str, object]")]
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        let names = ["reversed", "kept_edited", "kept_referenced", "failed", "kept"];
        crate::record::dictionary(slf.as_any(), &names)
    }

    /// Who stays, by id.
    #[getter]
    fn kept(&self) -> Given<Vec<CustomerId>> {
        Given(self.0.kept.iter().map(|(id, _)| *id).collect())
    }

    fn __repr__(&self) -> String {
        format!("<UndoReport {} reversed, {} kept>", self.0.reversed, self.0.kept.len())
    }
}

/// How an import is made: the options of `import_file`.
pub(crate) struct Wanted {
    pub(crate) matching: Option<Matching>,
    pub(crate) on_repeat: Option<Repeats>,
    pub(crate) all_or_nothing: bool,
    pub(crate) map: Vec<(String, Target)>,
    pub(crate) error_file: Option<PathBuf>,
    pub(crate) dry_run: bool,
    pub(crate) progress: Option<Py<PyAny>>,
}

/// Reads the columns that are given their fields by name.
pub(crate) fn targets(map: Option<&Bound<'_, PyDict>>) -> PyResult<Vec<(String, Target)>> {
    let each = map.into_iter().flat_map(|map| map.iter()).map(|(header, target)| {
        let (header, target): (String, String) = (header.extract()?, target.extract()?);
        match target.parse::<Target>() {
            Ok(parsed) => Ok((header, parsed)),
            Err(_) => Err(PyValueError::new_err(format!("map: {header}: {target:?} is no field"))),
        }
    });
    each.collect()
}

/// Reads what is to be imported: a path, bytes, an open binary file, rows as dictionaries, or a table of Arrow.
pub(crate) fn source(given: &Bound<'_, PyAny>) -> PyResult<Source> {
    let py = given.py();
    if let Ok(bytes) = given.cast::<PyBytes>() {
        return Ok(Source::bytes(bytes.as_bytes()));
    }
    if given.is_instance_of::<PyString>() || given.hasattr("__fspath__")? {
        let path: PathBuf = given.extract()?;
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

/// Runs an import, or plans it.
pub(crate) fn run(
    py: Python<'_>,
    register: &Register,
    source: Source,
    path: Option<&Path>,
    wanted: Wanted,
) -> PyResult<ImportReport> {
    let mut raised: Option<PyErr> = None;
    let Wanted { matching, on_repeat, all_or_nothing, map, error_file, dry_run, progress } = wanted;
    let told = &mut raised;
    let done = py.detach(move || {
        let mut import = register.import_source(source)?;
        for (header, target) in map {
            import = import.map(&header, target)?;
        }
        if let Some(matching) = matching {
            import = import.matching(matching);
        }
        if let Some(repeats) = on_repeat {
            import = import.on_repeat(repeats);
        }
        if all_or_nothing {
            import = import.units(Units::AllOrNothing);
        }
        if let Some(path) = error_file {
            import = import.error_file(path);
        }
        // Ctrl-C and what the listener raises stop the import between two chunks.
        let import = import.on_progress(move |far| match listen(progress.as_ref(), far) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                *told = Some(error);
                ControlFlow::Break(())
            }
        });
        if dry_run {
            let plan = import.plan()?;
            return Ok(kartotek::ImportReport {
                batch: BatchId::from_bytes([0; 16]),
                end: ImportEnd::RolledBack,
                counts: plan.counts(),
                problems: plan.problems().to_vec(),
                problem_count: plan.problem_count(),
                archived: plan.archived(),
                repeated: plan.repeated(),
                changed_since_plan: Vec::new(),
                replaced: 0,
                notices: plan.notices(),
            });
        }
        import.run()
    });
    if let Some(error) = raised {
        return Err(error);
    }
    let report = match (done, path) {
        (Err(error), Some(path)) if error.kind() == ErrorKind::Io => return Err(raised_of(py, path, &error)),
        (done, _) => done.raise(py)?,
    };
    let batch = Some(report.batch).filter(|_| report.end != ImportEnd::RolledBack);
    Ok(ImportReport(report, batch))
}

fn listen(progress: Option<&Py<PyAny>>, far: Progress) -> PyResult<()> {
    Python::attach(|py| {
        py.check_signals()?;
        match progress {
            Some(call) => call.call1(py, (ImportProgress(far),)).map(drop),
            None => Ok(()),
        }
    })
}

/// Takes an import back.
pub(crate) fn undo(py: Python<'_>, register: &Register, batch: Taken<BatchId>) -> PyResult<UndoReport> {
    py.detach(|| register.undo_import(batch.0)).map(UndoReport).raise(py)
}
