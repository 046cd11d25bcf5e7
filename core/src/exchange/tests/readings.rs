//! Cells that leave open how they are read, and what is said of them.

use super::rows::{context, drafts};
use super::{all_rows, table};
use crate::base::Rule;
use crate::customers::{CustomerDraft, CustomerProfile, Gender};
use crate::exchange::notice::Notice;
use crate::exchange::{CellReading, IgnoreReason, Mapping, MappingOptions, RowConverter, Table, Target};

fn detect(table: &Table) -> Mapping {
    Mapping::detect(table, &MappingOptions::default()).unwrap()
}

fn only(text: &str) -> CustomerDraft {
    drafts(&table(text)).remove(0).unwrap()
}

fn refused(text: &str) -> Vec<(usize, Rule)> {
    drafts(&table(text)).remove(0).unwrap_err()
}

/// What is said of the columns' cells.
fn readings(text: &str) -> Vec<(String, CellReading)> {
    let table = table(text);
    let notices = Notice::of(&table, &detect(&table)).into_iter();
    let readings = notices.filter_map(|notice| match notice {
        Notice::Reading { header, reading } => Some((header, reading)),
        _ => None,
    });
    readings.collect()
}

fn targets(text: &str) -> Vec<Target> {
    detect(&table(text)).columns.into_iter().map(|column| column.target).collect()
}

// SPEC: B17, C16
#[test]
fn lists_are_cut_in_files_whose_headings_happen_to_be_keys() {
    let draft = only("email,phone,tags\na@example.com,070-174 06 05,\"vip, new\"\n");
    assert_eq!(draft.tags, ["vip", "new"]);
    // A line break says that a line is a name.
    for cell in ["vip, new\nfair", "vip, new\r\nfair"] {
        assert_eq!(only(&format!("Name,Tags\nAnna,\"{cell}\"\n")).tags, ["vip, new", "fair"]);
    }
    assert_eq!(only("Name,Tags\nAnna,\"vip, new\n\"\n").tags, ["vip, new"]);
}

// SPEC: B17
#[test]
fn names_that_begin_with_a_star_are_left_out_of_files_of_google_alone() {
    assert_eq!(only("Name;Tags\nAnna;* VIP, new\n").tags, ["* VIP", "new"]);
    let google =
        "Given Name,Family Name,Yomi Name,Group Membership\nAnna,Berg,,* myContacts ::: *VIP ::: new\n";
    assert_eq!(only(google).tags, ["*VIP", "new"]);
}

// SPEC: B17, C15
#[test]
fn ids_of_another_system_are_kept_where_they_tell_the_rows_apart() {
    let external = Target::ExternalId("file".into());
    let no_id = Target::Ignored(IgnoreReason::NoId);
    assert_eq!(targets("id;name\n1;Anna\n2;Bo\n")[0], external);
    assert_eq!(targets("id;name\n1;Anna\n1;Bo\n")[0], no_id);
    assert_eq!(targets("id;name\n1;Anna\n;Bo\n")[0], no_id);
    // Ids of a register are of version 7; one that was spoilt among them is told of its row.
    assert_eq!(targets("id;name\n7f9c24e5-2b1a-4c3d-8e4f-5a6b7c8d9e0f;Anna\n")[0], external);
    let own = "id;name\n0190c2a4-7c7b-7000-8000-000000000001;Anna\n0190c2a4-7c7b-7000-8000-000000000002;Bo\nx;Cia\n";
    assert_eq!(targets(own)[0], Target::Field("id"));
    assert_eq!(drafts(&table(own))[2].as_ref().unwrap_err(), &[(0, Rule::Choice)]);
    // What is said to be the customer's number wins.
    let both = targets("id;Customer number;name\n1;17;Anna\n2;18;Bo\n");
    assert_eq!(both[..2], [Target::Ignored(IgnoreReason::Contested), external]);
}

