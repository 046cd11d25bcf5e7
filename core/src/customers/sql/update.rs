//! Changes of customers, however many: those that change the same columns go together.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use crate::base::{CollectionId, Conflict, EntityKind, Error, Result, Revision};
use crate::customers::{ChangedKeys, CustomerProfile, CustomerUpdate};
use crate::sql::{ManyRows, Owned, Sql, SqlTx, Value};

use super::children::Children;
use super::columns::{self, Kept, STORED, type_of};
use super::read::owners;
use super::write::{group_keys, pair, taken};

/// Changes customers.
pub(super) fn update(tx: &SqlTx<'_>, updates: &[CustomerUpdate]) -> Result<()> {
    refuse_taken(tx, updates)?;
    let mut rest = updates;
    while !rest.is_empty() {
        // The rows of a statement must be of different customers.
        let mut seen = HashSet::new();
        let length = rest.iter().take_while(|update| seen.insert(update.before.id)).count();
        let (now, later) = rest.split_at(length);
        update_rows(tx, now)?;
        replace_children(tx, now)?;
        put_search_texts(tx, now)?;
        rest = later;
    }
    Ok(())
}

/// Looks at external ids before anything is written. One that an earlier update gives up is free.
fn refuse_taken(tx: &SqlTx<'_>, updates: &[CustomerUpdate]) -> Result<()> {
    let ids =
        |update: &CustomerUpdate| update.before.profile.external_ids != update.after.profile.external_ids;
    let changed: Vec<&CustomerUpdate> = updates.iter().filter(|update| ids(update)).collect();
    let asked = changed.iter().flat_map(|update| {
        [&update.before, &update.after].into_iter().flat_map(|customer| &customer.profile.external_ids)
    });
    let mut owners = owners(tx, asked.map(pair))?;
    for update in changed {
        let number = number(update);
        let after = &update.after.profile.external_ids;
        for id in &update.before.profile.external_ids {
            if owners.get(&pair(id)) == Some(&number) && !after.contains(id) {
                owners.remove(&pair(id));
            }
        }
        for id in after {
            if owners.insert(pair(id), number).is_some_and(|owner| owner != number) {
                return Err(taken());
            }
        }
    }
    Ok(())
}

fn number(update: &CustomerUpdate) -> i64 {
    i64::try_from(update.before.number).unwrap_or(i64::MAX)
}

/// Columns with the types of their values.
type Columns = Vec<(&'static str, &'static str)>;

/// Columns and their new values. Only those whose value is another one are named, since an engine
/// rewrites every index of a named column.
#[derive(Default)]
struct Assignments {
    columns: Columns,
    values: Vec<Owned>,
}

impl Assignments {
    fn set(&mut self, column: &'static str, kind: &'static str, value: Owned) {
        self.columns.push((column, kind));
        self.values.push(value);
    }

    fn set_opt(&mut self, column: &'static str, value: Option<i64>) {
        self.set(column, "int", value.map_or(Owned::Null, Owned::Int));
    }
}

/// Updates that set the same columns, with the values of each.
#[derive(Default)]
struct SameColumns<'u> {
    updates: Vec<&'u CustomerUpdate>,
    values: Vec<Owned>,
}

