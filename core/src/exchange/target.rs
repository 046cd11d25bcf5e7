use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::base::{Error, Rule};
use crate::customers::customer_field;

/// What a column is for.
///
/// Its text form is what mappings are saved as and overridden with: the key of a field (`email`,
/// `street`, `tags`, `id`), `email[2]`, `phone[3]:mobile`, `phone[3].label`, `address[2].city`,
/// `address[2]:work.city`, `birthday.day`, `birthday.month`, `birthday.year`, `name.last_first`,
/// `street.number`, `external_id:shopify`, `skip_row`, `ignore`.
///
/// ```
/// use kartotek::exchange::Target;
///
/// let target: Target = "phone[2]:mobile".parse()?;
/// assert_eq!(target.to_string(), "phone[2]:mobile");
/// assert!("shoe_size".parse::<Target>().is_err());
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Target {
    /// A field of the catalogue, by its key.
    Field(&'static str),
    /// A part of one further e-mail, phone or address.
    Item {
        /// Which list it is in.
        list: ItemList,
        /// Tells the items of a list apart; columns of the same slot are parts of one item.
        slot: u8,
        /// Which part of the item.
        part: ItemPart,
        /// The label of the item, unless a column of the slot says it.
        label: Cow<'static, str>,
    },
    /// The day of the month of the birthday.
    BirthDay,
    /// The month of the birthday, as a number.
    BirthMonth,
    /// The year of the birthday.
    BirthYear,
    /// A whole name that is written `Last, First`.
    LastFirst,
    /// The number of the house, which goes behind the street.
    StreetNumber,
    /// What another system calls the customer.
    ExternalId(Cow<'static, str>),
    /// Whoever has a value here is no customer, and the row is left out.
    SkipRow,
    /// Not imported.
    Ignored(IgnoreReason),
}

/// The lists of a customer that hold several items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemList {
    /// E-mail addresses.
    Emails,
    /// Phone numbers.
    Phones,
    /// Postal addresses.
    Addresses,
}

/// A part of an item of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemPart {
    /// The e-mail address or phone number itself.
    Value,
    /// What it is for.
    Label,
    /// A part of a postal address.
    Address(AddressPart),
}

/// A part of a postal address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressPart {
    /// Street and house number.
    Street,
    /// Second line.
    Street2,
    /// Third line, which joins the second.
    Street3,
    /// Post-office box, which joins the second line.
    PostBox,
    /// Postcode.
    PostalCode,
    /// Town.
    City,
    /// State, province or county.
    Region,
    /// Country.
    Country,
    /// All parts in one cell, two blanks apart: street, second line, town, region, postcode, country.
    Whole,
}

impl AddressPart {
    const WORDS: [(AddressPart, &'static str); 9] = [
        (Self::Street, "street"),
        (Self::Street2, "street_2"),
        (Self::Street3, "street_3"),
        (Self::PostBox, "post_box"),
        (Self::PostalCode, "postal_code"),
        (Self::City, "city"),
        (Self::Region, "region"),
        (Self::Country, "country"),
        (Self::Whole, "whole"),
    ];

    /// Returns the field of the primary address that the part belongs to.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Street3 | Self::PostBox => "street_2",
            Self::Whole => "street",
            part => Self::WORDS.iter().find(|entry| entry.0 == part).map_or("street", |entry| entry.1),
        }
    }

    /// Finds the part that a field of the primary address is.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Self::WORDS.iter().find(|entry| entry.1 == key).map(|entry| entry.0)
    }
}

/// Why a column is not imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IgnoreReason {
    /// Nothing is known by its heading.
    Unknown,
    /// Another column claims the same field; somebody has to choose.
    Contested,
    /// Its heading may mean several fields; somebody has to choose.
    Unclear,
    /// Consents need evidence, and are not taken from a plain yes or no (SPEC B13, B17).
    Consent,
    /// Passwords are never imported (SPEC B17).
    Password,
    /// The register keeps this itself.
    ReadOnly,
    /// The register has no such field.
    NotKept,
    /// The register does not use this field: it is switched off, or belongs to companies.
    SwitchedOff,
    /// It names a record of the other system that the file does not hold.
    Reference,
    /// Its cells are ids of no register, and do not tell the rows apart: some are empty or come again.
    NoId,
    /// It is a part of a birthday whose day or month has no column.
    PartOfBirthday,
    /// The caller said so.
    Chosen,
}

impl fmt::Display for IgnoreReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "nothing is known by this heading",
            Self::Contested => "another column claims the same field",
            Self::Unclear => "the heading may mean several fields",
            Self::Consent => "consents need evidence",
            Self::Password => "passwords are never imported",
            Self::ReadOnly => "the register keeps this itself",
            Self::NotKept => "the register has no such field",
            Self::SwitchedOff => "this field is switched off here",
            Self::Reference => "it names a record that the file does not hold",
            Self::NoId => "some of its ids are empty or come again",
            Self::PartOfBirthday => "a birthday needs a day and a month",
            Self::Chosen => "so it was chosen",
        })
    }
}

