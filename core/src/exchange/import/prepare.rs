//! What can be done with a row without asking the storage: it runs on a thread of its own.

use crate::base::{CustomerId, Error, FieldProblem, Rule, Timestamp, fold};
use crate::catalogue::{Context, FieldValue};
use crate::collections::{CollectionKind, check_name};
use crate::customers::{
    CUSTOMER_FIELDS, CustomerProfile, EmailKey, StoredCustomer, check_profile, gender_of_title, group_of,
    normalise,
};
use crate::register::{State, new_record};

use super::super::convert::RowConverter;
use super::super::mapping::ColumnMapping;
use super::super::reader::Row;
use super::super::row::{ApplyMode, CellChange, ConvertedRow};
use super::super::row_kind::RowKind;
use super::super::target::{ItemList, Target};
use super::fault::{Fault, text_of};
use super::switched_off::leave_out_parts;

/// A row and what was made of it.
#[derive(Debug)]
pub(super) struct PreparedRow {
    pub(super) row: Row,
    pub(super) state: RowState,
}

/// What is known of a row before it is compared with the register.
#[derive(Debug)]
pub(super) enum RowState {
    /// It says that it is no customer.
    NotACustomer,
    /// It is no record.
    NotARecord(RowKind),
    /// Another row counts instead, and the file may not hold such rows or may.
    Repeated { by: u64, allowed: bool },
    /// It has problems.
    Invalid(Vec<Fault>),
    /// It is fit to be matched.
    Ready(Box<Ready>),
    /// It was fit, and what was made of it is used up.
    Used,
}

/// What rows are read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) converter: &'a RowConverter,
    /// Reads as well the columns whose fields are switched off here.
    pub(super) whole: &'a RowConverter,
    pub(super) started_at: Timestamp,
}

/// A row that is fit to be matched.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) keys: RowKeys,
    /// The row as a new customer; gone once it is one.
    pub(super) new: Option<Box<StoredCustomer>>,
    /// Whether the row says when the customer registered.
    pub(super) says_registration: bool,
    /// What it lacks to be a new customer; it may still change one.
    pub(super) lacking: Vec<Fault>,
    /// Names of tags and groups.
    pub(super) sets: Vec<(CollectionKind, String)>,
    pub(super) default_group: Option<String>,
}

/// What a row is matched by, in the order of SPEC B17.
#[derive(Debug, Default)]
pub(super) struct RowKeys {
    pub(super) id: Option<CustomerId>,
    pub(super) external_ids: Vec<(String, String)>,
    pub(super) emails: Vec<(i64, EmailKey)>,
    pub(super) phones: Vec<u64>,
    /// A hash of what the row says, where there is no key.
    pub(super) content: Option<i64>,
}

impl PreparedRow {
    /// Converts, normalises and checks a row, and computes its keys.
    pub(super) fn of(row: Row, reading: Reading<'_>, state: &State) -> Self {
        if row.kind() != RowKind::Record {
            return Self { state: RowState::NotARecord(row.kind()), row };
        }
        let prepared = prepare(&row, reading, state);
        Self { row, state: prepared }
    }

    /// Makes the row ready again after it was used up, or after the settings changed.
    pub(super) fn renew(&mut self, reading: Reading<'_>, state: &State) {
        if matches!(self.state, RowState::Ready(_) | RowState::Used) {
            self.state = prepare(&self.row, reading, state);
        }
    }

    /// Tells whether what was made of it is used up.
    pub(super) fn is_used(&self) -> bool {
        matches!(self.state, RowState::Used)
    }
}

/// The cells that lost letters since their bytes are not of the encoding: what is left must not take the place of
/// what is stored.
fn undecodable(cells: &Row, columns: &[ColumnMapping]) -> Vec<Fault> {
    if !cells.is_undecodable {
        return Vec::new();
    }
    let used = columns.iter().enumerate().filter(|(_, column)| !matches!(column.target, Target::Ignored(_)));
    let lossy = used.filter(|(place, _)| text_of(cells, columns, *place).contains('\u{FFFD}'));
    lossy.map(|(place, _)| Fault::undecodable(place)).collect()
}

