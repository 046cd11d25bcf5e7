//! Runs an import: reading ahead on one thread, units of work on the other.

use std::ops::ControlFlow;

use crate::base::{BatchId, Error, Result, Timestamp};
use crate::batches::ImportBatch;
use crate::catalogue::Context;
use crate::register::{Register, Unit};

use super::super::convert::{ConvertContext, RowConverter};
use super::super::layouts;
use super::Import;
use super::chunk::{self, RowResult, Work, Written};
use super::fault::Fault;
use super::memory::Memory;
use super::options::{Repeats, Units};
use super::prepare::PreparedRow;
use super::repeats::Scan;
use super::report::{ImportCounts, ImportEnd, ImportReport, RowOutcome};
use super::stream::{Arriving, Rows};
use super::tally::Tally;

/// From how many rows on the indexes of lists wait for the end, if the register is empty.
const BULK_FROM_ROWS: u64 = 10_000;
/// How many rows are decided together where all are one unit of work.
const CHUNK_ROWS: usize = 10_000;

/// What is to be done.
#[derive(Debug, Clone, Copy)]
pub(super) enum Task<'a> {
    /// Everything, and then nothing of it is kept.
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
    let batch = BatchId::from_bytes(import.register.new_id()?);
    let register = import.register.with_batch(batch).in_context(Context::Import);
    let started_at = register.now();
    let state = register.state()?;
    let context = ConvertContext {
        zone: state.zone,
        currency: state.currency,
        today: started_at.local_date(state.zone),
        country: state.settings.country.clone(),
        clear_token: import.options.clear_token.clone(),
        guarded: import.table.is_guarded(),
    };
    let converter = RowConverter::new(&import.mapping, context);
    let repeats = import.repeats();
    let chunk_rows = match import.options.units {
        Units::Chunks(rows) => rows.max(1),
        Units::AllOrNothing => CHUNK_ROWS,
    };
    let table = &import.table;
    let (converter, state) = (&converter, &*state);
    let rows = Rows { table, converter, scan, repeats, state, started_at, chunk_rows };
    let (matching, settings) = (import.options.matching, state.revision);
    let work = Work { converter, matching, repeats, started_at, settings };
    let record = ImportBatch {
        id: batch,
        started_at,
        finished_at: None,
        source: table.source().name(),
        digest: scan.digest,
        rows_done: 0,
        report: String::new(),
    };
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
    let begin = || Tally::new(table, error_file, planned, matches!(task, Task::Plan));
    let memory = Memory::of(&register, table.content_bytes()?)?;
    let bulk = if scan.rows >= BULK_FROM_ROWS { Bulk::Wanted } else { Bulk::Done };
    let mut running = Running { register: &register, work, memory, record, bulk };
    let (end, mut tally, replaced) = match (task, import.options.units) {
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
        (task, _) => running.as_one(rows, progress, &begin, matches!(task, Task::Plan))?,
    };
    tally.close(Some(end))?;
    let outcomes = tally.outcomes.take().unwrap_or_default();
    let Tally { counts, problems, problem_count, repeated, changed, .. } = tally;
    let changed_since_plan = changed;
    Ok((
        ImportReport { batch, end, counts, problems, problem_count, repeated, changed_since_plan, replaced },
        outcomes,
    ))
}

/// Whether the storage is to be told of many insertions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bulk {
    Wanted,
    Begun,
    Done,
}

struct Running<'a> {
    register: &'a Register,
    work: Work<'a>,
    memory: Memory,
    record: ImportBatch,
    bulk: Bulk,
}

type Progress<'p> = &'p mut dyn FnMut(super::ImportProgress) -> ControlFlow<()>;