fn update_rows(tx: &SqlTx<'_>, updates: &[CustomerUpdate]) -> Result<()> {
    let default_groups = exchange_defaults(tx, updates)?;
    let mut groups: HashMap<Columns, SameColumns<'_>> = HashMap::new();
    for update in updates {
        let Assignments { columns, mut values } = assignments(update, &default_groups);
        let group = groups.entry(columns).or_default();
        group.updates.push(update);
        values.extend([Owned::Int(number(update)), Owned::Int(update.before.revision.0.into())]);
        group.values.append(&mut values);
    }
    let groups: Vec<(Columns, SameColumns<'_>)> = groups.into_iter().collect();
    let mut statements = Vec::with_capacity(groups.len());
    for (columns, SameColumns { values, .. }) in &groups {
        let mut types: Vec<&str> = columns.iter().map(|column| column.1).collect();
        types.extend(["int", "int"]);
        let sql = statement(columns, &types);
        let flat = values.iter().map(Owned::borrow).collect();
        statements.push(ManyRows { sql, types, flat });
    }
    let touched = tx.driver.execute_all_composed(&statements)?;
    for ((_, SameColumns { updates, .. }), touched) in groups.iter().zip(touched) {
        if touched < updates.len() as u64 {
            return Err(missed(tx, updates)?);
        }
    }
    Ok(())
}

fn statement(columns: &[(&str, &str)], types: &[&str]) -> String {
    let mut sql = String::with_capacity(48 * (columns.len() + types.len()));
    // Writing to a String cannot fail.
    sql.push_str("UPDATE customers SET");
    for (index, (column, _)) in columns.iter().enumerate() {
        let _ = write!(sql, "{} {column} = {{row {}}}", if index == 0 { "" } else { "," }, index + 1);
    }
    sql.push_str(" {from");
    for kind in types {
        sql.push(' ');
        sql.push_str(kind);
    }
    let (number, revision) = (types.len() - 1, types.len());
    let _ = write!(sql, "}} WHERE number = {{row {number}}} AND revision = {{row {revision}}}");
    sql
}

/// Lets customers change their default groups, and returns the keys of these.
fn exchange_defaults(tx: &SqlTx<'_>, updates: &[CustomerUpdate]) -> Result<HashMap<CollectionId, i64>> {
    let groups = |update: &CustomerUpdate| [update.before.default_group.id, update.after.default_group.id];
    let moving = || updates.iter().filter(|update| groups(update)[0] != groups(update)[1]);
    let keys = group_keys(tx, moving().flat_map(groups))?;
    let exchanges = moving().filter_map(|update| {
        let [old, new] = groups(update).map(|group| keys.get(&group).copied());
        Some((number(update), old?, new?))
    });
    tx.exchange_defaults(&exchanges.collect::<Vec<_>>())?;
    Ok(keys)
}

fn assignments(update: &CustomerUpdate, default_groups: &HashMap<CollectionId, i64>) -> Assignments {
    let CustomerUpdate { before, after, keys } = update;
    let mut set = Assignments::default();
    set.set("revision", "int", Owned::Int(after.revision.0.into()));
    set.set("updated_at", "time", Owned::Int(after.updated_at.as_micros()));
    if before.archived_at != after.archived_at {
        set.set_opt("archived_at", after.archived_at.map(|at| at.as_micros()));
    }
    if before.default_group.id != after.default_group.id {
        set.set_opt("default_group", default_groups.get(&after.default_group.id).copied());
    }
    set_fields(&mut set, &before.profile, &after.profile);
    set_keys(&mut set, keys);
    set_lists(&mut set, &before.profile, &after.profile);
    set
}

fn set_fields(set: &mut Assignments, before: &CustomerProfile, after: &CustomerProfile) {
    for field in STORED.iter() {
        if field.of_profile(before) == field.of_profile(after) {
            continue;
        }
        match Kept::of(field, after) {
            Kept::Int(number) => set.set_opt(field.key, number),
            Kept::Id(id) => set.set(field.key, type_of(field), id.map_or(Owned::Null, Owned::Uuid)),
            Kept::Text(text) => set.set(field.key, type_of(field), Owned::Text(text.into_owned())),
        }
    }
}

/// Names the computed columns that are new.
fn set_keys(set: &mut Assignments, keys: &ChangedKeys) {
    let ChangedKeys { sort_name, sort_company, sort_city, sort_email, email_hashes, search_text: _ } = keys;
    let sort_keys = [
        ("sort_name", sort_name),
        ("sort_company", sort_company),
        ("sort_city", sort_city),
        ("sort_email", sort_email),
    ];
    for (column, key) in sort_keys {
        if let Some(key) = key {
            set.set(column, "bytes", Owned::Bytes(key.clone()));
        }
    }
    if let Some(hashes) = email_hashes {
        set.set_opt("email_hash", hashes.first().copied().flatten());
    }
}

/// Names the columns that are computed from lists, where they differ.
fn set_lists(set: &mut Assignments, before: &CustomerProfile, after: &CustomerProfile) {
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
            set.set_opt(column, new);
        }
    }
}

