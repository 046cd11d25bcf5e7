//! What is the same for every record that a catalogue describes: creating, changing, deleting, history.

use std::collections::HashSet;
use std::hash::Hash;

use crate::base::{Conflict, Difference, Error, FieldProblem, Keyed, LocalDate, Result, Revision};
use crate::catalogue::{FieldKind, FieldValue, Record, Stamp};
use crate::customers::{check_value, trim};
use crate::history::{Action, Change, EntityRef, OldValue};
use crate::repository::ReadTx;

use super::dependents::{dependents_of, refuse_used};
use super::history::last_edits;
use super::idempotency::{Arguments, lost_answer, noted, read_noted};
use super::kept::Kept;
use super::{Dependent, Register, Unit};

/// How many records are read and written at a time.
pub(super) const RECORDS_AT_ONCE: usize = 500;

/// What is to be made: the records that it will belong to, and its details.
pub(super) type New<R> = (Vec<Option<[u8; 16]>>, <R as Record>::Details);

impl Register {
    /// Makes a record that belongs to no other.
    ///
    /// # Errors
    /// As [`create`].
    pub(super) fn create_record<R: Kept>(&self, operation: &'static str, details: &R::Details) -> Result<R> {
        self.record_once(
            operation,
            || Arguments::default().details::<R>(details),
            |unit| Ok(create(unit, [(Vec::new(), details.clone())])?.remove(0)),
        )
    }

    /// Replaces what people edit about a record.
    ///
    /// # Errors
    /// As [`update`].
    pub(super) fn update_record<R: Kept>(
        &self,
        operation: &'static str,
        id: [u8; 16],
        revision: Revision,
        details: &R::Details,
    ) -> Result<R> {
        self.record_once(
            operation,
            || Arguments::default().id(id).number(revision.0.into()).details::<R>(details),
            |unit| update(unit, id, revision, details.clone()),
        )
    }

    /// Returns what keeps a record from being deleted.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) fn dependents_of<R: Kept>(&self, id: [u8; 16]) -> Result<Vec<Dependent>> {
        self.read_current(|tx| {
            get::<R>(tx, id)?;
            let entity = entity::<R>(id);
            Ok(dependents_of(tx, &[entity])?.remove(&entity).unwrap_or_default())
        })
    }

    /// Deletes a record.
    ///
    /// # Errors
    /// As [`delete`].
    pub(super) fn delete_record<R: Kept>(&self, operation: &'static str, id: [u8; 16]) -> Result<()> {
        self.done_once(operation, || Arguments::default().id(id), |unit| delete::<R>(unit, &[id]))
    }

    /// Runs a body that gives a record, once for an idempotency key.
    pub(super) fn record_once<R: Kept>(
        &self,
        operation: &'static str,
        arguments: impl Fn() -> Arguments,
        body: impl FnMut(&mut Unit<'_>) -> Result<R>,
    ) -> Result<R> {
        self.once(operation, arguments, body, note, |unit, result| recall(&*unit.tx, result))
    }
}

/// The id and the revision of a record that a call gave.
pub(super) fn note<R: Record>(record: &R) -> String {
    let stamp = record.stamp();
    noted(stamp.id, stamp.revision)
}

/// Reads the record of a call anew, as it was at the revision that the call gave.
///
/// # Errors
/// `NotFound` when it was deleted since.
pub(super) fn recall<R: Kept>(tx: &dyn ReadTx, note: &str) -> Result<R> {
    let (id, revision) = read_noted(note)?;
    at_revision(tx, get(tx, id)?, revision)
}

impl Arguments {
    /// Adds all that people edit about a record.
    pub(super) fn details<R: Record>(self, details: &R::Details) -> Self {
        R::editable().fold(self, |arguments, field| arguments.text(&field.of_profile(details).to_text()))
    }
}

/// Names a record for history.
pub(super) fn entity<R: Record>(id: [u8; 16]) -> EntityRef {
    EntityRef { kind: R::KIND, id }
}

/// Returns a record.
///
/// # Errors
/// `NotFound`.
pub(super) fn get<R: Kept>(tx: &dyn ReadTx, id: [u8; 16]) -> Result<R> {
    R::load(tx, &[id])?.pop().ok_or_else(|| not_found::<R>(id))
}

/// Returns records in any order.
///
/// # Errors
/// `NotFound` where one of them does not exist.
pub(super) fn get_all<R: Kept>(tx: &dyn ReadTx, ids: &[[u8; 16]]) -> Result<Vec<R>> {
    let stored = R::load(tx, ids)?;
    let found: HashSet<[u8; 16]> = stored.iter().map(|record| record.stamp().id).collect();
    match ids.iter().find(|id| !found.contains(*id)) {
        Some(missing) => Err(not_found::<R>(*missing)),
        None => Ok(stored),
    }
}

