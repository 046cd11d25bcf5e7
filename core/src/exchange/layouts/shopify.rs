//! The customer export of Shopify, today's columns and those before 2022.

use std::borrow::Cow;

use super::{Layout, LayoutColumn, column, field, ignored, item, list};
use crate::exchange::target::{IgnoreReason, ItemList, ItemPart, Target};

const CUSTOMER_ID: LayoutColumn = column("Customer ID", Target::ExternalId(Cow::Borrowed("shopify")));

pub(super) static CUSTOMERS: Layout = Layout {
    name: "shopify",
    requires: &["First Name", "Last Name", "Email", "Accepts Email Marketing", "Tags"],
    columns: &[
        CUSTOMER_ID,
        field("First Name", "given_name"),
        field("Last Name", "family_name"),
        field("Email", "email"),
        ignored("Accepts Email Marketing", IgnoreReason::Consent),
        field("Default Address Company", "company"),
        field("Default Address Address1", "street"),
        field("Default Address Address2", "street_2"),
        field("Default Address City", "city"),
        field("Default Address Province Code", "region"),
        field("Default Address Country Code", "country"),
        field("Default Address Zip", "postal_code"),
        item("Default Address Phone", ItemList::Phones, 1, ItemPart::Value),
        field("Phone", "phone"),
        ignored("Accepts SMS Marketing", IgnoreReason::Consent),
        ignored("Total Spent", IgnoreReason::NotKept),
        ignored("Total Orders", IgnoreReason::NotKept),
        field("Note", "note"),
        ignored("Tax Exempt", IgnoreReason::NotKept),
        list("Tags", "tags", ","),
    ],
};

pub(super) static OLDER_CUSTOMERS: Layout = Layout {
    name: "shopify (before 2022)",
    requires: &["First Name", "Last Name", "Email", "Accepts Marketing", "Province Code", "Total Spent"],
    columns: &[
        CUSTOMER_ID,
        field("First Name", "given_name"),
        field("Last Name", "family_name"),
        field("Email", "email"),
        field("Company", "company"),
        field("Address1", "street"),
        field("Address2", "street_2"),
        field("City", "city"),
        ignored("Province", IgnoreReason::NotKept),
        field("Province Code", "region"),
        ignored("Country", IgnoreReason::NotKept),
        field("Country Code", "country"),
        field("Zip", "postal_code"),
        field("Phone", "phone"),
        ignored("Accepts Marketing", IgnoreReason::Consent),
        ignored("Total Spent", IgnoreReason::NotKept),
        ignored("Total Orders", IgnoreReason::NotKept),
        list("Tags", "tags", ","),
        field("Note", "note"),
        ignored("Tax Exempt", IgnoreReason::NotKept),
    ],
};
