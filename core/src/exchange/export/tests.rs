use std::io::{self, Write};

use proptest::prelude::*;

use super::*;
use crate::base::{CustomerId, ErrorKind, Rule, Sort};
use crate::catalogue::Language;
use crate::customers::{
    Address, Archived, CUSTOMER_FIELDS, Customer, CustomerDraft, CustomerFilter, ExternalId, Phone,
};
use crate::exchange::{Source, guard, unguard};
use crate::register::Register;
use crate::settings::RegisterSettings;
use crate::test_data;

fn register(locale: &str) -> Register {
    let register = Register::in_memory().unwrap();
    let locale = locale.to_owned();
    register.update_settings(RegisterSettings { locale, ..register.settings().unwrap() }).unwrap();
    register
}

fn anna() -> CustomerDraft {
    let mut draft = CustomerDraft::person("Anna", "García").with_phone("+46 70 174 06 05").with_tag("VIP");
    draft.profile.note = "=1+1; \"so\"\nand on".to_owned();
    draft
}

fn text(register: &Register, options: &ExportOptions) -> String {
    let mut file = Vec::new();
    register.customers().export_to(&mut file, options).unwrap();
    String::from_utf8(file).unwrap()
}

fn with_csv(options: ExportOptions, change: impl FnOnce(&mut CsvOptions)) -> ExportOptions {
    let ExportFormat::Csv(mut csv) = options.format.clone() else { panic!("CSV is exported") };
    change(&mut csv);
    ExportOptions { format: ExportFormat::Csv(csv), ..options }
}

const COLUMNS: [&str; 6] = ["number", "given_name", "family_name", "phone", "tags", "note"];

// SPEC: B17, A24, C16
#[test]
fn the_exchange_profile_is_rfc_4180_without_mark_or_guard() {
    let register = register("sv-SE");
    register.customers().create(anna()).unwrap();
    let expected = "number,given_name,family_name,phone,tags,note\r\n\
                    1,Anna,García,+46 70 174 06 05,VIP,\"=1+1; \"\"so\"\"\nand on\"\r\n";
    assert_eq!(text(&register, &ExportOptions::default().with_columns(COLUMNS)), expected);
}

// SPEC: B17, A22, A23, C16
#[test]
fn the_excel_profile_has_a_mark_the_locales_delimiter_and_guards() {
    let register = register("sv-SE");
    register.customers().create(anna()).unwrap();
    let options = ExportOptions {
        headings: Headings::Labels(Language::Sv),
        ..ExportOptions::csv(CsvProfile::Excel).with_columns(COLUMNS)
    };
    let expected = "\u{FEFF}Nummer;Förnamn;Efternamn;Telefon;Taggar;Anteckning\r\n\
                    1;Anna;García;'+46 70 174 06 05;VIP;\"'=1+1; \"\"so\"\"\nand on\"\r\n";
    assert_eq!(text(&register, &options), expected);
}

// SPEC: B17
#[test]
fn amounts_and_numbers_are_not_guarded_and_a_birthday_without_year_is() {
    let register = register("en");
    register
        .update_settings(RegisterSettings {
            business_mode: true,
            policies: Vec::new(),
            ..register.settings().unwrap()
        })
        .unwrap();
    let mut draft = CustomerDraft::company("-Bo & Co");
    draft.profile.payment_term_days = Some(30);
    draft.profile.credit_limit = "12.50 EUR".parse().ok();
    draft.profile.birthday = "--09-21".parse().ok();
    let created = register.customers().create(draft);
    let columns = ["company", "payment_term_days", "credit_limit", "birthday"];
    let file = text(&register, &ExportOptions::csv(CsvProfile::Excel).with_columns(columns));
    created.unwrap();
    assert_eq!(file.lines().nth(1), Some("'-Bo & Co,30,12.50 EUR,'--09-21"));
}

