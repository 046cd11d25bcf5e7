use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::base::{CollectionId, CustomerId, EntityKind, Error, ErrorKind, Result};
use crate::customers::{CustomerKeys, CustomerProfile, ExternalId, StoredCustomer, Tombstone};
use crate::sql::{Query, Sql, SqlTx, Value};

use super::children::Children;
use super::columns::{self, Kept, OwnValues, STORED, WIDTH};
use super::read::{Asked, OWNERS};

/// Rows are encoded in groups of this many, so that a large insertion needs little memory.
const GROUP: usize = 256;

/// Inserts customers and returns their numbers.
pub(super) fn insert(tx: &SqlTx<'_>, rows: &[StoredCustomer]) -> Result<Vec<u64>> {
    static INSERT: LazyLock<Sql> = LazyLock::new(|| {
        let (names, types): (Vec<&str>, Vec<&str>) = columns::names_and_types().unzip();
        let (names, types) = (names.join(", "), types.join(" "));
        Sql::composed(format!("INSERT INTO customers ({names}) {{rows {types}}}"))
    });
    static INSERT_TEXT: Sql = Sql::new("INSERT INTO customer_search (customer, text) {rows int text}");
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    refuse_used(tx, rows)?;
    let groups = group_keys(tx, rows.iter().map(|row| row.customer.default_group.id))?;
    // From here on nothing is refused: the unit of work may go on after an insertion that was.
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let [last, _] = tx.count_on([("customer_number", count), ("customer_count", count)])?;
    let first = last - count + 1;
    let numbers: Vec<i64> = (first..).take(rows.len()).collect();
    for (rows, numbers) in rows.chunks(GROUP).zip(numbers.chunks(GROUP)) {
        let kept = rows.iter().flat_map(|row| keep(&row.customer.profile));
        let kept: Vec<Kept<'_>> = kept.collect();
        let mut values = Vec::with_capacity(rows.len() * *WIDTH);
        let mut texts = Vec::with_capacity(rows.len() * 2);
        for ((row, number), kept) in rows.iter().zip(numbers).zip(kept.chunks(STORED.len())) {
            let default_group = groups.get(&row.customer.default_group.id).copied().unwrap_or(0);
            columns::push_row(row, &OwnValues { number: *number, default_group }, kept, &mut values);
            texts.extend([Value::Int(*number), Value::Text(&row.keys.search_text)]);
        }
        tx.driver.execute_many(&INSERT, *WIDTH, &values)?;
        tx.driver.execute_many(&INSERT_TEXT, 2, &texts)?;
        let mut children = Children::default();
        for (row, number) in rows.iter().zip(numbers) {
            let profile = &row.customer.profile;
            children.push_emails(*number, &profile.emails, &row.keys.email_hashes);
            children.push_phones(*number, &profile.phones);
            children.push_addresses(*number, &profile.addresses);
            children.push_external_ids(*number, &profile.external_ids);
        }
        children.insert(tx)?;
    }
    let size = |group: &CollectionId| {
        let members = rows.iter().filter(|row| row.customer.default_group.id == *group).count();
        i64::try_from(members).unwrap_or(0)
    };
    tx.add_to_sizes(groups.iter().map(|(group, key)| (*key, size(group))))?;
    tx.driver.search_changed(&numbers)?;
    tx.new_numbers.borrow_mut().extend(rows.iter().map(|row| row.customer.id).zip(numbers.iter().copied()));
    Ok(numbers.into_iter().map(i64::cast_unsigned).collect())
}

fn keep(profile: &CustomerProfile) -> impl Iterator<Item = Kept<'_>> {
    STORED.iter().map(|field| Kept::of(field, profile))
}

pub(super) fn pair(id: &ExternalId) -> (&str, &str) {
    (&id.source, &id.id)
}

pub(super) fn taken() -> Error {
    Error::AlreadyExists { entity: EntityKind::Customer, field: "external_ids" }
}

