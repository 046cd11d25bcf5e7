use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use icu_collator::Collator;
use icu_collator::options::{AlternateHandling, CollatorOptions};
use icu_locale::Locale;

use super::tailorings::Tailorings;
use super::{Error, Result, Rule};

/// The order of texts in one language (UTS #10 with the tailorings of CLDR, SPEC B18, C3).
///
/// ```
/// use kartotek::Collation;
///
/// let swedish = Collation::new("sv")?;
/// assert!(swedish.key("Öberg") > swedish.key("Zetterlund"));
/// let german = Collation::new("de")?;
/// assert!(german.key("Öberg") < german.key("Zetterlund"));
/// # Ok::<(), kartotek::Error>(())
/// ```
pub struct Collation {
    locale: String,
    collator: Collator,
}

impl Collation {
    /// Version of the keys, which grows with the collation data; older stored keys are made anew.
    pub const VERSION: u32 = 1;

    /// Makes the order of a locale, given as a BCP 47 tag.
    ///
    /// # Errors
    /// `Invalid` with the rule `language` when it is not a tag. A tag without tailoring has the
    /// root order.
    pub fn new(locale: &str) -> Result<Self> {
        let wrong = || Error::field("locale", Rule::Language);
        let parsed = Locale::from_str(locale).map_err(|_| wrong())?;
        let mut options = CollatorOptions::default();
        options.alternate_handling = Some(AlternateHandling::NonIgnorable);
        let collator =
            Collator::try_new_unstable(&Tailorings, parsed.into(), options).map_err(|_| wrong())?;
        Ok(Self { locale: locale.to_owned(), collator })
    }

    /// Returns the locale it was made for.
    #[must_use]
    pub fn locale(&self) -> &str {
        &self.locale
    }

    /// Returns the bytes whose order is the order of the texts; of an empty text, none.
    #[must_use]
    pub fn key(&self, text: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(text.len() * 2 + 4);
        if !text.is_empty() {
            let Ok(()) = self.collator.as_borrowed().write_sort_key_to(text, &mut key);
        }
        key
    }

    /// Returns the range of keys of all texts that begin with a text, accents and case apart.
    ///
    /// The lower bound is inclusive, the upper one exclusive. The primary weights of a text are the
    /// beginning of its key, up to the first separator (UTS #10 §S3.2).
    #[must_use]
    pub fn prefix_range(&self, text: &str) -> (Vec<u8>, Vec<u8>) {
        let key = self.key(text);
        let primary = key.iter().position(|byte| *byte == LEVEL_SEPARATOR).unwrap_or(key.len());
        let low = key[..primary].to_vec();
        let mut high = low.clone();
        high.push(0xFF);
        (low, high)
    }

    /// Returns the range of keys of all texts equal to a text, accents and case apart.
    #[must_use]
    pub fn equal_range(&self, text: &str) -> (Vec<u8>, Vec<u8>) {
        let (mut low, _) = self.prefix_range(text);
        let mut high = low.clone();
        if !low.is_empty() {
            low.push(LEVEL_SEPARATOR);
            high.push(LEVEL_SEPARATOR + 1);
        }
        (low, high)
    }

    /// Compares two texts.
    #[must_use]
    pub fn compare(&self, left: &str, right: &str) -> Ordering {
        self.collator.as_borrowed().compare(left, right)
    }
}

/// Stands between the levels of a sort key; no weight has it.
const LEVEL_SEPARATOR: u8 = 1;

impl fmt::Debug for Collation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Collation({})", self.locale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Lists find what is empty by its key.
    #[test]
    fn only_the_empty_text_has_an_empty_key() {
        for locale in ["und", "sv", "de", "ja", "zh"] {
            let collation = Collation::new(locale).unwrap();
            assert!(collation.key("").is_empty());
            for text in [" ", "\u{200B}", "\u{FEFF}", "\u{0}", "\u{301}", "-", "\u{10FFFF}", "a"] {
                assert!(collation.key(text) >= vec![0], "{text:?} in {locale}");
            }
        }
    }
}
