use std::rc::Rc;

use kartotek::Customer;
use rusqlite::types::Value;
use rusqlite::{ToSql, params_from_iter};

use super::read::COLUMNS;
use super::{Baseline, Result};

/// A filter with the plan that suits it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Filter<'a> {
    /// Everybody, by name.
    None,
    /// Those of a common tag, by name: along the index of the names.
    CommonTag(&'a str),
    /// Those of a rare tag, by name: collected and sorted.
    RareTag(&'a str),
    /// Those who registered between two instants, the latest first.
    RegisteredLatestFirst(i64, i64),
    /// The same by name: collected and sorted.
    RegisteredByName(i64, i64),
    /// Those of a country, by name: along the index of the names.
    Country(&'a str),
    /// Those of a country with a tag, by name: both looked up first, then collected.
    CountryAndTag(&'a str, &'a str),
    /// Everybody by street, which no index has: every row is read.
    ByStreet,
}

/// A place in the list by name.
pub type Place = (Vec<u8>, [u8; 16]);

const HAS_TAG: &str = "EXISTS (SELECT 1 FROM collection_members m
     WHERE m.entity_kind = 1 AND m.entity = c.number AND m.collection = ?1)";

impl Baseline {
    /// Returns the first page of a list.
    ///
    /// # Errors
    /// Of the storage.
    pub fn page(&self, filter: Filter<'_>, limit: u32) -> Result<Vec<Customer>> {
        self.in_snapshot(|| self.page_of(filter, limit))
    }

    /// Returns the page by name after a place.
    ///
    /// # Errors
    /// Of the storage.
    pub fn page_after(&self, place: &Place, limit: u32) -> Result<Vec<Customer>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM customers c WHERE (c.sort_name, c.id) > (?1, ?2)
                 AND c.archived_at IS NULL ORDER BY c.sort_name, c.id LIMIT ?3"
        );
        self.in_snapshot(|| self.records(&sql, &[&place.0, &place.1, &limit]))
    }

    /// Returns the place of a customer in the list by name.
    ///
    /// # Errors
    /// Where there is none, and of the storage.
    pub fn place_of(&self, number: i64) -> Result<Place> {
        let sql = "SELECT sort_name, id FROM customers WHERE number = ?1";
        Ok(self.connection.query_row(sql, [number], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    pub(super) fn in_snapshot<T>(&self, body: impl FnOnce() -> Result<T>) -> Result<T> {
        self.connection.prepare_cached("BEGIN")?.execute([])?;
        let value = body();
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        value
    }

    fn page_of(&self, filter: Filter<'_>, limit: u32) -> Result<Vec<Customer>> {
        let walk = |condition: &str| {
            format!(
                "SELECT {COLUMNS} FROM customers c WHERE c.archived_at IS NULL AND {condition}
                 ORDER BY c.sort_name, c.id LIMIT ?2"
            )
        };
        match filter {
            Filter::None => {
                let sql = format!(
                    "SELECT {COLUMNS} FROM customers c WHERE c.archived_at IS NULL
                     ORDER BY c.sort_name, c.id LIMIT ?1"
                );
                self.records(&sql, &[&limit])
            }
            Filter::CommonTag(tag) => self.records(&walk(HAS_TAG), &[&self.tags[tag], &limit]),
            Filter::Country(country) => self.records(&walk("+c.country = ?1"), &[&country, &limit]),
            Filter::RareTag(tag) => {
                let from = "(SELECT entity AS number FROM collection_members
                     WHERE collection = ?1 AND entity_kind = 1)";
                self.collect(from, &[&self.tags[tag]], limit)
            }
            Filter::RegisteredLatestFirst(from, to) => {
                let sql = format!(
                    "SELECT {COLUMNS} FROM customers c WHERE c.archived_at IS NULL
                         AND c.registered_at >= ?1 AND c.registered_at < ?2
                     ORDER BY c.registered_at DESC, c.id DESC LIMIT ?3"
                );
                self.records(&sql, &[&from, &to, &limit])
            }
            Filter::RegisteredByName(from, to) => {
                let source =
                    "(SELECT number FROM customers WHERE registered_at >= ?1 AND registered_at < ?2)";
                self.collect(source, &[&from, &to], limit)
            }
            Filter::CountryAndTag(country, tag) => {
                let mut numbers = self.numbers(
                    "SELECT number FROM customers WHERE country = ?1 ORDER BY number",
                    &[&country],
                )?;
                let tagged = self.numbers(
                    "SELECT entity FROM collection_members WHERE collection = ?1 AND entity_kind = 1
                     ORDER BY entity",
                    &[&self.tags[tag]],
                )?;
                let mut tagged = tagged.into_iter().peekable();
                numbers.retain(|number| {
                    while tagged.next_if(|tagged| tagged < number).is_some() {}
                    tagged.peek() == Some(number)
                });
                let list = Rc::new(numbers.into_iter().map(Value::from).collect::<Vec<_>>());
                self.collect("(SELECT value AS number FROM rarray(?1))", &[&list], limit)
            }
            Filter::ByStreet => {
                let mut statement =
                    self.connection.prepare_cached("SELECT number, id, street FROM customers c")?;
                let mut rows = statement.query([])?;
                let mut keys: Vec<(Vec<u8>, [u8; 16], i64)> = Vec::new();
                while let Some(row) = rows.next()? {
                    let key = self.collation.key(row.get_ref(2)?.as_str()?);
                    keys.push((key, row.get(1)?, row.get(0)?));
                }
                keys.sort_unstable();
                keys.truncate(limit as usize);
                self.by_numbers(&keys.iter().map(|key| key.2).collect::<Vec<_>>())
            }
        }
    }

    fn numbers(&self, sql: &str, parameters: &[&dyn ToSql]) -> Result<Vec<i64>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params_from_iter(parameters), |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Sorts the customers of a source by name in SQLite, and reads the first of them.
    pub(super) fn collect(
        &self,
        source: &str,
        parameters: &[&dyn ToSql],
        limit: u32,
    ) -> Result<Vec<Customer>> {
        let sql = format!(
            "SELECT c.number FROM {source} d CROSS JOIN customers c ON c.number = d.number
             WHERE c.archived_at IS NULL ORDER BY c.sort_name, c.id LIMIT {limit}"
        );
        self.by_numbers(&self.numbers(&sql, parameters)?)
    }
}
