mod address_books;
mod civicrm;
mod error_files;
mod example_file;
mod keyless;
mod mapped;
mod matching;
mod messy;
mod plans;
mod real_files;
mod refusals;
mod resume;
mod settings;
mod shapes;
mod told;
mod undo;
mod undo_order;
mod undo_since;
mod units;
#[cfg(feature = "xlsx")]
mod workbooks;

use crate::base::Sort;
use crate::customers::{Customer, CustomerFilter};
use crate::exchange::{ImportCounts, ImportReport, Source};
use crate::register::Register;

fn import(register: &Register, text: &str) -> ImportReport {
    register.import_source(Source::bytes(text)).unwrap().run().unwrap()
}

/// Created, updated, unchanged, skipped, ambiguous, invalid.
fn counts(report: &ImportReport) -> [u64; 6] {
    let ImportCounts { created, updated, unchanged, skipped, ambiguous, invalid } = report.counts;
    [created, updated, unchanged, skipped, ambiguous, invalid]
}

fn codes(report: &ImportReport) -> Vec<(u64, &str)> {
    report.problems.iter().map(|problem| (problem.row, problem.code)).collect()
}

/// All customers by number.
fn everybody(register: &Register) -> Vec<Customer> {
    let all = register.customers().all(&CustomerFilter::default(), &Sort::Number);
    all.map(|customer| customer.unwrap()).collect()
}
