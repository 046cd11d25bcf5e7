use std::borrow::Cow;
use std::fmt;

use crate::base::CustomerId;
use crate::catalogue::FieldValue;

/// Says which customers a list shows. Everything that is set must hold.
///
/// Lists refuse one with more than 200 tests, with more than 10,000 values in them, or with a text of
/// more than 50 words or 1,000 characters: `Invalid` with the rule `too_long`.
///
/// ```
/// use kartotek::{CustomerFilter, Test};
///
/// let filter = CustomerFilter::default()
///     .with_tag("wedding")
///     .with("city", Test::is_text("Göteborg"))
///     .with_text("anna");
/// assert_eq!(filter.conditions.len(), 1);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CustomerFilter {
    /// What people typed into a search box (see `Customers::search`); tags are searched too.
    pub text: Option<String>,
    /// Tests on single fields.
    pub conditions: Vec<Condition>,
    /// Which tags it bears, by name.
    pub tags: SetFilter,
    /// Which contact groups it is in, by name.
    pub contact_groups: SetFilter,
    /// Which customer groups it is in, the default group among them, by name.
    pub customer_groups: SetFilter,
    /// Whether archived customers are shown.
    pub archived: Archived,
    /// Only these customers, for example what is selected on a screen.
    pub ids: Option<Vec<CustomerId>>,
}

impl CustomerFilter {
    /// Adds a typed search text.
    #[must_use]
    pub fn with_text(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..self }
    }

    /// Adds a tag that it must bear.
    #[must_use]
    pub fn with_tag(mut self, name: impl Into<String>) -> Self {
        self.tags.all.push(name.into());
        self
    }

    /// Adds a contact group that it must be in.
    #[must_use]
    pub fn in_contact_group(mut self, name: impl Into<String>) -> Self {
        self.contact_groups.all.push(name.into());
        self
    }

    /// Adds a customer group that it must be in.
    #[must_use]
    pub fn in_customer_group(mut self, name: impl Into<String>) -> Self {
        self.customer_groups.all.push(name.into());
        self
    }

    /// Adds a test on a field, named by its key in the catalogue.
    #[must_use]
    pub fn with(mut self, field: impl Into<Cow<'static, str>>, test: Test) -> Self {
        self.conditions.push(Condition { field: field.into(), test });
        self
    }

    /// Limits it to these customers.
    #[must_use]
    pub fn with_ids(self, ids: impl Into<Vec<CustomerId>>) -> Self {
        Self { ids: Some(ids.into()), ..self }
    }

    /// Shows archived customers too, or alone.
    #[must_use]
    pub fn with_archived(self, archived: Archived) -> Self {
        Self { archived, ..self }
    }
}

impl CustomerFilter {
    /// How many tests a filter may have, tags and groups that must all be there among them.
    pub const MAX_CONDITIONS: usize = 200;

    /// How many values the tests of a filter may name in all; ids, tags and groups do not count.
    pub const MAX_VALUES: usize = 10_000;

    /// How many tests it has.
    pub(crate) fn size(&self) -> usize {
        let sets = [&self.tags, &self.contact_groups, &self.customer_groups];
        self.conditions.len() + sets.into_iter().map(|sets| sets.all.len()).sum::<usize>()
    }

    /// A text that is the same for equal filters and another one for others.
    pub(crate) fn digest_text(&self) -> String {
        let mut text = format!("{:?} {:?} ", self.archived, self.text.as_deref().unwrap_or(""));
        for sets in [&self.tags, &self.contact_groups, &self.customer_groups] {
            text.push_str(&format!("{:?} ", (&sets.any, &sets.all, &sets.none)));
        }
        for condition in &self.conditions {
            text.push_str(&format!("{:?} {} ", condition.field, condition.test.digest_text()));
        }
        if let Some(ids) = &self.ids {
            text.push_str(&format!("{ids:?}"));
        }
        text
    }
}

/// A test on one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Key of the field in the catalogue.
    pub field: Cow<'static, str>,
    /// What must hold of its value.
    pub test: Test,
}

