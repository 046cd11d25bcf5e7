//! Calls that read customers and history.

use std::cell::RefCell;
use std::rc::Rc;

use kartotek::{BatchId, Cursor, CustomerFilter, PageRequest, Sort, Timestamp, TotalMode};

use super::{Method, method};
use crate::dice::Dice;
use crate::known::List;
use crate::lists::{filter, search_text, sort, words};
use crate::operation::Operation;
use crate::people::instant;
use crate::written::debug;

pub(super) const METHODS: &[Method] = &[
    method("customers.get", 4, get),
    method("customers.find", 2, find),
    method("customers.private_area_link", 1, private_area_link),
    method("customers.get_many", 3, get_many),
    method("customers.find_by_number", 2, find_by_number),
    method("customers.find_by_external_id", 4, find_by_external_id),
    method("customers.find_tombstone", 3, find_tombstone),
    method("customers.as_of", 8, as_of),
    method("customers.page", 30, page),
    method("customers.all", 6, all),
    method("customers.rows", 6, rows),
    method("customers.count", 8, count),
    method("customers.search", 30, search),
    method("customers.draft_from_search", 3, draft_from_search),
    method("history.of_customer", 8, of_customer),
    method("history.changes", 3, changes),
    method("history.latest", 2, latest),
    method("history.of_batch", 3, of_batch),
    method("history.imports", 3, imports),
];

fn get(dice: &Dice<'_>) -> Operation {
    let id = dice.customer();
    Operation::new(id.to_string(), move |register| register.customers().get(id))
}

fn find(dice: &Dice<'_>) -> Operation {
    let id = dice.customer();
    Operation::new(id.to_string(), move |register| register.customers().find(id))
}

fn get_many(dice: &Dice<'_>) -> Operation {
    let ids = dice.customers(12);
    Operation::new(debug(&ids), move |register| register.customers().get_many(&ids))
}

fn find_by_number(dice: &Dice<'_>) -> Operation {
    let others = [0, 1, u64::from(u32::MAX) + 1, i64::MAX as u64, i64::MAX as u64 + 1, u64::MAX];
    let number = dice.record().filter(|_| dice.once_in(2)).map_or(dice.pick(&others), |found| found.number);
    Operation::new(number.to_string(), move |register| register.customers().find_by_number(number))
}

fn find_by_external_id(dice: &Dice<'_>) -> Operation {
    let known = dice.record().and_then(|customer| dice.random.pick(&customer.profile.external_ids));
    let known = known.map(|id| (id.source.clone(), id.id.clone()));
    let (source, id) = known.unwrap_or_else(|| (dice.text(), dice.text()));
    Operation::new(format!("{source:?}, {id:?}"), move |register| {
        register.customers().find_by_external_id(&source, &id)
    })
}

fn find_tombstone(dice: &Dice<'_>) -> Operation {
    let id = dice.random.pick(&dice.known.gone).copied().unwrap_or_else(|| dice.customer());
    Operation::new(id.to_string(), move |register| register.customers().find_tombstone(id))
}

/// Before, at and after its changes.
fn as_of(dice: &Dice<'_>) -> Operation {
    let id = dice.customer();
    let found = dice.known.customers.get(&id);
    let usual = found.map(|found| {
        let (from, to) = (found.created_at.as_micros(), found.updated_at.as_micros());
        let within = from + dice.below((to - from).max(1) as usize) as i64;
        Timestamp::from_micros(dice.pick(&[from, to, within, within, from - 1]))
    });
    let at = usual.filter(|_| !dice.once_in(8)).unwrap_or_else(|| instant(dice));
    Operation::new(format!("{id}, {at:?}"), move |register| register.customers().as_of(id, at))
}

/// A list from its beginning, or one that was begun earlier, whatever was changed since.
fn page(dice: &Dice<'_>) -> Operation {
    let begun = dice.random.pick(&dice.known.lists).filter(|_| dice.once_in(2)).cloned();
    let list = begun.unwrap_or_else(|| {
        Rc::new(List { filter: filter(dice), sort: sort(dice), next: RefCell::default() })
    });
    let own = list.next.borrow().clone();
    let after = match dice.below(16) {
        0 => dice.random.pick(&dice.known.lists).and_then(|other| other.next.borrow().clone()),
        1 => own.and_then(|cursor| damaged(dice, &cursor)),
        _ => own,
    };
    let total = dice.pick(&[TotalMode::None, TotalMode::None, TotalMode::Exact, TotalMode::Capped(5)]);
    let limit = dice.pick(&[0, 1, 2, 3, 5, 8, 20, 1_000, u32::MAX]);
    let request = PageRequest { limit, after, total };
    let from = request.after.as_ref().map(ToString::to_string);
    let text = format!("{}, {limit} after {from:?}, {total:?}", list_words(&list.filter, &list.sort));
    let begun = Rc::clone(&list);
    let operation = Operation::new(text, move |register| {
        let page = register.customers().page(&list.filter, &list.sort, &request)?;
        list.next.replace(page.next.clone());
        Ok(page)
    });
    operation.reading(begun)
}

