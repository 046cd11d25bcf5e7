use crate::base::{Error, ErrorKind, Rule};
use crate::customers::{CustomerDraft, CustomerFilter, ExternalId};
use crate::register::idempotency::Arguments;
use crate::settings::RegisterSettings;

use super::{edit, person, register};

// SPEC: B16, C24, C25
#[test]
fn a_customer_that_was_deleted_since_is_not_made_again() {
    let register = register();
    let draft = CustomerDraft::person("Anna", "Ek");
    let many = register.with_idempotency_key("form-17");
    let one = register.with_idempotency_key("form-18");
    let first = many.customers().create_many(std::slice::from_ref(&draft)).unwrap().remove(0).unwrap();
    let second = one.customers().create(draft.clone()).unwrap();
    for customer in [&first, &second] {
        register.customers().delete(customer.id, customer.revision).unwrap();
    }
    for _ in 0..3 {
        let again = many.customers().create_many(std::slice::from_ref(&draft)).unwrap().remove(0);
        let told = |error: Error| match error {
            Error::NotFound { id, .. } => id,
            other => panic!("{other}"),
        };
        assert_eq!(told(again.unwrap_err()), first.id.to_string());
        assert_eq!(told(one.customers().create(draft.clone()).unwrap_err()), second.id.to_string());
        assert_eq!(register.customers().count(&CustomerFilter::default()).unwrap(), 0);
    }
}

// SPEC: B16, C24
#[test]
fn the_same_revision_is_given_again_after_another_edit() {
    let register = register();
    let creating = register.with_idempotency_key("form-17");
    let draft = CustomerDraft::person("Anna", "Ek").with_tag("VIP");
    let made = creating.customers().create(draft.clone()).unwrap();
    let changing = register.with_idempotency_key("form-18");
    let mut profile = made.profile.clone();
    profile.phones.push(crate::customers::Phone::new("070-123 45 67"));
    let changed = changing.customers().update(made.id, made.revision, profile.clone()).unwrap();
    let mut other = changed.profile.clone();
    other.phones.clear();
    register.customers().update(made.id, changed.revision, other).unwrap();
    assert_eq!(edit(&register, made.id, "Annie").revision.0, 4);

    assert_eq!(creating.customers().create(draft).unwrap(), made);
    assert_eq!(changing.customers().update(made.id, made.revision, profile.clone()).unwrap(), changed);
    assert_eq!(register.customers().get(made.id).unwrap().profile.nickname, "Annie");

    let many = register.with_idempotency_key("form-19");
    let now = register.customers().get(made.id).unwrap();
    let changes = [(now.id, now.revision, profile)];
    let first = many.customers().update_many(&changes).unwrap().remove(0).unwrap();
    edit(&register, made.id, "Anni");
    assert_eq!(many.customers().update_many(&changes).unwrap().remove(0).unwrap(), first);
}

// SPEC: B16, B8
#[test]
fn a_tag_that_was_renamed_since_is_given_as_it_was() {
    let register = register();
    let keyed = register.with_idempotency_key("dialog-3");
    let made = keyed.tags().create("VIP").unwrap();
    let archived = register.tags().archive(made.id).unwrap();
    register.tags().rename(made.id, archived.revision, "Regulars").unwrap();
    assert_eq!(keyed.tags().create("VIP").unwrap(), made);
    register.tags().delete(made.id).unwrap();
    assert_eq!(keyed.tags().create("VIP").unwrap_err().kind(), ErrorKind::NotFound);
}

// SPEC: B16, C24
#[test]
fn settings_that_are_sent_twice_do_not_undo_what_came_between() {
    let register = register();
    let named = |name: &str| RegisterSettings { name: name.into(), ..RegisterSettings::default() };
    let (_, revision) = register.settings_with_revision().unwrap();
    let keyed = register.with_idempotency_key("dialog-3");
    keyed.update_settings_at(revision, named("Sol")).unwrap();
    keyed.update_settings_at(revision, named("Sol")).unwrap();
    register.update_settings(named("Luna")).unwrap();
    keyed.update_settings_at(revision, named("Sol")).unwrap();
    assert_eq!(register.settings().unwrap().name, "Luna");
    let other = keyed.update_settings_at(revision, named("Mar")).unwrap_err();
    assert!(matches!(other, Error::IdempotencyConflict));
}

