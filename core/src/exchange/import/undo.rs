//! Takes an import back (SPEC C14, B17).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

use crate::base::{BatchId, CollectionId, CustomerId, EntityKind, Error, Result, Timestamp};
use crate::batches::{BatchFacts, ImportBatch};
use crate::collections::{CollectionKind, Membership};
use crate::customers::{Archived, Customer, CustomerFilter, CustomerUpdate, ExternalId, is_somebody};
use crate::history::{Action, ChangeSet, EntityRef, HistoryEntry};
use crate::register::{
    Bearers, Dependents, OldValues, Register, SharedLogins, Unit, archive, change_members, customer_ref,
    delete_all, delete_unused_set, dependents_of, dependents_of_customers, edit, listing,
};

use super::report::ImportCounts;
use super::undo_report::{UndoProgress, UndoReport, Undone};
use super::undone::without_undone;
use super::was::{Was, what_was};

/// How many changes are taken back together.
const AT_ONCE: u32 = 5_000;
/// From how many new customers on indexes of lists may wait for the end.
const CLEARS_FROM: u64 = 10_000;

impl Register {
    /// Takes an import back: customers that it made are removed, those that it changed get their
    /// previous values, tags and groups that it made are gone where nobody is in them. What somebody
    /// changed since stays. What another import changed since counts too, unless that one was taken back:
    /// several imports that are taken back the latest first leave nothing.
    ///
    /// It works in several units of work. Where it was interrupted, the same call goes on; after it
    /// ended, the same call changes nothing and gives the same counts. Where a later import was taken back
    /// after it, the same call also takes back what that one had changed: nothing is left either way.
    ///
    /// # Errors
    /// `NotFound` for an unknown import, `Unsupported` where the backend keeps no history, those of the
    /// storage.
    ///
    /// ```
    /// use kartotek::{CustomerFilter, Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let file = "Given name,E-mail\nAnna,anna@example.com\nBo,bo@example.com\n";
    /// let report = register.import_source(Source::bytes(file))?.run()?;
    /// assert_eq!(register.undo_import(report.batch)?.reversed, 2);
    /// assert_eq!(register.customers().count(&CustomerFilter::default())?, 0);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn undo_import(&self, batch: BatchId) -> Result<UndoReport> {
        self.undo_import_with(batch, &mut |_| ControlFlow::Continue(()))
    }

    /// Takes an import back, and says after each unit of work how far it is; `Break` stops it: what was
    /// taken back by then stays so, and the same call goes on.
    ///
    /// # Errors
    /// `Cancelled`; else as [`Register::undo_import`].
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use kartotek::{Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let report = register.import_source(Source::bytes("Given name\nAnna\nBo\n"))?.run()?;
    /// let mut seen = 0;
    /// register.undo_import_with(report.batch, &mut |progress| {
    ///     seen = progress.customers;
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert_eq!(seen, 2);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn undo_import_with(
        &self,
        batch: BatchId,
        progress: &mut dyn FnMut(UndoProgress) -> ControlFlow<()>,
    ) -> Result<UndoReport> {
        let (undo, counts) = self.begin_undo(batch)?;
        let created = counts.created;
        let register = self.with_batch(undo);
        let clears = created >= CLEARS_FROM && created >= self.count_now()? / 2;
        if clears {
            register.unit(|unit| unit.tx.begin_clearing())?;
        }
        let done = register.undo_in_units(batch, undo, counts.created + counts.updated, progress);
        if clears {
            let ended = register.unit(|unit| unit.tx.end_bulk());
            // What went wrong first is what the caller needs to know.
            return done.and_then(|report| ended.map(|()| report));
        }
        done
    }

    /// Counts all customers that there are now.
    fn count_now(&self) -> Result<u64> {
        let everybody = CustomerFilter { archived: Archived::Include, ..CustomerFilter::default() };
        self.read_current_with_state(|tx, state| listing::count(tx, state, &everybody, None))
    }

    fn undo_in_units(
        &self,
        batch: BatchId,
        undo: BatchId,
        at_most: u64,
        progress: &mut dyn FnMut(UndoProgress) -> ControlFlow<()>,
    ) -> Result<UndoReport> {
        let mut report = UndoReport::default();
        let (mut after, mut new_sets, mut last_ones) = (0, Vec::new(), Vec::new());
        loop {
            let page = self.read_current(|tx| tx.changes_of_batch(batch, after, AT_ONCE))?;
            let Some(last) = page.last().map(|entry| entry.seq) else { break };
            let customers = customers_of(&page, &mut new_sets);
            let (done, mut with_persons) = self.unit(|unit| {
                let mut undoing = Undoing::new(unit, self, batch, undo);
                let (customers, with_persons) = undoing.without_persons(&customers)?;
                Ok((undoing.customers(&customers, after)?, with_persons))
            })?;
            last_ones.append(&mut with_persons);
            done.into_iter().for_each(|(id, undone)| report.add(id, undone));
            after = last;
            if progress(UndoProgress { customers: report.customers(), at_most }).is_break() {
                return Err(Error::Cancelled);
            }
        }
        last_ones.sort_unstable();
        last_ones.dedup();
        for some in last_ones.chunks(AT_ONCE as usize) {
            let done = self.unit(|unit| Undoing::new(unit, self, batch, undo).customers(some, 0))?;
            done.into_iter().for_each(|(id, undone)| report.add(id, undone));
        }
        self.unit(|unit| {
            for (kind, id) in &new_sets {
                let since = unit.tx.changes_of(&[EntityRef { kind: kind.entity(), id: id.to_bytes() }], 0)?;
                if since.iter().all(|entry| entry.set.batch == Some(batch)) {
                    delete_unused_set(unit, *id)?;
                }
            }
            Ok(())
        })?;
        Ok(report)
    }

    /// Returns the id under which history has the taking back, the same each time, and the counts of
    /// the import.
    fn begin_undo(&self, batch: BatchId) -> Result<(BatchId, ImportCounts)> {
        self.unit(|unit| {
            let found = unit.tx.import_batch(batch)?;
            let found = found.ok_or_else(|| Error::not_found(EntityKind::ImportBatch, batch))?;
            let (facts, counts) = (found.facts(), found.counts());
            if let Some(undo) = facts.undo_id() {
                return Ok((undo, counts));
            }
            let undo = BatchId::from_bytes(unit.new_id()?);
            let facts = BatchFacts { undo: Some(undo.to_string()), ..facts };
            let report = serde_json::to_string(&facts).unwrap_or_default();
            unit.tx.put_import_batch(&ImportBatch { report, ..found })?;
            Ok((undo, counts))
        })
    }
}

