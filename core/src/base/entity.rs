use std::fmt;

/// The kinds of things that a register holds, as errors, history and tags name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum EntityKind {
    /// Somebody who buys.
    Customer,
    /// A tag.
    Tag,
    /// A mailing list of contacts.
    ContactGroup,
    /// A group that decides prices and access.
    CustomerGroup,
    /// The settings of the register.
    Settings,
    /// One run of an import.
    ImportBatch,
    /// A column of a file that is imported or exported.
    Column,
}

impl EntityKind {
    const CODES: [(EntityKind, i64, &'static str); 7] = [
        (Self::Customer, 1, "customer"),
        (Self::Tag, 2, "tag"),
        (Self::ContactGroup, 3, "contact group"),
        (Self::CustomerGroup, 4, "customer group"),
        (Self::Settings, 5, "settings"),
        (Self::ImportBatch, 6, "import batch"),
        (Self::Column, 7, "column"),
    ];

    /// Returns the number that stands for the kind in storage; it never changes.
    #[must_use]
    pub fn code(self) -> i64 {
        Self::CODES.iter().find(|entry| entry.0 == self).map_or(0, |entry| entry.1)
    }

    /// Finds the kind of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::CODES.iter().find(|entry| entry.1 == code).map(|entry| entry.0)
    }
}

impl fmt::Display for EntityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::CODES.iter().find(|entry| entry.0 == *self).map_or("entity", |e| e.2);
        f.write_str(name)
    }
}
