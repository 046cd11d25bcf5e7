//! Decides and stores the rows of one chunk within one unit of work.

use std::collections::HashMap;

use crate::base::{CustomerId, Error, FieldProblem, Result, Revision, Timestamp};
use crate::catalogue::Context;
use crate::collections::{CollectionKind, Membership};
use crate::customers::{
    CheckContext, CollectionRef, Customer, CustomerProfile, CustomerUpdate, StoredCustomer, check_profile,
    normalise,
};
use crate::history::{Action, Change, OldValue};
use crate::register::{Unit, creation, customer_ref, edit, find_or_make, new_record, prepare_update};

use super::super::convert::RowConverter;
use super::super::row::{ApplyMode, ConvertedRow};
use super::candidates::{Candidates, Found, Pending, hashes_of};
use super::fault::Fault;
use super::known_keys::KnownKeys;
use super::memory::Memory;
use super::options::{Matching, Repeats};
use super::prepare::{PreparedRow, Ready, RowState, column_of, settle_title};
use super::report::RowOutcome;

/// What all chunks of a run share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work<'a> {
    pub(super) converter: &'a RowConverter,
    pub(super) matching: Matching,
    pub(super) repeats: Repeats,
    pub(super) started_at: Timestamp,
    /// The revision of the settings that the rows were prepared with.
    pub(super) settings: Revision,
}

/// What became of a row, and why.
#[derive(Debug)]
pub(super) struct RowResult {
    pub(super) outcome: RowOutcome,
    pub(super) faults: Vec<Fault>,
}

/// What a chunk did.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) results: Vec<RowResult>,
    /// Keys that the register has now.
    pub(super) new_keys: Vec<u64>,
    /// How many rows of each content came.
    pub(super) contents: HashMap<i64, usize>,
    /// Numbers of the customers that rows were about.
    pub(super) touched: Vec<u64>,
}

/// Decides each row and stores what it changes.
///
/// Of the memory only the keys that `known` gives may be trusted to be complete.
///
/// # Errors
/// Of the storage; those of one row when the storage refuses it, the unit is then to be given up.
pub(super) fn write(
    unit: &mut Unit<'_>,
    rows: &mut [PreparedRow],
    work: &Work<'_>,
    known: Option<&KnownKeys>,
    memory: &Memory,
) -> Result<Written> {
    let stale = unit.state.revision != work.settings;
    for row in rows.iter_mut().filter(|row| stale || row.is_used()) {
        row.renew(work.converter, &unit.state, work.started_at);
    }
    let candidates = Candidates::load(&*unit.tx, rows, known)?;
    let mut chunk = Chunk { work, candidates, written: Written::default(), memory, sets: HashMap::new() };
    for row in rows {
        let result = chunk.row(unit, row)?;
        chunk.written.results.push(result);
    }
    chunk.store(unit)
}

struct Chunk<'a> {
    work: &'a Work<'a>,
    candidates: Candidates,
    written: Written,
    memory: &'a Memory,
    sets: HashMap<(CollectionKind, String), CollectionRef>,
}

