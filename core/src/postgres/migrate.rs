use std::cell::RefCell;
use std::time::Duration;

use crate::base::{Error, ErrorKind, Result};
use crate::repository::Opening;
use crate::settings::SettingsRead as _;
use crate::sql::{
    INDEXES_LEFT_OUT, LIST_INDEXES, Migration, MigrationHost, Sql, SqlTx, list_indexes, migrate,
};

use super::bulk;
use super::connection::Connection;
use super::error::Fate;
use super::search;
use super::turn::back_off;

/// The steps of the schema; released ones never change.
pub(super) const STEPS: [Migration; 2] = [
    Migration { version: 1, sql: include_str!("../../migrations/postgres/0001_register.sql") },
    Migration { version: 2, sql: include_str!("../../migrations/postgres/0002_jobs.sql") },
];

/// How often making the schema is tried, against others that do so at the same time.
const ATTEMPTS: u32 = 20;

/// What may fail only because somebody else makes the same thing at the same time: names and rows of
/// the catalogue that exist already, or that another transaction has just changed.
const RACES: [&str; 7] = ["23505", "42P06", "42P07", "42710", "XX000", "40001", "40P01"];

/// Makes or completes the schema. Returns whether search has an index.
///
/// # Errors
/// `NotARegister` where the schema holds something else, or nothing and none is to be made; `TooNew`.
pub(super) fn bring_up_to_date(connection: &mut Connection, schema: &str, opening: Opening) -> Result<bool> {
    let encoding = connection.text("SHOW server_encoding")?;
    if encoding.as_deref() != Some("UTF8") {
        return Err(Error::storage(ErrorKind::NotARegister, "the database does not hold text as UTF-8"));
    }
    for attempt in 0.. {
        connection.fate = None;
        match complete(connection, schema, opening) {
            Err(error) if attempt < ATTEMPTS && raced(connection, &error) => {
                connection.fate = None;
                connection.batch("ROLLBACK")?;
                std::thread::sleep(back_off(attempt) + Duration::from_millis(5));
            }
            result => {
                result?;
                break;
            }
        }
    }
    connection.forget_statements();
    let may_write = opening != Opening::ReadOnly && takes_writes(connection)?;
    if may_write {
        bulk::complete_abandoned(connection)?;
    }
    search::make_index(connection, may_write)
}

/// Tells whether the server lets the user write: a standby does not.
fn takes_writes(connection: &mut Connection) -> Result<bool> {
    Ok(connection.text("SHOW transaction_read_only")?.as_deref() != Some("on"))
}

fn raced(connection: &Connection, error: &Error) -> bool {
    let Error::Storage { source: Some(source), .. } = error else { return false };
    let text = source.to_string();
    connection.fate != Some(Fate::Lost) && RACES.iter().any(|code| text.contains(&format!("SQLSTATE {code}")))
}

fn complete(connection: &mut Connection, schema: &str, opening: Opening) -> Result<()> {
    // One look, since others may make it meanwhile. Nothing where the schema is empty or is not there.
    const CONTENT: &str =
        "SELECT CASE WHEN bool_or(tablename = 'schema_steps') THEN 'register' ELSE 'other' END
                           FROM pg_catalog.pg_tables WHERE schemaname = current_schema() HAVING count(*) > 0";
    let content = connection.text(CONTENT)?;
    if content.as_deref() == Some("register") {
        let done = done(connection)?;
        if done.len() == STEPS.len() && STEPS.iter().zip(&done).all(|(step, done)| step.checksum() == *done) {
            return Ok(());
        }
        if opening == Opening::ReadOnly {
            let known = STEPS.len().min(done.len());
            migrate(&Schema(RefCell::new(connection)), &STEPS[..known])?;
            let message = "the register has an older schema, or none; open it once for writing";
            return Err(Error::storage(ErrorKind::ReadOnly, message));
        }
    } else if content.is_some() || opening != Opening::Create {
        let message = "the schema is not a register of Kartotek";
        return Err(Error::storage(ErrorKind::NotARegister, message));
    }
    let quoted = quote(schema);
    if connection.text("SELECT current_schema()")?.is_none() {
        connection.batch(&format!("CREATE SCHEMA IF NOT EXISTS {quoted}"))?;
    }
    // The row of step 0 is locked by who completes the schema, and by every unit of work.
    connection.batch(
        "CREATE TABLE IF NOT EXISTS schema_steps
             (version BIGINT PRIMARY KEY, checksum TEXT COLLATE \"C\" NOT NULL);
         INSERT INTO schema_steps (version, checksum) VALUES (0, '') ON CONFLICT DO NOTHING",
    )?;
    connection.alone(|connection| {
        if migrate(&Schema(RefCell::new(connection)), &STEPS)? > 0 {
            connection.batch(LIST_INDEXES)?;
        }
        Ok(())
    })
}

/// Says which of the indexes that lists use are missing; none while an import leaves them out.
///
/// # Errors
/// Of the storage.
pub(super) fn missing_indexes(tx: &SqlTx<'_>) -> Result<Vec<String>> {
    static INDEXES: Sql = Sql::new(
        "SELECT CAST(indexname AS TEXT) FROM pg_catalog.pg_indexes WHERE schemaname = current_schema()",
    );
    if tx.fact(INDEXES_LEFT_OUT)?.is_some() {
        return Ok(Vec::new());
    }
    let there = tx.all(&INDEXES, &[], |row| Ok(row.text(0)?.to_owned()))?;
    let missing = list_indexes().filter(|name| !there.iter().any(|there| there == name));
    Ok(missing.map(|name| format!("index {name} is missing")).collect())
}

/// Writes a name as SQL.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn done(connection: &mut Connection) -> Result<Vec<String>> {
    connection.texts("SELECT checksum FROM schema_steps WHERE version > 0 ORDER BY version")
}

struct Schema<'c>(RefCell<&'c mut Connection>);

impl MigrationHost for Schema<'_> {
    fn done(&self) -> Result<Vec<String>> {
        done(&mut self.0.borrow_mut())
    }

    fn run(&self, step: &Migration) -> Result<()> {
        let mut connection = self.0.borrow_mut();
        connection.batch(step.sql)?;
        let (version, checksum) = (step.version, step.checksum());
        connection
            .batch(&format!("INSERT INTO schema_steps (version, checksum) VALUES ({version}, '{checksum}')"))
    }

    fn batch(&self, statements: &str) -> Result<()> {
        self.0.borrow_mut().batch(statements)
    }
}
