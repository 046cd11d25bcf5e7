//! What can be done with access codes, one file a use case.

mod change;
mod issue;
mod keys;
#[cfg(feature = "pdf")]
mod print;
mod resolve;
mod told;

use std::collections::HashMap;

use crate::base::{AccessCodeId, Actor, EntityKind, Error, JobId, Page, PageRequest, ParticipantId, Result};
use crate::codes::{CardSecrets, CodeAttempt, PresentedCode, StoredCode, TypedCode};
use crate::register::idempotency::Arguments;
use crate::register::pages::cut;
use crate::register::records::RECORDS_AT_ONCE;
use crate::register::{Register, Walk};
use crate::repository::ReadTx;

pub(super) use change::change_codes;
pub(in crate::register) use keys::CodeKeys;

/// How many attempts are given at most.
const ATTEMPTS_AT_MOST: u32 = 1_000;

/// Access codes of a register: what is on the cards of photo jobs (SPEC B6, C21).
///
/// Issuing codes and looking them up needs [`RegisterBuilder::codes`](crate::RegisterBuilder::codes); else
/// these calls fail with the rule `code_options`.
///
/// ```
/// use kartotek::{
///     CodeOptions, JobDetails, Network, ParticipantDetails, Pepper, Register, SystemRandomness,
/// };
///
/// let pepper = Pepper::random(&SystemRandomness)?;
/// let register = Register::builder().codes(CodeOptions::new(pepper)).in_memory()?;
/// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
/// let group = register.job_groups().create(job.id, "4b")?;
/// let elsa = register.participants().create(ParticipantDetails::named("Elsa", "Ek"))?;
/// register.participants().add_to_group(group.id, &[elsa.id])?;
///
/// let cards = register.codes().issue_missing(job.id)?;
/// register.codes().activate_all(job.id)?;
///
/// // What Elsa's mother types.
/// let typed = cards[0].secrets.typed.expose().to_lowercase();
/// let from = Network::of("192.0.2.7".parse().unwrap());
/// assert_eq!(register.codes().resolve(&typed, from, None)?.participant, elsa);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Codes<'r> {
    register: &'r Register,
}

impl Register {
    /// Returns what can be done with access codes.
    #[must_use]
    pub fn codes(&self) -> Codes<'_> {
        Codes { register: self }
    }
}

impl<'r> Codes<'r> {
    /// Returns a code.
    ///
    /// # Errors
    /// `NotFound`; `Unsupported` where the backend has no photo jobs, as with every method.
    pub fn get(&self, id: AccessCodeId) -> Result<StoredCode> {
        self.register.read(|tx| get(tx, id))
    }

