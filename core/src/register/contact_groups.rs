use crate::base::{CollectionId, CustomerId, EntityKind, Error, Result, Revision, name_key};
use crate::collections::{BulkOutcome, Collection, CollectionKind};

use super::Register;
use super::collections::{change_members, create, delete, get, put, rename, set_archived};
use super::idempotency::Arguments;
use super::set_handle::collection_handle;

collection_handle! {
    /// Contact groups of a register: mailing lists of contacts (SPEC P16, P19, P22, P23).
    ///
    /// ```
    /// use kartotek::{BulkOutcome, CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let bo = register.customers().create(CustomerDraft::person("Bo", "Ek"))?;
    /// let parents = register.contact_groups().create_with("Parents 4B", &[anna.id])?;
    /// let outcomes = register.contact_groups().attach(parents.id, &[anna.id, bo.id])?;
    /// assert_eq!(outcomes, [BulkOutcome::Unchanged, BulkOutcome::Changed]);
    /// assert!(register.contact_groups().create("parents 4b").is_err());
    ///
    /// let renamed = register.contact_groups().rename(parents.id, parents.revision, "Parents 5B")?;
    /// assert_eq!(register.contact_groups().find_by_name("parents 5b")?, Some(renamed));
    /// assert!(register.contact_groups().archive(parents.id)?.archived_at.is_some());
    /// assert_eq!(register.contact_groups().restore(parents.id)?.archived_at, None);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    ContactGroups, CollectionKind::ContactGroup, "contact_groups"
}

impl ContactGroups<'_> {
    /// Makes a contact group with its first members in one step (SPEC P23).
    ///
    /// # Errors
    /// As [`ContactGroups::create`]; `NotFound` when one of the customers does not exist. Nothing is
    /// stored then.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerId, ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let groups = register.contact_groups();
    /// assert_eq!(groups.create_with("Parents 4B", &[anna.id])?.size, 1);
    /// let error = groups.create_with("Parents 4C", &[CustomerId::from_bytes([0; 16])]).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::NotFound);
    /// assert_eq!(groups.find_by_name("Parents 4C")?, None);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn create_with(&self, name: &str, customers: &[CustomerId]) -> Result<Collection> {
        self.register.set_once(
            "contact_groups.create_with",
            || Arguments::default().ids(customers).text(name),
            |unit| {
                let group = create(unit, Self::KIND, name)?;
                let outcomes = change_members(unit, Self::KIND, customers, &[group.id], &[])?;
                match outcomes.iter().position(|outcome| *outcome == BulkOutcome::NotFound) {
                    Some(at) => Err(Error::not_found(EntityKind::Customer, customers[at])),
                    None => get(&*unit.tx, Self::KIND, group.id),
                }
            },
        )
    }

    /// Puts customers into a contact group (SPEC P16, P22). The answer has an outcome for each, in
    /// order.
    ///
    /// # Errors
    /// `NotFound` when there is no such group.
    ///
    /// ```
    /// use kartotek::{BulkOutcome, CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let parents = register.contact_groups().create("Parents 4B")?;
    /// assert_eq!(register.contact_groups().attach(parents.id, &[anna.id])?, [BulkOutcome::Changed]);
    /// assert_eq!(register.customers().get(anna.id)?.contact_groups[0].name, "Parents 4B");
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn attach(&self, group: CollectionId, customers: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
        self.register.outcomes_once(
            "contact_groups.attach",
            customers,
            |known| known.id(group),
            |unit, customers| put(unit, Self::KIND, group, customers, true),
        )
    }

    /// Takes customers out of a contact group. The answer has an outcome for each, in order.
    ///
    /// # Errors
    /// As [`ContactGroups::attach`].
    ///
    /// ```
    /// use kartotek::{BulkOutcome, CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let parents = register.contact_groups().create_with("Parents 4B", &[anna.id])?;
    /// assert_eq!(register.contact_groups().detach(parents.id, &[anna.id])?, [BulkOutcome::Changed]);
    /// assert_eq!(register.contact_groups().get(parents.id)?.size, 0);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn detach(&self, group: CollectionId, customers: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
        self.register.outcomes_once(
            "contact_groups.detach",
            customers,
            |known| known.id(group),
            |unit, customers| put(unit, Self::KIND, group, customers, false),
        )
    }
}
