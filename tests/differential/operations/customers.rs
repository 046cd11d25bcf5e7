//! Calls that change customers.

use kartotek::{CustomerId, Customers, Enabled, Level, Result, Revision};

use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::people::{draft, edited};
use crate::written::{Written, debug};

pub(super) const METHODS: &[Method] = &[
    method("customers.create", 40, create),
    method("customers.create_many", 20, create_many),
    method("customers.check", 4, check),
    method("customers.update", 50, update),
    method("customers.update_many", 12, update_many),
    method("customers.set_enabled", 6, set_enabled),
    method("customers.archive", 8, |dice| bulk(dice, |customers, ids| customers.archive(ids))),
    method("customers.restore", 8, |dice| bulk(dice, |customers, ids| customers.restore(ids))),
    method("customers.delete", 8, delete),
    method("customers.delete_many", 4, delete_many),
    method("customers.dependents", 2, dependents),
    method("customers.purge_field", 3, purge_field),
];

fn create(dice: &Dice<'_>) -> Operation {
    let draft = draft(dice);
    Operation::new(draft.write(), move |register| register.customers().create(draft.clone()))
}

fn create_many(dice: &Dice<'_>) -> Operation {
    // Seldom more than are inserted at a time.
    let most = if dice.once_in(80) { 1_000 } else { 12 };
    let drafts = dice.some(most, || draft(dice));
    Operation::new(drafts.write(), move |register| register.customers().create_many(&drafts))
}

fn check(dice: &Dice<'_>) -> Operation {
    let draft = draft(dice);
    Operation::new(draft.write(), move |register| register.customers().check(&draft))
}

fn update(dice: &Dice<'_>) -> Operation {
    let (id, revision, profile) = edit(dice);
    Operation::new(format!("{id}, {}, {}", revision.0, profile.write()), move |register| {
        register.customers().update(id, revision, profile.clone())
    })
}

fn update_many(dice: &Dice<'_>) -> Operation {
    let changes = dice.some(6, || edit(dice));
    let each = changes.iter().map(|(id, revision, profile)| (debug(id), (*revision, profile.write())));
    let text = each.collect::<Vec<_>>().write();
    Operation::new(text, move |register| register.customers().update_many(&changes))
}

/// An edit of a customer at a revision, mostly the right one.
pub(super) fn edit(dice: &Dice<'_>) -> (CustomerId, Revision, kartotek::CustomerProfile) {
    let id = dice.customer();
    let stored = dice.known.customers.get(&id).map(|customer| customer.profile.clone());
    (id, dice.revision_of(id), edited(dice, &stored.unwrap_or_default()))
}

fn set_enabled(dice: &Dice<'_>) -> Operation {
    let (ids, state) = (dice.customers(6), dice.pick(&[Enabled::Yes, Enabled::No]));
    Operation::new(format!("{ids:?}, {state:?}"), move |register| {
        register.customers().set_enabled(&ids, state)
    })
}

fn bulk(
    dice: &Dice<'_>,
    call: impl Fn(Customers<'_>, &[CustomerId]) -> Result<Vec<kartotek::BulkOutcome>> + 'static,
) -> Operation {
    let ids = dice.customers(6);
    Operation::new(format!("{ids:?}"), move |register| call(register.customers(), &ids))
}

fn delete(dice: &Dice<'_>) -> Operation {
    let id = dice.customer();
    let revision = dice.revision_of(id);
    Operation::new(format!("{id}, {}", revision.0), move |register| register.customers().delete(id, revision))
}

fn delete_many(dice: &Dice<'_>) -> Operation {
    let customers = dice.customers(5).into_iter().map(|id| (id, dice.revision_of(id))).collect::<Vec<_>>();
    Operation::new(format!("{customers:?}"), move |register| register.customers().delete_many(&customers))
}

fn dependents(dice: &Dice<'_>) -> Operation {
    let id = dice.customer();
    Operation::new(id.to_string(), move |register| register.customers().dependents(id))
}

/// Mostly of a field that may be purged.
fn purge_field(dice: &Dice<'_>) -> Operation {
    let off = dice.known.settings.policies.iter().filter(|policy| policy.level == Level::Off);
    let off: Vec<String> = off.map(|policy| policy.field.clone()).collect();
    let any = || dice.field().to_owned();
    let key = dice.random.pick(&off).cloned().filter(|_| !dice.once_in(4)).unwrap_or_else(any);
    Operation::new(format!("{key:?}"), move |register| register.customers().purge_field(&key))
}
