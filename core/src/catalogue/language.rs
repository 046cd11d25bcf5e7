use std::fmt;
use std::str::FromStr;

use crate::base::{Error, Rule};

/// What people call a field in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Key of the field in the catalogue.
    pub key: &'static str,
    /// The heading of a column.
    pub label: &'static str,
    /// Other headings that files of this language use for it.
    pub synonyms: &'static [&'static str],
}

/// A language that labels and header synonyms exist in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Language {
    /// English.
    En,
    /// Swedish.
    Sv,
    /// Norwegian Bokmål.
    Nb,
    /// Danish.
    Da,
    /// German.
    De,
    /// Spanish.
    Es,
    /// French.
    Fr,
    /// Bulgarian.
    Bg,
}

impl Language {
    /// Every language, English first.
    pub const ALL: [Language; 8] =
        [Self::En, Self::Sv, Self::Nb, Self::Da, Self::De, Self::Es, Self::Fr, Self::Bg];

    /// Returns the two letters of ISO 639-1.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Sv => "sv",
            Self::Nb => "nb",
            Self::Da => "da",
            Self::De => "de",
            Self::Es => "es",
            Self::Fr => "fr",
            Self::Bg => "bg",
        }
    }

    /// Finds the language of a locale by lookup (RFC 4647 §3.4), English where there is none.
    ///
    /// ```
    /// # use kartotek::Language;
    /// assert_eq!(Language::of_locale("sv-SE"), Language::Sv);
    /// assert_eq!(Language::of_locale("no"), Language::Nb);
    /// assert_eq!(Language::of_locale("ja"), Language::En);
    /// ```
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let primary = locale.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        let primary = if primary == "no" || primary == "nn" { "nb" } else { primary.as_str() };
        Self::ALL.into_iter().find(|language| language.code() == primary).unwrap_or(Self::En)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|language| language.code() == text);
        found.ok_or_else(|| Error::field("language", Rule::Language))
    }
}
