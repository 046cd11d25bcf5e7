use std::fs::{File, Permissions};
use std::io;
use std::path::{Path, absolute};

use crate::base::{Error, ErrorKind, Result};

use super::ExistingFile;

/// Writes a file under another name beside its own, and renames it once it is complete and on the
/// disk; so nobody ever sees half a file, and a failure leaves none.
pub(super) fn write_whole<T>(
    path: &Path,
    existing: ExistingFile,
    write: impl FnOnce(&mut File) -> Result<T>,
) -> Result<T> {
    let path = absolute(path)?;
    let Some(folder) = path.parent() else { return Err(exists()) };
    if existing == ExistingFile::Refuse && path.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".kartotek-").suffix(".partial");
    let permissions = permissions(&path);
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder)?;
    let written = write(file.as_file_mut())?;
    file.as_file().sync_all()?;
    let renamed = match existing {
        ExistingFile::Refuse => file.persist_noclobber(&path),
        ExistingFile::Replace => file.persist(&path),
    };
    match renamed {
        Ok(_) => Ok(written),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists()),
        Err(error) => Err(error.error.into()),
    }
}

/// Those of the file that is replaced, else those that the process gives to every new file.
#[cfg(unix)]
fn permissions(path: &Path) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;

    let usual = Permissions::from_mode(0o666);
    Some(path.metadata().map_or(usual, |metadata| metadata.permissions()))
}

#[cfg(not(unix))]
fn permissions(_: &Path) -> Option<Permissions> {
    None
}

fn exists() -> Error {
    Error::storage(ErrorKind::Io, "the file of the export exists already")
}
