use std::collections::HashSet;

use crate::base::{CustomerId, Error, ErrorKind, Sort};
use crate::collections::{CollectionKind, CollectionRef};
use crate::customers::{
    Archived, CUSTOMER_FIELDS, Condition, Customer, CustomerField, CustomerList, CustomerQuery, CustomerWalk,
    ListedCustomer, SearchQuery, Tombstone, customer_field, query_matches, sort_key,
};
use crate::repository::RepositoryExt;
use crate::testing::queries;

use super::Factory;
use super::expect::{Checked, fail, fails, holds, same, same_customers};
use super::fixture::{Fixture, everybody, query};

/// More than any list here has.
const ALL: usize = 100_000;

/// What a list must be, by the rules alone.
fn naive(customers: &[Customer], query: &CustomerQuery<'_>, sort: &Sort) -> Vec<ListedCustomer> {
    let Some(field) = customer_field(&sort.field) else { return Vec::new() };
    let mut rows: Vec<ListedCustomer> = customers
        .iter()
        .filter(|customer| query_matches(query, customer))
        .map(|customer| {
            let sort_key = sort_key(field, customer, query.collation);
            ListedCustomer { customer: customer.clone(), sort_key }
        })
        .collect();
    rows.sort_by(|a, b| (&a.sort_key, a.customer.id).cmp(&(&b.sort_key, b.customer.id)));
    if sort.descending {
        rows.reverse();
    }
    rows
}

fn describe(query: &CustomerQuery<'_>, sort: &Sort) -> String {
    let conditions: Vec<String> =
        query.conditions.iter().map(|c| format!("{} {}", c.field, c.test.digest_text())).collect();
    let direction = if sort.descending { "descending" } else { "ascending" };
    format!("list of {conditions:?}, {:?} archived, by {} {direction}", query.archived, sort.field)
}

/// Compares a list and its count with what the rules say.
fn agrees(fixture: &Fixture, customers: &[Customer], query: &CustomerQuery<'_>, sort: &Sort) -> Checked {
    let list = CustomerList { query: query.clone(), sort, after: None, limit: ALL };
    let (found, count) =
        fixture.repository.read(|tx| Ok((tx.list_customers(&list)?, tx.count_customers(query, None)?)))?;
    let expected = naive(customers, query, sort);
    let what = describe(query, sort);
    compare(&found, &expected, &what)?;
    same(count, u64::try_from(expected.len()).unwrap_or(0), &format!("count of the {what}"))
}

fn compare(found: &[ListedCustomer], expected: &[ListedCustomer], what: &str) -> Checked {
    let customers =
        |rows: &[ListedCustomer]| -> Vec<Customer> { rows.iter().map(|row| row.customer.clone()).collect() };
    same_customers(&customers(found), &customers(expected), what)?;
    match found.iter().zip(expected).position(|(found, expected)| found.sort_key != expected.sort_key) {
        None => Ok(()),
        Some(place) => fail(format!("{what}: the sort key at place {place} is another one")),
    }
}

/// Compares the list of everybody by every field, both ways, with the rules.
pub(super) fn agrees_in_every_order(fixture: &Fixture, customers: &[Customer]) -> Checked {
    let query = everybody(&fixture.collation);
    for field in CUSTOMER_FIELDS.iter().filter(|field| field.is_sortable()) {
        for descending in [false, true] {
            let sort = Sort { field: field.key.into(), descending };
            agrees(fixture, customers, &query, &sort)?;
        }
    }
    Ok(())
}

pub(super) fn every_sortable_field_orders_both_ways(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let customers = fixture.add(150)?;
    agrees_in_every_order(&fixture, &customers)
}

/// Picks a limit, and pages with it through what the rules say.
fn pages_agree(
    fixture: &Fixture,
    customers: &[Customer],
    query: &CustomerQuery<'_>,
    sort: &Sort,
    limit: usize,
) -> Checked {
    let expected = naive(customers, query, sort);
    let what = describe(query, sort);
    let mut after = None;
    for page in expected.chunks(limit) {
        let list = CustomerList { query: query.clone(), sort, after: after.take(), limit };
        let rows = fixture.repository.read(|tx| tx.list_customers(&list))?;
        compare(&rows, page, &format!("page of the {what}"))?;
        after = rows.last().map(|row| (row.sort_key.clone(), row.customer.id));
    }
    let list = CustomerList { query: query.clone(), sort, after, limit };
    let rest = fixture.repository.read(|tx| tx.list_customers(&list))?;
    holds(expected.is_empty() || rest.is_empty(), format!("nothing follows the last page of the {what}"))
}

