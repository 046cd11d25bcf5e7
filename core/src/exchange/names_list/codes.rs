//! Codes that a names list brings along: of cards that were handed out blank, or that participants have.

use std::collections::HashMap;

use crate::base::{Actor, Error, JobId, ParticipantId, Result, Timestamp};
use crate::codes::{CodeChange, StoredCode, TypedCode};
use crate::exchange::import::fault::Fault;
use crate::register::Register;
use crate::repository::ReadTx;

/// The cards of a list as they are stored.
pub(super) struct Cards {
    job: JobId,
    actor: Actor,
    now: Timestamp,
    by_code: HashMap<String, StoredCode>,
}

impl Cards {
    /// Looks codes up.
    ///
    /// # Errors
    /// Where there are any, `RuleViolated` with the rule `code_options` for a register that was opened
    /// without options for codes, or `staff_only` for any actor but staff; those of the storage.
    pub(super) fn load<'c>(
        register: &Register,
        tx: &dyn ReadTx,
        job: JobId,
        codes: impl Iterator<Item = &'c TypedCode>,
        now: Timestamp,
    ) -> Result<Self> {
        let codes: Vec<&TypedCode> = codes.collect();
        let found = if codes.is_empty() { Vec::new() } else { register.codes().typed(tx, &codes)? };
        let texts = codes.iter().map(|code| code.expose());
        let by_code = texts.zip(found).filter_map(|(text, card)| Some((text, card?))).collect();
        Ok(Self { job, actor: register.call().actor.clone(), now, by_code })
    }

    /// Returns the card with a code.
    pub(super) fn get(&self, code: &TypedCode) -> Option<&StoredCode> {
        self.by_code.get(&code.expose())
    }

    /// Says why somebody may not have a code. A card of another job stays there, one of another participant
    /// with them (SPEC B6).
    pub(super) fn refusal(&self, code: &TypedCode, participant: Option<ParticipantId>) -> Option<Fault> {
        let Some(card) = self.get(code) else {
            return Some(Fault::row("unknown_code", "no card of this register has this code"));
        };
        if card.job != self.job {
            return Some(Fault::row("other_job", "this code belongs to another job, and stays there"));
        }
        let code = &card.code;
        if code.participant.is_some() && code.participant == participant {
            return None;
        }
        let nobody = ParticipantId::from_bytes([0; 16]);
        match code.changed(&CodeChange::Bind(participant.unwrap_or(nobody)), &self.actor, self.now) {
            Err(Error::RuleViolated { rule, .. }) => {
                Some(Fault::row(rule, "this card is another participant's, or opens nothing any more"))
            }
            _ => None,
        }
    }
}