/// Returns ids in their order, each once.
pub(super) fn distinct<I: Copy + Eq + Hash>(ids: impl IntoIterator<Item = I>) -> Vec<I> {
    let mut seen = HashSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}

pub(super) fn not_found<R: Record>(id: [u8; 16]) -> Error {
    Error::not_found(R::KIND, uuid::Uuid::from_bytes(id).hyphenated())
}

/// Checks details after blanks around their texts are gone.
fn prepare<R: Kept>(unit: &Unit<'_>, details: &mut R::Details, stored: Option<&R>) -> Result<()> {
    let problems = settle(details, stored, unit.now.local_date(unit.state.zone));
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// Takes blanks around the texts of details away, and returns all that is wrong with them.
pub(super) fn settle<R: Kept>(
    details: &mut R::Details,
    stored: Option<&R>,
    today: LocalDate,
) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    for field in R::editable() {
        if matches!(field.kind, FieldKind::Text { .. } | FieldKind::Email | FieldKind::Phone) {
            let mut text = field.of_profile(details).to_text().into_owned();
            trim(&mut text);
            // The same text or a shorter one.
            let _ = field.set(details, FieldValue::text(&text).into_owned());
        }
        let value = field.of_profile(details);
        let kept = stored.is_some_and(|stored| field.of_profile(stored.details()) == value);
        if !kept && let Err(rule) = check_value(field.kind, &value, today) {
            problems.push(FieldProblem::new(field.key, rule));
        }
    }
    problems.extend(R::check(details));
    problems
}

/// Makes records and tells history.
///
/// # Errors
/// `Invalid` with every problem of the first one that has any; nothing is stored then.
pub(super) fn create<R: Kept>(unit: &mut Unit<'_>, new: impl IntoIterator<Item = New<R>>) -> Result<Vec<R>> {
    let mut made = Vec::new();
    for new in new {
        let id = unit.new_id()?;
        made.push(prepare_new(unit, id, new)?);
    }
    insert(unit, made)
}

/// Makes a record with an id that was made for it before, and tells history.
///
/// # Errors
/// `Invalid` with every problem.
pub(super) fn create_as<R: Kept>(unit: &mut Unit<'_>, id: [u8; 16], new: New<R>) -> Result<R> {
    let made = prepare_new(unit, id, new)?;
    Ok(insert(unit, vec![made])?.remove(0))
}

/// Checks details and makes the record to insert.
fn prepare_new<R: Kept>(unit: &Unit<'_>, id: [u8; 16], new: New<R>) -> Result<Keyed<R>> {
    let (owners, mut details) = new;
    prepare::<R>(unit, &mut details, None)?;
    let stamp = Stamp { id, revision: Revision::FIRST, created_at: unit.now, updated_at: unit.now };
    let record = R::assemble(stamp, &owners, details).ok_or_else(lost_answer)?;
    Ok(keyed(unit, record))
}

fn insert<R: Kept>(unit: &mut Unit<'_>, made: Vec<Keyed<R>>) -> Result<Vec<R>> {
    for some in made.chunks(RECORDS_AT_ONCE) {
        R::insert(unit.tx, some)?;
    }
    for Keyed { record, .. } in &made {
        unit.record(Change {
            entity: entity::<R>(record.stamp().id),
            action: Action::Created,
            old: Vec::new(),
        });
    }
    Ok(made.into_iter().map(|keyed| keyed.record).collect())
}

/// Replaces the details of a record; the same ones change nothing.
///
/// # Errors
/// `NotFound`; `Conflict` when it was changed since the revision was read, with both sides of what differs;
/// `Invalid` with every problem.
pub(super) fn update<R: Kept>(
    unit: &mut Unit<'_>,
    id: [u8; 16],
    revision: Revision,
    details: R::Details,
) -> Result<R> {
    let before: R = get(&*unit.tx, id)?;
    if before.stamp().revision != revision {
        return Err(conflict(&before, revision, &details));
    }
    replace(unit, vec![(before, details)])?.pop().ok_or_else(lost_answer)
}

