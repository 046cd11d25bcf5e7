use crate::base::{BatchId, Error, Result};

use super::super::mapping::Mapping;
use super::super::notice::Notice;
use super::repeats::ScanFor;
use super::report::{ImportCounts, ImportReport, RowOutcome, RowProblem};
use super::run::{Task, run};
use super::{Import, Table};

/// What an import would do, decided row by row against the register as it stood (SPEC B17, C13).
///
/// Nothing is stored until [`ImportPlan::commit`].
#[derive(Debug)]
pub struct ImportPlan<'p> {
    import: Import<'p>,
    digest: [u8; 32],
    outcomes: Vec<RowOutcome>,
    report: ImportReport,
}

impl<'p> ImportPlan<'p> {
    pub(super) fn make(mut import: Import<'p>) -> Result<Self> {
        let scan = import.scan(ScanFor::Plan)?;
        let (report, outcomes) = run(&mut import, &scan, Task::Plan)?;
        Ok(Self { import, digest: scan.digest, outcomes, report })
    }

    /// Returns what each column is for.
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        self.import.mapping()
    }

    /// Returns what somebody should look at before [`ImportPlan::commit`]: what was guessed, skipped
    /// or left open.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        self.report.notices.clone()
    }

    /// Returns how many rows have which outcome.
    #[must_use]
    pub fn counts(&self) -> ImportCounts {
        self.report.counts
    }

    /// Returns the first 1,000 problems; as far as these leave room, also what is told of rows that would be
    /// done (`archived`). In the order of the file.
    #[must_use]
    pub fn problems(&self) -> &[RowProblem] {
        &self.report.problems
    }

    /// Returns how many problems there are in all; rows that would be done have none.
    #[must_use]
    pub fn problem_count(&self) -> u64 {
        self.report.problem_count
    }

    /// Returns how many rows would be done although their customer is archived, and stays so.
    #[must_use]
    pub fn archived(&self) -> u64 {
        self.report.archived
    }

    /// Returns how many rows are skipped because another row of the file repeats them.
    #[must_use]
    pub fn repeated(&self) -> u64 {
        self.report.repeated
    }

    /// Returns all that is known of the rows as the report of a run has it, which ends with
    /// [`ImportEnd::Planned`](super::ImportEnd::Planned).
    #[must_use]
    pub fn report(&self) -> &ImportReport {
        &self.report
    }

    /// Returns the outcome of each row below the header, in order.
    #[must_use]
    pub fn outcomes(&self) -> &[RowOutcome] {
        &self.outcomes
    }

    /// Returns the SHA-256 of the file.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }

    /// Saves what each column is for under a name, as [`Import::save_mapping`] does.
    ///
    /// # Errors
    /// `Invalid` when the name is empty, `Unsupported` where the backend keeps no mappings.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("Who\nAnna\n"))?.map("Who", "given_name".parse()?)?;
    /// import.plan()?.save_mapping("the fair")?;
    /// let again = register.import_source(Source::bytes("Who\nBo\n"))?;
    /// assert_eq!(again.mapping().saved.as_deref(), Some("the fair"));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn save_mapping(&self, name: &str) -> Result<()> {
        self.import.put_mapping(name).map(drop)
    }

    /// Returns the id of the run that is to be made.
    #[must_use]
    pub fn batch(&self) -> BatchId {
        self.import.batch()
    }

    /// Does it: reads the file again and decides each row anew. The report lists the rows whose
    /// outcome differs because the register was changed meanwhile.
    ///
    /// # Errors
    /// `Import` when the file is no longer the one that was planned; then nothing is stored. The rows of
    /// a workbook were copied when it was opened, so those are committed that were planned. Else as
    /// [`Import::run`].
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let file = || Source::bytes("Given name,E-mail\nAnna,anna@example.com\n");
    /// let plan = register.import_source(file())?.plan()?;
    /// register.import_source(file())?.run()?;
    /// let report = plan.commit()?;
    /// assert_eq!((report.counts.unchanged, report.changed_since_plan), (1, vec![2]));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn commit(mut self) -> Result<ImportReport> {
        let scan = self.import.scan(ScanFor::Run)?;
        if scan.digest != self.digest {
            return Err(Error::Import("the file was changed since the import was planned".to_owned()));
        }
        Ok(run(&mut self.import, &scan, Task::Commit(&self.outcomes))?.0)
    }

    /// Returns the file as it was understood.
    #[must_use]
    pub fn table(&self) -> &Table {
        self.import.table()
    }
}
