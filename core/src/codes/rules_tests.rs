use super::*;

const DAY: i64 = 86_400_000_000;

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

fn id(n: u8) -> AccessCodeId {
    AccessCodeId::from_bytes([n; 16])
}

fn child(n: u8) -> ParticipantId {
    ParticipantId::from_bytes([n; 16])
}

fn staff() -> Actor {
    Actor::staff("maria")
}

fn rule(result: Result<AccessCode>) -> &'static str {
    match result {
        Err(Error::RuleViolated { rule, .. }) => rule,
        other => panic!("{other:?}"),
    }
}

/// A code in each state at the instant 0.
fn in_state(state: CodeState) -> AccessCode {
    let change = |code: AccessCode, change| code.changed(&change, &staff(), at(-DAY)).unwrap();
    let bound = AccessCode::bound(id(1), child(1), Some(at(DAY)));
    let active = change(bound.clone(), CodeChange::Activate);
    match state {
        CodeState::Blank => AccessCode::blank(id(1), None),
        CodeState::Bound => bound,
        CodeState::Active => active,
        CodeState::Suspended => change(active, CodeChange::Suspend),
        CodeState::Revoked => change(active, CodeChange::Revoke),
        CodeState::Expired => change(active, CodeChange::SetExpiry(Some(at(0)))),
        CodeState::Rotated => change(active, CodeChange::Rotate { successor: id(2), grace_days: 0 }),
    }
}

// SPEC: B6, C21
#[test]
fn only_what_the_table_of_states_has_may_be_done() {
    use CodeState::{Active, Blank, Bound, Expired, Revoked, Rotated, Suspended};
    let later = Some(at(2 * DAY));
    let rotate = CodeChange::Rotate { successor: id(2), grace_days: 0 };
    let table: [(CodeChange, &[(CodeState, CodeState)]); 9] = [
        (CodeChange::Bind(child(1)), &[(Blank, Bound)]),
        (CodeChange::Unbind, &[(Bound, Blank), (Active, Blank), (Suspended, Blank)]),
        (CodeChange::Activate, &[(Bound, Active)]),
        (CodeChange::Suspend, &[(Active, Suspended)]),
        (CodeChange::Resume, &[(Suspended, Active)]),
        (rotate, &[(Bound, Rotated), (Active, Rotated), (Suspended, Rotated)]),
        (
            CodeChange::Revoke,
            &[
                (Blank, Revoked),
                (Bound, Revoked),
                (Active, Revoked),
                (Suspended, Revoked),
                (Expired, Revoked),
            ],
        ),
        (
            CodeChange::SetExpiry(later),
            &[(Blank, Blank), (Bound, Bound), (Active, Active), (Suspended, Suspended)],
        ),
        (CodeChange::Reactivate(later), &[(Expired, Active)]),
    ];
    for (change, allowed) in table {
        for state in CodeState::ALL {
            let code = in_state(state);
            assert_eq!(code.state_at(at(0)), state);
            let changed = code.changed(&change, &staff(), at(0));
            match allowed.iter().find(|(from, _)| *from == state) {
                Some((_, to)) => assert_eq!(changed.unwrap().state_at(at(0)), *to, "{state} {change:?}"),
                None => assert_eq!(rule(changed), state.rule(), "{state} {change:?}"),
            }
        }
    }
}

// SPEC: B6
#[test]
fn a_blank_card_is_bound_once_and_unbound_by_staff_alone() {
    let bound =
        in_state(CodeState::Blank).changed(&CodeChange::Bind(child(1)), &Actor::System, at(0)).unwrap();
    assert_eq!(bound.participant, Some(child(1)));
    assert_eq!(rule(bound.changed(&CodeChange::Bind(child(2)), &staff(), at(0))), "code_bound");
    for nobody in [Actor::System, Actor::Customer("7".into()), Actor::Sync("b".into())] {
        assert_eq!(rule(bound.changed(&CodeChange::Unbind, &nobody, at(0))), "staff_only");
    }
    let blank = bound.changed(&CodeChange::Unbind, &staff(), at(0)).unwrap();
    assert_eq!((blank.state, blank.participant), (CodeState::Blank, None));
    let again = blank.changed(&CodeChange::Bind(child(2)), &staff(), at(0)).unwrap();
    assert_eq!(again.participant, Some(child(2)));
}

