use crate::base::{CollectionId, CustomerId, Error, Result, Revision, name_key};
use crate::collections::{BulkOutcome, Collection, CollectionKind, CollectionRef, Preset};
use crate::history::Action;

use super::bulk::{AT_ONCE, change_each};
use super::collections::{change_members, create, delete, get, put, rename, set_archived};
use super::idempotency::Arguments;
use super::set_handle::collection_handle;
use super::{Register, Unit};

collection_handle! {
    /// Customer groups of a register: they decide prices and access (SPEC N24–N26, B7).
    ///
    /// A customer may be in several; exactly one is its default group at any time. `Standard` and
    /// `Business` are there from the start.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Preset, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let groups = register.customer_groups();
    /// assert_eq!(groups.preset(Preset::Standard)?.id, anna.default_group.id);
    /// let schools = groups.create("Schools")?;
    /// groups.set_default(schools.id, &[anna.id])?;
    /// let error = groups.detach(schools.id, &[anna.id], None).unwrap_err();
    /// assert!(matches!(error, kartotek::Error::RuleViolated { rule: "default_group_required", .. }));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    CustomerGroups, CollectionKind::CustomerGroup, "customer_groups"
}

impl CustomerGroups<'_> {
    /// Returns a group that was made with the register (SPEC N25); it may have another name by now.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no groups.
    ///
    /// ```
    /// use kartotek::{Preset, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let groups = register.customer_groups();
    /// let business = groups.preset(Preset::Business)?;
    /// groups.rename(business.id, business.revision, "Companies")?;
    /// assert_eq!(groups.preset(Preset::Business)?.name, "Companies");
    /// assert!(groups.delete(business.id).is_err());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn preset(&self, preset: Preset) -> Result<Collection> {
        let found = self.all()?.into_iter().find(|group| group.preset == Some(preset));
        found.ok_or(Error::Unsupported("preset customer groups"))
    }

    /// Puts customers into a group beside their default group (SPEC N24). The answer has an outcome for
    /// each, in order; whose default group it is stays as it is.
    ///
    /// # Errors
    /// `NotFound` when there is no such group.
    ///
    /// ```
    /// use kartotek::{BulkOutcome, CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let schools = register.customer_groups().create("Schools")?;
    /// assert_eq!(register.customer_groups().attach(schools.id, &[anna.id])?, [BulkOutcome::Changed]);
    /// let now = register.customers().get(anna.id)?;
    /// assert!(now.customer_groups.iter().any(|group| group.id == schools.id));
    /// assert_eq!(now.default_group, anna.default_group);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn attach(&self, group: CollectionId, customers: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
        self.register.outcomes_once(
            "customer_groups.attach",
            customers,
            |known| known.id(group),
            |unit, customers| put(unit, Self::KIND, group, customers, true),
        )
    }

    /// Takes customers out of a group; those whose default group it is get the new default that is
    /// given. The answer has an outcome for each, in order.
    ///
    /// # Errors
    /// `RuleViolated` with the rule `default_group_required` when it is somebody's default group and
    /// no other is given (SPEC B7); `NotFound` when one of the groups does not exist. Nothing is stored
    /// then.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let (standard, groups) = (anna.default_group.id, register.customer_groups());
    /// assert!(groups.detach(standard, &[anna.id], None).is_err());
    /// let schools = groups.create("Schools")?;
    /// groups.detach(standard, &[anna.id], Some(schools.id))?;
    /// assert_eq!(register.customers().get(anna.id)?.default_group.id, schools.id);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn detach(
        &self,
        group: CollectionId,
        customers: &[CustomerId],
        new_default: Option<CollectionId>,
    ) -> Result<Vec<BulkOutcome>> {
        self.register.outcomes_once(
            "customer_groups.detach",
            customers,
            |known| known.id(group).id(new_default.map_or([0; 16], CollectionId::to_bytes)),
            |unit, customers| {
                get(&*unit.tx, Self::KIND, group)?;
                if let Some(other) = new_default {
                    get(&*unit.tx, Self::KIND, other)?;
                }
                let mut by_default = Vec::new();
                for some in customers.chunks(AT_ONCE) {
                    let read = unit.tx.customers(some)?;
                    by_default.extend(read.iter().filter(|c| c.default_group.id == group).map(|c| c.id));
                }
                if !by_default.is_empty() {
                    let Some(other) = new_default.filter(|other| *other != group) else {
                        let detail = "a customer's default group cannot be taken away without a new one";
                        return Err(Error::rule("default_group_required", detail));
                    };
                    set_default(unit, other, &by_default)?;
                }
                change_members(unit, Self::KIND, customers, &[], &[group])
            },
        )
    }

    /// Makes a group the default one of customers (SPEC N26). The old default group stays among their
    /// groups. The answer has an outcome for each, in order.
    ///
    /// # Errors
    /// `NotFound` when there is no such group.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let schools = register.customer_groups().create("Schools")?;
    /// register.customer_groups().set_default(schools.id, &[anna.id])?;
    /// let now = register.customers().get(anna.id)?;
    /// assert_eq!(now.default_group.id, schools.id);
    /// assert!(now.customer_groups.contains(&anna.default_group));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn set_default(&self, group: CollectionId, customers: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
        self.register.outcomes_once(
            "customer_groups.set_default",
            customers,
            |known| known.id(group),
            |unit, customers| set_default(unit, group, customers),
        )
    }
}

/// Makes a group the default one of customers; they stay members of the old one.
///
/// # Errors
/// `NotFound` when there is no such group.
pub(super) fn set_default(
    unit: &mut Unit<'_>,
    group: CollectionId,
    customers: &[CustomerId],
) -> Result<Vec<BulkOutcome>> {
    let group = CollectionRef::from(get(&*unit.tx, CollectionKind::CustomerGroup, group)?);
    change_each(unit, customers, Action::Updated, |customer, _| customer.default_group = group.clone())
}
