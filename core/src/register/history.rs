use crate::base::{BatchId, CollectionId, CustomerId, EntityKind, Error, Result, Timestamp, name_key};
use crate::batches::ImportBatch;
use crate::catalogue::FieldValue;
use crate::collections::{CollectionKind, Membership};
use crate::customers::{CollectionRef, Customer, PHONE_NUMBERS, customer_field, drop_blank_items};
use crate::history::{Action, HistoryEntry};
use crate::repository::ReadTx;

use super::Register;
use super::collections::name_as_of;
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

    /// Returns up to `limit` changes of one customer, 1,000 at most, the newest first, older than
    /// `before`.
    ///
    /// # Errors
    /// `Unsupported` where the backend keeps no history.
    pub fn of_customer(&self, id: CustomerId, before: Option<u64>, limit: u32) -> Result<Vec<HistoryEntry>> {
        self.register.read(|tx| tx.history_of(customer_ref(id), before, limit.min(AT_MOST)))
    }

    /// Returns up to `limit` changes of the whole register, 1,000 at most, after a place in the change
    /// feed, in order; 0 is its beginning. A follower that goes on from the last one's `seq` misses nothing.
    ///
    /// # Errors
    /// As [`History::of_customer`].
    pub fn changes(&self, after_seq: u64, limit: u32) -> Result<Vec<HistoryEntry>> {
        self.register.read(|tx| tx.changes_after(after_seq, limit.min(AT_MOST)))
    }

    /// Returns up to `limit` changes that one import made, 1,000 at most, in order.
    ///
    /// # Errors
    /// As [`History::of_customer`].
    pub fn of_batch(&self, batch: BatchId, after_seq: u64, limit: u32) -> Result<Vec<HistoryEntry>> {
        self.register.read(|tx| tx.changes_of_batch(batch, after_seq, limit.min(AT_MOST)))
    }

    /// Returns up to `limit` runs of imports, 1,000 at most, the latest first: which file, when, how far.
    ///
    /// # Errors
    /// `Unsupported` where the backend keeps none.
    ///
    /// ```
    /// use kartotek::Register;
    ///
    /// let register = Register::in_memory()?;
    /// for import in register.history().imports(10)? {
    ///     let changes = register.history().of_batch(import.id, 0, 100)?;
    ///     println!("{}: {} rows, {} changes", import.source, import.rows_done, changes.len());
    /// }
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn imports(&self, limit: u32) -> Result<Vec<ImportBatch>> {
        self.register.read(|tx| tx.import_batches(limit.min(AT_MOST)))
    }
}

/// How many entries a call gives at most.
const AT_MOST: u32 = 1_000;

/// Returns a customer as it was at an instant: the record of now with the later changes taken back,
/// the newest first.
pub(super) fn as_of(tx: &dyn ReadTx, id: CustomerId, at: Timestamp) -> Result<Option<Customer>> {
    let now = tx.customers(&[id])?.pop();
    let now = now.ok_or_else(|| Error::not_found(EntityKind::Customer, id))?;
    let Some(mut customer) = taken_back(tx, &now, at)? else { return Ok(None) };
    // What was nothing then is an empty item now.
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
    Ok(Some(customer))
}

fn taken_back(tx: &dyn ReadTx, now: &Customer, at: Timestamp) -> Result<Option<Customer>> {
    const AT_ONCE: u32 = 200;
    let mut customer = now.clone();
    let mut before = None;
    loop {
        let entries = tx.history_of(customer_ref(now.id), before, AT_ONCE)?;
        for entry in &entries {
            if entry.set.at <= at {
                // Tagging does not count as a change of the record.
                if entry.change.action == Action::Grouped {
                    continue;
                }
                customer.updated_at = entry.set.at;
                return Ok(Some(customer));
            }
            if entry.change.action == Action::Created {
                return Ok(None);
            }
            take_back(&mut customer, entry)?;
        }
        match entries.last() {
            Some(last) if entries.len() == AT_ONCE as usize => before = Some(last.seq),
            _ => {
                customer.updated_at = customer.created_at;
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
