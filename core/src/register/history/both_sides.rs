use std::borrow::Cow;
use std::collections::HashMap;

use crate::base::{CollectionId, CustomerId, Result};
use crate::catalogue::{FieldChange, FieldValue};
use crate::collections::{CollectionKind, Membership};
use crate::customers::{Customer, PHONE_NUMBERS, customer_field};
use crate::history::{HistoryEntry, OldValue};
use crate::repository::ReadTx;

use super::super::drafts::customer_ref;
use super::CustomerChange;

/// Returns changes of a customer with the values after them: those before the next change of the same
/// field, or those of now.
///
/// One query reads the page, one what is newer than it, one the record; each tag or group is read once.
pub(super) fn of_customer(
    tx: &dyn ReadTx,
    id: CustomerId,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<CustomerChange>> {
    let entries = tx.history_of(customer_ref(id), before, limit)?;
    let newer = match before {
        Some(seq) if !entries.is_empty() => tx.changes_of(&[customer_ref(id)], seq.saturating_sub(1))?,
        _ => Vec::new(),
    };
    let mut reader =
        Reader { tx, now: tx.customers(&[id])?.pop(), after: HashMap::new(), names: HashMap::new() };
    newer.into_iter().rev().for_each(|entry| reader.pass(entry.change.old));
    entries.into_iter().map(|entry| reader.read(entry)).collect()
}

/// Goes from the newest change to the oldest.
struct Reader<'a> {
    tx: &'a dyn ReadTx,
    now: Option<Customer>,
    /// Fields that changed since, with their values before that: those after an older change.
    after: HashMap<Cow<'static, str>, String>,
    names: HashMap<CollectionId, String>,
}

impl Reader<'_> {
    fn pass(&mut self, old: Vec<OldValue>) {
        self.after.extend(old.into_iter().map(|old| (old.field, old.text)));
    }

    fn read(&mut self, entry: HistoryEntry) -> Result<CustomerChange> {
        let mut fields = Vec::with_capacity(entry.change.old.len());
        for old in &entry.change.old {
            if old.field != PHONE_NUMBERS {
                fields.push(self.both(old)?);
            }
        }
        self.pass(entry.change.old);
        Ok(CustomerChange { seq: entry.seq, set: entry.set, action: entry.change.action, fields })
    }

    fn both(&mut self, old: &OldValue) -> Result<FieldChange> {
        if let Some(kind) = CollectionKind::ALL.into_iter().find(|kind| kind.field() == old.field) {
            let change = Membership::from_text(&old.text).unwrap_or_default();
            let (old_sets, new_sets) = (self.names(kind, &change.removed)?, self.names(kind, &change.added)?);
            return Ok(FieldChange { field: old.field.clone(), old: old_sets, new: new_sets });
        }
        let new = match self.after.get(&old.field) {
            Some(text) => text.clone(),
            None => self.of_now(&old.field),
        };
        let (old_value, new_value) = if old.field == "default_group" {
            (self.group(&old.text)?, self.group(&new)?)
        } else {
            (value(&old.field, &old.text), value(&old.field, &new))
        };
        Ok(FieldChange { field: old.field.clone(), old: old_value, new: new_value })
    }

    /// The text of a field of the record of now, as history would have it.
    fn of_now(&self, field: &str) -> String {
        match (&self.now, customer_field(field)) {
            (Some(customer), Some(_)) if field == "default_group" => customer.default_group.id.to_string(),
            (Some(customer), Some(field)) => field.of(customer).to_text().into_owned(),
            _ => String::new(),
        }
    }

    fn group(&mut self, id: &str) -> Result<FieldValue<'static>> {
        match id.parse() {
            Ok(id) => Ok(text(self.name(CollectionKind::CustomerGroup, id)?)),
            Err(_) => Ok(FieldValue::Empty),
        }
    }

    fn names(&mut self, kind: CollectionKind, sets: &[CollectionId]) -> Result<FieldValue<'static>> {
        let names = sets.iter().map(|set| self.name(kind, *set).map(Cow::Owned));
        Ok(FieldValue::list(names.collect::<Result<_>>()?))
    }

    /// What a set is called now, or was called when it was deleted.
    fn name(&mut self, kind: CollectionKind, id: CollectionId) -> Result<String> {
        if let Some(name) = self.names.get(&id) {
            return Ok(name.clone());
        }
        let name = last_name(self.tx, kind, id)?;
        self.names.insert(id, name.clone());
        Ok(name)
    }
}

fn last_name(tx: &dyn ReadTx, kind: CollectionKind, id: CollectionId) -> Result<String> {
    if let Some(set) = tx.collection(id)? {
        return Ok(set.name);
    }
    let deletion = tx.history_of(super::super::collections::set_ref(kind, id), None, 1)?.pop();
    let old = deletion.into_iter().flat_map(|entry| entry.change.old).find(|old| old.field == "name");
    Ok(old.map_or_else(|| id.to_string(), |old| old.text))
}

fn text(text: String) -> FieldValue<'static> {
    if text.is_empty() { FieldValue::Empty } else { FieldValue::Text(text.into()) }
}

fn value(field: &str, canonical: &str) -> FieldValue<'static> {
    let value = customer_field(field).and_then(|field| FieldValue::parse(field.kind, canonical).ok());
    value.map_or_else(|| text(canonical.to_owned()), FieldValue::into_owned)
}
