//! Walking lists, whole or in long parts, reading no more than the fields that are asked for.
//!
//! The register by number is read from its table directly: a window of numbers at a time, its
//! memberships from their own index beside it. A row is decoded only where
//! it is asked; customers with rows in child tables are read whole. Every other list is put into
//! order first, as numbers, and its records follow in pages.

use crate::base::{CustomerId, Result};
use crate::customers::access::external_id_line;
use crate::customers::repository::{WholeRow, walk_pages};
use crate::customers::rules::{ordered, ordered_number};
use crate::customers::{Customer, CustomerList, CustomerRow, CustomerWalk, ListPlace};
use crate::sql::{Composed, Owned, Row, Sql, SqlTx, Value};

use super::columns::corrupt;
use super::conditions::{Demands, demands};
use super::list::numbers;
use super::read::by_numbers;
use super::stored_row::{Columns, Sets, StoredRow};

/// How many numbers of customers are looked at together.
const WINDOW: i64 = 1_000;
/// How many records are read together.
const PAGE: usize = 1_000;

/// Hands over the customers of a list in order.
pub(super) fn each(
    tx: &SqlTx<'_>,
    walk: &CustomerWalk<'_>,
    each: &mut dyn FnMut(&dyn CustomerRow) -> Result<()>,
) -> Result<Option<ListPlace>> {
    let CustomerWalk { list, fields } = walk;
    let CustomerList { query, sort, after, limit } = list;
    let Some(demands) = demands(tx, query)? else { return Ok(None) };
    let unfiltered = query.search.is_none()
        && query.conditions.is_empty()
        && query.in_sets.is_empty()
        && query.not_in_sets.is_empty()
        && query.ids.is_none();
    if unfiltered && sort.field == "number" && !sort.descending {
        return by_number(tx, walk, &demands, each);
    }
    if after.is_some() || *limit < usize::MAX {
        return walk_pages(tx, walk, each);
    }
    for numbers in numbers(tx, list, &demands)?.chunks(PAGE) {
        let customers = by_numbers(tx, numbers)?;
        customers.iter().try_for_each(|customer| each(&WholeRow { customer, fields }))?;
    }
    Ok(None)
}

fn by_number(
    tx: &SqlTx<'_>,
    walk: &CustomerWalk<'_>,
    demands: &Demands,
    each: &mut dyn FnMut(&dyn CustomerRow) -> Result<()>,
) -> Result<Option<ListPlace>> {
    let CustomerWalk { list, fields } = walk;
    let columns = Columns::of(fields);
    let sets = if columns.sets { Sets::load(tx)? } else { Sets::default() };
    let (mut left, mut last) = (list.limit, None);
    let mut next = first_after(tx, list.after.as_ref().map_or(0, |(key, _)| ordered_number(key)))?;
    while let Some(first) = next {
        let (from, to) = (first - 1, first.saturating_add(WINDOW - 1));
        let window = Window::read(tx, from, to, &columns)?;
        let mut whole = window.whole.iter().peekable();
        let (mut members, mut ids) = (window.members.as_slice(), window.external_ids.as_slice());
        let mut sql = Composed::new("SELECT c.number");
        sql.push(&columns.selected).push(" FROM customers c WHERE c.number > ").bind(Owned::Int(from));
        sql.push(" AND c.number <= ").bind(Owned::Int(to));
        for demand in &demands.tests {
            sql.append(&demand.test);
        }
        sql.push(" ORDER BY c.number LIMIT ").bind(Owned::Int(i64::try_from(left).unwrap_or(i64::MAX)));
        tx.driver.query_composed(&sql, &mut |row| {
            let number = row.int(0)?;
            (left, last) = (left - 1, Some(number));
            while whole.next_if(|customer| key(customer) < number).is_some() {}
            let (members, external_ids) = (take(&mut members, number), take(&mut ids, number));
            match whole.next_if(|customer| key(customer) == number) {
                Some(customer) => each(&WholeRow { customer, fields }),
                None => {
                    each(&StoredRow { row, number, columns: &columns, sets: &sets, members, external_ids })
                }
            }
        })?;
        if left == 0 {
            return last.map(|number| place(tx, number)).transpose();
        }
        next = first_after(tx, to)?;
    }
    Ok(None)
}

fn place(tx: &SqlTx<'_>, number: i64) -> Result<ListPlace> {
    static ID: Sql = Sql::new("SELECT id FROM customers WHERE number = $1");
    let id = tx.first(&ID, &[Value::Int(number)], |row| row.uuid(0))?.ok_or_else(corrupt)?;
    Ok((ordered(number), CustomerId::from_bytes(id)))
}

fn first_after(tx: &SqlTx<'_>, number: i64) -> Result<Option<i64>> {
    static FIRST: Sql = Sql::new("SELECT number FROM customers WHERE number > $1 ORDER BY number LIMIT 1");
    tx.first(&FIRST, &[Value::Int(number)], |row| row.int(0))
}

/// Takes the entries of a customer from the front, and leaves out those of customers before it.
fn take<'m, T>(entries: &mut &'m [(i64, T)], number: i64) -> &'m [(i64, T)] {
    let before = entries.iter().take_while(|entry| entry.0 < number).count();
    let own = entries[before..].iter().take_while(|entry| entry.0 == number).count();
    let (own, rest) = entries[before..].split_at(own);
    *entries = rest;
    own
}

fn key(customer: &Customer) -> i64 {
    i64::try_from(customer.number).unwrap_or(i64::MAX)
}

/// What does not stand in the rows of customers themselves, for a range of numbers.
struct Window {
    /// Those that have children which are asked for, by number.
    whole: Vec<Customer>,
    /// Number of a customer and key of a set that it is a member of, by number.
    members: Vec<(i64, i64)>,
    /// Number of a customer and the line of an external id, by number and source.
    external_ids: Vec<(i64, String)>,
}

impl Window {
    /// Reads it for the numbers after one up to another.
    fn read(tx: &SqlTx<'_>, from: i64, to: i64, columns: &Columns) -> Result<Self> {
        static WITH_CHILDREN: Sql = Sql::new(
            "SELECT number FROM customers
             WHERE number > $1 AND number <= $2 AND further & $3 <> 0 ORDER BY number",
        );
        static MEMBERS: Sql = Sql::new(
            "SELECT entity, collection FROM collection_members
             WHERE entity_kind = 1 AND entity > $1 AND entity <= $2 ORDER BY entity",
        );
        static EXTERNAL_IDS: Sql = Sql::new(
            "SELECT customer, source, id FROM customer_external_ids
             WHERE customer > $1 AND customer <= $2 ORDER BY customer, source",
        );
        let range = [Value::Int(from), Value::Int(to)];
        let mut window = Self { whole: Vec::new(), members: Vec::new(), external_ids: Vec::new() };
        if columns.children != 0 {
            let parameters = [Value::Int(from), Value::Int(to), Value::Int(columns.children)];
            window.whole = by_numbers(tx, &tx.all(&WITH_CHILDREN, &parameters, |row| row.int(0))?)?;
        }
        if columns.sets {
            window.members = tx.all(&MEMBERS, &range, |row| Ok((row.int(0)?, row.int(1)?)))?;
        }
        if columns.external_ids {
            let line = |row: &dyn Row| Ok((row.int(0)?, external_id_line(row.text(1)?, row.text(2)?)));
            window.external_ids = tx.all(&EXTERNAL_IDS, &range, line)?;
        }
        Ok(window)
    }
}
