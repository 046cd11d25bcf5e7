use crate::base::{CustomerId, Error, ErrorKind, Result, Revision, Timestamp};
use crate::customers::{Customer, CustomerUpdate, ExternalId, StoredCustomer, Tombstone, customer_keys};
use crate::repository::RepositoryExt;

use super::expect::{Checked, fails, holds, same, same_customers};
use super::{Factory, fixture::Fixture};

fn tombstone(id: CustomerId) -> Tombstone {
    Tombstone { id, deleted_at: Timestamp::from_micros(7_000_000), merged_into: None }
}

fn update(fixture: &Fixture, update: &CustomerUpdate) -> Result<()> {
    fixture.repository.write(|tx| tx.update_customers(std::slice::from_ref(update)))
}

fn delete(fixture: &Fixture, id: CustomerId) -> Result<()> {
    fixture.repository.write(|tx| tx.delete_customer(&tombstone(id)))
}

pub(super) fn customers_come_back_as_they_were_stored(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let stored = fixture.add(120)?;
    let ids: Vec<CustomerId> = stored.iter().map(|customer| customer.id).collect();
    let found = fixture.repository.read(|tx| tx.customers(&ids))?;
    same_customers(&found, &stored, "customers by id")?;
    for customer in &stored {
        let found = fixture.repository.read(|tx| tx.customer_by_number(customer.number))?;
        same_customers(&Vec::from_iter(found), std::slice::from_ref(customer), "a customer by number")?;
    }
    let nobody = fixture.repository.read(|tx| tx.customer_by_number(u64::from(u32::MAX)))?;
    same(nobody, None, "a number that nobody has")
}

pub(super) fn numbers_grow_and_are_not_given_twice(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let first = fixture.add(3)?;
    delete(&fixture, first[2].id)?;
    let second = fixture.add(2)?;
    let numbers: Vec<u64> = first.iter().chain(&second).map(|customer| customer.number).collect();
    holds(numbers[0] > 0, "the first number is not 0")?;
    holds(numbers.windows(2).all(|pair| pair[0] < pair[1]), format!("numbers grow: {numbers:?}"))?;
    same(fixture.repository.write(|tx| tx.insert_customers(&[]))?, Vec::new(), "numbers for nobody")
}

pub(super) fn ids_are_answered_in_the_order_asked_for(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let stored = fixture.add(4)?;
    let unknown = CustomerId::from_bytes(fixture.samples.id());
    let asked = [stored[2].id, unknown, stored[0].id, stored[3].id];
    let found = fixture.repository.read(|tx| tx.customers(&asked))?;
    let expected = [stored[2].clone(), stored[0].clone(), stored[3].clone()];
    same_customers(&found, &expected, "the customers asked for")?;
    same(fixture.repository.read(|tx| tx.customers(&[]))?, Vec::new(), "customers without an id")
}

/// Inserts rows of which one must be refused, goes on in the same unit of work, and looks whether
/// anything of the refused insertion is left.
fn refused_whole(fixture: &mut Fixture, rows: &[StoredCustomer], what: &str) -> Checked {
    let before = fixture.everybody()?;
    let after = fixture.sample();
    let mut refusal = Ok(Vec::new());
    fixture.repository.write(|tx| {
        refusal = tx.insert_customers(rows);
        tx.insert_customers(std::slice::from_ref(&after)).map(drop)
    })?;
    fails(refusal, ErrorKind::AlreadyExists, what)?;
    let ids: Vec<CustomerId> = fixture.everybody()?.iter().map(|customer| customer.id).collect();
    let mut expected: Vec<CustomerId> = before.iter().map(|customer| customer.id).collect();
    expected.push(after.customer.id);
    same(ids, expected, "who is there after a refused insertion")?;
    same(fixture.count()?, u64::try_from(before.len()).unwrap_or(0) + 1, "how many are there")?;
    if fixture.capabilities.files {
        same(fixture.repository.verify()?, Vec::new(), "contradictions after a refused insertion")?;
    }
    Ok(())
}

pub(super) fn an_id_in_use_is_refused_whole(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let stored = fixture.add(1)?;
    let mut rows = [fixture.sample(), fixture.sample()];
    rows[1].customer.id = stored[0].id;
    refused_whole(&mut fixture, &rows, "a stored id")?;
    let mut rows = [fixture.sample(), fixture.sample()];
    rows[1].customer.id = rows[0].customer.id;
    refused_whole(&mut fixture, &rows, "an id that is given twice at once")
}

