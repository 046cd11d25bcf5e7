//! Rows that a file of customers does not bring, as many as a register of that size has after some years.

use std::fs;
use std::path::{Path, PathBuf};

use postgres::{Client, NoTls};
use rusqlite::Connection;

use crate::baseline::Result;

/// Statements for both engines; of each row is told of how many customers there is one. They need fit no
/// more than a plan: nobody opens the register afterwards.
const ROWS: &[&str] = &[
    // One in six, five, eight and two.
    "INSERT INTO customer_emails (customer, position, address, label, hash)
     SELECT number, 9, 'more' || number || '@example.com', '', number * 7919 FROM customers WHERE number % 6 = 0",
    "INSERT INTO customer_phones (customer, position, text, label, e164)
     SELECT number, 9, '070-' || number, '', 46700000000 + number FROM customers WHERE number % 5 = 0",
    "INSERT INTO customer_addresses
         (customer, position, label, street, street_2, postal_code, city, region, country)
     SELECT number, 9, '', street, '', postal_code, city, '', country FROM customers WHERE number % 8 = 0",
    "INSERT INTO customer_external_ids (source, id, customer)
     SELECT 'till', CAST(number AS TEXT), number FROM customers WHERE number % 2 = 0",
    // A tag an event: one for 500 customers, whom 50 of them bear.
    "INSERT INTO collections (key, id, kind, name, name_key, preset, revision, created_at, archived_at)
     SELECT 1000000 + number, id, 2, 'Event ' || number, 'event ' || number, '', 1, created_at, NULL
     FROM customers WHERE number % 500 = 0",
    "INSERT INTO collection_members (collection, entity_kind, entity)
     SELECT s.key, 1, c.number FROM customers c
     JOIN collections s ON s.key = 1000000 + c.number - c.number % 500 WHERE c.number % 10 = 0",
    "INSERT INTO collection_sizes (collection, entity_kind, size)
     SELECT key, 1, 50 FROM collections WHERE key > 1000000",
    // An edit each, one in two in a change set of its own.
    "INSERT INTO change_sets (key, at, actor_kind, actor, batch, reason, origin, first_seq, last_seq)
     SELECT 1000000000 + number, updated_at, 2, 'maria', NULL, '', id, 1000000000 + number, 1000000001 + number
     FROM customers WHERE number % 2 = 0",
    "INSERT INTO changes (seq, change_set, entity_kind, entity, action, old)
     SELECT 1000000000 + number, 1000000000 + number - number % 2, 1, id, 2, '{\"note\":\"\"}' FROM customers",
    // One in thirty was deleted, one in ten came in a row without keys.
    "INSERT INTO tombstones (id, entity_kind, deleted_at, merged_into)
     SELECT id, 1, updated_at, NULL FROM customers WHERE number % 30 = 0",
    "INSERT INTO import_contents (content, customer)
     SELECT number * 104729, number FROM customers WHERE number % 10 = 0",
    // An import for a hundred, a call whose answer is kept for twenty.
    "INSERT INTO import_batches (id, started_at, finished_at, source, digest, rows_done, report)
     SELECT id, created_at, updated_at, 'customers.csv', sort_name, 100, '{}' FROM customers
     WHERE number % 100 = 0",
    "INSERT INTO idempotency_keys (key, operation, digest, result, at)
     SELECT 'call ' || number, 'create', sort_name, '', created_at FROM customers WHERE number % 20 = 0",
];

/// Fills a schema that an import filled, once.
///
/// # Errors
/// Of the server.
pub(super) fn schema(address: &str, schema: &str) -> Result<()> {
    let mut client = Client::connect(address, NoTls)?;
    client.batch_execute(&format!("SET search_path TO {schema}, public"))?;
    if client.query_one("SELECT count(*) FROM tombstones", &[])?.get::<_, i64>(0) == 0 {
        let mut transaction = client.transaction()?;
        ROWS.iter().try_for_each(|rows| transaction.batch_execute(rows))?;
        transaction.commit()?;
    }
    let sql = "SELECT string_agg(relname, ', ') FROM pg_class
         WHERE relkind = 'r' AND relnamespace = $1::text::regnamespace";
    let tables: String = client.query_one(sql, &[&schema])?.get(0);
    // Which pages all can see belongs to what plans are made of.
    Ok(client.batch_execute(&format!("VACUUM (ANALYZE) {tables}"))?)
}

/// Fills a copy of a register beside it, once, and returns where that is.
///
/// # Errors
/// Of the file system or the engine.
pub(super) fn file(filled: &Path) -> Result<PathBuf> {
    let (path, new) = (filled.with_file_name("plans.db"), filled.with_file_name("planning.db"));
    if !path.exists() {
        fs::copy(filled, &new)?;
        let mut connection = Connection::open(&new)?;
        let transaction = connection.transaction()?;
        ROWS.iter().try_for_each(|rows| transaction.execute_batch(rows))?;
        transaction.commit()?;
        drop(connection);
        fs::rename(&new, &path)?;
    }
    Ok(path)
}
