//! Mappings that people make and keep, and what is said about how a file was understood.

use super::*;
use crate::base::ErrorKind;
use crate::exchange::{
    DateOrder, EncodingDoubt, Evidence, MappingOptions, Notice, Piece, Table, TableOptions,
};

const FILE: &str =
    "Who;Mail;Registered;Mail\nAnna Berg;a@example.com;03/04/1990;x\nBo Ek;b@example.com;05/06/1991;y\n";

fn target(text: &str) -> crate::exchange::Target {
    text.parse().unwrap()
}

fn mapped<'r>(register: &'r Register, text: &str) -> crate::exchange::Import<'r> {
    let import = register.import_source(Source::bytes(text)).unwrap();
    let import = import.split("Who", " ", Piece::First, target("given_name")).unwrap();
    let import = import.split("Who", " ", Piece::Rest, target("family_name")).unwrap();
    let import = import.map("Mail", target("email")).unwrap();
    let import = import.fix(target("tags"), "fair").unwrap();
    import.clear_on_empty("Registered").unwrap()
}

// SPEC: B17
#[test]
fn a_saved_mapping_is_found_again_by_the_headings_in_any_order() {
    let register = Register::in_memory().unwrap();
    let import = mapped(&register, FILE).save_mapping(" fair ").unwrap();
    let before = import.mapping().clone();
    assert_eq!(counts(&import.run().unwrap()), [2, 0, 0, 0, 0, 0]);
    let again = register.import_source(Source::bytes(FILE)).unwrap();
    assert_eq!(again.mapping().saved.as_deref(), Some("fair"));
    assert!(again.notices().contains(&Notice::SavedMapping("fair".to_owned())));
    let simple = |mapping: &crate::exchange::Mapping| -> Vec<_> {
        mapping
            .columns
            .iter()
            .map(|c| (c.header.clone(), c.target.to_string(), c.on_empty, c.source.clone()))
            .collect()
    };
    assert_eq!(simple(again.mapping()), simple(&before));
    assert_eq!(counts(&again.run().unwrap()), [0, 0, 2, 0, 0, 0]);

    let other = "registered;MAIL;mail;who\n1990-01-01;c@example.com;z;Cia Ek\n";
    let import = register.import_source(Source::bytes(other)).unwrap();
    assert_eq!(import.mapping().saved.as_deref(), Some("fair"));
    assert_eq!(counts(&import.run().unwrap()), [1, 0, 0, 0, 0, 0]);
    let cia = everybody(&register).remove(2);
    assert_eq!((cia.profile.given_name.as_str(), cia.tags[0].name.as_str()), ("Cia", "fair"));
    assert_eq!(cia.profile.emails[0].address, "c@example.com");

    let more = register.import_source(Source::bytes("Who;Mail;Registered;Mail;City\nDan Ek;;;;\n")).unwrap();
    assert_eq!(more.mapping().saved, None);
    assert_eq!(register.saved_mappings().unwrap().len(), 1);
    assert!(register.delete_saved_mapping("fair").unwrap());
    let gone = register.import_source(Source::bytes(FILE)).unwrap();
    assert_eq!(gone.mapping().saved, None);
}

// SPEC: B17
#[test]
fn two_saved_mappings_for_the_same_headings_are_chosen_by_name() {
    let register = Register::in_memory().unwrap();
    let first = mapped(&register, FILE).save_mapping("first").unwrap();
    let second = first.ignore("Registered").unwrap().save_mapping("second").unwrap();
    drop(second);
    let import = register.import_source(Source::bytes(FILE)).unwrap();
    assert_eq!(import.mapping().saved, None);
    let import = import.use_mapping("second").unwrap();
    assert_eq!(import.mapping().columns[2].target.to_string(), "ignore");
    assert_eq!(import.mapping().columns[1].target.to_string(), "email");
    let import = import.without_saved_mapping().unwrap();
    assert_eq!(import.mapping().columns[2].evidence, Evidence::Heading);
    assert_eq!(import.use_mapping("third").unwrap_err().kind(), ErrorKind::Import);
    let import = register.import_source(Source::bytes("Name\nAnna\n")).unwrap();
    assert_eq!(import.use_mapping("first").unwrap_err().kind(), ErrorKind::Import);
    let import = register.import_source(Source::bytes(FILE)).unwrap();
    assert_eq!(import.save_mapping(" ").unwrap_err().kind(), ErrorKind::Invalid);
}

// SPEC: B17
#[test]
fn a_file_without_headings_takes_a_saved_mapping_by_name_only() {
    let register = Register::in_memory().unwrap();
    let file = "Anna,anna@example.com\nBo,bo@example.com\n";
    let import = register.import_source(Source::bytes(file)).unwrap();
    let import = import.map("1", target("given_name")).unwrap().map("2", target("email")).unwrap();
    drop(import.save_mapping("till").unwrap());
    let import = register.import_source(Source::bytes(file)).unwrap();
    assert_eq!(import.mapping().saved, None);
    assert!(import.notices().contains(&Notice::NoHeadings));
    let report = import.use_mapping("till").unwrap().run().unwrap();
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 0]);
}

