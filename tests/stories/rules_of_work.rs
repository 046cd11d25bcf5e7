use std::sync::Arc;
use std::time::Duration;

use kartotek::testing::{ManualClock, SequentialIds};
use kartotek::{
    Action, Actor, BulkOutcome, Clock, CustomerDraft, CustomerId, Enabled, Error, ErrorKind, Register, Rule,
    TagChange,
};

use crate::{anna, builder, open, settings};

fn at(clock: &Arc<ManualClock>) -> Register {
    open(builder(clock).settings(settings()))
}

// SPEC: C23
#[test]
fn clock_and_ids_are_the_hosts() {
    let clock = Arc::new(ManualClock::default());
    let register = at(&clock);
    clock.advance(Duration::from_secs(3_600));
    let first = register.customers().create(anna()).unwrap();
    clock.advance(Duration::from_secs(1));
    let second = register.customers().create(anna()).unwrap();
    assert_eq!(second.created_at, clock.now());
    assert_eq!(second.created_at.as_micros() - first.created_at.as_micros(), 1_000_000);
    assert!(second.id > first.id);
    let ids: Vec<_> = (1..50).map(|nth| CustomerId::from_bytes(SequentialIds::nth(nth))).collect();
    assert!(ids.contains(&first.id) && ids.contains(&second.id));
}

// SPEC: C19, B16
#[test]
fn history_says_who_changed_what_when_and_why() {
    let clock = Arc::new(ManualClock::default());
    let register = at(&clock).acting_as(Actor::staff("maria"));
    let stored = register.customers().create(anna()).unwrap();
    clock.advance(Duration::from_secs(60));
    let mut profile = stored.profile.clone();
    profile.given_name = "Ana".into();
    profile.nickname = "Annie".into();
    let by_phone = register.acting_as(Actor::Customer("anna".into())).with_reason("asked by phone");
    by_phone.customers().update(stored.id, stored.revision, profile).unwrap();
    register.customers().set_enabled(&[stored.id], Enabled::No).unwrap();

    let history = register.history().of_customer(stored.id, None, 10).unwrap();
    let actions: Vec<_> = history.iter().map(|entry| entry.action).collect();
    assert_eq!(actions, [Action::Updated, Action::Updated, Action::Created]);
    let edit = &history[1];
    assert_eq!(edit.set.actor, Actor::Customer("anna".into()));
    assert_eq!((edit.set.reason.as_str(), edit.set.at), ("asked by phone", clock.now()));
    let mut told: Vec<_> = edit
        .fields
        .iter()
        .map(|change| {
            (change.field.as_ref(), change.old.to_text().into_owned(), change.new.to_text().into_owned())
        })
        .collect();
    told.sort();
    let expected = [("given_name", "Anna", "Ana"), ("nickname", "", "Annie")];
    assert_eq!(told, expected.map(|(field, old, new)| (field, old.to_owned(), new.to_owned())));
    assert!(history[2].fields.is_empty(), "a creation stores no values");
    assert_eq!(history[2].set.actor, Actor::staff("maria"));
}

// SPEC: C19, B16
#[test]
fn a_follower_of_the_change_feed_misses_nothing() {
    let register = at(&Arc::new(ManualClock::default()));
    let stored = register.customers().create(anna()).unwrap();
    let mut cursor = 0;
    let mut follow = || {
        let entries = register.history().changes(cursor, 2).unwrap();
        cursor = entries.last().map_or(cursor, |entry| entry.seq);
        entries.len()
    };
    while follow() > 0 {}
    register.customers().set_enabled(&[stored.id], Enabled::No).unwrap();
    register.tags().apply(&[stored.id], &TagChange::add(["VIP"])).unwrap();
    let mut seen = 0;
    loop {
        match follow() {
            0 => break,
            count => seen += count,
        }
    }
    // Disabled, the tag made, the customer tagged.
    assert_eq!(seen, 3);
}

// SPEC: C19
#[test]
fn a_record_is_shown_as_of_a_date() {
    let clock = Arc::new(ManualClock::default());
    let register = at(&clock);
    let before = clock.now();
    clock.advance(Duration::from_secs(60));
    let stored = register.customers().create(anna().with_tag("VIP")).unwrap();
    let then = clock.now();
    clock.advance(Duration::from_secs(60));
    let mut profile = stored.profile.clone();
    profile.emails[0].address = "new@example.com".into();
    register.customers().update(stored.id, stored.revision, profile).unwrap();
    register.tags().apply(&[stored.id], &TagChange::remove(["VIP"])).unwrap();
    assert_eq!(register.customers().as_of(stored.id, then).unwrap(), Some(stored.clone()));
    assert_eq!(register.customers().as_of(stored.id, before).unwrap(), None);
    let nobody = register.customers().as_of(CustomerId::from_bytes([9; 16]), then);
    assert_eq!(nobody.unwrap_err().kind(), ErrorKind::NotFound);
}

