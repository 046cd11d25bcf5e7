//! Files that other people's software wrote, row by row.

use super::*;
use crate::customers::Gender;
use crate::exchange::{IgnoreReason, Target};
use crate::settings::RegisterSettings;
use crate::test_data;

fn register_of(country: &str) -> Register {
    let settings = RegisterSettings { country: country.to_owned(), ..RegisterSettings::default() };
    Register::builder().settings(settings).in_memory().unwrap()
}

fn import_path(register: &Register, name: &str) -> Option<ImportReport> {
    let path = test_data::path(name)?;
    Some(register.import_file(path).unwrap().run().unwrap())
}

// SPEC: B17, C15
#[test]
fn prestashop_customers_and_their_addresses_come_together() {
    let register = register_of("FR");
    let Some(report) = import_path(&register, "prestashop/customers_import.csv") else { return };
    assert_eq!((counts(&report), codes(&report)), ([9, 0, 0, 0, 0, 0], vec![]));
    let report = import_path(&register, "prestashop/addresses_import.csv").unwrap();
    // Rows 2 to 12 are addresses of seven customers, 13 to 17 of manufacturers and suppliers.
    assert_eq!((counts(&report), codes(&report)), ([0, 11, 0, 5, 0, 0], vec![]));
    let all = everybody(&register);
    let by_email = |email: &str| all.iter().find(|c| c.profile.emails[0].address == email).unwrap();
    let wendy = by_email("Wendy.Moira.Darling@prestashop.com");
    let cities: Vec<_> = wendy.profile.addresses.iter().map(|a| a.city.as_str()).collect();
    assert_eq!(cities, ["New York", "London"]);
    assert_eq!((wendy.profile.title.as_str(), wendy.profile.enabled), ("Ms", true));
    let hook = by_email("James.Hook@prestashop.com");
    assert_eq!(
        hook.customer_groups.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(),
        ["Carribean", "Customer"]
    );
    assert_eq!(hook.profile.company, "Räuber Schätze GmBH");
    assert!(!by_email("Maggie.Banning@prestashop.com").profile.enabled);
    for name in ["prestashop/customers_import.csv", "prestashop/addresses_import.csv"] {
        let again = import_path(&register, name).unwrap().counts;
        assert_eq!((again.created, again.updated), (0, 0), "{name}");
    }
}

// SPEC: B17, C15
#[test]
fn a_shop_that_knows_its_customers_by_phone() {
    let register = register_of("PK");
    let Some(report) = import_path(&register, "shopify-like/customers_a.csv") else { return };
    // The source's own test refuses rows 4 to 8. Here a foreign number is a number (row 5), consents
    // are not imported, so that a strange one (row 7) or one without an address (row 8) harms
    // nothing; row 6 has the number of row 2 and another name.
    assert_eq!(counts(&report), [5, 0, 0, 0, 1, 1]);
    assert_eq!(codes(&report), [(4, "email_syntax"), (6, "other_name")]);
    let all = everybody(&register);
    assert_eq!(all[0].tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["eid", "vip"]);
    assert_eq!(all[1].profile.phones[0].e164, Some(923_335_551_234));
    let again = import_path(&register, "shopify-like/customers_a.csv").unwrap();
    assert_eq!(counts(&again), [0, 0, 5, 0, 1, 1]);
}

// SPEC: B17, C15
#[test]
fn a_shop_export_with_guarded_ids() {
    let register = register_of("US");
    let Some(report) = import_path(&register, "shopify-like/customers_b.csv") else { return };
    assert_eq!((counts(&report), codes(&report)), ([2, 0, 0, 0, 0, 0], vec![]));
    let teodoro = &everybody(&register)[0].profile;
    assert_eq!(teodoro.external_ids[0].id, "7210448301122");
    assert_eq!(teodoro.phones.len(), 1);
    let again = import_path(&register, "shopify-like/customers_b.csv").unwrap();
    assert_eq!(counts(&again), [0, 0, 2, 0, 0, 0]);
}