// SPEC: B17
#[test]
fn letters_for_genders_are_spanish_only_where_all_are() {
    let genders = |text: &str| {
        let found = drafts(&table(text)).into_iter();
        found.map(|draft| draft.map(|draft| draft.profile.gender)).collect::<Vec<_>>()
    };
    let told = vec![("Sex".to_owned(), CellReading::SpanishGenders)];
    let wrong = || Err(vec![(1, Rule::Choice)]);
    for letter in ["H", "v"] {
        let text = format!("Name;Sex\nAna;M\nJosé;{letter}\n");
        assert_eq!(genders(&text), [Ok(Gender::Female), Ok(Gender::Male)]);
        assert_eq!(readings(&text), told);
    }
    let mixed = "Name;Sex\nJan;M\nAnna;F\nBo;M\nCia;h\n";
    assert_eq!(genders(mixed), [Ok(Gender::Male), Ok(Gender::Female), Ok(Gender::Male), wrong()]);
    assert_eq!(readings(mixed), []);
    assert_eq!(readings("Name;Sex\nJan;M\n"), []);

    // The last row counts as much as the first.
    let late = table(format!("Name;Sex\n{}Cia;f\n", "Jan;m\nBo;h\n".repeat(1_000)));
    let mut mapping = detect(&late);
    assert_eq!(mapping.columns[1].readings, [CellReading::SpanishGenders]);
    mapping.settle_dates(&late).unwrap();
    assert_eq!(mapping.columns[1].readings, []);
    let jan = RowConverter::new(&mapping, context(&late)).convert(&all_rows(&late)[0]).to_draft().unwrap();
    assert_eq!(jan.profile.gender, Gender::Male);
}

// SPEC: B17
#[test]
fn amounts_with_three_digits_behind_their_marks_alone_are_told() {
    let told = |amounts: &str| readings(&format!("Name;Credit limit\n{amounts}"));
    let open = vec![("Credit limit".to_owned(), CellReading::Thousands)];
    assert_eq!(told("A;1.500\nB;12,000 kr\nC;300\n"), open);
    for settled in ["A;1.500\nB;12,50\n", "A;1.500,00\n", "A;1.500\nB;1.500.000\n", "A;0,500\n", "A;300\n"] {
        assert_eq!(told(settled), [], "{settled}");
    }
}

// SPEC: B17
#[test]
fn numbers_that_a_spreadsheet_wrote_in_short_are_refused() {
    let short = |place| [(place, Rule::ShortenedNumber)];
    for header in ["Phone", "Mobile", "Postcode", "Customer number", "Organisation number", "Work Zip"] {
        for cell in ["4,67012E+10", "4.67012E+10", "4E+10", "4,67012e+10"] {
            assert_eq!(refused(&format!("Name;{header}\nAnna;{cell}\n")), short(1), "{header} {cell}");
        }
    }
    assert_eq!(only("Name;Postcode\nAnna;1E5\n").profile.addresses[0].postal_code, "1E5");
}

// SPEC: B17
#[test]
fn fractions_of_phones_and_postcodes_are_dropped_and_told() {
    let text = "Name;Phone;Postcode;Country\nAnna;46701740605.0;41101.0;SE\nJan;+4930901820;1067.0;DE\n";
    let made: Vec<CustomerProfile> =
        drafts(&table(text)).into_iter().map(|draft| draft.unwrap().profile).collect();
    assert_eq!(
        (made[0].phones[0].text.as_str(), made[0].addresses[0].postal_code.as_str()),
        ("46701740605", "41101")
    );
    assert_eq!(made[1].addresses[0].postal_code, "01067");
    for text in [text, "Name;Phone;Postcode\nAnna;4,67012E+10;4E+4\n"] {
        let table = table(text);
        let told = ["Phone", "Postcode"].map(|header| Notice::MadeNumbers { header: header.to_owned() });
        assert_eq!(Notice::of(&table, &detect(&table)), told);
    }
}

const GOOGLE: &str = "First Name,Last Name,File As,Labels,Address 1 - Label,Address 1 - Street,Address 1 - City,\
                      Address 1 - Postal Code,Address 1 - Country,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,\
                      Phone 2 - Value\n";

// SPEC: B17, C15
#[test]
fn several_addresses_of_one_google_cell_become_several() {
    let two = format!(
        "{GOOGLE}Anna,Berg,,,Home,Storgatan 1 ::: Lillgatan 2, ::: Lund,211 20 ::: 222 22,SE ::: SE,,,,\n"
    );
    let addresses = only(&two).profile.addresses;
    let found: Vec<[&str; 5]> =
        addresses.iter().map(|a| [&*a.label, &*a.street, &*a.city, &*a.postal_code, &*a.country]).collect();
    assert_eq!(
        found,
        [["home", "Storgatan 1", "", "211 20", "SE"], ["home", "Lillgatan 2", "Lund", "222 22", "SE"]]
    );
    let uneven = format!("{GOOGLE}Anna,Berg,,,Home,Storgatan 1 ::: Lillgatan 2,Lund,,,,,,\n");
    assert_eq!(refused(&uneven), [(6, Rule::UnevenParts)]);
}

