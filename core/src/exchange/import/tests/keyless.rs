//! Rows without an id, an e-mail and a phone, which only their content tells apart.

use super::*;
use crate::exchange::Units;

// SPEC: B17
#[test]
fn rows_without_a_key_match_what_earlier_imports_made_of_the_same_content() {
    let register = Register::in_memory().unwrap();
    let file = "First name,City\nAnna,Malmö\nAnna,Malmö\nBo,Lund\n";
    assert_eq!(counts(&import(&register, file)), [3, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&import(&register, file)), [0, 0, 3, 0, 0, 0]);
    assert_eq!(counts(&import(&register, "First name,City\nAnna,Malmö\nAnna,Kiruna\n")), [1, 0, 1, 0, 0, 0]);
}

// SPEC: B17, C13
#[test]
fn rows_of_one_content_find_one_customer_each_however_far_apart_they_are() {
    // More rows stand between than are decided together, and one content comes again and again.
    let row = |number: usize| match number % 50 {
        0 => "Anna,Lund\n".to_owned(),
        _ => format!("Guest{},Lund\n", number % 400),
    };
    let file = |rows: usize| "First name,City\n".to_owned() + &(0..rows).map(row).collect::<String>();
    for units in [Units::Chunks(90), Units::AllOrNothing] {
        let register = Register::in_memory().unwrap();
        let run = |rows: usize| {
            let import = || register.import_source(Source::bytes(file(rows))).unwrap().units(units);
            let planned = import().plan().unwrap().counts();
            let report = import().run().unwrap();
            assert_eq!(planned, report.counts, "{units:?}");
            counts(&report)
        };
        assert_eq!(run(700), [700, 0, 0, 0, 0, 0], "{units:?}");
        assert_eq!(run(700), [0, 0, 700, 0, 0, 0], "{units:?}");
        assert_eq!(run(800), [100, 0, 700, 0, 0, 0], "{units:?}");
    }
}

// SPEC: B17
#[test]
fn a_row_whose_customer_another_row_found_by_its_email_is_no_new_customer() {
    let head = "First name,City,Email\n";
    let rows = ["Anna,Lund,\n", "Anna,Lund,anna@example.com\n"];
    for [first, second] in [rows, [rows[1], rows[0]]] {
        let register = Register::in_memory().unwrap();
        import(&register, &format!("{head}{}", rows[0]));
        let anna = everybody(&register).remove(0);
        let mut profile = anna.profile.clone();
        profile.emails = vec![crate::customers::Email::new("anna@example.com")];
        register.customers().update(anna.id, anna.revision, profile).unwrap();
        let report = import(&register, &format!("{head}{first}{second}"));
        assert_eq!((counts(&report), codes(&report)), ([0, 0, 1, 0, 1, 0], vec![(3, "other_row")]));
    }
}

// SPEC: B17
#[test]
fn a_text_that_takes_values_away_is_no_id_that_rows_share() {
    let register = Register::in_memory().unwrap();
    let file = "Customer number,First name,City\n1,Anna,Lund\n-,Bo,Lund\n-,Bo,Kiruna\n-,Bo,Lund\n";
    let run = || {
        let table = crate::exchange::Table::open(Source::bytes(file), &Default::default()).unwrap();
        let import = register.import_table(table, Default::default()).unwrap();
        import
            .map("Customer number", "external_id:till".parse().unwrap())
            .unwrap()
            .clear_token("-")
            .run()
            .unwrap()
    };
    assert_eq!(counts(&run()), [4, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&run()), [0, 0, 4, 0, 0, 0]);
}
