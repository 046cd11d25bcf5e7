//! Taking an import back after something else happened: it was stopped, went on, or its customers and
//! tags were changed, merged and deleted.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::refusals::faulty;
use super::undo::{HEAD, dump, with_two, without_names};
use super::*;
use crate::TagChange;
use crate::base::{ErrorKind, Revision};
use crate::customers::CustomerProfile;
use crate::exchange::{ImportEnd, UndoProgress, UndoReport, Undone, Units};
use crate::sqlite::SqliteRepository;
use crate::testing::{FaultyRepository, Moment};

fn buckets(report: &UndoReport) -> [u64; 4] {
    [report.reversed, report.kept_edited, report.kept_referenced, report.failed]
}

/// Anna and Bo of before are tagged, Cia and Dag are new.
const TAGGED: &str = "1,Anna,Berg,,,,,fair,\n2,Bo,Ek,,,,second,fair,\n\
     3,Cia,Ek,cia@example.com,,,,\"fair, VIP\",\n4,Dag,Ek,dag@example.com,,,,fair,\n";

/// Takes an import back twice: the second time changes nothing and says the same.
fn undo_twice(register: &Register, run: &ImportReport) -> UndoReport {
    let undone = register.undo_import(run.batch).unwrap();
    let changes = register.history().changes(0, 1_000).unwrap().len();
    assert_eq!(without_names(register.undo_import(run.batch).unwrap()), without_names(undone.clone()));
    assert_eq!(register.history().changes(0, 1_000).unwrap().len(), changes);
    assert_eq!(register.verify().unwrap(), [""; 0]);
    assert_eq!(buckets(&undone).iter().sum::<u64>(), run.counts.created + run.counts.updated);
    undone
}

fn tag(register: &Register, name: &str) -> crate::collections::Collection {
    register.tags().all().unwrap().into_iter().find(|tag| tag.name == name).unwrap()
}

fn names(register: &Register) -> Vec<String> {
    everybody(register).into_iter().map(|customer| customer.profile.given_name).collect()
}

// SPEC: B17, C14
#[test]
fn a_tag_that_was_renamed_since_stays_without_members() {
    let register = with_two();
    let (before, run) = (dump(&register), import(&register, &format!("{HEAD}{TAGGED}")));
    let fair = tag(&register, "fair");
    register.tags().rename(fair.id, fair.revision, "Fair of spring").unwrap();
    assert_eq!(buckets(&undo_twice(&register, &run)), [4, 0, 0, 0]);
    assert_eq!(tag(&register, "Fair of spring").size, 0);
    register.tags().delete(fair.id).unwrap();
    assert_eq!(dump(&register), before);
}

// SPEC: B17, C14
#[test]
fn new_customers_go_though_their_tag_was_merged_or_deleted_since() {
    for merged in [true, false] {
        let register = with_two();
        let run = import(&register, &format!("{HEAD}{TAGGED}"));
        let (fair, vip) = (tag(&register, "fair"), tag(&register, "VIP"));
        if merged {
            register.tags().merge(fair.id, vip.id).unwrap();
        } else {
            register.tags().delete(fair.id).unwrap();
        }
        // What became of the tag of those who were here before is somebody's decision.
        assert_eq!(buckets(&undo_twice(&register, &run)), [2, 2, 0, 0], "{merged}");
        assert_eq!(names(&register), ["Anna", "Bo"]);
        assert_eq!(tag(&register, "VIP").size, if merged { 2 } else { 1 });
        assert_eq!(everybody(&register)[1].profile.note, "");
    }
}

// SPEC: B17, C14
#[test]
fn a_new_customer_that_somebody_tagged_or_untagged_stays() {
    let register = with_two();
    let run = import(&register, &format!("{HEAD}{TAGGED}"));
    let (cia, dag) = (everybody(&register)[2].id, everybody(&register)[3].id);
    register.tags().apply(&[cia], &TagChange::add(["met"])).unwrap();
    register.tags().apply(&[dag], &TagChange::remove(["fair"])).unwrap();
    register.tags().delete(tag(&register, "fair").id).unwrap();
    let undone = undo_twice(&register, &run);
    assert_eq!(buckets(&undone), [0, 4, 0, 0]);
    assert_eq!(names(&register), ["Anna", "Bo", "Cia", "Dag"]);
}

// SPEC: B17, C14
#[test]
fn customers_that_somebody_deleted_since_stay_deleted() {
    let register = with_two();
    let run = import(&register, &format!("{HEAD}{TAGGED}"));
    for place in [3, 1] {
        let customer = everybody(&register).remove(place);
        register.customers().delete(customer.id, customer.revision).unwrap();
    }
    let undone = undo_twice(&register, &run);
    assert_eq!(buckets(&undone), [2, 2, 0, 0]);
    assert!(undone.kept.iter().all(|(_, became)| *became == Undone::KeptEdited));
    assert_eq!(names(&register), ["Anna"]);
}

