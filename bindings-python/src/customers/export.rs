//! Customers into a file, or into what Python writes to.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kartotek::exchange::Delimiter;
use kartotek::{
    CsvOptions, CsvProfile, ExistingFile, ExportFormat, ExportOptions, ExportSummary, Headings, Language,
};
use pyo3::exceptions::{PyBlockingIOError, PyTypeError, PyValueError};
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyString};
use pyo3::{type_hint_identifier, type_hint_subscript};

use crate::arguments::{Taken, Text, choices, flag};
use crate::cross::{Cross as _, at, builtin, either, wrong_type};
use crate::errors::{Raise as _, raised_of};
use crate::imports::{Between, Listener, Told, told};
use crate::numbers::whole;
use crate::whole::Whole;

use super::handle::sort_of;
use super::{CustomerFilter, Customers};

choices! {
    /// A path, or an open binary file.
    Target(Destination): either!(
        either!(builtin!("str"), type_hint_subscript!(type_hint_identifier!("os", "PathLike"), builtin!("str"))),
        type_hint_identifier!("typing", "BinaryIO"),
    ), |given| destination(given);
    /// What is called with how many customers are written.
    Watcher(Arc<Told>): type_hint_subscript!(
        type_hint_identifier!("collections.abc", "Callable"),
        PyStaticExpr::List { elts: &[builtin!("int")] },
        builtin!("object")
    ), |given| match given.is_instance_of::<PyBool>() {
        true => Err(wrong_type("something to call", given)),
        false => told(given),
    };
}

/// Where an export is written.
#[derive(Clone)]
pub(crate) enum Destination {
    Path(PathBuf),
    File(Arc<Py<PyAny>>),
}

impl Destination {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::File(_) => None,
        }
    }
}

fn destination(given: &Bound<'_, PyAny>) -> PyResult<Destination> {
    if given.is_instance_of::<PyString>() || given.hasattr("__fspath__")? {
        return PathBuf::from_python(given).map(Destination::Path);
    }
    if !given.hasattr("write")? {
        return Err(wrong_type("a path or an open binary file", given));
    }
    if given.hasattr("encoding")? {
        return Err(PyTypeError::new_err(
            "expected a file that was opened in binary mode: open(path, \"wb\")",
        ));
    }
    Ok(Destination::File(Arc::new(given.clone().unbind())))
}

#[pymethods]
impl Customers {
    /// Writes customers into a file, a path or an open binary one, and returns how many. The ending of a path tells
    /// the format, ``.csv``, ``.xlsx`` or ``.jsonl``; otherwise ``format`` does.
    ///
    /// ``columns`` are keys of fields; ``headings`` the language of their labels, for example ``sv``, otherwise the
    /// keys. ``for_excel`` writes CSV as spreadsheets open it; ``delimiter`` and ``encoding`` say so by themselves.
    /// A file that is there already is refused unless ``replace`` is said; a path appears when it is complete. The
    /// filter is given as such or by its parts. ``progress`` is called every thousand rows with how many are written;
    /// Ctrl-C and whatever it raises stop the export, and no file appears.
    ///
    /// >>> import io, kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> anna = register.customers.create(given_name="Anna", family_name="García", tags=["wedding"])
    /// >>> file = io.BytesIO()
    /// >>> register.customers.export_file(file, tag="wedding", columns=["number", "given_name"])
    /// 1
    /// >>> file.getvalue()
    /// b'number,given_name\r\n1,Anna\r\n'
    #[pyo3(signature = (
        path, filter = None, /, *, columns = None, sort = None, headings = None,
        format: "Literal['csv', 'xlsx', 'jsonl'] | None" = None, for_excel: "bool" = false,
        delimiter = None, encoding = None, replace: "bool" = false, progress = None, **parts: "object"
    ))]
    #[allow(clippy::too_many_arguments)]
    fn export_file(
        &self,
        py: Python<'_>,
        path: Target,
        filter: Option<Whole<'_, CustomerFilter>>,
        columns: Option<Taken<Vec<String>>>,
        sort: Option<Text>,
        headings: Option<Taken<Language>>,
        format: Option<Text>,
        #[pyo3(from_py_with = flag)] for_excel: bool,
        delimiter: Option<Between>,
        encoding: Option<Text>,
        #[pyo3(from_py_with = flag)] replace: bool,
        progress: Option<Watcher>,
        parts: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<u64> {
        let profile = if for_excel { CsvProfile::Excel } else { CsvProfile::Exchange };
        let csv = CsvOptions {
            profile,
            delimiter: delimiter.map(|given| given.0),
            encoding: encoding.map(|given| given.0),
        };
        let options = ExportOptions {
            columns: columns_of(columns)?.into_iter().map(Into::into).collect(),
            scope: CustomerFilter::read(py, "customers.export_file", &self.register, filter, parts)?,
            sort: sort_of(sort.as_deref()),
            headings: match headings {
                Some(language) => Headings::Labels(language.0),
                None => Headings::Keys,
            },
            format: format_of(format.as_deref(), path.0.path(), csv)?,
            existing: if replace { ExistingFile::Replace } else { ExistingFile::Refuse },
        };
        let listener = Arc::<Listener>::default();
        listener.watch(py, progress.as_ref().map(|watcher| &watcher.0), || {
            let written = match &path.0 {
                Destination::Path(path) => self.write_path(py, path, &options, &listener),
                Destination::File(file) => self.write_file(py, file.bind(py), &options, &listener),
            };
            // What Python raised says more than that the writing failed.
            listener.raised().map_or(written, Err)
        })
    }
}

