// `Ok(check())` keeps the bodies of units of work to one line.
#![allow(clippy::unit_arg)]

mod files;
mod search;
mod transactions;
mod upkeep;

use std::path::PathBuf;

use rusqlite::Connection;
use tempfile::TempDir;

use crate::base::{ErrorKind, Result};
use crate::repository::{Repository, RepositoryExt};

use super::driver::SqliteTx;
use super::{SqliteOptions, SqliteRepository};

/// A register's file in a folder of its own.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("studio.db")
    }

    fn open(&self) -> SqliteRepository {
        self.open_with(SqliteOptions::default()).unwrap()
    }

    fn open_with(&self, options: SqliteOptions) -> Result<SqliteRepository> {
        SqliteRepository::open(self.path(), options)
    }

    /// A connection of somebody else, without our settings.
    fn raw(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn kind<T: std::fmt::Debug>(result: Result<T>) -> ErrorKind {
    result.unwrap_err().kind()
}

fn put(repository: &SqliteRepository, name: &str, value: &str) -> Result<()> {
    repository.write(|tx| tx.put_fact(name, value))
}

fn get(repository: &SqliteRepository, name: &str) -> Option<String> {
    repository.read(|tx| tx.fact(name)).unwrap()
}

/// Inserts customers with these numbers and texts for search, and counts them.
fn add_customers(tx: &SqliteTx<'_>, texts: impl Iterator<Item = (i64, String)>) {
    let connection = tx.connection;
    let group =
        "INSERT OR IGNORE INTO collections (key, id, kind, name, name_key, preset, revision, created_at)
                 VALUES (1, x'00000000000070008000000000000001', 4, 'Standard', 'standard', 'standard', 1, 0)";
    connection.execute_batch(group).unwrap();
    let columns = "SELECT group_concat(name, ', '),
                          group_concat(CASE type WHEN 'TEXT' THEN '''''' WHEN 'BLOB' THEN 'x''''' ELSE '0' END, ', ')
                   FROM pragma_table_info('customers')
                   WHERE \"notnull\" AND name NOT IN ('number', 'id', 'default_group')";
    let (names, values): (String, String) =
        connection.query_row(columns, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let insert =
        format!("INSERT INTO customers (number, id, default_group, {names}) VALUES (?1, ?2, 1, {values})");
    let mut insert = connection.prepare(&insert).unwrap();
    let mut search = connection.prepare("INSERT INTO customer_search VALUES (?1, ?2)").unwrap();
    let mut added = 0;
    for (number, text) in texts {
        insert.execute((number, u128::try_from(number).unwrap().to_be_bytes())).unwrap();
        search.execute((number, text)).unwrap();
        added += 1;
    }
    let counters = [("customer_count", added), ("customer_number", 1_000_000)];
    for (name, value) in counters {
        let count =
            "INSERT INTO counters VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = value + excluded.value";
        connection.execute(count, (name, value)).unwrap();
    }
    let size = "INSERT INTO collection_sizes VALUES (1, 1, ?1) ON CONFLICT DO UPDATE SET size = size + excluded.size";
    connection.execute(size, [added]).unwrap();
}
