use std::collections::BTreeSet;

use crate::base::CustomerId;
use crate::customers::{Customer, EmailKey, MatchKeys, Tombstone};
use crate::repository::RepositoryExt;

use super::Factory;
use super::expect::{Checked, holds, same, same_customers};
use super::fixture::Fixture;

/// The keys that all of these customers bear.
fn keys_of(customers: &[&Customer]) -> MatchKeys {
    let mut keys = MatchKeys::default();
    for customer in customers {
        let profile = &customer.profile;
        keys.email_hashes
            .extend(profile.emails.iter().filter_map(|e| Some(EmailKey::of(&e.address)?.hash())));
        keys.phones.extend(profile.phones.iter().filter_map(|phone| phone.e164));
        keys.external_ids.extend(profile.external_ids.iter().map(|id| (id.source.clone(), id.id.clone())));
    }
    keys
}

fn bears(customer: &Customer, keys: &MatchKeys) -> bool {
    let own = keys_of(&[customer]);
    keys.ids.contains(&customer.id)
        || own.email_hashes.iter().any(|hash| keys.email_hashes.contains(hash))
        || own.phones.iter().any(|phone| keys.phones.contains(phone))
        || own.external_ids.iter().any(|id| keys.external_ids.contains(id))
}

/// Compares the matches with the rules; their order says nothing.
fn agrees(fixture: &Fixture, customers: &[Customer], keys: &MatchKeys) -> Checked {
    let mut found = fixture.repository.read(|tx| tx.match_customers(keys))?;
    found.sort_by_key(|customer| customer.number);
    let is_found = |customer: &Customer| found.iter().any(|other| other.id == customer.id);
    let bearing =
        |keys: &MatchKeys| -> Vec<&Customer> { customers.iter().filter(|c| bears(c, keys)).collect() };
    let mut expected: Vec<Customer> =
        bearing(keys).into_iter().filter(|customer| is_found(customer)).cloned().collect();
    expected.sort_by_key(|customer| customer.number);
    same_customers(&found, &expected, "who bears one of the keys")?;

    let own =
        MatchKeys { ids: keys.ids.clone(), external_ids: keys.external_ids.clone(), ..MatchKeys::default() };
    holds(bearing(&own).into_iter().all(is_found), "whom an id names is found")?;
    let emails =
        keys.email_hashes.iter().map(|hash| MatchKeys { email_hashes: vec![*hash], ..MatchKeys::default() });
    let phones = keys.phones.iter().map(|phone| MatchKeys { phones: vec![*phone], ..MatchKeys::default() });
    for key in emails.chain(phones) {
        let sharing = bearing(&key);
        let missed = sharing.iter().filter(|customer| !is_found(customer)).count();
        let enough = missed == 0 || sharing.len() - missed > MatchKeys::FEW;
        holds(enough, format!("of {} with one key, {missed} are not found", sharing.len()))?;
    }
    Ok(())
}

/// Asks for the keys of each customer, for each sort of key by itself, and for none.
fn agrees_for_each(fixture: &Fixture, customers: &[Customer]) -> Checked {
    for pair in customers.windows(2) {
        let mut keys = keys_of(&[&pair[0], &pair[1]]);
        agrees(fixture, customers, &keys)?;
        agrees(fixture, customers, &MatchKeys { phones: keys.phones.clone(), ..MatchKeys::default() })?;
        keys.ids = vec![pair[1].id, CustomerId::from_bytes([0xEE; 16])];
        keys.phones = vec![1, 46_701_234_567];
        let nobodys = [("shop", "nobody's"), ("shop", "no\0body's"), ("\0", "x1")];
        keys.external_ids.extend(nobodys.map(|(source, id)| (source.to_owned(), id.to_owned())));
        agrees(fixture, customers, &keys)?;
    }
    agrees(fixture, customers, &MatchKeys::default())
}

pub(super) fn every_key_finds_its_customers_once(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let customers = fixture.add(60)?;
    agrees_for_each(&fixture, &customers)
}

pub(super) fn keys_follow_changes(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut customers = fixture.add(30)?;
    let stale = keys_of(&customers.iter().collect::<Vec<_>>());
    for customer in &mut customers {
        let profile = fixture.samples.profile();
        let change = fixture.edit(customer, |customer| customer.profile = profile);
        fixture.repository.write(|tx| tx.update_customers(std::slice::from_ref(&change)))?;
        *customer = change.after;
    }
    let gone = customers.remove(0);
    let tombstone = Tombstone { id: gone.id, deleted_at: fixture.samples.time(), merged_into: None };
    fixture.repository.write(|tx| tx.delete_customer(&tombstone))?;
    agrees(&fixture, &customers, &stale)?;
    agrees(&fixture, &customers, &keys_of(&[&gone]))?;
    agrees_for_each(&fixture, &customers)
}

pub(super) fn contents_are_remembered_as_long_as_the_customer(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let ids: Vec<CustomerId> = fixture.add(3)?.iter().map(|customer| customer.id).collect();
    let pairs = [(-5, ids[0]), (7, ids[1]), (7, ids[2]), (i64::MAX, ids[2])];
    fixture.repository.write(|tx| {
        tx.remember_contents(&pairs)?;
        // Remembered already.
        tx.remember_contents(&pairs[..1])
    })?;
    let known = |contents: &[i64]| -> crate::base::Result<BTreeSet<(i64, CustomerId)>> {
        let found = fixture.repository.read(|tx| tx.customers_of_contents(contents))?;
        Ok(found.into_iter().collect())
    };
    same(known(&[-5, 7, 8])?, BTreeSet::from([pairs[0], pairs[1], pairs[2]]), "known contents")?;
    same(known(&[8])?, BTreeSet::new(), "an unknown content")?;
    let tombstone = Tombstone { id: ids[2], deleted_at: fixture.samples.time(), merged_into: None };
    fixture.repository.write(|tx| tx.delete_customer(&tombstone))?;
    same(known(&[7, i64::MAX])?, BTreeSet::from([pairs[1]]), "contents after a deletion")
}
