use std::time::Duration;

use crate::base::{AccessCodeId, Actor, Error, ParticipantId, Result, Timestamp};

use super::{AccessCode, CodeChange, CodeState, ResolveOutcome, Successor};

/// How long a code is good after its job's publishing ends (SPEC B6).
const DAYS_AFTER_PUBLISHING: u64 = 30;

/// The longest grace of a rotation (SPEC B6).
const MAX_GRACE_DAYS: u8 = 14;

/// Returns when the codes of a job expire if nothing else is said: 30 days after its publishing ends.
#[must_use]
pub fn default_expiry(publishing_end: Timestamp) -> Timestamp {
    days_after(publishing_end, DAYS_AFTER_PUBLISHING)
}

/// One line of the table of what may be done with a code.
struct Transition {
    /// The change as the end of "a code … cannot be".
    done: &'static str,
    from: &'static [CodeState],
    /// The state afterwards; nothing where it stays.
    to: Option<CodeState>,
    who: Who,
    /// Whether a code may still be changed so while its successor is good already.
    in_grace: InGrace,
}

#[derive(PartialEq)]
enum Who {
    Anybody,
    Staff,
}

#[derive(PartialEq)]
enum InGrace {
    Allowed,
    Refused,
}

/// The table of SPEC B6: `blank → bound → active ⇄ suspended`, and the ends.
fn transition(change: &CodeChange) -> Transition {
    use CodeState::{Active, Blank, Bound, Expired, Revoked, Suspended};
    use InGrace::{Allowed, Refused};
    use Who::{Anybody, Staff};
    let (done, from, to, who, in_grace): (_, &'static [CodeState], _, _, _) = match change {
        CodeChange::Bind(_) => ("bound", &[Blank], Some(Bound), Anybody, Refused),
        CodeChange::Unbind => ("unbound", &[Bound, Active, Suspended], Some(Blank), Staff, Refused),
        CodeChange::Activate => ("activated", &[Bound], Some(Active), Anybody, Refused),
        CodeChange::Suspend => ("suspended", &[Active], Some(Suspended), Anybody, Allowed),
        CodeChange::Resume => ("resumed", &[Suspended], Some(Active), Anybody, Allowed),
        CodeChange::Rotate { .. } => ("rotated", &[Bound, Active, Suspended], None, Anybody, Refused),
        CodeChange::Revoke => {
            ("revoked", &[Blank, Bound, Active, Suspended, Expired], Some(Revoked), Anybody, Allowed)
        }
        CodeChange::SetExpiry(_) => {
            ("given another expiry", &[Blank, Bound, Active, Suspended], None, Anybody, Refused)
        }
        CodeChange::Reactivate(_) => ("reactivated", &[Expired], None, Staff, Refused),
    };
    Transition { done, from, to, who, in_grace }
}

#[cfg_attr(feature = "uniffi", uniffi::export)]
impl AccessCode {
    /// Returns where the code stands at an instant.
    ///
    /// A code whose place another one took is rotated, even if it expired too; until then it is what it was.
    #[must_use]
    pub fn state_at(&self, now: Timestamp) -> CodeState {
        if self.state.is_end() {
            self.state
        } else if self.successor.is_some_and(|successor| successor.from <= now) {
            CodeState::Rotated
        } else if self.expires_at.is_some_and(|end| end <= now) {
            CodeState::Expired
        } else {
            self.state
        }
    }

    /// Tells whether it belongs to somebody and has not come to an end at an instant, nor will soon because
    /// another one takes its place.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        let state = self.state_at(now);
        state != CodeState::Blank && !state.is_end() && self.successor.is_none()
    }
}

impl AccessCode {
    /// Makes a code for a spare card.
    #[must_use]
    pub const fn blank(id: AccessCodeId, expires_at: Option<Timestamp>) -> Self {
        Self { id, state: CodeState::Blank, participant: None, expires_at, successor: None }
    }

    /// Makes a code for the card of a participant.
    #[must_use]
    pub const fn bound(id: AccessCodeId, participant: ParticipantId, expires_at: Option<Timestamp>) -> Self {
        Self { state: CodeState::Bound, participant: Some(participant), ..Self::blank(id, expires_at) }
    }

    /// Makes the code that is to take this one's place: its participant, state and expiry, another id.
    #[must_use]
    pub fn replacement(&self, id: AccessCodeId) -> Self {
        Self { id, successor: None, ..self.clone() }
    }

