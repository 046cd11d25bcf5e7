//! What the fields of e-mails, phones and addresses have to do with each other
//! (see `docs/decisions/fields-of-lists.md`).

use crate::base::Rule;
use crate::catalogue::FieldValue;
use crate::customers::{CUSTOMER_FIELDS, CustomerField, CustomerProfile, customer_field};

/// Names, beside the fields, what the phones of a customer were understood as: that depends on countries
/// of then, which the texts do not tell. It sorts behind the phones' own fields.
pub(crate) const PHONE_NUMBERS: &str = "phones_e164";

/// Names what a field of history belongs to: items of a list are one thing with each other, since
/// their parts say nothing alone and the first may become a further one. Another field stands for
/// itself.
pub(crate) fn group_of(field: &str) -> &str {
    match field {
        PHONE_NUMBERS | "phone_label" | "more_phones" => "phone",
        "email_label" | "more_emails" => "email",
        "street" | "street_2" | "postal_code" | "city" | "region" | "country" | "address_label"
        | "address_use" | "more_addresses" => "address",
        other => other,
    }
}

/// A list of a profile whose first item has fields of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Items {
    Emails,
    Phones,
    Addresses,
}

impl Items {
    pub(super) const ALL: [Self; 3] = [Self::Emails, Self::Phones, Self::Addresses];

    /// Finds the list that a field is about.
    pub(super) fn of(field: &CustomerField) -> Option<Self> {
        Self::ALL.into_iter().find(|items| items.group() == group_of(field.key))
    }

    /// Names the list; the key of the field that an item is nothing without, where there is one.
    pub(super) fn group(self) -> &'static str {
        match self {
            Self::Emails => "email",
            Self::Phones => "phone",
            Self::Addresses => "address",
        }
    }

    /// The field of all items but the first.
    pub(super) fn further(self) -> &'static str {
        match self {
            Self::Emails => "more_emails",
            Self::Phones => "more_phones",
            Self::Addresses => "more_addresses",
        }
    }

    /// The fields that the first item has, and each further one would have in its place.
    pub(super) fn parts(self) -> impl Iterator<Item = &'static CustomerField> {
        let own =
            move |field: &&CustomerField| field.key != self.further() && group_of(field.key) == self.group();
        CUSTOMER_FIELDS.iter().filter(own)
    }

    pub(super) fn len(self, profile: &CustomerProfile) -> usize {
        match self {
            Self::Emails => profile.emails.len(),
            Self::Phones => profile.phones.len(),
            Self::Addresses => profile.addresses.len(),
        }
    }

    pub(super) fn are_equal(self, one: &CustomerProfile, other: &CustomerProfile) -> bool {
        match self {
            Self::Emails => one.emails == other.emails,
            Self::Phones => one.phones == other.phones,
            Self::Addresses => one.addresses == other.addresses,
        }
    }

    /// Returns a profile of one item alone, in which its parts are read as those of the first.
    pub(super) fn alone(self, profile: &CustomerProfile, at: usize) -> CustomerProfile {
        let mut alone = CustomerProfile::default();
        self.push(&mut alone, profile, at);
        alone
    }

    /// Returns each item alone.
    pub(super) fn each(self, profile: &CustomerProfile) -> Vec<CustomerProfile> {
        (0..self.len(profile)).map(|at| self.alone(profile, at)).collect()
    }

    /// Adds an item of another profile.
    pub(super) fn push(self, profile: &mut CustomerProfile, from: &CustomerProfile, at: usize) {
        match self {
            Self::Emails => profile.emails.extend(from.emails.get(at).cloned()),
            Self::Phones => profile.phones.extend(from.phones.get(at).cloned()),
            Self::Addresses => profile.addresses.extend(from.addresses.get(at).cloned()),
        }
    }

    /// Replaces all items by those of profiles that hold one each.
    pub(super) fn put(self, profile: &mut CustomerProfile, each: &[CustomerProfile]) {
        self.truncate(profile, 0);
        each.iter().for_each(|alone| self.push(profile, alone, 0));
    }

    fn truncate(self, profile: &mut CustomerProfile, len: usize) {
        match self {
            Self::Emails => profile.emails.truncate(len),
            Self::Phones => profile.phones.truncate(len),
            Self::Addresses => profile.addresses.truncate(len),
        }
    }
}

