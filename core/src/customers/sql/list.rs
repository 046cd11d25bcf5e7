use std::collections::BinaryHeap;

use crate::base::{Collation, CustomerId, ErrorKind, Result};
use crate::catalogue::{FieldKind, FieldValue, Listing};
use crate::customers::rules::{test_holds, value_key};
use crate::customers::{
    Archived, CustomerField, CustomerList, CustomerQuery, ListedCustomer, customer_field,
};
use crate::sql::{Composed, Owned, Row, Sql, SqlTx};

use super::conditions::{Demands, Residual, column, demands};
use super::plan::{Plan, WALK_BOUND, choose, count_capped, fall_back};
use super::read::by_numbers;

/// Returns a part of a list: candidates by the plan, then their records.
pub(super) fn list(tx: &SqlTx<'_>, list: &CustomerList<'_>) -> Result<Vec<ListedCustomer>> {
    let Some(field) = customer_field(&list.sort.field) else { return Ok(Vec::new()) };
    let Some(demands) = demands(tx, &list.query)? else { return Ok(Vec::new()) };
    let order = Order::new(field, list);
    let places = match &demands.search {
        Some(sources) => {
            let mut best = Best::new(list.limit, order.descending);
            for source in sources {
                collect(tx, &order, &demands, Some(source), &mut best)?;
            }
            best.into_places()
        }
        None => by_plan(tx, &order, &demands)?,
    };
    records(tx, places)
}

fn by_plan(tx: &SqlTx<'_>, order: &Order<'_>, demands: &Demands) -> Result<Vec<Place>> {
    let mut plan = choose(tx, demands, order.indexed)?;
    if let Plan::Walk { bounded } = plan {
        if let Some(places) = walk(tx, order, demands, bounded)? {
            return Ok(places);
        }
        plan = fall_back(tx, demands)?;
    }
    let Plan::Collect { source } = plan else { return Ok(Vec::new()) };
    let mut best = Best::new(order.list.limit, order.descending);
    collect(tx, order, demands, source.as_ref(), &mut best)?;
    Ok(best.into_places())
}

/// Returns the numbers of all customers of a query in order.
///
/// A list to its end needs no bound: the walk visits every row once, and a collection is sorted once,
/// where page after page would begin anew.
pub(super) fn numbers(tx: &SqlTx<'_>, list: &CustomerList<'_>, demands: &Demands) -> Result<Vec<i64>> {
    let Some(field) = customer_field(&list.sort.field) else { return Ok(Vec::new()) };
    let order = Order::new(field, list);
    let mut best = Best::new(usize::MAX, order.descending);
    match &demands.search {
        Some(sources) => {
            for source in sources {
                collect(tx, &order, demands, Some(source), &mut best)?;
            }
        }
        None => match choose(tx, demands, order.indexed)? {
            Plan::Walk { .. } => return walk_all(tx, &order, demands),
            Plan::Collect { source } => collect(tx, &order, demands, source.as_ref(), &mut best)?,
        },
    }
    Ok(best.into_places().into_iter().map(|place| place.number).collect())
}

/// Goes along the sort's index to its end and keeps numbers alone, 8 bytes a customer.
fn walk_all(tx: &SqlTx<'_>, order: &Order<'_>, demands: &Demands) -> Result<Vec<i64>> {
    let (column, direction) = (order.qualified(), if order.descending { "DESC" } else { "ASC" });
    let mut sql = Composed::new("SELECT c.number");
    push_residual_columns(&mut sql, &demands.residual);
    push_from(&mut sql, demands, None);
    sql.push(&format!(" ORDER BY {column} {direction}, c.id {direction}"));
    let mut numbers = Vec::new();
    stream(tx, &sql, &mut |row| {
        if passes(row, 1, &demands.residual, order.list.query.collation)? {
            numbers.push(row.int(0)?);
        }
        Ok(true)
    })?;
    Ok(numbers)
}