/// Another text that may be a cursor.
fn damaged(dice: &Dice<'_>, cursor: &Cursor) -> Option<Cursor> {
    let mut text = cursor.to_string();
    let place = dice.below(text.len() + 1);
    match dice.below(3) {
        0 => text.truncate(place),
        1 => text.insert_str(place, "00"),
        _ => text = text.to_uppercase(),
    }
    text.parse().ok()
}

pub(super) fn list_words(filter: &CustomerFilter, sort: &Sort) -> String {
    let direction = if sort.descending { "down" } else { "up" };
    format!("[{}], by {} {direction}", words(filter), sort.field)
}

fn all(dice: &Dice<'_>) -> Operation {
    let (filter, sort) = (filter(dice), sort(dice));
    Operation::new(list_words(&filter, &sort), move |register| {
        Ok(register.customers().all(&filter, &sort).collect::<Vec<_>>())
    })
}

fn rows(dice: &Dice<'_>) -> Operation {
    let (filter, sort) = (filter(dice), sort(dice));
    let columns = ["number", "family_name", "tags", "more_emails", "credit_limit"];
    Operation::new(list_words(&filter, &sort), move |register| {
        let mut rows = register.customers().rows(columns, &filter, &sort)?;
        let mut texts = Vec::new();
        while rows.read(&mut |row| {
            for place in 0..columns.len() {
                texts.push(row.value(place)?.to_text().into_owned());
            }
            Ok(())
        })? {}
        Ok(texts)
    })
}

fn private_area_link(dice: &Dice<'_>) -> Operation {
    let id = dice.customer();
    Operation::new(id.to_string(), move |register| register.customers().private_area_link(id))
}

fn count(dice: &Dice<'_>) -> Operation {
    let filter = filter(dice);
    Operation::new(words(&filter), move |register| register.customers().count(&filter))
}

fn search(dice: &Dice<'_>) -> Operation {
    let (text, limit) = (search_text(dice), dice.pick(&[0, 1, 3, 10, 100, u32::MAX]));
    Operation::new(format!("{text:?}, {limit}"), move |register| register.customers().search(&text, limit))
}

fn draft_from_search(dice: &Dice<'_>) -> Operation {
    let text = search_text(dice);
    Operation::new(format!("{text:?}"), move |register| register.customers().draft_from_search(&text))
}

fn of_customer(dice: &Dice<'_>) -> Operation {
    let id = dice.customer();
    let (before, limit) = (dice.maybe(3, || place(dice)), limit(dice));
    Operation::new(format!("{id}, {before:?}, {limit}"), move |register| {
        register.history().of_customer(id, before, limit)
    })
}

fn changes(dice: &Dice<'_>) -> Operation {
    let (after, limit) = (place(dice), limit(dice));
    Operation::new(format!("{after}, {limit}"), move |register| register.history().changes(after, limit))
}

fn latest(_: &Dice<'_>) -> Operation {
    Operation::new("", |register| register.history().latest())
}

fn of_batch(dice: &Dice<'_>) -> Operation {
    let (batch, after, limit) = (batch(dice), place(dice), limit(dice));
    let after = if dice.once_in(2) { 0 } else { after };
    Operation::new(format!("{batch}, {after}, {limit}"), move |register| {
        register.history().of_batch(batch, after, limit)
    })
}

fn imports(dice: &Dice<'_>) -> Operation {
    let (before, limit) = (dice.maybe(2, || batch(dice)), limit(dice));
    Operation::new(format!("{before:?}, {limit}"), move |register| register.history().imports(before, limit))
}

/// A run of an import, now and then none.
pub(super) fn batch(dice: &Dice<'_>) -> BatchId {
    let known = dice.random.pick(&dice.known.batches).copied().filter(|_| !dice.once_in(10));
    known.unwrap_or(BatchId::from_bytes([7; 16]))
}

/// A place in the change feed, now and then none.
fn place(dice: &Dice<'_>) -> u64 {
    let usual = dice.below(usize::try_from(dice.known.seq).unwrap_or(usize::MAX) + 2) as u64;
    if dice.once_in(8) { dice.pick(&[0, i64::MAX as u64, i64::MAX as u64 + 1, u64::MAX]) } else { usual }
}

fn limit(dice: &Dice<'_>) -> u32 {
    dice.pick(&[0, 1, 3, 20, 100, u32::MAX])
}
