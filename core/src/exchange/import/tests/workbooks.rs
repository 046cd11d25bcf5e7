use std::path::Path;

use sha2::{Digest, Sha256};

use super::*;
use crate::exchange::workbook::tests::{Parts, row};
use crate::exchange::{IgnoreReason, Notice, Row, Table, TableOptions};

/// Customers of whom a spreadsheet took phones and postcodes for numbers; two rows have errors.
fn file() -> Vec<u8> {
    let phone = |number: &str| format!("<c><v>{number}</v></c>");
    let sheet = row(1, &["Customers"])
        + &row(3, &["First name", "Phone", "Postcode", "Country", "Birthday", "Shoe size"])
        + &row(4, &["Anna", &phone("3012345678"), &phone("1067"), "Germany", r#"<c s="1"><v>33137</v></c>"#])
        + &row(
            5,
            &["Bo", &phone("46701740606.0"), &phone("41101"), "Sweden", "", r#"<c t="e"><v>#DIV/0!</v></c>"#],
        )
        + &row(
            7,
            &[
                r#"<c t="e"><f>VLOOKUP(1,A:B,2)</f><v>#N/A</v></c>"#,
                &phone("701740607"),
                &phone("1099"),
                "DE",
            ],
        )
        + &row(8, &["Cia", &phone("701740608"), &phone("1099"), "DE", r#"<c t="e"><v>#REF!</v></c>"#]);
    Parts::rows(&sheet).pack()
}

fn register() -> Register {
    let register = Register::in_memory().unwrap();
    let settings = register.settings().unwrap();
    register
        .update_settings(crate::RegisterSettings { country: "SE".into(), policies: Vec::new(), ..settings })
        .unwrap();
    register
}

fn headers_and_cells(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let table = Table::open(Source::path(path), &TableOptions::default()).unwrap();
    let (mut rows, mut row, mut cells) = (table.rows().unwrap(), Row::default(), Vec::new());
    while rows.read(&mut row).unwrap() {
        cells.push(row.iter().map(str::to_owned).collect());
    }
    (table.headers().to_vec(), cells)
}

// SPEC: B17
#[test]
fn phones_and_postcodes_that_are_numbers_are_what_they_were() {
    let register = register();
    let import = register.import_source(Source::bytes(file())).unwrap();
    let made = ["Phone", "Postcode"].map(|header| Notice::MadeNumbers { header: header.to_owned() });
    let left_out = Notice::LeftOut { reason: IgnoreReason::Unknown, headers: vec!["Shoe size".to_owned()] };
    assert_eq!((&import.notices()[1], &import.notices()[2..]), (&left_out, &made[..]));
    let report = import.run().unwrap();
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 2]);
    let [anna, bo] = &everybody(&register)[..] else { panic!("two customers are imported") };
    assert_eq!(anna.profile.phones[0].e164, Some(493_012_345_678));
    assert_eq!(bo.profile.phones[0].e164, Some(46_701_740_606));
    let codes = [anna, bo].map(|customer| customer.profile.addresses[0].postal_code.as_str());
    assert_eq!(codes, ["01067", "41101"]);
    assert_eq!(anna.profile.birthday, "1990-09-21".parse().ok());
}

// SPEC: B17
#[test]
fn phones_that_are_numbers_far_below_are_told() {
    let register = register();
    let mut sheet = row(1, &["First name", "Phone"]);
    for line in 2..1_500 {
        sheet += &row(line, &["Anna", "+46701740605"]);
    }
    sheet += &row(1_500, &["Bo", "<c><v>701740606</v></c>"]);
    let plan = register.import_source(Source::bytes(Parts::rows(&sheet).pack())).unwrap().plan().unwrap();
    let told = [Notice::MadeNumbers { header: "Phone".to_owned() }];
    assert_eq!(plan.notices(), told);
    assert_eq!(plan.commit().unwrap().notices, told);
}

// SPEC: B17
#[test]
fn the_error_of_a_formula_is_a_problem_of_its_row_where_the_column_is_imported() {
    let register = register();
    let report = register.import_source(Source::bytes(file())).unwrap().run().unwrap();
    assert_eq!(codes(&report), [(7, "formula_error"), (8, "formula_error")]);
    let problem = &report.problems[0];
    assert_eq!(
        (problem.line, problem.column.as_deref(), problem.text.as_str()),
        (7, Some("First name"), "#N/A")
    );
}

// SPEC: B17, C13
#[test]
fn a_plan_names_the_sheet_and_is_bound_to_the_file() {
    let register = register();
    let plan = register.import_source(Source::bytes(file())).unwrap().plan().unwrap();
    assert_eq!(plan.table().sheet(), Some("Sheet1"));
    assert_eq!(plan.digest()[..], Sha256::digest(file())[..]);
    assert_eq!(plan.counts().created, 2);
    assert_eq!(counts(&plan.commit().unwrap()), [2, 0, 0, 0, 0, 2]);
}

// SPEC: B17, C13
#[test]
fn an_error_file_that_is_a_workbook_keeps_numbers_and_errors_and_imports_after_correction() {
    let folder = tempfile::tempdir().unwrap();
    let (path, again) = (folder.path().join("errors.xlsx"), folder.path().join("again.xlsx"));
    let register = register();
    let import = register.import_source(Source::bytes(file())).unwrap();
    assert_eq!(counts(&import.error_file(&path).run().unwrap()), [2, 0, 0, 0, 0, 2]);
    let (headers, cells) = headers_and_cells(&path);
    assert_eq!(headers[5..], ["Shoe size", "_row", "_code", "_message"]);
    assert_eq!(cells[0][..4], ["#N/A", "701740607", "1099", "DE"]);
    assert_eq!(cells[0][6..8], ["7", "formula_error"]);

    // Nothing was corrected: errors are still errors, and of the other columns nothing is lost.
    let import = register.import_file(&path).unwrap();
    assert_eq!(counts(&import.error_file(&again).run().unwrap()), [0, 0, 0, 0, 0, 2]);
    assert_eq!(headers_and_cells(&again).1[1][..3], ["Cia", "701740608", "1099"]);
    let corrected = register.import_file(&again).unwrap().map("Birthday", "ignore".parse().unwrap()).unwrap();
    assert_eq!(counts(&corrected.run().unwrap()), [1, 0, 0, 0, 0, 1]);
    assert_eq!(everybody(&register)[2].profile.addresses[0].postal_code, "01099");
}

// SPEC: B17
#[test]
fn an_error_file_of_a_workbook_may_be_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("errors.csv");
    register().import_source(Source::bytes(file())).unwrap().error_file(&path).run().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with(
        "\u{FEFF}First name,Phone,Postcode,Country,Birthday,Shoe size,_row,_code,_message\r\n#N/A,"
    ));
}

// SPEC: B17, C13
#[test]
fn texts_and_postcodes_of_a_sheet_come_back_from_an_error_file_of_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("errors.csv");
    let notes = ["=cmd|' /C calc'!A0", "'=1", "''+1", "-1", "plain"];
    let wrong = r#"<c t="e"><v>#REF!</v></c>"#;
    let mut sheet = row(1, &["First name", "Postcode", "Country", "Note", "Birthday"]);
    for (number, note) in (2..).zip(notes) {
        sheet += &row(number, &["Anna", "<c><v>1067</v></c>", "DE", note, wrong]);
    }
    let register = register();
    let import = register.import_source(Source::bytes(Parts::rows(&sheet).pack())).unwrap();
    assert_eq!(import.error_file(&path).run().unwrap().counts.invalid, 5);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(",'=cmd|"), "{text}");
    let corrected = register.import_file(&path).unwrap().map("Birthday", "ignore".parse().unwrap()).unwrap();
    assert_eq!(corrected.run().unwrap().counts.created, 5);
    let customers = everybody(&register);
    let mut read: Vec<&str> = customers.iter().map(|customer| customer.profile.note.as_str()).collect();
    let mut expected = notes;
    read.sort_unstable();
    expected.sort_unstable();
    assert_eq!(read, expected);
    assert!(customers.iter().all(|customer| customer.profile.addresses[0].postal_code == "01067"));
}

// SPEC: B17
#[test]
fn headings_that_look_like_formulas_are_harmless_in_an_error_file_of_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("errors.csv");
    let sheet = row(1, &["=1+1", "First name", "Birthday"]) + &row(2, &["x", "Anna", "nonsense"]);
    let register = register();
    let import = register.import_source(Source::bytes(Parts::rows(&sheet).pack())).unwrap();
    import.error_file(&path).run().unwrap();
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("\u{FEFF}'=1+1,First name"));
}
