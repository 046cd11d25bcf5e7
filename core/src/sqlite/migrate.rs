use rusqlite::Connection;

use crate::base::{Error, ErrorKind, Result};
use crate::sql::{Migration, MigrationHost, migrate};

use super::bulk;
use super::driver::SqliteTx;
use super::error::storage;
use super::transaction::{Lock, Transaction};

/// The steps of the schema; released ones never change.
pub(super) const STEPS: [Migration; 2] = [
    Migration { version: 1, sql: include_str!("../../migrations/sqlite/0001_register.sql") },
    Migration { version: 2, sql: include_str!("../../migrations/sqlite/0002_jobs.sql") },
];

/// Says "a register of Kartotek" in the header of the file.
pub(super) const APPLICATION_ID: i32 = i32::from_be_bytes(*b"KART");

/// Makes or completes the schema in one transaction, and the indexes that an interrupted import
/// left out. Takes the lock of the writer only if something is missing.
pub(super) fn bring_up_to_date(connection: &Connection, trigrams_from: u64) -> Result<()> {
    let reading = Transaction::begin(connection, Lock::Shared)?;
    let complete =
        is_current(connection)? && !bulk::is_to_complete(&SqliteTx::new(connection, trigrams_from))?;
    drop(reading);
    if complete {
        return Ok(());
    }
    let writing = Transaction::begin(connection, Lock::Writer)?;
    migrate(&Schema(connection), &STEPS)?;
    bulk::complete(&SqliteTx::new(connection, trigrams_from))?;
    writing.commit()
}

/// Tells whether all steps are done, as they are known here.
pub(super) fn is_current(connection: &Connection) -> Result<bool> {
    let done = Schema(connection).done()?;
    Ok(done.len() == STEPS.len() && STEPS.iter().zip(&done).all(|(step, done)| step.checksum() == *done))
}

/// Fails unless the schema is one that can be read as it is.
pub(super) fn check_readable(connection: &Connection) -> Result<()> {
    if is_current(connection)? {
        return Ok(());
    }
    let done = Schema(connection).done()?;
    let known = STEPS.len().min(done.len());
    // Says what is wrong with the steps that both know, or that there are too many.
    migrate(&Schema(connection), &STEPS[..known])?;
    let message = "the register has an older schema; open it once for writing";
    Err(Error::storage(ErrorKind::ReadOnly, message))
}

struct Schema<'c>(&'c Connection);

impl Schema<'_> {
    fn number(&self, sql: &str) -> Result<i64> {
        self.0.query_row(sql, [], |row| row.get(0)).map_err(storage)
    }
}

impl MigrationHost for Schema<'_> {
    fn done(&self) -> Result<Vec<String>> {
        let tables = self.number("SELECT count(*) FROM sqlite_schema")?;
        let application = self.number("PRAGMA application_id")?;
        if tables == 0 && application == 0 {
            return Ok(Vec::new());
        }
        let steps = self.number("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_steps'")?;
        if application != i64::from(APPLICATION_ID) || steps == 0 {
            return Err(not_a_register());
        }
        let mut checksums =
            self.0.prepare("SELECT checksum FROM schema_steps ORDER BY version").map_err(storage)?;
        let rows = checksums.query_map([], |row| row.get(0)).map_err(storage)?;
        rows.collect::<rusqlite::Result<_>>().map_err(storage)
    }

    fn run(&self, step: &Migration) -> Result<()> {
        if step.version == 1 {
            self.0.pragma_update(None, "application_id", APPLICATION_ID).map_err(storage)?;
            let steps = "CREATE TABLE schema_steps (version INTEGER PRIMARY KEY, checksum TEXT NOT NULL)";
            self.0.execute_batch(steps).map_err(storage)?;
        }
        self.0.execute_batch(step.sql).map_err(storage)?;
        let insert = "INSERT INTO schema_steps (version, checksum) VALUES (?1, ?2)";
        self.0.execute(insert, (step.version, step.checksum())).map_err(storage)?;
        // In the header too, so that a newer schema is seen without touching the file.
        self.0.pragma_update(None, "user_version", step.version).map_err(storage)
    }

    fn batch(&self, statements: &str) -> Result<()> {
        self.0.execute_batch(statements).map_err(storage)
    }
}

pub(super) fn not_a_register() -> Error {
    Error::storage(ErrorKind::NotARegister, "the file is not a register of Kartotek")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::{CustomerDraft, CustomerFilter};
    use crate::register::Register;

    // SPEC: B18, C1
    #[test]
    fn a_program_that_has_the_file_open_stops_when_a_newer_one_changed_the_schema() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("studio.db");
        let register = Register::open(&path).unwrap();
        register.customers().create(CustomerDraft::person("Anna", "Ek")).unwrap();
        let mut newer: Vec<Migration> =
            STEPS.iter().map(|step| Migration { version: step.version, sql: step.sql }).collect();
        newer.push(Migration {
            version: u32::try_from(STEPS.len() + 1).unwrap(),
            sql: "CREATE TABLE later (a INTEGER)",
        });
        assert_eq!(migrate(&Schema(&Connection::open(&path).unwrap()), &newer).unwrap(), 1);
        let written = register.customers().create(CustomerDraft::person("Bo", "Ek"));
        assert_eq!(written.unwrap_err().kind(), ErrorKind::TooNew);
        let counted = register.customers().count(&CustomerFilter::default());
        assert_eq!(counted.unwrap_err().kind(), ErrorKind::TooNew);
        assert_eq!(Register::open(&path).unwrap_err().kind(), ErrorKind::TooNew);
    }
}
