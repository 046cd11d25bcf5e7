use std::borrow::Cow;

use crate::base::{Collation, Result};
use crate::catalogue::{FieldKind, FieldValue, Listing};
use crate::customers::rules::{ordered_number, test_holds, value_key};
use crate::customers::{
    Archived, Customer, CustomerField, CustomerList, CustomerQuery, ListedCustomer, customer_field,
};
use crate::sql::{Composed, Owned, Row, Sql, SqlTx};

use super::best::{Best, Place, Places};
use super::columns::{SELECTED, read_row, selected_width};
use super::conditions::{Demands, Residual, column, demands, expression};
use super::plan::{Plan, WALK_BOUND, choose, count_capped, fall_back, goes_along, rarest};
use super::read::{complete, page_of};
use super::sieve::{Members, first_of};
use super::sorted::Sorted;
use super::within;

/// Records that a page has room for from the beginning.
const ROOM: usize = 256;

/// Returns a part of a list: candidates by the plan, then their records.
pub(super) fn list(tx: &SqlTx<'_>, list: &CustomerList<'_>) -> Result<Vec<ListedCustomer>> {
    let Some(field) = customer_field(&list.sort.field) else { return Ok(Vec::new()) };
    let Some(demands) = demands(tx, &list.query)? else { return Ok(Vec::new()) };
    let order = Order::new(field, list);
    match &demands.search {
        Some(typed) => {
            let mut found = Members::default();
            found.add(tx, &typed.sources)?;
            records(tx, first_of(tx, &order, &demands, &found)?)
        }
        None => by_plan(tx, &order, &demands),
    }
}

fn by_plan(tx: &SqlTx<'_>, order: &Order<'_>, demands: &Demands) -> Result<Vec<ListedCustomer>> {
    let has_source = demands.tests.iter().any(|demand| demand.source.is_some());
    if tx.driver.plans_within() && has_source && !goes_along(demands, order.indexed) {
        return records(tx, within::first(tx, order, demands)?);
    }
    let mut plan = choose(tx, demands, order.indexed)?;
    match &plan {
        Plan::Walk { bounded: false } => return read_along(tx, order, demands),
        Plan::Walk { bounded: true } => match walk(tx, order, demands)? {
            Some(places) => return records(tx, places),
            None => plan = fall_back(demands),
        },
        Plan::Sieve { .. } | Plan::Collect { .. } => {}
    }
    let places = match plan {
        Plan::Sieve { by } => {
            let found = Members::common_to(tx, demands, &by)?;
            first_of(tx, order, &demands.without(&by), &found)?
        }
        Plan::Collect { source } => {
            let mut best = Best::new(order.list.limit, order.descending);
            collect(tx, order, demands, source.as_ref(), &mut best)?;
            best.into_places()
        }
        Plan::Walk { .. } => Vec::new(),
    };
    records(tx, places)
}

/// Returns the numbers of all customers of a query in order.
///
/// A list to its end needs no bound: the walk visits every row once, and a collection is sorted once,
/// where page after page would begin anew.
pub(super) fn numbers(tx: &SqlTx<'_>, list: &CustomerList<'_>, demands: &Demands) -> Result<Vec<i64>> {
    let Some(field) = customer_field(&list.sort.field) else { return Ok(Vec::new()) };
    let order = Order::new(field, list);
    let mut sorted = Sorted::new(order.descending);
    match &demands.search {
        Some(typed) => {
            for source in &typed.distinct() {
                collect(tx, &order, demands, Some(source), &mut sorted)?;
            }
        }
        None => match choose(tx, demands, order.indexed)? {
            Plan::Walk { .. } => return walk_all(tx, &order, demands),
            Plan::Sieve { by } => {
                let source = by.first().and_then(|at| demands.tests[*at].source.as_ref());
                collect(tx, &order, demands, source, &mut sorted)?;
            }
            Plan::Collect { source } => collect(tx, &order, demands, source.as_ref(), &mut sorted)?,
        },
    }
    sorted.into_numbers()
}

