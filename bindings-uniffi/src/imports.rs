//! Imports: what is read, how, and what comes of it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kartotek::exchange::{ImportFile, MappingOptions, Table, TableOptions};
use kartotek::{
    BatchId, Error, Import, ImportProgress, ImportReport, Matching, Repeats, RowOutcome, SavedMapping,
    Source, UndoReport, Units,
};

use crate::register::Register;
use crate::streams::{ByteStream, Stream};
use crate::watch::{ImportListener, UndoListener, Watch};
use crate::worker::{Answer, on_worker};

/// What is imported.
#[derive(uniffi::Enum)]
pub enum ImportSource {
    /// A file.
    Path {
        /// Where it is.
        path: String,
    },
    /// A file that was read already.
    Bytes {
        /// All of it.
        bytes: Vec<u8>,
    },
    /// What the platform gives in place of a file.
    Stream {
        /// Who reads it.
        stream: Arc<dyn ByteStream>,
    },
}

impl ImportSource {
    pub(crate) fn open(self, watch: &Arc<Watch<ImportProgress>>) -> kartotek::Result<Source> {
        match self {
            Self::Path { path } => Ok(Source::path(path)),
            Self::Bytes { bytes } => Ok(Source::bytes(bytes)),
            Self::Stream { stream } => Source::stream(Stream { stream, watch: Arc::clone(watch) }),
        }
    }
}

/// How a file is imported; what is left out is found out, or the usual.
#[derive(uniffi::Record)]
pub struct ImportOptions {
    /// What becomes of customers who are here already.
    #[uniffi(default = None)]
    pub matching: Option<Matching>,
    /// What becomes of rows about the same customer.
    #[uniffi(default = None)]
    pub on_repeat: Option<Repeats>,
    /// What is stored at once.
    #[uniffi(default = None)]
    pub units: Option<Units>,
    /// How the file is read.
    #[uniffi(default = None)]
    pub table: Option<TableOptions>,
    /// What is known of its columns.
    #[uniffi(default = None)]
    pub columns: Option<MappingOptions>,
    /// Which saved mapping is used; otherwise the one that fits, if there is one alone.
    #[uniffi(default = None)]
    pub mapping: Option<MappingChoice>,
    /// The name under which what each column is for is saved.
    #[uniffi(default = None)]
    pub save_mapping: Option<String>,
    /// The headings of columns whose empty cells take the value away.
    #[uniffi(default)]
    pub clear_on_empty: Vec<String>,
    /// The text in a cell that empties the field.
    #[uniffi(default = None)]
    pub clear_token: Option<String>,
    /// Where rows that were refused are written, with the reasons.
    #[uniffi(default = None)]
    pub error_file: Option<String>,
    /// The run that was cut off and is to go on.
    #[uniffi(default = None)]
    pub resume: Option<BatchId>,
}

/// Which of the saved mappings an import uses.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum MappingChoice {
    /// The one with this name.
    Named {
        /// Its name.
        name: String,
    },
    /// None, even if one fits.
    Without,
}

impl ImportOptions {
    /// Reads what is to be imported and sets it up; the watch hears how far it is.
    fn begin(
        self,
        register: &kartotek::Register,
        source: ImportSource,
        watch: &Arc<Watch<ImportProgress>>,
    ) -> kartotek::Result<Import<'static>> {
        let table = open_table(register, source.open(watch)?, self.table.unwrap_or_default())?;
        let mut import = register.import_table(table, self.columns.unwrap_or_default())?;
        match self.mapping {
            Some(MappingChoice::Named { name }) => import = import.use_mapping(&name)?,
            Some(MappingChoice::Without) => import = import.without_saved_mapping()?,
            None => {}
        }
        for heading in &self.clear_on_empty {
            import = import.clear_on_empty(heading)?;
        }
        if let Some(token) = self.clear_token {
            import = import.clear_token(token);
        }
        if let Some(matching) = self.matching {
            import = import.matching(matching);
        }
        if let Some(repeats) = self.on_repeat {
            import = import.on_repeat(repeats);
        }
        if let Some(units) = self.units {
            import = import.units(units);
        }
        if let Some(path) = self.error_file {
            import = import.error_file(path);
        }
        if let Some(batch) = self.resume {
            import = import.resume(batch);
        }
        let watch = Arc::clone(watch);
        Ok(import.on_progress(move |far| watch.hear(far)))
    }
}

/// Opens a table; where nothing is said, the register's language is a hint for the encoding.
pub(crate) fn open_table(
    register: &kartotek::Register,
    source: Source,
    mut options: TableOptions,
) -> kartotek::Result<Table> {
    if options.language.is_none() {
        let locale = register.settings()?.locale;
        options.language = locale.split('-').next().and_then(|code| code.parse().ok());
    }
    Table::open(source, &options)
}

