//! Names lists that tell how far they are, and are stopped.

use std::ops::ControlFlow;

use kartotek::{ErrorKind, ImportEnd, ImportProgress, ImportStep, NamesImport, ParticipantFilter, Register};

use super::{import, job, list};
use crate::studio;

/// The rows of a unit of work.
const UNIT: u64 = 10_000;

fn pupils(count: u64) -> String {
    let rows: String = (0..count).map(|number| format!("{number};Elsa {number};4b\n")).collect();
    format!("Elevnr;Elev;Klass\n{rows}")
}

fn stored(register: &Register) -> u64 {
    register.participants().count(&ParticipantFilter::default()).unwrap()
}

/// Stops an import where it is past so many rows in a step.
fn stopped(import: NamesImport<'_>, step: ImportStep, rows: u64) -> NamesImport<'_> {
    import.on_progress(move |far| match far.step == step && far.rows > rows {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    })
}

// SPEC: B17
#[test]
fn a_list_tells_how_far_it_is_read_and_stored() {
    let register = studio();
    let job = job(&register);
    let file = pupils(600);
    let mut told: Vec<ImportProgress> = Vec::new();
    let watched = list(&register, &job, &file).on_progress(|far| {
        told.push(far);
        ControlFlow::Continue(())
    });
    assert_eq!(watched.run().unwrap().end, ImportEnd::Finished);
    let rows = |step| told.iter().filter(|far| far.step == step).map(|far| far.rows).collect::<Vec<_>>();
    assert_eq!(rows(ImportStep::Looking), [256, 512, 600]);
    assert_eq!(rows(ImportStep::Storing), [0, 256, 512, 600]);
    assert!(told.iter().all(|far| far.total_bytes == file.len() as u64 && far.done_bytes <= far.total_bytes));
    let ends: Vec<_> = told.iter().filter(|far| far.rows == 600).collect();
    assert!(ends.iter().all(|far| far.done_bytes == far.total_bytes), "{ends:?}");
}

// SPEC: B17
#[test]
fn a_list_that_is_stopped_keeps_whole_units_and_goes_on_when_it_comes_again() {
    let register = studio();
    let job = job(&register);
    let file = pupils(UNIT + 2_000);
    let cut = stopped(list(&register, &job, &file), ImportStep::Storing, UNIT + 1_000).run().unwrap();
    assert_eq!((cut.end, cut.participants, cut.outcomes.len() as u64), (ImportEnd::Cancelled, UNIT, UNIT));
    assert_eq!(cut.counts.rows(), UNIT);
    assert_eq!(stored(&register), UNIT);
    let rest = import(&register, &job, &file);
    assert_eq!((rest.end, rest.counts.unchanged, rest.counts.created), (ImportEnd::Finished, UNIT, 2_000));
    assert_eq!(stored(&register), UNIT + 2_000);
}

// SPEC: B17
#[test]
fn a_list_that_is_stopped_before_anything_is_stored_stores_nothing() {
    let register = studio();
    let job = job(&register);
    let file = pupils(600);
    let begin = || list(&register, &job, &file);
    let looking = stopped(begin(), ImportStep::Looking, 300).run();
    assert_eq!(looking.unwrap_err().kind(), ErrorKind::Cancelled);
    let plan = stopped(begin(), ImportStep::Storing, 300).plan();
    assert_eq!(plan.unwrap_err().kind(), ErrorKind::Cancelled);
    let first = stopped(begin(), ImportStep::Storing, 0).run().unwrap();
    assert_eq!((first.end, first.counts.rows(), first.groups.len()), (ImportEnd::Cancelled, 0, 0));
    assert_eq!((stored(&register), register.job_groups().of_job(job.id).unwrap().len()), (0, 0));
    let plan = begin().plan().unwrap();
    assert_eq!((plan.report().end, plan.commit().unwrap().end), (ImportEnd::Planned, ImportEnd::Finished));
}

// SPEC: B17
#[test]
fn a_stopped_list_names_the_rows_that_were_refused_before() {
    let folder = tempfile::tempdir().unwrap();
    let errors = folder.path().join("refused.csv");
    let register = studio();
    let job = job(&register);
    let file = pupils(UNIT + 2_000).replace("\n7;Elsa 7;4b\n", "\n7;Elsa 7;\n");
    let cut = stopped(list(&register, &job, &file).error_file(&errors), ImportStep::Storing, UNIT);
    assert_eq!(cut.run().unwrap().counts.invalid, 1);
    let refused = std::fs::read_to_string(&errors).unwrap();
    assert!(refused.contains("7;Elsa 7;;9;required"), "{refused}");
}
