//! Indexes that wait while many customers come into an empty register (see `docs/decisions/postgres.md`).

use crate::base::Result;
use crate::settings::{RESTORING, REVISION_FACT};
use crate::sql::{INDEXES_LEFT_OUT, LIST_INDEXES, list_indexes};

use super::connection::Connection;
use super::search;
use super::transaction::PostgresTx;

/// How long leaving indexes out waits for those who read: meanwhile others would wait behind it.
const PATIENCE: &str = "SET LOCAL lock_timeout = '200ms'";

/// Says which connection left the indexes out, so that others can tell whether it is still there.
const SESSION: &str = "a.pid || ' ' || coalesce(CAST(extract(epoch FROM a.backend_start) AS TEXT), '')";

/// Leaves out the indexes of lists and search if there is no customer yet. Where somebody reads for long
/// meanwhile, as a backup does, they stay.
///
/// # Errors
/// Of the storage.
pub(super) fn started(tx: &PostgresTx<'_>) -> Result<()> {
    tx.with_connection(|connection| {
        if connection.text("SELECT 1 FROM customers LIMIT 1")?.is_some() || is_unfinished(connection)? {
            return Ok(());
        }
        let lists: Vec<&str> = list_indexes().collect();
        let leave_out = format!(
            "{PATIENCE}; DROP INDEX IF EXISTS {}, {};
             INSERT INTO register_facts (name, value) VALUES ('{INDEXES_LEFT_OUT}', coalesce(
                 (SELECT {SESSION} FROM pg_catalog.pg_stat_activity a WHERE a.pid = pg_backend_pid()), ''))",
            lists.join(", "),
            search::NAME,
        );
        connection.attempt(&leave_out).map(drop)
    })
}

/// Makes what [`started`] left out, and tells the planner how large the tables are now.
///
/// # Errors
/// Of the storage.
pub(super) fn finished(tx: &PostgresTx<'_>) -> Result<()> {
    tx.with_connection(|connection| connection.waiting_for_ever(complete))
}

/// Makes what somebody left out who is gone. Not while a copy fills the register.
///
/// # Errors
/// Of the storage.
pub(super) fn complete_abandoned(connection: &mut Connection) -> Result<()> {
    let abandoned = format!(
        "SELECT 1 FROM register_facts f WHERE f.name = '{INDEXES_LEFT_OUT}'
         AND NOT EXISTS (SELECT 1 FROM register_facts r WHERE r.name = '{REVISION_FACT}' AND r.value = '{RESTORING}')
         AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE f.value = {SESSION}
             OR (a.backend_start IS NULL AND f.value LIKE a.pid || ' %'))"
    );
    if connection.text(&abandoned)?.is_none() {
        return Ok(());
    }
    // Somebody else may have made them, or begun anew, while this waited.
    connection.alone(|connection| match connection.text(&abandoned)? {
        Some(_) => complete(connection),
        None => Ok(()),
    })
}

/// Tells whether indexes are left out.
///
/// # Errors
/// Of the storage.
pub(super) fn is_unfinished(connection: &mut Connection) -> Result<bool> {
    let fact = format!("SELECT 1 FROM register_facts WHERE name = '{INDEXES_LEFT_OUT}'");
    Ok(connection.text(&fact)?.is_some())
}

fn complete(connection: &mut Connection) -> Result<()> {
    if is_unfinished(connection)? {
        connection.batch(LIST_INDEXES)?;
        if let Some(statement) = search::statement(connection)? {
            connection.batch(&statement)?;
        }
        connection.batch(&format!("DELETE FROM register_facts WHERE name = '{INDEXES_LEFT_OUT}'"))?;
    }
    let tables = "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_catalog.pg_tables
                  WHERE schemaname = current_schema()";
    if let Some(tables) = connection.text(tables)? {
        // Without it plans are worse until the server does so by itself.
        connection.attempt(&format!("ANALYZE {tables}"))?;
    }
    Ok(())
}
