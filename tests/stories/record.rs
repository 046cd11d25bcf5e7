use std::str::FromStr;

use kartotek::{
    Address, Context, CustomerDraft, CustomerFilter, CustomerId, CustomerKind, CustomerProfile, Email,
    ErrorKind, ExternalId, FieldPolicy, Gender, LeapDay, Level, PartialDate, Phone, RegisterSettings, Rule,
    Sort, Test,
};

use crate::{anna, problems, studio, studio_with};

// SPEC: P4, B1
#[test]
fn the_name_stays_as_the_customer_typed_it() {
    let register = studio();
    let typed = "  anna  GARCÍA-lópez ";
    let mut draft = anna();
    draft.profile.entered_name = typed.into();
    let stored = register.customers().create(draft).unwrap();
    let read = register.customers().get(stored.id).unwrap().profile;
    assert_eq!((read.entered_name.as_str(), read.given_name.as_str()), (typed, "Anna"));
    assert_eq!(read.display_name(), typed);
}

// SPEC: N6, N18, B1
#[test]
fn names_have_parts() {
    let register = studio();
    let profile = CustomerProfile {
        name_prefix: "Dr.".into(),
        given_name: " Anna ".into(),
        additional_names: "Maria".into(),
        family_name: "García".into(),
        name_suffix: "Jr.".into(),
        nickname: "Annie".into(),
        phonetic_name: "AN-na".into(),
        ..CustomerProfile::default()
    };
    let stored = register.customers().create(CustomerDraft::from(profile)).unwrap().profile;
    assert_eq!(stored.given_name, "Anna", "blanks at the ends are no part of a name");
    assert_eq!(stored.display_name(), "Dr. Anna Maria García Jr.");
}

// SPEC: N18, N17, A19, A20
#[test]
fn first_name_last_name_and_email_are_enough_and_so_is_one_of_them() {
    let register = studio();
    let draft = CustomerDraft::person("Anna", "García").with_email("anna@example.com");
    assert!(register.customers().create(draft).is_ok());
    for draft in [
        CustomerDraft::person("Anna", ""),
        CustomerDraft::default().with_email("bo@example.com"),
        CustomerDraft::default().with_phone("070-123 45 67"),
        CustomerDraft::company("Ateljé Ljus"),
    ] {
        assert!(register.customers().create(draft).is_ok());
    }
    let nobody = problems(register.customers().create(CustomerDraft::default()));
    assert_eq!(nobody, [("given_name".to_owned(), Rule::Identity)]);
}

// SPEC: P8, N7, A19, B1
#[test]
fn an_email_is_shown_as_entered_and_compared_without_case() {
    let register = studio();
    let draft = CustomerDraft::person("Anna", "García").with_email(" Anna.García@Exämple.COM ");
    let stored = register.customers().create(draft).unwrap();
    assert_eq!(stored.profile.emails[0].address, "Anna.García@Exämple.COM");
    let found = register.customers().search("anna.garcía@xn--exmple-cua.com", 10).unwrap();
    assert_eq!(found, [stored]);
}

// SPEC: B1
#[test]
fn families_share_an_email() {
    let register = studio();
    for name in ["Anna", "Bo"] {
        let draft = CustomerDraft::person(name, "Ek").with_email("familjen@example.com");
        register.customers().create(draft).unwrap();
    }
    assert_eq!(register.customers().search("familjen@example.com", 10).unwrap().len(), 2);
}

// SPEC: B1
#[test]
fn an_email_that_is_none_is_refused() {
    let register = studio();
    for address in ["anna", "anna@", "@example.com", "anna@example", "a b@example.com"] {
        let draft = CustomerDraft::person("Anna", "García").with_email(address);
        let wrong = problems(register.customers().create(draft));
        assert_eq!(wrong, [("email".to_owned(), Rule::EmailSyntax)], "{address}");
    }
}

// SPEC: B1, A26
#[test]
fn a_phone_is_kept_as_entered_and_understood_in_the_studios_country() {
    let register = studio();
    let draft = anna().with_phone("+34 645 337 711").with_phone("växeln, fråga efter Bo");
    let phones = register.customers().create(draft).unwrap().profile.phones;
    let understood: Vec<_> = phones.iter().map(|phone| (phone.text.as_str(), phone.e164)).collect();
    assert_eq!(
        understood,
        [
            ("070-123 45 67", Some(46_701_234_567)),
            ("+34 645 337 711", Some(34_645_337_711)),
            ("växeln, fråga efter Bo", None)
        ]
    );
}

