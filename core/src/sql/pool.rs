use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::base::{Error, ErrorKind, OwnProcess, Result};

/// The longest that may be waited for something, in 32-bit milliseconds some three weeks: engines and clocks
/// know no "for ever".
const LONGEST: Duration = Duration::from_millis(i32::MAX as u64);

/// Returns how long to wait where somebody asked for this long.
pub(crate) fn patience(asked: Duration) -> Duration {
    asked.min(LONGEST)
}

/// A connection that a pool keeps for the next one who needs it.
pub(crate) trait Pooled: Sized {
    /// Tells whether it is as good as a new one.
    fn is_whole(&mut self) -> bool;

    /// Ends it in order.
    fn end(self) {}
}

/// A few connections, each opened when it is needed first.
#[derive(Debug)]
pub(crate) struct Pool<C: Pooled> {
    most: usize,
    busy_timeout: Duration,
    busy: &'static str,
    state: Mutex<State<C>>,
    changed: Condvar,
    process: OwnProcess,
}

#[derive(Debug)]
struct State<C> {
    idle: Vec<C>,
    in_use: usize,
    closed: bool,
    /// Who waits, by number; whoever came first stands first.
    line: VecDeque<u64>,
    /// How many ever came.
    came: u64,
}

impl<C: Pooled> Pool<C> {
    /// Makes a pool of `most` connections; `busy` says to people that all are in use.
    pub(crate) fn new(most: usize, busy_timeout: Duration, busy: &'static str) -> Self {
        let state = State { idle: Vec::new(), in_use: 0, closed: false, line: VecDeque::new(), came: 0 };
        let busy_timeout = patience(busy_timeout);
        let process = OwnProcess::default();
        Self { most, busy_timeout, busy, state: Mutex::new(state), changed: Condvar::new(), process }
    }

    /// Takes a free connection that `is_usable`, or opens one; waits while all are in use, and behind
    /// those who came before.
    ///
    /// # Errors
    /// `ShutDown`; `Busy` when none becomes free in time, as when one thread wants too many; `Unsupported` in
    /// a process that was forked; those of `open`.
    pub(crate) fn take(
        &self,
        is_usable: impl Fn(&mut C) -> bool,
        open: impl FnOnce() -> Result<C>,
    ) -> Result<Member<'_, C>> {
        self.process.check()?;
        let until = Instant::now() + self.busy_timeout;
        let mut state = self.state();
        state.came += 1;
        let own = state.came;
        state.line.push_back(own);
        let came_to_turn = loop {
            if state.closed {
                break Err(Error::ShutDown);
            }
            if state.in_use < self.most && state.line.front() == Some(&own) {
                break Ok(());
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break Err(Error::storage(ErrorKind::Busy, self.busy));
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        };
        state.line.retain(|number| *number != own);
        if !state.line.is_empty() {
            // There may be room for the next one, too.
            self.changed.notify_all();
        }
        came_to_turn?;
        state.in_use += 1;
        let mut idle = state.idle.pop();
        drop(state);
        // From here on its end gives the place back.
        let mut member = Member { pool: self, connection: None };
        while let Some(mut connection) = idle {
            if is_usable(&mut connection) {
                member.connection = Some(connection);
                return Ok(member);
            }
            idle = self.state().idle.pop();
        }
        member.connection = Some(open()?);
        Ok(member)
    }

    /// Lets nobody in any more, waits for those who are in, and ends the connections.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        self.changed.notify_all();
        while state.in_use > 0 {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.idle.drain(..).for_each(C::end);
    }

    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Pooled> Drop for Pool<C> {
    fn drop(&mut self) {
        self.state().idle.drain(..).for_each(C::end);
    }
}

/// Use of one connection until it is dropped.
pub(crate) struct Member<'p, C: Pooled> {
    pool: &'p Pool<C>,
    connection: Option<C>,
}

impl<C: Pooled> Deref for Member<'_, C> {
    type Target = C;

    fn deref(&self) -> &C {
        match &self.connection {
            Some(connection) => connection,
            None => unreachable!("`take` gives no member without a connection"),
        }
    }
}

impl<C: Pooled> DerefMut for Member<'_, C> {
    fn deref_mut(&mut self) -> &mut C {
        match &mut self.connection {
            Some(connection) => connection,
            None => unreachable!("`take` gives no member without a connection"),
        }
    }
}

impl<C: Pooled> Drop for Member<'_, C> {
    fn drop(&mut self) {
        let whole = self.connection.take().and_then(|mut own| own.is_whole().then_some(own));
        let mut state = self.pool.state();
        state.in_use -= 1;
        state.idle.extend(whole);
        drop(state);
        self.pool.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    struct Link;

    impl Pooled for Link {
        fn is_whole(&mut self) -> bool {
            true
        }
    }

    fn pool(most: usize, busy_timeout: Duration) -> Pool<Link> {
        Pool::new(most, busy_timeout, "busy")
    }

    fn take(pool: &Pool<Link>) -> Result<Member<'_, Link>> {
        pool.take(|_| true, || Ok(Link))
    }

    fn until_waiting(pool: &Pool<Link>, many: usize) {
        while pool.state().line.len() < many {
            thread::yield_now();
        }
    }

    #[test]
    fn who_came_first_is_first() {
        let pool = pool(1, Duration::from_secs(60));
        let order = Mutex::new(Vec::new());
        thread::scope(|scope| {
            let first = take(&pool).unwrap();
            for number in 0..4 {
                let (pool, order) = (&pool, &order);
                scope.spawn(move || {
                    let member = take(pool).unwrap();
                    order.lock().unwrap().push(number);
                    drop(member);
                });
                until_waiting(pool, number + 1);
            }
            drop(first);
            // It is free now, but others wait for it.
            let last = take(&pool).unwrap();
            order.lock().unwrap().push(4);
            drop(last);
        });
        assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn who_gives_up_keeps_nobody_waiting() {
        let pool = pool(1, Duration::from_millis(20));
        let first = take(&pool).unwrap();
        assert_eq!(take(&pool).err().map(|error| error.kind()), Some(ErrorKind::Busy));
        drop(first);
        assert!(take(&pool).is_ok());
    }
}
