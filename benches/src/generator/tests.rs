use std::collections::{HashMap, HashSet};

use rlibphonenumber::PhoneNumber;

use super::*;

fn generator(rows: u32) -> Generator {
    Generator::new(Options { rows, ..Options::default() }).unwrap()
}

fn file(options: Options, format: FileFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    Generator::new(options).unwrap().write_file(format, &mut bytes).unwrap();
    bytes
}

/// Counts how many of a thousand rows something holds for.
fn per_mille(rows: &[Row], holds: impl Fn(&Row) -> bool) -> f64 {
    let count = rows.iter().filter(|row| holds(row)).count();
    count as f64 * 1000.0 / rows.len() as f64
}

#[track_caller]
fn assert_near(actual: f64, expected: f64, tolerance: f64) {
    assert!((actual - expected).abs() <= tolerance, "{actual} is not within {tolerance} of {expected}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let options = Options { rows: 300, ..Options::default() };
    let first = file(options.clone(), FileFormat::default());
    assert_eq!(first, file(options.clone(), FileFormat::default()));
    assert_ne!(first, file(Options { seed: 2, ..options }, FileFormat::default()));
}

#[test]
fn a_longer_file_begins_with_the_shorter_one() {
    let short = file(Options { rows: 100, ..Options::default() }, FileFormat::default());
    let long = file(Options { rows: 200, ..Options::default() }, FileFormat::default());
    assert!(long.starts_with(&short));
}

#[test]
fn shares_of_repeated_bad_and_untidy_rows_are_as_asked() {
    let rows: Vec<Row> = generator(40_000).rows().collect();
    assert_near(per_mille(&rows, |row| row.repeats.is_some()), 30.0, 3.0);
    assert_near(per_mille(&rows, |row| !row.faults.is_empty()), 10.0, 2.0);
    assert_near(per_mille(&rows, |row| row.untidiness.is_some()), 5.0, 1.5);
    for fault in Fault::ALL {
        assert!(rows.iter().any(|row| row.faults.contains(&fault)), "{fault:?}");
    }
}

#[test]
fn only_repeats_share_an_email() {
    let rows: Vec<Row> = generator(20_000).rows().collect();
    let mut seen = HashMap::new();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.faults.is_empty()) {
        let email = row.customer.email.trim().to_lowercase();
        match row.repeats {
            None if email.is_empty() => {}
            None => assert_eq!(seen.insert(email, index), None),
            Some(Repeat::SamePerson { row: earlier } | Repeat::Family { row: earlier }) => {
                assert_eq!(seen.get(&email), Some(&(earlier as usize)));
            }
        }
    }
}

#[test]
fn a_repeated_person_keeps_the_name_and_a_relative_has_another_first_name() {
    let generator = generator(20_000);
    for row in generator.rows() {
        match row.repeats {
            Some(Repeat::SamePerson { row: earlier }) => {
                assert_eq!(row.customer.given_name, generator.row(earlier).customer.given_name);
            }
            Some(Repeat::Family { row: earlier }) => {
                assert_ne!(row.customer.given_name, generator.row(earlier).customer.given_name);
            }
            None => {}
        }
    }
}

#[test]
fn tags_are_as_popular_as_the_table_says() {
    let rows: Vec<Row> = generator(40_000).rows().collect();
    let total: usize = rows.iter().map(|row| row.customer.tags.len()).sum();
    assert_near(total as f64 / rows.len() as f64, 1.47, 0.03);
    assert_near(per_mille(&rows, |row| row.customer.tags.contains(&"newsletter")), 380.0, 10.0);
    assert_near(per_mille(&rows, |row| row.customer.tags.contains(&"call first")), 14.0, 3.0);
}

#[test]
fn names_are_latin_and_cyrillic() {
    let rows: Vec<Row> = generator(5_000).rows().collect();
    let cyrillic = |row: &Row| row.customer.family_name.chars().any(|c| ('а'..='я').contains(&c));
    assert_near(per_mille(&rows, cyrillic), 120.0, 25.0);
}

#[test]
fn emails_end_in_domains_that_belong_to_nobody() {
    for row in generator(5_000).rows().filter(|row| row.faults.is_empty() && !row.customer.email.is_empty()) {
        let email = row.customer.email.trim().to_lowercase();
        let (local, domain) = email.split_once('@').unwrap();
        assert!(local.is_ascii() && !local.starts_with('.'), "{email}");
        let reserved = ["example.com", "example.org", "example.net"];
        assert!(
            reserved.iter().any(|name| domain == *name || domain.ends_with(&format!(".{name}"))),
            "{email}"
        );
    }
}

#[test]
fn phones_are_numbers_of_their_country() {
    let rows: Vec<Row> = generator(5_000).rows().filter(|row| !row.customer.phone.is_empty()).collect();
    let valid = |row: &Row| {
        let region = row.customer.country.parse().ok();
        PhoneNumber::parse(&row.customer.phone, region).is_ok_and(|number| number.is_valid())
    };
    let good: Vec<Row> = rows.into_iter().filter(|row| row.faults.is_empty()).collect();
    assert!(per_mille(&good, valid) > 980.0);
}

#[test]
fn every_cell_of_a_file_can_be_read_back() {
    for (format, options) in [
        (FileFormat::default(), Options { rows: 3_000, ..Options::default() }),
        (
            FileFormat { delimiter: b';', ..FileFormat::default() },
            Options { rows: 3_000, untidy_per_mille: 100, ..Options::default() },
        ),
    ] {
        let bytes = file(options.clone(), format);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(format.delimiter)
            .flexible(true)
            .from_reader(bytes.as_slice());
        let columns = Wording::English.columns().len();
        assert_eq!(reader.headers().unwrap().len(), columns);
        let generator = Generator::new(options).unwrap();
        let mut records = reader.records();
        for row in generator.rows() {
            let record = records.next().unwrap().unwrap();
            assert_eq!(&record[0], row.customer.customer_id);
            if row.faults.contains(&Fault::TooFewCells) {
                assert_eq!(record.len(), 2);
                continue;
            }
            let extra = if row.untidiness == Some(Untidiness::TooManyCells) { 2 } else { 0 };
            assert_eq!(record.len(), columns + extra);
            assert_eq!(&record[6], row.customer.email);
            assert_eq!(&record[18], row.customer.tags.join(", "));
            assert_eq!(&record[19], row.customer.note);
        }
        assert!(records.next().is_none());
    }
}

#[test]
fn western_names_fit_windows_1252_and_bulgarian_ones_do_not() {
    let format = FileFormat { encoding: FileEncoding::Windows1252, ..FileFormat::default() };
    let mix = |words: &[&str]| Options {
        rows: 3_000,
        locales: words.iter().map(|word| ((*word).to_owned(), 1)).collect(),
        ..Options::default()
    };
    let western = mix(&["en", "en-US", "sv", "nb", "da", "de", "es", "fr"]);
    assert!(!file(western, format).is_empty());
    let error = Generator::new(mix(&["bg"])).unwrap().write_file(format, &mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
}

#[test]
fn a_draft_holds_the_cells_of_its_row() {
    let generator = generator(2_000);
    let mut seen = HashSet::new();
    for row in generator.rows().filter(|row| row.faults.is_empty()) {
        let draft = row.customer.draft();
        assert_eq!(draft.tags, row.customer.tags);
        assert_eq!(draft.profile.emails.len(), usize::from(!row.customer.email.is_empty()));
        assert!(draft.profile.registered_at.is_some(), "{}", row.customer.registered);
        seen.insert(draft.profile.addresses[0].country.clone());
    }
    assert_eq!(seen.len(), 9);
}