// SPEC: B17, C14
#[test]
fn edits_after_an_undo_stay_when_it_is_asked_for_again() {
    let register = with_two();
    let run = import(&register, &format!("{HEAD}1,Anna,Björk,,,,second,,\n"));
    undo_twice(&register, &run);
    let anna = everybody(&register).remove(0);
    let profile = CustomerProfile { family_name: "Björk".into(), ..anna.profile };
    register.customers().update(anna.id, anna.revision, profile).unwrap();
    let before = everybody(&register);
    assert_eq!(buckets(&undo_twice(&register, &run)), [1, 0, 0, 0]);
    assert_eq!(everybody(&register), before);
}

// SPEC: B17, C14
#[test]
fn an_undo_leaves_nobody_who_cannot_be_told_from_others() {
    let register = Register::in_memory().unwrap();
    import(&register, "Customer number,First name\n1,Anna\n");
    let anna = everybody(&register).remove(0);
    let run = import(
        &register,
        &format!("id,First name,Last name,Email\n{},Anja,Berg,anja@example.com\n", anna.id),
    );
    assert_eq!(counts(&run), [0, 1, 0, 0, 0, 0]);
    let now = everybody(&register).remove(0);
    let profile = CustomerProfile { given_name: String::new(), ..now.profile };
    register.customers().update(now.id, now.revision, profile).unwrap();
    // The family name and the e-mail came with the import, the given name is gone since.
    assert_eq!(undo_twice(&register, &run).kept, [(anna.id, Undone::Failed)]);
    let now = everybody(&register).remove(0);
    assert_eq!((now.profile.family_name.as_str(), now.revision), ("Berg", Revision(3)));
}

fn people(count: u32) -> String {
    let rows = (0..count).map(|i| format!("Anna{i},a{i}@example.com,t{}\n", i % 3));
    "First name,Email,Tags\n".to_owned() + &rows.collect::<String>()
}

// SPEC: B17, C13, C14
#[test]
fn a_run_that_was_stopped_and_one_that_went_on_are_taken_back_whole() {
    let file = people(40);
    let (faulty, register) = faulty();
    let before = dump(&register);
    let begin = || register.import_source(Source::bytes(&file)).unwrap().units(Units::Chunks(7));
    let mut calls = 0;
    let stop = |_| {
        calls += 1;
        if calls == 4 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let stopped = begin().on_progress(stop).run().unwrap();
    assert_eq!((stopped.end, counts(&stopped)), (ImportEnd::Cancelled, [21, 0, 0, 0, 0, 0]));
    assert_eq!(buckets(&undo_twice(&register, &stopped)), [21, 0, 0, 0]);
    assert_eq!(dump(&register), before);
    faulty.fail_write(3, Moment::Commit, ErrorKind::Full);
    assert_eq!(begin().run().unwrap_err().kind(), ErrorKind::Full);
    let run = register.history().imports(None, 1).unwrap().remove(0);
    let resumed = begin().resume(run.id).run().unwrap();
    assert_eq!(counts(&resumed), [40, 0, 0, 0, 0, 0]);
    assert_eq!(buckets(&undo_twice(&register, &resumed)), [40, 0, 0, 0]);
    assert_eq!(dump(&register), before);
}

// SPEC: B17, C14
#[test]
fn an_undo_that_is_stopped_ends_between_two_units_and_goes_on() {
    let faulty = Arc::new(FaultyRepository::new(Arc::new(SqliteRepository::in_memory().unwrap())));
    let register = Register::builder().with_repository(faulty.clone()).unwrap();
    let before = dump(&register);
    let run = import(&register, &people(12_000));
    let mut told = Vec::new();
    let stopped = register.undo_import_with(run.batch, &mut |progress| {
        told.push(progress);
        ControlFlow::Break(())
    });
    assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
    let left = everybody(&register).len() as u64;
    assert_eq!(told, [UndoProgress { customers: 12_000 - left, at_most: 12_000 }]);
    assert!((1_000..11_000).contains(&left), "{left}");
    // Its indexes are there again, so lists are as fast as before.
    assert_eq!(register.verify().unwrap(), [""; 0]);
    told.clear();
    let undone = register.undo_import_with(run.batch, &mut |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    assert_eq!(buckets(&undone.unwrap()), [12_000, 0, 0, 0]);
    assert!(told.windows(2).all(|pair| pair[0].customers <= pair[1].customers), "{told:?}");
    assert_eq!(told.last(), Some(&UndoProgress { customers: 12_000, at_most: 12_000 }));
    assert_eq!(dump(&register), before);
}

// SPEC: B17, C14, C19
#[test]
fn the_record_as_of_now_is_the_record_also_after_an_import_was_taken_back() {
    let register = with_two();
    let before = everybody(&register);
    let run = import(&register, &format!("{HEAD}{TAGGED}"));
    let imported = everybody(&register);
    register.undo_import(run.batch).unwrap();
    let now = register.now();
    for (customer, was) in everybody(&register).into_iter().zip(&before) {
        assert_eq!(customer.updated_at, was.updated_at);
        register.tags().apply(&[customer.id], &TagChange::add(["met"])).unwrap();
        assert_eq!(register.customers().as_of(customer.id, now).unwrap(), Some(customer));
    }
    let bo = register.customers().as_of(imported[1].id, imported[1].updated_at).unwrap();
    assert_eq!(
        bo.map(|bo| (bo.updated_at, bo.profile)),
        imported.get(1).map(|bo| (bo.updated_at, bo.profile.clone()))
    );
}