/// Makes a customer that another system knows by an id.
fn known_as(fixture: &mut Fixture, source: &str, id: &str) -> StoredCustomer {
    let mut row = fixture.sample();
    row.customer.profile.external_ids = vec![ExternalId { source: source.into(), id: id.into() }];
    row
}

pub(super) fn an_external_id_in_use_is_refused_whole(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let first = known_as(&mut fixture, "shop", "17");
    fixture.insert(&[first])?;
    let other_source = known_as(&mut fixture, "book", "17");
    fixture.insert(&[other_source])?;
    let rows = [fixture.sample(), known_as(&mut fixture, "shop", "17")];
    refused_whole(&mut fixture, &rows, "a stored external id")?;
    let rows = [known_as(&mut fixture, "shop", "18"), known_as(&mut fixture, "shop", "18")];
    refused_whole(&mut fixture, &rows, "an external id that is given twice at once")
}

pub(super) fn an_update_replaces_every_field(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut stored = fixture.add(60)?;
    for customer in &mut stored {
        let next = fixture.sample().customer;
        let change = fixture.edit(customer, |customer| {
            customer.profile = next.profile;
            customer.archived_at = next.archived_at;
            customer.updated_at = next.updated_at;
        });
        update(&fixture, &change)?;
        *customer = change.after;
    }
    same_customers(&fixture.everybody()?, &stored, "the changed customers")
}

pub(super) fn an_update_of_another_revision_is_a_conflict(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let stored = fixture.add(2)?;
    let change = fixture.edit(&stored[0], |customer| customer.profile.given_name = "First".into());
    update(&fixture, &change)?;
    let late = fixture.edit(&stored[0], |customer| customer.profile.given_name = "Late".into());
    match update(&fixture, &late) {
        Err(Error::Conflict(conflict)) => {
            let revisions = (conflict.expected, conflict.found);
            same(revisions, (Revision(1), Revision(2)), "the revisions of the conflict")?;
            same(conflict.id, stored[0].id.to_string(), "whom the conflict names")?;
        }
        other => fails(other, ErrorKind::Conflict, "an update of an old revision")?,
    }
    same_customers(&[fixture.read_one(stored[0].id)?], &[change.after], "the stored customer")
}

pub(super) fn an_update_that_takes_an_external_id_is_refused(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let rows = [known_as(&mut fixture, "shop", "17"), known_as(&mut fixture, "shop", "18")];
    let stored = fixture.insert(&rows)?;
    let taking = fixture.edit(&stored[1], |customer| {
        customer.profile.external_ids = stored[0].profile.external_ids.clone();
        customer.profile.given_name = "Taken".into();
    });
    let mut refusal = Ok(());
    fixture.repository.write(|tx| {
        refusal = tx.update_customers(std::slice::from_ref(&taking));
        Ok(())
    })?;
    fails(refusal, ErrorKind::AlreadyExists, "an update to an external id in use")?;
    same_customers(&fixture.everybody()?, &stored, "the customers after the refused update")
}

pub(super) fn an_external_id_that_was_given_up_is_free(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let row = known_as(&mut fixture, "shop", "17");
    let stored = fixture.insert(&[row])?;
    let change = fixture.edit(&stored[0], |customer| customer.profile.external_ids.clear());
    update(&fixture, &change)?;
    let next = known_as(&mut fixture, "shop", "17");
    let next = fixture.insert(&[next])?;
    delete(&fixture, next[0].id)?;
    let last = known_as(&mut fixture, "shop", "17");
    fixture.insert(&[last]).map(drop)?;
    same(fixture.count()?, 2, "customers")
}

pub(super) fn a_deletion_leaves_a_tombstone(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let stored = fixture.add(3)?;
    let id = stored[1].id;
    same(
        fixture.repository.read(|tx| tx.tombstones(&[id]))?,
        Vec::new(),
        "a tombstone of somebody who lives",
    )?;
    let left = Tombstone { merged_into: Some(stored[0].id), ..tombstone(id) };
    fixture.repository.write(|tx| tx.delete_customer(&left))?;
    same(fixture.repository.read(|tx| tx.tombstones(&[id]))?, vec![left], "what is left")?;
    fails(fixture.read_one(id), ErrorKind::NotFound, "the deleted customer")?;
    let by_number = fixture.repository.read(|tx| tx.customer_by_number(stored[1].number))?;
    same(by_number, None, "the deleted customer by number")?;
    same_customers(&fixture.everybody()?, &[stored[0].clone(), stored[2].clone()], "the others")?;
    same(fixture.count()?, 2, "how many are left")
}

