use crate::base::{Rule, Timestamp};

use super::FieldValue;

pub(crate) fn store<T>(place: &mut T, value: T) -> Result<(), Rule> {
    *place = value;
    Ok(())
}

pub(crate) fn set_text(place: &mut String, value: FieldValue<'_>) -> Result<(), Rule> {
    match value {
        FieldValue::Empty => place.clear(),
        FieldValue::Text(text) => {
            place.clear();
            place.push_str(&text);
        }
        _ => return Err(Rule::Character),
    }
    Ok(())
}

pub(crate) fn set_time(place: &mut Option<Timestamp>, value: FieldValue<'_>) -> Result<(), Rule> {
    match value {
        FieldValue::Empty => store(place, None),
        FieldValue::Time(time) => store(place, Some(time)),
        _ => Err(Rule::Date),
    }
}

pub(crate) fn number(number: u64) -> FieldValue<'static> {
    FieldValue::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

pub(crate) fn time(time: Option<Timestamp>) -> FieldValue<'static> {
    time.map_or(FieldValue::Empty, FieldValue::Time)
}
