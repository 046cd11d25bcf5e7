//! Random changes agree with the pure rules, whatever their order.

use std::collections::HashSet;
use std::time::Duration;

use kartotek::testing::FixedRandomness;
use kartotek::{AccessCode, Actor, CodeChange, CodeState, IssuedCode, Resolution, Result, StoredCode};

use super::{DAY, School, day, hashed};

/// A code with what the rules say of it.
struct Known {
    issued: IssuedCode,
    code: AccessCode,
}

fn known(issued: IssuedCode) -> Known {
    Known { code: issued.stored.code.clone(), issued }
}

// SPEC: B6, C21
#[test]
fn stored_codes_do_as_the_rules_say() {
    let mut options = hashed();
    options.throttle.network.burst = u32::MAX;
    options.throttle.all.burst = u32::MAX;
    let school = School::new(options);
    let codes = school.register.codes();
    let maria = Actor::staff("maria");
    for seed in 0..5 {
        let dice = FixedRandomness::new(seed);
        let mut all: Vec<Known> =
            codes.issue_blank(school.job.id, 4).unwrap().into_iter().map(known).collect();
        for _ in 0..120 {
            let now = kartotek::Clock::now(&*school.clock);
            let place = dice.below(all.len());
            let id = all[place].code.id;
            let later = (!dice.once_in(4))
                .then(|| kartotek::Timestamp::from_micros(now.as_micros() + DAY * dice.below(6) as i64));
            let child = school.children[dice.below(3)].id;
            let one = |changed: Result<Vec<StoredCode>>| changed.map(|mut changed| changed.remove(0));
            let (change, done) = match dice.below(10) {
                0 | 1 => (CodeChange::Bind(child), codes.bind(id, child)),
                2 | 3 => (CodeChange::Activate, one(codes.activate(&[id]))),
                4 => (CodeChange::Suspend, one(codes.suspend(&[id]))),
                5 => (CodeChange::Resume, one(codes.resume(&[id]))),
                6 => (CodeChange::SetExpiry(later), one(codes.set_expiry(&[id], later))),
                7 => (CodeChange::Reactivate(later), one(codes.reactivate(&[id], later))),
                8 if dice.once_in(3) => (CodeChange::Revoke, one(codes.revoke(&[id]))),
                8 => (CodeChange::Unbind, codes.unbind(id)),
                _ => {
                    let grace_days = dice.below(16) as u8;
                    let made = codes.rotate(id, grace_days);
                    let successor = made.as_ref().map_or(id, |made| made.stored.code.id);
                    let is_made = made.is_ok();
                    let done = made.and_then(|made| {
                        all.push(known(made));
                        codes.get(id)
                    });
                    // A grace that is too long, or a state that forbids it, is refused whatever the successor.
                    let successor =
                        if is_made { successor } else { kartotek::AccessCodeId::from_bytes([9; 16]) };
                    (CodeChange::Rotate { successor, grace_days }, done)
                }
            };
            match (all[place].code.changed(&change, &maria, now), done) {
                (Ok(expected), Ok(found)) => {
                    assert_eq!(found.code, expected, "{change:?}");
                    all[place].code = expected;
                }
                (Err(expected), Err(found)) => assert_eq!(found.to_string(), expected.to_string()),
                (expected, found) => panic!("{change:?}: expected {expected:?}, found {found:?}"),
            }
            for Known { issued, code } in &all {
                let found = school.show(issued).map(|resolved| (resolved.code, resolved.participant.id));
                let expected = Resolution::of(Some(code), now).answer();
                let expected = expected.map(|grant| (grant.code, grant.participant));
                assert_eq!(found.ok(), expected.ok(), "{code:?}");
            }
            school.clock.advance(Duration::from_secs(3_600 * dice.below(40) as u64));
        }
        school.clock.set(day(0));
    }
    let stored: Vec<StoredCode> = codes.all(school.job.id).collect::<Result<_>>().unwrap();
    let different: HashSet<_> = stored.iter().map(|stored| stored.token_digest.to_bytes()).collect();
    assert_eq!(different.len(), stored.len());
    assert!(stored.iter().any(|stored| stored.code.state == CodeState::Revoked));
    assert!(stored.iter().any(|stored| stored.code.successor.is_some()));
    assert!(school.register.verify().unwrap().is_empty());
}
