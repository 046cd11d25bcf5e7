use std::rc::Rc;

use kartotek::{Clock, Customer, CustomerId, IdSource, SystemClock};
use rusqlite::params;
use rusqlite::types::Value;
use serde_json::json;

use super::import::{CREATED, CUSTOMER, UPDATED};
use super::record::Record;
use super::{Baseline, Result};

/// What is done to a customer that gains or loses a tag, as history counts it.
const GROUPED: i64 = 6;

/// So many customers wait before they go into the trigram index together.
const PENDING: i64 = 1_000;

/// A customer to create.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each is what it names")]
pub struct NewCustomer<'a> {
    pub given: &'a str,
    pub family: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
    pub tags: [&'a str; 2],
}

impl Baseline {
    /// Creates a customer in a transaction of its own and returns its number.
    ///
    /// # Errors
    /// Where it is not right, and of the storage.
    pub fn create_customer(&mut self, new: &NewCustomer<'_>) -> Result<i64> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let number = self.insert_customer(new)?;
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(number)
    }

    /// Creates customers in one transaction.
    ///
    /// # Errors
    /// Where one is not right, and of the storage.
    pub fn create_customers(&mut self, new: &[NewCustomer<'_>]) -> Result<()> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        new.iter().try_for_each(|new| self.insert_customer(new).map(drop))?;
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    fn insert_customer(&mut self, new: &NewCustomer<'_>) -> Result<i64> {
        let record = Record::of(new, &self.collation)?;
        let now = SystemClock.now();
        let id = self.ids.next_id(now)?;
        let number = self.count_on("customer_number", 1)?;
        self.count_on("customer_count", 1)?;
        self.insert(number, &id, now, &record)?;
        self.add_to_size(self.standard_group.0, 1)?;
        for tag in new.tags {
            self.put_tag(self.tags[tag], number)?;
            self.add_to_size(self.tags[tag], 1)?;
        }
        self.await_trigrams(number)?;
        self.one_change(&id, CREATED, None)?;
        Ok(number)
    }

    fn one_change(&self, id: &[u8], action: i64, old: Option<&str>) -> Result<()> {
        let set = self.count_on("change_set_key", 1)?;
        let first = self.close_set(set, SystemClock.now(), 1)?;
        self.append_change(first, set, CUSTOMER, id, action, old)
    }

    fn await_trigrams(&self, number: i64) -> Result<()> {
        if !self.has_trigrams {
            return Ok(());
        }
        self.connection
            .prepare_cached("INSERT INTO customer_search_pending (customer) VALUES (?1)")?
            .execute([number])?;
        let waiting: i64 = self
            .connection
            .prepare_cached("SELECT count(*) FROM customer_search_pending")?
            .query_row([], |row| row.get(0))?;
        if waiting >= PENDING {
            self.connection.execute_batch(
                "INSERT INTO customer_trigrams (rowid, text)
                     SELECT p.customer, replace(s.text, ' ', '  ') FROM customer_search_pending p
                     CROSS JOIN customer_search s ON s.customer = p.customer ORDER BY p.customer;
                 DELETE FROM customer_search_pending;",
            )?;
        }
        Ok(())
    }

    /// Changes a customer's note in a transaction of its own.
    ///
    /// # Errors
    /// Where another changed it since it was read, and of the storage.
    pub fn update_note(&self, id: CustomerId, note: &str) -> Result<()> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let mut read =
            self.connection.prepare_cached("SELECT number, revision, note FROM customers WHERE id = ?1")?;
        let (number, revision, old): (i64, i64, String) =
            read.query_row([id.to_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE customers SET note = ?1, further = further | 16, revision = ?2, updated_at = ?3
                 WHERE number = ?4 AND revision = ?5",
            )?
            .execute(params![note, revision + 1, SystemClock.now().as_micros(), number, revision])?;
        if changed == 0 {
            return Err("changed meanwhile".into());
        }
        let old = json!({ "note": old }).to_string();
        self.one_change(&id.to_bytes(), UPDATED, Some(&old))?;
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }

    /// Puts a tag on customers or takes it away, with a history row for each that changed, and returns
    /// how many did.
    ///
    /// # Errors
    /// Of the storage.
    pub fn tag(&self, ids: &[CustomerId], tag: &str, add: bool) -> Result<usize> {
        let key = self.tags[tag];
        let set_id = self.names[&key].id;
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let set = self.count_on("change_set_key", 1)?;
        let list = Rc::new(ids.iter().map(|id| Value::from(id.to_bytes().to_vec())).collect::<Vec<_>>());
        let mut found: Vec<(i64, [u8; 16])> = {
            let mut statement = self.connection.prepare_cached(
                "SELECT number, id FROM customers WHERE id IN (SELECT value FROM rarray(?1))",
            )?;
            let rows = statement.query_map([list], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<_>>()?
        };
        found.sort_unstable();
        let sql = if add {
            "INSERT INTO collection_members (collection, entity_kind, entity) VALUES (?1, 1, ?2)
             ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM collection_members WHERE collection = ?1 AND entity_kind = 1 AND entity = ?2"
        };
        let old = json!({ "tags": format!("{}{set_id}", if add { '+' } else { '-' }) }).to_string();
        let mut put = self.connection.prepare_cached(sql)?;
        found.retain(|(number, _)| put.execute([key, *number]).is_ok_and(|changed| changed > 0));
        let count = i64::try_from(found.len())?;
        let first = self.close_set(set, SystemClock.now(), count)?;
        for (seq, (_, id)) in (first..).zip(&found) {
            self.append_change(seq, set, CUSTOMER, id, GROUPED, Some(&old))?;
        }
        self.add_to_size(key, if add { count } else { -count })?;
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(found.len())
    }

    /// Returns customers of numbers spread over the register.
    ///
    /// # Errors
    /// Of the storage.
    pub fn spread(&self, count: u32) -> Result<Vec<Customer>> {
        let ids = self.spread_ids(count)?;
        ids.into_iter().map(|id| self.get(id)).collect()
    }

    /// Returns ids of customers spread over the register.
    ///
    /// # Errors
    /// Of the storage.
    pub fn spread_ids(&self, count: u32) -> Result<Vec<CustomerId>> {
        let last: i64 =
            self.connection.query_row("SELECT max(number) FROM customers", [], |row| row.get(0))?;
        let mut id = self.connection.prepare("SELECT id FROM customers WHERE number = ?1")?;
        let numbers = (0..i64::from(count)).map(|index| 1 + index * last / i64::from(count));
        numbers.map(|number| Ok(CustomerId::from_bytes(id.query_row([number], |row| row.get(0))?))).collect()
    }
}
