use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::{CollectionId, CustomerId, EntityKind, Error, ErrorKind, Result, Revision, Timestamp};
use crate::customers::CollectionRef;
use crate::sql::{KnownSet, Row, Sql, SqlTx, Value};

use super::{Collection, CollectionKind, CollectionRead, CollectionWrite, Membership, Preset};

// `entity_kind = 1` is a customer (EntityKind). A customer is in its default group by the column
// `default_group` alone, never as a member; `collection_sizes` counts both.

macro_rules! select_collections {
    ($rest:literal) => {
        Sql::new(concat!(
            "SELECT c.id, c.kind, c.name, c.preset, c.revision, c.created_at, c.archived_at, s.size,
                 c.name_key
             FROM collections c
             LEFT JOIN collection_sizes s ON s.collection = c.key AND s.entity_kind = 1 ",
            $rest
        ))
    };
}

impl CollectionRead for SqlTx<'_> {
    fn collections(&self, kind: CollectionKind) -> Result<Vec<Collection>> {
        static OF_KIND: Sql = select_collections!("WHERE c.kind = $1 ORDER BY c.name_key");
        self.all(&OF_KIND, &[code(kind)], read_collection)
    }

    fn collection(&self, id: CollectionId) -> Result<Option<Collection>> {
        static ONE: Sql = select_collections!("WHERE c.id = $1");
        self.first(&ONE, &[Value::Uuid(id.to_bytes())], read_collection)
    }

    fn collections_by_name(&self, names: &[(CollectionKind, String)]) -> Result<Vec<Option<Collection>>> {
        static BY_NAME: Sql = select_collections!("WHERE c.kind {in $1} AND c.name_key {in $2}");
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let kinds: BTreeSet<i64> = names.iter().map(|(kind, _)| kind.entity().code()).collect();
        let kinds: Vec<i64> = kinds.into_iter().collect();
        let keys: Vec<&str> = names.iter().map(|(_, key)| key.as_str()).collect();
        let found = self.all(&BY_NAME, &[Value::Keys(&kinds), Value::Texts(&keys)], |row| {
            let set = read_collection(row)?;
            Ok(((set.kind, row.text(8)?.to_owned()), set))
        })?;
        let found: HashMap<_, _> = found.into_iter().collect();
        Ok(names.iter().map(|name| found.get(name).cloned()).collect())
    }

    fn members(&self, set: CollectionId) -> Result<Vec<CustomerId>> {
        static MEMBERS: Sql = Sql::new(
            "SELECT u.id FROM collection_members m JOIN customers u ON u.number = m.entity
             WHERE m.collection = $1 AND m.entity_kind = 1 ORDER BY m.entity",
        );
        let key = self.set(set)?.key;
        self.all(&MEMBERS, &[Value::Int(key)], |row| Ok(CustomerId::from_bytes(row.uuid(0)?)))
    }

    fn count_members(&self, sets: &[CollectionId], customers: &[CustomerId]) -> Result<Vec<u64>> {
        static AS_MEMBERS: Sql = Sql::new(
            "SELECT collection, count(*) FROM collection_members
                     WHERE entity_kind = 1 AND entity {in $1}
                     GROUP BY collection",
        );
        static BY_DEFAULT: Sql = Sql::new(
            "SELECT default_group, count(*) FROM customers
                     WHERE number {in $1} GROUP BY default_group",
        );
        let sets = self.sets(sets)?;
        let keys: Vec<i64> = self.numbers(customers)?.into_iter().flatten().collect();
        let mut counts: HashMap<i64, u64> = HashMap::new();
        let mut add = |row: &dyn Row| {
            *counts.entry(row.int(0)?).or_default() += unsigned(row.int(1)?)?;
            Ok(())
        };
        self.driver.query(&AS_MEMBERS, &[Value::Keys(&keys)], &mut add)?;
        if sets.iter().any(|set| set.kind == CollectionKind::CustomerGroup) {
            self.driver.query(&BY_DEFAULT, &[Value::Keys(&keys)], &mut add)?;
        }
        Ok(sets.iter().map(|set| counts.get(&set.key).copied().unwrap_or(0)).collect())
    }

    fn count_archived_members(&self, kind: CollectionKind) -> Result<Vec<(CollectionId, u64)>> {
        // Begins at the few archived customers, by their own index.
        static ARCHIVED: Sql = Sql::new(
            "SELECT g.id, count(*) FROM (
                 SELECT m.collection AS key FROM customers c CROSS JOIN collection_members m
                 WHERE c.archived_at IS NOT NULL AND m.entity_kind = 1 AND m.entity = c.number
                 UNION ALL
                 SELECT default_group FROM customers WHERE archived_at IS NOT NULL
             ) s CROSS JOIN collections g WHERE g.key = s.key AND g.kind = $1 GROUP BY g.id",
        );
        self.all(&ARCHIVED, &[code(kind)], |row| {
            Ok((CollectionId::from_bytes(row.uuid(0)?), unsigned(row.int(1)?)?))
        })
    }
}

