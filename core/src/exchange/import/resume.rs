//! Goes on with a run that was interrupted (SPEC C13, B17).

use sha2::{Digest, Sha256};

use crate::base::{BatchId, EntityKind, Error, Result};
use crate::batches::ImportBatch;

use super::super::mapping::ColumnMapping;
use super::Import;
use super::decide::{Ground, decide};
use super::options::{ImportOptions, Units};
use super::report::{ImportEnd, ImportReport};
use super::run::{Progress, Running};
use super::stream::{Arriving, Chunk};
use super::tally::Tally;

impl Import<'_> {
    /// Goes on with a run that was interrupted: rows that it did are not done again, and its counts and
    /// its place in history are kept. A run that had ended is left as it is.
    ///
    /// Running fails with `NotFound` for an unknown run; with `Import` when it read another file, had
    /// other columns or options, or is to be planned or stored all or nothing; with `RuleViolated`
    /// (`import_undone`) when it was taken back; with `Conflict` when somebody else goes on with it too.
    /// `core/docs/decisions/import-resume.md` gives the reasons.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let file = || Source::bytes("Given name,E-mail\nAnna,anna@example.com\n");
    /// let report = register.import_source(file())?.run()?;
    /// let again = register.import_source(file())?.resume(report.batch).run()?;
    /// assert_eq!((again.batch, again.counts), (report.batch, report.counts));
    /// let other = register.import_source(Source::bytes("Given name\nBo\n"))?.resume(report.batch);
    /// assert!(other.run().is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn resume(mut self, batch: BatchId) -> Self {
        self.options.resume = Some(batch);
        self
    }

    /// Names what decides about rows beside the file: what columns are for, and the options.
    pub(super) fn choices(&self) -> String {
        let columns = self.mapping.columns.iter().map(|column| {
            let ColumnMapping { source, target, date_order, on_empty, codes, separator, .. } = column;
            format!("{source:?} {target} {date_order:?} {on_empty:?} {codes:?} {separator:?}\n")
        });
        let ImportOptions { matching, clear_token, .. } = &self.options;
        let options = format!("{matching:?} {:?} {clear_token:?}", self.repeats());
        let digest = Sha256::digest(columns.collect::<String>() + &options);
        digest[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Finds the run that an import is to go on with, if it is to.
///
/// # Errors
/// As [`Import::resume`] says; `plans` says whether a plan is asked for.
pub(super) fn interrupted(import: &Import<'_>, digest: [u8; 32], plans: bool) -> Result<Option<ImportBatch>> {
    let Some(batch) = import.options.resume else { return Ok(None) };
    let refused = |detail: &str| Err(Error::Import(detail.to_owned()));
    if plans || import.options.units == Units::AllOrNothing {
        return refused("only a run in chunks can go on; it is neither planned nor done in one piece");
    }
    let found = import.register.read_current(|tx| tx.import_batch(batch))?;
    let found = found.ok_or_else(|| Error::not_found(EntityKind::ImportBatch, batch))?;
    if found.digest != digest {
        return refused("the import that is to go on was one of another file");
    }
    if found.is_undone() {
        return Err(undone());
    }
    if found.facts().choices.is_some_and(|choices| choices != import.choices()) {
        return refused("the import that is to go on had other columns or options");
    }
    Ok(Some(found))
}

/// Says that a run was taken back.
pub(super) fn undone() -> Error {
    Error::rule("import_undone", "this import was taken back; import the file anew")
}

/// Says what a run did that had ended.
pub(super) fn report_of(run: &ImportBatch) -> ImportReport {
    let totals = run.facts().totals;
    ImportReport {
        batch: run.id,
        end: ImportEnd::Finished,
        counts: run.counts(),
        problems: Vec::new(),
        problem_count: totals.problem_count,
        problem_codes: totals.problem_codes,
        error_rows: totals.error_rows,
        archived: totals.archived,
        repeated: totals.repeated,
        changed_since_plan: Vec::new(),
        replaced: totals.replaced,
        notices: Vec::new(),
    }
}

impl Running<'_> {
    /// Passes over the rows that the run did before: only to know whom they were about, and what was
    /// wrong with them. Returns what it read beyond them.
    ///
    /// # Errors
    /// `Cancelled` when the caller asks to stop; those of reading and of the error file.
    pub(super) fn pass_over(
        &mut self,
        arriving: &mut Arriving,
        progress: Progress<'_>,
        tally: &mut Tally<'_>,
    ) -> Result<Chunk> {
        self.work.passed_over = Some(self.record.id);
        let beyond = self.read_over(arriving, progress, tally);
        self.work.passed_over = None;
        // They were what they were then, not what they would be now; also where it stopped halfway.
        tally.counts = self.record.counts();
        beyond
    }

    fn read_over(
        &mut self,
        arriving: &mut Arriving,
        progress: Progress<'_>,
        tally: &mut Tally<'_>,
    ) -> Result<Chunk> {
        let mut left = usize::try_from(self.record.rows_done).unwrap_or(usize::MAX);
        let mut part = Chunk::default();
        while left > 0 && arriving.add_part(&mut part, progress)? {
            let beyond = part.split_at(left);
            left -= part.rows.len();
            let (register, work, memory) = (self.register, &self.work, &self.memory);
            let mut decided = register.read_current_with_state(|tx, state| {
                let ground = Ground { tx, register, state, now: register.now() };
                decide(ground, &mut part.rows, work, None, memory, None)
            })?;
            tally.take(&part.rows, &decided.results)?;
            // The next part is read in another snapshot.
            decided.sets.clear();
            self.memory.take(&mut decided);
            self.memory.keep(0);
            part = beyond;
        }
        Ok(part)
    }
}