impl Chunk<'_> {
    fn row(&mut self, unit: &mut Unit<'_>, prepared: &mut PreparedRow) -> Result<RowResult> {
        let row = &prepared.row;
        let ready = match &mut prepared.state {
            RowState::NotACustomer => return Ok(done(RowOutcome::Skipped)),
            RowState::NotARecord(kind) => return Ok(with(RowOutcome::Skipped, Fault::not_a_record(*kind))),
            RowState::Repeated { by, allowed: true } => {
                return Ok(with(RowOutcome::Skipped, Fault::repeated(*by)));
            }
            RowState::Repeated { by, .. } => return Ok(with(RowOutcome::Invalid, Fault::repeated(*by))),
            RowState::Invalid(faults) => {
                return Ok(RowResult { outcome: RowOutcome::Invalid, faults: faults.clone() });
            }
            RowState::Ready(ready) => ready,
        };
        let Some(new) = ready.new.take() else { return Ok(done(RowOutcome::Skipped)) };
        if self.candidates.is_deleted(&ready.keys) {
            return Ok(with(RowOutcome::Invalid, Fault::deleted()));
        }
        let nth = ready.keys.content.map_or(0, |content| {
            let count = self.written.contents.entry(content).or_insert(0);
            *count += 1;
            *count - 1 + self.memory.rows_of_content(content)
        });
        match self.candidates.find(&ready.keys, &new.customer.profile, nth) {
            Found::Unclear(fault) => Ok(with(RowOutcome::Ambiguous, fault)),
            Found::One(place) if self.is_taken(place) => Ok(with(RowOutcome::Ambiguous, Fault::other_row())),
            Found::One(place) => match self.work.matching {
                Matching::CreateOnly => Ok(with(RowOutcome::Skipped, Fault::exists())),
                Matching::SkipExisting => Ok(done(RowOutcome::Skipped)),
                Matching::FillBlanks => {
                    let converted = self.work.converter.convert(row);
                    self.change(unit, place, &converted, ready, ApplyMode::FillBlanks)
                }
                Matching::Upsert | Matching::UpdateOnly => {
                    let converted = self.work.converter.convert(row);
                    self.change(unit, place, &converted, ready, ApplyMode::Overwrite)
                }
            },
            Found::Nobody if self.work.matching == Matching::UpdateOnly => {
                Ok(with(RowOutcome::Skipped, Fault::not_found()))
            }
            Found::Nobody if !ready.lacking.is_empty() => {
                Ok(RowResult { outcome: RowOutcome::Invalid, faults: ready.lacking.clone() })
            }
            Found::Nobody => self.create(unit, new, ready),
        }
    }

    /// Notes that a row is about a candidate, and tells whether an earlier one was that is no
    /// repetition: if both wrote, the same file again would change the customer twice.
    fn is_taken(&mut self, place: usize) -> bool {
        let candidate = &mut self.candidates.all[place];
        let number = candidate.before.as_ref().map(|customer| customer.number);
        let earlier = candidate.touched || number.is_some_and(|number| self.memory.was_touched(number));
        candidate.touched = true;
        self.written.touched.extend(number);
        earlier && self.work.repeats != Repeats::Each
    }

    fn create(
        &mut self,
        unit: &mut Unit<'_>,
        mut new: Box<StoredCustomer>,
        ready: &Ready,
    ) -> Result<RowResult> {
        let customer = &mut new.customer;
        if ready.keys.id.is_none() {
            customer.id = CustomerId::from_bytes(unit.new_id()?);
        }
        (customer.created_at, customer.updated_at) = (unit.now, unit.now);
        if !ready.says_registration {
            customer.profile.registered_at = Some(unit.now);
        }
        if let Some(name) = &ready.default_group {
            customer.default_group = self.set(unit, CollectionKind::CustomerGroup, name)?;
        }
        self.written.new_keys.extend(hashes_of(&ready.keys));
        let place = self.candidates.create(new, &ready.keys);
        self.join(unit, place, &ready.sets)?;
        Ok(done(RowOutcome::Created))
    }

    fn change(
        &mut self,
        unit: &mut Unit<'_>,
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
        settle_title(&mut profile, &unit.state);
        normalise(&mut profile, &unit.state.settings.country);
        if self.candidates.takes_id_of_another(&profile, place) {
            return Ok(with(RowOutcome::Invalid, Fault::taken(column_of(row, "external_ids"))));
        }
        let group = match &ready.default_group {
            Some(name) if mode == ApplyMode::Overwrite => {
                Some(self.set(unit, CollectionKind::CustomerGroup, name)?)
            }
            _ => None,
        };
        let current = self.candidates.all[place].customer();
        let group = group.filter(|group| current.is_some_and(|c| c.default_group.id != group.id));
        let mut differs = current.is_some_and(|c| c.profile != profile) || group.is_some();
        if differs {
            match self.put(unit, place, profile, group) {
                Ok(stores) => differs = stores,
                Err(Error::Invalid(problems)) => {
                    let fault = |p: &FieldProblem| Fault::of_field(column_of(row, &p.field), p.rule);
                    let faults = problems.iter().map(fault).collect();
                    return Ok(RowResult { outcome: RowOutcome::Invalid, faults });
                }
                Err(error) => return Err(error),
            }
        }
        let joined = self.join(unit, place, &ready.sets)?;
        if differs {
            self.candidates.learn(place, true);
            self.written.new_keys.extend(hashes_of(&ready.keys));
        }
        Ok(done(if differs || joined { RowOutcome::Updated } else { RowOutcome::Unchanged }))
    }

    /// Puts a profile in place of a candidate's own; answers whether that stores anything.
    fn put(
        &mut self,
        unit: &Unit<'_>,
        place: usize,
        profile: CustomerProfile,
        group: Option<CollectionRef>,
    ) -> Result<bool> {
        let (state, now) = (&unit.state, unit.now);
        let candidate = &mut self.candidates.all[place];
        let group = group.or_else(|| candidate.customer().map(|customer| customer.default_group.clone()));
        let Some(group) = group else { return Ok(false) };
        let Some(before) = &candidate.before else {
            let check = CheckContext { settings: &state.settings, context: Context::Import, stored: None };
            let problems = check_profile(&profile, check);
            if !problems.is_empty() {
                return Err(Error::Invalid(problems));
            }
            if let Some(id) = candidate.customer().map(|customer| customer.id) {
                let new = new_record(profile, id, group, state, now);
                candidate.change = Pending::Create(Box::new(new));
            }
            return Ok(true);
        };
        let mut update = prepare_update(before, profile, Context::Import, state, now)?;
        if group.id != before.default_group.id {
            update.get_or_insert_with(|| touched(before, unit)).after.default_group = group;
        }
        let had_one = matches!(candidate.change, Pending::Update(_));
        candidate.change = update.map_or(Pending::Nothing, |update| Pending::Update(Box::new(update)));
        Ok(had_one || matches!(candidate.change, Pending::Update(_)))
    }

    /// Puts a candidate into sets that it is not in; answers whether there are any.
    fn join(
        &mut self,
        unit: &mut Unit<'_>,
        place: usize,
        names: &[(CollectionKind, String)],
    ) -> Result<bool> {
        let mut joined = false;
        for (kind, name) in names {
            let set = self.set(unit, *kind, name)?;
            let candidate = &mut self.candidates.all[place];
            let is_in = candidate.customer().is_some_and(|c| {
                let own = match kind {
                    CollectionKind::Tag => &c.tags,
                    CollectionKind::ContactGroup => &c.contact_groups,
                    CollectionKind::CustomerGroup => &c.customer_groups,
                };
                c.default_group.id == set.id || own.iter().any(|known| known.id == set.id)
            });
            if !is_in && !candidate.gained.iter().any(|(_, known)| known.id == set.id) {
                candidate.gained.push((*kind, set));
                joined = true;
            }
        }
        Ok(joined)
    }

    /// Returns the set with a name, made where there is none.
    fn set(&mut self, unit: &mut Unit<'_>, kind: CollectionKind, name: &str) -> Result<CollectionRef> {
        let key = (kind, name.to_owned());
        if let Some(set) = self.sets.get(&key) {
            return Ok(set.clone());
        }
        let set = find_or_make(unit, kind, name)?;
        self.sets.insert(key, set.clone());
        Ok(set)
    }

    fn store(mut self, unit: &mut Unit<'_>) -> Result<Written> {
        let made = self.candidates.all.iter().filter(|c| matches!(c.change, Pending::Create(_))).count();
        let mut new = Vec::with_capacity(made);
        let (mut updates, mut pairs, mut contents) = (Vec::new(), Vec::new(), Vec::new());
        let mut grouped = Vec::new();
        for candidate in self.candidates.all {
            let Some(id) = candidate.customer().map(|customer| customer.id) else { continue };
            pairs.extend(candidate.gained.iter().map(|(_, set)| (id, set.id)));
            contents.extend(candidate.content.map(|content| (content, id)));
            if candidate.before.is_some() && !candidate.gained.is_empty() {
                grouped.push((id, candidate.gained));
            }
            match candidate.change {
                Pending::Nothing => {}
                Pending::Create(customer) => new.push(*customer),
                Pending::Update(update) => updates.push(*update),
            }
        }
        self.written.touched.extend(unit.tx.insert_customers(&new)?);
        new.iter().for_each(|row| unit.record(creation(row.customer.id)));
        if !updates.is_empty() {
            unit.tx.update_customers(&updates)?;
            updates.iter().for_each(|update| unit.record(edit(update)));
        }
        if !pairs.is_empty() {
            unit.tx.add_members(&pairs)?;
        }
        for (id, gained) in grouped {
            unit.record(joining(id, &gained));
        }
        if !contents.is_empty() {
            unit.tx.remember_contents(&contents)?;
        }
        Ok(self.written)
    }
}

/// An update that changes no field yet.
fn touched(before: &Customer, unit: &Unit<'_>) -> CustomerUpdate {
    let after = Customer { revision: before.revision.next(), updated_at: unit.now, ..before.clone() };
    CustomerUpdate::new(before.clone(), after, &unit.state.collation)
}

/// What history says of a customer that joined tags and groups.
fn joining(id: CustomerId, gained: &[(CollectionKind, CollectionRef)]) -> Change {
    let of_kind = |kind: CollectionKind| {
        let added: Vec<_> = gained.iter().filter(|(own, _)| *own == kind).map(|(_, set)| set.id).collect();
        (!added.is_empty()).then(|| OldValue {
            field: kind.field().into(),
            text: Membership { added, removed: Vec::new() }.to_text(),
        })
    };
    let old = CollectionKind::ALL.into_iter().filter_map(of_kind).collect();
    Change { entity: customer_ref(id), action: Action::Grouped, old }
}

fn done(outcome: RowOutcome) -> RowResult {
    RowResult { outcome, faults: Vec::new() }
}

fn with(outcome: RowOutcome, fault: Fault) -> RowResult {
    RowResult { outcome, faults: vec![fault] }
}
