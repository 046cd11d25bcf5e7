//! What goes out into a file and in again is what it was, whatever the file.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use kartotek::exchange::{Delimiter, MappingOptions, Table, TableOptions};
use kartotek::{
    Address, CsvOptions, CsvProfile, Customer, CustomerDraft, CustomerFilter, CustomerProfile, Email,
    ErrorKind, ExportFormat, ExportOptions, ExternalId, Gender, Headings, Language, Phone, Register,
    RegisterSettings, Result, Sort, Source, Timestamp,
};
use proptest::prelude::*;

/// Texts that break careless programs; none where the folder of real files does not stand.
static NAUGHTY: LazyLock<Vec<String>> = LazyLock::new(|| {
    let Some(folder) = kartotek_tests::data_dir() else { return Vec::new() };
    let text = std::fs::read_to_string(folder.join("naughty-strings/blns.json")).unwrap();
    let texts: Vec<String> = serde_json::from_str(&text).unwrap();
    // No field may hold U+0000.
    texts.into_iter().filter(|text| !text.contains('\0')).collect()
});

const ENCODINGS: [&str; 8] =
    ["windows-1252", "windows-1251", "iso-8859-15", "cp850", "macintosh", "utf-16le", "utf-16be", "utf-8"];

fn register() -> Register {
    let settings = RegisterSettings {
        locale: "sv".into(),
        country: "SE".into(),
        zone: "Europe/Stockholm".into(),
        business_mode: true,
        policies: Vec::new(),
        ..Default::default()
    };
    Register::builder().settings(settings).with_repository(kartotek_tests::store().unwrap()).unwrap()
}

fn note() -> BoxedStrategy<String> {
    let signs = "['=+@\\-\t\r\n ;,|\"<&>_x0-9A-F\u{1}\u{1f}\u{7f}\u{85}\u{2028}\u{fffe}\u{ffff}＝]{0,10}";
    let guards =
        prop::sample::select(vec!["'=1", "''=1", "'''", "\t=1", "\r-", "'+46", "_x0041_", "_x005F_x0001_"]);
    let own = prop_oneof![
        signs,
        guards.prop_map(str::to_owned),
        ".{0,20}".prop_filter("no NUL", |t| !t.contains('\0'))
    ];
    if NAUGHTY.is_empty() {
        return own.boxed();
    }
    prop_oneof![own, prop::sample::select(NAUGHTY.clone())].boxed()
}

fn name() -> impl Strategy<Value = String> {
    let names = [
        "",
        "Anna",
        "Åsa",
        "=cmd|' /C calc'!A0",
        "'=1",
        "''-x",
        "-5",
        "@home",
        "O'Hara",
        "Иван",
        "_x0041_",
        "007",
        "1/2",
    ];
    prop::sample::select(names.to_vec()).prop_map(str::to_owned)
}