/// Returns the field without which this one has nothing to say: an e-mail's or phone's own.
pub(super) fn whole_of(field: &CustomerField) -> Option<&'static CustomerField> {
    let group = group_of(field.key);
    if group == field.key { None } else { customer_field(group) }
}

/// Takes the values of a field out of a profile, a part of items out of each of them.
///
/// # Errors
/// `ReadOnly` where people do not edit the field.
pub(crate) fn clear_field(field: &CustomerField, profile: &mut CustomerProfile) -> Result<(), Rule> {
    let Some(items) = Items::of(field) else { return field.set(profile, FieldValue::Empty) };
    if field.key == items.group() {
        items.truncate(profile, 0);
    } else if field.key == items.further() {
        items.truncate(profile, 1);
    } else {
        let mut each = items.each(profile);
        for alone in &mut each {
            field.set(alone, FieldValue::Empty)?;
        }
        items.put(profile, &each);
    }
    Ok(())
}

/// Takes a field's values out of what history keeps of another field, or of the same.
pub(crate) fn without_field(field: &CustomerField, key: &str, text: &str) -> String {
    if group_of(key) != group_of(field.key) {
        return text.to_owned();
    }
    if key == PHONE_NUMBERS {
        return match field.key {
            "phone" => String::new(),
            "more_phones" => text.split('\n').next().unwrap_or_default().to_owned(),
            _ => text.to_owned(),
        };
    }
    let mut profile = CustomerProfile::default();
    let read = |profile: &mut CustomerProfile| {
        let known = customer_field(key)?;
        let value = FieldValue::parse(known.kind, text).ok()?;
        known.set(profile, value).ok()?;
        clear_field(field, profile).ok()?;
        Some(known.of_profile(profile).to_text().into_owned())
    };
    // What cannot be read may be the field's own.
    read(&mut profile).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::{Address, CustomerDraft, Email};

    fn field(key: &str) -> &'static CustomerField {
        customer_field(key).unwrap()
    }

    // SPEC: B2
    #[test]
    fn a_part_is_cleared_in_every_item_and_a_whole_with_its_list() {
        let draft = CustomerDraft::person("Anna", "Ek").with_phone("1").with_phone("2");
        let mut profile = draft.profile;
        profile.emails =
            ["a@x.se", "b@x.se"].map(|a| Email { address: a.into(), label: "work".into() }).into();
        let address = |street: &str, city: &str| Address {
            street: street.into(),
            city: city.into(),
            default_billing: street == "S2",
            ..Address::default()
        };
        profile.addresses = vec![address("S1", "Lund"), address("S2", "Kiel")];
        for key in ["phone", "email_label", "street", "address_use", "more_emails"] {
            clear_field(field(key), &mut profile).unwrap();
        }
        assert!(profile.phones.is_empty());
        assert_eq!(profile.emails, [Email::new("a@x.se")]);
        let cities: Vec<_> =
            profile.addresses.iter().map(|a| (&*a.street, &*a.city, a.default_billing)).collect();
        assert_eq!(cities, [("", "Lund", false), ("", "Kiel", false)]);
        assert!(clear_field(field("number"), &mut profile).is_err());
    }

    // SPEC: B2
    #[test]
    fn what_history_keeps_loses_only_what_the_field_had_in_it() {
        let cases = [
            ("phone", "more_phones", "home: 1\n2", ""),
            ("phone", PHONE_NUMBERS, "461\n462", ""),
            ("more_phones", PHONE_NUMBERS, "461\n462", "461"),
            ("more_phones", "phone", "1", "1"),
            ("phone_label", "more_phones", "home: 1\n2", "1\n2"),
            ("phone_label", PHONE_NUMBERS, "461\n462", "461\n462"),
            ("email", "email_label", "work", ""),
            ("street", "more_addresses", r#"{"street":"S2","city":"Kiel"}"#, r#"{"city":"Kiel"}"#),
            ("street", "city", "Lund", "Lund"),
            ("note", "note", "two\nlines", ""),
            ("note", "city", "Lund", "Lund"),
            ("street", "more_addresses", "no JSON", ""),
        ];
        for (purged, key, text, left) in cases {
            assert_eq!(without_field(field(purged), key, text), left, "{purged} in {key}");
        }
    }
}
