//! Decides and stores the rows of a names list, and says what became of them.

use std::collections::HashSet;
use std::ops::Range;

use crate::base::{BatchId, CustomerId, Error, Result, Timestamp};
use crate::catalogue::Context;
use crate::exchange::import::error_file::ErrorFile;
use crate::exchange::import::report::{ImportCounts, ImportEnd, KEPT_PROBLEMS, RowOutcome};
use crate::exchange::row_kind::RowKind;
use crate::register::{Register, refuse_unknown_job};
use crate::repository::ReadTx;

use super::NamesImport;
use super::changes::{Made, changes};
use super::codes::Cards;
use super::decide::{Decision, Ground};
use super::guardians::Customers;
use super::list::{Entries, NamesList};
use super::report::NamesReport;
use super::roll::Roll;

/// How many rows are stored in one unit of work.
const ROWS_AT_ONCE: usize = 10_000;

/// What became of some rows.
struct Done {
    decisions: Vec<Decision>,
    groups: Vec<String>,
    participants: u64,
    customers: u64,
    guardians: u64,
    codes: u64,
}

/// Decides all rows on one snapshot and stores nothing.
///
/// # Errors
/// `Cancelled` when the caller asks to stop; those of the storage.
pub(super) fn plan(import: &NamesImport<'_>, list: &NamesList, batch: BatchId) -> Result<NamesReport> {
    let register = import.register.in_context(Context::Import);
    let now = register.now();
    import.watch.begin();
    let done = register.read_current_with_state(|tx, state| {
        refuse_unknown_job(tx, import.job)?;
        let entries = list.entries(import, state, now);
        let rows = 0..list.rows.len();
        Ok(decide(import, list, &entries, rows, (tx, now), &register)?.1)
    })?;
    let mut tally = Tally::new(list, batch, ImportEnd::Planned);
    tally.take(list, done, 0);
    Ok(tally.report)
}

/// Decides and stores all rows, chunk after chunk, each against the register as it stands; of one in which the caller
/// asks to stop nothing is stored.
///
/// # Errors
/// Of the storage and of the error file. What earlier chunks stored stays.
pub(super) fn run(import: &NamesImport<'_>, list: &NamesList, batch: BatchId) -> Result<NamesReport> {
    let register = import.register.with_batch(batch).in_context(Context::Import);
    let mut errors = match &import.error_file {
        Some(path) => Some(ErrorFile::create(path, &import.table)?),
        None => None,
    };
    let mut tally = Tally::new(list, batch, ImportEnd::Finished);
    let mut known = None;
    import.watch.begin();
    for from in (0..list.rows.len()).step_by(ROWS_AT_ONCE) {
        let rows = from..list.rows.len().min(from + ROWS_AT_ONCE);
        let stored = register.unit(|unit| {
            // The settings say what rows mean, and may have changed since the chunk before.
            let (revision, entries) = match known.take() {
                Some((revision, entries)) if revision == unit.state.revision => (revision, entries),
                _ => (unit.state.revision, list.entries(import, &unit.state, unit.now)),
            };
            let at = (&*unit.tx as &dyn ReadTx, unit.now);
            let (ground, done) = decide(import, list, &entries, rows.clone(), at, &register)?;
            let Ground { roll, made, .. } = ground;
            let changes = changes(roll, made.customers);
            known = Some((revision, entries));
            changes.store(unit, import.job)?;
            Ok(done)
        });
        let done = match stored {
            Ok(done) => done,
            Err(Error::Cancelled) => {
                tally.report.end = ImportEnd::Cancelled;
                break;
            }
            Err(error) => return Err(error),
        };
        tally.take_with_errors(list, done, from, errors.as_mut())?;
    }
    if let Some(errors) = errors {
        errors.close(Some(tally.report.end))?;
    }
    Ok(tally.report)
}

