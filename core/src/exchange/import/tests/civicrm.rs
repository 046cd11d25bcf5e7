//! The files that CiviCRM's own tests import, whose column `expected` says what it takes. Where a
//! register judges a row otherwise, the reason stands beside it.

use super::*;
use crate::customers::Gender;
use crate::exchange::{DateOrder, Import, MappingOptions, Repeats, RowOutcome, Table, TableOptions};
use crate::settings::RegisterSettings;
use crate::test_data;

use RowOutcome::{Created, Invalid, Unchanged, Updated};

/// A register that asks for birthdays.
fn register() -> Register {
    let settings = RegisterSettings { policies: Vec::new(), ..RegisterSettings::default() };
    Register::builder().settings(settings).in_memory().unwrap()
}

/// What becomes of each row, and what CiviCRM says of it.
fn outcomes(import: Import<'_>) -> Vec<(RowOutcome, String)> {
    let table = import.table();
    let place = table.headers().iter().position(|header| header.eq_ignore_ascii_case("expected"));
    let (mut rows, mut row, mut expected) = (table.rows().unwrap(), Default::default(), Vec::new());
    while rows.read(&mut row).unwrap() {
        expected.push(row.get(place.unwrap()).unwrap_or("").to_owned());
    }
    let plan = import.plan().unwrap();
    plan.outcomes().iter().copied().zip(expected).collect()
}

fn check(found: &[(RowOutcome, String)], expected: &[(RowOutcome, &str)]) {
    let found: Vec<(RowOutcome, &str)> =
        found.iter().map(|(outcome, said)| (*outcome, said.as_str())).collect();
    assert_eq!(found, expected);
}

// SPEC: B17, C15
#[test]
fn countries_and_states() {
    let Some(path) = test_data::path("civicrm/individual_country_state_county_with_related.csv") else {
        return;
    };
    let asking = register();
    let import = asking.import_file(&path).unwrap();
    // County and State are the same field here, so that somebody has to choose.
    assert_eq!(import.mapping().contested.len(), 1);
    let import = import.ignore("County").unwrap().map("State", "region".parse().unwrap()).unwrap();
    let expected = [
        // `ABC` is no country.
        (Invalid, "Invalid"),
        // The mother's country is wrong; related people are not imported.
        (Created, "Invalid"),
        (Updated, "Valid"),
        (Updated, "Valid"),
        // 1013 is CiviCRM's own number of a country.
        (Invalid, "Valid"),
        (Updated, "Valid"),
        (Updated, "Valid"),
        // A state is any text here.
        (Updated, "Invalid"),
    ];
    check(&outcomes(import.on_repeat(Repeats::Each)), &expected);
    // What it takes, one row after the other: the country by its code, the state as it stands.
    let places = [
        ("NSW", "AU"),
        ("New South Wales", "AU"),
        ("NSW", "AU"),
        ("NEW South Wales", "AU"),
        ("My own personal fiefdom", "AU"),
    ];
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for (place, line) in places.into_iter().zip([3, 4, 6, 7, 8]) {
        let register = register();
        let import =
            register.import_source(Source::bytes(format!("{}\n{}\n", lines[0], lines[line]))).unwrap();
        let import = import.ignore("County").unwrap().map("State", "region".parse().unwrap()).unwrap();
        import.run().unwrap();
        let address = &everybody(&register)[0].profile.addresses[0];
        assert_eq!((address.region.as_str(), address.country.as_str()), place, "{line}");
    }
}

// SPEC: B17, C15
#[test]
fn dates_of_iso() {
    let Some(path) = test_data::path("civicrm/individual_dates_type1.csv") else { return };
    let register = register();
    let expected = [
        (Created, "Valid"),
        (Created, "Valid"),
        (Created, "Valid"),
        (Invalid, "Invalid"),
        // The wrong date is one of death or of a custom field, which a register does not have.
        (Created, "Invalid"),
        (Created, "Invalid"),
        (Created, "Invalid"),
    ];
    check(&outcomes(register.import_file(&path).unwrap()), &expected);
    register.import_file(&path).unwrap().run().unwrap();
    let birthdays: Vec<String> =
        everybody(&register).iter().map(|c| c.profile.birthday.unwrap().to_string()).collect();
    assert_eq!(birthdays, ["2008-09-01"; 6]);
    let streets: Vec<String> =
        everybody(&register).iter().take(2).map(|c| c.profile.addresses[0].street.clone()).collect();
    assert_eq!(streets, ["10 Downing St", "11 Downing St"]);
}

