//! The file of the examples: what is wrong with it is found by other means than ours.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::*;
use crate::RowOutcome;
use crate::settings::RegisterSettings;

/// Words that stand for countries in the file and are none.
const NO_COUNTRIES: [&str; 5] = ["QX", "ZZ", "Atlantis", "Ruritania", "Sverge"];

/// The cells of a row by their headings.
struct Cells(BTreeMap<String, String>);

impl Cells {
    fn get(&self, heading: &str) -> &str {
        self.0.get(heading).map_or("", String::as_str)
    }
}

/// The rows with their numbers; the headings are row 1, empty lines do not count.
fn rows(bytes: &[u8]) -> Vec<(u64, Cells)> {
    let (text, ..) = encoding_rs::WINDOWS_1252.decode(bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(text.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let records = reader.records().map(|record| {
        let record = record.unwrap();
        let cells = headings.iter().zip(&record);
        Cells(cells.map(|(heading, cell)| (heading.to_owned(), cell.to_owned())).collect())
    });
    (2..).zip(records).collect()
}

fn is_no_day(text: &str) -> bool {
    let day = text.trim().get(..10).unwrap_or(text);
    !day.is_empty() && NaiveDate::parse_from_str(day, "%Y-%m-%d").is_err()
}

// SPEC: C13, B17
#[test]
fn the_faults_of_the_example_file_are_found_and_no_others() {
    let bytes = include_bytes!("../../../../../examples/data/customers.csv");
    let settings = RegisterSettings {
        locale: "sv-SE".into(),
        zone: "Europe/Stockholm".into(),
        country: "SE".into(),
        business_mode: true,
        ..RegisterSettings::default()
    };
    let register = Register::builder().settings(settings).in_memory().unwrap();
    let report = register.import_source(Source::bytes(bytes)).unwrap().run().unwrap();
    assert_eq!(report.counts.rows(), 12_000);
    assert_eq!(report.counts.skipped, 213);
    let mut found: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for problem in report.problems.iter().filter(|problem| problem.outcome == RowOutcome::Invalid) {
        found.entry(problem.code).or_default().insert(problem.row);
    }
    let rows = rows(bytes);
    let of = |test: &dyn Fn(&Cells) -> bool| -> BTreeSet<u64> {
        rows.iter().filter(|(_, row)| test(row)).map(|(number, _)| *number).collect()
    };
    // Two people with a wrong day come again, and the later row counts.
    let comes_again: BTreeSet<u64> = [9_373, 11_282].into();
    let days = of(&|row| is_no_day(row.get("Registrerad")) || is_no_day(row.get("Senaste besök")));
    assert_eq!(days.len(), 27);
    let without: BTreeSet<u64> = days.difference(&comes_again).copied().collect();
    assert_eq!(found["date"], without);
    assert_eq!(found["too_long"], of(&|row| row.get("Förnamn").chars().count() > 200));
    assert_eq!(found["country"], of(&|row| NO_COUNTRIES.contains(&row.get("Land"))));
    let is_control = |c: char| c.is_control() && !"\t\r\n".contains(c);
    assert_eq!(
        found["character"],
        of(&|row| row.get("Förnamn").contains(is_control) || row.get("Efternamn").contains(is_control))
    );
    let named = ["Förnamn", "Efternamn", "E-post", "Telefon", "Företag"];
    assert_eq!(found["identity"], of(&|row| named.iter().all(|name| row.get(name).trim().is_empty())));
    assert_eq!(found["email_syntax"].len(), 21);
    assert_eq!(found.len(), 6, "{found:?}");
    let invalid: BTreeSet<u64> = found.values().flatten().copied().collect();
    assert_eq!(report.counts.invalid, invalid.len() as u64);
}
