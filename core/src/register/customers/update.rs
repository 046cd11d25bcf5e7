use crate::base::{Conflict, CustomerId, Difference, EntityKind, Error, Result, Revision};
use crate::customers::{Customer, CustomerProfile, settle_entered_name};
use crate::register::drafts::{edit, prepare_update};
use crate::register::idempotency::Arguments;
use crate::register::{Customers, Register, Unit};

use super::find::get;
use super::items::{item, note, note_items, recall, recall_items};

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
                let known = Arguments::default().bytes(&id.to_bytes()).number(revision.0.into());
                known.profile(&profile).finish()
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
        let one = |unit: &mut Unit<'_>, (id, revision, profile): &(CustomerId, Revision, CustomerProfile)| {
            update(unit, self.register, *id, *revision, profile)
        };
        let arguments = || {
            changes.iter().fold(Arguments::default(), |arguments, (id, revision, profile)| {
                arguments.bytes(&id.to_bytes()).number(revision.0.into()).profile(profile)
            })
        };
        self.register.once(
            "customers.update_many",
            || arguments().finish(),
            |unit| changes.iter().map(|change| item(one(unit, change))).collect(),
            |items: &Vec<_>| note_items(items, note),
            |unit, result| recall_items(unit, result, note, recall, |unit, index| one(unit, &changes[index])),
        )
    }
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
    let mut profile = profile.clone();
    settle_entered_name(&mut profile, &before.profile);
    match prepare_update(&before, profile, context, &unit.state, unit.now)? {
        None => Ok(before),
        Some(update) => {
            unit.tx.update_customers(std::slice::from_ref(&update))?;
            unit.record(edit(&update));
            Ok(update.after)
        }
    }
}

/// The conflict between a caller's profile and the stored record, with both sides of what differs.
pub(super) fn conflict(stored: &Customer, expected: Revision, mine: &CustomerProfile) -> Error {
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
