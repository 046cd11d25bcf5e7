//! What is known of tags and groups, and of the customers who are in them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::base::{CollectionId, CustomerId, EntityKind, Error, Result};
use crate::collections::{CollectionKind, CollectionRef};
use crate::sql::{KnownSet, Sql, SqlTx, Value};

use super::corrupt;
use super::members::Places;

/// What storage knows of a set without its name.
#[derive(Clone, Copy)]
pub(super) struct Set {
    pub(super) key: i64,
    pub(super) kind: CollectionKind,
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

/// The query that gives pairs of a customer's number and the key of a set it is a member of; takes the
/// number of one customer, or a list of numbers.
pub(crate) fn memberships_of(customers: usize) -> &'static Sql {
    static OF_ONE: Sql =
        Sql::new("SELECT entity, collection FROM collection_members WHERE entity_kind = 1 AND entity = $1");
    static OF_MANY: Sql = Sql::new(
        "SELECT m.entity, m.collection FROM {list k $1} CROSS JOIN collection_members m
         WHERE m.entity_kind = 1 AND m.entity = k.value",
    );
    if customers == 1 { &OF_ONE } else { &OF_MANY }
}

impl SqlTx<'_> {
    /// Finds the keys of sets, in order.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) fn sets(&self, ids: &[CollectionId]) -> Result<Vec<Set>> {
        let keys = self.keys_of_sets(ids)?.into_iter().zip(ids);
        let found = keys.map(|(key, id)| {
            let key = key.ok_or_else(|| Error::not_found(EntityKind::Tag, *id))?;
            let kind = CollectionKind::from_code(self.known_set(key)?.kind).ok_or_else(corrupt)?;
            Ok(Set { key, kind })
        });
        found.collect()
    }

    pub(super) fn set(&self, id: CollectionId) -> Result<Set> {
        Ok(self.sets(&[id])?.remove(0))
    }

    /// Finds the keys of sets, in order; nothing for an unknown id.
    pub(crate) fn keys_of_sets(&self, ids: &[CollectionId]) -> Result<Vec<Option<i64>>> {
        static SETS: Sql = Sql::new("SELECT key, kind, id, name, name_key FROM collections WHERE id {in $1}");
        let known = self.driver.known_sets()?;
        let unknown = ids.iter().map(|id| id.to_bytes()).filter(|id| known.key(*id).is_none());
        let unknown: Vec<[u8; 16]> = unknown.collect();
        if !unknown.is_empty() {
            self.learn(&SETS, &[Value::Uuids(&unknown)])?;
        }
        Ok(ids.iter().map(|id| known.key(id.to_bytes())).collect())
    }

    /// Finds the ids of sets by their names, in order; nothing for an unknown name.
    pub(super) fn ids_of_names(
        &self,
        names: &[(CollectionKind, String)],
    ) -> Result<Vec<Option<CollectionId>>> {
        static SETS: Sql = Sql::new(
            "SELECT key, kind, id, name, name_key FROM collections WHERE kind {in $1} AND name_key {in $2}",
        );
        let known = self.driver.known_sets()?;
        let find = |(kind, name): &(CollectionKind, String)| known.named(kind.entity().code(), name);
        let unknown: Vec<_> = names.iter().filter(|name| find(name).is_none()).collect();
        if !unknown.is_empty() {
            let kinds: BTreeSet<i64> = unknown.iter().map(|(kind, _)| kind.entity().code()).collect();
            let kinds: Vec<i64> = kinds.into_iter().collect();
            let keys: Vec<&str> = unknown.iter().map(|(_, key)| key.as_str()).collect();
            self.learn(&SETS, &[Value::Keys(&kinds), Value::Texts(&keys)])?;
        }
        Ok(names.iter().map(|name| Some(CollectionId::from_bytes(find(name)?.id))).collect())
    }

    /// Returns the sets of customers, in order, of whom the number and the key of the default group
    /// are given, and what [`memberships_of`] found.
    ///
    /// Memberships alone first, then the names: a page's customers share few sets, and a join would
    /// read and sort the names of each anew.
    pub(crate) fn sets_of_customers(
        &self,
        customers: &[(i64, i64)],
        memberships: &[(i64, i64)],
    ) -> Result<Vec<SetsOfCustomer>> {
        let keys = customers.iter().map(|customer| customer.1).chain(memberships.iter().map(|pair| pair.1));
        self.learn_sets(keys)?;
        let mut sets = Vec::with_capacity(customers.len());
        for (_, group) in customers {
            sets.push(SetsOfCustomer::with_default(reference(&*self.known_set(*group)?)));
        }
        let places = Places::new(customers.iter().map(|customer| customer.0).zip(0..));
        let mut members = Vec::with_capacity(memberships.len());
        for (number, key) in memberships {
            members.push((places.of(*number)?, self.known_set(*key)?));
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
        self.learn(&SETS, &[Value::Keys(&unknown)])
    }

    fn learn(&self, sql: &'static Sql, sets: &[Value<'_>]) -> Result<()> {
        let known = self.driver.known_sets()?;
        self.driver.query(sql, sets, &mut |row| {
            let (name, name_key) = (row.text(3)?.to_owned(), row.text(4)?.to_owned());
            known.learn(row.int(0)?, KnownSet { kind: row.int(1)?, id: row.uuid(2)?, name, name_key });
            Ok(())
        })
    }

    pub(crate) fn known_set(&self, key: i64) -> Result<Arc<KnownSet>> {
        self.driver.known_sets()?.get(key).ok_or_else(corrupt)
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
