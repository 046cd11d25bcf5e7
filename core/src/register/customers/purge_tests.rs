//! What a purge takes away and what it leaves, in records and in history.

use std::sync::Arc;
use std::time::Duration;

use crate::base::{CustomerId, Rule, Sort, Timestamp};
use crate::catalogue::{FieldPolicy, Level};
use crate::customers::{Address, CustomerDraft, CustomerFilter, CustomerProfile, Email, Phone};
use crate::register::Register;
use crate::register::customer_ref;
use crate::settings::RegisterSettings;
use crate::testing::ManualClock;

fn register() -> (Register, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::default());
    let settings = RegisterSettings { country: "SE".into(), ..RegisterSettings::default() };
    (Register::builder().settings(settings).clock(clock.clone()).in_memory().unwrap(), clock)
}

fn purge(register: &Register, key: &str) -> u64 {
    let mut settings = register.settings().unwrap();
    settings.policies.push(FieldPolicy::new(key.to_owned(), Level::Off));
    register.update_settings(settings).unwrap();
    register.customers().purge_field(key).unwrap()
}

fn address(street: &str, city: &str) -> Address {
    Address { street: street.into(), city: city.into(), ..Address::default() }
}

/// Two of each list, a customer who changed all of them, and the time before that.
fn changed(register: &Register, clock: &ManualClock) -> (CustomerId, Timestamp) {
    let mut draft = CustomerDraft::person("Anna", "Ek")
        .with_email("a@example.com")
        .with_email("b@example.com")
        .with_phone("070-123 45 67")
        .with_phone("08-12 34 56 78")
        .with_address(address("Storgatan 1", "Lund"))
        .with_address(address("Lilla vägen 2", "Kiel"));
    draft.profile.note = "likes mornings".into();
    draft.profile.phones[1].label = "work".into();
    let anna = register.customers().create(draft).unwrap();
    clock.advance(Duration::from_secs(60));
    let mut profile = anna.profile.clone();
    profile.emails = vec![Email::new("c@example.com"), Email::new("d@example.com")];
    profile.phones = vec![Phone::new("070-765 43 21"), Phone::new("08-87 65 43 21")];
    profile.addresses = vec![address("Kungsgatan 3", "Umeå"), address("Nygatan 4", "Bonn")];
    profile.note = "likes evenings".into();
    register.customers().update(anna.id, anna.revision, profile).unwrap();
    clock.advance(Duration::from_secs(60));
    (anna.id, anna.created_at)
}

/// All old values of a customer in one text.
fn history(register: &Register, id: CustomerId) -> String {
    let entries = register.read(|tx| tx.history_of(customer_ref(id), None, 100)).unwrap();
    let old = entries.iter().flat_map(|entry| &entry.change.old);
    old.map(|value| format!("{}={}\n", value.field, value.text)).collect()
}

fn as_of(register: &Register, id: CustomerId, at: Timestamp) -> CustomerProfile {
    register.customers().as_of(id, at).unwrap().unwrap().profile
}

fn texts(profile: &CustomerProfile) -> [Vec<&str>; 3] {
    [
        profile.emails.iter().map(|email| &*email.address).collect(),
        profile.phones.iter().map(|phone| &*phone.text).collect(),
        profile.addresses.iter().map(|address| &*address.street).collect(),
    ]
}

// SPEC: B2
#[test]
fn a_purged_phone_is_neither_in_the_record_nor_in_history_nor_in_the_past() {
    let (register, clock) = register();
    let (id, before) = changed(&register, &clock);
    let bo = register.customers().create(CustomerDraft::person("Bo", "Ek")).unwrap();
    assert_eq!(purge(&register, "phone"), 1);
    let anna = register.customers().get(id).unwrap();
    assert_eq!(texts(&anna.profile)[1], [""; 0]);
    assert_eq!(anna.revision.0, 3);
    assert_eq!(register.customers().get(bo.id).unwrap(), bo);
    let told = history(&register, id);
    for digits in ["123", "7012345", "34 56", "812345678", "765", "46", "work"] {
        assert!(!told.contains(digits), "{digits} in {told}");
    }
    assert!(told.contains("more_emails=b@example.com") && told.contains("phone=\n"), "{told}");
    let past = as_of(&register, id, before);
    assert_eq!(
        texts(&past),
        [vec!["a@example.com", "b@example.com"], vec![], vec!["Storgatan 1", "Lilla vägen 2"]]
    );
    assert!(register.customers().search("070 765 43 21", 5).unwrap().is_empty());
    assert_eq!(register.verify().unwrap(), Vec::<String>::new());
    assert_eq!(register.customers().purge_field("phone").unwrap(), 0, "it is done once");
}

