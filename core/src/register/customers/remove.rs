use crate::base::{CustomerId, Error, Result, Revision, Timestamp};
use crate::collections::BulkOutcome;
use crate::customers::{Customer, Tombstone};
use crate::history::{Action, Change};
use crate::register::bulk::change_each;
use crate::register::collections::customers_arguments;
use crate::register::drafts::customer_ref;
use crate::register::idempotency::Arguments;
use crate::register::{Customers, Dependent, Unit};

use super::find::get;
use super::update::conflict;

impl Customers<'_> {
    /// Lets customers sign in and order again, or stops them from it (SPEC N9).
    ///
    /// # Errors
    /// Only of the storage; the outcome of each customer stands in its place of the answer.
    pub fn set_enabled(&self, ids: &[CustomerId], state: Enabled) -> Result<Vec<BulkOutcome>> {
        let operation = if state == Enabled::Yes { "customers.enable" } else { "customers.disable" };
        self.bulk(operation, ids, Action::Updated, |customer, _| {
            customer.profile.enabled = state == Enabled::Yes
        })
    }

    /// Hides customers from lists; they stay as they are and keep their tags and groups.
    ///
    /// # Errors
    /// As [`Customers::set_enabled`].
    pub fn archive(&self, ids: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
        self.bulk("customers.archive", ids, Action::Archived, |customer, now| {
            customer.archived_at.get_or_insert(now);
        })
    }

    /// Shows archived customers in lists again.
    ///
    /// # Errors
    /// As [`Customers::set_enabled`].
    pub fn restore(&self, ids: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
        self.bulk("customers.restore", ids, Action::Restored, |customer, _| customer.archived_at = None)
    }

    /// Returns what keeps a customer from being deleted; nothing where it may go (SPEC A31, A32).
    ///
    /// # Errors
    /// Those of the [`DependentSource`](crate::DependentSource)s.
    pub fn dependents(&self, id: CustomerId) -> Result<Vec<Dependent>> {
        let sources = self.register.dependents().iter();
        let found: Vec<Vec<Dependent>> =
            sources.map(|source| source.dependents_of(id)).collect::<Result<_>>()?;
        Ok(found.into_iter().flatten().filter(|dependent| dependent.count > 0).collect())
    }

    /// Deletes a customer for good (SPEC A2, N14). A tombstone keeps the id from being used again; of
    /// the history stays who did what and when, without the values.
    ///
    /// # Errors
    /// `RuleViolated` with the rule `has_dependents` while anything depends on it, `Conflict` when it
    /// was changed since the revision was read, `NotFound`.
    pub fn delete(&self, id: CustomerId, revision: Revision) -> Result<()> {
        self.register.once(
            "customers.delete",
            || Arguments::default().bytes(&id.to_bytes()).number(revision.0.into()).finish(),
            |unit| {
                let customer = get(&*unit.tx, id)?;
                if customer.revision != revision {
                    return Err(conflict(&customer, revision, &customer.profile));
                }
                let dependents = self.dependents(id)?;
                if !dependents.is_empty() {
                    let list: Vec<String> =
                        dependents.iter().map(|d| format!("{} {}", d.count, d.kind)).collect();
                    return Err(Error::rule("has_dependents", list.join(", ")));
                }
                delete_one(unit, id)
            },
            |()| String::new(),
            |_, _| Ok(()),
        )
    }

    fn bulk(
        &self,
        operation: &'static str,
        ids: &[CustomerId],
        action: Action,
        change: impl Fn(&mut Customer, Timestamp),
    ) -> Result<Vec<BulkOutcome>> {
        let digest = || customers_arguments(ids).finish();
        self.register.outcomes_once(operation, digest, |unit| change_each(unit, ids, action, &change))
    }
}

/// Deletes a customer that nothing depends on.
///
/// # Errors
/// `NotFound`.
pub(crate) fn delete_one(unit: &mut Unit<'_>, id: CustomerId) -> Result<()> {
    let (deleted_at, merged_into) = (unit.now, None);
    unit.tx.delete_customer(&Tombstone { id, deleted_at, merged_into })?;
    if unit.keeps_history() {
        unit.tx.forget_old_values(customer_ref(id))?;
    }
    unit.record(Change { entity: customer_ref(id), action: Action::Deleted, old: Vec::new() });
    Ok(())
}

/// Hides a customer from lists.
///
/// # Errors
/// Of the storage.
pub(crate) fn archive_one(unit: &mut Unit<'_>, id: CustomerId) -> Result<()> {
    let hide = |customer: &mut Customer, now| {
        customer.archived_at.get_or_insert(now);
    };
    change_each(unit, &[id], Action::Archived, hide).map(drop)
}

/// Whether a customer may sign in and order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enabled {
    /// It may.
    Yes,
    /// It may not.
    No,
}
