use std::collections::HashMap;

use crate::base::{CustomerId, Result, Timestamp};
use crate::collections::BulkOutcome;
use crate::customers::{Customer, CustomerUpdate};
use crate::history::{Action, Change};

use super::Unit;
use super::drafts::edit;

/// How many customers are read and changed at a time.
pub(super) const AT_ONCE: usize = 500;

/// Changes each of these customers and tells history. The answer has an outcome for each, in order;
/// one that is named twice is changed once.
pub(super) fn change_each(
    unit: &mut Unit<'_>,
    customers: &[CustomerId],
    action: Action,
    change: impl Fn(&mut Customer, Timestamp),
) -> Result<Vec<BulkOutcome>> {
    let mut outcomes = Vec::with_capacity(customers.len());
    for some in customers.chunks(AT_ONCE) {
        let read = unit.tx.customers(some)?;
        let mut stored: HashMap<CustomerId, Customer> = read.into_iter().map(|c| (c.id, c)).collect();
        let mut updates = Vec::new();
        for id in some {
            let Some(before) = stored.get_mut(id) else {
                outcomes.push(BulkOutcome::NotFound);
                continue;
            };
            let mut customer = before.clone();
            change(&mut customer, unit.now);
            if customer == *before {
                outcomes.push(BulkOutcome::Unchanged);
                continue;
            }
            customer.revision = before.revision.next();
            customer.updated_at = unit.now;
            let before = std::mem::replace(before, customer.clone());
            updates.push(CustomerUpdate::new(before, customer, &unit.state.collation));
            outcomes.push(BulkOutcome::Changed);
        }
        unit.tx.update_customers(&updates)?;
        updates.iter().for_each(|update| unit.record(Change { action, ..edit(update) }));
    }
    Ok(outcomes)
}
