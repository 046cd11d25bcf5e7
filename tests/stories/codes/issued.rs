//! Who gets a card, and who may see its secrets.

use std::sync::Arc;

use kartotek::testing::{FixedRandomness, ManualClock};
use kartotek::{
    CodeState, CodeStorage, DumpValue, EntityKind, ErrorKind, IssuedCode, JobDetails, PageRequest, Pepper,
    RecoveryKey, Repository, RepositoryExt, SystemIds, SystemRandomness, Total, TotalMode,
};

use super::{School, day, hashed, kind, recoverable, rule, with_codes};
use crate::{open, studio};

// SPEC: B6, C21
#[test]
fn every_member_without_a_live_code_gets_one() {
    let school = School::new(hashed());
    let codes = school.register.codes();
    let issued = codes.issue_missing(school.job.id).unwrap();
    let owners: Vec<_> = issued.iter().map(|issued| issued.stored.code.participant.unwrap()).collect();
    // Ek, Zetterlund, Öberg: by name, as Swedes sort it.
    assert_eq!(owners, [2, 1, 0].map(|child: usize| school.children[child].id));
    for issued in &issued {
        assert_eq!(issued.stored.code.state, CodeState::Bound);
        // 30 days after publishing ends.
        assert_eq!(issued.stored.code.expires_at, Some(day(90)));
        assert_eq!(issued.stored.storage(), CodeStorage::Hashed);
        assert_eq!(codes.get(issued.stored.code.id).unwrap(), issued.stored);
        assert_eq!(issued.stored.token_digest, issued.secrets.token.digest());
    }
    assert!(codes.issue_missing(school.job.id).unwrap().is_empty());

    codes.revoke(&[issued[1].stored.code.id]).unwrap();
    let new = school.child("Ida", "Ask", 1);
    let more = codes.issue_missing(school.job.id).unwrap();
    let owners: Vec<_> = more.iter().map(|issued| issued.stored.code.participant.unwrap()).collect();
    assert_eq!(owners, [new.id, school.children[1].id]);
    let of_bo = codes.of_participant(school.children[1].id).unwrap();
    assert_eq!(
        of_bo.iter().map(|stored| stored.code.id).collect::<Vec<_>>(),
        [issued[1].stored.code.id, more[1].stored.code.id]
    );
}

// SPEC: B6
#[test]
fn codes_of_a_job_are_for_those_in_its_groups() {
    let school = School::new(hashed());
    let codes = school.register.codes();
    let other = School::open(school.register.clone(), school.clock.clone());
    let outsider = other.children[0].id;
    assert_eq!(rule(codes.issue(school.job.id, &[school.children[0].id, outsider])), "not_in_job");
    let nobody = kartotek::ParticipantId::from_bytes([9; 16]);
    assert_eq!(kind(codes.issue(school.job.id, &[nobody])), ErrorKind::NotFound);
    let no_job = kartotek::JobId::from_bytes([9; 16]);
    assert_eq!(kind(codes.issue_missing(no_job)), ErrorKind::NotFound);
    assert_eq!(codes.count(school.job.id).unwrap(), 0);
    // Twice named, one code.
    let twice = [school.children[0].id, school.children[0].id];
    assert_eq!(codes.issue(school.job.id, &twice).unwrap().len(), 1);
}

// SPEC: B6
#[test]
fn codes_expire_by_the_window_of_their_job() {
    let school = School::new(hashed());
    let codes = school.register.codes();
    let endless = school.register.jobs().create(JobDetails::titled("Endless")).unwrap();
    let spare = codes.issue_blank(endless.id, 1).unwrap();
    assert_eq!(spare[0].stored.code.expires_at, None);
    school.clock.set(day(90));
    assert_eq!(rule(codes.issue_missing(school.job.id)), "code_expiry");
    assert_eq!(rule(codes.issue_blank(school.job.id, 1)), "code_expiry");
    assert_eq!(codes.count(school.job.id).unwrap(), 0);
}

// SPEC: B6, C21
#[test]
fn without_options_codes_are_neither_made_nor_found() {
    let register = studio();
    let job = register.jobs().create(JobDetails::titled("Ekskolan")).unwrap();
    assert_eq!(rule(register.codes().issue_missing(job.id)), "code_options");
    assert_eq!(rule(register.codes().issue_blank(job.id, 1)), "code_options");
    assert_eq!(rule(register.codes().find("7KX9-QM2T-4HWC-Y")), "code_options");
    let from = super::network(1);
    assert_eq!(rule(register.codes().resolve("7KX9-QM2T-4HWC-Y", from, None)), "code_options");
}

