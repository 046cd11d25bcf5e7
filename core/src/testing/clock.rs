use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::base::{Clock, Timestamp};

/// A clock that stands until it is told to move (SPEC C23).
///
/// ```
/// use std::time::Duration;
/// use kartotek::testing::ManualClock;
/// use kartotek::{Clock, Timestamp};
///
/// let clock = ManualClock::new(Timestamp::from_micros(1_000_000));
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), Timestamp::from_micros(61_000_000));
/// ```
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// Makes a clock that shows this instant.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.as_micros()))
    }

    /// Shows another instant, which may be an earlier one.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.as_micros(), Ordering::SeqCst);
    }

    /// Moves forward.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.set(Timestamp::from_micros(self.now().as_micros().saturating_add(micros)));
    }
}

impl Default for ManualClock {
    /// Shows 2026-01-01T00:00:00Z.
    fn default() -> Self {
        Self::new(Timestamp::from_micros(1_767_225_600_000_000))
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}