/// Refuses ids and external ids before anything is written that are in use. No id is given again, not even
/// after a deletion (SPEC B1.1). Ids of version 7 grow, so looking at the largest stored one, and at
/// whether anybody was deleted, answers for nearly every insertion; only otherwise each is looked up.
fn refuse_used(tx: &SqlTx<'_>, rows: &[StoredCustomer]) -> Result<()> {
    static LOOK: Sql = Sql::new(
        "SELECT CASE WHEN (SELECT id FROM customers ORDER BY id DESC LIMIT 1) < $1 THEN 0
             ELSE (SELECT 1 FROM customers WHERE id {in $2} LIMIT 1) END,
         CASE WHEN EXISTS (SELECT 1 FROM tombstones)
             THEN (SELECT 1 FROM tombstones WHERE id {in $2} LIMIT 1) END",
    );
    let mut ids: Vec<[u8; 16]> = rows.iter().map(|row| row.customer.id.to_bytes()).collect();
    ids.sort_unstable();
    let twice = ids.windows(2).any(|pair| pair[0] == pair[1]);
    let external = || rows.iter().flat_map(|row| &row.customer.profile.external_ids);
    let asked = Asked::of(external().map(pair));
    let (mut used, mut taken_ids) = (false, false);
    let asked_ids = asked.values();
    let look = [Value::Uuid(ids.first().copied().unwrap_or_default()), Value::Uuids(&ids)];
    let queries: [Query<'_>; 2] = [(&LOOK, &look), (&OWNERS, &asked_ids)];
    let queries = if asked.is_empty() { &queries[..1] } else { &queries };
    tx.driver.query_all(queries, &mut |place, row| {
        if place == 0 {
            used = row.opt_int(0)? == Some(1) || row.opt_int(1)?.is_some();
        } else {
            taken_ids |= asked.owned(row)?.is_some();
        }
        Ok(())
    })?;
    if twice || used {
        return Err(Error::AlreadyExists { entity: EntityKind::Customer, field: "id" });
    }
    let mut seen = HashSet::new();
    if taken_ids || !external().all(|id| seen.insert(id)) { Err(taken()) } else { Ok(()) }
}

/// The keys of some customer groups.
pub(super) fn group_keys(
    tx: &SqlTx<'_>,
    groups: impl IntoIterator<Item = CollectionId>,
) -> Result<HashMap<CollectionId, i64>> {
    let groups: HashSet<CollectionId> = groups.into_iter().collect();
    let groups: Vec<CollectionId> = groups.into_iter().collect();
    let keys = tx.keys_of_sets(&groups)?.into_iter().zip(groups);
    keys.map(|(key, group)| Ok((group, key.ok_or_else(|| no_group(group))?))).collect()
}

fn no_group(id: CollectionId) -> Error {
    Error::not_found(EntityKind::CustomerGroup, id)
}

/// Removes a customer; its child rows go with it by their foreign keys.
pub(super) fn delete(tx: &SqlTx<'_>, tombstone: &Tombstone) -> Result<()> {
    delete_many(tx, std::slice::from_ref(tombstone))
}

/// Removes customers; their child rows go with them by their foreign keys.
pub(super) fn delete_many(tx: &SqlTx<'_>, tombstones: &[Tombstone]) -> Result<()> {
    static DELETE: Sql = Sql::new("DELETE FROM customers WHERE number {in $1}");
    static BURY: Sql = Sql::new(
        "INSERT INTO tombstones (id, entity_kind, deleted_at, merged_into) {rows uuid int time uuid}",
    );
    let ids: Vec<CustomerId> = tombstones.iter().map(|tombstone| tombstone.id).collect();
    let found = tx.numbers(&ids)?.into_iter().zip(&ids);
    let found = found.map(|(number, id)| number.ok_or_else(|| Error::not_found(EntityKind::Customer, *id)));
    let numbers: Vec<i64> = found.collect::<Result<_>>()?;
    for id in &ids {
        tx.new_numbers.borrow_mut().remove(id);
    }
    tx.forget_members(&numbers)?;
    tx.driver.search_forgets(&numbers)?;
    tx.send(&DELETE, &[Value::Keys(&numbers)])?;
    tx.count_on([("customer_count", -i64::try_from(numbers.len()).unwrap_or(0))])?;
    let mut rows = Vec::with_capacity(tombstones.len() * 4);
    for tombstone in tombstones {
        rows.extend([
            Value::Uuid(tombstone.id.to_bytes()),
            Value::Int(EntityKind::Customer.code()),
            Value::Time(tombstone.deleted_at.as_micros()),
            tombstone.merged_into.map_or(Value::Null, |id| Value::Uuid(id.to_bytes())),
        ]);
    }
    tx.driver.execute_many(&BURY, 4, &rows).map(drop)
}

/// Notes which contents of key-less rows made which customers.
pub(super) fn remember_contents(tx: &SqlTx<'_>, contents: &[(i64, CustomerId)]) -> Result<()> {
    static REMEMBER: Sql =
        Sql::new("INSERT INTO import_contents (content, customer) {rows int int} ON CONFLICT DO NOTHING");
    let ids: Vec<CustomerId> = contents.iter().map(|(_, id)| *id).collect();
    let mut values = Vec::with_capacity(contents.len() * 2);
    for ((content, _), number) in contents.iter().zip(tx.numbers(&ids)?) {
        values.extend(number.map(|number| [Value::Int(*content), Value::Int(number)]).into_iter().flatten());
    }
    tx.driver.execute_many(&REMEMBER, 2, &values).map(drop)
}

/// Stores the sort keys that a collation made anew; that of the e-mail has no language.
pub(super) fn put_keys(tx: &SqlTx<'_>, keys: &[(u64, CustomerKeys)]) -> Result<()> {
    static PUT: Sql = Sql::new(
        "UPDATE customers SET sort_name = {row 1}, sort_company = {row 2}, sort_city = {row 3}
         {from bytes bytes bytes int} WHERE number = {row 4}",
    );
    let mut values = Vec::with_capacity(keys.len() * 4);
    for (number, keys) in keys {
        let number = i64::try_from(*number)
            .map_err(|_| Error::storage(ErrorKind::Corrupt, "a customer's number is too large"))?;
        values.extend([
            Value::Bytes(&keys.sort_name),
            Value::Bytes(&keys.sort_company),
            Value::Bytes(&keys.sort_city),
            Value::Int(number),
        ]);
    }
    tx.driver.execute_many(&PUT, 4, &values).map(drop)
}