// SPEC: C19, A2
#[test]
fn a_deletion_takes_the_old_values_along() {
    let register = at(&Arc::new(ManualClock::default()));
    let stored = register.customers().create(anna()).unwrap();
    let mut profile = stored.profile.clone();
    profile.given_name = "Ana".into();
    let changed = register.customers().update(stored.id, stored.revision, profile).unwrap();
    register.customers().delete(changed.id, changed.revision).unwrap();
    let history = register.history().of_customer(stored.id, None, 10).unwrap();
    let actions: Vec<_> = history.iter().map(|entry| entry.action).collect();
    assert_eq!(actions, [Action::Deleted, Action::Updated, Action::Created]);
    assert!(history.iter().all(|entry| entry.fields.is_empty()));
}

// SPEC: C24, B16
#[test]
fn the_second_of_two_editors_is_told_what_differs() {
    let register = at(&Arc::new(ManualClock::default()));
    let seen = register.customers().create(anna()).unwrap();
    let mut mine = seen.profile.clone();
    mine.nickname = "Annie".into();
    let mut theirs = seen.profile.clone();
    theirs.note = "called".into();
    register.customers().update(seen.id, seen.revision, theirs).unwrap();
    match register.customers().update(seen.id, seen.revision, mine) {
        Err(Error::Conflict(conflict)) => {
            assert_eq!((conflict.expected.0, conflict.found.0), (1, 2));
            let sides: Vec<_> = conflict
                .fields
                .iter()
                .map(|both| (both.field.as_ref(), both.stored.as_str(), both.given.as_str()))
                .collect();
            assert_eq!(sides, [("nickname", "", "Annie"), ("note", "called", "")]);
        }
        other => panic!("{other:?}"),
    }
}

// SPEC: B16
#[test]
fn an_edit_that_changes_nothing_leaves_no_trace() {
    let register = at(&Arc::new(ManualClock::default()));
    let stored = register.customers().create(anna()).unwrap();
    let mut same = stored.profile.clone();
    same.given_name = " Anna ".into();
    let saved = register.customers().update(stored.id, stored.revision, same).unwrap();
    assert_eq!(saved, stored);
    assert_eq!(register.history().of_customer(stored.id, None, 10).unwrap().len(), 1);
}

// SPEC: C24, B16
#[test]
fn a_form_that_is_sent_twice_makes_one_customer() {
    let clock = Arc::new(ManualClock::default());
    let register = at(&clock).with_idempotency_key("form-17");
    let first = register.customers().create(anna()).unwrap();
    clock.advance(Duration::from_secs(24 * 60 * 60));
    let again = register.customers().create(anna()).unwrap();
    assert_eq!((again.id, again.revision), (first.id, first.revision));
    let other = register.customers().create(CustomerDraft::person("Bo", "Ek"));
    assert_eq!(other.unwrap_err().kind(), ErrorKind::Conflict);
    // A key is unique for its operation alone.
    register.customers().delete(first.id, first.revision).unwrap();
    register.customers().delete(first.id, first.revision).unwrap();
    assert_eq!(register.history().changes(0, 100).unwrap().len(), 2);
}

// SPEC: C25
#[test]
fn one_bad_item_never_blocks_the_rest() {
    let register = at(&Arc::new(ManualClock::default()));
    let drafts = [
        anna(),
        CustomerDraft::person("Bo", "Ek").with_email("bo@").with_tag("new"),
        CustomerDraft::person("Cecilia", "Ek"),
    ];
    let created = register.customers().create_many(&drafts).unwrap();
    assert_eq!(created[1].as_ref().unwrap_err().problems()[0].rule, Rule::EmailSyntax);
    let (first, last) = (created[0].as_ref().unwrap(), created[2].as_ref().unwrap());
    assert!(register.tags().find_by_name("new").unwrap().is_none());

    let mut wrong = first.profile.clone();
    wrong.language = "!".into();
    let mut right = last.profile.clone();
    right.note = "called".into();
    let changes = [(first.id, first.revision, wrong), (last.id, last.revision, right)];
    let updated = register.customers().update_many(&changes).unwrap();
    assert_eq!(updated[0].as_ref().unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(updated[1].as_ref().unwrap().profile.note, "called");

    let nobody = CustomerId::from_bytes([9; 16]);
    let outcomes = register.customers().set_enabled(&[first.id, nobody, first.id], Enabled::No).unwrap();
    assert_eq!(outcomes, [BulkOutcome::Changed, BulkOutcome::NotFound, BulkOutcome::Unchanged]);
}
