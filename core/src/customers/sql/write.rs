use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::base::{CollectionId, Conflict, CustomerId, EntityKind, Error, ErrorKind, Result, Revision};
use crate::customers::{
    Address, ChangedKeys, CustomerKeys, CustomerProfile, CustomerUpdate, Email, ExternalId, Phone,
    StoredCustomer, Tombstone,
};
use crate::sql::{Composed, Owned, Sql, SqlTx, Value};

use super::columns::{self, Kept, OwnValues, STORED, WIDTH};

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
    refuse_buried(tx, rows)?;
    refuse_used(tx, rows)?;
    let mut seen = HashSet::new();
    for id in rows.iter().flat_map(|row| &row.customer.profile.external_ids) {
        refuse_taken(tx, id, None)?;
        if !seen.insert(id) {
            return Err(taken());
        }
    }
    let groups = group_keys(tx, rows)?;
    // From here on nothing is refused: the unit of work may go on after an insertion that was.
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let first = tx.count_on("customer_number", count)? - count + 1;
    tx.count_on("customer_count", count)?;
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
        for (row, number) in rows.iter().zip(numbers) {
            let profile = &row.customer.profile;
            insert_emails(tx, *number, &profile.emails, &row.keys.email_hashes)?;
            insert_phones(tx, *number, &profile.phones)?;
            insert_addresses(tx, *number, &profile.addresses)?;
            insert_external_ids(tx, *number, &profile.external_ids)?;
        }
    }
    for (group, key) in &groups {
        let members = rows.iter().filter(|row| row.customer.default_group.id == *group).count();
        tx.add_to_size(*key, i64::try_from(members).unwrap_or(0))?;
    }
    tx.driver.search_changed(&numbers)?;
    Ok(numbers.into_iter().map(i64::cast_unsigned).collect())
}

fn keep(profile: &CustomerProfile) -> impl Iterator<Item = Kept<'_>> {
    STORED.iter().map(|field| Kept::of(field, profile))
}

/// Ids are never given again, not even after a deletion (SPEC B1.1).
fn refuse_buried(tx: &SqlTx<'_>, rows: &[StoredCustomer]) -> Result<()> {
    static ANY: Sql = Sql::new("SELECT 1 FROM tombstones LIMIT 1");
    static BURIED: Sql = Sql::new("SELECT 1 FROM tombstones WHERE id {in $1} LIMIT 1");
    if tx.first(&ANY, &[], |row| row.int(0))?.is_none() {
        return Ok(());
    }
    let ids: Vec<[u8; 16]> = rows.iter().map(|row| row.customer.id.to_bytes()).collect();
    match tx.first(&BURIED, &[Value::Uuids(&ids)], |row| row.int(0))? {
        Some(_) => Err(Error::AlreadyExists { entity: EntityKind::Customer, field: "id" }),
        None => Ok(()),
    }
}

/// Looks before anything is written, so that one bad item of a bulk call leaves nothing behind.
fn refuse_taken(tx: &SqlTx<'_>, id: &ExternalId, owner: Option<i64>) -> Result<()> {
    static OWNER: Sql = Sql::new("SELECT customer FROM customer_external_ids WHERE source = $1 AND id = $2");
    let found = tx.first(&OWNER, &[Value::Text(&id.source), Value::Text(&id.id)], |row| row.int(0))?;
    if found.is_some() && found != owner { Err(taken()) } else { Ok(()) }
}

fn taken() -> Error {
    Error::AlreadyExists { entity: EntityKind::Customer, field: "external_ids" }
}

/// Refuses ids in use before anything is written. Ids of version 7 grow, so one look at the largest
/// stored one answers for nearly every insertion.
fn refuse_used(tx: &SqlTx<'_>, rows: &[StoredCustomer]) -> Result<()> {
    static LARGEST: Sql = Sql::new("SELECT id FROM customers ORDER BY id DESC LIMIT 1");
    static USED: Sql = Sql::new("SELECT 1 FROM customers WHERE id {in $1} LIMIT 1");
    let mut ids: Vec<[u8; 16]> = rows.iter().map(|row| row.customer.id.to_bytes()).collect();
    ids.sort_unstable();
    let twice = ids.windows(2).any(|pair| pair[0] == pair[1]);
    let largest = tx.first(&LARGEST, &[], |row| row.uuid(0))?;
    let newer = ids.first().zip(largest).is_none_or(|(first, largest)| *first > largest);
    if twice || (!newer && tx.first(&USED, &[Value::Uuids(&ids)], |row| row.int(0))?.is_some()) {
        return Err(Error::AlreadyExists { entity: EntityKind::Customer, field: "id" });
    }
    Ok(())
}

/// The keys of the default groups of some rows.
fn group_keys(tx: &SqlTx<'_>, rows: &[StoredCustomer]) -> Result<HashMap<CollectionId, i64>> {
    let mut keys = HashMap::new();
    for row in rows {
        let group = row.customer.default_group.id;
        if let std::collections::hash_map::Entry::Vacant(place) = keys.entry(group) {
            place.insert(group_key(tx, group)?);
        }
    }
    Ok(keys)
}

