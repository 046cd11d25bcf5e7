//! Names lists of schools and clubs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use kartotek::exchange::NamesColumn as Column;
use kartotek::{
    BatchId, ImportCounts, ImportEnd, JobId, Moves, NamesTarget, ParticipantId, Register, RowOutcome,
};
use pyo3::exceptions::PyValueError;
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::{type_hint_identifier, type_hint_subscript};

use crate::arguments::choices;
use crate::cross::{Cross, builtin};
use crate::errors::Raise as _;
use crate::imports::{Listener, Progress, RowProblem, Rows};
use crate::record::view;
use crate::values::parsed;

view! {
    /// What a column of a names list is for.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> report = register.jobs.import_names(job.id, "Elev;Klass\nElsa;4b\n".encode(), dry_run=True)
    /// >>> report.columns[0]
    /// NamesColumn(header='Elev', target='name')
    NamesColumn(Column) {
        /// The heading as it stands in the file; a number where it has none.
        header: String,
        /// What it is for: ``name``, ``given_name``, ``family_name``, ``group``, ``student_number``, ``birthday``,
        /// ``code``, ``email``, ``phone`` and some more, with ``guardian_`` before it for guardians and a number
        /// behind it for all but the first, as in ``guardian_email:2``; or ``ignore``.
        target: NamesTarget,
    }
}

view! {
    /// A participant who stands in another group of the job than before.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> report = register.jobs.import_names(job.id, "Elevnr;Elev;Klass\n7;Elsa;4b\n".encode())
    /// >>> moved = register.jobs.import_names(job.id, "Elevnr;Elev;Klass\n7;Elsa;5b\n".encode(), moves="apply")
    /// >>> [(move.row, move.old_group, move.new_groups) for move in moved.moves]
    /// [(2, '4b', ('5b',))]
    Move(kartotek::Move) {
        /// Number of the row.
        row: u64,
        /// Who moves.
        participant: ParticipantId,
        /// Name of the group that they leave.
        old_group: String = |of| of.from.clone(),
        /// Names of the groups that they come into.
        new_groups: Vec<String> = |of| of.to.clone(),
    }
}

view! {
    /// What the import of a names list did, or would do.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> report = register.jobs.import_names(job.id, "Elev;Klass\nElsa;4b\nBo;\n".encode())
    /// >>> report.counts.created, report.counts.invalid, report.groups
    /// (1, 1, ('4b',))
    NamesReport {
        /// Names the run; history carries it with every change. ``None`` of a dry run, and where nothing was stored.
        batch: Option<BatchId>,
        /// How it ended: ``finished``, ``cancelled`` or ``planned``.
        end: ImportEnd,
        /// How many rows had which outcome.
        counts: ImportCounts,
        /// The outcome of each row below the header, in order: ``created`` where it made a participant, ``updated``
        /// where it changed one, ``skipped`` where one would move and nobody asked for that. Of an import that was
        /// stopped only those of rows that are done.
        outcomes: Vec<RowOutcome>,
        /// The first 1,000 problems of rows that were refused or left out, in the order of the file.
        problems: Vec<RowProblem>,
        /// How many problems there are in all.
        problem_count: u64,
        /// Names of the groups that it made, in the order of the file.
        groups: Vec<String>,
        /// How many participants it made.
        participants: u64,
        /// How many customers it made, as guardians.
        customers: u64,
        /// How many ties of participants to guardians it made.
        guardians: u64,
        /// How many cards that were blank it gave to participants.
        codes: u64,
        /// Who stands in another group than before; they are there by now where that was asked for.
        moves: Vec<Move>,
        /// How many sequences were not of the encoding; rows with them are refused (``undecodable``).
        replaced: u64,
        /// What each column was understood as, in the order of the file.
        columns: Vec<NamesColumn>,
    }
}

impl Cross for NamesTarget {
    const GIVES: PyStaticExpr = builtin!("str");

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_string().to_python(py)
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        parsed(value, "what a column is for, such as guardian_email:2")
    }
}