// SPEC: B17
#[test]
fn the_delimiter_follows_the_locale_unless_it_is_given() {
    let options = ExportOptions::csv(CsvProfile::Excel).with_columns(["id", "number"]);
    assert_eq!(text(&register("en-GB"), &options), "\u{FEFF}id,number\r\n");
    assert_eq!(text(&register("bg-BG"), &options), "\u{FEFF}id;number\r\n");
    let tabs = with_csv(options, |csv| csv.delimiter = Some(Delimiter::Tab));
    assert_eq!(text(&register("bg-BG"), &tabs), "\u{FEFF}id\tnumber\r\n");
}

#[test]
fn a_row_with_one_empty_cell_is_no_empty_line() {
    let register = register("en");
    register.customers().create(CustomerDraft::person("Anna", "")).unwrap();
    let file = text(&register, &ExportOptions::default().with_columns(["family_name"]));
    assert_eq!(file, "family_name\r\n\"\"\r\n");
}

// SPEC: B17
#[test]
fn an_empty_scope_gives_the_header_with_every_field_that_an_import_takes() {
    let register = register("en");
    let file = text(&register, &ExportOptions::default());
    let keys: Vec<&str> = file.trim_end().split(',').collect();
    assert_eq!(keys[..3], ["id", "number", "kind"]);
    for field in CUSTOMER_FIELDS {
        let kept = ["created_at", "updated_at", "archived_at", "revision"].contains(&field.key);
        assert_eq!(keys.contains(&field.key), !kept, "{}", field.key);
    }
    let nobody = ExportOptions {
        scope: CustomerFilter::default().with_tag("no such tag"),
        ..ExportOptions::default().with_columns(["email"])
    };
    assert_eq!(text(&register, &nobody), "email\r\n");
}

#[test]
fn unknown_and_repeated_columns_are_all_named() {
    let options = ExportOptions::default().with_columns(["email", "shoe_size", "email"]);
    let error = register("en").customers().export_to(&mut Vec::new(), &options).unwrap_err();
    let found: Vec<_> = error.problems().iter().map(|p| (p.field.as_ref(), p.rule)).collect();
    assert_eq!(found, [("shoe_size", Rule::UnknownField), ("email", Rule::Duplicate)]);
}

// SPEC: B17
#[test]
fn a_code_page_is_written_and_what_it_lacks_is_named() {
    let register = register("sv");
    register.customers().create(CustomerDraft::person("Åsa", "Öberg€")).unwrap();
    let options =
        with_csv(ExportOptions::csv(CsvProfile::Excel).with_columns(["given_name", "family_name"]), |csv| {
            csv.encoding = Some("windows-1252".to_owned())
        });
    let mut file = Vec::new();
    register.customers().export_to(&mut file, &options).unwrap();
    assert_eq!(file, b"\"given_name\";\"family_name\"\r\n\xC5sa;\xD6berg\x80\r\n");

    register.customers().create(CustomerDraft::person("Olga", "Иванова")).unwrap();
    let error = register.customers().export_to(&mut Vec::new(), &options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RuleViolated);
    assert_eq!(
        error.to_string(),
        "not_in_encoding: customer 2: family_name holds a character that windows-1252 lacks"
    );
    for name in ["replacement", "klingon"] {
        let options = with_csv(ExportOptions::default(), |csv| csv.encoding = Some(name.to_owned()));
        let error = register.customers().export_to(&mut Vec::new(), &options).unwrap_err();
        assert_eq!(
            (error.problems()[0].field.as_ref(), error.problems()[0].rule),
            ("encoding", Rule::Choice)
        );
    }
}

