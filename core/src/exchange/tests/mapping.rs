use super::{file, table};
use crate::base::ErrorKind;
use crate::catalogue::Language;
use crate::customers::{CUSTOMER_FIELDS, labels};
use crate::exchange::{DateOrder, Evidence, IgnoreReason, Mapping, MappingOptions, Override, Table, Target};

fn detect(table: &Table) -> Mapping {
    Mapping::detect(table, &MappingOptions::default()).unwrap()
}

/// The targets of all columns; for columns that are left out, the reason.
fn targets(mapping: &Mapping) -> Vec<String> {
    let text = |target: &Target| match target {
        Target::Ignored(reason) => format!("({reason:?})"),
        target => target.to_string(),
    };
    mapping.columns.iter().map(|column| text(&column.target)).collect()
}

fn mapped(headers: &str) -> Vec<String> {
    targets(&detect(&table(format!("{headers}\n"))))
}

// SPEC: B17, C15
#[test]
fn prestashop_customers_map_by_themselves() {
    let Some(table) = file("prestashop/customers_import.csv") else { return };
    let mapping = detect(&table);
    assert_eq!(mapping.layout, Some("prestashop customers"));
    let expected = [
        "external_id:prestashop",
        "enabled",
        "title",
        "email",
        "(Password)",
        "birthday",
        "family_name",
        "given_name",
        "(Consent)",
        "(Consent)",
        "registered_at",
        "customer_groups",
        "(Reference)",
    ];
    assert_eq!(targets(&mapping), expected);
}

// SPEC: B17, C15
#[test]
fn prestashop_addresses_map_by_themselves() {
    let Some(table) = file("prestashop/addresses_import.csv") else { return };
    let mapping = detect(&table);
    assert_eq!(mapping.layout, Some("prestashop addresses"));
    let expected = [
        "(Reference)",
        "address[1].label",
        "(NotKept)",
        "email",
        "external_id:prestashop",
        "skip_row",
        "skip_row",
        "company",
        "family_name",
        "given_name",
        "address[1].street",
        "address[1].street_2",
        "address[1].postal_code",
        "address[1].city",
        "address[1].country",
        "address[1].region",
        "(NotKept)",
        "phone[1]",
        "phone[2]:mobile",
        "(NotKept)",
        "(NotKept)",
    ];
    assert_eq!(targets(&mapping), expected);
}

// SPEC: B17, C15
#[test]
fn shopify_maps_by_itself() {
    let Some(small) = file("shopify-like/customers_a.csv") else { return };
    let mapping = detect(&small);
    assert_eq!(mapping.layout, Some("shopify"));
    let expected =
        ["given_name", "family_name", "email", "(Consent)", "phone[1]", "phone", "(Consent)", "tags", "note"];
    assert_eq!(targets(&mapping), expected);

    let Some(large) = file("shopify-like/customers_b.csv") else { return };
    let expected = [
        "external_id:shopify",
        "given_name",
        "family_name",
        "email",
        "(Consent)",
        "company",
        "street",
        "street_2",
        "city",
        "region",
        "country",
        "postal_code",
        "phone[1]",
        "phone",
        "(Consent)",
        "(NotKept)",
        "(NotKept)",
        "note",
        "(NotKept)",
        "tags",
    ];
    assert_eq!(targets(&detect(&large)), expected);
}

