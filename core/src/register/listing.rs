use crate::base::{
    CollectionId, Cursor, CustomerId, Error, FieldProblem, Page, PageRequest, RegisterId, Result, Rule,
    Total, TotalMode, name_key,
};
use crate::collections::CollectionKind;
use crate::customers::{
    Customer, CustomerFilter, CustomerList, CustomerQuery, CustomerSort, SearchQuery, Test, customer_field,
    sorts_by_language, test_fits,
};
use crate::repository::ReadTx;

use super::State;
use super::builder::order_of;
use super::idempotency::Arguments;

/// Returns one page of a list of customers.
pub(super) fn page(
    tx: &dyn ReadTx,
    state: &State,
    register: RegisterId,
    filter: &CustomerFilter,
    sort: &CustomerSort,
    request: &PageRequest,
) -> Result<Page<Customer>> {
    check(filter, Some(sort))?;
    let digest = list_digest(state, register, filter, sort);
    let after = match &request.after {
        Some(cursor) => {
            let (key, id) = cursor.unpack(&digest)?;
            Some((key, CustomerId::from_bytes(id)))
        }
        None => None,
    };
    let limit = request.clamped_limit() as usize;
    let Some(query) = resolve(tx, state, filter)? else {
        let total = (request.total != TotalMode::None).then_some(Total::Exactly(0));
        return Ok(Page { items: Vec::new(), next: None, total });
    };
    // One more than the page, to know whether another follows.
    let list = CustomerList { query, sort, after, limit: limit + 1 };
    let mut rows = tx.list_customers(&list)?;
    let total = match request.total {
        TotalMode::None => None,
        TotalMode::Exact => Some(Total::Exactly(tx.count_customers(&list.query, None)?)),
        TotalMode::Capped(cap) => match tx.count_customers(&list.query, Some(cap))? {
            count if count < cap => Some(Total::Exactly(count)),
            count => Some(Total::AtLeast(count)),
        },
    };
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| Cursor::pack(&digest, &row.sort_key, row.customer.id.to_bytes()));
    Ok(Page { items: rows.into_iter().map(|row| row.customer).collect(), next, total })
}

/// Counts the customers of a filter.
pub(crate) fn count(
    tx: &dyn ReadTx,
    state: &State,
    filter: &CustomerFilter,
    cap: Option<u64>,
) -> Result<u64> {
    check(filter, None)?;
    match resolve(tx, state, filter)? {
        Some(query) => tx.count_customers(&query, cap),
        None => Ok(0),
    }
}

/// Refuses filters and sorts of fields that are not there or not fit for it, and filters that are too
/// large for a statement.
pub(crate) fn check(filter: &CustomerFilter, sort: Option<&CustomerSort>) -> Result<()> {
    let mut problems = Vec::new();
    if filter.size() > CustomerFilter::MAX_CONDITIONS {
        problems.push(FieldProblem::new("conditions", Rule::TooLong));
    }
    if let Err(Error::Invalid(too_long)) = SearchQuery::check_length(filter.text.as_deref().unwrap_or("")) {
        problems.extend(too_long);
    }
    let values = filter.conditions.iter().map(|condition| match &condition.test {
        Test::OneOf(values) => values.len(),
        _ => 2,
    });
    if values.sum::<usize>() > CustomerFilter::MAX_VALUES {
        problems.push(FieldProblem::new("values", Rule::TooLong));
    }
    for condition in &filter.conditions {
        let fits = match customer_field(&condition.field) {
            Some(field) => test_fits(field, &condition.test),
            None => Err(Rule::UnknownField),
        };
        problems.extend(fits.err().map(|rule| FieldProblem::new(condition.field.clone(), rule)));
    }
    if let Some(sort) = sort {
        let refused = match customer_field(&sort.field) {
            Some(field) if field.is_sortable() => None,
            Some(_) => Some(Rule::NotSorted),
            None => Some(Rule::UnknownField),
        };
        problems.extend(refused.map(|rule| FieldProblem::new(sort.field.clone(), rule)));
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// Resolves names and typed text. Nothing where a demanded tag or group does not exist.
pub(crate) fn resolve<'a>(
    tx: &dyn ReadTx,
    state: &'a State,
    filter: &'a CustomerFilter,
) -> Result<Option<CustomerQuery<'a>>> {
    let mut in_sets = Vec::new();
    let mut not_in_sets = Vec::new();
    let kinds = [
        (CollectionKind::Tag, &filter.tags),
        (CollectionKind::ContactGroup, &filter.contact_groups),
        (CollectionKind::CustomerGroup, &filter.customer_groups),
    ];
    let mut names = Vec::new();
    for (kind, sets) in kinds {
        let all = [&sets.all, &sets.any, &sets.none].into_iter().flatten();
        names.extend(all.map(|name| (kind, name_key(name))));
    }
    let found = if names.is_empty() { Vec::new() } else { tx.collection_ids(&names)? };
    let mut found = found.into_iter();
    for (_, sets) in kinds {
        let mut find =
            |names: &[String]| -> Vec<CollectionId> { found.by_ref().take(names.len()).flatten().collect() };
        let (all, any, none) = (find(&sets.all), find(&sets.any), find(&sets.none));
        if all.len() < sets.all.len() || (any.is_empty() && !sets.any.is_empty()) {
            return Ok(None);
        }
        in_sets.extend(all.into_iter().map(|id| vec![id]));
        if !any.is_empty() {
            in_sets.push(any);
        }
        not_in_sets.extend(none);
    }
    let search = filter.text.as_deref().filter(|text| !text.trim().is_empty());
    Ok(Some(CustomerQuery {
        search: search.map(|text| SearchQuery::parse(text, &state.settings.country)),
        conditions: &filter.conditions,
        in_sets,
        not_in_sets,
        archived: filter.archived,
        ids: filter.ids.as_deref(),
        collation: &state.collation,
    }))
}

/// What a cursor is bound to: register, filter, sort, and what the keys in it were made by where they
/// are keys of texts.
fn list_digest(state: &State, register: RegisterId, filter: &CustomerFilter, sort: &CustomerSort) -> Vec<u8> {
    let of_language = customer_field(&sort.field).is_some_and(|field| sorts_by_language(field.kind));
    let order = if of_language { order_of(&state.settings) } else { String::new() };
    let mut arguments = Arguments::default().id(register).text(&order).text(&sort.field);
    arguments = arguments.number(sort.descending.into());
    arguments = arguments.text(&filter.digest_text());
    arguments.finish().to_vec()
}
