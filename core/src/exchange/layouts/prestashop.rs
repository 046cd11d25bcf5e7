//! The sample files that PrestaShop offers for its CSV import, which its exports follow.

use std::borrow::Cow;

use super::{Layout, LayoutColumn, address, column, field, ignored, item, list};
use crate::exchange::target::{AddressPart, IgnoreReason, ItemList, ItemPart, Target};

const CUSTOMER_ID: LayoutColumn = column("Customer ID", Target::ExternalId(Cow::Borrowed("prestashop")));

pub(super) static CUSTOMERS: Layout = Layout {
    name: "prestashop customers",
    requires: &["Titles ID", "Default group ID", "Email"],
    columns: &[
        CUSTOMER_ID,
        field("Active", "enabled"),
        LayoutColumn {
            heading: "Titles ID",
            target: Target::Field("title"),
            codes: &[("1", "mr"), ("2", "ms"), ("0", "")],
            separator: None,
        },
        field("Email", "email"),
        ignored("Password", IgnoreReason::Password),
        field("Birthday", "birthday"),
        field("Last Name", "family_name"),
        field("First Name", "given_name"),
        ignored("Newsletter", IgnoreReason::Consent),
        ignored("Opt-in", IgnoreReason::Consent),
        field("Registration date", "registered_at"),
        list("Groups", "customer_groups", ","),
        // A number of the shop's own table of groups; the file does not say their names.
        ignored("Default group ID", IgnoreReason::Reference),
    ],
};

/// One row an address; the rows of a customer have one e-mail.
pub(super) static ADDRESSES: Layout = Layout {
    name: "prestashop addresses",
    requires: &["Address ID", "Alias", "Customer e-mail", "Manufacturer"],
    columns: &[
        ignored("Address ID", IgnoreReason::Reference),
        item("Alias", ItemList::Addresses, 1, ItemPart::Label),
        // Says whether the address is in use, not the customer.
        ignored("Active", IgnoreReason::NotKept),
        field("Customer e-mail", "email"),
        CUSTOMER_ID,
        column("Manufacturer", Target::SkipRow),
        column("Supplier", Target::SkipRow),
        field("Company", "company"),
        field("Lastname", "family_name"),
        field("Firstname", "given_name"),
        address("Address 1", 1, AddressPart::Street),
        address("Address 2", 1, AddressPart::Street2),
        address("Zipcode", 1, AddressPart::PostalCode),
        address("City", 1, AddressPart::City),
        address("Country", 1, AddressPart::Country),
        address("State", 1, AddressPart::Region),
        ignored("Other", IgnoreReason::NotKept),
        item("Phone", ItemList::Phones, 1, ItemPart::Value),
        column("Mobile Phone", Target::item(ItemList::Phones, 2, ItemPart::Value, "mobile")),
        ignored("VAT number", IgnoreReason::NotKept),
        ignored("DNI", IgnoreReason::NotKept),
    ],
};
