use std::fmt;

/// Says what went wrong in one word that a program can switch on.
///
/// Every [`Error`](crate::Error) has exactly one kind; bindings turn it into an exception class.
/// New kinds may come, so a `match` needs a last arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No entity has this id.
    NotFound,
    /// Something that must be unique exists already, for example a tag's name.
    AlreadyExists,
    /// The entity was changed by someone else since it was read, or an idempotency key was used
    /// with other arguments.
    Conflict,
    /// One or more fields are wrong; the error lists all of them.
    Invalid,
    /// A business rule forbids it; the error names the rule.
    RuleViolated,
    /// The cursor is damaged, or was made for another list.
    InvalidCursor,
    /// The backend does not offer this.
    Unsupported,
    /// A file cannot be imported at all, for example because it has no header.
    Import,
    /// The caller asked to stop; what was committed before stays.
    Cancelled,
    /// The register was shut down.
    ShutDown,
    /// Another process holds the register; trying again may help.
    Busy,
    /// The server cannot be reached, or the connection to it was lost before anything was stored;
    /// trying again may help.
    Unreachable,
    /// The connection was lost while a unit of work was committed, so it is stored or it is not. With
    /// an idempotency key the same call can be made again safely.
    OutcomeUnknown,
    /// The server took longer than it may.
    TimedOut,
    /// The stored data contradict themselves.
    Corrupt,
    /// The register was written by a newer version of Kartotek.
    TooNew,
    /// The file is a database or a file of something else.
    NotARegister,
    /// The disk is full.
    Full,
    /// The register may only be read.
    ReadOnly,
    /// The operating system reported an error.
    Io,
    /// Any other failure of the storage.
    Storage,
}

impl ErrorKind {
    /// Every kind, in order of declaration; bindings test themselves against it.
    pub const ALL: [ErrorKind; 21] = [
        Self::NotFound,
        Self::AlreadyExists,
        Self::Conflict,
        Self::Invalid,
        Self::RuleViolated,
        Self::InvalidCursor,
        Self::Unsupported,
        Self::Import,
        Self::Cancelled,
        Self::ShutDown,
        Self::Busy,
        Self::Unreachable,
        Self::OutcomeUnknown,
        Self::TimedOut,
        Self::Corrupt,
        Self::TooNew,
        Self::NotARegister,
        Self::Full,
        Self::ReadOnly,
        Self::Io,
        Self::Storage,
    ];

    /// Tells whether the same call may succeed when it is made again.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::Busy | Self::Unreachable)
    }

    /// Returns the stable name of the kind in snake case, for logs and foreign languages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::AlreadyExists => "already_exists",
            Self::Conflict => "conflict",
            Self::Invalid => "invalid",
            Self::RuleViolated => "rule_violated",
            Self::InvalidCursor => "invalid_cursor",
            Self::Unsupported => "unsupported",
            Self::Import => "import",
            Self::Cancelled => "cancelled",
            Self::ShutDown => "shut_down",
            Self::Busy => "busy",
            Self::Unreachable => "unreachable",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::TimedOut => "timed_out",
            Self::Corrupt => "corrupt",
            Self::TooNew => "too_new",
            Self::NotARegister => "not_a_register",
            Self::Full => "full",
            Self::ReadOnly => "read_only",
            Self::Io => "io",
            Self::Storage => "storage",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
