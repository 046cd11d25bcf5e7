use std::error::Error as _;
use std::fmt;
use std::io::ErrorKind::{InvalidData, InvalidInput};

use tokio_postgres::error::SqlState;

use crate::base::{EntityKind, Error, ErrorKind};

/// What a violated unique constraint means. Sets of every kind share a table, so their aggregate names
/// the kind.
const UNIQUE: &[(&str, EntityKind, &str)] = &[
    ("customers_id", EntityKind::Customer, "id"),
    ("customers_pkey", EntityKind::Customer, "number"),
    ("customer_external_ids_pkey", EntityKind::Customer, "external_ids"),
    ("tombstones_pkey", EntityKind::Customer, "id"),
    ("collections_id_key", EntityKind::Tag, "id"),
    ("collections_kind_name_key_key", EntityKind::Tag, "name"),
    ("access_codes_id_key", EntityKind::AccessCode, "id"),
    ("access_codes_token_digest_key", EntityKind::AccessCode, "token"),
    ("access_codes_typed_digest_key", EntityKind::AccessCode, "code"),
    ("import_batches_pkey", EntityKind::ImportBatch, "id"),
    ("jobs_id_key", EntityKind::Job, "id"),
    ("job_groups_id_key", EntityKind::JobGroup, "id"),
    ("job_groups_job_name_key_key", EntityKind::JobGroup, "name"),
    ("galleries_id_key", EntityKind::Gallery, "id"),
    ("galleries_group", EntityKind::Gallery, "job_group"),
    ("galleries_participant", EntityKind::Gallery, "participant"),
    ("participants_id_key", EntityKind::Participant, "id"),
    ("registrations_id_key", EntityKind::Registration, "id"),
    ("registrations_job_group_customer_key", EntityKind::Registration, "customer"),
];

/// What CockroachDB answers to a commit where it lost a machine meanwhile.
const COMPLETION_UNKNOWN: &str = "40003";

/// What a failure means for the transaction that met it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It lost against another one and may succeed when it is run again.
    Conflict,
    /// The connection is gone, or to be given up; nothing that was not committed is left.
    Lost,
    /// It failed.
    Failed,
}

impl Fate {
    pub(super) fn of(error: &tokio_postgres::Error) -> Self {
        let Some(code) = error.code() else {
            return if kind_without_code(error) == ErrorKind::Unreachable {
                Self::Lost
            } else {
                Self::Failed
            };
        };
        match code.code() {
            "40001" | "40P01" => Self::Conflict,
            "26000" => Self::Conflict,
            _ if is_outdated(error) => Self::Conflict,
            "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | COMPLETION_UNKNOWN => Self::Lost,
            code if code.starts_with("08") => Self::Lost,
            _ => Self::Failed,
        }
    }
}

/// Tells whether a kept statement does not fit the tables any more, after a step of the schema. The code
/// alone says less, and the text depends on the server's language.
fn is_outdated(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|error| error.routine() == Some("RevalidateCachedQuery"))
}

/// Turns an error of the server or of the connection to it into ours.
///
/// The texts of PostgreSQL hold no values of rows, but its details do: they are left out.
pub(super) fn storage(error: tokio_postgres::Error) -> Error {
    if error.code() == Some(&SqlState::UNIQUE_VIOLATION)
        && let Some(constraint) = error.as_db_error().and_then(|error| error.constraint())
    {
        if constraint == "idempotency_keys_pkey" {
            return Error::IdempotencyConflict;
        }
        if let Some(&(_, entity, field)) = UNIQUE.iter().find(|entry| entry.0 == constraint) {
            return Error::AlreadyExists { entity, field };
        }
    }
    let kind = match error.code() {
        _ if is_outdated(&error) => ErrorKind::Busy,
        Some(code) => kind_of(code.code()),
        None => kind_without_code(&error),
    };
    let source = ServerError::of(&error);
    Error::Storage { kind, message: message(kind).to_owned(), source: Some(Box::new(source)) }
}

/// The error of a commit of which nobody knows whether it took place.
pub(super) fn outcome_unknown(error: &tokio_postgres::Error) -> Error {
    let kind = ErrorKind::OutcomeUnknown;
    let source = ServerError::of(error);
    Error::Storage { kind, message: message(kind).to_owned(), source: Some(Box::new(source)) }
}

/// See Appendix A of the documentation of PostgreSQL.
fn kind_of(code: &str) -> ErrorKind {
    match code {
        "26000" | "40001" | "40P01" | "55P03" | "53300" => ErrorKind::Busy,
        "57014" | "25P04" => ErrorKind::TimedOut,
        "53100" => ErrorKind::Full,
        "25006" => ErrorKind::ReadOnly,
        COMPLETION_UNKNOWN => ErrorKind::OutcomeUnknown,
        "58030" => ErrorKind::Io,
        "XX001" | "XX002" => ErrorKind::Corrupt,
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => ErrorKind::Unreachable,
        code if code.starts_with("08") => ErrorKind::Unreachable,
        _ => ErrorKind::Storage,
    }
}

fn kind_without_code(error: &tokio_postgres::Error) -> ErrorKind {
    // What certificates say is invalid data; anything else of a connection or a handshake, that it is gone.
    let failed = std::iter::successors(error.source(), |&cause| cause.source())
        .find_map(|cause| cause.downcast_ref::<std::io::Error>());
    let lost = failed.is_some_and(|failed| !matches!(failed.kind(), InvalidData | InvalidInput));
    let text = error.to_string();
    let about_connection = ["error connecting", "timeout", "unexpected message"];
    if lost || error.is_closed() || about_connection.iter().any(|about| text.starts_with(about)) {
        ErrorKind::Unreachable
    } else {
        ErrorKind::Storage
    }
}

pub(super) fn message(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Busy => "others hold the register, or the server has no connection left",
        ErrorKind::Corrupt => "the server found damaged data",
        ErrorKind::Full => "the server's disk is full",
        ErrorKind::ReadOnly => "the register may only be read",
        ErrorKind::Io => "the server failed to read or write its files",
        ErrorKind::TimedOut => "a statement took longer than it may",
        ErrorKind::Unreachable => "the server cannot be reached, or ended the connection",
        ErrorKind::OutcomeUnknown => {
            "the connection was lost while a unit of work was committed; it is stored or it is not"
        }
        _ => "PostgreSQL refused a statement or a connection",
    }
}

/// What may be told of an error of the server: its code and its text, without details.
#[derive(Debug)]
struct ServerError {
    code: String,
    text: String,
}

impl ServerError {
    fn of(error: &tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(error) => Self { code: error.code().code().to_owned(), text: error.message().to_owned() },
            None => Self { code: String::new(), text: error.to_string() },
        }
    }
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        if self.code.is_empty() { Ok(()) } else { write!(f, " (SQLSTATE {})", self.code) }
    }
}

impl std::error::Error for ServerError {}
