//! Runs of imports: which file, when, how far, with which counts.

#[cfg(feature = "sql")]
mod sql;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{Actor, BatchId, Error, Result, Timestamp};

/// One run of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportBatch {
    /// Names it; history carries it with every change the run made.
    pub id: BatchId,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; nothing while it runs, or after it was interrupted.
    pub finished_at: Option<Timestamp>,
    /// Name of the file, without its folder.
    pub source: String,
    /// SHA-256 of the file's bytes.
    pub digest: [u8; 32],
    /// How many rows of the file are done; a resumed run goes on after them.
    pub rows_done: u64,
    /// The counts so far, who imports, and what became of the run, as JSON.
    pub report: String,
}

/// What the report of a run says beside its counts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct BatchFacts {
    /// Kind and name of who imports, as history has them.
    #[serde(default)]
    pub(crate) actor: Option<(i64, String)>,
    /// The id under which history has the taking back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) undo: Option<String>,
    /// Names the mapping and the options of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) choices: Option<String>,
    /// What a finished run says beside its counts.
    #[serde(default)]
    pub(crate) totals: RunTotals,
    /// The counts.
    #[serde(flatten)]
    pub(crate) counts: serde_json::Map<String, serde_json::Value>,
}

/// How much a finished run tells beside its counts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct RunTotals {
    pub(crate) problem_count: u64,
    /// How many problems there are of each code.
    #[serde(default)]
    pub(crate) problem_codes: BTreeMap<String, u64>,
    /// Rows of the error file.
    #[serde(default)]
    pub(crate) error_rows: u64,
    /// Rows whose customers are archived.
    pub(crate) archived: u64,
    /// Rows that were left out for others of the file.
    pub(crate) repeated: u64,
    /// Malformed sequences of the encoding.
    pub(crate) replaced: u64,
}

impl BatchFacts {
    /// Returns the id under which history has the taking back, if there was one.
    pub(crate) fn undo_id(&self) -> Option<BatchId> {
        self.undo.as_ref().and_then(|id| id.parse().ok())
    }
}

impl ImportBatch {
    /// Returns who imports; the system where the run does not say.
    #[must_use]
    pub fn actor(&self) -> Actor {
        let parts = self.facts().actor;
        parts.and_then(|(kind, name)| Actor::from_parts(kind, &name)).unwrap_or(Actor::System)
    }

    /// Tells whether it was taken back, at least in part.
    ///
    /// ```
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let report = register.import_source(Source::bytes("Given name\nAnna\n"))?.run()?;
    /// assert!(!register.history().imports(None, 1)?[0].is_undone());
    /// register.undo_import(report.batch)?;
    /// assert!(register.history().imports(None, 1)?[0].is_undone());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn is_undone(&self) -> bool {
        self.facts().undo.is_some()
    }

    pub(crate) fn facts(&self) -> BatchFacts {
        serde_json::from_str(&self.report).unwrap_or_default()
    }
}

/// Reads runs of imports.
pub trait BatchRead {
    /// Returns one run, or nothing.
    ///
    /// # Errors
    /// `Unsupported` where the backend keeps none, else of the storage.
    fn import_batch(&self, _id: BatchId) -> Result<Option<ImportBatch>> {
        Err(Error::Unsupported("batches of imports"))
    }

    /// Returns up to `limit` runs, the latest first; those with an id below `before`, if it is given.
    ///
    /// # Errors
    /// As [`BatchRead::import_batch`].
    fn import_batches(&self, _before: Option<BatchId>, _limit: u32) -> Result<Vec<ImportBatch>> {
        Err(Error::Unsupported("batches of imports"))
    }
}

/// Writes runs of imports.
pub trait BatchWrite: BatchRead {
    /// Stores a run, in place of what is stored under its id.
    ///
    /// # Errors
    /// As [`BatchRead::import_batch`].
    fn put_import_batch(&mut self, _batch: &ImportBatch) -> Result<()> {
        Err(Error::Unsupported("batches of imports"))
    }
}
