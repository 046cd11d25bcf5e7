//! Stores what rows change.

use crate::base::{CollectionId, CustomerId, Result};
use crate::collections::{CollectionKind, Membership};
use crate::customers::StoredCustomer;
use crate::history::{Action, Change, OldValue};
use crate::register::{Unit, create_as, creation, customer_ref, edit};

use super::candidates::{Candidate, Pending};
use super::decide::Decided;

/// Stores the changes of some rows, which are taken out, and history of them. Returns the customers
/// that it inserted.
///
/// # Errors
/// Of the storage; those of one row when the storage refuses it, the unit is then to be given up.
pub(super) fn store(unit: &mut Unit<'_>, decided: &mut Decided) -> Result<Vec<StoredCustomer>> {
    for (kind, set) in decided.new_sets.drain(..) {
        create_as(unit, kind, &set.name, set.id)?;
    }
    let is_new = |candidate: &&Candidate| matches!(candidate.change, Pending::Create(_));
    let mut new: Vec<StoredCustomer> = Vec::with_capacity(decided.candidates.iter().filter(is_new).count());
    let (mut updates, mut pairs, mut contents) = (Vec::new(), Vec::new(), Vec::new());
    let (mut grouped, mut by_content) = (Vec::new(), Vec::new());
    for candidate in decided.candidates.drain(..) {
        let Some(id) = candidate.customer().map(|customer| customer.id) else { continue };
        pairs.extend(candidate.gained.iter().map(|(_, set)| (id, *set)));
        contents.extend(candidate.content.map(|content| (content, id)));
        if candidate.before.is_some() && !candidate.gained.is_empty() {
            grouped.push((id, candidate.gained));
        }
        match candidate.change {
            Pending::Nothing => {}
            Pending::Create(customer) => {
                by_content.push(candidate.content.is_some());
                new.push(*customer);
            }
            Pending::Update(update) => updates.push(*update),
        }
    }
    let numbers = unit.tx.insert_customers(&new)?;
    let recognised = numbers.iter().zip(by_content).filter(|(_, by_content)| *by_content);
    decided.recognised.extend(recognised.map(|(number, _)| *number));
    decided.touched.extend(numbers);
    new.iter().for_each(|row| unit.record(creation(row.customer.id)));
    if !updates.is_empty() {
        unit.tx.update_customers(&updates)?;
        updates.iter().for_each(|update| unit.record(edit(update)));
    }
    if !pairs.is_empty() {
        unit.tx.add_members(&pairs)?;
    }
    for (id, gained) in grouped {
        unit.record(joining(id, &gained));
    }
    if !contents.is_empty() {
        unit.tx.remember_contents(&contents)?;
    }
    Ok(new)
}

/// What history says of a customer that joined tags and groups.
fn joining(id: CustomerId, gained: &[(CollectionKind, CollectionId)]) -> Change {
    let of_kind = |kind: CollectionKind| {
        let added: Vec<_> = gained.iter().filter(|(own, _)| *own == kind).map(|(_, set)| *set).collect();
        (!added.is_empty()).then(|| OldValue {
            field: kind.field().into(),
            text: Membership { added, removed: Vec::new() }.to_text(),
        })
    };
    let old = CollectionKind::ALL.into_iter().filter_map(of_kind).collect();
    Change { entity: customer_ref(id), action: Action::Grouped, old }
}
