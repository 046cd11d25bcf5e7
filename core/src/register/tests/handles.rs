use std::sync::Arc;

use crate::base::{
    CollectionId, CustomerId, Error, ErrorKind, FieldProblem, PageRequest, Rule, Sort, Total, TotalMode,
};
use crate::catalogue::FieldValue;
use crate::collections::Preset;
use crate::customers::{CustomerDraft, CustomerFilter, ExternalId, SearchQuery, Test};
use crate::register::Register;
use crate::settings::RegisterSettings;
use crate::testing::FixedRandomness;

use super::{person, register};

fn rule_of(error: &Error) -> &str {
    match error {
        Error::RuleViolated { rule, .. } => rule,
        other => panic!("{other}"),
    }
}

// SPEC: C6, B2
#[test]
fn names_of_tags_and_groups_are_checked_with_the_profile_all_at_once() {
    let register = register();
    let mut draft = CustomerDraft::person("Anna", "Ek").with_email("anna@").with_tag("").with_tag("a\nb");
    draft.tags.push(" ".into());
    draft.contact_groups.push("x".repeat(101));
    draft.default_group = Some(String::new());
    let found = register.customers().check(&draft).unwrap();
    let told = |problem: &FieldProblem| (problem.field.to_string(), problem.item, problem.rule);
    let pairs: Vec<_> = found.iter().map(told).collect();
    let expected = [
        ("email".to_owned(), None, Rule::EmailSyntax),
        ("tags".to_owned(), Some(0), Rule::Required),
        ("tags".to_owned(), Some(1), Rule::Character),
        ("tags".to_owned(), Some(2), Rule::Required),
        ("contact_groups".to_owned(), Some(0), Rule::TooLong),
        ("default_group".to_owned(), None, Rule::Required),
    ];
    assert_eq!(pairs, expected);
    assert_eq!(register.customers().create(draft).unwrap_err().problems(), found);
}

// SPEC: C6, B1
#[test]
fn a_check_tells_of_ids_that_are_in_use_or_were() {
    let register = register();
    let with_id = |name: &str, id: &str| {
        let mut draft = CustomerDraft::person(name, "Ek");
        draft.profile.external_ids.push(ExternalId { source: "shop".into(), id: id.into() });
        draft
    };
    let anna = register.customers().create(with_id("Anna", "1")).unwrap();
    let problems = |draft: &CustomerDraft| -> Vec<(String, Rule)> {
        let found = register.customers().check(draft).unwrap();
        found.into_iter().map(|problem| (problem.field.into_owned(), problem.rule)).collect()
    };
    assert_eq!(problems(&with_id("Bo", " 1")), [("external_ids".to_owned(), Rule::Taken)]);
    assert_eq!(problems(&with_id("Bo", "2")), []);
    register.customers().delete(anna.id, anna.revision).unwrap();
    let again = CustomerDraft { id: Some(anna.id), ..with_id("Anna", "1") };
    assert_eq!(problems(&again), [("id".to_owned(), Rule::Taken)]);
    assert_eq!(register.customers().create(again).unwrap_err().kind(), ErrorKind::AlreadyExists);
}

// SPEC: B1
#[test]
fn a_customer_is_found_by_the_id_of_another_system() {
    let register = register();
    let mut draft = CustomerDraft::person("Anna", "Ek");
    draft.profile.external_ids.push(ExternalId { source: "shop".into(), id: "17".into() });
    draft.profile.external_ids.push(ExternalId { source: "crm".into(), id: "A-1".into() });
    let anna = register.customers().create(draft).unwrap();
    let found = |source: &str, id: &str| register.customers().find_by_external_id(source, id).unwrap();
    assert_eq!(found("shop", "17").as_ref(), Some(&anna));
    assert_eq!(found("crm", "A-1"), Some(anna));
    assert_eq!((found("crm", "17"), found("shop", "1")), (None, None));
}