impl CollectionWrite for SqlTx<'_> {
    fn insert_collection(&mut self, collection: &Collection, name_key: &str) -> Result<()> {
        static INSERT: Sql = Sql::new(
            "INSERT INTO collections
                 (key, id, kind, name, name_key, preset, revision, created_at, archived_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT DO NOTHING",
        );
        let row = [
            Value::Int(self.count_on("collection_key", 1)?),
            Value::Uuid(collection.id.to_bytes()),
            code(collection.kind),
            Value::Text(&collection.name),
            Value::Text(name_key),
            Value::Text(collection.preset.map_or("", Preset::code)),
            Value::Int(collection.revision.0.into()),
            Value::Time(collection.created_at.as_micros()),
            Value::opt_time(collection.archived_at),
        ];
        self.driver.sets_change()?;
        if self.execute(&INSERT, &row)? == 0 { Err(taken(collection.kind)) } else { Ok(()) }
    }

    fn update_collection(&mut self, collection: &Collection, name_key: &str) -> Result<()> {
        static UPDATE: Sql = Sql::new(
            "UPDATE collections SET name = $1, name_key = $2, revision = $3, archived_at = $4
             WHERE id = $5 AND NOT EXISTS (SELECT 1 FROM collections o
                 WHERE o.kind = collections.kind AND o.name_key = $2 AND o.key <> collections.key)",
        );
        let row = [
            Value::Text(&collection.name),
            Value::Text(name_key),
            Value::Int(collection.revision.0.into()),
            Value::opt_time(collection.archived_at),
            Value::Uuid(collection.id.to_bytes()),
        ];
        self.driver.sets_change()?;
        if self.execute(&UPDATE, &row)? == 0 { Err(taken(collection.kind)) } else { Ok(()) }
    }

    fn delete_collection(&mut self, id: CollectionId) -> Result<()> {
        static MEMBERS: Sql = Sql::new("DELETE FROM collection_members WHERE collection = $1");
        static SIZES: Sql = Sql::new("DELETE FROM collection_sizes WHERE collection = $1");
        static ITSELF: Sql = Sql::new("DELETE FROM collections WHERE key = $1");
        let key = [Value::Int(self.set(id)?.key)];
        self.driver.sets_change()?;
        for statement in [&MEMBERS, &SIZES, &ITSELF] {
            self.execute(statement, &key)?;
        }
        Ok(())
    }

    fn change_members(
        &mut self,
        customers: &[CustomerId],
        add: &[CollectionId],
        remove: &[CollectionId],
    ) -> Result<Vec<Option<Membership>>> {
        let numbers = self.numbers(customers)?;
        let places =
            Places::new(numbers.iter().enumerate().filter_map(|(at, n)| Some((n.as_ref().copied()?, at))));
        let mut changes: Vec<Option<Membership>> =
            numbers.iter().map(|number| number.map(|_| Membership::default())).collect();
        let with_places = |ids: &[CollectionId]| -> Result<Vec<(Set, &Places)>> {
            Ok(self.sets(ids)?.into_iter().map(|set| (set, &places)).collect())
        };
        for (id, new) in add.iter().zip(self.put_in(&with_places(add)?)?) {
            new.into_iter().for_each(|at| changes[at].get_or_insert_default().added.push(*id));
        }
        for (id, gone) in remove.iter().zip(self.take_out(&with_places(remove)?)?) {
            gone.into_iter().for_each(|at| changes[at].get_or_insert_default().removed.push(*id));
        }
        Ok(changes)
    }

    fn add_members(&mut self, pairs: &[(CustomerId, CollectionId)]) -> Result<Vec<bool>> {
        let customers: Vec<CustomerId> = pairs.iter().map(|pair| pair.0).collect();
        let mut by_set: BTreeMap<CollectionId, Vec<(i64, usize)>> = BTreeMap::new();
        for (at, number) in self.numbers(&customers)?.into_iter().enumerate() {
            if let Some(number) = number {
                by_set.entry(pairs[at].1).or_default().push((number, at));
            }
        }
        let (ids, places): (Vec<CollectionId>, Vec<Places>) =
            by_set.into_iter().map(|(set, members)| (set, Places::new(members))).unzip();
        let sets: Vec<(Set, &Places)> = self.sets(&ids)?.into_iter().zip(&places).collect();
        let mut new = vec![false; pairs.len()];
        self.put_in(&sets)?.into_iter().flatten().for_each(|at| new[at] = true);
        Ok(new)
    }
}

