use std::collections::HashSet;

use crate::base::{AccessCodeId, Error, JobId, List, ParticipantId, Result, Sort, Timestamp};
use crate::codes::{CodeChange, IssuedCode, StoredCode, default_expiry};
use crate::jobs::Job;
use crate::participants::{Participant, ParticipantFilter};
use crate::register::Unit;
use crate::register::idempotency::Arguments;
use crate::register::records::{self, RECORDS_AT_ONCE};
use crate::repository::ReadTx;

use super::super::participants::refuse_not_in_job;
use super::change::change_codes;
use super::keys::{CodeKeys, new_code};
use super::told::{note_created, noted, recalled};
use super::{Codes, get};

/// How many blank cards are made by one call at most.
const BLANK_AT_MOST: u32 = 10_000;

/// New codes come with their secrets, once.
///
/// Without a recovery key nobody can tell the secrets again: a call that is repeated under its idempotency
/// key then fails with the rule `secrets_not_kept`. Codes expire 30 days after the publishing window of
/// their job ends, as it is when they are made, or never where it has no end.
impl Codes<'_> {
    /// Makes codes for participants of a job, in the order given; those who have a live code there get none.
    ///
    /// They are bound, and open nothing before they are [activated](Codes::activate).
    ///
    /// # Errors
    /// `NotFound`; `RuleViolated` with the rule `not_in_job`, `code_expiry` where the codes of the job would
    /// be expired already, or `code_options`.
    pub fn issue(&self, job: JobId, participants: &[ParticipantId]) -> Result<Vec<IssuedCode>> {
        self.issue_once(
            "codes.issue",
            || Arguments::default().id(job).ids(participants),
            |unit, keys| {
                let job = expecting_job(unit, job)?;
                let wanted: Vec<_> = participants.iter().map(|participant| (job.id, *participant)).collect();
                refuse_not_in_job(unit, &wanted)?;
                issue_to(unit, keys, &job, participants)
            },
        )
    }

    /// Makes codes for all members of a job's groups who have no live code there, by name.
    ///
    /// # Errors
    /// As [`Codes::issue`].
    pub fn issue_missing(&self, job: JobId) -> Result<Vec<IssuedCode>> {
        self.issue_once(
            "codes.issue_missing",
            || Arguments::default().id(job),
            |unit, keys| {
                let job = expecting_job(unit, job)?;
                let members = members(&*unit.tx, job.id)?;
                issue_to(unit, keys, &job, &members.iter().map(|member| member.id).collect::<Vec<_>>())
            },
        )
    }

    /// Makes codes for so many spare cards of a job, 10,000 at most, which are [bound](Codes::bind) later.
    ///
    /// # Errors
    /// As [`Codes::issue`]; `RuleViolated` with the rule `blank_cards` for more.
    pub fn issue_blank(&self, job: JobId, count: u32) -> Result<Vec<IssuedCode>> {
        self.issue_once(
            "codes.issue_blank",
            || Arguments::default().id(job).number(count.into()),
            |unit, keys| issue_spare(unit, keys, &expecting_job(unit, job)?, count),
        )
    }

    /// Puts a new code in the place of one: for the same participant and gallery, in the same state. The old
    /// one stays good for so many days, 14 at most.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` as for [other changes](Codes::revoke); `RuleViolated` with the rule
    /// `rotation_grace`, `code_options`, or the [rule of the state](crate::CodeState::rule) that forbids it.
    pub fn rotate(&self, id: AccessCodeId, grace_days: u8) -> Result<IssuedCode> {
        let issued = self.issue_once(
            "codes.rotate",
            || Arguments::default().id(id).number(grace_days.into()),
            |unit, keys| {
                let old = get(&*unit.tx, id)?;
                let issued = keys.make(unit, old.job, |id| old.code.replacement(id))?;
                let change = CodeChange::Rotate { successor: issued.stored.code.id, grace_days };
                change_codes(unit, &[(id, change)])?;
                store(unit, vec![issued])
            },
        );
        Ok(issued?.remove(0))
    }

    fn issue_once(
        &self,
        operation: &'static str,
        arguments: impl Fn() -> Arguments,
        mut body: impl FnMut(&mut Unit<'_>, &CodeKeys) -> Result<Vec<IssuedCode>>,
    ) -> Result<Vec<IssuedCode>> {
        let keys = self.register.code_keys()?;
        self.register.once(
            operation,
            arguments,
            |unit| body(unit, keys),
            |issued| noted(issued.iter().map(|issued| &issued.stored)),
            |unit, result| revealed(keys, recalled(&*unit.tx, result)?),
        )
    }
}