// SPEC: B6
#[test]
fn a_code_expires_by_itself_and_staff_give_it_more_time_as_it_was() {
    assert_eq!(default_expiry(at(5)), at(5 + 30 * DAY));
    assert_eq!(default_expiry(Timestamp::LATEST), Timestamp::LATEST);
    for state in [CodeState::Bound, CodeState::Active, CodeState::Suspended] {
        let code = in_state(state);
        assert_eq!(code.state_at(at(DAY - 1)), state);
        assert_eq!(code.state_at(at(DAY)), CodeState::Expired);
        let reactivate = CodeChange::Reactivate(Some(at(3 * DAY)));
        assert_eq!(rule(code.changed(&reactivate, &Actor::System, at(DAY))), "staff_only");
        let again = code.changed(&reactivate, &staff(), at(DAY)).unwrap();
        assert_eq!(again.state_at(at(DAY)), state);
        assert_eq!(again.state_at(at(3 * DAY)), CodeState::Expired);
        let over = CodeChange::Reactivate(Some(at(DAY)));
        assert_eq!(rule(code.changed(&over, &staff(), at(DAY))), "code_expiry");
        let for_ever = code.changed(&CodeChange::Reactivate(None), &staff(), at(DAY)).unwrap();
        assert_eq!(for_ever.state_at(Timestamp::LATEST), state);
    }
    assert_eq!(
        rule(in_state(CodeState::Revoked).changed(&CodeChange::Reactivate(None), &staff(), at(0))),
        "code_revoked"
    );
}

// SPEC: B6
#[test]
fn a_rotated_code_dies_after_its_grace() {
    let code = in_state(CodeState::Active);
    let code = code.changed(&CodeChange::SetExpiry(None), &staff(), at(0)).unwrap();
    let new = code.replacement(id(2));
    assert_eq!((new.state, new.participant, new.successor), (CodeState::Active, Some(child(1)), None));
    for grace_days in [0, 1, 14] {
        let change = CodeChange::Rotate { successor: id(2), grace_days };
        let old = code.changed(&change, &staff(), at(0)).unwrap();
        let end = i64::from(grace_days) * DAY;
        assert_eq!(old.successor, Some(Successor { id: id(2), from: at(end) }));
        assert_eq!(old.state_at(at(end)), CodeState::Rotated);
        if grace_days > 0 {
            assert_eq!(old.state_at(at(end - 1)), CodeState::Active);
        }
    }
    let too_long = CodeChange::Rotate { successor: id(2), grace_days: 15 };
    assert_eq!(rule(code.changed(&too_long, &staff(), at(0))), "rotation_grace");
    let itself = CodeChange::Rotate { successor: id(1), grace_days: 1 };
    assert_eq!(rule(code.changed(&itself, &staff(), at(0))), "rotation_successor");
}

// SPEC: B6
#[test]
fn within_its_grace_a_code_can_only_be_stopped_and_go_on() {
    let rotate = CodeChange::Rotate { successor: id(2), grace_days: 3 };
    let old = in_state(CodeState::Active).changed(&rotate, &staff(), at(0)).unwrap();
    let suspended = old.changed(&CodeChange::Suspend, &staff(), at(1)).unwrap();
    assert_eq!(suspended.state_at(at(1)), CodeState::Suspended);
    assert_eq!(suspended.state_at(at(3 * DAY)), CodeState::Rotated);
    assert!(suspended.changed(&CodeChange::Resume, &staff(), at(2)).is_ok());
    let revoked = suspended.changed(&CodeChange::Revoke, &staff(), at(2)).unwrap();
    assert_eq!(revoked.state_at(at(9 * DAY)), CodeState::Revoked);
    for change in [CodeChange::Unbind, rotate, CodeChange::SetExpiry(None)] {
        assert_eq!(rule(old.changed(&change, &staff(), at(1))), "code_rotated", "{change:?}");
    }
    // Expired within its grace: more time would be the successor's.
    let expired = old.changed(&CodeChange::Reactivate(None), &staff(), at(DAY));
    assert_eq!(rule(expired), "code_rotated");
}

// SPEC: B6, C21
#[test]
fn who_tries_cannot_tell_what_is_unknown_from_what_is_over() {
    let answer = |code: Option<&AccessCode>| Resolution::of(code, at(0)).answer().map_err(|e| e.to_string());
    let unknown = answer(None);
    assert!(unknown.is_err());
    for state in CodeState::ALL {
        let code = in_state(state);
        let resolution = Resolution::of(Some(&code), at(0));
        if state == CodeState::Active {
            assert_eq!(resolution.answer().unwrap(), Grant { code: id(1), participant: child(1) });
            assert_eq!(resolution.outcome, ResolveOutcome::Granted);
        } else {
            assert_eq!(answer(Some(&code)), unknown, "{state}");
            assert_eq!(resolution.outcome, ResolveOutcome::Refused(state));
        }
    }
    assert_eq!(Resolution::of(None, at(0)).outcome, ResolveOutcome::Unknown);
    let throttled = Resolution::throttled().answer();
    assert!(matches!(throttled, Err(Error::RuleViolated { rule: "code_throttled", .. })));
}

// SPEC: B6
#[test]
fn states_keep_their_numbers() {
    for state in CodeState::ALL {
        assert_eq!(CodeState::from_code(state.code()), Some(state));
    }
    assert_eq!(CodeState::from_code(0), None);
    assert_eq!(CodeState::Rotated.code(), 7);
}