/// What storage knows of a set without its name.
pub(crate) struct Set {
    pub(crate) key: i64,
    kind: CollectionKind,
}

/// The sets of one customer, each list by name; its default group is not among the others.
#[derive(Debug)]
pub(crate) struct SetsOfCustomer {
    pub(crate) default_group: CollectionRef,
    pub(crate) tags: Vec<CollectionRef>,
    pub(crate) contact_groups: Vec<CollectionRef>,
    pub(crate) customer_groups: Vec<CollectionRef>,
}

impl SetsOfCustomer {
    fn with_default(default_group: CollectionRef) -> Self {
        Self { default_group, tags: Vec::new(), contact_groups: Vec::new(), customer_groups: Vec::new() }
    }
}

fn reference(set: &KnownSet) -> CollectionRef {
    CollectionRef { id: CollectionId::from_bytes(set.id), name: set.name.clone() }
}

/// Numbers of customers in order, each once, with its first place in the call.
struct Places {
    numbers: Vec<i64>,
    places: Vec<usize>,
}

impl Places {
    fn new(pairs: impl IntoIterator<Item = (i64, usize)>) -> Self {
        let mut pairs: Vec<(i64, usize)> = pairs.into_iter().collect();
        pairs.sort_unstable();
        pairs.dedup_by_key(|pair| pair.0);
        let (numbers, places) = pairs.into_iter().unzip();
        Self { numbers, places }
    }

    fn of(&self, number: i64) -> Result<usize> {
        self.numbers.binary_search(&number).map(|index| self.places[index]).map_err(|_| corrupt())
    }
}

