//! Columns whose field the register does not use are left out, and the mapping says so.

use crate::catalogue::{Applies, Context, Level, When};
use crate::customers::{CustomerProfile, clear_field, customer_field, group_of};
use crate::settings::RegisterSettings;

use super::super::mapping::Mapping;
use super::super::target::{IgnoreReason, ItemList, ItemPart, Target};

/// Leaves out the columns whose field is off or does not apply, whatever the row says; a real file
/// is not refused for them.
pub(super) fn leave_out(mapping: &mut Mapping, settings: &RegisterSettings) {
    for column in &mut mapping.columns {
        let off = |key: &str| is_off(key, settings) || is_off(group_of(key), settings);
        if field_of(&column.target).is_some_and(off) {
            column.target = Target::Ignored(IgnoreReason::SwitchedOff);
        }
    }
}

/// Takes the parts that are off out of e-mails, phones and addresses: one column may hold them with others.
pub(super) fn leave_out_parts(profile: &mut CustomerProfile, settings: &RegisterSettings) {
    let off = settings.policies.iter().filter(|policy| policy.level == Level::Off);
    let parts = off.filter_map(|policy| customer_field(&policy.field));
    let parts = parts.filter(|field| group_of(field.key) != field.key && !field.key.starts_with("more_"));
    for part in parts.filter(|part| is_off(part.key, settings)) {
        let cleared = clear_field(part, profile);
        debug_assert!(cleared.is_ok());
    }
}

/// The key of the field that a column fills first.
pub(super) fn field_of(target: &Target) -> Option<&'static str> {
    Some(match target {
        Target::Field(key) => key,
        Target::Item { part: ItemPart::Address(part), .. } => part.key(),
        Target::Item { list: ItemList::Emails, .. } => "email",
        Target::Item { list: ItemList::Phones, .. } => "phone",
        Target::Item { list: ItemList::Addresses, .. } => "address_label",
        Target::StreetNumber => "street",
        Target::BirthDay | Target::BirthMonth | Target::BirthYear => "birthday",
        Target::LastFirst => "family_name",
        Target::ExternalId(_) => "external_ids",
        Target::SkipRow | Target::Ignored(_) => return None,
    })
}

/// Tells whether a field is off for every customer that a file may bring.
fn is_off(key: &str, settings: &RegisterSettings) -> bool {
    let Some(field) = customer_field(key) else { return false };
    if field.applies != Applies::Always && !settings.business_mode {
        return true;
    }
    let here = |contexts: &[Context]| contexts.is_empty() || contexts.contains(&Context::Import);
    let mut policies =
        settings.policies.iter().rev().filter(|policy| policy.field == key && here(&policy.contexts));
    // The last policy that holds counts; one that holds for some customers only decides nothing here.
    policies
        .find(|policy| match &policy.when {
            When::Always => true,
            When::Business => settings.business_mode,
            When::Country(_) => policy.level != Level::Off,
        })
        .is_some_and(|policy| policy.level == Level::Off)
}