impl Customers {
    fn write_path(
        &self,
        py: Python<'_>,
        path: &Path,
        options: &ExportOptions,
        listener: &Listener,
    ) -> PyResult<u64> {
        let hear = &mut |rows: u64| listener.hear(rows);
        let written = py.detach(|| self.register.customers().export_file_with(path, options, hear));
        written.map(rows).map_err(|error| raised_of(py, path, &error))
    }

    fn write_file(
        &self,
        py: Python<'_>,
        file: &Bound<'_, PyAny>,
        options: &ExportOptions,
        listener: &Listener,
    ) -> PyResult<u64> {
        let mut file = PythonFile { file: file.clone().unbind(), listener };
        let hear = &mut |rows: u64| listener.hear(rows);
        py.detach(|| self.register.customers().export_to_with(&mut file, options, hear)).map(rows).raise(py)
    }
}

/// The keys of columns that are asked for; none where all of them are.
///
/// # Errors
/// `ValueError` for a list without any.
pub(super) fn columns_of(given: Option<Taken<Vec<String>>>) -> PyResult<Vec<String>> {
    match given {
        Some(keys) if keys.is_empty() => {
            Err(PyValueError::new_err("columns: expected at least one; leave it out for all of them"))
        }
        Some(keys) => Ok(keys.0),
        None => Ok(Vec::new()),
    }
}

fn rows(summary: ExportSummary) -> u64 {
    summary.rows
}

fn format_of(named: Option<&str>, path: Option<&Path>, csv: CsvOptions) -> PyResult<ExportFormat> {
    let ending =
        path.and_then(Path::extension).and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    let format = match (named, ending.as_deref()) {
        (Some("xlsx"), _) | (None, Some("xlsx")) => ExportFormat::Xlsx,
        (Some("jsonl"), _) | (None, Some("jsonl" | "ndjson")) => ExportFormat::JsonLines,
        (Some("csv"), _) | (None, None | Some("csv" | "txt")) => return Ok(ExportFormat::Csv(csv)),
        (None, Some("tsv")) => {
            return Ok(ExportFormat::Csv(CsvOptions {
                delimiter: csv.delimiter.or(Some(Delimiter::Tab)),
                ..csv
            }));
        }
        (Some(_), _) => return Err(PyValueError::new_err("format: expected csv, xlsx or jsonl")),
        (None, Some(ending)) => {
            let message = format!("path: .{ending} tells no format; give format as csv, xlsx or jsonl");
            return Err(PyValueError::new_err(message));
        }
    };
    if csv != CsvOptions::default() {
        return Err(PyValueError::new_err("for_excel, delimiter and encoding are those of CSV alone"));
    }
    Ok(format)
}

/// Returns how many of some bytes a file took, by what its `write` answered.
fn taken_of(file: &Bound<'_, PyAny>, answer: &Bound<'_, PyAny>, given: usize) -> PyResult<usize> {
    if !answer.is_none() {
        // A raw file may take less than it is given.
        return whole(answer, 0..=given).map_err(|error| at(file.py(), "path: what write() answers", error));
    }
    // Of a raw file it is a full pipe; others that people write answer nothing.
    match file.is_instance(&file.py().import("io")?.getattr("RawIOBase")?)? {
        true => Err(PyBlockingIOError::new_err("the file takes nothing now, and does not wait")),
        false => Ok(given),
    }
}

/// An open binary file of Python, which is written while the lock of the interpreter is held.
struct PythonFile<'a> {
    file: Py<PyAny>,
    listener: &'a Listener,
}

impl PythonFile<'_> {
    fn call(&self, body: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<()>) -> std::io::Result<()> {
        let stopped = self.listener.answer(Python::attach(|py| {
            py.check_signals()?;
            body(self.file.bind(py)).map(|()| true)
        }));
        if stopped.is_break() { Err(std::io::Error::other("the file of Python failed")) } else { Ok(()) }
    }
}

impl Write for PythonFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let mut taken = 0;
        self.call(|file| {
            let answer = file.call_method1("write", (PyBytes::new(file.py(), bytes),))?;
            taken = taken_of(file, &answer, bytes.len())?;
            Ok(())
        })?;
        Ok(taken)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.call(|file| if file.hasattr("flush")? { file.call_method0("flush").map(drop) } else { Ok(()) })
    }
}
