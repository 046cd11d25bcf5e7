use std::borrow::Cow;
use std::fmt;

/// Names the rule that a field's value breaks.
///
/// [`Rule::code`] is stable and goes into reports and error files; the text of
/// [`FieldProblem`]'s `Display` may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Rule {
    /// The field must be filled in this context (SPEC B2).
    Required,
    /// At least one of name, e-mail and phone is needed (SPEC B2 c).
    Identity,
    /// The field is switched off in this register (SPEC B2 b).
    FieldOff,
    /// The field belongs to companies, or to another country (SPEC N27, N30).
    NotApplicable,
    /// The text is longer than the limit of the field.
    TooLong,
    /// The text is shorter than it must be.
    TooShort,
    /// The text holds U+0000 or another character that no field of its kind may hold.
    Character,
    /// Not an e-mail address (RFC 5321, RFC 5322).
    EmailSyntax,
    /// Not an ISO 3166-1 alpha-2 code, nor the name of a country that is known here.
    Country,
    /// Not a BCP 47 language tag.
    Language,
    /// Not an ISO 4217 currency.
    Currency,
    /// Not a date, or a day that does not exist.
    Date,
    /// Not a number of the expected form.
    Number,
    /// Not an amount of money, or more decimals than the currency has.
    Money,
    /// Not a yes or a no.
    Boolean,
    /// Not one of the values that the field knows.
    Choice,
    /// The number is outside the allowed range.
    OutOfRange,
    /// It ends before it begins, or its items are not in order or stand there twice.
    Order,
    /// Not a web address.
    WebAddress,
    /// Not an address that the links of cards can begin with (SPEC B6).
    LinkBase,
    /// The last symbol of a typed code does not fit the others: one of them is wrong, or two changed places.
    CheckSymbol,
    /// The cell of a spreadsheet holds the error of a formula, such as `#N/A`.
    FormulaError,
    /// A spreadsheet wrote a phone, postcode or id in short and lost its last digits: `4,67012E+10`.
    ShortenedNumber,
    /// The cells of an address hold several values, and not all as many.
    UnevenParts,
    /// Two values of which only one may exist, for example two default billing addresses.
    Duplicate,
    /// Another customer has this value already, and it must be unique.
    Taken,
    /// The field is for staff alone, and this is a customer's own form (SPEC N38).
    StaffOnly,
    /// Not an id that a host may give: a UUID of version 7 (RFC 9562 §5.7) that nothing else has.
    Id,
    /// Not the id of a customer that is a shared login (SPEC B5).
    SharedLogin,
    /// The field cannot be set by hand.
    ReadOnly,
    /// No field has this key.
    UnknownField,
    /// Lists are not sorted by this field.
    NotSorted,
    /// Lists are not filtered by this field.
    NotFiltered,
}

impl Rule {
    /// Returns the stable code of the rule in snake case.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.words().0
    }

    /// Returns what is wrong, for people, as the end of a sentence; the wording may change.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.words().1
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Required => ("required", "must be filled"),
            Self::Identity => ("identity", "needs at least a name, an e-mail or a phone"),
            Self::FieldOff => ("field_off", "is switched off in this register"),
            Self::NotApplicable => ("not_applicable", "does not apply to this customer"),
            Self::TooLong => ("too_long", "is too long"),
            Self::TooShort => ("too_short", "is too short"),
            Self::Character => ("character", "holds a character that is not allowed"),
            Self::EmailSyntax => ("email_syntax", "is not an e-mail address"),
            Self::Country => ("country", "is not a country (ISO 3166-1)"),
            Self::Language => ("language", "is not a language tag (BCP 47)"),
            Self::Currency => ("currency", "is not a currency (ISO 4217)"),
            Self::Date => ("date", "is not a date"),
            Self::Number => ("number", "is not a number"),
            Self::Money => ("money", "is not an amount of money"),
            Self::Boolean => ("boolean", "is neither yes nor no"),
            Self::Choice => ("choice", "is not one of the known values"),
            Self::OutOfRange => ("out_of_range", "is outside the allowed range"),
            Self::Order => ("order", "is not in order"),
            Self::WebAddress => ("web_address", "is not a web address"),
            Self::LinkBase => {
                ("link_base", "may have no query, and in its path only capitals, digits and - . / : $ + *")
            }
            Self::CheckSymbol => ("check_symbol", "is mistyped: its last symbol does not fit the others"),
            Self::FormulaError => ("formula_error", "is the error of a formula"),
            Self::ShortenedNumber => ("shortened_number", "is a number whose last digits are lost"),
            Self::UnevenParts => ("uneven_parts", "has not as many values as the other parts of the address"),
            Self::Duplicate => ("duplicate", "is given twice"),
            Self::Taken => ("taken", "belongs to another customer"),
            Self::StaffOnly => ("staff_only", "is for staff alone"),
            Self::Id => ("id", "is not a new UUID of version 7"),
            Self::SharedLogin => ("shared_login", "is not the id of a shared login"),
            Self::ReadOnly => ("read_only", "cannot be set"),
            Self::UnknownField => ("unknown_field", "is not a field"),
            Self::NotSorted => ("not_sorted", "does not sort lists"),
            Self::NotFiltered => ("not_filtered", "does not filter lists"),
        }
    }
}

/// Says which field of a draft is wrong, and which rule it breaks.
///
/// It never holds the value itself, so it may be logged.
///
/// ```
/// use kartotek::{CustomerDraft, Register, Rule};
///
/// let draft = CustomerDraft::person("Anna", "García").with_email("anna@example.com").with_email("anna@");
/// let problem = &Register::in_memory()?.customers().check(&draft)?[0];
/// assert_eq!((&*problem.field, problem.item, problem.rule), ("email", Some(1), Rule::EmailSyntax));
/// assert_eq!(problem.to_string(), "email[1] is not an e-mail address");
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FieldProblem {
    /// What is wrong: of a customer the key of the field in the catalogue, for example `email`, or
    /// `tags`, `contact_groups` and `customer_groups` for their names; of settings the member's name,
    /// for example `policies`; of a call `actor`, `reason` or `idempotency_key`; of a filter or a sort
    /// what the caller named. A further e-mail, phone or address has the key that the primary one would
    /// have.
    pub field: Cow<'static, str>,
    /// Which item it is, counted from 0, where a field has several: a further e-mail, phone or address
    /// by its place in the profile, empty and repeated ones left out, so that the primary one would be
    /// 0; an external id by its place in the order of sources; a policy or title by its place in the
    /// settings. Nothing where it is the primary one or the field as a whole.
    pub item: Option<usize>,
    /// The broken rule.
    pub rule: Rule,
}

impl FieldProblem {
    /// Makes a problem of a field and a rule.
    pub fn new(field: impl Into<Cow<'static, str>>, rule: Rule) -> Self {
        Self { field: field.into(), item: None, rule }
    }

    /// Says which item of the field it is.
    #[must_use]
    pub fn of_item(self, item: usize) -> Self {
        Self { item: Some(item), ..self }
    }
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A list may be asked for by a field that is no word.
        let field = if self.field.is_empty() { "\"\"" } else { &self.field };
        match self.item {
            Some(item) => write!(f, "{field}[{item}] {}", self.rule.words().1),
            None => write!(f, "{field} {}", self.rule.words().1),
        }
    }
}