fn prepare(cells: &Row, reading: Reading<'_>, state: &State) -> RowState {
    if cells.holds_rows {
        return RowState::Invalid(vec![Fault::unclosed_quote()]);
    }
    let row = &reading.converter.convert(cells);
    if row.skip.is_some() {
        return RowState::NotACustomer;
    }
    let mut faults = undecodable(cells, &reading.converter.columns);
    faults.extend(row.problems.iter().map(|p| Fault::of_cell(p.column, p.rule)));
    if row.extra_cells > 0 {
        faults.push(Fault::extra_cells());
    }
    let draft = match row.to_draft() {
        Ok(draft) => draft,
        Err(problems) => {
            faults.extend(problems.iter().map(|p| Fault::of_cell(p.column, p.rule)));
            return RowState::Invalid(faults);
        }
    };
    let mut profile = draft.profile;
    settle_title(&mut profile, state);
    leave_out_parts(&mut profile, &state.settings);
    normalise(&mut profile, &state.settings.country);
    gender_of_title(&mut profile, &state.settings, Context::Import);
    if profile.origin.is_empty() && !state.settings.policies.iter().any(|policy| policy.field == "origin") {
        "import".clone_into(&mut profile.origin);
    }
    let says_registration = profile.registered_at.is_some();
    let check = state.check(Context::Import, reading.started_at, None);
    let mut lacking = Vec::new();
    if draft.id.is_some_and(|id| !id.is_version_7()) {
        let is_id = |column: &ColumnMapping| column.target == Target::Field("id");
        let column = reading.converter.columns.iter().position(is_id);
        lacking.push(Fault { column, ..Fault::of_field("id".into(), Rule::Id) });
    }
    for problem in check_profile(&profile, check) {
        let column = column_of(row, &problem);
        if column.is_some() && row.problems.iter().any(|p| Some(p.column) == column) {
            // What is wrong with that cell was told.
            continue;
        }
        let is_missing = matches!(problem.rule, Rule::Required | Rule::Identity);
        let is_required = |column: &ColumnMapping| {
            problem.rule == Rule::Required
                && matches!(column.target, Target::Field(key) if *key == *problem.field)
        };
        let column = column.or_else(|| reading.converter.columns.iter().position(is_required));
        let fault = Fault { column, ..Fault::of_field(problem.field.clone(), problem.rule) };
        if is_missing { &mut lacking } else { &mut faults }.push(fault);
    }
    let sets = names_of_sets(row, &mut faults);
    if !faults.is_empty() {
        // Somebody who corrects the row needs to know all of it at once.
        faults.append(&mut lacking);
        return RowState::Invalid(faults);
    }
    let id = draft.id.unwrap_or(CustomerId::from_bytes([0; 16]));
    let new = Box::new(new_record(profile, id, state.standard_group.clone(), state, reading.started_at));
    let mut keys = RowKeys::of(draft.id, &new);
    if keys.is_empty() {
        keys.content = Some(content_of(cells, reading.whole, state));
    }
    let default_group = draft.default_group;
    RowState::Ready(Box::new(Ready { keys, new: Some(new), says_registration, lacking, sets, default_group }))
}

/// Takes a title for the register's own where only case or the label differs.
pub(super) fn settle_title(profile: &mut CustomerProfile, state: &State) {
    if profile.title.is_empty() {
        return;
    }
    let key = fold(&profile.title);
    let titles = &state.settings.titles;
    if let Some(title) = titles.iter().find(|title| fold(&title.code) == key || fold(&title.label) == key) {
        title.code.clone_into(&mut profile.title);
    }
}

fn names_of_sets(row: &ConvertedRow<'_>, faults: &mut Vec<Fault>) -> Vec<(CollectionKind, String)> {
    let mut sets = Vec::new();
    for assignment in &row.assignments {
        let CellChange::Collection(key, names) = &assignment.change else { continue };
        let kind = CollectionKind::ALL.into_iter().find(|kind| kind.field() == *key);
        for name in names {
            match check_name(kind.unwrap_or(CollectionKind::CustomerGroup), name) {
                Ok(name) => sets.extend(kind.map(|kind| (kind, name))),
                Err(error) => {
                    faults.extend(rules(&error).map(|rule| Fault::of_cell(assignment.column, rule)));
                }
            }
        }
    }
    sets
}