/// Counts the customers of a query.
pub(super) fn count(tx: &SqlTx<'_>, query: &CustomerQuery<'_>, cap: Option<u64>) -> Result<u64> {
    let Some(demands) = demands(tx, query)? else { return Ok(0) };
    let cap = cap.unwrap_or(u64::MAX);
    if is_whole(query) {
        return Ok(count_whole(tx, query.archived)?.min(cap));
    }
    let sources = match &demands.search {
        Some(sources) => sources.iter().map(Some).collect(),
        None => match choose(tx, &demands, None)? {
            Plan::Collect { source: Some(source) } => {
                return count_from(tx, &demands, Some(&source), query.collation, cap);
            }
            _ => vec![None],
        },
    };
    let mut count = 0;
    for source in sources {
        count += count_from(tx, &demands, source, query.collation, cap - count)?;
    }
    Ok(count)
}

/// Tells whether a query asks for nothing but whether customers are archived.
fn is_whole(query: &CustomerQuery<'_>) -> bool {
    let CustomerQuery { search, conditions, in_sets, not_in_sets, archived: _, ids, collation: _ } = query;
    search.is_none() && conditions.is_empty() && in_sets.is_empty() && not_in_sets.is_empty() && ids.is_none()
}

/// Counts by the kept number of customers and the small index of archived ones.
fn count_whole(tx: &SqlTx<'_>, archived: Archived) -> Result<u64> {
    static ARCHIVED: Sql = Sql::shared("SELECT count(*) FROM customers WHERE archived_at IS NOT NULL");
    let all = tx.counter("customer_count")?;
    let hidden = || tx.first(&ARCHIVED, &[], |row| row.int(0)).map(Option::unwrap_or_default);
    let count = match archived {
        Archived::Include => all,
        Archived::Only => hidden()?,
        Archived::Exclude => all - hidden()?,
    };
    Ok(u64::try_from(count).unwrap_or(0))
}

fn count_from(
    tx: &SqlTx<'_>,
    demands: &Demands,
    source: Option<&Composed>,
    collation: &Collation,
    cap: u64,
) -> Result<u64> {
    if demands.residual.is_empty() {
        let mut sql = Composed::new("SELECT 1");
        push_from(&mut sql, demands, source);
        return count_capped(tx, &sql, cap);
    }
    let mut sql = Composed::new("SELECT c.number");
    push_residual_columns(&mut sql, &demands.residual);
    push_from(&mut sql, demands, source);
    let mut count = 0;
    stream(tx, &sql, &mut |row| {
        count += u64::from(passes(row, 1, &demands.residual, collation)?);
        Ok(count < cap)
    })?;
    Ok(count)
}

/// The order of a list, and where its keys stand.
struct Order<'a> {
    list: &'a CustomerList<'a>,
    field: &'static CustomerField,
    /// The column with the key, or with the value it is made of.
    column: &'static str,
    /// The column, where an index leads with it.
    indexed: Option<&'static str>,
    descending: bool,
}

impl<'a> Order<'a> {
    fn new(field: &'static CustomerField, list: &'a CustomerList<'a>) -> Self {
        let name = match field.key {
            "default_group" => "g.name",
            _ => column(field).0,
        };
        let indexed = (field.listing == Listing::Indexed).then_some(name);
        Self { list, field, column: name, indexed, descending: list.sort.descending }
    }

    fn qualified(&self) -> String {
        if self.column.contains('.') { self.column.to_owned() } else { format!("c.{}", self.column) }
    }

    fn is_number(&self) -> bool {
        matches!(self.field.kind, FieldKind::Integer { .. } | FieldKind::Time | FieldKind::Boolean)
    }

    /// Reads the sort key of a row.
    fn key(&self, row: &dyn Row, index: usize) -> Result<Vec<u8>> {
        if self.indexed.is_some() && !self.is_number() {
            return Ok(row.bytes(index)?.to_vec());
        }
        let value = read_value(self.field, row, index)?;
        Ok(value_key(self.field.kind, &value, self.list.query.collation))
    }

