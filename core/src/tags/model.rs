use std::fmt;

use crate::collections::Collection;

/// Tags to put on customers and tags to take away, by name (SPEC B8, A41, A42).
///
/// ```
/// use kartotek::TagChange;
///
/// let change = TagChange::add(["wedding", "2024"]).and_remove(["lead"]);
/// assert_eq!((change.add.len(), change.remove.len()), (2, 1));
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct TagChange {
    /// Tags to put on; those that do not exist are made.
    pub add: Vec<String>,
    /// Tags to take away; those that do not exist change nothing.
    pub remove: Vec<String>,
}

impl TagChange {
    /// Puts tags on.
    #[must_use]
    pub fn add(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { add: names.into_iter().map(Into::into).collect(), remove: Vec::new() }
    }

    /// Takes tags away.
    #[must_use]
    pub fn remove(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::default().and_remove(names)
    }

    /// Takes tags away too.
    #[must_use]
    pub fn and_remove(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.remove.extend(names.into_iter().map(Into::into));
        self
    }
}

// A tag's name may say something about a person.
impl fmt::Debug for TagChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TagChange(+{} -{})", self.add.len(), self.remove.len())
    }
}

/// How many of the selected customers bear a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum TagState {
    /// All of them.
    All,
    /// Some of them.
    Some,
    /// None of them.
    None,
}

impl TagState {
    /// Tells the state of a tag that `bearing` of `selected` customers bear.
    #[must_use]
    pub fn of(bearing: u64, selected: u64) -> Self {
        match bearing {
            0 => Self::None,
            _ if bearing < selected => Self::Some,
            _ => Self::All,
        }
    }
}

/// A tag beside a selection of customers, as a dialog shows it before they are tagged (SPEC A40).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct TagPreview {
    /// The tag; its size counts all customers, not the selection.
    pub tag: Collection,
    /// How many of the selected customers bear it.
    pub state: TagState,
}
