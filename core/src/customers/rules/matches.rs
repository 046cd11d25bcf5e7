use crate::base::{Collation, CollectionId, Rule};
use crate::catalogue::{FieldKind, FieldValue, Listing};
use crate::customers::email::{EmailKey, email_order};
use crate::customers::search_text::search_text;
use crate::customers::{Archived, Condition, Customer, CustomerField, CustomerQuery, Test, customer_field};

use super::order::value_key;

/// Tells whether a customer belongs to a list: the definition that every backend's own way of
/// filtering agrees with.
#[must_use]
pub fn query_matches(query: &CustomerQuery<'_>, customer: &Customer) -> bool {
    let archived = match query.archived {
        Archived::Exclude => customer.archived_at.is_none(),
        Archived::Include => true,
        Archived::Only => customer.archived_at.is_some(),
    };
    archived
        && query.ids.is_none_or(|ids| ids.contains(&customer.id))
        && query.in_sets.iter().all(|sets| sets.iter().any(|set| is_in(customer, *set)))
        && !query.not_in_sets.iter().any(|set| is_in(customer, *set))
        && query.conditions.iter().all(|condition| condition_holds(condition, customer, query.collation))
        && query.search.as_ref().is_none_or(|search| {
            search.exact_number == Some(customer.number)
                || search.finds(&search_text(&customer.profile), &customer.tags)
        })
}

fn is_in(customer: &Customer, set: CollectionId) -> bool {
    let groups = [&customer.tags, &customer.contact_groups, &customer.customer_groups];
    customer.default_group.id == set || groups.into_iter().flatten().any(|reference| reference.id == set)
}

fn condition_holds(condition: &Condition, customer: &Customer, collation: &Collation) -> bool {
    customer_field(&condition.field)
        .is_some_and(|field| test_holds(field, &condition.test, &field.of(customer), collation))
}

/// Tells whether a field's value passes a test.
pub(crate) fn test_holds(
    field: &CustomerField,
    test: &Test,
    value: &FieldValue<'_>,
    collation: &Collation,
) -> bool {
    if value.is_empty() {
        return matches!(test, Test::Empty);
    }
    let same = |other: &FieldValue<'_>| match (value, other) {
        (FieldValue::Text(a), FieldValue::Text(b)) => texts_equal(field, a, b, collation),
        (FieldValue::List(items), FieldValue::Text(b)) => items.iter().any(|a| a == b),
        _ => value == other,
    };
    match test {
        Test::Is(other) => same(other),
        Test::OneOf(others) => others.iter().any(same),
        Test::StartsWith(start) => text_starts(field, &value.to_text(), start, collation),
        Test::Between(from, to) => {
            let key = |value: &FieldValue<'_>| value_key(field.kind, value, collation);
            let own = key(value);
            from.as_ref().is_none_or(|from| key(from) <= own) && to.as_ref().is_none_or(|to| own < key(to))
        }
        Test::Anniversary(from, to) => match value {
            FieldValue::PartialDate(day) => is_between(day.month_day(), from.month_day(), to.month_day()),
            _ => false,
        },
        Test::Empty => false,
        Test::Filled => true,
    }
}

/// Tells whether a day of the year lies in a run of days that may go across New Year.
fn is_between(day: String, from: String, to: String) -> bool {
    if from <= to { from <= day && day <= to } else { from <= day || day <= to }
}

fn texts_equal(field: &CustomerField, a: &str, b: &str, collation: &Collation) -> bool {
    match field.kind {
        FieldKind::Email => EmailKey::of(a) == EmailKey::of(b),
        _ if compares_exactly(field) => a == b,
        _ => {
            let (low, high) = collation.equal_range(b);
            let key = collation.key(a);
            low <= key && key < high
        }
    }
}

fn text_starts(field: &CustomerField, text: &str, start: &str, collation: &Collation) -> bool {
    match field.kind {
        FieldKind::Email => email_order(text).starts_with(&start.trim().to_lowercase()),
        _ if compares_exactly(field) => text.starts_with(start),
        _ => {
            let (low, high) = collation.prefix_range(start);
            let key = collation.key(text);
            low <= key && key < high
        }
    }
}

/// Tells whether a field's texts are compared byte by byte: those with an index of their own values.
pub(crate) fn compares_exactly(field: &CustomerField) -> bool {
    field.listing == Listing::Filtered || !matches!(field.kind, FieldKind::Text { .. })
}

/// Checks that a test makes sense for a field.
///
/// # Errors
/// `NotFiltered` where the field does not filter, `Choice` where the value is of another kind.
pub(crate) fn test_fits(field: &CustomerField, test: &Test) -> Result<(), Rule> {
    if !field.is_filterable() {
        return Err(Rule::NotFiltered);
    }
    let fits = |value: &FieldValue<'_>| match field.kind {
        FieldKind::Integer { .. } => matches!(value, FieldValue::Integer(_)),
        FieldKind::Boolean => matches!(value, FieldValue::Boolean(_)),
        FieldKind::Time => matches!(value, FieldValue::Time(_)),
        FieldKind::Birthday => matches!(value, FieldValue::PartialDate(_)),
        FieldKind::Money => matches!(value, FieldValue::Money(_)),
        _ => matches!(value, FieldValue::Text(_)),
    };
    let text = !matches!(
        field.kind,
        FieldKind::Integer { .. }
            | FieldKind::Boolean
            | FieldKind::Time
            | FieldKind::Money
            | FieldKind::List { .. }
    );
    let good = match test {
        Test::Is(value) => fits(value),
        Test::OneOf(values) => values.iter().all(fits),
        Test::Between(from, to) => [from, to].into_iter().flatten().all(fits),
        Test::StartsWith(_) => text,
        Test::Anniversary(..) => field.kind == FieldKind::Birthday,
        Test::Empty | Test::Filled => true,
    };
    if good { Ok(()) } else { Err(Rule::Choice) }
}
