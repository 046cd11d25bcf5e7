//! The whole storage as traits: what a backend offers and how a unit of work runs.

use std::fmt::Debug;
use std::path::Path;

use crate::base::{Error, Result};
use crate::batches::{BatchRead, BatchWrite};
use crate::codes::{CodeRead, CodeWrite};
use crate::collections::{CollectionRead, CollectionWrite};
use crate::customers::{CustomerRead, CustomerWrite};
use crate::dependents::DependentRead;
use crate::dump::{DumpRead, DumpWrite};
use crate::galleries::{GalleryRead, GalleryWrite};
use crate::history::{HistoryRead, HistoryWrite};
use crate::idempotency::{IdempotencyRead, IdempotencyWrite};
use crate::jobs::{JobRead, JobWrite};
use crate::mappings::{MappingRead, MappingWrite};
use crate::participants::{ParticipantRead, ParticipantWrite};
use crate::registrations::{RegistrationRead, RegistrationWrite};
use crate::settings::{SettingsRead, SettingsWrite};

/// A store of one register.
///
/// Synchronous and object-safe. A host may bring its own; `kartotek::testing::conformance` (feature
/// `testing`) checks it against this specification, leaving out what its capabilities do not claim.
pub trait Repository: Debug + Send + Sync + 'static {
    /// Says what the backend is and offers.
    fn info(&self) -> BackendInfo;

    /// Runs a body on a consistent snapshot of the store, which holds whatever was committed before.
    ///
    /// # Errors
    /// Those of the body; `Busy`, `ShutDown` and others of the storage.
    fn with_read(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()>;

    /// As [`Repository::with_read`], for what people look at: a backend may let a copy of the store
    /// answer that follows some moments behind.
    ///
    /// # Errors
    /// As [`Repository::with_read`].
    fn with_lagging_read(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        self.with_read(body)
    }

    /// Runs a body as one unit of work: all of it is stored when it returns `Ok`, nothing when it
    /// returns an error or panics.
    ///
    /// Units of work run one after the other. The body may run again after a conflict with another
    /// process, so it must not keep what it read in an earlier run. Another unit of work inside it
    /// is a mistake and may block for ever.
    ///
    /// # Errors
    /// Those of the body; `Busy`, `Full`, `ReadOnly`, `ShutDown` and others of the storage.
    fn with_write(&self, body: &mut dyn FnMut(&mut dyn WriteTx) -> Result<()>) -> Result<()>;

    /// Writes a copy of the whole store to a new file while others go on.
    ///
    /// # Errors
    /// `Unsupported` where the backend is no file, `Io` when the file exists.
    fn backup_to(&self, _path: &Path) -> Result<()> {
        Err(Error::Unsupported("backups to a file"))
    }

    /// Looks for contradictions in the store and returns them in words, none when all is well.
    ///
    /// # Errors
    /// Of the storage, when it cannot be read at all.
    fn verify(&self) -> Result<Vec<String>> {
        Err(Error::Unsupported("verification"))
    }

    /// Ends all work and closes files; every later call fails with `ShutDown`. A second call does
    /// nothing.
    ///
    /// # Errors
    /// Of the storage.
    fn shut_down(&self) -> Result<()>;
}

/// What opening does where there is no register, and whether one may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Opening {
    /// Makes a new register where nothing is: no file or an empty one, no schema or an empty one.
    #[default]
    Create,
    /// Fails where no register is: with `Io` where no file is, with `NotARegister` on a server.
    MustExist,
    /// As `MustExist`, and every unit of work fails with `ReadOnly`.
    ReadOnly,
}

/// What a backend is and offers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BackendInfo {
    /// Its name, for example `sqlite`.
    pub name: &'static str,
    /// Version of its schema.
    pub schema_version: u32,
    /// What it offers beyond storing and listing customers.
    pub capabilities: Capabilities,
}

/// What a backend offers beyond storing and listing customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Capabilities {
    /// Tags, contact groups and customer groups beyond the default one.
    pub collections: bool,
    /// Photo jobs: jobs, groups, galleries, participants, registrations, access codes.
    pub jobs: bool,
    /// History and the change feed.
    pub history: bool,
    /// Search by typed text.
    pub search: bool,
    /// Search by an index, which a large register needs; else it reads all texts.
    pub indexed_search: bool,
    /// Matching of imported rows, and batches of imports.
    pub matching: bool,
    /// Idempotency keys.
    pub idempotency: bool,
    /// Another order of the language in a filled register.
    pub reordering: bool,
    /// Backups to a file.
    pub files: bool,
    /// Verification.
    pub verification: bool,
    /// Copies of the whole store from and to another backend.
    pub copies: bool,
}

