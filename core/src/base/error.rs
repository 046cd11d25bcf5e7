use std::borrow::Cow;
use std::error::Error as StdError;
use std::path::{Path, PathBuf};
use std::{fmt, io};

use super::{EntityKind, ErrorKind, FieldProblem, Revision};

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The one error of Kartotek.
///
/// Switch on [`Error::kind`]; the text is for people. No error holds personal data beyond ids.
///
/// ```
/// use kartotek::{CustomerDraft, ErrorKind, Register};
///
/// let register = Register::in_memory()?;
/// let error = register.customers().create(CustomerDraft::default()).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Invalid);
/// assert_eq!(error.problems()[0].field, "given_name");
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No entity has this id.
    #[error("{entity} {id} does not exist")]
    NotFound {
        /// What was looked for.
        entity: EntityKind,
        /// The id as text.
        id: String,
    },
    /// Something that must be unique exists already.
    #[error("a {entity} with this {field} exists already")]
    AlreadyExists {
        /// What exists.
        entity: EntityKind,
        /// The field that must be unique.
        field: &'static str,
    },
    /// The entity was changed since it was read.
    #[error(transparent)]
    Conflict(Box<Conflict>),
    /// The idempotency key was used before for the same operation with other arguments.
    #[error("the idempotency key was used with other arguments")]
    IdempotencyConflict,
    /// Fields are wrong; all of them are listed.
    #[error("{}", list(.0))]
    Invalid(Vec<FieldProblem>),
    /// A business rule forbids it.
    #[error("{rule}: {detail}")]
    RuleViolated {
        /// Stable name of the rule in snake case, for example `default_group_required`.
        rule: &'static str,
        /// What it means here, for people.
        detail: String,
    },
    /// The cursor is damaged or belongs to another list.
    #[error("the cursor does not belong to this list")]
    InvalidCursor,
    /// The backend does not offer this.
    #[error("this backend does not offer {0}")]
    Unsupported(&'static str),
    /// A file cannot be imported at all.
    #[error("the file cannot be imported: {0}")]
    Import(String),
    /// The caller asked to stop.
    #[error("stopped at the caller's request")]
    Cancelled,
    /// The register was shut down.
    #[error("the register was shut down")]
    ShutDown,
    /// A command of a batch was refused, and with it the whole batch; all that is asked of this error – its kind,
    /// its problems – is that of the command's own.
    #[error("command {number} of the batch, {name}: {source}")]
    Command {
        /// Which one in the order of recording, counted from 1.
        number: usize,
        /// The method that recorded it, for example `create_customer`.
        name: &'static str,
        /// Why.
        source: Box<Error>,
    },
    /// The storage failed.
    #[error("{message}")]
    Storage {
        /// One of the kinds from [`ErrorKind::Busy`] on.
        kind: ErrorKind,
        /// What happened, without values of the data.
        message: String,
        /// The error of the engine, if there is one.
        #[source]
        source: Option<Box<dyn StdError + Send + Sync>>,
    },
}

