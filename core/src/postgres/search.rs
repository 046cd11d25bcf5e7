//! The index of search: trigrams of `pg_trgm` over the folded text, where the server has them.

use crate::base::Result;

use super::bulk;
use super::connection::Connection;
use super::error::Fate;

pub(super) const NAME: &str = "customer_search_trigrams";

/// The schema of the extension.
const PLACE: &str = "SELECT quote_ident(n.nspname) FROM pg_catalog.pg_extension e
                     JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'";

/// Makes the index unless it is there, and tells whether there is one. Without the extension, or the
/// right to make it, a search reads all texts.
///
/// # Errors
/// When the connection is lost.
pub(super) fn make_index(connection: &mut Connection, may_write: bool) -> Result<bool> {
    let exists = format!(
        "SELECT indexname FROM pg_catalog.pg_indexes
         WHERE schemaname = current_schema() AND indexname = '{NAME}'"
    );
    if connection.text(&exists)?.is_some() {
        return Ok(true);
    }
    if !may_write {
        return Ok(false);
    }
    // Not in the schema of the register, with which it would go while others use it.
    let extension = "CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public";
    if connection.text(PLACE)?.is_none() && !succeeds(connection, |connection| connection.batch(extension))? {
        // Somebody else may have made it meanwhile.
        connection.fate = None;
    }
    let Some(index) = statement(connection)? else { return Ok(false) };
    // An import that goes on makes it at its end.
    if bulk::is_unfinished(connection)? {
        return Ok(true);
    }
    // Those who write wait, and are waited for as long as it takes.
    Ok(succeeds(connection, |connection| connection.alone(|connection| connection.batch(&index)))?
        || connection.text(&exists)?.is_some())
}

/// Returns the statement that makes the index, where the server has the extension.
///
/// # Errors
/// Of the storage.
pub(super) fn statement(connection: &mut Connection) -> Result<Option<String>> {
    let schema = connection.text(PLACE)?;
    Ok(schema.map(|schema| {
        format!("CREATE INDEX IF NOT EXISTS {NAME} ON customer_search USING gin (text {schema}.gin_trgm_ops)")
    }))
}

/// Tells whether the server does it. Where it refuses, the register works without.
fn succeeds(connection: &mut Connection, work: impl FnOnce(&mut Connection) -> Result<()>) -> Result<bool> {
    connection.fate = None;
    match work(connection) {
        Ok(()) => Ok(true),
        Err(_) if connection.fate != Some(Fate::Lost) => {
            connection.fate = None;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
