use std::fmt;

use crate::base::{CustomerId, PartialDate, ParticipantId, Revision, Timestamp};
use crate::catalogue::record;

use super::fields::PARTICIPANT_FIELDS;

/// Somebody who is pictured: a person of the register, not of one job, and no customer (SPEC P5, B5).
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct Participant {
    /// Names it for ever.
    pub id: ParticipantId,
    /// Counts its changes.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// What people edit.
    pub details: ParticipantDetails,
}

/// What people edit about a participant.
///
/// ```
/// use kartotek::ParticipantDetails;
///
/// let elsa = ParticipantDetails::named("Elsa", "Ek");
/// assert_eq!(elsa.display_name(), "Elsa Ek");
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct ParticipantDetails {
    /// Given name: one line of at most 200 characters.
    pub given_name: String,
    /// Family name: one line of at most 200 characters.
    pub family_name: String,
    /// The whole name as somebody typed it, where it was not typed in parts; at most 400 characters.
    pub entered_name: String,
    /// Day of birth, with or without the year.
    pub birthday: Option<PartialDate>,
    /// Whether somebody else decides for them; nothing where it is not known.
    pub minor: Option<bool>,
    /// What the school or the club calls them; at most 60 characters.
    pub student_number: String,
    /// Their own e-mail address.
    pub email: String,
    /// Their own phone.
    pub phone: String,
    /// For the staff alone.
    pub note: String,
}

impl ParticipantDetails {
    /// Begins the details of a named participant.
    #[must_use]
    pub fn named(given_name: impl Into<String>, family_name: impl Into<String>) -> Self {
        Self { given_name: given_name.into(), family_name: family_name.into(), ..Self::default() }
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export)]
impl ParticipantDetails {
    /// Returns the name that people read: the parts, or the name as it was typed.
    #[must_use]
    pub fn display_name(&self) -> String {
        let parts = [self.given_name.as_str(), self.family_name.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { self.entered_name.clone() } else { parts.join(" ") }
    }
}

impl ParticipantDetails {
    fn sort_text(&self) -> String {
        let parts = [self.family_name.as_str(), self.given_name.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { self.entered_name.clone() } else { parts.join(" ") }
    }
}

record!(
    Participant(ParticipantId),
    ParticipantDetails,
    PARTICIPANT_FIELDS,
    [],
    ParticipantDetails::sort_text
);

/// Ties a participant to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ParticipantLink {
    /// Who is pictured.
    pub participant: ParticipantId,
    /// Who buys, or answers for them.
    pub customer: CustomerId,
    /// What the customer is to the participant.
    pub relation: Relation,
}

/// What a customer is to a participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Relation {
    /// A parent or somebody else who decides for a minor.
    #[default]
    Guardian,
    /// The participant in person.
    Own,
    /// Anybody else.
    Other,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 3] = [Self::Guardian, Self::Own, Self::Other];

    /// Returns the stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Guardian => "guardian",
            Self::Own => "self",
            Self::Other => "other",
        }
    }

    /// Finds the relation of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.code() == code)
    }
}

/// One decision on pictures of a participant; the last one counts.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct PhotoConsent {
    /// When it was given.
    pub at: Timestamp,
    /// What was decided.
    pub decision: ConsentDecision,
    /// What was agreed to: the text, or its version. At most 10,000 characters.
    pub wording: String,
    /// Who decided, by name; at most 400 characters.
    pub given_by: String,
    /// The customer who decided, where it was one.
    pub customer: Option<CustomerId>,
}

// It says who decided on whose pictures.
impl fmt::Debug for PhotoConsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PhotoConsent")
            .field("at", &self.at)
            .field("decision", &self.decision)
            .finish_non_exhaustive()
    }
}

/// Whether pictures are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ConsentDecision {
    /// They are.
    Granted,
    /// They are not any more.
    Withdrawn,
}

impl ConsentDecision {
    /// Returns the stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Finds the decision of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Granted, Self::Withdrawn].into_iter().find(|decision| decision.code() == code)
    }
}
