use std::borrow::Cow;

use crate::base::{LocalDate, PartialDate, Rule, Timestamp};
use crate::catalogue::{FieldKind, FieldValue};
use crate::customers::email::check_email;

use super::countries::is_country;

/// Checks one value by what its kind says.
pub(crate) fn check_value(kind: FieldKind, value: &FieldValue<'_>, today: LocalDate) -> Result<(), Rule> {
    match value {
        FieldValue::Text(text) => check_text(kind, text),
        FieldValue::Integer(number) => within(match kind {
            FieldKind::Integer { min, max } => (min..=max).contains(number),
            _ => true,
        }),
        FieldValue::List(items) => check_list(kind, items),
        FieldValue::Time(at) => within((Timestamp::EARLIEST..=Timestamp::LATEST).contains(at)),
        FieldValue::PartialDate(day) => within(!is_after(*day, today)),
        FieldValue::Money(money) => within(money.minor() >= 0),
        FieldValue::Empty | FieldValue::Boolean(_) | FieldValue::Date(_) => Ok(()),
    }
}

fn within(holds: bool) -> Result<(), Rule> {
    if holds { Ok(()) } else { Err(Rule::OutOfRange) }
}

/// Nobody is born after today.
fn is_after(birthday: PartialDate, today: LocalDate) -> bool {
    let day = (birthday.year(), birthday.month(), birthday.day());
    birthday.year().is_some() && day > (Some(today.year()), today.month(), today.day())
}

fn check_text(kind: FieldKind, text: &str) -> Result<(), Rule> {
    let must = |holds: bool, rule| if holds { Ok(()) } else { Err(rule) };
    match kind {
        FieldKind::Text { max } => check_line(text, max),
        FieldKind::LongText { max } if text.chars().count() > max => Err(Rule::TooLong),
        FieldKind::LongText { .. } => must(!text.contains('\0'), Rule::Character),
        FieldKind::Email => check_email(text),
        FieldKind::Phone => check_line(text, 60),
        FieldKind::Country => must(is_country(text), Rule::Country),
        FieldKind::Language => must(is_language(text), Rule::Language),
        FieldKind::WebAddress => {
            check_line(text, 2_000)?;
            must(is_web_address(text), Rule::WebAddress)
        }
        _ => Ok(()),
    }
}

pub(super) fn check_line(text: &str, max: usize) -> Result<(), Rule> {
    if text.chars().any(|c| c.is_control()) {
        return Err(Rule::Character);
    }
    if text.len() > max && text.chars().count() > max { Err(Rule::TooLong) } else { Ok(()) }
}

/// What stands in the items is checked one by one.
fn check_list(kind: FieldKind, items: &[Cow<'_, str>]) -> Result<(), Rule> {
    match kind {
        FieldKind::List { max } => within(items.len() <= max),
        _ => Ok(()),
    }
}

/// A language tag of the form of BCP 47: two or three letters, then parts of one to eight.
fn is_language(text: &str) -> bool {
    text.len() <= 35 && icu_locale::LanguageIdentifier::try_from_str(text).is_ok()
}

/// A host with a dot in it, with or without a port and what follows; of schemes only http and https, as
/// a link of another one might run a program.
pub(crate) fn is_web_address(text: &str) -> bool {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    let rest = &text[scheme.map_or(0, str::len)..];
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    !text.contains(|c: char| c.is_whitespace() || c.is_control())
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_') || !c.is_ascii())
        && (1..=5).contains(&port.len())
        && port.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: FieldKind, text: &str) -> Result<(), Rule> {
        let today = LocalDate::new(2024, 2, 29).unwrap();
        check_value(kind, &FieldValue::parse(kind, text).unwrap(), today)
    }

    // SPEC: N31
    #[test]
    fn a_web_address_is_of_the_web() {
        for text in [
            "example.com",
            "https://example.com",
            "HTTP://Example.COM/a?b#c",
            "exämple.se:8080/x",
            "a-b.c_d.se/j:k",
        ] {
            assert_eq!(check(FieldKind::WebAddress, text), Ok(()), "{text}");
        }
        let others = [
            "javascript:alert(1.5)",
            "JavaScript://example.com/%0Aalert(1)",
            "data:text/html,a.b",
            "mailto:anna@example.com",
            "ftp://example.com",
            "anna@example.com",
            "https://",
            "https://example",
            "example.com:",
            "example.com:port",
            "exam ple.com",
            "é://x.se",
        ];
        for text in others {
            assert_eq!(check(FieldKind::WebAddress, text), Err(Rule::WebAddress), "{text}");
        }
    }

    // SPEC: N20, N32
    #[test]
    fn nobody_is_born_tomorrow_and_no_limit_is_below_nothing() {
        for text in ["2024-02-29", "0001-01-01", "--12-31"] {
            assert_eq!(check(FieldKind::Birthday, text), Ok(()), "{text}");
        }
        for text in ["2024-03-01", "2999-01-01"] {
            assert_eq!(check(FieldKind::Birthday, text), Err(Rule::OutOfRange), "{text}");
        }
        assert_eq!(check(FieldKind::Money, "0 EUR"), Ok(()));
        assert_eq!(check(FieldKind::Money, "-0.01 EUR"), Err(Rule::OutOfRange));
    }

    // SPEC: N12, B1
    #[test]
    fn an_instant_lies_in_the_years_1_to_9999() {
        for text in ["1965-05-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            assert_eq!(check(FieldKind::Time, text), Ok(()), "{text}");
        }
        for micros in
            [Timestamp::EARLIEST.as_micros() - 1, Timestamp::LATEST.as_micros() + 1, i64::MIN, i64::MAX]
        {
            let value = FieldValue::Time(Timestamp::from_micros(micros));
            let today = LocalDate::new(2024, 2, 29).unwrap();
            assert_eq!(check_value(FieldKind::Time, &value, today), Err(Rule::OutOfRange), "{micros}");
        }
    }
}
