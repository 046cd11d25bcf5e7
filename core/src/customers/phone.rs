use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, PhoneNumber, Region};

use super::model::Phone;
use crate::base::in_latin;

/// What a phone number was understood as.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Normalised {
    /// The international form without its plus sign (ITU-T E.164); nothing when not understood.
    pub(crate) e164: Option<u64>,
    /// The digits to dial after the connection (RFC 3966 `;ext=`); empty when there are none.
    pub(crate) extension: String,
}

/// The longest text that is looked at, in bytes; no phone number comes near it.
const MAX_BYTES: usize = 250;

/// Understands a phone number in any notation; the only function that does so (SPEC B1.5).
///
/// `region` is the country (ISO 3166-1 alpha-2) whose habits a number without a country code
/// follows; it may be empty or unknown, then only international numbers are understood. A number
/// that begins with `+` or `00` says its country itself. Such a number is understood when its
/// length is one that the country's full numbers have; a national one must also lie in a known
/// range, since a local number that lacks its area code would otherwise become a stranger's.
/// Words after the number, as in `070-123 45 67 (home)`, are left aside.
/// `core/docs/decisions/phone-numbers.md` gives the reasons.
pub(crate) fn normalise_phone(text: &str, region: &str) -> Normalised {
    normalise_in(text, region_of(region))
}

fn normalise_in(text: &str, region: Option<Region>) -> Normalised {
    let text = text.trim();
    if text.len() > MAX_BYTES || has_misplaced_context(text) {
        return Normalised::default();
    }
    let whole = understand(text, region);
    if whole.as_ref().is_none_or(|number| number.extension.is_empty())
        && let Some(number) = before_words(text).and_then(|number| understand(number, region))
    {
        return number;
    }
    whole.unwrap_or_default()
}

fn region_of(code: &str) -> Option<Region> {
    if code.is_empty() {
        return None;
    }
    code.parse().or_else(|_| code.to_ascii_uppercase().parse()).ok()
}

/// The parser slices from `tel:` to the context and panics when they stand the other way round.
fn has_misplaced_context(text: &str) -> bool {
    text.find(";phone-context=").is_some_and(|context| text[context..].contains("tel:"))
}

/// Returns what stands before the words that follow a number, if nothing but words does.
fn before_words(text: &str) -> Option<&str> {
    let digit = text.find(|c: char| c.is_numeric())?;
    let word = text[digit..].find(char::is_alphabetic)?;
    let (number, words) = text.split_at(digit + word);
    (!words.contains(char::is_numeric)).then_some(number)
}

fn understand(text: &str, region: Option<Region>) -> Option<Normalised> {
    let international =
        text.trim_start_matches(|c: char| !c.is_numeric() && !is_plus(c)).starts_with(is_plus);
    read(text, region, international).or_else(|| {
        // Written with the prefix of most countries in one that dials another.
        let rest = text.trim_start_matches('(').strip_prefix("00")?;
        read(&format!("+{rest}"), None, true)
    })
}

fn is_plus(c: char) -> bool {
    matches!(c, '+' | '\u{FF0B}')
}

fn read(text: &str, region: Option<Region>, international: bool) -> Option<Normalised> {
    let number = PHONE_NUMBER_UTIL.parse(text, region).ok()?;
    let understood = if international {
        number.is_possible_with_reason() == Ok(NumberLengthType::IsPossible)
    } else {
        number.is_valid()
    };
    if !understood {
        return None;
    }
    let e164 = e164(&number)?;
    Some(Normalised { e164: Some(e164), extension: number.extension.unwrap_or_default() })
}

/// Puts country code and national number together; E.164 allows 15 digits.
fn e164(number: &PhoneNumber) -> Option<u64> {
    const LIMIT: u64 = 10_u64.pow(15);
    let zeros = match number.italian_leading_zero {
        Some(true) => u32::try_from(number.number_of_leading_zeros.unwrap_or(1)).ok()?,
        _ => 0,
    };
    let digits = number.national_number.checked_ilog10().map_or(1, |power| power + 1) + zeros;
    let country = u64::try_from(number.country_code).ok()?.checked_mul(10_u64.checked_pow(digits)?)?;
    country.checked_add(number.national_number).filter(|e164| *e164 < LIMIT)
}