impl SqlTx<'_> {
    /// Finds the keys of sets, in order.
    ///
    /// # Errors
    /// `NotFound`.
    fn sets(&self, ids: &[CollectionId]) -> Result<Vec<Set>> {
        let keys = self.keys_of_sets(ids)?.into_iter().zip(ids);
        let found = keys.map(|(key, id)| {
            let key = key.ok_or_else(|| Error::not_found(EntityKind::Tag, *id))?;
            let kind = CollectionKind::from_code(self.known_set(key)?.kind).ok_or_else(corrupt)?;
            Ok(Set { key, kind })
        });
        found.collect()
    }

    fn set(&self, id: CollectionId) -> Result<Set> {
        Ok(self.sets(&[id])?.remove(0))
    }

    /// Finds the keys of sets, in order; nothing for an unknown id.
    pub(crate) fn keys_of_sets(&self, ids: &[CollectionId]) -> Result<Vec<Option<i64>>> {
        static SETS: Sql = Sql::new("SELECT key, kind, id, name, name_key FROM collections WHERE id {in $1}");
        let known = self.driver.known_sets()?;
        let unknown = ids.iter().map(|id| id.to_bytes()).filter(|id| known.key(*id).is_none());
        let unknown: Vec<[u8; 16]> = unknown.collect();
        if !unknown.is_empty() {
            self.learn(&SETS, &Value::Uuids(&unknown))?;
        }
        Ok(ids.iter().map(|id| known.key(id.to_bytes())).collect())
    }

    /// Returns the sets of customers, in order, of whom the number and the key of the default group
    /// are given.
    ///
    /// Memberships alone first, then the names: a page's customers share few sets, and a join would
    /// read and sort the names of each anew.
    pub(crate) fn sets_of_customers(&self, customers: &[(i64, i64)]) -> Result<Vec<SetsOfCustomer>> {
        static OF_ONE: Sql = Sql::new(
            "SELECT entity, collection FROM collection_members WHERE entity_kind = 1 AND entity = $1",
        );
        static OF_MANY: Sql = Sql::new(
            "SELECT m.entity, m.collection FROM {list k $1} CROSS JOIN collection_members m
             WHERE m.entity_kind = 1 AND m.entity = k.value",
        );
        let pair = |row: &dyn Row| Ok((row.int(0)?, row.int(1)?));
        let memberships = match customers {
            [(number, _)] => self.all(&OF_ONE, &[Value::Int(*number)], pair)?,
            _ => {
                let numbers: Vec<i64> = customers.iter().map(|customer| customer.0).collect();
                self.all(&OF_MANY, &[Value::Keys(&numbers)], pair)?
            }
        };
        let keys = customers.iter().map(|customer| customer.1).chain(memberships.iter().map(|pair| pair.1));
        self.learn_sets(keys)?;
        let mut sets = Vec::with_capacity(customers.len());
        for (_, group) in customers {
            sets.push(SetsOfCustomer::with_default(reference(&*self.known_set(*group)?)));
        }
        let places = Places::new(customers.iter().map(|customer| customer.0).zip(0..));
        let mut members = Vec::with_capacity(memberships.len());
        for (number, key) in memberships {
            members.push((places.of(number)?, self.known_set(key)?));
        }
        members.sort_unstable_by(|a, b| (a.0, &a.1.name_key).cmp(&(b.0, &b.1.name_key)));
        for (place, set) in members {
            let list = match CollectionKind::from_code(set.kind).ok_or_else(corrupt)? {
                CollectionKind::Tag => &mut sets[place].tags,
                CollectionKind::ContactGroup => &mut sets[place].contact_groups,
                CollectionKind::CustomerGroup => &mut sets[place].customer_groups,
            };
            list.push(reference(&set));
        }
        Ok(sets)
    }

    /// Reads those sets that are not known yet.
    fn learn_sets(&self, keys: impl Iterator<Item = i64>) -> Result<()> {
        static SETS: Sql =
            Sql::new("SELECT key, kind, id, name, name_key FROM collections WHERE key {in $1}");
        let known = self.driver.known_sets()?;
        let mut unknown: Vec<i64> = keys.filter(|key| !known.knows(*key)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        unknown.sort_unstable();
        unknown.dedup();
        self.learn(&SETS, &Value::Keys(&unknown))
    }

    fn learn(&self, sql: &'static Sql, sets: &Value<'_>) -> Result<()> {
        let known = self.driver.known_sets()?;
        self.driver.query(sql, &[*sets], &mut |row| {
            let (name, name_key) = (row.text(3)?.to_owned(), row.text(4)?.to_owned());
            known.learn(row.int(0)?, KnownSet { kind: row.int(1)?, id: row.uuid(2)?, name, name_key });
            Ok(())
        })
    }

    fn known_set(&self, key: i64) -> Result<Arc<KnownSet>> {
        self.driver.known_sets()?.get(key).ok_or_else(corrupt)
    }

    /// Notes that a set has more or fewer customers.
    ///
    /// Memberships do so by themselves. Whoever inserts customers calls it for their default groups,
    /// once a group.
    pub(crate) fn add_to_size(&self, set: i64, delta: i64) -> Result<()> {
        static ADD: Sql = Sql::new(
            "INSERT INTO collection_sizes (collection, entity_kind, size) VALUES ($1, 1, $2)
             ON CONFLICT (collection, entity_kind)
             DO UPDATE SET size = collection_sizes.size + excluded.size",
        );
        if delta != 0 {
            self.send(&ADD, &[Value::Int(set), Value::Int(delta)])?;
        }
        Ok(())
    }

    /// Gives a customer another default group: it becomes a member of the old one, and is no member of
    /// the new one beside. The caller writes the column `default_group`.
    pub(crate) fn exchange_default(&self, number: i64, old: i64, new: i64) -> Result<()> {
        static LEAVE: Sql = Sql::new(
            "DELETE FROM collection_members WHERE collection = $1 AND entity_kind = 1 AND entity = $2",
        );
        static STAY: Sql = Sql::new(
            "INSERT INTO collection_members (collection, entity_kind, entity) VALUES ($1, 1, $2)
             ON CONFLICT DO NOTHING",
        );
        let was_member = self.execute(&LEAVE, &[Value::Int(new), Value::Int(number)])? > 0;
        self.execute(&STAY, &[Value::Int(old), Value::Int(number)])?;
        // The old one keeps its size: one customer by default less, one member more.
        self.add_to_size(new, i64::from(!was_member))
    }

    /// Takes customers out of all their sets and their default groups' sizes, before their rows are
    /// deleted.
    pub(crate) fn forget_members(&self, numbers: &[i64]) -> Result<()> {
        static SIZES: Sql = Sql::new(
            "SELECT m.collection, count(*) FROM {list k $1} CROSS JOIN collection_members m
             WHERE m.entity_kind = 1 AND m.entity = k.value GROUP BY m.collection",
        );
        static DEFAULTS: Sql = Sql::new(
            "SELECT default_group, count(*) FROM customers
             WHERE number {in $1} GROUP BY default_group",
        );
        static FORGET: Sql = Sql::new(
            "DELETE FROM collection_members
             WHERE entity_kind = 1 AND entity {in $1}",
        );
        let numbers = [Value::Keys(numbers)];
        let mut sizes = self.all(&SIZES, &numbers, |row| Ok((row.int(0)?, row.int(1)?)))?;
        sizes.extend(self.all(&DEFAULTS, &numbers, |row| Ok((row.int(0)?, row.int(1)?)))?);
        self.execute(&FORGET, &numbers)?;
        sizes.into_iter().try_for_each(|(set, count)| self.add_to_size(set, -count))
    }

    /// Makes members of sets and returns for each the places of those that were not in it.
    fn put_in(&self, sets: &[(Set, &Places)]) -> Result<Vec<Vec<usize>>> {
        static PUT_IN: Sql = Sql::new(
            "INSERT INTO collection_members (collection, entity_kind, entity)
                     SELECT $1, 1, k.value FROM {list k $2} WHERE TRUE
                     ON CONFLICT DO NOTHING RETURNING entity",
        );
        static NOT_BY_DEFAULT: Sql = Sql::new(
            "SELECT number FROM customers
                     WHERE default_group <> $1 AND number {in $2}
                     ORDER BY number",
        );
        // Only for customer groups, since reading customers costs more than tagging them.
        let groups: Vec<usize> =
            (0..sets.len()).filter(|place| sets[*place].0.kind == CollectionKind::CustomerGroup).collect();
        let mut numbers: Vec<Cow<'_, [i64]>> =
            sets.iter().map(|(_, places)| Cow::Borrowed(&places.numbers[..])).collect();
        let calls: Vec<_> = groups
            .iter()
            .map(|place| [Value::Int(sets[*place].0.key), Value::Keys(&sets[*place].1.numbers)])
            .collect();
        groups.iter().for_each(|place| numbers[*place] = Cow::default());
        self.each(&NOT_BY_DEFAULT, &calls, |call, row| {
            numbers[groups[call]].to_mut().push(row.int(0)?);
            Ok(())
        })?;
        self.changed_places(&PUT_IN, sets, &numbers, 1)
    }

    /// Takes members out of sets and returns for each the places of those that were in it.
    fn take_out(&self, sets: &[(Set, &Places)]) -> Result<Vec<Vec<usize>>> {
        static TAKE_OUT: Sql = Sql::new(
            "DELETE FROM collection_members
                     WHERE collection = $1 AND entity_kind = 1
                         AND entity {in $2} RETURNING entity",
        );
        let numbers: Vec<_> = sets.iter().map(|(_, places)| Cow::Borrowed(&places.numbers[..])).collect();
        self.changed_places(&TAKE_OUT, sets, &numbers, -1)
    }

    fn changed_places(
        &self,
        sql: &'static Sql,
        sets: &[(Set, &Places)],
        numbers: &[Cow<'_, [i64]>],
        delta: i64,
    ) -> Result<Vec<Vec<usize>>> {
        let calls: Vec<_> = sets
            .iter()
            .zip(numbers)
            .map(|((set, _), numbers)| [Value::Int(set.key), Value::Keys(numbers)])
            .collect();
        let mut changed = vec![Vec::new(); sets.len()];
        self.each(sql, &calls, |call, row| {
            changed[call].push(sets[call].1.of(row.int(0)?)?);
            Ok(())
        })?;
        for ((set, _), changed) in sets.iter().zip(&changed) {
            self.add_to_size(set.key, delta * i64::try_from(changed.len()).unwrap_or(i64::MAX))?;
        }
        Ok(changed)
    }

    /// Finds the numbers of customers in the order asked for; nothing for an unknown id.
    pub(crate) fn numbers(&self, ids: &[CustomerId]) -> Result<Vec<Option<i64>>> {
        // The index on the id holds the number too, so no customer's row is read.
        static NUMBERS: Sql = Sql::new("SELECT id, number FROM customers WHERE id {in $1}");
        let new = self.new_numbers.borrow();
        let unknown = ids.iter().filter(|id| !new.contains_key(id)).map(|id| id.to_bytes());
        let unknown: Vec<[u8; 16]> = unknown.collect();
        let mut numbers: HashMap<CustomerId, i64> = HashMap::with_capacity(unknown.len());
        if !unknown.is_empty() {
            self.driver.query(&NUMBERS, &[Value::Uuids(&unknown)], &mut |row| {
                numbers.insert(CustomerId::from_bytes(row.uuid(0)?), row.int(1)?);
                Ok(())
            })?;
        }
        Ok(ids.iter().map(|id| new.get(id).or_else(|| numbers.get(id)).copied()).collect())
    }
}

fn code(kind: CollectionKind) -> Value<'static> {
    Value::Int(kind.entity().code())
}

fn read_collection(row: &dyn Row) -> Result<Collection> {
    let preset = row.text(3)?;
    Ok(Collection {
        id: CollectionId::from_bytes(row.uuid(0)?),
        kind: CollectionKind::from_code(row.int(1)?).ok_or_else(corrupt)?,
        name: row.text(2)?.to_owned(),
        preset: if preset.is_empty() { None } else { Some(Preset::from_code(preset).ok_or_else(corrupt)?) },
        revision: Revision(u32::try_from(row.int(4)?).map_err(|_| corrupt())?),
        created_at: Timestamp::from_micros(row.int(5)?),
        archived_at: row.opt_int(6)?.map(Timestamp::from_micros),
        size: unsigned(row.opt_int(7)?.unwrap_or(0))?,
    })
}

fn unsigned(number: i64) -> Result<u64> {
    u64::try_from(number).map_err(|_| corrupt())
}

fn taken(kind: CollectionKind) -> Error {
    Error::AlreadyExists { entity: kind.entity(), field: "name" }
}

fn corrupt() -> Error {
    Error::storage(ErrorKind::Corrupt, "a tag or group cannot be read")
}
