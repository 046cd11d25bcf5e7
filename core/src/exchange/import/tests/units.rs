//! Plans, units of work, cancellation, the error file.

use std::ops::ControlFlow;

use super::refusals::faulty;
use super::*;
use crate::base::ErrorKind;
use crate::customers::CustomerDraft;
use crate::exchange::{ImportEnd, ImportStep, Matching, RowOutcome, Units};
use crate::testing::Moment;

const FILE: &str =
    "First name,Email\nAnna,anna@example.com\nBo,bo@\nCia,cia@example.com\nDag,dag@example.com\n";

// SPEC: B17, C13
#[test]
fn a_plan_stores_nothing_and_commits_what_it_said() {
    let register = Register::in_memory().unwrap();
    let plan = register.import_source(Source::bytes(FILE)).unwrap().plan().unwrap();
    assert_eq!((plan.counts().created, plan.counts().invalid), (3, 1));
    assert_eq!(plan.outcomes()[1], RowOutcome::Invalid);
    assert!(everybody(&register).is_empty());
    assert!(register.history().changes(0, 10).unwrap().is_empty());
    let report = plan.commit().unwrap();
    assert_eq!((counts(&report), report.changed_since_plan), ([3, 0, 0, 0, 0, 1], vec![]));
    assert_eq!(everybody(&register).len(), 3);
}

// SPEC: B17
#[test]
fn a_commit_tells_which_rows_changed_since_the_plan() {
    let register = Register::in_memory().unwrap();
    let plan = register.import_source(Source::bytes(FILE)).unwrap().plan().unwrap();
    let cia = CustomerDraft::person("Cia", "").with_email("cia@example.com");
    register.customers().create(cia).unwrap();
    let report = plan.commit().unwrap();
    assert_eq!((counts(&report), report.changed_since_plan), ([2, 0, 1, 0, 0, 1], vec![4]));
}

// SPEC: B17
#[test]
fn a_file_that_changed_since_the_plan_is_refused() {
    let register = Register::in_memory().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), FILE).unwrap();
    let plan = register.import_file(file.path()).unwrap().plan().unwrap();
    std::fs::write(file.path(), FILE.replace("Dag", "Dan")).unwrap();
    assert_eq!(plan.commit().unwrap_err().kind(), ErrorKind::Import);
    assert!(everybody(&register).is_empty());
}

// SPEC: B17
#[test]
fn small_chunks_give_the_same_as_one() {
    let file = "First name,Email,City\nAnna,a@example.com,\nBo,a@example.com,\nCia,,Lund\nCia,,Lund\nAnna,a@example.com,Malmö\n";
    let run = |rows| {
        let register = Register::in_memory().unwrap();
        let source = Source::bytes(file);
        let report = register.import_source(source).unwrap().units(Units::Chunks(rows)).run().unwrap();
        let again = register.import_source(Source::bytes(file)).unwrap().units(Units::Chunks(rows)).run();
        let names: Vec<_> = everybody(&register).into_iter().map(|c| c.profile.given_name).collect();
        (counts(&report), counts(&again.unwrap()), names)
    };
    let whole = run(100);
    for rows in [1, 2, 3] {
        assert_eq!(run(rows), whole, "{rows}");
    }
    // Anna's first row is repeated by the last; Bo came first then, so the last is ambiguous.
    assert_eq!(whole.0, [3, 0, 0, 1, 1, 0]);
    assert_eq!(whole.1, [0, 0, 3, 1, 1, 0]);
}

// SPEC: B17
#[test]
fn all_or_nothing_stores_nothing_when_a_row_fails() {
    let register = Register::in_memory().unwrap();
    let all = |text: &str| {
        register.import_source(Source::bytes(text)).unwrap().units(Units::AllOrNothing).run().unwrap()
    };
    let report = all(FILE);
    assert_eq!((report.end, counts(&report)), (ImportEnd::RolledBack, [3, 0, 0, 0, 0, 1]));
    assert!(everybody(&register).is_empty());
    let report = all(&FILE.replace("bo@", "bo@example.com"));
    assert_eq!((report.end, counts(&report)), (ImportEnd::Finished, [4, 0, 0, 0, 0, 0]));
    assert_eq!(everybody(&register).len(), 4);
}

