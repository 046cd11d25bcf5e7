use std::collections::HashMap;

use crate::base::{Conflict, CustomerId, Difference, EntityKind, Error, Result, Revision};
use crate::customers::{
    Customer, CustomerProfile, CustomerUpdate, ExternalId, normalise, settle_entered_name,
};
use crate::register::bulk::AT_ONCE;
use crate::register::drafts::{edit, prepare_update};
use crate::register::idempotency::Arguments;
use crate::register::{Customers, Register, Unit};
use crate::repository::ReadTx;

use super::bearers::Bearers;
use super::find::get;
use super::items::{item, note, note_items, recall, recall_items};
use super::shared_logins::SharedLogins;

impl Customers<'_> {
    /// Replaces what people edit about a customer (SPEC F10, P14, A3).
    ///
    /// `revision` is the one that was read. A profile equal to the stored one changes nothing. What is
    /// switched off and left empty stays as it is. Another name takes the entered name away unless that
    /// is changed too, case and accents apart (SPEC P4).
    ///
    /// # Errors
    /// `Conflict` when the customer was changed meanwhile, with both sides of the fields that differ;
    /// `NotFound`, `Invalid` with every problem.
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
                let known = Arguments::default().id(id).number(revision.0.into());
                known.profile(&profile)
            },
            |unit| update(unit, self.register, id, revision, &profile),
            note,
            |unit, result| recall(&*unit.tx, result),
        )
    }

    /// Replaces the profiles of several customers in one unit of work; one that fails does not stop
    /// the others (SPEC C25).
    ///
    /// # Errors
    /// Only of the storage; what is wrong with a change stands in its place of the answer.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let mut profile = anna.profile.clone();
    /// profile.family_name = "Lund".into();
    /// let twice = [(anna.id, anna.revision, profile.clone()), (anna.id, anna.revision, anna.profile)];
    /// let changed = register.customers().update_many(&twice)?;
    /// assert!(changed[0].as_ref().is_ok_and(|anna| anna.profile == profile));
    /// assert_eq!(changed[1].as_ref().unwrap_err().kind(), ErrorKind::Conflict);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn update_many(
        &self,
        changes: &[(CustomerId, Revision, CustomerProfile)],
    ) -> Result<Vec<Result<Customer>>> {
        let arguments = || {
            changes.iter().fold(Arguments::default(), |arguments, (id, revision, profile)| {
                arguments.id(*id).number(revision.0.into()).profile(profile)
            })
        };
        self.register.once(
            "customers.update_many",
            arguments,
            |unit| update_each(unit, self.register, changes),
            |items: &Vec<_>| note_items(items, note),
            |unit, result| {
                let again = |unit: &mut Unit<'_>, index: usize| {
                    let (id, revision, profile) = &changes[index];
                    update(unit, self.register, *id, *revision, profile)
                };
                recall_items(unit, result, note, recall, again)
            },
        )
    }
}

pub(in crate::register) fn update(
    unit: &mut Unit<'_>,
    register: &Register,
    id: CustomerId,
    revision: Revision,
    profile: &CustomerProfile,
) -> Result<Customer> {
    let before = get(&*unit.tx, id)?;
    match prepare(unit, register, &before, revision, profile)? {
        None => Ok(before),
        Some(update) => {
            let logins = SharedLogins::of_one(&*unit.tx, &before, &update.after.profile)?;
            logins.check(id, Some(&before.profile), &update.after.profile)?;
            unit.tx.update_customers(std::slice::from_ref(&update))?;
            unit.record(edit(&update));
            Ok(update.after)
        }
    }
}

