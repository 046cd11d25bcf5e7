//! Which statements the engines are asked to run, for those who look at their plans.

#[cfg(feature = "sql")]
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(feature = "sql")]
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "sql")]
use crate::sql::Engine;

/// A statement as it was written, and as an engine read it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenStatement {
    /// With the fragments in which engines differ.
    pub written: String,
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// In the language of the engine.
    pub text: String,
}

#[cfg(feature = "sql")]
static WATCHED: AtomicBool = AtomicBool::new(false);
#[cfg(feature = "sql")]
static SEEN: Mutex<Vec<SeenStatement>> = Mutex::new(Vec::new());

/// Keeps every statement from now on. One that is always the same is written out for an engine when it is
/// first run there: watch before anything else.
pub fn watch_statements() {
    #[cfg(feature = "sql")]
    WATCHED.store(true, Ordering::Relaxed);
}

/// Returns what was seen, each once.
#[must_use]
pub fn seen_statements() -> Vec<SeenStatement> {
    #[cfg(feature = "sql")]
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    #[cfg(not(feature = "sql"))]
    let mut seen = Vec::new();
    seen.sort_unstable();
    seen.dedup();
    seen
}

#[cfg(feature = "sql")]
pub(crate) fn note(engine: Engine, written: &str, text: &str) {
    if !WATCHED.load(Ordering::Relaxed) {
        return;
    }
    let engine = match engine {
        #[cfg(feature = "sqlite")]
        Engine::Sqlite => "sqlite",
        #[cfg(feature = "postgres")]
        Engine::Postgres => "postgres",
    };
    let seen = SeenStatement { written: written.to_owned(), engine, text: text.to_owned() };
    SEEN.lock().unwrap_or_else(PoisonError::into_inner).push(seen);
}