// SPEC: B17
#[test]
fn stopping_keeps_whole_chunks_and_nothing_of_the_next() {
    let mut file = "First name,Email\n".to_owned();
    (0..50).for_each(|i| file.push_str(&format!("Anna,a{i}@example.com\n")));
    for (units, kept) in [(Units::Chunks(20), 20), (Units::AllOrNothing, 0)] {
        let register = Register::in_memory().unwrap();
        let import = register.import_source(Source::bytes(&file)).unwrap().units(units);
        let mut calls = 0;
        let limit = if kept == 0 { 0 } else { 1 };
        let report = import
            .on_progress(|progress| {
                assert!(progress.done_bytes <= progress.total_bytes);
                calls += 1;
                if calls > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
            .run()
            .unwrap();
        assert_eq!(report.end, ImportEnd::Cancelled, "{units:?}");
        assert_eq!(everybody(&register).len(), kept, "{units:?}");
    }
}

// SPEC: B17, C13
#[test]
fn the_error_file_has_the_users_columns_and_imports_after_correction() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("errors.csv");
    let (text, _, _) = encoding_rs::WINDOWS_1252
        .encode("Förnamn;Skostorlek;E-post\r\nÅsa;38;\"åsa@\"\r\nBo;40;bo@example.com\r\n\"Ö;rjan\";1;@\r\n");
    let register = Register::in_memory().unwrap();
    let import = register.import_source(Source::bytes(&text)).unwrap();
    assert_eq!(import.encoding().name(), "windows-1252");
    let report = import.error_file(&path).run().unwrap();
    assert_eq!(counts(&report), [1, 0, 0, 0, 0, 2]);
    let bytes = std::fs::read(&path).unwrap();
    let (written, _, broken) = encoding_rs::WINDOWS_1252.decode(&bytes);
    assert!(!broken);
    let lines: Vec<&str> = written.split("\r\n").collect();
    assert_eq!(lines[0], "Förnamn;Skostorlek;E-post;_row;_code;_message");
    assert!(lines[1].starts_with("Åsa;38;åsa@;2;email_syntax;E-post: "), "{}", lines[1]);
    assert!(lines[2].starts_with("\"Ö;rjan\";1;@;4;email_syntax;"), "{}", lines[2]);
    let corrected = written.replace("åsa@", "asa@example.com").replace(";@;", ";orjan@example.com;");
    let (corrected, _, _) = encoding_rs::WINDOWS_1252.encode(&corrected);
    let report = register.import_source(Source::bytes(&corrected)).unwrap().error_file(&path).run().unwrap();
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 0]);
    // Nothing is to be mended any more, and what is there is left alone.
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

// SPEC: B17, C13
#[test]
fn an_import_without_refused_rows_makes_no_error_file_and_leaves_one_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    let run = || {
        let file = Source::bytes("First name,Email\nAnna,anna@example.com\n");
        Register::in_memory().unwrap().import_source(file).unwrap().error_file(&path).run().unwrap()
    };
    run();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    std::fs::write(&path, "mine").unwrap();
    run();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn a_run_is_kept_with_its_counts_and_history_names_it() {
    let register = Register::in_memory().unwrap();
    let report = import(&register, FILE);
    let batch = register.read(|tx| tx.import_batch(report.batch)).unwrap().unwrap();
    assert_eq!((batch.rows_done, batch.finished_at.is_some()), (4, true));
    assert!(batch.report.contains("\"created\":3"));
    assert_eq!(register.history().of_batch(report.batch, 0, 10).unwrap().len(), 3);
    let imports = register.history().imports(None, 10).unwrap();
    assert_eq!((imports[0].id, imports[0].rows_done, imports.len()), (report.batch, 4, 1));
}

