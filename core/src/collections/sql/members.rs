//! Who is in which tag or group.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::base::{CustomerId, EntityKind, Result};
use crate::collections::CollectionKind;
use crate::sql::{Query, Sql, SqlTx, Value};

use super::corrupt;
use super::known::Set;

/// What kind of entity a customer is.
const CUSTOMER: Value<'static> = Value::Int(EntityKind::Customer.code());

/// A kind of members, and how they enter sets and leave them: the key of a set and the keys of members are
/// given, and those come back of whom it is news.
pub(super) struct Members {
    pub(super) kind: EntityKind,
    put_in: Sql,
    take_out: Sql,
}

impl Members {
    /// The kind's number is written out, as the plans of the statements are made for it.
    const fn new(kind: EntityKind, put_in: &'static str, take_out: &'static str) -> Self {
        Self { kind, put_in: Sql::new(put_in), take_out: Sql::new(take_out) }
    }
}

macro_rules! members {
    ($kind:ident, $code:literal) => {
        Members::new(
            EntityKind::$kind,
            concat!(
                "INSERT INTO collection_members (collection, entity_kind, entity)
                     SELECT $1, ",
                $code,
                ", k.value FROM {list k $2} WHERE TRUE
                     ON CONFLICT DO NOTHING RETURNING entity"
            ),
            concat!(
                "DELETE FROM collection_members
                     WHERE collection = $1 AND entity_kind = ",
                $code,
                "
                         AND entity {in $2} RETURNING entity"
            ),
        )
    };
}

pub(super) static CUSTOMERS: Members = members!(Customer, 1);
pub(super) static GALLERIES: Members = members!(Gallery, 10);

/// Numbers of customers in order, each once, with its first place in the call.
pub(super) struct Places {
    numbers: Vec<i64>,
    places: Vec<usize>,
}

impl Places {
    pub(super) fn new(pairs: impl IntoIterator<Item = (i64, usize)>) -> Self {
        let mut pairs: Vec<(i64, usize)> = pairs.into_iter().collect();
        pairs.sort_unstable();
        pairs.dedup_by_key(|pair| pair.0);
        let (numbers, places) = pairs.into_iter().unzip();
        Self { numbers, places }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Returns each number with its place.
    pub(super) fn into_pairs(self) -> impl Iterator<Item = (i64, usize)> {
        self.numbers.into_iter().zip(self.places)
    }

    pub(super) fn of(&self, number: i64) -> Result<usize> {
        self.numbers.binary_search(&number).map(|index| self.places[index]).map_err(|_| corrupt())
    }
}

impl SqlTx<'_> {
    /// Notes that sets, of which each is named once, have more or fewer customers.
    ///
    /// Memberships do so by themselves. Whoever inserts customers calls it for their default groups.
    pub(crate) fn add_to_sizes(&self, deltas: impl IntoIterator<Item = (i64, i64)>) -> Result<()> {
        self.add_to_sizes_of(EntityKind::Customer, deltas)
    }

    /// Notes that sets, of which each is named once, have more or fewer members of a kind.
    pub(super) fn add_to_sizes_of(
        &self,
        kind: EntityKind,
        deltas: impl IntoIterator<Item = (i64, i64)>,
    ) -> Result<()> {
        static ADD: Sql = Sql::new(
            "INSERT INTO collection_sizes (collection, entity_kind, size) {rows int int int}
             ON CONFLICT (collection, entity_kind)
             DO UPDATE SET size = collection_sizes.size + excluded.size",
        );
        let deltas = deltas.into_iter().filter(|(_, delta)| *delta != 0);
        let kind = Value::Int(kind.code());
        let rows: Vec<Value<'_>> =
            deltas.flat_map(|(set, delta)| [Value::Int(set), kind, Value::Int(delta)]).collect();
        if rows.is_empty() { Ok(()) } else { self.driver.execute_many(&ADD, 3, &rows) }
    }