/// Replaces the details of records as they are stored, and returns what they are then; the same ones change
/// nothing.
///
/// # Errors
/// `Invalid` with every problem of the first one that has any; nothing is stored then.
pub(super) fn replace<R: Kept>(unit: &mut Unit<'_>, changes: Vec<(R, R::Details)>) -> Result<Vec<R>> {
    let (mut replaced, mut changed, mut told) = (Vec::with_capacity(changes.len()), Vec::new(), Vec::new());
    for (before, mut details) in changes {
        prepare(unit, &mut details, Some(&before))?;
        if *before.details() == details {
            replaced.push(before);
            continue;
        }
        let stamp = before.stamp();
        let stamp = Stamp { revision: stamp.revision.next(), updated_at: unit.now, ..stamp };
        let after = R::assemble(stamp, &before.owners(), details).ok_or_else(lost_answer)?;
        let (entity, old) = (entity::<R>(stamp.id), old_values(&before, &after));
        told.push(Change { entity, action: Action::Updated, old });
        changed.push(keyed(unit, after.clone()));
        replaced.push(after);
    }
    for some in changed.chunks(RECORDS_AT_ONCE) {
        R::replace(unit.tx, some)?;
    }
    told.into_iter().for_each(|change| unit.record(change));
    Ok(replaced)
}

/// Deletes records on which nothing depends, tells history, and takes what it says about them.
///
/// # Errors
/// `NotFound`; `Conflict` when the caller expects another revision; `RuleViolated` with the rule
/// `has_dependents`, whose text says what depends on one of them.
pub(super) fn delete<R: Kept>(unit: &mut Unit<'_>, ids: &[[u8; 16]]) -> Result<()> {
    for some in ids.chunks(RECORDS_AT_ONCE) {
        for record in get_all::<R>(&*unit.tx, some)? {
            let stamp = record.stamp();
            if let Some(expected) = unit.expected(stamp.id).filter(|expected| *expected != stamp.revision) {
                return Err(conflict(&record, expected, record.details()));
            }
        }
        let of: Vec<EntityRef> = some.iter().map(|id| entity::<R>(*id)).collect();
        let dependents = dependents_of(&*unit.tx, &of)?;
        of.iter().try_for_each(|entity| refuse_used(&dependents, *entity))?;
        R::delete_parts(unit, some)?;
        R::remove(unit.tx, some, unit.now)?;
        for id in some {
            unit.forget(entity::<R>(*id))?;
            let change = Change { entity: entity::<R>(*id), action: Action::Deleted, old: Vec::new() };
            unit.record(change);
        }
    }
    Ok(())
}

fn keyed<R: Record>(unit: &Unit<'_>, record: R) -> Keyed<R> {
    Keyed { sort_key: unit.state.collation.key(&record.sort_text()), record }
}

/// The fields in which details differ from those before, with both values.
fn changed<'d, R: Record>(
    before: &'d R::Details,
    after: &'d R::Details,
) -> impl Iterator<Item = (&'static str, FieldValue<'d>, FieldValue<'d>)> {
    let both = R::editable().map(move |field| (field.key, field.of_profile(before), field.of_profile(after)));
    both.filter(|(_, before, after)| before != after)
}

fn old_values<R: Record>(before: &R, after: &R) -> Vec<OldValue> {
    let changed = changed::<R>(before.details(), after.details());
    changed
        .map(|(field, old, _)| OldValue { field: field.into(), text: old.to_text().into_owned() })
        .collect()
}

fn conflict<R: Record>(stored: &R, expected: Revision, given: &R::Details) -> Error {
    let differences = changed::<R>(stored.details(), given).map(|(field, stored, given)| Difference {
        field: field.into(),
        stored: stored.to_text().into_owned(),
        given: given.to_text().into_owned(),
    });
    let stamp = stored.stamp();
    Error::Conflict(Box::new(Conflict {
        entity: R::KIND,
        id: uuid::Uuid::from_bytes(stamp.id).hyphenated().to_string(),
        expected,
        found: stamp.revision,
        fields: differences.collect(),
    }))
}

/// Returns a record as it was at an earlier revision; as it is where history does not tell.
fn at_revision<R: Record>(tx: &dyn ReadTx, record: R, revision: Revision) -> Result<R> {
    // Each edit is one change, and one revision.
    let later = record.stamp().revision.0.saturating_sub(revision.0);
    if later == 0 {
        return Ok(record);
    }
    let Some(edits) = last_edits(tx, entity::<R>(record.stamp().id), later)? else { return Ok(record) };
    let mut details = record.details().clone();
    for old in &edits.old {
        let Some(field) = R::fields().iter().find(|field| field.key == old.field) else { continue };
        let value = FieldValue::parse(field.kind, &old.text).map_err(|_| lost_answer())?;
        field.set(&mut details, value).map_err(|_| lost_answer())?;
    }
    let updated_at = edits.before.unwrap_or(record.stamp().created_at);
    let stamp = Stamp { revision, updated_at, ..record.stamp() };
    R::assemble(stamp, &record.owners(), details).ok_or_else(lost_answer)
}