/// Changes each customer who is not refused, those that are read together in one go.
fn update_each(
    unit: &mut Unit<'_>,
    register: &Register,
    changes: &[(CustomerId, Revision, CustomerProfile)],
) -> Result<Vec<Result<Customer>>> {
    let mut items = Vec::with_capacity(changes.len());
    for changes in changes.chunks(AT_ONCE) {
        let ids: Vec<CustomerId> = changes.iter().map(|change| change.0).collect();
        let read = unit.tx.customers(&ids)?.into_iter();
        let mut stored: HashMap<CustomerId, Customer> =
            read.map(|customer| (customer.id, customer)).collect();
        let asked = new_external_ids(unit, changes, &stored);
        let mut bearers = Bearers::load(&*unit.tx, &asked)?;
        let mut logins = SharedLogins::default();
        learn(&mut logins, &*unit.tx, changes, &stored)?;
        let mut updates = Vec::with_capacity(changes.len());
        for (id, revision, profile) in changes {
            let Some(before) = stored.get_mut(id) else {
                items.push(Err(Error::not_found(EntityKind::Customer, *id)));
                continue;
            };
            let update = match item(prepare(unit, register, before, *revision, profile))? {
                Ok(Some(update)) => update,
                Ok(None) => {
                    items.push(Ok(before.clone()));
                    continue;
                }
                Err(error) => {
                    items.push(Err(error));
                    continue;
                }
            };
            let (old, new) = (&update.before.profile, &update.after.profile);
            let (old_ids, new_ids) = (&old.external_ids, &new.external_ids);
            let mut refused = logins.check(*id, Some(old), new);
            if refused.is_ok() && old_ids != new_ids {
                refused = bearers.exchange(*id, old_ids, new_ids);
            }
            if let Err(error) = refused {
                items.push(Err(error));
                continue;
            }
            logins.note(*id, Some(old), new);
            before.clone_from(&update.after);
            items.push(Ok(update.after.clone()));
            updates.push(update);
        }
        unit.tx.update_customers(&updates)?;
        updates.iter().for_each(|update| unit.record(edit(update)));
    }
    Ok(items)
}

/// Learns what the changes need to know of shared logins.
fn learn(
    logins: &mut SharedLogins,
    tx: &dyn ReadTx,
    changes: &[(CustomerId, Revision, CustomerProfile)],
    stored: &HashMap<CustomerId, Customer>,
) -> Result<()> {
    let kind = |id| stored.get(id).map(|customer| customer.profile.kind);
    let turning = changes.iter().filter(|(id, _, profile)| kind(id).is_some_and(|kind| kind != profile.kind));
    logins.learn(tx, changes.iter().filter_map(|change| change.2.shared_login), turning.map(|(id, ..)| *id))
}

/// The external ids of those changes that give other ones, as they would be stored.
fn new_external_ids(
    unit: &Unit<'_>,
    changes: &[(CustomerId, Revision, CustomerProfile)],
    stored: &HashMap<CustomerId, Customer>,
) -> Vec<ExternalId> {
    let others = changes.iter().filter(|(id, _, profile)| {
        stored.get(id).is_some_and(|customer| customer.profile.external_ids != profile.external_ids)
    });
    let ids = others.flat_map(|(_, _, profile)| {
        let mut profile = profile.clone();
        normalise(&mut profile, &unit.state.settings.country);
        profile.external_ids
    });
    ids.collect()
}

/// Checks a change of a profile and makes the update; nothing when it changes nothing.
fn prepare(
    unit: &Unit<'_>,
    register: &Register,
    before: &Customer,
    revision: Revision,
    profile: &CustomerProfile,
) -> Result<Option<CustomerUpdate>> {
    if before.revision != revision {
        return Err(conflict(before, revision, profile));
    }
    let mut profile = profile.clone();
    settle_entered_name(&mut profile, &before.profile);
    prepare_update(before, profile, register.call().context, &unit.state, unit.now)
}

/// The conflict between a caller's profile and the stored record, with both sides of what differs.
pub(in crate::register) fn conflict(stored: &Customer, expected: Revision, mine: &CustomerProfile) -> Error {
    let differences = mine.changes_from(&stored.profile).into_iter().map(|change| Difference {
        stored: change.old.to_text().into_owned(),
        given: change.new.to_text().into_owned(),
        field: change.field,
    });
    Error::Conflict(Box::new(Conflict {
        entity: EntityKind::Customer,
        id: stored.id.to_string(),
        expected,
        found: stored.revision,
        fields: differences.collect(),
    }))
}
