use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

/// Remembers which keys were seen, in a fixed amount of memory; it may take a key for seen that was
/// not, but never the other way round (a Bloom filter with two bits a key).
///
/// With it an import asks the storage only for keys that can be there.
#[derive(Debug)]
pub(super) struct KnownKeys {
    bits: Vec<u64>,
}

impl KnownKeys {
    /// Makes an empty set of about so many bits: the next power of two.
    pub(super) fn of_bits(bits: u64) -> Self {
        let bits = bits.clamp(1 << 13, 1 << 40).next_power_of_two();
        Self { bits: vec![0; usize::try_from(bits / 64).unwrap_or(1)] }
    }

    /// Adds a key, and tells whether it may have been there.
    pub(super) fn insert(&mut self, key: u64) -> bool {
        let mut known = true;
        for (word, bit) in self.places(key) {
            known &= self.bits[word] & bit != 0;
            self.bits[word] |= bit;
        }
        known
    }

    /// Tells whether a key may have been added.
    pub(super) fn may_hold(&self, key: u64) -> bool {
        self.places(key).into_iter().all(|(word, bit)| self.bits[word] & bit != 0)
    }

    fn places(&self, key: u64) -> [(usize, u64); 2] {
        let mask = self.bits.len() as u64 * 64 - 1;
        // Keys are hashes already, so their halves are independent enough.
        let second = key.rotate_left(32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        [key & mask, second >> 32 & mask].map(|place| {
            let word = usize::try_from(place / 64).unwrap_or(0);
            (word, 1 << (place % 64))
        })
    }
}

/// Spreads numbers that are hashes already, or as good as random, over a table.
#[derive(Debug, Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut number = [0; 8];
            number[..part.len()].copy_from_slice(part);
            self.write_u64(u64::from_le_bytes(number));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(26) ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 ^= self.0 >> 32;
    }

    fn write_i64(&mut self, number: i64) {
        self.write_u64(number.cast_unsigned());
    }
}

/// A map by numbers that nobody chooses to make it slow.
pub(super) type NumberMap<K, V> = HashMap<K, V, BuildHasherDefault<Spread>>;
/// A set of such numbers.
pub(super) type NumberSet<K> = HashSet<K, BuildHasherDefault<Spread>>;

/// Hashes the parts of a key; the same in one run of the program only.
pub(super) fn hash_of(key: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_known_and_most_else_is_not() {
        let mut keys = KnownKeys::of_bits(100_000);
        for key in 0..3_000_u64 {
            keys.insert(hash_of(key));
        }
        assert!((0..3_000_u64).all(|key| keys.may_hold(hash_of(key))));
        let wrong = (3_000..13_000_u64).filter(|key| keys.may_hold(hash_of(*key))).count();
        assert!(wrong < 300, "{wrong}");
    }
}
