//! Long calls: who is told how far they are, and what stops them.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kartotek::{CopyProgress, ImportProgress, UndoProgress};

use crate::worker::{Answer, on_worker};

/// Whether something goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Next {
    /// It goes on.
    Continue,
    /// It stops as soon as it can; what is stored by then stays.
    Stop,
}

/// What a listener or a stream of the app threw.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ListenerError {
    /// It failed.
    #[error("{description}")]
    Failed {
        /// What it says of itself.
        description: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ListenerError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { description: error.reason }
    }
}

/// Somebody who is told how far a call is.
pub(crate) trait Told<P>: Send + Sync {
    fn told(&self, progress: P) -> Result<Next, ListenerError>;
}

/// Makes the interfaces that apps implement, one for each kind of progress.
macro_rules! listeners {
    ($($(#[$doc:meta])* $name:ident($progress:ty);)+) => {$(
        $(#[$doc])*
        #[uniffi::export(with_foreign)]
        pub trait $name: Send + Sync {
            /// Says whether it goes on. What it throws stops it as well.
            fn on_progress(&self, progress: $progress) -> Result<Next, ListenerError>;
        }

        impl Told<$progress> for dyn $name {
            fn told(&self, progress: $progress) -> Result<Next, ListenerError> {
                self.on_progress(progress)
            }
        }
    )+};
}

listeners! {
    /// Somebody who is told how far an import is, on a thread of its own.
    ImportListener(ImportProgress);
    /// Somebody who is told how many customers an export has written, every thousand, on a thread of its own.
    ExportListener(u64);
    /// Somebody who is told how far the undoing of an import is, on a thread of its own.
    UndoListener(UndoProgress);
    /// Somebody who is told how far a copy is, on a thread of its own.
    CopyListener(CopyProgress);
}

type Tell<P> = Arc<dyn Fn(P) -> Result<Next, ListenerError> + Send + Sync>;

/// What a long call asks between its steps. It is asked on by the same import when its plan is committed, for
/// another caller.
pub(crate) struct Watch<P> {
    tell: Mutex<Option<Tell<P>>>,
    has_failed: AtomicBool,
    is_left: AtomicBool,
}

impl<P: 'static> Watch<P> {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            tell: Mutex::new(None),
            has_failed: AtomicBool::new(false),
            is_left: AtomicBool::new(false),
        })
    }

    /// Does a call on a worker. Its steps stop it when its caller has gone, and when who is told says so or fails: in
    /// the latter case the answer is `Cancelled`.
    pub(crate) async fn during<L: Told<P> + ?Sized + 'static, T: Send + 'static>(
        self: Arc<Self>,
        listener: Option<Arc<L>>,
        call: impl FnOnce(&Arc<Self>) -> kartotek::Result<T> + Send + 'static,
    ) -> Answer<T> {
        *self.telling() = listener.map(|listener| -> Tell<P> { Arc::new(move |far| listener.told(far)) });
        self.has_failed.store(false, Ordering::Relaxed);
        self.is_left.store(false, Ordering::Relaxed);
        let _caller = Caller(Arc::clone(&self));
        on_worker(move || {
            let done = call(&self)?;
            if self.has_failed.load(Ordering::Relaxed) { Err(kartotek::Error::Cancelled) } else { Ok(done) }
        })
        .await
    }

    /// Tells how far a call is, and whether it goes on.
    pub(crate) fn hear(&self, progress: P) -> ControlFlow<()> {
        if self.is_left() {
            return ControlFlow::Break(());
        }
        let tell = self.telling().clone();
        match tell.map(|tell| tell(progress)) {
            None | Some(Ok(Next::Continue)) => ControlFlow::Continue(()),
            Some(Ok(Next::Stop)) => ControlFlow::Break(()),
            Some(Err(_)) => {
                self.has_failed.store(true, Ordering::Relaxed);
                ControlFlow::Break(())
            }
        }
    }

    /// Tells whether nobody waits for the call any more.
    pub(crate) fn is_left(&self) -> bool {
        self.is_left.load(Ordering::Relaxed)
    }

    fn telling(&self) -> MutexGuard<'_, Option<Tell<P>>> {
        self.tell.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Held by the future that waits for a call, it is dropped with it.
struct Caller<P: 'static>(Arc<Watch<P>>);

impl<P> Drop for Caller<P> {
    fn drop(&mut self) {
        self.0.is_left.store(true, Ordering::Relaxed);
        *self.0.telling() = None;
    }
}
