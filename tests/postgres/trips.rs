use std::sync::Arc;

use kartotek::{
    CustomerDraft, CustomerFilter, CustomerSort, PageRequest, PostgresRepository, Register, TagChange,
};
use kartotek_tests::on_server::Schema;

fn draft(number: usize) -> CustomerDraft {
    CustomerDraft::person("Anna", format!("Ek {number}"))
        .with_email(format!("anna{number}@example.com"))
        .with_phone("070-123 45 67")
        .with_tag(format!("tag {}", number % 7))
}

/// Calls `work` twice, so that every statement is prepared, and counts the waits of the second time.
fn counted(repository: &PostgresRepository, mut work: impl FnMut(usize)) -> u64 {
    work(0);
    let before = repository.round_trips();
    work(1);
    repository.round_trips() - before
}

// SPEC: C2
#[test]
fn every_call_waits_a_fixed_number_of_times_whatever_its_size() {
    let Some(schema) = Schema::on_server() else { return };
    let repository = Arc::new(schema.open().unwrap());
    let register = Register::builder().with_repository(repository.clone()).unwrap();
    let customers = register.customers();
    let many = |from: usize, count: usize| (from..from + count).map(draft).collect::<Vec<_>>();
    customers.create_many(&many(0, 200)).unwrap();
    let page = |size| {
        let sort = CustomerSort::FamilyName;
        let request = PageRequest::first(size);
        counted(&repository, |_| {
            let page = customers.page(&CustomerFilter::default(), &sort, &request).unwrap();
            assert_eq!(page.items.len(), usize::try_from(size).unwrap());
        })
    };
    let found = customers.search("anna", 50).unwrap();
    let figures = [
        ("get", counted(&repository, |_| drop(customers.get(found[0].id).unwrap())), 2),
        ("page of 10", page(10), 3),
        ("page of 100", page(100), 3),
        ("search", counted(&repository, |_| drop(customers.search("anna", 50).unwrap())), 4),
        ("create", counted(&repository, |n| drop(customers.create(draft(1_000 + n)).unwrap())), 7),
        (
            "create 10",
            counted(&repository, |n| drop(customers.create_many(&many(2_000 + n * 10, 10)).unwrap())),
            7,
        ),
        (
            "create 100",
            counted(&repository, |n| drop(customers.create_many(&many(3_000 + n * 100, 100)).unwrap())),
            7,
        ),
        (
            "tag 50",
            counted(&repository, |n| {
                let ids: Vec<_> = found.iter().map(|customer| customer.id).collect();
                register.tags().apply(&ids, &TagChange::add([format!("new {n}")])).unwrap();
            }),
            9,
        ),
    ];
    for (what, trips, _) in figures {
        eprintln!("{what}: {trips} round trips");
    }
    for (what, trips, most) in figures {
        assert!(trips <= most, "{what} waits {trips} times, more than {most}");
    }
}
