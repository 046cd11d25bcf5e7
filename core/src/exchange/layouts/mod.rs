//! Exports of shops and address books whose columns are known (SPEC C15); a file each.

mod google;
mod prestashop;
mod shopify;

use super::headings::{key_of, undecorated};
use super::mapping::{ColumnMapping, Evidence};
use super::target::{AddressPart, IgnoreReason, ItemList, ItemPart, Target};

/// A known set of columns.
#[derive(Debug)]
pub(super) struct Layout {
    /// Its name in reports.
    pub(super) name: &'static str,
    /// Headings that only files of this layout have together.
    requires: &'static [&'static str],
    /// Its columns.
    columns: &'static [LayoutColumn],
}

/// One column of a layout.
#[derive(Debug)]
struct LayoutColumn {
    /// Its heading; `#` stands for a number, which becomes the slot of an item.
    heading: &'static str,
    target: Target,
    codes: &'static [(&'static str, &'static str)],
    separator: Option<&'static str>,
}

static LAYOUTS: &[&Layout] = &[
    &prestashop::CUSTOMERS,
    &prestashop::ADDRESSES,
    &shopify::CUSTOMERS,
    &shopify::OLDER_CUSTOMERS,
    &google::CONTACTS,
    &google::OLDER_CONTACTS,
];

/// Finds the layout of a header.
pub(super) fn find(headers: &[String]) -> Option<&'static Layout> {
    let keys: Vec<String> = headers.iter().map(|header| key_of(&undecorated(header))).collect();
    LAYOUTS
        .iter()
        .copied()
        .find(|layout| layout.requires.iter().all(|heading| keys.contains(&key_of(heading))))
}

impl Layout {
    /// Finds what a column is for; nothing where the layout does not know it.
    pub(super) fn column(&self, header: &str) -> Option<ColumnMapping> {
        let key = key_of(&undecorated(header));
        self.columns.iter().find_map(|column| {
            let slot = matched(column.heading, &key)?;
            let mut target = column.target.clone();
            if let Target::Item { slot: place, .. } = &mut target {
                *place = place.saturating_add(slot);
            }
            let mapping = ColumnMapping::new(header, target, Evidence::Layout);
            Some(ColumnMapping { codes: column.codes, separator: column.separator, ..mapping })
        })
    }
}

/// Compares a pattern with the key of a heading; answers the number that stands for `#`, or 0.
fn matched(pattern: &str, key: &str) -> Option<u8> {
    let Some((before, after)) = pattern.split_once('#') else {
        return (key_of(pattern) == key).then_some(0);
    };
    let digits = key.strip_prefix(&key_of(before))?.strip_suffix(&key_of(after))?;
    digits.parse().ok().filter(|number| *number > 0)
}

const fn field(heading: &'static str, key: &'static str) -> LayoutColumn {
    column(heading, Target::Field(key))
}

const fn list(heading: &'static str, key: &'static str, separator: &'static str) -> LayoutColumn {
    LayoutColumn { heading, target: Target::Field(key), codes: &[], separator: Some(separator) }
}

const fn column(heading: &'static str, target: Target) -> LayoutColumn {
    LayoutColumn { heading, target, codes: &[], separator: None }
}

const fn ignored(heading: &'static str, reason: IgnoreReason) -> LayoutColumn {
    column(heading, Target::Ignored(reason))
}

const fn item(heading: &'static str, list: ItemList, slot: u8, part: ItemPart) -> LayoutColumn {
    column(heading, Target::item(list, slot, part, ""))
}

const fn address(heading: &'static str, slot: u8, part: AddressPart) -> LayoutColumn {
    item(heading, ItemList::Addresses, slot, ItemPart::Address(part))
}
