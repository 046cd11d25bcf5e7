use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use kartotek::testing::ManualClock;
use kartotek::{
    Address, Archived, CUSTOMER_FIELDS, Customer, CustomerDraft, CustomerFilter, CustomerKind, Email,
    Enabled, ErrorKind, FieldPolicy, FieldValue, Level, PageRequest, Phone, Register, RegisterSettings,
    Result, Rule, SetFilter, Sort, Test, Timestamp, Total, TotalMode, customer_field,
};

use crate::{anna, builder, open, settings, studio, studio_with};

fn listed(register: &Register, filter: &CustomerFilter, sort: &Sort) -> Vec<Customer> {
    register.customers().all(filter, sort).collect::<Result<_>>().unwrap()
}

fn family_names(customers: &[Customer]) -> Vec<&str> {
    customers.iter().map(|customer| customer.profile.family_name.as_str()).collect()
}

fn with_names(names: &[&str]) -> Register {
    let register = studio();
    let drafts: Vec<_> = names.iter().map(|name| CustomerDraft::person("Anna", *name)).collect();
    register.customers().create_many(&drafts).unwrap();
    register
}

// SPEC: N1, A1
#[test]
fn a_list_shows_everybody_page_by_page_with_its_size() {
    let register = with_names(&["A", "B", "C", "D", "E"]);
    let filter = CustomerFilter::default();
    let mut request = PageRequest::first(2).with_total(TotalMode::Exact);
    let mut names = Vec::new();
    loop {
        let page = register.customers().page(&filter, &Sort::FamilyName, &request).unwrap();
        assert_eq!(page.total, Some(Total::Exactly(5)));
        names.extend(page.items.iter().map(|customer| customer.profile.family_name.clone()));
        let Some(next) = page.next else { break };
        request.after = Some(next);
    }
    assert_eq!(names, ["A", "B", "C", "D", "E"]);
    let capped = PageRequest::first(1).with_total(TotalMode::Capped(3));
    let page = register.customers().page(&filter, &Sort::Number, &capped).unwrap();
    assert_eq!(page.total, Some(Total::AtLeast(3)));
    assert_eq!(register.customers().count(&filter).unwrap(), 5);
}