fn cells(file: &[u8], delimiter: Delimiter) -> Vec<Vec<String>> {
    let mut reader =
        ::csv::ReaderBuilder::new().delimiter(delimiter.as_byte()).has_headers(false).from_reader(file);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn populated() -> Register {
    let register = register("sv-SE");
    let mut drafts = Vec::new();
    for i in 0..2_050 {
        let mut draft = CustomerDraft::person(format!("Name{}", i % 7), format!("Family{}", i % 11));
        draft.profile.nickname = format!("n{}", i % 13);
        if i % 3 == 0 {
            draft = draft.with_tag("wedding").with_tag("Äpple");
        }
        if i % 50 == 0 {
            draft = draft.with_email(format!("a{i}@example.com")).with_email(format!("b{i}@example.com"));
            draft = draft.with_phone("+46701740605").with_phone("+46701740606").with_tag("rare");
            for city in ["Uppsala", "Lund"] {
                draft = draft.with_address(Address { city: city.into(), ..Address::default() });
            }
            draft.profile.addresses[(i / 50) % 2].default_shipping = true;
        }
        if i % 4 == 0 {
            draft = draft.with_address(Address { default_billing: i % 50 != 0, ..address() });
            draft.profile.external_ids.push(ExternalId { source: "shop".into(), id: i.to_string() });
        }
        drafts.push(draft);
    }
    drafts[17].contact_groups.push("Newsletter".to_owned());
    drafts[1_001].customer_groups.push("Press".to_owned());
    for created in register.customers().create_many(&drafts).unwrap() {
        created.unwrap();
    }
    let first = register.customers().find_by_number(1_000).unwrap().unwrap();
    register.customers().archive(&[first.id]).unwrap();
    let gone = register.customers().find_by_number(1_001).unwrap().unwrap();
    register.customers().delete(gone.id, gone.revision).unwrap();
    register
}

fn address() -> Address {
    Address {
        street: "Storgatan 1".into(),
        city: "Göteborg".into(),
        country: "SE".into(),
        ..Address::default()
    }
}

fn expected(customers: &[Customer]) -> Vec<Vec<String>> {
    let row = |customer: &Customer| {
        CUSTOMER_FIELDS.iter().map(|field| field.of(customer).to_text().into_owned()).collect()
    };
    customers.iter().map(row).collect()
}

// SPEC: P12, P24, N16, B17
#[test]
fn an_export_holds_what_the_list_shows_in_its_order_whatever_the_plan() {
    let register = populated();
    let filters = [
        CustomerFilter::default(),
        CustomerFilter::default().with_archived(Archived::Include),
        CustomerFilter::default().with_archived(Archived::Only),
        CustomerFilter::default().with_tag("wedding"),
        CustomerFilter::default().with_tag("rare"),
        CustomerFilter::default().in_contact_group("Newsletter"),
        CustomerFilter::default().with_text("name3"),
        CustomerFilter::default().with("nickname", crate::customers::Test::is_text("n5")),
    ];
    let sorts = [Sort::Number, Sort::Number.reversed(), Sort::FamilyName, Sort::by("nickname")];
    for filter in &filters {
        for sort in &sorts {
            let listed: Vec<Customer> =
                register.customers().all(filter, sort).collect::<Result<_>>().unwrap();
            let options = ExportOptions {
                scope: filter.clone(),
                sort: sort.clone(),
                ..ExportOptions::default().with_columns(CUSTOMER_FIELDS.iter().map(|field| field.key))
            };
            let mut file = Vec::new();
            let summary = register.customers().export_to(&mut file, &options).unwrap();
            assert_eq!((summary.rows, summary.bytes), (listed.len() as u64, file.len() as u64));
            assert!(!listed.is_empty(), "{filter:?}");
            let found = cells(&file, Delimiter::Comma);
            assert!(found[1..] == expected(&listed), "{filter:?} {sort:?}");
        }
    }
}

// SPEC: B17
#[test]
fn an_export_shows_one_moment_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let register = Register::open(folder.path().join("r.db")).unwrap();
    let drafts = vec![CustomerDraft::person("Anna", "Ek"); 2_500];
    register.customers().create_many(&drafts).unwrap();
    let path = folder.path().join("customers.csv");
    let summary = register
        .customers()
        .export_file_with(&path, &ExportOptions::default(), &mut |_| {
            register.customers().create(CustomerDraft::person("Late", "Comer")).unwrap();
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(summary.rows, 2_500);
    assert_eq!(register.customers().count(&CustomerFilter::default()).unwrap(), 2_502);
}

fn files_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_cancelled_export_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let register = register("en");
    register.customers().create_many(&vec![anna(); 1_000]).unwrap();
    let path = folder.path().join("customers.csv");
    let stopped = register
        .customers()
        .export_file_with(&path, &ExportOptions::default(), &mut |_| ControlFlow::Break(()));
    assert_eq!(stopped.unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(files_in(folder.path()), Vec::<String>::new());
}

#[test]
fn an_existing_file_is_replaced_only_when_asked_and_only_by_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("customers.csv");
    std::fs::write(&path, "mine").unwrap();
    let register = register("en");
    let options = ExportOptions::default().with_columns(["email"]);
    let refused = register.customers().export_file(&path, &options).unwrap_err();
    assert_eq!((refused.kind(), std::fs::read_to_string(&path).unwrap().as_str()), (ErrorKind::Io, "mine"));

    let replace = ExportOptions { existing: ExistingFile::Replace, ..options };
    let wrong = with_csv(replace.clone(), |csv| csv.encoding = Some("klingon".to_owned()));
    register.customers().export_file(&path, &wrong).unwrap_err();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    register.customers().export_file(&path, &replace).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "email\r\n");
    assert_eq!(files_in(folder.path()), ["customers.csv"]);
}

