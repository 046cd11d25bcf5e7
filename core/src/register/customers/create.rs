use crate::base::{CustomerId, Error, FieldProblem, Result, Rule, Timestamp};
use crate::collections::CollectionKind;
use crate::customers::{Customer, CustomerDraft, StoredCustomer};
use crate::register::collections::find_or_make;
use crate::register::drafts::{creation, prepare_new, problems_of_sets, resolve_sets};
use crate::register::idempotency::Arguments;
use crate::register::{Customers, Register, State, Unit};

use super::find::get;
use super::items::{item, note_items, recall_items};

impl Customers<'_> {
    /// Creates a customer with its tags and groups (SPEC N17, A2).
    ///
    /// An id that the host made itself is a UUID of version 7, and not the register's own.
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
        self.register.once(
            "customers.create_many",
            || drafts.iter().fold(Arguments::default(), Arguments::draft).finish(),
            |unit| drafts.iter().map(|draft| item(create(unit, self.register, draft))).collect(),
            |items: &Vec<_>| note_items(items),
            |unit, result| {
                recall_items(unit, result, |unit, index| create(unit, self.register, &drafts[index]))
            },
        )
    }

    /// Returns every problem that a draft has now, without storing anything.
    ///
    /// # Errors
    /// Of the storage.
    pub fn check(&self, draft: &CustomerDraft) -> Result<Vec<FieldProblem>> {
        self.register.read_with_state(|_, state| {
            match prepare(self.register, draft, CustomerId::from_bytes([0; 16]), state, self.register.now()) {
                Ok(_) => Ok(Vec::new()),
                Err(Error::Invalid(problems)) => Ok(problems),
                Err(error) => Err(error),
            }
        })
    }
}

/// Checks all of a draft and makes its record.
///
/// # Errors
/// `Invalid` with every problem of the profile, of an id that the host made itself, and of the names of
/// sets.
fn prepare(
    register: &Register,
    draft: &CustomerDraft,
    id: CustomerId,
    state: &State,
    now: Timestamp,
) -> Result<StoredCustomer> {
    let group = state.standard_group.clone();
    let prepared = prepare_new(draft.profile.clone(), id, group, register.call().context, state, now);
    let wrong = |id: CustomerId| !id.is_version_7() || id.to_bytes() == register.id().to_bytes();
    let mut others = problems_of_sets(draft);
    if draft.id.is_some_and(wrong) {
        others.insert(0, FieldProblem::new("id", Rule::Id));
    }
    match prepared {
        Err(Error::Invalid(mut problems)) => {
            problems.append(&mut others);
            Err(Error::Invalid(problems))
        }
        Ok(_) if !others.is_empty() => Err(Error::Invalid(others)),
        other => other,
    }
}

fn create(unit: &mut Unit<'_>, register: &Register, draft: &CustomerDraft) -> Result<Customer> {
    let id = match draft.id {
        Some(id) => id,
        None => CustomerId::from_bytes(unit.new_id()?),
    };
    let mut row = prepare(register, draft, id, &unit.state, unit.now)?;
    // The row needs its default group; all else is made when the row is in, for it may be refused.
    let recorded = unit.recorded();
    if let Some(name) = &draft.default_group {
        row.customer.default_group = find_or_make(unit, CollectionKind::CustomerGroup, name)?;
    }
    let numbers = match unit.tx.insert_customers(std::slice::from_ref(&row)) {
        Err(error) if error.is_of_item() && unit.recorded() > recorded => {
            unit.tx.delete_collection(row.customer.default_group.id)?;
            unit.forget_from(recorded);
            return Err(error);
        }
        inserted => inserted?,
    };
    unit.record(creation(id));
    let sets = resolve_sets(unit, draft, &row.customer.default_group)?;
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
