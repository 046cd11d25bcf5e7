use crate::base::{CustomerId, Error, ErrorKind, FieldProblem, Result, Rule, Timestamp};
use crate::collections::CollectionKind;
use crate::customers::{Customer, CustomerDraft, CustomerProfile, MatchKeys, StoredCustomer, normalise};
use crate::register::collections::find_or_make;
use crate::register::drafts::{DraftSets, creation, prepare_new, problems_of_sets, resolve_sets};
use crate::register::idempotency::Arguments;
use crate::register::{Customers, Register, State, Unit};
use crate::repository::ReadTx;

use super::items::{item, note, note_items, recall, recall_items};

impl Customers<'_> {
    /// Creates a customer with its tags and groups (SPEC N17, A2).
    ///
    /// An id that the host made itself is a UUID of version 7, and not the register's own.
    ///
    /// # Errors
    /// `Invalid` with every problem of the draft, `AlreadyExists` when its id or an external id is in
    /// use; then nothing is stored. A call that comes again with its idempotency key answers `NotFound`
    /// with the id that it gave, where that customer was deleted since.
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
            note,
            |unit, result| recall(&*unit.tx, result),
        )
    }

    /// Creates several customers in one unit of work; a bad one does not stop the others (SPEC C25).
    ///
    /// # Errors
    /// Only of the storage; what is wrong with a draft stands in its place of the answer.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let bo = CustomerDraft::person("Bo", "Ek").with_email("bo@");
    /// let drafts = [CustomerDraft::person("Anna", "García"), bo];
    /// let made = register.customers().create_many(&drafts)?;
    /// assert!(made[0].is_ok());
    /// assert_eq!(made[1].as_ref().unwrap_err().kind(), ErrorKind::Invalid);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn create_many(&self, drafts: &[CustomerDraft]) -> Result<Vec<Result<Customer>>> {
        self.register.once(
            "customers.create_many",
            || drafts.iter().fold(Arguments::default(), Arguments::draft).finish(),
            |unit| create_each(unit, self.register, drafts),
            |items: &Vec<_>| note_items(items, note),
            |unit, result| {
                let again = |unit: &mut Unit<'_>, index: usize| create(unit, self.register, &drafts[index]);
                recall_items(unit, result, note, recall, again)
            },
        )
    }

    /// Returns everything for which `create` would refuse a draft now, without storing anything: each
    /// problem of its fields and of the names of its tags and groups, and an id or external id that
    /// another customer has or had.
    ///
    /// # Errors
    /// Of the storage.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register, Rule};
    ///
    /// let register = Register::in_memory()?;
    /// let draft = CustomerDraft::person("Anna", "García").with_email("anna@").with_tag("");
    /// let problems = register.customers().check(&draft)?;
    /// let found: Vec<_> = problems.iter().map(|problem| (problem.field.as_ref(), problem.rule)).collect();
    /// assert_eq!(found, [("email", Rule::EmailSyntax), ("tags", Rule::Required)]);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn check(&self, draft: &CustomerDraft) -> Result<Vec<FieldProblem>> {
        self.register.read_with_state(|tx, state| {
            let id = draft.id.unwrap_or(CustomerId::from_bytes([0; 16]));
            let mut problems = match prepare(self.register, draft, id, state, self.register.now()) {
                Ok(_) => Vec::new(),
                Err(Error::Invalid(problems)) => problems,
                Err(error) => return Err(error),
            };
            let mut profile = draft.profile.clone();
            normalise(&mut profile, &state.settings.country);
            problems.extend(taken(tx, draft.id, &profile)?);
            Ok(problems)
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

/// Says of an id and external ids of a draft that they are in use; an id also when it once was.
fn taken(tx: &dyn ReadTx, id: Option<CustomerId>, profile: &CustomerProfile) -> Result<Vec<FieldProblem>> {
    let mut problems = Vec::new();
    if let Some(id) = id
        && (!tx.customers(&[id])?.is_empty() || tx.tombstone(id)?.is_some())
    {
        problems.push(FieldProblem::new("id", Rule::Taken));
    }
    let ids = profile.external_ids.iter().map(|id| (id.source.clone(), id.id.clone())).collect();
    let keys = MatchKeys { external_ids: ids, ..MatchKeys::default() };
    let found = match tx.match_customers(&keys) {
        Err(error) if error.kind() == ErrorKind::Unsupported => Vec::new(),
        other => other?,
    };
    if !found.is_empty() {
        problems.push(FieldProblem::new("external_ids", Rule::Taken));
    }
    Ok(problems)
}

/// How many customers are inserted at a time.
const AT_ONCE: usize = 500;

/// Creates each customer: all together as long as nobody is refused by what is stored.
fn create_each(
    unit: &mut Unit<'_>,
    register: &Register,
    drafts: &[CustomerDraft],
) -> Result<Vec<Result<Customer>>> {
    let mut items = Vec::with_capacity(drafts.len());
    for drafts in drafts.chunks(AT_ONCE) {
        match create_together(unit, register, drafts)? {
            Some(created) => items.extend(created),
            None => {
                for draft in drafts {
                    items.push(item(create(unit, register, draft))?);
                }
            }
        }
    }
    Ok(items)
}

/// Creates customers by one insertion. Nothing where they must be created one by one.
fn create_together(
    unit: &mut Unit<'_>,
    register: &Register,
    drafts: &[CustomerDraft],
) -> Result<Option<Vec<Result<Customer>>>> {
    // A group that is made for a customer goes with it when it is refused.
    if drafts.len() < 2 || drafts.iter().any(|draft| draft.default_group.is_some()) {
        return Ok(None);
    }
    let (mut rows, mut places) = (Vec::with_capacity(drafts.len()), Vec::with_capacity(drafts.len()));
    for draft in drafts {
        let id = match draft.id {
            Some(id) => id,
            None => CustomerId::from_bytes(unit.new_id()?),
        };
        match item(prepare(register, draft, id, &unit.state, unit.now))? {
            Ok(row) => {
                places.push(Ok(()));
                rows.push(row);
            }
            Err(error) => places.push(Err(error)),
        }
    }
    let numbers = match unit.tx.insert_customers(&rows) {
        Err(error) if error.is_of_item() => return Ok(None),
        inserted => inserted?,
    };
    let kept = places.iter().zip(drafts).filter(|(place, _)| place.is_ok()).map(|(_, draft)| draft);
    let numbered = rows.into_iter().zip(numbers).map(|(row, number)| Customer { number, ..row.customer });
    let created = with_sets(unit, kept.zip(numbered).collect())?;
    let mut created = created.into_iter();
    let missing = || Error::storage(ErrorKind::Storage, "the backend did not insert all customers");
    let items = places.into_iter().map(|place| place.and_then(|()| created.next().ok_or_else(missing)));
    Ok(Some(items.collect()))
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
        row.customer.default_group = find_or_make(unit, &[(CollectionKind::CustomerGroup, name)])?.remove(0);
    }
    let numbers = match unit.tx.insert_customers(std::slice::from_ref(&row)) {
        Err(error) if error.is_of_item() && unit.recorded() > recorded => {
            unit.tx.delete_collection(row.customer.default_group.id)?;
            unit.forget_from(recorded);
            return Err(error);
        }
        inserted => inserted?,
    };
    let number = numbers.first().copied().unwrap_or(0);
    let mut created = with_sets(unit, vec![(draft, Customer { number, ..row.customer })])?;
    Ok(created.remove(0))
}

/// Gives customers who were inserted the sets of their drafts, which are found or made.
fn with_sets(unit: &mut Unit<'_>, created: Vec<(&CustomerDraft, Customer)>) -> Result<Vec<Customer>> {
    created.iter().for_each(|(_, customer)| unit.record(creation(customer.id)));
    let wanted: Vec<_> =
        created.iter().map(|(draft, customer)| (*draft, customer.default_group.clone())).collect();
    let sets = resolve_sets(unit, &wanted)?;
    let mut pairs = Vec::new();
    let given = created.into_iter().zip(sets).map(|((_, customer), sets)| {
        let DraftSets { tags, contact_groups, customer_groups } = sets;
        let all = [&tags, &contact_groups, &customer_groups].into_iter().flatten();
        pairs.extend(all.map(|set| (customer.id, set.id)));
        Customer { tags, contact_groups, customer_groups, ..customer }
    });
    let given: Vec<Customer> = given.collect();
    if !pairs.is_empty() {
        unit.tx.add_members(&pairs)?;
    }
    Ok(given)
}