#[test]
fn no_export_replaces_a_register() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("studio.db");
    let register = Register::open(&path).unwrap();
    register.customers().create(anna()).unwrap();
    let replace = ExportOptions { existing: ExistingFile::Replace, ..ExportOptions::default() };
    for name in ["studio.db", "studio.db-wal", "studio.db-shm", "studio.db-journal"] {
        let refused = register.customers().export_file(folder.path().join(name), &replace).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Io, "{name}");
        assert!(refused.to_string().contains("database"), "{refused}");
    }
    let rows = Source::bytes("given_name,email\nBo,bo@\n");
    register.import_source(rows).unwrap().error_file(&path).run().unwrap_err();
    register.shut_down().unwrap();
    assert_eq!(Register::open(&path).unwrap().customers().count(&CustomerFilter::default()).unwrap(), 1);
}

#[cfg(unix)]
#[test]
fn a_replaced_file_stays_as_private_as_it_was() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("customers.csv");
    std::fs::write(&path, "mine").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let options = ExportOptions { existing: ExistingFile::Replace, ..ExportOptions::default() };
    register("en").customers().export_file(&path, &options).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[derive(Debug)]
struct FullDisk;

impl Write for FullDisk {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_and_a_missing_folder_are_told_apart() {
    let register = register("en");
    let full = register.customers().export_to(&mut FullDisk, &ExportOptions::default());
    assert_eq!(full.unwrap_err().kind(), ErrorKind::Full);
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("no/such/folder/customers.csv");
    let missing = register.customers().export_file(nowhere, &ExportOptions::default());
    assert_eq!(missing.unwrap_err().kind(), ErrorKind::Io);
}

// SPEC: B17, C16
#[test]
fn naughty_strings_leave_as_they_came() {
    let Some(list) = test_data::read("naughty-strings/blns.json") else { return };
    let list: Vec<String> = serde_json::from_str(&list).unwrap();
    let register = register("en");
    let notes: Vec<&str> = list.iter().map(String::as_str).filter(|text| !text.contains('\0')).collect();
    let draft = |note: &&str| {
        let mut draft = CustomerDraft::person("Anna", "Ek");
        draft.profile.note = (*note).to_owned();
        draft
    };
    let drafts: Vec<CustomerDraft> = notes.iter().map(draft).collect();
    let created = register.customers().create_many(&drafts).unwrap();
    let stored: Vec<String> = created.into_iter().map(|c| c.unwrap().profile.note).collect();
    for (profile, guarded) in [(CsvProfile::Exchange, false), (CsvProfile::Excel, true)] {
        let file = text(&register, &ExportOptions::csv(profile).with_columns(["note", "number"]));
        let found = cells(file.trim_start_matches('\u{FEFF}').as_bytes(), Delimiter::Comma);
        let notes = found[1..].iter().map(|row| if guarded { unguard(&row[0]) } else { &row[0] });
        assert!(notes.eq(stored.iter().map(String::as_str)));
    }
}

fn drafts() -> impl Strategy<Value = Vec<CustomerDraft>> {
    let text = || "['=+@\\-\t\r\n\";,|aå＝ ]{0,6}.{0,4}";
    let draft = (text(), text(), text(), prop::option::of(text()), any::<bool>());
    let draft = draft.prop_map(|(given, family, note, phone, company)| {
        let mut draft = CustomerDraft::person(format!("A{given}"), family);
        draft.profile.note = note;
        draft.profile.phones.extend(phone.map(|text| Phone::new(format!("{text}1"))));
        if company {
            draft.profile.company = "=Bo".to_owned();
            draft
                .profile
                .external_ids
                .push(ExternalId { source: "shop".into(), id: draft.profile.note.clone() });
        }
        draft
    });
    prop::collection::vec(draft, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    // SPEC: B17, C16
    #[test]
    fn every_cell_is_the_canonical_text_of_its_field(drafts in drafts()) {
        let register = register("en");
        let created = register.customers().create_many(&drafts).unwrap();
        let customers: Vec<Customer> = created.into_iter().filter_map(Result::ok).collect();
        for profile in [CsvProfile::Exchange, CsvProfile::Excel] {
            for delimiter in Delimiter::ALL {
                let options = ExportOptions::csv(profile)
                    .with_columns(CUSTOMER_FIELDS.iter().map(|field| field.key));
                let options = with_csv(options, |csv| csv.delimiter = Some(delimiter));
                let file = text(&register, &options);
                let mut found = cells(file.trim_start_matches('\u{FEFF}').as_bytes(), delimiter).split_off(1);
                if profile == CsvProfile::Excel {
                    for cell in found.iter_mut().flatten() {
                        prop_assert_eq!(&*guard(unguard(cell)), cell.as_str());
                        *cell = unguard(cell).to_owned();
                    }
                }
                prop_assert_eq!(found, expected(&customers));
            }
        }
    }
}

#[test]
fn selected_customers_are_exported_by_their_ids() {
    let register = register("en");
    let ids: Vec<CustomerId> = ["Anna", "Bo", "Cleo"]
        .map(|name| CustomerDraft::person(name, "Ek"))
        .into_iter()
        .map(|draft| register.customers().create(draft).unwrap().id)
        .collect();
    let options = ExportOptions {
        scope: CustomerFilter::default().with_ids([ids[2], ids[0]]),
        ..ExportOptions::default().with_columns(["given_name"])
    };
    assert_eq!(text(&register, &options), "given_name\r\nAnna\r\nCleo\r\n");
}

// SPEC: B17
#[test]
fn lines_of_json_have_every_key_and_typed_values() {
    let register = register("sv");
    let settings = register.settings().unwrap();
    register
        .update_settings(RegisterSettings { business_mode: true, policies: Vec::new(), ..settings })
        .unwrap();
    let mut draft = anna();
    draft.profile.credit_limit = "12.50 SEK".parse().ok();
    draft.profile.birthday = "--02-29".parse().ok();
    register.customers().create(draft).unwrap();
    register.customers().create(CustomerDraft::person("Bo", "Ek")).unwrap();
    let columns = ["number", "given_name", "enabled", "credit_limit", "birthday", "tags", "note"];
    let options = ExportOptions {
        headings: Headings::Labels(Language::Sv),
        ..ExportOptions::json_lines().with_columns(columns)
    };
    let expected = "{\"number\":1,\"given_name\":\"Anna\",\"enabled\":true,\
        \"credit_limit\":{\"amount\":\"12.50\",\"currency\":\"SEK\"},\"birthday\":\"--02-29\",\
        \"tags\":[\"VIP\"],\"note\":\"=1+1; \\\"so\\\"\\nand on\"}\n\
        {\"number\":2,\"given_name\":\"Bo\",\"enabled\":true,\"credit_limit\":null,\"birthday\":null,\
        \"tags\":[],\"note\":null}\n";
    assert_eq!(text(&register, &options), expected);
}
