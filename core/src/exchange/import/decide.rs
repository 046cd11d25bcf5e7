//! Decides what rows change, by reading alone.

use std::collections::{HashMap, HashSet};

use crate::base::{
    BatchId, CollectionId, CustomerId, Error, FieldProblem, Result, Revision, Timestamp, name_key,
};
use crate::catalogue::Context;
use crate::collections::{CollectionKind, CollectionRef, check_name};
use crate::customers::{
    Customer, CustomerProfile, CustomerUpdate, StoredCustomer, check_profile, normalise, settle_entered_name,
};
use crate::history::{Action, HistoryEntry};
use crate::register::{Register, SharedLogins, State, customer_ref, new_record, prepare_update};
use crate::repository::ReadTx;

use super::super::reader::Row;
use super::super::row::{ApplyMode, ConvertedRow};
use super::candidates::{Candidate, Candidates, Found, Pending, hashes_of, ready_of};
use super::fault::Fault;
use super::known_keys::KnownKeys;
use super::memory::Memory;
use super::options::{Matching, Repeats};
use super::planned::{Planned, PlannedSets};
use super::prepare::{
    PreparedRow, Reading, Ready, RowKeys, RowState, column_of, column_of_field, settle_title,
};
use super::report::RowOutcome;
use super::switched_off::leave_out_parts;

/// What all rows of a run share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work<'a> {
    pub(super) reading: Reading<'a>,
    pub(super) matching: Matching,
    pub(super) repeats: Repeats,
    /// The revision of the settings that the rows were prepared with.
    pub(super) settings: Revision,
    /// The run whose rows are passed over, since it did them before.
    pub(super) passed_over: Option<BatchId>,
}

/// What rows are decided against.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) tx: &'a dyn ReadTx,
    pub(super) register: &'a Register,
    pub(super) state: &'a State,
    pub(super) now: Timestamp,
}

/// What became of a row, and why.
#[derive(Debug)]
pub(super) struct RowResult {
    pub(super) outcome: RowOutcome,
    pub(super) faults: Vec<Fault>,
}

/// What rows change, and what later rows need to know of them.
#[derive(Debug, Default)]
pub(super) struct Decided {
    pub(super) results: Vec<RowResult>,
    /// Customers that rows are about.
    pub(super) candidates: Vec<Candidate>,
    /// Tags and groups that are not there yet.
    pub(super) new_sets: Vec<(CollectionKind, CollectionRef)>,
    /// Keys that the register has then.
    pub(super) new_keys: Vec<u64>,
    /// Numbers of the customers that rows were about.
    pub(super) touched: Vec<u64>,
    /// Numbers of those that rows without a key were about.
    pub(super) recognised: Vec<u64>,
    /// Sets that were looked up or are to be made, by their names.
    pub(super) sets: PlannedSets,
    /// What was made of the rows, now used up.
    #[expect(clippy::vec_box, reason = "they come in boxes, and opening them would be in vain")]
    pub(super) ready: Vec<Box<Ready>>,
}

/// Decides some rows; what was made of them is used up. A plan gives what it remembers.
///
/// Of the memory only the keys that `known` gives may be trusted to be complete.
///
/// # Errors
/// Of the storage.
pub(super) fn decide(
    ground: Ground<'_>,
    rows: &mut [PreparedRow],
    work: &Work<'_>,
    known: Option<&KnownKeys>,
    memory: &Memory,
    mut planned: Option<&mut Planned<'_>>,
) -> Result<Decided> {
    let stale = ground.state.revision != work.settings;
    for row in rows.iter_mut().filter(|row| stale || row.is_used()) {
        row.renew(work.reading, ground.state);
    }
    let kept = planned.as_mut().map_or_else(Vec::new, |planned| planned.take(rows));
    let candidates = Candidates::load(ground.tx, rows, known, kept)?;
    let mut logins = planned.as_mut().map(|planned| std::mem::take(&mut planned.logins)).unwrap_or_default();
    candidates.learn_logins(&mut logins, ground.tx, rows)?;
    let mut deciding = Deciding {
        ground,
        work,
        candidates,
        logins,
        memory,
        planned_sets: planned.as_ref().map(|planned| &planned.sets),
        stored_sets: stored_sets(ground.tx, rows, &memory.sets)?,
        made_sets: HashMap::new(),
        decided: Decided::default(),
        sets: Default::default(),
    };
    deciding.decided.results.reserve(rows.len());
    for row in rows {
        let result = deciding.row(row)?;
        deciding.decided.results.push(result);
    }
    let Deciding { candidates, logins, stored_sets: mut sets, made_sets, decided, .. } = deciding;
    sets.extend(made_sets);
    if let Some(planned) = planned {
        planned.logins = logins;
    }
    Ok(Decided { candidates: candidates.all, sets, ..decided })
}

