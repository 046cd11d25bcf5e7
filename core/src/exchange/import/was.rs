use std::collections::HashSet;

use crate::base::{BatchId, CollectionId, Result};
use crate::collections::{CollectionKind, CollectionRef, Membership};
use crate::customers::{Customer, CustomerProfile, drop_blank_items, group_of};
use crate::history::{HistoryEntry, OldValue};
use crate::register::take_back;

/// What a customer was before an import, as far as nobody changed it since.
#[derive(Debug)]
pub(super) struct Was {
    pub(super) profile: CustomerProfile,
    pub(super) default_group: CollectionRef,
    /// Whether some of it was changed since and stays.
    pub(super) kept_some: bool,
    sets: [(CollectionKind, HashSet<CollectionId>); 3],
}

/// Takes back what an import did to a customer, by its history from then on in order.
///
/// # Errors
/// `Invalid` when an old value is none of its field any more.
pub(super) fn what_was(now: &Customer, history: &[HistoryEntry], batch: BatchId) -> Result<Was> {
    let (mut customer, mut kept_some) = (now.clone(), false);
    let mut changed_since: Vec<&OldValue> = Vec::new();
    for entry in history.iter().rev() {
        if entry.set.batch != Some(batch) {
            changed_since.extend(&entry.change.old);
            continue;
        }
        let mut own = entry.clone();
        let all = own.change.old.len();
        own.change.old.retain_mut(|old| stays_back(old, &changed_since));
        kept_some |= own.change.old.len() < all || own.change.old != entry.change.old;
        take_back(&mut customer, &own)?;
    }
    drop_blank_items(&mut customer.profile);
    let sets = [
        (CollectionKind::Tag, ids(&customer.tags)),
        (CollectionKind::ContactGroup, ids(&customer.contact_groups)),
        (CollectionKind::CustomerGroup, ids(&customer.customer_groups)),
    ];
    Ok(Was { profile: customer.profile, default_group: customer.default_group, kept_some, sets })
}

/// Tells whether an old value comes back: nothing of what belongs together with its field was changed
/// since. Of tags and groups those
/// come back that were not touched since.
fn stays_back(old: &mut OldValue, since: &[&OldValue]) -> bool {
    let is_of_sets = CollectionKind::ALL.iter().any(|kind| kind.field() == old.field);
    if !is_of_sets {
        let group = group_of(&old.field);
        return since.iter().all(|later| group_of(&later.field) != group);
    }
    let Some(mut own) = Membership::from_text(&old.text) else { return false };
    let later = since.iter().filter(|later| later.field == old.field);
    for later in later.filter_map(|later| Membership::from_text(&later.text)) {
        let touched = |set: &CollectionId| later.added.contains(set) || later.removed.contains(set);
        own.added.retain(|set| !touched(set));
        own.removed.retain(|set| !touched(set));
    }
    old.text = own.to_text();
    !own.is_unchanged()
}

fn ids(sets: &[CollectionRef]) -> HashSet<CollectionId> {
    sets.iter().map(|set| set.id).collect()
}

impl Was {
    /// Tells whether the record itself is another one now.
    pub(super) fn differs_in_record(&self, now: &Customer) -> bool {
        self.profile != now.profile || self.default_group.id != now.default_group.id
    }

    /// Returns the sets to join and to leave, by kind, for the customer as it is now.
    pub(super) fn memberships(
        &self,
        now: &Customer,
    ) -> Vec<(CollectionKind, Vec<CollectionId>, Vec<CollectionId>)> {
        let differences = self.sets.iter().map(|(kind, was)| {
            let is = ids(match kind {
                CollectionKind::Tag => &now.tags,
                CollectionKind::ContactGroup => &now.contact_groups,
                CollectionKind::CustomerGroup => &now.customer_groups,
            });
            let (mut add, mut remove): (Vec<_>, Vec<_>) =
                (was.difference(&is).copied().collect(), is.difference(was).copied().collect());
            add.sort_unstable();
            remove.sort_unstable();
            (*kind, add, remove)
        });
        differences.filter(|(_, add, remove)| !add.is_empty() || !remove.is_empty()).collect()
    }
}
