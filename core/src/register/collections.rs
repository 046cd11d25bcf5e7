//! What tags, contact groups and customer groups have in common.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::base::{
    CollectionId, Conflict, CustomerId, Difference, Error, ErrorKind, Result, Revision, Timestamp, name_key,
};
use crate::collections::{
    BulkOutcome, Collection, CollectionKind, CollectionRef, Membership, Preset, check_name,
};
use crate::history::{Action, Change, EntityRef, OldValue};
use crate::repository::ReadTx;

use super::drafts::customer_ref;
use super::gallery_tags::{empty_of_galleries, galleries_in};
use super::idempotency::{Arguments, lost_answer, noted, read_noted};
use super::unit::InBulk;
use super::{Register, Unit};

impl Register {
    /// Returns the sets of a kind in the order of the register's language.
    pub(super) fn sets(&self, kind: CollectionKind) -> Result<Vec<Collection>> {
        self.read_with_state(|tx, state| {
            let mut sets = tx.collections(kind)?;
            sets.sort_by(|a, b| state.collation.compare(&a.name, &b.name));
            Ok(sets)
        })
    }

    /// Runs a body that gives a set, once for an idempotency key.
    pub(super) fn set_once(
        &self,
        operation: &'static str,
        arguments: impl Fn() -> Arguments,
        body: impl FnMut(&mut Unit<'_>) -> Result<Collection>,
    ) -> Result<Collection> {
        self.once(
            operation,
            arguments,
            body,
            |set| format!("{} {}", set.kind.entity().code(), noted(set.id, set.revision)),
            |unit, result| {
                let (kind, note) = result.split_once(' ').ok_or_else(lost_answer)?;
                let kind = kind.parse().ok().and_then(CollectionKind::from_code).ok_or_else(lost_answer)?;
                let (id, revision) = read_noted(note)?;
                let set = get(&*unit.tx, kind, CollectionId::from_bytes(id))?;
                at_revision(&*unit.tx, set, revision)
            },
        )
    }

    /// Runs a body that gives an outcome for each of some records, once for an idempotency key. Those
    /// of another revision than [`Register::expecting`] names are kept from it.
    pub(super) fn outcomes_once<I: InBulk>(
        &self,
        operation: &'static str,
        ids: &[I],
        further: impl Fn(Arguments) -> Arguments,
        mut body: impl FnMut(&mut Unit<'_>, &[I]) -> Result<Vec<BulkOutcome>>,
    ) -> Result<Vec<BulkOutcome>> {
        const LETTERS: [(BulkOutcome, char); 4] = [
            (BulkOutcome::Changed, 'c'),
            (BulkOutcome::Unchanged, 'u'),
            (BulkOutcome::NotFound, 'n'),
            (BulkOutcome::VersionConflict, 'v'),
        ];
        let letter = |outcome: &BulkOutcome| LETTERS.iter().find(|entry| entry.0 == *outcome).map(|e| e.1);
        let outcome = |letter: char| LETTERS.iter().find(|entry| entry.1 == letter).map(|entry| entry.0);
        self.once(
            operation,
            || further(Arguments::default().ids(ids)),
            |unit| {
                let stale = unit.stale(ids)?;
                if stale.is_empty() {
                    return body(unit, ids);
                }
                let as_expected = ids.iter().copied().filter(|id| !stale.contains(id));
                let mut outcomes = body(unit, &as_expected.collect::<Vec<_>>())?.into_iter();
                let each = ids.iter().map(|id| match stale.contains(id) {
                    true => BulkOutcome::VersionConflict,
                    false => outcomes.next().unwrap_or(BulkOutcome::NotFound),
                });
                Ok(each.collect())
            },
            |outcomes| outcomes.iter().filter_map(letter).collect(),
            |_, result| result.chars().map(|c| outcome(c).ok_or_else(lost_answer)).collect(),
        )
    }
}

/// Returns a set of a kind.
///
/// # Errors
/// `NotFound`.
pub(super) fn get(tx: &(impl ReadTx + ?Sized), kind: CollectionKind, id: CollectionId) -> Result<Collection> {
    let set = tx.collection(id)?.filter(|set| set.kind == kind);
    set.ok_or_else(|| Error::not_found(kind.entity(), id))
}

/// Returns a set that is about to be edited.
///
/// # Errors
/// `NotFound`; `Conflict` when the caller expects another revision.
fn to_edit(unit: &Unit<'_>, kind: CollectionKind, id: CollectionId) -> Result<Collection> {
    let set = get(&*unit.tx, kind, id)?;
    match unit.expected(id.to_bytes()).filter(|expected| *expected != set.revision) {
        Some(expected) => Err(conflict(&set, expected, Vec::new())),
        None => Ok(set),
    }
}

fn conflict(set: &Collection, expected: Revision, fields: Vec<Difference>) -> Error {
    let (entity, id, found) = (set.kind.entity(), set.id.to_string(), set.revision);
    Error::Conflict(Box::new(Conflict { entity, id, expected, found, fields }))
}

/// Returns a set as it was at an earlier revision; as it is where history does not tell.
fn at_revision(tx: &dyn ReadTx, mut set: Collection, revision: Revision) -> Result<Collection> {
    // Each edit of a set is one change, and one revision.
    let later = set.revision.0.saturating_sub(revision.0);
    let entries = match tx.history_of(set_ref(set.kind, set.id), None, later) {
        Err(error) if error.kind() == ErrorKind::Unsupported => return Ok(set),
        other => other?,
    };
    for old in entries.into_iter().flat_map(|entry| entry.change.old) {
        match old.field.as_ref() {
            "name" => set.name = old.text,
            "archived_at" => set.archived_at = old.text.parse().ok(),
            _ => {}
        }
    }
    Ok(Collection { revision, ..set })
}

/// Returns what a set was called at an instant: the name of now, or at its deletion, with later
/// renamings taken back.
pub(super) fn name_as_of(
    tx: &dyn ReadTx,
    kind: CollectionKind,
    id: CollectionId,
    at: Timestamp,
) -> Result<String> {
    const AT_ONCE: u32 = 200;
    let mut name = tx.collection(id)?.map_or_else(String::new, |set| set.name);
    let mut before = None;
    loop {
        let entries = tx.history_of(set_ref(kind, id), before, AT_ONCE)?;
        for entry in &entries {
            if entry.set.at <= at {
                return Ok(name);
            }
            if let Some(old) = entry.change.old.iter().find(|old| old.field == "name") {
                name.clone_from(&old.text);
            }
        }
        match entries.last() {
            Some(last) if entries.len() == AT_ONCE as usize => before = Some(last.seq),
            _ => return Ok(name),
        }
    }
}

/// Makes a set.
///
/// # Errors
/// `Invalid` when it cannot be a name, `AlreadyExists` when its kind has it.
pub(super) fn create(unit: &mut Unit<'_>, kind: CollectionKind, name: &str) -> Result<Collection> {
    let id = CollectionId::from_bytes(unit.new_id()?);
    create_as(unit, kind, name, id)
}

/// Makes a set whose id was chosen before.
///
/// # Errors
/// `Invalid` when it cannot be a name, `AlreadyExists` when its kind has it.
pub(crate) fn create_as(
    unit: &mut Unit<'_>,
    kind: CollectionKind,
    name: &str,
    id: CollectionId,
) -> Result<Collection> {
    let name = check_name(kind, name)?;
    let set = Collection {
        id,
        kind,
        name,
        preset: None,
        revision: Revision::FIRST,
        created_at: unit.now,
        archived_at: None,
        size: 0,
    };
    unit.tx.insert_collection(&set, &name_key(&set.name))?;
    record(unit, &set, Action::Created, Vec::new());
    Ok(set)
}

/// Returns the sets of these kinds and names; those that do not exist are made, and history says so.
///
/// # Errors
/// `Invalid` when one cannot be a name.
pub(crate) fn find_or_make(
    unit: &mut Unit<'_>,
    names: &[(CollectionKind, &str)],
) -> Result<Vec<CollectionRef>> {
    let mut keys = Vec::with_capacity(names.len());
    for (kind, name) in names {
        check_name(*kind, name)?;
        keys.push((*kind, name_key(name)));
    }
    let asked: Vec<_> = keys.iter().cloned().collect::<HashSet<_>>().into_iter().collect();
    let sets = unit.tx.collections_by_name(&asked)?;
    let found = asked.into_iter().zip(sets).filter_map(|(key, set)| Some((key, CollectionRef::from(set?))));
    let mut known: HashMap<_, _> = found.collect();
    let mut sets = Vec::with_capacity(names.len());
    for ((kind, name), key) in names.iter().zip(keys) {
        let set = match known.entry(key) {
            Entry::Occupied(entry) => entry.get().clone(),
            Entry::Vacant(entry) => entry.insert(create(unit, *kind, name)?.into()).clone(),
        };
        sets.push(set);
    }
    Ok(sets)
}

/// Puts customers into sets of a kind and takes them out of others, and tells history who truly
/// gained or lost one.
pub(crate) fn change_members(
    unit: &mut Unit<'_>,
    kind: CollectionKind,
    customers: &[CustomerId],
    add: &[CollectionId],
    remove: &[CollectionId],
) -> Result<Vec<BulkOutcome>> {
    let changes = unit.tx.change_members(customers, add, remove)?;
    Ok(told(unit, kind, customers.iter().map(|id| customer_ref(*id)), &changes))
}

/// Puts customers into a set, or takes them out of it.
///
/// # Errors
/// `NotFound` for the set.
pub(super) fn put(
    unit: &mut Unit<'_>,
    kind: CollectionKind,
    set: CollectionId,
    customers: &[CustomerId],
    inside: bool,
) -> Result<Vec<BulkOutcome>> {
    get(&*unit.tx, kind, set)?;
    let (add, remove): (&[_], &[_]) = if inside { (&[set], &[]) } else { (&[], &[set]) };
    change_members(unit, kind, customers, add, remove)
}

/// Tells history who truly gained or lost sets.
pub(super) fn told(
    unit: &mut Unit<'_>,
    kind: CollectionKind,
    entities: impl Iterator<Item = EntityRef>,
    changes: &[Option<Membership>],
) -> Vec<BulkOutcome> {
    for (entity, change) in entities.zip(changes) {
        if let Some(change) = change.as_ref().filter(|change| !change.is_unchanged()) {
            let old = vec![membership_before(kind, change)];
            unit.record(Change { entity, action: Action::Grouped, old });
        }
    }
    changes.iter().map(|change| change.as_ref().into()).collect()
}

/// What history keeps of a change of a customer's sets.
pub(super) fn membership_before(kind: CollectionKind, change: &Membership) -> OldValue {
    OldValue { field: kind.field().into(), text: change.to_text() }
}

/// Moves the members of a set into another and deletes it.
///
/// # Errors
/// `NotFound`; `RuleViolated` with the rule `merged_into_itself`.
pub(super) fn merge(
    unit: &mut Unit<'_>,
    kind: CollectionKind,
    from: CollectionId,
    into: CollectionId,
) -> Result<Collection> {
    if from == into {
        return Err(Error::rule("merged_into_itself", "two different ones are needed"));
    }
    to_edit(unit, kind, into)?;
    let from = to_edit(unit, kind, from)?;
    let members = unit.tx.members(from.id)?;
    change_members(unit, kind, &members, &[into], &[from.id])?;
    empty_of_galleries(unit, kind, from.id, &[into])?;
    remove(unit, &from)?;
    get(&*unit.tx, kind, into)
}

pub(super) fn rename(
    unit: &mut Unit<'_>,
    kind: CollectionKind,
    id: CollectionId,
    revision: Revision,
    name: &str,
) -> Result<Collection> {
    let name = check_name(kind, name)?;
    let before = get(&*unit.tx, kind, id)?;
    if before.revision != revision {
        let both = Difference { field: "name".into(), stored: before.name.clone(), given: name };
        let fields = Some(both).filter(|both| both.stored != both.given);
        return Err(conflict(&before, revision, fields.into_iter().collect()));
    }
    if name == before.name {
        return Ok(before);
    }
    let old = vec![name_before(&before)];
    let set = Collection { name, revision: revision.next(), ..before };
    unit.tx.update_collection(&set, &name_key(&set.name))?;
    if set.preset.is_some() {
        // The state has the standard group's name; a new revision makes every process read it anew.
        let state = Arc::clone(&unit.state);
        unit.tx.put_settings(&state.settings, state.revision.next())?;
    }
    record(unit, &set, Action::Updated, old);
    Ok(set)
}

pub(super) fn set_archived(
    unit: &mut Unit<'_>,
    kind: CollectionKind,
    id: CollectionId,
    archived_at: Option<Timestamp>,
) -> Result<Collection> {
    let before = to_edit(unit, kind, id)?;
    if before.archived_at.is_some() == archived_at.is_some() {
        return Ok(before);
    }
    if archived_at.is_some() && before.preset == Some(Preset::Standard) {
        return Err(Error::rule("preset_group", "new customers get this group"));
    }
    let action = if archived_at.is_some() { Action::Archived } else { Action::Restored };
    let text = before.archived_at.map_or_else(String::new, |at| at.to_string());
    let set = Collection { archived_at, revision: before.revision.next(), ..before };
    unit.tx.update_collection(&set, &name_key(&set.name))?;
    record(unit, &set, action, vec![OldValue { field: "archived_at".into(), text }]);
    Ok(set)
}

pub(super) fn delete(unit: &mut Unit<'_>, kind: CollectionKind, id: CollectionId) -> Result<()> {
    let set = to_edit(unit, kind, id)?;
    if set.preset.is_some() {
        return Err(Error::rule("preset_group", "this group was made with the register"));
    }
    let members = unit.tx.members(id)?;
    if set.size > members.len() as u64 {
        return Err(Error::rule("group_in_use", "this group is somebody's default group"));
    }
    change_members(unit, kind, &members, &[], &[id])?;
    empty_of_galleries(unit, kind, id, &[])?;
    remove(unit, &set)
}

/// Deletes a set that nobody and no gallery is in; another one, and one that is gone, stays as it is.
///
/// # Errors
/// Of the storage.
pub(crate) fn delete_unused_set(unit: &mut Unit<'_>, id: CollectionId) -> Result<()> {
    match unit.tx.collection(id)? {
        Some(set) if set.size == 0 && set.preset.is_none() => {
            let is_borne = !galleries_in(&*unit.tx, set.kind, id)?.is_empty();
            if is_borne { Ok(()) } else { remove(unit, &set) }
        }
        _ => Ok(()),
    }
}

fn remove(unit: &mut Unit<'_>, set: &Collection) -> Result<()> {
    unit.tx.delete_collection(set.id)?;
    record(unit, set, Action::Deleted, vec![name_before(set)]);
    Ok(())
}

fn record(unit: &mut Unit<'_>, set: &Collection, action: Action, old: Vec<OldValue>) {
    unit.record(Change { entity: set_ref(set.kind, set.id), action, old });
}

/// Names a set for history.
pub(super) fn set_ref(kind: CollectionKind, id: CollectionId) -> EntityRef {
    EntityRef { kind: kind.entity(), id: id.to_bytes() }
}

fn name_before(set: &Collection) -> OldValue {
    OldValue { field: "name".into(), text: set.name.clone() }
}