/// Which row of the file is about a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meeting {
    First,
    Again,
}

struct Deciding<'a> {
    ground: Ground<'a>,
    work: &'a Work<'a>,
    candidates: Candidates,
    logins: SharedLogins,
    memory: &'a Memory,
    /// Sets that a plan would make for rows before.
    planned_sets: Option<&'a PlannedSets>,
    /// Those that the register has and that no row before named.
    stored_sets: PlannedSets,
    /// Those that are made for rows of this chunk.
    made_sets: PlannedSets,
    decided: Decided,
    /// Sets by the names that rows call them, for each kind.
    sets: [HashMap<String, CollectionRef>; 3],
}

impl Deciding<'_> {
    fn row(&mut self, prepared: &mut PreparedRow) -> Result<RowResult> {
        let row = &prepared.row;
        match &prepared.state {
            RowState::NotACustomer => return Ok(done(RowOutcome::Skipped)),
            RowState::NotARecord(kind) => return Ok(with(RowOutcome::Skipped, Fault::not_a_record(*kind))),
            RowState::Repeated { by, allowed: true } => {
                return Ok(with(RowOutcome::Skipped, Fault::repeated(*by)));
            }
            RowState::Repeated { by, .. } => return Ok(with(RowOutcome::Invalid, Fault::repeated(*by))),
            RowState::Invalid(faults) => {
                return Ok(RowResult { outcome: RowOutcome::Invalid, faults: faults.clone() });
            }
            RowState::Ready(_) | RowState::Used => {}
        }
        let RowState::Ready(mut ready) = std::mem::replace(&mut prepared.state, RowState::Used) else {
            return Ok(done(RowOutcome::Skipped));
        };
        let result = self.ready_row(row, &mut ready);
        self.decided.ready.push(ready);
        result
    }

    fn ready_row(&mut self, row: &Row, ready: &mut Ready) -> Result<RowResult> {
        let Some(new) = ready.new.take() else { return Ok(done(RowOutcome::Skipped)) };
        if self.candidates.is_deleted(&ready.keys) {
            return Ok(with(RowOutcome::Invalid, Fault::deleted()));
        }
        let memory = self.memory;
        let was_recognised = |number| memory.was_recognised(number);
        match self.candidates.find(&ready.keys, &new.customer.profile, was_recognised) {
            Found::Unclear(fault) => Ok(with(RowOutcome::Ambiguous, fault)),
            Found::One(place) => match (self.meets(place, &ready.keys), self.work.matching) {
                (Meeting::Again, _) if self.work.repeats != Repeats::Each => {
                    Ok(with(RowOutcome::Ambiguous, Fault::other_row()))
                }
                (Meeting::First, Matching::CreateOnly) if self.is_made_by_it(place)? => {
                    Ok(done(RowOutcome::Skipped))
                }
                (_, Matching::CreateOnly) => Ok(with(RowOutcome::Skipped, Fault::exists())),
                (_, Matching::SkipExisting) => Ok(done(RowOutcome::Skipped)),
                (_, Matching::FillBlanks) => {
                    let converted = self.work.reading.converter.convert(row);
                    self.change(place, &converted, ready, ApplyMode::FillBlanks)
                }
                (_, Matching::Upsert | Matching::UpdateOnly) => {
                    let converted = self.work.reading.converter.convert(row);
                    self.change(place, &converted, ready, ApplyMode::Overwrite)
                }
            },
            Found::Nobody if self.work.matching == Matching::UpdateOnly => {
                Ok(with(RowOutcome::Skipped, Fault::not_found()))
            }
            Found::Nobody if !ready.lacking.is_empty() => {
                Ok(RowResult { outcome: RowOutcome::Invalid, faults: std::mem::take(&mut ready.lacking) })
            }
            Found::Nobody => match self.logins.check(new.customer.id, None, &new.customer.profile) {
                Ok(()) => self.create(new, ready),
                Err(error) => self.refused(&self.work.reading.converter.convert(row), error),
            },
        }
    }

    /// Notes that a row is about a candidate, and tells whether an earlier one was. Where that is no
    /// repetition and both wrote, the same file again would change the customer twice.
    fn meets(&mut self, place: usize, keys: &RowKeys) -> Meeting {
        let candidate = &mut self.candidates.all[place];
        let number = candidate.before.as_ref().map(|customer| customer.number);
        let earlier = candidate.touched || number.is_some_and(|number| self.memory.was_touched(number));
        candidate.touched = true;
        self.decided.touched.extend(number);
        self.decided.recognised.extend(number.filter(|_| keys.content.is_some()));
        if earlier { Meeting::Again } else { Meeting::First }
    }

    /// Tells of a row that is passed over whether the run itself made the candidate.
    fn is_made_by_it(&self, place: usize) -> Result<bool> {
        let id = self.candidates.all[place].before.as_ref().map(|customer| customer.id);
        let (Some(batch), Some(id)) = (self.work.passed_over, id) else { return Ok(false) };
        let history = self.ground.tx.changes_of(&[customer_ref(id)], 0)?;
        let is_of_it =
            |entry: &HistoryEntry| entry.change.action == Action::Created && entry.set.batch == Some(batch);
        Ok(history.first().is_some_and(is_of_it))
    }

    fn create(&mut self, mut new: Box<StoredCustomer>, ready: &Ready) -> Result<RowResult> {
        let customer = &mut new.customer;
        if ready.keys.id.is_none() {
            customer.id = CustomerId::from_bytes(self.ground.register.new_id()?);
        }
        (customer.created_at, customer.updated_at) = (self.ground.now, self.ground.now);
        if !ready.says_registration {
            customer.profile.registered_at = Some(self.ground.now);
        }
        if let Some(name) = &ready.default_group {
            customer.default_group = self.set(CollectionKind::CustomerGroup, name)?;
        }
        self.decided.new_keys.extend(hashes_of(&ready.keys));
        self.logins.note(customer.id, None, &customer.profile);
        let place = self.candidates.create(new, &ready.keys);
        self.join(place, &ready.sets)?;
        Ok(done(RowOutcome::Created))
    }

    fn change(
        &mut self,
        place: usize,
        row: &ConvertedRow<'_>,
        ready: &Ready,
        mode: ApplyMode,
    ) -> Result<RowResult> {
        let Some(current) = self.candidates.all[place].customer() else {
            return Ok(done(RowOutcome::Skipped));
        };
        let mut profile = current.profile.clone();
        if let Err(problems) = row.apply_to(&mut profile, mode) {
            let faults = problems.iter().map(|p| Fault::of_cell(p.column, p.rule)).collect();
            return Ok(RowResult { outcome: RowOutcome::Invalid, faults });
        }
        settle_title(&mut profile, self.ground.state);
        leave_out_parts(&mut profile, &self.ground.state.settings);
        normalise(&mut profile, &self.ground.state.settings.country);
        if !row.says("entered_name") {
            settle_entered_name(&mut profile, &current.profile);
        }
        if self.candidates.takes_id_of_another(&profile, place) {
            return Ok(with(RowOutcome::Invalid, Fault::taken(column_of_field(row, "external_ids"))));
        }
        let group = match &ready.default_group {
            Some(name) if mode == ApplyMode::Overwrite => {
                Some(self.set(CollectionKind::CustomerGroup, name)?)
            }
            _ => None,
        };
        let current = self.candidates.all[place].customer();
        let group = group.filter(|group| current.is_some_and(|c| c.default_group.id != group.id));
        let mut differs = current.is_some_and(|c| c.profile != profile) || group.is_some();
        if differs {
            match self.put(place, profile, group) {
                Ok(stores) => differs = stores,
                Err(error) => return self.refused(row, error),
            }
        }
        let joined = self.join(place, &ready.sets)?;
        if differs {
            self.candidates.learn(place, true);
            self.decided.new_keys.extend(hashes_of(&ready.keys));
        }
        let outcome = if differs || joined { RowOutcome::Updated } else { RowOutcome::Unchanged };
        let is_archived = self.candidates.all[place].customer().is_some_and(|c| c.archived_at.is_some());
        Ok(if is_archived { with(outcome, Fault::archived()) } else { done(outcome) })
    }

    /// Says what is wrong with a row.
    ///
    /// # Errors
    /// Of the storage.
    fn refused(&self, row: &ConvertedRow<'_>, error: Error) -> Result<RowResult> {
        let fault = |p: &FieldProblem| Fault {
            column: column_of(row, p),
            ..Fault::of_field(p.field.clone(), p.rule)
        };
        let faults = match error {
            Error::Invalid(problems) => problems.iter().map(fault).collect(),
            error @ Error::RuleViolated { .. } => vec![Fault::refused(&error)],
            error => return Err(error),
        };
        Ok(RowResult { outcome: RowOutcome::Invalid, faults })
    }

    /// Puts a profile in place of a candidate's own; answers whether that stores anything.
    fn put(&mut self, place: usize, profile: CustomerProfile, group: Option<CollectionRef>) -> Result<bool> {
        let (state, now) = (self.ground.state, self.ground.now);
        let candidate = &self.candidates.all[place];
        let Some(current) = candidate.customer() else { return Ok(false) };
        let group = group.unwrap_or_else(|| current.default_group.clone());
        let had_one = matches!(candidate.change, Pending::Update(_));
        let change = match &candidate.before {
            None => {
                let problems = check_profile(&profile, state.check(Context::Import, now, None));
                if !problems.is_empty() {
                    return Err(Error::Invalid(problems));
                }
                Pending::Create(Box::new(new_record(profile, current.id, group, state, now)))
            }
            Some(before) => {
                let mut update = prepare_update(before, profile, Context::Import, state, now)?;
                if group.id != before.default_group.id {
                    update.get_or_insert_with(|| touched(before, self.ground)).after.default_group = group;
                }
                update.map_or(Pending::Nothing, |update| Pending::Update(Box::new(update)))
            }
        };
        if let Some(after) = change.customer().or(candidate.before.as_deref()) {
            self.logins.check(current.id, Some(&current.profile), &after.profile)?;
            self.logins.note(current.id, Some(&current.profile), &after.profile);
        }
        let stores = had_one || !matches!(change, Pending::Nothing);
        self.candidates.all[place].change = change;
        Ok(stores)
    }

    /// Puts a candidate into sets that it is not in; answers whether there are any.
    fn join(&mut self, place: usize, names: &[(CollectionKind, String)]) -> Result<bool> {
        let mut joined = false;
        for (kind, name) in names {
            let set = self.set(*kind, name)?;
            let candidate = &mut self.candidates.all[place];
            let is_in = candidate.customer().is_some_and(|c| {
                let own = match kind {
                    CollectionKind::Tag => &c.tags,
                    CollectionKind::ContactGroup => &c.contact_groups,
                    CollectionKind::CustomerGroup => &c.customer_groups,
                };
                c.default_group.id == set.id || own.iter().any(|known| known.id == set.id)
            });
            if !is_in && !candidate.gained.contains(&(*kind, set.id)) {
                candidate.gained.push((*kind, set.id));
                joined = true;
            }
        }
        Ok(joined)
    }

    /// Returns the set with a name; one that is not there is to be made.
    fn set(&mut self, kind: CollectionKind, name: &str) -> Result<CollectionRef> {
        if let Some(set) = self.sets[place_of(kind)].get(name) {
            return Ok(set.clone());
        }
        let key = (kind, name_key(name));
        let planned = || self.planned_sets.and_then(|sets| sets.get(&key));
        let stored = || self.stored_sets.get(&key).or_else(|| self.memory.sets.get(&key));
        let set = match self.made_sets.get(&key).or_else(planned).or_else(stored) {
            Some(set) => set.clone(),
            None => {
                let id = CollectionId::from_bytes(self.ground.register.new_id()?);
                let set = CollectionRef { id, name: check_name(kind, name)? };
                self.decided.new_sets.push((kind, set.clone()));
                self.made_sets.insert(key, set.clone());
                set
            }
        };
        self.sets[place_of(kind)].insert(name.to_owned(), set.clone());
        Ok(set)
    }
}