// SPEC: B17, C15
#[test]
fn google_contacts_before_2024_map_by_themselves() {
    let Some(table) = file("roundcube/Csv2vcard/gmail.csv") else { return };
    let mapping = detect(&table);
    assert_eq!(mapping.layout, Some("google contacts"));
    let mut expected = vec![
        "entered_name",
        "given_name",
        "additional_names",
        "family_name",
        "phonetic_name",
        "(NotKept)",
        "(NotKept)",
        "(NotKept)",
        "name_prefix",
        "name_suffix",
        "(NotKept)",
        "nickname",
        "(NotKept)",
        "(NotKept)",
        "birthday",
        "gender",
        "(NotKept)",
        "(NotKept)",
        "(NotKept)",
        "(NotKept)",
        "(NotKept)",
        "(NotKept)",
        "(NotKept)",
        "(NotKept)",
        "(NotKept)",
        "note",
        "tags",
    ];
    let numbered: Vec<String> = (1..=4)
        .flat_map(|n| [format!("email[{n}].label"), format!("email[{n}]")])
        .chain((1..=7).flat_map(|n| [format!("phone[{n}].label"), format!("phone[{n}]")]))
        .chain((1..=2).flat_map(|n| {
            let part = |part: &str| format!("address[{n}].{part}");
            [
                part("label"),
                "(NotKept)".to_owned(),
                part("street"),
                part("city"),
                part("post_box"),
                part("region"),
                part("postal_code"),
                part("country"),
                part("street_2"),
            ]
        }))
        .collect();
    expected.extend(numbered.iter().map(String::as_str));
    expected.extend(["(NotKept)", "company", "(NotKept)", "(NotKept)", "(NotKept)"]);
    expected.extend(["(NotKept)", "(NotKept)", "(NotKept)", "(NotKept)", "(NotKept)"]);
    expected.extend(["(NotKept)", "website", "(NotKept)", "(NotKept)"]);
    assert_eq!(targets(&mapping), expected);
    assert!(mapping.contested.is_empty());
}

// SPEC: C15
#[test]
fn google_contacts_of_today_map_by_themselves() {
    let header = "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,\
                  Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,\
                  Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,\
                  Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,\
                  Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,\
                  Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,Website 1 - Value";
    let mapping = detect(&table(format!("{header}\n")));
    assert_eq!(mapping.layout, Some("google contacts"));
    let left_out: Vec<&str> = mapping.ignored().map(|(header, _)| header).collect();
    let expected = [
        "Phonetic First Name",
        "Phonetic Middle Name",
        "File As",
        "Organization Title",
        "Organization Department",
        "Photo",
        "Address 1 - Formatted",
        "Website 1 - Label",
    ];
    assert_eq!(left_out, expected);
}

// SPEC: B17, C15
#[test]
fn outlook_columns_map_by_their_words() {
    let Some(outlook) = file("roundcube/Csv2vcard/outlook.csv") else { return };
    assert_eq!(targets(&detect(&outlook)), ["email", "email[2]", "email[3]"]);
    let Some(all) = file("roundcube/Csv2vcard/all.csv") else { return };
    let mapping = detect(&all);
    let expected = [
        ("Display Name", "entered_name"),
        ("Title", "title"),
        ("First Name", "given_name"),
        ("Middle Name", "additional_names"),
        ("Last Name", "family_name"),
        ("Suffix", "name_suffix"),
        ("Nickname", "nickname"),
        ("Company", "company"),
        ("Department", "(Unknown)"),
        ("Job Title", "(Unknown)"),
        ("Email Home", "email[50]:home"),
        ("Email Work", "email[51]:work"),
        ("Email Other", "email[52]:other"),
        ("Home Phone", "phone[53]:home"),
        ("Home Phone 2", "phone[2]:home"),
        ("Business Phone", "phone[54]:work"),
        ("Business Phone 2", "phone[2]:work"),
        ("Home Mobile", "phone[55]:mobile"),
        ("Primary Phone", "phone"),
        ("Home Fax", "phone[56]:fax"),
        ("Business Fax", "phone[57]:fax"),
        ("Car Phone", "(Unknown)"),
        ("Pager", "(Unknown)"),
        ("Phone Video", "(Unknown)"),
        ("Assistant's Phone", "(Unknown)"),
        ("Other Phone", "phone[58]:other"),
        ("Home Street", "address[101]:home.street"),
        ("Home City", "address[101]:home.city"),
        ("Home State", "address[101]:home.region"),
        ("Home Zip", "address[101]:home.postal_code"),
        ("Home Country", "address[101]:home.country"),
        ("Business Street", "address[102]:work.street"),
        ("Work City", "address[102]:work.city"),
        ("Work State", "address[102]:work.region"),
        ("Work Zip", "address[102]:work.postal_code"),
        ("Work Country", "address[102]:work.country"),
        ("Other Street", "address[103]:other.street"),
        ("Other City", "address[103]:other.city"),
        ("Other State", "address[103]:other.region"),
        ("Other Postal Code", "address[103]:other.postal_code"),
        ("Other Country/Region", "address[103]:other.country"),
        ("Gender", "gender"),
        ("Birthday", "birthday"),
        ("Maiden Name", "(Unknown)"),
        ("Anniversary", "(Unknown)"),
        ("Manager's Name", "(Unknown)"),
        ("Assistant's Name", "(Unknown)"),
        ("Spouse", "(Unknown)"),
        ("Notes", "note"),
    ];
    let found: Vec<(String, String)> =
        mapping.columns.iter().map(|column| column.header.clone()).zip(targets(&mapping)).collect();
    for (place, (header, target)) in expected.iter().enumerate() {
        assert_eq!((found[place].0.as_str(), found[place].1.as_str()), (*header, *target));
    }
    assert_eq!(found.last().unwrap(), &("Categories".to_owned(), "tags".to_owned()));
    assert_eq!(mapping.columns[42].date_order, Some(DateOrder::DayFirst));
    assert!(!mapping.columns[42].ambiguous_dates);
}

