//! Goes on with a run that was interrupted (SPEC C13, B17).

use crate::base::{BatchId, EntityKind, Error, Result};
use crate::batches::ImportBatch;
use crate::register::Register;

use super::Import;
use super::decide::{Ground, decide};
use super::report::{ImportEnd, ImportReport};
use super::run::{Progress, Running};
use super::stream::{Arriving, Chunk};
use super::tally::Tally;

impl Import<'_> {
    /// Goes on with a run that was interrupted: rows that it did are not done again, and its counts and
    /// its place in history are kept. A run that had ended is left as it is. Give the same options as
    /// then; all or nothing leaves nothing to go on with.
    ///
    /// Running fails with `NotFound` for an unknown run, with `Import` when it read another file, and
    /// with `RuleViolated` (`import_undone`) when it was taken back.
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
}

/// Finds the run to go on with.
///
/// # Errors
/// `NotFound`; `Import` when it read another file; `RuleViolated` when it was taken back.
pub(super) fn interrupted(register: &Register, batch: BatchId, digest: [u8; 32]) -> Result<ImportBatch> {
    let found = register.read(|tx| tx.import_batch(batch))?;
    let found = found.ok_or_else(|| Error::not_found(EntityKind::ImportBatch, batch))?;
    if found.digest != digest {
        return Err(Error::Import("the import that is to go on was one of another file".to_owned()));
    }
    if found.is_undone() {
        return Err(Error::rule("import_undone", "this import was taken back; import the file anew"));
    }
    Ok(found)
}

/// Says what a run did that had ended.
pub(super) fn report_of(run: &ImportBatch) -> ImportReport {
    ImportReport {
        batch: run.id,
        end: ImportEnd::Finished,
        counts: run.counts(),
        problems: Vec::new(),
        problem_count: 0,
        repeated: 0,
        changed_since_plan: Vec::new(),
        replaced: 0,
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
        let beyond = self.read_over(arriving, progress, tally);
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
            let decided = register.read_with_state(|tx, state| {
                let ground = Ground { tx, register, state, now: register.now() };
                decide(ground, &mut part.rows, work, None, memory, None)
            })?;
            tally.take(&part.rows, &decided.results)?;
            self.memory.take(&decided);
            self.memory.keep(0);
            part = beyond;
        }
        Ok(part)
    }
}
