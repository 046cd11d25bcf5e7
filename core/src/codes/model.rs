use std::fmt;

use crate::base::{AccessCodeId, ParticipantId, Timestamp};

/// Where an access code stands (SPEC B6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum CodeState {
    /// A spare card that belongs to nobody yet.
    Blank = 1,
    /// It belongs to a participant and does not open anything yet.
    Bound = 2,
    /// It opens the participant's gallery.
    Active = 3,
    /// It was stopped and may go on.
    Suspended = 4,
    /// It was stopped for ever.
    Revoked = 5,
    /// Its time is over; staff may give it more.
    Expired = 6,
    /// Another code took its place.
    Rotated = 7,
}

impl CodeState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Blank,
        Self::Bound,
        Self::Active,
        Self::Suspended,
        Self::Revoked,
        Self::Expired,
        Self::Rotated,
    ];

    /// Returns the number that stands for the state in storage; it never changes.
    #[must_use]
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// Finds the state of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Tells whether nothing but an act of staff, if anything, leads out of it.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Revoked | Self::Expired | Self::Rotated)
    }

    /// Returns the rule that an [`Error::RuleViolated`](crate::Error::RuleViolated) names where this state
    /// forbids a change.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        self.words().1
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Blank => ("blank", "code_blank"),
            Self::Bound => ("bound", "code_bound"),
            Self::Active => ("active", "code_active"),
            Self::Suspended => ("suspended", "code_suspended"),
            Self::Revoked => ("revoked", "code_revoked"),
            Self::Expired => ("expired", "code_expired"),
            Self::Rotated => ("rotated", "code_rotated"),
        }
    }
}

impl fmt::Display for CodeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().0)
    }
}

/// An access code as a register knows it: never its secrets.
///
/// What time does to it is not stored but told by [`AccessCode::state_at`], so no clock has to run for a code
/// to expire.
///
/// ```
/// use kartotek::{AccessCode, AccessCodeId, Actor, CodeChange, CodeState, ParticipantId, Timestamp};
///
/// let now: Timestamp = "2026-05-01T12:00:00Z".parse()?;
/// let until: Timestamp = "2026-07-01T00:00:00Z".parse()?;
/// let card = AccessCode::blank(AccessCodeId::from_bytes([1; 16]), Some(until));
/// let maria = Actor::staff("maria");
/// let child = ParticipantId::from_bytes([2; 16]);
/// let bound = card.changed(&CodeChange::Bind(child), &maria, now)?;
/// let twice = bound.changed(&CodeChange::Bind(child), &maria, now);
/// assert!(matches!(twice, Err(kartotek::Error::RuleViolated { rule: "code_bound", .. })));
/// let active = bound.changed(&CodeChange::Activate, &maria, now)?;
/// assert_eq!(active.state_at(now), CodeState::Active);
/// assert_eq!(active.state_at(until), CodeState::Expired);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AccessCode {
    /// Names the code; it is no secret.
    pub id: AccessCodeId,
    /// What was last done with it, without what time did since: never expired nor rotated.
    pub state: CodeState,
    /// Whom it belongs to; nobody while it is blank.
    pub participant: Option<ParticipantId>,
    /// From when on it is expired; never where nothing stands.
    pub expires_at: Option<Timestamp>,
    /// What took its place, if it was rotated.
    pub successor: Option<Successor>,
}

/// The code that took the place of another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Successor {
    /// The new code.
    pub id: AccessCodeId,
    /// From when on the old one is rotated; until then both are good.
    pub from: Timestamp,
}

/// What is done with an access code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeChange {
    /// Gives a blank code to a participant; once.
    Bind(ParticipantId),
    /// Takes a code back from its participant, so that it is blank again; staff alone may.
    Unbind,
    /// Lets a bound code open the gallery.
    Activate,
    /// Stops an active code.
    Suspend,
    /// Lets a suspended code go on.
    Resume,
    /// Puts another code in its place.
    Rotate {
        /// The new code, which [`AccessCode::replacement`] makes.
        successor: AccessCodeId,
        /// How many days the old one stays good, from 0 to 14.
        grace_days: u8,
    },
    /// Stops a code for ever.
    Revoke,
    /// Sets another expiry, or none.
    SetExpiry(Option<Timestamp>),
    /// Gives an expired code more time, as it was before; staff alone may.
    Reactivate(Option<Timestamp>),
}

/// Says how an attempt to be let in ended, for the log alone (SPEC B6, A38).
///
/// Who tried learns only whether it was granted; see [`Resolution::answer`](crate::Resolution::answer).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ResolveOutcome {
    /// The code is active.
    Granted,
    /// No such code exists.
    Unknown,
    /// The code exists and is in this state.
    Refused(CodeState),
    /// There were too many failures; nothing was looked up.
    Throttled,
    /// A second factor was asked for, and was not given or was wrong.
    SecondFactor,
}

impl ResolveOutcome {
    /// Returns the number that stands for the outcome in storage; it never changes.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Granted => 1,
            Self::Unknown => 2,
            Self::Throttled => 3,
            Self::SecondFactor => 4,
            Self::Refused(state) => 10 + state.code(),
        }
    }

    /// Finds the outcome of a stored number.
    #[must_use]
    pub fn from_code(code: i64) -> Option<Self> {
        match code {
            1 => Some(Self::Granted),
            2 => Some(Self::Unknown),
            3 => Some(Self::Throttled),
            4 => Some(Self::SecondFactor),
            code => CodeState::from_code(code - 10).map(Self::Refused),
        }
    }
}