fn draft() -> impl Strategy<Value = CustomerDraft> {
    let phone = prop::sample::select(vec!["070-123 45 67", "+34 645 337 711", "0701234567", "12"]);
    let postcode = prop::sample::select(vec!["", "01067", "411 01", "1E5", "2-3"]);
    let birthday = prop::sample::select(vec![
        "1990-09-21",
        "1899-12-31",
        "1900-02-28",
        "1904-01-01",
        "1604-05-05",
        "--02-29",
    ]);
    let tags = prop::collection::vec(prop::sample::select(SETS.to_vec()), 0..3);
    let groups = (prop::sample::select(SETS.to_vec()), prop::sample::select(SETS.to_vec()));
    let entered =
        prop::sample::select(vec!["", " Anna  Ek ", "\u{feff}Anna", "Ek, Anna", "* Anna", "\"Anna\""]);
    let own =
        (entered, prop::sample::select(vec!["work", "* work", "\"x\"", "Arbeit; privat", "=1"]), groups);
    // Summer time of Stockholm ends within this range, at 2024-10-27T01:00:00Z.
    let time = prop::option::of(1_729_980_000_000_000..1_730_000_000_000_000_i64);
    (note(), name(), name(), phone, postcode, birthday, tags, time, own).prop_map(
        |(note, given_name, family_name, phone, postal_code, birthday, tags, time, own)| CustomerDraft {
            tags: tags.into_iter().map(str::to_owned).collect(),
            default_group: Some(own.2.0.to_owned()),
            contact_groups: vec![own.2.1.to_owned()],
            customer_groups: vec![own.2.1.to_owned(), own.2.0.to_owned()],
            ..CustomerDraft::from(CustomerProfile {
                given_name,
                family_name,
                entered_name: own.0.to_owned(),
                gender: Gender::Other(" x ".into()),
                note,
                emails: vec![
                    Email::new("anna@example.com"),
                    Email { label: own.1.into(), ..Email::new("b@example.se") },
                ],
                phones: vec![Phone::new(phone)],
                addresses: vec![Address {
                    postal_code: postal_code.to_owned(),
                    country: "DE".into(),
                    ..Address::default()
                }],
                birthday: birthday.parse().ok(),
                company: "-Bo & Co".into(),
                credit_limit: "1234.50 EUR".parse().ok(),
                payment_term_days: Some(30),
                origin: "web".into(),
                registered_at: Timestamp::from_micros(1_729_987_200_000_000).into(),
                last_visit_at: time.map(Timestamp::from_micros),
                external_ids: vec![ExternalId { source: "shop".into(), id: "00012345678901234567".into() }],
                ..CustomerProfile::default()
            })
        },
    )
}

/// Names of tags and groups.
const SETS: [&str; 8] = ["VIP", "a, b", "c; d", "'=x", "-1", "\"Gold\"", "* star", "'"];

/// Columns that may stand beside those that a customer is known by.
const FURTHER: [&str; 8] = [
    "family_name",
    "birthday",
    "company",
    "tags",
    "contact_groups",
    "customer_groups",
    "default_group",
    "note",
];

fn exported(register: &Register, options: &ExportOptions) -> Vec<u8> {
    let mut file = Vec::new();
    register.customers().export_to(&mut file, options).unwrap();
    file
}

/// Everything of the customers but what each register keeps itself.
fn content(register: &Register) -> Vec<(CustomerProfile, Vec<String>, String)> {
    let customers = register.customers().all(&CustomerFilter::default(), &Sort::Number);
    let plain = |customer: Customer| {
        let mut sets: Vec<_> = [customer.tags, customer.contact_groups, customer.customer_groups].concat();
        sets.sort_by(|one, other| one.name.cmp(&other.name));
        let names = sets.into_iter().map(|set| set.name).collect();
        (customer.profile, names, customer.default_group.name)
    };
    customers.map(|customer| customer.map(plain)).collect::<Result<_>>().unwrap()
}

/// Imports a file into an empty register and into its own.
fn comes_back(own: &Register, file: &[u8], options: &TableOptions) {
    let import = |register: &Register| {
        let table = Table::open(Source::bytes(file), options).unwrap();
        register.import_table(table, MappingOptions::default()).unwrap().run().unwrap()
    };
    let again = import(own);
    assert_eq!(again.problems, []);
    assert_eq!(again.counts.unchanged, again.counts.rows());
    let other = register();
    let report = import(&other);
    assert_eq!(report.counts.created, report.counts.rows());
    assert_eq!(content(&other), content(own));
}

fn filled(drafts: Vec<CustomerDraft>) -> Register {
    let register = register();
    for name in SETS {
        register.customer_groups().create(name).unwrap();
        register.contact_groups().create(name).unwrap();
    }
    for (number, mut draft) in drafts.into_iter().enumerate() {
        draft.profile.emails[0].address = format!("anna{number}@example.com");
        draft.profile.external_ids[0].id.push_str(&number.to_string());
        register.customers().create(draft).unwrap();
    }
    register
}

