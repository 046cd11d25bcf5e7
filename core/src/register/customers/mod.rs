//! What can be done with customers, one file a use case.

mod bearers;
mod create;
mod find;
mod items;
mod lists;
mod purge;
#[cfg(test)]
mod purge_tests;
mod remove;
mod shared_logins;
#[cfg(test)]
mod tests;
mod update;

pub(crate) use bearers::Bearers;
pub(super) use create::create;
pub(super) use find::{get, get_all};
pub use remove::Enabled;
pub(crate) use remove::{OldValues, archive, delete_all};
pub(super) use remove::{restore, set_enabled};
pub(crate) use shared_logins::SharedLogins;
pub(super) use update::{conflict, update};

use super::Register;

/// Customers of a register: create, read, list, search, change.
#[derive(Debug, Clone, Copy)]
pub struct Customers<'r> {
    pub(crate) register: &'r Register,
}

impl<'r> Customers<'r> {
    pub(super) fn new(register: &'r Register) -> Self {
        Self { register }
    }
}
