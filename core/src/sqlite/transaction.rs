use rusqlite::Connection;

use crate::base::Result;

use super::error::storage;

/// When a transaction takes the lock of the writer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Lock {
    /// Never: it reads.
    Shared,
    /// At once, so that it cannot fail half-way for another writer's sake.
    Writer,
}

/// A running transaction; rolls back when it is dropped without a commit, also by a panic.
#[derive(Debug)]
pub(super) struct Transaction<'c> {
    connection: &'c Connection,
}

impl<'c> Transaction<'c> {
    pub(super) fn begin(connection: &'c Connection, lock: Lock) -> Result<Self> {
        let begin = match lock {
            Lock::Shared => "BEGIN",
            Lock::Writer => "BEGIN IMMEDIATE",
        };
        run(connection, begin)?;
        Ok(Self { connection })
    }

    /// Commits; when that fails, all is rolled back.
    pub(super) fn commit(self) -> Result<()> {
        run(self.connection, "COMMIT")
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // SQLite has rolled back by itself after a full disk or a failed write.
        if !self.connection.is_autocommit() {
            // A failure leaves the transaction open, which the owner of the connection looks at.
            let _ = run(self.connection, "ROLLBACK");
        }
    }
}

/// Prepared once a connection: parsing would cost as much as a small unit of work.
fn run(connection: &Connection, sql: &str) -> Result<()> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.raw_execute()).map_err(storage)?;
    Ok(())
}