    /// Gives customers other default groups, each customer one: the number, the key of the old group and of
    /// the new. A customer becomes a member of the old one, and is no member of the new one beside. The
    /// caller writes the column `default_group`.
    pub(crate) fn exchange_defaults(&self, exchanges: &[(i64, i64, i64)]) -> Result<()> {
        static STAY: Sql = Sql::new(
            "INSERT INTO collection_members (collection, entity_kind, entity) {rows int int int}
             ON CONFLICT DO NOTHING",
        );
        if exchanges.is_empty() {
            return Ok(());
        }
        let (mut joining, mut staying) = (BTreeMap::new(), Vec::with_capacity(exchanges.len() * 3));
        for (at, (number, old, new)) in exchanges.iter().enumerate() {
            joining.entry(*new).or_insert_with(Vec::new).push((*number, at));
            staying.extend([Value::Int(*old), CUSTOMER, Value::Int(*number)]);
            self.note_joined(*number);
        }
        // An old one keeps its size: one customer by default less, one member more. A new one keeps it too
        // where the customer was a member.
        let mut sizes = Vec::with_capacity(joining.len());
        let mut leaving = Vec::with_capacity(joining.len());
        for (key, pairs) in joining {
            sizes.push((key, i64::try_from(pairs.len()).unwrap_or(i64::MAX)));
            leaving.push((Set { key, kind: CollectionKind::CustomerGroup }, Places::new(pairs)));
        }
        let leaving: Vec<(Set, &Places)> = leaving.iter().map(|(set, places)| (*set, places)).collect();
        self.take_out(&CUSTOMERS, &leaving)?;
        self.add_to_sizes(sizes)?;
        self.driver.execute_many(&STAY, 3, &staying)
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
        let mut sizes: HashMap<i64, i64> = HashMap::new();
        let queries: [Query<'_>; 2] = [(&SIZES, &numbers), (&DEFAULTS, &numbers)];
        self.driver.query_all(&queries, &mut |_, row| {
            *sizes.entry(row.int(0)?).or_default() -= row.int(1)?;
            Ok(())
        })?;
        self.send(&FORGET, &numbers)?;
        self.add_to_sizes(sizes)
    }

    /// Makes customers members of sets, neither of which stood together before, each pair once and none
    /// by default. Nothing is to be found out, so nobody waits.
    pub(super) fn put_in_unseen(&self, pairs: &[(i64, i64)]) -> Result<()> {
        static PUT_IN: Sql =
            Sql::new("INSERT INTO collection_members (collection, entity_kind, entity) {rows int int int}");
        let (mut rows, mut sizes) = (Vec::with_capacity(pairs.len() * 3), HashMap::new());
        for (set, number) in pairs {
            rows.extend([Value::Int(*set), CUSTOMER, Value::Int(*number)]);
            *sizes.entry(*set).or_insert(0) += 1;
            self.note_joined(*number);
        }
        if rows.is_empty() {
            return Ok(());
        }
        self.driver.execute_many(&PUT_IN, 3, &rows)?;
        self.add_to_sizes(sizes)
    }

    /// Tells whether this transaction made the customer, and put it into nothing yet.
    pub(super) fn is_in_nothing(&self, id: CustomerId, number: i64) -> bool {
        // Numbers grow, and so do those of customers that are made and put into sets turn by turn.
        number > self.joined_up_to.get() && self.new_numbers.borrow().contains_key(&id)
    }

    fn note_joined(&self, number: i64) {
        self.joined_up_to.set(self.joined_up_to.get().max(number));
    }

    /// Makes members of sets and returns for each the places of those that were not in it.
    pub(super) fn put_in(
        &self,
        members: &'static Members,
        sets: &[(Set, &Places)],
    ) -> Result<Vec<Vec<usize>>> {
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
        self.changed_places(members, &members.put_in, sets, &numbers, 1)
    }

    /// Takes members out of sets and returns for each the places of those that were in it.
    pub(super) fn take_out(
        &self,
        members: &'static Members,
        sets: &[(Set, &Places)],
    ) -> Result<Vec<Vec<usize>>> {
        let numbers: Vec<_> = sets.iter().map(|(_, places)| Cow::Borrowed(&places.numbers[..])).collect();
        self.changed_places(members, &members.take_out, sets, &numbers, -1)
    }

    fn changed_places(
        &self,
        members: &Members,
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
        if members.kind == EntityKind::Customer {
            numbers
                .iter()
                .flat_map(|numbers| numbers.last())
                .for_each(|greatest| self.note_joined(*greatest));
        }
        let mut changed = vec![Vec::new(); sets.len()];
        self.each(sql, &calls, |call, row| {
            changed[call].push(sets[call].1.of(row.int(0)?)?);
            Ok(())
        })?;
        let mut sizes: HashMap<i64, i64> = HashMap::new();
        for ((set, _), changed) in sets.iter().zip(&changed) {
            *sizes.entry(set.key).or_default() += delta * i64::try_from(changed.len()).unwrap_or(i64::MAX);
        }
        self.add_to_sizes_of(members.kind, sizes)?;
        Ok(changed)
    }
}