/// Finds the sets that rows name and that are not known yet, all at once.
fn stored_sets(tx: &dyn ReadTx, rows: &[PreparedRow], known: &PlannedSets) -> Result<PlannedSets> {
    let mut names: HashSet<(CollectionKind, &str)> = HashSet::new();
    for ready in rows.iter().filter_map(ready_of) {
        names.extend(ready.sets.iter().map(|(kind, name)| (*kind, name.as_str())));
        names.extend(ready.default_group.iter().map(|name| (CollectionKind::CustomerGroup, name.as_str())));
    }
    let keys: HashSet<_> = names.into_iter().map(|(kind, name)| (kind, name_key(name))).collect();
    let keys: Vec<_> = keys.into_iter().filter(|key| !known.contains_key(key)).collect();
    if keys.is_empty() {
        return Ok(PlannedSets::default());
    }
    let found = tx.collections_by_name(&keys)?.into_iter();
    let found = found.map(|set| set.map(CollectionRef::from));
    Ok(keys.into_iter().zip(found).filter_map(|(key, set)| Some((key, set?))).collect())
}

fn place_of(kind: CollectionKind) -> usize {
    match kind {
        CollectionKind::Tag => 0,
        CollectionKind::ContactGroup => 1,
        CollectionKind::CustomerGroup => 2,
    }
}

/// An update that changes no field yet.
fn touched(before: &Customer, ground: Ground<'_>) -> CustomerUpdate {
    let after = Customer { revision: before.revision.next(), updated_at: ground.now, ..before.clone() };
    CustomerUpdate::new(before.clone(), after, &ground.state.collation)
}

fn done(outcome: RowOutcome) -> RowResult {
    RowResult { outcome, faults: Vec::new() }
}

fn with(outcome: RowOutcome, fault: Fault) -> RowResult {
    RowResult { outcome, faults: vec![fault] }
}