    /// Looks up what stands on a card, for staff who hold it in their hands: to bind a blank card, to stop a
    /// lost one that was found. Customers use [`Codes::resolve`], which counts failures.
    ///
    /// # Errors
    /// `RuleViolated` with the rule `staff_only` for any actor but staff, or `code_options`; `Invalid` where
    /// it is none of a link, a token and a typed code.
    ///
    /// ```
    /// use kartotek::{Actor, CodeOptions, JobDetails, Pepper, Register, SystemRandomness};
    ///
    /// let pepper = Pepper::random(&SystemRandomness)?;
    /// let register = Register::builder().codes(CodeOptions::new(pepper)).in_memory()?;
    /// let staff = register.acting_as(Actor::staff("maria"));
    /// let job = staff.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
    /// let card = staff.codes().issue_blank(job.id, 1)?.remove(0);
    /// let scanned = format!("HTTPS://STUDIO.EXAMPLE/{}", card.secrets.token.expose());
    /// assert_eq!(staff.codes().find(&scanned)?, Some(card.stored));
    /// assert!(register.codes().find(&scanned).is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn find(&self, shown: &str) -> Result<Option<StoredCode>> {
        let keys = self.keys_for_staff()?;
        let shown: PresentedCode = shown.parse()?;
        self.register.read_current(|tx| keys.find(tx, &shown))
    }

    /// Finds the codes that are typed, in the order given.
    ///
    /// # Errors
    /// As [`Codes::find`].
    pub(crate) fn typed(&self, tx: &dyn ReadTx, codes: &[&TypedCode]) -> Result<Vec<Option<StoredCode>>> {
        self.keys_for_staff()?.find_typed(tx, codes)
    }

    fn keys_for_staff(&self) -> Result<&'r CodeKeys> {
        let keys = self.register.code_keys()?;
        if !matches!(self.register.call().actor, Actor::Staff(_)) {
            return Err(Error::rule("staff_only", "a code is looked up without a throttle by staff alone"));
        }
        Ok(keys)
    }

    /// Returns the codes of a participant in all jobs, the oldest first.
    ///
    /// # Errors
    /// Of the storage.
    pub fn of_participant(&self, participant: ParticipantId) -> Result<Vec<StoredCode>> {
        self.register.read(|tx| {
            let mut codes = tx.codes_of_participants(&[participant])?;
            codes.sort_unstable_by_key(|stored| stored.code.id);
            Ok(codes)
        })
    }

    /// Returns one page of the codes of a job, the oldest first; none where the job does not exist.
    ///
    /// # Errors
    /// `InvalidCursor`.
    pub fn page(&self, job: JobId, request: &PageRequest) -> Result<Page<StoredCode>> {
        // What a cursor is bound to.
        let digest = Arguments::default()
            .id(self.register.id())
            .number(EntityKind::AccessCode.code().cast_unsigned())
            .id(job)
            .finish();
        self.register.read(|tx| {
            cut(
                (&digest, request),
                |after, limit| {
                    let after = after.map(|(_, id)| AccessCodeId::from_bytes(id));
                    tx.codes_of_job(job, after, limit)
                },
                |cap| tx.count_codes_of_job(job, cap),
                |stored| (&[], stored.code.id.to_bytes()),
            )
        })
    }

    /// Returns all codes of a job, page after page behind the scenes.
    #[must_use]
    pub fn all(&self, job: JobId) -> Walk<'r, StoredCode> {
        let codes = *self;
        Walk::new(move |request| codes.page(job, request))
    }

    /// Counts the codes of a job.
    ///
    /// # Errors
    /// Of the storage.
    pub fn count(&self, job: JobId) -> Result<u64> {
        self.register.read(|tx| tx.count_codes_of_job(job, None))
    }

    /// Returns up to `limit` attempts to open something by a code, or by any and by none where none is named;
    /// 1,000 at most, the newest first; those before one whose `seq` is given (SPEC B6, A38).
    ///
    /// # Errors
    /// Of the storage.
    pub fn attempts(
        &self,
        code: Option<AccessCodeId>,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<CodeAttempt>> {
        self.register.read(|tx| tx.code_attempts(code, before, limit.min(ATTEMPTS_AT_MOST)))
    }

    /// Returns the secrets of codes that were issued with a recovery key, in the order asked for, to print
    /// their cards again.
    ///
    /// # Errors
    /// `NotFound`; `RuleViolated` with the rule `secrets_not_kept` where they were shown once and only a
    /// [new code](Codes::rotate) helps, `recovery_key` where the key is missing or another one, or
    /// `code_options`.
    pub fn reveal(&self, ids: &[AccessCodeId]) -> Result<Vec<CardSecrets>> {
        let keys = self.register.code_keys()?;
        let codes = self.register.read_current(|tx| in_order(tx, ids))?;
        codes.iter().map(|stored| keys.reveal(stored)).collect()
    }
}

fn get(tx: &dyn ReadTx, id: AccessCodeId) -> Result<StoredCode> {
    Ok(in_order(tx, &[id])?.remove(0))
}

/// Returns codes in the order asked for.
///
/// # Errors
/// `NotFound` where one does not exist.
fn in_order(tx: &dyn ReadTx, ids: &[AccessCodeId]) -> Result<Vec<StoredCode>> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(RECORDS_AT_ONCE) {
        found.extend(tx.codes(some)?.into_iter().map(|stored| (stored.code.id, stored)));
    }
    let one = |id: &AccessCodeId| {
        found.get(id).cloned().ok_or_else(|| Error::not_found(EntityKind::AccessCode, *id))
    };
    ids.iter().map(one).collect()
}
