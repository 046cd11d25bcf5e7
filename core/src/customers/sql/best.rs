use std::collections::BinaryHeap;

/// A row's place in the order.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone)]
pub(super) struct Place {
    pub(super) key: Vec<u8>,
    pub(super) id: [u8; 16],
    pub(super) number: i64,
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
    descending: bool,
}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let order = self.place.cmp(&other.place);
        if self.descending { order.reverse() } else { order }
    }
}

impl Best {
    pub(super) fn new(limit: usize, descending: bool) -> Self {
        Self { limit, descending, heap: BinaryHeap::new() }
    }

    pub(super) fn offer(&mut self, place: Place) {
        let kept = Kept { place, descending: self.descending };
        if self.heap.len() < self.limit {
            self.heap.push(kept);
        } else if self.heap.peek().is_some_and(|worst| kept < *worst) {
            self.heap.pop();
            self.heap.push(kept);
        }
    }

    pub(super) fn into_places(self) -> Vec<Place> {
        self.heap.into_sorted_vec().into_iter().map(|kept| kept.place).collect()
    }
}
