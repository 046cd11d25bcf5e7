use crate::base::{CustomerId, EntityKind, Error, Result, Timestamp};
use crate::customers::{Customer, MatchKeys, Tombstone};
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

    /// Returns the customer whom another system knows under an id, or nothing (SPEC B1.1).
    ///
    /// # Errors
    /// `Unsupported` where the backend has no matching.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, ExternalId, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let mut draft = CustomerDraft::person("Anna", "García");
    /// draft.profile.external_ids.push(ExternalId { source: "shopify".into(), id: "17".into() });
    /// let anna = register.customers().create(draft)?;
    /// assert_eq!(register.customers().find_by_external_id("shopify", "17")?, Some(anna));
    /// assert_eq!(register.customers().find_by_external_id("shopify", "18")?, None);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn find_by_external_id(&self, source: &str, id: &str) -> Result<Option<Customer>> {
        let external_ids = vec![(source.trim().to_owned(), id.trim().to_owned())];
        let keys = MatchKeys { external_ids, ..MatchKeys::default() };
        self.register.read(|tx| Ok(tx.match_customers(&keys)?.pop()))
    }

    /// Returns what is left of a deleted customer, or nothing.
    ///
    /// # Errors
    /// Of the storage.
    pub fn find_tombstone(&self, id: CustomerId) -> Result<Option<Tombstone>> {
        self.register.read(|tx| tx.tombstone(id))
    }

    /// Returns a customer as it was at an instant, with its tags and groups under their names of then
    /// (SPEC C19); nothing where it did not exist yet.
    ///
    /// The record of now is taken back change by change, so the history since is read. Of a change within
    /// the same microsecond the record after it is returned.
    ///
    /// # Errors
    /// `NotFound` when it does not exist now, as after a deletion, which takes the old values along;
    /// `Unsupported` where the backend keeps no history.
    pub fn as_of(&self, id: CustomerId, at: Timestamp) -> Result<Option<Customer>> {
        self.register.read(|tx| history::as_of(tx, id, at))
    }
}

pub(super) fn get(tx: &dyn ReadTx, id: CustomerId) -> Result<Customer> {
    tx.customers(&[id])?.pop().ok_or_else(|| Error::not_found(EntityKind::Customer, id))
}
