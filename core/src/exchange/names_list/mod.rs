//! Names lists of schools and clubs into a photo job (SPEC B5, B17).
//!
//! The steps, each with its own file: [`headings`] and [`columns`] (what a column is for, by the words of
//! [`words`]), [`list`] (the rows of a file), [`read`] and [`pupils`] (what a row says), [`repeats`] (what only
//! all rows tell), [`roll`] and [`guardians`] (who is here), [`find`] (whom a row is about), [`decide`] (what it
//! changes), [`changes`] (what is stored), [`run`] (units of work, the report, the error file) and [`watch`] (who is
//! told how far it is).

mod changes;
mod codes;
mod columns;
mod decide;
mod find;
mod guardians;
mod headings;
mod list;
mod names;
mod pupils;
mod read;
mod repeats;
mod report;
mod roll;
mod run;
mod target;
mod watch;
mod words;

use std::fmt;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::str::FromStr;

use crate::base::{BatchId, Error, JobId, Result};
use crate::catalogue::Language;
use crate::register::{Jobs, Register, refuse_unknown_job};

use super::import::ImportProgress;
use super::source::Source;
use super::table::{Table, TableOptions};

pub use columns::NamesColumn;
use list::NamesList;
pub use report::{Move, Moves, NamesReport};
pub use target::{NamesTarget, PersonPart};
use watch::Watch;

/// The import of a names list that is about to be made: the file as it was understood, and what is to be done.
///
/// ```
/// use kartotek::{JobDetails, Register, RowOutcome, Source};
///
/// let register = Register::in_memory()?;
/// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
/// let file = "Elev;Klass;Vårdnadshavare;E-post\nEk, Elsa;4b;Anna Ek;anna@example.com\nBo;;;\n";
/// let import = register.jobs().import_names(job.id, Source::bytes(file))?;
/// assert_eq!(import.columns()[3].target.to_string(), "guardian_email");
///
/// let plan = import.plan()?;
/// assert_eq!(plan.report().groups, ["4b"]);
/// assert_eq!(plan.report().problems[0].code, "required");
///
/// let report = plan.commit()?;
/// assert_eq!(report.outcomes, [RowOutcome::Created, RowOutcome::Invalid]);
/// assert_eq!((report.participants, report.customers), (1, 1));
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Clone)]
pub struct NamesImport<'r> {
    register: &'r Register,
    job: JobId,
    table: Table,
    columns: Vec<NamesColumn>,
    moves: Moves,
    default_group: Option<String>,
    error_file: Option<PathBuf>,
    watch: Watch<'r>,
}

impl fmt::Debug for NamesImport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamesImport")
            .field("job", &self.job)
            .field("table", &self.table)
            .finish_non_exhaustive()
    }
}

impl<'r> Jobs<'r> {
    /// Begins to import a names list: finds out its encoding, delimiter and columns.
    ///
    /// # Errors
    /// `NotFound` where the job does not exist; `Import` when the file cannot be read as a table, `Io` when it
    /// cannot be read at all; `Unsupported` where the backend has no photo jobs.
    pub fn import_names(&self, job: JobId, source: Source) -> Result<NamesImport<'r>> {
        let locale = self.register.settings()?.locale;
        let language = locale.split('-').next().and_then(|code| Language::from_str(code).ok());
        let options = TableOptions { language, ..TableOptions::default() };
        self.import_names_table(job, list::open(source, &options)?)
    }

    /// Begins to import a names list from a table that was opened with options of its own.
    ///
    /// # Errors
    /// As [`Jobs::import_names`].
    pub fn import_names_table(&self, job: JobId, table: Table) -> Result<NamesImport<'r>> {
        self.register.read_current(|tx| refuse_unknown_job(tx, job))?;
        let columns = columns::recognise_all(table.headers());
        Ok(NamesImport {
            register: self.register,
            job,
            table,
            columns,
            moves: Moves::default(),
            default_group: None,
            error_file: None,
            watch: Watch::default(),
        })
    }
}

impl<'r> NamesImport<'r> {
    /// Returns what each column is for, in the order of the file.
    #[must_use]
    pub fn columns(&self) -> &[NamesColumn] {
        &self.columns
    }