/// What must hold of a field's value.
///
/// Texts are compared as the register's language orders them, case and accents apart; fields with
/// an index of their own values (postal code, country, language, gender, kind, phone) exactly.
/// An empty field passes `Empty` alone.
#[derive(Clone, PartialEq, Eq)]
pub enum Test {
    /// It is this value.
    Is(FieldValue<'static>),
    /// It is one of these values.
    OneOf(Vec<FieldValue<'static>>),
    /// The text begins with this one.
    StartsWith(String),
    /// It lies between two values; the lower bound is inclusive, the upper one exclusive.
    Between(Option<FieldValue<'static>>, Option<FieldValue<'static>>),
    /// Nothing was given.
    Empty,
    /// Something was given.
    Filled,
}

impl Test {
    /// Tests for a text; an empty one for nothing.
    #[must_use]
    pub fn is_text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Is(FieldValue::Text(text.into())) }
    }
}

impl Test {
    pub(crate) fn digest_text(&self) -> String {
        let text = |value: &FieldValue<'_>| format!("{:?}", value.to_text());
        let bound = |value: &Option<FieldValue<'_>>| value.as_ref().map(text);
        match self {
            Self::Is(value) => format!("is {}", text(value)),
            Self::OneOf(values) => format!("one of {:?}", values.iter().map(text).collect::<Vec<_>>()),
            Self::StartsWith(start) => format!("starts {start:?}"),
            Self::Between(from, to) => format!("between {:?} {:?}", bound(from), bound(to)),
            Self::Empty => "empty".to_owned(),
            Self::Filled => "filled".to_owned(),
        }
    }
}

/// Which of a kind of sets a customer is in, by name.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SetFilter {
    /// At least one of these, unless the list is empty.
    pub any: Vec<String>,
    /// Each of these.
    pub all: Vec<String>,
    /// None of these.
    pub none: Vec<String>,
}

/// Whether archived customers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Archived {
    /// They are left out.
    #[default]
    Exclude,
    /// They are shown among the others.
    Include,
    /// They alone are shown.
    Only,
}

/// The order of a list: a field and a direction. Equal rows follow their ids.
///
/// Every field that the catalogue lists as sortable will do; those it lists as indexed are fast at
/// any size (SPEC B18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerSort {
    /// Key of the field in the catalogue.
    pub field: Cow<'static, str>,
    /// From the end of the order to its beginning.
    pub descending: bool,
}

#[allow(non_upper_case_globals)]
impl CustomerSort {
    /// By family name and given name, companies by their name, in the order of the register's language.
    pub const FamilyName: CustomerSort = CustomerSort::ascending("family_name");
    /// By number, which is the order of creation.
    pub const Number: CustomerSort = CustomerSort::ascending("number");
    /// By e-mail.
    pub const Email: CustomerSort = CustomerSort::ascending("email");
    /// By company.
    pub const Company: CustomerSort = CustomerSort::ascending("company");
    /// By town.
    pub const City: CustomerSort = CustomerSort::ascending("city");
    /// By registration date, the earliest first.
    pub const RegisteredAt: CustomerSort = CustomerSort::ascending("registered_at");
    /// By last visit, those who were never here first.
    pub const LastVisitAt: CustomerSort = CustomerSort::ascending("last_visit_at");

    const fn ascending(field: &'static str) -> Self {
        Self { field: Cow::Borrowed(field), descending: false }
    }

    /// Sorts by any field of the catalogue.
    #[must_use]
    pub fn by(field: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), descending: false }
    }

    /// Turns the order round.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { descending: !self.descending, ..self }
    }
}

// What is looked for says something about a person, so none of it goes into a log.

impl fmt::Debug for CustomerFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("CustomerFilter");
        shown.field("text", &self.text.is_some()).field("conditions", &self.conditions);
        shown.field("archived", &self.archived).finish_non_exhaustive()
    }
}

impl fmt::Debug for SetFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (any, all, none) = (self.any.len(), self.all.len(), self.none.len());
        write!(f, "SetFilter(any of {any}, all of {all}, none of {none})")
    }
}

impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Is(_) => "Is(…)",
            Self::OneOf(_) => "OneOf(…)",
            Self::StartsWith(_) => "StartsWith(…)",
            Self::Between(..) => "Between(…)",
            Self::Empty => "Empty",
            Self::Filled => "Filled",
        })
    }
}
