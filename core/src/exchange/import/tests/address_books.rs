//! Address books and lists of members that other people's software wrote, row by row.

use super::*;
use crate::customers::{CustomerProfile, Gender};
use crate::exchange::{Import, MappingOptions, Table, TableOptions};
use crate::test_data;

fn import_of<'r>(register: &'r Register, name: &str) -> Option<Import<'r>> {
    Some(register.import_file(test_data::path(name)?).unwrap())
}

fn run(register: &Register, name: &str) -> Option<ImportReport> {
    Some(import_of(register, name)?.run().unwrap())
}

fn names(profile: &CustomerProfile) -> [&str; 3] {
    [&profile.given_name, &profile.family_name, &profile.entered_name]
}

fn emails(profile: &CustomerProfile) -> Vec<(&str, &str)> {
    profile.emails.iter().map(|email| (email.label.as_str(), email.address.as_str())).collect()
}

fn phones(profile: &CustomerProfile) -> Vec<(&str, &str)> {
    profile.phones.iter().map(|phone| (phone.label.as_str(), phone.text.as_str())).collect()
}

// SPEC: B17, C15
#[test]
fn thunderbird_with_semicolons_and_without_headings_is_the_same_two_people() {
    let register = Register::in_memory().unwrap();
    let Some(report) = run(&register, "thunderbird/basic_csv_addressbook.csv") else { return };
    assert_eq!((counts(&report), codes(&report)), ([2, 0, 0, 0, 0, 0], vec![]));
    let all = everybody(&register);
    assert_eq!(names(&all[0].profile), ["John", "Doe", "John Doe"]);
    assert_eq!(emails(&all[1].profile), [("", "jane@doe.invalid")]);
    assert_eq!((all[0].profile.phones.len(), all[0].profile.addresses.len()), (0, 0));

    let report = run(&register, "thunderbird/csv_semicolon.csv").unwrap();
    assert_eq!((counts(&report), codes(&report)), ([0, 0, 2, 0, 0, 0], vec![]));

    let mut import = import_of(&register, "thunderbird/csv_no_header.csv").unwrap();
    for (column, target) in [("1", "entered_name"), ("2", "given_name"), ("3", "family_name"), ("4", "email")]
    {
        import = import.map(column, target.parse().unwrap()).unwrap();
    }
    assert_eq!(counts(&import.run().unwrap()), [0, 0, 2, 0, 0, 0]);
}

// SPEC: B17, C15
#[test]
fn an_address_book_in_the_manner_of_outlook() {
    let register = Register::in_memory().unwrap();
    let name = "roundcube/Csv2vcard/all.csv";
    let Some(report) = run(&register, name) else { return };
    // The sample has "Home Country" where a country belongs, so do the other two addresses, and
    // "Prefix" where a title does.
    assert_eq!(codes(&report), [(2, "country"), (2, "country"), (2, "country"), (2, "choice")]);

    let mut import = import_of(&register, name).unwrap();
    import = import.map("Title", "name_prefix".parse().unwrap()).unwrap();
    for column in ["Home Country", "Work Country", "Other Country/Region"] {
        import = import.ignore(column).unwrap();
    }
    assert_eq!(counts(&import.run().unwrap()), [1, 0, 0, 0, 0, 0]);
    // What the vCard beside it says, except for what a register does not have: department, job, numbers
    // of cars, pagers, video and assistants, names before marriage and of others, messengers.
    let customer = everybody(&register).remove(0);
    let profile = &customer.profile;
    assert_eq!(names(profile), ["First Name", "Last Name", "Display Name"]);
    assert_eq!((profile.additional_names.as_str(), profile.name_prefix.as_str()), ("Middle Name", "Prefix"));
    assert_eq!((profile.name_suffix.as_str(), profile.nickname.as_str()), ("Suffix", "Nickname"));
    assert_eq!(
        emails(profile),
        [("home", "home@example.com"), ("work", "work@example.com"), ("other", "other@example.com")]
    );
    let expected = [
        ("", "600"),
        ("home", "100"),
        ("home", "200"),
        ("work", "300"),
        ("work", "400"),
        ("mobile", "500"),
        ("other", "444"),
        ("fax", "700"),
        ("fax", "800"),
    ];
    assert_eq!(phones(profile), expected);
    let places: Vec<_> =
        profile.addresses.iter().map(|a| [&a.label, &a.street, &a.postal_code, &a.city]).collect();
    let expected = [
        ["home", "Home Street", "Home Zip", "Home City"],
        ["work", "Work Street", "Work Zip", "Work City"],
        ["other", "Other Street", "Other Zip", "Other City"],
    ];
    assert_eq!(places, expected);
    assert_eq!((&profile.gender, profile.note.as_str()), (&Gender::Female, "Notes"));
    assert_eq!(customer.tags[0].name, "test");
}