// SPEC: P10, P11, B1
#[test]
fn a_postcode_keeps_its_zeros_and_a_town_may_be_missing() {
    let register = studio();
    let address = Address { postal_code: "01234".into(), ..Address::default() };
    let stored = register.customers().create(anna().with_address(address)).unwrap();
    let read = &register.customers().get(stored.id).unwrap().profile.addresses[0];
    assert_eq!((read.postal_code.as_str(), read.city.as_str()), ("01234", ""));
    assert!(register.customers().create(anna()).unwrap().profile.addresses.is_empty());
}

// SPEC: B1
#[test]
fn one_address_at_most_is_the_default_one_of_its_use() {
    let register = studio();
    let address = |city: &str, default_shipping, default_billing| Address {
        city: city.into(),
        country: "SE".into(),
        default_shipping,
        default_billing,
        ..Address::default()
    };
    let both = anna().with_address(address("Malmö", true, false)).with_address(address("Lund", true, true));
    let wrong = problems(register.customers().create(both));
    assert_eq!(wrong, [("address_use".to_owned(), Rule::Duplicate)]);
    let one_each =
        anna().with_address(address("Malmö", true, false)).with_address(address("Lund", false, true));
    let stored = register.customers().create(one_each).unwrap();
    let flags: Vec<_> =
        stored.profile.addresses.iter().map(|a| (a.default_shipping, a.default_billing)).collect();
    assert_eq!(flags, [(true, false), (false, true)]);
    assert_eq!(register.customers().get(stored.id).unwrap(), stored);
}

// SPEC: B1
#[test]
fn a_country_is_one_of_the_world() {
    let register = studio();
    let address = Address { city: "Malmö".into(), country: "XX".into(), ..Address::default() };
    let wrong = problems(register.customers().create(anna().with_address(address)));
    assert_eq!(wrong, [("country".to_owned(), Rule::Country)]);
}

// SPEC: N5, B1
#[test]
fn a_social_title_is_one_of_the_studios_and_never_overwrites_a_gender() {
    let register = studio();
    let mut draft = anna();
    draft.profile.title = "Ms".into();
    draft.profile.gender = Gender::Other("agender".into());
    let stored = register.customers().create(draft.clone()).unwrap();
    assert_eq!(stored.profile.gender, Gender::Other("agender".into()));
    let mut profile = stored.profile.clone();
    profile.title = "Mr".into();
    let changed = register.customers().update(stored.id, stored.revision, profile).unwrap();
    assert_eq!(changed.profile.gender, Gender::Other("agender".into()));
    draft.profile.title = "Baron".into();
    assert_eq!(problems(register.customers().create(draft)), [("title".to_owned(), Rule::Choice)]);
    assert!(register.customers().create(anna()).unwrap().profile.title.is_empty(), "it may be unused");
}

// SPEC: N5, B1
#[test]
fn a_social_title_tells_the_gender_of_who_told_none() {
    let register = studio();
    let mut draft = anna();
    draft.profile.title = "Ms".into();
    let stored = register.customers().create(draft).unwrap();
    assert_eq!(stored.profile.gender, Gender::Female);
    let mut profile = stored.profile.clone();
    profile.title = "Mr".into();
    let changed = register.customers().update(stored.id, stored.revision, profile).unwrap();
    assert_eq!(changed.profile.gender, Gender::Female, "another title overwrites none that was told");
    let mut untold = changed.profile.clone();
    untold.gender = Gender::Unspecified;
    let cleared = register.customers().update(changed.id, changed.revision, untold).unwrap();
    assert_eq!(cleared.profile.gender, Gender::Unspecified, "only a new title tells it");
    let without =
        RegisterSettings { policies: vec![FieldPolicy::new("gender", Level::Off)], ..crate::settings() };
    let register = studio_with(without);
    let mut draft = anna();
    draft.profile.title = "Ms".into();
    let stored = register.customers().create(draft).unwrap();
    assert_eq!(stored.profile.gender, Gender::Unspecified, "nothing is written into a field that is off");
}

