use crate::base::{PageRequest, Sort};
use crate::customers::{Archived, Customer, CustomerDraft, CustomerFilter, SearchQuery, customer_keys};
use crate::register::Register;
use crate::tags::TagChange;

use super::{person, register};

fn found(register: &Register, text: &str) -> Vec<u64> {
    register.customers().search(text, 1_000).unwrap().into_iter().map(|customer| customer.number).collect()
}

// SPEC: C4, B18
#[test]
fn a_search_finds_the_bearers_of_a_tag() {
    let register = register();
    let anna = person(&register, "Anna");
    let bo = person(&register, "Bo");
    let olga = person(&register, "Olga Wedding");
    register.tags().apply(&[anna.id, bo.id], &TagChange::add(["Wedding 2026", "Сватба"])).unwrap();
    for text in ["wedding", "WEDD", "we", "svatba", "сватба", "wedding ek", "ek 2026 wedding"] {
        let expected: &[u64] = if text == "wedding" || text == "WEDD" || text == "we" || text == "wedding ek"
        {
            &[1, 2, 3]
        } else {
            &[1, 2]
        };
        assert_eq!(found(&register, text), expected, "{text}");
        let filter = CustomerFilter::default().with_text(text);
        assert_eq!(register.customers().count(&filter).unwrap(), expected.len() as u64, "{text}");
    }
    assert_eq!(found(&register, "anna wedding"), [1]);
    assert_eq!(found(&register, "edding 20"), [1, 2]);
    assert_eq!(found(&register, "dding bo svat"), [2]);
    assert!(found(&register, "wedding cecilia").is_empty());
    assert!(found(&register, "026wedding").is_empty());

    let tag = register.tags().find_by_name("wedding 2026").unwrap().unwrap();
    register.tags().rename(tag.id, tag.revision, "Party").unwrap();
    assert_eq!((found(&register, "wedding"), found(&register, "party anna")), (vec![olga.number], vec![1]));
    register.tags().apply(&[anna.id], &TagChange::remove(["party"])).unwrap();
    assert_eq!(found(&register, "party"), [2]);
    register.customers().archive(&[bo.id]).unwrap();
    assert!(found(&register, "party").is_empty());
    register.tags().delete(tag.id).unwrap();
    assert!(found(&register, "svatba").contains(&1));
}

// SPEC: C4, B18
#[test]
fn a_new_tag_is_found_by_every_handle_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("studio.db");
    let (here, there) = (Register::open(&path).unwrap(), Register::open(&path).unwrap());
    let anna = person(&here, "Anna");
    assert!(found(&there, "wedding").is_empty() && found(&here, "wedding").is_empty());
    here.tags().apply(&[anna.id], &TagChange::add(["wedding"])).unwrap();
    assert_eq!((found(&here, "wedding"), found(&there, "wedding")), (vec![1], vec![1]));
}

/// Customers of whom few, some, many and nearly all bear tags, with words that also stand in names.
fn many() -> (Register, Vec<Customer>) {
    let register = register();
    let drafts: Vec<CustomerDraft> = (0..240)
        .map(|n: usize| {
            let given = ["Anna", "Bo", "Wedding", "Olga", "2026"][n % 5];
            let family = ["Ek", "Party", "Lund"][n % 3];
            let tags = [(1, "all"), (2, "wedding 2026"), (7, "wedding guests"), (40, "party"), (5, "Anna's")];
            let tags = tags.into_iter().filter(|(every, _)| n.is_multiple_of(*every));
            let draft = CustomerDraft::person(given, family).with_tag(format!("Event {}", n % 31));
            tags.fold(draft, |draft, (_, tag)| draft.with_tag(tag))
        })
        .collect();
    let made = register.customers().create_many(&drafts).unwrap();
    let ids: Vec<_> = made.into_iter().map(|customer| customer.unwrap().id).collect();
    register.customers().archive(&ids[20..24]).unwrap();
    let all = CustomerFilter::default().with_archived(Archived::Include);
    let customers = register.customers().all(&all, &Sort::Number).map(Result::unwrap).collect();
    (register, customers)
}

const TYPED: [&str; 21] = [
    "wedding",
    "we",
    "w",
    "party",
    "party ek",
    "wedding party",
    "anna wedding",
    "guests lund",
    "all",
    "all anna",
    "all wedding party anna",
    "ek",
    "2026",
    "7",
    "event",
    "event 3",
    "event 17 wedding",
    "e",
    "eve anna lund",
    "no such word",
    "wedding no-such-word",
];

// SPEC: C4, B18, N3
#[test]
fn searches_and_lists_by_text_and_tags_are_what_the_rules_say() {
    let (register, customers) = many();
    let collation = crate::base::Collation::new("und").unwrap();
    for typed in TYPED {
        let query = SearchQuery::parse(typed, "");
        let finds = |customer: &&Customer| {
            query.exact_number == Some(customer.number)
                || query.finds(&customer_keys(&customer.profile, &collation).search_text, &customer.tags)
        };
        let shown = |archived: bool| {
            let hidden = move |customer: &&Customer| archived || customer.archived_at.is_none();
            customers
                .iter()
                .filter(hidden)
                .filter(finds)
                .map(|customer| customer.number)
                .collect::<Vec<u64>>()
        };
        let mut hits = found(&register, typed);
        let exact = query.exact_number.filter(|number| *number <= customers.len() as u64);
        if let Some(number) = exact {
            assert_eq!(hits[0], number, "{typed}");
            hits.sort_unstable();
        }
        assert_eq!(hits, shown(false), "{typed}");
        if exact.is_none() {
            for limit in [1, 2, 7, 30] {
                let cut = register.customers().search(typed, limit).unwrap();
                let cut: Vec<u64> = cut.iter().map(|customer| customer.number).collect();
                assert_eq!(cut, hits[..hits.len().min(limit as usize)], "{limit} of {typed}");
            }
        }
        let filter = CustomerFilter::default().with_text(typed).with_archived(Archived::Include);
        assert_eq!(register.customers().count(&filter).unwrap(), shown(true).len() as u64, "{typed}");
        for sort in [Sort::Number, Sort::FamilyName, Sort::by("given_name")] {
            let all = register.customers().all(&filter, &sort).map(|customer| customer.unwrap().number);
            let mut listed: Vec<u64> = all.collect();
            listed.sort_unstable();
            assert_eq!(listed, shown(true), "{typed} by {}", sort.field);
            let mut walked = Vec::new();
            register
                .read_with_state(|tx, state| {
                    walked.clear();
                    let query = crate::register::listing::resolve(tx, state, &filter)?.unwrap();
                    let list =
                        crate::customers::CustomerList { query, sort: &sort, after: None, limit: usize::MAX };
                    let walk = crate::customers::CustomerWalk { list, fields: &[] };
                    tx.each_customer(&walk, &mut |row| {
                        walked.push(row.number());
                        Ok(())
                    })?;
                    Ok(())
                })
                .unwrap();
            walked.sort_unstable();
            assert_eq!(walked, shown(true), "walk of {typed} by {}", sort.field);
        }
    }
}

// SPEC: C4, N3
#[test]
fn a_list_by_a_tags_word_is_filtered_and_sorted_as_any_other() {
    let (register, _) = many();
    let filter = CustomerFilter::default().with_text("guests").with_tag("all");
    let request = PageRequest::first(3);
    let page = register.customers().page(&filter, &Sort::Number.reversed(), &request).unwrap();
    let numbers: Vec<u64> = page.items.iter().map(|customer| customer.number).collect();
    // Every seventh from the first on.
    assert_eq!(numbers, [239, 232, 225]);
}
