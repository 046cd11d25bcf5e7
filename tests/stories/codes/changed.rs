//! What is done with codes after they were printed.

use std::time::Duration;

use kartotek::{
    Action, Actor, CodeState, Dependent, EntityKind, ErrorKind, GalleryDetails, GalleryState, JobDetails,
    Register, StoredCode,
};

use super::{School, day, hashed, kind, recoverable, rule};

/// What history tells of a code, the oldest change first: the action, and the fields with their old values.
fn told(register: &Register, stored: &StoredCode) -> Vec<(Action, Vec<(String, String)>)> {
    let changes = register.history().changes(0, 1_000).unwrap().into_iter();
    let of_code = changes.filter(|entry| entry.change.entity.id == stored.code.id.to_bytes());
    of_code
        .map(|entry| {
            assert_eq!(entry.change.entity.kind, EntityKind::AccessCode);
            let old = entry.change.old.into_iter().map(|old| (old.field.to_string(), old.text));
            (entry.change.action, old.collect())
        })
        .collect()
}

// SPEC: B6, C21
#[test]
fn a_blank_card_binds_once_and_comes_back_by_staff_alone() {
    let school = School::new(hashed());
    let codes = school.register.codes();
    let card = codes.issue_blank(school.job.id, 1).unwrap().remove(0);
    let (id, elsa, bo) = (card.stored.code.id, school.children[0].id, school.children[1].id);
    let bound = codes.bind(id, elsa).unwrap();
    assert_eq!((bound.code.state, bound.code.participant), (CodeState::Bound, Some(elsa)));
    assert_eq!(rule(codes.bind(id, bo)), "code_bound");
    assert_eq!(rule(codes.bind(id, elsa)), "code_bound");
    codes.activate(&[id]).unwrap();
    assert_eq!(school.show(&card).unwrap().participant.id, elsa);

    let host = school.register.acting_as(Actor::System);
    assert_eq!(rule(host.codes().unbind(id)), "staff_only");
    let blank = codes.unbind(id).unwrap();
    assert_eq!((blank.code.state, blank.code.participant), (CodeState::Blank, None));
    assert!(!school.opens(&card));
    assert_eq!(codes.bind(id, bo).unwrap().code.participant, Some(bo));
    let pair = |field: &str, text: &str| (field.to_owned(), text.to_owned());
    assert_eq!(
        told(&school.register, &card.stored),
        [
            (Action::Created, vec![]),
            (Action::Updated, vec![pair("participant", ""), pair("state", "blank")]),
            (Action::Updated, vec![pair("state", "bound")]),
            (Action::Updated, vec![pair("participant", &elsa.to_string()), pair("state", "active")]),
            (Action::Updated, vec![pair("participant", ""), pair("state", "blank")]),
        ]
    );
}

// SPEC: B6
#[test]
fn a_card_binds_to_somebody_of_its_job() {
    let school = School::new(hashed());
    let other = School::open(school.register.clone(), school.clock.clone());
    let codes = school.register.codes();
    let card = codes.issue_blank(school.job.id, 1).unwrap().remove(0).stored;
    assert_eq!(rule(codes.bind(card.code.id, other.children[0].id)), "not_in_job");
    let nobody = kartotek::ParticipantId::from_bytes([9; 16]);
    assert_eq!(kind(codes.bind(card.code.id, nobody)), ErrorKind::NotFound);
    let no_card = kartotek::AccessCodeId::from_bytes([9; 16]);
    assert_eq!(kind(codes.bind(no_card, school.children[0].id)), ErrorKind::NotFound);
    assert_eq!(codes.get(card.code.id).unwrap(), card);
}

// SPEC: B6, C21
#[test]
fn of_two_that_bind_one_card_at_once_one_fails() {
    let school = School::new(hashed());
    for _ in 0..10 {
        let card = school.register.codes().issue_blank(school.job.id, 1).unwrap().remove(0).stored;
        let results = std::thread::scope(|scope| {
            let bind = |child: usize| {
                let (register, participant) = (school.register.clone(), school.children[child].id);
                scope.spawn(move || register.codes().bind(card.code.id, participant))
            };
            [0, 1, 2].map(bind).map(|thread| thread.join().unwrap())
        });
        let mut bound = results.iter().flatten();
        let winner = bound.next().unwrap();
        assert!(bound.next().is_none());
        assert_eq!(school.register.codes().get(card.code.id).unwrap(), *winner);
        for refused in results.iter().filter_map(|result| result.as_ref().err()) {
            assert!(matches!(refused.kind(), ErrorKind::RuleViolated | ErrorKind::Conflict), "{refused}");
        }
    }
}

