//! Customers: records, filters, and what can be done with them.

mod export;
mod filter;
mod handle;
mod records;
mod several;

pub(crate) use filter::{CustomerFilter, Test};
pub(crate) use handle::{Customers, Draft, Tombstone, draft};
pub(crate) use records::{
    Address, CollectionRef, Customer, CustomerDraft, CustomerProfile, Email, ExternalId, Phone,
};
pub(crate) use several::{changed, state_of};
