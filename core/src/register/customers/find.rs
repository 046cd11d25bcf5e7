use std::collections::HashSet;

use crate::base::{CustomerId, EntityKind, Error, Result, Timestamp};
use crate::customers::{Customer, MatchKeys, Tombstone};
use crate::register::{Customers, history};
use crate::repository::ReadTx;

impl Customers<'_> {
    /// Returns a customer.
    ///
    /// # Errors
    /// `NotFound` when there is none with this id.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerId, ErrorKind, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// assert_eq!(register.customers().get(anna.id)?, anna);
    /// let nobody = register.customers().get(CustomerId::from_bytes([0; 16]));
    /// assert_eq!(nobody.unwrap_err().kind(), ErrorKind::NotFound);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn get(&self, id: CustomerId) -> Result<Customer> {
        self.register.read(|tx| get(tx, id))
    }

    /// Returns a customer, or nothing.
    ///
    /// # Errors
    /// Of the storage.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerId, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// assert_eq!(register.customers().find(anna.id)?, Some(anna));
    /// assert_eq!(register.customers().find(CustomerId::from_bytes([0; 16]))?, None);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn find(&self, id: CustomerId) -> Result<Option<Customer>> {
        self.register.read(|tx| Ok(tx.customers(&[id])?.pop()))
    }

    /// Returns the customers with these ids in their order; unknown ids are left out.
    ///
    /// # Errors
    /// Of the storage.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerId, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// let bo = register.customers().create(CustomerDraft::person("Bo", "Ek"))?;
    /// let unknown = CustomerId::from_bytes([0; 16]);
    /// assert_eq!(register.customers().get_many(&[bo.id, unknown, anna.id])?, [bo, anna]);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn get_many(&self, ids: &[CustomerId]) -> Result<Vec<Customer>> {
        self.register.read(|tx| tx.customers(ids))
    }

    /// Returns the customer with a number, or nothing.
    ///
    /// # Errors
    /// Of the storage.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// assert_eq!(register.customers().find_by_number(1)?, Some(anna));
    /// assert_eq!(register.customers().find_by_number(2)?, None);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
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
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// assert_eq!(register.customers().find_tombstone(anna.id)?, None);
    /// register.customers().delete(anna.id, anna.revision)?;
    /// let left = register.customers().find_tombstone(anna.id)?;
    /// assert_eq!(left.map(|tombstone| tombstone.id), Some(anna.id));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn find_tombstone(&self, id: CustomerId) -> Result<Option<Tombstone>> {
        self.register.read(|tx| Ok(tx.tombstones(&[id])?.pop()))
    }

    /// Returns a customer as it was at an instant, with its tags and groups under their names of then
    /// (SPEC C19); nothing where it did not exist yet.
    ///
    /// The record of now is taken back change by change, so the history since is read. Of a change within
    /// the same microsecond the record after it is returned. Between the taking back of an import and the next
    /// change, `updated_at` of the record as it was is the time of the taking back; the record of now has that
    /// of the change before the import.
    ///
    /// # Errors
    /// `NotFound` when it does not exist now, as after a deletion, which takes the old values along;
    /// `Unsupported` where the backend keeps no history.
    ///
    /// ```
    /// use std::{sync::Arc, time::Duration};
    /// use kartotek::{CustomerDraft, Register, testing::ManualClock};
    ///
    /// let clock = Arc::new(ManualClock::default());
    /// let register = Register::builder().clock(clock.clone()).in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// clock.advance(Duration::from_secs(60));
    /// register.customers().archive(&[anna.id])?;
    /// assert_eq!(register.customers().as_of(anna.id, anna.created_at)?, Some(anna));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn as_of(&self, id: CustomerId, at: Timestamp) -> Result<Option<Customer>> {
        self.register.read(|tx| history::as_of(tx, id, at))
    }
}

/// Returns a customer.
///
/// # Errors
/// `NotFound`.
pub(in crate::register) fn get(tx: &dyn ReadTx, id: CustomerId) -> Result<Customer> {
    tx.customers(&[id])?.pop().ok_or_else(|| Error::not_found(EntityKind::Customer, id))
}

/// Returns customers in the order asked for.
///
/// # Errors
/// `NotFound` where one of them does not exist.
pub(in crate::register) fn get_all(tx: &dyn ReadTx, ids: &[CustomerId]) -> Result<Vec<Customer>> {
    let stored = tx.customers(ids)?;
    let found: HashSet<CustomerId> = stored.iter().map(|customer| customer.id).collect();
    match ids.iter().find(|id| !found.contains(*id)) {
        Some(missing) => Err(Error::not_found(EntityKind::Customer, *missing)),
        None => Ok(stored),
    }
}