pub(super) fn single_tests_agree_with_the_rules(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let customers = fixture.add(100)?;
    let mut run = 0;
    for field in CUSTOMER_FIELDS {
        for condition in
            (0..2).flat_map(|_| queries::conditions_on(&fixture.samples.random, field, &customers))
        {
            let conditions = [condition];
            agrees(&fixture, &customers, &query(&fixture.collation, &conditions), &Sort::Number)?;
            run += 1;
        }
    }
    holds(run > 400, format!("{run} tests of single fields"))
}

/// Makes a query of up to three conditions and a sort, and looks at what comes of them.
fn with_random_query(
    fixture: &Fixture,
    customers: &[Customer],
    check: impl FnOnce(CustomerQuery<'_>, &Sort) -> Checked,
) -> Checked {
    let random = &fixture.samples.random;
    let conditions: Vec<Condition> =
        (0..random.below(4)).filter_map(|_| queries::condition(random, customers)).collect();
    let Some(sort) = queries::sort(random) else { return Ok(()) };
    let mut query = query(&fixture.collation, &conditions);
    query.archived = queries::archived(random);
    let ids: Vec<CustomerId> =
        customers.iter().filter(|_| random.once_in(3)).map(|customer| customer.id).collect();
    query.ids = random.once_in(4).then_some(ids.as_slice());
    check(query, &sort)
}

pub(super) fn queries_agree_with_the_rules(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let customers = fixture.add(250)?;
    let random = &fixture.samples.random;
    for _ in 0..120 {
        with_random_query(&fixture, &customers, |query, sort| {
            agrees(&fixture, &customers, &query, sort)?;
            pages_agree(&fixture, &customers, &query, sort, 1 + random.below(60))
        })?;
    }
    Ok(())
}

pub(super) fn pages_join_into_the_list(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let customers = fixture.add(70)?;
    let query = everybody(&fixture.collation);
    for field in CUSTOMER_FIELDS.iter().filter(|field| field.is_sortable()) {
        for descending in [false, true] {
            let sort = Sort { field: field.key.into(), descending };
            pages_agree(&fixture, &customers, &query, &sort, 7)?;
        }
    }
    Ok(())
}

pub(super) fn paging_visits_each_customer_once_while_others_write(factory: Factory<'_>) -> Checked {
    for sort in [Sort::FamilyName, Sort::City.reversed(), Sort::by("given_name")] {
        page_through(&mut Fixture::new(factory)?, &sort)?;
    }
    Ok(())
}

/// Walks a list in pages of three; between pages somebody is created, deleted, and changed in a field
/// that the order does not follow.
fn page_through(fixture: &mut Fixture, sort: &Sort) -> Checked {
    let mut living = fixture.add(60)?;
    let mut staying: HashSet<CustomerId> = living.iter().map(|customer| customer.id).collect();
    let mut visited = Vec::new();
    let mut after = None;
    loop {
        let list = CustomerList { query: everybody(&fixture.collation), sort, after, limit: 3 };
        let rows = fixture.repository.read(|tx| tx.list_customers(&list))?;
        let Some(last) = rows.last() else { break };
        after = Some((last.sort_key.clone(), last.customer.id));
        visited.extend(rows.iter().map(|row| row.customer.id));
        // The row that the next page begins after may be gone by then.
        let gone = if fixture.samples.random.once_in(2) {
            last.customer.id
        } else {
            living[fixture.samples.random.below(living.len())].id
        };
        living.retain(|customer| customer.id != gone);
        staying.remove(&gone);
        fixture.add(1)?;
        let place = fixture.samples.random.below(living.len());
        let change = fixture.edit(&living[place], |customer| customer.profile.note.push('.'));
        living[place] = change.after.clone();
        let tombstone = Tombstone { id: gone, deleted_at: fixture.samples.time(), merged_into: None };
        fixture.repository.write(|tx| {
            tx.delete_customer(&tombstone)?;
            tx.update_customers(std::slice::from_ref(&change))
        })?;
    }
    let distinct: HashSet<CustomerId> = visited.iter().copied().collect();
    same(distinct.len(), visited.len(), "customers that were visited, each once")?;
    holds(staying.is_subset(&distinct), format!("who stayed was visited, by {}", sort.field))
}

pub(super) fn a_count_stops_at_its_cap(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    fixture.add(30)?;
    let conditions = [Condition { field: "given_name".into(), test: crate::customers::Test::Filled }];
    let filtered = query(&fixture.collation, &conditions);
    for query in [everybody(&fixture.collation), filtered] {
        let all = fixture.repository.read(|tx| tx.count_customers(&query, None))?;
        holds(all > 10, "enough customers for the check")?;
        for (cap, expected) in [(0, 0), (1, 1), (10, 10), (all, all), (all + 1, all)] {
            let count = fixture.repository.read(|tx| tx.count_customers(&query, Some(cap)))?;
            same(count, expected, &format!("a count with the cap {cap}"))?;
        }
    }
    Ok(())
}

/// Compares a walk with what the rules say, by numbers and the texts of the fields asked for.
fn walks_agree(
    fixture: &Fixture,
    customers: &[Customer],
    query: &CustomerQuery<'_>,
    sort: &Sort,
    fields: &[&'static CustomerField],
) -> Checked {
    let mut found = Vec::new();
    // Whole, and in parts that do not divide it evenly.
    let (mut after, mut parts) = (None, Vec::new());
    for limit in std::iter::once(usize::MAX).chain(std::iter::repeat(17)) {
        let list = CustomerList { query: query.clone(), sort, after: after.take(), limit };
        let walk = CustomerWalk { list, fields };
        let mut rows = Vec::new();
        let last = fixture.repository.read(|tx| {
            rows.clear();
            tx.each_customer(&walk, &mut |row| {
                let each = (0..fields.len()).map(|place| Ok(row.value(place)?.to_text().into_owned()));
                rows.push((row.number(), each.collect::<crate::base::Result<Vec<String>>>()?));
                Ok(())
            })
        })?;
        if limit == usize::MAX {
            same(last, None, "the place after a whole walk")?;
            found = rows;
            continue;
        }
        holds(rows.len() <= limit, "a part within its limit")?;
        holds(rows.len() == limit || last.is_none(), "a short part is the last one")?;
        parts.append(&mut rows);
        match last {
            Some(last) => after = Some(last),
            None => break,
        }
    }
    same(&parts, &found, &format!("parts of a walk of the {}", describe(query, sort)))?;
    let expected: Vec<(u64, Vec<String>)> = naive(customers, query, sort)
        .into_iter()
        .map(|ListedCustomer { customer, .. }| {
            (customer.number, fields.iter().map(|field| field.of(&customer).to_text().into_owned()).collect())
        })
        .collect();
    same(found, expected, &format!("walk of the {}", describe(query, sort)))
}

pub(super) fn a_walk_hands_over_the_whole_list(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let customers = fixture.add(120)?;
    let random = &fixture.samples.random;
    let every: Vec<&'static CustomerField> = CUSTOMER_FIELDS.iter().collect();
    walks_agree(&fixture, &customers, &everybody(&fixture.collation), &Sort::Number, &every)?;
    for _ in 0..60 {
        with_random_query(&fixture, &customers, |mut query, sort| {
            if fixture.capabilities.search && random.once_in(3) {
                query.search = random.pick(super::search::TYPED).map(|typed| SearchQuery::parse(typed, "SE"));
            }
            let some: Vec<&'static CustomerField> =
                CUSTOMER_FIELDS.iter().filter(|_| random.once_in(5)).collect();
            walks_agree(&fixture, &customers, &query, sort, &some)
        })?;
    }
    Ok(())
}

pub(super) fn a_walk_stops_at_an_error(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    fixture.add(10)?;
    let query = everybody(&fixture.collation);
    let list = CustomerList { query, sort: &Sort::FamilyName, after: None, limit: usize::MAX };
    let walk = CustomerWalk { list, fields: &[] };
    let mut handed = 0;
    let result = fixture.repository.read(|tx| {
        handed = 0;
        tx.each_customer(&walk, &mut |_| {
            handed += 1;
            if handed == 3 { Err(Error::Cancelled) } else { Ok(()) }
        })
    });
    fails(result, ErrorKind::Cancelled, "the error of who was handed a customer")?;
    same(handed, 3, "customers handed over")
}

pub(super) fn lists_by_sets_agree_with_the_rules(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    if !fixture.capabilities.collections {
        return Ok(());
    }
    let mut customers = fixture.add(200)?;
    let mut sets = vec![fixture.standard.id];
    // Of several sizes: few, a third, nearly all.
    let kinds = [CollectionKind::Tag, CollectionKind::ContactGroup, CollectionKind::CustomerGroup];
    for (name, kind, share) in
        [("a", kinds[0], 40), ("b", kinds[0], 3), ("c", kinds[1], 3), ("d", kinds[2], 5), ("e", kinds[0], 1)]
    {
        let set = fixture.add_set(kind, name)?;
        sets.push(set.id);
        let mut pairs = Vec::new();
        for customer in &mut customers {
            if fixture.samples.random.once_in(share) {
                pairs.push((customer.id, set.id));
                let list = match kind {
                    CollectionKind::Tag => &mut customer.tags,
                    CollectionKind::ContactGroup => &mut customer.contact_groups,
                    CollectionKind::CustomerGroup => &mut customer.customer_groups,
                };
                list.push(CollectionRef::from(&set));
            }
        }
        fixture.repository.write(|tx| tx.add_members(&pairs))?;
    }
    let random = &fixture.samples.random;
    for _ in 0..150 {
        let conditions: Vec<Condition> =
            (0..random.below(2)).filter_map(|_| queries::condition(random, &customers)).collect();
        let Some(sort) = queries::sort(random) else { break };
        let mut query = query(&fixture.collation, &conditions);
        let pick = |count| (0..count).filter_map(|_| random.pick(&sets).copied()).collect::<Vec<_>>();
        query.in_sets = (0..random.below(3)).map(|_| pick(1 + random.below(2))).collect();
        query.not_in_sets = pick(random.below(2));
        query.archived = queries::archived(random);
        agrees(&fixture, &customers, &query, &sort)?;
        pages_agree(&fixture, &customers, &query, &sort, 1 + random.below(20))?;
    }
    Ok(())
}

pub(super) fn lists_by_typed_text_agree_with_the_rules(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    if !fixture.capabilities.search {
        return Ok(());
    }
    let customers = fixture.add_tagged(150)?;
    let random = &fixture.samples.random;
    for typed in super::search::TYPED {
        let Some(sort) = queries::sort(random) else { break };
        let conditions: Vec<Condition> =
            (0..random.below(2)).filter_map(|_| queries::condition(random, &customers)).collect();
        let mut query = query(&fixture.collation, &conditions);
        query.search = Some(SearchQuery::parse(typed, "SE"));
        query.archived = Archived::Include;
        agrees(&fixture, &customers, &query, &sort)?;
        pages_agree(&fixture, &customers, &query, &sort, 5)?;
    }
    Ok(())
}

pub(super) fn lists_follow_changes(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut customers = fixture.add(60)?;
    for _ in 0..60 {
        let place = fixture.samples.random.below(customers.len());
        let profile = fixture.samples.profile();
        let change = fixture.edit(&customers[place], |customer| customer.profile = profile);
        fixture.repository.write(|tx| tx.update_customers(std::slice::from_ref(&change)))?;
        customers[place] = change.after;
    }
    agrees_in_every_order(&fixture, &customers)?;
    for _ in 0..200 {
        let Some(condition) = queries::condition(&fixture.samples.random, &customers) else { break };
        let conditions = [condition];
        agrees(&fixture, &customers, &query(&fixture.collation, &conditions), &Sort::Number)?;
    }
    Ok(())
}