impl Running<'_> {
    fn in_chunks(
        &mut self,
        rows: Rows<'_>,
        progress: Progress<'_>,
        tally: &mut Tally<'_>,
    ) -> Result<(ImportEnd, u64)> {
        let done = rows.read(|arriving| {
            loop {
                match arriving.next_chunk(progress) {
                    Ok(None) => return Ok((ImportEnd::Finished, arriving.replaced)),
                    Ok(Some(mut chunk)) => self.chunk(&mut chunk, tally)?,
                    Err(Error::Cancelled) => return Ok((ImportEnd::Cancelled, arriving.replaced)),
                    Err(error) => return Err(error),
                }
            }
        });
        let end = self.finish(tally.counts, done.as_ref().is_ok_and(|(end, _)| *end == ImportEnd::Finished));
        // What went wrong first is what the caller needs to know.
        done.and_then(|done| end.map(|()| done))
    }

    /// Stores a chunk; where the storage refuses one row of it, in halves until that row is found.
    fn chunk(&mut self, rows: &mut [PreparedRow], tally: &mut Tally<'_>) -> Result<()> {
        match self.unit(rows, tally) {
            Ok(written) => tally.take(rows, &written.results),
            Err(error) if !error.is_of_item() => Err(error),
            Err(error) if rows.len() < 2 => {
                let faults = vec![Fault::refused(&error)];
                let refused = [RowResult { outcome: RowOutcome::Invalid, faults }];
                tally.take(rows, &refused)
            }
            Err(_) => {
                let (first, second) = rows.split_at_mut(rows.len() / 2);
                self.chunk(first, tally)?;
                self.chunk(second, tally)
            }
        }
    }

    fn unit(&mut self, rows: &mut [PreparedRow], tally: &Tally<'_>) -> Result<Written> {
        let begins = self.bulk == Bulk::Wanted;
        let (written, changes) = self.register.unit(|unit| {
            if begins {
                unit.tx.begin_bulk()?;
            }
            let alone = match &self.memory.known {
                Some(_) => unit.tx.changes_after(self.memory.last_seq, 1)?.is_empty(),
                None => false,
            };
            let known = self.memory.known.as_ref().filter(|_| alone);
            let written = chunk::write(unit, rows, &self.work, known, &self.memory)?;
            let counts = tally.counts_with(&written.results);
            unit.tx.put_import_batch(&batch(&self.record, counts, None))?;
            Ok((written, (unit.recorded() as u64, alone)))
        })?;
        if begins {
            self.bulk = Bulk::Begun;
        }
        let (changes, alone) = changes;
        if !alone {
            self.memory.known = None;
        }
        self.memory.take(&written, changes);
        Ok(written)
    }

    fn finish(&mut self, counts: ImportCounts, complete: bool) -> Result<()> {
        let finished_at = complete.then(|| self.register.now());
        let begun = self.bulk == Bulk::Begun;
        self.register.unit(|unit| {
            if begun {
                unit.tx.end_bulk()?;
            }
            unit.tx.put_import_batch(&batch(&self.record, counts, finished_at))
        })
    }

    /// Does everything in one unit of work, and keeps nothing of it for a plan or after a failure.
    fn as_one<'t>(
        &mut self,
        rows: Rows<'_>,
        progress: Progress<'_>,
        begin: &dyn Fn() -> Result<Tally<'t>>,
        is_plan: bool,
    ) -> Result<(ImportEnd, Tally<'t>, u64)> {
        let mut result = None;
        let bulk = self.bulk == Bulk::Wanted && !is_plan;
        let stored = self.register.unit(|unit| {
            result = None;
            self.memory.forget_rows();
            let mut tally = begin()?;
            if bulk {
                unit.tx.begin_bulk()?;
            }
            let read = rows.read(|arriving| {
                all_chunks(unit, arriving, progress, &self.work, &mut self.memory, &mut tally)?;
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
            if is_plan || tally.has_failures() {
                result = Some((ImportEnd::RolledBack, tally, replaced));
                return Err(Error::Cancelled);
            }
            if bulk {
                unit.tx.end_bulk()?;
            }
            unit.tx.put_import_batch(&batch(&self.record, tally.counts, Some(unit.now)))?;
            result = Some((ImportEnd::Finished, tally, replaced));
            Ok(())
        });
        match (stored, result) {
            (Err(Error::Cancelled), Some((ImportEnd::Cancelled, ..))) if is_plan => Err(Error::Cancelled),
            (Ok(()) | Err(Error::Cancelled), Some(result)) => Ok(result),
            (Err(error), _) => Err(error),
            (Ok(()), None) => Err(Error::Cancelled),
        }
    }
}

fn all_chunks(
    unit: &mut Unit<'_>,
    arriving: &mut Arriving,
    progress: Progress<'_>,
    work: &Work<'_>,
    memory: &mut Memory,
    tally: &mut Tally<'_>,
) -> Result<()> {
    while let Some(mut chunk) = arriving.next_chunk(progress)? {
        // Nobody else writes within a unit of work, but somebody may have before it.
        let known = match (&memory.known, tally.counts.rows()) {
            (Some(_), 0) if !unit.tx.changes_after(memory.last_seq, 1)?.is_empty() => {
                memory.known = None;
                None
            }
            (known, _) => known.as_ref(),
        };
        let written = chunk::write(unit, &mut chunk, work, known, memory)?;
        memory.take(&written, 0);
        tally.take(&chunk, &written.results)?;
    }
    Ok(())
}

fn batch(record: &ImportBatch, counts: ImportCounts, finished_at: Option<Timestamp>) -> ImportBatch {
    let report = serde_json::to_string(&counts).unwrap_or_default();
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
