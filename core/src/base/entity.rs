use std::fmt;

/// The kinds of things that a register holds, as errors, history and tags name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum EntityKind {
    /// Somebody who buys.
    Customer = 1,
    /// A tag.
    Tag = 2,
    /// A mailing list of contacts.
    ContactGroup = 3,
    /// A group that decides prices and access.
    CustomerGroup = 4,
    /// The settings of the register.
    Settings = 5,
    /// One run of an import.
    ImportBatch = 6,
    /// A column of a file that is imported or exported.
    Column = 7,
    /// A photo job.
    Job = 8,
    /// A group of a job: a class or a team.
    JobGroup = 9,
    /// The pictures of a group or of a participant.
    Gallery = 10,
    /// Somebody who is pictured.
    Participant = 11,
    /// A customer's entry in a group of a job.
    Registration = 12,
    /// What opens a participant's gallery.
    AccessCode = 13,
}

impl EntityKind {
    const ALL: [Self; 13] = [
        Self::Customer,
        Self::Tag,
        Self::ContactGroup,
        Self::CustomerGroup,
        Self::Settings,
        Self::ImportBatch,
        Self::Column,
        Self::Job,
        Self::JobGroup,
        Self::Gallery,
        Self::Participant,
        Self::Registration,
        Self::AccessCode,
    ];

    /// Returns the number that stands for the kind in storage; it never changes.
    #[must_use]
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// Finds the kind of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl EntityKind {
    /// Tells whether records of this kind are about a person: what was noted of a change of one goes with it.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Customer | Self::Participant | Self::Registration)
    }
}

impl fmt::Display for EntityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Customer => "customer",
            Self::Tag => "tag",
            Self::ContactGroup => "contact group",
            Self::CustomerGroup => "customer group",
            Self::Settings => "settings",
            Self::ImportBatch => "import batch",
            Self::Column => "column",
            Self::Job => "job",
            Self::JobGroup => "job group",
            Self::Gallery => "gallery",
            Self::Participant => "participant",
            Self::Registration => "registration",
            Self::AccessCode => "access code",
        })
    }
}