// SPEC: B6, B16
#[test]
fn a_repeated_call_tells_the_secrets_again_only_where_they_are_kept() {
    for (options, kept) in [(hashed(), false), (recoverable(), true)] {
        let school = School::new(options);
        let once = school.register.with_idempotency_key("print-4b");
        let issued = once.codes().issue_missing(school.job.id).unwrap();
        school.register.codes().activate(&[issued[0].stored.code.id]).unwrap();
        let again = once.codes().issue_missing(school.job.id);
        if kept {
            assert_eq!(again.unwrap(), issued);
        } else {
            assert_eq!(rule(again), "secrets_not_kept");
        }
        assert_eq!(school.register.codes().count(school.job.id).unwrap(), 3);
        assert_eq!(
            kind(once.codes().issue_missing(kartotek::JobId::from_bytes([1; 16]))),
            ErrorKind::Conflict
        );
    }
}

// SPEC: B6
#[test]
fn secrets_are_revealed_by_the_key_they_were_kept_with() {
    let clock = Arc::new(ManualClock::default());
    let store = kartotek_tests::store().unwrap();
    let register = with_codes(&clock, recoverable()).with_repository(store.clone()).unwrap();
    let school = School::open(register, clock.clone());
    let issued = school.register.codes().issue_missing(school.job.id).unwrap();
    let ids: Vec<_> = issued.iter().rev().map(|issued| issued.stored.code.id).collect();
    let secrets: Vec<_> = issued.iter().rev().map(|issued| issued.secrets.clone()).collect();
    assert_eq!(school.register.codes().reveal(&ids).unwrap(), secrets);

    let other_key = RecoveryKey::from_bytes([9; 32]);
    let mut options = recoverable();
    options.recovery_key = Some(other_key);
    for options in [options, hashed()] {
        let register = with_codes(&clock, options).with_repository(store.clone()).unwrap();
        assert_eq!(rule(register.codes().reveal(&ids)), "recovery_key");
    }
    let once = School::new(hashed());
    let id = once.active().stored.code.id;
    assert_eq!(rule(once.register.codes().reveal(&[id])), "secrets_not_kept");
}

/// All that a store holds, value after value.
fn content(store: &dyn Repository) -> Vec<u8> {
    let mut content = Vec::new();
    let mut add = |value: &[u8]| {
        content.extend_from_slice(value);
        content.push(b'\n');
    };
    store
        .read(|tx| {
            for table in tx.dump_tables()? {
                tx.dump_rows(&table, &[], &mut |row| {
                    row.iter().for_each(|value| match value {
                        DumpValue::Null => {}
                        DumpValue::Int(number) => add(number.to_string().as_bytes()),
                        DumpValue::Text(text) => add(text.as_bytes()),
                        DumpValue::Bytes(bytes) => add(bytes),
                    });
                    Ok(())
                })?;
            }
            tx.dump_facts()?.iter().for_each(|(_, value)| add(value.as_bytes()));
            Ok(())
        })
        .unwrap();
    content
}

/// A secret in every writing: as it is typed, without its check symbol, and the number behind it.
fn writings(exposed: &str, symbols: usize) -> Vec<Vec<u8>> {
    const SYMBOLS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bare: String = exposed.chars().filter(|c| *c != '-').take(symbols).collect();
    let value = |c| SYMBOLS.find(c).unwrap() as u128;
    let number = bare.chars().fold(0, |number: u128, c| number << 5 | value(c));
    let bytes = number.to_be_bytes();
    let bytes = &bytes[16 - (symbols * 5).div_ceil(8).min(16)..];
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let texts = [exposed.to_owned(), bare, number.to_string(), hex];
    let mut all: Vec<Vec<u8>> = texts
        .iter()
        .flat_map(|text| [text.to_lowercase(), text.to_uppercase()])
        .map(String::into_bytes)
        .collect();
    all.extend([bytes.to_vec(), bytes.iter().rev().copied().collect()]);
    all
}

// SPEC: B6
#[test]
fn neither_secret_of_a_card_stands_anywhere_in_the_store() {
    for options in [hashed(), recoverable()] {
        let clock = Arc::new(ManualClock::default());
        let store = kartotek_tests::store().unwrap();
        let register = with_codes(&clock, options).with_repository(store.clone()).unwrap();
        let school = School::open(register, clock.clone());
        let mut cards = vec![school.active()];
        let once = school.register.with_idempotency_key("print-4b");
        cards.extend(once.codes().issue_blank(school.job.id, 2).unwrap());
        let from = super::network(1);
        assert!(school.register.codes().resolve(&cards[0].secrets.token.expose(), from, None).is_ok());
        assert!(school.opens(&cards[0]) && !school.opens(&cards[1]));
        cards.push(school.register.codes().rotate(cards[0].stored.code.id, 1).unwrap());
        let content = content(&*store);
        let holds = |bytes: &[u8]| content.windows(bytes.len()).any(|place| place == bytes);
        for IssuedCode { stored, secrets } in cards {
            assert!(holds(&stored.token_digest.to_bytes()) && holds(&stored.typed_digest.to_bytes()));
            let token = writings(&secrets.token.expose(), 26);
            let typed = writings(&secrets.typed.expose(), 12);
            assert!(!token.iter().chain(&typed).any(|writing| holds(writing)));
        }
    }
}

