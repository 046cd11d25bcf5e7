use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::{CustomerId, Error, ErrorKind, Result};
use crate::repository::{BackendInfo, ReadTx, Repository, WriteTx};

use super::faulty_tx::{Calls, WatchedRead, WatchedWrite};

/// A repository that passes everything on to another one, and fails when it is told to.
///
/// Shows that callers leave nothing half done, and that a call may be made again after
/// [`ErrorKind::Busy`].
///
/// ```
/// use std::sync::Arc;
/// use kartotek::testing::{FaultyRepository, Moment};
/// use kartotek::{CustomerDraft, CustomerFilter, ErrorKind, Register, SqliteRepository};
///
/// let faulty = Arc::new(FaultyRepository::new(Arc::new(SqliteRepository::in_memory()?)));
/// let register = Register::builder().with_repository(faulty.clone())?;
/// faulty.fail_write(1, Moment::Commit, ErrorKind::Busy);
/// let draft = CustomerDraft::person("Anna", "García");
/// let error = register.customers().create(draft.clone()).unwrap_err();
/// assert!(error.is_retryable());
/// register.customers().create(draft)?;
/// assert_eq!(register.customers().count(&CustomerFilter::default())?, 1);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug)]
pub struct FaultyRepository {
    inner: Arc<dyn Repository>,
    reads: Mutex<Option<Fault>>,
    writes: Mutex<Option<Fault>>,
    rerun: AtomicBool,
    refused: Mutex<Option<CustomerId>>,
}

/// When within a read or a unit of work a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before the body runs.
    Begin,
    /// At the body's nth call of the storage, counted from 1; not at all where it makes fewer.
    Call(u64),
    /// After the body succeeded: nothing of it is stored.
    Commit,
}

#[derive(Debug, Clone, Copy)]
struct Fault {
    /// How many more bodies run before and with it.
    countdown: u64,
    moment: Moment,
    kind: ErrorKind,
}

impl FaultyRepository {
    /// Wraps a repository; without further calls it behaves as that one.
    #[must_use]
    pub fn new(inner: Arc<dyn Repository>) -> Self {
        let rerun = AtomicBool::new(false);
        Self { inner, reads: Mutex::default(), writes: Mutex::default(), rerun, refused: Mutex::default() }
    }

    /// Lets the nth read from now on fail, counted from 1, in place of a fault set before.
    pub fn fail_read(&self, nth: u64, moment: Moment, kind: ErrorKind) {
        *locked(&self.reads) = Some(Fault { countdown: nth, moment, kind });
    }

    /// Lets the nth unit of work from now on fail, counted from 1, in place of a fault set before.
    pub fn fail_write(&self, nth: u64, moment: Moment, kind: ErrorKind) {
        *locked(&self.writes) = Some(Fault { countdown: nth, moment, kind });
    }

    /// From now on refuses every unit of work after which this customer would be there, at its end
    /// and with [`ErrorKind::AlreadyExists`].
    pub fn refuse_customer(&self, id: CustomerId) {
        *locked(&self.refused) = Some(id);
    }

    /// Takes back the faults that did not happen yet, and refuses nobody any more.
    pub fn clear(&self) {
        *locked(&self.reads) = None;
        *locked(&self.writes) = None;
        *locked(&self.refused) = None;
    }

    /// From now on runs the body of every unit of work twice and stores only what the second run
    /// did, as a repository may after a conflict with another process.
    pub fn run_twice(&self) {
        self.rerun.store(true, Ordering::SeqCst);
    }

    fn rehearse(&self, body: &mut dyn FnMut(&mut dyn WriteTx) -> Result<()>) -> Result<()> {
        let mut done = false;
        let result = self.inner.with_write(&mut |tx| {
            body(tx)?;
            done = true;
            Err(Error::Cancelled)
        });
        if done { Ok(()) } else { result }
    }
}

impl Repository for FaultyRepository {
    fn info(&self) -> BackendInfo {
        self.inner.info()
    }

    fn with_read(&self, body: &mut dyn FnMut(&dyn ReadTx) -> Result<()>) -> Result<()> {
        let fault = due(&self.reads);
        at(fault, Moment::Begin)?;
        self.inner.with_read(&mut |tx| {
            let calls = Calls::new(fault.map(|fault| (fault.moment, fault.kind)));
            body(&WatchedRead { tx, calls: &calls })?;
            at(fault, Moment::Commit)
        })
    }

    fn with_write(&self, body: &mut dyn FnMut(&mut dyn WriteTx) -> Result<()>) -> Result<()> {
        let fault = due(&self.writes);
        at(fault, Moment::Begin)?;
        if self.rerun.load(Ordering::SeqCst) {
            self.rehearse(body)?;
        }
        self.inner.with_write(&mut |tx| {
            let calls = Calls::new(fault.map(|fault| (fault.moment, fault.kind)));
            body(&mut WatchedWrite { tx, calls: &calls })?;
            let refused = *locked(&self.refused);
            if refused.is_some_and(|id| tx.customers(&[id]).is_ok_and(|found| !found.is_empty())) {
                return Err(failure(ErrorKind::AlreadyExists));
            }
            at(fault, Moment::Commit)
        })
    }

    fn backup_to(&self, path: &Path) -> Result<()> {
        self.inner.backup_to(path)
    }

    fn verify(&self) -> Result<Vec<String>> {
        self.inner.verify()
    }

    fn shut_down(&self) -> Result<()> {
        self.inner.shut_down()
    }
}

/// Counts a body down and returns the fault that is its own.
fn due(faults: &Mutex<Option<Fault>>) -> Option<Fault> {
    let mut kept = locked(faults);
    let fault = kept.as_mut()?;
    fault.countdown = fault.countdown.saturating_sub(1);
    if fault.countdown == 0 { kept.take() } else { None }
}

fn at(fault: Option<Fault>, moment: Moment) -> Result<()> {
    match fault {
        Some(fault) if fault.moment == moment => Err(failure(fault.kind)),
        _ => Ok(()),
    }
}

/// The error of a fault.
pub(super) fn failure(kind: ErrorKind) -> Error {
    match kind {
        ErrorKind::ShutDown => Error::ShutDown,
        ErrorKind::Cancelled => Error::Cancelled,
        kind => Error::storage(kind, "a fault that a test asked for"),
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
