use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::{Error, Result};

/// Marks a place in a list; opaque text to whoever keeps it.
///
/// It holds the sort key of a row, in a list by e-mail the address itself: treat it as personal data.
///
/// A cursor belongs to the list that gave it: the same filter and the same sort. It stays valid
/// while others write: the next page begins after the row that ended the last one, whether that
/// row still exists or not.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// Packs the position of a row: its sort key and id, bound to a list by the list's digest.
    #[must_use]
    pub(crate) fn pack(list: &[u8], sort_key: &[u8], id: [u8; 16]) -> Self {
        let mut bytes = Vec::with_capacity(4 + 16 + sort_key.len());
        bytes.extend_from_slice(&checksum(list, sort_key, &id));
        bytes.extend_from_slice(&id);
        bytes.extend_from_slice(sort_key);
        let digit = |half: u8| char::from(b"0123456789abcdef"[usize::from(half)]);
        Self(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
    }

    /// Returns the sort key and the id of the row that this cursor marks.
    ///
    /// # Errors
    /// `InvalidCursor` when it is damaged or belongs to another list.
    pub(crate) fn unpack(&self, list: &[u8]) -> Result<(Vec<u8>, [u8; 16])> {
        let text = self.0.as_bytes();
        let mut bytes = Vec::with_capacity(text.len() / 2);
        for pair in text.chunks(2) {
            let digits = std::str::from_utf8(pair).map_err(|_| Error::InvalidCursor)?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| Error::InvalidCursor)?);
        }
        let (Some(sum), Some(id), Some(key)) = (bytes.get(..4), bytes.get(4..20), bytes.get(20..)) else {
            return Err(Error::InvalidCursor);
        };
        let id: [u8; 16] = id.try_into().map_err(|_| Error::InvalidCursor)?;
        if sum != checksum(list, key, &id) {
            return Err(Error::InvalidCursor);
        }
        Ok((key.to_vec(), id))
    }

    /// Returns the text to keep or to send.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn checksum(list: &[u8], key: &[u8], id: &[u8; 16]) -> [u8; 4] {
    let digest = Sha256::new().chain_update(list).chain_update(id).chain_update(key).finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

// A sort key is made of a name, so it does not belong into a log.
impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cursor")
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let hex = text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit());
        if hex && text.len() >= 40 { Ok(Self(text.to_owned())) } else { Err(Error::InvalidCursor) }
    }
}

/// Says how much of a list to give, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PageRequest {
    /// How many items at most, from 1 to 1,000; other values are moved into that range.
    pub limit: u32,
    /// Where to go on; nothing for the first page.
    pub after: Option<Cursor>,
    /// Whether to count the whole list too.
    pub total: TotalMode,
}

impl PageRequest {
    /// The largest page.
    pub const MAX_LIMIT: u32 = 1_000;

    /// Asks for the first page.
    #[must_use]
    pub fn first(limit: u32) -> Self {
        Self { limit, after: None, total: TotalMode::None }
    }

    /// Asks for the page after a cursor.
    #[must_use]
    pub fn after(limit: u32, cursor: Cursor) -> Self {
        Self { limit, after: Some(cursor), total: TotalMode::None }
    }

    /// Asks for the count too.
    #[must_use]
    pub fn with_total(self, total: TotalMode) -> Self {
        Self { total, ..self }
    }

    /// Returns the limit within its range.
    #[must_use]
    pub fn clamped_limit(&self) -> u32 {
        self.limit.clamp(1, Self::MAX_LIMIT)
    }
}

/// Says how the rows of a list are counted beside a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum TotalMode {
    /// Not at all, which costs nothing.
    None,
    /// Up to this many, then "more than".
    Capped(u64),
    /// All of them; linear in their number.
    Exact,
}

/// How many rows a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Total {
    /// Exactly this many.
    Exactly(u64),
    /// This many or more; counting stopped here.
    AtLeast(u64),
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items in the order of the list.
    pub items: Vec<T>,
    /// Where the next page begins; nothing after the last.
    pub next: Option<Cursor>,
    /// The size of the whole list, if it was asked for.
    pub total: Option<Total>,
}

impl<T> Page<T> {
    /// Makes a page of other items in the place of these.
    pub(crate) fn map<U>(self, make: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(make).collect(), next: self.next, total: self.total }
    }
}
