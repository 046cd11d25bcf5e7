//! What the tests of the whole share: where the real files are, stores to work on, what a register
//! holds, invented files, programs to start, and how much a run tries.

pub mod cluster;
pub mod content;
pub mod effort;
pub mod files;
pub mod on_server;
pub mod processes;

use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use kartotek::{BackendInfo, Error, ReadTx, Repository, Result, SqliteOptions, SqliteRepository, WriteTx};

/// Returns the folder of real files, or nothing where it does not stand.
///
/// It is named by `KARTOTEK_TEST_DATA`, else it is `../shared/data` beside the project.
///
/// # Panics
/// When it is missing and `KARTOTEK_REQUIRE` names `data`.
#[must_use]
pub fn data_dir() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("KARTOTEK_TEST_DATA").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(!is_required("data"), "KARTOTEK_REQUIRE=data, but there is no {}", folder.display());
    None
}

/// Tells whether `KARTOTEK_REQUIRE` names something, so that its absence is a failure.
#[must_use]
pub fn is_required(what: &str) -> bool {
    std::env::var("KARTOTEK_REQUIRE").is_ok_and(|list| list.split([',', ' ']).any(|word| word == what))
}

/// Makes a store for a story: in memory, or on a server where `KARTOTEK_TEST_BACKEND` is `postgres`.
///
/// # Errors
/// Of the storage.
pub fn store() -> Result<Arc<dyn Repository>> {
    match std::env::var("KARTOTEK_TEST_BACKEND") {
        Ok(name) if name == "postgres" => on_server::store(),
        _ => Ok(Arc::new(SqliteRepository::in_memory()?)),
    }
}

/// How many random cases a property is tried with: on a server a quarter, since a register takes longer to make there.
#[must_use]
pub fn cases(in_memory: u32) -> u32 {
    match std::env::var("KARTOTEK_TEST_BACKEND") {
        Ok(name) if name == "postgres" => in_memory / 4,
        _ => in_memory,
    }
}

/// Makes a SQLite register in a file of its own, which goes with it.
///
/// # Errors
/// Of the storage.
pub fn sqlite_file(options: SqliteOptions) -> Result<Arc<dyn Repository>> {
    let folder = tempfile::tempdir().map_err(Error::from)?;
    let repository = SqliteRepository::open(folder.path().join("studio.db"), options)?;
    Ok(Arc::new(Kept { repository, _place: folder }))
}

/// A repository and the place where it is, which goes with it.
#[derive(Debug)]
struct Kept<R, P> {
    // Closed before the place goes.
    repository: R,
    _place: P,
}

impl<R: Repository, P: Debug + Send + Sync + 'static> Repository for Kept<R, P> {
    fn info(&self) -> BackendInfo {
        self.repository.info()
    }

    fn with_read(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        self.repository.with_read(body)
    }

    fn with_write(&self, body: &mut dyn FnMut(&mut dyn WriteTx) -> Result<()>) -> Result<()> {
        self.repository.with_write(body)
    }

    fn backup_to(&self, path: &Path) -> Result<()> {
        self.repository.backup_to(path)
    }

    fn verify(&self) -> Result<Vec<String>> {
        self.repository.verify()
    }

    fn shut_down(&self) -> Result<()> {
        self.repository.shut_down()
    }
}
