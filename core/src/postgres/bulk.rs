//! Indexes that wait while many customers come into an empty register (see `docs/decisions/postgres.md`).

use crate::base::Result;
use crate::settings::{RESTORING, REVISION_FACT};
use crate::sql::{INDEXES_LEFT_OUT, LIST_INDEXES, list_indexes};

use super::connection::Connection;
use super::error::Fate;
use super::search;
use super::transaction::PostgresTx;

/// How long leaving indexes out waits for those who read: meanwhile others would wait behind it.
const PATIENCE: &str = "SET LOCAL lock_timeout = '200ms'";

/// The columns by which customers are looked up while others are inserted.
const KEYS: &str = "customers (number, id, email_hash, phone_e164), customer_emails (hash),
     customer_phones (e164), customer_external_ids, collection_members";

/// So much larger than the planner knows has a register grown that it looks at its tables anew: as much as
/// the server waits for before it does so by itself.
const GROWN: f64 = 1.1;

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

/// Shows the planner the keys of customers, unless it has ever looked at them. Without that it takes each
/// for one of 200 that all customers share, and reads whole tables to look a few up; the server would look
/// by itself after a minute and a commit. How keys are spread stays the same as tables grow.
///
/// # Errors
/// Of the storage.
pub(super) fn look_at_keys(connection: &mut Connection) -> Result<()> {
    let unseen = "SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('customers') AND reltuples <= 0";
    if connection.text(unseen)?.is_some() {
        connection.attempt(&format!("ANALYZE {KEYS}"))?;
    }
    Ok(())
}

/// Makes what [`started`] left out, and tells the planner how large the tables are now.
///
/// # Errors
/// Of the storage.
pub(super) fn finished(tx: &PostgresTx<'_>) -> Result<()> {
    tx.takes_long()?;
    tx.with_connection(complete)
}

/// Makes what somebody left out who is gone. Not while a copy fills the register, nor where this host may
/// only use the tables: then lists are slow until another one opens the register.
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
    let done = connection.alone(|connection| match connection.text(&abandoned)? {
        Some(_) => complete(connection),
        None => Ok(()),
    });
    if done.is_err() && connection.fate == Some(Fate::Failed) {
        connection.fate = None;
        return Ok(());
    }
    done
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
    let left_out = is_unfinished(connection)?;
    if left_out {
        connection.batch(LIST_INDEXES)?;
        if let Some(statement) = search::statement(connection)? {
            connection.batch(&statement)?;
        }
        connection.batch(&format!("DELETE FROM register_facts WHERE name = '{INDEXES_LEFT_OUT}'"))?;
    }
    // What came into a register that was large before changes no plan, and looking at all of it would take
    // longer than a small import.
    let grown = format!(
        "SELECT 1 FROM counters c JOIN pg_catalog.pg_class t ON t.oid = to_regclass('customers')
         WHERE c.name = 'customer_count' AND c.value > {GROWN} * t.reltuples"
    );
    if !left_out && connection.text(&grown)?.is_none() {
        return Ok(());
    }
    let tables = "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_catalog.pg_tables
                  WHERE schemaname = current_schema()";
    if let Some(tables) = connection.text(tables)? {
        // Without it plans are worse until the server does so by itself.
        connection.attempt(&format!("ANALYZE {tables}"))?;
    }
    Ok(())
}
