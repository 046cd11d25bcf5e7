use crate::customers::{Customer, EmailKey, SearchQuery, Tombstone, customer_keys};
use crate::repository::RepositoryExt;

use super::expect::{Checked, holds, same_customers};
use super::{Factory, fixture::Fixture};

/// What people type: words, beginnings, several words, other scripts, e-mails, phones, numbers, tags.
pub(super) const TYPED: &[&str] = &[
    "anna",
    "ÅSA",
    "an",
    "å",
    "garcia an",
    "Öberg",
    "zette",
    "иван петров",
    "petrov",
    "la cruz",
    "ljus",
    "q",
    "anna@example.com",
    "ANNA@EXAMPLE.COM",
    "example.com",
    "info@exämple.com",
    "070-123 45 67",
    "+46 (0)70 123 45 67",
    "0701234567",
    "645 337 711",
    "12 34",
    "123",
    "17",
    "#17",
    "#9999",
    "xyzzy",
    "5560360793",
    "556036-0793",
    "anna anna",
    "wedding",
    "WEDD anna",
    "wedding 2026 öst",
    "öst",
    "w 20",
    "svadba",
    "anna s",
    "wedding svadba",
    "wedding xyzzy",
    "",
    "  ",
    "–",
];

fn hits(fixture: &Fixture, typed: &str, limit: usize) -> crate::base::Result<Vec<Customer>> {
    let query = SearchQuery::parse(typed, "SE");
    fixture.repository.read(|tx| tx.search_customers(&query, limit))
}

/// Tells whether a customer has exactly the number, e-mail or phone that was typed.
fn is_exact(query: &SearchQuery, customer: &Customer) -> bool {
    let profile = &customer.profile;
    let email =
        |key: &EmailKey| profile.emails.iter().any(|e| EmailKey::of(&e.address).as_ref() == Some(key));
    query.exact_number == Some(customer.number)
        || query.exact_email.as_ref().is_some_and(email)
        || query.exact_phone.is_some_and(|phone| profile.phones.iter().any(|p| p.e164 == Some(phone)))
}

/// What a search must find, by the rules alone: the exact hits, and the others by number.
fn naive(fixture: &Fixture, customers: &[Customer], typed: &str) -> (Vec<Customer>, Vec<Customer>) {
    let query = SearchQuery::parse(typed, "SE");
    let mut living: Vec<&Customer> = customers.iter().filter(|c| c.archived_at.is_none()).collect();
    living.sort_by_key(|customer| customer.number);
    let (exact, others): (Vec<&Customer>, Vec<&Customer>) =
        living.into_iter().partition(|customer| is_exact(&query, customer));
    let text = |customer: &Customer| customer_keys(&customer.profile, &fixture.collation).search_text;
    let others = others.into_iter().filter(|customer| query.finds(&text(customer), &customer.tags));
    (exact.into_iter().cloned().collect(), others.cloned().collect())
}

/// Compares a search with the rules: who, which of them first, and the others by number.
fn agrees(fixture: &Fixture, customers: &[Customer], typed: &str) -> Checked {
    let (exact, others) = naive(fixture, customers, typed);
    let mut found = hits(fixture, typed, customers.len())?;
    holds(found.len() >= exact.len(), format!("{typed:?} finds the exact hits"))?;
    let rest = found.split_off(exact.len());
    found.sort_by_key(|customer| customer.number);
    same_customers(&found, &exact, &format!("exact hits of {typed:?}"))?;
    same_customers(&rest, &others, &format!("other hits of {typed:?}"))
}

pub(super) fn what_matches_is_found(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let customers = fixture.add_tagged(200)?;
    TYPED.iter().try_for_each(|typed| agrees(&fixture, &customers, typed))
}

pub(super) fn exact_hits_come_first(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut rows = [fixture.sample(), fixture.sample(), fixture.sample()];
    let notes = ["anna@example.com.example.org", "x", "anna@example.com"];
    for (row, name) in rows.iter_mut().zip(notes) {
        let profile = &mut row.customer.profile;
        let registered_at = profile.registered_at;
        *profile =
            crate::customers::CustomerProfile { nickname: name.into(), registered_at, ..Default::default() };
        row.customer.archived_at = None;
    }
    rows[2].customer.profile.emails = vec![crate::customers::Email::new("Anna@Example.COM")];
    for row in &mut rows {
        row.keys = customer_keys(&row.customer.profile, &fixture.collation);
    }
    let stored = fixture.insert(&rows)?;
    let found = hits(&fixture, "anna@example.com", 10)?;
    same_customers(&found, &[stored[2].clone(), stored[0].clone()], "who has the e-mail, who has its words")?;
    let found = hits(&fixture, &format!("#{}", stored[1].number), 10)?;
    same_customers(&found, &stored[1..2], "who has the number")
}

pub(super) fn search_follows_changes(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    let mut customers = fixture.add_tagged(80)?;
    for round in 0..6 {
        for _ in 0..8 {
            let place = fixture.samples.random.below(customers.len());
            let next = fixture.sample().customer;
            let change = fixture.edit(&customers[place], |customer| {
                customer.profile = next.profile;
                customer.archived_at = next.archived_at;
            });
            fixture.repository.write(|tx| tx.update_customers(std::slice::from_ref(&change)))?;
            customers[place] = change.after;
        }
        let gone = customers.remove(round);
        let deleted_at = fixture.samples.time();
        let tombstone = Tombstone { id: gone.id, deleted_at, merged_into: None };
        fixture.repository.write(|tx| tx.delete_customer(&tombstone))?;
        customers.extend(fixture.add(5)?);
        TYPED.iter().try_for_each(|typed| agrees(&fixture, &customers, typed))?;
    }
    Ok(())
}

pub(super) fn a_limit_cuts_the_hits_off(factory: Factory<'_>) -> Checked {
    let mut fixture = Fixture::new(factory)?;
    fixture.add_tagged(120)?;
    for typed in TYPED {
        let all = hits(&fixture, typed, 1_000)?;
        for limit in [0, 1, 2, 5] {
            let cut = &all[..limit.min(all.len())];
            same_customers(&hits(&fixture, typed, limit)?, cut, &format!("the first {limit} of {typed:?}"))?;
        }
    }
    Ok(())
}
