use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::base::{Error, ErrorKind, Result, Revision, Rule, Timestamp};
use crate::catalogue::FieldValue;
use crate::customers::{CUSTOMER_FIELDS, CustomerDraft, CustomerProfile};
use crate::idempotency::AnsweredCall;

use super::{Register, Unit};

/// How long an answer is kept: a day at least, here two.
const KEPT_MICROS: i64 = 2 * 24 * 60 * 60 * 1_000_000;

impl Register {
    /// Runs a body as a unit of work, once for an idempotency key (SPEC B16).
    ///
    /// `note` writes what the body gave as ids and revisions; when the call comes again, `recall`
    /// reads the records anew. It changes the note where an item that failed at first succeeds now: it
    /// must not do so twice.
    pub(crate) fn once<T>(
        &self,
        operation: &'static str,
        arguments: impl Fn() -> Arguments,
        mut body: impl FnMut(&mut Unit<'_>) -> Result<T>,
        note: impl Fn(&T) -> String,
        recall: impl Fn(&mut Unit<'_>, &mut String) -> Result<T>,
    ) -> Result<T> {
        let Some(key) = &self.call().idempotency_key else { return self.unit(body) };
        check_key(key)?;
        let digest = arguments().finish();
        self.unit(|unit| {
            if let Some(call) = unit.tx.answered_call(key, operation)? {
                if call.digest != digest {
                    return Err(Error::IdempotencyConflict);
                }
                let mut result = call.result.clone();
                let value = recall(unit, &mut result)?;
                if result != call.result {
                    unit.tx.put_answered_call(key, &AnsweredCall { result, ..call }, forget_before(unit))?;
                }
                return Ok(value);
            }
            let value = body(unit)?;
            let call =
                AnsweredCall { operation: operation.to_owned(), digest, result: note(&value), at: unit.now };
            unit.tx.put_answered_call(key, &call, forget_before(unit))?;
            Ok(value)
        })
    }

    /// Runs a body that gives nothing, once for an idempotency key.
    pub(crate) fn done_once(
        &self,
        operation: &'static str,
        arguments: impl Fn() -> Arguments,
        body: impl FnMut(&mut Unit<'_>) -> Result<()>,
    ) -> Result<()> {
        self.once(operation, arguments, body, |()| String::new(), |_, _| Ok(()))
    }
}

fn check_key(key: &str) -> Result<()> {
    let rule = match key.chars().count() {
        0 => Rule::Required,
        1..=200 if !key.chars().any(char::is_control) => return Ok(()),
        1..=200 => Rule::Character,
        _ => Rule::TooLong,
    };
    Err(Error::field("idempotency_key", rule))
}

fn forget_before(unit: &Unit<'_>) -> Timestamp {
    Timestamp::from_micros(unit.now.as_micros() - KEPT_MICROS)
}

/// Digests the arguments of a call, each set apart from the next.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arguments(Sha256);

impl Arguments {
    pub(crate) fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    pub(crate) fn number(mut self, number: u64) -> Self {
        self.0.update(number.to_le_bytes());
        self
    }

    pub(crate) fn id(self, id: impl Into<[u8; 16]>) -> Self {
        self.bytes(&id.into())
    }

    /// Adds a list of ids, whose length sets it apart from what comes next.
    pub(crate) fn ids<I: Copy + Into<[u8; 16]>>(self, ids: &[I]) -> Self {
        let begun = self.number(ids.len() as u64);
        ids.iter().fold(begun, |arguments, id| arguments.id(*id))
    }

    pub(crate) fn profile(self, profile: &CustomerProfile) -> Self {
        let fields = CUSTOMER_FIELDS.iter().filter(|field| field.is_editable());
        fields.fold(self, |arguments, field| {
            let value: FieldValue<'_> = field.of_profile(profile);
            arguments.text(&value.to_text())
        })
    }

    pub(crate) fn draft(self, draft: &CustomerDraft) -> Self {
        let id = draft.id.map_or([0; 16], |id| id.to_bytes());
        let lists = [&draft.tags, &draft.contact_groups, &draft.customer_groups];
        let begun = self.id(id).profile(&draft.profile).text(draft.default_group.as_deref().unwrap_or(""));
        lists.into_iter().fold(begun, |arguments, list| arguments.text(&list.join("\n")))
    }

    /// Adds a command of a batch.
    pub(super) fn command(self, name: &str, arguments: Self) -> Self {
        self.text(name).bytes(&arguments.finish())
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
        self
    }

    pub(crate) fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Writes the id and the revision of what a call gave.
pub(super) fn noted(id: impl Into<[u8; 16]>, revision: Revision) -> String {
    format!("{} {revision}", Uuid::from_bytes(id.into()).hyphenated())
}

/// Reads what [`noted`] wrote.
///
/// # Errors
/// `Corrupt`.
pub(super) fn read_noted(note: &str) -> Result<([u8; 16], Revision)> {
    let read = |(id, revision): (&str, &str)| {
        Some((Uuid::parse_str(id).ok()?.into_bytes(), Revision(revision.parse().ok()?)))
    };
    note.split_once(' ').and_then(read).ok_or_else(lost_answer)
}

pub(super) fn lost_answer() -> Error {
    Error::storage(ErrorKind::Corrupt, "the answer to an earlier call cannot be read")
}
