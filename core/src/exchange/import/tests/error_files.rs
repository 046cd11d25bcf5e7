//! What an error file keeps of rows that are broken, so that they are refused until somebody mends them.

use std::path::Path;

use super::*;
use crate::base::Error;

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
