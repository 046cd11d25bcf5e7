//! Calls of the handles for tags, contact groups and customer groups.

use kartotek::{CollectionKind, Preset};

use super::{Method, method};
use crate::dice::Dice;
use crate::operation::Operation;
use crate::written::debug;

/// The calls that all kinds have.
macro_rules! of_a_kind {
    ($module:ident, $handle:ident, $kind:expr) => {
        mod $module {
            use super::*;

            pub(super) fn all(_: &Dice<'_>) -> Operation {
                Operation::new("", |register| register.$handle().all())
            }

            pub(super) fn get(dice: &Dice<'_>) -> Operation {
                let id = dice.set($kind);
                Operation::new(id.to_string(), move |register| register.$handle().get(id))
            }

            pub(super) fn find_by_name(dice: &Dice<'_>) -> Operation {
                let name = dice.set_name();
                Operation::new(debug(&name), move |register| register.$handle().find_by_name(&name))
            }

            pub(super) fn create(dice: &Dice<'_>) -> Operation {
                let name = dice.set_name();
                Operation::new(debug(&name), move |register| register.$handle().create(&name))
            }

            pub(super) fn rename(dice: &Dice<'_>) -> Operation {
                let (id, name) = (dice.set($kind), dice.set_name());
                let known = dice.known.sets.iter().find(|set| set.id == id);
                let revision = dice.revision(known.map_or(kartotek::Revision::FIRST, |set| set.revision));
                Operation::new(format!("{id}, {}, {name:?}", revision.0), move |register| {
                    register.$handle().rename(id, revision, &name)
                })
            }

            pub(super) fn archive(dice: &Dice<'_>) -> Operation {
                let id = dice.set($kind);
                Operation::new(id.to_string(), move |register| register.$handle().archive(id))
            }

            pub(super) fn restore(dice: &Dice<'_>) -> Operation {
                let id = dice.set($kind);
                Operation::new(id.to_string(), move |register| register.$handle().restore(id))
            }

            pub(super) fn delete(dice: &Dice<'_>) -> Operation {
                let id = dice.set($kind);
                Operation::new(id.to_string(), move |register| register.$handle().delete(id))
            }
        }
    };
}

of_a_kind!(tags, tags, CollectionKind::Tag);
of_a_kind!(lists, contact_groups, CollectionKind::ContactGroup);
of_a_kind!(groups, customer_groups, CollectionKind::CustomerGroup);

pub(super) const METHODS: &[Method] = &[
    method("tags.all", 2, tags::all),
    method("tags.get", 1, tags::get),
    method("tags.find_by_name", 4, tags::find_by_name),
    method("tags.create", 4, tags::create),
    method("tags.rename", 6, tags::rename),
    method("tags.archive", 2, tags::archive),
    method("tags.restore", 2, tags::restore),
    method("tags.delete", 2, tags::delete),
    method("tags.apply", 20, apply),
    method("tags.preview", 5, preview),
    method("tags.active", 3, |_| Operation::new("", |register| register.tags().active())),
    method("tags.merge", 4, merge),
    method("contact_groups.all", 1, lists::all),
    method("contact_groups.get", 1, lists::get),
    method("contact_groups.find_by_name", 2, lists::find_by_name),
    method("contact_groups.create", 3, lists::create),
    method("contact_groups.rename", 3, lists::rename),
    method("contact_groups.archive", 2, lists::archive),
    method("contact_groups.restore", 2, lists::restore),
    method("contact_groups.delete", 2, lists::delete),
    method("contact_groups.create_with", 4, create_with),
    method("contact_groups.attach", 8, attach_to_list),
    method("contact_groups.detach", 5, detach_from_list),
    method("customer_groups.all", 1, groups::all),
    method("customer_groups.get", 1, groups::get),
    method("customer_groups.find_by_name", 2, groups::find_by_name),
    method("customer_groups.create", 3, groups::create),
    method("customer_groups.rename", 3, groups::rename),
    method("customer_groups.archive", 2, groups::archive),
    method("customer_groups.restore", 2, groups::restore),
    method("customer_groups.delete", 2, groups::delete),
    method("customer_groups.preset", 1, preset),
    method("customer_groups.attach", 6, attach_to_group),
    method("customer_groups.detach", 6, detach_from_group),
    method("customer_groups.set_default", 6, set_default),
];

fn apply(dice: &Dice<'_>) -> Operation {
    let customers = dice.customers(6);
    let (add, remove) = (dice.some(3, || dice.set_name()), dice.some(2, || dice.set_name()));
    Operation::new(format!("{customers:?}, add {add:?}, remove {remove:?}"), move |register| {
        let change = kartotek::TagChange { add: add.clone(), remove: remove.clone() };
        register.tags().apply(&customers, &change)
    })
}

fn preview(dice: &Dice<'_>) -> Operation {
    let customers = dice.customers(12);
    Operation::new(debug(&customers), move |register| register.tags().preview(&customers))
}

fn merge(dice: &Dice<'_>) -> Operation {
    let (from, into) = (dice.set(CollectionKind::Tag), dice.set(CollectionKind::Tag));
    Operation::new(format!("{from}, {into}"), move |register| register.tags().merge(from, into))
}

fn create_with(dice: &Dice<'_>) -> Operation {
    let (name, customers) = (dice.set_name(), dice.customers(4));
    Operation::new(format!("{name:?}, {customers:?}"), move |register| {
        register.contact_groups().create_with(&name, &customers)
    })
}

fn attach_to_list(dice: &Dice<'_>) -> Operation {
    let (group, customers) = (dice.set(CollectionKind::ContactGroup), dice.customers(6));
    Operation::new(format!("{group}, {customers:?}"), move |register| {
        register.contact_groups().attach(group, &customers)
    })
}

fn detach_from_list(dice: &Dice<'_>) -> Operation {
    let (group, customers) = (dice.set(CollectionKind::ContactGroup), dice.customers(6));
    Operation::new(format!("{group}, {customers:?}"), move |register| {
        register.contact_groups().detach(group, &customers)
    })
}

fn preset(dice: &Dice<'_>) -> Operation {
    let preset = dice.pick(&[Preset::Standard, Preset::Business]);
    Operation::new(debug(&preset), move |register| register.customer_groups().preset(preset))
}

fn attach_to_group(dice: &Dice<'_>) -> Operation {
    let (group, customers) = (dice.set(CollectionKind::CustomerGroup), dice.customers(6));
    Operation::new(format!("{group}, {customers:?}"), move |register| {
        register.customer_groups().attach(group, &customers)
    })
}

fn detach_from_group(dice: &Dice<'_>) -> Operation {
    let (group, customers) = (dice.set(CollectionKind::CustomerGroup), dice.customers(6));
    let new_default = dice.maybe(2, || dice.set(CollectionKind::CustomerGroup));
    Operation::new(format!("{group}, {customers:?}, {new_default:?}"), move |register| {
        register.customer_groups().detach(group, &customers, new_default)
    })
}

fn set_default(dice: &Dice<'_>) -> Operation {
    let (group, customers) = (dice.set(CollectionKind::CustomerGroup), dice.customers(6));
    Operation::new(format!("{group}, {customers:?}"), move |register| {
        register.customer_groups().set_default(group, &customers)
    })
}
