//! Whom a row is about, and what each policy does.

use super::*;
use crate::customers::CustomerDraft;
use crate::exchange::{Matching, Repeats};
use crate::history::Action;

const ANNA: &str = "First name,Last name,Email,Phone,Note\nAnna,Berg,anna@example.com,+46701740605,first\n";

fn with_anna() -> Register {
    let register = Register::in_memory().unwrap();
    assert_eq!(counts(&import(&register, ANNA)), [1, 0, 0, 0, 0, 0]);
    register
}

// SPEC: B17, C13
#[test]
fn the_same_file_again_changes_nothing() {
    let register = with_anna();
    let before = everybody(&register);
    let history = register.history().changes(0, 100).unwrap().len();
    assert_eq!(counts(&import(&register, ANNA)), [0, 0, 1, 0, 0, 0]);
    assert_eq!(everybody(&register), before);
    assert_eq!(register.history().changes(0, 100).unwrap().len(), history);
}

// SPEC: B17
#[test]
fn rows_match_by_email_and_phone_in_any_notation() {
    let register = with_anna();
    for row in ["ANNA,Anna@Example.com,,second", ",,0046 70 174 06 05,third"] {
        let file = format!("First name,Email,Phone,Note\n{row}\n");
        assert_eq!(counts(&import(&register, &file)), [0, 1, 0, 0, 0, 0]);
    }
    let all = everybody(&register);
    assert_eq!((all.len(), all[0].profile.note.as_str()), (1, "third"));
}

// SPEC: B17
#[test]
fn another_name_with_the_same_email_is_ambiguous() {
    let register = with_anna();
    let report = import(&register, "First name,Last name,Email\nBo,Berg,anna@example.com\n");
    assert_eq!((counts(&report), codes(&report)), ([0, 0, 0, 0, 1, 0], vec![(2, "other_name")]));
    assert_eq!(everybody(&register).len(), 1);
}

// SPEC: B17
#[test]
fn an_email_that_two_customers_have_is_ambiguous() {
    let register = with_anna();
    let twin = CustomerDraft::person("Bo", "Berg").with_email("anna@example.com");
    register.customers().create(twin).unwrap();
    let report = import(&register, ANNA);
    assert_eq!((counts(&report), codes(&report)), ([0, 0, 0, 0, 1, 0], vec![(2, "several_customers")]));
}

#[test]
fn a_second_row_about_one_customer_with_another_part_of_the_name_is_ambiguous() {
    let register = Register::in_memory().unwrap();
    let file = "First name,Last name,Email,Note\nAnna,Berg,a@example.com,one\nAnna,,a@example.com,two\n";
    let report = import(&register, file);
    assert_eq!((counts(&report), codes(&report)), ([1, 0, 0, 0, 1, 0], vec![(3, "other_row")]));
    assert_eq!(counts(&import(&register, file)), [0, 0, 1, 0, 1, 0]);
}

#[test]
fn a_family_with_numbers_of_its_own_comes_in_whole_and_only_once() {
    let register = Register::in_memory().unwrap();
    let file = "Customer number,First name,Last name,Email\n\
        1,Anna,Berg,berg@example.com\n2,Bo,Berg,berg@example.com\n3,Anna,Berg,berg@example.com\n";
    assert_eq!(counts(&import(&register, file)), [3, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&import(&register, file)), [0, 0, 3, 0, 0, 0]);
}

// SPEC: B17
#[test]
fn of_several_with_an_email_none_matches_because_others_have_another_number() {
    let register = Register::in_memory().unwrap();
    let family = "Customer number,First name,Last name,Email\n1,Anna,Berg,berg@example.com\n";
    import(&register, family);
    let twin = CustomerDraft::person("Anna", "Berg").with_email("berg@example.com");
    register.customers().create(twin).unwrap();
    let report = import(&register, &family.replace("1,", "2,"));
    assert_eq!((counts(&report), codes(&report)), ([0, 0, 0, 0, 1, 0], vec![(2, "several_customers")]));
}