/// Tells the secrets of codes again.
pub(super) fn revealed(keys: &CodeKeys, codes: Vec<StoredCode>) -> Result<Vec<IssuedCode>> {
    let again = |stored: StoredCode| Ok(IssuedCode { secrets: keys.reveal(&stored)?, stored });
    codes.into_iter().map(again).collect()
}

pub(super) fn expecting_job(unit: &Unit<'_>, job: JobId) -> Result<Job> {
    records::get(&*unit.tx, job.to_bytes())
}

/// Returns who is in a group of a job, by name.
pub(super) fn members(tx: &dyn ReadTx, job: JobId) -> Result<Vec<Participant>> {
    let filter = ParticipantFilter { job: Some(job), ..ParticipantFilter::default() };
    let sort = Sort::by("family_name");
    let list = List { filter: &filter, sort: &sort, after: None, limit: usize::MAX };
    Ok(tx.list_participants(&list)?.into_iter().map(|keyed| keyed.record).collect())
}

/// Makes codes for those members of a job who have no live one there.
pub(super) fn issue_to(
    unit: &mut Unit<'_>,
    keys: &CodeKeys,
    job: &Job,
    participants: &[ParticipantId],
) -> Result<Vec<IssuedCode>> {
    let mut have: HashSet<ParticipantId> = HashSet::new();
    for some in participants.chunks(RECORDS_AT_ONCE) {
        let codes = unit.tx.codes_of_participants(some)?;
        let live = codes.iter().filter(|stored| stored.job == job.id && stored.is_live(unit.now));
        have.extend(live.filter_map(|stored| stored.code.participant));
    }
    let expires_at = expiry_of(unit, job)?;
    let missing = participants.iter().filter(|participant| have.insert(**participant));
    let made = missing.map(|participant| keys.make(unit, job.id, new_code(Some(*participant), expires_at)));
    let made = made.collect::<Result<Vec<_>>>()?;
    store(unit, made)
}

/// Makes codes for spare cards.
pub(super) fn issue_spare(
    unit: &mut Unit<'_>,
    keys: &CodeKeys,
    job: &Job,
    count: u32,
) -> Result<Vec<IssuedCode>> {
    if count > BLANK_AT_MOST {
        let detail = format!("at most {BLANK_AT_MOST} blank cards are made at once");
        return Err(Error::rule("blank_cards", detail));
    }
    let expires_at = expiry_of(unit, job)?;
    let made = (0..count).map(|_| keys.make(unit, job.id, new_code(None, expires_at)));
    let made = made.collect::<Result<Vec<_>>>()?;
    store(unit, made)
}

fn store(unit: &mut Unit<'_>, issued: Vec<IssuedCode>) -> Result<Vec<IssuedCode>> {
    let codes: Vec<StoredCode> = issued.iter().map(|issued| issued.stored.clone()).collect();
    for some in codes.chunks(RECORDS_AT_ONCE) {
        unit.tx.insert_codes(some)?;
    }
    note_created(unit, &codes);
    Ok(issued)
}

fn expiry_of(unit: &Unit<'_>, job: &Job) -> Result<Option<Timestamp>> {
    let end = job.details.publish_until.map(default_expiry);
    if end.is_some_and(|end| end <= unit.now) {
        let detail = "the publishing window of the job ended so long ago that its codes would be expired";
        return Err(Error::rule("code_expiry", detail));
    }
    Ok(end)
}
