use std::fmt;

use super::email::{EmailKey, check_email};
use super::phone::{is_phone_character, looks_like_phone, normalise_phone, phone_digits};
use super::search_text::tag_text;
use crate::base::{Error, Result, Rule, fold};
use crate::collections::CollectionRef;

/// From how many digits on a run of numbers among other words is taken for one phone number.
const PHONE_DIGITS: usize = 5;

/// What somebody typed to find customers, made into needles for their search text and the names of their
/// tags (SPEC C4, N3).
///
/// Every blank-separated word is a term, and all must match. A run of numbers is one term, so that
/// a phone is found in any notation. A text without letters and digits has no terms and matches
/// every customer.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SearchQuery {
    /// The terms, without repetitions, in the order of the text.
    pub terms: Vec<Term>,
    /// Set when the text is an e-mail address; customers who have it come first (SPEC B18).
    pub exact_email: Option<EmailKey>,
    /// Set when the text is a phone number (E.164, without plus); customers who have it come first.
    pub exact_phone: Option<u64>,
    /// Set when the text is a number, also after `#`; the customer of that number comes first.
    pub exact_number: Option<u64>,
}

impl SearchQuery {
    /// Reads a typed text. `region` (ISO 3166-1 alpha-2, may be empty) is the country in which
    /// phone numbers without a country code are understood.
    ///
    /// ```
    /// use kartotek::SearchQuery;
    ///
    /// let query = SearchQuery::parse("García an", "ES");
    /// assert!(query.matches(" anna garcia anna example com "));
    /// assert!(!query.matches(" juan garcia "));
    /// ```
    #[must_use]
    pub fn parse(typed: &str, region: &str) -> Self {
        let typed = typed.trim();
        let mut terms = Vec::new();
        for piece in pieces(typed) {
            let needle = match piece {
                Piece::Phone(digits) => phone_digits(digits),
                Piece::Word(word) => fold(word),
            };
            if let Some(term) = Term::new(needle)
                && !terms.contains(&term)
            {
                terms.push(term);
            }
        }
        let address = typed.trim_start_matches('<').trim_end_matches('>');
        Self {
            terms,
            exact_email: check_email(address).ok().and_then(|()| EmailKey::of(address)),
            exact_phone: if looks_like_phone(typed) { normalise_phone(typed, region).e164 } else { None },
            exact_number: customer_number(typed),
        }
    }

    /// How many words a text may have that is searched.
    pub const MAX_WORDS: usize = 50;

    /// How many characters a text may have that is searched.
    pub const MAX_CHARACTERS: usize = 1_000;

    /// Refuses a text that is too long to be searched, such as a letter that was pasted.
    ///
    /// # Errors
    /// `Invalid` with the rule `too_long` of the field `text`.
    pub(crate) fn check_length(typed: &str) -> Result<()> {
        let characters = typed.trim().chars().take(Self::MAX_CHARACTERS + 1).count();
        let words = typed.split_whitespace().take(Self::MAX_WORDS + 1).count();
        if characters > Self::MAX_CHARACTERS || words > Self::MAX_WORDS {
            return Err(Error::field("text", Rule::TooLong));
        }
        Ok(())
    }

    /// Returns what must stand in a customer's search text, or in the name of a tag.
    #[must_use]
    pub fn needles(&self) -> Vec<String> {
        self.terms.iter().map(|term| term.needle().to_owned()).collect()
    }

    /// Says whether a search finds a customer with this search text and these tags: each term stands in
    /// the text or in the name of a tag. This defines what a search finds; every storage engine gives the
    /// same answer.
    ///
    /// ```
    /// use kartotek::{CollectionId, CollectionRef, SearchQuery};
    ///
    /// let tag = CollectionRef { id: CollectionId::from_bytes([1; 16]), name: "Wedding 2026".into() };
    /// assert!(SearchQuery::parse("wedding garcía", "ES").finds(" anna garcia ", &[tag]));
    /// ```
    #[must_use]
    pub fn finds(&self, search_text: &str, tags: &[CollectionRef]) -> bool {
        let missing = |term: &&Term| !search_text.contains(term.needle());
        let mut missing = self.terms.iter().filter(missing).peekable();
        if missing.peek().is_none() {
            return true;
        }
        let names: Vec<String> = tags.iter().map(|tag| tag_text(&tag.name)).collect();
        missing.all(|term| names.iter().any(|name| name.contains(term.needle())))
    }

    /// Says whether a search text holds all terms by itself.
    #[must_use]
    pub fn matches(&self, search_text: &str) -> bool {
        self.terms.iter().all(|term| search_text.contains(term.needle()))
    }
}

/// One word to find in the search text of customers.
#[derive(Clone, PartialEq, Eq)]
pub enum Term {
    /// Three characters or more: found anywhere.
    Anywhere(String),
    /// One or two characters, with a blank before them: found where words begin.
    WordStart(String),
}

impl Term {
    fn new(needle: String) -> Option<Self> {
        match needle.chars().take(3).count() {
            0 => None,
            3 => Some(Self::Anywhere(needle)),
            _ => Some(Self::WordStart(format!(" {needle}"))),
        }
    }

    /// Returns what must stand in the search text, folded.
    #[must_use]
    pub fn needle(&self) -> &str {
        match self {
            Self::Anywhere(needle) | Self::WordStart(needle) => needle,
        }
    }
}

