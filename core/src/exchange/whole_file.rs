use std::fs::{File, Permissions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf, absolute};

use tempfile::NamedTempFile;

use crate::base::{Error, Result, database_of, is_open_register, sync_folder_of};

use super::export::ExistingFile;

/// What databases of SQLite begin with.
pub(super) const SQLITE: &[u8; 16] = b"SQLite format 3\0";

/// A file that is written under another name beside its own, and renamed once it is complete and on
/// the disk; so nobody ever sees half a file, and dropping it leaves what was there.
#[derive(Debug)]
pub(super) struct WholeFile {
    file: NamedTempFile,
    path: PathBuf,
    existing: ExistingFile,
}

impl WholeFile {
    /// Begins a file.
    ///
    /// # Errors
    /// `Io` where it exists and must not, where it is a register, and others of the file system.
    pub(super) fn create(path: &Path, existing: ExistingFile) -> Result<Self> {
        let given = path;
        let path = absolute(given).map_err(Error::of_file(given))?;
        let Some(folder) = path.parent() else { return Err(exists(given)) };
        if is_database(&path) {
            let message = "the file belongs to a database, which is never replaced";
            return Err(Error::of_file(given)(io::Error::new(io::ErrorKind::PermissionDenied, message)));
        }
        if path.is_dir() {
            return Err(Error::of_file(given)(io::ErrorKind::IsADirectory.into()));
        }
        if existing == ExistingFile::Refuse && path.symlink_metadata().is_ok() {
            return Err(exists(given));
        }
        // Of a folder that is not there the system says so; of a file in it the builder below says its own name.
        folder.metadata().map_err(Error::of_file(given))?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".kartotek-").suffix(".partial");
        let permissions = permissions(&path);
        if let Some(permissions) = permissions {
            builder.permissions(permissions);
        }
        let file = builder.tempfile_in(folder).map_err(|error| Error::of_file(given)(error.kind().into()))?;
        Ok(Self { file, path, existing })
    }

    /// Gives it its own name.
    ///
    /// # Errors
    /// As [`WholeFile::create`]; then what was there stays.
    pub(super) fn close(self) -> Result<()> {
        self.file.as_file().sync_all()?;
        let renamed = match self.existing {
            ExistingFile::Refuse => self.file.persist_noclobber(&self.path),
            ExistingFile::Replace => self.file.persist(&self.path),
        };
        match renamed {
            Ok(_) => {
                sync_folder_of(&self.path);
                Ok(())
            }
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(&self.path)),
            Err(error) => Err(Error::of_file(&self.path)(error.error)),
        }
    }
}

impl io::Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_file_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_file_mut().flush()
    }
}

/// Tells whether a file is a database of SQLite or one that SQLite keeps beside it.
fn is_database(path: &Path) -> bool {
    let begins = |path: &Path| {
        let mut begin = [0; SQLITE.len()];
        File::open(path).and_then(|mut file| file.read_exact(&mut begin)).is_ok() && begin == *SQLITE
    };
    is_open_register(path) || begins(path) || database_of(path).is_some_and(|database| begins(&database))
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

fn exists(path: &Path) -> Error {
    Error::file_exists(path, "the file of the export exists already")
}
