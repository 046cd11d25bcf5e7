//! Customers: records, filters, and what can be done with them.

mod filter;
mod handle;
mod records;

pub(crate) use filter::{CustomerFilter, Names, Test};
pub(crate) use handle::Customers;
pub(crate) use records::{
    Address, CollectionRef, Customer, CustomerDraft, CustomerProfile, Email, ExternalId, Phone,
};