// SPEC: B18, N1
#[test]
fn a_list_of_a_tag_that_nobody_knows_is_empty_and_counted() {
    let register = register();
    person(&register, "Anna");
    let filter = CustomerFilter::default().with_tag("no such tag");
    for (mode, total) in [
        (TotalMode::None, None),
        (TotalMode::Exact, Some(Total::Exactly(0))),
        (TotalMode::Capped(5), Some(Total::Exactly(0))),
    ] {
        let request = PageRequest::first(5).with_total(mode);
        let page = register.customers().page(&filter, &Sort::Number, &request).unwrap();
        assert_eq!((page.items.len(), page.next, page.total), (0, None, total));
    }
}

// SPEC: B18
#[test]
fn a_cursor_belongs_to_its_register() {
    let (here, there) = (register(), register());
    for name in ["Anna", "Bo"] {
        person(&here, name);
        person(&there, name);
    }
    let filter = CustomerFilter::default();
    let first = here.customers().page(&filter, &Sort::FamilyName, &PageRequest::first(1)).unwrap();
    let rest = PageRequest::after(1, first.next.unwrap());
    assert!(here.customers().page(&filter, &Sort::FamilyName, &rest).is_ok());
    let elsewhere = there.customers().page(&filter, &Sort::FamilyName, &rest).unwrap_err();
    assert_eq!(elsewhere.kind(), ErrorKind::InvalidCursor);
}

// SPEC: B18, C3
#[test]
fn another_language_ends_only_walks_in_the_order_of_texts() {
    let register = register();
    let drafts: Vec<_> = (0..600)
        .map(|n| CustomerDraft::person(format!("Given {n}"), "Ek").with_email(format!("a{n}@example.com")))
        .collect();
    register.customers().create_many(&drafts).unwrap();
    for (sort, goes_on) in [
        (Sort::Number, true),
        (Sort::Email.reversed(), true),
        (Sort::RegisteredAt, true),
        (Sort::FamilyName, false),
        (Sort::by("given_name"), false),
    ] {
        let mut walk = register.customers().all(&CustomerFilter::default(), &sort);
        walk.next().unwrap().unwrap();
        let settings = register.settings().unwrap();
        let locale = if settings.locale == "sv" { "de" } else { "sv" };
        register.update_settings(RegisterSettings { locale: locale.into(), ..settings }).unwrap();
        let rest: Vec<_> = walk.collect();
        match goes_on {
            true => assert!(rest.len() == 599 && rest.iter().all(Result::is_ok), "{}", sort.field),
            false => {
                let last = rest.last().unwrap().as_ref().unwrap_err();
                assert_eq!(last.kind(), ErrorKind::InvalidCursor, "{}", sort.field);
            }
        }
    }
}

// SPEC: N2, B18
#[test]
fn a_refusal_says_whether_a_field_exists() {
    let register = register();
    let sorted = |field: &'static str| {
        let sort = Sort::by(field);
        let page = register.customers().page(&CustomerFilter::default(), &sort, &PageRequest::first(1));
        page.unwrap_err().problems()[0].rule
    };
    assert_eq!(
        (sorted("note"), sorted("external_ids"), sorted("shoe_size")),
        (Rule::NotSorted, Rule::NotSorted, Rule::UnknownField)
    );
    let filtered = |field: &'static str| {
        let filter = CustomerFilter::default().with(field, Test::Filled);
        register.customers().count(&filter).unwrap_err().problems()[0].rule
    };
    assert_eq!((filtered("note"), filtered("shoe_size")), (Rule::NotFiltered, Rule::UnknownField));
}

