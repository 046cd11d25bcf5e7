//! What a row of a names list may say, and what becomes of it then.

use kartotek::exchange::PersonPart;
use kartotek::{ErrorKind, NamesTarget};

use super::*;

// SPEC: B5, P25
#[test]
fn who_changes_class_and_keeps_another_group_is_a_move() {
    let register = studio();
    let job = job(&register);
    import(&register, &job, "Elevnr;Namn;Klass;Kör\n101;Elsa Ek;4b;Kör\n102;Bo Ek;4b;\n");
    let autumn = "Elevnr;Namn;Klass;Kör\n101;Elsa Ek;4c;Kör\n102;Bo Ek;4b;Kör\n";
    let report = import(&register, &job, autumn);
    assert_eq!(report.outcomes, [Skipped, Updated], "to join another group is no move");
    assert_eq!(
        (report.moves[0].from.as_str(), report.moves[0].to.as_slice()),
        ("4b", &["4c".into(), "Kör".into()][..])
    );
    list(&register, &job, autumn).moving(Moves::Apply).run().unwrap();
    let classes = classes(&register, &job);
    assert_eq!((&classes["4b"], &classes["4c"]), (&vec!["Bo Ek".to_owned()], &vec!["Elsa Ek".to_owned()]));
    assert_eq!(classes["Kör"], ["Bo Ek", "Elsa Ek"]);
}

// SPEC: B5, B17
#[test]
fn a_row_that_is_refused_brings_nobody_anywhere() {
    let register = studio();
    let job = job(&register);
    let report = import(
        &register,
        &job,
        "Elevnr;Namn;Klass;Förälder;E-post\n104;Lo Ek;4b;;\n104;Lo Ek;Kör;Max Ek;max@\n",
    );
    assert_eq!(report.outcomes, [Created, Invalid]);
    assert_eq!(report.groups, ["4b"]);
    assert_eq!(classes(&register, &job).into_keys().collect::<Vec<_>>(), ["4b"]);
}

// SPEC: B5, B17
#[test]
fn what_a_participant_has_one_of_is_not_given_twice() {
    let register = studio();
    let job = job(&register);
    let report = import(
        &register,
        &job,
        "Elev;Klass;E-post 1;E-post 2\nElsa Ek;4b;elsa@example.com;anna@example.com\n\
         Bo Ek;4b;;bo@example.com\nIda Ek;4b;ida@example.com;ida@example.com\n",
    );
    assert_eq!(report.outcomes, [Invalid, Created, Created]);
    assert_eq!(codes(&report), [(2, "several_values")]);
    assert_eq!(report.problems[0].column.as_deref(), Some("E-post 2"));
    let emails: Vec<String> = everybody(&register).into_iter().map(|one| one.details.email).collect();
    assert_eq!(emails, ["bo@example.com", "ida@example.com"]);
}

// SPEC: B17
#[test]
fn a_column_cannot_be_what_no_row_can_say() {
    let register = studio();
    let job = job(&register);
    let impossible = [
        NamesTarget::Participant(0, PersonPart::Name),
        NamesTarget::Participant(21, PersonPart::Name),
        NamesTarget::Guardian(0, PersonPart::Name),
        NamesTarget::Guardian(1, PersonPart::Birthday),
    ];
    for target in impossible {
        let refused = list(&register, &job, "Namn;Klass;Mer\nElsa Ek;4b;x\n").map("Mer", target);
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Import, "{target}");
    }
}

// SPEC: B17
#[test]
fn thousands_of_headings_are_understood_at_once() {
    let register = studio();
    let job = job(&register);
    let headings = ["Namn", "Klass"].into_iter().chain((0..8_000).flat_map(|_| ["Parent", "E-mail"]));
    let file = headings.collect::<Vec<_>>().join(";") + "\nElsa Ek;4b\n";
    let import = list(&register, &job, &file);
    assert_eq!(import.columns().len(), 16_002);
    assert_eq!(import.columns()[4].target, NamesTarget::Guardian(2, PersonPart::Name));
}

// SPEC: B5
#[test]
fn a_list_for_a_job_that_is_gone_is_not_found() {
    let register = studio();
    let job = job(&register);
    let (first, second) = (
        list(&register, &job, "Namn;Klass\nElsa Ek;4b\n"),
        list(&register, &job, "Namn;Klass\nElsa Ek;4b\n"),
    );
    register.jobs().delete(job.id).unwrap();
    assert_eq!(first.plan().unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(second.run().unwrap_err().kind(), ErrorKind::NotFound);
    assert!(everybody(&register).is_empty());
}
