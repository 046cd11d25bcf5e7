//! Names of countries and languages in several languages.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::headings::key_of;

/// A line a country: alpha-2, alpha-3, then names in the supported languages and its own (CLDR).
static COUNTRIES: &str = include_str!("countries.tsv");
/// A line a language: its tag, then names in the supported languages and its own (CLDR).
static LANGUAGES: &str = include_str!("languages.tsv");

/// Finds a country (ISO 3166-1 alpha-2) by code or name.
pub(super) fn country(text: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    find(NAMES.get_or_init(|| index(COUNTRIES)), text)
}

/// Finds a language tag (BCP 47) by name, or takes a text that is one.
pub(super) fn language(text: &str) -> Option<Cow<'_, str>> {
    static NAMES: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    if let Some(tag) = find(NAMES.get_or_init(|| index(LANGUAGES)), text) {
        return Some(Cow::Borrowed(tag));
    }
    let mut subtags = text.split(['-', '_']);
    let primary = subtags
        .next()
        .is_some_and(|p| matches!(p.len(), 2 | 3) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    let sound =
        |subtag: &str| matches!(subtag.len(), 1..=8) && subtag.bytes().all(|b| b.is_ascii_alphanumeric());
    if !primary || !subtags.all(sound) {
        return None;
    }
    Some(if text.contains('_') { Cow::Owned(text.replace('_', "-")) } else { Cow::Borrowed(text) })
}

fn find(names: &HashMap<String, &'static str>, text: &str) -> Option<&'static str> {
    // Codes and plain words, which most files have, need no folding.
    let mut buffer = [0; 32];
    let short = buffer.get_mut(..text.len()).filter(|_| text.bytes().all(|b| b.is_ascii_alphabetic()));
    let Some(lower) = short else { return names.get(&key_of(text)).copied() };
    lower.copy_from_slice(text.as_bytes());
    lower.make_ascii_lowercase();
    names.get(std::str::from_utf8(lower).unwrap_or("")).copied()
}

fn index(table: &'static str) -> HashMap<String, &'static str> {
    let mut names = HashMap::new();
    for line in table.lines() {
        let mut cells = line.split('\t');
        let Some(code) = cells.next() else { continue };
        names.insert(key_of(code), code);
        for name in cells {
            names.entry(key_of(name)).or_insert(code);
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: B17
    #[test]
    fn no_name_is_claimed_by_two() {
        for table in [COUNTRIES, LANGUAGES] {
            let mut owner: HashMap<String, &str> = HashMap::new();
            for line in table.lines() {
                let code = line.split('\t').next().unwrap();
                for name in line.split('\t') {
                    let other = *owner.entry(key_of(name)).or_insert(code);
                    assert_eq!(other, code, "{name} is {code} and {other}");
                }
            }
        }
    }

    #[test]
    fn countries_are_found_by_code_and_by_name_in_any_language() {
        let cases = [
            ("SE", "SE"),
            ("se", "SE"),
            ("SWE", "SE"),
            ("Sverige", "SE"),
            ("Швеция", "SE"),
            ("AUSTRALIA", "AU"),
            ("austRalia", "AU"),
            ("Côte d'Ivoire", "CI"),
            ("United States", "US"),
            ("UK", "GB"),
            ("Espagne", "ES"),
            ("Österreich", "AT"),
            ("Polska", "PL"),
        ];
        for (text, code) in cases {
            assert_eq!(country(text), Some(code), "{text}");
        }
        assert_eq!(country("ABC"), None);
        assert_eq!(country("1013"), None);
        assert_eq!(COUNTRIES.lines().count(), 249);
    }

    #[test]
    fn languages_are_found_by_tag_and_by_name() {
        let cases = [
            ("sv", "sv"),
            ("swe", "sv"),
            ("Svenska", "sv"),
            ("German", "de"),
            ("български", "bg"),
            ("pt_BR", "pt-BR"),
            ("zh-Hant-TW", "zh-Hant-TW"),
        ];
        for (text, tag) in cases {
            assert_eq!(language(text).as_deref(), Some(tag), "{text}");
        }
        assert_eq!(language("Klingonian"), None);
        assert_eq!(language("1"), None);
    }
}
