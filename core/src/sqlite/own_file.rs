use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::base::{Error, Identity, OpenFile, Result, has_another_log, identity};

use super::connection::beside;

/// The file that a register was opened from, and the log beside it. The system keeps a deleted file for those who have it
/// open: what they write is gone with them; and another file under its name is another register.
#[derive(Debug)]
pub(super) struct OwnFile {
    path: PathBuf,
    /// Which file it was, where the system tells.
    known: Option<Identity>,
    /// Where the log stands, and which file it was; nothing of a register that is only read, whose log others may delete.
    log: Option<(PathBuf, Identity)>,
    open: Mutex<Option<OpenFile>>,
}

impl OwnFile {
    /// Takes note of the file that was opened there, and of its log where it may be written.
    ///
    /// # Errors
    /// `Io` when there is none.
    pub(super) fn at(path: PathBuf, is_written: bool) -> Result<Self> {
        let known = identity(&fs::metadata(&path).map_err(Error::of_file(&path))?);
        let log = match is_written {
            true => log_of(&path).and_then(|log| Ok(identity_of(&log)?.map(|known| (log, known))))?,
            false => None,
        };
        let open = OpenFile::new(known, log.as_ref().map(|(_, known)| *known));
        Ok(Self { path, known, log, open: Mutex::new(Some(open)) })
    }

    /// Fails where this program has the file open already and its log was deleted since: what SQLite knows of the lost
    /// log holds for every connection of the program, until the last of them is closed.
    ///
    /// # Errors
    /// `Io`.
    pub(super) fn refuse_lost(path: &Path) -> Result<()> {
        let Ok(found) = fs::metadata(path) else { return Ok(()) };
        let log = log_of(path)?;
        match has_another_log(identity(&found), || identity_of(&log).ok().flatten()) {
            true => lost(path),
            false => Ok(()),
        }
    }

    /// Fails when it was deleted, moved or replaced.
    ///
    /// # Errors
    /// `Io`.
    pub(super) fn check(&self) -> Result<()> {
        match fs::metadata(&self.path) {
            Ok(found) if identity(&found) == self.known => Ok(()),
            Ok(_) => refused(
                &self.path,
                io::ErrorKind::Other,
                "another file took the place of the register that is open",
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => refused(
                &self.path,
                io::ErrorKind::NotFound,
                "the file of the register that is open was deleted or moved",
            ),
            Err(error) => Err(Error::of_file(&self.path)(error)),
        }
    }

    /// Fails when the log was deleted or replaced: another SQLite in this program, which knows nothing of the locks of
    /// this one, or a program that found them gone took itself for the last one that has the file open.
    ///
    /// # Errors
    /// `Io`.
    pub(super) fn check_log(&self) -> Result<()> {
        match &self.log {
            Some((log, known)) if identity_of(log)? != Some(*known) => lost(&self.path),
            _ => Ok(()),
        }
    }

    /// Says that the register does not have it open any more.
    pub(super) fn close(&self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

fn lost(path: &Path) -> Result<()> {
    let message = "another SQLite in this program, or another program, deleted the log beside the register that is open; \
                   shut down every register of this file here, then open it anew";
    refused(path, io::ErrorKind::Other, message)
}

fn refused(path: &Path, kind: io::ErrorKind, message: &'static str) -> Result<()> {
    Err(Error::of_file(path)(io::Error::new(kind, message)))
}

/// Returns where the log of a file stands: beside what a link names.
fn log_of(path: &Path) -> Result<PathBuf> {
    Ok(beside(&fs::canonicalize(path).map_err(Error::of_file(path))?, "-wal"))
}

/// Says which file stands under a path, if any does.
fn identity_of(path: &Path) -> Result<Option<Identity>> {
    match fs::metadata(path) {
        Ok(found) => Ok(identity(&found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::of_file(path)(error)),
    }
}
