//! Names lists of schools and clubs into photo jobs.

use std::collections::HashMap;
use std::sync::Arc;

use kartotek::exchange::{NamesColumn, NamesImport, TableOptions};
use kartotek::{ImportProgress, JobId, Moves, NamesReport, NamesTarget};

use crate::imports::{ImportSource, open_table};
use crate::jobs::Jobs;
use crate::watch::{ImportListener, Watch};
use crate::worker::Answer;

/// How a names list is imported; what is left out is found out, or the usual.
#[derive(Debug, uniffi::Record)]
pub struct NamesOptions {
    /// Headings, and what their columns are for: `given_name`, `guardian_email:2`, `group`, `ignore`.
    #[uniffi(default)]
    pub map: HashMap<String, NamesTarget>,
    /// What is done about participants who stand in another group than before; otherwise they are told.
    #[uniffi(default = None)]
    pub moves: Option<Moves>,
    /// The group of those whose row names none; otherwise such rows are refused.
    #[uniffi(default = None)]
    pub default_group: Option<String>,
    /// Where rows that were refused or left out are written, with the reasons.
    #[uniffi(default = None)]
    pub error_file: Option<String>,
    /// How the file is read.
    #[uniffi(default = None)]
    pub table: Option<TableOptions>,
}

/// What the import of a names list would do.
#[derive(Debug, Clone, uniffi::Record)]
pub struct NamesPlan {
    /// What the import would report if nothing changed meanwhile.
    pub report: NamesReport,
    /// What each column was understood as, in the order of the file.
    pub columns: Vec<NamesColumn>,
}

impl NamesOptions {
    /// Reads a names list and sets its import up; the watch hears how far it is.
    fn begin<'r>(
        self,
        register: &'r kartotek::Register,
        job: JobId,
        source: ImportSource,
        watch: &Arc<Watch<ImportProgress>>,
    ) -> kartotek::Result<NamesImport<'r>> {
        let source = source.open(watch)?;
        let mut import = match self.table {
            Some(options) => {
                register.jobs().import_names_table(job, open_table(register, source, options)?)?
            }
            None => register.jobs().import_names(job, source)?,
        };
        for (header, target) in self.map {
            import = import.map(&header, target)?;
        }
        if let Some(moves) = self.moves {
            import = import.moving(moves);
        }
        if let Some(name) = self.default_group {
            import = import.default_group(name);
        }
        if let Some(path) = self.error_file {
            import = import.error_file(path);
        }
        let watch = Arc::clone(watch);
        Ok(import.on_progress(move |far| watch.hear(far)))
    }
}

#[uniffi::export]
impl Jobs {
    /// Imports a names list of a school or a club: groups, participants and guardians. A customer who is known is
    /// never changed, and of a participant only what was not filled. Cancelled, or stopped by its listener, it ends
    /// between two units of work; what is stored by then stays.
    #[uniffi::method(default(listener = None))]
    pub async fn import_names(
        &self,
        job: JobId,
        source: ImportSource,
        options: NamesOptions,
        listener: Option<Arc<dyn ImportListener>>,
    ) -> Answer<NamesReport> {
        let register = self.0.clone();
        let run = move |watch: &Arc<Watch<_>>| options.begin(&register, job, source, watch)?.run();
        Watch::new().during(listener, run).await
    }

    /// Finds out what the import of a names list would do, and stores nothing.
    #[uniffi::method(default(listener = None))]
    pub async fn plan_names(
        &self,
        job: JobId,
        source: ImportSource,
        options: NamesOptions,
        listener: Option<Arc<dyn ImportListener>>,
    ) -> Answer<NamesPlan> {
        let register = self.0.clone();
        let plan = move |watch: &Arc<Watch<_>>| {
            let import = options.begin(&register, job, source, watch)?;
            let columns = import.columns().to_vec();
            Ok(NamesPlan { report: import.plan()?.report().clone(), columns })
        };
        Watch::new().during(listener, plan).await
    }
}
