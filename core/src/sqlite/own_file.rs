use std::fs::{self, Metadata};
use std::io;
use std::path::PathBuf;

use crate::base::{Error, Result};

/// The file that a register was opened from. The system keeps a deleted file for those who have it open: what they
/// write is gone with them; and another file under its name is another register.
#[derive(Debug)]
pub(super) struct OwnFile {
    path: PathBuf,
    /// Which file it was, where the system tells.
    known: Option<(u64, u64)>,
}

impl OwnFile {
    /// Takes note of the file that stands there now.
    ///
    /// # Errors
    /// `Io` when there is none.
    pub(super) fn at(path: PathBuf) -> Result<Self> {
        let known = identity(&fs::metadata(&path).map_err(Error::of_file(&path))?);
        Ok(Self { path, known })
    }

    /// Fails when it was deleted, moved or replaced.
    ///
    /// # Errors
    /// `Io`.
    pub(super) fn check(&self) -> Result<()> {
        let gone = |kind, message| Err(Error::of_file(&self.path)(io::Error::new(kind, message)));
        match fs::metadata(&self.path) {
            Ok(found) if identity(&found) == self.known => Ok(()),
            Ok(_) => gone(io::ErrorKind::Other, "another file took the place of the register that is open"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                gone(io::ErrorKind::NotFound, "the file of the register that is open was deleted or moved")
            }
            Err(error) => Err(Error::of_file(&self.path)(error)),
        }
    }
}

#[cfg(unix)]
fn identity(file: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity(_file: &Metadata) -> Option<(u64, u64)> {
    None
}
