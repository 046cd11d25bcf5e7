//! Chance: single arguments of calls, the same ones for the same seed and the same past.

use kartotek::testing::{FixedRandomness, SequentialIds};
use kartotek::{CUSTOMER_FIELDS, Collection, CollectionId, CollectionKind, Customer, CustomerId, Revision};

use crate::known::Known;
use crate::texts::{NAMES, NAUGHTY, SETS};

/// Picks arguments.
pub(crate) struct Dice<'k> {
    pub(crate) random: FixedRandomness,
    pub(crate) known: &'k Known,
}

impl<'k> Dice<'k> {
    pub(crate) fn new(seed: u64, known: &'k Known) -> Self {
        Self { random: FixedRandomness::new(seed), known }
    }

    pub(crate) fn below(&self, bound: usize) -> usize {
        self.random.below(bound)
    }

    pub(crate) fn once_in(&self, times: usize) -> bool {
        self.random.once_in(times)
    }

    /// Picks one of some items, of which there is at least one.
    pub(crate) fn pick<T: Clone>(&self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    pub(crate) fn maybe<T>(&self, once_in: usize, make: impl FnOnce() -> T) -> Option<T> {
        self.once_in(once_in).then(make)
    }

    /// Makes none to `most` things.
    pub(crate) fn some<T>(&self, most: usize, make: impl Fn() -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make()).collect()
    }

    /// Picks a name, now and then any text.
    pub(crate) fn name(&self) -> String {
        if self.once_in(6) { self.text() } else { self.pick(NAMES).to_owned() }
    }

    /// Picks any text: a naughty one, letters of any alphabet, or a very long one.
    pub(crate) fn text(&self) -> String {
        match self.below(12) {
            0 => format!("{}{}", self.pick(NAMES), self.pick(NAUGHTY)),
            1 => format!("{} {}", self.pick(NAUGHTY), self.pick(NAUGHTY)),
            2 => (0..self.below(12)).filter_map(|_| self.letter()).collect(),
            3 => self.long(),
            _ => self.pick(NAUGHTY).to_owned(),
        }
    }

    /// A text at, below or above the limits of fields, seldom one of the longest note.
    fn long(&self) -> String {
        let lengths = [39, 40, 41, 80, 199, 200, 201, 300, 400, 401, 1_000, 1_001, 100_000, 100_001];
        let most = if self.once_in(8) { lengths.len() } else { lengths.len() - 2 };
        let length = lengths[self.below(most)];
        if self.once_in(3) {
            // An engine may pack what repeats, so this does not.
            return std::iter::repeat_with(|| self.letter()).flatten().take(length).collect();
        }
        let piece = self.pick(&["x", "Å", "🎉", "e\u{301}", "ab ", "\u{FDFA}", "İ"]);
        piece.chars().cycle().take(length).collect()
    }

    /// Any character, most of them letters that people use.
    fn letter(&self) -> Option<char> {
        let end = self.pick(&[0x80, 0x250, 0x600, 0x3100, 0xFFFF, 0x1_F700, 0x11_0000]);
        u32::try_from(self.below(end)).ok().and_then(char::from_u32)
    }

    /// Picks the key of a field.
    pub(crate) fn field(&self) -> &'static str {
        CUSTOMER_FIELDS[self.below(CUSTOMER_FIELDS.len())].key
    }

    /// Picks the name of a tag or group.
    pub(crate) fn set_name(&self) -> String {
        match self.below(8) {
            0 => self.text(),
            1 | 2 if !self.known.sets.is_empty() => self.pick(&self.known.sets).name,
            _ => self.pick(SETS).to_owned(),
        }
    }

    /// Picks a customer that is there.
    pub(crate) fn record(&self) -> Option<&'k Customer> {
        self.known.customers.values().nth(self.below(self.known.customers.len().max(1)))
    }

    /// Picks the id of a customer, now and then of a deleted one or of nobody.
    pub(crate) fn customer(&self) -> CustomerId {
        let gone = &self.known.gone;
        match (self.below(16), self.record()) {
            (0, _) | (_, None) => {
                CustomerId::from_bytes(SequentialIds::nth(1_000_000 + self.below(3) as u64))
            }
            (1, _) if !gone.is_empty() => self.pick(gone),
            (_, Some(record)) => record.id,
        }
    }

    /// Picks ids, some of them twice.
    pub(crate) fn customers(&self, most: usize) -> Vec<CustomerId> {
        // Now and then more than a statement takes at a time.
        let most = if self.once_in(40) { 1_200 } else { most };
        self.some(most, || self.customer())
    }

    /// The revision of a customer, now and then another one.
    pub(crate) fn revision_of(&self, id: CustomerId) -> Revision {
        let found = self.known.customers.get(&id).map_or(Revision::FIRST, |customer| customer.revision);
        self.revision(found)
    }

    /// A revision, now and then another one.
    pub(crate) fn revision(&self, right: Revision) -> Revision {
        match self.below(20) {
            0 => Revision(right.0.saturating_sub(1)),
            1 => right.next(),
            2 => Revision(self.pick(&[0, 1, u32::MAX])),
            _ => right,
        }
    }

    /// Picks a tag or group of a kind that is there, or was.
    pub(crate) fn set_record(&self, kind: CollectionKind) -> Option<&'k Collection> {
        let sets: Vec<&Collection> = self.known.sets.iter().filter(|set| set.kind == kind).collect();
        self.random.pick(&sets).copied()
    }

    /// Picks the id of a tag or group, now and then of another kind, or of none.
    pub(crate) fn set(&self, kind: CollectionKind) -> CollectionId {
        let kind = if self.once_in(20) { self.pick(&CollectionKind::ALL) } else { kind };
        let nothing = || CollectionId::from_bytes(SequentialIds::nth(2_000_000));
        let found = self.set_record(kind).map(|set| set.id);
        found.filter(|_| !self.once_in(20)).unwrap_or_else(nothing)
    }
}
