//! Runs an import: reading ahead on one thread, units of work on the other.

use std::ops::ControlFlow;
use std::sync::mpsc::Sender;

use crate::base::{Conflict, EntityKind, Error, Result, Revision, Timestamp};
use crate::batches::{BatchFacts, ImportBatch, RunTotals};
use crate::catalogue::Context;
use crate::register::{Register, Unit};
use crate::repository::ReadTx;

use super::super::layouts;
use super::super::notice::Notice;
use super::Import;
use super::decide::{Decided, Ground, RowResult, Work, decide};
use super::fault::Fault;
use super::memory::Memory;
use super::options::{Repeats, Units};
use super::planned::Planned;
use super::prepare::{PreparedRow, Reading};
use super::repeats::Scan;
use super::report::{ImportCounts, ImportEnd, ImportReport, RowOutcome};
use super::resume::{interrupted, report_of, undone};
use super::store::store;
use super::stream::{Arriving, Chunk, PART_ROWS, Rows, Spent};
use super::tally::Tally;

/// From how many rows on the indexes of lists wait for the end, if the register is empty.
const BULK_FROM_ROWS: u64 = 10_000;

/// What is to be done.
#[derive(Debug, Clone, Copy)]
pub(super) enum Task<'a> {
    /// Decide, and store nothing.
    Plan,
    Run,
    /// What was planned, with the outcome that the plan had for each row.
    Commit(&'a [RowOutcome]),
}

/// Runs a task over a file that was read for repetitions; with the outcome of each row for a plan.
///
/// # Errors
/// `Import` when the file cannot be read to its end; `Cancelled` for a plan that was stopped; those
/// of the storage and of the error file. What earlier chunks stored stays.
pub(super) fn run(
    import: &mut Import<'_>,
    scan: &Scan,
    task: Task<'_>,
) -> Result<(ImportReport, Vec<RowOutcome>)> {
    let resumed = interrupted(import, scan.digest, matches!(task, Task::Plan))?;
    if let Some(ended) = resumed.as_ref().filter(|run| run.finished_at.is_some()) {
        return Ok((report_of(ended), Vec::new()));
    }
    let batch = import.batch();
    let register = import.register.with_batch(batch).in_context(Context::Import);
    let started_at = register.now();
    let state = register.state()?;
    let converter = import.converter(&import.mapping, &state, started_at);
    let whole = import.converter(&import.whole_mapping, &state, started_at);
    let reading = Reading { converter: &converter, whole: &whole, started_at };
    let repeats = import.repeats();
    let chunk_rows = match import.options.units {
        Units::Chunks(rows) => rows,
        Units::AllOrNothing => PART_ROWS,
    };
    let table = &import.table;
    let rows = Rows { table, reading, scan, repeats, state: &state, chunk_rows };
    let matching = import.options.matching;
    let work = Work { reading, matching, repeats, settings: state.revision, passed_over: None };
    let (kind, name) = register.call().actor.to_parts();
    let (actor, choices) = (Some((kind, name.to_string())), Some(import.choices()));
    let facts = BatchFacts { actor, choices, ..BatchFacts::default() };
    let new = || ImportBatch {
        id: batch,
        started_at,
        finished_at: None,
        source: table.source().name(),
        digest: scan.digest,
        rows_done: 0,
        report: serde_json::to_string(&facts).unwrap_or_default(),
    };
    let stored = resumed.clone();
    let record = resumed.unwrap_or_else(new);
    let planned = match task {
        Task::Commit(planned) => Some(planned),
        Task::Plan | Task::Run => None,
    };
    let error_file = import.options.error_file.as_deref().filter(|_| !matches!(task, Task::Plan));
    let mut silent = |_| ControlFlow::Continue(());
    let progress: &mut dyn FnMut(_) -> _ = match &mut import.progress {
        Some(progress) => progress,
        None => &mut silent,
    };
    let begin = || Tally::new(table, &converter, error_file, planned, matches!(task, Task::Plan));
    let memory = Memory::of(&register, table.content_bytes()?)?;
    let bulk = if scan.rows >= BULK_FROM_ROWS { Bulk::Wanted } else { Bulk::Done };
    let mut running = Running { register: &register, work, memory, record, stored, bulk, spent: None };
    let (end, mut tally, replaced) = match (task, import.options.units) {
        (Task::Plan, _) => running.plan(rows, progress, &begin)?,
        (Task::Run | Task::Commit(_), Units::Chunks(_)) => {
            let mut tally = begin()?;
            match running.in_chunks(rows, progress, &mut tally) {
                Ok((end, replaced)) => (end, tally, replaced),
                Err(error) => {
                    // What went wrong first is what the caller needs to know.
                    let _ = tally.close(None);
                    return Err(error);
                }
            }
        }
        (Task::Run | Task::Commit(_), Units::AllOrNothing) => running.as_one(rows, progress, &begin)?,
    };
    tally.close(Some(end))?;
    let outcomes = tally.outcomes.take().unwrap_or_default();
    let problems = tally.take_problems();
    let RunTotals { problem_count, problem_codes, error_rows, archived, repeated, .. } =
        tally.totals(replaced);
    let Tally { counts, changed: changed_since_plan, .. } = tally;
    let mut notices = import.notices();
    notices.extend((replaced > 0).then_some(Notice::Replaced(replaced)));
    let report = ImportReport {
        batch,
        end,
        counts,
        problems,
        problem_count,
        problem_codes,
        error_rows,
        archived,
        repeated,
        changed_since_plan,
        replaced,
        notices,
    };
    Ok((report, outcomes))
}

