//! Files with more in them than records.

use super::*;

// SPEC: B17
#[test]
fn sums_and_headings_that_come_again_are_skipped_and_reported() {
    let file = "Kunder;;\n\nFörnamn;E-post;Köpt\nAnna;anna@example.com;1\nFörnamn;E-post;Köpt\n\
                Bo;bo@;2\n;;\nSumma;;3\n";
    let register = Register::in_memory().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let errors = folder.path().join("errors.csv");
    let import = register.import_source(Source::bytes(file)).unwrap();
    let report = import.error_file(&errors).run().unwrap();
    assert_eq!(counts(&report), [1, 0, 0, 2, 0, 1]);
    assert_eq!(codes(&report), [(3, "header_again"), (4, "email_syntax"), (5, "sum")]);
    let lines: Vec<u64> = report.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [5, 6, 8]);
    // Only what can be corrected is in the error file.
    let text = std::fs::read_to_string(errors).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
}

// SPEC: B17
#[test]
fn a_row_with_more_cells_than_headings_is_refused_and_a_short_one_is_not() {
    let file = "First name,Street,City,Email\nAnna,Main Street 5, Apt 3,Lund,anna@example.com\n\
                Bo,High Street 1,Ystad\nCia,,,cia@example.com,,\n";
    let register = Register::in_memory().unwrap();
    let report = import(&register, file);
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 1]);
    assert_eq!(report.problems[0].code, "extra_cells");
    let all = everybody(&register);
    assert_eq!((all[0].profile.addresses[0].city.as_str(), all[0].profile.emails.len()), ("Ystad", 0));
    assert_eq!(all[1].profile.emails[0].address, "cia@example.com");
}
