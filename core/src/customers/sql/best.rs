use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::base::{Collation, Result};

/// A row's place in the order.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone)]
pub(super) struct Place {
    pub(super) key: Vec<u8>,
    pub(super) id: [u8; 16],
    pub(super) number: i64,
}

/// Takes places in any order.
pub(super) trait Places {
    /// Tells whether a place whose key is made of this text would be of no use. Two texts are compared
    /// in a fraction of the time that a key takes.
    fn refuses(&self, _text: &str, _collation: &Collation) -> bool {
        false
    }

    /// Takes a place; `text` is what its key is made of by the collation, or empty.
    ///
    /// # Errors
    /// Of a temporary file.
    fn take(&mut self, place: Place, text: &str) -> Result<()>;
}

/// Keeps the first places of an order and forgets the rest.
pub(super) struct Best {
    limit: usize,
    descending: bool,
    heap: BinaryHeap<Kept>,
}

/// A place that the heap orders with the worst on top.
#[derive(PartialEq, Eq)]
struct Kept {
    place: Place,
    text: String,
    descending: bool,
}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.place.cmp(&other.place);
        if self.descending { order.reverse() } else { order }
    }
}

impl Best {
    pub(super) fn new(limit: usize, descending: bool) -> Self {
        Self { limit, descending, heap: BinaryHeap::new() }
    }

    /// Returns the worst place, where no worse one can come in any more.
    fn worst(&self) -> Option<&Kept> {
        self.heap.peek().filter(|_| self.heap.len() >= self.limit)
    }

    pub(super) fn into_places(self) -> Vec<Place> {
        self.heap.into_sorted_vec().into_iter().map(|kept| kept.place).collect()
    }
}

impl Places for Best {
    fn refuses(&self, text: &str, collation: &Collation) -> bool {
        let worse = if self.descending { Ordering::Less } else { Ordering::Greater };
        self.worst().is_some_and(|worst| collation.compare(text, &worst.text) == worse)
    }

    fn take(&mut self, place: Place, text: &str) -> Result<()> {
        let order = self.worst().map(|worst| {
            let order = place.cmp(&worst.place);
            if self.descending { order.reverse() } else { order }
        });
        if self.limit == 0 || order.is_some_and(Ordering::is_ge) {
            return Ok(());
        }
        if order.is_some() {
            self.heap.pop();
        }
        self.heap.push(Kept { place, text: text.to_owned(), descending: self.descending });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        // SPEC: B18
        #[test]
        fn what_is_refused_is_never_among_the_first(
            texts in proptest::collection::vec("[aAåÅb0 -]{0,3}", 0..60),
            limit in 0..10_usize,
            descending: bool,
        ) {
            let collation = Collation::new("sv").unwrap();
            let mut best = Best::new(limit, descending);
            let mut expected = Vec::new();
            for (number, text) in (1_i64..).zip(&texts) {
                let id = [number.to_le_bytes()[0] ^ 0x5A; 16];
                let place = Place { key: collation.key(text), id, number };
                expected.push(place.clone());
                if !best.refuses(text, &collation) {
                    best.take(place, text).unwrap();
                }
            }
            expected.sort();
            if descending {
                expected.reverse();
            }
            expected.truncate(limit);
            let numbers = |places: Vec<Place>| places.iter().map(|place| place.number).collect::<Vec<_>>();
            prop_assert_eq!(numbers(best.into_places()), numbers(expected));
        }
    }
}