/// Goes along the sort's index to its end and keeps numbers alone, 8 bytes a customer.
fn walk_all(tx: &SqlTx<'_>, order: &Order<'_>, demands: &Demands) -> Result<Vec<i64>> {
    let mut sql = Composed::new("SELECT c.number");
    push_residual_columns(&mut sql, &demands.residual);
    push_from(&mut sql, demands, None);
    sql.push(&order.tail());
    let mut numbers = Vec::new();
    tx.driver.query_whole(&[sql], &mut |_, row| {
        if passes(row, 1, &demands.residual, order.list.query.collation)? {
            numbers.push(row.int(0)?);
        }
        Ok(())
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
    let Some(typed) = &demands.search else {
        let rarest = rarest(tx, &demands, u64::MAX)?.and_then(|(_, at)| demands.tests[at].source.as_ref());
        return count_from(tx, &demands, rarest, query.collation, cap);
    };
    let mut count = 0;
    for source in &typed.distinct() {
        count += count_from(tx, &demands, Some(source), query.collation, cap - count)?;
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
    static ARCHIVED: Sql = Sql::new("SELECT count(*) FROM customers WHERE archived_at IS NOT NULL");
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
    if cap == u64::MAX {
        tx.driver.query_whole(&[sql], &mut |_, row| {
            count += u64::from(passes(row, 1, &demands.residual, collation)?);
            Ok(())
        })?;
        return Ok(count);
    }
    stream(tx, &sql, &mut |row| {
        count += u64::from(passes(row, 1, &demands.residual, collation)?);
        Ok(count < cap)
    })?;
    Ok(count)
}

/// The order of a list, and where its keys stand.
pub(super) struct Order<'a> {
    pub(super) list: &'a CustomerList<'a>,
    field: &'static CustomerField,
    /// The column, where an index leads with it.
    pub(super) indexed: Option<&'static str>,
    pub(super) descending: bool,
}

impl<'a> Order<'a> {
    fn new(field: &'static CustomerField, list: &'a CustomerList<'a>) -> Self {
        let indexed = (field.listing == Listing::Indexed).then(|| column(field).0);
        Self { list, field, indexed, descending: list.sort.descending }
    }

    /// What gives the key, or the value that it is made of.
    pub(super) fn qualified(&self) -> Cow<'static, str> {
        self.indexed.map_or_else(|| expression(self.field), |column| format!("c.{column}").into())
    }

    fn is_number(&self) -> bool {
        matches!(self.field.kind, FieldKind::Integer { .. } | FieldKind::Time | FieldKind::Boolean)
    }

    /// Reads the sort key of a row.
    pub(super) fn key(&self, row: &dyn Row, index: usize) -> Result<Vec<u8>> {
        if self.indexed.is_some() && !self.is_number() {
            return Ok(row.bytes(index)?.to_vec());
        }
        let value = read_value(self.field, row, index)?;
        Ok(value_key(self.field.kind, &value, self.list.query.collation))
    }

    /// Returns the text that a row's key is made of by the collation; empty where it is made otherwise.
    fn text<'r>(&self, row: &'r dyn Row, index: usize) -> Result<&'r str> {
        let is_text = matches!(self.field.kind, FieldKind::Text { .. } | FieldKind::LongText { .. });
        if self.indexed.is_none() && is_text { row.text(index) } else { Ok("") }
    }

    /// Adds the demand that a row `c` comes after the cursor.
    pub(super) fn push_after(&self, sql: &mut Composed) {
        if let Some((key, id)) = &self.list.after {
            let comparison = if self.descending { "<" } else { ">" };
            sql.push(&format!(" AND ({}, c.id) {comparison} (", self.qualified())).bind(self.bound(key));
            sql.push(", ").bind(Owned::Uuid(id.to_bytes())).push(")");
        }
    }

    /// What stands at the end of a statement that goes along the sort's index.
    pub(super) fn tail(&self) -> String {
        let direction = self.direction();
        format!(" ORDER BY {} {direction}, c.id {direction}", self.qualified())
    }

    pub(super) fn direction(&self) -> &'static str {
        if self.descending { "DESC" } else { "ASC" }
    }

    /// The key of a cursor as the column holds it.
    fn bound(&self, key: &[u8]) -> Owned {
        if !self.is_number() {
            return Owned::Bytes(key.to_vec());
        }
        Owned::Int(ordered_number(key))
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
            None => FieldValue::Empty,
            Some(micros) if super::columns::is_never(field, micros) => FieldValue::Empty,
            Some(micros) => FieldValue::Time(crate::base::Timestamp::from_micros(micros)),
        },
        FieldKind::Id => super::columns::id_value(row, index)?,
        kind => FieldValue::parse(kind, row.text(index)?).map_err(|_| super::columns::corrupt())?,
    })
}

