use super::{all_rows, file, table};
use crate::base::Rule;
use crate::catalogue::FieldKind;
use crate::customers::{
    Address, CUSTOMER_FIELDS, CustomerDraft, CustomerKind, CustomerProfile, Email, Gender, Phone,
};
use crate::exchange::{
    ApplyMode, ConvertContext, Mapping, MappingOptions, OnEmpty, Override, RowConverter, Table, Target,
};

pub(super) fn context(table: &Table) -> ConvertContext {
    ConvertContext {
        zone: "Europe/Stockholm".parse().unwrap(),
        currency: "SEK".parse().unwrap(),
        today: "2026-01-01".parse().unwrap(),
        country: "SE".to_owned(),
        clear_token: None,
        guarded: table.is_guarded(),
    }
}

fn converter(table: &Table) -> RowConverter {
    RowConverter::new(&Mapping::detect(table, &MappingOptions::default()).unwrap(), context(table))
}

/// What each row makes, or the columns and rules of its problems.
pub(super) fn drafts(table: &Table) -> Vec<Result<CustomerDraft, Vec<(usize, Rule)>>> {
    let converter = converter(table);
    let made = all_rows(table).into_iter().map(|row| {
        let converted = converter.convert(&row);
        if converted.problems.is_empty() {
            Ok(converted.to_draft().unwrap())
        } else {
            Err(converted.problems.iter().map(|problem| (problem.column, problem.rule)).collect())
        }
    });
    made.collect()
}

fn only(text: &str) -> CustomerDraft {
    drafts(&table(text)).remove(0).unwrap()
}

fn phone_texts(profile: &CustomerProfile) -> Vec<(&str, &str)> {
    profile.phones.iter().map(|phone| (phone.label.as_str(), phone.text.as_str())).collect()
}

// SPEC: B17, C15
#[test]
fn prestashop_customers_are_converted() {
    let Some(table) = file("prestashop/customers_import.csv") else { return };
    let drafts = drafts(&table);
    let pan = drafts[0].as_ref().unwrap();
    let profile = &pan.profile;
    assert_eq!((profile.given_name.as_str(), profile.family_name.as_str()), ("Peter", "Pan"));
    assert_eq!(profile.emails, [Email::new("Peter.Pan@prestashop.com")]);
    assert_eq!(profile.title, "mr");
    assert_eq!(profile.birthday.unwrap().to_string(), "1987-04-02");
    // Midnight in Stockholm.
    assert_eq!(profile.registered_at.unwrap().to_string(), "2015-01-09T23:00:00Z");
    assert_eq!(
        (profile.external_ids[0].source.as_str(), profile.external_ids[0].id.as_str()),
        ("prestashop", "1")
    );
    assert!(profile.enabled);
    assert_eq!(pan.customer_groups, ["Customer"]);
    assert_eq!(drafts[3].as_ref().unwrap().customer_groups, ["Customer", "Carribean"]);
    assert!(!drafts[8].as_ref().unwrap().profile.enabled);
    assert_eq!(drafts[1].as_ref().unwrap().profile.title, "ms");
}

// SPEC: B17, C15
#[test]
fn prestashop_addresses_belong_to_customers_and_others_are_skipped() {
    let Some(table) = file("prestashop/addresses_import.csv") else { return };
    let (converter, rows) = (converter(&table), all_rows(&table));
    let converted: Vec<_> = rows.iter().map(|row| converter.convert(row)).collect();
    assert!(converted.iter().all(|row| row.problems.is_empty()));
    let skipped: Vec<usize> = (0..16).filter(|place| converted[*place].skip.is_some()).collect();
    assert_eq!(skipped, [11, 12, 13, 14, 15]);
    // James Hook has two addresses, in two rows.
    let mut hook = converted[5].to_draft().unwrap().profile;
    converted[6].apply_to(&mut hook, ApplyMode::Overwrite).unwrap();
    let places: Vec<(&str, &str, &str)> =
        hook.addresses.iter().map(|a| (a.label.as_str(), a.city.as_str(), a.country.as_str())).collect();
    assert_eq!(places, [("James.Hook / Home", "Cayman Brac", "KY"), ("James Hook / Pro", "Berlin", "DE")]);
    assert_eq!(hook.company, "Räuber Schätze GmBH");
    assert_eq!(phone_texts(&hook), [("", "01 02 03 04 05"), ("mobile", "06 02 03 04 05")]);
    // The same rows once more change nothing.
    let before = hook.clone();
    for row in &converted[5..7] {
        row.apply_to(&mut hook, ApplyMode::Overwrite).unwrap();
    }
    assert!(hook == before);
}

