//! What an import did, or would do.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kartotek::{BatchId, ImportCounts as Counts, ImportEnd, RowOutcome};

use super::file::ImportFile;
use crate::cross::Given;
use crate::record::{record, view};

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

view! {
    /// What an import did, or would do.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> report = register.import_file(b"Given name,E-mail\nAnna,anna@example.com\nBo,bo@\n")
    /// >>> report.counts.created, report.problem_codes, [problem.text for problem in report.refused]
    /// (1, {'email_syntax': 1}, ['bo@'])
    ImportReport: subclass {
        /// Names the run: what ``register.undo_import`` and ``resume`` are called with; ``None`` where nothing was
        /// stored, of a plan and of a run all or nothing that was not finished.
        batch: Option<BatchId>,
        /// How it ended.
        end: ImportEnd,
        /// How many rows had which outcome.
        counts: Counts,
        /// How many problems there are in all.
        problem_count: u64,
        /// How many problems there are in all of each code.
        problem_codes: BTreeMap<String, u64>,
        /// How many rows are to be mended: those of the error file, where one was asked for.
        error_rows: u64,
        /// The error file; ``None`` where none was asked for or no row is in it: then none was made, and what stands
        /// there is of an earlier run.
        error_file: Option<PathBuf>,
        /// How many rows were done although their customer is archived.
        archived: u64,
        /// How many rows were skipped because another row repeats them.
        repeated: u64,
        /// How many sequences were not of the encoding; rows with them are refused (``undecodable``).
        replaced: u64,
        /// Numbers of the first 1,000 rows whose outcome differs from the plan that was committed.
        changed_since_plan: Vec<u64>,
        /// What somebody should look at, as sentences.
        notices: Vec<String>,
        /// The first 1,000 problems, and as far as these leave room what is told of rows that were done or left out
        /// for others, in the order of the file; the error file has all rows.
        problems: Vec<RowProblem>,
        /// The file as it was understood: of a plan by all of its rows, of a run by the first ones.
        file: ImportFile,
    }
    repr |of| format!("<ImportReport {}>", of.summary()),
    methods {
        /// Those of the ``problems`` whose rows were refused: ``invalid`` and ``ambiguous`` ones.
        #[getter]
        fn refused(&self) -> Given<Vec<RowProblem>> {
            let is_refused =
                |problem: &&RowProblem| matches!(problem.outcome, RowOutcome::Invalid | RowOutcome::Ambiguous);
            Given(self.problems.iter().filter(is_refused).cloned().collect())
        }
    }
}

impl ImportReport {
    /// Shows a report, with the run where it left a trace, the file as it was understood, and the error file where it
    /// has rows.
    pub(super) fn of(
        report: &kartotek::ImportReport,
        batch: Option<BatchId>,
        file: ImportFile,
        error_file: Option<PathBuf>,
    ) -> Self {
        Self {
            batch,
            end: report.end,
            counts: report.counts,
            problem_count: report.problem_count,
            problem_codes: report.problem_codes.clone(),
            error_rows: report.error_rows,
            error_file,
            archived: report.archived,
            repeated: report.repeated,
            replaced: report.replaced,
            changed_since_plan: report.changed_since_plan.clone(),
            notices: report.notices.iter().map(ToString::to_string).collect(),
            problems: report.problems.iter().map(RowProblem::from).collect(),
            file,
        }
    }

    pub(super) fn summary(&self) -> String {
        let Counts { created, updated, .. } = self.counts;
        let (rows, problems) = (self.counts.rows(), self.problem_count);
        format!("{rows} rows: {created} created, {updated} updated, {problems} problems")
    }
}