impl Error {
    /// Returns the kind, which is what programs should switch on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::AlreadyExists { .. } => ErrorKind::AlreadyExists,
            Self::Conflict(_) | Self::IdempotencyConflict => ErrorKind::Conflict,
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::RuleViolated { .. } => ErrorKind::RuleViolated,
            Self::InvalidCursor => ErrorKind::InvalidCursor,
            Self::Unsupported(_) => ErrorKind::Unsupported,
            Self::Import(_) => ErrorKind::Import,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::ShutDown => ErrorKind::ShutDown,
            Self::Command { source, .. } => source.kind(),
            Self::Storage { kind, .. } => *kind,
        }
    }

    /// Tells whether the same call may succeed when it is made again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.kind().is_retryable()
    }

    /// Tells whether it is about one item of a bulk call, not about the storage or the caller.
    #[must_use]
    pub fn is_of_item(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::NotFound
                | ErrorKind::AlreadyExists
                | ErrorKind::Conflict
                | ErrorKind::Invalid
                | ErrorKind::RuleViolated
        )
    }

    /// Returns the problems of an [`Error::Invalid`], else an empty slice.
    #[must_use]
    pub fn problems(&self) -> &[FieldProblem] {
        match self {
            Self::Invalid(problems) => problems,
            Self::Command { source, .. } => source.problems(),
            _ => &[],
        }
    }

    /// Makes the error for an id that no entity has.
    #[must_use]
    pub fn not_found(entity: EntityKind, id: impl ToString) -> Self {
        Self::NotFound { entity, id: id.to_string() }
    }

    /// Makes the error for a broken business rule.
    #[must_use]
    pub fn rule(rule: &'static str, detail: impl Into<String>) -> Self {
        Self::RuleViolated { rule, detail: detail.into() }
    }

    /// Makes the error for one wrong field.
    #[must_use]
    pub fn field(field: &'static str, rule: super::Rule) -> Self {
        Self::Invalid(vec![FieldProblem::new(field, rule)])
    }

    /// Makes a storage error without an error of the engine behind it.
    #[must_use]
    pub fn storage(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::Storage { kind, message: message.into(), source: None }
    }

    /// Makes the error for a file that the system refuses.
    pub(crate) fn of_file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| {
            let (kind, message) = (kind_of(&error), error.to_string());
            Self::Storage { kind, message, source: Some(Box::new(OfFile { path: path.to_owned(), error })) }
        }
    }

    /// Makes the error for a file that is there although it must not.
    pub(crate) fn file_exists(path: &Path, message: &'static str) -> Self {
        Self::of_file(path)(io::Error::new(io::ErrorKind::AlreadyExists, message))
    }

    /// Returns the file that could not be read or written, where one is to blame.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use kartotek::{ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let error = register.import_file("nowhere.csv").unwrap_err();
    /// assert_eq!((error.kind(), error.path()), (ErrorKind::Io, Some(Path::new("nowhere.csv"))));
    /// assert_eq!(error.of_system().unwrap().kind(), std::io::ErrorKind::NotFound);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.engine::<OfFile>().map(|of| of.path.as_path())
    }

    /// Returns what the system said about a file, where that is behind it.
    #[must_use]
    pub fn of_system(&self) -> Option<&io::Error> {
        self.engine::<OfFile>().map(|of| &of.error).or_else(|| self.engine())
    }

    fn engine<E: StdError + 'static>(&self) -> Option<&E> {
        match self {
            Self::Storage { source, .. } => source.as_ref()?.downcast_ref(),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Storage { kind: kind_of(&error), message: error.to_string(), source: Some(Box::new(error)) }
    }
}

fn kind_of(error: &io::Error) -> ErrorKind {
    match error.kind() {
        io::ErrorKind::StorageFull => ErrorKind::Full,
        io::ErrorKind::ReadOnlyFilesystem => ErrorKind::ReadOnly,
        _ => ErrorKind::Io,
    }
}

/// What the system said, and the file that it is about.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
struct OfFile {
    path: PathBuf,
    #[source]
    error: io::Error,
}

/// Says that an entity was changed by someone else since it was read (SPEC B16).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{entity} {id} has revision {found}, not {expected}")]
pub struct Conflict {
    /// What was to be changed.
    pub entity: EntityKind,
    /// Its id as text.
    pub id: String,
    /// The revision that the caller had read.
    pub expected: Revision,
    /// The revision that is stored now.
    pub found: Revision,
    /// The fields in which the caller's values differ from the stored ones; none where the call gives no
    /// values.
    pub fields: Vec<Difference>,
}

/// The two sides of a field in a [`Conflict`], as the catalogue's canonical texts.
///
/// They are personal data: neither `Debug` nor the text of an error shows them.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Difference {
    /// Key of the field.
    pub field: Cow<'static, str>,
    /// What is stored by now.
    pub stored: String,
    /// What the caller gave.
    pub given: String,
}

impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Difference({})", self.field)
    }
}

fn list(problems: &[FieldProblem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
