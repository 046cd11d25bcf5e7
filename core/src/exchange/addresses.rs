//! Puts the cells of an address where they belong.

use crate::base::Rule;
use crate::customers::Address;

use super::names;
use super::target::AddressPart;

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
