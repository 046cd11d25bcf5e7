//! Random filters and orders of lists.

use std::borrow::Cow;

use crate::base::{Sort, Timestamp};
use crate::catalogue::FieldValue;
use crate::customers::{Archived, CUSTOMER_FIELDS, Condition, Customer, CustomerField, Test, test_fits};

use super::FixedRandomness;

/// Picks a test on any field that filters, mostly one that some of the customers pass; nothing where none
/// of them has a value to test for.
#[must_use]
pub fn condition(random: &FixedRandomness, customers: &[Customer]) -> Option<Condition> {
    for _ in 0..1_000 {
        let field = random.pick(CUSTOMER_FIELDS)?;
        let condition = condition_on(random, field, SHAPES[random.below(SHAPES.len())], customers);
        if condition.is_some() {
            return condition;
        }
    }
    None
}

/// Every way to test a field, with values that the customers have.
pub(super) fn conditions_on(
    random: &FixedRandomness,
    field: &CustomerField,
    customers: &[Customer],
) -> Vec<Condition> {
    SHAPES.iter().filter_map(|shape| condition_on(random, field, *shape, customers)).collect()
}

/// A test of a shape, where it fits the field.
fn condition_on(
    random: &FixedRandomness,
    field: &CustomerField,
    shape: Shape,
    customers: &[Customer],
) -> Option<Condition> {
    let test = test(random, field, shape, customers)?;
    test_fits(field, &test).ok()?;
    Some(Condition { field: field.key.into(), test })
}

/// Picks an order by any field that sorts.
#[must_use]
pub fn sort(random: &FixedRandomness) -> Option<Sort> {
    let fields: Vec<&CustomerField> = CUSTOMER_FIELDS.iter().filter(|field| field.is_sortable()).collect();
    let field = random.pick(&fields)?;
    Some(Sort { field: field.key.into(), descending: random.once_in(2) })
}

/// Picks whether archived customers are shown.
#[must_use]
pub fn archived(random: &FixedRandomness) -> Archived {
    [Archived::Exclude, Archived::Include, Archived::Include, Archived::Only][random.below(4)]
}

#[derive(Debug, Clone, Copy)]
enum Shape {
    Is,
    OneOf,
    StartsWith,
    StartsWithAny,
    Between,
    From,
    Until,
    Any,
    Anniversary,
    Empty,
    Filled,
}

const SHAPES: [Shape; 11] = [
    Shape::Is,
    Shape::OneOf,
    Shape::StartsWith,
    Shape::StartsWithAny,
    Shape::Between,
    Shape::From,
    Shape::Until,
    Shape::Any,
    Shape::Anniversary,
    Shape::Empty,
    Shape::Filled,
];

fn test(
    random: &FixedRandomness,
    field: &CustomerField,
    shape: Shape,
    customers: &[Customer],
) -> Option<Test> {
    let value = || value(random, field, customers);
    Some(match shape {
        Shape::Is => Test::Is(value()?),
        Shape::OneOf => Test::OneOf((0..random.below(4)).filter_map(|_| value()).collect()),
        Shape::StartsWith => {
            let text = value()?.to_text().into_owned();
            let length = random.below(text.chars().count()) + 1;
            Test::StartsWith(text.chars().take(length).collect())
        }
        // Nothing, a blank, and a mark that has no weight of its own.
        Shape::StartsWithAny => Test::StartsWith(["", " ", "\u{301}"][random.below(3)].to_owned()),
        Shape::Between => Test::Between(Some(value()?), Some(value()?)),
        Shape::From => Test::Between(Some(value()?), None),
        Shape::Until => Test::Between(None, Some(value()?)),
        Shape::Any => Test::Between(None, None),
        Shape::Anniversary => match (value()?, value()?) {
            (FieldValue::PartialDate(from), FieldValue::PartialDate(to)) => Test::Anniversary(from, to),
            _ => return None,
        },
        Shape::Empty => Test::Empty,
        Shape::Filled => Test::Filled,
    })
}

/// The value that a customer has in a field, seldom none that anybody has.
fn value(
    random: &FixedRandomness,
    field: &CustomerField,
    customers: &[Customer],
) -> Option<FieldValue<'static>> {
    let filled: Vec<FieldValue<'_>> =
        customers.iter().map(|customer| field.of(customer)).filter(|value| !value.is_empty()).collect();
    let value = random.pick(&filled)?.clone().into_owned();
    if !random.once_in(4) {
        return Some(value);
    }
    Some(match value {
        FieldValue::Text(text) => FieldValue::Text(Cow::Owned(format!("{text}q"))),
        FieldValue::Integer(number) => FieldValue::Integer(number + 1),
        // Some backends may keep "never" as 0.
        FieldValue::Time(_) => FieldValue::Time(Timestamp::from_micros(0)),
        other => other,
    })
}
