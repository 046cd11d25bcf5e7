//! Rows that a file of customers does not bring, as many as a register of that size has after some years.

use std::fs;
use std::path::{Path, PathBuf};

use kartotek::{JobFilter, PostgresRepository, Repository, RepositoryExt, SqliteOptions, SqliteRepository};
use postgres::{Client, NoTls, Row};
use rusqlite::Connection;

use crate::baseline::Result;
use crate::baseline::postgres::options;
use crate::jobs::Jobs;

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

/// What jobs bring beside (see [`Jobs`]): what some customers spent, and the tags of events on galleries.
const ROWS_OF_JOBS: &[&str] = &[
    "INSERT INTO customer_totals (customer, scope_kind, scope, currency, minor)
     SELECT DISTINCT customer, 9, job_group, 'EUR', 1200 FROM registrations WHERE customer % 2 = 0",
    "INSERT INTO customer_totals (customer, scope_kind, scope, currency, minor)
     SELECT DISTINCT customer, 8, job, 'EUR', 1200 FROM registrations WHERE customer % 2 = 0",
    "INSERT INTO customer_totals (customer, scope_kind, scope, currency, minor)
     SELECT DISTINCT customer, 1, 0, 'EUR', 2400 FROM registrations WHERE customer % 2 = 0",
    "INSERT INTO collection_members (collection, entity_kind, entity)
     SELECT s.key, 10, g.key FROM galleries g JOIN collections s ON s.key = 1000000 + 500 * (1 + g.key % 20)",
    "INSERT INTO collection_sizes (collection, entity_kind, size)
     SELECT collection, 10, count(*) FROM collection_members WHERE entity_kind = 10 GROUP BY collection",
];

/// A query for the customers from whom jobs are made; it names the bytes of an id.
fn people(id: &str) -> String {
    format!("SELECT {id}, given_name, family_name FROM customers ORDER BY number")
}

/// Adds the jobs that a register does not have yet, each in a unit of work.
fn add_jobs(repository: &dyn Repository, people: Vec<([u8; 16], String, String)>) -> Result<()> {
    let count = Jobs::count(u32::try_from(people.len())?);
    let first = u32::try_from(repository.read(|tx| tx.count_jobs(&JobFilter::default(), None))?)?;
    let jobs = Jobs::new(people)?;
    for job in first..count {
        repository.write(|tx| {
            jobs.insert(tx, job)?;
            jobs.insert_cards(tx, job)
        })?;
    }
    Ok(())
}

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
    let read = |row: Row| Ok((row.get::<_, Vec<u8>>(0).as_slice().try_into()?, row.get(1), row.get(2)));
    let people = client.query(&people("uuid_send(id)"), &[])?;
    let people = people.into_iter().map(read).collect::<Result<_>>()?;
    let repository = PostgresRepository::connect(address, options(schema))?;
    add_jobs(&repository, people)?;
    repository.shut_down()?;
    if client.query_one("SELECT count(*) FROM customer_totals", &[])?.get::<_, i64>(0) == 0 {
        let mut transaction = client.transaction()?;
        ROWS_OF_JOBS.iter().try_for_each(|rows| transaction.batch_execute(rows))?;
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
    let (path, new) = (filled.with_file_name("planned.db"), filled.with_file_name("planning.db"));
    if !path.exists() {
        fs::copy(filled, &new)?;
        // Opened, so that the schema is the newest.
        let repository = SqliteRepository::open(&new, SqliteOptions::default())?;
        let mut connection = Connection::open(&new)?;
        let people: Vec<_> = connection
            .prepare(&people("id"))?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        add_jobs(&repository, people)?;
        repository.shut_down()?;
        let transaction = connection.transaction()?;
        ROWS.iter().chain(ROWS_OF_JOBS).try_for_each(|rows| transaction.execute_batch(rows))?;
        transaction.commit()?;
        drop(connection);
        fs::rename(&new, &path)?;
    }
    Ok(path)
}
