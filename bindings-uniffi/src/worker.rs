//! Where calls are done: on threads that may wait, so that a screen never does.
//!
//! `core/docs/decisions/kotlin-and-swift.md` says why, and what becomes of a call whose caller goes away.

use std::any::Any;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use kartotek::KartotekError;

/// What calls answer.
pub(crate) type Answer<T> = Result<T, KartotekError>;

/// A call and its answer without their types, so that what brings them to a thread and back is compiled once and
/// not for each of some hundred methods.
type Call = Box<dyn FnOnce() -> kartotek::Result<Box<dyn Any + Send>> + Send>;
type Begun = Pin<Box<dyn Future<Output = Answer<Box<dyn Any + Send>>> + Send>>;

/// Does a call on a thread of its own. A call that has not begun when its caller goes away is never done, one that
/// has is done to its end.
pub(crate) fn on_worker<T: Send + 'static>(
    call: impl FnOnce() -> kartotek::Result<T> + Send + 'static,
) -> Working<T> {
    Working { begun: begin(Box::new(|| Ok(Box::new(call()?)))), answer: PhantomData }
}

fn begin(call: Call) -> Begun {
    let begun = blocking::unblock(call);
    Box::pin(async move { Ok(begun.await?) })
}

/// A call that is done on another thread.
pub(crate) struct Working<T> {
    begun: Begun,
    answer: PhantomData<fn() -> T>,
}

impl<T: 'static> Future for Working<T> {
    type Output = Answer<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer<T>> {
        let answer = ready!(self.begun.as_mut().poll(context))?;
        Poll::Ready(Ok(answer
            .downcast()
            .map_or_else(|_| unreachable!("the call answers with this type"), |answer| *answer)))
    }
}
