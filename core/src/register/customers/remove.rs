use std::collections::HashMap;

use crate::base::{CustomerId, EntityKind, Error, Result, Revision};
use crate::collections::BulkOutcome;
use crate::customers::{Customer, Tombstone};
use crate::history::{Action, Change};
use crate::register::bulk::{AT_ONCE, change_each};
use crate::register::dependents::{Dependents, dependents_of_customers, refuse_used};
use crate::register::drafts::customer_ref;
use crate::register::idempotency::Arguments;
use crate::register::{Customers, Dependent, Unit};

use super::items::{item, note_items, recall_items};
use super::update::conflict;

impl Customers<'_> {
    /// Lets customers sign in and order again, or stops them from it (SPEC N9).
    ///
    /// # Errors
    /// Only of the storage; the outcome of each customer stands in its place of the answer.
    ///
    /// ```
    /// use kartotek::{BulkOutcome, CustomerDraft, Enabled, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// assert_eq!(register.customers().set_enabled(&[anna.id], Enabled::No)?, [BulkOutcome::Changed]);
    /// assert!(!register.customers().get(anna.id)?.profile.enabled);
    /// assert_eq!(register.customers().set_enabled(&[anna.id], Enabled::No)?, [BulkOutcome::Unchanged]);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn set_enabled(&self, ids: &[CustomerId], state: Enabled) -> Result<Vec<BulkOutcome>> {
        let operation = if state == Enabled::Yes { "customers.enable" } else { "customers.disable" };
        self.register.outcomes_once(operation, ids, |known| known, |unit, ids| set_enabled(unit, ids, state))
    }

    /// Hides customers from lists; they stay as they are and keep their tags and groups.
    ///
    /// # Errors
    /// As [`Customers::set_enabled`].
    ///
    /// ```
    /// use kartotek::{BulkOutcome, CustomerDraft, CustomerFilter, CustomerId, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let outcomes = register.customers().archive(&[anna.id, CustomerId::from_bytes([0; 16])])?;
    /// assert_eq!(outcomes, [BulkOutcome::Changed, BulkOutcome::NotFound]);
    /// assert_eq!(register.customers().count(&CustomerFilter::default())?, 0);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn archive(&self, ids: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
        self.register.outcomes_once("customers.archive", ids, |known| known, archive)
    }

    /// Shows archived customers in lists again.
    ///
    /// # Errors
    /// As [`Customers::set_enabled`].
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// register.customers().archive(&[anna.id])?;
    /// register.customers().restore(&[anna.id])?;
    /// assert_eq!(register.customers().get(anna.id)?.archived_at, None);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn restore(&self, ids: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
        self.register.outcomes_once("customers.restore", ids, |known| known, restore)
    }

    /// Returns what keeps a customer from being deleted, in the register and in the host's own data; nothing
    /// where it may go (SPEC A31, A32).
    ///
    /// # Errors
    /// Those of the [`DependentSource`](crate::DependentSource)s.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use kartotek::{CustomerDraft, CustomerId, Dependent, DependentSource, Register, Result};
    ///
    /// #[derive(Debug)]
    /// struct Invoices;
    /// impl DependentSource for Invoices {
    ///     fn dependents_of(&self, _: CustomerId) -> Result<Vec<Dependent>> {
    ///         Ok(vec![Dependent { kind: "invoice".into(), count: 2 }])
    ///     }
    /// }
    ///
    /// let register = Register::builder().dependents(Arc::new(Invoices)).in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// assert_eq!(register.customers().dependents(anna.id)?[0].count, 2);
    /// assert!(register.customers().delete(anna.id, anna.revision).is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn dependents(&self, id: CustomerId) -> Result<Vec<Dependent>> {
        self.register.read_current(|tx| {
            let mut dependents = dependents_of_customers(self.register, tx, &[id])?;
            Ok(dependents.remove(&customer_ref(id)).unwrap_or_default())
        })
    }

    /// Deletes a customer for good (SPEC A2, N14). A tombstone keeps the id from being used again; of
    /// the history stays who did what and when, without the values. Decisions on pictures that the customer
    /// gave ([`PhotoConsent`](crate::PhotoConsent)) stay with the participant, with the name as given: they are
    /// the evidence of the consent (GDPR Art. 7(1)), and go with the participant.
    ///
    /// # Errors
    /// `RuleViolated` with the rule `has_dependents` while anything depends on it, `Conflict` when it
    /// was changed since the revision was read, `NotFound`.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// register.customers().delete(anna.id, anna.revision)?;
    /// assert_eq!(register.customers().get(anna.id).unwrap_err().kind(), ErrorKind::NotFound);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn delete(&self, id: CustomerId, revision: Revision) -> Result<()> {
        self.register.done_once(
            "customers.delete",
            || Arguments::default().id(id).number(revision.0.into()),
            |unit| self.delete_one(unit, id, revision),
        )
    }

    /// Deletes several customers for good in one unit of work, each with the revision that was read; one
    /// that may not go does not stop the others (SPEC C25).
    ///
    /// # Errors
    /// Only of the storage; what [`Customers::delete`] fails with stands in its place of the answer.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let gone = register.customers().delete_many(&[(anna.id, anna.revision), (anna.id, anna.revision)])?;
    /// assert!(gone[0].is_ok());
    /// assert_eq!(gone[1].as_ref().unwrap_err().kind(), ErrorKind::NotFound);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn delete_many(&self, customers: &[(CustomerId, Revision)]) -> Result<Vec<Result<()>>> {
        let note = |(): &()| "deleted".to_owned();
        self.register.once(
            "customers.delete_many",
            || {
                let each = customers.iter();
                let known = |known: Arguments, (id, revision): &(CustomerId, Revision)| {
                    known.id(*id).number(revision.0.into())
                };
                each.fold(Arguments::default(), known)
            },
            |unit| self.delete_each(unit, customers),
            |items: &Vec<_>| note_items(items, note),
            |unit, result| {
                let again = |unit: &mut Unit<'_>, index: usize| {
                    let (id, revision) = customers[index];
                    self.delete_one(unit, id, revision)
                };
                recall_items(unit, result, note, |_, _| Ok(()), again)
            },
        )
    }

    pub(in crate::register) fn delete_one(
        &self,
        unit: &mut Unit<'_>,
        id: CustomerId,
        revision: Revision,
    ) -> Result<()> {
        self.delete_each(unit, &[(id, revision)])?.remove(0)
    }

    fn delete_each(
        &self,
        unit: &mut Unit<'_>,
        customers: &[(CustomerId, Revision)],
    ) -> Result<Vec<Result<()>>> {
        let mut items = Vec::with_capacity(customers.len());
        for customers in customers.chunks(AT_ONCE) {
            let ids: Vec<CustomerId> = customers.iter().map(|customer| customer.0).collect();
            let read = unit.tx.customers(&ids)?.into_iter();
            let mut stored: HashMap<CustomerId, Customer> = read.map(|found| (found.id, found)).collect();
            let mut gone = Vec::with_capacity(customers.len());
            let known: Vec<CustomerId> = stored.keys().copied().collect();
            let dependents = dependents_of_customers(self.register, &*unit.tx, &known)?;
            for (id, revision) in customers {
                let may_go = item(may_go(&dependents, stored.get(id), *id, *revision))?;
                if may_go.is_ok() {
                    stored.remove(id);
                    gone.push((*id, OldValues::Some));
                }
                items.push(may_go);
            }
            if !gone.is_empty() {
                delete_all(unit, &gone)?;
            }
        }
        Ok(items)
    }
}

