use std::collections::HashMap;

use crate::base::Result;
use crate::customers::{Archived, CustomerFilter};
use crate::register::Register;

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
    /// How many rows of each content came.
    contents: HashMap<i64, usize>,
    /// A bit for each customer's number: whether a row was about it.
    touched: Vec<u64>,
    /// Sets by their names, as the running unit of work or snapshot knows them: nobody changes them there.
    pub(super) sets: PlannedSets,
    open: Open,
}

/// What came since the last commit.
#[derive(Debug, Default)]
struct Open {
    contents: Vec<(i64, usize)>,
    touched: Vec<u64>,
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
        let changes = register.history().changes(0, FEW)?;
        let everybody = CustomerFilter { archived: Archived::Include, ..CustomerFilter::default() };
        if changes.len() == FEW as usize || register.customers().count(&everybody)? > 0 {
            return Ok(Self::default());
        }
        let last_seq = changes.last().map_or(0, |entry| entry.seq);
        let known = Some(KnownKeys::of_bits((file_bytes / 8).min(MOST_BITS)));
        Ok(Self { known, last_seq, ..Self::default() })
    }

    /// Remembers some rows, until [`Memory::forget_open`] forgets them.
    pub(super) fn take(&mut self, decided: &mut Decided) {
        self.sets.extend(decided.sets.drain());
        for (content, count) in &decided.contents {
            *self.contents.entry(*content).or_insert(0) += count;
            self.open.contents.push((*content, *count));
        }
        for number in &decided.touched {
            let (word, bit) = place(*number);
            if word >= self.touched.len() {
                self.touched.resize(word + 1, 0);
            }
            if self.touched[word] & bit == 0 {
                self.touched[word] |= bit;
                self.open.touched.push(*number);
            }
        }
        if let Some(known) = &mut self.known {
            for key in &decided.new_keys {
                known.insert(*key);
            }
        }
    }

    /// Keeps what came, which was stored together with so many changes.
    pub(super) fn keep(&mut self, changes: u64) {
        self.last_seq += changes;
        self.open.contents.clear();
        self.open.touched.clear();
    }

    /// Forgets what came since the last [`Memory::keep`]. Keys stay: of them the register may have
    /// fewer than are known.
    pub(super) fn forget_open(&mut self) {
        self.sets.clear();
        for (content, count) in self.open.contents.drain(..) {
            if let Some(all) = self.contents.get_mut(&content) {
                *all -= count;
            }
        }
        for number in self.open.touched.drain(..) {
            let (word, bit) = place(number);
            self.touched[word] &= !bit;
        }
    }

    /// Forgets all rows, since they come again from the first.
    pub(super) fn forget_rows(&mut self) {
        self.sets.clear();
        self.contents.clear();
        self.touched.clear();
        self.open = Open::default();
    }

    /// Returns how many rows of a content came.
    pub(super) fn rows_of_content(&self, content: i64) -> usize {
        self.contents.get(&content).copied().unwrap_or(0)
    }

    /// Tells whether a row was about the customer with a number.
    pub(super) fn was_touched(&self, number: u64) -> bool {
        let (word, bit) = place(number);
        self.touched.get(word).is_some_and(|bits| bits & bit != 0)
    }
}

fn place(number: u64) -> (usize, u64) {
    (usize::try_from(number / 64).unwrap_or(usize::MAX), 1 << (number % 64))
}