/// Whether the storage is to be told of many insertions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bulk {
    Wanted,
    Begun,
    Done,
}

pub(super) struct Running<'a> {
    pub(super) register: &'a Register,
    pub(super) work: Work<'a>,
    pub(super) memory: Memory,
    pub(super) record: ImportBatch,
    /// The record as this run stored it last.
    stored: Option<ImportBatch>,
    bulk: Bulk,
    /// Where to give what is used up.
    spent: Option<Sender<Spent>>,
}

pub(super) type Progress<'p> = &'p mut dyn FnMut(super::ImportProgress) -> ControlFlow<()>;

impl Running<'_> {
    fn in_chunks(
        &mut self,
        rows: Rows<'_>,
        progress: Progress<'_>,
        tally: &mut Tally<'_>,
    ) -> Result<(ImportEnd, u64)> {
        let done = rows.read(|arriving| {
            self.spent = Some(arriving.spent());
            let mut begun = match self.pass_over(arriving, progress, tally) {
                Ok(begun) => begun,
                Err(Error::Cancelled) => return Ok((ImportEnd::Cancelled, arriving.replaced)),
                Err(error) => return Err(error),
            };
            loop {
                match self.chunk(std::mem::take(&mut begun), arriving, progress, tally) {
                    Ok(true) => {}
                    Ok(false) => return Ok((ImportEnd::Finished, arriving.replaced)),
                    Err(Error::Cancelled) => return Ok((ImportEnd::Cancelled, arriving.replaced)),
                    Err(error) => return Err(error),
                }
            }
        });
        let done = done.and_then(|done| {
            if done.0 == ImportEnd::Finished {
                tally.close_before_end()?;
            }
            Ok(done)
        });
        let finished = done.as_ref().ok().filter(|(end, _)| *end == ImportEnd::Finished);
        let end = self.finish(tally.counts, finished.map(|(_, replaced)| tally.totals(*replaced)));
        // What went wrong first is what the caller needs to know.
        done.and_then(|done| end.map(|()| done))
    }

    /// Reads and stores a chunk, part after part, so that little of it is in memory at a time. Answers
    /// whether there was one.
    fn chunk(
        &mut self,
        mut chunk: Chunk,
        arriving: &mut Arriving,
        progress: Progress<'_>,
        tally: &mut Tally<'_>,
    ) -> Result<bool> {
        if chunk.rows.is_empty() && !arriving.add_part(&mut chunk, progress)? {
            return Ok(false);
        }
        match self.unit(&mut chunk, &mut |chunk| arriving.add_part(chunk, progress), tally) {
            Ok(results) => {
                tally.take(&chunk.rows, &results)?;
                self.give(chunk.rows);
            }
            Err(error) => self.after_failure(chunk, error, tally)?,
        }
        Ok(true)
    }

    /// Stores rows that were read in halves until the row is found that the storage refuses.
    fn after_failure(&mut self, mut chunk: Chunk, error: Error, tally: &mut Tally<'_>) -> Result<()> {
        if !error.is_of_item() {
            return Err(error);
        }
        self.register.read_current(|tx| self.still_ours(tx))?;
        if chunk.rows.len() < 2 {
            let faults = vec![Fault::refused(&error)];
            return tally.take(&chunk.rows, &[RowResult { outcome: RowOutcome::Invalid, faults }]);
        }
        let second = chunk.split();
        for mut half in [chunk, second] {
            match self.unit(&mut half, &mut |_| Ok(false), tally) {
                Ok(results) => tally.take(&half.rows, &results)?,
                Err(error) => self.after_failure(half, error, tally)?,
            }
        }
        Ok(())
    }

    /// Stores a chunk in one unit of work; `more` adds a part to it.
    fn unit(
        &mut self,
        chunk: &mut Chunk,
        more: &mut dyn FnMut(&mut Chunk) -> Result<bool>,
        tally: &Tally<'_>,
    ) -> Result<Vec<RowResult>> {
        let begins = self.bulk == Bulk::Wanted;
        let register = self.register;
        let stored = register.unit(|unit| {
            // The body may run again.
            self.memory.forget_open();
            self.still_ours(&*unit.tx)?;
            if begins {
                unit.tx.begin_bulk()?;
            }
            let alone = match &self.memory.known {
                Some(_) => unit.tx.changes_after(self.memory.last_seq, 1)?.is_empty(),
                None => false,
            };
            let mut results = Vec::with_capacity(chunk.rows.len());
            while results.len() < chunk.rows.len() || more(chunk)? {
                let end = chunk.rows.len().min(results.len() + PART_ROWS);
                let part = &mut chunk.rows[results.len()..end];
                let mut decided = self.part(unit, part, alone)?;
                results.append(&mut decided.results);
                self.give(decided.ready);
            }
            let record = with_counts(&self.record, tally.counts_with(&results), None);
            unit.tx.put_import_batch(&record)?;
            Ok((results, unit.recorded() as u64, alone, record))
        });
        let (results, changes, alone, record) = match stored {
            Ok(stored) => stored,
            Err(error) => {
                self.memory.forget_open();
                return Err(error);
            }
        };
        self.stored = Some(record);
        if begins {
            self.bulk = Bulk::Begun;
        }
        if !alone {
            self.memory.known = None;
        }
        self.memory.keep(changes);
        Ok(results)
    }

    fn finish(&mut self, counts: ImportCounts, totals: Option<RunTotals>) -> Result<()> {
        let finished = totals.map(|totals| (self.register.now(), totals));
        let begun = self.bulk == Bulk::Begun;
        // Making indexes takes memory of its own.
        self.memory = Memory::default();
        self.register.unit(|unit| {
            // Whoever has the run by now, its lists need their indexes.
            if begun {
                unit.tx.end_bulk()?;
            }
            let ours = self.still_ours(&*unit.tx);
            if ours.is_ok() {
                unit.tx.put_import_batch(&with_counts(&self.record, counts, finished.clone()))?;
            }
            Ok(ours)
        })?
    }

    /// Makes sure that nobody took the run back or went on with it meanwhile.
    ///
    /// # Errors
    /// `RuleViolated` (`import_undone`), `Conflict`; those of the storage.
    fn still_ours(&self, tx: &dyn ReadTx) -> Result<()> {
        let found = tx.import_batch(self.record.id)?;
        if found == self.stored {
            return Ok(());
        }
        if found.as_ref().is_some_and(ImportBatch::is_undone) {
            return Err(undone());
        }
        // How far a run is counts as its revision.
        let rows = |record: Option<&ImportBatch>| {
            Revision(record.map_or(0, |record| u32::try_from(record.rows_done).unwrap_or(u32::MAX)))
        };
        Err(Error::Conflict(Box::new(Conflict {
            entity: EntityKind::ImportBatch,
            id: self.record.id.to_string(),
            expected: rows(self.stored.as_ref()),
            found: rows(found.as_ref()),
            fields: Vec::new(),
        })))
    }

    /// Does everything in one unit of work, and keeps nothing of it where a row fails.
    fn as_one<'t>(
        &mut self,
        rows: Rows<'_>,
        progress: Progress<'_>,
        begin: &dyn Fn() -> Result<Tally<'t>>,
    ) -> Result<(ImportEnd, Tally<'t>, u64)> {
        let mut result = None;
        let bulk = self.bulk == Bulk::Wanted;
        let register = self.register;
        let stored = register.unit(|unit| {
            result = None;
            let mut tally = begin()?;
            if bulk {
                unit.tx.begin_bulk()?;
            }
            self.begin_again(&*unit.tx)?;
            let read = rows.read(|arriving| {
                self.spent = Some(arriving.spent());
                let mut part = Chunk::default();
                while arriving.add_part(&mut part, progress)? {
                    let decided = self.part(unit, &mut part.rows, true)?;
                    self.memory.keep(0);
                    tally.take(&part.rows, &decided.results)?;
                    self.give((std::mem::take(&mut part).rows, decided.ready));
                }
                Ok(arriving.replaced)
            });
            let replaced = match read {
                Ok(replaced) => replaced,
                Err(Error::Cancelled) => {
                    result = Some((ImportEnd::Cancelled, tally, 0));
                    return Err(Error::Cancelled);
                }
                Err(error) => return Err(error),
            };
            if tally.has_failures() {
                result = Some((ImportEnd::RolledBack, tally, replaced));
                return Err(Error::Cancelled);
            }
            if bulk {
                unit.tx.end_bulk()?;
            }
            unit.tx.put_import_batch(&with_counts(
                &self.record,
                tally.counts,
                Some((unit.now, tally.totals(replaced))),
            ))?;
            tally.close_before_end()?;
            result = Some((ImportEnd::Finished, tally, replaced));
            Ok(())
        });
        match (stored, result) {
            (Ok(()) | Err(Error::Cancelled), Some(result)) => Ok(result),
            (Err(error), _) => Err(error),
            (Ok(()), None) => Err(Error::Cancelled),
        }
    }

    /// Gives away what is used up.
    fn give(&self, spent: impl Send + 'static) {
        if let Some(to) = &self.spent {
            // After the last row nobody takes it any more.
            let _ = to.send(Box::new(spent));
        }
    }

    /// Decides and stores some rows; what the memory takes of them is still open. `alone` says that
    /// nobody else wrote since the memory was filled.
    fn part(&mut self, unit: &mut Unit<'_>, rows: &mut [PreparedRow], alone: bool) -> Result<Decided> {
        let known = self.memory.known.as_ref().filter(|_| alone);
        let ground = Ground { tx: &*unit.tx, register: self.register, state: &unit.state, now: unit.now };
        let mut decided = decide(ground, rows, &self.work, known, &self.memory, None)?;
        let customers = store(unit, &mut decided)?;
        self.give(customers);
        self.memory.take(&mut decided);
        Ok(decided)
    }

    /// Decides everything on one snapshot and stores nothing.
    fn plan<'t>(
        &mut self,
        rows: Rows<'_>,
        progress: Progress<'_>,
        begin: &dyn Fn() -> Result<Tally<'t>>,
    ) -> Result<(ImportEnd, Tally<'t>, u64)> {
        let register = self.register;
        register.read_current_with_state(|tx, state| {
            let mut tally = begin()?;
            self.begin_again(tx)?;
            let mut planned = Planned::new(rows.scan);
            let ground = Ground { tx, register, state, now: register.now() };
            let replaced = rows.read(|arriving| {
                let mut part = Chunk::default();
                while arriving.add_part(&mut part, progress)? {
                    let (known, planned) = (self.memory.known.as_ref(), &mut planned);
                    let mut decided =
                        decide(ground, &mut part.rows, &self.work, known, &self.memory, Some(planned))?;
                    tally.take(&part.rows, &decided.results)?;
                    self.memory.take(&mut decided);
                    self.memory.keep(0);
                    planned.keep(&mut decided);
                    part = Chunk::default();
                }
                Ok(arriving.replaced)
            })?;
            Ok((ImportEnd::Planned, tally, replaced))
        })
    }

    /// Begins with the first row, on what the register is now.
    fn begin_again(&mut self, tx: &dyn ReadTx) -> Result<()> {
        self.memory.forget_rows();
        // Nobody else writes within a unit of work or a snapshot, but somebody may have before it.
        if self.memory.known.is_some() && !tx.changes_after(self.memory.last_seq, 1)?.is_empty() {
            self.memory.known = None;
        }
        Ok(())
    }
}

/// The record with what is done; of a run that is finished when, and what else it says.
fn with_counts(
    record: &ImportBatch,
    counts: ImportCounts,
    finished: Option<(Timestamp, RunTotals)>,
) -> ImportBatch {
    let counts_json = serde_json::to_value(counts).ok();
    let counts_json = counts_json.and_then(|value| value.as_object().cloned()).unwrap_or_default();
    let facts = record.facts();
    let (finished_at, totals) = match finished {
        Some((at, totals)) => (Some(at), totals),
        None => (None, facts.totals.clone()),
    };
    let facts = BatchFacts { counts: counts_json, totals, ..facts };
    let report = serde_json::to_string(&facts).unwrap_or_default();
    ImportBatch { finished_at, rows_done: counts.rows(), report, ..record.clone() }
}

impl Import<'_> {
    /// Which of several rows about one person counts: as chosen, else as the layout needs it.
    pub(super) fn repeats(&self) -> Repeats {
        let usual = if self.mapping.layout.is_some_and(layouts::has_row_per_address) {
            Repeats::Each
        } else {
            Repeats::Last
        };
        self.options.repeats.unwrap_or(usual)
    }
}