fn may_go(
    dependents: &Dependents,
    stored: Option<&Customer>,
    id: CustomerId,
    revision: Revision,
) -> Result<()> {
    let customer = stored.ok_or_else(|| Error::not_found(EntityKind::Customer, id))?;
    if customer.revision != revision {
        return Err(conflict(customer, revision, &customer.profile));
    }
    refuse_used(dependents, customer_ref(id))
}

/// Whether history has old values of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OldValues {
    None,
    Some,
}

/// Deletes customers that nothing depends on.
///
/// # Errors
/// `NotFound`.
pub(crate) fn delete_all(unit: &mut Unit<'_>, customers: &[(CustomerId, OldValues)]) -> Result<()> {
    let (deleted_at, merged_into) = (unit.now, None);
    let bury = |(id, _): &(CustomerId, OldValues)| Tombstone { id: *id, deleted_at, merged_into };
    unit.tx.delete_customers(&customers.iter().map(bury).collect::<Vec<_>>())?;
    for (id, old) in customers {
        if *old == OldValues::Some {
            unit.forget(customer_ref(*id))?;
        }
        unit.record(Change { entity: customer_ref(*id), action: Action::Deleted, old: Vec::new() });
    }
    Ok(())
}

/// Lets customers sign in and order, or keeps them from it.
///
/// # Errors
/// Of the storage.
pub(in crate::register) fn set_enabled(
    unit: &mut Unit<'_>,
    ids: &[CustomerId],
    state: Enabled,
) -> Result<Vec<BulkOutcome>> {
    change_each(unit, ids, Action::Updated, |customer, _| customer.profile.enabled = state == Enabled::Yes)
}

/// Hides customers from lists.
///
/// # Errors
/// Of the storage.
pub(crate) fn archive(unit: &mut Unit<'_>, ids: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
    change_each(unit, ids, Action::Archived, |customer, now| {
        customer.archived_at.get_or_insert(now);
    })
}

/// Shows archived customers again.
///
/// # Errors
/// Of the storage.
pub(in crate::register) fn restore(unit: &mut Unit<'_>, ids: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
    change_each(unit, ids, Action::Restored, |customer, _| customer.archived_at = None)
}

/// Whether a customer may sign in and order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Enabled {
    /// It may.
    Yes,
    /// It may not.
    No,
}