// SPEC: B16, C25, A2
#[test]
fn a_bulk_deletion_that_comes_again_deletes_what_was_refused_at_first() {
    let register = register();
    let (anna, bo) = (person(&register, "Anna"), person(&register, "Bo"));
    let keyed = register.with_idempotency_key("dialog-3");
    let stale = (bo.id, bo.revision.next());
    let kinds = || -> Vec<Option<ErrorKind>> {
        let outcomes = keyed.customers().delete_many(&[(anna.id, anna.revision), stale]).unwrap();
        outcomes.iter().map(|outcome| outcome.as_ref().err().map(Error::kind)).collect()
    };
    assert_eq!(kinds(), [None, Some(ErrorKind::Conflict)]);
    assert_eq!(kinds(), [None, Some(ErrorKind::Conflict)]);
    edit(&register, bo.id, "Bosse");
    assert_eq!(kinds(), [None, None]);
    assert_eq!(kinds(), [None, None]);
    assert_eq!(register.customers().count(&CustomerFilter::default()).unwrap(), 0);
}

// SPEC: B16, C25
#[test]
fn an_item_that_failed_at_first_is_made_once() {
    let register = register();
    let draft = |name: &str| {
        let mut draft = CustomerDraft::person(name, "Ek");
        draft.profile.external_ids.push(ExternalId { source: "booking".into(), id: "1".into() });
        draft
    };
    let taker = register.customers().create(draft("Anna")).unwrap();
    let keyed = register.with_idempotency_key("form-17");
    let drafts = [CustomerDraft::person("Bo", "Ek"), draft("Cecilia")];
    let first = keyed.customers().create_many(&drafts).unwrap();
    assert_eq!(first[1].as_ref().unwrap_err().kind(), ErrorKind::AlreadyExists);
    register.customers().delete(taker.id, taker.revision).unwrap();
    let second = keyed.customers().create_many(&drafts).unwrap();
    let third = keyed.customers().create_many(&drafts).unwrap();
    for later in [&second, &third] {
        assert_eq!(later[0].as_ref().unwrap(), first[0].as_ref().unwrap());
        assert_eq!(later[1].as_ref().unwrap(), second[1].as_ref().unwrap());
    }
}

// SPEC: B16
#[test]
fn a_key_is_a_short_text() {
    let register = register();
    let long = "å".repeat(201);
    for (key, rule) in [("", Rule::Required), ("a\0", Rule::Character), (&long, Rule::TooLong)] {
        let refused =
            register.with_idempotency_key(key).customers().create(CustomerDraft::person("Anna", "Ek"));
        assert_eq!(refused.unwrap_err().problems()[0].rule, rule);
    }
    assert!(register.with_idempotency_key("å".repeat(200)).tags().create("VIP").is_ok());
}

// SPEC: B16
#[test]
fn a_key_stands_for_one_call_of_each_operation() {
    let keyed = register().with_idempotency_key("dialog-3");
    let tag = keyed.tags().create("VIP").unwrap();
    let group = keyed.contact_groups().create("Parents").unwrap();
    assert!(matches!(keyed.tags().create("Parents"), Err(Error::IdempotencyConflict)));
    assert_eq!(keyed.tags().create("VIP").unwrap(), tag);
    assert_eq!(keyed.contact_groups().create("Parents").unwrap(), group);
}

// SPEC: B16
#[test]
fn an_id_of_one_list_is_not_one_of_the_next() {
    let [a, b] = [[1; 16], [2; 16]];
    let digest = |one: &[[u8; 16]], next: &[[u8; 16]]| Arguments::default().ids(one).ids(next).finish();
    assert_ne!(digest(&[a, b], &[]), digest(&[a], &[b]));
    assert_eq!(digest(&[a], &[b]), digest(&[a], &[b]));
}
