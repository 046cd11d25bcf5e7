use crate::base::{CustomerId, EntityKind, Error, Result, Timestamp};
use crate::customers::{Customer, Tombstone};
use crate::register::{Customers, history};
use crate::repository::ReadTx;

impl Customers<'_> {
    /// Returns a customer.
    ///
    /// # Errors
    /// `NotFound` when there is none with this id.
    pub fn get(&self, id: CustomerId) -> Result<Customer> {
        self.register.read(|tx| get(tx, id))
    }

    /// Returns a customer, or nothing.
    ///
    /// # Errors
    /// Of the storage.
    pub fn find(&self, id: CustomerId) -> Result<Option<Customer>> {
        self.register.read(|tx| Ok(tx.customers(&[id])?.pop()))
    }

    /// Returns the customers with these ids in their order; unknown ids are left out.
    ///
    /// # Errors
    /// Of the storage.
    pub fn get_many(&self, ids: &[CustomerId]) -> Result<Vec<Customer>> {
        self.register.read(|tx| tx.customers(ids))
    }

    /// Returns the customer with a number, or nothing.
    ///
    /// # Errors
    /// Of the storage.
    pub fn find_by_number(&self, number: u64) -> Result<Option<Customer>> {
        self.register.read(|tx| tx.customer_by_number(number))
    }

    /// Returns what is left of a deleted customer, or nothing.
    ///
    /// # Errors
    /// Of the storage.
    pub fn find_tombstone(&self, id: CustomerId) -> Result<Option<Tombstone>> {
        self.register.read(|tx| tx.tombstone(id))
    }

    /// Returns a customer's profile as it was at an instant (SPEC C19); nothing where it did not exist.
    ///
    /// # Errors
    /// `NotFound` when it does not exist now, `Unsupported` where the backend keeps no history.
    pub fn as_of(&self, id: CustomerId, at: Timestamp) -> Result<Option<Customer>> {
        self.register.read(|tx| history::as_of(tx, id, at))
    }
}

pub(super) fn get(tx: &dyn ReadTx, id: CustomerId) -> Result<Customer> {
    tx.customers(&[id])?.pop().ok_or_else(|| Error::not_found(EntityKind::Customer, id))
}
