//! Google Contacts: `Google CSV` as exported today, and until 2024.

use super::{Layout, LayoutColumn, address, field, ignored, item, list};
use crate::exchange::target::{AddressPart, IgnoreReason, ItemList, ItemPart, Target};

/// Stands between several values of one cell.
const BETWEEN: &str = " ::: ";

const fn values(heading: &'static str, list: ItemList) -> LayoutColumn {
    let target = Target::item(list, 0, ItemPart::Value, "");
    LayoutColumn { heading, target, codes: &[], separator: Some(BETWEEN) }
}

const fn labels(heading: &'static str, list: ItemList) -> LayoutColumn {
    item(heading, list, 0, ItemPart::Label)
}

pub(super) static CONTACTS: Layout = Layout {
    name: "google contacts",
    requires: &["First Name", "Last Name", "File As", "Organization Name", "Labels"],
    columns: &[
        field("First Name", "given_name"),
        field("Middle Name", "additional_names"),
        field("Last Name", "family_name"),
        // The phonetic name is one field; the family name is what lists sort by.
        ignored("Phonetic First Name", IgnoreReason::NotKept),
        ignored("Phonetic Middle Name", IgnoreReason::NotKept),
        field("Phonetic Last Name", "phonetic_name"),
        field("Name Prefix", "name_prefix"),
        field("Name Suffix", "name_suffix"),
        field("Nickname", "nickname"),
        ignored("File As", IgnoreReason::NotKept),
        field("Organization Name", "company"),
        ignored("Organization Title", IgnoreReason::NotKept),
        ignored("Organization Department", IgnoreReason::NotKept),
        field("Birthday", "birthday"),
        field("Notes", "note"),
        ignored("Photo", IgnoreReason::NotKept),
        list("Labels", "tags", BETWEEN),
        labels("E-mail # - Label", ItemList::Emails),
        values("E-mail # - Value", ItemList::Emails),
        labels("Phone # - Label", ItemList::Phones),
        values("Phone # - Value", ItemList::Phones),
        labels("Address # - Label", ItemList::Addresses),
        ignored("Address # - Formatted", IgnoreReason::NotKept),
        address("Address # - Street", 0, AddressPart::Street),
        address("Address # - City", 0, AddressPart::City),
        address("Address # - PO Box", 0, AddressPart::PostBox),
        address("Address # - Region", 0, AddressPart::Region),
        address("Address # - Postal Code", 0, AddressPart::PostalCode),
        address("Address # - Country", 0, AddressPart::Country),
        address("Address # - Extended Address", 0, AddressPart::Street2),
        field("Website 1 - Value", "website"),
    ],
};

pub(super) static OLDER_CONTACTS: Layout = Layout {
    name: "google contacts (before 2024)",
    requires: &["Given Name", "Family Name", "Yomi Name", "Group Membership"],
    columns: &[
        field("Name", "entered_name"),
        field("Given Name", "given_name"),
        field("Additional Name", "additional_names"),
        field("Family Name", "family_name"),
        field("Yomi Name", "phonetic_name"),
        ignored("Given Name Yomi", IgnoreReason::NotKept),
        ignored("Additional Name Yomi", IgnoreReason::NotKept),
        ignored("Family Name Yomi", IgnoreReason::NotKept),
        field("Name Prefix", "name_prefix"),
        field("Name Suffix", "name_suffix"),
        field("Nickname", "nickname"),
        field("Birthday", "birthday"),
        field("Gender", "gender"),
        field("Language", "language"),
        field("Notes", "note"),
        ignored("Location", IgnoreReason::NotKept),
        list("Group Membership", "tags", BETWEEN),
        labels("E-mail # - Type", ItemList::Emails),
        values("E-mail # - Value", ItemList::Emails),
        labels("Phone # - Type", ItemList::Phones),
        values("Phone # - Value", ItemList::Phones),
        labels("Address # - Type", ItemList::Addresses),
        // The parts say the same.
        ignored("Address # - Formatted", IgnoreReason::NotKept),
        address("Address # - Street", 0, AddressPart::Street),
        address("Address # - City", 0, AddressPart::City),
        address("Address # - PO Box", 0, AddressPart::PostBox),
        address("Address # - Region", 0, AddressPart::Region),
        address("Address # - Postal Code", 0, AddressPart::PostalCode),
        address("Address # - Country", 0, AddressPart::Country),
        address("Address # - Extended Address", 0, AddressPart::Street2),
        field("Organization 1 - Name", "company"),
        ignored("Organization # - Title", IgnoreReason::NotKept),
        ignored("Organization # - Department", IgnoreReason::NotKept),
        field("Website 1 - Value", "website"),
    ],
};
