mod both_sides;

use crate::base::{
    BatchId, CollectionId, CustomerId, Error, ErrorKind, Result, Revision, Timestamp, name_key,
};
use crate::batches::ImportBatch;
use crate::catalogue::{FieldChange, FieldValue};
use crate::collections::{CollectionKind, CollectionRef, Membership};
use crate::customers::{Customer, PHONE_NUMBERS, customer_field, drop_blank_items};
use crate::history::{Action, ChangeSet, EntityRef, HistoryEntry, OldValue};
use crate::repository::ReadTx;

use super::Register;
use super::collections::name_as_of;
use super::customers::get as get_customer;
use super::drafts::customer_ref;

/// History of a register: who changed what, when and why (SPEC C19, A38).
#[derive(Debug, Clone, Copy)]
pub struct History<'r> {
    register: &'r Register,
}

impl<'r> History<'r> {
    pub(super) fn new(register: &'r Register) -> Self {
        Self { register }
    }

    /// Returns up to `limit` changes of one customer, 1,000 at most, the newest first, with the old and
    /// the new value of each field (SPEC B16).
    ///
    /// `before` is the `seq` of the last change that was seen: those older than it follow, it is not
    /// among them. Of a deleted customer stays who did what and when, without values.
    ///
    /// # Errors
    /// `Unsupported` where the backend keeps no history.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let mut profile = anna.profile.clone();
    /// profile.family_name = "Lund".into();
    /// register.customers().update(anna.id, anna.revision, profile)?;
    /// let history = register.history().of_customer(anna.id, None, 10)?;
    /// let name = &history[0].fields[0];
    /// assert_eq!((name.old.to_text(), name.new.to_text()), ("García".into(), "Lund".into()));
    /// let older = register.history().of_customer(anna.id, Some(history[0].seq), 10)?;
    /// assert_eq!(older, history[1..]);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn of_customer(
        &self,
        id: CustomerId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<CustomerChange>> {
        self.register.read(|tx| both_sides::of_customer(tx, id, before, limit.min(AT_MOST)))
    }

    /// Returns up to `limit` changes of the whole register, 1,000 at most, after a place in the change
    /// feed, in order; 0 is its beginning. A follower that goes on from the last one's `seq` misses nothing.
    ///
    /// An entry has the old values alone: the new value of a field is the old one of the next change of
    /// that field, or else what the record says now. [`History::of_customer`] gives both.
    ///
    /// # Errors
    /// As [`History::of_customer`].
    ///
    /// ```
    /// use kartotek::{Action, CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let seen = register.history().changes(0, 1_000)?.last().map_or(0, |entry| entry.seq);
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let new = register.history().changes(seen, 1_000)?;
    /// assert_eq!((new[0].change.entity.id, new[0].change.action), (anna.id.to_bytes(), Action::Created));
    /// assert!(register.history().changes(new[0].seq, 1_000)?.is_empty());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn changes(&self, after_seq: u64, limit: u32) -> Result<Vec<HistoryEntry>> {
        self.register.read(|tx| tx.changes_after(after_seq, limit.min(AT_MOST)))
    }

    /// Returns the place of the latest change in the change feed, 0 where there is none: what a follower goes on
    /// from who wants to hear of new changes alone.
    ///
    /// # Errors
    /// As [`History::of_customer`].
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let seen = register.history().latest()?;
    /// assert!(register.history().changes(seen, 10)?.is_empty());
    /// let bo = register.customers().create(CustomerDraft::person("Bo", "Ek"))?;
    /// assert_eq!(register.history().changes(seen, 10)?[0].change.entity.id, bo.id.to_bytes());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn latest(&self) -> Result<u64> {
        self.register.read(|tx| tx.latest_change())
    }

    /// Returns up to `limit` changes that one import made, 1,000 at most, in order, after a place in the
    /// change feed; with the old values alone, as [`History::changes`].
    ///
    /// # Errors
    /// As [`History::of_customer`].
    ///
    /// ```
    /// use kartotek::{Action, Register, Source};
    ///
    /// let register = Register::in_memory()?;
    /// let report = register.import_source(Source::bytes("Given name\nAnna\nBo\n"))?.run()?;
    /// let changes = register.history().of_batch(report.batch, 0, 1_000)?;
    /// assert_eq!(changes.len(), 2);
    /// assert!(changes.iter().all(|entry| entry.change.action == Action::Created));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn of_batch(&self, batch: BatchId, after_seq: u64, limit: u32) -> Result<Vec<HistoryEntry>> {
        self.register.read(|tx| tx.changes_of_batch(batch, after_seq, limit.min(AT_MOST)))
    }

    /// Returns up to `limit` runs of imports, 1,000 at most, the latest first: which file, when, how far.
    /// `before` is the last run that was seen; those that began before it follow.
    ///
    /// # Errors
    /// `Unsupported` where the backend keeps none.
    ///
    /// ```
    /// use kartotek::Register;
    ///
    /// let register = Register::in_memory()?;
    /// for import in register.history().imports(None, 10)? {
    ///     let changes = register.history().of_batch(import.id, 0, 100)?;
    ///     println!("{}: {} rows, {} changes", import.source, import.rows_done, changes.len());
    /// }
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn imports(&self, before: Option<BatchId>, limit: u32) -> Result<Vec<ImportBatch>> {
        self.register.read(|tx| tx.import_batches(before, limit.min(AT_MOST)))
    }
}