fn headings() -> impl Strategy<Value = Headings> {
    prop::sample::select(vec![Headings::Keys, Headings::Labels(Language::Sv), Headings::Labels(Language::Bg)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: kartotek_tests::cases(48), ..ProptestConfig::default() })]

    // SPEC: B17, C16, A24
    #[test]
    fn csv_of_every_profile_delimiter_and_encoding_changes_nothing(
        drafts in prop::collection::vec(draft(), 1..3),
        profile in prop::sample::select(vec![CsvProfile::Exchange, CsvProfile::Excel]),
        delimiter in prop::option::of(prop::sample::select(Delimiter::ALL.to_vec())),
        encoding in prop::option::of(prop::sample::select(ENCODINGS.to_vec())),
        headings in headings(),
    ) {
        let register = filled(drafts);
        let csv = CsvOptions { profile, delimiter, encoding: encoding.map(str::to_owned) };
        let options = ExportOptions { headings, format: ExportFormat::Csv(csv), ..ExportOptions::default() };
        let mut file = Vec::new();
        match register.customers().export_to(&mut file, &options) {
            // The encoding lacks a character.
            Err(error) => prop_assert_eq!(error.kind(), ErrorKind::RuleViolated),
            Ok(_) => {
                let known = TableOptions { encoding: encoding.map(str::to_owned), ..TableOptions::default() };
                comes_back(&register, &file, &known);
            }
        }
    }

    // SPEC: B17, C16, A24
    #[test]
    fn chosen_columns_come_back_whatever_they_are(
        draft in draft(),
        further in prop::sample::subsequence(FURTHER.to_vec(), 0..FURTHER.len()),
        format in prop::sample::select(vec![
            ExportFormat::Csv(CsvOptions { profile: CsvProfile::Exchange, ..CsvOptions::default() }),
            ExportFormat::Csv(CsvOptions { profile: CsvProfile::Excel, ..CsvOptions::default() }),
            ExportFormat::Xlsx,
        ]),
        headings in headings(),
    ) {
        let register = filled(vec![draft]);
        let columns = ["email", "phone"].into_iter().chain(further);
        // Without an id or keys nothing tells that 1604 is meant, which address books write for no year.
        let columns: Vec<&str> =
            columns.filter(|key| headings == Headings::Keys || *key != "birthday").collect();
        let options = ExportOptions { headings, format, ..ExportOptions::default().with_columns(columns) };
        let file = exported(&register, &options);
        let other = self::register();
        let import = |register: &Register| {
            register.import_source(Source::bytes(file.clone())).unwrap().run().unwrap()
        };
        prop_assert_eq!(import(&other).counts.created, register.customers().count(&CustomerFilter::default())?);
        prop_assert_eq!(exported(&other, &options), file);
    }

    // SPEC: B17, C16, A23
    #[test]
    fn a_workbook_changes_nothing(drafts in prop::collection::vec(draft(), 1..6), headings in headings()) {
        let register = filled(drafts);
        let mut file = Vec::new();
        let options = ExportOptions { headings, ..ExportOptions::xlsx() };
        register.customers().export_to(&mut file, &options).unwrap();
        comes_back(&register, &file, &TableOptions::default());
    }
}

// SPEC: B17, C16
#[test]
fn every_naughty_string_comes_back_from_each_format() {
    let drafts = NAUGHTY.iter().map(|text| {
        let mut draft = CustomerDraft::person("Anna", "Ek").with_email("").with_phone("070-123 45 67");
        text.clone_into(&mut draft.profile.note);
        "web".clone_into(&mut draft.profile.origin);
        draft.profile.external_ids.push(ExternalId { source: "shop".into(), id: "7-".into() });
        draft
    });
    let register = filled(drafts.collect());
    for options in [
        ExportOptions::default(),
        ExportOptions { headings: Headings::Labels(Language::De), ..ExportOptions::default() },
        ExportOptions::csv(CsvProfile::Excel),
        ExportOptions { headings: Headings::Labels(Language::De), ..ExportOptions::csv(CsvProfile::Excel) },
        ExportOptions::xlsx(),
    ] {
        let mut file = Vec::new();
        register.customers().export_to(&mut file, &options).unwrap();
        comes_back(&register, &file, &TableOptions::default());
    }
}
