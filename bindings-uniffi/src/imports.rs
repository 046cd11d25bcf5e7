//! Imports: what is read, how, and who is told of it.

use std::collections::HashMap;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kartotek::exchange::Notice;
use kartotek::{
    BatchId, Import, ImportCounts, ImportProgress, Matching, Register, Repeats, RowProblem, Source, Target,
    Units,
};

use crate::worker::{Answer, Caller, on_worker};

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

/// A stream of bytes, such as an app is given in place of a file. It is called on a thread of its own.
#[uniffi::export(with_foreign)]
pub trait ByteStream: Send + Sync {
    /// Returns the next bytes, at most so many; none at the end.
    fn read(&self, at_most: u32) -> Result<Vec<u8>, ListenerError>;
}

/// Somebody who is told how far an import is, on a thread of its own.
#[uniffi::export(with_foreign)]
pub trait ImportListener: Send + Sync {
    /// Says whether the import goes on. What it throws stops the import as well.
    fn on_progress(&self, progress: ImportProgress) -> Result<Next, ListenerError>;
}

/// Whether something goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Next {
    /// It goes on.
    Continue,
    /// It stops as soon as it can; what is stored by then stays.
    Stop,
}

/// What a listener or a stream of the app threw.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ListenerError {
    /// It failed.
    #[error("{description}")]
    Failed {
        /// What it says of itself.
        description: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { description: error.reason }
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
    /// Headings, and what their columns are imported as: a field's key, `email_2`, `ignore`.
    #[uniffi(default)]
    pub map: HashMap<String, Target>,
    /// Where rows that were refused are written, with the reasons.
    #[uniffi(default = None)]
    pub error_file: Option<String>,
    /// The text in a cell that empties the field.
    #[uniffi(default = None)]
    pub clear_token: Option<String>,
    /// The run that was cut off and is to go on.
    #[uniffi(default = None)]
    pub resume: Option<BatchId>,
}

/// What an import would do.
#[derive(Debug, Clone, uniffi::Record)]
pub struct ImportPlan {
    /// How many rows would have which outcome.
    pub counts: ImportCounts,
    /// The first 1,000 problems. They show the file's own text: keep them out of logs.
    pub problems: Vec<RowProblem>,
    /// How many problems there are in all.
    pub problem_count: u64,
    /// How many rows are about archived customers.
    pub archived: u64,
    /// How many rows another row of the file repeats.
    pub repeated: u64,
    /// What somebody should look at.
    pub notices: Vec<Notice>,
}

/// Reads what is to be imported and sets it up; a caller who is gone and a listener who says so or fails stop it.
fn set_up<'r>(
    register: &'r Register,
    source: ImportSource,
    options: ImportOptions,
    listener: Option<Arc<dyn ImportListener>>,
    is_wanted: impl Fn() -> ControlFlow<()> + Send + 'r,
    on_failure: impl Fn() + Send + 'r,
) -> kartotek::Result<Import<'r>> {
    let source = match source {
        ImportSource::Path { path } => Source::path(path),
        ImportSource::Bytes { bytes } => Source::bytes(bytes),
        ImportSource::Stream { stream } => Source::stream(Reading(stream))?,
    };
    let mut import = register.import_source(source)?;
    for (header, target) in options.map {
        import = import.map(&header, target)?;
    }
    if let Some(matching) = options.matching {
        import = import.matching(matching);
    }
    if let Some(repeats) = options.on_repeat {
        import = import.on_repeat(repeats);
    }
    if let Some(units) = options.units {
        import = import.units(units);
    }
    if let Some(path) = options.error_file {
        import = import.error_file(path);
    }
    if let Some(token) = options.clear_token {
        import = import.clear_token(token);
    }
    if let Some(batch) = options.resume {
        import = import.resume(batch);
    }
    Ok(import.on_progress(move |far| {
        is_wanted()?;
        match listener.as_ref().map(|listener| listener.on_progress(far)) {
            None | Some(Ok(Next::Continue)) => ControlFlow::Continue(()),
            Some(Ok(Next::Stop)) => ControlFlow::Break(()),
            Some(Err(_)) => {
                on_failure();
                ControlFlow::Break(())
            }
        }
    }))
}

/// A stream of the app as Rust reads one.
struct Reading(Arc<dyn ByteStream>);

impl io::Read for Reading {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let at_most = u32::try_from(into.len()).unwrap_or(u32::MAX);
        let bytes = self.0.read(at_most).map_err(|error| io::Error::other(error.to_string()))?;
        let Some(place) = into.get_mut(..bytes.len()) else {
            return Err(io::Error::other("the stream gave more bytes than it was asked for"));
        };
        place.copy_from_slice(&bytes);
        Ok(bytes.len())
    }
}

/// Runs an import on a worker. One whose listener failed ends with `Cancelled`.
pub(crate) async fn on_import<T: Send + 'static>(
    register: Register,
    source: ImportSource,
    options: ImportOptions,
    listener: Option<Arc<dyn ImportListener>>,
    run: impl FnOnce(Import<'_>) -> kartotek::Result<T> + Send + 'static,
) -> Answer<T> {
    let caller = Caller::default();
    let is_wanted = caller.watch();
    on_worker(move || {
        let failed = AtomicBool::new(false);
        let on_failure = || failed.store(true, Ordering::Relaxed);
        let done = run(set_up(&register, source, options, listener, is_wanted, on_failure)?)?;
        if failed.load(Ordering::Relaxed) { Err(kartotek::Error::Cancelled) } else { Ok(done) }
    })
    .await
}
