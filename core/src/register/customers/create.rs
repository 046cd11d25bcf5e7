use std::collections::HashSet;

use crate::base::{
    CollectionId, CustomerId, EntityKind, Error, ErrorKind, FieldProblem, Result, Rule, Timestamp,
};
use crate::collections::CollectionKind;
use crate::customers::{Customer, CustomerDraft, CustomerProfile, MatchKeys, StoredCustomer, normalise};
use crate::register::bulk::AT_ONCE;
use crate::register::collections::find_or_make;
use crate::register::drafts::{DraftSets, creation, prepare_new, problems_of_sets, resolve_sets};
use crate::register::idempotency::Arguments;
use crate::register::{Customers, Register, State, Unit};
use crate::repository::ReadTx;

use super::bearers::Bearers;
use super::items::{item, note, note_items, recall, recall_items};
use super::shared_logins::SharedLogins;

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
            || Arguments::default().draft(&draft),
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
            || drafts.iter().fold(Arguments::default(), Arguments::draft),
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
            let mut logins = SharedLogins::default();
            logins.learn(tx, profile.shared_login, None)?;
            if let Err(Error::Invalid(more)) = logins.check(id, None, &profile) {
                problems.extend(
                    more.into_iter().filter(|problem| !problems.contains(problem)).collect::<Vec<_>>(),
                );
            }
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
        && (!tx.customers(&[id])?.is_empty() || !tx.tombstones(&[id])?.is_empty())
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

/// Creates a customer.
///
/// # Errors
/// As [`Customers::create`].
pub(in crate::register) fn create(
    unit: &mut Unit<'_>,
    register: &Register,
    draft: &CustomerDraft,
) -> Result<Customer> {
    create_each(unit, register, std::slice::from_ref(draft))?.remove(0)
}

/// Creates each customer who is not refused.
fn create_each(
    unit: &mut Unit<'_>,
    register: &Register,
    drafts: &[CustomerDraft],
) -> Result<Vec<Result<Customer>>> {
    let mut items = Vec::with_capacity(drafts.len());
    let mut rest = drafts;
    while !rest.is_empty() {
        let (drafts, later) = rest.split_at(together(rest));
        rest = later;
        let mut logins = SharedLogins::default();
        logins.learn(&*unit.tx, drafts.iter().filter_map(|draft| draft.profile.shared_login), None)?;
        let (mut prepared, mut places) = (Prepared::default(), Vec::with_capacity(drafts.len()));
        for draft in drafts {
            let id = match draft.id {
                Some(id) => id,
                None => CustomerId::from_bytes(unit.new_id()?),
            };
            let row = item(prepare(register, draft, id, &unit.state, unit.now))?;
            let row = row.and_then(|row| {
                logins.check(id, None, &row.customer.profile)?;
                Ok(row)
            });
            places.push(row.map(|row| prepared.push(draft, row)));
        }
        let mut created = insert_each(unit, prepared)?.into_iter();
        items
            .extend(places.into_iter().map(|place| place.and_then(|()| created.next().unwrap_or_else(lost))));
    }
    Ok(items)
}

/// How many of the first drafts go together: none is of somebody whose shared login is another one of them,
/// which is stored before.
fn together(drafts: &[CustomerDraft]) -> usize {
    let mut made = HashSet::new();
    let go_together = drafts.iter().take(AT_ONCE).take_while(|draft| {
        let needs_none = draft.profile.shared_login.is_none_or(|login| !made.contains(&login));
        made.extend(draft.id);
        needs_none
    });
    go_together.count()
}

fn lost<T>() -> Result<T> {
    Err(Error::storage(ErrorKind::Storage, "the backend did not insert all customers"))
}

/// Records with the drafts that they are made of.
#[derive(Default)]
struct Prepared<'d> {
    drafts: Vec<&'d CustomerDraft>,
    rows: Vec<StoredCustomer>,
}

impl<'d> Prepared<'d> {
    fn push(&mut self, draft: &'d CustomerDraft, row: StoredCustomer) {
        self.drafts.push(draft);
        self.rows.push(row);
    }

