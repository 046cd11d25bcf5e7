//! Names lists of schools and clubs.

use std::path::PathBuf;

use kartotek::exchange::NamesColumn as Column;
use kartotek::{BatchId, ImportCounts, JobId, Moves, NamesTarget, ParticipantId, Register, RowOutcome};
use pyo3::exceptions::PyValueError;
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::cross::{Cross, builtin};
use crate::errors::Raise as _;
use crate::imports::Rows;
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

/// A report with what the file was understood as.
#[derive(Clone, PartialEq)]
pub(crate) struct Told {
    batch: Option<BatchId>,
    columns: Vec<Column>,
    report: kartotek::NamesReport,
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
    NamesReport(Told) {
        /// Names the run; history carries it with every change. ``None`` of a dry run.
        batch: Option<BatchId>,
        /// How many rows had which outcome.
        counts: ImportCounts = |of| of.report.counts,
        /// The outcome of each row below the header, in order: ``created`` where it made a participant, ``updated``
        /// where it changed one, ``skipped`` where one would move and nobody asked for that.
        outcomes: Vec<RowOutcome> = |of| of.report.outcomes.clone(),
        /// The first 1,000 problems of rows that were refused or left out, in the order of the file.
        problems: Vec<kartotek::RowProblem> = |of| of.report.problems.clone(),
        /// How many problems there are in all.
        problem_count: u64 = |of| of.report.problem_count,
        /// Names of the groups that it made, in the order of the file.
        groups: Vec<String> = |of| of.report.groups.clone(),
        /// How many participants it made.
        participants: u64 = |of| of.report.participants,
        /// How many customers it made, as guardians.
        customers: u64 = |of| of.report.customers,
        /// How many ties of participants to guardians it made.
        guardians: u64 = |of| of.report.guardians,
        /// How many cards that were blank it gave to participants.
        codes: u64 = |of| of.report.codes,
        /// Who stands in another group than before; they are there by now where that was asked for.
        moves: Vec<kartotek::Move> = |of| of.report.moves.clone(),
        /// How many malformed sequences of the encoding became U+FFFD.
        replaced: u64 = |of| of.report.replaced,
        /// What each column was understood as, in the order of the file.
        columns: Vec<Column>,
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

/// Reads what columns are for.
pub(super) fn targets(map: Option<&Bound<'_, PyDict>>) -> PyResult<Vec<(String, NamesTarget)>> {
    let each = map.into_iter().flat_map(|map| map.iter()).map(|(header, target)| {
        let (header, text): (String, String) = (header.extract()?, target.extract()?);
        match text.parse() {
            Ok(target) => Ok((header, target)),
            Err(_) => Err(PyValueError::new_err(format!("map: {header}: no column can be {text:?}"))),
        }
    });
    each.collect()
}

/// Runs an import of a names list, or plans it.
pub(super) fn import(
    py: Python<'_>,
    register: &Register,
    job: JobId,
    source: &Rows<'_>,
    wanted: Wanted,
) -> PyResult<NamesReport> {
    let source = source.read()?;
    let import = py.detach(|| register.jobs().import_names(job, source)).raise(py)?;
    let done = py.detach(|| -> kartotek::Result<Told> {
        let mut import = import;
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
        if wanted.dry_run {
            return Ok(Told { batch: None, columns, report: import.plan()?.report().clone() });
        }
        let report = import.run()?;
        Ok(Told { batch: Some(report.batch), columns, report })
    });
    done.map(NamesReport).raise(py)
}