// SPEC: B17, C15
#[test]
fn address_books_and_member_lists_map_by_their_words() {
    let cases: [(&str, &[&str]); 7] = [
        (
            "thunderbird/basic_csv_addressbook.csv",
            &[
                "given_name",
                "family_name",
                "entered_name",
                "nickname",
                "email",
                "email[2]:other",
                "phone[2]:work",
                "phone[3]:home",
                "phone[4]:fax",
                "(NotKept)",
                "phone[1]:mobile",
                "address[1]:home.street",
                "address[1]:home.street_2",
                "address[1]:home.city",
                "address[1]:home.region",
                "address[1]:home.postal_code",
                "address[1]:home.country",
                "address[2]:work.street",
                "address[2]:work.street_2",
                "address[2]:work.city",
                "address[2]:work.region",
                "address[2]:work.postal_code",
                "address[2]:work.country",
                "(NotKept)",
                "(NotKept)",
                "company",
                "website",
                "(NotKept)",
                "birthday.year",
                "birthday.month",
                "birthday.day",
                "(NotKept)",
                "(NotKept)",
                "(NotKept)",
                "(NotKept)",
                "note",
                "(NotKept)",
            ],
        ),
        ("thunderbird/csv_semicolon.csv", &["entered_name", "given_name", "family_name", "email"]),
        ("thunderbird/csv_no_header.csv", &["(Unknown)"; 4]),
        ("sendora/customers.csv", &["email", "entered_name", "phone"]),
        (
            "ghost-members/valid-members-import.csv",
            &["email", "entered_name", "note", "(Consent)", "tags", "registered_at"],
        ),
        ("ghost-members/valid-members-labels.csv", &["email", "tags"]),
        ("ghost-members/members-duplicate-emails.csv", &["email"]),
    ];
    for (name, expected) in cases {
        let Some(table) = file(name) else { return };
        assert_eq!(targets(&detect(&table)), expected, "{name}");
    }
}

// SPEC: B17, C15
#[test]
fn headings_of_every_language_map() {
    let cases = [
        ("Förnamn;Efternamn;E-post;Mobil;Gatuadress;Postnr;Ort;Land;Födelsedatum;Kön;Anteckningar"),
        ("Fornavn;Etternavn;Epost;Mobiltelefon;Adresse;Postnummer;Poststed;Land;Fødselsdato;Kjønn;Merknad"),
        ("Fornavn;Efternavn;E-mail;Mobil;Adresse;Postnr.;By;Land;Fødselsdag;Køn;Bemærkninger"),
        ("Vorname;Nachname;E-Mail-Adresse;Handy;Straße;PLZ;Ort;Land;Geburtsdatum;Geschlecht;Bemerkung"),
        ("Nombre;Apellidos;Correo electrónico;Móvil;Dirección;C.P.;Población;País;Fecha de nacimiento;Sexo;Notas"),
        ("Prénom;Nom;Courriel;Portable;Adresse;Code postal;Ville;Pays;Date de naissance;Sexe;Remarques"),
        ("Име;Фамилия;Имейл;Мобилен телефон;Адрес;Пощенски код;Град;Държава;Дата на раждане;Пол;Бележки"),
        ("FIRST_NAME;lastName;E-mail*;cell;Street Address;ZIP Code;Town;Country;DOB (dd/mm/yyyy);Sex;Notes:"),
    ];
    let expected = [
        "given_name",
        "family_name",
        "email",
        "phone[50]:mobile",
        "street",
        "postal_code",
        "city",
        "country",
        "birthday",
        "gender",
        "note",
    ];
    for header in cases {
        assert_eq!(mapped(header), expected, "{header}");
    }
}