// SPEC: B6, C21
#[test]
fn a_code_is_stopped_for_a_while_and_for_ever() {
    let school = School::new(hashed());
    let (codes, card) = (school.register.codes(), school.active());
    let ids = [card.stored.code.id];
    assert!(school.opens(&card));
    codes.suspend(&ids).unwrap();
    assert!(!school.opens(&card));
    assert_eq!(rule(codes.suspend(&ids)), "code_suspended");
    codes.resume(&ids).unwrap();
    assert!(school.opens(&card));
    assert_eq!(codes.revoke(&ids).unwrap()[0].code.state, CodeState::Revoked);
    assert!(!school.opens(&card));
    assert_eq!(rule(codes.resume(&ids)), "code_revoked");
    assert_eq!(rule(codes.reactivate(&ids, None)), "code_revoked");
}

// SPEC: B6, C21
#[test]
fn an_expired_code_is_given_more_time_by_staff() {
    let school = School::new(hashed());
    let (codes, card) = (school.register.codes(), school.active());
    let ids = [card.stored.code.id];
    assert_eq!(rule(codes.set_expiry(&ids, Some(day(0)))), "code_expiry");
    codes.set_expiry(&ids, Some(day(5))).unwrap();
    school.clock.set(day(5));
    assert!(!school.opens(&card));
    assert_eq!(rule(codes.set_expiry(&ids, Some(day(9)))), "code_expired");
    let host = school.register.acting_as(Actor::System);
    assert_eq!(rule(host.codes().reactivate(&ids, Some(day(9)))), "staff_only");
    codes.reactivate(&ids, Some(day(9))).unwrap();
    assert!(school.opens(&card));
    school.clock.set(day(9));
    codes.reactivate(&ids, None).unwrap();
    school.clock.set(day(9_000));
    assert!(school.opens(&card));
}

// SPEC: B6, C21
#[test]
fn a_rotated_code_dies_after_its_grace_and_the_new_one_opens_the_same() {
    let school = School::new(hashed());
    let (codes, old) = (school.register.codes(), school.active());
    let id = old.stored.code.id;
    let gallery = school
        .register
        .galleries()
        .create(school.job.id, school.children[0].id, GalleryDetails::default())
        .unwrap();
    assert_eq!(rule(codes.rotate(id, 15)), "rotation_grace");
    assert_eq!(codes.count(school.job.id).unwrap(), 1);

    let new = codes.rotate(id, 3).unwrap();
    assert_ne!(new.secrets, old.secrets);
    assert_eq!(new.stored.code.state, CodeState::Active);
    assert_eq!(new.stored.code.expires_at, old.stored.code.expires_at);
    assert!(school.opens(&old));
    let opened = school.show(&new).unwrap();
    assert_eq!((opened.code, opened.job), (new.stored.code.id, school.job.id));
    assert_eq!((opened.participant.id, opened.gallery), (school.children[0].id, Some(gallery)));
    assert_eq!(rule(codes.rotate(id, 0)), "code_rotated");
    // Who has a new code needs none.
    assert!(codes.issue(school.job.id, &[school.children[0].id]).unwrap().is_empty());

    school.clock.set(day(3));
    assert!(!school.opens(&old));
    assert!(school.opens(&new));
    let successor = codes.get(id).unwrap().code.successor.unwrap();
    assert_eq!((successor.id, successor.from), (new.stored.code.id, day(3)));
    let at_once = codes.rotate(new.stored.code.id, 0).unwrap();
    assert!(!school.opens(&new));
    assert!(school.opens(&at_once));
}

// SPEC: B6, B16, C24
#[test]
fn a_change_of_what_was_changed_since_is_a_conflict() {
    let school = School::new(hashed());
    let card = school.active().stored;
    let id = card.code.id;
    // As it was issued: bound, before it was activated.
    let late = school.register.expecting([(id, card.revision)]);
    assert_eq!(kind(late.codes().suspend(&[id])), ErrorKind::Conflict);
    assert_eq!(kind(late.codes().rotate(id, 0)), ErrorKind::Conflict);
    assert_eq!(kind(late.codes().delete(&[id])), ErrorKind::Conflict);
    let now = school.register.codes().get(id).unwrap();
    assert_eq!(now.revision, card.revision.next());
    let in_time = school.register.expecting([(id, now.revision)]);
    assert_eq!(in_time.codes().suspend(&[id]).unwrap()[0].revision, now.revision.next());
    assert_eq!(school.register.codes().count(school.job.id).unwrap(), 1);
}

// SPEC: B6, B16
#[test]
fn a_repeated_change_answers_what_it_answered() {
    let school = School::new(recoverable());
    let card = school.active();
    let id = card.stored.code.id;
    let once = school.register.with_idempotency_key("form-17");
    school.clock.advance(Duration::from_secs(60));
    let suspended = once.codes().suspend(&[id]).unwrap();
    school.clock.advance(Duration::from_secs(60));
    let rotated = once.codes().rotate(id, 7).unwrap();
    school.clock.advance(Duration::from_secs(60));
    school.register.codes().revoke(&[id]).unwrap();
    assert_eq!(once.codes().suspend(&[id]).unwrap(), suspended);
    assert_eq!(once.codes().rotate(id, 7).unwrap(), rotated);
    assert_eq!(kind(once.codes().rotate(id, 8)), ErrorKind::Conflict);
    assert_eq!(school.register.codes().get(id).unwrap().code.state, CodeState::Revoked);
}