/// The customers that some changes are about, each once, and the sets that they made.
fn customers_of(
    page: &[HistoryEntry],
    new_sets: &mut Vec<(CollectionKind, CollectionId)>,
) -> Vec<CustomerId> {
    let (mut customers, mut seen) = (Vec::new(), HashSet::new());
    for HistoryEntry { change, .. } in page {
        let kind = CollectionKind::ALL.into_iter().find(|kind| kind.entity() == change.entity.kind);
        match (change.entity.kind, kind) {
            (EntityKind::Customer, _) if seen.insert(change.entity.id) => {
                customers.push(CustomerId::from_bytes(change.entity.id));
            }
            (_, Some(kind)) if change.action == Action::Created => {
                new_sets.push((kind, CollectionId::from_bytes(change.entity.id)));
            }
            _ => {}
        }
    }
    customers
}

struct Undoing<'u, 'a> {
    unit: &'u mut Unit<'a>,
    register: &'u Register,
    batch: BatchId,
    undo: BatchId,
    /// How sets were deleted that customers lost; nothing for one that is there.
    deletions: HashMap<CollectionId, Option<ChangeSet>>,
    /// The undo of each other import that was taken back.
    undos: HashMap<BatchId, BatchId>,
    /// Which default groups are still there.
    groups: HashMap<CollectionId, bool>,
}

impl<'u, 'a> Undoing<'u, 'a> {
    fn new(unit: &'u mut Unit<'a>, register: &'u Register, batch: BatchId, undo: BatchId) -> Self {
        let (deletions, undos, groups) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { unit, register, batch, undo, deletions, undos, groups }
    }

