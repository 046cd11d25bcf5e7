use crate::base::{CollectionId, CustomerId, Error, ErrorKind, FieldProblem, Result};
use crate::collections::CollectionKind;
use crate::customers::{Customer, CustomerDraft};
use crate::register::collections::find_or_make;
use crate::register::drafts::{DraftSets, KnownNames, check_set_names, creation, prepare_new, resolve_sets};
use crate::register::idempotency::Arguments;
use crate::register::{Customers, Register, Unit};

use super::find::get;
use super::items::{item, note_items, recall_items};

impl Customers<'_> {
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
        self.register.once(
            "customers.create_many",
            || drafts.iter().fold(Arguments::default(), Arguments::draft).finish(),
            |unit| create_each(unit, self.register, drafts),
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
    let context = register.call().context;
    let (mut rows, mut places) = (Vec::with_capacity(drafts.len()), Vec::with_capacity(drafts.len()));
    for draft in drafts {
        let id = match draft.id {
            Some(id) => id,
            None => CustomerId::from_bytes(unit.new_id()?),
        };
        let group = unit.state.standard_group.clone();
        let row = prepare_new(draft.profile.clone(), id, group, context, &unit.state, unit.now);
        match item(row.and_then(|row| check_set_names(draft).map(|()| row)))? {
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
    let (mut pairs, mut known) = (Vec::new(), KnownNames::new());
    let mut created = Vec::with_capacity(rows.len());
    let kept = places.iter().zip(drafts).filter(|(place, _)| place.is_ok());
    for ((row, number), (_, draft)) in rows.into_iter().zip(numbers).zip(kept) {
        unit.record(creation(row.customer.id));
        created.push(with_sets(unit, draft, Customer { number, ..row.customer }, &mut known, &mut pairs)?);
    }
    if !pairs.is_empty() {
        unit.tx.add_members(&pairs)?;
    }
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
    let context = register.call().context;
    let group = unit.state.standard_group.clone();
    let mut row = prepare_new(draft.profile.clone(), id, group, context, &unit.state, unit.now)?;
    check_set_names(draft)?;
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
    let mut pairs = Vec::new();
    let customer = Customer { number: numbers.first().copied().unwrap_or(0), ..row.customer };
    let customer = with_sets(unit, draft, customer, &mut KnownNames::new(), &mut pairs)?;
    if !pairs.is_empty() {
        unit.tx.add_members(&pairs)?;
    }
    Ok(customer)
}

/// Finds or makes the sets of a draft. The customer has them once it is a member of `pairs`.
fn with_sets(
    unit: &mut Unit<'_>,
    draft: &CustomerDraft,
    customer: Customer,
    known: &mut KnownNames,
    pairs: &mut Vec<(CustomerId, CollectionId)>,
) -> Result<Customer> {
    let sets = resolve_sets(unit, draft, &customer.default_group, known)?;
    let all = [&sets.tags, &sets.contact_groups, &sets.customer_groups].into_iter().flatten();
    pairs.extend(all.map(|set| (customer.id, set.id)));
    let DraftSets { tags, contact_groups, customer_groups } = sets;
    Ok(Customer { tags, contact_groups, customer_groups, ..customer })
}
