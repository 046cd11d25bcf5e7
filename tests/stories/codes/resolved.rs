//! What those learn who show a code.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kartotek::testing::{FaultyRepository, ManualClock, Moment};
use kartotek::{
    Address, CodeState, CustomerDraft, ErrorKind, FailureLimit, IssuedCode, Network, Relation,
    ResolveOutcome, ThrottlePolicy,
};

use super::{School, day, hashed, kind, network, rule, with_codes};

// SPEC: B6, C21
#[test]
fn a_code_opens_in_whatever_way_people_write_it() {
    let school = School::new(hashed());
    let card = school.active();
    let (typed, token) = (card.secrets.typed.expose(), card.secrets.token.expose());
    for shown in [
        typed.clone(),
        typed.to_lowercase(),
        typed.replace('-', " "),
        format!("  {} ", typed.replace('-', "").replace('0', "o").replace('1', "l")),
        token.clone(),
        token.to_lowercase(),
        format!("https://studio.example/g/{token}/"),
    ] {
        let resolved = school.register.codes().resolve(&shown, network(1), None).unwrap();
        assert_eq!((resolved.code, resolved.gallery), (card.stored.code.id, None), "{shown}");
        assert_eq!(resolved.participant, school.children[0]);
    }
    // What is mistyped never reaches the storage: the check symbol tells.
    let swapped: String = [&typed[1..2], &typed[0..1], &typed[2..]].concat();
    assert_eq!(kind(school.register.codes().resolve(&swapped, network(1), None)), ErrorKind::Invalid);
    assert_eq!(school.register.codes().attempts(Some(card.stored.code.id), None, 100).unwrap().len(), 7);
}

/// A code for each state that opens nothing, by what stands in the log, and one that does not exist.
fn refused(school: &School) -> Vec<(ResolveOutcome, IssuedCode)> {
    let codes = school.register.codes();
    let blank = codes.issue_blank(school.job.id, 2).unwrap();
    let fresh = || {
        let child = school.child("Kid", "Ek", 0);
        codes.issue(school.job.id, &[child.id]).unwrap().remove(0)
    };
    let active = || {
        let issued = fresh();
        codes.activate(&[issued.stored.code.id]).unwrap();
        issued
    };
    let (bound, suspended, revoked, expired, rotated) = (fresh(), active(), active(), active(), active());
    codes.suspend(&[suspended.stored.code.id]).unwrap();
    codes.revoke(&[revoked.stored.code.id]).unwrap();
    codes.set_expiry(&[expired.stored.code.id], Some(day(1))).unwrap();
    codes.rotate(rotated.stored.code.id, 0).unwrap();
    codes.delete(&[blank[1].stored.code.id]).unwrap();
    school.clock.set(day(2));
    let refused = ResolveOutcome::Refused;
    let mut blank = blank.into_iter();
    vec![
        (refused(CodeState::Blank), blank.next().unwrap()),
        (ResolveOutcome::Unknown, blank.next().unwrap()),
        (refused(CodeState::Bound), bound),
        (refused(CodeState::Suspended), suspended),
        (refused(CodeState::Revoked), revoked),
        (refused(CodeState::Expired), expired),
        (refused(CodeState::Rotated), rotated),
    ]
}

fn faulty_school(policy: ThrottlePolicy) -> (School, Arc<FaultyRepository>) {
    let clock = Arc::new(ManualClock::default());
    let faulty = Arc::new(FaultyRepository::new(kartotek_tests::store().unwrap()));
    let mut options = hashed();
    options.throttle = policy;
    let register = with_codes(&clock, options).with_repository(faulty.clone()).unwrap();
    (School::open(register, clock), faulty)
}

fn generous() -> ThrottlePolicy {
    let all = FailureLimit { burst: 100_000, forgive_micros: 1_000_000 };
    ThrottlePolicy { network: all, all, ..ThrottlePolicy::default() }
}

