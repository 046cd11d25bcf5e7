use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Europe::Stockholm;
use email_address::{EmailAddress, Options};

const SYNTAX: Options =
    Options { minimum_sub_domains: 2, allow_domain_literal: false, allow_display_text: false };

/// Tells whether a text is a plain e-mail address.
pub(super) fn is_email(text: &str) -> bool {
    text.len() <= 254
        && text.split('@').next().is_some_and(|local| local.len() <= 64 && !local.starts_with('"'))
        && EmailAddress::parse_with_options(text, SYNTAX).is_ok()
        && text.rsplit('.').next().is_some_and(|last| !last.bytes().all(|b| b.is_ascii_digit()))
}

/// Tells whether a text is one line of at most `max` characters.
pub(super) fn is_line(text: &str, max: usize) -> bool {
    !text.chars().any(char::is_control) && (text.len() <= max || text.chars().count() <= max)
}

/// Tells whether a text is a language tag.
pub(super) fn is_language(text: &str) -> bool {
    text.len() <= 35
        && text.split('-').next().is_some_and(|first| matches!(first.len(), 2 | 3))
        && text.split('-').all(|part| (1..=8).contains(&part.len()) && part.is_ascii())
}

/// Reads a date, or a date and a time, of the shop's zone as microseconds.
pub(super) fn micros(text: &str) -> Option<i64> {
    let local = match text.len() {
        10 => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0)?,
        _ => NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").ok()?,
    };
    let micros = Stockholm.from_local_datetime(&local).earliest()?.timestamp_micros();
    (micros > 0).then_some(micros)
}