// SPEC: B17
#[test]
fn a_phone_that_a_crowd_has_tells_nobody_apart() {
    let register = Register::in_memory().unwrap();
    let head = "Customer number,First name,Phone\n";
    let row = |number: u32| format!("{number},Guest{number},+46701740605\n");
    let file: String = (1..=12).map(row).collect();
    assert_eq!(counts(&import(&register, &format!("{head}{file}"))), [12, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&import(&register, &format!("{head}{file}"))), [0, 0, 12, 0, 0, 0]);
    assert_eq!(counts(&import(&register, &format!("{head}{}", row(13)))), [1, 0, 0, 0, 0, 0]);
    let report = import(&register, &format!("{head},Guest5,+46701740605\n"));
    assert_eq!((counts(&report), codes(&report)), ([0, 0, 0, 0, 1, 0], vec![(2, "several_customers")]));
}

// SPEC: B17
#[test]
fn a_row_with_a_new_number_may_be_about_the_one_of_a_crowd_that_has_none() {
    let register = Register::in_memory().unwrap();
    let head = "Customer number,First name,Phone\n";
    let rows: String = (1..=11).map(|number| format!("{number},Guest{number},+46701740605\n")).collect();
    import(&register, &format!("{head}{rows}"));
    let without = CustomerDraft::person("Guest", "Twelve").with_phone("+46701740605");
    register.customers().create(without).unwrap();
    let report = import(&register, &format!("{head}99,Guest,+46701740605\n"));
    assert_eq!((counts(&report), codes(&report)), ([0, 0, 0, 0, 1, 0], vec![(2, "several_customers")]));
}

// SPEC: B17
#[test]
fn of_repetitions_the_last_counts_and_a_second_run_changes_nothing() {
    let file =
        "First name,Email,Note\nAnna,anna@example.com,one\nBo,bo@example.com,\nANNA,Anna@example.com,two\n";
    let register = Register::in_memory().unwrap();
    let report = import(&register, file);
    assert_eq!((counts(&report), report.repeated), ([2, 0, 0, 1, 0, 0], 1));
    assert_eq!(counts(&import(&register, file)), [0, 0, 2, 1, 0, 0]);
    for (policy, expected, note) in [
        (Repeats::First, [2, 0, 0, 1, 0, 0], "one"),
        (Repeats::Error, [2, 0, 0, 0, 0, 1], "one"),
        (Repeats::Each, [2, 1, 0, 0, 0, 0], "two"),
    ] {
        let register = Register::in_memory().unwrap();
        let import = register.import_source(Source::bytes(file)).unwrap();
        let report = import.on_repeat(policy).run().unwrap();
        assert_eq!(counts(&report), expected, "{policy:?}");
        let anna = everybody(&register).into_iter().find(|c| c.profile.note == note);
        assert!(anna.is_some(), "{policy:?}");
    }
}

// SPEC: B17
#[test]
fn each_policy_does_what_it_says() {
    let file = "First name,Email,Note,City\nAnna,anna@example.com,new,Malmö\nBo,bo@example.com,,\n";
    for (policy, expected, note, city) in [
        (Matching::CreateOnly, [1, 0, 0, 1, 0, 0], "first", ""),
        (Matching::UpdateOnly, [0, 1, 0, 1, 0, 0], "new", "Malmö"),
        (Matching::Upsert, [1, 1, 0, 0, 0, 0], "new", "Malmö"),
        (Matching::FillBlanks, [1, 1, 0, 0, 0, 0], "first", "Malmö"),
        (Matching::SkipExisting, [1, 0, 0, 1, 0, 0], "first", ""),
    ] {
        let register = with_anna();
        let import = register.import_source(Source::bytes(file)).unwrap();
        let report = import.matching(policy).run().unwrap();
        assert_eq!(counts(&report), expected, "{policy:?}");
        let anna = &everybody(&register)[0].profile;
        let own_city = anna.addresses.first().map_or("", |address| &address.city);
        assert_eq!((anna.note.as_str(), own_city), (note, city), "{policy:?}");
        let listed = codes(&report);
        match policy {
            Matching::CreateOnly => assert_eq!(listed, [(2, "exists")]),
            Matching::UpdateOnly => assert_eq!(listed, [(3, "not_found")]),
            _ => assert_eq!(listed, []),
        }
    }
}

