use crate::base::{Difference, EntityKind, Error, ErrorKind, FieldProblem, Revision};

/// Makes the error that Kotlin and Swift see: kinds that say nothing but their description are listed by name.
macro_rules! errors {
    (described { $($(#[$doc:meta])* $name:ident),+ $(,)? }) => {
        /// Everything that fails. Switch on the class; the description is for people and holds no personal data.
        #[derive(Debug, Clone, thiserror::Error, uniffi::Error)]
        #[uniffi::export(Display)]
        pub enum KartotekError {
            /// No entity has this id.
            #[error("{description}")]
            NotFound {
                /// What happened, for people.
                description: String,
                /// What was looked for.
                entity: EntityKind,
                /// The id as text.
                id: String,
            },
            /// Something that must be unique exists already.
            #[error("{description}")]
            AlreadyExists {
                /// What happened, for people.
                description: String,
                /// What exists.
                entity: EntityKind,
                /// The field that must be unique.
                field: String,
            },
            /// The entity was changed since it was read: read it again, and ask whose values are to stay.
            #[error("{description}")]
            Conflict {
                /// What happened, for people.
                description: String,
                /// What was to be changed.
                entity: EntityKind,
                /// Its id as text.
                id: String,
                /// The revision that the caller had read.
                expected: Revision,
                /// The revision that is stored now.
                found: Revision,
                /// The fields in which the caller's values differ from the stored ones.
                fields: Vec<Difference>,
            },
            /// Fields are wrong; all of them are listed.
            #[error("{description}")]
            Invalid {
                /// What happened, for people.
                description: String,
                /// Every field and the rule that it breaks.
                problems: Vec<FieldProblem>,
            },
            /// A business rule forbids it.
            #[error("{description}")]
            RuleViolated {
                /// What happened, for people.
                description: String,
                /// Stable name of the rule in snake case, for example `default_group_required`.
                rule: String,
            },
            /// A file could not be read or written.
            #[error("{description}")]
            Io {
                /// What happened, for people.
                description: String,
                /// The file, where it is known.
                path: Option<String>,
            },
            $(
                $(#[$doc])*
                #[error("{description}")]
                $name {
                    /// What happened, for people.
                    description: String,
                },
            )+
        }
    };
}

errors! {
    described {
        /// The idempotency key was used before for the same operation with other arguments.
        IdempotencyConflict,
        /// The cursor is damaged or belongs to another list.
        InvalidCursor,
        /// The backend does not offer this.
        Unsupported,
        /// A file cannot be imported at all.
        Import,
        /// The caller asked to stop.
        Cancelled,
        /// The register was shut down.
        ShutDown,
        /// Others keep the storage busy; the same call may succeed later.
        Busy,
        /// The server does not answer; the same call may succeed later.
        Unreachable,
        /// The connection was lost while the call was committed: it may or may not have been done.
        OutcomeUnknown,
        /// The call took too long.
        TimedOut,
        /// The storage is damaged.
        Corrupt,
        /// A newer version wrote the register.
        TooNew,
        /// The file is something else.
        NotARegister,
        /// There is no space left.
        Full,
        /// The storage cannot be written.
        ReadOnly,
        /// The storage failed otherwise.
        Storage,
    }
}

impl From<Error> for KartotekError {
    fn from(error: Error) -> Self {
        let description = error.to_string();
        let kind = error.kind();
        let error = match error {
            Error::Command { source, .. } => *source,
            other => other,
        };
        let path = error.path().map(|path| path.to_string_lossy().into_owned());
        match error {
            Error::NotFound { entity, id } => Self::NotFound { description, entity, id },
            Error::AlreadyExists { entity, field } => {
                Self::AlreadyExists { description, entity, field: field.to_owned() }
            }
            Error::Conflict(conflict) => {
                let crate::base::Conflict { entity, id, expected, found, fields } = *conflict;
                Self::Conflict { description, entity, id, expected, found, fields }
            }
            Error::IdempotencyConflict => Self::IdempotencyConflict { description },
            Error::Invalid(problems) => Self::Invalid { description, problems },
            Error::RuleViolated { rule, .. } => Self::RuleViolated { description, rule: rule.to_owned() },
            Error::InvalidCursor => Self::InvalidCursor { description },
            Error::Unsupported(_) => Self::Unsupported { description },
            Error::Import(_) => Self::Import { description },
            Error::Cancelled => Self::Cancelled { description },
            Error::ShutDown => Self::ShutDown { description },
            Error::Command { .. } | Error::Storage { .. } => match kind {
                ErrorKind::Busy => Self::Busy { description },
                ErrorKind::Unreachable => Self::Unreachable { description },
                ErrorKind::OutcomeUnknown => Self::OutcomeUnknown { description },
                ErrorKind::TimedOut => Self::TimedOut { description },
                ErrorKind::Corrupt => Self::Corrupt { description },
                ErrorKind::TooNew => Self::TooNew { description },
                ErrorKind::NotARegister => Self::NotARegister { description },
                ErrorKind::Full => Self::Full { description },
                ErrorKind::ReadOnly => Self::ReadOnly { description },
                ErrorKind::Io => Self::Io { description, path },
                _ => Self::Storage { description },
            },
        }
    }
}
