//! Puts the cells of an address where they belong.

use std::borrow::Cow;

use crate::base::Rule;
use crate::customers::Address;

use super::by_hand::CellSource;
use super::cells::is_shortened;
use super::convert::{RowConverter, push, room_for_items};
use super::names;
use super::reader::Row;
use super::row::{CellChange, CellProblem, ConvertedRow};
use super::steps::Label;
use super::target::AddressPart;

impl RowConverter {
    /// Takes the columns of an address, which may hold several addresses.
    pub(super) fn take_address<'r>(
        &'r self,
        parts: &[(AddressPart, usize)],
        label: &'r Label,
        row: &'r Row,
        out: &mut ConvertedRow<'r>,
    ) {
        let mut cells = Vec::with_capacity(parts.len());
        for (part, column) in parts {
            let text = match &self.columns[*column].source {
                CellSource::Joined { columns, between } => self.joined(row, columns, between),
                _ => Cow::Borrowed(self.filled(row, *column, out).unwrap_or("")),
            };
            if !text.is_empty() {
                cells.push((*part, *column, text));
            }
        }
        let Some((_, first, _)) = cells.first() else { return };
        let cut = |column: usize| match self.columns[column].separator.as_deref() {
            // A cell loses the blanks at its ends.
            Some(separator) => separator.trim(),
            None => "",
        };
        let count = |(_, column, text): &(AddressPart, usize, Cow<'r, str>)| match cut(*column) {
            "" => 1,
            mark => text.split(mark).count(),
        };
        let several = count(&cells[0]);
        if let Some((_, column, _)) = cells.iter().find(|cell| count(cell) != several) {
            return out.problems.push(CellProblem { column: *column, rule: Rule::UnevenParts });
        }
        if several > room_for_items(out) {
            return out.problems.push(CellProblem { column: *first, rule: Rule::TooLong });
        }
        for nth in 0..several {
            let mut address = Address::default();
            for (part, column, text) in &cells {
                let text = match cut(*column) {
                    "" => text,
                    mark => text.split(mark).nth(nth).unwrap_or("").trim(),
                };
                let country = parts.iter().find(|(part, _)| *part == AddressPart::Country);
                let taken = match part {
                    AddressPart::PostalCode if is_shortened(text) => Err(Rule::ShortenedNumber),
                    AddressPart::PostalCode => {
                        let country = country.map(|part| part.1);
                        address.postal_code = self.postcode(row, *column, text, country).into_owned();
                        Ok(())
                    }
                    part => put(*part, text, &mut address),
                };
                if let Err(rule) = taken {
                    out.problems.push(CellProblem { column: *column, rule });
                }
            }
            if !address.is_blank() {
                address.label = self.label(label, row).into_owned();
                push(out, *first, CellChange::Address(Box::new(address)));
            }
        }
    }
}

/// Puts the text of a cell into an address; an empty one changes nothing.
///
/// # Errors
/// `Country` where it names none.
pub(super) fn put(part: AddressPart, text: &str, address: &mut Address) -> Result<(), Rule> {
    if text.is_empty() {
        return Ok(());
    }
    match part {
        AddressPart::Street => text.clone_into(&mut address.street),
        AddressPart::Street2 | AddressPart::Street3 | AddressPart::PostBox => {
            if !address.street_2.is_empty() {
                address.street_2.push_str(", ");
            }
            address.street_2.push_str(text);
        }
        AddressPart::PostalCode => text.clone_into(&mut address.postal_code),
        AddressPart::City => text.clone_into(&mut address.city),
        AddressPart::Region => text.clone_into(&mut address.region),
        AddressPart::Country => names::country(text).ok_or(Rule::Country)?.clone_into(&mut address.country),
        AddressPart::Whole => put_whole(text, address)?,
    }
    Ok(())
}

/// Cuts `Street  Second line  Town  Region  Postcode  Country`, as Mailchimp writes an address, at two
/// blanks; the second line, the region and the country may be missing.
fn put_whole(text: &str, address: &mut Address) -> Result<(), Rule> {
    let mut pieces: Vec<&str> = text.split("  ").map(str::trim).collect();
    let has_digit = |text: &&str| text.contains(|c: char| c.is_ascii_digit());
    let begins_with_street = pieces.len() > 2;
    if begins_with_street && let Some(country) = pieces.pop_if(|last| names::country(last).is_some()) {
        put(AddressPart::Country, country, address)?;
    } else if pieces.len() > 4 && pieces.last().is_some_and(|last| !last.is_empty() && !has_digit(last)) {
        return Err(Rule::Country);
    }
    use AddressPart::{City, PostalCode, Region, Street, Street2};
    let order: &[AddressPart] = match (pieces.len(), pieces.last().is_some_and(has_digit)) {
        (0..=1, _) => &[Street],
        (2, _) => &[Street, City],
        (3, true) => &[Street, City, PostalCode],
        (3, false) => &[Street, City, Region],
        (4, _) => &[Street, City, Region, PostalCode],
        (5, _) => &[Street, Street2, City, Region, PostalCode],
        _ => return Err(Rule::UnevenParts),
    };
    order.iter().zip(pieces).try_for_each(|(part, piece)| put(*part, piece, address))
}
