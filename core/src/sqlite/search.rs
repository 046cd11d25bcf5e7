//! The trigram index of search; see `docs/decisions/trigram-index.md`.

use std::collections::BTreeSet;

use crate::base::Result;
use crate::settings::{SettingsRead, SettingsWrite};
use crate::sql::{Driver, SearchSource, Sql, SqlTx, Value};

use super::bulk;
use super::driver::SqliteTx;
use super::error::storage;

/// How many customers may wait before they go into the index together.
const PENDING: i64 = 1_000;

/// More trigrams than this narrow a search no further, and each costs a step a candidate.
const TRIGRAMS: usize = 32;

/// The fact that names the form of the index; another form makes it anew.
const FACT: &str = "trigram_index";
const FORM: &str = "1";

// Blanks are doubled, so that the first letter of a word is a trigram with them. Of a rowid that
// comes again the index keeps both entries: old trigrams only yield candidates too many.
static ADD_ALL: Sql = Sql::shared(
    "INSERT INTO customer_trigrams (rowid, text)
     SELECT customer, replace(text, ' ', '  ') FROM customer_search ORDER BY customer",
);

/// Takes note that the texts of these customers are new.
pub(super) fn changed(tx: &SqliteTx<'_>, customers: &[i64]) -> Result<()> {
    static WAIT: Sql =
        Sql::shared("INSERT INTO customer_search_pending (customer) VALUES ($1) ON CONFLICT DO NOTHING");
    // In order of the keys: a smaller one makes FTS5 write out what it has gathered.
    static ADD: Sql = Sql::shared(
        "INSERT INTO customer_trigrams (rowid, text)
         SELECT s.customer, replace(s.text, ' ', '  ')
         FROM rarray($1) k CROSS JOIN customer_search s ON s.customer = k.value",
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
    tx.execute(&ADD, &[Value::Keys(&ordered)])?;
    Ok(())
}

/// Makes the index when the register is large enough and has none. During a bulk into an empty
/// register it waits for the end.
pub(super) fn build_if_large(tx: &SqliteTx<'_>) -> Result<()> {
    // Numbers are never given twice, so the last one bounds the count at no cost.
    static LAST: Sql = Sql::shared("SELECT coalesce(max(customer), 0) FROM customer_search");
    let mut sql = SqlTx::new(tx);
    let last = sql.first(&LAST, &[], |row| row.int(0))?.unwrap_or(0);
    if u64::try_from(last).is_ok_and(|last| last < tx.trigrams_from)
        || is_indexed(tx)?
        || bulk::is_unfinished(tx)?
    {
        return Ok(());
    }
    let create = "DROP TABLE IF EXISTS customer_trigrams;
         CREATE VIRTUAL TABLE customer_trigrams USING fts5(
             text, content = '', detail = none, columnsize = 0, tokenize = 'trigram case_sensitive 1'
         );
         DELETE FROM customer_search_pending;";
    tx.connection.execute_batch(create).map_err(storage)?;
    tx.execute(&ADD_ALL, &[])?;
    sql.put_fact(FACT, FORM)
}

fn merge_if_many(tx: &SqliteTx<'_>) -> Result<()> {
    static COUNT: Sql = Sql::shared("SELECT count(*) FROM customer_search_pending");
    static MERGE: Sql = Sql::shared(
        "INSERT INTO customer_trigrams (rowid, text)
         SELECT p.customer, replace(s.text, ' ', '  ')
         FROM customer_search_pending p CROSS JOIN customer_search s ON s.customer = p.customer
         ORDER BY p.customer",
    );
    static CLEAR: Sql = Sql::shared("DELETE FROM customer_search_pending");
    let waiting = SqlTx::new(tx).first(&COUNT, &[], |row| row.int(0))?;
    if waiting.is_some_and(|count| count >= PENDING) {
        tx.execute(&MERGE, &[])?;
        tx.execute(&CLEAR, &[])?;
    }
    Ok(())
}

pub(super) fn is_indexed(tx: &SqliteTx<'_>) -> Result<bool> {
    Ok(SqlTx::new(tx).fact(FACT)?.as_deref() == Some(FORM))
}

/// Says where the candidates of a search stand.
pub(super) fn sources(tx: &SqliteTx<'_>, needles: &[String]) -> Result<Vec<SearchSource>> {
    let query = trigram_query(needles);
    if query.is_empty() || !is_indexed(tx)? {
        return Ok(vec![SearchSource { from: "customer_search s", parameter: None }]);
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
        SearchSource { from: indexed, parameter: Some(query) },
        SearchSource { from: waiting, parameter: None },
    ])
}

/// Joins the trigrams of all needles by AND in the language of FTS5; empty if there are none.
pub(super) fn trigram_query(needles: &[String]) -> String {
    let mut trigrams = BTreeSet::new();
    for needle in needles {
        let letters: Vec<char> = needle.replace(' ', "  ").chars().collect();
        trigrams.extend(letters.windows(3).map(|letters| letters.iter().collect::<String>()));
    }
    let step = trigrams.len().div_ceil(TRIGRAMS).max(1);
    let quoted = trigrams.iter().step_by(step).map(|trigram| format!("\"{}\"", trigram.replace('"', "\"\"")));
    quoted.collect::<Vec<_>>().join(" AND ")
}