// SPEC: F37, B1
#[test]
fn a_customer_has_a_language_of_its_own() {
    let register = studio();
    let mut draft = anna();
    draft.profile.language = "sv-FI".into();
    assert_eq!(register.customers().create(draft.clone()).unwrap().profile.language, "sv-FI");
    draft.profile.language = "SV-fi".into();
    assert_eq!(register.customers().create(draft.clone()).unwrap().profile.language, "sv-FI");
    draft.profile.language = "iw".into();
    assert_eq!(register.customers().create(draft.clone()).unwrap().profile.language, "he", "RFC 5646 §4.5");
    draft.profile.language = "svenska!".into();
    assert_eq!(problems(register.customers().create(draft)), [("language".to_owned(), Rule::Language)]);
}

// SPEC: N20, B1
#[test]
fn a_birthday_may_lack_its_year_and_a_leap_day_is_celebrated_beside_it() {
    for text in ["--09-21", "1990-09-21", "--02-29"] {
        assert_eq!(PartialDate::from_str(text).unwrap().to_string(), text);
    }
    assert!(PartialDate::from_str("--02-30").is_err());
    let leap_day = PartialDate::new(None, 2, 29).unwrap();
    assert_eq!(leap_day.in_year(2027, LeapDay::February28).unwrap().to_string(), "2027-02-28");
    assert_eq!(leap_day.in_year(2027, LeapDay::March1).unwrap().to_string(), "2027-03-01");
    assert_eq!(leap_day.in_year(2028, LeapDay::February28).unwrap().to_string(), "2028-02-29");
}

// SPEC: N20, B1
#[test]
fn birthdays_are_stored_listed_and_found_by_the_day_of_the_year() {
    let register = studio_with(RegisterSettings { policies: Vec::new(), ..crate::settings() });
    for (name, birthday) in [
        ("A", "1990-09-21"),
        ("B", "--09-01"),
        ("C", "1985-12-30"),
        ("D", "2001-01-05"),
        ("E", "--02-29"),
        ("F", ""),
    ] {
        let mut draft = CustomerDraft::person(name, "Ek");
        draft.profile.birthday = birthday.parse().ok();
        let stored = register.customers().create(draft).unwrap();
        let read = register.customers().get(stored.id).unwrap().profile.birthday;
        assert_eq!(read.map(|day| day.to_string()).unwrap_or_default(), birthday);
    }
    let day = |text: &str| text.parse::<PartialDate>().unwrap();
    let found = |test: Test| -> String {
        let filter = CustomerFilter::default().with("birthday", test);
        let counted = register.customers().count(&filter).unwrap();
        assert_eq!(register.customers().all(&filter, &Sort::Number).count() as u64, counted);
        let all = register.customers().all(&filter, &Sort::by("birthday"));
        all.map(|customer| customer.unwrap().profile.given_name).collect()
    };
    assert_eq!(found(Test::Anniversary(day("--09-01"), day("--09-30"))), "BA");
    assert_eq!(found(Test::Anniversary(day("--12-24"), day("--01-06"))), "CD", "across New Year");
    assert_eq!(found(Test::Anniversary(day("1999-09-02"), day("2001-12-30"))), "CA", "years do not count");
    assert_eq!(found(Test::Anniversary(day("--02-29"), day("--02-29"))), "E");
    assert_eq!(found(Test::Anniversary(day("--09-22"), day("--12-29"))), "");
    assert_eq!(found(Test::Filled), "EBCAD");
    let wrong = CustomerFilter::default().with("city", Test::Anniversary(day("--01-01"), day("--12-31")));
    assert_eq!(problems(register.customers().count(&wrong)), [("city".to_owned(), Rule::Choice)]);
}

// SPEC: N20, N21
#[test]
fn nobody_has_a_birthday_to_come() {
    let register = studio_with(RegisterSettings { policies: Vec::new(), ..crate::settings() });
    let born = |text: &str| {
        let mut draft = anna();
        draft.profile.birthday = text.parse().ok();
        register.customers().create(draft)
    };
    // It is 2026-01-01 there.
    assert!(born("2026-01-01").is_ok());
    assert_eq!(problems(born("2026-01-02")), [("birthday".to_owned(), Rule::OutOfRange)]);
}

