use crate::base::Result;
use crate::settings::{RESTORING, REVISION_FACT, SettingsRead, SettingsWrite};
use crate::sql::{INDEXES_LEFT_OUT, LIST_INDEXES, Sql, SqlTx, list_indexes};

use super::driver::SqliteTx;
use super::error::storage;
use super::trigram_index;

/// Leaves out list indexes and the trigram index if there is no customer yet.
pub(super) fn started(tx: &SqliteTx<'_>) -> Result<()> {
    static SOME: Sql = Sql::new("SELECT 1 FROM customers LIMIT 1");
    if SqlTx::new(tx).first(&SOME, &[], |_| Ok(()))?.is_some() { Ok(()) } else { leave_out(tx) }
}

/// Leaves out list indexes until [`finished`].
pub(super) fn leave_out(tx: &SqliteTx<'_>) -> Result<()> {
    if is_unfinished(tx)? {
        return Ok(());
    }
    for index in list_indexes() {
        tx.connection.execute_batch(&format!("DROP INDEX IF EXISTS {index}")).map_err(storage)?;
    }
    SqlTx::new(tx).put_fact(INDEXES_LEFT_OUT, "1")
}

/// Makes what [`started`] or [`leave_out`] left out.
pub(super) fn finished(tx: &SqliteTx<'_>) -> Result<()> {
    if is_unfinished(tx)? { complete(tx) } else { Ok(()) }
}

/// Tells whether indexes are left out.
pub(super) fn is_unfinished(tx: &SqliteTx<'_>) -> Result<bool> {
    Ok(SqlTx::new(tx).fact(INDEXES_LEFT_OUT)?.is_some())
}

/// Tells whether what is left out is to be made when the store is opened: not while a copy fills it.
pub(super) fn is_to_complete(tx: &SqliteTx<'_>) -> Result<bool> {
    Ok(is_unfinished(tx)? && SqlTx::new(tx).fact(REVISION_FACT)?.as_deref() != Some(RESTORING))
}

/// Makes every index that is missing.
pub(super) fn complete(tx: &SqliteTx<'_>) -> Result<()> {
    static FORGET: Sql = Sql::new("DELETE FROM register_facts WHERE name = 'engine:indexes_left_out'");
    sorting(tx, || tx.connection.execute_batch(LIST_INDEXES).map_err(storage))?;
    SqlTx::new(tx).execute(&FORGET, &[])?;
    trigram_index::build_if_large(tx)
}

/// Runs `work` with a second thread that sorts, which makes indexes of a million customers in five sixths of
/// the time, and with a quarter of the memory for pages. SQLite sorts in as much memory again as pages may
/// take, and makes an index no slower with less. The index of trigrams does not sort, it wants its pages.
fn sorting<T>(tx: &SqliteTx<'_>, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let set = |size: i64, threads: i64| -> Result<()> {
        tx.connection.pragma_update(None, "threads", threads).map_err(storage)?;
        tx.connection.pragma_update(None, "cache_size", size).map_err(storage)
    };
    let usual = tx.connection.query_row("PRAGMA cache_size", [], |row| row.get::<_, i64>(0));
    let usual = usual.map_err(storage)?;
    set(usual / 4, 1)?;
    let done = work();
    set(usual, 0)?;
    done
}
