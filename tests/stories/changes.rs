use std::sync::Arc;

use kartotek::testing::ManualClock;
use kartotek::{
    Address, CustomerDraft, CustomerFilter, CustomerId, Dependent, DependentSource, Enabled, Error,
    ErrorKind, Gender, Phone, Result,
};

use crate::{anna, builder, open, settings, studio};

// SPEC: F1, F2, F3, F4, F5, C5
#[test]
fn a_search_that_finds_nobody_becomes_a_customer() {
    let register = studio();
    let typed = "Anna García anna@example.com 070-123 45 67";
    assert!(register.customers().search(typed, 10).unwrap().is_empty());
    let draft = register.customers().draft_from_search(typed).unwrap();
    let found = &draft.profile;
    assert_eq!((found.given_name.as_str(), found.family_name.as_str()), ("Anna", "García"));
    assert_eq!(found.emails[0].address, "anna@example.com");
    assert_eq!(found.phones[0].text, "070-123 45 67");
    let stored = register.customers().create(draft).unwrap();
    assert_eq!(register.customers().search(typed, 10).unwrap(), [stored]);
}

// SPEC: F8, A21
#[test]
fn nothing_is_stored_until_it_is_saved_and_a_draft_tells_what_it_changes() {
    let register = studio();
    let draft = anna();
    assert_eq!(register.customers().count(&CustomerFilter::default()).unwrap(), 0);
    let stored = register.customers().create(draft).unwrap();
    let mut edited = stored.profile.clone();
    edited.nickname = "Annie".into();
    edited.emails[0].address = "annie@example.com".into();
    let changes = edited.changes_from(&stored.profile);
    let told: Vec<_> = changes
        .iter()
        .map(|change| {
            (change.field.as_ref(), change.old.to_text().into_owned(), change.new.to_text().into_owned())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("nickname", String::new(), "Annie".to_owned()),
            ("email", "anna@example.com".to_owned(), "annie@example.com".to_owned())
        ]
    );
    assert_eq!(register.customers().get(stored.id).unwrap(), stored);
}

// SPEC: P13, P14, P15, F9, F10, A3, A25, A26, N14
#[test]
fn a_customer_is_found_opened_and_edited() {
    let register = studio();
    register.customers().create(anna()).unwrap();
    let opened = register.customers().search("garcia", 10).unwrap().remove(0);
    let mut profile = opened.profile.clone();
    profile.given_name = "Ana".into();
    profile.phones[0] = Phone::new("08-12 34 56 78");
    profile.addresses.push(Address {
        street: "Storgatan 1".into(),
        city: "Malmö".into(),
        ..Address::default()
    });
    profile.gender = Gender::Female;
    let saved = register.customers().update(opened.id, opened.revision, profile).unwrap();
    assert_eq!(saved.revision, opened.revision.next());
    assert_eq!(saved.profile.phones[0].e164, Some(46_812_345_678));
    assert_eq!(register.customers().get(opened.id).unwrap(), saved);
    assert_eq!(register.customers().search("ana garcia", 10).unwrap(), [saved]);
    assert!(register.customers().search("070-123 45 67", 10).unwrap().is_empty());
}

// SPEC: N9, N22, B2
#[test]
fn an_account_is_switched_off_in_one_call_and_may_begin_switched_off() {
    let register = studio();
    let mut draft = anna();
    draft.profile.enabled = false;
    let off = register.customers().create(draft).unwrap();
    let on = register.customers().create(anna()).unwrap();
    assert_eq!((off.profile.enabled, on.profile.enabled), (false, true));
    register.customers().set_enabled(&[on.id], Enabled::No).unwrap();
    register.customers().set_enabled(&[off.id], Enabled::Yes).unwrap();
    let read = |id| register.customers().get(id).unwrap();
    assert_eq!((read(off.id).profile.enabled, read(on.id).profile.enabled), (true, false));
    assert_eq!(read(on.id).profile.given_name, "Anna", "nothing else changes");
}

// SPEC: A2, N14, B1
#[test]
fn a_deleted_customer_is_gone_and_its_id_is_never_given_again() {
    let register = studio();
    let stored = register.customers().create(anna()).unwrap();
    register.customers().delete(stored.id, stored.revision).unwrap();
    assert_eq!(register.customers().find(stored.id).unwrap(), None);
    assert_eq!(register.customers().get(stored.id).unwrap_err().kind(), ErrorKind::NotFound);
    assert!(register.customers().search("garcia", 10).unwrap().is_empty());
    assert_eq!(register.customers().find_tombstone(stored.id).unwrap().unwrap().id, stored.id);
    let again = register.customers().create(CustomerDraft { id: Some(stored.id), ..anna() });
    assert_eq!(again.unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(register.customers().create(anna()).unwrap().number, 2);
}

// SPEC: A2, B16
#[test]
fn what_was_changed_meanwhile_is_not_deleted() {
    let register = studio();
    let seen = register.customers().create(anna()).unwrap();
    register.customers().set_enabled(&[seen.id], Enabled::No).unwrap();
    let late = register.customers().delete(seen.id, seen.revision);
    assert_eq!(late.unwrap_err().kind(), ErrorKind::Conflict);
    assert!(register.customers().find(seen.id).unwrap().is_some());
}

/// The invoices of a host: two of the first customer.
#[derive(Debug)]
struct Invoices(CustomerId);

impl DependentSource for Invoices {
    fn dependents_of(&self, customer: CustomerId) -> Result<Vec<Dependent>> {
        let count = if customer == self.0 { 2 } else { 0 };
        Ok(vec![Dependent { kind: "invoice".into(), count }])
    }
}

// SPEC: A31, A32
#[test]
fn a_deletion_can_be_asked_first_and_is_refused_while_invoices_depend_on_it() {
    let owner = CustomerId::from_bytes(kartotek::testing::SequentialIds::nth(1_000));
    let clock = Arc::new(ManualClock::default());
    let register = open(builder(&clock).settings(settings()).dependents(Arc::new(Invoices(owner))));
    let with = register.customers().create(CustomerDraft { id: Some(owner), ..anna() }).unwrap();
    let without = register.customers().create(anna()).unwrap();
    let warning = register.customers().dependents(with.id).unwrap();
    assert_eq!(warning, [Dependent { kind: "invoice".into(), count: 2 }]);
    assert!(register.customers().dependents(without.id).unwrap().is_empty());
    match register.customers().delete(with.id, with.revision) {
        Err(Error::RuleViolated { rule, .. }) => assert_eq!(rule, "has_dependents"),
        other => panic!("{other:?}"),
    }
    assert!(register.customers().find(with.id).unwrap().is_some());
    register.customers().delete(without.id, without.revision).unwrap();
}
