//! Customers out of a file into the register (SPEC B17).
//!
//! The steps, each with its own file: [`repeats`] (which rows of the file are about the same
//! person), [`stream`] and [`prepare`] (reading, converting, checking, on a thread of its own),
//! [`candidates`] (whom a row is about), [`decide`] (what it changes), [`store`] (the writing), [`run`]
//! (units of work, progress, the end) or [`planned`] (what stands for it in a dry run), [`tally`] and
//! [`error_file`] (what is said about it). [`resume`] goes on with a run, [`undo`] takes one back, with
//! [`was`] (what a customer was before) and [`undone`] (what other imports changed for nothing).
//! `core/docs/decisions/import-matching.md` gives the reasons for what matches, `import-resume.md` for how a run goes on.

mod candidates;
mod decide;
pub(super) mod error_file;
#[cfg(feature = "xlsx")]
mod error_sheet;
pub(super) mod fault;
mod known_keys;
mod mapped;
mod memory;
mod options;
mod plan;
mod planned;
mod prepare;
mod repeats;
pub(super) mod report;
mod resume;
mod run;
mod store;
mod stream;
mod switched_off;
mod tally;
#[cfg(test)]
mod tests;
mod undo;
mod undo_report;
mod undone;
mod was;

use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::base::{BatchId, Error, Result, Rule, Timestamp};
use crate::catalogue::Language;
use crate::register::{Register, State};

use super::by_hand::Override;
use super::convert::{ConvertContext, RowConverter};
use super::dialect::Dialect;
use super::encoding::DetectedEncoding;
use super::mapping::{Mapping, MappingOptions, OnEmpty};
use super::source::Source;
use super::table::{Table, TableOptions};
use super::target::Target;

use options::ImportOptions;
pub use options::{ImportProgress, ImportStep, Matching, Repeats, Units};
pub use plan::ImportPlan;
use repeats::{Scan, ScanFor};
pub use report::{ImportCounts, ImportEnd, ImportReport, RowOutcome, RowProblem};
pub use undo_report::{UndoProgress, UndoReport, Undone};

pub(super) type OnProgress<'p> = Box<dyn FnMut(ImportProgress) -> ControlFlow<()> + Send + 'p>;

/// An import that is about to be made: the file as it was understood, and what is to be done.
///
/// It keeps the register open by itself, and lives as long as what is told of its progress.
///
/// ```
/// use kartotek::{ImportEnd, Matching, Register, Source};
///
/// let register = Register::in_memory()?;
/// let file = "Förnamn;Efternamn;E-post\nAnna;Berg;anna@example.com\nBo;Ek;bo@\n";
/// let import = register.import_source(Source::bytes(file))?.matching(Matching::Upsert);
/// assert_eq!(import.mapping().columns[2].target.to_string(), "email");
///
/// let plan = import.plan()?;
/// assert_eq!((plan.counts().created, plan.counts().invalid), (1, 1));
/// assert_eq!(plan.problems()[0].code, "email_syntax");
///
/// let report = plan.commit()?;
/// assert_eq!((report.end, report.counts.created), (ImportEnd::Finished, 1));
/// # Ok::<(), kartotek::Error>(())
/// ```
pub struct Import<'p> {
    register: Register,
    /// The id of the run, unless it goes on with another one.
    batch: BatchId,
    table: Table,
    mapping: Mapping,
    /// With the columns as well whose fields are switched off here.
    whole_mapping: Mapping,
    mapping_options: MappingOptions,
    options: ImportOptions,
    progress: Option<OnProgress<'p>>,
}

