//! Mappings of files that somebody saved under a name.

#[cfg(feature = "sql")]
mod sql;

use crate::base::{Error, Result};

/// What the columns of a kind of file are for, saved under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SavedMapping {
    /// Its name; unique.
    pub name: String,
    /// The folded headings of the files that it fits, sorted, one a line; empty for files without
    /// headings, which it is not found for.
    pub header: String,
    /// The columns, as JSON.
    pub columns: String,
}

/// Reads saved mappings.
pub trait MappingRead {
    /// Returns all of them by name, in the order of its bytes.
    ///
    /// # Errors
    /// `Unsupported` where the backend keeps none, else of the storage.
    fn saved_mappings(&self) -> Result<Vec<SavedMapping>> {
        Err(Error::Unsupported("saved mappings"))
    }
}

/// Writes saved mappings.
pub trait MappingWrite: MappingRead {
    /// Stores one, in place of what is stored under its name.
    ///
    /// # Errors
    /// As [`MappingRead::saved_mappings`].
    fn put_saved_mapping(&mut self, _mapping: &SavedMapping) -> Result<()> {
        Err(Error::Unsupported("saved mappings"))
    }

    /// Deletes the one with a name, and tells whether there was one.
    ///
    /// # Errors
    /// As [`MappingRead::saved_mappings`].
    fn delete_saved_mapping(&mut self, _name: &str) -> Result<bool> {
        Err(Error::Unsupported("saved mappings"))
    }
}
