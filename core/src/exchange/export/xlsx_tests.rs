use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};

use crate::base::ErrorKind;
use crate::catalogue::Language;
use crate::customers::{Address, CUSTOMER_FIELDS, CustomerDraft};
use crate::exchange::{CsvProfile, ExportOptions, Headings};
use crate::register::Register;
use crate::settings::RegisterSettings;

fn register() -> Register {
    let register = Register::in_memory().unwrap();
    let settings = register.settings().unwrap();
    let zone = "Europe/Stockholm".to_owned();
    register.update_settings(RegisterSettings { zone, policies: Vec::new(), ..settings }).unwrap();
    register
}

fn exported(register: &Register, columns: &[&'static str]) -> Range<Data> {
    let options = ExportOptions {
        headings: Headings::Labels(Language::Sv),
        ..ExportOptions::xlsx().with_columns(columns.iter().copied())
    };
    let mut file = Vec::new();
    register.customers().export_to(&mut file, &options).unwrap();
    Xlsx::new(Cursor::new(file)).unwrap().worksheet_range("Customers").unwrap()
}

// SPEC: B17, A22, A23
#[test]
fn a_workbook_has_labels_and_typed_cells_with_times_on_the_clocks_of_the_zone() {
    let register = register();
    let mut draft = CustomerDraft::person("=1+1", "García").with_phone("+46 70 174 06 05");
    draft.profile.birthday = "1990-09-21".parse().ok();
    draft.profile.last_visit_at = "2024-07-01T22:30:00Z".parse().ok();
    draft.profile.addresses.push(Address { postal_code: "01067".into(), ..Address::default() });
    register.customers().create(draft).unwrap();
    let columns = ["number", "given_name", "phone", "postal_code", "birthday", "last_visit_at", "enabled"];
    let range = exported(&register, &columns);
    assert_eq!(range.get((0, 1)).unwrap().as_string().unwrap(), "Förnamn");
    let cells = &range.rows().nth(1).unwrap();
    assert_eq!(cells[0], Data::Float(1.0));
    assert_eq!(cells[1], Data::String("=1+1".to_owned()));
    assert_eq!(cells[2], Data::String("+46 70 174 06 05".to_owned()));
    assert_eq!(cells[3], Data::String("01067".to_owned()));
    // 1990-09-21, and 2024-07-02 at half past midnight in summer.
    let serials = [&cells[4], &cells[5]].map(|cell| match cell {
        Data::DateTime(time) => time.as_f64(),
        other => panic!("{other:?}"),
    });
    assert_eq!(serials[0], 33_137.0);
    assert!((serials[1] - (45_475.0 + 0.5 / 24.0)).abs() < 1e-9, "{serials:?}");
    assert_eq!(cells[6], Data::Bool(true));
}

// SPEC: P12, N16, A22, A23, A24
#[test]
fn a_workbook_and_a_csv_file_hold_all_that_is_known_of_all_customers() {
    let register = register();
    for number in 0..120 {
        register.customers().create(CustomerDraft::person("Anna", format!("Ek{number}"))).unwrap();
    }
    let file = |options: &ExportOptions| {
        let mut file = Vec::new();
        assert_eq!(register.customers().export_to(&mut file, options).unwrap().rows, 120);
        file
    };
    let csv = String::from_utf8(file(&ExportOptions::csv(CsvProfile::Exchange))).unwrap();
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let mut book = Xlsx::new(Cursor::new(file(&ExportOptions::xlsx()))).unwrap();
    let range = book.worksheet_range("Customers").unwrap();
    assert_eq!((range.height(), lines.len()), (121, 121));
    let headings: Vec<String> = range.rows().next().unwrap().iter().map(|cell| cell.to_string()).collect();
    assert_eq!(headings, lines[0]);
    let all = CUSTOMER_FIELDS.iter().filter(|field| field.is_editable());
    for field in all.map(|field| field.key).chain(["tags", "contact_groups", "customer_groups"]) {
        assert!(headings.iter().any(|heading| heading == field), "{field}");
    }
    let name = headings.iter().position(|heading| heading == "family_name").unwrap();
    for (row, line) in range.rows().zip(&lines) {
        assert_eq!(row[name].to_string(), line[name]);
    }
}

// SPEC: B17, C16
#[test]
fn what_excel_could_not_give_back_is_text() {
    let register = register();
    // Clocks show 02:30 twice that night; this is the second time.
    for (birthday, visit) in [("1900-02-28", "2024-10-27T01:30:00Z"), ("--02-29", "2024-10-27T00:30:00Z")] {
        let mut draft = CustomerDraft::person("Anna", "Ek");
        draft.profile.birthday = birthday.parse().ok();
        draft.profile.last_visit_at = visit.parse().ok();
        register.customers().create(draft).unwrap();
    }
    let range = exported(&register, &["birthday", "last_visit_at"]);
    let text = |place| range.get(place).unwrap().get_string();
    assert_eq!((text((1, 0)), text((1, 1))), (Some("1900-02-28"), Some("2024-10-27T01:30:00Z")));
    assert_eq!((text((2, 0)), text((2, 1))), (Some("--02-29"), None));
}

// SPEC: B17
#[test]
fn a_text_that_no_cell_holds_is_named() {
    let register = register();
    for (units, fits) in [(32_767, true), (32_768, false)] {
        let mut draft = CustomerDraft::person("Anna", "Ek");
        // Each of them counts as two.
        draft.profile.note = format!("{}{}", "😀".repeat(16_383), "x".repeat(units - 32_766));
        let anna = register.customers().create(draft).unwrap();
        let result = register.customers().export_to(&mut Vec::new(), &ExportOptions::xlsx());
        assert_eq!(result.is_ok(), fits);
        if let Err(error) = result {
            assert_eq!(error.kind(), ErrorKind::RuleViolated);
            let expected = format!("too_long_for_cell: customer {}: note ", anna.number);
            assert!(error.to_string().starts_with(&expected), "{error}");
        }
    }
}