impl fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import")
            .field("table", &self.table)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Register {
    /// Begins to import a file of customers: finds out its encoding, delimiter and columns.
    ///
    /// # Errors
    /// `Import` when it cannot be read as a table, `Io` when it cannot be read at all,
    /// `Unsupported` where the backend cannot match rows.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("customers.csv");
    /// use kartotek::Register;
    ///
    /// std::fs::write(&path, "Given name,E-mail\nAnna,anna@example.com\n")?;
    /// let register = Register::in_memory()?;
    /// assert_eq!(register.import_file(&path)?.run()?.counts.created, 1);
    /// assert!(register.import_file("no/such/file.csv").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn import_file<'p>(&self, path: impl AsRef<Path>) -> Result<Import<'p>> {
        self.import_source(Source::path(path.as_ref()))
    }

    /// Begins to import customers from anywhere.
    ///
    /// # Errors
    /// As [`Register::import_file`].
    ///
    /// ```
    /// use kartotek::{ErrorKind, Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let report = register.import_source(Source::bytes("Given name\nAnna\nBo\n"))?.run()?;
    /// assert_eq!(report.counts.created, 2);
    /// let web_page = register.import_source(Source::bytes("<!DOCTYPE html><html></html>"));
    /// assert_eq!(web_page.unwrap_err().kind(), ErrorKind::Import);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn import_source<'p>(&self, source: Source) -> Result<Import<'p>> {
        let locale = self.settings()?.locale;
        let language = locale.split('-').next().and_then(|code| Language::from_str(code).ok());
        let table = Table::open(source, &TableOptions { language, ..TableOptions::default() })?;
        self.import_table(table, MappingOptions::default())
    }

    /// Begins to import a table that was opened with options of its own; a saved mapping that fits is used as
    /// in [`Register::import_source`], until [`Import::without_saved_mapping`].
    ///
    /// # Errors
    /// As [`Register::import_file`]; `Import` when an option names a column that is not there.
    ///
    /// ```
    /// use kartotek::exchange::{HeaderRow, MappingOptions, Source, Table, TableOptions};
    /// use kartotek::Register;
    ///
    /// let options = TableOptions { header: HeaderRow::None, ..TableOptions::default() };
    /// let table = Table::open(Source::bytes("Anna;anna@example.com\n"), &options)?;
    /// let register = Register::in_memory()?;
    /// let import = register.import_table(table, MappingOptions::default())?;
    /// let import = import.map("1", "given_name".parse()?)?.map("2", "email".parse()?)?;
    /// assert_eq!(import.run()?.counts.created, 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn import_table<'p>(&self, table: Table, mut options: MappingOptions) -> Result<Import<'p>> {
        if !self.backend().capabilities.matching {
            return Err(Error::Unsupported("matching of imported rows"));
        }
        if options.saved.is_none() {
            options.saved = mapped::fitting(self, &table)?;
        }
        let (mapping, whole_mapping) = mapped::mappings_of(self, &table, &options)?;
        let (mapping_options, options) = (options, ImportOptions::default());
        let register = self.clone();
        let batch = BatchId::from_bytes(register.new_id()?);
        Ok(Import {
            register,
            batch,
            table,
            mapping,
            whole_mapping,
            mapping_options,
            options,
            progress: None,
        })
    }
}

impl<'p> Import<'p> {
    /// Returns the encoding.
    #[must_use]
    pub fn encoding(&self) -> DetectedEncoding {
        self.table.encoding()
    }

    /// Returns delimiter, quotes and line ends.
    #[must_use]
    pub fn dialect(&self) -> &Dialect {
        self.table.dialect()
    }