/// What is asked of an import of a names list.
pub(super) struct Wanted {
    pub(super) map: Vec<(String, NamesTarget)>,
    pub(super) moves: Option<Moves>,
    pub(super) default_group: Option<String>,
    pub(super) error_file: Option<PathBuf>,
    pub(super) dry_run: bool,
}

choices! {
    /// Columns by their headings with what they are for.
    NamesMap(Vec<(String, NamesTarget)>): type_hint_subscript!(
        type_hint_identifier!("collections.abc", "Mapping"),
        builtin!("str"),
        builtin!("str")
    ), |given| targets(given);
}

/// Reads what columns are for.
fn targets(map: &Bound<'_, PyAny>) -> PyResult<Vec<(String, NamesTarget)>> {
    let map = BTreeMap::<String, String>::from_python(map)?;
    let each = map.into_iter().map(|(header, text)| match text.parse() {
        Ok(target) => Ok((header, target)),
        Err(_) => Err(PyValueError::new_err(format!("{header}: no column can be {text:?}"))),
    });
    each.collect()
}

impl NamesReport {
    fn of(report: &kartotek::NamesReport, columns: &[Column]) -> Self {
        let is_stored = match report.end {
            ImportEnd::Finished => true,
            ImportEnd::Cancelled => report.counts.rows() > 0,
            ImportEnd::RolledBack | ImportEnd::Planned => false,
        };
        Self {
            batch: Some(report.batch).filter(|_| is_stored),
            end: report.end,
            counts: report.counts,
            outcomes: report.outcomes.clone(),
            problems: report.problems.iter().map(RowProblem::from).collect(),
            problem_count: report.problem_count,
            groups: report.groups.clone(),
            participants: report.participants,
            customers: report.customers,
            guardians: report.guardians,
            codes: report.codes,
            moves: report.moves.iter().map(Move::from).collect(),
            replaced: report.replaced,
            columns: columns.iter().map(NamesColumn::from).collect(),
        }
    }
}

/// Runs an import of a names list, or plans it.
pub(super) fn import(
    py: Python<'_>,
    register: &Register,
    job: JobId,
    source: &Rows<'_>,
    wanted: Wanted,
    progress: Option<&Progress>,
) -> PyResult<NamesReport> {
    let is_ignored = |_, heading: &str| {
        let mut columns = wanted.map.iter();
        columns.any(|(header, target)| header.trim() == heading.trim() && *target == NamesTarget::Ignored)
    };
    let source = source.read(is_ignored)?;
    let listener = Arc::<Listener>::default();
    let heard = Arc::clone(&listener);
    listener.watch(py, progress.map(|given| &given.0), || {
        let done = py.detach(|| -> kartotek::Result<NamesReport> {
            let mut import = register.jobs().import_names(job, source)?;
            for (header, target) in wanted.map {
                import = import.map(&header, target)?;
            }
            if let Some(moves) = wanted.moves {
                import = import.moving(moves);
            }
            if let Some(name) = wanted.default_group {
                import = import.default_group(name);
            }
            if let Some(path) = wanted.error_file {
                import = import.error_file(path);
            }
            let columns = import.columns().to_vec();
            import = import.on_progress(move |far| heard.hear(far));
            let report = if wanted.dry_run { import.plan()?.report().clone() } else { import.run()? };
            Ok(NamesReport::of(&report, &columns))
        });
        match (done, listener.raised()) {
            (done, None) => done.raise(py),
            (done, Some(error)) => Err(stopped(py, error, done.ok())?),
        }
    })
}

/// Says at what stopped an import what of it stays, and how to go on.
fn stopped(py: Python<'_>, error: PyErr, report: Option<NamesReport>) -> PyResult<PyErr> {
    let rows = report.as_ref().map_or(0, |report| report.counts.rows());
    let note = match rows {
        0 => "the import was stopped, and nothing was stored".to_owned(),
        rows => {
            format!("the import was cut: {rows} rows of the list are done and stay; the same call goes on")
        }
    };
    error.add_note(py, &note)?;
    if let Some(report) = report {
        // Not every exception takes further attributes.
        let _ = error.value(py).setattr("import_report", Bound::new(py, report)?);
    }
    Ok(error)
}
