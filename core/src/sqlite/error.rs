use rusqlite::ErrorCode;
use rusqlite::ffi;

use crate::base::{EntityKind, Error, ErrorKind};

/// What a failed UNIQUE constraint means, by the first column that SQLite names. Sets of every kind
/// share a table, so their aggregate names the kind.
const UNIQUE: &[(&str, EntityKind, &str)] = &[
    ("customers.id", EntityKind::Customer, "id"),
    ("customers.number", EntityKind::Customer, "number"),
    ("customer_external_ids.source", EntityKind::Customer, "external_ids"),
    ("tombstones.id", EntityKind::Customer, "id"),
    ("collections.id", EntityKind::Tag, "id"),
    ("collections.kind", EntityKind::Tag, "name"),
    ("access_codes.id", EntityKind::AccessCode, "id"),
    ("access_codes.token_digest", EntityKind::AccessCode, "token"),
    ("access_codes.typed_digest", EntityKind::AccessCode, "code"),
    ("import_batches.id", EntityKind::ImportBatch, "id"),
    ("jobs.id", EntityKind::Job, "id"),
    ("job_groups.id", EntityKind::JobGroup, "id"),
    ("job_groups.job", EntityKind::JobGroup, "name"),
    ("galleries.id", EntityKind::Gallery, "id"),
    ("galleries.job_group", EntityKind::Gallery, "job_group"),
    ("galleries.participant", EntityKind::Gallery, "participant"),
    ("participants.id", EntityKind::Participant, "id"),
    ("registrations.id", EntityKind::Registration, "id"),
    ("registrations.job_group", EntityKind::Registration, "customer"),
];

/// Turns an error of SQLite into ours. Texts of SQLite name tables and columns, never values.
pub(super) fn storage(error: rusqlite::Error) -> Error {
    if let Some(column) = failed_unique(&error) {
        if column == "idempotency_keys.key" {
            return Error::IdempotencyConflict;
        }
        if let Some(&(_, entity, field)) = UNIQUE.iter().find(|entry| entry.0 == column) {
            return Error::AlreadyExists { entity, field };
        }
    }
    let kind = match error.sqlite_error() {
        Some(failure) if failure.extended_code == ffi::SQLITE_READONLY_DBMOVED => ErrorKind::Io,
        _ if misses_its_schema(&error) => ErrorKind::Corrupt,
        Some(failure) => kind_of(failure.code),
        None => kind_without_code(&error),
    };
    Error::Storage { kind, message: message(kind).to_owned(), source: Some(Box::new(error)) }
}

fn kind_of(code: ErrorCode) -> ErrorKind {
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            ErrorKind::Busy
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => ErrorKind::Corrupt,
        ErrorCode::DiskFull => ErrorKind::Full,
        ErrorCode::ReadOnly => ErrorKind::ReadOnly,
        ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::PermissionDenied
        | ErrorCode::NoLargeFileSupport => ErrorKind::Io,
        _ => ErrorKind::Storage,
    }
}

fn kind_without_code(error: &rusqlite::Error) -> ErrorKind {
    match error {
        rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::Utf8Error(..)
        | rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..) => ErrorKind::Corrupt,
        rusqlite::Error::InvalidPath(_) => ErrorKind::Io,
        _ => ErrorKind::Storage,
    }
}

/// Tells whether a statement does not fit the tables of the file, or an index is not of its version. Ours
/// fit every schema that a register is opened with, so the file is damaged.
fn misses_its_schema(error: &rusqlite::Error) -> bool {
    match error {
        rusqlite::Error::SqlInputError { .. } => true,
        rusqlite::Error::SqliteFailure(failure, Some(text)) => {
            let damages = [
                "no such table",
                "no such column",
                "no such index",
                "no such module",
                "foreign key mismatch",
                "invalid fts5 file format",
                "vtable constructor failed",
            ];
            failure.extended_code == ffi::SQLITE_ERROR && damages.iter().any(|what| text.starts_with(what))
        }
        _ => false,
    }
}

fn message(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Busy => "another process holds the register",
        ErrorKind::Corrupt => "the file of the register is damaged",
        ErrorKind::Full => "the disk is full",
        ErrorKind::ReadOnly => "the register may only be read",
        ErrorKind::Io => "the system failed to read or write the file of the register",
        _ => "SQLite refused a statement",
    }
}

/// Returns the first column of `UNIQUE constraint failed: table.column, …`.
fn failed_unique(error: &rusqlite::Error) -> Option<&str> {
    let rusqlite::Error::SqliteFailure(failure, Some(text)) = error else { return None };
    let unique =
        [ffi::SQLITE_CONSTRAINT_UNIQUE, ffi::SQLITE_CONSTRAINT_PRIMARYKEY, ffi::SQLITE_CONSTRAINT_ROWID];
    if !unique.contains(&failure.extended_code) {
        return None;
    }
    text.split_once(": ")?.1.split(", ").next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> ErrorKind {
        storage(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_ERROR), Some(text.into()))).kind()
    }

    #[test]
    fn what_does_not_fit_the_tables_of_the_file_is_damage() {
        let index = "invalid fts5 file format (found 0, expected 4 or 5) - run 'rebuild'";
        assert_eq!([kind("no such table: customers"), kind(index)], [ErrorKind::Corrupt; 2]);
        assert_eq!(kind("no such savepoint: s"), ErrorKind::Storage);
    }
}