fn customer_number(typed: &str) -> Option<u64> {
    let digits = typed.strip_prefix('#').unwrap_or(typed);
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// A part of a typed text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// A run of blank-separated words that are written like one phone number.
    Phone(&'a str),
    /// Any other word.
    Word(&'a str),
}

/// Splits a typed text into words, and runs of words that are written like a phone number. Beside
/// other words a run needs five digits, else its words stand alone.
pub(crate) fn pieces(typed: &str) -> Vec<Piece<'_>> {
    let typed = typed.trim();
    let mut pieces = Vec::new();
    let mut rest = typed;
    while !rest.is_empty() {
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let run = phone_run(rest);
        let digits = rest[..run].chars().filter(char::is_ascii_digit).count();
        let taken = if digits >= PHONE_DIGITS || (digits > 0 && run == typed.len()) {
            pieces.push(Piece::Phone(rest[..run].trim_end()));
            run
        } else {
            pieces.push(Piece::Word(&rest[..word]));
            word
        };
        rest = rest[taken..].trim_start();
    }
    pieces
}

/// Returns how long the run of phone-like words at the beginning of a text is, in bytes.
fn phone_run(text: &str) -> usize {
    let end = text.find(|c| !is_phone_character(c)).unwrap_or(text.len());
    if text[end..].starts_with([',', ';']) || end == text.len() {
        return end;
    }
    // The last word counts only as a whole.
    text[..end].rfind(char::is_whitespace).unwrap_or(0)
}

// Personal data stay out of logs.
impl fmt::Debug for SearchQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchQuery").field("terms", &self.terms.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anywhere(_) => "Anywhere(…)",
            Self::WordStart(_) => "WordStart(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: &str = " anna karin garcia anna example com 46701234567 0701234567 ";

    fn finds(typed: &str, search_text: &str) -> bool {
        SearchQuery::parse(typed, "SE").matches(search_text)
    }

    // SPEC: N3, C4
    #[test]
    fn all_words_must_match_in_any_order() {
        assert!(finds("garcía anna", ANNA));
        assert!(finds("  ANNA   arci ", ANNA));
        assert!(!finds("anna smith", ANNA));
    }

    // SPEC: C4, B18
    #[test]
    fn one_or_two_letters_match_only_where_words_begin() {
        assert!(finds("g", ANNA));
        assert!(finds("ga an", ANNA));
        assert!(!finds("rc", ANNA));
        assert!(finds("rci", ANNA));
        assert!(finds("46", ANNA));
        assert!(!finds("67", ANNA));
    }

    // SPEC: C4, B18
    #[test]
    fn an_email_is_found_by_any_part_of_it() {
        for typed in ["anna@example.com", "ANNA@Ex", "example.com", "@example", "anna@"] {
            assert!(finds(typed, ANNA), "{typed}");
        }
        assert!(!finds("anna@garcia.com", ANNA));
    }

    // SPEC: C4, B18, B1
    #[test]
    fn a_phone_is_found_in_any_notation() {
        for typed in [
            "070-123 45 67",
            "0701234567",
            "+46 (0)70-123 45 67",
            "0046 70 123 45 67",
            "+46701234567",
            "123 45 67",
            "070-12",
            "anna 070 123 45 67",
            "(070) 123.45.67",
            "070–123 45 67",
        ] {
            assert!(finds(typed, ANNA), "{typed}");
        }
        assert!(!finds("070-124", ANNA));
        assert!(!finds("anna 070 124 45 67", ANNA));
    }

    // SPEC: C4
    #[test]
    fn cyrillic_and_latin_find_each_other() {
        assert!(finds("Мария Христова", " maria hristova "));
        assert!(finds("гарсия", " anna garsia "));
        assert!(finds("åsa-lena", " asa lena oberg "));
        assert!(!finds("åsa-lena", " lena asa oberg "));
    }

    // SPEC: N3
    #[test]
    fn nothing_to_look_for_matches_everybody() {
        for typed in ["", "  ", "– …"] {
            let query = SearchQuery::parse(typed, "SE");
            assert_eq!(query, SearchQuery::default(), "{typed}");
            assert!(query.matches(ANNA));
        }
    }

    // SPEC: B18
    #[test]
    fn exact_keys_are_recognised() {
        let query = SearchQuery::parse(" Anna@Exämple.com ", "SE");
        assert_eq!(query.exact_email, EmailKey::of("anna@xn--exmple-cua.com"));
        assert!(query.exact_email.is_some());
        let query = SearchQuery::parse("070-123 45 67", "SE");
        assert_eq!((query.exact_phone, query.exact_number), (Some(46701234567), None));
        assert_eq!(SearchQuery::parse("070-123 45 67", "").exact_phone, None);
        let query = SearchQuery::parse("#17", "SE");
        assert_eq!((query.exact_phone, query.exact_number), (None, Some(17)));
        assert_eq!(SearchQuery::parse("17", "").exact_number, Some(17));
        for typed in ["", "#", "17a", "anna 17", "99999999999999999999"] {
            assert_eq!(SearchQuery::parse(typed, "SE").exact_number, None, "{typed}");
        }
    }

    #[test]
    fn terms_are_not_repeated() {
        let query = SearchQuery::parse("Anna anna ANNA an", "");
        assert_eq!(query.terms, [Term::Anywhere("anna".into()), Term::WordStart(" an".into())]);
    }

    #[test]
    fn debug_shows_nothing_that_was_typed() {
        let query = SearchQuery::parse("anna@example.com an", "");
        assert!(!format!("{query:?} {:?} {:?}", query.terms, query.exact_email).contains("an@"));
        assert!(!format!("{:?}", query.terms).contains("anna"));
    }
}
