//! What an error file keeps of rows that are broken, so that they are refused until somebody mends them.

use std::path::Path;

use super::*;
use crate::base::{Error, ErrorKind};
use crate::exchange::{MappingOptions, Table, TableOptions};

/// Imports a file and writes what it refuses.
fn refused(register: &Register, file: &Path, errors: &Path) -> ImportReport {
    register.import_file(file).unwrap().error_file(errors).run().unwrap()
}

fn endings() -> Vec<&'static str> {
    if cfg!(feature = "xlsx") { vec!["csv", "xlsx"] } else { vec!["csv"] }
}

// SPEC: B17
#[test]
fn a_row_that_holds_rows_is_refused_again_from_each_error_file_until_it_is_mended() {
    let torn = "Bo,\"Ek,bo@example.com,x\nCia,Ek,cia@example.com,y\nDag,Ek,dag@example.com,\"z\"\n";
    let whole = "Bo,\"Ek,bo@example.com,x\nCia,Ek\",cia@example.com,y\n";
    let in_two = "Bo,\"Ek,bo@example.com,x\nCia\",Ek,\"cia@example.com,y\nDag\",Ek,dag@example.com,z\n";
    for (broken, ending) in
        [torn, whole, in_two].into_iter().flat_map(|b| endings().into_iter().map(move |e| (b, e)))
    {
        let folder = tempfile::tempdir().unwrap();
        let [file, first, second] = ["file.csv", "first", "second"].map(|name| folder.path().join(name));
        let [first, second] = [first, second].map(|path| path.with_extension(ending));
        std::fs::write(&file, format!("First name,Last name,Email,Note\n{broken}")).unwrap();
        let register = Register::in_memory().unwrap();
        for (source, errors) in [(&file, &first), (&first, &second), (&second, &first)] {
            let report = refused(&register, source, errors);
            assert_eq!(codes(&report), [(2, "unclosed_quote")], "{broken} {ending}");
        }
        assert!(everybody(&register).is_empty());
    }
    // Mended in the error file, whose further columns nobody needs to touch.
    let register = Register::in_memory().unwrap();
    let mended = "First name,Last name,Email,Note,_row,_code,_message\n\
        Bo,Ek,bo@example.com,\"x\ny, z\",2,unclosed_quote,close it\n\
        Cia,Ek,cia@example.com,y\nDag,Ek,dag@example.com,z,,,\n";
    assert_eq!(counts(&import(&register, mended)), [3, 0, 0, 0, 0, 0]);
}

// SPEC: B17
#[test]
fn a_cell_of_lines_with_delimiters_is_taken_when_its_code_is_taken_out() {
    let file = |code: &str| {
        format!(
            "First name,Last name,Email,Note,_row,_code,_message\n\
             Bo,Ek,bo@example.com,\"tea\nmilk, bread, jam, cups\",2,{code},x\n"
        )
    };
    let register = Register::in_memory().unwrap();
    assert_eq!(codes(&import(&register, &file("unclosed_quote"))), [(2, "unclosed_quote")]);
    // Other codes never speak against such a cell.
    assert_eq!(counts(&import(&register, &file("email_syntax"))), [1, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&import(&register, &file(""))), [0, 0, 1, 0, 0, 0]);
}

// SPEC: B17
#[test]
fn cells_beyond_the_headings_stay_in_an_error_file_and_are_refused_again() {
    for ending in endings() {
        let folder = tempfile::tempdir().unwrap();
        let [file, first, second] = ["file.csv", "first", "second"].map(|name| folder.path().join(name));
        let [first, second] = [first, second].map(|path| path.with_extension(ending));
        std::fs::write(&file, "First name,Street,City\nAnna,Storgatan 5, 2 tr,Lund\nBo,,Lund,,\n").unwrap();
        let register = Register::in_memory().unwrap();
        let report = refused(&register, &file, &first);
        assert_eq!((counts(&report), codes(&report)), ([1, 0, 0, 0, 0, 1], vec![(2, "extra_cells")]));
        let report = refused(&register, &first, &second);
        assert_eq!((counts(&report), codes(&report)), ([0, 0, 0, 0, 0, 1], vec![(2, "extra_cells")]));
        if ending == "csv" {
            for errors in [first, second] {
                let text = std::fs::read_to_string(errors).unwrap();
                let row = text.lines().nth(1).unwrap();
                assert!(row.starts_with("Anna,Storgatan 5, 2 tr,2,extra_cells,"), "{text}");
                assert!(row.ends_with(",Lund"), "{text}");
            }
        }
    }
}

