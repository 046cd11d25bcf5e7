//! A dry run: it reads alone, and says what the import would do.

use super::*;
use crate::exchange::{ImportEnd, Matching, Repeats, Units};
use crate::settings::RegisterSettings;

/// Rows that meet customers whom earlier rows made or changed, in every way that there is.
const MEETINGS: &str = "Customer number,First name,Last name,Email,Phone,City,Tags\n\
    ,Anna,Berg,family@example.com,,Lund,VIP\n\
    ,Bo,Berg,family@example.com,,Lund,vip\n\
    ,Anna,,family@example.com,,Lund,\n\
    1,Cia,Ek,cia@example.com,+46701740605,Lund,\n\
    2,Cia,Ek,cia@example.com,,Lund,\n\
    1,Dan,Ek,dan@example.com,,Malmö,\n\
    ,Eva,Ek,,070-174 06 05,Kiruna,\n\
    ,Cia,,,0046 70 174 06 05,Kiruna,\n\
    7,Fia,Öst,new@example.com,,Lund,VIP\n\
    ,Gun,Öst,new@example.com,,Lund,\n\
    ,Hans,Öst,old@example.com,,Lund,\n\
    ,,,,,Lund,\n\
    ,Ida,,,,Lund,\n\
    ,Ida,,,,Lund,\n\
    ,Jan,Holm,jan@example.com,,Lund,\n\
    ,Jan,Holm,jan@example.com,,Malmö,\n\
    ,Jan,Holm,jan@example.com,,Malmö,\n";

fn register() -> Register {
    let register = Register::in_memory().unwrap();
    let settings = register.settings().unwrap();
    register.update_settings(RegisterSettings { country: "SE".into(), ..settings }).unwrap();
    import(&register, "Customer number,First name,Last name,Email\n7,Fia,Öst,old@example.com\n");
    import(&register, "First name,City\nIda,Lund\n");
    register
}

fn check(text: &str, matching: Matching, repeats: Repeats) {
    let register = register();
    let before = everybody(&register);
    let import = register.import_source(Source::bytes(text)).unwrap();
    let plan = import.matching(matching).on_repeat(repeats).plan().unwrap();
    assert_eq!(everybody(&register), before);
    let (planned, problems) = (plan.counts(), plan.problems().to_vec());
    let report = plan.commit().unwrap();
    assert_eq!(report.changed_since_plan, [0; 0], "{matching:?} {repeats:?}");
    assert_eq!((report.counts, report.problems), (planned, problems), "{matching:?} {repeats:?}");
}

// SPEC: B17, C13
#[test]
fn a_plan_says_of_each_row_what_the_import_does() {
    for matching in [
        Matching::Upsert,
        Matching::CreateOnly,
        Matching::UpdateOnly,
        Matching::FillBlanks,
        Matching::SkipExisting,
    ] {
        for repeats in [Repeats::Last, Repeats::First, Repeats::Error, Repeats::Each] {
            check(MEETINGS, matching, repeats);
        }
    }
}

// SPEC: B17, C13
#[test]
fn a_plan_remembers_rows_that_are_far_apart() {
    // Between the first rows and the last ones are more than are decided together.
    let between: String = (0..1_100).map(|i| format!(",Far,,far{i}@example.com,,,\n")).collect();
    let (head, rest) = MEETINGS.split_once('\n').unwrap();
    let lines: Vec<&str> = rest.lines().collect();
    for after in [1, 4, 9, 15] {
        let (before, later) = lines.split_at(after);
        let text = [&[head], before, &[between.trim_end()], later].concat().join("\n");
        for repeats in [Repeats::Last, Repeats::Each] {
            check(&text, Matching::Upsert, repeats);
        }
    }
}

// SPEC: B17, C13
#[test]
fn others_write_while_a_plan_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let register = Register::open(folder.path().join("r.db")).unwrap();
    let mut file = "First name,Email\n".to_owned();
    (0..3_000).for_each(|i| file.push_str(&format!("Anna,a{i}@example.com\n")));
    let written = std::sync::atomic::AtomicUsize::new(0);
    let import = register.import_source(Source::bytes(file)).unwrap().units(Units::Chunks(10));
    let plan = import
        .on_progress(|_| {
            let name = format!("Bo{}", written.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
            register.customers().create(crate::CustomerDraft::person(&name, "Ek")).unwrap();
            std::ops::ControlFlow::Continue(())
        })
        .plan()
        .unwrap();
    assert_eq!(plan.counts().created, 3_000);
    drop(plan);
    assert_eq!(everybody(&register).len(), written.into_inner());
}

// SPEC: B17, C13
#[test]
fn a_plan_is_kept_without_its_register_and_committed_by_another_thread() {
    let register = Register::in_memory().unwrap();
    let import = register.import_source(Source::bytes("First name\nAnna\n")).unwrap();
    let reader = register.clone();
    drop(register);
    let plan = import.plan().unwrap();
    assert_eq!((plan.report().end, plan.report().counts), (ImportEnd::Planned, plan.counts()));
    let report = std::thread::spawn(|| plan.commit()).join().unwrap().unwrap();
    assert_eq!((report.end, everybody(&reader).len()), (ImportEnd::Finished, 1));
}

// SPEC: B17, C13
#[test]
fn a_plan_makes_each_of_many_new_tags_once() {
    let register = register();
    // Each tag comes twice, far apart and in other case.
    let row = |number: usize| {
        let word = if number < 300 { "tag" } else { "TAG" };
        let tags: Vec<String> = (0..10).map(|nth| format!("{word}{}", number % 300 * 10 + nth)).collect();
        format!("Guest{number},{}\n", tags.join("|"))
    };
    let file: String = (0..600).map(row).collect();
    let import = register.import_source(Source::bytes(format!("First name,Tags\n{file}"))).unwrap();
    let plan = import.plan().unwrap();
    assert_eq!((plan.counts().created, plan.problems().len()), (600, 0));
    assert_eq!(plan.commit().unwrap().counts.created, 600);
    assert_eq!(register.tags().all().unwrap().len(), 3_000);
}
