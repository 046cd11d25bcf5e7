//! Runs an import, or plans it.

use std::path::PathBuf;
use std::sync::Arc;

use kartotek::{BatchId, ErrorKind, ImportBatch, ImportEnd, Register, Source};
use pyo3::prelude::*;

use super::file::ImportFile;
use super::options::Options;
use super::plan::ImportPlan;
use super::progress::{Listener, Progress};
use super::report::ImportReport;
use crate::cross::Out;
use crate::errors::{raised, raised_of};

/// What a run was asked for, as far as its report needs it.
#[derive(Clone, Default)]
pub(super) struct Asked {
    /// The file that is imported, where it is one.
    source: Option<PathBuf>,
    error_file: Option<PathBuf>,
    save_mapping: Option<String>,
    all_or_nothing: bool,
}

impl Asked {
    fn of(options: &Options, source: Option<PathBuf>) -> Self {
        let Options { error_file, save_mapping, .. } = options.clone();
        let (error_file, save_mapping) = (error_file.map(|path| path.0), save_mapping.map(|name| name.0));
        Self { source, error_file, save_mapping, all_or_nothing: options.is_all_or_nothing() }
    }
}

/// Plans an import.
pub(super) fn plan<'py>(
    py: Python<'py>,
    register: &Register,
    (source, path): (Source, Option<PathBuf>),
    options: &Options,
    progress: Option<&Progress>,
) -> PyResult<Bound<'py, ImportPlan>> {
    let listener = Arc::<Listener>::default();
    let heard = Arc::clone(&listener);
    let asked = Asked::of(options, path);
    listener.watch(py, progress.map(|given| &given.0), || {
        let planned = py.detach(|| {
            let plan = options.import(register, source)?.on_progress(move |far| heard.hear(far)).plan()?;
            if let Some(name) = &asked.save_mapping {
                plan.save_mapping(name)?;
            }
            Ok(plan)
        });
        if let Some(error) = listener.raised() {
            return Err(error);
        }
        let plan = planned.map_err(|error| named(py, &asked, &error))?;
        ImportPlan::make(py, register, plan, Arc::clone(&listener), asked)
    })
}

/// Runs an import.
pub(super) fn run<'py>(
    py: Python<'py>,
    register: &Register,
    (source, path): (Source, Option<PathBuf>),
    options: &Options,
    progress: Option<&Progress>,
) -> PyResult<Bound<'py, ImportReport>> {
    let listener = Arc::<Listener>::default();
    let heard = Arc::clone(&listener);
    let asked = Asked::of(options, path);
    listener.watch(py, progress.map(|given| &given.0), || {
        let done = py.detach(|| {
            let mut import = options.import(register, source)?;
            if let Some(name) = &asked.save_mapping {
                import = import.save_mapping(name)?;
            }
            let file = ImportFile::of(import.table(), import.mapping());
            let batch = import.batch();
            let run = || import.on_progress(move |far| heard.hear(far)).run();
            Ok((attempt(register, batch, run), file))
        });
        let (ended, file) = done.map_err(|error| named(py, &asked, &error))?;
        finished(py, &listener, ended, file, &asked)
    })
}

/// How a run ended, and what an error left of it.
pub(super) type Ended = (kartotek::Result<kartotek::ImportReport>, Option<ImportBatch>);

/// Runs an import, and finds what is left of it where it fails.
pub(super) fn attempt(
    register: &Register,
    batch: BatchId,
    run: impl FnOnce() -> kartotek::Result<kartotek::ImportReport>,
) -> Ended {
    /// How many others may have begun an import meanwhile.
    const OTHERS: u32 = 100;
    let done = run();
    let is_cut = |run: &ImportBatch| run.id == batch && run.finished_at.is_none() && run.rows_done > 0;
    let cut = match &done {
        Ok(_) => None,
        Err(_) => register.history().imports(None, OTHERS).unwrap_or_default().into_iter().find(is_cut),
    };
    (done, cut)
}

/// Reports what a run did. What stopped it says how to go on.
pub(super) fn finished<'py>(
    py: Python<'py>,
    listener: &Listener,
    ended: Ended,
    file: ImportFile,
    asked: &Asked,
) -> PyResult<Bound<'py, ImportReport>> {
    let (done, cut) = ended;
    let report = match (done, listener.raised()) {
        (Ok(report), None) => return reported(py, &report, file, asked),
        (Ok(report), Some(error)) => (reported(py, &report, file, asked)?, error),
        (Err(_), Some(error)) => {
            error.add_note(py, NOTHING)?;
            return Err(error);
        }
        (Err(error), None) => {
            let error = named(py, asked, &error);
            if let Some(run) = cut {
                error.add_note(py, how_to_go_on(run.rows_done, run.id))?;
                error.value(py).setattr("import_batch", Out(&run.id))?;
            }
            return Err(error);
        }
    };
    let (report, error) = report;
    let rows = report.get().counts.rows();
    let batch = report.get().batch.filter(|_| rows > 0);
    let note = batch.map_or_else(|| NOTHING.to_owned(), |batch| how_to_go_on(rows, batch));
    error.add_note(py, &note)?;
    // Not every exception takes further attributes.
    let _ = error.value(py).setattr("import_report", report);
    Err(error)
}

const NOTHING: &str = "the import was stopped, and nothing more was stored";

fn how_to_go_on(rows: u64, batch: BatchId) -> String {
    format!(
        "the import was cut: {rows} rows of the file are done and stay; \
         the same call with resume=\"{batch}\" goes on, undo_import(\"{batch}\") takes them back"
    )
}

/// Makes the object of a report.
fn reported<'py>(
    py: Python<'py>,
    report: &kartotek::ImportReport,
    file: ImportFile,
    asked: &Asked,
) -> PyResult<Bound<'py, ImportReport>> {
    let error_file = kept(report, asked);
    let is_stored = match report.end {
        ImportEnd::Finished => true,
        ImportEnd::Cancelled => !asked.all_or_nothing,
        ImportEnd::RolledBack | ImportEnd::Planned => false,
    };
    let batch = Some(report.batch).filter(|_| is_stored);
    Bound::new(py, ImportReport::of(report, batch, file, error_file))
}

/// Returns the error file, if rows are in it. A run without such rows wrote none: what stands there is somebody's own.
fn kept(report: &kartotek::ImportReport, asked: &Asked) -> Option<PathBuf> {
    asked.error_file.clone().filter(|path| report.error_rows > 0 && path.exists())
}

/// Returns the exception of an error; what cannot be read names its file, as most errors of the system do themselves.
fn named(py: Python<'_>, asked: &Asked, error: &kartotek::Error) -> PyErr {
    let is_of_source =
        error.kind() == ErrorKind::Import || (error.kind() == ErrorKind::Io && error.path().is_none());
    match asked.source.as_deref().filter(|_| is_of_source) {
        Some(path) => raised_of(py, path, error),
        None => raised(py, error),
    }
}
