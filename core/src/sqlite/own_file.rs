use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::base::{Error, Identity, OpenFile, Result, identity};

/// The file that a register was opened from, and the log beside it. The system keeps a deleted file for those who have it
/// open: what they write is gone with them; and another file under its name is another register.
#[derive(Debug)]
pub(super) struct OwnFile {
    path: PathBuf,
    /// Which file it was, where the system tells.
    known: Option<Identity>,
    /// Where the log stands, of a register that may be written, and which file it was when it was first seen.
    log: Option<(PathBuf, Mutex<Option<Identity>>)>,
    open: Mutex<Option<OpenFile>>,
}

impl OwnFile {
    /// Takes note of the file that stands there now, and of the log beside it if there is one.
    ///
    /// # Errors
    /// `Io` when there is none.
    pub(super) fn at(path: PathBuf, log: Option<PathBuf>) -> Result<Self> {
        let known = identity(&fs::metadata(&path).map_err(Error::of_file(&path))?);
        let open = Mutex::new(Some(OpenFile::new(known)));
        let own = Self { path, known, log: log.map(|log| (log, Mutex::default())), open };
        own.check_log()?;
        Ok(own)
    }

    /// Fails when it was deleted, moved or replaced.
    ///
    /// # Errors
    /// `Io`.
    pub(super) fn check(&self) -> Result<()> {
        match fs::metadata(&self.path) {
            Ok(found) if identity(&found) == self.known => Ok(()),
            Ok(_) => {
                self.gone(io::ErrorKind::Other, "another file took the place of the register that is open")
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => self
                .gone(io::ErrorKind::NotFound, "the file of the register that is open was deleted or moved"),
            Err(error) => Err(Error::of_file(&self.path)(error)),
        }
    }

    /// Fails when the log was deleted or replaced: another SQLite in this program, which knows nothing of the locks of
    /// this one, or a program that found them gone took itself for the last one that has the file open.
    ///
    /// # Errors
    /// `Io`.
    pub(super) fn check_log(&self) -> Result<()> {
        let Some((path, known)) = &self.log else { return Ok(()) };
        let found = identity_of(path)?;
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        match *known {
            Some(known) if found != Some(known) => self.gone(
                io::ErrorKind::Other,
                "another program, or another SQLite in this one, deleted the log beside the register that is open; \
                 open the register anew",
            ),
            _ => {
                *known = found;
                Ok(())
            }
        }
    }

    /// Says that the register does not have it open any more.
    pub(super) fn close(&self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn gone(&self, kind: io::ErrorKind, message: &'static str) -> Result<()> {
        Err(Error::of_file(&self.path)(io::Error::new(kind, message)))
    }
}

/// Says which file stands under a path, if any does.
fn identity_of(path: &Path) -> Result<Option<Identity>> {
    match fs::metadata(path) {
        Ok(found) => Ok(identity(&found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::of_file(path)(error)),
    }
}
