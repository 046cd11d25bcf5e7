//! Pure decisions on customers: no storage, no clock.

mod check;
mod countries;
mod eligibility;
mod entered_name;
mod items;
mod keep;
mod matches;
mod normalise;
mod order;
mod same_name;
mod values;

pub(crate) use check::{CheckContext, check_profile, is_somebody};
pub use check::{Completeness, completeness, missing_required};
pub use countries::is_country;
pub use eligibility::{Eligibility, ServiceGender, eligibility};
pub(crate) use entered_name::settle_entered_name;
pub(crate) use items::{PHONE_NUMBERS, clear_field, group_of, without_field};
pub(crate) use keep::{drop_switched_off, keep_switched_off};
pub use matches::query_matches;
pub(crate) use matches::test_fits;
#[cfg(feature = "sql")]
pub(crate) use matches::{compares_exactly, test_holds};
pub(crate) use normalise::{drop_blank_items, gender_of_title, normalise, normalise_edit, trim};
pub(crate) use order::{changed_keys, sorts_by_language};
pub use order::{customer_keys, sort_key};
#[cfg(feature = "sql")]
pub(crate) use order::{ordered, ordered_number, value_key};
pub(crate) use same_name::contradict;
pub(crate) use values::{check_value, is_web_address};