    /// Parts shared logins with persons from the other customers: their turn comes when the persons had
    /// theirs, who may be of the same import.
    fn without_persons(&self, ids: &[CustomerId]) -> Result<(Vec<CustomerId>, Vec<CustomerId>)> {
        let of: Vec<EntityRef> = ids.iter().map(|id| customer_ref(*id)).collect();
        let dependents = dependents_of(&*self.unit.tx, &of)?;
        let person = EntityKind::Customer.to_string();
        let has_persons = |id: &CustomerId| {
            let found = dependents.get(&customer_ref(*id));
            found.is_some_and(|found| found.iter().any(|dependent| dependent.kind == person))
        };
        Ok(ids.iter().partition(|id| !has_persons(id)))
    }

    /// Takes back customers whose first change by the import comes after a place in the feed.
    fn customers(&mut self, ids: &[CustomerId], after: u64) -> Result<Vec<(CustomerId, Undone)>> {
        let entities: Vec<EntityRef> = ids.iter().map(|id| customer_ref(*id)).collect();
        let mut histories: HashMap<CustomerId, Vec<HistoryEntry>> = HashMap::with_capacity(ids.len());
        for entry in self.unit.tx.changes_of(&entities, 0)? {
            histories.entry(CustomerId::from_bytes(entry.change.entity.id)).or_default().push(entry);
        }
        self.find_undos(histories.values().flatten())?;
        let dependents = dependents_of_customers(self.register, &*self.unit.tx, ids)?;
        let (mut done, mut changed, mut new) = (Vec::with_capacity(ids.len()), Vec::new(), Vec::new());
        for id in ids {
            let history = histories.remove(id).unwrap_or_default();
            let first = history.iter().position(|entry| entry.set.batch == Some(self.batch));
            // An earlier page was about it, with all that the import did to it.
            let Some(first) = first.filter(|first| history[*first].seq > after) else { continue };
            let is_new = history[first].change.action == Action::Created;
            match history.last().map(|entry| entry.change.action) {
                Some(Action::Deleted) => {
                    // Where the import that made it was taken back as well, there is nothing left to keep.
                    let by = history.last().and_then(|entry| entry.set.batch);
                    let by_other = by.is_some_and(|by| self.undos.values().any(|undo| *undo == by));
                    let undone = self.by_undo(history.last(), Undone::Reversed);
                    done.push((*id, if by_other { Undone::Reversed } else { undone }));
                }
                _ if is_new => {
                    let undone = self.created(*id, &history, &dependents, &mut new)?;
                    done.push((*id, undone));
                }
                _ => changed.push((*id, history, first)),
            }
        }
        delete_all(self.unit, &new)?;
        done.append(&mut self.changed(changed)?);
        Ok(done)
    }

