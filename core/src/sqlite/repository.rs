use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use crate::base::{Error, Result};
use crate::repository::{BackendInfo, Capabilities, Opening, ReadTx, Repository, WriteTx};
use crate::sql::{SqlTx, patience};

use super::connection::{open_in_memory, open_writer};
use super::driver::SqliteTx;
use super::migrate::STEPS;
use super::options::SqliteOptions;
use super::own_file::OwnFile;
use super::readers::{Reader, Readers};
use super::transaction::{Lock, Transaction};
use super::writer::Writer;
use super::{backup, verify};

/// A register in one SQLite file, or in memory.
///
/// One thread writes at a time while several read, each on the state of the last commit before it
/// first read; other processes may use the file as well.
///
/// ```
/// use kartotek::{Repository, SqliteRepository};
///
/// let repository = SqliteRepository::in_memory()?;
/// assert_eq!(repository.info().name, "sqlite");
/// assert!(SqliteRepository::open("/no/such/folder/studio.db", Default::default()).is_err());
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug)]
pub struct SqliteRepository {
    // Closed before the writer, which tidies up the file.
    readers: Option<Readers>,
    writer: Writer,
    trigrams_from: u64,
}

impl SqliteRepository {
    /// Opens a file, and makes a new register where none is if the options say so.
    ///
    /// A file that is refused is not changed in any way.
    ///
    /// # Errors
    /// `NotARegister` for a file of something else, `TooNew` for a newer schema, `Io` for a folder and where there
    /// is no such file or folder, `ReadOnly`, `Busy`, `Corrupt`.
    pub fn open(path: impl AsRef<Path>, mut options: SqliteOptions) -> Result<Self> {
        options.busy_timeout = patience(options.busy_timeout);
        // Absolute, so that a change of folder does not matter, nor a name that begins with "file:".
        let path = std::path::absolute(path)?;
        if path.is_dir() {
            return Err(Error::of_file(&path)(std::io::ErrorKind::IsADirectory.into()));
        }
        OwnFile::refuse_lost(&path)?;
        let connection = open_writer(&path, &options)?;
        let file = Arc::new(OwnFile::at(path.clone(), options.opening != Opening::ReadOnly)?);
        let writer = Writer::new(connection, Some(Arc::clone(&file)));
        let trigrams_from = options.trigrams_from_customers;
        Ok(Self { readers: Some(Readers::new(path, file, options)), writer, trigrams_from })
    }

    /// Makes a register in memory; it is gone with the repository. Reading waits for writing.
    ///
    /// # Errors
    /// Of the storage.
    pub fn in_memory() -> Result<Self> {
        let options = SqliteOptions::default();
        let writer = Writer::new(open_in_memory(&options)?, None);
        Ok(Self { readers: None, writer, trigrams_from: options.trigrams_from_customers })
    }

    /// Runs `body` on a connection that nobody else uses meanwhile.
    fn with_connection<T>(&self, body: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        match &self.readers {
            Some(readers) => body(&readers.take()?.connection),
            None => body(&*self.writer.take()?),
        }
    }

    /// Runs `body` within a transaction that writes.
    pub(super) fn writing<T>(&self, body: impl FnOnce(&SqliteTx<'_>) -> Result<T>) -> Result<T> {
        let connection = self.writer.take()?;
        let writing = Transaction::begin(&connection, Lock::Writer)?;
        let known = self.writer.take_known();
        let value = body(&SqliteTx::knowing(&connection, self.trigrams_from, &known))?;
        // A long one may have lost its log meanwhile; what is not committed is not answered.
        self.writer.check_file()?;
        writing.commit()?;
        self.writer.check_file()?;
        self.writer.keep_known(known);
        Ok(value)
    }

    /// Runs `body` within a transaction that reads.
    pub(super) fn reading<T>(&self, body: impl FnOnce(&SqliteTx<'_>) -> Result<T>) -> Result<T> {
        let run = |connection: &Connection, tx: &SqliteTx<'_>| {
            let reading = Transaction::begin(connection, Lock::Shared)?;
            let value = body(tx)?;
            reading.commit()?;
            Ok(value)
        };
        match &self.readers {
            Some(readers) => {
                let reader = readers.take()?;
                let Reader { connection, known } = &*reader;
                run(connection, &SqliteTx::knowing(connection, self.trigrams_from, known))
            }
            None => {
                let connection = self.writer.take()?;
                run(&connection, &SqliteTx::new(&connection, self.trigrams_from))
            }
        }
    }
}

impl Repository for SqliteRepository {
    fn info(&self) -> BackendInfo {
        let schema_version = STEPS.last().map_or(0, |step| step.version);
        BackendInfo { name: "sqlite", schema_version, capabilities: Capabilities::ALL }
    }

    fn with_read(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        self.reading(|tx| body(&SqlTx::new(tx)))
    }

    fn with_write(&self, body: &mut dyn FnMut(&mut dyn WriteTx) -> Result<()>) -> Result<()> {
        self.writing(|tx| body(&mut SqlTx::new(tx)))
    }

    fn backup_to(&self, path: &Path) -> Result<()> {
        self.with_connection(|connection| backup::backup_to(connection, path))
    }

    fn verify(&self) -> Result<Vec<String>> {
        self.reading(verify::verify)
    }

    fn shut_down(&self) -> Result<()> {
        self.writer.check_may_wait()?;
        if let Some(readers) = &self.readers {
            readers.close();
        }
        self.writer.close()
    }
}