fn decide<'e>(
    import: &NamesImport<'_>,
    list: &NamesList,
    entries: &'e Entries,
    rows: Range<usize>,
    (tx, now): (&dyn ReadTx, Timestamp),
    register: &Register,
) -> Result<(Ground<'e>, Done)> {
    let fit = || entries.entries[rows.clone()].iter().filter(|entry| entry.refused.is_empty());
    let pupils = || fit().flat_map(|entry| &entry.pupils);
    let numbers: HashSet<&str> = pupils().map(|pupil| pupil.details.student_number.as_str()).collect();
    let numbers = numbers.into_iter().filter(|number| !number.is_empty()).collect();
    let has_guardians = fit().any(|entry| !entry.guardians.is_empty());
    let roll = Roll::load(tx, import.job, &numbers, has_guardians)?;
    let tied: HashSet<CustomerId> =
        roll.people.iter().flat_map(|person| person.customers.iter().copied()).collect();
    let tied: Vec<CustomerId> = tied.into_iter().collect();
    let customers = Customers::load(tx, fit().flat_map(|entry| &entry.guardians), &tied)?;
    let codes = pupils().filter_map(|pupil| pupil.code.as_ref());
    let cards = Cards::load(register, tx, import.job, codes, now)?;

    let (repeats, moves, made) = (&entries.repeats, import.moves, Made::default());
    let stored_groups = roll.groups.len();
    let mut ground = Ground { roll, customers, cards, repeats, moves, made };
    let mut new_id = || register.new_id().map(CustomerId::from_bytes);
    let (mut decisions, end) = (Vec::with_capacity(rows.len()), rows.end);
    for place in rows {
        import.watch.storing(place, list.rows.len(), list.bytes)?;
        let entry = &entries.entries[place];
        let mut faults = entry.refused.clone();
        if faults.is_empty() {
            decisions.push(ground.decide(place, entry, list.rows[place].number(), &mut new_id)?);
            continue;
        }
        faults.extend(repeats.refused.get(&place).into_iter().flatten().map(|(_, fault)| fault.clone()));
        let is_record = entry.kind == RowKind::Record;
        let outcome = if is_record { RowOutcome::Invalid } else { RowOutcome::Skipped };
        decisions.push(Decision { outcome, faults, moves: Vec::new() });
    }
    import.watch.storing(end, list.rows.len(), list.bytes)?;
    let done = Done {
        decisions,
        groups: ground.roll.groups[stored_groups..].iter().map(|group| group.name.clone()).collect(),
        participants: ground.made.participants,
        customers: ground.made.customers.len() as u64,
        guardians: ground.made.tied,
        codes: ground.made.bound,
    };
    Ok((ground, done))
}

/// Adds up what became of rows.
struct Tally {
    report: NamesReport,
}

impl Tally {
    fn new(list: &NamesList, batch: BatchId, end: ImportEnd) -> Self {
        let report = NamesReport {
            batch,
            end,
            outcomes: Vec::with_capacity(list.rows.len()),
            counts: ImportCounts::default(),
            problems: Vec::new(),
            problem_count: 0,
            groups: Vec::new(),
            participants: 0,
            customers: 0,
            guardians: 0,
            codes: 0,
            moves: Vec::new(),
            replaced: list.replaced,
        };
        Self { report }
    }

    fn take(&mut self, list: &NamesList, done: Done, from: usize) {
        let report = &mut self.report;
        report.groups.extend(done.groups);
        report.participants += done.participants;
        report.customers += done.customers;
        report.guardians += done.guardians;
        report.codes += done.codes;
        for (row, decision) in list.rows[from..].iter().zip(done.decisions) {
            let Decision { outcome, faults, moves } = decision;
            report.counts.add(outcome);
            report.outcomes.push(outcome);
            report.moves.extend(moves);
            report.problem_count += faults.len() as u64;
            let room = KEPT_PROBLEMS.saturating_sub(report.problems.len());
            let kept = faults.iter().take(room);
            report.problems.extend(kept.map(|fault| fault.problem(row, &list.cells.columns, outcome)));
        }
    }

    fn take_with_errors(
        &mut self,
        list: &NamesList,
        done: Done,
        from: usize,
        errors: Option<&mut ErrorFile>,
    ) -> Result<()> {
        if let Some(errors) = errors {
            for (row, decision) in list.rows[from..].iter().zip(&done.decisions) {
                // What is no record cannot be corrected.
                if !decision.faults.is_empty() && row.kind() == RowKind::Record {
                    errors.write(row, &decision.faults, &list.cells)?;
                }
            }
        }
        self.take(list, done, from);
        Ok(())
    }
}