// SPEC: B17, C15
#[test]
fn contacts_of_google() {
    // Birthdays and websites are off otherwise.
    let settings = RegisterSettings {
        policies: Vec::new(),
        business_mode: true,
        country: "PL".to_owned(),
        ..RegisterSettings::default()
    };
    let register = Register::builder().settings(settings).in_memory().unwrap();
    let Some(report) = import_path(&register, "roundcube/Csv2vcard/gmail.csv") else { return };
    // The sample has "home_country" where a country belongs, at home and at work.
    assert_eq!((counts(&report), codes(&report)), ([0, 0, 0, 0, 0, 1], vec![(2, "country"), (2, "country")]));

    let import_it = || {
        let path = test_data::path("roundcube/Csv2vcard/gmail.csv").unwrap();
        let import = register.import_file(path).unwrap();
        let without = Target::Ignored(IgnoreReason::Chosen);
        let import = import.map("Address 1 - Country", without.clone()).unwrap();
        import.map("Address 2 - Country", without).unwrap().run().unwrap()
    };
    assert_eq!(counts(&import_it()), [1, 0, 0, 0, 0, 0]);
    let contact = everybody(&register).remove(0);
    // What the vCard beside it says, except for what a register does not have: the spouse, the title of
    // the job, the second website. Of the groups Google makes `* My Contacts` for everybody.
    let profile = &contact.profile;
    let names = [&profile.given_name, &profile.additional_names, &profile.family_name, &profile.nickname];
    assert_eq!(names, ["Firstname", "Middle", "Lastname", "nick"]);
    assert_eq!((profile.name_prefix.as_str(), profile.name_suffix.as_str()), ("Prefix", "Suffix"));
    assert_eq!((profile.company.as_str(), profile.note.as_str()), ("company", "note\"note"));
    let emails: Vec<&str> = profile.emails.iter().map(|email| email.address.as_str()).collect();
    assert_eq!(emails, ["home@aaa.pl", "work@email.pl", "unknown@email.com", "other@email.com"]);
    let labels: Vec<&str> = profile.emails.iter().map(|email| email.label.as_str()).collect();
    assert_eq!(labels, ["home", "work", "", "other"]);
    let places = profile
        .addresses
        .iter()
        .map(|a| [&a.label, &a.street, &a.street_2, &a.postal_code, &a.city, &a.region]);
    let expected = [
        ["home", "home_street", "home_pobox", "home_zip", "home_city", "home_state"],
        ["work", "work_street", "", "work_zip", "work_city", ""],
    ];
    assert_eq!(places.collect::<Vec<_>>(), expected);
    assert_eq!(profile.birthday.map(|day| day.to_string()).as_deref(), Some("1975-12-12"));
    let phones: Vec<_> =
        profile.phones.iter().map(|phone| [phone.label.as_str(), phone.text.as_str()]).collect();
    let expected = [
        ["main", "mainphone"],
        ["home", "homephone"],
        ["mobile", "mobile"],
        ["work", "workphone"],
        // Nobody calls these.
        ["pager", "pager"],
        ["home fax", "homefax"],
        ["work fax", "workfax"],
    ];
    assert_eq!(phones, expected);
    assert_eq!((profile.website.as_str(), &profile.gender), ("test.com", &Gender::Unspecified));
    let groups: Vec<&str> = contact.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!((groups, contact.contact_groups.len()), (vec!["Test"], 0));
    assert_eq!(counts(&import_it()), [0, 0, 1, 0, 0, 0]);
}

// SPEC: B17, C16
#[test]
fn naughty_strings_survive_as_notes() {
    let Some(text) = test_data::read("naughty-strings/blns.json") else { return };
    let strings: Vec<String> = serde_json::from_str(&text).unwrap();
    let mut file = "First name,Email,Note\r\n".to_owned();
    for (place, string) in strings.iter().enumerate() {
        let note = crate::exchange::guard(string).replace('"', "\"\"");
        file.push_str(&format!("A,n{place}@example.com,\"{note}\"\r\n"));
    }
    let register = Register::in_memory().unwrap();
    let report = import(&register, &file);
    assert_eq!(
        (report.counts.created, report.problem_count),
        (strings.len() as u64, 0),
        "{:?}",
        codes(&report)
    );
    for (customer, string) in everybody(&register).iter().zip(&strings) {
        assert_eq!(&customer.profile.note, string);
    }
}

// SPEC: B17, C13
#[test]
fn the_example_file_changes_nothing_the_second_time() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/customers.csv");
    let settings = RegisterSettings {
        locale: "sv-SE".to_owned(),
        zone: "Europe/Stockholm".to_owned(),
        country: "SE".to_owned(),
        currency: "SEK".to_owned(),
        ..RegisterSettings::default()
    };
    let register = Register::builder().settings(settings).in_memory().unwrap();
    let report = register.import_file(path).unwrap().run().unwrap();
    let first = report.counts;
    assert_eq!(first.rows(), 12_000);
    // The notes beside the file: 144 bad rows, of which the 27 with a day that does not exist are
    // bad only in a column that is off; 213 repetitions.
    let again = register.import_file(path).unwrap().run().unwrap().counts;
    assert_eq!((again.created, again.updated), (0, 0), "{first:?} {again:?}");
    assert_eq!((again.unchanged, again.invalid), (first.created + first.updated, first.invalid));
    assert_eq!(first.updated, 0, "{first:?}");
}

// SPEC: B17
#[test]
fn every_vcard_is_refused_with_what_to_do() {
    let Some(folder) = test_data::path("") else { return };
    let (mut folders, mut seen) = (vec![folder], 0);
    let register = Register::in_memory().unwrap();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "vcf") {
                let error = register.import_file(&path).unwrap_err();
                assert_eq!(error.kind(), crate::base::ErrorKind::Import, "{path:?}");
                assert!(error.to_string().contains("save them as CSV"), "{path:?}: {error}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 20, "{seen}");
}

// SPEC: B17, C16
#[test]
fn every_cell_of_csv_spectrum_comes_in_as_the_set_has_it() {
    for name in [
        "comma_in_quotes",
        "empty",
        "empty_crlf",
        "escaped_quotes",
        "json",
        "newlines",
        "newlines_crlf",
        "quotes_and_newlines",
        "simple",
        "simple_crlf",
        "utf8",
    ] {
        let Some(json) = test_data::read(&format!("csv-spectrum/json/{name}.json")) else { return };
        let path = test_data::path(&format!("csv-spectrum/csvs/{name}.csv")).unwrap();
        let rows: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&json).unwrap();
        let headings: Vec<String> = rows[0].keys().cloned().collect();
        for heading in &headings {
            let register = Register::in_memory().unwrap();
            let mut import = register.import_file(&path).unwrap();
            for other in &headings {
                import = import.ignore(other).unwrap();
            }
            let import = import.map(heading, Target::Field("note")).unwrap();
            let import = import.fix(Target::Field("given_name"), "Anna").unwrap();
            let report = import.run().unwrap();
            assert_eq!(report.counts.created, rows.len() as u64, "{name} {heading} {:?}", codes(&report));
            let notes: Vec<String> = everybody(&register).into_iter().map(|c| c.profile.note).collect();
            let expected: Vec<&str> = rows.iter().map(|row| row[heading].as_str().unwrap()).collect();
            assert_eq!(notes, expected, "{name} {heading}");
        }
    }
}
