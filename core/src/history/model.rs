use std::borrow::Cow;
use std::fmt;

use crate::base::{Actor, BatchId, EntityKind, RegisterId, Timestamp};

/// Names an entity of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EntityRef {
    /// What it is.
    pub kind: EntityKind,
    /// The sixteen bytes of its id.
    pub id: [u8; 16],
}

/// What was done to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Action {
    /// It was made.
    Created = 1,
    /// Some of its fields were changed.
    Updated = 2,
    /// It was hidden from lists.
    Archived = 3,
    /// It was shown in lists again.
    Restored = 4,
    /// It was removed; a tombstone stays.
    Deleted = 5,
    /// Tags or groups were put on it or taken away; the old values say which.
    Grouped = 6,
}

impl Action {
    const ALL: [Self; 6] =
        [Self::Created, Self::Updated, Self::Archived, Self::Restored, Self::Deleted, Self::Grouped];

    /// Returns the number that stands for it in storage; it never changes.
    #[must_use]
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// Finds the action of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }
}

/// Who did something, when and why: what all changes of one unit of work share.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct ChangeSet {
    /// When it was done.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// The import that did it, if one did.
    pub batch: Option<BatchId>,
    /// Why, in the actor's words; may be empty. It is emptied when the one customer that the unit of
    /// work changed is deleted.
    pub reason: String,
    /// The copy of the register in which it was done.
    pub origin: RegisterId,
}

// People write into reasons what they know about people.
impl fmt::Debug for ChangeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ChangeSet");
        shown.field("at", &self.at).field("actor", &self.actor).field("batch", &self.batch);
        shown.field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// The value that a field had before, as the catalogue's canonical text.
///
/// Tags and groups are told otherwise: what a customer gained and lost of a kind as the text of a
/// [`Membership`](crate::Membership), and its default group before as an id.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct OldValue {
    /// Key of the field.
    pub field: Cow<'static, str>,
    /// The text; empty where nothing was there.
    pub text: String,
}

// Old values are personal data.
impl fmt::Debug for OldValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OldValue({})", self.field)
    }
}

/// One change of one entity, about to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Change {
    /// What was changed.
    pub entity: EntityRef,
    /// What was done.
    pub action: Action,
    /// The old values of the changed fields; none for a creation.
    pub old: Vec<OldValue>,
}

/// One change as history tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct HistoryEntry {
    /// Its place in the change feed; grows, gaps are normal.
    pub seq: u64,
    /// Who, when and why.
    pub set: ChangeSet,
    /// What was changed and how.
    pub change: Change,
}
