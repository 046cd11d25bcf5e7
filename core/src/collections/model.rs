use std::fmt;

use crate::base::{CollectionId, EntityKind, Revision, Timestamp};

/// The kinds of named sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CollectionKind {
    /// A tag: a word on a customer, later also on galleries and purchases.
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
pub enum Preset {
    /// The default group of a new customer.
    Standard,
    /// For business customers.
    Business,
}

/// A tag, contact group or customer group.
#[derive(Clone, PartialEq, Eq)]
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
    /// How many customers are in it. Read only.
    pub size: u64,
}

// A tag's name may say something about a person.
impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collection").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Which sets one entity gained and lost.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
}