// SPEC: B17, C15
#[test]
fn outlook_with_three_addresses_and_no_name() {
    let register = Register::in_memory().unwrap();
    let Some(report) = run(&register, "roundcube/Csv2vcard/outlook.csv") else { return };
    assert_eq!(counts(&report), [1, 0, 0, 0, 0, 0]);
    let expected = [("", "test1@domain.tld"), ("", "test2@domain.tld"), ("", "test3@domain.tld")];
    assert_eq!(emails(&everybody(&register)[0].profile), expected);
}

// SPEC: B17, C15
#[test]
fn members_of_ghost() {
    let register = Register::in_memory().unwrap();
    let Some(report) = run(&register, "ghost-members/valid-members-import.csv") else { return };
    assert_eq!((counts(&report), codes(&report)), ([2, 0, 0, 0, 0, 0], vec![]));
    let all = everybody(&register);
    assert_eq!(
        (names(&all[0].profile)[2], all[0].profile.emails[0].address.as_str()),
        ("joe", "jbloggs@example.com")
    );
    assert_eq!((names(&all[1].profile)[2], all[1].profile.note.as_str()), ("test", "test note"));
    assert_eq!(all[1].profile.registered_at.unwrap().to_string(), "1991-10-02T20:30:31Z");
    assert_eq!(all[1].tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["test-label"]);

    let report = run(&register, "ghost-members/valid-members-labels.csv").unwrap();
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 0]);
    let labels: Vec<Vec<String>> = everybody(&register)[2..]
        .iter()
        .map(|customer| customer.tags.iter().map(|tag| tag.name.clone()).collect())
        .collect();
    assert_eq!(labels, [vec!["label"], vec!["and-one-more", "another-label"]]);

    // The second row of the same e-mail counts; both end in an empty cell without a heading.
    let report = run(&register, "ghost-members/members-duplicate-emails.csv").unwrap();
    assert_eq!((counts(&report), report.repeated), ([1, 0, 0, 1, 0, 0], 1));

    let report = run(&register, "ghost-members/members-ragged-row.csv").unwrap();
    assert_eq!((counts(&report), codes(&report)), ([2, 0, 0, 0, 0, 0], vec![]));
    let all = everybody(&register);
    assert_eq!((names(&all[5].profile), all[5].profile.note.as_str()), (["", "", ""], ""));
    assert_eq!((names(&all[6].profile)[2], all[6].profile.note.as_str()), ("Bob", "a note"));

    let report = run(&register, "ghost-members/members-formula-like-values.csv").unwrap();
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 0]);
    let all = everybody(&register);
    let texts: Vec<_> = all[7..].iter().map(|c| (names(&c.profile)[2], c.profile.note.as_str())).collect();
    assert_eq!(texts, [("-5", "+44 123"), ("=SUM(A1)", "@handle")]);
}

// SPEC: B17, C15
#[test]
fn names_in_chinese_and_an_address_that_is_none() {
    let register = Register::in_memory().unwrap();
    let Some(report) = run(&register, "sendora/customers.csv") else { return };
    assert_eq!((counts(&report), codes(&report)), ([3, 0, 0, 0, 0, 1], vec![(4, "email_syntax")]));
    let all = everybody(&register);
    let found: Vec<_> = all.iter().map(|c| (names(&c.profile)[2], phones(&c.profile))).collect();
    let expected =
        [("客戶一", vec![("", "0911111111")]), ("客戶二", vec![]), ("客戶三", vec![("", "0933333333")])];
    assert_eq!(found, expected);
}

