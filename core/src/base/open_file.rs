use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Which file of the system it is, where that tells.
pub(crate) type Identity = (u64, u64);

/// What SQLite keeps beside a database, by the endings of its name.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The files that this program has open as registers. It is one list for the whole program, since locks on files are those
/// of the whole program, too.
static OPEN: Mutex<Vec<Entry>> = Mutex::new(Vec::new());

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    file: Identity,
    /// The log that was seen beside it.
    log: Option<Identity>,
    /// The process that opened it: one that was forked has no locks, and does not see what becomes of the file.
    process: u32,
}

/// A file that this program has open as a register. Whoever closes a file loses all locks that the program holds on it
/// (POSIX), also those of SQLite; so nothing else may open it meanwhile.
#[cfg(feature = "sqlite")]
#[derive(Debug)]
pub(crate) struct OpenFile(Option<Entry>);

#[cfg(feature = "sqlite")]
impl OpenFile {
    /// Notes that a file is open, and the log beside it, until this is dropped.
    pub(crate) fn new(file: Option<Identity>, log: Option<Identity>) -> Self {
        let entry = file.map(|file| Entry { file, log, process: process::id() });
        open_files().extend(entry);
        Self(entry)
    }
}

#[cfg(feature = "sqlite")]
impl Drop for OpenFile {
    fn drop(&mut self) {
        let mut open = open_files();
        if let Some(place) = self.0.and_then(|own| open.iter().position(|entry| *entry == own)) {
            open.swap_remove(place);
        }
    }
}

/// Tells whether another register of a file that is open in this program saw another log beside it than there is now.
#[cfg(feature = "sqlite")]
pub(crate) fn has_another_log(file: Option<Identity>, log: impl Fn() -> Option<Identity>) -> bool {
    // Who opens a file lists it after its log was made, and who closes it takes it from the list before that goes: so as
    // long as the list does not change, each log that it names is there.
    open_here(&open_files(), file).any(|seen| seen.log.is_some() && seen.log != log())
}

/// Tells whether a file is open in this program as a register, or belongs to one that is.
pub(crate) fn is_open_register(path: &Path) -> bool {
    let is_open = |path: &Path| {
        let file = fs::metadata(path).ok().and_then(|metadata| identity(&metadata));
        open_here(&open_files(), file).next().is_some()
    };
    is_open(path) || database_of(path).is_some_and(|database| is_open(&database))
}

/// Returns the database that SQLite keeps a file of this name beside, where it is such a name.
pub(crate) fn database_of(path: &Path) -> Option<PathBuf> {
    let name = path.as_os_str().to_string_lossy();
    BESIDE.iter().find_map(|end| name.strip_suffix(end)).map(PathBuf::from)
}

/// The entries of a file that this process made.
fn open_here(open: &[Entry], file: Option<Identity>) -> impl Iterator<Item = &Entry> {
    let here = process::id();
    open.iter().filter(move |entry| Some(entry.file) == file && entry.process == here)
}

fn open_files() -> MutexGuard<'static, Vec<Entry>> {
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
