use std::time::Duration;

use crate::repository::Opening;

/// How a register's file is opened and worked with.
///
/// ```
/// use kartotek::{Durability, SqliteOptions};
///
/// let options = SqliteOptions { durability: Durability::Normal, ..SqliteOptions::default() };
/// assert_eq!(options.readers, 4);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SqliteOptions {
    /// What is done where no file is, and whether it may be written; `Create` by default.
    pub opening: Opening,
    /// What a power failure may take; nothing by default.
    pub durability: Durability,
    /// How long a call waits for another process, or for a free reader, before it fails with
    /// `Busy`; 5 seconds by default.
    pub busy_timeout: Duration,
    /// How many threads may read at the same time, at least 1; 4 by default.
    pub readers: usize,
    /// How much memory each connection may use for pages of the file; 16 MiB by default.
    pub cache_bytes: usize,
    /// From how many customers on search keeps a trigram index; below, it scans. 20,000 by default.
    pub trigrams_from_customers: u64,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            opening: Opening::default(),
            durability: Durability::default(),
            busy_timeout: Duration::from_secs(5),
            readers: 4,
            cache_bytes: 16 << 20,
            trigrams_from_customers: 20_000,
        }
    }
}

/// What a power failure may take. A crash of the program alone never takes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Durability {
    /// Nothing that was acknowledged: each unit of work waits for the disk.
    #[default]
    Full,
    /// The last units of work; the register stays consistent. Small units of work are about twice as fast.
    Normal,
}
