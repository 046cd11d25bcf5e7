use std::borrow::Cow;
use std::fmt;

use crate::base::{LocalDate, Money, PartialDate, Rule, Timestamp};

use super::FieldKind;

/// The value of one field, borrowed from a record where that saves a copy.
///
/// [`FieldValue::to_text`] and [`FieldValue::parse`] are each other's inverse for every
/// [`FieldKind`]; history, exchange files and filters use that canonical text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum FieldValue<'a> {
    /// Nothing was given.
    Empty,
    /// A text; never empty.
    Text(Cow<'a, str>),
    /// A number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(LocalDate),
    /// A day whose year may be unknown.
    PartialDate(PartialDate),
    /// An instant.
    Time(Timestamp),
    /// An amount of money.
    Money(Money),
    /// Several texts in order; never none.
    List(Vec<Cow<'a, str>>),
}

impl<'a> FieldValue<'a> {
    /// Makes a text value, or `Empty` of an empty text.
    #[must_use]
    pub fn text(text: &'a str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Borrowed(text)) }
    }

    /// Makes a list value, or `Empty` of no texts.
    #[must_use]
    pub fn list(texts: Vec<Cow<'a, str>>) -> Self {
        if texts.is_empty() { Self::Empty } else { Self::List(texts) }
    }

    /// Tells whether nothing was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Returns the canonical text: ISO 8601 for dates and instants, `true` and `false`, a point as
    /// decimal mark, one line an item of a list.
    #[must_use]
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Boolean(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::PartialDate(date) => Cow::Owned(date.to_string()),
            Self::Time(time) => Cow::Owned(time.to_string()),
            Self::Money(money) => Cow::Owned(money.to_string()),
            Self::List(items) => Cow::Owned(items.join("\n")),
        }
    }

    /// Reads the canonical text of a value of a kind.
    ///
    /// # Errors
    /// The rule of the kind that the text breaks.
    pub fn parse(kind: FieldKind, text: &'a str) -> Result<Self, Rule> {
        if text.is_empty() {
            return Ok(Self::Empty);
        }
        Ok(match kind {
            FieldKind::Integer { .. } => Self::Integer(text.parse().map_err(|_| Rule::Number)?),
            FieldKind::Boolean => match text {
                "true" => Self::Boolean(true),
                "false" => Self::Boolean(false),
                _ => return Err(Rule::Boolean),
            },
            FieldKind::Birthday => Self::PartialDate(text.parse().map_err(|_| Rule::Date)?),
            FieldKind::Time => Self::Time(text.parse().map_err(|_| Rule::Date)?),
            FieldKind::Money => Self::Money(text.parse().map_err(|_| Rule::Money)?),
            FieldKind::List { .. } => Self::list(text.split('\n').map(Cow::Borrowed).collect()),
            _ => Self::text(text),
        })
    }

    /// Returns a value that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> FieldValue<'static> {
        match self {
            Self::Empty => FieldValue::Empty,
            Self::Text(text) => FieldValue::Text(Cow::Owned(text.into_owned())),
            Self::Integer(number) => FieldValue::Integer(number),
            Self::Boolean(flag) => FieldValue::Boolean(flag),
            Self::Date(date) => FieldValue::Date(date),
            Self::PartialDate(date) => FieldValue::PartialDate(date),
            Self::Time(time) => FieldValue::Time(time),
            Self::Money(money) => FieldValue::Money(money),
            Self::List(items) => {
                FieldValue::List(items.into_iter().map(|item| Cow::Owned(item.into_owned())).collect())
            }
        }
    }
}

// Values are personal data: their text stays out of logs.
impl fmt::Debug for FieldValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Text(_) => "Text(…)",
            Self::Integer(_) => "Integer(…)",
            Self::Boolean(_) => "Boolean(…)",
            Self::Date(_) => "Date(…)",
            Self::PartialDate(_) => "PartialDate(…)",
            Self::Time(_) => "Time(…)",
            Self::Money(_) => "Money(…)",
            Self::List(_) => "List(…)",
        })
    }
}

/// The change of one field: what it was and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
pub struct FieldChange {
    /// Key of the field in the catalogue.
    pub field: Cow<'static, str>,
    /// The value before.
    pub old: FieldValue<'static>,
    /// The value after.
    pub new: FieldValue<'static>,
}
