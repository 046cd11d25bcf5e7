use kartotek::{
    Archived, CUSTOMER_FIELDS, Customer, CustomerDraft, CustomerFilter, CustomerSort, ErrorKind, FieldValue,
    PageRequest, Register, RegisterSettings, Result, Test, Timestamp, Total, TotalMode,
};

use crate::{anna, settings, studio};

fn listed(register: &Register, filter: &CustomerFilter, sort: &CustomerSort) -> Vec<Customer> {
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
        let page = register.customers().page(&filter, &CustomerSort::FamilyName, &request).unwrap();
        assert_eq!(page.total, Some(Total::Exactly(5)));
        names.extend(page.items.iter().map(|customer| customer.profile.family_name.clone()));
        let Some(next) = page.next else { break };
        request.after = Some(next);
    }
    assert_eq!(names, ["A", "B", "C", "D", "E"]);
    let capped = PageRequest::first(1).with_total(TotalMode::Capped(3));
    let page = register.customers().page(&filter, &CustomerSort::Number, &capped).unwrap();
    assert_eq!(page.total, Some(Total::AtLeast(3)));
    assert_eq!(register.customers().count(&filter).unwrap(), 5);
}

// SPEC: N2, B18, C3
#[test]
fn a_list_follows_the_order_of_its_language() {
    let names = ["Öberg", "Zetterlund", "Åkesson", "Ärlig", "aa", "Ek"];
    let register = with_names(&names);
    let ordered = |register: &Register| {
        let rows = listed(register, &CustomerFilter::default(), &CustomerSort::FamilyName);
        rows.iter().map(|customer| customer.profile.family_name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ordered(&register), ["aa", "Ek", "Zetterlund", "Åkesson", "Ärlig", "Öberg"]);
    register.update_settings(RegisterSettings { locale: "de-DE".into(), ..settings() }).unwrap();
    assert_eq!(ordered(&register), ["aa", "Åkesson", "Ärlig", "Ek", "Öberg", "Zetterlund"]);
    register.update_settings(RegisterSettings { locale: "nb-NO".into(), ..settings() }).unwrap();
    // Norwegian takes ä for æ and ö for ø, and aa for å.
    assert_eq!(ordered(&register), ["Ek", "Zetterlund", "Ärlig", "Öberg", "aa", "Åkesson"]);
}

// SPEC: N2
#[test]
fn every_column_that_can_be_sorted_sorts_both_ways() {
    let register = with_names(&["B", "A", "C"]);
    let filter = CustomerFilter::default();
    for field in CUSTOMER_FIELDS.iter().filter(|field| field.is_sortable()) {
        let ascending = listed(&register, &filter, &CustomerSort::by(field.key));
        let mut descending = listed(&register, &filter, &CustomerSort::by(field.key).reversed());
        descending.reverse();
        assert_eq!(ascending, descending, "{}", field.key);
    }
    let unsortable = register.customers().page(&filter, &CustomerSort::by("note"), &PageRequest::first(1));
    assert_eq!(unsortable.unwrap_err().kind(), ErrorKind::Invalid);
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
    let by = |sort: CustomerSort| listed(&register, &CustomerFilter::default(), &sort);
    assert_eq!(family_names(&by(CustomerSort::RegisteredAt)), ["B", "C", "A"]);
    assert_eq!(family_names(&by(CustomerSort::LastVisitAt)), ["A", "C", "B"]);
    assert_eq!(family_names(&by(CustomerSort::LastVisitAt.reversed())), ["B", "C", "A"]);
    let since = Test::Between(Some(FieldValue::Time(day(9))), None);
    let filter = CustomerFilter::default().with("last_visit_at", since);
    assert_eq!(family_names(&listed(&register, &filter, &CustomerSort::Number)), ["B"]);
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
    let rows = listed(&register, &filter, &CustomerSort::FamilyName.reversed());
    assert_eq!(family_names(&rows), ["Ekman", "Ekberg", "Ek"]);
    let none = filter.with("family_name", Test::StartsWith("Ö".into()));
    assert!(listed(&register, &none, &CustomerSort::FamilyName).is_empty());
}

// SPEC: N2
#[test]
fn a_family_name_is_found_with_any_given_name() {
    let register = studio();
    for (given, family) in [("Anna", "Öberg"), ("Bo", "öberg"), ("", "Öberg"), ("Anna", "Öbergh")] {
        register.customers().create(CustomerDraft::person(given, family)).unwrap();
    }
    let filter = CustomerFilter::default().with("family_name", Test::is_text("Öberg"));
    assert_eq!(family_names(&listed(&register, &filter, &CustomerSort::Number)), ["Öberg", "öberg", "Öberg"]);
}

// SPEC: B18
#[test]
fn a_cursor_belongs_to_its_list() {
    let register = with_names(&["A", "B", "C"]);
    let filter = CustomerFilter::default();
    let first =
        register.customers().page(&filter, &CustomerSort::FamilyName, &PageRequest::first(1)).unwrap();
    let request = PageRequest::after(1, first.next.unwrap());
    let other_sort = register.customers().page(&filter, &CustomerSort::Number, &request);
    assert_eq!(other_sort.unwrap_err().kind(), ErrorKind::InvalidCursor);
    let other_filter = filter.with("city", Test::Empty);
    let other = register.customers().page(&other_filter, &CustomerSort::FamilyName, &request);
    assert_eq!(other.unwrap_err().kind(), ErrorKind::InvalidCursor);
}

// SPEC: N1
#[test]
fn archived_customers_are_hidden_and_can_be_shown_again() {
    let register = with_names(&["A", "B"]);
    let all = listed(&register, &CustomerFilter::default(), &CustomerSort::Number);
    register.customers().archive(&[all[0].id]).unwrap();
    let shown = |archived| {
        let filter = CustomerFilter::default().with_archived(archived);
        listed(&register, &filter, &CustomerSort::Number).len()
    };
    assert_eq!((shown(Archived::Exclude), shown(Archived::Include), shown(Archived::Only)), (1, 2, 1));
    assert!(register.customers().get(all[0].id).unwrap().archived_at.is_some());
    register.customers().restore(&[all[0].id]).unwrap();
    assert_eq!(shown(Archived::Exclude), 2);
}