// SPEC: B17, C15
#[test]
fn shopify_customers_are_converted() {
    let Some(small) = file("shopify-like/customers_a.csv") else { return };
    let drafts_a: Vec<CustomerDraft> = drafts(&small).into_iter().map(Result::unwrap).collect();
    assert_eq!(drafts_a[0].tags, ["vip", "eid"]);
    assert_eq!(drafts_a[0].profile.note, "Prefers WhatsApp");
    assert_eq!(phone_texts(&drafts_a[0].profile), [("", "+923001234567")]);
    // Bilal's phone stands in the address column.
    assert_eq!(phone_texts(&drafts_a[1].profile), [("", "0333 5551234")]);

    let Some(large) = file("shopify-like/customers_b.csv") else { return };
    let drafts_b: Vec<CustomerDraft> = drafts(&large).into_iter().map(Result::unwrap).collect();
    let teodoro = &drafts_b[0].profile;
    assert_eq!(teodoro.external_ids[0].id, "7210448301122");
    assert_eq!(teodoro.external_ids[0].source, "shopify");
    // The phone stands in two columns and is one.
    assert_eq!(phone_texts(teodoro), [("", "(775) 555-0154")]);
    assert_eq!(teodoro.addresses[0].street, "HC 31 Box 4500");
    assert_eq!((teodoro.addresses[0].region.as_str(), teodoro.addresses[0].country.as_str()), ("NV", "US"));
    assert_eq!(drafts_b[0].tags, ["retail", "ag-exempt"]);
    assert_eq!(teodoro.kind, CustomerKind::Person);
}

// SPEC: B17, C15
#[test]
fn google_contacts_are_converted() {
    let Some(table) = file("roundcube/Csv2vcard/gmail.csv") else { return };
    let (converter, rows) = (converter(&table), all_rows(&table));
    let converted = converter.convert(&rows[0]);
    // The countries of this sample are `home_country` and `work_country`.
    let problems: Vec<(&str, Rule)> =
        converted.problems.iter().map(|p| (table.headers()[p.column].as_str(), p.rule)).collect();
    assert_eq!(problems, [("Address 1 - Country", Rule::Country), ("Address 2 - Country", Rule::Country)]);
    let draft = converted.to_draft().unwrap();
    let profile = &draft.profile;
    let home = &profile.addresses[0];
    assert_eq!([&home.label, &home.street, &home.street_2], ["home", "home_street", "home_pobox"]);
    assert_eq!([&home.postal_code, &home.city, &home.region], ["home_zip", "home_city", "home_state"]);
    assert_eq!(profile.addresses.len(), 2);
    let names = [&profile.name_prefix, &profile.given_name, &profile.additional_names, &profile.family_name];
    assert_eq!(names, ["Prefix", "Firstname", "Middle", "Lastname"]);
    assert_eq!(profile.entered_name, "Prefix Firstname Middle Lastname Suffix");
    assert_eq!((profile.name_suffix.as_str(), profile.nickname.as_str()), ("Suffix", "nick"));
    assert_eq!(profile.birthday.unwrap().to_string(), "1975-12-12");
    assert_eq!(profile.note, "note\"note");
    // `* My Contacts` is a group that Google makes for everybody.
    assert_eq!(draft.tags, ["Test"]);
    let emails: Vec<(&str, &str)> =
        profile.emails.iter().map(|email| (email.label.as_str(), email.address.as_str())).collect();
    let expected = [
        ("home", "home@aaa.pl"),
        ("work", "work@email.pl"),
        ("", "unknown@email.com"),
        ("other", "other@email.com"),
    ];
    assert_eq!(emails, expected);
    let expected = [
        ("main", "mainphone"),
        ("home", "homephone"),
        ("mobile", "mobile"),
        ("work", "workphone"),
        // The first phone is the primary one, which a pager and a fax are not.
        ("pager", "pager"),
        ("home fax", "homefax"),
        ("work fax", "workfax"),
    ];
    assert_eq!(phone_texts(profile), expected);
    assert_eq!((profile.company.as_str(), profile.website.as_str()), ("company", "test.com"));
}

#[test]
fn several_values_of_one_google_cell_become_several_items() {
    let header = "Given Name,Family Name,Yomi Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value";
    let draft = only(&format!("{header}\nAnna,Berg,,a ::: b,* Home,a@example.com ::: b@example.com\n"));
    let emails: Vec<&str> = draft.profile.emails.iter().map(|email| email.address.as_str()).collect();
    assert_eq!(emails, ["a@example.com", "b@example.com"]);
    assert_eq!(draft.tags, ["a", "b"]);
}