/// Returns the extension that the text of an understood number names. It does not depend on the
/// country that the number was first understood by, so it is not stored.
pub(crate) fn extension_of(text: &str, e164: u64) -> Option<String> {
    let digits = e164.to_string();
    let country = i32::try_from(split_country(&digits)?.0).ok()?;
    let extension = normalise_in(text, PHONE_NUMBER_UTIL.get_region_for_country_code(country)).extension;
    (!extension.is_empty()).then_some(extension)
}

/// Returns the digits of a phone text for searching, without what only some notations have: the
/// `00` that stands for `+`, and the `(0)` of `+46 (0)70`.
pub(crate) fn phone_digits(text: &str) -> String {
    let mut digits = String::with_capacity(text.len());
    let mut international = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if international && let Some(after) = rest.strip_prefix("(0)") {
            rest = after;
            continue;
        }
        if is_plus(c) && digits.is_empty() {
            international = true;
        } else if c.is_ascii_digit() {
            digits.push(c);
        } else if c.is_numeric() {
            let ascii = in_latin(c).unwrap_or_default();
            digits.extend(ascii.chars().filter(char::is_ascii_digit));
        }
        if digits == "00" {
            international = true;
            digits.clear();
        }
        rest = &rest[c.len_utf8()..];
    }
    digits
}

/// Adds the words under which a phone is found by its digits: E.164 without the plus sign, and the
/// national form with its trunk prefix (`46701234567 0701234567`). A number that was not
/// understood is found by the digits of its text.
pub(crate) fn search_forms(phone: &Phone, text: &mut String) {
    let Some(e164) = phone.e164 else {
        let digits = phone_digits(&phone.text);
        if !digits.is_empty() {
            push_word(&digits, text);
        }
        return;
    };
    let digits = e164.to_string();
    push_word(&digits, text);
    if let Some((country, national)) = split_country(&digits) {
        let trunk = trunk_prefix(country);
        if !trunk.is_empty() {
            push_word(trunk, text);
            text.push_str(national);
        }
    }
}

fn push_word(word: &str, text: &mut String) {
    if !text.is_empty() && !text.ends_with(' ') {
        text.push(' ');
    }
    text.push_str(word);
}

/// Splits E.164 digits into country code and national number; no country code begins another.
fn split_country(digits: &str) -> Option<(usize, &str)> {
    (1..=3).find_map(|length| {
        let country = digits.get(..length)?.parse().ok()?;
        PHONE_NUMBER_UTIL.get_region_for_country_code(i32::try_from(country).ok()?)?;
        Some((country, &digits[length..]))
    })
}

/// Returns what people of a country write before a national number, for example `0` in Sweden;
/// empty where they write nothing.
///
/// A table, since the rules for writing numbers, which a test compares it with, take as much memory
/// for a few countries as an import's rows.
fn trunk_prefix(country: usize) -> &'static str {
    match country {
        7 | 993 => "8",
        36 => "06",
        375 => "80",
        _ if ZERO_BEFORE.binary_search(&country).is_ok() => "0",
        _ => "",
    }
}

/// The country codes, in order, of countries that write `0` before a national number.
const ZERO_BEFORE: [usize; 93] = [
    20, 27, 31, 32, 33, 40, 41, 43, 44, 46, 49, 51, 53, 54, 58, 60, 61, 62, 63, 64, 66, 81, 82, 84, 86, 90,
    91, 92, 93, 94, 95, 98, 211, 212, 213, 218, 231, 232, 233, 234, 243, 249, 251, 254, 255, 256, 260, 261,
    262, 263, 264, 265, 291, 353, 355, 358, 359, 370, 373, 374, 380, 381, 382, 383, 385, 386, 387, 389, 421,
    508, 590, 593, 594, 595, 596, 850, 855, 856, 880, 886, 961, 962, 963, 964, 966, 967, 970, 971, 972, 977,
    994, 995, 996,
];

/// Says whether a text consists of what phone numbers are written with: digits, at least one, with
/// blanks, `+ - ( ) / .` and dashes between them.
pub(crate) fn looks_like_phone(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(is_phone_character)
}

/// Says whether a character may stand in a phone number.
pub(crate) fn is_phone_character(c: char) -> bool {
    c.is_ascii_digit()
        || c.is_whitespace()
        || is_plus(c)
        || matches!(c, '-' | '(' | ')' | '/' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
#[path = "phone_tests.rs"]
mod tests;