impl Target {
    pub(super) const fn item(list: ItemList, slot: u8, part: ItemPart, label: &'static str) -> Self {
        Self::Item { list, slot, part, label: Cow::Borrowed(label) }
    }

    /// Tells whether it holds digits that are no number: of phones and postcodes.
    pub(super) fn is_code(&self) -> bool {
        matches!(
            self,
            Self::Field("phone" | "postal_code")
                | Self::Item { list: ItemList::Phones, part: ItemPart::Value, .. }
                | Self::Item { part: ItemPart::Address(AddressPart::PostalCode), .. }
        )
    }

    /// Tells whether the column is imported.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        !matches!(self, Self::Ignored(_))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(key) => f.write_str(key),
            Self::Item { list, slot, part, label } => {
                let list = match list {
                    ItemList::Emails => "email",
                    ItemList::Phones => "phone",
                    ItemList::Addresses => "address",
                };
                write!(f, "{list}[{slot}]")?;
                if !label.is_empty() {
                    write!(f, ":{label}")?;
                }
                match part {
                    ItemPart::Value => Ok(()),
                    ItemPart::Label => f.write_str(".label"),
                    ItemPart::Address(part) => {
                        let word = AddressPart::WORDS.iter().find(|entry| entry.0 == *part);
                        write!(f, ".{}", word.map_or("", |entry| entry.1))
                    }
                }
            }
            Self::BirthDay => f.write_str("birthday.day"),
            Self::BirthMonth => f.write_str("birthday.month"),
            Self::BirthYear => f.write_str("birthday.year"),
            Self::LastFirst => f.write_str("name.last_first"),
            Self::StreetNumber => f.write_str("street.number"),
            Self::ExternalId(source) => write!(f, "external_id:{source}"),
            Self::SkipRow => f.write_str("skip_row"),
            Self::Ignored(_) => f.write_str("ignore"),
        }
    }
}

impl FromStr for Target {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if let Some(field) = customer_field(text) {
            return Ok(Self::Field(field.key));
        }
        let target = match text {
            "birthday.day" => Some(Self::BirthDay),
            "birthday.month" => Some(Self::BirthMonth),
            "birthday.year" => Some(Self::BirthYear),
            "name.last_first" => Some(Self::LastFirst),
            "street.number" => Some(Self::StreetNumber),
            "skip_row" => Some(Self::SkipRow),
            "ignore" => Some(Self::Ignored(IgnoreReason::Chosen)),
            _ => match text.strip_prefix("external_id:") {
                Some(source) if !source.is_empty() => Some(Self::ExternalId(source.to_owned().into())),
                _ => parse_item(text),
            },
        };
        target.ok_or_else(|| Error::field("target", Rule::UnknownField))
    }
}

fn parse_item(text: &str) -> Option<Target> {
    let (list, rest) = text.split_once('[')?;
    let (slot, rest) = rest.split_once(']')?;
    let list = match list {
        "email" => ItemList::Emails,
        "phone" => ItemList::Phones,
        "address" => ItemList::Addresses,
        _ => return None,
    };
    let (label, part) = match rest.rsplit_once('.') {
        Some((label, part)) => (label, part),
        None => (rest, ""),
    };
    let part = match (part, list) {
        ("label", _) => ItemPart::Label,
        ("", ItemList::Emails | ItemList::Phones) => ItemPart::Value,
        (word, ItemList::Addresses) => ItemPart::Address(AddressPart::of_key(word)?),
        _ => return None,
    };
    let label = label.strip_prefix(':').or(label.is_empty().then_some(""))?;
    Some(Target::Item { list, slot: slot.parse().ok()?, part, label: label.to_owned().into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::CUSTOMER_FIELDS;

    // SPEC: B17
    #[test]
    fn text_forms_come_back() {
        let further = [
            "email[2]",
            "phone[3]:mobile",
            "phone[3].label",
            "address[2].city",
            "address[2]:work.post_box",
            "address[1].whole",
            "birthday.day",
            "birthday.month",
            "birthday.year",
            "name.last_first",
            "street.number",
            "external_id:shopify",
            "skip_row",
            "ignore",
        ];
        for text in CUSTOMER_FIELDS.iter().map(|field| field.key).chain(further) {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn unknown_text_forms_are_refused() {
        for text in ["", "shoe_size", "email[x]", "address[1]", "address[1].colour", "external_id:", "fax[1]"]
        {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
    }
}