// SPEC: B17
#[test]
fn an_empty_cell_clears_only_where_that_was_asked_for() {
    let file = "Email,Note,Last name\nanna@example.com,,\n";
    let register = with_anna();
    assert_eq!(counts(&import(&register, file)), [0, 0, 1, 0, 0, 0]);
    let import = register.import_source(Source::bytes(file)).unwrap().clear_on_empty("Note").unwrap();
    assert_eq!(counts(&import.run().unwrap()), [0, 1, 0, 0, 0, 0]);
    let anna = &everybody(&register)[0].profile;
    assert_eq!((anna.note.as_str(), anna.family_name.as_str()), ("", "Berg"));
    let token = "Email,Last name\nanna@example.com,<none>\n";
    let import = register.import_source(Source::bytes(token)).unwrap().clear_token("<none>");
    assert_eq!(counts(&import.run().unwrap()), [0, 1, 0, 0, 0, 0]);
    assert_eq!(everybody(&register)[0].profile.family_name, "");
}

// SPEC: B17
#[test]
fn all_problems_of_a_row_come_at_once_and_before_it_is_compared() {
    let register = with_anna();
    let file = "First name,Email,Country,Registered\nAnna,anna@,Atlantis,2024-02-30\n";
    let report = import(&register, file);
    assert_eq!(counts(&report), [0, 0, 0, 0, 0, 1]);
    let mut found = codes(&report);
    found.sort_unstable();
    assert_eq!(found, [(2, "country"), (2, "date"), (2, "email_syntax")]);
    let email = report.problems.iter().find(|p| p.code == "email_syntax").unwrap();
    assert_eq!((email.column.as_deref(), email.text.as_str(), email.line), (Some("Email"), "anna@", 2));
}

#[test]
fn fields_that_are_switched_off_are_left_out_and_the_mapping_says_so() {
    use crate::exchange::IgnoreReason;
    let register = Register::in_memory().unwrap();
    let file = "First name,Birthday,Organisation number\nAnna,not a day,556\n";
    let import = register.import_source(Source::bytes(file)).unwrap();
    let ignored: Vec<_> = import.mapping().ignored().collect();
    let off = IgnoreReason::SwitchedOff;
    assert_eq!(ignored, [("Birthday", off), ("Organisation number", off)]);
    assert_eq!(counts(&import.run().unwrap()), [1, 0, 0, 0, 0, 0]);
}

#[test]
fn a_new_customer_says_that_it_was_imported() {
    let register = with_anna();
    let anna = &everybody(&register)[0];
    assert_eq!(anna.profile.origin, "import");
    assert_eq!(anna.profile.registered_at, Some(anna.created_at));
}

// SPEC: B17, A42
#[test]
fn tags_are_added_and_none_is_taken_away() {
    let register = Register::in_memory().unwrap();
    let file = |tags: &str| format!("First name,Email,Tags\nAnna,anna@example.com,\"{tags}\"\n");
    import(&register, &file("VIP, school"));
    let names = |register: &Register| -> Vec<String> {
        everybody(register)[0].tags.iter().map(|tag| tag.name.clone()).collect()
    };
    assert_eq!(names(&register), ["school", "VIP"]);
    assert_eq!(counts(&import(&register, &file("vip"))), [0, 0, 1, 0, 0, 0]);
    assert_eq!(counts(&import(&register, &file("wedding"))), [0, 1, 0, 0, 0, 0]);
    assert_eq!(names(&register), ["school", "VIP", "wedding"]);
    let id = everybody(&register)[0].id;
    let last = &register.history().of_customer(id, None, 1).unwrap()[0];
    assert_eq!((last.action, last.fields[0].field.as_ref()), (Action::Grouped, "tags"));
}

// SPEC: B17
#[test]
fn an_external_id_of_another_customer_is_refused() {
    let register = Register::in_memory().unwrap();
    import(&register, "Customer number,First name,Email\n1,Anna,anna@example.com\n,Bo,bo@example.com\n");
    let bo = everybody(&register)[1].id;
    let report = import(&register, &format!("id,external_ids\n{bo},file: 1\n"));
    assert_eq!((counts(&report), codes(&report)), ([0, 0, 0, 0, 0, 1], vec![(2, "taken")]));
}

