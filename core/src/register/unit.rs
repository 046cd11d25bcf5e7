use std::fmt;
use std::sync::Arc;

use crate::base::{CollectionId, Result, Timestamp};
use crate::history::{Change, ChangeSet};
use crate::repository::WriteTx;

use super::{Register, State};

/// One unit of work: the transaction, the time it is done at, and the history it makes.
pub(crate) struct Unit<'a> {
    pub(crate) tx: &'a mut dyn WriteTx,
    pub(crate) now: Timestamp,
    pub(crate) state: Arc<State>,
    register: &'a Register,
    changes: Vec<Change>,
}

impl<'a> Unit<'a> {
    pub(super) fn new(tx: &'a mut dyn WriteTx, register: &'a Register, state: Arc<State>) -> Self {
        let now = register.now();
        Self { tx, now, state, register, changes: Vec::new() }
    }

    /// Makes a new id.
    pub(crate) fn new_id(&self) -> Result<[u8; 16]> {
        self.register.shared.ids.next_id(self.now)
    }

    /// Keeps a change for the end of the unit of work.
    pub(crate) fn record(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Returns how many changes are kept so far.
    pub(crate) fn recorded(&self) -> usize {
        self.changes.len()
    }

    /// Marks the place in the history that is to be written.
    pub(crate) fn mark(&self) -> usize {
        self.changes.len()
    }

    /// Takes back the sets that were made since a mark, nothing else having been recorded: an item of
    /// a bulk call that fails leaves nothing.
    pub(crate) fn unmake_sets(&mut self, mark: usize) -> Result<()> {
        let made = self.changes.split_off(mark);
        made.iter()
            .try_for_each(|change| self.tx.delete_collection(CollectionId::from_bytes(change.entity.id)))
    }

    /// Forgets the settings that other units of work keep, when this one changes them or the presets.
    pub(crate) fn forget_state(&self) {
        self.register.shared.state.forget();
    }

    pub(super) fn finish(self) -> Result<()> {
        if self.changes.is_empty() || !self.register.backend().capabilities.history {
            return Ok(());
        }
        let call = self.register.call();
        let set = ChangeSet {
            at: self.now,
            actor: call.actor.clone(),
            batch: call.batch,
            reason: call.reason.clone(),
            origin: self.register.id(),
        };
        self.tx.append_changes(&set, &self.changes)
    }
}

impl fmt::Debug for Unit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unit").field("now", &self.now).finish_non_exhaustive()
    }
}