// SPEC: B17, C15
#[test]
fn dates_with_the_month_first() {
    let Some(path) = test_data::path("civicrm/individual_dates_type4.csv") else { return };
    let register = register();
    let open = || Table::open(Source::path(&path), &TableOptions::default()).unwrap();
    // No date proves it, which is told; CiviCRM is told too, by the type of the import.
    let guessed = register.import_table(open(), MappingOptions::default()).unwrap();
    assert!(guessed.mapping().columns[2].ambiguous_dates);
    let options = MappingOptions { date_order: DateOrder::MonthFirst, ..MappingOptions::default() };
    let import = register.import_table(open(), options.clone()).unwrap();
    check(&outcomes(import), &[(Created, "Valid"); 4]);
    register.import_table(open(), options).unwrap().run().unwrap();
    assert!(everybody(&register).iter().all(|c| c.profile.birthday.unwrap().to_string() == "2008-09-01"));
}

// SPEC: B17, C15
#[test]
fn genders() {
    let Some(path) = test_data::path("civicrm/individual_genders.csv") else { return };
    let register = register();
    let mut expected = vec![
        (Created, "Valid"),
        (Created, "Valid"),
        (Created, "Valid"),
        // A point behind a word and one letter for it are understood here.
        (Created, "Invalid"),
        (Created, "Invalid"),
        (Created, "Invalid"),
        (Invalid, "Invalid"),
        // CiviCRM's own number of a gender.
        (Invalid, "Valid"),
    ];
    // The rest are genders of mothers, who are not imported.
    let mothers = ["Valid", "Valid", "Valid", "Invalid", "Invalid", "Invalid", "Invalid", "Valid"];
    expected.extend(mothers.map(|said| (Created, said)));
    check(&outcomes(register.import_file(&path).unwrap()), &expected);
    register.import_file(&path).unwrap().run().unwrap();
    let genders: Vec<Gender> = everybody(&register).into_iter().map(|c| c.profile.gender).collect();
    assert!(genders[..6].iter().all(|gender| *gender == Gender::Female));
    assert!(genders[6..].iter().all(|gender| *gender == Gender::default()) && genders.len() == 14);
}

// SPEC: B17, C15
#[test]
fn web_addresses_and_countries_in_other_scripts() {
    let Some(path) = test_data::path("civicrm/individual_unicode.csv") else { return };
    // Only companies have web addresses.
    let settings = RegisterSettings { business_mode: true, ..RegisterSettings::default() };
    let register = Register::builder().settings(settings).in_memory().unwrap();
    let report = register.import_file(&path).unwrap().run().unwrap();
    assert_eq!((counts(&report), codes(&report)), ([1, 0, 0, 0, 0, 0], vec![]));
    let iron = &everybody(&register)[0].profile;
    assert_eq!((iron.website.as_str(), iron.addresses[0].country.as_str()), ("https://কানাডা.com", "CI"));
}

// SPEC: B17, C15
#[test]
fn participants_of_an_event_are_customers_by_their_address() {
    let Some(path) = test_data::path("civicrm/participant.csv") else { return };
    let register = register();
    // The heading `Email (match to contact)` says what CiviCRM does with it, not that it is one.
    let report = register.import_file(&path).unwrap().run().unwrap();
    assert_eq!(codes(&report), [(2, "identity")]);
    let import = register.import_file(&path).unwrap();
    let import = import.map("Email (match to contact)", "email".parse().unwrap()).unwrap();
    // Event, fee, role and status are no fields of a customer.
    assert_eq!(counts(&import.run().unwrap()), [1, 0, 0, 0, 0, 0]);
    assert_eq!(everybody(&register)[0].profile.emails[0].address, "mum@example.com");
    let again = register.import_file(&path).unwrap();
    let again = again.map("Email (match to contact)", "email".parse().unwrap()).unwrap();
    assert_eq!(again.plan().unwrap().outcomes(), [Unchanged]);
}
