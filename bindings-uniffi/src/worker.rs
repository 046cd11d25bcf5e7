//! Where calls are done: on threads that may wait, so that a screen never does.
//!
//! `core/docs/decisions/kotlin-and-swift.md` says why, and what becomes of a call whose caller goes away.

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
