//! What history and answered calls know of codes.

use crate::base::{AccessCodeId, Conflict, EntityKind, Error, Result, Revision};
use crate::codes::{AccessCode, CodeState, StoredCode, Successor};
use crate::history::{Action, Change, EntityRef, OldValue};
use crate::register::history::last_edits;
use crate::register::idempotency::{Arguments, lost_answer, read_noted};
use crate::register::{Register, Unit, idempotency};
use crate::repository::ReadTx;

use super::in_order;

impl Register {
    /// Runs a body that gives codes, once for an idempotency key.
    pub(super) fn codes_once(
        &self,
        operation: &'static str,
        arguments: impl Fn() -> Arguments,
        body: impl FnMut(&mut Unit<'_>) -> Result<Vec<StoredCode>>,
    ) -> Result<Vec<StoredCode>> {
        self.once(
            operation,
            arguments,
            body,
            |codes| noted(codes),
            |unit, result| recalled(&*unit.tx, result),
        )
    }
}

/// Writes codes as ids and revisions.
pub(super) fn noted<'c>(codes: impl IntoIterator<Item = &'c StoredCode>) -> String {
    let lines = codes.into_iter().map(|stored| idempotency::noted(stored.code.id, stored.revision));
    lines.collect::<Vec<_>>().join("\n")
}

/// Reads codes by what [`noted`] wrote, as they were then.
pub(super) fn recalled(tx: &dyn ReadTx, result: &str) -> Result<Vec<StoredCode>> {
    let noted = result.lines().map(read_noted).collect::<Result<Vec<_>>>()?;
    let ids: Vec<AccessCodeId> = noted.iter().map(|(id, _)| AccessCodeId::from_bytes(*id)).collect();
    let codes = in_order(tx, &ids)?.into_iter().zip(noted);
    codes.map(|(stored, (_, revision))| at_revision(tx, stored, revision)).collect()
}

/// Returns a code as it was at an earlier revision; as it is where history does not tell.
fn at_revision(tx: &dyn ReadTx, mut stored: StoredCode, revision: Revision) -> Result<StoredCode> {
    // Each edit of a code is one change, and one revision.
    let later = stored.revision.0.saturating_sub(revision.0);
    if later == 0 {
        return Ok(stored);
    }
    let Some(edits) = last_edits(tx, entity(stored.code.id), later)? else { return Ok(stored) };
    for old in &edits.old {
        set(&mut stored.code, old)?;
    }
    let updated_at = edits.before.unwrap_or(stored.created_at);
    Ok(StoredCode { revision, updated_at, ..stored })
}

pub(super) fn entity(id: AccessCodeId) -> EntityRef {
    EntityRef { kind: EntityKind::AccessCode, id: id.to_bytes() }
}

/// Tells history that codes were made.
pub(super) fn note_created<'c>(unit: &mut Unit<'_>, codes: impl IntoIterator<Item = &'c StoredCode>) {
    for stored in codes {
        unit.record(Change { entity: entity(stored.code.id), action: Action::Created, old: Vec::new() });
    }
}

/// Tells history what a code was before.
pub(super) fn note_updated(unit: &mut Unit<'_>, before: &AccessCode, after: &AccessCode) {
    let both = values(before).into_iter().zip(values(after));
    let changed = both.filter(|(before, after)| before != after).map(|(before, _)| before);
    let old = changed.map(|(field, text)| OldValue { field: field.into(), text }).collect();
    unit.record(Change { entity: entity(before.id), action: Action::Updated, old });
}

/// What of a code changes, as texts.
fn values(code: &AccessCode) -> [(&'static str, String); 4] {
    let successor = |successor: Successor| format!("{} {}", successor.id, successor.from);
    [
        ("state", code.state.to_string()),
        ("participant", code.participant.map_or_else(String::new, |id| id.to_string())),
        ("expires_at", code.expires_at.map_or_else(String::new, |at| at.to_string())),
        ("successor", code.successor.map_or_else(String::new, successor)),
    ]
}

fn set(code: &mut AccessCode, old: &OldValue) -> Result<()> {
    let text = Some(&*old.text).filter(|text| !text.is_empty());
    match &*old.field {
        "state" => {
            let state = CodeState::ALL.into_iter().find(|state| state.to_string() == old.text);
            code.state = state.ok_or_else(lost_answer)?;
        }
        "participant" => code.participant = text.map(str::parse).transpose()?,
        "expires_at" => code.expires_at = text.map(str::parse).transpose()?,
        "successor" => {
            code.successor = match text {
                Some(text) => {
                    let (id, from) = text.split_once(' ').ok_or_else(lost_answer)?;
                    Some(Successor { id: id.parse()?, from: from.parse()? })
                }
                None => None,
            };
        }
        _ => {}
    }
    Ok(())
}

/// Refuses a code that has another revision than the caller expects.
pub(super) fn refuse_stale(unit: &Unit<'_>, stored: &StoredCode) -> Result<()> {
    let id = stored.code.id;
    let Some(expected) = unit.expected(id.to_bytes()).filter(|expected| *expected != stored.revision) else {
        return Ok(());
    };
    Err(Error::Conflict(Box::new(Conflict {
        entity: EntityKind::AccessCode,
        id: id.to_string(),
        expected,
        found: stored.revision,
        fields: Vec::new(),
    })))
}
