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
    let given = path;
    let path = absolute(given).map_err(Error::of_file(given))?;
    let Some(folder) = path.parent() else { return Err(exists(given)) };
    if path.symlink_metadata().is_ok() {
        return Err(exists(given));
    }
    folder.metadata().map_err(Error::of_file(given))?;
    let copy = tempfile::Builder::new().prefix(".kartotek-").suffix(".partial").tempfile_in(folder);
    let copy = copy.map_err(|error| Error::of_file(given)(error.kind().into()))?;
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
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(given)),
        Err(error) => Err(Error::of_file(given)(error.error)),
    }
}

fn exists(path: &Path) -> Error {
    Error::file_exists(path, "the file of the backup exists already")
}