// SPEC: C16
#[test]
fn exported_columns_map_by_key_and_by_label_in_every_language() {
    let own = ["created_at", "updated_at", "archived_at", "revision", "number"];
    let keys: Vec<&str> = CUSTOMER_FIELDS.iter().map(|field| field.key).collect();
    let headers = Language::ALL.map(|language| keys.iter().map(|key| labels::label(key, language)).collect());
    for headers in headers.into_iter().chain([keys.clone()]) {
        let header: Vec<&str> = headers;
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&header).unwrap();
        let mut row = vec![""; header.len()];
        row[0] = "0190c2a4-7c7b-7000-8000-000000000001";
        writer.write_record(&row).unwrap();
        let mapping = detect(&table(writer.into_inner().unwrap()));
        assert!(mapping.own_export);
        let expected: Vec<&str> =
            keys.iter().map(|key| if own.contains(key) { "(ReadOnly)" } else { *key }).collect();
        assert_eq!(targets(&mapping), expected);
    }
}

// SPEC: B17, C15
#[test]
fn two_columns_that_claim_a_field_are_asked_about() {
    let mapping = detect(&table("Email,E-mail address,City,Email\n"));
    let contested = "(Contested)";
    assert_eq!(targets(&mapping), [contested, contested, "city", contested]);
    assert_eq!(mapping.contested.len(), 1);
    assert_eq!(mapping.contested[0].target, Target::Field("email"));
    assert_eq!(mapping.contested[0].columns, [0, 1, 3]);
}

// SPEC: B17, C15
#[test]
fn a_choice_by_hand_settles_a_contest() {
    let overrides = vec![
        Override::Column(1, Target::Field("email")),
        Override::Header("City".to_owned(), Target::Ignored(IgnoreReason::Chosen)),
    ];
    let options = MappingOptions { overrides, ..MappingOptions::default() };
    let mapping = Mapping::detect(&table("Email,E-mail address,City\n"), &options).unwrap();
    assert_eq!(targets(&mapping), ["(Contested)", "email", "(Chosen)"]);
    assert_eq!(mapping.columns[1].evidence, Evidence::Given);
    assert!(mapping.contested.is_empty());
    let overrides = vec![Override::Column(9, Target::Field("email"))];
    let options = MappingOptions { overrides, ..MappingOptions::default() };
    assert_eq!(Mapping::detect(&table("Email\n"), &options).unwrap_err().kind(), ErrorKind::Import);
}

#[test]
fn a_name_is_whole_or_the_part_that_has_no_column() {
    assert_eq!(mapped("Name;E-Mail"), ["entered_name", "email"]);
    assert_eq!(mapped("Vorname;Name"), ["given_name", "family_name"]);
    assert_eq!(mapped("Nombre;Apellidos"), ["given_name", "family_name"]);
    assert_eq!(mapped("Nom;Prénom;Nom de famille"), ["entered_name", "given_name", "family_name"]);
}

