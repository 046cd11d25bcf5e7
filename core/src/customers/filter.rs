use std::borrow::Cow;
use std::fmt;

use crate::base::{CustomerId, LeapDay, LocalDate, PartialDate, Sort};
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
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
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
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerFilter, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// register.contact_groups().create_with("Parents 4B", &[anna.id])?;
    /// let parents = CustomerFilter::default().in_contact_group("parents 4b");
    /// assert_eq!(register.customers().count(&parents)?, 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
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
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerFilter, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García").with_tag("vip"))?;
    /// let bo = register.customers().create(CustomerDraft::person("Bo", "Ek"))?;
    /// let selected = CustomerFilter::default().with_ids([anna.id, bo.id]).with_tag("VIP");
    /// assert_eq!(register.customers().count(&selected)?, 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn with_ids(self, ids: impl Into<Vec<CustomerId>>) -> Self {
        Self { ids: Some(ids.into()), ..self }
    }

    /// Shows archived customers too, or alone.
    ///
    /// ```
    /// use kartotek::{Archived, CustomerDraft, CustomerFilter, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
    /// register.customers().archive(&[anna.id])?;
    /// assert_eq!(register.customers().count(&CustomerFilter::default())?, 0);
    /// let all = CustomerFilter::default().with_archived(Archived::Include);
    /// assert_eq!(register.customers().count(&all)?, 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
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
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
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
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi::export(Debug))]
pub enum Test {
    /// It is this value.
    Is(FieldValue<'static>),
    /// It is one of these values.
    OneOf(Vec<FieldValue<'static>>),
    /// The text begins with this one.
    StartsWith(String),
    /// It lies between two values; the lower bound is inclusive, the upper one exclusive.
    Between(Option<FieldValue<'static>>, Option<FieldValue<'static>>),
    /// The birthday, whatever its year, lies between two days of the year, both inclusive; where the
    /// first one is later than the second, it goes across New Year. Their years do not count.
    Anniversary(PartialDate, PartialDate),
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

    /// Tests for a birthday that is celebrated from one day to another, both inclusive (SPEC N20, B1.8);
    /// nobody's where the second comes before the first.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, CustomerFilter, LeapDay, LocalDate, PartialDate, Register, Test};
    ///
    /// let register = Register::in_memory()?;
    /// let mut settings = register.settings()?;
    /// settings.policies.clear(); // birthdays are off by default
    /// register.update_settings(settings)?;
    /// let mut draft = CustomerDraft::person("Anna", "García");
    /// draft.profile.birthday = PartialDate::new(Some(1992), 2, 29);
    /// register.customers().create(draft)?;
    /// let in_week = |from: &str, to: &str| -> kartotek::Result<u64> {
    ///     let test = Test::anniversary(from.parse()?, to.parse()?, LeapDay::February28);
    ///     register.customers().count(&CustomerFilter::default().with("birthday", test))
    /// };
    /// assert_eq!((in_week("2023-02-22", "2023-02-28")?, in_week("2023-03-01", "2023-03-07")?), (1, 0));
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn anniversary(from: LocalDate, to: LocalDate, leap_day: LeapDay) -> Self {
        let leap = |date: LocalDate| PartialDate::new(None, 2, 29).unwrap_or(date.into());
        let is_common = |date: LocalDate| LocalDate::new(date.year(), 2, 29).is_none();
        let year_later = PartialDate::from(from).in_year(from.year() + 1, LeapDay::March1);
        if to < from {
            return Self::OneOf(Vec::new());
        }
        if year_later.is_some_and(|later| later <= to) {
            return Self::Filled;
        }
        // In common years the leap day counts with the day before or after it.
        let ends = is_common(to) && (to.month(), to.day()) == (2, 28) && leap_day == LeapDay::February28;
        let begins = is_common(from) && (from.month(), from.day()) == (3, 1) && leap_day == LeapDay::March1;
        let first = if begins { leap(from) } else { from.into() };
        let last = if ends { leap(to) } else { to.into() };
        if from < to && first.month_day() == last.month_day() {
            return Self::Filled;
        }
        Self::Anniversary(first, last)
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
            Self::Anniversary(from, to) => {
                format!("anniversary {} {}", from.month_day(), to.month_day())
            }
            Self::Empty => "empty".to_owned(),
            Self::Filled => "filled".to_owned(),
        }
    }
}

/// Which of a kind of sets a customer is in, by name.
#[derive(Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
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
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Archived {
    /// They are left out.
    #[default]
    Exclude,
    /// They are shown among the others.
    Include,
    /// They alone are shown.
    Only,
}

/// Orders of customers. Every field that their catalogue lists as sortable will do; those that it lists as
/// indexed are fast at any size (SPEC B18).
#[allow(non_upper_case_globals)]
impl Sort {
    /// By family name and given name, companies by their name, in the order of the register's language.
    pub const FamilyName: Sort = Sort::ascending("family_name");
    /// By number, which is the order of creation.
    pub const Number: Sort = Sort::ascending("number");
    /// By e-mail.
    pub const Email: Sort = Sort::ascending("email");
    /// By company.
    pub const Company: Sort = Sort::ascending("company");
    /// By town.
    pub const City: Sort = Sort::ascending("city");
    /// By registration date, the earliest first.
    pub const RegisteredAt: Sort = Sort::ascending("registered_at");
    /// By last visit, those who were never here first.
    pub const LastVisitAt: Sort = Sort::ascending("last_visit_at");

    const fn ascending(field: &'static str) -> Self {
        Self { field: Cow::Borrowed(field), descending: false }
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
            Self::Anniversary(..) => "Anniversary(…)",
            Self::Empty => "Empty",
            Self::Filled => "Filled",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str, leap_day: LeapDay) -> Option<(String, String)> {
        match Test::anniversary(from.parse().unwrap(), to.parse().unwrap(), leap_day) {
            Test::Anniversary(from, to) => Some((from.month_day(), to.month_day())),
            Test::Filled => Some(("all".into(), "all".into())),
            _ => None,
        }
    }

    // SPEC: N20, B1
    #[test]
    fn in_common_years_a_leap_day_counts_with_its_neighbour() {
        let (early, late) = (LeapDay::February28, LeapDay::March1);
        for (from, to, leap_day, expected) in [
            ("2023-02-22", "2023-02-28", early, ("02-22", "02-29")),
            ("2023-02-22", "2023-02-28", late, ("02-22", "02-28")),
            ("2023-03-01", "2023-03-07", early, ("03-01", "03-07")),
            ("2023-03-01", "2023-03-07", late, ("02-29", "03-07")),
            ("2024-02-22", "2024-02-28", early, ("02-22", "02-28")),
            ("2024-03-01", "2024-03-07", late, ("03-01", "03-07")),
            ("2023-02-20", "2023-03-05", late, ("02-20", "03-05")),
            ("2023-12-20", "2024-01-10", early, ("12-20", "01-10")),
            ("2023-09-21", "2023-09-21", early, ("09-21", "09-21")),
            ("2023-01-01", "2024-01-01", early, ("all", "all")),
            ("2024-02-29", "2025-02-28", early, ("all", "all")),
            ("2023-03-01", "2024-02-29", late, ("all", "all")),
        ] {
            let expected = Some((expected.0.to_owned(), expected.1.to_owned()));
            assert_eq!(days(from, to, leap_day), expected, "{from} to {to}");
        }
        assert_eq!(days("2023-02-02", "2023-02-01", early), None);
    }
}