fn rules(error: &Error) -> impl Iterator<Item = Rule> {
    error.problems().iter().map(|problem| problem.rule)
}

/// Finds the column that a wrong value came from, as far as rows tell.
pub(super) fn column_of(row: &ConvertedRow<'_>, problem: &FieldProblem) -> Option<usize> {
    match (problem.item, group_of(&problem.field)) {
        (Some(item), "email") => item_column(row, ItemList::Emails, "more_emails", item),
        (Some(item), "phone") => item_column(row, ItemList::Phones, "more_phones", item),
        (Some(item), "address") => item_column(row, ItemList::Addresses, "more_addresses", item),
        _ => column_of_field(row, &problem.field),
    }
}

/// Finds the column of a further item: the field of such items, else the one of this item's place.
fn item_column(row: &ConvertedRow<'_>, of: ItemList, further: &str, item: usize) -> Option<usize> {
    let (mut columns, mut is_first_set) = (Vec::new(), 0);
    for assignment in &row.assignments {
        match &assignment.change {
            CellChange::Field(key, _) if *key == further => return Some(assignment.column),
            CellChange::Field(key, _) if group_of(key) == group_of(further) => is_first_set = 1,
            CellChange::Item { list, .. } if *list == of => columns.push(assignment.column),
            CellChange::Address(_) if of == ItemList::Addresses => columns.push(assignment.column),
            _ => {}
        }
    }
    // Of a row that changes a customer the items before may be stored ones.
    item.checked_sub(is_first_set).and_then(|at| columns.get(at)).or(columns.last()).copied()
}

/// Finds the column that a field's value came from.
pub(super) fn column_of_field(row: &ConvertedRow<'_>, key: &str) -> Option<usize> {
    let found = row.assignments.iter().find(|assignment| match &assignment.change {
        CellChange::Field(field, _) => *field == key,
        CellChange::Item { list: ItemList::Emails, .. } => group_of(key) == "email",
        CellChange::Item { list: ItemList::Phones, .. } => group_of(key) == "phone",
        CellChange::Item { .. } => false,
        CellChange::Address(_) => group_of(key) == "address",
        CellChange::ExternalId(..) => key == "external_ids",
        CellChange::Collection(field, _) => *field == key,
    });
    found.map(|assignment| assignment.column)
}

impl RowKeys {
    fn of(id: Option<CustomerId>, new: &StoredCustomer) -> Self {
        let profile = &new.customer.profile;
        let hashes = new.keys.email_hashes.iter();
        let emails = hashes.zip(&profile.emails).filter_map(|(hash, email)| {
            let key = EmailKey::of(&email.address)?;
            hash.map(|hash| (hash, key))
        });
        let external = profile.external_ids.iter().map(|e| (e.source.clone(), e.id.clone()));
        Self {
            id,
            external_ids: external.collect(),
            emails: emails.collect(),
            phones: profile.phones.iter().filter_map(|phone| phone.e164).collect(),
            content: None,
        }
    }

    fn is_empty(&self) -> bool {
        self.id.is_none()
            && self.external_ids.is_empty()
            && self.emails.is_empty()
            && self.phones.is_empty()
            && self.content.is_none()
    }
}

/// A hash of what a row says, the same whatever the settings of the register are: before defaults,
/// with the columns that are switched off, with days of its zone and amounts without currency. It is
/// the same in every version as long as the fields and their texts are.
fn content_of(cells: &Row, whole: &RowConverter, state: &State) -> i64 {
    use sha2::{Digest, Sha256};
    let mut profile = CustomerProfile::default();
    // What cannot be understood of a column that is switched off does not count.
    let _ = whole.convert(cells).apply_to(&mut profile, ApplyMode::Overwrite);
    let mut digest = Sha256::new();
    for field in CUSTOMER_FIELDS.iter().filter(|field| field.is_editable()) {
        let value = field.of_profile(&profile);
        let text = match &value {
            FieldValue::Empty => continue,
            FieldValue::Time(time) => time.local_date(state.zone).to_string().into(),
            FieldValue::Money(money) => money.minor().to_string().into(),
            value => value.to_text(),
        };
        for part in [field.key, text.trim()] {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        }
    }
    let digest = digest.finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(first)
}
