use super::{FieldValue, When};
use crate::base::Rule;

/// One field of a record `R` whose editable part is `P`.
///
/// A catalogue is a `static` list of these. A new field is one more line in it.
#[derive(Debug)]
pub struct Field<R: 'static, P: 'static> {
    /// Stable name in snake case: the key in files, filters, history and the database column.
    pub key: &'static str,
    /// The part of a form that it belongs to.
    pub section: Section,
    /// What its values are.
    pub kind: FieldKind,
    /// Whether it says something about a person (GDPR Art. 4(1)).
    pub personal: bool,
    /// Whether staff alone may write it: a customer's own form ([`Context::SelfRegistration`](super::Context))
    /// must not show it and cannot set it (SPEC N38). Lists, exports and imports are the work of staff.
    pub staff_only: bool,
    /// How lists treat it.
    pub listing: Listing,
    /// To which customers it applies.
    pub applies: Applies,
    /// How it is read and set.
    pub access: Access<R, P>,
}

impl<R, P> Field<R, P> {
    /// A field that people edit, of which all is personal unless [`Field::impersonal`] says otherwise.
    pub(crate) const fn editable(
        key: &'static str,
        section: Section,
        kind: FieldKind,
        listing: Listing,
        get: for<'a> fn(&'a P) -> FieldValue<'a>,
        set: for<'a> fn(&mut P, FieldValue<'a>) -> Result<(), Rule>,
    ) -> Self {
        let access = Access::Editable { get, set };
        let applies = Applies::Always;
        Self { key, section, kind, personal: true, staff_only: false, listing, applies, access }
    }

    /// A field that the register keeps.
    pub(crate) const fn derived(
        key: &'static str,
        section: Section,
        kind: FieldKind,
        listing: Listing,
        get: for<'a> fn(&'a R) -> FieldValue<'a>,
    ) -> Self {
        let access = Access::Derived { get };
        let applies = Applies::Always;
        Self { key, section, kind, personal: false, staff_only: false, listing, applies, access }
    }

    /// The same field, which says nothing about a person.
    pub(crate) const fn impersonal(self) -> Self {
        Self { personal: false, ..self }
    }

    /// Reads the value from a whole record.
    #[must_use]
    pub fn of<'a>(&self, record: &'a R) -> FieldValue<'a>
    where
        R: AsRef<P>,
    {
        match self.access {
            Access::Editable { get, .. } => get(record.as_ref()),
            Access::Derived { get } => get(record),
        }
    }

    /// Reads the value from the editable part; `Empty` where the field is not in it.
    #[must_use]
    pub fn of_profile<'a>(&self, profile: &'a P) -> FieldValue<'a> {
        match self.access {
            Access::Editable { get, .. } => get(profile),
            Access::Derived { .. } => FieldValue::Empty,
        }
    }

    /// Sets the value in the editable part.
    ///
    /// # Errors
    /// [`Rule::ReadOnly`] where it is not in it, else the rule that the value breaks.
    pub fn set(&self, profile: &mut P, value: FieldValue<'_>) -> Result<(), Rule> {
        match self.access {
            Access::Editable { set, .. } => set(profile, value),
            Access::Derived { .. } => Err(Rule::ReadOnly),
        }
    }

    /// Tells whether lists can be sorted by it.
    #[must_use]
    pub fn is_sortable(&self) -> bool {
        self.listing != Listing::Shown
    }

    /// Tells whether lists can be filtered by it: by all that sort.
    ///
    /// ```
    /// use kartotek::CUSTOMER_FIELDS;
    ///
    /// let city = CUSTOMER_FIELDS.iter().find(|field| field.key == "city").expect("there is one");
    /// assert!(city.is_filterable());
    /// ```
    #[must_use]
    pub fn is_filterable(&self) -> bool {
        self.is_sortable()
    }

    /// Tells whether people can set it.
    #[must_use]
    pub fn is_editable(&self) -> bool {
        matches!(self.access, Access::Editable { .. })
    }
}

/// How a field is read from a record and set on its editable part.
#[derive(Debug, Clone, Copy)]
pub enum Access<R: 'static, P: 'static> {
    /// Part of what people edit.
    Editable {
        /// Reads it.
        get: for<'a> fn(&'a P) -> FieldValue<'a>,
        /// Sets it; the value is of the field's kind or `Empty`.
        set: for<'a> fn(&mut P, FieldValue<'a>) -> Result<(), Rule>,
    },
    /// Kept by the register.
    Derived {
        /// Reads it.
        get: for<'a> fn(&'a R) -> FieldValue<'a>,
    },
}