// SPEC: B2
#[test]
fn a_purged_email_goes_with_all_further_ones() {
    let (register, clock) = register();
    let (id, before) = changed(&register, &clock);
    assert_eq!(purge(&register, "email"), 1);
    assert!(!history(&register, id).contains('@'));
    assert_eq!(texts(&register.customers().get(id).unwrap().profile)[0], [""; 0]);
    assert_eq!(texts(&as_of(&register, id, before))[0], [""; 0]);
}

// SPEC: B2
#[test]
fn purging_further_items_leaves_the_first() {
    let (register, clock) = register();
    let (id, before) = changed(&register, &clock);
    assert_eq!((purge(&register, "more_emails"), purge(&register, "more_phones")), (1, 1));
    let now = register.customers().get(id).unwrap().profile;
    assert_eq!(texts(&now)[..2], [vec!["c@example.com"], vec!["070-765 43 21"]]);
    let past = as_of(&register, id, before);
    assert_eq!(texts(&past)[..2], [vec!["a@example.com"], vec!["070-123 45 67"]]);
    assert_eq!(past.phones[0].e164, Some(46_701_234_567));
    let told = history(&register, id);
    assert!(!["b@example", "34 56", "8123456"].iter().any(|text| told.contains(text)), "{told}");
}

// SPEC: B2
#[test]
fn a_purged_part_goes_out_of_every_address() {
    let (register, clock) = register();
    let (id, before) = changed(&register, &clock);
    let street_alone = CustomerDraft::person("Bo", "Ek").with_address(address("Bara gatan 5", ""));
    let bo = register.customers().create(street_alone.with_address(address("Nygatan 6", "Rom"))).unwrap();
    clock.advance(Duration::from_secs(60));
    assert_eq!(purge(&register, "street"), 2);
    let cities = |profile: &CustomerProfile| -> Vec<(String, String)> {
        profile.addresses.iter().map(|a| (a.street.clone(), a.city.clone())).collect()
    };
    let pair = |city: &str| (String::new(), city.to_owned());
    assert_eq!(cities(&register.customers().get(id).unwrap().profile), [pair("Umeå"), pair("Bonn")]);
    assert_eq!(cities(&as_of(&register, id, before)), [pair("Lund"), pair("Kiel")]);
    let told = history(&register, id) + &history(&register, bo.id);
    assert!(!["gatan", "vägen"].iter().any(|text| told.contains(text)), "{told}");
    // An address of which nothing is left goes, and what it was is no street either.
    assert_eq!(cities(&register.customers().get(bo.id).unwrap().profile), [pair("Rom")]);
    assert_eq!(cities(&as_of(&register, bo.id, bo.created_at)), [pair("Rom")]);
}

// SPEC: B2
#[test]
fn a_purge_reaches_archived_customers_and_every_page() {
    let (register, _) = register();
    let drafts: Vec<CustomerDraft> = (0..1_203)
        .map(|n| {
            let mut draft = CustomerDraft::person(format!("A{n}"), "Ek");
            draft.profile.note = if n % 2 == 0 { format!("secret {n}") } else { String::new() };
            draft
        })
        .collect();
    let made = register.customers().create_many(&drafts).unwrap();
    let archived = made[1_200].as_ref().unwrap().id;
    register.customers().archive(&[archived]).unwrap();
    assert_eq!(purge(&register, "note"), 602);
    assert!(register.customers().get(archived).unwrap().profile.note.is_empty());
    let mut all = register.customers().all(&CustomerFilter::default(), &Sort::Number);
    assert!(all.all(|customer| customer.unwrap().profile.note.is_empty()));
    assert!(!history(&register, archived).contains("secret"));
    assert!(history(&register, archived).contains("note="), "it says what was emptied");
}

// SPEC: B2
#[test]
fn who_lost_the_last_address_by_a_purge_can_still_be_edited() {
    let (register, _) = register();
    let nameless = register.customers().create(CustomerDraft::default().with_email("a@example.com")).unwrap();
    purge(&register, "email");
    let nameless = register.customers().get(nameless.id).unwrap();
    let profile = CustomerProfile { note: "called".into(), ..nameless.profile.clone() };
    assert!(register.customers().update(nameless.id, nameless.revision, profile).is_ok());
    let nobody = register.customers().create(CustomerDraft::default()).unwrap_err();
    assert_eq!(nobody.problems()[0].rule, Rule::Identity);
}
