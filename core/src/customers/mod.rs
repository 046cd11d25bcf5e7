//! Customers: persons and companies that buy.

mod access;
mod draft;
mod email;
mod fields;
mod filter;
pub mod labels;
mod model;
mod phone;
mod repository;
mod rules;
mod search_draft;
mod search_query;
mod search_text;
#[cfg(feature = "sql")]
mod sql;

#[cfg(feature = "sql")]
pub(crate) use sql::{customers_beside, customers_by_numbers, stored_columns, wrong_further};

pub use draft::CustomerDraft;
pub use email::EmailKey;
pub use fields::{CUSTOMER_FIELDS, CustomerField, customer_field};
pub use filter::{Archived, Condition, CustomerFilter, SetFilter, Test};
pub use model::{
    Address, Customer, CustomerKind, CustomerProfile, Email, ExternalId, Gender, Phone, RiskRating,
};
pub(crate) use phone::{normalise_phone, phone_digits};
pub use repository::{
    ChangedKeys, CustomerKeys, CustomerList, CustomerQuery, CustomerRead, CustomerRow, CustomerUpdate,
    CustomerWalk, CustomerWrite, ListPlace, ListedCustomer, MatchKeys, StoredCustomer, Tombstone,
};
pub(crate) use rules::{
    CheckContext, PHONE_NUMBERS, check_profile, check_value, clear_field, contradict, drop_blank_items,
    drop_switched_off, gender_of_title, group_of, is_somebody, is_web_address, keep_switched_off, normalise,
    normalise_edit, settle_entered_name, sorts_by_language, test_fits, trim, without_field,
};
pub use rules::{
    Completeness, Eligibility, ServiceGender, completeness, customer_keys, eligibility, is_country,
    missing_required, query_matches, sort_key,
};
pub use search_draft::draft_from_search;
pub use search_query::{SearchQuery, Term};
