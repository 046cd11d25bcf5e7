use std::fs::{self, Metadata};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Which file of the system it is, where that tells.
pub(crate) type Identity = (u64, u64);

static OPEN: Mutex<Vec<Identity>> = Mutex::new(Vec::new());

/// A file that this program has open as a register. Whoever closes a file loses all locks that the program holds on it
/// (POSIX), also those of SQLite; so nothing else may open it meanwhile.
#[cfg(feature = "sqlite")]
#[derive(Debug)]
pub(crate) struct OpenFile(Option<Identity>);

#[cfg(feature = "sqlite")]
impl OpenFile {
    /// Notes that a file is open, until this is dropped.
    pub(crate) fn new(file: Option<Identity>) -> Self {
        open_files().extend(file);
        Self(file)
    }
}

#[cfg(feature = "sqlite")]
impl Drop for OpenFile {
    fn drop(&mut self) {
        let mut open = open_files();
        if let Some(place) = self.0.and_then(|own| open.iter().position(|file| *file == own)) {
            open.swap_remove(place);
        }
    }
}

/// Tells whether a file is open in this program as a register.
pub(crate) fn is_open_register(path: &Path) -> bool {
    let file = fs::metadata(path).ok().and_then(|metadata| identity(&metadata));
    file.is_some_and(|file| open_files().contains(&file))
}

fn open_files() -> MutexGuard<'static, Vec<Identity>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns which file it is.
#[cfg(unix)]
pub(crate) fn identity(file: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    Some((file.dev(), file.ino()))
}

#[cfg(not(unix))]
pub(crate) fn identity(_file: &Metadata) -> Option<Identity> {
    None
}
