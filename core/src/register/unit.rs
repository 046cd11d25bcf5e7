use std::fmt;
use std::sync::Arc;

use crate::base::{Result, Timestamp};
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

    /// Tells whether the backend keeps history.
    pub(crate) fn keeps_history(&self) -> bool {
        self.register.backend().capabilities.history
    }

    /// Keeps a change for the end of the unit of work.
    pub(crate) fn record(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Returns how many changes are kept so far.
    pub(crate) fn recorded(&self) -> usize {
        self.changes.len()
    }

    /// Forgets the changes kept since there were so many, when they were taken back.
    pub(crate) fn forget_from(&mut self, recorded: usize) {
        self.changes.truncate(recorded);
    }

    pub(super) fn finish(self) -> Result<()> {
        if self.changes.is_empty() || !self.keeps_history() {
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
