use std::fmt;
#[cfg(feature = "postgres-tls")]
use std::path::PathBuf;
use std::time::Duration;

use crate::repository::Opening;
use crate::sql::patience;

/// How a register on a PostgreSQL server is opened and worked with.
///
/// ```
/// use kartotek::PostgresOptions;
///
/// let options = PostgresOptions { schema: "malmo".into(), ..PostgresOptions::default() };
/// assert_eq!(options.connections, 8);
/// ```
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct PostgresOptions {
    /// The schema of the register, which holds nothing else; `kartotek` by default.
    pub schema: String,
    /// What is done where the schema has no register, and whether it may be written; `Create` by
    /// default.
    pub opening: Opening,
    /// How many connections are kept at most, at least 2; 8 by default. One of them writes.
    pub connections: usize,
    /// How long a call waits for its turn among the threads that write, for a connection of its own, and
    /// for the lock of another host, each, before it fails with `Busy`; 5 seconds by default, a
    /// millisecond at least.
    pub busy_timeout: Duration,
    /// How long connecting to each server of the address may take; 5 seconds by default.
    pub connect_timeout: Duration,
    /// How long one statement may take before it fails with `TimedOut`; a minute by default. Making
    /// tables and indexes may take longer. The server also ends a unit of work whose host says nothing
    /// for so long, since others wait for it. Zero means for ever, for both.
    pub statement_timeout: Duration,
    /// The address of a standby that answers what people look at: records, lists, searches, exports,
    /// history. It may lag behind: what was just written may be missing there. While it cannot be
    /// reached, such reads fail with `Unreachable`. Whatever something is done about is read from the
    /// server itself. None by default.
    pub read_address: Option<String>,
    /// A file (PEM) of the certificates of those who vouch for the server; by default those that the
    /// system trusts.
    #[cfg(feature = "postgres-tls")]
    pub root_certificates: Option<PathBuf>,
}

impl PostgresOptions {
    /// Takes times that no server knows to those that it does: there, zero is for ever.
    pub(super) fn bounded(mut self) -> Self {
        const LEAST: Duration = Duration::from_millis(1);
        self.busy_timeout = patience(self.busy_timeout).max(LEAST);
        self.connect_timeout = patience(self.connect_timeout).max(LEAST);
        if !self.statement_timeout.is_zero() {
            self.statement_timeout = patience(self.statement_timeout).max(LEAST);
        }
        self
    }
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            schema: "kartotek".into(),
            opening: Opening::default(),
            connections: 8,
            busy_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(5),
            statement_timeout: Duration::from_secs(60),
            read_address: None,
            #[cfg(feature = "postgres-tls")]
            root_certificates: None,
        }
    }
}

/// Without addresses, which may hold a password.
impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("schema", &self.schema)
            .field("opening", &self.opening)
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}
