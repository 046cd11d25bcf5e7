use std::collections::HashSet;

use crate::base::{AccessCodeId, Error, JobId, ParticipantId, Result, Timestamp};
use crate::codes::{CodeChange, CodeState, StoredCode};
use crate::history::{Action, Change};
use crate::jobs::Job;
use crate::register::Unit;
use crate::register::idempotency::{Arguments, lost_answer};
use crate::register::records::{self, RECORDS_AT_ONCE, distinct};

use super::super::participants::refuse_not_in_job;
use super::told::{entity, note_updated, refuse_stale};
use super::{Codes, in_order};

/// What may be done with a code where is the table of [`AccessCode::changed`](crate::AccessCode::changed).
///
/// Calls about several codes do all or nothing, and answer them in the order given. All of them fail with
/// `NotFound` where a code does not exist, with `Conflict` when [`Register::expecting`](crate::Register::expecting)
/// names another revision or somebody changes the code at once, and with `RuleViolated` and the
/// [rule of the state](crate::CodeState::rule) that forbids it.
impl Codes<'_> {
    /// Gives a blank card to a participant who is in a group of its job; once.
    ///
    /// # Errors
    /// As above; `RuleViolated` with the rule `not_in_job`.
    pub fn bind(&self, id: AccessCodeId, participant: ParticipantId) -> Result<StoredCode> {
        self.change_one("codes.bind", id, CodeChange::Bind(participant))
    }

    /// Takes a card back from its participant, so that it is blank again.
    ///
    /// # Errors
    /// As above; `RuleViolated` with the rule `staff_only` for any actor but staff.
    pub fn unbind(&self, id: AccessCodeId) -> Result<StoredCode> {
        self.change_one("codes.unbind", id, CodeChange::Unbind)
    }

    /// Lets bound codes open something.
    ///
    /// # Errors
    /// As above.
    pub fn activate(&self, ids: &[AccessCodeId]) -> Result<Vec<StoredCode>> {
        self.change("codes.activate", ids, CodeChange::Activate)
    }

    /// Lets all codes of a job that are bound open something, and returns how many these are.
    ///
    /// # Errors
    /// `NotFound` where the job does not exist.
    pub fn activate_all(&self, job: JobId) -> Result<u64> {
        self.register.once(
            "codes.activate_all",
            || Arguments::default().id(job),
            |unit| {
                records::get::<Job>(&*unit.tx, job.to_bytes())?;
                let (mut last, mut activated) = (None, 0);
                loop {
                    let codes = unit.tx.codes_of_job(job, last, RECORDS_AT_ONCE)?;
                    last = codes.last().map(|stored| stored.code.id);
                    let is_bound = |stored: &&StoredCode| {
                        stored.code.state_at(unit.now) == CodeState::Bound && stored.code.successor.is_none()
                    };
                    let bound = codes.iter().filter(is_bound);
                    let bound: Vec<_> = bound.map(|stored| (stored.code.id, CodeChange::Activate)).collect();
                    change_codes(unit, &bound)?;
                    activated += bound.len() as u64;
                    if codes.len() < RECORDS_AT_ONCE {
                        return Ok(activated);
                    }
                }
            },
            u64::to_string,
            |_, result| result.parse().map_err(|_| lost_answer()),
        )
    }

    /// Stops active codes for a while.
    ///
    /// # Errors
    /// As above.
    pub fn suspend(&self, ids: &[AccessCodeId]) -> Result<Vec<StoredCode>> {
        self.change("codes.suspend", ids, CodeChange::Suspend)
    }

    /// Lets suspended codes go on.
    ///
    /// # Errors
    /// As above.
    pub fn resume(&self, ids: &[AccessCodeId]) -> Result<Vec<StoredCode>> {
        self.change("codes.resume", ids, CodeChange::Resume)
    }

    /// Stops codes for ever.
    ///
    /// # Errors
    /// As above.
    pub fn revoke(&self, ids: &[AccessCodeId]) -> Result<Vec<StoredCode>> {
        self.change("codes.revoke", ids, CodeChange::Revoke)
    }

    /// Lets codes expire at another instant, or never.
    ///
    /// # Errors
    /// As above; `RuleViolated` with the rule `code_expiry` for an instant that is over.
    pub fn set_expiry(&self, ids: &[AccessCodeId], end: Option<Timestamp>) -> Result<Vec<StoredCode>> {
        self.change("codes.set_expiry", ids, CodeChange::SetExpiry(end))
    }

    /// Gives expired codes more time; they are what they were before.
    ///
    /// # Errors
    /// As above; `RuleViolated` with the rule `staff_only` for any actor but staff, or `code_expiry`.
    pub fn reactivate(&self, ids: &[AccessCodeId], end: Option<Timestamp>) -> Result<Vec<StoredCode>> {
        self.change("codes.reactivate", ids, CodeChange::Reactivate(end))
    }

    /// Deletes codes that open nothing any more, and blank ones; without this their participants and jobs
    /// cannot be deleted. The log keeps the attempts to use them.
    ///
    /// # Errors
    /// As above.
    pub fn delete(&self, ids: &[AccessCodeId]) -> Result<()> {
        let ids = distinct(ids.iter().copied());
        self.register.done_once(
            "codes.delete",
            || Arguments::default().ids(&ids),
            |unit| {
                for stored in in_order(&*unit.tx, &ids)? {
                    refuse_stale(unit, &stored)?;
                    stored.code.check_deletable(unit.now)?;
                }
                for some in ids.chunks(RECORDS_AT_ONCE) {
                    unit.tx.delete_codes(some, unit.now)?;
                }
                for id in &ids {
                    unit.forget(entity(*id))?;
                    unit.record(Change { entity: entity(*id), action: Action::Deleted, old: Vec::new() });
                }
                Ok(())
            },
        )
    }

    fn change_one(
        &self,
        operation: &'static str,
        id: AccessCodeId,
        change: CodeChange,
    ) -> Result<StoredCode> {
        Ok(self.change(operation, &[id], change)?.remove(0))
    }

    fn change(
        &self,
        operation: &'static str,
        ids: &[AccessCodeId],
        change: CodeChange,
    ) -> Result<Vec<StoredCode>> {
        let ids = distinct(ids.iter().copied());
        self.register.codes_once(
            operation,
            || {
                let known = Arguments::default().ids(&ids);
                match change {
                    CodeChange::Bind(participant) => known.id(participant),
                    CodeChange::SetExpiry(end) | CodeChange::Reactivate(end) => {
                        known.text(&end.map_or_else(String::new, |end| end.to_string()))
                    }
                    _ => known,
                }
            },
            |unit| change_codes(unit, &ids.iter().map(|id| (*id, change)).collect::<Vec<_>>()),
        )
    }
}