impl Capabilities {
    /// Everything.
    pub const ALL: Capabilities = Capabilities {
        collections: true,
        jobs: true,
        history: true,
        search: true,
        indexed_search: true,
        matching: true,
        idempotency: true,
        reordering: true,
        files: true,
        verification: true,
        copies: true,
    };
}

/// All that can be read within one transaction.
pub trait ReadTx:
    SettingsRead
    + CustomerRead
    + CollectionRead
    + JobRead
    + GalleryRead
    + ParticipantRead
    + RegistrationRead
    + CodeRead
    + DependentRead
    + HistoryRead
    + IdempotencyRead
    + BatchRead
    + MappingRead
    + DumpRead
{
}

impl<
    T: SettingsRead
        + CustomerRead
        + CollectionRead
        + JobRead
        + GalleryRead
        + ParticipantRead
        + RegistrationRead
        + CodeRead
        + DependentRead
        + HistoryRead
        + IdempotencyRead
        + BatchRead
        + MappingRead
        + DumpRead,
> ReadTx for T
{
}

/// All that can be read and written within one unit of work.
pub trait WriteTx:
    ReadTx
    + SettingsWrite
    + CustomerWrite
    + CollectionWrite
    + JobWrite
    + GalleryWrite
    + ParticipantWrite
    + RegistrationWrite
    + CodeWrite
    + HistoryWrite
    + IdempotencyWrite
    + BatchWrite
    + MappingWrite
    + DumpWrite
{
}

impl<
    T: ReadTx
        + SettingsWrite
        + CustomerWrite
        + CollectionWrite
        + JobWrite
        + GalleryWrite
        + ParticipantWrite
        + RegistrationWrite
        + CodeWrite
        + HistoryWrite
        + IdempotencyWrite
        + BatchWrite
        + MappingWrite
        + DumpWrite,
> WriteTx for T
{
}

/// Conveniences on every [`Repository`]: bodies that return a value.
pub trait RepositoryExt: Repository {
    /// Runs a body on a snapshot and returns its value.
    ///
    /// # Errors
    /// As [`Repository::with_read`].
    fn read<T>(&self, body: impl FnMut(&dyn ReadTx) -> Result<T>) -> Result<T> {
        value_of(|body| self.with_read(body), body)
    }

    /// Runs a body on a snapshot that may be some moments old, and returns its value.
    ///
    /// ```
    /// use kartotek::{RepositoryExt, SqliteRepository};
    ///
    /// let repository = SqliteRepository::in_memory()?;
    /// assert_eq!(repository.read_lagging(|tx| tx.fact("weather"))?, None);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Repository::with_lagging_read`].
    fn read_lagging<T>(&self, body: impl FnMut(&dyn ReadTx) -> Result<T>) -> Result<T> {
        value_of(|body| self.with_lagging_read(body), body)
    }

    /// Runs a body as a unit of work and returns its value.
    ///
    /// # Errors
    /// As [`Repository::with_write`].
    fn write<T>(&self, mut body: impl FnMut(&mut dyn WriteTx) -> Result<T>) -> Result<T> {
        let mut value = None;
        self.with_write(&mut |tx| {
            value = Some(body(tx)?);
            Ok(())
        })?;
        value.ok_or_else(not_run)
    }
}

impl<R: Repository + ?Sized> RepositoryExt for R {}

/// A body on a snapshot that returns nothing, as backends run it.
type ReadBody<'b> = &'b mut dyn FnMut(&dyn ReadTx) -> Result<()>;

/// Returns what the last run of a body gave.
fn value_of<T>(
    run: impl FnOnce(ReadBody<'_>) -> Result<()>,
    mut body: impl FnMut(&dyn ReadTx) -> Result<T>,
) -> Result<T> {
    let mut value = None;
    run(&mut |tx| {
        value = Some(body(tx)?);
        Ok(())
    })?;
    value.ok_or_else(not_run)
}

fn not_run() -> Error {
    Error::storage(crate::base::ErrorKind::Storage, "the backend did not run the unit of work")
}