// SPEC: N2, B18, C3
#[test]
fn a_list_follows_the_order_of_its_language() {
    let names = ["Öberg", "Zetterlund", "Åkesson", "Ärlig", "aa", "Ek"];
    let register = with_names(&names);
    let ordered = |register: &Register| {
        let rows = listed(register, &CustomerFilter::default(), &Sort::FamilyName);
        rows.iter().map(|customer| customer.profile.family_name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ordered(&register), ["aa", "Ek", "Zetterlund", "Åkesson", "Ärlig", "Öberg"]);
    register.update_settings(RegisterSettings { locale: "de-DE".into(), ..settings() }).unwrap();
    assert_eq!(ordered(&register), ["aa", "Åkesson", "Ärlig", "Ek", "Öberg", "Zetterlund"]);
    register.update_settings(RegisterSettings { locale: "nb-NO".into(), ..settings() }).unwrap();
    // Norwegian takes ä for æ and ö for ø, and aa for å.
    assert_eq!(ordered(&register), ["Ek", "Zetterlund", "Ärlig", "Öberg", "aa", "Åkesson"]);
}

// SPEC: C3, B18
#[test]
fn a_list_follows_the_orders_of_spanish_bulgarian_and_danish() {
    let cases: [(&str, &[&str]); 3] = [
        ("es-ES", &["Nunes", "Nzabi", "Ñandú", "Ñuflo", "Oca"]),
        ("bg-BG", &["Ангелов", "Борисов", "Йорданов", "Щерев", "Юлианов", "Янев", "Anders"]),
        ("da-DK", &["Andersen", "Zorn", "Ærlig", "Østergaard", "Åberg", "Aagaard"]),
    ];
    for (locale, ordered) in cases {
        let register = studio_with(RegisterSettings { locale: locale.into(), ..settings() });
        for name in ordered.iter().rev() {
            register.customers().create(CustomerDraft::person("Anna", *name)).unwrap();
        }
        let rows = listed(&register, &CustomerFilter::default(), &Sort::FamilyName);
        assert_eq!(family_names(&rows), ordered, "{locale}");
    }
}

/// Fields that people set, with the values of three customers and their numbers in the order of the
/// field. Nothing comes first, and who has the same stays in the order of creation.
const ORDERS: &[(&str, [&str; 3], [u64; 3])] = &[
    ("kind", ["company", "person", "company"], [2, 1, 3]),
    ("title", ["Ms", "Mr", ""], [3, 2, 1]),
    ("name_prefix", ["prof.", "Dr.", "Ing."], [2, 3, 1]),
    ("given_name", ["Östen", "Bo", "åke"], [2, 3, 1]),
    ("additional_names", ["Zeta", "", "Ärla"], [2, 1, 3]),
    ("family_name", ["Åberg", "Zorn", "Öman"], [2, 1, 3]),
    ("name_suffix", ["Jr.", "III", "Sr."], [2, 1, 3]),
    ("nickname", ["b", "A", "C"], [2, 1, 3]),
    ("phonetic_name", ["b", "C", "a"], [3, 1, 2]),
    ("entered_name", ["Bo Ek", "anna ek", "Cai Ek"], [2, 1, 3]),
    ("email", ["b@example.com", "C@example.com", "a@example.com"], [3, 1, 2]),
    ("email_label", ["work", "", "Home"], [2, 3, 1]),
    ("phone_label", ["mobile", "fax", "Home"], [2, 3, 1]),
    ("address_label", ["work", "Home", ""], [3, 2, 1]),
    ("phone", ["070-222 22 22", "070-111 11 11", "08-12 34 56 78"], [2, 1, 3]),
    ("street", ["Storgatan 2", "Avenyn 1", "storgatan 1"], [2, 3, 1]),
    ("street_2", ["B", "a", "C"], [2, 1, 3]),
    ("postal_code", ["411 01", "", "01234"], [2, 3, 1]),
    ("city", ["Örebro", "Malmö", "Ängelholm"], [2, 3, 1]),
    ("region", ["C", "B", "A"], [3, 2, 1]),
    ("country", ["SE", "DK", "NO"], [2, 3, 1]),
    ("gender", ["male", "female", ""], [3, 2, 1]),
    ("language", ["sv", "da", "nb"], [2, 3, 1]),
    ("birthday", ["1990-05-01", "1980-12-31", ""], [3, 2, 1]),
    ("company", ["Öl AB", "ateljé", "Zon"], [2, 3, 1]),
    ("organisation_number", ["556036-0793", "212000-0142", "969000-0001"], [2, 1, 3]),
    ("activity_code", ["7420Z", "4778A", "9609Z"], [2, 1, 3]),
    ("website", ["https://b.example", "https://a.example", "https://c.example"], [2, 1, 3]),
    ("credit_limit", ["200.00 SEK", "30.00 SEK", "1000.00 SEK"], [2, 1, 3]),
    ("payment_term_days", ["30", "7", "100"], [2, 1, 3]),
    ("risk_rating", ["high", "low", "medium"], [2, 3, 1]),
    ("enabled", ["true", "false", "true"], [2, 1, 3]),
    ("registered_at", ["2026-03-03T10:00:00Z", "2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z"], [2, 3, 1]),
    ("last_visit_at", ["2026-03-03T10:00:00Z", "2026-03-01T10:00:00Z", ""], [3, 2, 1]),
    ("origin", ["web", "kassa", "import"], [3, 2, 1]),
];

fn numbers(register: &Register, sort: &Sort) -> Vec<u64> {
    let filter = CustomerFilter::default().with_archived(Archived::Include);
    listed(register, &filter, sort).iter().map(|customer| customer.number).collect()
}

fn sorts_both_ways(register: &Register, field: &'static str, expected: [u64; 3]) {
    assert_eq!(numbers(register, &Sort::by(field)), expected, "{field}");
    let descending = numbers(register, &Sort::by(field).reversed());
    assert_eq!(descending, expected.into_iter().rev().collect::<Vec<_>>(), "{field} descending");
}

// SPEC: N2, B18
#[test]
fn every_column_that_people_fill_sorts_both_ways() {
    let mut business = RegisterSettings { business_mode: true, ..settings() };
    business.policies.push(FieldPolicy::new("birthday", Level::Optional));
    for (key, values, expected) in ORDERS {
        let field = customer_field(key).unwrap();
        let register = studio_with(business.clone());
        for value in values {
            let mut draft = CustomerDraft::default();
            draft.profile.note = "has no order".into();
            draft.profile.emails.push(Email::new("same@example.com"));
            // What these are the labels of.
            if *key == "phone_label" {
                draft.profile.phones.push(Phone::new("070-123 45 67"));
            }
            if *key == "address_label" {
                draft.profile.addresses.push(Address { city: "Malmö".into(), ..Address::default() });
            }
            if *key == "activity_code" {
                draft.profile.addresses.push(Address { country: "FR".into(), ..Address::default() });
            }
            field.set(&mut draft.profile, FieldValue::parse(field.kind, value).unwrap()).unwrap();
            register.customers().create(draft).unwrap();
        }
        sorts_both_ways(&register, key, *expected);
    }
}

// SPEC: N2, N4, N26, B18
#[test]
fn every_column_that_the_register_fills_sorts_both_ways() {
    let clock = Arc::new(ManualClock::default());
    let register = open(builder(&clock).settings(settings()));
    let mut stored = Vec::new();
    for group in ["Guld", "Brons", "Silver"] {
        clock.advance(Duration::from_secs(60));
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let draft = CustomerDraft {
            default_group: Some(group.into()),
            // Shown as "zebra", as nothing, and as "zebra, ämne".
            tags: match group {
                "Guld" => names(&["zebra"]),
                "Brons" => names(&[]),
                _ => names(&["zebra", "ämne"]),
            },
            contact_groups: match group {
                "Guld" => names(&["B", "a"]),
                "Brons" => names(&["A"]),
                _ => names(&[]),
            },
            customer_groups: match group {
                "Guld" => names(&["2", "1"]),
                "Brons" => names(&["10"]),
                _ => names(&["1"]),
            },
            ..anna()
        };
        stored.push(register.customers().create(draft).unwrap());
    }
    for place in [1, 0, 2] {
        let mut profile = stored[place].profile.clone();
        match place {
            1 => profile.kind = CustomerKind::SharedLogin,
            _ => profile.shared_login = Some(stored[1].id),
        }
        register.customers().update(stored[place].id, stored[place].revision, profile).unwrap();
    }
    for enabled in [Enabled::No, Enabled::Yes] {
        register.customers().set_enabled(&[stored[0].id], enabled).unwrap();
    }
    for place in [2, 0] {
        clock.advance(Duration::from_secs(60));
        register.customers().archive(&[stored[place].id]).unwrap();
    }
    clock.advance(Duration::from_secs(60));
    register.customers().set_enabled(&[stored[1].id], Enabled::No).unwrap();
    let derived = [
        ("id", [1, 2, 3]),
        ("number", [1, 2, 3]),
        ("default_group", [2, 1, 3]),
        ("shared_login", [2, 1, 3]),
        ("tags", [2, 1, 3]),
        ("contact_groups", [3, 2, 1]),
        ("customer_groups", [3, 1, 2]),
        ("created_at", [1, 2, 3]),
        ("updated_at", [3, 1, 2]),
        ("archived_at", [2, 3, 1]),
        ("revision", [2, 3, 1]),
    ];
    for (field, expected) in derived {
        sorts_both_ways(&register, field, expected);
    }
    let tested = ORDERS.iter().map(|order| order.0).chain(derived.map(|order| order.0));
    let tested: BTreeSet<&str> = tested.collect();
    let sortable = CUSTOMER_FIELDS.iter().filter(|field| field.is_sortable()).map(|field| field.key);
    assert_eq!(tested, sortable.collect(), "every column is in one of the tests");
    let first = PageRequest::first(1);
    let unsortable = register.customers().page(&CustomerFilter::default(), &Sort::by("note"), &first);
    assert_eq!(unsortable.unwrap_err().problems()[0].rule, Rule::NotSorted);
}

// SPEC: N12, N13
#[test]
fn registration_date_and_last_visit_are_columns_that_sort() {
    let register = studio();
    let day = |day: u32| format!("2026-03-{day:02}T10:00:00Z").parse::<Timestamp>().unwrap();
    for (name, registered, visited) in [("A", 3, None), ("B", 1, Some(9)), ("C", 2, Some(8))] {
        let mut draft = CustomerDraft::person("Anna", name);
        draft.profile.registered_at = Some(day(registered));
        draft.profile.last_visit_at = visited.map(day);
        register.customers().create(draft).unwrap();
    }
    let by = |sort: Sort| listed(&register, &CustomerFilter::default(), &sort);
    assert_eq!(family_names(&by(Sort::RegisteredAt)), ["B", "C", "A"]);
    assert_eq!(family_names(&by(Sort::LastVisitAt)), ["A", "C", "B"]);
    assert_eq!(family_names(&by(Sort::LastVisitAt.reversed())), ["B", "C", "A"]);
    let since = Test::Between(Some(FieldValue::Time(day(9))), None);
    let filter = CustomerFilter::default().with("last_visit_at", since);
    assert_eq!(family_names(&listed(&register, &filter, &Sort::Number)), ["B"]);
}

// SPEC: N12
#[test]
fn who_is_created_without_a_registration_date_registered_now() {
    let register = studio();
    let stored = register.customers().create(anna()).unwrap();
    assert_eq!(stored.profile.registered_at, Some(stored.created_at));
}

// SPEC: N3, C4, B18
#[test]
fn accounts_are_searched_by_name_email_phone_and_number() {
    let register = studio();
    let stored = register.customers().create(anna()).unwrap();
    let other = register.customers().create(CustomerDraft::person("Мария", "Христова")).unwrap();
    for typed in ["garcía", "GARCIA an", "example.com", "+46 70 123 45 67", "0701234567", "#1", "1"] {
        assert_eq!(register.customers().search(typed, 10).unwrap(), std::slice::from_ref(&stored), "{typed}");
    }
    assert_eq!(register.customers().search("maria hristova", 10).unwrap(), [other]);
    assert!(register.customers().search("smith", 10).unwrap().is_empty());
}

// SPEC: N3
#[test]
fn a_list_can_be_searched_filtered_and_sorted_at_once() {
    let register = with_names(&["Ek", "Ekman", "Öberg", "Ekberg"]);
    let filter = CustomerFilter::default().with_text("ek").with("given_name", Test::is_text("ANNA"));
    let rows = listed(&register, &filter, &Sort::FamilyName.reversed());
    assert_eq!(family_names(&rows), ["Ekman", "Ekberg", "Ek"]);
    let none = filter.with("family_name", Test::StartsWith("Ö".into()));
    assert!(listed(&register, &none, &Sort::FamilyName).is_empty());
}

// SPEC: N2
#[test]
fn a_family_name_is_found_with_any_given_name() {
    let register = studio();
    for (given, family) in [("Anna", "Öberg"), ("Bo", "öberg"), ("", "Öberg"), ("Anna", "Öbergh")] {
        register.customers().create(CustomerDraft::person(given, family)).unwrap();
    }
    let filter = CustomerFilter::default().with("family_name", Test::is_text("Öberg"));
    assert_eq!(family_names(&listed(&register, &filter, &Sort::Number)), ["Öberg", "öberg", "Öberg"]);
}

// SPEC: B18
#[test]
fn a_cursor_belongs_to_its_list() {
    let register = with_names(&["A", "B", "C"]);
    let filter = CustomerFilter::default();
    let first = register.customers().page(&filter, &Sort::FamilyName, &PageRequest::first(1)).unwrap();
    let request = PageRequest::after(1, first.next.unwrap());
    let other_sort = register.customers().page(&filter, &Sort::Number, &request);
    assert_eq!(other_sort.unwrap_err().kind(), ErrorKind::InvalidCursor);
    let other_filter = filter.with("city", Test::Empty);
    let other = register.customers().page(&other_filter, &Sort::FamilyName, &request);
    assert_eq!(other.unwrap_err().kind(), ErrorKind::InvalidCursor);
}

// SPEC: N1
#[test]
fn archived_customers_are_hidden_and_can_be_shown_again() {
    let register = with_names(&["A", "B"]);
    let all = listed(&register, &CustomerFilter::default(), &Sort::Number);
    register.customers().archive(&[all[0].id]).unwrap();
    let shown = |archived| {
        let filter = CustomerFilter::default().with_archived(archived);
        listed(&register, &filter, &Sort::Number).len()
    };
    assert_eq!((shown(Archived::Exclude), shown(Archived::Include), shown(Archived::Only)), (1, 2, 1));
    assert!(register.customers().get(all[0].id).unwrap().archived_at.is_some());
    register.customers().restore(&[all[0].id]).unwrap();
    assert_eq!(shown(Archived::Exclude), 2);
}

// SPEC: B8, B18, A27
#[test]
fn tags_filter_by_any_all_and_none_of_them() {
    let register = studio();
    for (name, tags) in [("A", &["x"][..]), ("B", &["x", "y"]), ("C", &["y"]), ("D", &[])] {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let draft = CustomerDraft { tags, ..CustomerDraft::person("Anna", name) };
        register.customers().create(draft).unwrap();
    }
    let found = |any: &[&str], all: &[&str], none: &[&str]| {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let tags = SetFilter { any: names(any), all: names(all), none: names(none) };
        let filter = CustomerFilter { tags, ..CustomerFilter::default() };
        family_names(&listed(&register, &filter, &Sort::FamilyName)).concat()
    };
    assert_eq!(found(&["x", "y"], &[], &[]), "ABC");
    assert_eq!(found(&[], &["x", "y"], &[]), "B");
    assert_eq!(found(&[], &[], &["x"]), "CD");
    assert_eq!(found(&["X "], &[], &["y"]), "A");
    assert_eq!(found(&["x", "y"], &["y"], &["x"]), "C");
    // A tag that does not exist is borne by nobody.
    assert_eq!(found(&["x", "unknown"], &[], &[]), "AB");
    assert_eq!(found(&["unknown"], &[], &[]), "");
    assert_eq!(found(&[], &["x", "unknown"], &[]), "");
    assert_eq!(found(&[], &[], &["unknown"]), "ABCD");
}