    /// Returns the code as it is after a change, which leaves its id.
    ///
    /// # Errors
    /// [`Error::RuleViolated`] with the rule `staff_only` where only staff may, `code_expiry` for an expiry
    /// that is over, `rotation_grace` for more than 14 days, `rotation_successor` for the code itself, or the
    /// [rule of the state](CodeState::rule) that forbids the change.
    pub fn changed(&self, change: &CodeChange, actor: &Actor, now: Timestamp) -> Result<Self> {
        let allowed = transition(change);
        let state = self.state_at(now);
        if !allowed.from.contains(&state) {
            return Err(refused(state, allowed.done));
        }
        if self.successor.is_some() && allowed.in_grace == InGrace::Refused {
            return Err(refused(CodeState::Rotated, allowed.done));
        }
        if allowed.who == Who::Staff && !matches!(actor, Actor::Staff(_)) {
            return Err(Error::rule("staff_only", format!("a code is {} by staff alone", allowed.done)));
        }
        let mut changed = Self { state: allowed.to.unwrap_or(self.state), ..self.clone() };
        match *change {
            CodeChange::Bind(participant) => changed.participant = Some(participant),
            CodeChange::Unbind => changed.participant = None,
            CodeChange::Rotate { successor, grace_days } => {
                changed.successor = Some(self.replaced_by(successor, grace_days, now)?);
            }
            CodeChange::SetExpiry(end) | CodeChange::Reactivate(end) => {
                if end.is_some_and(|end| end <= now) {
                    return Err(Error::rule("code_expiry", "a code expires later than now; else revoke it"));
                }
                changed.expires_at = end;
            }
            CodeChange::Activate | CodeChange::Suspend | CodeChange::Resume | CodeChange::Revoke => {}
        }
        Ok(changed)
    }

    /// Refuses the deletion of a code that may still open something.
    ///
    /// # Errors
    /// [`Error::RuleViolated`] with the [rule of the state](CodeState::rule), unless it is blank, revoked,
    /// expired or rotated.
    pub fn check_deletable(&self, now: Timestamp) -> Result<()> {
        let state = self.state_at(now);
        if state == CodeState::Blank || state.is_end() { Ok(()) } else { Err(refused(state, "deleted")) }
    }

    fn replaced_by(&self, id: AccessCodeId, grace_days: u8, now: Timestamp) -> Result<Successor> {
        if grace_days > MAX_GRACE_DAYS {
            let detail = format!("a rotated code stays good for {MAX_GRACE_DAYS} days at the most");
            return Err(Error::rule("rotation_grace", detail));
        }
        if id == self.id {
            return Err(Error::rule("rotation_successor", "a code cannot take its own place"));
        }
        Ok(Successor { id, from: days_after(now, u64::from(grace_days)) })
    }
}

/// What looking a code up came to.
///
/// ```
/// use kartotek::{Error, ResolveOutcome, Resolution, Timestamp};
///
/// let resolution = Resolution::of(None, Timestamp::from_micros(0));
/// assert_eq!(resolution.outcome, ResolveOutcome::Unknown);
/// assert!(matches!(resolution.answer(), Err(Error::RuleViolated { rule: "code_refused", .. })));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolution {
    /// For the log; it must not reach who tried.
    pub outcome: ResolveOutcome,
    grant: Option<Grant>,
}

/// What an active code gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The code.
    pub code: AccessCodeId,
    /// Whose gallery it opens.
    pub participant: ParticipantId,
}

impl Resolution {
    /// Decides what a code opens at an instant; nothing stands for a code that does not exist.
    #[must_use]
    pub fn of(code: Option<&AccessCode>, now: Timestamp) -> Self {
        let Some(code) = code else { return Self::without(ResolveOutcome::Unknown) };
        match (code.state_at(now), code.participant) {
            (CodeState::Active, Some(participant)) => {
                Self { outcome: ResolveOutcome::Granted, grant: Some(Grant { code: code.id, participant }) }
            }
            (state, _) => Self::without(ResolveOutcome::Refused(state)),
        }
    }

    /// Says that nothing was looked up, since there were too many failures.
    #[must_use]
    pub const fn throttled() -> Self {
        Self::without(ResolveOutcome::Throttled)
    }

    /// Decides what stands after a second factor that was asked for: nothing is opened with a wrong one.
    #[must_use]
    pub fn with_factor(self, is_right: bool) -> Self {
        if is_right || self.grant.is_none() { self } else { Self::without(ResolveOutcome::SecondFactor) }
    }

    /// Returns what who tried may learn.
    ///
    /// # Errors
    /// [`Error::RuleViolated`] with the rule `code_throttled` where nothing was looked up, and in all other
    /// cases `code_refused`: whether a code is unknown, blank, revoked or expired cannot be told apart.
    pub fn answer(&self) -> Result<Grant> {
        self.grant.ok_or_else(|| self.refusal())
    }

    pub(crate) fn refusal(&self) -> Error {
        match self.outcome {
            ResolveOutcome::Throttled => Error::rule("code_throttled", "too many attempts; try again later"),
            _ => Error::rule("code_refused", "this code opens nothing"),
        }
    }

    /// What who tried may learn where nothing was looked up for want of a second factor.
    pub(crate) fn factor_required() -> Error {
        Error::rule("second_factor_required", "a family name or a postcode is asked for too")
    }

    const fn without(outcome: ResolveOutcome) -> Self {
        Self { outcome, grant: None }
    }
}

fn refused(state: CodeState, done: &str) -> Error {
    Error::rule(state.rule(), format!("an access code that is {state} cannot be {done}"))
}

/// Returns the instant so many days of 24 hours later, the last one of the year 9999 at the most.
fn days_after(at: Timestamp, days: u64) -> Timestamp {
    let micros = Duration::from_secs(days * 86_400).as_micros();
    let later = at.as_micros().saturating_add(i64::try_from(micros).unwrap_or(i64::MAX));
    Timestamp::from_micros(later).min(Timestamp::LATEST)
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