// SPEC: B17
#[test]
fn an_error_file_that_is_imported_may_be_its_own_error_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("errors.csv");
    let read = || std::fs::read_to_string(&path).unwrap();
    let run = |register: &Register, units| {
        let import = register.import_file(&path).unwrap().units(units).error_file(&path);
        import.run().unwrap()
    };
    let register = Register::in_memory().unwrap();
    let file = FILE.replacen("First name,Email\n", "First name,Email,_row,_code,_message\n", 1);
    std::fs::write(&path, &file).unwrap();
    // Of what was not stored, nothing may get lost.
    assert_eq!(run(&register, Units::AllOrNothing).end, ImportEnd::RolledBack);
    assert_eq!(read(), file);
    assert_eq!(counts(&run(&register, Units::Chunks(2))), [3, 0, 0, 0, 0, 1]);
    assert!(read().starts_with("First name,Email,_row,_code,_message\nBo,bo@,3,email_syntax,"));
    std::fs::write(&path, read().replace("bo@", "bo@example.com")).unwrap();
    assert_eq!(counts(&run(&register, Units::default())), [1, 0, 0, 0, 0, 0]);
    assert_eq!(read(), "First name,Email,_row,_code,_message\n");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

// SPEC: B17, C13
#[test]
fn all_or_nothing_writes_the_rows_that_it_leaves_out_before_anything_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let errors = folder.path().join("errors.csv");
    let (faulty, register) = faulty();
    import(&register, "First name,Email\nAnna,anna@example.com\n");
    let file = FILE.replace("bo@", "bo@example.com");
    let run = || {
        let import = register.import_source(Source::bytes(&file)).unwrap().matching(Matching::CreateOnly);
        import.units(Units::AllOrNothing).error_file(&errors).run()
    };
    // What cannot be written ends the import.
    std::fs::create_dir(&errors).unwrap();
    assert_eq!(run().unwrap_err().kind(), ErrorKind::Io);
    assert_eq!(everybody(&register).len(), 1);
    std::fs::remove_dir(&errors).unwrap();
    // A program that ends right after the commit has written them.
    faulty.fail_write(1, Moment::Commit, ErrorKind::Full);
    assert_eq!(run().unwrap_err().kind(), ErrorKind::Full);
    assert_eq!(everybody(&register).len(), 1);
    let written = std::fs::read_to_string(&errors).unwrap();
    assert_eq!(written.lines().count(), 2, "{written}");
    assert!(written.contains("\nAnna,anna@example.com,2,"), "{written}");
    std::fs::remove_file(&errors).unwrap();
    assert_eq!(counts(&run().unwrap()), [3, 0, 0, 1, 0, 0]);
    assert_eq!(std::fs::read_to_string(&errors).unwrap(), written);
}

// SPEC: B17
#[test]
fn a_long_file_can_be_stopped_while_it_is_looked_at() {
    let rows: String = (0..10_000).map(|i| format!("A{i},a{i}@example.com\n")).collect();
    let file = format!("First name,Email\n{rows}");
    let register = Register::in_memory().unwrap();
    let begin = || register.import_source(Source::bytes(&file)).unwrap();
    let mut told = Vec::new();
    let stopped = begin().on_progress(|progress| {
        told.push(progress);
        if told.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(stopped.run().unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(told.iter().all(|progress| progress.step == ImportStep::Looking), "{told:?}");
    assert_eq!(told.iter().map(|progress| progress.rows).collect::<Vec<_>>(), [4_096, 8_192]);
    assert!(told[0].done_bytes < told[1].done_bytes && told[1].done_bytes <= told[1].total_bytes);
    assert_eq!(register.history().imports(None, 10).unwrap(), []);
    let plan = begin().on_progress(|_| ControlFlow::Break(())).plan();
    assert_eq!(plan.unwrap_err().kind(), ErrorKind::Cancelled);
    let mut is_planned = false;
    let plan = begin().on_progress(|progress| {
        let stops = is_planned && progress.step == ImportStep::Looking;
        is_planned |= progress.step != ImportStep::Looking;
        if stops { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!(plan.plan().unwrap().commit().unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(register.history().imports(None, 10).unwrap(), []);
    assert_eq!(counts(&begin().run().unwrap()), [10_000, 0, 0, 0, 0, 0]);
}

// SPEC: B17
#[test]
fn chunks_of_no_row_are_refused() {
    let register = Register::in_memory().unwrap();
    let import = || register.import_source(Source::bytes(FILE)).unwrap().units(Units::Chunks(0));
    for refused in [import().run().map(drop), import().plan().map(drop)] {
        assert_eq!(refused.unwrap_err().problems()[0].field, "chunk_rows");
    }
    assert!(everybody(&register).is_empty());
}
