//! What the host gives to make and to find codes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::base::{AccessCodeId, Error, JobId, ParticipantId, Randomness, Result, Revision, Timestamp};
use crate::codes::{
    AccessCode, CardSecrets, CodeDigest, CodeOptions, IssuedCode, Network, PresentedCode, SealedSecrets,
    StoredCode, Throttle, TypedCode,
};
use crate::register::records::RECORDS_AT_ONCE;
use crate::register::{Register, Unit};
use crate::repository::ReadTx;

/// The options of a host, and what a process remembers of failed attempts.
#[derive(Debug)]
pub(in crate::register) struct CodeKeys {
    options: CodeOptions,
    randomness: Arc<dyn Randomness>,
    throttle: Mutex<Throttle>,
    /// Until when attempts of a network that are refused unseen are not noted again: who floods a register
    /// must not fill its log.
    noted: Mutex<HashMap<Network, Timestamp>>,
}

impl Register {
    /// # Errors
    /// `RuleViolated` with the rule `code_options` where the register was opened without them.
    pub(super) fn code_keys(&self) -> Result<&CodeKeys> {
        let missing = || Error::rule("code_options", "the register was opened without options for codes");
        self.shared.codes.as_ref().ok_or_else(missing)
    }
}

impl CodeKeys {
    pub(in crate::register) fn new(options: CodeOptions, randomness: Arc<dyn Randomness>) -> Self {
        let throttle = Mutex::new(Throttle::new(options.throttle));
        Self { options, randomness, throttle, noted: Mutex::default() }
    }

    pub(super) fn throttle(&self) -> MutexGuard<'_, Throttle> {
        self.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells whether a refused attempt is the first one of its network for as long as a failure is
    /// remembered.
    pub(super) fn is_to_note(&self, network: Network, now: Timestamp) -> bool {
        let policy = self.options.throttle;
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back silences nobody for longer.
        let until = now.as_micros().saturating_add(policy.network.forgive_micros.into());
        let until = Timestamp::from_micros(until);
        noted.retain(|_, end| now < *end && *end <= until);
        let is_new = noted.len() < policy.networks && !noted.contains_key(&network);
        if is_new {
            noted.insert(network, until);
        }
        is_new
    }

    /// Makes a code, which is not stored yet.
    pub(super) fn make(
        &self,
        unit: &Unit<'_>,
        job: JobId,
        code: impl FnOnce(AccessCodeId) -> AccessCode,
    ) -> Result<IssuedCode> {
        let id = AccessCodeId::from_bytes(unit.new_id()?);
        let secrets = CardSecrets::random(&*self.randomness)?;
        let seal = |key| SealedSecrets::seal(&secrets, id, key, &*self.randomness);
        let stored = StoredCode {
            code: code(id),
            job,
            revision: Revision::FIRST,
            created_at: unit.now,
            updated_at: unit.now,
            token_digest: secrets.token.digest(),
            typed_digest: secrets.typed.digest(&self.options.pepper),
            sealed: self.options.recovery_key.as_ref().map(seal).transpose()?,
        };
        Ok(IssuedCode { stored, secrets })
    }

    /// Decrypts the secrets of a code.
    ///
    /// # Errors
    /// `RuleViolated` with the rule `secrets_not_kept` where there are none, `recovery_key` where there is
    /// no key or another one.
    pub(super) fn reveal(&self, stored: &StoredCode) -> Result<CardSecrets> {
        let Some(sealed) = &stored.sealed else {
            let detail =
                "the secrets of an access code were shown once and are not kept; rotate it for others";
            return Err(Error::rule("secrets_not_kept", detail));
        };
        let missing = || Error::rule("recovery_key", "the register was opened without a recovery key");
        sealed.open(stored.code.id, self.options.recovery_key.as_ref().ok_or_else(missing)?)
    }

    /// Looks up what is typed, in the order given.
    pub(super) fn find_typed(
        &self,
        tx: &dyn ReadTx,
        codes: &[&TypedCode],
    ) -> Result<Vec<Option<StoredCode>>> {
        let digests: Vec<CodeDigest> = codes.iter().map(|code| code.digest(&self.options.pepper)).collect();
        let mut found = HashMap::with_capacity(codes.len());
        for some in digests.chunks(RECORDS_AT_ONCE) {
            let cards = tx.codes_by_typed(some)?.into_iter();
            found.extend(cards.map(|card| (card.typed_digest.to_bytes(), card)));
        }
        Ok(digests.iter().map(|digest| found.get(&digest.to_bytes()).cloned()).collect())
    }

    /// Looks up what somebody shows. It asks the storage as often whatever is found.
    pub(super) fn find(&self, tx: &dyn ReadTx, shown: &PresentedCode) -> Result<Option<StoredCode>> {
        let mut found = match shown {
            PresentedCode::Link(token) => tx.codes_by_tokens(&[token.digest()])?,
            PresentedCode::Typed(typed) => tx.codes_by_typed(&[typed.digest(&self.options.pepper)])?,
        };
        Ok(found.pop())
    }
}

/// Whom a new code is for: a participant, or nobody yet.
pub(super) fn new_code(
    participant: Option<ParticipantId>,
    expires_at: Option<Timestamp>,
) -> impl Fn(AccessCodeId) -> AccessCode {
    move |id| match participant {
        Some(participant) => AccessCode::bound(id, participant, expires_at),
        None => AccessCode::blank(id, expires_at),
    }
}
