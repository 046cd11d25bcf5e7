//! What is to be stored of the rows that were decided.

use crate::customers::StoredCustomer;
use crate::register::{NamesChanges, Which};

use super::roll::{Person, Roll};

/// What rows made, beside what the roll says.
#[derive(Default)]
pub(super) struct Made {
    pub(super) participants: u64,
    /// How many ties of participants to guardians.
    pub(super) tied: u64,
    /// How many cards got their participants.
    pub(super) bound: u64,
    pub(super) customers: Vec<StoredCustomer>,
}

/// Gathers what the rows change.
pub(super) fn changes(roll: Roll, customers: Vec<StoredCustomer>) -> NamesChanges {
    let mut changes = NamesChanges { customers, ..NamesChanges::default() };
    let groups: Vec<_> = roll
        .groups
        .into_iter()
        .map(|group| match group.id {
            Some(id) => Which::Stored(id),
            None => {
                changes.groups.push(group.name);
                Which::New(changes.groups.len() - 1)
            }
        })
        .collect();
    for person in roll.people {
        let Person { stored, details, joined, left, tied, bound, .. } = person;
        let who = match stored {
            Some(stored) => {
                let id = stored.id;
                if stored.details != details {
                    changes.filled.push((stored, details));
                }
                let ids = left.iter().filter_map(|group| match groups[*group] {
                    Which::Stored(group) => Some((group, id)),
                    Which::New(_) => None,
                });
                changes.left.extend(ids);
                Which::Stored(id)
            }
            None => {
                changes.participants.push(details);
                Which::New(changes.participants.len() - 1)
            }
        };
        changes.joined.extend(joined.into_iter().map(|group| (groups[group], who)));
        changes.guardians.extend(tied.into_iter().map(|customer| (who, customer)));
        changes.bound.extend(bound.into_iter().map(|code| (code, who)));
    }
    changes
}