// SPEC: B6
#[test]
fn another_pepper_finds_links_and_no_typed_codes() {
    let clock = Arc::new(ManualClock::default());
    let store = kartotek_tests::store().unwrap();
    let register = with_codes(&clock, hashed()).with_repository(store.clone()).unwrap();
    let school = School::open(register, clock.clone());
    let issued = school.active();
    let mut options = hashed();
    options.pepper = Pepper::from_bytes([1; 32]);
    let other = with_codes(&clock, options).with_repository(store).unwrap();
    let from = super::network(1);
    assert!(other.codes().resolve(&issued.secrets.token.expose(), from, None).is_ok());
    assert_eq!(rule(other.codes().resolve(&issued.secrets.typed.expose(), from, None)), "code_refused");
}

// SPEC: B6
#[test]
fn no_two_codes_are_equal_even_if_the_random_numbers_are() {
    let clock = Arc::new(ManualClock::default());
    let store = kartotek_tests::store().unwrap();
    let open = || {
        let ids = Arc::new(SystemIds::new(Arc::new(SystemRandomness)));
        let same = Arc::new(FixedRandomness::new(1));
        with_codes(&clock, hashed()).randomness(same).ids(ids).with_repository(store.clone()).unwrap()
    };
    let school = School::open(open(), clock.clone());
    let blank = school.register.codes().issue_blank(school.job.id, 5).unwrap();
    let refused = open().codes().issue_blank(school.job.id, 2).unwrap_err();
    assert!(
        matches!(refused, kartotek::Error::AlreadyExists { entity: EntityKind::AccessCode, .. }),
        "{refused:?}"
    );
    let stored: Vec<_> = school.register.codes().all(school.job.id).collect::<Result<_, _>>().unwrap();
    assert_eq!(stored, blank.into_iter().map(|issued| issued.stored).collect::<Vec<_>>());
}

// SPEC: B6
#[test]
fn the_codes_of_a_job_come_in_pages() {
    let school = School::new(hashed());
    let codes = school.register.codes();
    let spare = codes.issue_blank(school.job.id, 7).unwrap();
    let other = school.register.jobs().create(JobDetails::titled("Other")).unwrap();
    codes.issue_blank(other.id, 2).unwrap();
    let ids: Vec<_> = spare.iter().map(|issued| issued.stored.code.id).collect();
    let first = codes.page(school.job.id, &PageRequest::first(3).with_total(TotalMode::Exact)).unwrap();
    assert_eq!(first.total, Some(Total::Exactly(7)));
    let capped = PageRequest::first(3).with_total(TotalMode::Capped(4));
    assert_eq!(codes.page(school.job.id, &capped).unwrap().total, Some(Total::AtLeast(4)));
    let mut found: Vec<_> = first.items.iter().map(|stored| stored.code.id).collect();
    let mut next = first.next;
    while let Some(cursor) = next {
        let foreign = codes.page(other.id, &PageRequest::after(3, cursor.clone()));
        assert_eq!(kind(foreign), ErrorKind::InvalidCursor);
        let page = codes.page(school.job.id, &PageRequest::after(3, cursor)).unwrap();
        found.extend(page.items.iter().map(|stored| stored.code.id));
        next = page.next;
    }
    assert_eq!(found, ids);
    assert_eq!(rule(codes.issue_blank(school.job.id, 10_001)), "blank_cards");
    assert!(codes.issue_blank(school.job.id, 0).unwrap().is_empty());
}

#[test]
fn a_copy_of_a_register_knows_all_codes() {
    let school = School::new(recoverable());
    let issued = school.active();
    assert!(school.opens(&issued));
    let copy = open(with_codes(&school.clock, recoverable()));
    school.register.copy_to(&copy).unwrap();
    let id = issued.stored.code.id;
    assert_eq!(copy.codes().get(id).unwrap(), school.register.codes().get(id).unwrap());
    assert_eq!(copy.codes().attempts(Some(id), None, 10).unwrap().len(), 1);
    assert_eq!(copy.codes().reveal(&[id]).unwrap(), [issued.secrets]);
    assert!(copy.verify().unwrap().is_empty());
}
