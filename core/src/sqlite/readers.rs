use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rusqlite::Connection;

use crate::base::{Error, ErrorKind, Result};
use crate::sql::KnownSets;

use super::connection::open_another;
use super::options::SqliteOptions;

/// A few connections that read; each is opened when it is needed first.
#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    options: SqliteOptions,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<(Connection, KnownSets)>,
    in_use: usize,
    closed: bool,
}

impl Readers {
    pub(super) fn new(path: PathBuf, options: SqliteOptions) -> Self {
        Self { path, options, state: Mutex::default(), changed: Condvar::new() }
    }

    /// Takes a free connection, or waits for one.
    ///
    /// # Errors
    /// `ShutDown`; `Busy` when none becomes free in time, as when one thread wants too many.
    pub(super) fn take(&self) -> Result<Reader<'_>> {
        let until = Instant::now() + self.options.busy_timeout;
        let mut state = self.state();
        loop {
            if state.closed {
                return Err(Error::ShutDown);
            }
            if state.in_use < self.options.readers.max(1) {
                break;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::storage(ErrorKind::Busy, "all readers of the register are in use"));
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state.in_use += 1;
        let idle = state.idle.pop();
        drop(state);
        let (connection, known) = idle.unzip();
        let mut reader = Reader { readers: self, connection, known: known.unwrap_or_default() };
        if reader.connection.is_none() {
            reader.connection = Some(open_another(&self.path, &self.options)?);
        }
        Ok(reader)
    }

    /// Lets nobody in any more, waits for those who are in, and closes the connections.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        self.changed.notify_all();
        while state.in_use > 0 {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.idle.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Use of one connection until it is dropped.
pub(super) struct Reader<'p> {
    readers: &'p Readers,
    connection: Option<Connection>,
    pub(super) known: KnownSets,
}

impl Deref for Reader<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match &self.connection {
            Some(connection) => connection,
            None => unreachable!("`take` gives no reader without a connection"),
        }
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut state = self.readers.state();
        state.in_use -= 1;
        // One that could not end its transaction would go on reading an old state.
        let connection = self.connection.take().filter(Connection::is_autocommit);
        state.idle.extend(connection.map(|connection| (connection, std::mem::take(&mut self.known))));
        drop(state);
        self.readers.changed.notify_all();
    }
}
