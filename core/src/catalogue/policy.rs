use serde::{Deserialize, Serialize};

/// Who fills a form, as field policies tell them apart (SPEC B2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Context {
    /// A member of staff.
    Staff,
    /// The customer, in a public form; fields for staff alone are refused and stay as they are (SPEC N38).
    SelfRegistration,
    /// A file.
    Import,
    /// Staff at the counter, in a hurry.
    CheckIn,
    /// Another copy of the register.
    Sync,
}

/// How much a field is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Level {
    /// Hidden; writes are refused, stored values stay until they are purged. Of a list it means every
    /// item: `street` is that of every address, `email` all e-mails with their labels, `more_emails` all
    /// but the primary one.
    Off,
    /// May be filled.
    Optional,
    /// May be filled, and counts for completeness.
    Recommended,
    /// Must be filled.
    Required,
}

/// Under which condition a policy holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum When {
    /// Always.
    #[default]
    Always,
    /// For customers of one country (ISO 3166-1 alpha-2, upper case).
    Country(String),
    /// Where business mode is on.
    Business,
}

impl When {
    /// Tells whether the condition holds.
    #[must_use]
    pub fn holds(&self, business_mode: bool, country: &str) -> bool {
        match self {
            Self::Always => true,
            Self::Country(only) => only == country,
            Self::Business => business_mode,
        }
    }
}

/// Says how much one field is wanted, in which contexts and under which condition (SPEC B2).
///
/// Of several policies that hold for a field the last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FieldPolicy {
    /// Key of the field in the catalogue.
    pub field: String,
    /// The contexts it holds in; none means all.
    #[serde(default)]
    pub contexts: Vec<Context>,
    /// How much the field is wanted.
    pub level: Level,
    /// The condition.
    #[serde(default)]
    pub when: When,
}

impl FieldPolicy {
    /// Makes a policy that holds always and everywhere.
    ///
    /// ```
    /// # use kartotek::{FieldPolicy, Level};
    /// let policy = FieldPolicy::new("gender", Level::Required);
    /// assert!(policy.contexts.is_empty());
    /// ```
    #[must_use]
    pub fn new(field: impl Into<String>, level: Level) -> Self {
        Self { field: field.into(), contexts: Vec::new(), level, when: When::Always }
    }

    /// Limits it to a context; may be called again for more of them.
    #[must_use]
    pub fn in_context(mut self, context: Context) -> Self {
        self.contexts.push(context);
        self
    }

    /// Limits it to a condition.
    #[must_use]
    pub fn when(self, when: When) -> Self {
        Self { when, ..self }
    }

    /// Tells whether it holds always and everywhere.
    #[must_use]
    pub fn is_general(&self) -> bool {
        self.contexts.is_empty() && self.when == When::Always
    }

    /// Tells whether it holds here.
    #[must_use]
    pub fn holds(&self, context: Context, business_mode: bool, country: &str) -> bool {
        (self.contexts.is_empty() || self.contexts.contains(&context))
            && self.when.holds(business_mode, country)
    }
}

/// What a policy that became stricter means for records stored before (SPEC B2 a).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Tightening {
    /// The next edit of that section must fill the field.
    #[default]
    OnNextEdit,
    /// Edits never need to; only new records do.
    Never,
}
