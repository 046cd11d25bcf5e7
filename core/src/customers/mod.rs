//! Customers: persons and companies that buy.

mod fields;
pub mod labels;
mod model;

pub use fields::{CUSTOMER_FIELDS, CustomerField, customer_field};
pub use model::{
    Address, CollectionRef, Customer, CustomerDraft, CustomerKind, CustomerProfile, Email, ExternalId,
    Gender, Phone, RiskRating,
};
