//! Where calls are done: on threads that may wait, so that a screen never does.
//!
//! `core/docs/decisions/kotlin-and-swift.md` says why, and what becomes of a call whose caller goes away.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kartotek::KartotekError;

/// What calls answer.
pub(crate) type Answer<T> = Result<T, KartotekError>;

/// Does a call on a thread of its own. A call that has not begun when its caller goes away is never done, one that
/// has is done to its end.
pub(crate) async fn on_worker<T: Send + 'static>(
    call: impl FnOnce() -> kartotek::Result<T> + Send + 'static,
) -> Answer<T> {
    Ok(blocking::unblock(call).await?)
}

/// Tells a long call that its caller has gone: held by the caller's future, it is dropped with it.
#[derive(Default)]
pub(crate) struct Caller(Arc<AtomicBool>);

impl Caller {
    /// What the call asks between its steps.
    pub(crate) fn watch(&self) -> impl Fn() -> ControlFlow<()> + Send + use<> {
        let gone = Arc::clone(&self.0);
        move || if gone.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
