//! What a report tells of rows that are no customers, or not the right ones.

use super::*;
use crate::base::ErrorKind;
use crate::exchange::{Piece, RowOutcome, Target};

// SPEC: B17, C13
#[test]
fn a_repetition_is_told_with_the_row_that_counts_instead() {
    let register = Register::in_memory().unwrap();
    let file = "First name,Email,Note\n\
        Anna,anna@example.com,old\nBo,bo@,x\nAnna,anna@example.com,new\n";
    let folder = tempfile::tempdir().unwrap();
    let errors = folder.path().join("errors.csv");
    let import = register.import_source(Source::bytes(file)).unwrap();
    let report = import.error_file(&errors).run().unwrap();
    assert_eq!((counts(&report), report.repeated, report.problem_count), ([1, 0, 0, 1, 0, 1], 1, 1));
    assert_eq!(codes(&report), [(2, "repeated"), (3, "email_syntax")]);
    let told = &report.problems[0];
    assert_eq!(told.outcome, RowOutcome::Skipped);
    assert!(told.hint.contains("row 4"), "{}", told.hint);
    // Imported again it would take the place of the row that counts.
    let errors = std::fs::read_to_string(errors).unwrap();
    assert_eq!(errors.lines().count(), 2, "{errors}");
    let register = Register::in_memory().unwrap();
    let plan = register.import_source(Source::bytes(file)).unwrap();
    let plan = plan.plan().unwrap();
    assert_eq!(plan.problems()[0].code, "repeated");
}

// SPEC: B17, C13
#[test]
fn problems_are_counted_by_their_codes_however_many_there_are() {
    let register = Register::in_memory().unwrap();
    let wrong: String = (0..1_500).map(|nth| format!("Bo{nth},bo{nth}@,\n")).collect();
    // A row of two problems, a repetition, and headings that come again, which cannot be mended.
    let file = format!(
        "First name,Email,Country\n{wrong}Cia,cia@,Atlantis\nDan,dan@example.com,\nDan,dan@example.com,\nFirst name,Email,Country\n"
    );
    let report = import(&register, &file);
    let told: Vec<(&str, u64)> = report.problem_codes.iter().map(|(code, count)| (&**code, *count)).collect();
    assert_eq!(told, [("country", 1), ("email_syntax", 1_501), ("header_again", 1)]);
    assert_eq!((report.problem_count, report.error_rows, report.problems.len()), (1_503, 1_501, 1_000));
    // A run that had ended tells the same.
    let source = || register.import_source(Source::bytes(&file)).unwrap();
    let again = source().resume(report.batch).run().unwrap();
    assert_eq!((again.problem_codes, again.error_rows), (report.problem_codes, report.error_rows));
}

// SPEC: B17
#[test]
fn a_person_of_another_firm_does_not_become_the_firm_with_the_same_mailbox() {
    let register = Register::in_memory().unwrap();
    let head = "First name,Last name,Company,Email\n";
    import(&register, &format!("{head},,Foto AB,info@example.com\n"));
    let report = import(&register, &format!("{head}Bo,Ek,Film AB,info@example.com\n"));
    assert_eq!(codes(&report), [(2, "other_name")]);
    assert_eq!(everybody(&register)[0].profile.company, "Foto AB");
    let report = import(&register, &format!("{head}Bo,Ek,Foto AB,info@example.com\n"));
    assert_eq!(counts(&report), [0, 1, 0, 0, 0, 0]);
}

// SPEC: B17
#[test]
fn two_firms_with_one_switchboard_come_in_as_no_repetition() {
    let register = Register::in_memory().unwrap();
    let report = import(
        &register,
        "Company,Phone\nFoto AB,+46 70 174 06 05\nFilm AB,+46 70 174 06 05\nFOTO AB,+46 70 1740605\n",
    );
    // Whose the number is cannot be said, but nobody is left out in silence.
    assert_eq!(codes(&report), [(2, "repeated"), (4, "other_name")]);
    assert_eq!(counts(&report), [1, 0, 0, 1, 1, 0]);
}

// SPEC: B17
#[test]
fn a_quote_that_is_never_closed_is_told_with_its_line() {
    let register = Register::in_memory().unwrap();
    for file in
        ["First name,Note\nAnna,\"a\nb\"\nBo,\"open\nCia,x\nDag,y\n", "First name,Note\nAnna,\"a\nb\"\nBo,\""]
    {
        let error = register.import_source(Source::bytes(file)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Import);
        assert!(error.to_string().contains("line 4"), "{error}");
    }
    let rows: String = (0..300_000).map(|i| format!("A{i},a note of a customer\n")).collect();
    let file = format!("First name,Note\n{rows}Bo,\"open\nCia,x\n");
    let large = register.import_source(Source::bytes(file)).unwrap();
    let error = large.run().unwrap_err();
    assert!(error.to_string().contains("line 300002"), "{error}");
    assert!(everybody(&register).is_empty());
    // A quote within a text is a character like any other.
    let report = import(&register, "First name,Note\nAnna,a 5\" lens\nBo,\"doubled \"\"\"\n");
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 0]);
}

