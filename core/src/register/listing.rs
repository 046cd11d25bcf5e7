use crate::base::{
    CollectionId, Cursor, CustomerId, Error, FieldProblem, Page, PageRequest, RegisterId, Result, Rule, Sort,
    name_key,
};
use crate::collections::CollectionKind;
use crate::customers::{
    Customer, CustomerField, CustomerFilter, CustomerList, CustomerQuery, CustomerRow, CustomerWalk,
    SearchQuery, Test, customer_field, sorts_by_language, test_fits,
};
use crate::repository::ReadTx;

use super::State;
use super::builder::order_of;
use super::idempotency::Arguments;
use super::pages::cut;

/// Returns one page of a list of customers.
pub(super) fn page(
    tx: &dyn ReadTx,
    state: &State,
    register: RegisterId,
    filter: &CustomerFilter,
    sort: &Sort,
    request: &PageRequest,
) -> Result<Page<Customer>> {
    check(filter, Some(sort))?;
    let digest = list_digest(state, register, filter, sort);
    let query = resolve(tx, state, filter)?;
    let page = cut(
        (&digest, request),
        |after, limit| {
            let Some(query) = query.clone() else { return Ok(Vec::new()) };
            let after = after.map(|(key, id)| (key, CustomerId::from_bytes(id)));
            tx.list_customers(&CustomerList { query, sort, after, limit })
        },
        |cap| query.as_ref().map_or(Ok(0), |query| tx.count_customers(query, cap)),
        |row| (&row.sort_key, row.customer.id.to_bytes()),
    )?;
    Ok(page.map(|row| row.customer))
}

/// A part of a list that is walked.
pub(crate) struct ListPart<'a> {
    pub(crate) filter: &'a CustomerFilter,
    pub(crate) sort: &'a Sort,
    pub(crate) after: Option<&'a Cursor>,
    pub(crate) limit: usize,
}

/// Hands over a part of a list as rows of some fields; returns after whom another part begins.
pub(crate) fn walk(
    tx: &dyn ReadTx,
    state: &State,
    register: RegisterId,
    part: &ListPart<'_>,
    fields: &[&'static CustomerField],
    each: &mut dyn FnMut(&dyn CustomerRow) -> Result<()>,
) -> Result<Option<Cursor>> {
    let ListPart { filter, sort, after, limit } = *part;
    let digest = list_digest(state, register, filter, sort);
    let after = after.map(|cursor| cursor.unpack(&digest)).transpose()?;
    let after = after.map(|(key, id)| (key, CustomerId::from_bytes(id)));
    // A tag of the filter that does not exist has no customers.
    let Some(query) = resolve(tx, state, filter)? else { return Ok(None) };
    let list = CustomerList { query, sort, after, limit };
    let last = tx.each_customer(&CustomerWalk { list, fields }, each)?;
    Ok(last.map(|(key, id)| Cursor::pack(&digest, &key, id.to_bytes())))
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
pub(crate) fn check(filter: &CustomerFilter, sort: Option<&Sort>) -> Result<()> {
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
fn list_digest(state: &State, register: RegisterId, filter: &CustomerFilter, sort: &Sort) -> [u8; 32] {
    let of_language = customer_field(&sort.field).is_some_and(|field| sorts_by_language(field.kind));
    let order = if of_language { order_of(&state.settings) } else { String::new() };
    let mut arguments = Arguments::default().id(register).text(&order).text(&sort.field);
    arguments = arguments.number(sort.descending.into());
    arguments = arguments.text(&filter.digest_text());
    arguments.finish()
}
