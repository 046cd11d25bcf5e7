use std::fmt;

use crate::base::{CollectionId, EntityKind, Revision, Timestamp};

/// The kinds of named sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum CollectionKind {
    /// A tag: a word on customers and galleries, later also on purchases.
    Tag,
    /// A mailing list of contacts.
    ContactGroup,
    /// A group that decides prices and access.
    CustomerGroup,
}

impl CollectionKind {
    /// Every kind.
    pub const ALL: [CollectionKind; 3] = [Self::Tag, Self::ContactGroup, Self::CustomerGroup];

    /// Returns the kind of entity that such a set is itself.
    #[must_use]
    pub fn entity(self) -> EntityKind {
        match self {
            Self::Tag => EntityKind::Tag,
            Self::ContactGroup => EntityKind::ContactGroup,
            Self::CustomerGroup => EntityKind::CustomerGroup,
        }
    }

    /// Finds the kind of a stored number, which is that of [`CollectionKind::entity`].
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.entity().code() == code)
    }

    /// Returns the key of the field in the customers' catalogue that lists such sets.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Tag => "tags",
            Self::ContactGroup => "contact_groups",
            Self::CustomerGroup => "customer_groups",
        }
    }
}

/// Customer groups that exist from the start (SPEC N25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Preset {
    /// The default group of a new customer.
    Standard,
    /// For business customers.
    Business,
}

impl Preset {
    /// Every preset, with the name that it has at first.
    pub(crate) const ALL: [(Preset, &'static str); 2] =
        [(Self::Standard, "Standard"), (Self::Business, "Business")];

    /// Returns the stable code of the preset in snake case.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Business => "business",
        }
    }

    /// Finds the preset of a stored code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().map(|(preset, _)| preset).find(|preset| preset.code() == code)
    }
}

/// A tag, contact group or customer group.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Collection {
    /// Names it for ever.
    pub id: CollectionId,
    /// Which kind it is.
    pub kind: CollectionKind,
    /// What it is called, as people wrote it; unique in its kind, case and blanks apart.
    pub name: String,
    /// Says that it was made with the register; such a group cannot be deleted.
    pub preset: Option<Preset>,
    /// Counts its changes; gaining and losing members does not count.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when it is no longer offered, if so.
    pub archived_at: Option<Timestamp>,
    /// How many customers are in it, as members or by default, archived ones too; galleries that bear a tag
    /// do not count. Read only.
    pub size: u64,
}

// A tag's name may say something about a person.
impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collection").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Which sets of one kind an entity gained and lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Membership {
    /// Sets it is in now and was not before.
    pub added: Vec<CollectionId>,
    /// Sets it was in before and is not now.
    pub removed: Vec<CollectionId>,
}

impl Membership {
    /// Tells whether nothing changed.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// Returns the text by which history tells it: a line a set, `+` and the id of one that was
    /// gained, `-` and the id of one that was lost.
    ///
    /// Only the difference is told, so that tagging many customers stays cheap, and ids instead of
    /// names, so that it holds after a set is renamed.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity((self.added.len() + self.removed.len()) * 38);
        for (sign, sets) in [('+', &self.added), ('-', &self.removed)] {
            for set in sets {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push(sign);
                text.push_str(&set.to_string());
            }
        }
        text
    }

    /// Reads the text back, or returns nothing when it is another one.
    ///
    /// ```
    /// use kartotek::Membership;
    ///
    /// let change = Membership::from_text("+0190163d-8694-739b-aea5-966c26f8ad91").unwrap();
    /// assert_eq!(change.added.len(), 1);
    /// assert!(Membership::from_text("wedding").is_none());
    /// ```
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut change = Self::default();
        for line in text.lines() {
            let (sets, id) = match line.split_at_checked(1)? {
                ("+", id) => (&mut change.added, id),
                ("-", id) => (&mut change.removed, id),
                _ => return None,
            };
            sets.push(id.parse().ok()?);
        }
        Some(change)
    }

    /// Turns the sets that an entity is in after this change into those it was in before.
    pub fn undo(&self, sets: &mut Vec<CollectionId>) {
        sets.retain(|set| !self.added.contains(set));
        sets.extend(&self.removed);
    }
}

/// What a bulk call did to one customer or gallery (SPEC B8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum BulkOutcome {
    /// It was changed.
    Changed,
    /// All was as asked already.
    Unchanged,
    /// Nothing has this id.
    NotFound,
    /// It was changed since the revision that the caller expects was read; it stays as it is.
    VersionConflict,
}

impl From<Option<&Membership>> for BulkOutcome {
    fn from(change: Option<&Membership>) -> Self {
        match change {
            None => Self::NotFound,
            Some(change) if change.is_unchanged() => Self::Unchanged,
            Some(_) => Self::Changed,
        }
    }
}

/// Names a tag or group and says what it is called.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct CollectionRef {
    /// Its id.
    pub id: CollectionId,
    /// Its name as people wrote it.
    pub name: String,
}

// What a person is tagged with is personal.
impl fmt::Debug for CollectionRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CollectionRef({})", self.id)
    }
}

impl From<Collection> for CollectionRef {
    fn from(set: Collection) -> Self {
        Self { id: set.id, name: set.name }
    }
}

impl From<&Collection> for CollectionRef {
    fn from(set: &Collection) -> Self {
        Self { id: set.id, name: set.name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(byte: u8) -> CollectionId {
        CollectionId::from_bytes([byte; 16])
    }

    #[test]
    fn a_change_reads_back_from_its_text() {
        let change = Membership { added: vec![set(1), set(2)], removed: vec![set(3)] };
        let text = change.to_text();
        assert_eq!(text.lines().count(), 3);
        assert_eq!(Membership::from_text(&text), Some(change));
        assert_eq!(Membership::from_text(""), Some(Membership::default()));
    }

    #[test]
    fn other_texts_are_no_change() {
        for text in ["wedding", "+", "+wedding", "\n", "é", "0190163d-8694-739b-aea5-966c26f8ad91"] {
            assert_eq!(Membership::from_text(text), None, "{text:?}");
        }
    }

    #[test]
    fn undoing_a_change_gives_back_what_was_before() {
        let mut sets = vec![set(1), set(4)];
        Membership { added: vec![set(1)], removed: vec![set(3)] }.undo(&mut sets);
        assert_eq!(sets, [set(4), set(3)]);
    }
}
