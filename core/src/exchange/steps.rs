//! Groups columns into what is made of them.

use std::borrow::Cow;

use crate::customers::{CustomerField, customer_field};

use super::by_hand::CellSource;
use super::mapping::{ColumnMapping, OnEmpty};
use super::target::{AddressPart, ItemList, ItemPart, Target};

/// What is made of one column, or of several that belong together.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Skip(usize),
    /// Refuses a row without a text in this column.
    Must(usize),
    Id(usize),
    Field(usize, &'static CustomerField),
    /// Several cells that are one text, and the column that the text is for.
    Joined(Vec<usize>, String, usize, &'static CustomerField),
    LastFirst(usize),
    Birthday {
        day: Option<usize>,
        month: Option<usize>,
        year: Option<usize>,
    },
    ExternalId(usize, Cow<'static, str>),
    Collection(usize, &'static str),
    Item(usize, ItemList, Label),
    Address(Vec<(AddressPart, usize)>, Label),
}

/// Where the label of an item comes from.
#[derive(Debug, Clone)]
pub(super) enum Label {
    Fixed(Cow<'static, str>),
    Column(usize),
}

/// Brings columns into an order: what tells about the row, fields, then items.
pub(super) fn steps(columns: &[ColumnMapping]) -> Vec<Step> {
    let place = |target: &Target| columns.iter().position(|column| column.target == *target);
    let label_of = |list: ItemList, slot: u8, label: &Cow<'static, str>| {
        let found = columns.iter().position(|column| {
            matches!(&column.target, Target::Item { list: l, slot: s, part: ItemPart::Label, .. } if *l == list && *s == slot)
        });
        found.map_or_else(|| Label::Fixed(label.clone()), Label::Column)
    };
    let mut steps: Vec<(u8, Step)> = Vec::new();
    let mut slots = Vec::new();
    let number = place(&Target::StreetNumber);
    for (column, mapping) in columns.iter().enumerate() {
        // A column that is not imported says of nobody whom a row is about.
        if mapping.on_empty == OnEmpty::Refuse && mapping.target.is_imported() {
            steps.push((0, Step::Must(column)));
        }
        let step = match &mapping.target {
            Target::Ignored(_) | Target::Item { part: ItemPart::Label, .. } => continue,
            Target::SkipRow => (0, Step::Skip(column)),
            Target::Field("id") => (0, Step::Id(column)),
            Target::Field(key @ ("tags" | "contact_groups" | "customer_groups" | "default_group")) => {
                (4, Step::Collection(column, key))
            }
            Target::Field("street") if number.is_some() => continue,
            Target::Field(key) => match (customer_field(key), &mapping.source) {
                (Some(field), CellSource::Joined { columns, between }) => {
                    (1, Step::Joined(columns.clone(), between.clone(), column, field))
                }
                (Some(field), _) => (1, Step::Field(column, field)),
                (None, _) => continue,
            },
            // The number of the house goes behind the street.
            Target::StreetNumber => match customer_field("street") {
                Some(field) => {
                    let street = place(&Target::Field("street"));
                    let cells = street.into_iter().chain([column]).collect();
                    (1, Step::Joined(cells, " ".to_owned(), street.unwrap_or(column), field))
                }
                None => continue,
            },
            Target::LastFirst => (1, Step::LastFirst(column)),
            Target::BirthDay => {
                let (month, year) = (place(&Target::BirthMonth), place(&Target::BirthYear));
                (1, Step::Birthday { day: Some(column), month, year })
            }
            Target::BirthMonth | Target::BirthYear => continue,
            Target::ExternalId(source) => (1, Step::ExternalId(column, source.clone())),
            // The first phone is the primary one, which a fax is not.
            Target::Item { list, slot, part: ItemPart::Value, label } => {
                let rank = if label.ends_with("fax") { 3 } else { 2 };
                (rank, Step::Item(column, *list, label_of(*list, *slot, label)))
            }
            Target::Item { slot, part: ItemPart::Address(_), label, .. } => {
                if slots.contains(slot) {
                    continue;
                }
                slots.push(*slot);
                let parts = columns.iter().enumerate().filter_map(|(column, other)| match &other.target {
                    Target::Item { slot: s, part: ItemPart::Address(part), .. } if s == slot => {
                        Some((*part, column))
                    }
                    _ => None,
                });
                (2, Step::Address(parts.collect(), label_of(ItemList::Addresses, *slot, label)))
            }
        };
        steps.push(step);
    }
    // Stable: columns of one rank keep their order.
    steps.sort_by_key(|(rank, _)| *rank);
    steps.into_iter().map(|(_, step)| step).collect()
}