    /// The key of a cursor as the column holds it.
    fn bound(&self, key: &[u8]) -> Owned {
        if !self.is_number() {
            return Owned::Bytes(key.to_vec());
        }
        let bytes: [u8; 8] = key.try_into().unwrap_or([0x80, 0, 0, 0, 0, 0, 0, 0]);
        Owned::Int((u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed())
    }
}

pub(super) fn read_value<'r>(
    field: &CustomerField,
    row: &'r dyn Row,
    index: usize,
) -> Result<FieldValue<'r>> {
    Ok(match field.kind {
        FieldKind::Boolean => FieldValue::Boolean(row.bool(index)?),
        FieldKind::Integer { .. } => row.opt_int(index)?.map_or(FieldValue::Empty, FieldValue::Integer),
        FieldKind::Time => match row.opt_int(index)? {
            None | Some(0) => FieldValue::Empty,
            Some(micros) => FieldValue::Time(crate::base::Timestamp::from_micros(micros)),
        },
        FieldKind::Id => FieldValue::Text(CustomerId::from_bytes(row.uuid(index)?).to_string().into()),
        kind => FieldValue::parse(kind, row.text(index)?).map_err(|_| super::columns::corrupt())?,
    })
}

/// A row's place in the order.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Place {
    key: Vec<u8>,
    id: [u8; 16],
    number: i64,
}

/// Goes along the sort's index. Nothing when the bound was reached before the page was full.
fn walk(tx: &SqlTx<'_>, order: &Order<'_>, demands: &Demands, bounded: bool) -> Result<Option<Vec<Place>>> {
    let column = order.qualified();
    let (comparison, direction) = if order.descending { ("<", "DESC") } else { (">", "ASC") };
    let limit = i64::try_from(order.list.limit).unwrap_or(i64::MAX);
    let mut sql = Composed::new("SELECT c.number, c.id, ");
    sql.push(&column);
    push_residual_columns(&mut sql, &demands.residual);
    sql.push(" FROM customers c CROSS JOIN collections g WHERE g.key = c.default_group");
    if let Some((key, id)) = &order.list.after {
        sql.push(&format!(" AND ({column}, c.id) {comparison} (")).bind(order.bound(key));
        sql.push(", ").bind(Owned::Uuid(id.to_bytes())).push(")");
    }
    let filter = |sql: &mut Composed| {
        for demand in &demands.tests {
            sql.append(&demand.test);
        }
    };
    let tail = format!(" ORDER BY {column} {direction}, c.id {direction}");
    if bounded {
        // The inner query stops after the bound, whatever passes; each row is tested outside.
        let mut inner = Composed::new("SELECT c.* FROM customers c WHERE TRUE");
        if let Some((key, id)) = &order.list.after {
            inner.push(&format!(" AND ({column}, c.id) {comparison} (")).bind(order.bound(key));
            inner.push(", ").bind(Owned::Uuid(id.to_bytes())).push(")");
        }
        inner.push(&tail).push(" LIMIT ").bind(Owned::Int(WALK_BOUND));
        sql = Composed::new("SELECT c.number, c.id, ");
        sql.push(&column);
        push_residual_columns(&mut sql, &demands.residual);
        sql.push(" FROM (").append(&inner).push(") c CROSS JOIN collections g WHERE g.key = c.default_group");
        filter(&mut sql);
    } else {
        filter(&mut sql);
        sql.push(&tail);
    }
    if demands.residual.is_empty() {
        sql.push(" LIMIT ").bind(Owned::Int(limit));
    }
    let mut places = Vec::new();
    stream(tx, &sql, &mut |row| {
        if passes(row, 3, &demands.residual, order.list.query.collation)? {
            places.push(Place { key: order.key(row, 2)?, id: row.uuid(1)?, number: row.int(0)? });
        }
        Ok(places.len() < order.list.limit)
    })?;
    Ok(if bounded && places.len() < order.list.limit { None } else { Some(places) })
}

