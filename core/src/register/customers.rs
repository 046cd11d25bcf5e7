use crate::base::{CustomerId, EntityKind, Error, Page, PageRequest, Result, Revision, Timestamp};
use crate::collections::BulkOutcome;
use crate::customers::{
    Customer, CustomerDraft, CustomerFilter, CustomerProfile, CustomerSort, CustomerUpdate, SearchQuery,
    StoredCustomer, Tombstone, draft_from_search,
};
use crate::history::{Action, Change};
use crate::repository::ReadTx;

use super::drafts::{creation, customer_ref, edit, prepare_new, prepare_update, resolve_sets};
use super::idempotency::Arguments;
use super::{AllCustomers, Dependent, Register, Unit};

/// Customers of a register: create, read, list, search, change.
#[derive(Debug, Clone, Copy)]
pub struct Customers<'r> {
    pub(crate) register: &'r Register,
}

impl<'r> Customers<'r> {
    pub(super) fn new(register: &'r Register) -> Self {
        Self { register }
    }

    /// Creates a customer with its tags and groups (SPEC N17, A2).
    ///
    /// # Errors
    /// `Invalid` with every problem of the draft, `AlreadyExists` when its id or an external id is in
    /// use; then nothing is stored.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register, Rule};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García").with_tag("VIP"))?;
    /// assert_eq!((anna.number, anna.tags[0].name.as_str()), (1, "VIP"));
    /// let wrong = CustomerDraft::person("Bo", "Ek").with_email("bo@").with_tag("VIP");
    /// let error = register.customers().create(wrong).unwrap_err();
    /// assert_eq!(error.problems()[0].rule, Rule::EmailSyntax);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn create(&self, draft: CustomerDraft) -> Result<Customer> {
        self.register.once(
            "customers.create",
            || Arguments::default().draft(&draft).finish(),
            |unit| create(unit, self.register, &draft),
            |customer| customer.id.to_string(),
            |unit, result| get(&*unit.tx, result.parse()?),
        )
    }

    /// Creates several customers in one unit of work; a bad one does not stop the others (SPEC C25).
    ///
    /// # Errors
    /// Only of the storage; what is wrong with a draft stands in its place of the answer.
    pub fn create_many(&self, drafts: &[CustomerDraft]) -> Result<Vec<Result<Customer>>> {
        self.register
            .unit(|unit| drafts.iter().map(|draft| item(create(unit, self.register, draft))).collect())
    }

    /// Returns a customer.
    ///
    /// # Errors
    /// `NotFound` when there is none with this id.
    pub fn get(&self, id: CustomerId) -> Result<Customer> {
        self.register.read(|tx| get(tx, id))
    }

    /// Returns a customer, or nothing.
    ///
    /// # Errors
    /// Of the storage.
    pub fn find(&self, id: CustomerId) -> Result<Option<Customer>> {
        self.register.read(|tx| Ok(tx.customers(&[id])?.pop()))
    }

    /// Returns the customers with these ids in their order; unknown ids are left out.
    ///
    /// # Errors
    /// Of the storage.
    pub fn get_many(&self, ids: &[CustomerId]) -> Result<Vec<Customer>> {
        self.register.read(|tx| tx.customers(ids))
    }

    /// Returns the customer with a number, or nothing.
    ///
    /// # Errors
    /// Of the storage.
    pub fn find_by_number(&self, number: u64) -> Result<Option<Customer>> {
        self.register.read(|tx| tx.customer_by_number(number))
    }

    /// Returns what is left of a deleted customer, or nothing.
    ///
    /// # Errors
    /// Of the storage.
    pub fn find_tombstone(&self, id: CustomerId) -> Result<Option<Tombstone>> {
        self.register.read(|tx| tx.tombstone(id))
    }

    /// Replaces what people edit about a customer (SPEC F10, P14, A3).
    ///
    /// `revision` is the one that was read. A profile equal to the stored one changes nothing.
    ///
    /// # Errors
    /// `Conflict` when the customer was changed meanwhile, `NotFound`, `Invalid` with every problem.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let mut profile = anna.profile.clone();
    /// profile.nickname = "Ana".to_owned();
    /// let changed = register.customers().update(anna.id, anna.revision, profile.clone())?;
    /// assert_eq!(changed.profile.nickname, "Ana");
    /// profile.nickname = "Anita".to_owned();
    /// let late = register.customers().update(anna.id, anna.revision, profile);
    /// assert_eq!(late.unwrap_err().kind(), ErrorKind::Conflict);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn update(&self, id: CustomerId, revision: Revision, profile: CustomerProfile) -> Result<Customer> {
        self.register.once(
            "customers.update",
            || {
                let known = Arguments::default().bytes(&id.to_bytes()).number(revision.0.into());
                known.profile(&profile).finish()
            },
            |unit| update(unit, self.register, id, revision, &profile),
            |customer| customer.id.to_string(),
            |unit, result| get(&*unit.tx, result.parse()?),
        )
    }

    /// Replaces the profiles of several customers in one unit of work; one that fails does not stop
    /// the others (SPEC C25).
    ///
    /// # Errors
    /// Only of the storage; what is wrong with a change stands in its place of the answer.
    pub fn update_many(
        &self,
        changes: &[(CustomerId, Revision, CustomerProfile)],
    ) -> Result<Vec<Result<Customer>>> {
        self.register.unit(|unit| {
            let each = changes.iter();
            each.map(|(id, revision, profile)| item(update(unit, self.register, *id, *revision, profile)))
                .collect()
        })
    }

    /// Returns every problem that a draft has now, without storing anything.
    ///
    /// # Errors
    /// Of the storage.
    pub fn check(&self, draft: &CustomerDraft) -> Result<Vec<crate::base::FieldProblem>> {
        self.register.read_with_state(|_, state| {
            let (id, group) = (CustomerId::from_bytes([0; 16]), state.standard_group.clone());
            let now = self.register.now();
            let prepared =
                prepare_new(draft.profile.clone(), id, group, self.register.call().context, state, now);
            match prepared {
                Ok(_) => Ok(Vec::new()),
                Err(Error::Invalid(problems)) => Ok(problems),
                Err(error) => Err(error),
            }
        })
    }

    /// Lets customers sign in and order again, or stops them from it (SPEC N9).
    ///
    /// # Errors
    /// Only of the storage; the outcome of each customer stands in its place of the answer.
    pub fn set_enabled(&self, ids: &[CustomerId], state: Enabled) -> Result<Vec<BulkOutcome>> {
        self.bulk(ids, Action::Updated, |customer| customer.profile.enabled = state == Enabled::Yes)
    }

    /// Hides customers from lists; nothing else changes.
    ///
    /// # Errors
    /// As [`Customers::set_enabled`].
    pub fn archive(&self, ids: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
        let now = self.register.now();
        self.bulk(ids, Action::Archived, |customer| {
            customer.archived_at.get_or_insert(now);
        })
    }

    /// Shows archived customers in lists again.
    ///
    /// # Errors
    /// As [`Customers::set_enabled`].
    pub fn restore(&self, ids: &[CustomerId]) -> Result<Vec<BulkOutcome>> {
        self.bulk(ids, Action::Restored, |customer| customer.archived_at = None)
    }

    /// Returns what keeps a customer from being deleted; nothing where it may go (SPEC A31, A32).
    ///
    /// # Errors
    /// Those of the [`DependentSource`](super::DependentSource)s.
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
        let dependents = self.dependents(id)?;
        if !dependents.is_empty() {
            let list: Vec<String> = dependents.iter().map(|d| format!("{} {}", d.count, d.kind)).collect();
            return Err(Error::rule("has_dependents", list.join(", ")));
        }
        self.register.once(
            "customers.delete",
            || Arguments::default().bytes(&id.to_bytes()).number(revision.0.into()).finish(),
            |unit| {
                let customer = get(&*unit.tx, id)?;
                if customer.revision != revision {
                    return Err(conflict(&customer, revision, &customer.profile));
                }
                let (deleted_at, merged_into) = (unit.now, None);
                unit.tx.delete_customer(&Tombstone { id, deleted_at, merged_into })?;
                if self.register.backend().capabilities.history {
                    unit.tx.forget_old_values(customer_ref(id))?;
                }
                unit.record(Change { entity: customer_ref(id), action: Action::Deleted, old: Vec::new() });
                Ok(())
            },
            |()| String::new(),
            |_, _| Ok(()),
        )
    }

    /// Returns one page of a list.
    ///
    /// # Errors
    /// `Invalid` when the filter or the sort names a field that cannot be filtered or sorted,
    /// `InvalidCursor` when the cursor belongs to another list.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerFilter, CustomerSort, PageRequest, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let drafts = ["Anna", "Bo", "Cecilia"].map(|name| CustomerDraft::person(name, "Ek"));
    /// register.customers().create_many(&drafts)?;
    /// let (filter, sort) = (CustomerFilter::default(), CustomerSort::FamilyName);
    /// let first = register.customers().page(&filter, &sort, &PageRequest::first(2))?;
    /// let rest = PageRequest::after(2, first.next.expect("a third customer is left"));
    /// let second = register.customers().page(&filter, &sort, &rest)?;
    /// assert_eq!((first.items.len(), second.items.len(), second.next), (2, 1, None));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn page(
        &self,
        filter: &CustomerFilter,
        sort: &CustomerSort,
        request: &PageRequest,
    ) -> Result<Page<Customer>> {
        self.register.read_with_state(|tx, state| super::listing::page(tx, state, filter, sort, request))
    }

    /// Returns the whole list, page after page behind the scenes; others may write meanwhile.
    #[must_use]
    pub fn all(&self, filter: &CustomerFilter, sort: &CustomerSort) -> AllCustomers<'r> {
        AllCustomers::new(self.register, filter.clone(), sort.clone())
    }

    /// Counts a list.
    ///
    /// # Errors
    /// As [`Customers::page`].
    pub fn count(&self, filter: &CustomerFilter) -> Result<u64> {
        self.register.read_with_state(|tx, state| super::listing::count(tx, state, filter, None))
    }

    /// Finds customers by typed text: parts of names, e-mails, phones in any notation, company,
    /// number. Customers with exactly this number, e-mail or phone come first (SPEC C4, N3).
    ///
    /// Case, accents and scripts are folded; a word of one or two letters finds the beginnings of
    /// words. At most 1,000 are returned, archived ones not among them.
    ///
    /// # Errors
    /// `Unsupported` where the backend has no search.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// register.customers().create(CustomerDraft::person("Иван", "Петров").with_phone("+359 88 812 3456"))?;
    /// assert_eq!(register.customers().search("petrov iv", 10)?.len(), 1);
    /// assert_eq!(register.customers().search("088 812 34 56", 10)?.len(), 1);
    /// assert!(register.customers().search("petersen", 10)?.is_empty());
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn search(&self, text: &str, limit: u32) -> Result<Vec<Customer>> {
        let limit = limit.min(PageRequest::MAX_LIMIT) as usize;
        self.register.read_with_state(|tx, state| {
            tx.search_customers(&SearchQuery::parse(text, &state.settings.country), limit)
        })
    }

    /// Makes a draft of a typed text that found nobody, with the names, e-mail or phone in it
    /// (SPEC C5, F4, F5).
    ///
    /// # Errors
    /// Of the storage.
    ///
    /// ```
    /// # use kartotek::Register;
    /// let register = Register::in_memory()?;
    /// let draft = register.customers().draft_from_search("Anna García anna@example.com")?;
    /// assert_eq!(draft.profile.family_name, "García");
    /// assert_eq!(draft.profile.emails[0].address, "anna@example.com");
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn draft_from_search(&self, text: &str) -> Result<CustomerDraft> {
        self.register.read_with_state(|_, state| Ok(draft_from_search(text, &state.settings.country)))
    }

    /// Returns a customer's profile as it was at an instant (SPEC C19); nothing where it did not exist.
    ///
    /// # Errors
    /// `NotFound` when it does not exist now, `Unsupported` where the backend keeps no history.
    pub fn as_of(&self, id: CustomerId, at: Timestamp) -> Result<Option<Customer>> {
        self.register.read(|tx| super::history::as_of(tx, id, at))
    }

    fn bulk(
        &self,
        ids: &[CustomerId],
        action: Action,
        change: impl Fn(&mut Customer),
    ) -> Result<Vec<BulkOutcome>> {
        self.register.unit(|unit| {
            let mut outcomes = Vec::with_capacity(ids.len());
            for id in ids {
                let Some(before) = unit.tx.customers(&[*id])?.pop() else {
                    outcomes.push(BulkOutcome::NotFound);
                    continue;
                };
                let mut customer = before.clone();
                change(&mut customer);
                if customer == before {
                    outcomes.push(BulkOutcome::Unchanged);
                    continue;
                }
                customer.revision = before.revision.next();
                customer.updated_at = unit.now;
                let keys = crate::customers::customer_keys(&customer.profile, &unit.state.collation);
                let update = CustomerUpdate { before, after: StoredCustomer { customer, keys } };
                unit.tx.update_customers(std::slice::from_ref(&update))?;
                unit.record(Change { action, ..edit(&update) });
                outcomes.push(BulkOutcome::Changed);
            }
            Ok(outcomes)
        })
    }
}

