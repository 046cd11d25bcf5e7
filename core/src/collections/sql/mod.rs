//! Tags and groups in SQL.

mod bearers;
mod known;
mod members;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::{CollectionId, CustomerId, EntityKind, Error, ErrorKind, Result, Revision, Timestamp};
use crate::sql::{Row, Sql, SqlTx, Value};

use super::{Collection, CollectionKind, CollectionRead, CollectionRef, CollectionWrite, Membership, Preset};

use known::Set;
pub(crate) use known::{SetsOfCustomer, memberships_of};
use members::{CUSTOMERS, Members, Places};

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

    fn collection_ids(&self, names: &[(CollectionKind, String)]) -> Result<Vec<Option<CollectionId>>> {
        self.ids_of_names(names)
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
        self.all(&ARCHIVED, &[code(kind)], read_count)
    }

    fn bearers(&self, kind: EntityKind, tag: CollectionId) -> Result<Vec<[u8; 16]>> {
        self.bearers_of(kind, tag)
    }

    fn count_bearers(&self, kind: EntityKind) -> Result<Vec<(CollectionId, u64)>> {
        static COUNTS: Sql = Sql::new(
            "SELECT c.id, s.size FROM collection_sizes s JOIN collections c ON c.key = s.collection
             WHERE s.entity_kind = $1 AND s.size > 0",
        );
        self.all(&COUNTS, &[Value::Int(kind.code())], read_count)
    }

    fn tags_of(&self, kind: EntityKind, ids: &[[u8; 16]]) -> Result<Vec<([u8; 16], CollectionRef)>> {
        self.tags_of_bearers(kind, ids)
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
        let [key] = self.count_on([("collection_key", 1)])?;
        let row = [
            Value::Int(key),
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
        self.change_sets(&CUSTOMERS, &numbers, add, remove)
    }

    fn add_members(&mut self, pairs: &[(CustomerId, CollectionId)]) -> Result<Vec<bool>> {
        let customers: Vec<CustomerId> = pairs.iter().map(|pair| pair.0).collect();
        let mut by_set: BTreeMap<CollectionId, Vec<(i64, usize)>> = BTreeMap::new();
        for (at, number) in self.numbers(&customers)?.into_iter().enumerate() {
            if let Some(number) = number {
                by_set.entry(pairs[at].1).or_default().push((number, at));
            }
        }
        let ids: Vec<CollectionId> = by_set.keys().copied().collect();
        let mut new = vec![false; pairs.len()];
        let (mut unseen, mut places) = (Vec::new(), Vec::new());
        for (set, members) in self.sets(&ids)?.into_iter().zip(by_set.into_values()) {
            // Those of its default group are not looked up here.
            let may_be_in = |(number, at): &(i64, usize)| {
                set.kind == CollectionKind::CustomerGroup || !self.is_in_nothing(pairs[*at].0, *number)
            };
            let (seen, fresh): (Vec<_>, Vec<_>) = members.into_iter().partition(may_be_in);
            for (number, at) in Places::new(fresh).into_pairs() {
                unseen.push((set.key, number));
                new[at] = true;
            }
            places.push((set, Places::new(seen)));
        }
        let seen: Vec<(Set, &Places)> = places
            .iter()
            .filter(|(_, places)| !places.is_empty())
            .map(|(set, places)| (*set, places))
            .collect();
        self.put_in(&CUSTOMERS, &seen)?.into_iter().flatten().for_each(|at| new[at] = true);
        self.put_in_unseen(&unseen)?;
        Ok(new)
    }

    fn change_tags(
        &mut self,
        kind: EntityKind,
        ids: &[[u8; 16]],
        add: &[CollectionId],
        remove: &[CollectionId],
    ) -> Result<Vec<Option<Membership>>> {
        let (bearers, keys) = self.keys_of_bearers(kind, ids)?;
        self.change_sets(bearers, &keys, add, remove)
    }
}

impl SqlTx<'_> {
    /// Puts members, of whom the keys are given where they exist, into sets and takes them out of others.
    fn change_sets(
        &self,
        members: &'static Members,
        keys: &[Option<i64>],
        add: &[CollectionId],
        remove: &[CollectionId],
    ) -> Result<Vec<Option<Membership>>> {
        let places = Places::new(keys.iter().enumerate().filter_map(|(at, key)| Some(((*key)?, at))));
        let mut changes: Vec<Option<Membership>> =
            keys.iter().map(|key| key.map(|_| Membership::default())).collect();
        let with_places = |ids: &[CollectionId]| -> Result<Vec<(Set, &Places)>> {
            Ok(self.sets(ids)?.into_iter().map(|set| (set, &places)).collect())
        };
        for (id, new) in add.iter().zip(self.put_in(members, &with_places(add)?)?) {
            new.into_iter().for_each(|at| changes[at].get_or_insert_default().added.push(*id));
        }
        for (id, gone) in remove.iter().zip(self.take_out(members, &with_places(remove)?)?) {
            gone.into_iter().for_each(|at| changes[at].get_or_insert_default().removed.push(*id));
        }
        Ok(changes)
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

fn read_count(row: &dyn Row) -> Result<(CollectionId, u64)> {
    Ok((CollectionId::from_bytes(row.uuid(0)?), unsigned(row.int(1)?)?))
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
