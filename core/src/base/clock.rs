use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Error, ErrorKind, Result, Timestamp};

/// Tells the time; injected so that rules about time can be tested without waiting (SPEC C23).
pub trait Clock: Debug + Send + Sync {
    /// Returns the present instant.
    fn now(&self) -> Timestamp;
}

/// Makes ids; injected so that tests can foresee them.
pub trait IdSource: Debug + Send + Sync {
    /// Returns sixteen bytes that no earlier call returned, sorting after them.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when the system gives no random bytes.
    fn next_id(&self, now: Timestamp) -> Result<[u8; 16]>;
}

/// Gives random bytes; injected so that tests can foresee them.
pub trait Randomness: Debug + Send + Sync {
    /// Fills the buffer with bytes that nobody can guess.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when the system gives no random bytes.
    fn fill(&self, buffer: &mut [u8]) -> Result<()>;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_micros()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_micros()).unwrap_or(i64::MAX),
        };
        Timestamp::from_micros(micros)
    }
}

/// The random numbers of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, buffer: &mut [u8]) -> Result<()> {
        getrandom::fill(buffer).map_err(|_| Error::storage(ErrorKind::Io, "the system gives no random bytes"))
    }
}

/// UUIDs of version 7 with a counter, so that ids made in one microsecond sort too
/// (RFC 9562 §6.2, method 2).
#[derive(Debug)]
pub struct SystemIds {
    last: Mutex<Option<u128>>,
    randomness: Arc<dyn Randomness>,
}

impl SystemIds {
    /// Makes ids of random bytes from a source.
    #[must_use]
    pub fn new(randomness: Arc<dyn Randomness>) -> Self {
        Self { last: Mutex::default(), randomness }
    }
}

impl Default for SystemIds {
    /// Makes ids of the random bytes of the operating system.
    fn default() -> Self {
        Self::new(Arc::new(SystemRandomness))
    }
}

impl IdSource for SystemIds {
    fn next_id(&self, now: Timestamp) -> Result<[u8; 16]> {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let millis = u128::try_from(now.as_micros().max(0) / 1000).unwrap_or(0);
        let stamp = millis << 80;
        let value = match *last {
            // The clock stands or went back: count on from the last id, by a random step.
            Some(previous) if previous >> 80 >= millis => {
                let mut step = [0u8; 4];
                self.randomness.fill(&mut step)?;
                previous + u128::from(u32::from_le_bytes(step)) + 1
            }
            _ => {
                let mut random = [0u8; 16];
                self.randomness.fill(&mut random)?;
                // The top bit stays clear, so that counting on has room.
                stamp | (u128::from_le_bytes(random) & ((1 << 73) - 1))
            }
        };
        *last = Some(value);
        Ok(with_version(value))
    }
}

/// Spreads 48 bits of time and 74 bits of counter over the fields of a version 7 UUID.
fn with_version(value: u128) -> [u8; 16] {
    let time = (value >> 80) & ((1 << 48) - 1);
    let counter = value & ((1 << 74) - 1);
    let high = counter >> 62;
    let low = counter & ((1 << 62) - 1);
    ((time << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low).to_be_bytes()
}
