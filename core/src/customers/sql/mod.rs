//! Customers in SQL.
//!
//! The columns of a customer's own fields follow the catalogue (`columns`); `write` and `read` move
//! records, `list` chooses the plan of a list, `conditions` turns filters into SQL, `search` finds
//! typed text where `typed` says, `within` lets the engine choose.

mod best;
mod children;
mod columns;
mod conditions;
mod list;
mod plan;
mod read;
mod search;
mod sieve;
mod sorted;
mod stored_row;
mod typed;
mod update;
mod walk;
mod within;
mod write;

pub(crate) use columns::{names_and_types as stored_columns, wrong_further};
pub(crate) use read::{by_ids_beside as customers_beside, by_numbers as customers_by_numbers};

use crate::base::{CustomerId, Result};
use crate::customers::{
    Customer, CustomerKeys, CustomerList, CustomerQuery, CustomerRead, CustomerRow, CustomerUpdate,
    CustomerWalk, CustomerWrite, ListPlace, ListedCustomer, MatchKeys, SearchQuery, StoredCustomer,
    Tombstone,
};
use crate::sql::SqlTx;

impl CustomerRead for SqlTx<'_> {
    fn customers(&self, ids: &[CustomerId]) -> Result<Vec<Customer>> {
        read::by_ids(self, ids)
    }

    fn customer_by_number(&self, number: u64) -> Result<Option<Customer>> {
        Ok(read::by_numbers(self, &[i64::try_from(number).unwrap_or(0)])?.pop())
    }

    fn list_customers(&self, list: &CustomerList<'_>) -> Result<Vec<ListedCustomer>> {
        list::list(self, list)
    }

    fn each_customer(
        &self,
        walk: &CustomerWalk<'_>,
        each: &mut dyn FnMut(&dyn CustomerRow) -> Result<()>,
    ) -> Result<Option<ListPlace>> {
        walk::each(self, walk, each)
    }

    fn count_customers(&self, query: &CustomerQuery<'_>, cap: Option<u64>) -> Result<u64> {
        list::count(self, query, cap)
    }

    fn search_customers(&self, query: &SearchQuery, limit: usize) -> Result<Vec<Customer>> {
        search::search(self, query, limit)
    }

    fn match_customers(&self, keys: &MatchKeys) -> Result<Vec<Customer>> {
        read::by_match_keys(self, keys)
    }

    fn customers_of_contents(&self, contents: &[i64]) -> Result<Vec<(i64, CustomerId)>> {
        read::of_contents(self, contents)
    }

    fn tombstones(&self, ids: &[CustomerId]) -> Result<Vec<Tombstone>> {
        read::tombstones(self, ids)
    }
}

impl CustomerWrite for SqlTx<'_> {
    fn insert_customers(&mut self, rows: &[StoredCustomer]) -> Result<Vec<u64>> {
        write::insert(self, rows)
    }

    fn update_customers(&mut self, updates: &[CustomerUpdate]) -> Result<()> {
        update::update(self, updates)
    }

    fn delete_customer(&mut self, tombstone: &Tombstone) -> Result<()> {
        write::delete(self, tombstone)
    }

    fn remember_contents(&mut self, contents: &[(i64, CustomerId)]) -> Result<()> {
        write::remember_contents(self, contents)
    }

    fn put_customer_keys(&mut self, keys: &[(u64, CustomerKeys)]) -> Result<()> {
        write::put_keys(self, keys)
    }

    fn delete_customers(&mut self, tombstones: &[Tombstone]) -> Result<()> {
        write::delete_many(self, tombstones)
    }

    fn begin_clearing(&mut self) -> Result<()> {
        self.driver.clearing_started()
    }

    fn begin_bulk(&mut self) -> Result<()> {
        self.driver.bulk_started()
    }

    fn end_bulk(&mut self) -> Result<()> {
        self.driver.bulk_finished()
    }
}
