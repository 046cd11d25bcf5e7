use rusqlite::Connection;

use crate::base::Result;
use crate::sql::{Sql, SqlTx, Value, contradictions, list_indexes};

use super::bulk;
use super::driver::SqliteTx;
use super::error::storage;
use super::trigram_index;
use super::trigrams::{query, trigrams};

/// SQLite stops after this many faults of a file.
const FAULTS: u32 = 20;

/// So many customers' texts are looked up in the trigram index, spread over the register.
const SAMPLE: u32 = 250;

/// So many trigrams of each.
const TRIGRAMS: usize = 8;

/// Looks for contradictions and returns them in words, without personal data.
pub(super) fn verify(tx: &SqliteTx<'_>) -> Result<Vec<String>> {
    look_at_the_trigram_index_anew(tx);
    let mut faults = faults_of_the_file(tx.connection)?;
    // A damaged file may say anything about its tables.
    if faults.is_empty() {
        let sql = SqlTx::new(tx);
        faults.extend(contradictions(&sql)?);
        faults.extend(missing_indexes(&sql, tx)?);
        faults.extend(missing_trigrams(tx)?);
    }
    Ok(faults)
}

/// A connection remembers how the trigram index was built when it last looked into it, and only a look-up, not the
/// check, asks whether another connection has written since: without one a sound index may seem damaged.
fn look_at_the_trigram_index_anew(tx: &SqliteTx<'_>) {
    static FIND: Sql = Sql::new("SELECT 1 FROM customer_trigrams WHERE customer_trigrams MATCH $1 LIMIT 1");
    // Where this fails, the check says why.
    if trigram_index::is_indexed(tx).unwrap_or(false) {
        let _ = SqlTx::new(tx).first(&FIND, &[Value::Text("\"aaa\"")], |_| Ok(()));
    }
}

/// The checks of SQLite itself: pages, indexes, constraints, the trigram index, foreign keys.
fn faults_of_the_file(connection: &Connection) -> Result<Vec<String>> {
    let texts = |sql: &str, read: fn(&rusqlite::Row<'_>) -> rusqlite::Result<String>| {
        let mut statement = connection.prepare(sql)?;
        statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()
    };
    let integrity = format!("PRAGMA integrity_check({FAULTS})");
    let mut faults = texts(&integrity, |row| row.get(0)).map_err(storage)?;
    faults.retain(|text| text != "ok");
    let keys = "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2";
    let missing = texts(keys, |row| {
        let (table, parent): (String, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("rows of {table} that refer to nothing in {parent}: {}", row.get::<_, i64>(2)?))
    });
    faults.extend(missing.map_err(storage)?);
    Ok(faults)
}

fn missing_indexes(sql: &SqlTx<'_>, tx: &SqliteTx<'_>) -> Result<Vec<String>> {
    static EXISTS: Sql = Sql::new("SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = $1");
    let mut missing = Vec::new();
    if !bulk::is_unfinished(tx)? {
        for index in list_indexes() {
            if sql.first(&EXISTS, &[Value::Text(index)], |_| Ok(()))?.is_none() {
                missing.push(format!("index {index} is missing"));
            }
        }
    }
    Ok(missing)
}

/// Looks up a sample of texts in the trigram index, if there is one.
fn missing_trigrams(tx: &SqliteTx<'_>) -> Result<Option<String>> {
    static FIND: Sql =
        Sql::new("SELECT 1 FROM customer_trigrams WHERE customer_trigrams MATCH $1 AND rowid = $2");
    static WAITS: Sql = Sql::new("SELECT 1 FROM customer_search_pending WHERE customer = $1");
    if !trigram_index::is_indexed(tx)? {
        return Ok(None);
    }
    let sql = SqlTx::new(tx);
    let mut missing = 0;
    trigram_index::for_sample(tx, SAMPLE, &mut |customer, text| {
        let trigrams = trigrams(text);
        let query = query(trigrams.iter().step_by(trigrams.len().div_ceil(TRIGRAMS).max(1)));
        let waits = sql.first(&WAITS, &[Value::Int(customer)], |_| Ok(()))?.is_some();
        let parameters = [Value::Text(&query), Value::Int(customer)];
        if !waits && !query.is_empty() && sql.first(&FIND, &parameters, |_| Ok(()))?.is_none() {
            missing += 1;
        }
        Ok(())
    })?;
    Ok((missing > 0)
        .then(|| format!("texts that the trigram index does not hold, of {SAMPLE} looked up: {missing}")))
}
