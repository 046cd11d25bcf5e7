use std::collections::HashSet;
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use crate::base::{Actor, CustomerId, GalleryId, Result, Revision, Timestamp};
use crate::catalogue::Context;
use crate::history::{Change, ChangeSet, EntityRef};
use crate::repository::{ReadTx, WriteTx};

use super::bulk::AT_ONCE;
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

    /// Tells whether the backend has photo jobs.
    pub(super) fn offers_jobs(&self) -> bool {
        self.register.backend().capabilities.jobs
    }

    /// Returns who does it.
    pub(crate) fn actor(&self) -> &Actor {
        &self.register.call().actor
    }

    /// Returns where the caller does it.
    pub(super) fn context(&self) -> Context {
        self.register.call().context
    }

    /// Returns the revision in which the caller expects an entity, if it names one.
    pub(super) fn expected(&self, id: [u8; 16]) -> Option<Revision> {
        self.register.call().expected.get(&id).copied()
    }

    /// Returns those of some records that have another revision than the caller expects.
    pub(super) fn stale<I: InBulk>(&self, ids: &[I]) -> Result<HashSet<I>> {
        let named = ids.iter().copied().filter(|id| self.expected((*id).into()).is_some());
        let mut stale = HashSet::new();
        for some in named.collect::<Vec<_>>().chunks(AT_ONCE) {
            let found = I::revisions(&*self.tx, some)?.into_iter();
            let other = found.filter(|(id, revision)| {
                self.expected((*id).into()).is_some_and(|expected| expected != *revision)
            });
            stale.extend(other.map(|(id, _)| id));
        }
        Ok(stale)
    }

    /// Keeps a change for the end of the unit of work.
    pub(crate) fn record(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Takes from history what it says of a record that is deleted, where the backend keeps any.
    pub(crate) fn forget(&mut self, entity: EntityRef) -> Result<()> {
        if self.keeps_history() { self.tx.forget_old_values(entity) } else { Ok(()) }
    }

    /// Returns how many changes are kept so far.
    pub(crate) fn recorded(&self) -> usize {
        self.changes.len()
    }

    /// Forgets the changes kept since there were so many, which are to be taken back, and returns them.
    pub(crate) fn forget_from(&mut self, recorded: usize) -> Vec<Change> {
        self.changes.split_off(recorded)
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

/// The id of a record of which a call may change many.
pub(super) trait InBulk: Copy + Eq + Hash + Into<[u8; 16]> {
    /// Returns the revisions of those that exist, in any order.
    fn revisions(tx: &dyn ReadTx, ids: &[Self]) -> Result<Vec<(Self, Revision)>>;
}

impl InBulk for CustomerId {
    fn revisions(tx: &dyn ReadTx, ids: &[Self]) -> Result<Vec<(Self, Revision)>> {
        Ok(tx.customers(ids)?.into_iter().map(|customer| (customer.id, customer.revision)).collect())
    }
}

impl InBulk for GalleryId {
    fn revisions(tx: &dyn ReadTx, ids: &[Self]) -> Result<Vec<(Self, Revision)>> {
        Ok(tx.galleries(ids)?.into_iter().map(|gallery| (gallery.id, gallery.revision)).collect())
    }
}

impl fmt::Debug for Unit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unit").field("now", &self.now).finish_non_exhaustive()
    }
}