fn group_key(tx: &SqlTx<'_>, group: CollectionId) -> Result<i64> {
    static KEY: Sql = Sql::new("SELECT key FROM collections WHERE id = $1");
    let key = tx.first(&KEY, &[Value::Uuid(group.to_bytes())], |row| row.int(0))?;
    key.ok_or_else(|| Error::not_found(EntityKind::CustomerGroup, group))
}

fn insert_emails(tx: &SqlTx<'_>, number: i64, emails: &[Email], hashes: &[Option<i64>]) -> Result<()> {
    static EMAIL: Sql = Sql::new(
        "INSERT INTO customer_emails (customer, position, address, label, hash) VALUES ($1, $2, $3, $4, $5)",
    );
    for ((position, email), hash) in (0..).zip(emails).zip(hashes).skip(1) {
        let text = [Value::Text(&email.address), Value::Text(&email.label), Value::opt_int(*hash)];
        let [address, label, hash] = text;
        tx.execute(&EMAIL, &[Value::Int(number), Value::Int(position), address, label, hash])?;
    }
    Ok(())
}

fn insert_phones(tx: &SqlTx<'_>, number: i64, phones: &[Phone]) -> Result<()> {
    static PHONE: Sql = Sql::new(
        "INSERT INTO customer_phones (customer, position, text, label, e164) VALUES ($1, $2, $3, $4, $5)",
    );
    for (position, phone) in (0..).zip(phones).skip(1) {
        let e164 = Value::opt_int(phone.e164.and_then(|number| i64::try_from(number).ok()));
        let (text, label) = (Value::Text(&phone.text), Value::Text(&phone.label));
        tx.execute(&PHONE, &[Value::Int(number), Value::Int(position), text, label, e164])?;
    }
    Ok(())
}

fn insert_addresses(tx: &SqlTx<'_>, number: i64, addresses: &[Address]) -> Result<()> {
    static ADDRESS: Sql = Sql::new(
        "INSERT INTO customer_addresses
             (customer, position, label, street, street_2, postal_code, city, region, country)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    );
    for (position, address) in (0..).zip(addresses).skip(1) {
        let row = [
            Value::Int(number),
            Value::Int(position),
            Value::Text(&address.label),
            Value::Text(&address.street),
            Value::Text(&address.street_2),
            Value::Text(&address.postal_code),
            Value::Text(&address.city),
            Value::Text(&address.region),
            Value::Text(&address.country),
        ];
        tx.execute(&ADDRESS, &row)?;
    }
    Ok(())
}

fn insert_external_ids(tx: &SqlTx<'_>, number: i64, ids: &[ExternalId]) -> Result<()> {
    static EXTERNAL_ID: Sql =
        Sql::new("INSERT INTO customer_external_ids (source, id, customer) VALUES ($1, $2, $3)");
    for id in ids {
        tx.execute(&EXTERNAL_ID, &[Value::Text(&id.source), Value::Text(&id.id), Value::Int(number)])?;
    }
    Ok(())
}

/// Changes one customer. Only columns whose value is another one are named, since an engine rewrites
/// every index of a named column.
pub(super) fn update(tx: &SqlTx<'_>, update: &CustomerUpdate) -> Result<()> {
    let CustomerUpdate { before, after: customer, keys } = update;
    let number = i64::try_from(before.number).unwrap_or(i64::MAX);
    if before.profile.external_ids != customer.profile.external_ids {
        let ids = &customer.profile.external_ids;
        ids.iter().try_for_each(|id| refuse_taken(tx, id, Some(number)))?;
    }
    let mut sql = Composed::new("UPDATE customers SET revision = ");
    sql.bind(Owned::Int(customer.revision.0.into()));
    sql.push(", updated_at = ").bind(Owned::Int(customer.updated_at.as_micros()));
    if before.archived_at != customer.archived_at {
        set_opt(&mut sql, "archived_at", customer.archived_at.map(|at| at.as_micros()));
    }
    let groups = (before.default_group.id, customer.default_group.id);
    if groups.0 != groups.1 {
        let (old, new) = (group_key(tx, groups.0)?, group_key(tx, groups.1)?);
        set_opt(&mut sql, "default_group", Some(new));
        tx.exchange_default(number, old, new)?;
    }
    set_fields(&mut sql, &before.profile, &customer.profile);
    set_keys(&mut sql, keys);
    set_lists(&mut sql, &before.profile, &customer.profile);
    sql.push(" WHERE number = ").bind(Owned::Int(number));
    sql.push(" AND revision = ").bind(Owned::Int(before.revision.0.into()));
    if tx.driver.execute_composed(&sql)? == 0 {
        return Err(missed(tx, before.id, before.revision)?);
    }
    replace_children(tx, number, &before.profile, &customer.profile, keys)?;
    match &keys.search_text {
        Some(text) => put_search_text(tx, number, text),
        // The index must not be touched.
        None => Ok(()),
    }
}