// SPEC: B17
#[test]
fn a_file_without_rows_says_so() {
    let register = Register::in_memory().unwrap();
    for file in ["", "\n\n", "given_name,email\n", "\u{feff}given_name\r\n\r\n"] {
        let import = register.import_source(Source::bytes(file)).unwrap();
        assert!(import.notices().contains(&Notice::NoRows), "{file:?}");
        assert_eq!(counts(&import.run().unwrap()), [0; 6], "{file:?}");
    }
    let import = register.import_source(Source::bytes("given_name\nAnna\n")).unwrap();
    assert!(!import.notices().contains(&Notice::NoRows));
}

// SPEC: B17, C13, C15
#[test]
fn what_was_guessed_is_in_the_plan() {
    let register = Register::in_memory().unwrap();
    let dos = b"Kunder\n\nVorname;E-Mail;Kundens mail;Registriert;Efternman\n\
        J\x81rgen;j@example.com;k@example.com;03/04/1990;Gr\x94\xE1\n";
    let plan = register.import_source(Source::bytes(dos)).unwrap().plan().unwrap();
    let expected = [
        Notice::EncodingDoubtful("windows-1252", EncodingDoubt::Letters(Some("IBM850"))),
        Notice::LinesAbove(2),
        Notice::Contested {
            target: target("email"),
            headers: vec!["E-Mail".to_owned(), "Kundens mail".to_owned()],
        },
        Notice::DateOrderGuessed { header: "Registriert".to_owned(), order: DateOrder::DayFirst },
        Notice::SimilarHeading { header: "Efternman".to_owned(), target: target("family_name") },
    ];
    let found = plan.notices();
    assert_eq!(found[1..], expected[1..]);
    assert!(
        matches!(&found[0], Notice::EncodingDoubtful(_, EncodingDoubt::Letters(Some("IBM850")))),
        "{found:?}"
    );
    assert!(found.iter().all(|notice| !notice.to_string().is_empty()));

    let options = TableOptions { encoding: Some("utf-8".to_owned()), ..TableOptions::default() };
    let wrong =
        crate::exchange::Table::open(Source::bytes(b"Vorname;E-Mail\nJ\xFCrgen;j@example.com\n"), &options);
    let import = register.import_table(wrong.unwrap(), Default::default()).unwrap();
    assert_eq!(import.plan().unwrap().notices().last(), Some(&Notice::Replaced(1)));

    let plain = register.import_source(Source::bytes("Vorname;E-Mail\nJürgen;j@example.com\n")).unwrap();
    assert_eq!(plain.plan().unwrap().notices(), []);
}

// SPEC: B17
#[test]
fn a_saved_mapping_keeps_a_proved_order_of_dates_and_no_guessed_one() {
    let register = Register::in_memory().unwrap();
    let open = "First name;Registered\nAnna;03/04/1990\n";
    let month_first = format!("{open}Bo;03/31/1990\n");
    let of = |text: &str| register.import_source(Source::bytes(text)).unwrap();
    let order = |import: &crate::exchange::Import<'_>| import.mapping().columns[1].date_order;
    let is_guess = |notice: &Notice| matches!(notice, Notice::DateOrderGuessed { .. });

    of(open).save_mapping("guests").unwrap();
    assert!(of(open).notices().iter().any(is_guess));

    of(&month_first).save_mapping("guests").unwrap();
    assert_eq!(order(&of(open)), Some(DateOrder::MonthFirst));
    of(open).save_mapping("guests").unwrap();
    assert_eq!(order(&of(open)), Some(DateOrder::MonthFirst));

    // A file without dates proves nothing, and takes nothing away.
    let empty = "First name;Registered\nAnna;\n";
    of(empty).save_mapping("guests").unwrap();
    assert_eq!(order(&of(open)), Some(DateOrder::MonthFirst));
    register.delete_saved_mapping("guests").unwrap();
    for undated in [empty, "First name;Registered\nAnna;1990-04-03\nBo;3.4.1990\n"] {
        of(undated).save_mapping("guests").unwrap();
        let saved = register.saved_mappings().unwrap().pop();
        let options =
            MappingOptions { date_order: DateOrder::MonthFirst, saved, ..MappingOptions::default() };
        let table = Table::open(Source::bytes(open), &TableOptions::default()).unwrap();
        assert_eq!(order(&register.import_table(table, options).unwrap()), Some(DateOrder::MonthFirst));
        assert!(of(open).notices().iter().any(is_guess));
        assert_eq!(order(&of(&month_first)), Some(DateOrder::MonthFirst));
    }

    // Another order is proved far behind the first rows.
    let file = format!("{open}{}Bo;31/03/1990\n", "Cia;05/06/1991\n".repeat(5_000));
    assert_eq!(of(&file).plan().unwrap().mapping().columns[1].date_order, Some(DateOrder::DayFirst));
    of(&file).save_mapping("guests").unwrap();
    assert_eq!(order(&of(open)), Some(DateOrder::DayFirst));
}

