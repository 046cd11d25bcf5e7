//! Lists whose plan the server chooses are those that the same register in memory gives.

use std::sync::Arc;

use kartotek::{CustomerDraft, CustomerFilter, CustomerId, PageRequest, Register, SetFilter, Sort, Test};
use kartotek_tests::on_server::{Schema, server};

/// More than a plan takes for few; some tags are borne by most, by few, or by the last of the order alone.
const CUSTOMERS: usize = 1_300;

fn register() -> Register {
    let register = Register::in_memory().unwrap();
    let group = register.customer_groups().create("Regulars").unwrap().name;
    let drafts: Vec<CustomerDraft> = (0..CUSTOMERS)
        .map(|number| {
            let given = ["Anna", "Bo", "Åsa"][number % 3];
            let mut draft = CustomerDraft::person(given, format!("Name {:04}", number / 2));
            draft = draft.with_email(format!("{}{number}@example.com", ["a", "b"][number % 2]));
            for (bears, tag) in [
                (number % 2 == 0, "half"),
                (number % 5 == 0, "fifth"),
                (number % 50 == 0, "rare"),
                (number >= CUSTOMERS - 320, "last"),
            ] {
                if bears {
                    draft = draft.with_tag(tag);
                }
            }
            draft.contact_groups.extend((number % 4 > 0).then(|| "Newsletter".to_owned()));
            draft.default_group = (number % 3 == 0).then(|| group.clone());
            draft
        })
        .collect();
    let made = register.customers().create_many(&drafts).unwrap();
    let archived: Vec<_> = made.iter().skip(30).step_by(60).map(|made| made.as_ref().unwrap().id).collect();
    register.customers().archive(&archived).unwrap();
    register
}

fn filters() -> Vec<CustomerFilter> {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let tags = |all: &[&str], any: &[&str], none: &[&str]| CustomerFilter {
        tags: SetFilter { all: set(all), any: set(any), none: set(none) },
        ..CustomerFilter::default()
    };
    let mut filters = Vec::new();
    for (all, any, none) in [
        (&["half"][..], &[][..], &[][..]),
        (&["rare"], &[], &[]),
        (&["last"], &[], &["fifth"]),
        (&["last", "half"], &[], &[]),
        (&["half", "fifth", "rare"], &[], &[]),
        (&[], &["rare", "fifth"], &["half"]),
    ] {
        let filter = tags(all, any, none);
        let mut grouped = filter.clone();
        grouped.contact_groups.any = set(&["Newsletter"]);
        grouped.customer_groups.any = set(&["Regulars"]);
        filters.push(filter.clone().with("email", Test::StartsWith("a".into())));
        // What only the rules can tell.
        filters.push(filter.clone().with("given_name", Test::is_text("ASA")));
        filters.push(filter.clone().with("family_name", Test::is_text("name 0640")));
        filters.extend([filter, grouped]);
    }
    filters
}

fn pages(register: &Register, filter: &CustomerFilter, sort: &Sort) -> Vec<CustomerId> {
    let (mut found, mut request) = (Vec::new(), PageRequest::first(37));
    loop {
        let page = register.customers().page(filter, sort, &request).unwrap();
        found.extend(page.items.iter().map(|customer| customer.id));
        let Some(next) = page.next else { return found };
        request = PageRequest::after(37, next);
    }
}

// SPEC: B18, C2, N2
#[test]
fn a_filtered_list_has_the_customers_and_the_order_that_it_has_in_memory() {
    if server().is_none() {
        return;
    }
    let (original, schema) = (register(), Schema::default());
    let on_server = Register::builder().with_repository(Arc::new(schema.open().unwrap())).unwrap();
    original.copy_to(&on_server).unwrap();
    let name = Sort::FamilyName;
    let sorts = [name.clone(), name.reversed(), Sort::Number, Sort::by("given_name")];
    for filter in filters() {
        for sort in &sorts {
            let found = pages(&on_server, &filter, sort);
            assert_eq!(found, pages(&original, &filter, sort), "{sort:?} {filter:?}");
            assert_eq!(on_server.customers().count(&filter).unwrap(), found.len() as u64, "{filter:?}");
        }
    }
}