/// How often the storage is called where a code is refused: the same time but for the rows themselves.
// SPEC: B6, C21
#[test]
fn no_answer_tells_which_codes_exist() {
    for second_factor_after in [None, Some(0)] {
        let (school, faulty) = faulty_school(ThrottlePolicy { second_factor_after, ..generous() });
        let mut answers = Vec::new();
        let mut cases = refused(&school);
        if second_factor_after.is_some() {
            // A good code, and somebody else's name.
            cases.push((ResolveOutcome::SecondFactor, school.active()));
        }
        for (outcome, issued) in cases {
            for shown in [issued.secrets.typed.expose(), issued.secrets.token.expose()] {
                let show = || school.register.codes().resolve(&shown, network(1), Some("Nobody"));
                let begun = Instant::now();
                let answer = show().unwrap_err();
                assert!(begun.elapsed() >= Duration::from_millis(5), "{outcome:?} is told by its time");
                let mut calls = 0;
                loop {
                    faulty.fail_write(1, Moment::Call(calls + 1), ErrorKind::Io);
                    match show().unwrap_err().kind() {
                        ErrorKind::Io => calls += 1,
                        _ => break,
                    }
                }
                faulty.clear();
                answers.push((answer.to_string(), format!("{answer:?}"), calls));
            }
            let log = school.register.codes().attempts(Some(issued.stored.code.id), None, 100).unwrap();
            let known = outcome != ResolveOutcome::Unknown;
            assert_eq!(log.len(), if known { 4 } else { 0 });
            assert!(log.iter().all(|attempt| attempt.outcome == outcome));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert!(answers[0].0.starts_with("code_refused"), "{answers:?}");
    }
}

// SPEC: B6, A38
#[test]
fn every_attempt_is_logged_with_its_network() {
    let school = School::new(hashed());
    let card = school.active();
    let id = card.stored.code.id;
    let far: Network = Network::of("2001:db8:7:1::5".parse().unwrap());
    assert!(school.opens(&card));
    school.clock.advance(Duration::from_secs(60));
    school.register.codes().resolve(&card.secrets.token.expose(), far, None).unwrap();
    school.register.codes().revoke(&[id]).unwrap();
    assert!(!school.opens(&card));
    let log = school.register.codes().attempts(Some(id), None, 10).unwrap();
    let told: Vec<_> =
        log.iter().map(|attempt| (attempt.outcome, attempt.origin.as_str(), attempt.code)).collect();
    assert_eq!(
        told,
        [
            (ResolveOutcome::Refused(CodeState::Revoked), "192.0.1.0/24", Some(id)),
            (ResolveOutcome::Granted, "2001:db8:7::/48", Some(id)),
            (ResolveOutcome::Granted, "192.0.1.0/24", Some(id)),
        ]
    );
    assert_eq!(log[2].at, day(0));
    assert_eq!(log[0].at.as_micros() - log[2].at.as_micros(), 60_000_000);
    assert_eq!(school.register.codes().attempts(Some(id), None, 2).unwrap(), log[..2]);
    assert_eq!(school.register.codes().attempts(Some(id), Some(log[1].seq), 9).unwrap(), log[2..]);
}

// SPEC: B6, C21
#[test]
fn who_guesses_too_often_is_kept_out_even_with_a_right_code() {
    let limit = FailureLimit { burst: 3, forgive_micros: 60_000_000 };
    let (school, _) = faulty_school(ThrottlePolicy { network: limit, ..generous() });
    let card = school.active();
    let wrong = school.register.codes().issue_blank(school.job.id, 1).unwrap().remove(0);
    for _ in 0..10 {
        // What opens something is no failure.
        assert!(school.opens(&card));
    }
    for _ in 0..3 {
        assert!(!school.opens(&wrong));
    }
    for _ in 0..5 {
        assert_eq!(rule(school.show(&wrong)), "code_throttled");
        assert_eq!(rule(school.show(&card)), "code_throttled");
    }
    let elsewhere = school.register.codes().resolve(&card.secrets.typed.expose(), network(2), None);
    assert!(elsewhere.is_ok());
    school.clock.advance(Duration::from_secs(60));
    assert!(school.opens(&card));
    // Refused unseen, attempts are of no code.
    let log = school.register.codes().attempts(Some(wrong.stored.code.id), None, 100).unwrap();
    assert_eq!(log.len(), 3);
    let all = school.register.codes().attempts(None, None, 100).unwrap();
    let throttled: Vec<_> =
        all.iter().filter(|attempt| attempt.outcome == ResolveOutcome::Throttled).collect();
    // Ten of them in the same minute: who floods a register does not fill its log.
    assert_eq!(throttled.len(), 1);
    assert_eq!((throttled[0].code, throttled[0].origin.as_str()), (None, "192.0.1.0/24"));
    for _ in 0..3 {
        school.show(&wrong).unwrap_err();
    }
    assert_eq!(school.register.codes().attempts(None, Some(all[0].seq), 100).unwrap(), all[1..]);
    let later = school.register.codes().attempts(None, None, 100).unwrap();
    let throttled = later.iter().filter(|attempt| attempt.outcome == ResolveOutcome::Throttled);
    assert_eq!(throttled.count(), 2);
}

// SPEC: B6
#[test]
fn an_attempt_that_the_storage_fails_counts_for_nothing() {
    let limit = FailureLimit { burst: 1, forgive_micros: 60_000_000 };
    let (school, faulty) = faulty_school(ThrottlePolicy { network: limit, ..generous() });
    let card = school.active();
    for _ in 0..3 {
        faulty.fail_write(1, Moment::Commit, ErrorKind::Busy);
        assert_eq!(kind(school.show(&card)), ErrorKind::Busy);
    }
    assert!(school.opens(&card));
    assert_eq!(school.register.codes().attempts(Some(card.stored.code.id), None, 9).unwrap().len(), 1);
}

// SPEC: B6
#[test]
fn after_failures_a_second_factor_is_asked_for() {
    let policy = ThrottlePolicy { second_factor_after: Some(2), ..generous() };
    let (school, _) = faulty_school(policy);
    let card = school.active();
    let address = Address { postal_code: "411 01".into(), ..Address::default() };
    let mut mother = CustomerDraft::person("Maria", "García");
    mother.profile.addresses.push(address);
    let mother = school.register.customers().create(mother).unwrap();
    school.register.participants().link(school.children[0].id, mother.id, Relation::Guardian).unwrap();
    let wrong = school.register.codes().issue_blank(school.job.id, 1).unwrap().remove(0);
    let show = |issued: &IssuedCode, factor: Option<&str>| {
        school.register.codes().resolve(&issued.secrets.typed.expose(), network(1), factor)
    };
    // Nobody is asked as long as there are few failures: whatever is given does no harm.
    assert!(show(&card, Some("Nobody")).is_ok());
    assert_eq!(rule(show(&wrong, None)), "code_refused");
    assert_eq!(rule(show(&wrong, None)), "code_refused");
    for missing in [None, Some(""), Some(" - ")] {
        assert_eq!(rule(show(&card, missing)), "second_factor_required");
        assert_eq!(rule(show(&wrong, missing)), "second_factor_required");
    }
    // Of the child, of the mother, and where she lives.
    for factor in ["Öberg", " OBERG ", "garcia", "41101", "411-01"] {
        assert!(show(&card, Some(factor)).is_ok(), "{factor}");
    }
    for factor in ["Ek", "Elsa", "411 02", "Öberg García"] {
        assert_eq!(rule(show(&card, Some(factor))), "code_refused", "{factor}");
    }
    assert_eq!(rule(show(&wrong, Some("Öberg"))), "code_refused");
    let log = school.register.codes().attempts(Some(card.stored.code.id), None, 100).unwrap();
    assert_eq!(log.iter().filter(|attempt| attempt.outcome == ResolveOutcome::SecondFactor).count(), 4);
    // Another network has no failures.
    assert!(school.register.codes().resolve(&card.secrets.token.expose(), network(2), None).is_ok());
}

// SPEC: B6
#[test]
fn staff_look_a_card_up_without_being_let_in() {
    let school = School::new(hashed());
    let card = school.register.codes().issue_blank(school.job.id, 1).unwrap().remove(0);
    let shown = card.secrets.typed.expose();
    assert_eq!(school.register.codes().find(&shown).unwrap(), Some(card.stored.clone()));
    assert_eq!(school.register.codes().find("7KX9-QM2T-4HWC-Y").unwrap(), None);
    assert_eq!(kind(school.register.codes().find("7KX9")), ErrorKind::Invalid);
    let customer = school.register.acting_as(kartotek::Actor::Customer("1".into()));
    assert_eq!(rule(customer.codes().find(&shown)), "staff_only");
    assert!(school.register.codes().attempts(Some(card.stored.code.id), None, 9).unwrap().is_empty());
}