/// Writes those child tables anew whose rows differ.
fn replace_children(
    tx: &SqlTx<'_>,
    number: i64,
    before: &CustomerProfile,
    after: &CustomerProfile,
    keys: &ChangedKeys,
) -> Result<()> {
    static EMAILS: Sql = Sql::new("DELETE FROM customer_emails WHERE customer = $1");
    static PHONES: Sql = Sql::new("DELETE FROM customer_phones WHERE customer = $1");
    static ADDRESSES: Sql = Sql::new("DELETE FROM customer_addresses WHERE customer = $1");
    static EXTERNAL_IDS: Sql = Sql::new("DELETE FROM customer_external_ids WHERE customer = $1");
    let clear = |sql| tx.execute(sql, &[Value::Int(number)]);
    if let Some(hashes) = &keys.email_hashes {
        clear(&EMAILS)?;
        insert_emails(tx, number, &after.emails, hashes)?;
    }
    if before.phones.get(1..) != after.phones.get(1..) {
        clear(&PHONES)?;
        insert_phones(tx, number, &after.phones)?;
    }
    if before.addresses.get(1..) != after.addresses.get(1..) {
        clear(&ADDRESSES)?;
        insert_addresses(tx, number, &after.addresses)?;
    }
    if before.external_ids != after.external_ids {
        clear(&EXTERNAL_IDS)?;
        insert_external_ids(tx, number, &after.external_ids)?;
    }
    Ok(())
}

fn set_opt(sql: &mut Composed, column: &str, value: Option<i64>) {
    sql.push(", ").push(column).push(" = ");
    match value {
        Some(value) => sql.bind(Owned::Int(value)),
        None => sql.push("NULL"),
    };
}

fn set_fields(sql: &mut Composed, before: &CustomerProfile, after: &CustomerProfile) {
    for field in STORED.iter() {
        if field.of_profile(before) == field.of_profile(after) {
            continue;
        }
        match Kept::of(field, after) {
            Kept::Int(number) => set_opt(sql, field.key, number),
            Kept::Text(text) => {
                sql.push(", ").push(field.key).push(" = ").bind(Owned::Text(text.into_owned()));
            }
        }
    }
}

/// Names the computed columns that are new.
fn set_keys(sql: &mut Composed, keys: &ChangedKeys) {
    let ChangedKeys { sort_name, sort_company, sort_city, sort_email, email_hashes, search_text: _ } = keys;
    let sort_keys = [
        ("sort_name", sort_name),
        ("sort_company", sort_company),
        ("sort_city", sort_city),
        ("sort_email", sort_email),
    ];
    for (column, key) in sort_keys {
        if let Some(key) = key {
            sql.push(", ").push(column).push(" = ").bind(Owned::Bytes(key.clone()));
        }
    }
    if let Some(hashes) = email_hashes {
        set_opt(sql, "email_hash", hashes.first().copied().flatten());
    }
}

/// Names the columns that are computed from lists, where they differ.
fn set_lists(sql: &mut Composed, before: &CustomerProfile, after: &CustomerProfile) {
    let computed = |profile: &CustomerProfile| {
        [
            ("phone_e164", columns::primary_e164(profile)),
            ("further", Some(columns::further(profile))),
            ("shipping_position", columns::position(profile, |address| address.default_shipping)),
            ("billing_position", columns::position(profile, |address| address.default_billing)),
        ]
    };
    for ((column, new), (_, old)) in computed(after).into_iter().zip(computed(before)) {
        if new != old {
            set_opt(sql, column, new);
        }
    }
}

fn put_search_text(tx: &SqlTx<'_>, number: i64, text: &str) -> Result<()> {
    static PUT: Sql = Sql::new("UPDATE customer_search SET text = $1 WHERE customer = $2");
    tx.execute(&PUT, &[Value::Text(text), Value::Int(number)])?;
    tx.driver.search_changed(&[number])
}

/// Says why an update touched no row.
fn missed(tx: &SqlTx<'_>, id: CustomerId, expected: Revision) -> Result<Error> {
    static REVISION: Sql = Sql::new("SELECT revision FROM customers WHERE id = $1");
    let found = tx.first(&REVISION, &[Value::Uuid(id.to_bytes())], |row| row.int(0))?;
    Ok(match found {
        None => Error::not_found(EntityKind::Customer, id),
        Some(found) => Error::Conflict(Box::new(Conflict {
            entity: EntityKind::Customer,
            id: id.to_string(),
            expected,
            found: Revision(u32::try_from(found).unwrap_or(u32::MAX)),
            fields: Vec::new(),
        })),
    })
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
    tx.forget_members(&numbers)?;
    tx.driver.search_forgets(&numbers)?;
    tx.execute(&DELETE, &[Value::Keys(&numbers)])?;
    tx.count_on("customer_count", -i64::try_from(numbers.len()).unwrap_or(0))?;
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
