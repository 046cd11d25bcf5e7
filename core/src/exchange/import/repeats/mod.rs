//! Finds rows of one file that are about the same person, before anything is stored.
//!
//! It must be known of a row whether a later one repeats it: if both were written, the same file
//! imported again would change the customer twice. So the file is read once more, first, and only
//! for keys, names and what columns say together. What stays in memory is a filter of fixed size and
//! an entry for each key that comes again. What the keys of a row are is told by [`keys`].
//!
//! Phones are compared in two steps, since understanding a number takes far longer than reading it:
//! what ends in the same digits may be the same, and is understood to find out whether it is.

mod keys;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use crate::base::{Error, Result};
use crate::customers::Customer;
use crate::exchange::column_facts::ColumnFacts;
use crate::exchange::convert::RowConverter;
use crate::exchange::mapping::Mapping;
use crate::exchange::reader::Row;
use crate::exchange::source::SourceProgress;
use crate::exchange::table::Table;

use super::known_keys::{KnownKeys, NumberMap, NumberSet};
use super::options::{ImportProgress, ImportStep, Repeats};
use super::run::Progress;
use keys::{KeyReading, Keys, bare_keys};

/// Rows after which progress is told: looking takes a fraction of the time that storing takes.
const TOLD_ROWS: u64 = 4_096;
/// Bytes after which it is told anyway.
const TOLD_BYTES: u64 = 16 << 20;

/// 32 MiB, for files from 540 MB on. A key that is wrongly taken for seen is kept to the run's end, so
/// the filter may take more than that of a run, which comes when this one is gone.
const MOST_BITS: u64 = 1 << 28;

/// What is known of a file after it was read for repetitions.
#[derive(Debug)]
pub(super) struct Scan {
    /// Rows below the header.
    pub(super) rows: u64,
    /// SHA-256 of the file.
    pub(super) digest: [u8; 32],
    /// What the columns say together.
    pub(super) facts: ColumnFacts,
    reading: KeyReading,
    /// The last row with each key and name that comes again.
    last: NumberMap<u64, Seen>,
    /// Ends of phones that come again.
    ends: NumberSet<u64>,
    /// Keys that come again with any name; for a plan alone.
    bare: NumberSet<u64>,
    /// All keys; for a plan alone.
    seen: Option<KnownKeys>,
}

/// What a file is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScanFor {
    Run,
    Plan,
}

/// A row that was seen with a key.
#[derive(Debug, Clone, Copy)]
struct Seen {
    row: u64,
    /// A hash of the row's ids; 0 where it has none.
    identity: u64,
}

impl Seen {
    /// Rows with different ids are about different people, whatever else they share.
    fn is_same(self, identity: u64) -> bool {
        self.identity == 0 || identity == 0 || self.identity == identity
    }
}

impl Scan {
    /// Reads a whole file. Phones without a country code are those of the row's country, else of
    /// `home_country`.
    ///
    /// # Errors
    /// `Cancelled` when the caller asks to stop; else as [`RowReader::read`](super::super::RowReader::read).
    pub(super) fn read(
        table: &Table,
        mapping: &Mapping,
        converter: RowConverter,
        home_country: &str,
        purpose: ScanFor,
        progress: Progress<'_>,
    ) -> Result<Self> {
        let reading = KeyReading::new(mapping, converter, home_country);
        let mut seen = KnownKeys::of_bits((table.content_bytes()? / 4).min(MOST_BITS));
        let (mut last, mut ends, mut bare) =
            (NumberMap::default(), NumberSet::default(), NumberSet::default());
        let (mut rows, mut row, mut keys) = (table.rows()?, Row::default(), Keys::default());
        let (mut count, mut told, mut facts) = (0, 0, ColumnFacts::new(mapping));
        while rows.read(&mut row)? {
            count += 1;
            let SourceProgress { done_bytes, total_bytes } = rows.progress();
            if count % TOLD_ROWS == 0 || done_bytes - told >= TOLD_BYTES {
                told = done_bytes;
                let step = ImportStep::Looking;
                if progress(ImportProgress { step, done_bytes, total_bytes, rows: count }).is_break() {
                    return Err(Error::Cancelled);
                }
            }
            facts.look(mapping, &row);
            reading.read(&row, &mut keys);
            let here = Seen { row: row.number(), identity: keys.identity };
            for key in &keys.whole {
                if seen.insert(*key) {
                    last.insert(*key, here);
                }
            }
            if purpose == ScanFor::Plan {
                bare.extend(keys.bare.iter().copied().filter(|key| seen.insert(*key)));
            }
            for (end, column) in &keys.phones {
                if seen.insert(*end) {
                    ends.insert(*end);
                    last.insert(reading.phone(&row, *column, &keys.name), here);
                }
            }
        }
        last.shrink_to_fit();
        ends.shrink_to_fit();
        let seen = (purpose == ScanFor::Plan).then_some(seen);
        Ok(Self { rows: count, digest: rows.digest(), facts, reading, last, ends, bare, seen })
    }

    /// Tells whether several rows have a key of a customer.
    pub(super) fn come_again(&self, customer: &Customer) -> bool {
        bare_keys(customer).any(|key| self.bare.contains(&key))
    }

    /// Tells whether a row may have a key of a customer that it has no longer.
    pub(super) fn lost(&self, before: &Customer, after: &Customer) -> bool {
        let Some(seen) = &self.seen else { return true };
        bare_keys(before).any(|key| seen.may_hold(key) && !bare_keys(after).any(|own| own == key))
    }

    /// Begins to tell of each row, in their order, whether it is left out.
    pub(super) fn watch(&self, policy: Repeats) -> Watch<'_> {
        Watch { scan: self, policy, first: HashMap::new(), keys: Keys::default() }
    }
}

/// Tells of each row whether it is left out for another one.
#[derive(Debug)]
pub(super) struct Watch<'a> {
    scan: &'a Scan,
    policy: Repeats,
    /// The first row of each key that comes again.
    first: HashMap<u64, Seen>,
    keys: Keys,
}

impl Watch<'_> {
    /// Returns the number of the row that counts instead of this one, if another does.
    pub(super) fn stands_for(&mut self, row: &Row) -> Option<u64> {
        let scan = self.scan;
        if self.policy == Repeats::Each || scan.last.is_empty() {
            return None;
        }
        let keys = &mut self.keys;
        scan.reading.read(row, keys);
        for (end, column) in &keys.phones {
            if scan.ends.contains(end) {
                keys.whole.push(scan.reading.phone(row, *column, &keys.name));
            }
        }
        let (number, identity) = (row.number(), keys.identity);
        if self.policy == Repeats::Last {
            let last = keys.whole.iter().filter_map(|key| scan.last.get(key));
            return last.filter(|l| l.row > number && l.is_same(identity)).map(|l| l.row).max();
        }
        let again: HashSet<u64> =
            keys.whole.iter().copied().filter(|key| scan.last.contains_key(key)).collect();
        let earlier = again.iter().filter_map(|key| self.first.get(key));
        let found = earlier.filter(|first| first.is_same(identity)).map(|first| first.row).min();
        if found.is_none() {
            for key in again {
                self.first.entry(key).or_insert(Seen { row: number, identity });
            }
        }
        found
    }
}
