use std::sync::atomic::{AtomicU64, Ordering};

use crate::base::{IdSource, Result, Timestamp};

/// Ids that a test can foresee: UUIDs of version 7 that count from 1, whatever the clock says.
///
/// ```
/// use kartotek::testing::SequentialIds;
/// use kartotek::{CustomerId, IdSource, Timestamp};
///
/// let ids = SequentialIds::default();
/// let first = ids.next_id(Timestamp::from_micros(0))?;
/// assert_eq!(CustomerId::from_bytes(first).to_string(), "00000000-0000-7000-8000-000000000001");
/// assert_eq!(first, SequentialIds::nth(1));
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct SequentialIds(AtomicU64);

impl SequentialIds {
    /// Returns the id that the nth call gives, counted from 1; at most 2⁶² − 1.
    #[must_use]
    pub fn nth(n: u64) -> [u8; 16] {
        let counter = u128::from(n & ((1 << 62) - 1));
        ((0x7 << 76) | (0b10 << 62) | counter).to_be_bytes()
    }
}

impl IdSource for SequentialIds {
    fn next_id(&self, _now: Timestamp) -> Result<[u8; 16]> {
        Ok(Self::nth(self.0.fetch_add(1, Ordering::SeqCst) + 1))
    }
}