/// Changes codes, each once, and tells history.
///
/// # Errors
/// As [`Codes`] says of its changes; `RuleViolated` with the rule `code_twice` where one comes twice.
pub(crate) fn change_codes(
    unit: &mut Unit<'_>,
    changes: &[(AccessCodeId, CodeChange)],
) -> Result<Vec<StoredCode>> {
    let ids: Vec<AccessCodeId> = changes.iter().map(|(id, _)| *id).collect();
    let before = in_order(&*unit.tx, &ids)?;
    let mut after: Vec<StoredCode> = Vec::with_capacity(before.len());
    let mut seen = HashSet::with_capacity(before.len());
    for (stored, (id, change)) in before.iter().zip(changes) {
        if !seen.insert(*id) {
            return Err(Error::rule("code_twice", "an access code is changed twice by one call"));
        }
        refuse_stale(unit, stored)?;
        let code = stored.code.changed(change, unit.actor(), unit.now)?;
        let revision = stored.revision.next();
        after.push(StoredCode { code, revision, updated_at: unit.now, ..stored.clone() });
    }
    refuse_outsiders(unit, &after, changes)?;
    for some in after.chunks(RECORDS_AT_ONCE) {
        unit.tx.update_codes(some)?;
    }
    for (before, after) in before.iter().zip(&after) {
        note_updated(unit, &before.code, &after.code);
    }
    Ok(after)
}

/// Refuses to bind a code to somebody who is in no group of its job.
fn refuse_outsiders(
    unit: &Unit<'_>,
    codes: &[StoredCode],
    changes: &[(AccessCodeId, CodeChange)],
) -> Result<()> {
    let bound = codes.iter().zip(changes).filter_map(|(stored, (_, change))| match change {
        CodeChange::Bind(participant) => Some((stored.job, *participant)),
        _ => None,
    });
    refuse_not_in_job(unit, &bound.collect::<Vec<_>>())
}
