use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::base::{Error, ErrorKind, OwnProcess, Result};
use crate::sql::KnownSets;

use super::error::storage;
use super::own_file::OwnFile;

/// The one connection that writes; threads take turns.
#[derive(Debug)]
pub(super) struct Writer {
    connection: Mutex<Option<Connection>>,
    owner: Mutex<Option<ThreadId>>,
    known: Mutex<KnownSets>,
    process: OwnProcess,
    /// Nothing where the register is in memory.
    file: Option<Arc<OwnFile>>,
}

impl Writer {
    pub(super) fn new(connection: Connection, file: Option<Arc<OwnFile>>) -> Self {
        Self {
            connection: Mutex::new(Some(connection)),
            owner: Mutex::new(None),
            known: Mutex::default(),
            process: OwnProcess::default(),
            file,
        }
    }

    /// Waits for the connection.
    ///
    /// # Errors
    /// `ShutDown`; `Storage` when this thread has it already; `Io` when the file is another one by now.
    pub(super) fn take(&self) -> Result<Turn<'_>> {
        let turn = self.wait()?;
        if turn.connection.is_none() {
            return Err(Error::ShutDown);
        }
        self.check_file()?;
        Ok(turn)
    }

    /// Fails when the file, or its log, is another one by now.
    ///
    /// # Errors
    /// `Io`.
    pub(super) fn check_file(&self) -> Result<()> {
        match &self.file {
            Some(file) => file.check().and_then(|()| file.check_log()),
            None => Ok(()),
        }
    }

    /// Takes what the last unit of work knew of tags and groups. Only one that commits gives it back:
    /// another may have known sets that do not exist.
    pub(super) fn take_known(&self) -> KnownSets {
        std::mem::take(&mut *locked(&self.known))
    }

    pub(super) fn keep_known(&self, known: KnownSets) {
        *locked(&self.known) = known;
    }

    /// Waits for the connection and closes it; nothing happens the second time.
    pub(super) fn close(&self) -> Result<()> {
        let Some(connection) = self.wait()?.connection.take() else { return Ok(()) };
        if self.file.as_ref().is_some_and(|file| file.check_log().is_err()) {
            // What a lost log holds would be copied over what others wrote into the file, and theirs deleted.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(storage)?;
        }
        if let Some(file) = &self.file {
            file.close();
        }
        connection.close().map_err(|(_, error)| storage(error))
    }

    /// Fails when this thread has the connection, and would wait for itself, and in another process.
    pub(super) fn check_may_wait(&self) -> Result<()> {
        self.process.check()?;
        if *locked(&self.owner) == Some(thread::current().id()) {
            let message = "a unit of work was started inside another one";
            return Err(Error::storage(ErrorKind::Storage, message));
        }
        Ok(())
    }

    fn wait(&self) -> Result<Turn<'_>> {
        self.check_may_wait()?;
        let connection = locked(&self.connection);
        *locked(&self.owner) = Some(thread::current().id());
        Ok(Turn { owner: &self.owner, connection })
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Whoever wants to know of its errors shuts the register down.
        let _ = self.close();
    }
}

/// Exclusive use of the connection until it is dropped.
pub(super) struct Turn<'w> {
    owner: &'w Mutex<Option<ThreadId>>,
    connection: MutexGuard<'w, Option<Connection>>,
}

impl Deref for Turn<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match &*self.connection {
            Some(connection) => connection,
            None => unreachable!("`take` gives no turn without a connection"),
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *locked(self.owner) = None;
    }
}

/// A panic inside a unit of work leaves no half-done state: its transaction was rolled back.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
