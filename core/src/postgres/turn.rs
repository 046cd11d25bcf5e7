//! Whose turn it is to write, within this process.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use crate::base::{Error, ErrorKind, Result};

/// Lets one thread after the other write, in the order in which they came. Those of other processes wait
/// at the server; without this, each waiting thread would keep a connection.
#[derive(Debug, Default)]
pub(super) struct Turns {
    line: Mutex<Line>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Line {
    owner: Option<ThreadId>,
    /// Whoever came first stands first: who has just written does not overtake those who wait.
    waiting: VecDeque<ThreadId>,
}

impl Turns {
    /// Waits for the turn.
    ///
    /// # Errors
    /// `Busy` when it takes too long; `Storage` when this thread has it already.
    pub(super) fn take(&self, timeout: Duration) -> Result<Turn<'_>> {
        let until = Instant::now() + timeout;
        let own = thread::current().id();
        let mut line = self.line();
        if line.owner == Some(own) {
            let message = "a unit of work was started inside another one";
            return Err(Error::storage(ErrorKind::Storage, message));
        }
        line.waiting.push_back(own);
        while line.owner.is_some() || line.waiting.front() != Some(&own) {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                line.waiting.retain(|thread| *thread != own);
                self.changed.notify_all();
                return Err(Error::storage(ErrorKind::Busy, "another thread writes to the register"));
            }
            line = self.changed.wait_timeout(line, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        line.waiting.pop_front();
        line.owner = Some(own);
        Ok(Turn(self))
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The turn, until it is dropped.
pub(super) struct Turn<'t>(&'t Turns);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.line().owner = None;
        self.0.changed.notify_all();
    }
}

/// How long to wait after the attempt of a number (from 0) that lost against another transaction:
/// doubled each time up to a quarter of a second, and different for each who waits.
pub(super) fn back_off(attempt: u32) -> Duration {
    let longest = 1_000_u64 << attempt.min(8);
    let chance = RandomState::new().build_hasher().finish();
    Duration::from_micros(longest / 2 + chance % (longest / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_loses_often_waits_longer_but_never_long() {
        for attempt in 0..40 {
            let longest = Duration::from_micros(1_000 << attempt.min(8));
            let wait = back_off(attempt);
            assert!(wait >= longest / 2 && wait < longest && wait < Duration::from_millis(257));
        }
    }

    #[test]
    fn who_has_just_written_does_not_overtake_those_who_wait() {
        let turns = Turns::default();
        let turn = turns.take(Duration::ZERO).unwrap();
        thread::scope(|scope| {
            let (done, wait) = std::sync::mpsc::channel::<()>();
            let second = scope.spawn(|| {
                let _turn = turns.take(Duration::from_secs(60)).unwrap();
                wait.into_iter().count()
            });
            while turns.line().waiting.is_empty() {
                thread::yield_now();
            }
            drop(turn);
            assert_eq!(turns.take(Duration::ZERO).err().unwrap().kind(), ErrorKind::Busy);
            drop(done);
            second.join().unwrap();
        });
        assert!(turns.take(Duration::ZERO).is_ok());
    }

    #[test]
    fn a_turn_inside_a_turn_is_refused() {
        let turns = Turns::default();
        let turn = turns.take(Duration::ZERO).unwrap();
        assert_eq!(turns.take(Duration::ZERO).err().unwrap().kind(), ErrorKind::Storage);
        let other = thread::scope(|scope| scope.spawn(|| turns.take(Duration::ZERO).err().unwrap()).join());
        assert_eq!(other.unwrap().kind(), ErrorKind::Busy);
        drop(turn);
        assert!(turns.take(Duration::ZERO).is_ok());
    }
}
