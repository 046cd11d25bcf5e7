//! Who is in which tag or group.

use std::borrow::Cow;

use crate::base::Result;
use crate::collections::CollectionKind;
use crate::sql::{Sql, SqlTx, Value};

use super::corrupt;
use super::known::Set;

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

    pub(super) fn of(&self, number: i64) -> Result<usize> {
        self.numbers.binary_search(&number).map(|index| self.places[index]).map_err(|_| corrupt())
    }
}

impl SqlTx<'_> {
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
    pub(super) fn put_in(&self, sets: &[(Set, &Places)]) -> Result<Vec<Vec<usize>>> {
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
    pub(super) fn take_out(&self, sets: &[(Set, &Places)]) -> Result<Vec<Vec<usize>>> {
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
}