    /// Returns what each column is for, and why some are left out; as far as the first rows tell, for the
    /// file is not read to its end before [`Import::plan`] or [`Import::run`].
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("Förnamn;Skonummer\nÅsa;38\n"))?;
    /// let columns = import.mapping().columns.iter();
    /// let targets: Vec<_> = columns.map(|column| column.target.to_string()).collect();
    /// assert_eq!(targets, ["given_name", "ignore"]);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// Returns the file as it was understood.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Sets what may happen to whom; [`Matching::Upsert`] otherwise.
    ///
    /// ```
    /// use kartotek::{Matching, Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let file = || Source::bytes("Given name,E-mail\nAnna,anna@example.com\n");
    /// let report = register.import_source(file())?.matching(Matching::UpdateOnly).run()?;
    /// assert_eq!(report.counts.skipped, 1);
    /// assert_eq!(register.import_source(file())?.run()?.counts.created, 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn matching(mut self, matching: Matching) -> Self {
        self.options.matching = matching;
        self
    }

    /// Sets which of several rows about one person counts; otherwise the last, and each in a file
    /// with a row an address.
    ///
    /// ```
    /// use kartotek::{Register, Repeats, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let file = "Given name,E-mail,City\nAnna,anna@example.com,Lund\nAnna,anna@example.com,Malmö\n";
    /// let plan = register.import_source(Source::bytes(file))?.on_repeat(Repeats::Error).plan()?;
    /// assert_eq!((plan.counts().created, plan.counts().invalid), (1, 1));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn on_repeat(mut self, repeats: Repeats) -> Self {
        self.options.repeats = Some(repeats);
        self
    }

    /// Sets what is stored in one piece; otherwise 10,000 rows. Chunks of no row are `Invalid` when it runs or plans.
    ///
    /// ```
    /// use kartotek::{CustomerFilter, Register, Source, Units};
    ///
    /// let register = Register::in_memory()?;
    /// let file = Source::bytes("Given name,E-mail\nAnna,anna@example.com\nBo,bo@\n");
    /// register.import_source(file)?.units(Units::AllOrNothing).run()?;
    /// assert_eq!(register.customers().count(&CustomerFilter::default())?, 0);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn units(mut self, units: Units) -> Self {
        self.options.units = units;
        self
    }

    /// Gives the column with a heading its target; the first of several with this heading.
    ///
    /// # Errors
    /// `Import` when there is no such column.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("Who,E-mail\nAnna,anna@example.com\n"))?;
    /// let report = import.map("Who", "given_name".parse()?)?.run()?;
    /// assert_eq!(report.counts.created, 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn map(self, header: &str, target: Target) -> Result<Self> {
        self.with_override(Override::Header(header.to_owned(), target))
    }

    /// Makes empty cells of the column with a heading take the value away; otherwise it stays.
    ///
    /// # Errors
    /// `Import` when there is no such column.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let with_phone = "Given name,E-mail,Phone\nAnna,anna@example.com,+46 70 123 45 67\n";
    /// register.import_source(Source::bytes(with_phone))?.run()?;
    /// let file = "Given name,E-mail,Phone\nAnna,anna@example.com,\n";
    /// register.import_source(Source::bytes(file))?.clear_on_empty("Phone")?.run()?;
    /// assert!(register.customers().find_by_number(1)?.is_some_and(|anna| anna.profile.phones.is_empty()));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn clear_on_empty(mut self, header: &str) -> Result<Self> {
        let mut columns = self.mapping.columns.iter_mut();
        match columns.find(|column| column.header == header.trim()) {
            Some(column) => column.on_empty = OnEmpty::Clear,
            None => {
                return Err(Error::Import(format!(
                    "the file has no column {header:?}, which is to clear values"
                )));
            }
        }
        Ok(self)
    }

    /// Sets a text that takes the value of a field away where it is all that a cell holds, for example
    /// `-`. Where values are added, as to tags, ids of other systems or labelled items, such a cell
    /// counts as empty.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// register.import_source(Source::bytes("Given name,E-mail,Note\nAnna,anna@example.com,tea\n"))?.run()?;
    /// let file = "Given name,E-mail,Note\nAnna,anna@example.com,-\n";
    /// register.import_source(Source::bytes(file))?.clear_token("-").run()?;
    /// assert!(register.customers().find_by_number(1)?.is_some_and(|anna| anna.profile.note.is_empty()));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn clear_token(mut self, token: impl Into<String>) -> Self {
        self.options.clear_token = Some(token.into());
        self
    }

    /// Writes the rows that are not imported into a file: the user's own header, order, delimiter and
    /// encoding, and `_row`, `_code` and `_message`.
    ///
    /// The file appears when the import ends, in place of one that is there, and holds the header
    /// alone where no row was refused. One whose name ends in `.xlsx` is a workbook. It may be the file
    /// that is imported; that one is replaced only once all its rows were done, not after a stop, a
    /// failure or a rollback.
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("refused.csv");
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let file = "Given name,E-mail\nAnna,anna@example.com\nBo,bo@\n";
    /// register.import_source(Source::bytes(file))?.error_file(&path).run()?;
    /// let refused = std::fs::read_to_string(&path)?;
    /// assert!(refused.contains("Bo,bo@,3,email_syntax") && !refused.contains("Anna"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn error_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.error_file = Some(path.into());
        self
    }

    /// Calls back every few hundred rows, and every few thousand while it looks at the file first;
    /// `Break` stops the import, and what is not stored yet is left out: an error while it looks, a
    /// report that says [`ImportEnd::Cancelled`] later.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use kartotek::{ImportEnd, Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("Given name\nAnna\n"))?;
    /// let stopped = import.on_progress(|_| ControlFlow::Break(())).run()?;
    /// assert_eq!((stopped.end, stopped.counts.created), (ImportEnd::Cancelled, 0));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn on_progress(mut self, call: impl FnMut(ImportProgress) -> ControlFlow<()> + Send + 'p) -> Self {
        self.progress = Some(Box::new(call));
        self
    }

    /// Decides what would become of every row and stores nothing (SPEC C13).
    ///
    /// It reads one snapshot of the register, so others go on writing, and decides as
    /// [`ImportPlan::commit`] will, also about rows that meet customers of earlier rows.
    ///
    /// # Errors
    /// `Cancelled` when the callback stopped it; else as [`Import::run`].
    ///
    /// ```
    /// use kartotek::{CustomerFilter, Register, RowOutcome, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let plan = register.import_source(Source::bytes("Given name,E-mail\nAnna,\nBo,bo@\n"))?.plan()?;
    /// assert_eq!(plan.outcomes(), [RowOutcome::Created, RowOutcome::Invalid]);
    /// assert_eq!(register.customers().count(&CustomerFilter::default())?, 0);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn plan(self) -> Result<ImportPlan<'p>> {
        ImportPlan::make(self)
    }

    /// Returns the id of the run that is to be made, or of the one that it goes on with: an error that cuts a run does
    /// not name it.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let import = register.import_source(Source::bytes("Given name\nAnna\n"))?;
    /// let batch = import.batch();
    /// assert_eq!(import.run()?.batch, batch);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn batch(&self) -> BatchId {
        self.options.resume.unwrap_or(self.batch)
    }

    /// Imports in one pass.
    ///
    /// # Errors
    /// `Import` when the file cannot be read to its end or was changed meanwhile, `Io` and others of the
    /// file system, those of the storage; `RuleViolated` (`import_undone`) when somebody took the run
    /// back meanwhile. What earlier units of work stored stays. `Cancelled` when the callback stopped it
    /// while it looked at the file: it did nothing, and a run to go on with is as it was.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let file = || Source::bytes("Given name,E-mail\nAnna,anna@example.com\nBo,bo@\n");
    /// let first = register.import_source(file())?.run()?.counts;
    /// assert_eq!((first.created, first.invalid), (1, 1));
    /// let again = register.import_source(file())?.run()?.counts;
    /// assert_eq!((again.unchanged, again.invalid), (1, 1));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn run(mut self) -> Result<ImportReport> {
        let scan = self.scan(ScanFor::Run)?;
        Ok(run::run(&mut self, &scan, run::Task::Run)?.0)
    }

    /// Reads the whole file first, and settles what only all of its rows tell.
    fn scan(&mut self, purpose: ScanFor) -> Result<Scan> {
        if self.options.units == Units::Chunks(0) {
            return Err(Error::field("chunk_rows", Rule::OutOfRange));
        }
        let state = self.register.state()?;
        let converter = self.converter(&self.mapping, &state, self.register.now());
        let mut silent = |_| ControlFlow::Continue(());
        let progress: run::Progress<'_> = match &mut self.progress {
            Some(progress) => progress,
            None => &mut silent,
        };
        let country = &state.settings.country;
        let scan = Scan::read(&self.table, &self.mapping, converter, country, purpose, progress)?;
        self.mapping.settle(&scan.facts);
        self.whole_mapping.settle(&scan.facts);
        Ok(scan)
    }

    fn converter(&self, mapping: &Mapping, state: &State, now: Timestamp) -> RowConverter {
        let context = ConvertContext {
            zone: state.zone,
            currency: state.currency,
            today: now.local_date(state.zone),
            country: state.settings.country.clone(),
            clear_token: self.options.clear_token.clone(),
            guarded: self.table.is_guarded(),
        };
        RowConverter::new(mapping, context)
    }

    fn cleared(&self) -> Vec<usize> {
        let columns = self.mapping.columns.iter().enumerate();
        columns.filter(|(_, column)| column.on_empty == OnEmpty::Clear).map(|(place, _)| place).collect()
    }
}
