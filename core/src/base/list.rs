use std::borrow::Cow;
use std::fmt;

/// By what a list is sorted: a field or column, and a direction; ties by id, so that the order is total.
///
/// ```
/// use kartotek::Sort;
///
/// assert!(Sort::by("registered_at").reversed().descending);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Sort {
    /// Key of the field or column.
    pub field: Cow<'static, str>,
    /// From the end of the order to its beginning.
    pub descending: bool,
}

impl Sort {
    /// The order of ids, in which everything can be walked over whatever changes: of every list of records
    /// that a backend is asked for, though not of those that people ask for.
    pub const ID: &'static str = "id";

    /// Sorts by a field or column from the beginning of its order.
    #[must_use]
    pub fn by(field: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), descending: false }
    }

    /// Turns the order round.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { descending: !self.descending, ..self }
    }
}

/// A part of a list, as a backend is asked for it.
#[derive(Clone)]
pub struct List<'a, F> {
    /// What is in the list.
    pub filter: &'a F,
    /// Its order; the caller made sure that it can be sorted so: as the filter says, or by [`Sort::ID`].
    pub sort: &'a Sort,
    /// The sort key and the id of the row after which it goes on.
    pub after: Option<(Vec<u8>, [u8; 16])>,
    /// How many rows at most.
    pub limit: usize,
}

// Sort keys and filters are made of names.
impl<F> fmt::Debug for List<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").field("sort", self.sort).field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// A record with a key: when it is written, the one by which the register's language sorts it; when it is
/// listed, the one after which the list goes on.
#[derive(Clone, PartialEq, Eq)]
pub struct Keyed<R> {
    /// The record.
    pub record: R,
    /// Its key; that of the language is compared byte by byte, that of a list means something to the backend
    /// alone.
    pub sort_key: Vec<u8>,
}

// A sort key is made of a name.
impl<R: fmt::Debug> fmt::Debug for Keyed<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Keyed").field(&self.record).finish()
    }
}
