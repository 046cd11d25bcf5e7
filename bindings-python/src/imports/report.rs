//! What an import did, or would do.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kartotek::{BatchId, ImportCounts as Counts, ImportEnd, RowOutcome};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::file::FileFacts;
use crate::cross::Given;
use crate::record::{dictionary, record, view};

record! {
    /// How many rows had which outcome; the sum is the number of rows.
    ///
    /// >>> import kartotek
    /// >>> kartotek.in_memory().import_file([{"given_name": "Anna"}, {"emails": "bo@"}]).counts
    /// ImportCounts(created=1, updated=0, unchanged=0, skipped=0, ambiguous=0, invalid=1)
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

view! {
    /// One thing that is wrong with one row. It shows the file's own text: keep it out of logs.
    ///
    /// >>> import kartotek
    /// >>> report = kartotek.in_memory().import_file(b"Given name,E-mail\nBo,bo@\n")
    /// >>> problem = report.problems[0]
    /// >>> problem.row, problem.column, problem.text, problem.code, problem.hint
    /// (2, 'E-mail', 'bo@', 'email_syntax', 'write the address as in anna@example.com')
    RowProblem(kartotek::RowProblem) {
        /// Number of the row; the header is row 1, empty lines do not count.
        row: u64 = |of| of.row,
        /// The line of the file on which the row begins.
        line: u64 = |of| of.line,
        /// What became of the row.
        outcome: RowOutcome = |of| of.outcome,
        /// Stable code in snake case.
        code: String = |of| of.code.to_owned(),
        /// The heading of the column, where one is to blame.
        column: Option<String> = |of| of.column.clone(),
        /// The key of the field, where one as a whole is to blame.
        field: Option<String> = |of| of.field.as_deref().map(str::to_owned),
        /// The text of the cell as it stands in the file.
        text: String = |of| of.text.clone(),
        /// What to do about it, for people.
        hint: String = |of| of.hint.to_string(),
    }
    repr |of| {
        let blamed = of.column.as_deref().or(of.field.as_deref());
        let place = blamed.map_or_else(String::new, |name| format!(" in {name}"));
        format!("<RowProblem row {}{place}: {}>", of.row, of.code)
    }
}

/// What an import did, or would do.
///
/// >>> import kartotek
/// >>> register = kartotek.in_memory()
/// >>> report = register.import_file(b"Given name,E-mail\nAnna,anna@example.com\nBo,bo@\n")
/// >>> report.counts.created, report.problem_codes, [problem.text for problem in report.refused]
/// (1, {'email_syntax': 1}, ['bo@'])
#[pyclass(frozen, subclass, module = "kartotek")]
pub(crate) struct ImportReport {
    pub(super) report: kartotek::ImportReport,
    /// Names the run, where it left a trace.
    pub(super) batch: Option<BatchId>,
    pub(super) file: FileFacts,
    /// The error file, where it has rows.
    pub(super) error_file: Option<PathBuf>,
}

#[pymethods]
impl ImportReport {
    /// Names the run: what ``register.undo_import`` and ``resume`` are called with; ``None`` where nothing was
    /// stored, of a plan and of a run all or nothing that was not finished.
    #[getter]
    fn batch(&self) -> Given<Option<BatchId>> {
        Given(self.batch)
    }

    /// How it ended.
    #[getter]
    fn end(&self) -> Given<ImportEnd> {
        Given(self.report.end)
    }

    /// How many rows had which outcome.
    #[getter]
    fn counts(&self) -> Given<Counts> {
        Given(self.report.counts)
    }

    /// The first 1,000 problems, and as far as these leave room what is told of rows that were done or left out
    /// for others, in the order of the file; the error file has all rows.
    #[getter]
    fn problems(&self) -> Given<Vec<kartotek::RowProblem>> {
        Given(self.report.problems.clone())
    }

    /// Those of the ``problems`` whose rows were refused: ``invalid`` and ``ambiguous`` ones.
    #[getter]
    fn refused(&self) -> Given<Vec<kartotek::RowProblem>> {
        let is_refused = |problem: &&kartotek::RowProblem| {
            matches!(problem.outcome, RowOutcome::Invalid | RowOutcome::Ambiguous)
        };
        Given(self.report.problems.iter().filter(is_refused).cloned().collect())
    }

    /// How many problems there are in all.
    #[getter]
    fn problem_count(&self) -> u64 {
        self.report.problem_count
    }

    /// How many problems there are in all of each code.
    #[getter]
    fn problem_codes(&self) -> Given<BTreeMap<String, u64>> {
        Given(self.report.problem_codes.clone())
    }

    /// How many rows are to be mended: those of the error file, where one was asked for.
    #[getter]
    fn error_rows(&self) -> u64 {
        self.report.error_rows
    }

    /// The error file; ``None`` where none was asked for or no row is in it: then there is none, nor one of before.
    #[getter]
    fn error_file(&self) -> Given<Option<PathBuf>> {
        Given(self.error_file.clone())
    }

    /// How many rows were done although their customer is archived.
    #[getter]
    fn archived(&self) -> u64 {
        self.report.archived
    }

    /// How many rows were skipped because another row repeats them.
    #[getter]
    fn repeated(&self) -> u64 {
        self.report.repeated
    }

    /// How many malformed sequences of the encoding became U+FFFD.
    #[getter]
    fn replaced(&self) -> u64 {
        self.report.replaced
    }

    /// Numbers of the first 1,000 rows whose outcome differs from the plan that was committed.
    #[getter]
    fn changed_since_plan(&self) -> Given<Vec<u64>> {
        Given(self.report.changed_since_plan.clone())
    }

    /// What somebody should look at, as sentences.
    #[getter]
    fn notices(&self) -> Given<Vec<String>> {
        Given(self.report.notices.iter().map(ToString::to_string).collect())
    }

    /// The file as it was understood: of a plan by all of its rows, of a run by the first ones.
    #[getter]
    fn file(&self) -> Given<FileFacts> {
        Given(self.file.clone())
    }

    /// Returns what it says, with dictionaries in place of records.
    #[pyo3(signature = () -> "dict[str, object]")]
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        dictionary(
            slf.as_any(),
            &[
                "batch",
                "end",
                "counts",
                "problem_count",
                "problem_codes",
                "error_rows",
                "error_file",
                "archived",
                "repeated",
                "replaced",
                "changed_since_plan",
                "notices",
                "problems",
                "file",
            ],
        )
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let (name, own) = (slf.get_type().name()?, slf.get());
        let counts = own.report.counts;
        Ok(format!(
            "<{name} {} rows: {} created, {} updated, {} problems>",
            counts.rows(),
            counts.created,
            counts.updated,
            own.report.problem_count
        ))
    }
}