// SPEC: B1, B17
#[test]
fn the_id_of_a_deleted_customer_is_refused() {
    let register = with_anna();
    let anna = everybody(&register).remove(0);
    register.customers().delete(anna.id, anna.revision).unwrap();
    let report = import(&register, &format!("id,given_name\n{},Anna\n", anna.id));
    assert_eq!((counts(&report), codes(&report)), ([0, 0, 0, 0, 0, 1], vec![(2, "deleted")]));
}

/// What the hints say can be done, word for word.
// SPEC: B17, A24
#[test]
fn the_advice_for_ambiguous_rows_works() {
    let register = with_anna();
    let mother = everybody(&register)[0].clone();
    let row = "First name,Last name,Email,Note\nBo,Berg,anna@example.com,said so\n";
    let report = import(&register, row);
    assert!(report.problems[0].hint.contains("column id with the id of that customer"));
    let with_id =
        format!("id,First name,Last name,Email,Note\n{},Bo,Berg,anna@example.com,said so\n", mother.id);
    assert_eq!(counts(&import(&register, &with_id)), [0, 1, 0, 0, 0, 0]);
    assert_eq!(everybody(&register)[0].profile.given_name, "Bo");
    let without = "First name,Last name,Note\nEva,Berg,said so\n";
    assert_eq!(counts(&import(&register, without)), [1, 0, 0, 0, 0, 0]);
    let twin = CustomerDraft::person("Bo", "Berg").with_email("anna@example.com");
    let twin = register.customers().create(twin).unwrap();
    let report = import(&register, row);
    assert!(report.problems[0].hint.contains("column id with the id of the right one"));
    let with_id =
        format!("id,First name,Last name,Email,Note\n{},Bo,Berg,anna@example.com,said so\n", twin.id);
    assert_eq!(counts(&import(&register, &with_id)), [0, 1, 0, 0, 0, 0]);
    assert_eq!(register.customers().get(twin.id).unwrap().profile.note, "said so");
}

#[test]
fn a_row_about_an_archived_customer_is_done_and_told() {
    let register = with_anna();
    let anna = everybody(&register)[0].id;
    register.customers().archive(&[anna]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let errors = folder.path().join("errors.csv");
    let file = ANNA.replace("first", "second");
    let run = |file: &str| {
        let import = register.import_source(Source::bytes(file)).unwrap();
        import.error_file(&errors).run().unwrap()
    };
    let report = run(&file);
    assert_eq!((counts(&report), codes(&report)), ([0, 1, 0, 0, 0, 0], vec![(2, "archived")]));
    let report = run(&file);
    assert_eq!((counts(&report), codes(&report)), ([0, 0, 1, 0, 0, 0], vec![(2, "archived")]));
    let anna = register.customers().get(anna).unwrap();
    assert_eq!((anna.profile.note.as_str(), anna.archived_at.is_some()), ("second", true));
    assert!(!errors.exists(), "nothing is to be corrected");
}

#[test]
fn rows_about_archived_customers_hide_no_problem() {
    let register = Register::in_memory().unwrap();
    let head = "First name,Email\n";
    let known: String = (0..1_001).map(|i| format!("Anna{i},a{i}@example.com\n")).collect();
    import(&register, &format!("{head}{known}"));
    let ids: Vec<_> = everybody(&register).iter().map(|customer| customer.id).collect();
    register.customers().archive(&ids).unwrap();
    let file = format!("{head}{known}Bo,bo@\n");
    let plan = register.import_source(Source::bytes(&file)).unwrap().plan().unwrap();
    assert_eq!((plan.archived(), plan.problem_count()), (1_001, 1));
    let report = import(&register, &file);
    assert_eq!(counts(&report), [0, 0, 1_001, 0, 0, 1]);
    assert_eq!((report.archived, report.problem_count), (1_001, 1));
    let codes = codes(&report);
    assert_eq!((codes.len(), codes[0], codes[999]), (1_000, (2, "archived"), (1_003, "email_syntax")));
}
