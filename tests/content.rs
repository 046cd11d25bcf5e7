//! What a register holds, without ids and times, so that two registers can be compared.

use std::collections::BTreeMap;

use kartotek::{Archived, CollectionRef, CustomerFilter, CustomerProfile, Register, Result, Sort};

/// All that a register tells of its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The customers by number, archived ones among them.
    pub customers: BTreeMap<u64, Card>,
    /// Names of tags and groups, and how many customers are in each.
    pub sets: Vec<(String, u64)>,
    /// How many changes of each kind history tells of.
    pub changes: BTreeMap<String, usize>,
}

/// One customer without what differs between two runs of the same program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What people edit, but for the time of registration.
    pub profile: CustomerProfile,
    /// Names of its default group, other groups, mailing lists and tags.
    pub sets: Vec<String>,
}

/// Reads the whole content.
///
/// # Errors
/// Of the storage.
pub fn content_of(register: &Register) -> Result<Content> {
    let mut changes = BTreeMap::new();
    for_each_change(register, 0, |entry| {
        *changes.entry(format!("{:?}", entry.change.action)).or_default() += 1;
    })?;
    let sets = [register.tags().all()?, register.contact_groups().all()?, register.customer_groups().all()?];
    let sets = sets.into_iter().flatten().map(|set| (set.name, set.size)).collect();
    Ok(Content { customers: customers_of(register)?, sets, changes })
}

/// Reads the customers alone.
///
/// # Errors
/// Of the storage.
pub fn customers_of(register: &Register) -> Result<BTreeMap<u64, Card>> {
    let everybody = CustomerFilter::default().with_archived(Archived::Include);
    let mut customers = BTreeMap::new();
    for customer in register.customers().all(&everybody, &Sort::Number) {
        let customer = customer?;
        let kinds = [&customer.customer_groups, &customer.contact_groups, &customer.tags];
        let sets = std::iter::once(&customer.default_group).chain(kinds.into_iter().flatten());
        let sets = sets.map(|set: &CollectionRef| set.name.clone()).collect();
        let profile = CustomerProfile { registered_at: None, ..customer.profile };
        customers.insert(customer.number, Card { profile, sets });
    }
    Ok(customers)
}

/// Calls back with every change after a place in the change feed, in order; returns the last place.
///
/// # Errors
/// Of the storage.
pub fn for_each_change(
    register: &Register,
    after: u64,
    mut each: impl FnMut(&kartotek::HistoryEntry),
) -> Result<u64> {
    let mut last = after;
    loop {
        let entries = register.history().changes(last, 1_000)?;
        entries.iter().for_each(&mut each);
        match entries.last() {
            Some(entry) => last = entry.seq,
            None => return Ok(last),
        }
    }
}