/// What the values of a field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// One line of text of at most this many characters.
    Text {
        /// The limit in Unicode scalar values.
        max: usize,
    },
    /// Text with line breaks of at most this many characters.
    LongText {
        /// The limit in Unicode scalar values.
        max: usize,
    },
    /// An e-mail address.
    Email,
    /// A phone number in any notation.
    Phone,
    /// A country (ISO 3166-1 alpha-2).
    Country,
    /// A language (BCP 47).
    Language,
    /// A web address.
    WebAddress,
    /// Yes or no.
    Boolean,
    /// A whole number within a range.
    Integer {
        /// The smallest allowed value.
        min: i64,
        /// The largest allowed value.
        max: i64,
    },
    /// An amount of money.
    Money,
    /// A birthday, with or without the year.
    Birthday,
    /// An instant.
    Time,
    /// One of these words.
    Choice {
        /// The words, stable and in snake case.
        options: &'static [&'static str],
    },
    /// Several texts, one a line.
    List {
        /// The largest number of items.
        max: usize,
    },
    /// The id of a record.
    Id,
}

impl FieldKind {
    /// Returns its stable name in snake case, without the limits.
    ///
    /// ```
    /// use kartotek::FieldKind;
    ///
    /// assert_eq!(FieldKind::LongText { max: 2_000 }.code(), "long_text");
    /// ```
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::LongText { .. } => "long_text",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Country => "country",
            Self::Language => "language",
            Self::WebAddress => "web_address",
            Self::Boolean => "boolean",
            Self::Integer { .. } => "integer",
            Self::Money => "money",
            Self::Birthday => "birthday",
            Self::Time => "time",
            Self::Choice { .. } => "choice",
            Self::List { .. } => "list",
            Self::Id => "id",
        }
    }

    /// Returns the words to choose from, of a choice; else none.
    ///
    /// ```
    /// use kartotek::FieldKind;
    ///
    /// assert_eq!(FieldKind::Choice { options: &["low", "high"] }.options(), ["low", "high"]);
    /// assert!(FieldKind::Boolean.options().is_empty());
    /// ```
    #[must_use]
    pub const fn options(self) -> &'static [&'static str] {
        match self {
            Self::Choice { options } => options,
            _ => &[],
        }
    }

    /// Returns how many characters a text has at most, or how many items a list, where that is limited.
    ///
    /// ```
    /// use kartotek::FieldKind;
    ///
    /// assert_eq!(FieldKind::Text { max: 200 }.longest(), Some(200));
    /// assert_eq!(FieldKind::Money.longest(), None);
    /// ```
    #[must_use]
    pub const fn longest(self) -> Option<usize> {
        match self {
            Self::Text { max } | Self::LongText { max } | Self::List { max } => Some(max),
            _ => None,
        }
    }
}

/// The part of a form that a field belongs to; problems block an edit section by section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Section {
    /// Ids and numbers.
    Identity,
    /// Names.
    Name,
    /// E-mails and phones.
    Contact,
    /// Postal addresses.
    Address,
    /// Gender, language, birthday.
    Person,
    /// What only companies have.
    Company,
    /// The state of the customer in the register.
    Account,
    /// Tags and groups.
    Groups,
    /// Free texts.
    Notes,
}

/// How lists treat a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// It can be shown, but neither sorted nor filtered.
    Shown,
    /// It sorts and filters by visiting the rows.
    Scanned,
    /// It filters by an index and sorts by visiting the rows.
    Filtered,
    /// It filters and sorts by an index.
    Indexed,
}

/// To which customers a field applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// To all.
    Always,
    /// Only where business mode is on (SPEC N27).
    Business,
    /// Only where business mode is on, and in one country (SPEC N30).
    BusinessIn(&'static str),
}

impl Applies {
    /// Tells whether it applies under a register's business mode and in a customer's country.
    #[must_use]
    pub fn holds(self, business_mode: bool, country: &str) -> bool {
        match self {
            Self::Always => true,
            Self::Business => business_mode,
            Self::BusinessIn(only) => {
                When::Country(only.to_owned()).holds(business_mode, country) && business_mode
            }
        }
    }
}