// SPEC: B18, C4
#[test]
fn a_pasted_letter_is_refused_and_a_long_search_is_not() {
    let register = register();
    person(&register, "Anna");
    let words = |count: usize| (0..count).map(|n| format!("w{n} ")).collect::<String>();
    let refused = |text: &str| {
        let error = register.customers().search(text, 5).unwrap_err();
        let filter = CustomerFilter::default().with_text(text);
        let listed = register.customers().count(&filter).unwrap_err();
        assert_eq!(error.problems(), listed.problems());
        (error.problems()[0].field.to_string(), error.problems()[0].rule)
    };
    for text in [words(SearchQuery::MAX_WORDS + 1), words(5_000), "x".repeat(1_001), "x y".repeat(100_000)] {
        assert_eq!(refused(&text), ("text".to_owned(), Rule::TooLong));
    }
    let text = words(SearchQuery::MAX_WORDS);
    assert!(register.customers().search(&text, 5).unwrap().is_empty());
    assert_eq!(register.customers().count(&CustomerFilter::default().with_text(text)).unwrap(), 0);
}

// SPEC: N2, B18
#[test]
fn a_filter_has_a_largest_size_up_to_which_it_works() {
    let register = register();
    let mut draft = CustomerDraft::person("Anna", "Ek");
    draft
        .profile
        .addresses
        .push(crate::customers::Address { postal_code: "L7".into(), ..Default::default() });
    register.customers().create(draft).unwrap();
    let codes = |count: usize| {
        let values = (0..count).map(|n| FieldValue::Text(format!("L{n}").into())).collect();
        CustomerFilter::default().with("postal_code", Test::OneOf(values))
    };
    let many = |count: usize| {
        let one = |filter: CustomerFilter, n| filter.with("given_name", Test::is_text(format!("A{n}")));
        (0..count).fold(CustomerFilter::default(), one)
    };
    let count = |filter: CustomerFilter| {
        let sort = Sort::FamilyName;
        let page =
            register.customers().page(&filter, &sort, &PageRequest::first(1)).map(|page| page.items.len());
        let counted = register.customers().count(&filter);
        assert_eq!(page.is_ok(), counted.is_ok());
        counted.map_err(|error| error.problems()[0].rule)
    };
    assert_eq!(count(codes(CustomerFilter::MAX_VALUES)), Ok(1));
    assert_eq!(count(codes(33_000)), Err(Rule::TooLong));
    assert_eq!(count(many(CustomerFilter::MAX_CONDITIONS)), Ok(0));
    assert_eq!(count(many(33_000)), Err(Rule::TooLong));
}

// SPEC: B7, N26
#[test]
fn a_new_default_group_must_exist_even_where_nobody_needs_it() {
    let register = register();
    let anna = person(&register, "Anna");
    let group = register.customer_groups().create("Schools").unwrap();
    register.customer_groups().attach(group.id, &[anna.id]).unwrap();
    let nothing = CollectionId::from_bytes([9; 16]);
    let refused = register.customer_groups().detach(group.id, &[anna.id], Some(nothing)).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotFound);
    assert_eq!(register.customers().get(anna.id).unwrap().customer_groups.len(), 1);
}

// SPEC: N25, N26
#[test]
fn the_group_of_new_customers_is_not_archived() {
    let register = register();
    let groups = register.customer_groups();
    let standard = groups.preset(Preset::Standard).unwrap();
    assert_eq!(rule_of(&groups.archive(standard.id).unwrap_err()), "preset_group");
    let business = groups.preset(Preset::Business).unwrap();
    assert!(groups.archive(business.id).unwrap().archived_at.is_some());
    assert_eq!(person(&register, "Anna").default_group.id, standard.id);
}

// SPEC: C23
#[test]
fn ids_are_made_of_the_hosts_clock_and_random_bytes() {
    let made = |seed: u64| -> CustomerId {
        let clock = Arc::new(crate::testing::ManualClock::default());
        let random = Arc::new(FixedRandomness::new(seed));
        let register = Register::builder().clock(clock).randomness(random).in_memory().unwrap();
        person(&register, "Anna").id
    };
    assert_eq!(made(7), made(7));
    assert_ne!(made(7), made(8));
}
