//! The trigram index of search; see `docs/decisions/trigram-index.md`.

use std::collections::BTreeSet;

use crate::base::Result;
use crate::settings::{SettingsRead, SettingsWrite};
use crate::sql::{Driver, SearchSource, Sql, SqlTx, Value};

use super::bulk;
use super::driver::SqliteTx;
use super::error::storage;
use super::trigrams::{Counts, SAMPLE, choose, query, trigrams};

/// How many customers may wait before they go into the index together.
const PENDING: i64 = 1_000;

/// The fact that names the form of the index; another form makes it anew.
const FACT: &str = "engine:trigram_index";
const FORM: &str = "1";

/// The fact that says how many customers there were when trigrams were counted.
const COUNTED_AT: &str = "engine:trigrams_counted_at";

/// Takes note that the texts of these customers are new.
pub(super) fn changed(tx: &SqliteTx<'_>, customers: &[i64]) -> Result<()> {
    static WAIT: Sql =
        Sql::new("INSERT INTO customer_search_pending (customer) {rows int} ON CONFLICT DO NOTHING");
    // In order of the keys: a smaller one makes FTS5 write out what it has gathered. Of a rowid that
    // comes again the index keeps both entries: old trigrams only yield candidates too many.
    static ADD: Sql = Sql::new(
        "INSERT INTO customer_trigrams (rowid, text)
         SELECT s.customer, replace(s.text, ' ', '  ')
         FROM {list k $1} CROSS JOIN customer_search s ON s.customer = k.value",
    );
    if !is_indexed(tx)? {
        return build_if_large(tx);
    }
    if i64::try_from(customers.len()).is_ok_and(|count| count < PENDING) {
        let rows: Vec<Value<'_>> = customers.iter().map(|customer| Value::Int(*customer)).collect();
        tx.execute_many(&WAIT, 1, &rows)?;
        return merge_if_many(tx);
    }
    let mut ordered = customers.to_vec();
    ordered.sort_unstable();
    ordered.dedup();
    tx.execute(&ADD, &[Value::Keys(&ordered)])?;
    count_if_grown(tx)
}

/// Takes note that these customers are about to be deleted.
pub(super) fn forgets(tx: &SqliteTx<'_>, customers: &[i64]) -> Result<()> {
    static FORGET: Sql = Sql::new("DELETE FROM customer_search_pending WHERE customer {in $1}");
    tx.execute(&FORGET, &[Value::Keys(customers)]).map(drop)
}

/// Takes note that all customers are about to be deleted: the index goes with them.
pub(super) fn forgets_all(tx: &SqliteTx<'_>) -> Result<()> {
    let drop = "DELETE FROM customer_search_pending;
         DROP TABLE IF EXISTS customer_trigrams;
         DROP TABLE IF EXISTS customer_trigram_counts;
         DELETE FROM register_facts WHERE name IN ('engine:trigram_index', 'engine:trigrams_counted_at');";
    tx.connection.execute_batch(drop).map_err(storage)
}

