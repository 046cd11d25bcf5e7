//! A file system that fails when told to: SQLite's own, with writing, syncing, cutting off and
//! deleting taken in between.
//!
//! SQLite takes a file system only as a table of C functions, so this is the one file of the project
//! with unsafe code. A file keeps the layout that SQLite's own file system gave it; only its table of
//! functions is replaced by a copy with some of them changed. What is written is also told to `power`,
//! which knows what of it would be there if the power went.

#![allow(unsafe_code)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use rusqlite::ffi;

use crate::power::{self, Change};

/// What SQLite asks of a file system and may fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Write,
    Sync,
    Truncate,
    Delete,
}

impl Operation {
    fn code(self) -> c_int {
        match self {
            Self::Write => ffi::SQLITE_IOERR_WRITE,
            Self::Sync => ffi::SQLITE_IOERR_FSYNC,
            Self::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
            Self::Delete => ffi::SQLITE_IOERR_DELETE,
        }
    }
}

/// How an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Once, and nothing is done.
    Once,
    /// Once, after half of the bytes were written.
    Halfway,
    /// From now on every time, until the disk is mended.
    EachTime,
    /// As a full disk does: every write from now on.
    Full,
}

/// Which operation fails how: the `nth` of its kind, counted from one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) operation: Operation,
    pub(crate) nth: u64,
    pub(crate) failure: Failure,
}

#[derive(Debug)]
struct State {
    fault: Option<Fault>,
    hit: bool,
    /// How many of each operation there were.
    counts: [u64; 4],
}

static STATE: Mutex<State> = Mutex::new(State { fault: None, hit: false, counts: [0; 4] });

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The disk of this process, for one test at a time.
#[derive(Debug)]
pub(crate) struct Disk {
    _turn: MutexGuard<'static, ()>,
}

impl Disk {
    /// Waits for the disk and makes SQLite use it.
    pub(crate) fn take() -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        static REGISTERED: Once = Once::new();
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        REGISTERED.call_once(register);
        let disk = Self { _turn: turn };
        disk.mend();
        disk
    }

    /// Begins to count operations anew, and lets one fail.
    pub(crate) fn break_at(&self, fault: Fault) {
        *state() = State { fault: Some(fault), hit: false, counts: [0; 4] };
    }

    /// Ends every failure, begins to count anew, and tells whether there was one.
    pub(crate) fn mend(&self) -> bool {
        let state = &mut *state();
        state.fault = None;
        state.counts = [0; 4];
        std::mem::take(&mut state.hit)
    }

    /// Returns how often each operation was asked for since the count began.
    pub(crate) fn counts(&self) -> [u64; 4] {
        state().counts
    }
}

enum Verdict {
    Do,
    Refuse(c_int),
    DoHalf(c_int),
}

fn verdict(operation: Operation) -> Verdict {
    let state = &mut *state();
    state.counts[operation as usize] += 1;
    let count = state.counts[operation as usize];
    let Some(fault) = state.fault.filter(|fault| fault.operation == operation) else { return Verdict::Do };
    let fails = match fault.failure {
        Failure::Once | Failure::Halfway => count == fault.nth,
        Failure::EachTime | Failure::Full => count >= fault.nth,
    };
    if !fails {
        return Verdict::Do;
    }
    state.hit = true;
    match fault.failure {
        Failure::Once | Failure::EachTime => Verdict::Refuse(operation.code()),
        Failure::Halfway => Verdict::DoHalf(operation.code()),
        Failure::Full => Verdict::Refuse(ffi::SQLITE_FULL),
    }
}

/// A table of functions, and the one it was copied from.
#[repr(C)]
struct Methods {
    // First, so that a pointer to the whole is a pointer to it.
    ours: ffi::sqlite3_io_methods,
    original: *const ffi::sqlite3_io_methods,
}

/// The file system that the process had before; made once and never freed.
struct Original(*mut ffi::sqlite3_vfs);

// SAFETY: SQLite's file systems may be used by any thread.
unsafe impl Send for Original {}
// SAFETY: as above; the pointer never changes.
unsafe impl Sync for Original {}

static ORIGINAL: std::sync::OnceLock<Original> = std::sync::OnceLock::new();

fn original() -> *mut ffi::sqlite3_vfs {
    ORIGINAL.get().map_or(std::ptr::null_mut(), |original| original.0)
}

/// The files with whose first sync SQLite's own file system syncs their folder.
const LOGS: c_int = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL | ffi::SQLITE_OPEN_WAL;

