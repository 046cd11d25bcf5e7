//! Pure decisions on customers: no storage, no clock.

mod check;
mod countries;
mod eligibility;
mod matches;
mod normalise;
mod order;

pub(crate) use check::{CheckContext, check_profile, keep_switched_off};
pub use check::{Completeness, completeness, missing_required};
pub use countries::is_country;
pub use eligibility::{Eligibility, ServiceGender, eligibility};
pub use matches::query_matches;
pub(crate) use matches::test_fits;
#[cfg(feature = "sql")]
pub(crate) use matches::{compares_exactly, test_holds};
pub(crate) use normalise::{drop_blank_items, gender_of_title, normalise, normalise_edit};
pub(crate) use order::changed_keys;
#[cfg(feature = "sql")]
pub(crate) use order::value_key;
pub use order::{customer_keys, sort_key};