/// The columns of FEBRL are named by hand where their headings say too little.
fn febrl<'r>(register: &'r Register, name: &str) -> Option<Import<'r>> {
    let import = import_of(register, name)?;
    let import = import.map("rec_id", "external_id:febrl".parse().unwrap()).unwrap();
    let import = import.join(&["street_number", "address_1"], " ", "street".parse().unwrap()).unwrap();
    Some(import.map("address_2", "street_2".parse().unwrap()).unwrap())
}

// SPEC: B17, C15
#[test]
fn every_record_of_febrl_comes_in_as_it_stands() {
    for name in ["febrl/dataset1.csv", "febrl/dataset2.csv"] {
        let register = Register::in_memory().unwrap();
        let Some(text) = test_data::read(name) else { return };
        let report = febrl(&register, name).unwrap().run().unwrap();
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        // Who has no name at all cannot be a customer.
        let named: Vec<_> = records.iter().filter(|r| !(r[1].is_empty() && r[2].is_empty())).collect();
        let nameless = (records.len() - named.len()) as u64;
        assert_eq!(counts(&report), [named.len() as u64, 0, 0, 0, 0, nameless], "{name}");
        let all = everybody(&register);
        for (record, customer) in named.iter().zip(&all) {
            let profile = &customer.profile;
            assert_eq!(profile.external_ids[0].id, record[0]);
            assert_eq!([&profile.given_name, &profile.family_name], [&record[1], &record[2]]);
            let street = [&record[3], &record[4]].into_iter().filter(|part| !part.is_empty());
            let expected = [
                street.collect::<Vec<_>>().join(" "),
                record[5].to_owned(),
                record[6].to_owned(),
                record[7].to_owned(),
                record[8].to_owned(),
            ];
            let address = profile.addresses.first().cloned().unwrap_or_default();
            let found = [address.street, address.street_2, address.city, address.postal_code, address.region];
            assert_eq!(found, expected, "{name} {}", &record[0]);
        }
        assert_eq!(all.len(), named.len());
    }
}

// SPEC: B17, C16
#[test]
fn formulas_that_would_run_in_a_spreadsheet_are_texts_here() {
    let Some(text) = test_data::read("formula-injection/payloads_all_the_things.txt") else { return };
    let payloads: Vec<&str> = text.lines().collect();
    for guarded in [true, false] {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["First name", "Note"]).unwrap();
        for (place, payload) in payloads.iter().enumerate() {
            let note =
                if guarded { crate::exchange::guard(payload).into_owned() } else { (*payload).to_owned() };
            writer.write_record([format!("n{place}"), note]).unwrap();
        }
        let register = Register::in_memory().unwrap();
        let source = Source::bytes(writer.into_inner().unwrap());
        let report = register.import_source(source).unwrap().run().unwrap();
        assert_eq!(counts(&report)[0], payloads.len() as u64, "{:?}", codes(&report));
        let notes: Vec<String> = everybody(&register).into_iter().map(|c| c.profile.note).collect();
        assert_eq!(notes, payloads);
    }
}

// SPEC: B17
#[test]
fn postcodes_of_every_country_stay_as_they_are_written() {
    let Some(text) = test_data::read("postal/postal_examples_even.json") else { return };
    let countries: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    let (mut file, mut expected) = ("First name;Postcode;Country\n".to_owned(), Vec::new());
    for (country, data) in &countries {
        for example in
            data["zipex"].as_str().unwrap_or("").split(',').filter(|example| !example.contains(':'))
        {
            // Ascension, Tristan da Cunha and Kosovo have no code of ISO 3166-1 of their own.
            if !example.is_empty() && !["AC", "TA", "XK"].contains(&country.as_str()) {
                file.push_str(&format!("x;{example};{country}\n"));
                expected.push((example.to_owned(), country.clone()));
            }
        }
    }
    assert!(expected.len() > 200);
    let register = Register::in_memory().unwrap();
    let table = Table::open(Source::bytes(&file), &TableOptions::default()).unwrap();
    let import = register.import_table(table, MappingOptions::default()).unwrap();
    let report = import.run().unwrap();
    assert_eq!(codes(&report), []);
    let found: Vec<(String, String)> = everybody(&register)
        .iter()
        .map(|customer| &customer.profile.addresses[0])
        .map(|address| (address.postal_code.clone(), address.country.clone()))
        .collect();
    assert_eq!(found, expected);
}