#[test]
fn names_in_reverse_order_are_told_by_heading_or_by_all_cells() {
    assert_eq!(mapped("Nachname, Vorname|E-Mail"), ["name.last_first", "email"]);
    let reversed = detect(&table("Name;x\nBerg, Anna;1\nGarcía, José;2\nÖberg, Åsa;3\n"));
    assert_eq!(targets(&reversed)[0], "name.last_first");
    let mixed = detect(&table("Name;x\nBerg, Anna;1\nJosé García;2\nÖberg, Åsa;3\n"));
    assert_eq!(targets(&mixed)[0], "entered_name");
    // As a customer typed it, beside the parts of the name or in an own export.
    let typed = "Berg, Anna\nGarcía, José\nÖberg, Åsa\n";
    let beside = detect(&table(format!("Name;Vorname;Nachname\n{}", typed.replace('\n', ";a;b\n"))));
    assert_eq!(targets(&beside)[0], "entered_name");
    let own = detect(&table(format!("entered_name;note\n{}", typed.replace('\n', ";x\n"))));
    assert_eq!(targets(&own)[0], "entered_name");
}

#[test]
fn brackets_that_say_what_a_column_is_are_not_taken_away() {
    assert_eq!(
        mapped("Email (match to contact),Active (0/1),Groups (x,y,z...)".replace(',', ";").as_str())[0],
        "(Unknown)"
    );
    assert_eq!(mapped("Active (0/1);Phone [x];E-mail (required)"), ["enabled", "phone", "email"]);
}

#[test]
fn ids_of_other_systems_are_no_ids_of_the_register() {
    let mapping = detect(&table("id,name\n17,Anna\n18,Bo\n"));
    assert_eq!(targets(&mapping), ["external_id:file", "entered_name"]);
    assert!(!mapping.own_export);
    assert_eq!(mapped("Kundnummer;Namn"), ["external_id:file", "entered_name"]);
}

#[test]
fn a_word_for_many_things_is_a_choice_only_where_its_cells_are() {
    assert_eq!(targets(&detect(&table("Type;Navn\n17;Anna\n4;Bo\n"))), ["(Unknown)", "entered_name"]);
    assert_eq!(targets(&detect(&table("Type;Navn\nPrivat;Anna\nFirma;Bo AS\n"))), ["kind", "entered_name"]);
}

// SPEC: B17
#[test]
fn passwords_and_consents_are_never_imported() {
    let reasons = ["Password;Lösenord;Пароль;Newsletter;Nyhetsbrev;Mot de passe"];
    for header in reasons {
        let found = mapped(header);
        assert!(found.iter().all(|target| target.starts_with('(')), "{found:?}");
    }
}

// SPEC: B17, C15
#[test]
fn the_order_of_dates_is_decided_from_the_whole_column() {
    let first = detect(&table("Birthday;x\n01/02/1990;a\n31/01/1991;b\n"));
    assert_eq!(
        (first.columns[0].date_order, first.columns[0].ambiguous_dates),
        (Some(DateOrder::DayFirst), false)
    );
    let month = detect(&table("Birthday;x\n01/02/1990;a\n01/31/1991;b\n"));
    assert_eq!(month.columns[0].date_order, Some(DateOrder::MonthFirst));
    let open = detect(&table("Birthday;x\n01/02/1990;a\n03/04/1991;b\n"));
    assert!(open.columns[0].ambiguous_dates);
    let points = detect(&table("Birthday;x\n01.02.1990;a\n03.04.1991;b\n"));
    assert!(!points.columns[0].ambiguous_dates);

    // The first rows leave it open, have no dates at all, or dates that need no order.
    for first in ["01/02/1990;a\n", ";a\n", "1990-02-01;a\n"] {
        let begin = "Birthday;x\n".to_owned() + &first.repeat(3_000);
        let late = table(format!("{begin}12/31/1990;a\n"));
        let mut mapping = detect(&late);
        assert!(!mapping.columns[0].known_dates);
        mapping.settle_dates(&late).unwrap();
        assert_eq!(mapping.columns[0].date_order, Some(DateOrder::MonthFirst));
        assert!(mapping.columns[0].known_dates && !mapping.columns[0].ambiguous_dates);

        let open = table(format!("{begin}01/03/1990;a\n"));
        let mut mapping = detect(&open);
        mapping.settle_dates(&open).unwrap();
        assert!(mapping.columns[0].ambiguous_dates && !mapping.columns[0].known_dates);
    }
}
