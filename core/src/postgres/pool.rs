use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio_postgres::Config;

use crate::base::{Error, ErrorKind, Result};

use super::connection::Connection;
use super::migrate::quote;
use super::options::PostgresOptions;

/// A connection that nobody used for longer is asked whether it is still there.
const TRUSTED: Duration = Duration::from_secs(10);

/// A few connections to one server; each is opened when it is needed first.
#[derive(Debug)]
pub(super) struct Pool {
    config: Config,
    set_up: String,
    statement_timeout: Duration,
    busy_timeout: Duration,
    most: usize,
    trips: Arc<AtomicU64>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Connection>,
    in_use: usize,
    closed: bool,
}

impl Pool {
    /// # Errors
    /// `Storage` when the address cannot be read.
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
        let set_up = format!(
            "SET search_path TO {}; SET statement_timeout = {}; SET lock_timeout = {};
             SET client_min_messages = warning",
            quote(&options.schema),
            options.statement_timeout.as_millis(),
            options.busy_timeout.as_millis(),
        );
        Ok(Self {
            config,
            set_up,
            statement_timeout: options.statement_timeout,
            busy_timeout: options.busy_timeout,
            most: options.connections.max(2),
            trips: Arc::default(),
            state: Mutex::default(),
            changed: Condvar::new(),
        })
    }

    /// Opens a connection of its own, outside the pool.
    ///
    /// # Errors
    /// `Unreachable`, `Busy` when the server has no connection left, or what the server says.
    pub(super) fn connect(&self) -> Result<Connection> {
        Connection::open(&self.config, &self.set_up, self.statement_timeout, Arc::clone(&self.trips))
    }

    /// Takes a free connection, or waits for one.
    ///
    /// # Errors
    /// `ShutDown`; `Busy` when none becomes free in time; as [`Pool::connect`].
    pub(super) fn take(&self) -> Result<Member<'_>> {
        let until = Instant::now() + self.busy_timeout;
        let mut state = self.state();
        loop {
            if state.closed {
                return Err(Error::ShutDown);
            }
            if state.in_use < self.most {
                break;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let message = "all connections to the server are in use";
                return Err(Error::storage(ErrorKind::Busy, message));
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.in_use += 1;
        let mut idle = std::mem::take(&mut state.idle);
        drop(state);
        let mut member = Member { pool: self, connection: None };
        while let Some(mut connection) = idle.pop() {
            if is_usable(&mut connection) {
                member.connection = Some(connection);
                break;
            }
        }
        self.state().idle.extend(idle);
        if member.connection.is_none() {
            member.connection = Some(self.connect()?);
        }
        Ok(member)
    }

    /// Returns how often the server was waited for.
    pub(super) fn trips(&self) -> u64 {
        self.trips.load(Ordering::Relaxed)
    }

    /// Lets nobody in any more, waits for those who are in, and closes the connections.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        self.changed.notify_all();
        while state.in_use > 0 {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.idle.drain(..).for_each(Connection::close);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.state().idle.drain(..).for_each(Connection::close);
    }
}

fn is_usable(connection: &mut Connection) -> bool {
    !connection.is_closed() && (connection.idle_for() < TRUSTED || connection.batch("").is_ok())
}

/// Use of one connection until it is dropped.
pub(super) struct Member<'p> {
    pool: &'p Pool,
    connection: Option<Connection>,
}

impl Deref for Member<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match &self.connection {
            Some(connection) => connection,
            None => unreachable!("`take` gives no member without a connection"),
        }
    }
}

impl DerefMut for Member<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        match &mut self.connection {
            Some(connection) => connection,
            None => unreachable!("`take` gives no member without a connection"),
        }
    }
}

impl Drop for Member<'_> {
    fn drop(&mut self) {
        // A broken one is thrown away.
        let connection = self.connection.take().and_then(|mut own| (!own.is_closed()).then_some(own));
        let mut state = self.pool.state();
        state.in_use -= 1;
        state.idle.extend(connection);
        drop(state);
        self.pool.changed.notify_all();
    }
}