/// Makes a copy of SQLite's own file system the default, with two functions changed.
fn register() {
    // SAFETY: finding the default initialises SQLite; what it returns lives as long as the process.
    let found = unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) };
    assert!(!found.is_null(), "SQLite has a file system");
    let original = &ORIGINAL.get_or_init(|| Original(found)).0;
    // SAFETY: `found` is not null, and all of its members may be copied.
    let mut copy = unsafe { **original };
    copy.zName = c"kartotek-faults".as_ptr();
    copy.pNext = std::ptr::null_mut();
    copy.xOpen = Some(open);
    copy.xDelete = Some(delete);
    // SAFETY: the copy is leaked, so it lives as long as the process.
    let code = unsafe { ffi::sqlite3_vfs_register(Box::into_raw(Box::new(copy)), 1) };
    assert_eq!(code, ffi::SQLITE_OK);
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: the arguments are SQLite's own, meant for this function; the file has the size that the
    // original asked for. Where it set a table of functions, the file is open.
    unsafe {
        let Some(open) = (*original()).xOpen else { return ffi::SQLITE_ERROR };
        // A temporary file has no name.
        let path = (!name.is_null()).then(|| CStr::from_ptr(name).to_string_lossy());
        let existed = path.as_ref().is_some_and(|path| Path::new(&**path).exists());
        let code = open(original(), name, file, flags, out_flags);
        if !(*file).pMethods.is_null() {
            (*file).pMethods = changed((*file).pMethods);
            if let Some(path) = path {
                let syncs_folder = flags & ffi::SQLITE_OPEN_CREATE != 0 && flags & LOGS != 0;
                power::opened(file as usize, &path, existed, syncs_folder);
            }
        }
        code
    }
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    match verdict(Operation::Delete) {
        Verdict::Refuse(code) | Verdict::DoHalf(code) => code,
        // SAFETY: the arguments are SQLite's own, meant for this function.
        Verdict::Do => unsafe {
            power::deleted(&CStr::from_ptr(name).to_string_lossy(), sync_folder & 1 != 0);
            (*original()).xDelete.map_or(ffi::SQLITE_ERROR, |delete| delete(original(), name, sync_folder))
        },
    }
}

/// Returns the copy of a table of functions; made once for each table, of which there are a few.
fn changed(original: *const ffi::sqlite3_io_methods) -> *const ffi::sqlite3_io_methods {
    static KNOWN: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, ours)) = known.iter().find(|(key, _)| *key == original as usize) {
        return *ours as *const ffi::sqlite3_io_methods;
    }
    // SAFETY: SQLite's tables of functions are never freed, and may be copied.
    let mut ours = unsafe { *original };
    ours.xClose = Some(close);
    ours.xWrite = Some(write);
    ours.xSync = Some(sync);
    ours.xTruncate = Some(truncate);
    let made = Box::into_raw(Box::new(Methods { ours, original }));
    known.push((original as usize, made as usize));
    made.cast()
}

/// Returns the original functions of a file.
///
/// # Safety
/// The file was opened by [`open`].
unsafe fn of<'f>(file: *mut ffi::sqlite3_file) -> &'f ffi::sqlite3_io_methods {
    // SAFETY: `open` gave the file a table that begins a `Methods`, and tables are never freed.
    unsafe { &*(*(*file).pMethods.cast::<Methods>()).original }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    power::closed(file as usize);
    // SAFETY: SQLite calls this for files that `open` opened.
    unsafe { of(file).xClose.map_or(ffi::SQLITE_ERROR, |close| close(file)) }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    bytes: *const c_void,
    length: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    // SAFETY: SQLite calls this for files that `open` opened, with arguments meant for it; half of the
    // bytes are within them.
    let write =
        |length| unsafe { of(file).xWrite.map_or(ffi::SQLITE_ERROR, |write| write(file, bytes, length, at)) };
    match verdict(Operation::Write) {
        Verdict::Do => {
            // SAFETY: as above; the length is never negative.
            let bytes =
                unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), length.unsigned_abs() as usize) };
            let at = at.unsigned_abs() as usize;
            power::changed(file as usize, || Change::Write { at, bytes: bytes.into() });
            write(length)
        }
        Verdict::Refuse(code) => code,
        Verdict::DoHalf(code) => {
            write(length / 2);
            code
        }
    }
}

/// Waits for no disk, where nine tenths of the tests' time would go: `power` knows what is safe now.
unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    match verdict(Operation::Sync) {
        Verdict::Refuse(code) | Verdict::DoHalf(code) => code,
        Verdict::Do => {
            power::synced(file as usize);
            ffi::SQLITE_OK
        }
    }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    match verdict(Operation::Truncate) {
        Verdict::Refuse(code) | Verdict::DoHalf(code) => code,
        // SAFETY: as in `write`.
        Verdict::Do => unsafe {
            power::changed(file as usize, || Change::Truncate(size.unsigned_abs() as usize));
            of(file).xTruncate.map_or(ffi::SQLITE_ERROR, |truncate| truncate(file, size))
        },
    }
}