/// Goes along the sort's index and reads the records on the way. Only for demands of which no other
/// index knows: SQLite would take that one and sort.
fn read_along(tx: &SqlTx<'_>, order: &Order<'_>, demands: &Demands) -> Result<Vec<ListedCustomer>> {
    let (key, first_residual) = (selected_width(), selected_width() + 1);
    let mut sql = Composed::new(&format!("SELECT {}, {}", *SELECTED, order.qualified()));
    push_residual_columns(&mut sql, &demands.residual);
    push_from(&mut sql, demands, None);
    order.push_after(&mut sql);
    sql.push(&order.tail());
    if demands.residual.is_empty() {
        sql.push(" LIMIT ").bind(Owned::Int(i64::try_from(order.list.limit).unwrap_or(i64::MAX)));
    }
    // Records are large: growing step by step would copy a page of them several times.
    let room = order.list.limit.min(ROOM);
    let (mut rows, mut keys) = (Vec::with_capacity(room), Vec::with_capacity(room));
    let mut take = |row: &dyn Row| {
        if passes(row, first_residual, &demands.residual, order.list.query.collation)? {
            rows.push(read_row(row)?);
            keys.push(order.key(row, key)?);
        }
        Ok(rows.len() < order.list.limit)
    };
    if demands.residual.is_empty() {
        tx.driver.query_whole(&[sql], &mut |_, row| take(row).map(drop))?;
    } else {
        stream(tx, &sql, &mut take)?;
    }
    Ok(listed(complete(tx, rows)?, keys))
}

/// Goes along the sort's index and tests each row. Nothing when the bound was reached before the page
/// was full.
fn walk(tx: &SqlTx<'_>, order: &Order<'_>, demands: &Demands) -> Result<Option<Vec<Place>>> {
    // The inner query stops after the bound, whatever passes; each row is tested outside.
    let mut inner = Composed::new("SELECT c.* FROM customers c WHERE TRUE");
    if let Some(lead) = demands.tests.iter().find(|demand| demand.leads(order.indexed)) {
        inner.append(&lead.test);
    }
    order.push_after(&mut inner);
    inner.push(&order.tail()).push(" LIMIT ").bind(Owned::Int(WALK_BOUND));
    let mut sql = Composed::new("SELECT c.number, c.id, ");
    sql.push(&order.qualified());
    push_residual_columns(&mut sql, &demands.residual);
    sql.push(" FROM (")
        .append(&inner)
        .push(") c LEFT JOIN collections g ON g.key = c.default_group WHERE TRUE");
    for demand in &demands.tests {
        sql.append(&demand.test);
    }
    // Only this order is promised; SQLite sees that the rows come in it, and sorts nothing.
    sql.push(&order.tail());
    let mut places = Vec::new();
    stream(tx, &sql, &mut |row| {
        if passes(row, 3, &demands.residual, order.list.query.collation)? {
            places.push(Place { key: order.key(row, 2)?, id: row.uuid(1)?, number: row.int(0)? });
        }
        Ok(places.len() < order.list.limit)
    })?;
    Ok((places.len() == order.list.limit).then_some(places))
}

