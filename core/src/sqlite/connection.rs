//! Opens files; see `docs/decisions/sqlite-files.md`.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::base::{Error, ErrorKind, Result, is_open_register};
use crate::repository::Opening;

use super::error::storage;
use super::migrate::{APPLICATION_ID, STEPS, bring_up_to_date, check_readable, not_a_register};
use super::options::{Durability, SqliteOptions};

/// Bytes of a page of a new file: a little faster on large registers than SQLite's 4,096.
const PAGE_BYTES: i64 = 8_192;

/// Enough for every statement of the aggregates.
const KEPT_STATEMENTS: usize = 128;

/// The log is cut down to this after it was larger, for example by an import.
const KEPT_LOG_BYTES: i64 = 64 << 20;

/// What stands under a path, seen without changing anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    EmptyFile,
    Register,
}

/// Opens the connection that writes, and makes or completes the register where that was asked for.
pub(super) fn open_writer(path: &Path, options: &SqliteOptions) -> Result<Connection> {
    match (inspect(path)?, options.opening) {
        (Found::Register, Opening::ReadOnly) => return open_read_only(path, options),
        (Found::Register, _) | (_, Opening::Create) => {}
        (Found::EmptyFile, _) => return Err(not_a_register()),
        (Found::Nothing, _) => {
            let missing = io::Error::new(io::ErrorKind::NotFound, "there is no file of this name");
            return Err(Error::of_file(path)(missing));
        }
    }
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags.set(OpenFlags::SQLITE_OPEN_CREATE, options.opening == Opening::Create);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // SQLite does not say that it is the folder that is missing.
    folder.map_or(Ok(()), |folder| folder.metadata().map(drop)).map_err(Error::of_file(path))?;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| not_opened(path, error))?;
    if connection.is_readonly("main").map_err(storage)? {
        return Err(Error::storage(ErrorKind::ReadOnly, "the file of the register is write-protected"));
    }
    // A register that is refused below must not change by being closed.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(storage)?;
    configure(&connection, options)?;
    // The first read also rolls back what a crashed creation left.
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).map_err(storage)?;
    if pages == 0 {
        connection.pragma_update(None, "page_size", PAGE_BYTES).map_err(storage)?;
    }
    bound_cache(&connection, options)?;
    bring_up_to_date(&connection, options.trigrams_from_customers)?;
    keep_a_log(&connection, options.busy_timeout)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(storage)?;
    Ok(connection)
}

/// Opens a connection that only reads a register that is open for writing already.
pub(super) fn open_reader(path: &Path, options: &SqliteOptions) -> Result<Connection> {
    let connection = connect_reader(path, options)?;
    // The first read tells the size of a page.
    connection.query_row("PRAGMA page_count", [], |_| Ok(())).map_err(storage)?;
    bound_cache(&connection, options)?;
    Ok(connection)
}

fn connect_reader(path: &Path, options: &SqliteOptions) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(storage)?;
    configure(&connection, options)?;
    Ok(connection)
}

/// Opens a register in memory; it is gone with the connection.
pub(super) fn open_in_memory(options: &SqliteOptions) -> Result<Connection> {
    let connection = Connection::open_in_memory().map_err(storage)?;
    configure(&connection, options)?;
    bring_up_to_date(&connection, options.trigrams_from_customers)?;
    Ok(connection)
}

fn open_read_only(path: &Path, options: &SqliteOptions) -> Result<Connection> {
    let readable = |connection: Connection| {
        check_readable(&connection)?;
        bound_cache(&connection, options)?;
        Ok(connection)
    };
    match connect_reader(path, options).and_then(readable) {
        // Beside a file in a folder that may not be written, SQLite cannot make the index of the log.
        // Without a log none is needed.
        Err(error)
            if matches!(error.kind(), ErrorKind::Io | ErrorKind::ReadOnly)
                && !beside(path, "-wal").exists() =>
        {
            let connection = open_unlocked(path)?;
            configure(&connection, options)?;
            readable(connection)
        }
        result => result,
    }
}

/// Opens one more connection that only reads a register that this program has open.
pub(super) fn open_another(path: &Path, options: &SqliteOptions) -> Result<Connection> {
    match options.opening {
        Opening::ReadOnly => open_read_only(path, options),
        Opening::Create | Opening::MustExist => open_reader(path, options),
    }
}

/// Says what stands under a path and refuses what is no register or a newer one.
fn inspect(path: &Path) -> Result<Found> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(Error::of_file(path)(error)),
    };
    if !metadata.is_file() {
        return Err(not_a_register());
    }
    if metadata.len() == 0 {
        return Ok(Found::EmptyFile);
    }
    // The header is read through SQLite: closing a descriptor of our own would drop the locks that
    // other connections of this process have on the file (POSIX).
    let header = open_unlocked(path)?;
    if ["-wal", "-journal"].iter().any(|end| fs::metadata(beside(path, end)).is_ok_and(|log| log.len() > 0)) {
        // A program that ended while it copied the log into the file has left one that is shorter than
        // its first page says, and so may an outage while a register was made. The log has the rest, the
        // journal what was before; this lets SQLite read the first page alone.
        header.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true).map_err(storage)?;
    }
    let number = |pragma: &str| header.query_row(pragma, [], |row| row.get::<_, i64>(0));
    match number("PRAGMA application_id") {
        Ok(id) if id == i64::from(APPLICATION_ID) => {}
        Err(error) if error.sqlite_error_code() != Some(rusqlite::ErrorCode::NotADatabase) => {
            return Err(storage(error));
        }
        _ if is_cut_off_creation(path)? => return Ok(Found::EmptyFile),
        _ => return Err(not_a_register()),
    }
    let version = number("PRAGMA user_version").map_err(storage)?;
    if usize::try_from(version).is_ok_and(|version| version > STEPS.len()) {
        let message = format!("the register has schema {version}, this program knows {}", STEPS.len());
        return Err(Error::storage(ErrorKind::TooNew, message));
    }
    Ok(Found::Register)
}

