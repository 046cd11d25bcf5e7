use crate::base::{Error, Result};

use super::{DumpRow, DumpTable, DumpValue};

/// Reads a whole store row by row.
pub trait DumpRead {
    /// Returns the tables whose rows make up the store, each after those that its rows refer to. What a
    /// backend keeps for itself alone (its search index, say) is not among them.
    ///
    /// # Errors
    /// `Unsupported` where the backend cannot be copied, else of the storage.
    fn dump_tables(&self) -> Result<Vec<DumpTable>> {
        Err(Error::Unsupported("copies to another backend"))
    }

    /// Returns what the store knows about itself, by name: id, settings, order.
    ///
    /// # Errors
    /// As [`DumpRead::dump_tables`].
    fn dump_facts(&self) -> Result<Vec<(String, String)>> {
        Err(Error::Unsupported("copies to another backend"))
    }

    /// Hands over the rows of a table whose key is greater than `after`, in order of the key: numbers by
    /// size, texts and bytes by their bytes. An empty `after` stands before all rows.
    ///
    /// # Errors
    /// As [`DumpRead::dump_tables`], and those of `each`.
    fn dump_rows(
        &self,
        _table: &DumpTable,
        _after: &[DumpValue],
        _each: &mut dyn FnMut(DumpRow) -> Result<()>,
    ) -> Result<()> {
        Err(Error::Unsupported("copies to another backend"))
    }
}

/// Fills a whole store row by row.
///
/// From [`DumpWrite::begin_restore`] to [`DumpWrite::end_restore`], which are different units of work,
/// the settings of the store cannot be read: `RuleViolated` with the rule `copy_unfinished`. So nobody
/// takes the part that is there for the whole.
pub trait DumpWrite: DumpRead {
    /// Deletes all rows, and remembers that the store is being filled.
    ///
    /// # Errors
    /// As [`DumpRead::dump_tables`].
    fn begin_restore(&mut self) -> Result<()> {
        Err(Error::Unsupported("copies to another backend"))
    }

    /// Stores rows, whose keys are new.
    ///
    /// # Errors
    /// As [`DumpRead::dump_tables`].
    fn restore_rows(&mut self, _table: &DumpTable, _rows: &[DumpRow]) -> Result<()> {
        Err(Error::Unsupported("copies to another backend"))
    }

    /// Puts these facts in place of those that are there, and lets the store be used again.
    ///
    /// # Errors
    /// As [`DumpRead::dump_tables`].
    fn end_restore(&mut self, _facts: &[(String, String)]) -> Result<()> {
        Err(Error::Unsupported("copies to another backend"))
    }
}
