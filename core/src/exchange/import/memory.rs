use crate::base::Result;
use crate::customers::{Archived, CustomerFilter};
use crate::register::{Register, listing};

use super::decide::Decided;
use super::known_keys::KnownKeys;
use super::planned::PlannedSets;

/// What a run remembers of the rows before.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// All keys of the register, where it was empty at first; otherwise the storage is asked for
    /// every key.
    pub(super) known: Option<KnownKeys>,
    /// The last change of the register that the run knows of. Keys are only known for sure while
    /// nobody else writes.
    pub(super) last_seq: u64,
    /// Sets by their names, as the running unit of work or snapshot knows them: nobody changes them there.
    pub(super) sets: PlannedSets,
    /// The customers that rows were about.
    touched: Marks,
    /// Those that rows without a key were about: each is what one such row made.
    recognised: Marks,
}

/// Customers by their numbers, a bit each.
#[derive(Debug, Default)]
struct Marks {
    bits: Vec<u64>,
    /// Those that came since the last commit.
    open: Vec<u64>,
}

impl Memory {
    /// Begins, with all keys known where the register is empty.
    ///
    /// # Errors
    /// Of the storage.
    pub(super) fn of(register: &Register, file_bytes: u64) -> Result<Self> {
        const FEW: u32 = 1_000;
        // 8 MiB. A key that is wrongly taken for known only costs a look-up.
        const MOST_BITS: u64 = 1 << 26;
        if !register.backend().capabilities.history {
            return Ok(Self::default());
        }
        let everybody = CustomerFilter { archived: Archived::Include, ..CustomerFilter::default() };
        let (changes, customers) = register.read_current_with_state(|tx, state| {
            Ok((tx.changes_after(0, FEW)?, listing::count(tx, state, &everybody, None)?))
        })?;
        if changes.len() == FEW as usize || customers > 0 {
            return Ok(Self::default());
        }
        let last_seq = changes.last().map_or(0, |entry| entry.seq);
        let known = Some(KnownKeys::of_bits((file_bytes / 8).min(MOST_BITS)));
        Ok(Self { known, last_seq, ..Self::default() })
    }

    /// Remembers some rows, until [`Memory::forget_open`] forgets them.
    pub(super) fn take(&mut self, decided: &mut Decided) {
        self.sets.extend(decided.sets.drain());
        decided.touched.iter().for_each(|number| self.touched.insert(*number));
        decided.recognised.iter().for_each(|number| self.recognised.insert(*number));
        if let Some(known) = &mut self.known {
            for key in &decided.new_keys {
                known.insert(*key);
            }
        }
    }

    /// Keeps what came, which was stored together with so many changes.
    pub(super) fn keep(&mut self, changes: u64) {
        self.last_seq += changes;
        self.touched.open.clear();
        self.recognised.open.clear();
    }

    /// Forgets what came since the last [`Memory::keep`]. Keys stay: of them the register may have
    /// fewer than are known.
    pub(super) fn forget_open(&mut self) {
        self.sets.clear();
        self.touched.forget_open();
        self.recognised.forget_open();
    }

    /// Forgets all rows, since they come again from the first.
    pub(super) fn forget_rows(&mut self) {
        self.sets.clear();
        (self.touched, self.recognised) = (Marks::default(), Marks::default());
    }

    /// Tells whether a row was about the customer with a number.
    pub(super) fn was_touched(&self, number: u64) -> bool {
        self.touched.contains(number)
    }

    /// Tells whether a row without a key was about the customer with a number.
    pub(super) fn was_recognised(&self, number: u64) -> bool {
        self.recognised.contains(number)
    }
}

impl Marks {
    fn insert(&mut self, number: u64) {
        let (word, bit) = place(number);
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if self.bits[word] & bit == 0 {
            self.bits[word] |= bit;
            self.open.push(number);
        }
    }

    fn contains(&self, number: u64) -> bool {
        let (word, bit) = place(number);
        self.bits.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn forget_open(&mut self) {
        for number in self.open.drain(..) {
            let (word, bit) = place(number);
            self.bits[word] &= !bit;
        }
    }
}

fn place(number: u64) -> (usize, u64) {
    (usize::try_from(number / 64).unwrap_or(usize::MAX), 1 << (number % 64))
}
