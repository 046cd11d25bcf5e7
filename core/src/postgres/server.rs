use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio_postgres::Config;

use crate::base::{Error, ErrorKind, Result};
use crate::sql::{Member, Pool, Pooled};

use super::connection::Connection;
use super::migrate::quote;
use super::options::PostgresOptions;
use super::tls::Encryption;

/// Compiling the plan of a list takes a hundred times as long as running it: the server looks at what all
/// parts might cost, most of which are not run. Not every server has the setting.
const NO_JIT: &str = "SELECT set_config(name, 'off', FALSE) FROM pg_catalog.pg_settings WHERE name = 'jit'";

/// A connection that nobody used for longer is asked whether it is still there.
const TRUSTED: Duration = Duration::from_secs(10);

/// A server, and a few connections to it.
#[derive(Debug)]
pub(super) struct Server {
    config: Config,
    encryption: Encryption,
    set_up: String,
    statement_timeout: Duration,
    trips: Arc<AtomicU64>,
    pool: Pool<Connection>,
}

impl Server {
    /// # Errors
    /// `Storage` when the address cannot be read; those of [`Encryption::new`].
    pub(super) fn new(address: &str, options: &PostgresOptions) -> Result<Self> {
        let mut config: Config = address
            .parse()
            .map_err(|_| Error::storage(ErrorKind::Storage, "the address of the server cannot be read"))?;
        config.connect_timeout(options.connect_timeout);
        config.tcp_user_timeout(options.statement_timeout.max(Duration::from_secs(10)));
        config.keepalives_idle(Duration::from_secs(30));
        if config.get_application_name().is_none() {
            config.application_name("kartotek");
        }
        let encryption = Encryption::new(&mut config, options)?;
        let set_up = format!(
            "SET search_path TO {}; SET statement_timeout = {}; SET lock_timeout = {};
             SET client_min_messages = warning; {NO_JIT}",
            quote(&options.schema),
            options.statement_timeout.as_millis(),
            options.busy_timeout.as_millis(),
        );
        let busy = "all connections to the server are in use";
        Ok(Self {
            config,
            encryption,
            set_up,
            statement_timeout: options.statement_timeout,
            trips: Arc::default(),
            pool: Pool::new(options.connections.max(2), options.busy_timeout, busy),
        })
    }

    /// Opens a connection of its own, outside the pool.
    ///
    /// # Errors
    /// `Unreachable`, `Busy` when the server has no connection left, or what the server says.
    pub(super) fn connect(&self) -> Result<Connection> {
        Connection::open(
            &self.config,
            &self.encryption,
            &self.set_up,
            self.statement_timeout,
            Arc::clone(&self.trips),
        )
    }

    /// Takes a free connection, or waits for one.
    ///
    /// # Errors
    /// As [`Pool::take`] and [`Server::connect`].
    pub(super) fn take(&self) -> Result<Member<'_, Connection>> {
        self.pool.take(is_usable, || self.connect())
    }

    /// Returns how often the server was waited for.
    pub(super) fn trips(&self) -> u64 {
        self.trips.load(Ordering::Relaxed)
    }

    /// Lets nobody in any more, waits for those who are in, and closes the connections.
    pub(super) fn close(&self) {
        self.pool.close();
    }
}

fn is_usable(connection: &mut Connection) -> bool {
    !connection.is_closed() && (connection.idle_for() < TRUSTED || connection.batch("").is_ok())
}

impl Pooled for Connection {
    // A broken one is thrown away.
    fn is_whole(&mut self) -> bool {
        !self.is_closed()
    }

    fn end(self) {
        self.close();
    }
}
