//! Rows that the storage refuses, and changes that come to nothing.

use std::sync::Arc;

use super::*;
use crate::base::{CustomerId, ErrorKind};
use crate::exchange::{ImportEnd, Matching, Repeats, Units};
use crate::sqlite::SqliteRepository;
use crate::testing::{FaultyRepository, Moment};

pub(super) fn faulty() -> (Arc<FaultyRepository>, Register) {
    let faulty = Arc::new(FaultyRepository::new(Arc::new(SqliteRepository::in_memory().unwrap())));
    let register = Register::builder().with_repository(faulty.clone()).unwrap();
    (faulty, register)
}

fn id(number: u32) -> CustomerId {
    let mut bytes = [0x70; 16];
    bytes[6] = 0x70;
    bytes[8] = 0x80;
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    CustomerId::from_bytes(bytes)
}

fn file(rows: u32) -> String {
    let lines = (2..rows + 2).map(|row| format!("{},Anna{row},a{row}@example.com,Malmö{row}\n", id(row)));
    "id,given_name,email,tags\n".to_owned() + &lines.collect::<String>()
}

// SPEC: B17, C25
#[test]
fn a_row_that_fails_at_the_commit_does_not_take_its_neighbours() {
    for units in [Units::Chunks(40), Units::Chunks(7), Units::Chunks(1)] {
        let (faulty, register) = faulty();
        faulty.refuse_customer(id(20));
        let import = register.import_source(Source::bytes(file(40))).unwrap().units(units);
        let report = import.run().unwrap();
        assert_eq!(counts(&report), [39, 0, 0, 0, 0, 1], "{units:?}");
        assert_eq!(codes(&report), [(20, "already_exists")], "{units:?}");
        let all = everybody(&register);
        let expected: Vec<CustomerId> = (2..42).filter(|row| *row != 20).map(id).collect();
        assert_eq!(all.iter().map(|c| c.id).collect::<Vec<_>>(), expected, "{units:?}");
        assert!(all.iter().all(|c| c.tags.len() == 1), "{units:?}");
        assert_eq!(register.tags().active().unwrap().len(), 39, "{units:?}");
        let of_batch = register.history().of_batch(report.batch, 0, 200).unwrap();
        assert_eq!(of_batch.len(), 39 * 2, "{units:?}");
        assert_eq!(register.verify().unwrap(), [""; 0], "{units:?}");
        faulty.clear();
        let again = register.import_source(Source::bytes(file(40))).unwrap().units(units).run().unwrap();
        assert_eq!(counts(&again), [1, 0, 39, 0, 0, 0], "{units:?}");
    }
}

#[test]
fn what_a_failed_chunk_remembered_is_forgotten() {
    // Rows without keys are counted, and a row about Bo makes a second one ambiguous: neither may be
    // told by the try that failed.
    let (faulty, register) = faulty();
    import(&register, "First name,Last name,Email\nBo,Ek,bo@example.com\n");
    let file = "First name,Last name,Email,City\nAnna,,,Lund\nAnna,,,Lund\nBo,Ek,bo@example.com,Lund\n";
    faulty.fail_write(1, Moment::Commit, ErrorKind::AlreadyExists);
    assert_eq!(counts(&import(&register, file)), [2, 1, 0, 0, 0, 0]);
    assert_eq!(counts(&import(&register, file)), [0, 0, 3, 0, 0, 0]);
}

#[test]
fn a_chunk_that_runs_again_does_the_same() {
    let (faulty, register) = faulty();
    faulty.run_twice();
    let file = "First name,Email,Tags\nAnna,,x\nAnna,,x\nBo,bo@example.com,y\nBo,,y\n";
    for (units, expected) in
        [(Units::Chunks(2), [4, 0, 0, 0, 0, 0]), (Units::AllOrNothing, [0, 0, 4, 0, 0, 0])]
    {
        let import = register.import_source(Source::bytes(file)).unwrap().units(units);
        assert_eq!(counts(&import.run().unwrap()), expected, "{units:?}");
    }
    assert_eq!(everybody(&register).len(), 4);
}

