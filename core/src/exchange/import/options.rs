use std::path::PathBuf;

use crate::base::BatchId;

/// What may happen to customers that are here, and to those that are not (SPEC B17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Matching {
    /// Only new customers are wanted: a row of somebody who is here is left out and listed.
    CreateOnly,
    /// Only known customers are wanted: a row of somebody who is not here is left out and listed.
    UpdateOnly,
    /// Who is here is changed to what the row says, who is not is created.
    #[default]
    Upsert,
    /// Who is here gets what was not filled, who is not is created.
    FillBlanks,
    /// Who is here stays as it is, who is not is created.
    SkipExisting,
}

/// Which of several rows about the same person in one file counts.
///
/// The same person is who has the same key (id, external id, e-mail or phone) and the same folded
/// name, unless ids of the file tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Repeats {
    /// The first; later ones are skipped.
    First,
    /// The last; earlier ones are skipped.
    Last,
    /// The first, and later ones are invalid.
    Error,
    /// All of them, one after the other, as in a file with a row an address.
    Each,
}

/// What is stored in one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Units {
    /// As many rows as this at a time, from 1; rows that cannot be imported are left out.
    Chunks(usize),
    /// The whole file, and only if no row is invalid or ambiguous.
    AllOrNothing,
}

impl Default for Units {
    fn default() -> Self {
        Self::Chunks(10_000)
    }
}

/// What an import reads the file for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ImportStep {
    /// The first time, to find rows about the same person; nothing is stored yet.
    #[default]
    Looking,
    /// The second time, to decide about the rows and to store them.
    Storing,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportProgress {
    /// What the file is read for; it is read from its beginning in each step.
    pub step: ImportStep,
    /// Bytes of the file that were read.
    pub done_bytes: u64,
    /// Bytes of the file.
    pub total_bytes: u64,
    /// Rows that were read; not all of them are stored yet.
    pub rows: u64,
}

/// What the caller chose, beside the mapping.
#[derive(Debug, Clone, Default)]
pub(super) struct ImportOptions {
    pub(super) matching: Matching,
    /// Otherwise what fits the layout.
    pub(super) repeats: Option<Repeats>,
    pub(super) units: Units,
    pub(super) clear_token: Option<String>,
    pub(super) error_file: Option<PathBuf>,
    /// The run to go on with.
    pub(super) resume: Option<BatchId>,
}
