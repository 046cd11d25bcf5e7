//! What calls answer when they come again, when others write meanwhile, and to whom reads history.

mod answered_again;
mod expected_revisions;
mod handles;
mod history;
mod tags_are_searched;

use crate::base::CustomerId;
use crate::customers::{Customer, CustomerDraft};

use super::Register;

fn register() -> Register {
    Register::in_memory().unwrap()
}

fn person(register: &Register, name: &str) -> Customer {
    register.customers().create(CustomerDraft::person(name, "Ek")).unwrap()
}

/// Edits a customer in the name of nobody in particular.
fn edit(register: &Register, id: CustomerId, nickname: &str) -> Customer {
    let stored = register.customers().get(id).unwrap();
    let mut profile = stored.profile;
    profile.nickname = nickname.to_owned();
    register.customers().update(id, stored.revision, profile).unwrap()
}