// SPEC: B6
#[test]
fn a_call_about_several_codes_does_all_or_nothing() {
    let school = School::new(hashed());
    let codes = school.register.codes();
    let issued = codes.issue_missing(school.job.id).unwrap();
    let ids: Vec<_> = issued.iter().map(|issued| issued.stored.code.id).collect();
    codes.activate(&ids[1..2]).unwrap();
    assert_eq!(rule(codes.activate(&ids)), "code_active");
    assert_eq!(codes.get(ids[0]).unwrap().code.state, CodeState::Bound);
    assert_eq!(codes.activate_all(school.job.id).unwrap(), 2);
    assert_eq!(codes.activate_all(school.job.id).unwrap(), 0);
    // In the order given, each once.
    let asked = [ids[2], ids[0], ids[2]];
    let suspended = codes.suspend(&asked).unwrap();
    let found: Vec<_> = suspended.iter().map(|stored| stored.code.id).collect();
    assert_eq!(found, [ids[2], ids[0]]);
}

// SPEC: B6
#[test]
fn what_a_code_belongs_to_is_deleted_after_it() {
    let school = School::new(hashed());
    let (register, card) = (&school.register, school.active());
    let (id, elsa) = (card.stored.code.id, school.children[0].id);
    register.participants().remove_from_group(school.groups[0].id, &[elsa]).unwrap();
    assert_eq!(rule(register.participants().delete(elsa)), "has_dependents");
    let dependents = register.participants().dependents(elsa).unwrap();
    assert_eq!(dependents, [Dependent { kind: EntityKind::AccessCode.to_string(), count: 1 }]);
    assert_eq!(rule(register.codes().delete(&[id])), "code_active");
    register.codes().revoke(&[id]).unwrap();
    register.codes().delete(&[id]).unwrap();
    assert_eq!(kind(register.codes().get(id)), ErrorKind::NotFound);
    register.participants().delete(elsa).unwrap();
    assert!(!school.opens(&card));

    let empty = register.jobs().create(JobDetails::titled("Empty")).unwrap();
    let spare = register.codes().issue_blank(empty.id, 1).unwrap().remove(0).stored;
    assert_eq!(rule(register.jobs().delete(empty.id)), "has_dependents");
    register.codes().delete(&[spare.code.id]).unwrap();
    register.jobs().delete(empty.id).unwrap();
    assert!(register.verify().unwrap().is_empty());
    // Who deleted it stays in history, but not whose it was.
    let told = told(register, &card.stored);
    assert_eq!(told.last().unwrap().0, Action::Deleted);
    assert!(told.iter().all(|(_, old)| old.is_empty()));
}

// SPEC: B5, B6, P25
#[test]
fn a_gallery_goes_only_as_a_draft_that_no_code_opens() {
    let school = School::new(hashed());
    let (register, child) = (&school.register, school.children[0].id);
    let gallery = register.galleries().create(school.job.id, child, GalleryDetails::default()).unwrap();
    let state = |state| {
        let gallery = register.galleries().get(gallery.id).unwrap();
        let details = GalleryDetails { state, ..gallery.details };
        register.galleries().update(gallery.id, gallery.revision, details).unwrap();
    };
    let delete = || register.galleries().delete(gallery.id);
    for shown in [GalleryState::Published, GalleryState::Closed] {
        state(shown);
        assert_eq!(rule(delete()), "gallery_shown");
    }
    state(GalleryState::Draft);
    // Of another child, and of another job.
    register.codes().issue(school.job.id, &[school.children[1].id]).unwrap();
    let other = register.jobs().create(JobDetails::titled("Bokskolan")).unwrap();
    let group = register.job_groups().create(other.id, "4b").unwrap();
    register.participants().add_to_group(group.id, &[child]).unwrap();
    register.codes().issue(other.id, &[child]).unwrap();
    assert_eq!(register.galleries().dependents(gallery.id).unwrap(), []);

    let code = school.active().stored.code.id;
    let codes = [Dependent { kind: "access code".into(), count: 1 }];
    assert_eq!(register.galleries().dependents(gallery.id).unwrap(), codes);
    assert_eq!(rule(delete()), "has_dependents");
    register.codes().suspend(&[code]).unwrap();
    assert_eq!(rule(delete()), "has_dependents");
    register.codes().resume(&[code]).unwrap();
    let next = register.codes().rotate(code, 0).unwrap().stored.code.id;
    assert_eq!(register.galleries().dependents(gallery.id).unwrap(), codes);
    register.codes().revoke(&[next]).unwrap();
    delete().unwrap();
}