/// Tells whether a first page was still to be written when a creation was cut off. SQLite empties
/// such a file again when it opens it.
fn is_cut_off_creation(path: &Path) -> Result<bool> {
    match fs::metadata(beside(path, "-journal")) {
        Ok(journal) if journal.len() > 0 => {}
        _ => return Ok(false),
    }
    let mut header = [0; 100];
    let length = fs::File::open(path)?.read(&mut header)?;
    Ok(length == header.len() && header == [0; 100])
}

/// Opens a file so that neither it nor its neighbours change: no locks, no log, no rolling back.
fn open_unlocked(path: &Path) -> Result<Connection> {
    let mut uri = String::from(if cfg!(windows) { "file:///" } else { "file://" });
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b':' => {
                uri.push(char::from(*byte));
            }
            // Writing to a String cannot fail.
            _ => drop(write!(uri, "%{byte:02x}")),
        }
    }
    uri.push_str("?immutable=1");
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(&uri, flags).map_err(|error| not_opened(path, error))
}

/// Returns the error of a file that SQLite could not open. It keeps to itself what the system said, so the system is
/// asked again: for the file, or for one beside it where there is none.
fn not_opened(path: &Path, error: rusqlite::Error) -> Error {
    let again = match (fs::metadata(path), path.parent()) {
        // Closing it would take along the locks of the register that has it open.
        (Ok(_), _) if is_open_register(path) => Ok(()),
        (Ok(_), _) => fs::File::open(path).map(drop),
        (Err(missing), Some(folder)) if missing.kind() == io::ErrorKind::NotFound => {
            tempfile::tempfile_in(folder).map(drop)
        }
        (Err(other), _) => Err(other),
    };
    match again {
        Err(refused) => Error::of_file(path)(refused),
        Ok(()) => storage(error),
    }
}

fn configure(connection: &Connection, options: &SqliteOptions) -> Result<()> {
    let synchronous = match options.durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
    };
    let set = |pragma: &str, value: &dyn rusqlite::ToSql| connection.pragma_update(None, pragma, value);
    connection
        .busy_timeout(options.busy_timeout)
        .and_then(|()| set("foreign_keys", &true))
        .and_then(|()| set("synchronous", &synchronous))
        // Sorting of a large register goes to a file: memory would grow with the rows.
        .and_then(|()| set("temp_store", &"FILE"))
        .and_then(|()| set("trusted_schema", &false))
        // What was deleted is overwritten, not only forgotten.
        .and_then(|()| set("secure_delete", &true))
        .and_then(|()| rusqlite::vtab::array::load_module(connection))
        .map_err(storage)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(storage)?;
    // Otherwise every new value of a parameter after LIMIT compiles its statement anew, which takes as
    // long as a page of a list.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(storage)?;
    connection.set_prepared_statement_cache_capacity(KEPT_STATEMENTS);
    Ok(())
}

/// Sets how much memory the pages of the file may take. SQLite counts in pages of the size that it
/// knows then, so that of the file must be known.
fn bound_cache(connection: &Connection, options: &SqliteOptions) -> Result<()> {
    let cache_kib = -i64::try_from(options.cache_bytes / 1024).unwrap_or(i64::MAX);
    connection.pragma_update(None, "cache_size", cache_kib).map_err(storage)
}

/// Switches a file to a write-ahead log, once: readers go on while one writes.
///
/// Only after the register is made. The log would keep the page that says what the file is.
fn keep_a_log(connection: &Connection, timeout: Duration) -> Result<()> {
    let until = Instant::now() + timeout;
    loop {
        // SQLite does not wait here by itself.
        let result = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
        match result.map_err(storage) {
            Ok(mode) if mode == "wal" => break,
            Ok(_) => {
                let message = "the file system does not allow a write-ahead log";
                return Err(Error::storage(ErrorKind::Io, message));
            }
            Err(error) if error.is_retryable() && Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(error) => return Err(error),
        }
    }
    let limit = format!("PRAGMA journal_size_limit = {KEPT_LOG_BYTES}");
    // A first read opens the log, so that this connection tidies it up when it is closed.
    let read = |pragma: &str| connection.query_row(pragma, [], |_| Ok(())).map_err(storage);
    read(&limit).and_then(|()| read("PRAGMA user_version"))
}

/// The file that SQLite keeps beside a database under its name and a suffix.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
