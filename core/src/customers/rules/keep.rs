use crate::catalogue::FieldValue;
use crate::customers::{CUSTOMER_FIELDS, CustomerField, CustomerProfile};

use super::check::{CheckContext, level_of};
use super::items::{Items, clear_field};

/// Keeps what is stored in fields that are switched off, for staff alone or do not apply: a form that
/// hides them sends nothing, and that is no wish to erase them (SPEC B2 b).
///
/// An item of a list that the edit takes away goes with its hidden parts, unless nothing of it could be
/// seen (see `docs/decisions/fields-of-lists.md`).
pub(crate) fn keep_switched_off(
    profile: &mut CustomerProfile,
    stored: &CustomerProfile,
    check: CheckContext<'_>,
) {
    let is_off = |field: &CustomerField| level_of(field, stored, check.settings, check.context).is_err();
    for items in Items::ALL {
        if items.len(stored) > 0 && !items.are_equal(profile, stored) {
            keep_items(items, profile, stored, &is_off);
        }
    }
    for field in CUSTOMER_FIELDS.iter().filter(|field| field.is_editable()) {
        let value = field.of_profile(stored);
        let cleared = !value.is_empty() && field.of_profile(profile).is_empty();
        if cleared && Items::of(field).is_none() && is_off(field) {
            // The stored value is of the field's own kind, which its setter takes.
            let kept = field.set(profile, value);
            debug_assert!(kept.is_ok());
        }
    }
}

/// Takes out what may not be written here.
pub(crate) fn drop_switched_off(profile: &mut CustomerProfile, check: CheckContext<'_>) {
    let fields = CUSTOMER_FIELDS.iter().filter(|field| field.is_editable());
    let off: Vec<_> =
        fields.filter(|field| level_of(field, profile, check.settings, check.context).is_err()).collect();
    for field in off {
        let cleared = clear_field(field, profile);
        debug_assert!(cleared.is_ok());
    }
}

fn keep_items(
    items: Items,
    profile: &mut CustomerProfile,
    stored: &CustomerProfile,
    is_off: &dyn Fn(&CustomerField) -> bool,
) {
    let off: Vec<&CustomerField> = items.parts().filter(|part| is_off(part)).collect();
    let is_further_off = CUSTOMER_FIELDS.iter().any(|field| field.key == items.further() && is_off(field));
    if off.is_empty() && !is_further_off {
        return;
    }
    let (mut own, known) = (items.each(profile), items.each(stored));
    if let Some(whole) = off.iter().find(|part| part.key == items.group()) {
        let is_known = |alone: &CustomerProfile| {
            known.iter().any(|other| whole.of_profile(other) == whole.of_profile(alone))
        };
        if own.iter().all(is_known) {
            items.put(profile, &known);
        }
        return;
    }
    if !off.is_empty() {
        keep_parts(&off, &mut own, &known);
    }
    if is_further_off && own.iter().skip(1).all(|alone| known[1..].contains(alone)) {
        own.truncate(1);
        let further = known[1..].iter().filter(|alone| own.first() != Some(alone)).cloned();
        let further: Vec<CustomerProfile> = further.collect();
        own.extend(further);
    }
    items.put(profile, &own);
}

/// Fills the hidden parts of items from those that they were, as what can be seen of them tells, else
/// their places.
fn keep_parts(off: &[&CustomerField], own: &mut Vec<CustomerProfile>, known: &[CustomerProfile]) {
    let seen = |alone: &CustomerProfile| {
        let mut seen = alone.clone();
        for part in off {
            let cleared = clear_field(part, &mut seen);
            debug_assert!(cleared.is_ok());
        }
        seen
    };
    // E-mails and phones are seen by their own text.
    let nothing = |seen: &CustomerProfile| seen.addresses.first().is_some_and(|address| address.is_blank());
    let (mine, theirs): (Vec<_>, Vec<_>) =
        (own.iter().map(seen).collect(), known.iter().map(seen).collect::<Vec<_>>());
    let mut taken = vec![false; known.len()];
    let mut was = vec![None; own.len()];
    let same_place = |at: usize, other: usize| at == other && mine[at] == theirs[other];
    let same_look = |at: usize, other: usize| mine[at] == theirs[other];
    let edited =
        |at: usize, other: usize| at == other && mine.len() == theirs.len() && !nothing(&theirs[other]);
    let ways: [&dyn Fn(usize, usize) -> bool; 3] = [&same_place, &same_look, &edited];
    for way in ways {
        for (at, partner) in was.iter_mut().enumerate().filter(|(_, partner)| partner.is_none()) {
            let found = (0..known.len()).find(|other| !taken[*other] && way(at, *other));
            if let Some(other) = found {
                (*partner, taken[other]) = (Some(other), true);
            }
        }
    }
    for (alone, was) in own.iter_mut().zip(was) {
        let Some(was) = was else { continue };
        for part in off.iter().filter(|part| part.of_profile(alone).is_empty()).collect::<Vec<_>>() {
            let value: FieldValue<'_> = part.of_profile(&known[was]);
            let kept = part.set(alone, value);
            debug_assert!(kept.is_ok());
        }
    }
    let unseen = (0..known.len()).filter(|other| !taken[*other] && nothing(&theirs[*other]));
    own.extend(unseen.map(|other| known[other].clone()));
}

#[cfg(test)]
#[path = "keep_tests.rs"]
mod tests;