    fn into_pairs(self) -> impl Iterator<Item = (&'d CustomerDraft, StoredCustomer)> {
        self.drafts.into_iter().zip(self.rows)
    }
}

/// Inserts customers with their sets: all together unless one is refused by what is stored, then the
/// others together.
fn insert_each(unit: &mut Unit<'_>, mut prepared: Prepared<'_>) -> Result<Vec<Result<Customer>>> {
    if prepared.rows.is_empty() {
        return Ok(Vec::new());
    }
    let error = match item(insert(unit, &mut prepared))? {
        Ok(numbers) => {
            let numbered = prepared.into_pairs().zip(numbers);
            let created = numbered.map(|((draft, row), number)| (draft, Customer { number, ..row.customer }));
            return Ok(with_sets(unit, created.collect())?.into_iter().map(Ok).collect());
        }
        Err(error) => error,
    };
    if prepared.rows.len() == 1 {
        return Ok(vec![Err(error)]);
    }
    let refusals = refusals(&*unit.tx, &prepared.rows)?;
    // A backend that finds nobody by an external id does not tell whom it refused.
    let is_unknown = refusals.iter().all(Option::is_none);
    let (mut inserted, mut kept) = (Vec::with_capacity(prepared.rows.len()), Prepared::default());
    for ((draft, row), _) in prepared.into_pairs().zip(&refusals).filter(|(_, refusal)| refusal.is_none()) {
        kept.push(draft, row);
        if is_unknown {
            inserted.append(&mut insert_each(unit, std::mem::take(&mut kept))?);
        }
    }
    inserted.append(&mut insert_each(unit, kept)?);
    let mut inserted = inserted.into_iter();
    let items = refusals.into_iter();
    Ok(items.map(|refusal| refusal.map_or_else(|| inserted.next().unwrap_or_else(lost), Err)).collect())
}

/// Inserts the rows of customers with their default groups; those that were made for it go again when a
/// customer is refused. All else is made when the rows are in.
fn insert(unit: &mut Unit<'_>, prepared: &mut Prepared<'_>) -> Result<Vec<u64>> {
    let recorded = unit.recorded();
    let drafts = prepared.drafts.iter().zip(&mut prepared.rows);
    let (names, rows): (Vec<_>, Vec<_>) = drafts
        .filter_map(|(draft, row)| {
            Some(((CollectionKind::CustomerGroup, draft.default_group.as_deref()?), row))
        })
        .unzip();
    if !names.is_empty() {
        for (row, group) in rows.into_iter().zip(find_or_make(unit, &names)?) {
            row.customer.default_group = group;
        }
    }
    let inserted = unit.tx.insert_customers(&prepared.rows);
    if inserted.as_ref().is_err_and(Error::is_of_item) {
        for made in unit.forget_from(recorded) {
            unit.tx.delete_collection(CollectionId::from_bytes(made.entity.id))?;
        }
    }
    inserted
}

/// Says for each customer whether its id or an external id is in use, as those before it leave them.
fn refusals(tx: &dyn ReadTx, rows: &[StoredCustomer]) -> Result<Vec<Option<Error>>> {
    let ids: Vec<CustomerId> = rows.iter().map(|row| row.customer.id).collect();
    let mut used: HashSet<CustomerId> = tx.customers(&ids)?.iter().map(|customer| customer.id).collect();
    used.extend(tx.tombstones(&ids)?.iter().map(|tombstone| tombstone.id));
    let external_ids = rows.iter().flat_map(|row| &row.customer.profile.external_ids);
    let mut bearers = Bearers::load(tx, external_ids)?;
    let refusals = rows.iter().map(|StoredCustomer { customer, .. }| {
        if used.contains(&customer.id) {
            return Some(Error::AlreadyExists { entity: EntityKind::Customer, field: "id" });
        }
        let refusal = bearers.exchange(customer.id, &[], &customer.profile.external_ids).err();
        if refusal.is_none() {
            used.insert(customer.id);
        }
        refusal
    });
    Ok(refusals.collect())
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