#[uniffi::export]
impl Register {
    /// Imports customers. It stops between two chunks when its coroutine or task is cancelled; what is stored by
    /// then stays.
    #[uniffi::method(default(listener = None))]
    pub async fn import_source(
        &self,
        source: ImportSource,
        options: ImportOptions,
        listener: Option<Arc<dyn ImportListener>>,
    ) -> Answer<ImportReport> {
        let register = self.0.clone();
        let run = move |watch: &Arc<Watch<_>>| {
            let name = options.save_mapping.clone();
            let import = options.begin(&register, source, watch)?;
            match name {
                Some(name) => import.save_mapping(&name)?.run(),
                None => import.run(),
            }
        };
        Watch::new().during(listener, run).await
    }

    /// Finds out what an import would do, and stores nothing until it is committed.
    #[uniffi::method(default(listener = None))]
    pub async fn plan_import(
        &self,
        source: ImportSource,
        options: ImportOptions,
        listener: Option<Arc<dyn ImportListener>>,
    ) -> Answer<Arc<ImportPlan>> {
        let register = self.0.clone();
        let plan = move |watch: &Arc<Watch<_>>| {
            let name = options.save_mapping.clone();
            let plan = options.begin(&register, source, watch)?.plan()?;
            if let Some(name) = name {
                plan.save_mapping(&name)?;
            }
            let (report, file) = (plan.report().clone(), ImportFile::of(plan.table(), plan.mapping()));
            let (watch, outcomes) = (Arc::clone(watch), plan.outcomes().to_vec());
            Ok(Arc::new(ImportPlan { plan: Mutex::new(Some(plan)), watch, report, outcomes, file }))
        };
        Watch::new().during(listener, plan).await
    }

    /// Takes an import back: customers whom nobody changed since are as they were before. Cancelled, it stops
    /// between two chunks, and can be made again.
    #[uniffi::method(default(listener = None))]
    pub async fn undo_import(
        &self,
        batch: BatchId,
        listener: Option<Arc<dyn UndoListener>>,
    ) -> Answer<UndoReport> {
        let register = self.0.clone();
        let undo = move |watch: &Arc<Watch<_>>| register.undo_import_with(batch, &mut |far| watch.hear(far));
        Watch::new().during(listener, undo).await
    }

    /// Returns the mappings that were saved, by name.
    pub async fn saved_mappings(&self) -> Answer<Vec<SavedMapping>> {
        let register = self.0.clone();
        on_worker(move || register.saved_mappings()).await
    }

    /// Deletes a saved mapping, and tells whether there was one of this name.
    pub async fn delete_saved_mapping(&self, name: String) -> Answer<bool> {
        let register = self.0.clone();
        on_worker(move || register.delete_saved_mapping(&name)).await
    }
}

/// What an import would do, decided row by row against the register as it stands: nothing is stored until `commit`.
#[derive(uniffi::Object)]
pub struct ImportPlan {
    /// Nothing once it was committed.
    plan: Mutex<Option<kartotek::ImportPlan<'static>>>,
    watch: Arc<Watch<ImportProgress>>,
    report: ImportReport,
    outcomes: Vec<RowOutcome>,
    file: ImportFile,
}

impl ImportPlan {
    fn plan(&self) -> MutexGuard<'_, Option<kartotek::ImportPlan<'static>>> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn committed() -> Error {
    Error::rule("plan_committed", "the plan was committed before")
}

#[uniffi::export]
impl ImportPlan {
    /// Returns what `commit` would report if nothing changed meanwhile; it ends with `Planned`.
    pub fn report(&self) -> ImportReport {
        self.report.clone()
    }

    /// Returns the outcome of each row below the header, in order.
    pub fn outcomes(&self) -> Vec<RowOutcome> {
        self.outcomes.clone()
    }

    /// Returns the file as it was understood, with what each column is for.
    pub fn file(&self) -> ImportFile {
        self.file.clone()
    }

    /// Saves what each column is for under a name: files with the same headings, in any order, are mapped so from
    /// now on. Fails with `RuleViolated` (`plan_committed`) once it was committed.
    pub async fn save_mapping(self: Arc<Self>, name: String) -> Answer<()> {
        on_worker(move || self.plan().as_ref().ok_or_else(committed)?.save_mapping(&name)).await
    }

    /// Does it, once: reads the file again and decides each row anew. The report lists the rows whose outcome is
    /// another one by now. Fails with `Import` when the file was changed since; then nothing is stored.
    #[uniffi::method(default(listener = None))]
    pub async fn commit(self: Arc<Self>, listener: Option<Arc<dyn ImportListener>>) -> Answer<ImportReport> {
        let watch = Arc::clone(&self.watch);
        let commit = move |_: &Arc<Watch<_>>| {
            let plan = self.plan().take();
            plan.ok_or_else(committed)?.commit()
        };
        watch.during(listener, commit).await
    }
}