/// One change of a customer as people read it (SPEC C19, B16).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct CustomerChange {
    /// Its place in the change feed; grows, gaps are normal.
    pub seq: u64,
    /// Who, when and why.
    pub set: ChangeSet,
    /// What was done.
    pub action: Action,
    /// The changed fields, each with both values; of a creation none.
    ///
    /// Tags and groups are called what they are called now: the old value has those that the customer
    /// lost, the new value those that it gained.
    pub fields: Vec<FieldChange>,
}

/// How many entries a call gives at most.
const AT_MOST: u32 = 1_000;

/// Returns a customer as it was at an instant: the record of now with the later changes taken back,
/// the newest first.
pub(super) fn as_of(tx: &dyn ReadTx, id: CustomerId, at: Timestamp) -> Result<Option<Customer>> {
    let now = get_customer(tx, id)?;
    let then = taken_back(tx, &now, |_, entry| entry.set.at <= at)?;
    then.map(|customer| completed(tx, customer, at)).transpose()
}

/// What the last edits of a record replaced.
#[derive(Debug, Default)]
pub(super) struct LastEdits {
    /// The old values, those of the newest edit first.
    pub(super) old: Vec<OldValue>,
    /// When the edit before them was made; nothing where there is none.
    pub(super) before: Option<Timestamp>,
}

/// Returns what so many last edits of a record replaced, each of which is one change; nothing where history does
/// not tell.
pub(super) fn last_edits(tx: &dyn ReadTx, of: EntityRef, count: u32) -> Result<Option<LastEdits>> {
    let (mut edits, mut left, mut before) = (LastEdits::default(), count, None);
    loop {
        let entries = match tx.history_of(of, before, 100) {
            Err(error) if error.kind() == ErrorKind::Unsupported => return Ok(None),
            other => other?,
        };
        let Some(last) = entries.last() else { return Ok((left == 0).then_some(edits)) };
        before = Some(last.seq);
        for entry in entries.into_iter().filter(|entry| entry.change.action == Action::Updated) {
            if left == 0 {
                return Ok(Some(LastEdits { before: Some(entry.set.at), ..edits }));
            }
            left -= 1;
            edits.old.extend(entry.change.old);
        }
    }
}

/// Returns a customer as it was at an earlier revision; as it is where history does not tell.
pub(super) fn at_revision(tx: &dyn ReadTx, now: Customer, revision: Revision) -> Result<Customer> {
    if now.revision <= revision {
        return Ok(now);
    }
    match taken_back(tx, &now, |customer, _| customer.revision <= revision) {
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(now),
        then => match then? {
            Some(customer) => {
                let at = customer.updated_at;
                completed(tx, customer, at)
            }
            None => Ok(now),
        },
    }
}