/// Whether a customer may sign in and order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enabled {
    /// It may.
    Yes,
    /// It may not.
    No,
}

/// Splits the errors of one item of a bulk call from those that end the call.
fn item<T>(result: Result<T>) -> Result<Result<T>> {
    match result {
        Err(error) if error.is_of_item() => Ok(Err(error)),
        Err(error) => Err(error),
        Ok(value) => Ok(Ok(value)),
    }
}

fn get(tx: &dyn ReadTx, id: CustomerId) -> Result<Customer> {
    tx.customers(&[id])?.pop().ok_or_else(|| Error::not_found(EntityKind::Customer, id))
}

fn create(unit: &mut Unit<'_>, register: &Register, draft: &CustomerDraft) -> Result<Customer> {
    let id = match draft.id {
        Some(id) => id,
        None => CustomerId::from_bytes(unit.new_id()?),
    };
    let context = register.call().context;
    let group = unit.state.standard_group.clone();
    let mut row = prepare_new(draft.profile.clone(), id, group, context, &unit.state, unit.now)?;
    let sets = resolve_sets(unit, draft)?;
    row.customer.default_group = sets.default_group;
    let numbers = unit.tx.insert_customers(std::slice::from_ref(&row))?;
    unit.record(creation(id));
    let pairs: Vec<_> = [&sets.tags, &sets.contact_groups, &sets.customer_groups]
        .into_iter()
        .flatten()
        .map(|set| (id, set.id))
        .collect();
    if !pairs.is_empty() {
        unit.tx.add_members(&pairs)?;
    }
    let mut customer = row.customer;
    customer.number = numbers.first().copied().unwrap_or(0);
    customer.tags = sets.tags;
    customer.contact_groups = sets.contact_groups;
    customer.customer_groups = sets.customer_groups;
    Ok(customer)
}

fn update(
    unit: &mut Unit<'_>,
    register: &Register,
    id: CustomerId,
    revision: Revision,
    profile: &CustomerProfile,
) -> Result<Customer> {
    let before = get(&*unit.tx, id)?;
    if before.revision != revision {
        return Err(conflict(&before, revision, profile));
    }
    let context = register.call().context;
    match prepare_update(&before, profile.clone(), context, &unit.state, unit.now)? {
        None => Ok(before),
        Some(update) => {
            unit.tx.update_customers(std::slice::from_ref(&update))?;
            unit.record(edit(&update));
            Ok(update.after.customer)
        }
    }
}

/// The conflict between a caller's profile and the stored record, with the fields in which they differ.
fn conflict(stored: &Customer, expected: Revision, mine: &CustomerProfile) -> Error {
    let differences = mine.changes_from(&stored.profile);
    Error::Conflict(Box::new(crate::base::Conflict {
        entity: EntityKind::Customer,
        id: stored.id.to_string(),
        expected,
        found: stored.revision,
        fields: differences.into_iter().map(|change| change.field.into_owned()).collect(),
    }))
}