// SPEC: B17, C15
#[test]
fn a_fax_by_the_label_of_its_row_is_not_the_primary_phone() {
    let text = format!("{GOOGLE}Anna,Berg,,,,,,,,Home Fax,040-10 00 00,Mobile,070-174 06 05\n");
    let phones = only(&text).profile.phones;
    let found: Vec<(&str, &str)> = phones.iter().map(|phone| (&*phone.label, &*phone.text)).collect();
    assert_eq!(found, [("mobile", "070-174 06 05"), ("home fax", "040-10 00 00")]);
}

// SPEC: B17
#[test]
fn years_of_birth_have_a_century_a_day_and_a_month() {
    let text = "Name;Birth Day;Birth Month;Birth Year\nAnna;3;2;85\n";
    assert_eq!(only(text).profile.birthday.unwrap().to_string(), "1985-02-03");
    assert_eq!(readings(text), [("Birth Year".to_owned(), CellReading::ShortYears)]);
    assert_eq!(refused("Name;Birth Day;Birth Month;Birth Year\nAnna;3;2;985\n"), [(1, Rule::Date)]);
    let alone = "Name;Birth Day;Birth Month;Birth Year\nAnna;;;1985\nBo;1;2;1990\n";
    assert_eq!(readings(alone), [("Birth Year".to_owned(), CellReading::YearsAlone)]);
    for text in ["Name;Birth Year\nAnna;1985\n", "Name;Birth Month;Birth Year\nAnna;2;1985\n"] {
        let part = Target::Ignored(IgnoreReason::PartOfBirthday);
        assert!(targets(text)[1..].iter().all(|target| *target == part), "{text}");
    }
    for (date, is_short) in [
        ("21.9.85", true),
        ("12-Mar-85", true),
        ("21.9.1985", false),
        ("14 May", false),
        ("1985-09-21", false),
    ] {
        let told = readings(&format!("Name;Birthday\nAnna;{date}\n"));
        assert_eq!(!told.is_empty(), is_short, "{date}");
    }
}

// SPEC: B17, C15
#[test]
fn brackets_lose_only_what_says_how_a_column_is_written() {
    for (heading, is_known) in [
        ("Street (c/o)", false),
        ("Phone (home, at night)", false),
        ("Active (y/n)", true),
        ("Gender (m/f)", true),
        ("Gender (H/M)", true),
        ("Tags (x,y,z...)", true),
        ("City (e.g. Rome)", true),
        ("Birthday (dd.mm.yyyy)", true),
    ] {
        assert_eq!(targets(&format!("\"{heading}\";x\n"))[0].is_imported(), is_known, "{heading}");
    }
}

// SPEC: B17, C15
#[test]
fn addresses_of_mailchimp_are_cut_and_its_birthdays_begin_with_the_month() {
    let read = |address: &str, birthday: &str| {
        let text = format!(
            "Email Address;Address;Birthday;MEMBER_RATING;LEID;EUID\na@example.com;{address};{birthday};2;1;e1\n"
        );
        let draft = drafts(&table(text)).remove(0);
        draft.map(|draft| (draft.profile.addresses, draft.profile.birthday.map(|day| day.to_string())))
    };
    for (cell, parts) in [
        ("1 Main St  Apt 4  Atlanta  GA  30303  US", ["1 Main St", "Apt 4", "Atlanta", "GA", "30303", "US"]),
        ("1 Main St  Atlanta  GA  30303  US", ["1 Main St", "", "Atlanta", "GA", "30303", "US"]),
        ("Storgatan 1    Lund    222 22  SE", ["Storgatan 1", "", "Lund", "", "222 22", "SE"]),
        ("Storgatan 1  Lund  222 22", ["Storgatan 1", "", "Lund", "", "222 22", ""]),
        ("Storgatan 1", ["Storgatan 1", "", "", "", "", ""]),
    ] {
        let (addresses, _) = read(cell, "").unwrap();
        let a = &addresses[0];
        assert_eq!(
            [&*a.street, &*a.street_2, &*a.city, &*a.region, &*a.postal_code, &*a.country],
            parts,
            "{cell}"
        );
    }
    assert_eq!(read("1 Main St  Apt 4  Atlanta  GA  30303  Nowhere", "").unwrap_err(), [(1, Rule::Country)]);
    assert_eq!(read("", "03/05").unwrap().1.as_deref(), Some("--03-05"));
    let text = "Email Address;Address;Birthday;MEMBER_RATING;LEID;EUID\na@example.com;;03/05;2;1;e1\n";
    assert!(!detect(&table(text)).columns[2].ambiguous_dates);
}