/// Makes a record of what was taken back: what was nothing then is an empty item now, and sets have no
/// names yet.
fn completed(tx: &dyn ReadTx, mut customer: Customer, at: Timestamp) -> Result<Customer> {
    drop_blank_items(&mut customer.profile);
    let lists = [
        (CollectionKind::Tag, &mut customer.tags),
        (CollectionKind::ContactGroup, &mut customer.contact_groups),
        (CollectionKind::CustomerGroup, &mut customer.customer_groups),
    ];
    for (kind, sets) in lists {
        for set in sets.iter_mut() {
            set.name = name_as_of(tx, kind, set.id, at)?;
        }
        sets.sort_by_key(|set| name_key(&set.name));
    }
    let group = &mut customer.default_group;
    group.name = name_as_of(tx, CollectionKind::CustomerGroup, group.id, at)?;
    Ok(customer)
}

/// Takes the changes of a customer back until one that still counts. Where none is taken back the time of
/// the last change stays as well, which is not that of the last entry where an import was taken back.
fn taken_back(
    tx: &dyn ReadTx,
    now: &Customer,
    counts: impl Fn(&Customer, &HistoryEntry) -> bool,
) -> Result<Option<Customer>> {
    const AT_ONCE: u32 = 200;
    let mut customer = now.clone();
    let (mut before, mut changed_at) = (None, Some(now.updated_at));
    loop {
        let entries = tx.history_of(customer_ref(now.id), before, AT_ONCE)?;
        for entry in &entries {
            if counts(&customer, entry) {
                // Tagging does not count as a change of the record.
                if entry.change.action == Action::Grouped {
                    continue;
                }
                customer.updated_at = changed_at.unwrap_or(entry.set.at);
                return Ok(Some(customer));
            }
            if entry.change.action == Action::Created {
                return Ok(None);
            }
            take_back(&mut customer, entry)?;
            changed_at = changed_at.filter(|_| entry.change.action == Action::Grouped);
        }
        match entries.last() {
            Some(last) if entries.len() == AT_ONCE as usize => before = Some(last.seq),
            _ => {
                customer.updated_at = changed_at.unwrap_or(customer.created_at);
                return Ok(Some(customer));
            }
        }
    }
}

/// Takes one change of a customer back.
///
/// # Errors
/// `Invalid` when an old value is none of its field.
pub(crate) fn take_back(customer: &mut Customer, entry: &HistoryEntry) -> Result<()> {
    for old in &entry.change.old {
        if old.field == PHONE_NUMBERS {
            let numbers = old.text.split('\n').map(|number| number.parse().ok());
            customer.profile.phones.iter_mut().zip(numbers).for_each(|(phone, e164)| phone.e164 = e164);
        }
        let Some(field) = customer_field(&old.field) else { continue };
        let groups = CollectionKind::ALL.into_iter().find(|kind| kind.field() == field.key);
        if let Some(kind) = groups {
            if let Some(difference) = Membership::from_text(&old.text) {
                take_back_membership(customer, kind, &difference);
            }
        } else if field.is_editable() {
            let value = FieldValue::parse(field.kind, &old.text).unwrap_or(FieldValue::Empty);
            field.set(&mut customer.profile, value).map_err(|rule| Error::field(field.key, rule))?;
        } else if field.key == "archived_at" {
            customer.archived_at = old.text.parse().ok();
        } else if field.key == "default_group" {
            customer.default_group = unnamed(old.text.parse()?);
        }
    }
    if entry.change.action != Action::Grouped {
        customer.revision.0 = customer.revision.0.saturating_sub(1);
    }
    Ok(())
}

fn take_back_membership(customer: &mut Customer, kind: CollectionKind, difference: &Membership) {
    let sets = match kind {
        CollectionKind::Tag => &mut customer.tags,
        CollectionKind::ContactGroup => &mut customer.contact_groups,
        CollectionKind::CustomerGroup => &mut customer.customer_groups,
    };
    sets.retain(|set| !difference.added.contains(&set.id));
    sets.extend(difference.removed.iter().copied().map(unnamed));
}

fn unnamed(id: CollectionId) -> CollectionRef {
    CollectionRef { id, name: String::new() }
}