// SPEC: B17
#[test]
fn a_row_whose_quote_took_further_rows_is_a_problem_and_the_run_goes_on() {
    let register = Register::in_memory().unwrap();
    let file = "First name,Last name,Email,Note\n\
        Anna,Berg,anna@example.com,\"tea, milk\nand bread, well\"\n\
        Bo,\"Ek,bo@example.com,x\n\
        Cia,Ek,cia@example.com,y\n\
        Dag,Ek,dag@example.com,\"z\"\n\
        Eva,Ek,eva@example.com,\n";
    let report = import(&register, file);
    assert_eq!(codes(&report), [(3, "unclosed_quote")]);
    assert_eq!((counts(&report), report.problems[0].line), ([2, 0, 0, 0, 0, 1], 4));
    let names: Vec<String> = everybody(&register).into_iter().map(|c| c.profile.given_name).collect();
    assert_eq!(names, ["Anna", "Eva"]);
}

// SPEC: B17, A28
#[test]
fn a_required_field_that_is_missing_is_named() {
    use crate::catalogue::{FieldPolicy, Level};
    use crate::settings::RegisterSettings;
    let register = Register::in_memory().unwrap();
    let settings = register.settings().unwrap();
    let mut policies = settings.policies.clone();
    policies.push(FieldPolicy::new("birthday", Level::Required));
    register.update_settings(RegisterSettings { policies, ..settings }).unwrap();
    let report = import(&register, "First name,Email\nAnna,anna@example.com\n");
    let problem = &report.problems[0];
    assert_eq!((problem.code, problem.column.as_deref()), ("required", None));
    assert_eq!(problem.field.as_deref(), Some("birthday"));
    let report = import(&register, "First name,Birthday\nAnna,\n");
    let problem = &report.problems[0];
    assert_eq!((problem.code, problem.column.as_deref()), ("required", Some("Birthday")));
}

// SPEC: B17
#[test]
fn problems_of_columns_made_by_hand_show_their_headings_and_texts() {
    let register = Register::in_memory().unwrap();
    let import = || register.import_source(Source::bytes("Who,City\nAnna;anna@,Lund\n")).unwrap();
    let cut = import().split("Who", ";", Piece::Rest, Target::Field("email")).unwrap();
    let name = cut.split("Who", ";", Piece::First, Target::Field("given_name")).unwrap();
    let problem = name.run().unwrap().problems.remove(0);
    assert_eq!((problem.code, problem.text.as_str()), ("email_syntax", "anna@"));
    assert_eq!(problem.column.as_deref(), Some("Who"));
    let joined = import().join(&["Who", "City"], "/", Target::Field("nickname")).unwrap();
    let fixed = joined.fix(Target::Field("email"), "bo@").unwrap();
    let problem = fixed.run().unwrap().problems.remove(0);
    assert_eq!((problem.code, problem.text.as_str()), ("email_syntax", "bo@"));
    assert_eq!((problem.column, problem.field.as_deref()), (None, Some("email")));
    let long = import().join(&["Who", "City"], &"x".repeat(5_000), Target::Field("nickname")).unwrap();
    let problem = long.run().unwrap().problems.remove(0);
    assert_eq!((problem.code, problem.column.as_deref()), ("too_long", Some("Who + City")));
    assert_eq!(problem.hint, "shorten it to 200 characters");
    assert!(problem.text.starts_with("Anna;anna@x") && problem.text.ends_with("xLund"));
}

// SPEC: B17, C13
#[test]
fn a_run_that_had_ended_says_again_what_it_said() {
    let register = Register::in_memory().unwrap();
    let file = "First name,Email\nAnna,anna@example.com\nBo,bo@\nAnna,anna@example.com\n";
    let first = import(&register, file);
    assert_eq!((first.problem_count, first.repeated), (1, 1));
    let again = register.import_source(Source::bytes(file)).unwrap().resume(first.batch).run().unwrap();
    assert_eq!(again.counts, first.counts);
    assert_eq!((again.problem_count, again.repeated, again.archived), (1, 1, 0));
    let anna = everybody(&register).remove(0).id;
    register.customers().archive(&[anna]).unwrap();
    let file = "First name,Email,Note\nAnna,anna@example.com,x\n";
    let second = import(&register, file);
    let again = register.import_source(Source::bytes(file)).unwrap().resume(second.batch).run().unwrap();
    assert_eq!((second.archived, again.archived), (1, 1));
}