/// Takes every row of a source and keeps the first of the order.
fn collect(
    tx: &SqlTx<'_>,
    order: &Order<'_>,
    demands: &Demands,
    source: Option<&Composed>,
    best: &mut Best,
) -> Result<()> {
    let mut sql = Composed::new("SELECT c.number, c.id, ");
    sql.push(&order.qualified());
    push_residual_columns(&mut sql, &demands.residual);
    push_from(&mut sql, demands, source);
    stream(tx, &sql, &mut |row| {
        if passes(row, 3, &demands.residual, order.list.query.collation)? {
            let place = Place { key: order.key(row, 2)?, id: row.uuid(1)?, number: row.int(0)? };
            let after = order.list.after.as_ref().is_none_or(|(key, id)| {
                let mark = (key.as_slice(), id.to_bytes());
                let own = (place.key.as_slice(), place.id);
                if order.descending { own < mark } else { own > mark }
            });
            if after {
                best.offer(place);
            }
        }
        Ok(true)
    })
}

/// The customers `c` of a source, or all, that meet every demand.
fn push_from(sql: &mut Composed, demands: &Demands, source: Option<&Composed>) {
    match source {
        // CROSS JOIN keeps the engine to this order: the source first, then each row by its key.
        Some(source) => sql.push(" FROM (").append(source).push(
            ") d CROSS JOIN customers c CROSS JOIN collections g WHERE c.number = d.number AND g.key = c.default_group",
        ),
        None => sql.push(" FROM customers c CROSS JOIN collections g WHERE g.key = c.default_group"),
    };
    for demand in &demands.tests {
        sql.append(&demand.test);
    }
}

fn push_residual_columns(sql: &mut Composed, residual: &[Residual]) {
    for Residual { field, .. } in residual {
        sql.push(", ").push(if field.key == "default_group" { "g.name" } else { "c." });
        if field.key != "default_group" {
            sql.push(field.key);
        }
    }
}

fn passes(row: &dyn Row, first: usize, residual: &[Residual], collation: &Collation) -> Result<bool> {
    for (index, Residual { field, test }) in (first..).zip(residual) {
        let value = read_value(field, row, index)?;
        if !test_holds(field, test, &value, collation) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Runs a query until `each` has enough.
fn stream(tx: &SqlTx<'_>, sql: &Composed, each: &mut dyn FnMut(&dyn Row) -> Result<bool>) -> Result<()> {
    let mut enough = false;
    let result = tx.driver.query_composed(sql.text(), &sql.values(), &mut |row| {
        if each(row)? {
            return Ok(());
        }
        enough = true;
        Err(crate::base::Error::Cancelled)
    });
    match result {
        Err(error) if enough && error.kind() == ErrorKind::Cancelled => Ok(()),
        other => other,
    }
}

/// Keeps the first places of an order and forgets the rest.
struct Best {
    limit: usize,
    descending: bool,
    heap: BinaryHeap<Kept>,
}

/// A place that the heap orders with the worst on top.
#[derive(PartialEq, Eq)]
struct Kept {
    place: Place,
    descending: bool,
}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let order = self.place.cmp(&other.place);
        if self.descending { order.reverse() } else { order }
    }
}

impl Best {
    fn new(limit: usize, descending: bool) -> Self {
        Self { limit, descending, heap: BinaryHeap::new() }
    }

    fn offer(&mut self, place: Place) {
        let kept = Kept { place, descending: self.descending };
        if self.heap.len() < self.limit {
            self.heap.push(kept);
        } else if self.heap.peek().is_some_and(|worst| kept < *worst) {
            self.heap.pop();
            self.heap.push(kept);
        }
    }

    fn into_places(self) -> Vec<Place> {
        self.heap.into_sorted_vec().into_iter().map(|kept| kept.place).collect()
    }
}

fn records(tx: &SqlTx<'_>, places: Vec<Place>) -> Result<Vec<ListedCustomer>> {
    let numbers: Vec<i64> = places.iter().map(|place| place.number).collect();
    let customers = by_numbers(tx, &numbers)?;
    let keys = places.into_iter().map(|place| place.key);
    Ok(customers
        .into_iter()
        .zip(keys)
        .map(|(customer, sort_key)| ListedCustomer { customer, sort_key })
        .collect())
}
