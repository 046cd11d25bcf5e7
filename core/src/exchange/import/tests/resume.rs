//! Going on with a run that was interrupted.

use std::ops::ControlFlow;

use super::refusals::faulty;
use super::*;
use crate::base::{BatchId, ErrorKind};
use crate::batches::ImportBatch;
use crate::exchange::{Import, ImportEnd, Matching, Repeats, Units};
use crate::testing::Moment;

fn last_run(register: &Register) -> ImportBatch {
    register.history().imports(None, 1).unwrap().remove(0)
}

// SPEC: B17, C13
#[test]
fn an_interrupted_run_goes_on_where_it_was() {
    let head = "Customer number,First name,Last name,Email,City\n";
    // Rows that meet each other lie on both sides of where it was interrupted.
    let mut rows: Vec<String> =
        (0..40).map(|i| format!("{i},Anna{i},Berg,a{i}@example.com,Lund\n")).collect();
    rows.splice(3..3, [",,,,Lund\n".to_owned(), ",Ida,,,Lund\n".into(), ",Bo,Ek,bo@,\n".into()]);
    rows.splice(30..30, [",Anna5,,a5@example.com,Kiruna\n".to_owned(), ",Ida,,,Lund\n".into()]);
    let file = format!("{head}{}", rows.concat());
    let whole = Register::in_memory().unwrap();
    let expected = import(&whole, &file);
    let (faulty, register) = faulty();
    let begin = || in_sevens(&register, &file);
    faulty.fail_write(4, Moment::Commit, ErrorKind::Full);
    assert_eq!(begin().run().unwrap_err().kind(), ErrorKind::Full);
    let run = register.history().imports(None, 1).unwrap().remove(0);
    assert_eq!((run.rows_done, run.finished_at), (21, None));
    let report = begin().resume(run.id).run().unwrap();
    assert_eq!((report.batch, report.end), (run.id, ImportEnd::Finished));
    assert_eq!((report.counts, &report.problems), (expected.counts, &expected.problems));
    let names = |register: &Register| -> Vec<String> {
        everybody(register).into_iter().map(|c| c.profile.given_name).collect()
    };
    assert_eq!(names(&register), names(&whole));
    let history = |batch| register.history().of_batch(batch, 0, 1_000).unwrap().len();
    assert_eq!(history(run.id), everybody(&register).len());
    // Once it has ended, it is left as it is.
    let again = begin().resume(run.id).run().unwrap();
    assert_eq!((again.counts, again.end), (expected.counts, ImportEnd::Finished));
    assert_eq!(register.history().imports(None, 10).unwrap().len(), 1);
    let other = register.import_source(Source::bytes(head)).unwrap().resume(run.id);
    assert_eq!(other.run().unwrap_err().kind(), ErrorKind::Import);
    register.undo_import(run.id).unwrap();
    assert_eq!(begin().resume(run.id).run().unwrap_err().kind(), ErrorKind::RuleViolated);
}

const NOBODY: &str = "First name\n";

/// A register with what a file gave it, and a run that was interrupted after 14 rows.
fn interrupted(before: &str, begin: impl Fn(&Register) -> Import<'_>) -> (Register, BatchId) {
    let (faulty, register) = faulty();
    import(&register, before);
    faulty.fail_write(3, Moment::Commit, ErrorKind::Full);
    assert_eq!(begin(&register).run().unwrap_err().kind(), ErrorKind::Full);
    faulty.clear();
    let run = last_run(&register);
    assert_eq!((run.rows_done, run.finished_at), (14, None));
    (register, run.id)
}

/// An import in chunks of seven rows.
fn in_sevens<'r>(register: &'r Register, file: &str) -> Import<'r> {
    register.import_source(Source::bytes(file)).unwrap().units(Units::Chunks(7))
}

fn people(count: u32) -> String {
    let rows = (0..count).map(|i| format!("Anna{i},a{i}@example.com,Lund\n"));
    "First name,Email,City\n".to_owned() + &rows.collect::<String>()
}

