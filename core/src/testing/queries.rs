use std::borrow::Cow;

use crate::base::Timestamp;
use crate::catalogue::FieldValue;
use crate::customers::{
    Archived, CUSTOMER_FIELDS, Condition, Customer, CustomerField, CustomerSort, Test, test_fits,
};

use super::FixedRandomness;

/// Picks a test on any field that filters, mostly one that some of the customers pass.
pub(super) fn condition(random: &FixedRandomness, customers: &[Customer]) -> Option<Condition> {
    for _ in 0..1_000 {
        let field = random.pick(CUSTOMER_FIELDS)?;
        let test = test(random, field, customers)?;
        if test_fits(field, &test).is_ok() {
            return Some(Condition { field: field.key.into(), test });
        }
    }
    None
}

/// Picks an order by any field that sorts.
pub(super) fn sort(random: &FixedRandomness) -> Option<CustomerSort> {
    let fields: Vec<&CustomerField> = CUSTOMER_FIELDS.iter().filter(|field| field.is_sortable()).collect();
    let field = random.pick(&fields)?;
    Some(CustomerSort { field: field.key.into(), descending: random.once_in(2) })
}

pub(super) fn archived(random: &FixedRandomness) -> Archived {
    [Archived::Exclude, Archived::Include, Archived::Include, Archived::Only][random.below(4)]
}

fn test(random: &FixedRandomness, field: &CustomerField, customers: &[Customer]) -> Option<Test> {
    let value = || value(random, field, customers);
    Some(match random.below(6) {
        0 => Test::Is(value()?),
        1 => Test::OneOf((0..random.below(4)).filter_map(|_| value()).collect()),
        2 => {
            let text = value()?.to_text().into_owned();
            let length = random.below(text.chars().count() + 1);
            Test::StartsWith(text.chars().take(length).collect())
        }
        3 => {
            let bound = || if random.once_in(3) { None } else { value() };
            Test::Between(bound(), bound())
        }
        4 => Test::Empty,
        _ => Test::Filled,
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
    if !random.once_in(8) {
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