pub(super) fn a_deleted_id_is_never_given_again(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let stored = fixture.add(1)?;
    delete(&fixture, stored[0].id)?;
    let mut rows = [fixture.sample(), fixture.sample()];
    rows[1].customer.id = stored[0].id;
    refused_whole(&mut fixture, &rows, "the id of a tombstone")
}

pub(super) fn several_are_deleted_as_one_is(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let stored = fixture.add(6)?;
    let (gone, left) = stored.split_at(4);
    let tombstones: Vec<Tombstone> = gone
        .iter()
        .map(|customer| Tombstone { merged_into: Some(left[0].id), ..tombstone(customer.id) })
        .collect();
    fixture.repository.write(|tx| tx.delete_customers(&[]))?;
    fixture.repository.write(|tx| tx.delete_customers(&tombstones))?;
    same_customers(&fixture.everybody()?, left, "who is left")?;
    same(fixture.count()?, 2, "how many are left")?;
    let asked: Vec<CustomerId> = stored.iter().map(|customer| customer.id).collect();
    let mut found = fixture.repository.read(|tx| tx.tombstones(&asked))?;
    found.sort_by_key(|tombstone| asked.iter().position(|id| *id == tombstone.id));
    same(&found, &tombstones, "the tombstones of some who are gone and some who are left")?;
    let again = [tombstone(left[0].id), tombstone(gone[0].id)];
    let refusal = fixture.repository.write(|tx| tx.delete_customers(&again));
    fails(refusal, ErrorKind::NotFound, "a deletion of somebody who is gone")?;
    same_customers(&fixture.everybody()?, left, "who is left after a refused deletion")?;
    if fixture.capabilities.files {
        same(fixture.repository.verify()?, Vec::new(), "contradictions after deletions")?;
    }
    Ok(())
}

pub(super) fn nobody_can_neither_be_changed_nor_deleted(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let nobody = Customer { number: 1, ..fixture.sample().customer };
    let change = fixture.edit(&nobody, |customer| customer.profile.note = "gone".into());
    fails(update(&fixture, &change), ErrorKind::NotFound, "an update of nobody")?;
    fails(delete(&fixture, nobody.id), ErrorKind::NotFound, "a deletion of nobody")?;
    same(fixture.repository.read(|tx| tx.tombstones(&[nobody.id]))?, Vec::new(), "a tombstone of nobody")
}

pub(super) fn keys_can_be_stored_anew(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    if !fixture.capabilities.reordering {
        return Ok(());
    }
    let stored = fixture.add(40)?;
    fixture.collation = crate::base::Collation::new("de")?;
    let keys: Vec<_> = stored
        .iter()
        .map(|customer| (customer.number, customer_keys(&customer.profile, &fixture.collation)))
        .collect();
    fixture.repository.write(|tx| tx.put_customer_keys(&keys))?;
    super::lists::agrees_in_every_order(&fixture, &stored)?;
    same_customers(&fixture.everybody()?, &stored, "the customers themselves")
}

pub(super) fn bulk_insertion_changes_nothing_but_speed(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let rows: Vec<StoredCustomer> = (0..50).map(|_| fixture.sample()).collect();
    fixture.repository.write(|tx| tx.begin_bulk())?;
    let mut stored = fixture.insert(&rows[..25])?;
    stored.extend(fixture.insert(&rows[25..])?);
    super::lists::agrees_in_every_order(&fixture, &stored)?;
    fixture.repository.write(|tx| tx.end_bulk())?;
    super::lists::agrees_in_every_order(&fixture, &stored)
}

pub(super) fn clearing_changes_nothing_but_speed(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let stored = fixture.add(50)?;
    fixture.repository.write(|tx| tx.begin_clearing())?;
    super::lists::agrees_in_every_order(&fixture, &stored)?;
    let (gone, left) = stored.split_at(40);
    let tombstones: Vec<Tombstone> = gone.iter().map(|customer| tombstone(customer.id)).collect();
    fixture.repository.write(|tx| tx.delete_customers(&tombstones))?;
    super::lists::agrees_in_every_order(&fixture, left)?;
    fixture.repository.write(|tx| tx.end_bulk())?;
    super::lists::agrees_in_every_order(&fixture, left)
}