// SPEC: B17, C13
#[test]
fn a_stop_while_done_rows_are_passed_over_leaves_the_run_as_it_was() {
    let file = people(40);
    let (register, id) = interrupted(NOBODY, |register| in_sevens(register, &file));
    let before = last_run(&register);
    let resumed = || in_sevens(&register, &file).resume(id);
    for calls in [0, 1] {
        let mut left = calls;
        let report = resumed().on_progress(|_| {
            left -= 1;
            if left < 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let report = report.run().unwrap();
        assert_eq!((report.end, report.counts), (ImportEnd::Cancelled, before.counts()), "{calls}");
        assert_eq!(last_run(&register), before, "{calls}");
    }
    assert_eq!(counts(&resumed().run().unwrap()), [40, 0, 0, 0, 0, 0]);
}

// SPEC: B17, C13
#[test]
fn a_run_that_goes_on_gives_the_problems_of_one_that_was_not_interrupted() {
    let before = "First name,Email\nAnna3,a3@example.com\nAnna20,a20@example.com\n";
    let file = people(40) + "Anna2,a2@example.com,Kiruna\n";
    // A second row of somebody whom the run made lies among those that were done.
    let file = file.replace("Anna9,", "Anna1,a1@example.com,Kiruna\nAnna9,");
    for matching in [
        Matching::CreateOnly,
        Matching::UpdateOnly,
        Matching::Upsert,
        Matching::FillBlanks,
        Matching::SkipExisting,
    ] {
        let whole = Register::in_memory().unwrap();
        import(&whole, before);
        let whole = in_sevens(&whole, &file).matching(matching).on_repeat(Repeats::Each).run().unwrap();
        let (register, id) = interrupted(before, |register| {
            in_sevens(register, &file).matching(matching).on_repeat(Repeats::Each)
        });
        let report =
            in_sevens(&register, &file).matching(matching).on_repeat(Repeats::Each).resume(id).run().unwrap();
        assert_eq!(codes(&report), codes(&whole), "{matching:?}");
        assert_eq!(
            (report.counts, report.problem_count, &report.problem_codes, report.error_rows),
            (whole.counts, whole.problem_count, &whole.problem_codes, whole.error_rows),
            "{matching:?}"
        );
    }
}

// SPEC: B17, C14
#[test]
fn a_run_that_is_taken_back_meanwhile_ends() {
    let file = people(40);
    let register = Register::in_memory().unwrap();
    let mut calls = 0;
    let run = in_sevens(&register, &file).on_progress(|_| {
        calls += 1;
        if calls == 3 {
            assert_eq!(register.undo_import(last_run(&register).id).unwrap().reversed, 14);
        }
        ControlFlow::Continue(())
    });
    assert_eq!(run.run().unwrap_err().kind(), ErrorKind::RuleViolated);
    assert!(everybody(&register).is_empty());
    assert!(last_run(&register).is_undone());
}

// SPEC: B17, C25
#[test]
fn of_two_that_go_on_with_a_run_one_does() {
    // Rows without keys, which nothing but the run knows again.
    let file = "First name,City\n".to_owned() + &"Anna,Lund\n".repeat(40);
    let (register, id) = interrupted(NOBODY, |register| in_sevens(register, &file));
    let resumed = || in_sevens(&register, &file).resume(id);
    let mut calls = 0;
    let other = resumed().on_progress(|_| {
        calls += 1;
        if calls == 4 {
            assert_eq!(counts(&resumed().run().unwrap()), [40, 0, 0, 0, 0, 0]);
        }
        ControlFlow::Continue(())
    });
    assert_eq!(other.run().unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(everybody(&register).len(), 40);
    assert_eq!((last_run(&register).rows_done, last_run(&register).finished_at.is_some()), (40, true));
}

// SPEC: B17
#[test]
fn a_run_goes_on_in_chunks_with_its_own_columns_and_options() {
    let file = people(40);
    let (register, id) = interrupted(NOBODY, |register| in_sevens(register, &file));
    let before = last_run(&register);
    let resumed = || register.import_source(Source::bytes(&file)).unwrap().resume(id);
    let refused = [
        resumed().units(Units::AllOrNothing).run().unwrap_err(),
        resumed().plan().unwrap_err(),
        resumed().matching(Matching::SkipExisting).run().unwrap_err(),
        resumed().on_repeat(Repeats::First).run().unwrap_err(),
        resumed().clear_token("-").run().unwrap_err(),
        resumed().map("City", "note".parse().unwrap()).unwrap().run().unwrap_err(),
        resumed().clear_on_empty("City").unwrap().run().unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.kind(), ErrorKind::Import, "{error}");
    }
    assert_eq!((last_run(&register), everybody(&register).len()), (before, 14));
    assert_eq!(counts(&resumed().run().unwrap()), [40, 0, 0, 0, 0, 0]);
}

// SPEC: B17
#[test]
fn a_file_that_is_changed_while_it_is_read_ends_the_run() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let note = "x".repeat(2_000);
    let rows = (0..3_000).map(|i| format!("Anna{i},a{i}@example.com,{note}\n"));
    let text = "First name,Email,Note\n".to_owned() + &rows.collect::<String>();
    std::fs::write(file.path(), &text).unwrap();
    let register = Register::in_memory().unwrap();
    let mut is_changed = false;
    let run = register.import_file(file.path()).unwrap().units(Units::Chunks(100)).on_progress(|_| {
        if !std::mem::replace(&mut is_changed, true) {
            std::fs::write(file.path(), text.replace("Anna2999", "Bertil99")).unwrap();
        }
        ControlFlow::Continue(())
    });
    assert_eq!(run.run().unwrap_err().kind(), ErrorKind::Import);
    assert_eq!(last_run(&register).finished_at, None);
    assert!(everybody(&register).iter().all(|c| c.profile.given_name != "Bertil99"));
}

// SPEC: B17, C13
#[test]
fn a_run_whose_refused_rows_could_not_be_written_has_not_finished_and_writes_them_as_it_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let errors = folder.path().join("errors.csv");
    let file = people(20) + "Bo,bo@,Lund\n";
    let register = Register::in_memory().unwrap();
    // What is in the way of the error file appears after it was begun.
    let run = in_sevens(&register, &file).error_file(&errors).on_progress(|_| {
        let _ = std::fs::create_dir(&errors);
        ControlFlow::Continue(())
    });
    assert_eq!(run.run().unwrap_err().kind(), ErrorKind::Io);
    let run = last_run(&register);
    assert_eq!((run.rows_done, run.finished_at), (21, None));
    std::fs::remove_dir(&errors).unwrap();
    let report = in_sevens(&register, &file).error_file(&errors).resume(run.id).run().unwrap();
    assert_eq!((report.end, counts(&report)), (ImportEnd::Finished, [20, 0, 0, 0, 0, 1]));
    assert!(std::fs::read_to_string(&errors).unwrap().contains("bo@"));
    assert!(last_run(&register).finished_at.is_some());
}
