//! Every method that the handles of a register have, and how to call it with random arguments.

mod batches;
mod codes;
mod customers;
mod exports;
mod finding;
mod galleries;
mod imports;
mod jobs;
mod names_lists;
mod participants;
mod register;
mod registers;
mod registrations;
mod sets;

use crate::dice::Dice;
use crate::operation::Operation;

/// A method, how often it is called beside the others, and how a call of it is made.
pub(crate) struct Method {
    pub(crate) name: &'static str,
    weight: usize,
    pub(crate) make: fn(&Dice<'_>) -> Operation,
}

const fn method(name: &'static str, weight: usize, make: fn(&Dice<'_>) -> Operation) -> Method {
    Method { name, weight, make }
}

/// All of them.
pub(crate) fn methods() -> impl Iterator<Item = &'static Method> {
    let all = [
        customers::METHODS,
        finding::METHODS,
        sets::METHODS,
        register::METHODS,
        imports::METHODS,
        batches::METHODS,
    ];
    let of_jobs = [
        jobs::METHODS,
        galleries::METHODS,
        participants::METHODS,
        registrations::METHODS,
        registers::METHODS,
        codes::METHODS,
        names_lists::METHODS,
    ];
    all.into_iter().chain([exports::METHODS]).chain(of_jobs).flatten()
}

/// Why cards are not.
const PRINTED: &str = "of the feature pdf; the tests of cards call it";

/// What is not called at random, and why.
pub(crate) const OTHERS: &[(&str, &str)] = &[
    ("register.acting_as", "every call has a random caller"),
    ("register.in_context", "every call has a random caller"),
    ("register.with_reason", "every call has a random caller"),
    ("register.with_idempotency_key", "every call has a random caller; calls come again"),
    ("register.expecting", "every call has a random caller"),
    ("register.customers", "a handle"),
    ("register.tags", "a handle"),
    ("register.contact_groups", "a handle"),
    ("register.customer_groups", "a handle"),
    ("register.history", "a handle"),
    ("register.jobs", "a handle"),
    ("register.job_groups", "a handle"),
    ("register.galleries", "a handle"),
    ("register.participants", "a handle"),
    ("register.registrations", "a handle"),
    ("register.builder", "opens both"),
    ("register.open", "of one engine alone"),
    ("register.in_memory", "of one engine alone"),
    ("register.connect", "of one engine alone"),
    ("register.backend", "says what differs"),
    ("register.codes", "a handle"),
    ("codes.cards", PRINTED),
    ("codes.print_job", PRINTED),
    ("register.backup_to", "of one engine alone"),
    ("register.verify", "asked of both at the end, must say nothing"),
    ("register.copy_to", "moves both at the end, with equal digests"),
    ("register.copy_to_watched", "as copy_to"),
    ("register.shut_down", "ends both at the end"),
];

/// Picks a method and makes a call of it.
pub(crate) fn any(dice: &Dice<'_>) -> Operation {
    let mut place = dice.below(methods().map(|method| method.weight).sum());
    for method in methods() {
        if place < method.weight {
            return (method.make)(dice).of_method(method.name);
        }
        place -= method.weight;
    }
    unreachable!("the place lies below the sum of all weights")
}
