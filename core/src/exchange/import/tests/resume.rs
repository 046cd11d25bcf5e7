//! Going on with a run that was interrupted.

use std::ops::ControlFlow;

use super::refusals::faulty;
use super::*;
use crate::base::{BatchId, ErrorKind};
use crate::batches::ImportBatch;
use crate::exchange::{Import, ImportEnd, Units};
use crate::testing::Moment;

fn last_run(register: &Register) -> ImportBatch {
    register.history().imports(1).unwrap().remove(0)
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
    let begin = || register.import_source(Source::bytes(&file)).unwrap().units(Units::Chunks(7));
    faulty.fail_write(4, Moment::Commit, ErrorKind::Full);
    assert_eq!(begin().run().unwrap_err().kind(), ErrorKind::Full);
    let run = register.history().imports(1).unwrap().remove(0);
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
    assert_eq!(register.history().imports(10).unwrap().len(), 1);
    let other = register.import_source(Source::bytes(head)).unwrap().resume(run.id);
    assert_eq!(other.run().unwrap_err().kind(), ErrorKind::Import);
    register.undo_import(run.id).unwrap();
    assert_eq!(begin().resume(run.id).run().unwrap_err().kind(), ErrorKind::RuleViolated);
}

/// A register and a run of it that was interrupted after 14 of 40 rows.
fn interrupted(file: &str, with: impl Fn(Import<'_>) -> Import<'_>) -> (Register, BatchId) {
    let (faulty, register) = faulty();
    faulty.fail_write(3, Moment::Commit, ErrorKind::Full);
    let import = with(register.import_source(Source::bytes(file)).unwrap()).units(Units::Chunks(7));
    assert_eq!(import.run().unwrap_err().kind(), ErrorKind::Full);
    faulty.clear();
    let run = last_run(&register);
    assert_eq!((run.rows_done, run.finished_at), (14, None));
    (register, run.id)
}

fn people(count: u32) -> String {
    let rows = (0..count).map(|i| format!("Anna{i},a{i}@example.com,Lund\n"));
    "First name,Email,City\n".to_owned() + &rows.collect::<String>()
}

// SPEC: B17, C13
#[test]
fn a_stop_while_done_rows_are_passed_over_leaves_the_run_as_it_was() {
    let file = people(40);
    let (register, id) = interrupted(&file, |import| import);
    let before = last_run(&register);
    let resumed = || register.import_source(Source::bytes(&file)).unwrap().units(Units::Chunks(7)).resume(id);
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