/// Hands over the place of every row of a source that comes after the cursor.
pub(super) fn collect(
    tx: &SqlTx<'_>,
    order: &Order<'_>,
    demands: &Demands,
    source: Option<&Composed>,
    into: &mut dyn Places,
) -> Result<()> {
    let mut sql = Composed::new("SELECT c.number, c.id, ");
    sql.push(&order.qualified());
    push_residual_columns(&mut sql, &demands.residual);
    push_from(&mut sql, demands, source);
    gather(tx, order, demands, &sql, into)
}

/// Hands over the place of every row of a query that comes after the cursor. The query gives numbers, ids,
/// keys and what is still to be tested.
pub(super) fn gather(
    tx: &SqlTx<'_>,
    order: &Order<'_>,
    demands: &Demands,
    sql: &Composed,
    into: &mut dyn Places,
) -> Result<()> {
    tx.driver.query_whole(std::slice::from_ref(sql), &mut |_, row| {
        if passes(row, 3, &demands.residual, order.list.query.collation)? {
            let text = order.text(row, 2)?;
            if !text.is_empty() && into.refuses(text, order.list.query.collation) {
                return Ok(());
            }
            let place = Place { key: order.key(row, 2)?, id: row.uuid(1)?, number: row.int(0)? };
            let after = order.list.after.as_ref().is_none_or(|(key, id)| {
                let mark = (key.as_slice(), id.to_bytes());
                let own = (place.key.as_slice(), place.id);
                if order.descending { own < mark } else { own > mark }
            });
            if after {
                into.take(place, text)?;
            }
        }
        Ok(())
    })
}

/// The customers `c` of a source, or all, that meet every demand.
pub(super) fn push_from(sql: &mut Composed, demands: &Demands, source: Option<&Composed>) {
    match source {
        // CROSS JOIN keeps the engine to this order: the source first, then each row by its key.
        // A LEFT JOIN costs nothing where no column of the group is used.
        Some(source) => sql.push(" FROM (").append(source).push(
            ") d CROSS JOIN customers c LEFT JOIN collections g ON g.key = c.default_group
             WHERE c.number = d.number",
        ),
        None => sql.push(" FROM customers c LEFT JOIN collections g ON g.key = c.default_group WHERE TRUE"),
    };
    for demand in &demands.tests {
        sql.append(&demand.test);
    }
}

pub(super) fn push_residual_columns(sql: &mut Composed, residual: &[Residual]) {
    for Residual { field, .. } in residual {
        sql.push(", ").push(&expression(field));
    }
}

pub(super) fn passes(
    row: &dyn Row,
    first: usize,
    residual: &[Residual],
    collation: &Collation,
) -> Result<bool> {
    for (index, Residual { field, test }) in (first..).zip(residual) {
        let value = read_value(field, row, index)?;
        if !test_holds(field, test, &value, collation) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Runs a query until `each` has enough.
pub(super) fn stream(
    tx: &SqlTx<'_>,
    sql: &Composed,
    each: &mut dyn FnMut(&dyn Row) -> Result<bool>,
) -> Result<()> {
    tx.driver.query_until(sql, each)
}

fn records(tx: &SqlTx<'_>, places: Vec<Place>) -> Result<Vec<ListedCustomer>> {
    let numbers: Vec<i64> = places.iter().map(|place| place.number).collect();
    Ok(listed(page_of(tx, &numbers)?, places.into_iter().map(|place| place.key)))
}

fn listed(customers: Vec<Customer>, keys: impl IntoIterator<Item = Vec<u8>>) -> Vec<ListedCustomer> {
    let pairs = customers.into_iter().zip(keys);
    pairs.map(|(customer, sort_key)| ListedCustomer { customer, sort_key }).collect()
}