/// Says why an update touched no row.
fn missed(tx: &SqlTx<'_>, updates: &[&CustomerUpdate]) -> Result<Error> {
    static REVISIONS: Sql = Sql::new("SELECT number, revision FROM customers WHERE number {in $1}");
    let numbers: Vec<i64> = updates.iter().map(|update| number(update)).collect();
    let found = tx.all(&REVISIONS, &[Value::Keys(&numbers)], |row| Ok((row.int(0)?, row.int(1)?)))?;
    let found: HashMap<i64, i64> = found.into_iter().collect();
    let revision = |update: &CustomerUpdate| found.get(&number(update)).copied();
    if let Some(gone) = updates.iter().find(|update| revision(update).is_none()) {
        return Ok(Error::not_found(EntityKind::Customer, gone.before.id));
    }
    // Those that were found as expected have their new revision now.
    let other = |update: &&&CustomerUpdate| revision(update) != Some(update.after.revision.0.into());
    let Some(update) = updates.iter().find(other).or(updates.first()) else { return Ok(columns::corrupt()) };
    Ok(Error::Conflict(Box::new(Conflict {
        entity: EntityKind::Customer,
        id: update.before.id.to_string(),
        expected: update.before.revision,
        found: Revision(revision(update).and_then(|found| u32::try_from(found).ok()).unwrap_or(u32::MAX)),
        fields: Vec::new(),
    })))
}

/// Writes the rows of child tables anew that differ.
fn replace_children(tx: &SqlTx<'_>, updates: &[CustomerUpdate]) -> Result<()> {
    static EMAILS: Sql = Sql::new("DELETE FROM customer_emails WHERE customer {in $1}");
    static PHONES: Sql = Sql::new("DELETE FROM customer_phones WHERE customer {in $1}");
    static ADDRESSES: Sql = Sql::new("DELETE FROM customer_addresses WHERE customer {in $1}");
    static EXTERNAL_IDS: Sql = Sql::new("DELETE FROM customer_external_ids WHERE customer {in $1}");
    let mut children = Children::default();
    let mut changed: [Vec<i64>; 4] = Default::default();
    for update in updates {
        let (before, after) = (&update.before.profile, &update.after.profile);
        let number = number(update);
        if let Some(hashes) = &update.keys.email_hashes {
            changed[0].push(number);
            children.push_emails(number, &after.emails, hashes);
        }
        if before.phones.get(1..) != after.phones.get(1..) {
            changed[1].push(number);
            children.push_phones(number, &after.phones);
        }
        if before.addresses.get(1..) != after.addresses.get(1..) {
            changed[2].push(number);
            children.push_addresses(number, &after.addresses);
        }
        if before.external_ids != after.external_ids {
            changed[3].push(number);
            children.push_external_ids(number, &after.external_ids);
        }
    }
    for (sql, numbers) in [&EMAILS, &PHONES, &ADDRESSES, &EXTERNAL_IDS].into_iter().zip(&changed) {
        if !numbers.is_empty() {
            tx.send(sql, &[Value::Keys(numbers)])?;
        }
    }
    children.insert(tx)
}

/// Stores the texts for search that are new. The index of others must not be touched.
fn put_search_texts(tx: &SqlTx<'_>, updates: &[CustomerUpdate]) -> Result<()> {
    static PUT: Sql =
        Sql::new("UPDATE customer_search SET text = {row 1} {from text int} WHERE customer = {row 2}");
    let (mut rows, mut numbers) = (Vec::new(), Vec::new());
    for update in updates {
        if let Some(text) = &update.keys.search_text {
            rows.extend([Value::Text(text), Value::Int(number(update))]);
            numbers.push(number(update));
        }
    }
    if numbers.is_empty() {
        return Ok(());
    }
    tx.driver.execute_many(&PUT, 2, &rows)?;
    tx.driver.search_changed(&numbers)
}
