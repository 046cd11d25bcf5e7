use std::io;
use std::path::{Path, absolute};

use rusqlite::Connection;

use crate::base::{Error, ErrorKind, Result, sync_folder_of};

use super::error::storage;

/// Writes a compact copy of the register, as of now, to a new file; others go on meanwhile.
///
/// `VACUUM INTO` copies rows, not pages: what was deleted is not in the copy. It is written under
/// another name beside the target and renamed once it is on the disk.
pub(super) fn backup_to(connection: &Connection, path: &Path) -> Result<()> {
    let path = absolute(path)?;
    let Some(folder) = path.parent() else { return Err(exists()) };
    if path.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let copy = tempfile::Builder::new().prefix(".kartotek-").suffix(".partial").tempfile_in(folder)?;
    let Some(name) = copy.path().to_str() else {
        return Err(Error::storage(ErrorKind::Io, "the name of the folder is not Unicode"));
    };
    connection.execute("VACUUM INTO ?1", [name]).map_err(storage)?;
    copy.as_file().sync_all()?;
    match copy.persist_noclobber(&path) {
        Ok(_) => {
            sync_folder_of(&path);
            Ok(())
        }
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists()),
        Err(error) => Err(error.error.into()),
    }
}

fn exists() -> Error {
    Error::storage(ErrorKind::Io, "the file of the backup exists already")
}