/// Makes the index when the register is large enough and has none. During a bulk into an empty
/// register it waits for the end.
pub(super) fn build_if_large(tx: &SqliteTx<'_>) -> Result<()> {
    static ADD_ALL: Sql = Sql::new(
        "INSERT INTO customer_trigrams (rowid, text)
         SELECT customer, replace(text, ' ', '  ') FROM customer_search ORDER BY customer",
    );
    let small = u64::try_from(last_customer(tx)?).is_ok_and(|last| last < tx.trigrams_from);
    if small || is_indexed(tx)? || bulk::is_unfinished(tx)? {
        return Ok(());
    }
    let create = "DROP TABLE IF EXISTS customer_trigrams;
         CREATE VIRTUAL TABLE customer_trigrams USING fts5(
             text, content = '', detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1'
         );
         DROP TABLE IF EXISTS customer_trigram_counts;
         CREATE TABLE customer_trigram_counts (trigram TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
         DELETE FROM customer_search_pending;";
    tx.connection.execute_batch(create).map_err(storage)?;
    tx.execute(&ADD_ALL, &[])?;
    SqlTx::new(tx).put_fact(FACT, FORM)?;
    count_if_grown(tx)
}

fn merge_if_many(tx: &SqliteTx<'_>) -> Result<()> {
    static COUNT: Sql = Sql::new("SELECT count(*) FROM customer_search_pending");
    static MERGE: Sql = Sql::new(
        "INSERT INTO customer_trigrams (rowid, text)
         SELECT p.customer, replace(s.text, ' ', '  ')
         FROM customer_search_pending p CROSS JOIN customer_search s ON s.customer = p.customer
         ORDER BY p.customer",
    );
    static CLEAR: Sql = Sql::new("DELETE FROM customer_search_pending");
    let waiting = SqlTx::new(tx).first(&COUNT, &[], |row| row.int(0))?;
    if waiting.is_some_and(|count| count >= PENDING) {
        tx.execute(&MERGE, &[])?;
        tx.execute(&CLEAR, &[])?;
        count_if_grown(tx)?;
    }
    Ok(())
}

/// Counts how common trigrams are, at first and whenever the register has doubled.
fn count_if_grown(tx: &SqliteTx<'_>) -> Result<()> {
    static FORGET: Sql = Sql::new("DELETE FROM customer_trigram_counts");
    static KEEP: Sql = Sql::new("INSERT INTO customer_trigram_counts (trigram, count) VALUES ($1, $2)");
    let mut sql = SqlTx::new(tx);
    let counted_at = sql.fact(COUNTED_AT)?.and_then(|text| text.parse().ok()).unwrap_or(0);
    let last = last_customer(tx)?;
    if last / 2 < counted_at {
        return Ok(());
    }
    let mut counts = Counts::default();
    for_sample(tx, SAMPLE, &mut |_, text| {
        counts.add(text);
        Ok(())
    })?;
    tx.execute(&FORGET, &[])?;
    for (trigram, count) in counts.common() {
        tx.execute(&KEEP, &[Value::Text(trigram), Value::Int(count.into())])?;
    }
    sql.put_fact(COUNTED_AT, &last.to_string())
}

/// Hands over about `size` customers with their texts, spread over the register.
pub(super) fn for_sample(
    tx: &SqliteTx<'_>,
    size: u32,
    each: &mut dyn FnMut(i64, &str) -> Result<()>,
) -> Result<()> {
    static NEXT: Sql =
        Sql::new("SELECT customer, text FROM customer_search WHERE customer >= $1 ORDER BY customer LIMIT 1");
    let last = last_customer(tx)?;
    let step = last / i64::from(size) + 1;
    let mut from = 1;
    while from <= last {
        let mut next = last + 1;
        tx.query(&NEXT, &[Value::Int(from)], &mut |row| {
            next = row.int(0)? + step;
            each(row.int(0)?, row.text(1)?)
        })?;
        from = next;
    }
    Ok(())
}

/// Numbers are never given twice, so the last one bounds the count at no cost.
fn last_customer(tx: &SqliteTx<'_>) -> Result<i64> {
    static LAST: Sql = Sql::new("SELECT coalesce(max(customer), 0) FROM customer_search");
    Ok(SqlTx::new(tx).first(&LAST, &[], |row| row.int(0))?.unwrap_or(0))
}

pub(super) fn is_indexed(tx: &SqliteTx<'_>) -> Result<bool> {
    Ok(SqlTx::new(tx).fact(FACT)?.as_deref() == Some(FORM))
}

/// Says where the candidates of a search stand.
pub(super) fn sources(tx: &SqliteTx<'_>, needles: &[String]) -> Result<Vec<SearchSource>> {
    static COUNT: Sql = Sql::new("SELECT count FROM customer_trigram_counts WHERE trigram = $1");
    let trigrams: BTreeSet<String> = needles.iter().flat_map(|needle| trigrams(needle)).collect();
    if trigrams.is_empty() || !is_indexed(tx)? {
        return Ok(vec![SearchSource::ALL]);
    }
    let mut counted = Vec::with_capacity(trigrams.len());
    for trigram in trigrams {
        let count = SqlTx::new(tx).first(&COUNT, &[Value::Text(&trigram)], |row| row.int(0))?.unwrap_or(0);
        counted.push((u32::try_from(count).unwrap_or(SAMPLE), trigram));
    }
    // CROSS JOIN keeps the index outermost. It yields rows in order of rowid, hence of customer, and
    // naming the rowid lets an ORDER BY s.customer know it.
    let indexed = "(SELECT t.rowid AS customer, x.text AS text
         FROM customer_trigrams t CROSS JOIN customer_search x ON x.customer = t.rowid
         WHERE t.customer_trigrams MATCH $1
           AND NOT EXISTS (SELECT 1 FROM customer_search_pending p WHERE p.customer = t.rowid)) s";
    let waiting = "(SELECT p.customer AS customer, x.text AS text
         FROM customer_search_pending p CROSS JOIN customer_search x ON x.customer = p.customer) s";
    Ok(vec![
        SearchSource { from: indexed, parameter: Some(query(&choose(counted))) },
        SearchSource { from: waiting, parameter: None },
    ])
}
