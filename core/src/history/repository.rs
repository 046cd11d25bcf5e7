use crate::base::{BatchId, Error, Result};

use super::{Change, ChangeSet, EntityRef, HistoryEntry, OldValue};

/// Reads history.
pub trait HistoryRead {
    /// Returns up to `limit` changes with a sequence number above `after`, in order.
    ///
    /// A change that commits later never has a smaller number than one that was returned.
    ///
    /// # Errors
    /// `Unsupported` where the backend keeps no history, else of the storage.
    fn changes_after(&self, _after: u64, _limit: u32) -> Result<Vec<HistoryEntry>> {
        Err(Error::Unsupported("history"))
    }

    /// Returns the sequence number of the last change, 0 where there is none.
    ///
    /// # Errors
    /// As [`HistoryRead::changes_after`].
    fn latest_change(&self) -> Result<u64> {
        Err(Error::Unsupported("history"))
    }

    /// Returns up to `limit` changes of one entity, the newest first, with numbers below `before`.
    ///
    /// # Errors
    /// As [`HistoryRead::changes_after`].
    fn history_of(&self, _entity: EntityRef, _before: Option<u64>, _limit: u32) -> Result<Vec<HistoryEntry>> {
        Err(Error::Unsupported("history"))
    }

    /// Returns up to `limit` changes of one import with numbers above `after`, in order.
    ///
    /// # Errors
    /// As [`HistoryRead::changes_after`].
    fn changes_of_batch(&self, _batch: BatchId, _after: u64, _limit: u32) -> Result<Vec<HistoryEntry>> {
        Err(Error::Unsupported("history"))
    }

    /// Returns every change of some entities with a number above `after`, in order.
    ///
    /// # Errors
    /// As [`HistoryRead::changes_after`].
    fn changes_of(&self, _entities: &[EntityRef], _after: u64) -> Result<Vec<HistoryEntry>> {
        Err(Error::Unsupported("history"))
    }
}

/// Writes history.
pub trait HistoryWrite: HistoryRead {
    /// Appends the changes of one unit of work, in order; called once, at its end.
    ///
    /// The entities exist, or have a tombstone written in the same unit of work.
    ///
    /// # Errors
    /// As [`HistoryRead::changes_after`].
    fn append_changes(&mut self, _set: &ChangeSet, _changes: &[Change]) -> Result<()> {
        Err(Error::Unsupported("history"))
    }

    /// Empties the old values of an entity's changes; who, when and which action stay. Of a
    /// [personal](crate::EntityKind::is_personal) one the reason is emptied too, and the text of an
    /// [`Actor::Customer`](crate::Actor), where the unit of work changed no other personal entity.
    ///
    /// # Errors
    /// As [`HistoryRead::changes_after`].
    fn forget_old_values(&mut self, _entity: EntityRef) -> Result<()> {
        Err(Error::Unsupported("history"))
    }

    /// Hands the old values of changes of customers that have some to a function, and stores what it makes
    /// of their texts: of at most `limit` changes with numbers above `after`, in their order. Returns the
    /// number of the last one, or nothing when there are no more.
    ///
    /// # Errors
    /// As [`HistoryRead::changes_after`].
    fn rewrite_old_values(
        &mut self,
        _after: u64,
        _limit: u32,
        _rewrite: &dyn Fn(&mut [OldValue]),
    ) -> Result<Option<u64>> {
        Err(Error::Unsupported("history"))
    }
}