// SPEC: B17
#[test]
fn values_that_look_like_formulas_are_taken_as_they_are() {
    let Some(table) = file("ghost-members/members-formula-like-values.csv") else { return };
    let drafts: Vec<CustomerDraft> = drafts(&table).into_iter().map(Result::unwrap).collect();
    let texts = drafts.iter().map(|draft| (draft.profile.entered_name.as_str(), draft.profile.note.as_str()));
    assert_eq!(texts.collect::<Vec<_>>(), [("-5", "+44 123"), ("=SUM(A1)", "@handle")]);
}

// SPEC: B17, C16
#[test]
fn a_guard_is_taken_away_once_and_only_where_files_are_guarded() {
    let guarded = only("First name;Note;Phone\nAnna;'=1;'+46701740605\n");
    assert_eq!(guarded.profile.note, "=1");
    assert_eq!(guarded.profile.phones, [Phone::new("+46701740605")]);
    assert_eq!(only("First name;Note\nAnna;''=1\n").profile.note, "'=1");
    let exchange = only("given_name;nickname;note\nAnna;'=2;'=1\n").profile;
    assert_eq!((exchange.nickname.as_str(), exchange.note.as_str()), ("'=2", "'=1"));
}

// SPEC: B17
#[test]
fn dates_of_civicrm_are_judged_as_it_does() {
    for name in ["civicrm/individual_dates_type1.csv", "civicrm/individual_dates_type4.csv"] {
        let Some(table) = file(name) else { return };
        let options =
            MappingOptions { date_order: crate::exchange::DateOrder::MonthFirst, ..Default::default() };
        let mapping = Mapping::detect(&table, &options).unwrap();
        let converter = RowConverter::new(&mapping, context(&table));
        for row in all_rows(&table) {
            let converted = converter.convert(&row);
            // The other dates of a row belong to fields that a register does not have.
            let expected_wrong = row.get(2) == Some("2008-25-1 ");
            assert_eq!(!converted.problems.is_empty(), expected_wrong, "{name} row {}", row.number());
            if !expected_wrong {
                let birthday = converted.to_draft().unwrap().profile.birthday.unwrap();
                assert_eq!(birthday.to_string(), "2008-09-01");
            }
        }
    }
}

// SPEC: B17
#[test]
fn all_problems_of_a_row_are_told_at_once() {
    let text = "Förnamn;Född;Aktiv;Land;Kreditgräns\nBo;i går;kanske;Atlantis;mycket\n";
    let expected = [(1, Rule::Date), (2, Rule::Boolean), (3, Rule::Country), (4, Rule::Money)];
    assert_eq!(drafts(&table(text))[0].as_ref().unwrap_err(), &expected);
}

// SPEC: B17
#[test]
fn a_nul_character_is_refused_in_any_cell() {
    let text = "name,shoe size,email\nAn\0na,3\08,a@example.com\nBo,1,b@example.com\n";
    let found = drafts(&table(text));
    assert_eq!(found[0].as_ref().unwrap_err(), &[(0, Rule::Character), (1, Rule::Character)]);
    assert!(found[1].is_ok());
}

// SPEC: B17
#[test]
fn empty_cells_and_missing_columns_are_told_apart() {
    let table = table("given_name,family_name,city,email\nAnna,,Berlin,\nBo\n");
    let (converter, rows) = (converter(&table), all_rows(&table));
    assert_eq!(converter.convert(&rows[0]).empty, [1, 3]);
    assert_eq!(converter.convert(&rows[1]).empty, Vec::<usize>::new());
}

// SPEC: B17
#[test]
fn an_empty_cell_keeps_the_value_unless_it_is_to_clear_it() {
    let table = table("First name;City;Note;Note 2\nAnna;;-;x;extra\n");
    let mut profile = only("First name;City;Note\nAnna;Berlin;old\n").profile;
    let mut mapping = Mapping::detect(&table, &MappingOptions::default()).unwrap();
    let rows = all_rows(&table);
    let kept = RowConverter::new(&mapping, context(&table));
    assert_eq!(kept.convert(&rows[0]).extra_cells, 1);
    kept.convert(&rows[0]).apply_to(&mut profile, ApplyMode::Overwrite).unwrap();
    assert_eq!((profile.addresses[0].city.as_str(), profile.note.as_str()), ("Berlin", "-"));

    mapping.columns[1].on_empty = OnEmpty::Clear;
    let clearing = ConvertContext { clear_token: Some("-".to_owned()), ..context(&table) };
    RowConverter::new(&mapping, clearing)
        .convert(&rows[0])
        .apply_to(&mut profile, ApplyMode::Overwrite)
        .unwrap();
    assert!(profile.addresses.is_empty());
    assert_eq!(profile.note, "");
}