// SPEC: B17
#[test]
fn the_file_that_is_imported_is_no_error_file_unless_it_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let (file, errors) = (folder.path().join("shop.csv"), folder.path().join("errors.csv"));
    let text = "Given name,E-mail\nAnna,anna@example.com\nBo,bo@\n";
    std::fs::write(&file, text).unwrap();
    let register = Register::in_memory().unwrap();
    for own in [file.clone(), folder.path().join(".").join("shop.csv")] {
        let error = register.import_file(&file).unwrap().error_file(own).run().unwrap_err();
        assert!(matches!(error, Error::RuleViolated { rule: "error_file_is_source", .. }), "{error}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }
    assert_eq!(register.customers().count(&CustomerFilter::default()).unwrap(), 0);
    refused(&register, &file, &errors);
    assert_eq!(refused(&register, &errors, &errors).counts.invalid, 1);
}

// SPEC: B17, C15
#[test]
fn bytes_that_are_not_of_the_encoding_never_take_the_place_of_what_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let [file, first, second] = ["file.csv", "first.csv", "second.csv"].map(|name| folder.path().join(name));
    let rows = "First name,City,Email,Shoe\nGöran,Malmö,g@example.com,38\nBo,Lund,bo@example.com,x\nCia,,c@example.com,å\n";
    let register = Register::in_memory().unwrap();
    assert_eq!(counts(&import(&register, rows)), [3, 0, 0, 0, 0, 0]);
    let (latin_1, _, _) = encoding_rs::WINDOWS_1252.encode(rows);
    std::fs::write(&file, latin_1).unwrap();

    let options = TableOptions { encoding: Some("utf-8".to_owned()), ..TableOptions::default() };
    let table = Table::open(Source::path(&file), &options).unwrap();
    let wrong = register.import_table(table, MappingOptions::default()).unwrap();
    let report = wrong.error_file(&first).run().unwrap();
    // What is in no column that is imported harms nobody.
    assert_eq!((counts(&report), report.replaced), ([0, 0, 2, 0, 0, 1], 3));
    assert_eq!(codes(&report), [(2, "undecodable"), (2, "undecodable")]);
    let columns: Vec<_> = report.problems.iter().map(|problem| problem.column.as_deref()).collect();
    assert_eq!(columns, [Some("First name"), Some("City")]);
    let kept = std::fs::read_to_string(&first).unwrap();
    assert!(kept.contains("G\u{FFFD}ran,Malm\u{FFFD},g@example.com,38,2,undecodable,"), "{kept}");
    assert!(!kept.contains("Bo"), "{kept}");

    // It is refused from its error file, too, until it is mended.
    let again = refused(&register, &first, &second);
    assert_eq!(codes(&again), [(2, "undecodable"), (2, "undecodable")]);
    std::fs::write(&second, kept.replace("G\u{FFFD}ran", "Göran").replace("Malm\u{FFFD}", "Ystad")).unwrap();
    assert_eq!(counts(&register.import_file(&second).unwrap().run().unwrap()), [0, 1, 0, 0, 0, 0]);
    let city = |customer: Customer| customer.profile.addresses.first().map(|address| address.city.clone());
    let cities: Vec<_> = everybody(&register).into_iter().map(city).collect();
    assert_eq!(cities, [Some("Ystad".to_owned()), Some("Lund".to_owned()), None]);

    // Whoever finds the encoding out is not met by this.
    assert_eq!(counts(&register.import_file(&file).unwrap().run().unwrap()), [0, 1, 2, 0, 0, 0]);
    // A sign that stands in the file itself is the customer's own.
    assert_eq!(counts(&import(&register, "First name\nX\u{FFFD}\n")), [1, 0, 0, 0, 0, 0]);
}

// SPEC: B17
#[test]
fn a_picture_is_no_table() {
    let register = Register::in_memory().unwrap();
    for file in [&b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01"[..], b"Name\n\x00\x01\x02\x03\x04"] {
        assert_eq!(register.import_source(Source::bytes(file)).unwrap_err().kind(), ErrorKind::Import);
    }
    // A workbook or a text in UTF-16 has such bytes, and so have rows that a program made.
    let utf_16: Vec<u8> = "First name\nAnna\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(counts(&register.import_source(Source::bytes(utf_16)).unwrap().run().unwrap())[0], 1);
    let made = Source::bytes("given_name\n\x01\x01\n").in_exchange_profile();
    assert_eq!(counts(&register.import_source(made).unwrap().run().unwrap())[5], 1);
}
