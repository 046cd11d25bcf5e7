use super::*;
use crate::base::{LocalDate, Rule};
use crate::catalogue::{Context, FieldPolicy, Level};
use crate::customers::rules::{check_profile, normalise, normalise_edit};
use crate::customers::{Address, CustomerDraft, Email, Phone};
use crate::settings::RegisterSettings;

fn off(keys: &[&str]) -> RegisterSettings {
    let policies = keys.iter().map(|key| FieldPolicy::new(*key, Level::Off));
    RegisterSettings { country: "SE".into(), policies: policies.collect(), ..RegisterSettings::default() }
}

fn stored() -> CustomerProfile {
    let address =
        |street: &str, city: &str| Address { street: street.into(), city: city.into(), ..Address::default() };
    let mut profile = CustomerDraft::person("Anna", "Ek").profile;
    profile.phones = vec![
        Phone { label: "mobile".into(), ..Phone::new("070-123 45 67") },
        Phone { label: "home".into(), ..Phone::new("08-12 34 56 78") },
    ];
    profile.emails = vec![
        Email { address: "a@example.com".into(), label: "work".into() },
        Email { address: "b@example.com".into(), label: "home".into() },
    ];
    profile.addresses = vec![address("S1", "Lund"), address("S2", "Kiel")];
    normalise(&mut profile, "SE");
    profile
}

/// What an edit of the stored profile comes to, and what it is refused for.
fn edited(
    settings: &RegisterSettings,
    edit: impl FnOnce(&mut CustomerProfile),
) -> (CustomerProfile, Vec<(String, Option<usize>, Rule)>) {
    let stored = stored();
    let mut profile = stored.clone();
    edit(&mut profile);
    normalise_edit(&mut profile, &stored.phones, "SE");
    let today = LocalDate::new(2024, 5, 23).unwrap();
    let check = CheckContext { settings, context: Context::Staff, today, stored: Some(&stored) };
    keep_switched_off(&mut profile, &stored, check);
    let problems = check_profile(&profile, check).into_iter();
    (profile, problems.map(|p| (p.field.into_owned(), p.item, p.rule)).collect())
}

fn saved(keys: &[&str], edit: impl FnOnce(&mut CustomerProfile)) -> CustomerProfile {
    let (profile, problems) = edited(&off(keys), edit);
    assert_eq!(problems, [], "{keys:?}");
    profile
}

fn streets(profile: &CustomerProfile) -> Vec<(&str, &str)> {
    profile.addresses.iter().map(|address| (&*address.street, &*address.city)).collect()
}

// SPEC: B2
#[test]
fn a_phone_that_is_switched_off_stays_whole() {
    for keys in [&["phone"][..], &["phone", "more_phones", "phone_label"]] {
        let profile = saved(keys, |profile| {
            profile.phones.clear();
            profile.note = "called".into();
        });
        assert_eq!(profile.phones, stored().phones);
        assert_eq!(profile.phones[0].e164, Some(46_701_234_567));
    }
}

// SPEC: B2
#[test]
fn an_email_that_is_switched_off_stays_wherever_it_stands() {
    assert_eq!(saved(&["email"], |profile| drop(profile.emails.remove(0))).emails, stored().emails);
    assert_eq!(saved(&["more_emails"], |profile| profile.emails.truncate(1)).emails, stored().emails);
    let replaced = saved(&["more_emails"], |profile| profile.emails = vec![Email::new("c@example.com")]);
    assert_eq!(replaced.emails[1..], stored().emails[1..]);
    assert_eq!(saved(&["more_emails"], |profile| profile.emails.clear()).emails, stored().emails[1..]);
    let labels = saved(&["email_label"], |profile| {
        profile.emails = vec![Email::new("b@example.com"), Email::new("a@example.com")];
    });
    let labels: Vec<_> = labels.emails.iter().map(|email| (&*email.address, &*email.label)).collect();
    assert_eq!(labels, [("b@example.com", "home"), ("a@example.com", "work")]);
}

// SPEC: B2
#[test]
fn hidden_parts_of_an_address_stay_with_what_is_seen_of_it() {
    let hide = |profile: &mut CustomerProfile| profile.addresses.iter_mut().for_each(|a| a.street.clear());
    assert_eq!(saved(&["street"], hide).addresses, stored().addresses);
    let moved = saved(&["street"], |profile| {
        hide(profile);
        profile.addresses.swap(0, 1);
    });
    assert_eq!(streets(&moved), [("S2", "Kiel"), ("S1", "Lund")]);
    let corrected = saved(&["street"], |profile| {
        hide(profile);
        profile.addresses[0].city = "Lunde".into();
    });
    assert_eq!(streets(&corrected), [("S1", "Lunde"), ("S2", "Kiel")]);
    let removed = saved(&["street"], |profile| {
        hide(profile);
        profile.addresses.remove(0);
    });
    assert_eq!(streets(&removed), [("S2", "Kiel")], "what is taken away goes whole");
    let unseen = saved(&["street", "city"], |profile| profile.addresses.clear());
    assert_eq!(unseen.addresses, stored().addresses, "nothing of them could be seen");
}

// SPEC: B2, C6
#[test]
fn what_is_switched_off_is_refused_in_every_item_by_its_place() {
    let field_off = |field: &str, item| (field.to_owned(), item, Rule::FieldOff);
    let (_, problems) = edited(&off(&["street"]), |profile| {
        let address = Address { street: "S3".into(), city: "Rom".into(), ..Address::default() };
        profile.addresses.push(address);
    });
    assert_eq!(problems, [field_off("street", Some(2))]);
    let (_, problems) = edited(&off(&["email"]), |profile| profile.emails.push(Email::new("c@example.com")));
    assert_eq!(problems, [field_off("more_emails", None), field_off("email", Some(2))]);
    let (_, problems) =
        edited(&off(&["more_emails"]), |profile| profile.emails.push(Email::new("c@example.com")));
    assert_eq!(problems, [field_off("more_emails", None)]);
}

// SPEC: C5
#[test]
fn a_draft_can_be_freed_of_what_is_switched_off() {
    let settings = off(&["phone", "street", "note"]);
    let mut profile = CustomerProfile { note: "x".into(), ..stored() };
    let today = LocalDate::new(2024, 5, 23).unwrap();
    let check = CheckContext { settings: &settings, context: Context::Staff, today, stored: None };
    drop_switched_off(&mut profile, check);
    assert_eq!(check_profile(&profile, check), []);
    assert_eq!(streets(&profile), [("", "Lund"), ("", "Kiel")]);
    assert_eq!((profile.phones.len(), profile.emails.len(), &*profile.note), (0, 2, ""));
}