// SPEC: B17
#[test]
fn blanks_are_filled_without_mixing_two_addresses() {
    let table = table("First name;Last name;Street;City;Phone\nAnna;Berg;New street 1;Rome;123\n");
    let (converter, rows) = (converter(&table), all_rows(&table));
    let mut profile = CustomerProfile {
        given_name: "Ann".to_owned(),
        addresses: vec![Address { city: "Berlin".to_owned(), ..Address::default() }],
        ..CustomerProfile::default()
    };
    converter.convert(&rows[0]).apply_to(&mut profile, ApplyMode::FillBlanks).unwrap();
    assert_eq!((profile.given_name.as_str(), profile.family_name.as_str()), ("Ann", "Berg"));
    assert_eq!((profile.addresses[0].city.as_str(), profile.addresses[0].street.as_str()), ("Berlin", ""));
    assert_eq!(phone_texts(&profile), [("", "123")]);
    let mut empty = CustomerProfile::default();
    converter.convert(&rows[0]).apply_to(&mut empty, ApplyMode::FillBlanks).unwrap();
    assert_eq!(
        (empty.addresses[0].city.as_str(), empty.addresses[0].street.as_str()),
        ("Rome", "New street 1")
    );
}

#[test]
fn parts_in_several_columns_become_one_value() {
    let draft =
        only("Vorname;Straße;Hausnummer;Birth Day;Birth Month;Birth Year\nAnna;Hauptstr.;5a;21;9;1990\n");
    assert_eq!(draft.profile.addresses[0].street, "Hauptstr. 5a");
    assert_eq!(draft.profile.birthday.unwrap().to_string(), "1990-09-21");
    let yearless = only("Vorname;Birth Day;Birth Month;Birth Year\nAnna;21;9;\n");
    assert_eq!(yearless.profile.birthday.unwrap().to_string(), "--09-21");
    let names = only("Nachname, Vorname|E-Mail\nBerg, Anna|a@example.com\n");
    assert_eq!((names.profile.given_name.as_str(), names.profile.family_name.as_str()), ("Anna", "Berg"));
}

#[test]
fn phones_with_labels_are_replaced_one_by_one() {
    let text = "Email;Home Phone;Home Phone 2;Mobile\na@example.com;1;2;3\na@example.com;4;2;3\n";
    let table = table(text);
    let (converter, rows) = (converter(&table), all_rows(&table));
    let mut profile = converter.convert(&rows[0]).to_draft().unwrap().profile;
    assert_eq!(phone_texts(&profile), [("home", "1"), ("home", "2"), ("mobile", "3")]);
    converter.convert(&rows[1]).apply_to(&mut profile, ApplyMode::Overwrite).unwrap();
    assert_eq!(phone_texts(&profile), [("home", "4"), ("home", "2"), ("mobile", "3")]);
}

#[test]
fn a_cell_with_several_addresses_gives_several_e_mails() {
    let draft = only("Name;E-Mail\nAnna;a@example.com, mailto:b@example.com\n");
    assert_eq!(draft.profile.emails, [Email::new("a@example.com"), Email::new("b@example.com")]);
}

#[test]
fn a_row_with_a_company_alone_is_a_company() {
    assert_eq!(only("Firma;E-Mail\nBerg AG;info@example.com\n").profile.kind, CustomerKind::Company);
    assert_eq!(only("Firma;Name\nBerg AG;Anna\n").profile.kind, CustomerKind::Person);
}

#[test]
fn spanish_letters_for_genders_are_told_from_german_ones() {
    let spanish = drafts(&table("Nombre;Sexo\nAna;M\nJosé;H\n"));
    assert_eq!(spanish[0].as_ref().unwrap().profile.gender, Gender::Female);
    assert_eq!(spanish[1].as_ref().unwrap().profile.gender, Gender::Male);
    let german = drafts(&table("Vorname;Geschlecht\nAnna;w\nJan;m\n"));
    assert_eq!(german[1].as_ref().unwrap().profile.gender, Gender::Male);
}

#[test]
fn blanks_and_invisible_characters_at_the_ends_go() {
    let draft = only("First name;Note\n\u{a0} Anna\u{200b} ; keeps its blanks \n");
    assert_eq!(draft.profile.given_name, "Anna");
    assert_eq!(draft.profile.note, " keeps its blanks ");
}