// SPEC: B17
#[test]
fn a_failure_that_is_of_no_row_ends_the_import_and_keeps_what_was_stored() {
    let (faulty, register) = faulty();
    // Of each chunk of ten a unit of work; the third fails.
    faulty.fail_write(3, Moment::Commit, ErrorKind::Full);
    let run = || register.import_source(Source::bytes(file(40))).unwrap().units(Units::Chunks(10)).run();
    assert_eq!(run().unwrap_err().kind(), ErrorKind::Full);
    assert_eq!(everybody(&register).len(), 20);
    let report = run().unwrap();
    assert_eq!((report.end, counts(&report)), (ImportEnd::Finished, [20, 0, 20, 0, 0, 0]));
}

// SPEC: B17
#[test]
fn a_row_whose_change_comes_to_nothing_is_unchanged() {
    let register = Register::in_memory().unwrap();
    import(&register, "First name,Email,Registered\nAnna,anna@example.com,2020-01-02\n");
    let history = register.history().changes(0, 100).unwrap().len();
    // Nobody is without a day of registration: the stored one stays.
    let file = "First name,Email,Registered\nAnna,anna@example.com,\n";
    let import = register.import_source(Source::bytes(file)).unwrap().clear_on_empty("Registered").unwrap();
    assert_eq!(counts(&import.run().unwrap()), [0, 0, 1, 0, 0, 0]);
    assert_eq!(register.history().changes(0, 100).unwrap().len(), history);
}

#[test]
fn a_row_that_takes_back_what_another_changed_is_an_update_and_stores_nothing() {
    let register = Register::in_memory().unwrap();
    import(&register, "First name,Email,City\nAnna,anna@example.com,Lund\n");
    let before = everybody(&register);
    let file = "First name,Email,City\nAnna,anna@example.com,Malmö\nAnna,anna@example.com,Lund\n";
    let import = register.import_source(Source::bytes(file)).unwrap().on_repeat(Repeats::Each);
    assert_eq!(counts(&import.run().unwrap()), [0, 2, 0, 0, 0, 0]);
    assert_eq!(everybody(&register), before);
}

// SPEC: B17
#[test]
fn of_several_columns_an_empty_cell_clears_its_own_alone() {
    let head = "First name,Email,Note,City,Email 2\n";
    let register = Register::in_memory().unwrap();
    import(&register, &format!("{head}Anna,anna@example.com,first,Lund,second@example.com\n"));
    let id = everybody(&register)[0].id;
    let run = |row: &str, cleared: &[&str]| {
        let text = format!("id,{head}{id},{row}\n");
        let mut import = register.import_source(Source::bytes(text)).unwrap().matching(Matching::Upsert);
        for header in cleared {
            import = import.clear_on_empty(header).unwrap();
        }
        counts(&import.run().unwrap())
    };
    let now = || {
        let profile = everybody(&register).remove(0).profile;
        let emails: Vec<String> = profile.emails.iter().map(|email| email.address.clone()).collect();
        (emails, profile.note.clone(), profile.addresses.first().map(|a| a.city.clone()))
    };
    // The note goes, the city stays: only one of the two empty cells clears.
    assert_eq!(run("Anna,anna@example.com,,,second@example.com", &["Note"]), [0, 1, 0, 0, 0, 0]);
    let both = vec!["anna@example.com".to_owned(), "second@example.com".to_owned()];
    assert_eq!(now(), (both, String::new(), Some("Lund".to_owned())));
    // The primary e-mail is cleared while the row has a further one, which stays and is the only one.
    for expected in [[0, 1, 0, 0, 0, 0], [0, 0, 1, 0, 0, 0]] {
        assert_eq!(run("Anna,,,,second@example.com", &["Email"]), expected);
        assert_eq!(now().0, ["second@example.com"]);
    }
    // A filled cell in a column that clears is an ordinary value.
    assert_eq!(run("Anna,second@example.com,new,,", &["Email", "Note", "City"]), [0, 1, 0, 0, 0, 0]);
    assert_eq!(now(), (vec!["second@example.com".to_owned()], "new".to_owned(), None));
}
