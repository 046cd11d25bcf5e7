use std::time::{Duration, Instant};

use crate::base::{CustomerId, ParticipantId, Result, Timestamp, fold};
use crate::codes::{
    CodeAttempt, Grant, Network, PresentedCode, Resolution, ResolveOutcome, Resolved, StoredCode, Verdict,
};
use crate::register::records;
use crate::repository::{ReadTx, WriteTx};

use super::Codes;
use super::keys::CodeKeys;

/// How long every refusal of a code takes at the least, so that its time tells nothing: a code that exists is
/// refused some 20 µs later than one that does not (`measure --only codes`).
const REFUSED_AFTER: Duration = Duration::from_millis(5);

/// What an attempt brings along.
struct Attempt {
    shown: PresentedCode,
    network: Network,
    /// What was given where a second factor is asked for.
    factor: Option<String>,
    now: Timestamp,
}

impl Codes<'_> {
    /// Lets somebody in who shows a code: a scanned link, its token, or what is typed, in any writing.
    ///
    /// The attempt counts as a failure of its network before anything is looked up, and is taken back when it
    /// succeeds or the storage fails. Each is logged with its network; those that the throttle refuses once
    /// for as long as a failure of the network is remembered. What does not even look like a code is
    /// neither counted nor logged.
    ///
    /// Where many failures ask for a second factor ([`ThrottlePolicy`](crate::ThrottlePolicy)), it is the
    /// family name of the participant, or the family name or a postcode of a customer whom the participant
    /// belongs to, in any case and accents.
    ///
    /// The counts are kept by this process.
    ///
    /// # Errors
    /// `Invalid` for what is no code; `RuleViolated` with the rule `code_throttled` after too many failures,
    /// `second_factor_required` where nothing is opened without it, and `code_refused` for whatever else:
    /// whether a code is unknown, blank, suspended, revoked or expired, or the second factor is wrong, cannot
    /// be told apart, neither by the answer nor by its time, which is five milliseconds at the least.
    /// `code_options`.
    ///
    /// ```
    /// use kartotek::{CodeOptions, Error, Network, Pepper, Register, SystemRandomness};
    ///
    /// let pepper = Pepper::random(&SystemRandomness)?;
    /// let register = Register::builder().codes(CodeOptions::new(pepper)).in_memory()?;
    /// let from = Network::of("192.0.2.7".parse().unwrap());
    /// let refused = register.codes().resolve("7KX9-QM2T-4HWC-Y", from, None);
    /// assert!(matches!(refused, Err(Error::RuleViolated { rule: "code_refused", .. })));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn resolve(&self, shown: &str, network: Network, second_factor: Option<&str>) -> Result<Resolved> {
        let keys = self.register.code_keys()?;
        let factor = second_factor.map(folded).filter(|factor| !factor.is_empty());
        let mut attempt = Attempt { shown: shown.parse()?, network, factor, now: self.register.now() };
        let verdict = keys.throttle().attempt(network, attempt.now);
        match verdict {
            Verdict::Refused { .. } => {
                if keys.is_to_note(network, attempt.now) {
                    self.register.unit(|unit| attempt.note(unit.tx, ResolveOutcome::Throttled, None))?;
                }
                return Err(Resolution::throttled().refusal());
            }
            Verdict::NeedsSecondFactor if attempt.factor.is_none() => {
                self.register.unit(|unit| attempt.note(unit.tx, ResolveOutcome::SecondFactor, None))?;
                return Err(Resolution::factor_required());
            }
            Verdict::NeedsSecondFactor => {}
            Verdict::Allowed => attempt.factor = None,
        }
        let begun = Instant::now();
        let resolved = self.register.unit(|unit| attempt.resolve(unit.tx, keys));
        match &resolved {
            // Nobody waits for this: the unit of work has ended.
            Ok(Err(_)) => std::thread::sleep(REFUSED_AFTER.saturating_sub(begun.elapsed())),
            _ => keys.throttle().succeeded(network, attempt.now),
        }
        resolved?
    }
}

impl Attempt {
    /// Looks the code up and logs the attempt. The inner result is what who tried may learn.
    fn resolve(&self, tx: &mut dyn WriteTx, keys: &CodeKeys) -> Result<Result<Resolved>> {
        let stored = keys.find(tx, &self.shown)?;
        let mut resolution = Resolution::of(stored.as_ref().map(|stored| &stored.code), self.now);
        if let Some(factor) = &self.factor {
            // Asks as much of the storage where there is nobody.
            let grant = resolution.answer().ok();
            let nobody = ParticipantId::from_bytes([0; 16]);
            let participant = grant.map_or(nobody, |grant| grant.participant);
            let is_right = factors(tx, participant)?.contains(factor);
            resolution = resolution.with_factor(is_right);
        }
        self.note(tx, resolution.outcome, stored.as_ref())?;
        match (resolution.answer(), stored) {
            (Ok(grant), Some(stored)) => opened(tx, grant, &stored).map(Ok),
            _ => Ok(Err(resolution.refusal())),
        }
    }

    fn note(&self, tx: &mut dyn WriteTx, outcome: ResolveOutcome, stored: Option<&StoredCode>) -> Result<()> {
        let origin = self.network.to_string();
        let code = stored.map(|stored| stored.code.id);
        tx.append_attempts(&[CodeAttempt { seq: 0, at: self.now, code, outcome, origin }])
    }
}

fn opened(tx: &dyn ReadTx, grant: Grant, stored: &StoredCode) -> Result<Resolved> {
    let participant = records::get(tx, grant.participant.to_bytes())?;
    let gallery = tx.galleries_of_participants(Some(stored.job), &[grant.participant])?.pop();
    Ok(Resolved { code: grant.code, job: stored.job, participant, gallery })
}

/// Returns what a participant's second factor may be, folded.
fn factors(tx: &dyn ReadTx, participant: ParticipantId) -> Result<Vec<String>> {
    let participants = tx.participants(&[participant])?;
    let links = tx.customers_of_participants(&[participant])?;
    let mut customers: Vec<CustomerId> = links.iter().map(|link| link.customer).collect();
    if customers.is_empty() {
        customers.push(CustomerId::from_bytes([0; 16]));
    }
    let customers = tx.customers(&customers)?;
    let names = participants.iter().map(|participant| {
        let details = &participant.details;
        let last = details.entered_name.split_whitespace().last().unwrap_or_default();
        if details.family_name.is_empty() { last } else { &details.family_name }
    });
    let of_customers = customers.iter().flat_map(|customer| {
        let postcodes = customer.profile.addresses.iter().map(|address| address.postal_code.as_str());
        postcodes.chain([customer.profile.family_name.as_str()])
    });
    Ok(names.chain(of_customers).map(folded).filter(|text| !text.is_empty()).collect())
}

/// A name or a postcode without case, accents, blanks and dashes.
fn folded(text: &str) -> String {
    fold(text).replace(' ', "")
}