/// Rows beyond those that a mapping is detected from.
const MANY: usize = 3_000;

// SPEC: B17, C15
#[test]
fn mapping_columns_by_hand_reads_no_more_of_the_file() {
    let register = Register::in_memory().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, "Who;Birthday\n".to_owned() + &"Anna;\n".repeat(MANY)).unwrap();
    let import = register.import_file(file.path()).unwrap();
    file.close().unwrap();
    let import = import.map("Who", target("given_name")).unwrap();
    let import = import.fix(target("tags"), "guest").unwrap().ignore("Birthday").unwrap();
    assert_eq!(import.mapping().columns[0].target, target("given_name"));
}

// SPEC: B17, C13, C15
#[test]
fn a_plan_and_a_run_know_the_order_of_dates_from_all_rows() {
    let guess = |order| Notice::DateOrderGuessed { header: "Birthday".to_owned(), order };
    for (first, last, order, notices) in [
        ("", "12/31/1990", DateOrder::MonthFirst, vec![]),
        ("1990-12-31", "12/31/1990", DateOrder::MonthFirst, vec![]),
        ("1990-12-31", "05/06/1990", DateOrder::DayFirst, vec![guess(DateOrder::DayFirst)]),
        ("31/12/1990", "12/31/1990", DateOrder::DayFirst, vec![guess(DateOrder::DayFirst)]),
    ] {
        let register = Register::in_memory().unwrap();
        let settings = register.settings().unwrap();
        register.update_settings(crate::RegisterSettings { policies: Vec::new(), ..settings }).unwrap();
        let rows = (0..MANY).map(|row| format!("Anna;a{row}@example.com;{first}\n")).collect::<String>();
        let file = format!(
            "First name;Email;Birthday\n{rows}Bo;bo@example.com;05/06/1990\n\
            Cia;cia@example.com;{last}\n"
        );
        let plan = register.import_source(Source::bytes(file)).unwrap().plan().unwrap();
        assert_eq!((plan.mapping().columns[2].date_order, plan.notices()), (Some(order), notices), "{first}");
        plan.commit().unwrap();
        let all = everybody(&register);
        let bo = all.iter().find(|customer| customer.profile.given_name == "Bo").unwrap();
        let birthday = if order == DateOrder::MonthFirst { "1990-05-06" } else { "1990-06-05" };
        assert_eq!(bo.profile.birthday, birthday.parse().ok());
    }
}

// SPEC: B17
#[test]
fn a_column_that_is_not_imported_refuses_no_row() {
    let register = Register::in_memory().unwrap();
    // In this layout a row without an e-mail is refused.
    let file = "email,_website,_store,firstname,lastname,group_id\n,base,,Anna,Berg,1\n";
    let begin = || register.import_source(Source::bytes(file)).unwrap();
    assert_eq!(begin().mapping().columns[0].on_empty, crate::exchange::OnEmpty::Refuse);
    assert_eq!(counts(&begin().run().unwrap()), [0, 0, 0, 0, 0, 1]);
    let import = begin().map("email", target("ignore")).unwrap();
    import.save_mapping("no e-mail").unwrap();
    let again = begin();
    assert_eq!(again.mapping().saved.as_deref(), Some("no e-mail"));
    assert_eq!(counts(&again.run().unwrap()), [1, 0, 0, 0, 0, 0]);
}

// SPEC: B17
#[test]
fn a_table_that_was_opened_with_options_finds_its_saved_mapping_too() {
    let register = Register::in_memory().unwrap();
    let file = "Who\tTown\nAnna\tLund\n";
    let import = register.import_source(Source::bytes(file)).unwrap();
    import.map("Who", target("given_name")).unwrap().plan().unwrap().save_mapping("the fair").unwrap();
    let open = || {
        let options = TableOptions { encoding: Some("cp850".into()), ..TableOptions::default() };
        let table = Table::open(Source::bytes(file), &options).unwrap();
        register.import_table(table, MappingOptions::default()).unwrap()
    };
    assert_eq!(open().mapping().saved.as_deref(), Some("the fair"));
    assert_eq!(open().without_saved_mapping().unwrap().mapping().saved, None);
    assert_eq!(counts(&open().run().unwrap()), [1, 0, 0, 0, 0, 0]);
}
