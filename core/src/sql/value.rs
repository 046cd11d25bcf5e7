use crate::base::{Error, Result};

/// A parameter of a statement.
///
/// An engine binds each variant to the type that its columns have: a time is an integer of
/// microseconds on SQLite and a `timestamptz` on PostgreSQL.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
    Uuid([u8; 16]),
    /// Microseconds since 1970.
    Time(i64),
    /// Several integer keys, for `{in $1}` and `{list k $1}`.
    Keys(&'a [i64]),
    /// Several UUIDs, likewise.
    Uuids(&'a [[u8; 16]]),
    /// Several texts to look for, likewise; those with U+0000 are found nowhere.
    Texts(&'a [&'a str]),
}

impl<'a> Value<'a> {
    pub(crate) fn opt_int(value: Option<i64>) -> Self {
        value.map_or(Value::Null, Value::Int)
    }

    /// Refuses what not every engine can store: U+0000 in a text.
    ///
    /// # Errors
    /// `RuleViolated`.
    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Self::Text(text) if text.as_bytes().contains(&0) => {
                Err(Error::rule("text_without_nul", "text with U+0000 in it cannot be stored"))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn opt_time(value: Option<crate::base::Timestamp>) -> Self {
        value.map_or(Value::Null, |time| Value::Time(time.as_micros()))
    }
}
