//! A whole store as rows of tables: how a register moves to another backend.

mod repository;
#[cfg(feature = "sql")]
mod sql;

use serde::{Deserialize, Serialize};

pub use repository::{DumpRead, DumpWrite};

/// A table of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpTable {
    /// Its name.
    pub name: &'static str,
    /// The names of its columns; those of its key first, in their order.
    pub columns: Vec<String>,
    /// How many columns its key has.
    pub key_columns: usize,
    /// How many rows it has.
    pub rows: u64,
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DumpValue {
    /// No value.
    Null,
    /// A number, a time in microseconds, or a yes (1) or no (0).
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes, or the sixteen bytes of an id.
    Bytes(Vec<u8>),
}

/// The values of a row in the order of [`DumpTable::columns`].
pub type DumpRow = Vec<DumpValue>;