    /// Finds out which of the other imports in some changes were taken back.
    fn find_undos<'h>(&mut self, history: impl Iterator<Item = &'h HistoryEntry>) -> Result<()> {
        let batches: HashSet<BatchId> = history.filter_map(|entry| entry.set.batch).collect();
        for batch in batches.into_iter().filter(|batch| ![self.batch, self.undo].contains(batch)) {
            let found = self.unit.tx.import_batch(batch)?;
            self.undos.extend(found.and_then(|found| Some((batch, found.facts().undo_id()?))));
        }
        Ok(())
    }

    fn by_undo(&self, last: Option<&HistoryEntry>, then: Undone) -> Undone {
        if last.is_some_and(|entry| entry.set.batch == Some(self.undo)) { then } else { Undone::KeptEdited }
    }

    fn created(
        &mut self,
        id: CustomerId,
        history: &[HistoryEntry],
        dependents: &Dependents,
        new: &mut Vec<(CustomerId, OldValues)>,
    ) -> Result<Undone> {
        for entry in &without_undone(history, &self.undos) {
            if entry.set.batch != Some(self.batch) && !self.came_with_a_set(entry)? {
                return Ok(self.by_undo(history.last(), Undone::KeptReferenced));
            }
        }
        if !dependents.contains_key(&customer_ref(id)) {
            let has_old = history.iter().any(|entry| !entry.change.old.is_empty());
            new.push((id, if has_old { OldValues::Some } else { OldValues::None }));
            return Ok(Undone::Reversed);
        }
        archive(self.unit, &[id])?;
        Ok(Undone::KeptReferenced)
    }

    /// Tells whether a customer was only changed as all members of a tag or group that was deleted or
    /// merged: nobody looked at this one.
    fn came_with_a_set(&mut self, entry: &HistoryEntry) -> Result<bool> {
        if entry.change.action != Action::Grouped {
            return Ok(false);
        }
        let mut lost = false;
        for old in &entry.change.old {
            let kind = CollectionKind::ALL.into_iter().find(|kind| kind.field() == old.field);
            let (Some(kind), Some(change)) = (kind, Membership::from_text(&old.text)) else {
                return Ok(false);
            };
            for set in change.removed {
                if self.deletion_of(kind, set)? != Some(&entry.set) {
                    return Ok(false);
                }
                lost = true;
            }
        }
        Ok(lost)
    }

    fn deletion_of(&mut self, kind: CollectionKind, set: CollectionId) -> Result<Option<&ChangeSet>> {
        if !self.deletions.contains_key(&set) {
            let entity = EntityRef { kind: kind.entity(), id: set.to_bytes() };
            let last = self.unit.tx.history_of(entity, None, 1)?.pop();
            let deleted = last.filter(|last| last.change.action == Action::Deleted).map(|last| last.set);
            self.deletions.insert(set, deleted);
        }
        Ok(self.deletions.get(&set).and_then(Option::as_ref))
    }

    /// Puts customers back who were there before the import, of whom the whole history and the place of
    /// the first change by the import are given: all with the same few calls.
    fn changed(
        &mut self,
        changed: Vec<(CustomerId, Vec<HistoryEntry>, usize)>,
    ) -> Result<Vec<(CustomerId, Undone)>> {
        let ids: Vec<CustomerId> = changed.iter().map(|(id, ..)| *id).collect();
        let found = self.unit.tx.customers(&ids)?;
        let mut found: HashMap<CustomerId, Customer> = found.into_iter().map(|c| (c.id, c)).collect();
        let (mut done, mut backs) = (Vec::with_capacity(ids.len()), Vec::with_capacity(ids.len()));
        for (id, history, first) in changed {
            let Some(customer) = found.remove(&id) else { continue };
            match self.put_back(customer, &history, first) {
                Ok(back) => backs.push(back),
                // An old value is none of its field any more.
                Err(Error::Invalid(_)) => done.push((id, Undone::Failed)),
                Err(error) => return Err(error),
            }
        }
        let given = backs.iter().flat_map(PutBack::new_external_ids);
        let mut bearers = Bearers::load(&*self.unit.tx, given)?;
        let mut logins = SharedLogins::default();
        let afters = || backs.iter().filter_map(|back| Some((&back.customer, back.after.as_ref()?)));
        let turning = afters().filter(|(now, after)| now.profile.kind != after.profile.kind);
        let named = afters().filter_map(|(_, after)| after.profile.shared_login);
        logins.learn(&*self.unit.tx, named, turning.map(|(now, _)| now.id))?;
        let (mut updates, mut kept) = (Vec::with_capacity(backs.len()), Vec::with_capacity(backs.len()));
        for PutBack { customer, was, after, undone } in backs {
            let id = customer.id;
            if let Some(after) = after {
                let (old, new) = (&customer.profile, &after.profile);
                let (old_ids, new_ids) = (&old.external_ids, &new.external_ids);
                if !is_somebody(new)
                    || logins.check(id, Some(old), new).is_err()
                    || (old_ids != new_ids && bearers.exchange(id, old_ids, new_ids).is_err())
                {
                    done.push((id, Undone::Failed));
                    continue;
                }
                logins.note(id, Some(old), new);
                updates.push(CustomerUpdate::new(customer, after, &self.unit.state.collation));
            }
            kept.push((id, was));
            done.push((id, undone));
        }
        self.unit.tx.update_customers(&updates)?;
        updates.iter().for_each(|update| self.unit.record(edit(update)));
        self.put_sets_back(&kept)?;
        Ok(done)
    }

    /// Gives customers the tags and groups that they had: those together who gain and lose the same.
    fn put_sets_back(&mut self, kept: &[(CustomerId, Was)]) -> Result<()> {
        let ids: Vec<CustomerId> = kept.iter().map(|(id, _)| *id).collect();
        let now = self.unit.tx.customers(&ids)?;
        let now: HashMap<CustomerId, &Customer> =
            now.iter().map(|customer| (customer.id, customer)).collect();
        let mut together: BTreeMap<_, Vec<CustomerId>> = BTreeMap::new();
        for (id, was) in kept {
            let Some(now) = now.get(id) else { continue };
            was.memberships(now).into_iter().for_each(|change| together.entry(change).or_default().push(*id));
        }
        for ((kind, add, remove), ids) in together {
            change_members(self.unit, kind, &ids, &add, &remove)?;
        }
        Ok(())
    }

    fn put_back(&mut self, customer: Customer, history: &[HistoryEntry], first: usize) -> Result<PutBack> {
        let (whole, history) = (history, &history[first..]);
        let others = without_undone(history, &self.undos);
        let before = history.iter().find(|entry| entry.set.batch == Some(self.undo)).map(|entry| entry.seq);
        let (was, kept_before) = match before {
            None => (self.what_was(&customer, &others)?, false),
            // The same call before has put back what it could; the rest is tried again, as a later import
            // that was in the way may have been taken back meanwhile.
            Some(seq) => {
                let rest = without_undone(&others, &HashMap::from([(self.batch, self.undo)]));
                let end = others.partition_point(|entry| entry.seq < seq);
                (self.what_was(&customer, &rest)?, self.what_was(&customer, &others[..end])?.kept_some)
            }
        };
        let after = was.differs_in_record(&customer).then(|| {
            let is_whole = !was.kept_some && !kept_before;
            let updated_at = self.updated_without(whole).filter(|_| is_whole);
            Customer {
                profile: was.profile.clone(),
                default_group: was.default_group.clone(),
                revision: customer.revision.next(),
                updated_at: updated_at.unwrap_or(self.unit.now),
                ..customer.clone()
            }
        });
        let undone = if was.kept_some || kept_before { Undone::KeptEdited } else { Undone::Reversed };
        Ok(PutBack { customer, was, after, undone })
    }

    /// Returns when a customer was changed last but for the import; nothing where history does not tell.
    fn updated_without(&self, history: &[HistoryEntry]) -> Option<Timestamp> {
        let own = [Some(self.batch), Some(self.undo)];
        let others = history.iter().filter(|entry| !own.contains(&entry.set.batch)).cloned();
        let left = without_undone(&others.collect::<Vec<_>>(), &self.undos);
        left.iter().rfind(|entry| entry.change.action != Action::Grouped).map(|entry| entry.set.at)
    }

    fn what_was(&mut self, customer: &Customer, history: &[HistoryEntry]) -> Result<Was> {
        let mut was = what_was(customer, history, self.batch)?;
        let group = was.default_group.id;
        let is_there = match self.groups.get(&group) {
            Some(is_there) => *is_there,
            None => {
                let is_there = self.unit.tx.collection(group)?.is_some();
                self.groups.insert(group, is_there);
                is_there
            }
        };
        if !is_there {
            // It was deleted since.
            was.default_group = customer.default_group.clone();
            was.kept_some = true;
        }
        Ok(was)
    }
}

/// A customer as it is, and as it was before the import. The values of then need no checking: they passed
/// when they were stored, and what is stored stays where rules became stricter since (SPEC B2). It must
/// still say who it is, and nobody else may have its external ids.
struct PutBack {
    customer: Customer,
    was: Was,
    /// The record to write; nothing where it differs in tags and groups alone.
    after: Option<Customer>,
    undone: Undone,
}

impl PutBack {
    /// The external ids of the record to write, where it has other ones now.
    fn new_external_ids(&self) -> &[ExternalId] {
        let ids = self.after.as_ref().map_or(&[][..], |after| &after.profile.external_ids);
        if ids == self.customer.profile.external_ids { &[] } else { ids }
    }
}
