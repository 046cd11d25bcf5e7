use std::borrow::Cow;

/// Makes a text harmless for spreadsheets, which run a cell that begins like a formula
/// (SPEC B17; OWASP CSV Injection, CWE-1236).
///
/// A text gets one apostrophe more when it is any number of apostrophes, then blanks, then one of
/// `= + - @ TAB CR` or its full-width twin. [`unguard`] takes exactly that apostrophe away.
///
/// ```
/// use kartotek::exchange::{guard, unguard};
///
/// assert_eq!(guard("=SUM(A1)"), "'=SUM(A1)");
/// assert_eq!(guard("Anna"), "Anna");
/// assert_eq!(unguard(&guard("'=1")), "'=1");
/// ```
#[must_use]
pub fn guard(text: &str) -> Cow<'_, str> {
    if !may_begin_formula(text) || !begins_formula(text.trim_start_matches('\'')) {
        return Cow::Borrowed(text);
    }
    let mut guarded = String::with_capacity(text.len() + 1);
    guarded.push('\'');
    guarded.push_str(text);
    Cow::Owned(guarded)
}

/// Takes away the apostrophe that [`guard`] added; other texts stay as they are.
#[must_use]
pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if begins_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

/// Takes a text out of a formula that is nothing but this text: `="0701"`, as exports write digits that a
/// spreadsheet is not to take for a number.
pub(super) fn text_of_formula(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("=\"")?.strip_suffix('"')?;
    (!inner.contains('"')).then_some(inner)
}

/// A quick no for nearly every text: formulas and guards begin with none of these.
fn may_begin_formula(text: &str) -> bool {
    text.as_bytes().first().is_some_and(|first| !first.is_ascii_alphanumeric())
}

fn begins_formula(text: &str) -> bool {
    text.chars().find(|c| is_trigger(*c) || !c.is_whitespace()).is_some_and(is_trigger)
}

fn is_trigger(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::test_data;

    proptest! {
        // SPEC: B17, C16
        #[test]
        fn every_text_comes_back(text in "['=+@\\-\t\r\n  a＝]{0,8}.{0,8}") {
            let guarded = guard(&text).into_owned();
            prop_assert_eq!(unguard(&guarded), &text);
        }

        #[test]
        fn guards_upon_guards_come_off_one_by_one(text in "[' =]{0,4}.{0,4}") {
            let once = guard(&text).into_owned();
            let twice = guard(&once).into_owned();
            prop_assert_eq!(unguard(&twice), &once);
            prop_assert_eq!(unguard(unguard(&twice)), &text);
        }

        #[test]
        fn a_guarded_text_never_begins_like_a_formula(text in ".{0,12}") {
            prop_assert!(!begins_formula(&guard(&text)));
        }
    }

    // SPEC: B17
    #[test]
    fn triggers_are_guarded_after_blanks_and_in_full_width_too() {
        for text in
            ["=1", "+46701740605", "-5", "@handle", "\t=1", "\r1", " =1", "＝1", "\u{a0}+1", "'=1", "''-"]
        {
            assert_eq!(guard(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "'", "O'Hara", "'s-Hertogenbosch", "1-2", "'7210448301122", " a=b"] {
            assert_eq!(guard(text), text, "{text:?}");
            assert_eq!(unguard(text), text, "{text:?}");
        }
    }

    #[test]
    fn known_attacks_are_harmless_and_come_back() {
        let Some(text) = test_data::read("formula-injection/payloads_all_the_things.txt") else { return };
        let mut guarded = 0;
        for payload in text.lines() {
            let safe = guard(payload);
            assert!(!begins_formula(&safe), "{payload}");
            assert_eq!(unguard(&safe), payload);
            guarded += usize::from(safe != payload);
        }
        // `DDE (…)` alone begins with a letter, which no spreadsheet runs.
        assert_eq!(guarded, text.lines().count() - 1);
    }
}
