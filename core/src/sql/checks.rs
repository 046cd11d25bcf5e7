//! What must hold between the tables of a register, on whatever engine.

use std::sync::LazyLock;

use crate::base::{ErrorKind, Result};
use crate::customers::{customers_by_numbers, wrong_further};
use crate::history::HistoryRead as _;

use super::{Sql, SqlTx, Value};

/// So many rows are read at once.
const PAGE: u32 = 500;

/// Each statement counts what contradicts it.
static CHECKS: [(&str, Sql); 9] = [
    (
        "customers more or fewer than their kept count says",
        Sql::new(
            "SELECT abs((SELECT count(*) FROM customers)
                 - (SELECT coalesce(max(value), 0) FROM counters WHERE name = 'customer_count'))",
        ),
    ),
    (
        "customers with a number that was not given yet",
        Sql::new(
            "SELECT count(*) FROM customers
             WHERE number > (SELECT coalesce(max(value), 0) FROM counters WHERE name = 'customer_number')",
        ),
    ),
    (
        "customers without a text for search",
        Sql::new(
            "SELECT count(*) FROM customers
             WHERE NOT EXISTS (SELECT 1 FROM customer_search s WHERE s.customer = customers.number)",
        ),
    ),
    (
        "texts for search that do not begin and end with a blank",
        Sql::new(
            "SELECT count(*) FROM customer_search WHERE text NOT LIKE ' % ' AND text <> ' ' AND text <> ''",
        ),
    ),
    (
        "sets with more or fewer members than their kept size says",
        Sql::new(
            "SELECT count(*) FROM (
                 SELECT collection, entity_kind, size, 0 AS members FROM collection_sizes
                 UNION ALL
                 SELECT collection, entity_kind, 0, 1 FROM collection_members
                 UNION ALL
                 SELECT default_group, 1, 0, 1 FROM customers) s
             GROUP BY collection, entity_kind HAVING sum(size) <> sum(members)",
        ),
    ),
    (
        "members that do not exist",
        Sql::new(
            "SELECT count(*) FROM collection_members m WHERE m.entity_kind = 1
             AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.number = m.entity)",
        ),
    ),
    (
        "units of work whose changes are not the ones they name",
        Sql::new(
            "SELECT count(*) FROM change_sets s WHERE s.last_seq - s.first_seq + 1 <>
                 (SELECT count(*) FROM changes c
                  WHERE c.seq BETWEEN s.first_seq AND s.last_seq AND c.change_set = s.key)",
        ),
    ),
    (
        "changes more or fewer than the units of work name, or above the last number given",
        Sql::new(
            "SELECT abs((SELECT count(*) FROM changes)
                     - (SELECT CAST(coalesce(sum(last_seq - first_seq + 1), 0) AS BIGINT) FROM change_sets))
                 + (SELECT count(*) FROM changes WHERE seq >
                     (SELECT coalesce(max(value), 0) FROM counters WHERE name = 'change_seq'))",
        ),
    ),
    (
        "customers that have a tombstone",
        Sql::new(
            "SELECT count(*) FROM customers c WHERE EXISTS (SELECT 1 FROM tombstones t WHERE t.id = c.id)",
        ),
    ),
];

static FURTHER: LazyLock<Sql> =
    LazyLock::new(|| Sql::composed(format!("SELECT count(*) FROM customers c WHERE {}", wrong_further())));

/// Looks for contradictions and returns them in words, without personal data.
///
/// # Errors
/// Of the storage.
pub(crate) fn contradictions(tx: &SqlTx<'_>) -> Result<Vec<String>> {
    let further = ("customers with more or less beside their row than it says", &*FURTHER);
    let mut faults = Vec::new();
    for (what, check) in CHECKS.iter().map(|(what, check)| (*what, check)).chain([further]) {
        let counts = tx.all(check, &[], |row| row.int(0))?;
        let count: i64 = counts.iter().sum();
        if count > 0 {
            faults.push(format!("{what}: {count}"));
        }
    }
    faults.extend(unreadable_customers(tx)?);
    faults.extend(unreadable_changes(tx)?);
    Ok(faults)
}

/// Reads every customer: a value may be none of its field though its row is one of its table.
fn unreadable_customers(tx: &SqlTx<'_>) -> Result<Option<String>> {
    static AFTER: Sql = Sql::new("SELECT number FROM customers WHERE number > $1 ORDER BY number LIMIT $2");
    let (mut last, mut unreadable) = (i64::MIN, 0);
    loop {
        let numbers = tx.all(&AFTER, &[Value::Int(last), Value::Int(PAGE.into())], |row| row.int(0))?;
        let Some(end) = numbers.last() else { break };
        last = *end;
        if !is_readable(customers_by_numbers(tx, &numbers))? {
            for number in &numbers {
                unreadable += u32::from(!is_readable(customers_by_numbers(tx, &[*number]))?);
            }
        }
    }
    Ok((unreadable > 0).then(|| format!("customers that cannot be read: {unreadable}")))
}

/// Reads history up to the first change that is none.
fn unreadable_changes(tx: &SqlTx<'_>) -> Result<Option<String>> {
    let mut last = 0;
    loop {
        match tx.changes_after(last, PAGE).map(|page| page.last().map(|entry| entry.seq)) {
            Ok(Some(seq)) => last = seq,
            Ok(None) => return Ok(None),
            result => {
                is_readable(result)?;
                return Ok(Some(format!("history cannot be read after change {last}")));
            }
        }
    }
}

fn is_readable<T>(result: Result<T>) -> Result<bool> {
    match result {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::Corrupt => Ok(false),
        Err(error) => Err(error),
    }
}
