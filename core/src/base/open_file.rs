use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Which file of the system it is, where that tells.
pub(crate) type Identity = (u64, u64);

/// What SQLite keeps beside a database, by the endings of its name.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The files that this program has open as registers, each with the log that was seen beside it. It is one list for the
/// whole program, since locks on files are those of the whole program, too.
static OPEN: Mutex<Vec<(Identity, Option<Identity>)>> = Mutex::new(Vec::new());

/// A file that this program has open as a register. Whoever closes a file loses all locks that the program holds on it
/// (POSIX), also those of SQLite; so nothing else may open it meanwhile.
#[cfg(feature = "sqlite")]
#[derive(Debug)]
pub(crate) struct OpenFile(Option<Identity>, Option<Identity>);

#[cfg(feature = "sqlite")]
impl OpenFile {
    /// Notes that a file is open, and the log beside it, until this is dropped.
    pub(crate) fn new(file: Option<Identity>, log: Option<Identity>) -> Self {
        open_files().extend(file.map(|file| (file, log)));
        Self(file, log)
    }
}

#[cfg(feature = "sqlite")]
impl Drop for OpenFile {
    fn drop(&mut self) {
        let mut open = open_files();
        let own = self.0.and_then(|file| open.iter().position(|entry| *entry == (file, self.1)));
        if let Some(place) = own {
            open.swap_remove(place);
        }
    }
}

/// Tells whether another register of a file that is open in this program saw another log beside it than there is now.
#[cfg(feature = "sqlite")]
pub(crate) fn has_another_log(file: Option<Identity>, log: impl Fn() -> Option<Identity>) -> bool {
    // Who opens a file lists it after its log was made, and who closes it takes it from the list before that goes: so as
    // long as the list does not change, each log that it names is there.
    open_files().iter().any(|(open, seen)| Some(*open) == file && seen.is_some() && *seen != log())
}

/// Tells whether a file is open in this program as a register, or belongs to one that is.
pub(crate) fn is_open_register(path: &Path) -> bool {
    let name = path.as_os_str().to_string_lossy();
    let of = BESIDE.iter().find_map(|end| name.strip_suffix(end)).map(PathBuf::from);
    let is_open = |path: &Path| {
        let file = fs::metadata(path).ok().and_then(|metadata| identity(&metadata));
        file.is_some_and(|file| open_files().iter().any(|(open, _)| *open == file))
    };
    is_open(path) || of.is_some_and(|of| is_open(&of))
}

fn open_files() -> MutexGuard<'static, Vec<(Identity, Option<Identity>)>> {
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