    /// Returns the file as it was understood.
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Gives the column with a heading its target; the first of several with this heading. Columns without
    /// headings are named by their number.
    ///
    /// # Errors
    /// `Import` when there is no such column, or no row can be read for the target: 20 participants and 20
    /// guardians are the most, and guardians have names, e-mails and phones.
    pub fn map(mut self, header: &str, target: NamesTarget) -> Result<Self> {
        if !target.is_possible() {
            return Err(Error::Import(format!("no column can be {target}")));
        }
        match self.columns.iter_mut().find(|column| column.header == header.trim()) {
            Some(column) => column.target = target,
            None => {
                return Err(Error::Import(format!(
                    "the file has no column {header:?}, which is mapped by hand"
                )));
            }
        }
        Ok(self)
    }

    /// Sets what is done about participants who stand in another group than before; [`Moves::Report`] otherwise.
    #[must_use]
    pub fn moving(mut self, moves: Moves) -> Self {
        self.moves = moves;
        self
    }

    /// Sets the group of those whose row names none; otherwise such rows are refused.
    #[must_use]
    pub fn default_group(mut self, name: impl Into<String>) -> Self {
        self.default_group = Some(name.into());
        self
    }

    /// Writes the rows that were refused or left out into a file, as
    /// [`Import::error_file`](super::Import::error_file) does.
    #[must_use]
    pub fn error_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.error_file = Some(path.into());
        self
    }

    /// Calls back every few hundred rows, while the file is read and while its rows are decided and stored; `Break`
    /// stops the import, and what is not stored yet is left out: an error while it reads, a report that says
    /// [`ImportEnd::Cancelled`](super::ImportEnd::Cancelled) later. The same list imported again goes on.
    ///
    /// It is called within units of work: a call of the same register from there waits for its own import.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use kartotek::{ImportEnd, ImportStep, JobDetails, Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
    /// let import = register.jobs().import_names(job.id, Source::bytes("Elev;Klass\nElsa Ek;4b\n"))?;
    /// let stop = |step| move |far: kartotek::ImportProgress| {
    ///     if far.step == step { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    /// };
    /// assert!(import.clone().on_progress(stop(ImportStep::Looking)).run().is_err());
    /// let stopped = import.clone().on_progress(stop(ImportStep::Storing)).run()?;
    /// assert_eq!((stopped.end, stopped.participants), (ImportEnd::Cancelled, 0));
    /// assert_eq!(import.run()?.participants, 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn on_progress(mut self, call: impl FnMut(ImportProgress) -> ControlFlow<()> + Send + 'r) -> Self {
        self.watch = Watch::of(call);
        self
    }

    /// Decides what would become of every row and stores nothing.
    ///
    /// # Errors
    /// `Cancelled` when the callback stopped it; else as [`NamesImport::run`].
    pub fn plan(self) -> Result<NamesPlan<'r>> {
        let list = NamesList::read(&self)?;
        let batch = BatchId::from_bytes(self.register.new_id()?);
        let report = run::plan(&self, &list, batch)?;
        Ok(NamesPlan { import: self, list, report })
    }

    /// Imports in one pass, some thousand rows in a unit of work.
    ///
    /// A customer who is known is never changed, and of a participant only what was not filled. What was
    /// imported is not taken back by [`Register::undo_import`].
    ///
    /// # Errors
    /// `NotFound` where the job is gone; `Import` when nobody is named, nobody has a group, two columns claim the
    /// same, or the file cannot be read
    /// to its end; `Cancelled` when the callback stopped it while it read the file, and nothing is stored; `RuleViolated` with the rule `code_options` where the list has codes and the register was
    /// opened without options for them, or `staff_only` for any actor but staff; those of the storage and of the error file. What earlier units of work stored stays.
    pub fn run(self) -> Result<NamesReport> {
        let list = NamesList::read(&self)?;
        let batch = BatchId::from_bytes(self.register.new_id()?);
        run::run(&self, &list, batch)
    }
}

/// What the import of a names list would do, decided against the register as it stood.
pub struct NamesPlan<'r> {
    import: NamesImport<'r>,
    list: NamesList,
    report: NamesReport,
}

impl fmt::Debug for NamesPlan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NamesPlan").field("import", &self.import).finish_non_exhaustive()
    }
}

impl NamesPlan<'_> {
    /// Returns what [`NamesPlan::commit`] would do if nothing changed meanwhile.
    #[must_use]
    pub fn report(&self) -> &NamesReport {
        &self.report
    }

    /// Does it: decides each of the rows that were read anew.
    ///
    /// # Errors
    /// As [`NamesImport::run`].
    pub fn commit(self) -> Result<NamesReport> {
        run::run(&self.import, &self.list, self.report.batch)
    }
}