// SPEC: N38, N34, B2
#[test]
fn what_is_for_staff_alone_is_not_written_by_a_customer() {
    let register = studio_with(RegisterSettings { business_mode: true, ..crate::settings() });
    let form = register.in_context(Context::SelfRegistration);
    let mut draft = anna();
    draft.profile.note = "best customer".into();
    draft.profile.payment_term_days = Some(90);
    let refused = problems(form.customers().create(draft.clone()));
    let expected = ["payment_term_days", "note"].map(|field| (field.to_owned(), Rule::StaffOnly));
    assert_eq!(refused, expected);
    let stored = register.customers().create(draft).unwrap();
    let hidden = CustomerProfile { note: String::new(), nickname: "Annie".into(), ..stored.profile.clone() };
    let edited = form.customers().update(stored.id, stored.revision, hidden).unwrap();
    assert_eq!((&*edited.profile.note, &*edited.profile.nickname), ("best customer", "Annie"));
}

// SPEC: N38, B1
#[test]
fn a_private_note_keeps_every_character() {
    let register = studio();
    let note = " =cmd()\r\n\t'quoted' \u{1F469}\u{200D}\u{1F467} \u{202E}end ";
    let mut draft = anna();
    draft.profile.note = note.into();
    let stored = register.customers().create(draft.clone()).unwrap();
    assert_eq!(register.customers().get(stored.id).unwrap().profile.note, note);
    draft.profile.note = "nul\0".into();
    assert_eq!(problems(register.customers().create(draft)), [("note".to_owned(), Rule::Character)]);
}

// SPEC: N4, B1
#[test]
fn ids_and_numbers_are_unique_and_a_host_may_bring_its_own_id() {
    let register = studio();
    let own = CustomerId::from_str("0190163d-8694-739b-aea5-966c26f8ad91").unwrap();
    let first = register.customers().create(CustomerDraft { id: Some(own), ..anna() }).unwrap();
    let second = register.customers().create(anna()).unwrap();
    assert_eq!((first.id, first.number, second.number), (own, 1, 2));
    assert_ne!(first.id, second.id);
    assert_eq!(register.customers().find_by_number(2).unwrap(), Some(second));
    let again = register.customers().create(CustomerDraft { id: Some(own), ..anna() });
    assert_eq!(again.unwrap_err().kind(), ErrorKind::AlreadyExists);
}

// SPEC: B1
#[test]
fn an_external_id_is_unique_in_its_source() {
    let register = studio();
    let known_as = |source: &str| {
        let mut draft = anna();
        draft.profile.external_ids = vec![ExternalId { source: source.into(), id: "17".into() }];
        register.customers().create(draft)
    };
    known_as("prestashop").unwrap();
    known_as("shopify").unwrap();
    assert_eq!(known_as("shopify").unwrap_err().kind(), ErrorKind::AlreadyExists);
}

// SPEC: B1, A1, A7
#[test]
fn everything_about_a_customer_is_one_record() {
    let register = studio();
    let profile = CustomerProfile {
        kind: CustomerKind::Person,
        given_name: "Anna".into(),
        emails: vec![
            Email { address: "a@example.com".into(), label: "work".into() },
            Email::new("b@example.com"),
        ],
        phones: vec![Phone { label: "mobile".into(), ..Phone::new("070-123 45 67") }],
        addresses: vec![Address { city: "Malmö".into(), ..Address::default() }],
        origin: "web".into(),
        note: "likes mornings".into(),
        ..CustomerProfile::default()
    };
    let draft = CustomerDraft { contact_groups: vec!["News".into()], ..CustomerDraft::from(profile) };
    let stored = register.customers().create(draft.with_tag("wedding")).unwrap();
    let read = register.customers().get(stored.id).unwrap();
    assert_eq!(read, stored);
    let sets =
        (read.tags[0].name.as_str(), read.contact_groups[0].name.as_str(), read.default_group.name.as_str());
    assert_eq!(sets, ("wedding", "News", "Standard"));
    assert_eq!((read.profile.emails.len(), read.profile.emails[0].label.as_str()), (2, "work"));
}
