use std::collections::{HashMap, HashSet};

use crate::base::{BatchId, CollectionId};
use crate::collections::{CollectionKind, Membership};
use crate::customers::group_of;
use crate::history::{HistoryEntry, OldValue};

/// What a change is about.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Subject<'h> {
    /// A field, with what belongs together with it.
    Group(&'h str),
    /// Being in a tag or group.
    Set(CollectionId),
}

/// Leaves out of a customer's history what imports changed and their undo changed back: both together
/// are no change. `undos` says under which id history has the undo of an import.
///
/// An undo leaves alone what somebody changed since, so what it did change is as it was before the
/// import, and what it left counts as changed by the import.
pub(super) fn without_undone(
    history: &[HistoryEntry],
    undos: &HashMap<BatchId, BatchId>,
) -> Vec<HistoryEntry> {
    let mut changed: HashMap<BatchId, HashSet<Subject<'_>>> = HashMap::new();
    for entry in history {
        if let Some(batch) = entry.set.batch {
            changed.entry(batch).or_default().extend(entry.change.old.iter().flat_map(subjects));
        }
    }
    let pairs = undos.iter().filter_map(|pair| Some((pair, changed.get(pair.0)?, changed.get(pair.1)?)));
    let mut undone: HashMap<BatchId, HashSet<&Subject<'_>>> = HashMap::new();
    for ((import, undo), by_import, by_undo) in pairs {
        let both: HashSet<&Subject<'_>> = by_import.intersection(by_undo).collect();
        undone.insert(*import, both.clone());
        undone.insert(*undo, both);
    }
    let left = history.iter().filter_map(|entry| match entry.set.batch.and_then(|id| undone.get(&id)) {
        Some(undone) => without(entry, undone),
        None => Some(entry.clone()),
    });
    left.collect()
}

/// Takes subjects out of a change; nothing where it was about no other.
fn without(entry: &HistoryEntry, undone: &HashSet<&Subject<'_>>) -> Option<HistoryEntry> {
    let mut left = entry.clone();
    left.change.old.retain_mut(|old| match membership(old) {
        Some(mut change) => {
            change.added.retain(|set| !undone.contains(&Subject::Set(*set)));
            change.removed.retain(|set| !undone.contains(&Subject::Set(*set)));
            old.text = change.to_text();
            !change.is_unchanged()
        }
        None => !undone.contains(&Subject::Group(group_of(&old.field))),
    });
    (!left.change.old.is_empty() || entry.change.old.is_empty()).then_some(left)
}

fn subjects(old: &OldValue) -> Vec<Subject<'_>> {
    match membership(old) {
        Some(change) => change.added.into_iter().chain(change.removed).map(Subject::Set).collect(),
        None => vec![Subject::Group(group_of(&old.field))],
    }
}

fn membership(old: &OldValue) -> Option<Membership> {
    let is_of_sets = CollectionKind::ALL.iter().any(|kind| kind.field() == old.field);
    is_of_sets.then(|| Membership::from_text(&old.text)).flatten()
}