// SPEC: C16
#[test]
fn the_canonical_texts_of_all_fields_come_back() {
    let samples = |key: &str, kind: FieldKind| match (key, kind) {
        ("email", _) => "a@example.com",
        ("more_emails", _) => "work: b@example.com\nc@example.com",
        ("more_phones", _) => "mobile: +46 1\n+46 2",
        ("more_addresses", _) => "{\"label\":\"home\",\"city\":\"Rome\"}",
        ("address_use", _) => "shipping\nbilling",
        ("external_ids", _) => "shopify: 17\nfile: 4",
        ("gender", _) => "other: agender",
        ("country", _) => "SE",
        ("language", _) => "pt-BR",
        ("birthday", _) => "--02-29",
        ("risk_rating", _) => "medium",
        ("kind", _) => "company",
        ("shared_login", _) => "0190163d-8694-739b-aea5-966c26f8ad91",
        (_, FieldKind::Boolean) => "false",
        (_, FieldKind::Integer { .. }) => "30",
        (_, FieldKind::Money) => "12.50 EUR",
        (_, FieldKind::Time) => "2024-05-23T10:15:00.250Z",
        (_, FieldKind::LongText { .. }) => " two\nlines\t",
        _ => "any, text; with | marks",
    };
    let fields: Vec<_> = CUSTOMER_FIELDS.iter().filter(|field| field.is_editable()).collect();
    let texts: Vec<&str> = fields.iter().map(|field| samples(field.key, field.kind)).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields.iter().map(|field| field.key).chain(["tags"])).unwrap();
    writer.write_record(texts.iter().copied().chain(["one, two\nthree"])).unwrap();
    let draft = only(&String::from_utf8(writer.into_inner().unwrap()).unwrap());
    for (field, text) in fields.iter().zip(texts) {
        assert_eq!(field.of_profile(&draft.profile).to_text(), text, "{}", field.key);
    }
    assert_eq!(draft.tags, ["one, two", "three"]);
}

#[test]
fn columns_mapped_by_hand_are_converted() {
    let table = table("a;b;c\nAnna;17;Rome\n");
    let overrides = ["given_name", "external_id:till", "address[2]:work.city"].into_iter().enumerate();
    let overrides = overrides.map(|(place, text)| Override::Column(place, text.parse::<Target>().unwrap()));
    let options = MappingOptions { overrides: overrides.collect(), ..MappingOptions::default() };
    let mapping = Mapping::detect(&table, &options).unwrap();
    let rows = all_rows(&table);
    let draft = RowConverter::new(&mapping, context(&table)).convert(&rows[0]).to_draft().unwrap();
    assert_eq!(draft.profile.given_name, "Anna");
    assert_eq!(draft.profile.external_ids[0].source, "till");
    assert_eq!(
        (draft.profile.addresses[0].label.as_str(), draft.profile.addresses[0].city.as_str()),
        ("work", "Rome")
    );
}

fn with_two_of_each() -> CustomerProfile {
    CustomerProfile {
        emails: vec![Email::new("a@example.com"), Email::new("b@example.com")],
        phones: vec![Phone::new("111 111"), Phone::new("222 222")],
        ..CustomerProfile::default()
    }
}

// SPEC: B17
#[test]
fn clearing_the_primary_email_or_phone_clears_the_list_and_again_changes_nothing() {
    let table = table("First name;Email;Phone\nAnna;-;-\n");
    let mapping = Mapping::detect(&table, &MappingOptions::default()).unwrap();
    let clearing = ConvertContext { clear_token: Some("-".to_owned()), ..context(&table) };
    let (converter, rows) = (RowConverter::new(&mapping, clearing), all_rows(&table));
    let mut profile = with_two_of_each();
    for _ in 0..2 {
        converter.convert(&rows[0]).apply_to(&mut profile, ApplyMode::Overwrite).unwrap();
        assert_eq!((profile.emails.len(), profile.phones.len()), (0, 0));
    }
}

// SPEC: B17
#[test]
fn a_further_email_or_phone_that_becomes_the_primary_one_moves_to_the_front() {
    let table = table("First name;Email;Phone\nAnna;B@example.com;222-222\n");
    let (converter, rows) = (converter(&table), all_rows(&table));
    let mut profile = with_two_of_each();
    for _ in 0..2 {
        converter.convert(&rows[0]).apply_to(&mut profile, ApplyMode::Overwrite).unwrap();
        let emails: Vec<String> = profile.emails.iter().map(|e| e.address.to_lowercase()).collect();
        assert_eq!(emails, ["b@example.com", "a@example.com"]);
        let phones: Vec<String> = profile.phones.iter().map(|phone| phone.text.replace('-', " ")).collect();
        assert_eq!(phones, ["222 222", "111 111"]);
    }
}
