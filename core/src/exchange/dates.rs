//! Dates and times as files write them.

use chrono::NaiveTime;

use crate::base::{LocalDate, PartialDate, Rule, Timestamp, Tz};

use super::months::month;

/// In which order a column writes day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum DateOrder {
    /// `31/12/2024`
    #[default]
    DayFirst,
    /// `12/31/2024`
    MonthFirst,
}

/// What the dates of a column say about their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct OrderVotes {
    day_first: bool,
    month_first: bool,
    open: bool,
}

impl OrderVotes {
    /// Looks at one cell; only `a/b/c` and `a-b-c` with a short first number say anything.
    pub(super) fn look(&mut self, text: &str) {
        let part = date_part(text);
        let Some((first, second, separator)) =
            numbers(part).map(|(a, b, _, s)| (a, b, s)).or_else(|| pair(part))
        else {
            return;
        };
        if separator == '.' || first.len() > 2 {
            return;
        }
        match (first.parse::<u32>(), second.parse::<u32>()) {
            (Ok(first), Ok(second)) if first > 12 && second <= 12 => self.day_first = true,
            (Ok(first), Ok(second)) if second > 12 && first <= 12 => self.month_first = true,
            (Ok(first), Ok(second)) if first != second => self.open = true,
            _ => {}
        }
    }

    /// Returns the order that the cells prove; nothing where none or both are proved.
    pub(super) fn proved(self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// Tells whether some cells prove one order and some the other.
    pub(super) fn proves_both(self) -> bool {
        self.day_first && self.month_first
    }

    /// Tells whether the order makes a difference that the cells do not settle.
    pub(super) fn is_ambiguous(self) -> bool {
        self.proved().is_none() && (self.open || self.day_first)
    }
}

/// How the dates of a column are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct DateReading {
    pub(super) order: DateOrder,
    pub(super) zone: Tz,
    /// Two-digit years run up to this one.
    pub(super) latest_year: i32,
}

/// Reads a birthday; `None` where the cell says that there is none (`0000-00-00`).
pub(super) fn birthday(text: &str, reading: DateReading) -> Result<Option<PartialDate>, Rule> {
    if text.starts_with("--") {
        return text.parse().map(Some).map_err(|_| Rule::Date);
    }
    if is_zero(text) {
        return Ok(None);
    }
    let day = date_part(text);
    let Ok(date) = date(day, reading) else { return partial(text, reading).map(Some) };
    if !is_time(&text[day.len()..]) {
        return Err(Rule::Date);
    }
    // Apple and Outlook write 1604 where the year is not known.
    let year = Some(date.year()).filter(|year| *year != 1604);
    PartialDate::new(year, date.month(), date.day()).map(Some).ok_or(Rule::Date)
}

/// Reads a date or an instant; without a zone it is in the register's, without a time it is the
/// beginning of the day.
pub(super) fn time(text: &str, reading: DateReading) -> Result<Option<Timestamp>, Rule> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(Some(at));
    }
    if is_zero(text) {
        return Ok(None);
    }
    let day_text = date_part(text);
    let (day, rest) = match date(day_text, reading) {
        Ok(day) => (day, &text[day_text.len()..]),
        Err(rule) => worded(text, reading).and_then(|(day, rest)| Some((day?, rest))).ok_or(rule)?,
    };
    let rest = behind_date(rest);
    if rest.is_empty() {
        return Ok(Some(day.start_in(reading.zone)));
    }
    let (clock, zone) = split_zone(rest);
    let clock = clock_time(clock).ok_or(Rule::Date)?;
    let local = chrono::NaiveDate::from_ymd_opt(day.year(), day.month(), day.day()).ok_or(Rule::Date)?;
    let local = local.and_time(clock);
    let micros = match zone {
        Some(offset) => local.and_utc().timestamp_micros() - i64::from(offset) * 60_000_000,
        // An hour that is skipped by daylight saving time is taken as an hour later.
        None => {
            let first = |local| reading.zone.first(local);
            let at = first(local).or_else(|| first(local + chrono::TimeDelta::hours(1))).ok_or(Rule::Date)?;
            at.and_utc().timestamp_micros()
        }
    };
    Ok(Some(Timestamp::from_micros(micros)))
}

/// Takes away what joins a date and a time of day.
fn behind_date(rest: &str) -> &str {
    rest.trim_start_matches([' ', 'T', ',', '.', '\u{a0}']).trim_start_matches("г.").trim()
}

/// Tells whether what follows the date of a birthday is nothing, or begins with a time of day.
fn is_time(rest: &str) -> bool {
    let rest = behind_date(rest);
    let clock = rest.split_once(':').map(|(hour, minute)| (hour, minute.bytes().take(2)));
    rest.is_empty()
        || clock.is_some_and(|(hour, mut minute)| {
            matches!(hour.len(), 1 | 2)
                && hour.bytes().all(|b| b.is_ascii_digit())
                && minute.len() == 2
                && minute.all(|b| b.is_ascii_digit())
        })
}

/// Tells whether the year of a date, or a year, has two digits.
pub(super) fn has_short_year(text: &str) -> bool {
    let is_short = |year: &str| year.len() == 2 && year.bytes().all(|b| b.is_ascii_digit());
    match numbers(date_part(text)) {
        Some((first, _, third, _)) => first.len() < 4 && is_short(third),
        None if is_short(text) => true,
        None => {
            let mut runs = words(text).map(|(run, _)| run);
            let month_behind = |run: &str| month(run).is_some();
            runs.any(month_behind) && runs.last().is_some_and(is_short) && worded_day(text).is_none()
        }
    }
}

/// `0000-00-00` as databases and `0/0/00` as Outlook write where there is no date.
fn is_zero(text: &str) -> bool {
    text.starts_with('0')
        && text.contains(['-', '/', '.'])
        && !text.contains(|c| matches!(c, '1'..='9'))
        && text.chars().all(|c| c == '0' || !c.is_alphanumeric())
}

/// Reads a birthday that has no year or a month in letters: `05/14`, `14 May`, `14 May 1990`.
fn partial(text: &str, reading: DateReading) -> Result<PartialDate, Rule> {
    if let Some((first, second, separator)) = pair(text.trim_end_matches('.')) {
        let number = |text: &str| text.parse::<u32>().map_err(|_| Rule::Date);
        let (day, month) = match reading.order {
            DateOrder::MonthFirst if separator != '.' => (number(second)?, number(first)?),
            _ => (number(first)?, number(second)?),
        };
        return PartialDate::new(None, month, day).ok_or(Rule::Date);
    }
    let made = match worded(text, reading) {
        Some((Some(date), rest)) if is_time(rest) => {
            PartialDate::new(Some(date.year()), date.month(), date.day())
        }
        Some((Some(_), _)) => None,
        _ => worded_day(text).and_then(|(month, day)| PartialDate::new(None, month, day)),
    };
    made.ok_or(Rule::Date)
}

/// Runs of letters or of digits with the place behind each; what only joins them is left out.
fn words(text: &str) -> impl Iterator<Item = (&str, usize)> {
    const JOINING: [&str; 12] = ["de", "del", "of", "den", "st", "nd", "rd", "th", "er", "le", "the", "d"];
    let kind = |c: char| (c.is_alphabetic(), c.is_ascii_digit());
    let mut rest = text;
    let runs = std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c| kind(c) == (false, false));
        let first = kind(rest.chars().next()?);
        let end = rest.find(|c| kind(c) != first).unwrap_or(rest.len());
        let run = &rest[..end];
        rest = &rest[end..];
        Some((run, text.len() - rest.len()))
    });
    runs.filter(|(run, _)| !JOINING.contains(&run.to_lowercase().as_str()))
}

/// Reads a date with its month in letters, such as `12 mars 1990`, `Mar 12, 1990` or `Mon 12-Mar-90`;
/// with what follows it.
fn worded(text: &str, reading: DateReading) -> Option<(Option<LocalDate>, &str)> {
    let mut runs = words(text).peekable();
    // A day of the week may stand first.
    runs.next_if(|(run, _)| run.starts_with(char::is_alphabetic) && month(run).is_none());
    let (first, second, third) = (runs.next()?, runs.next()?, runs.next()?);
    let (year, month_name, day) = match (month(first.0), month(second.0)) {
        (Some(_), None) => (third.0, first.0, second.0),
        (None, Some(_)) if first.0.len() == 4 => (first.0, second.0, third.0),
        (None, Some(_)) => (third.0, second.0, first.0),
        _ => return None,
    };
    let year = full_year(year, reading)?;
    let date = LocalDate::new(year, month(month_name)?, day.parse().ok()?);
    Some((date, &text[third.1..]))
}

/// Reads a day and a month in letters.
fn worded_day(text: &str) -> Option<(u32, u32)> {
    let mut runs = words(text);
    let (first, second) = (runs.next()?.0, runs.next()?.0);
    if runs.next().is_some() {
        return None;
    }
    match (month(first), month(second)) {
        (Some(month), None) => Some((month, second.parse().ok()?)),
        (None, Some(month)) => Some((month, first.parse().ok()?)),
        _ => None,
    }
}

pub(super) fn full_year(text: &str, reading: DateReading) -> Option<i32> {
    let number = text.parse::<i32>().ok()?;
    match text.len() {
        4 => Some(number),
        2 => {
            let century = reading.latest_year - reading.latest_year.rem_euclid(100);
            Some(if century + number > reading.latest_year {
                century - 100 + number
            } else {
                century + number
            })
        }
        _ => None,
    }
}

/// Cuts `05/14`, a day without its year.
fn pair(text: &str) -> Option<(&str, &str, char)> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    let (first, second) = text.split_once(separator)?;
    let sound = |part: &str| matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
    (matches!(separator, '/' | '-' | '.') && sound(first) && sound(second))
        .then_some((first, second, separator))
}

/// The date at the beginning of a text, up to a blank or a `T` before the time.
fn date_part(text: &str) -> &str {
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))).unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}

fn numbers(text: &str) -> Option<(&str, &str, &str, char)> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    let mut parts = text.split(separator);
    let found = (parts.next()?, parts.next()?, parts.next()?, separator);
    let sound = |part: &str| matches!(part.len(), 1..=4) && part.bytes().all(|b| b.is_ascii_digit());
    (parts.next().is_none() && sound(found.0) && sound(found.1) && sound(found.2)).then_some(found)
}

/// Reads `2024-12-31`, `20241231`, `31.12.2024`, `31/12/2024` or `12/31/2024`.
fn date(text: &str, reading: DateReading) -> Result<LocalDate, Rule> {
    let number = |text: &str| text.parse::<u32>().map_err(|_| Rule::Date);
    let made = |year: i32, month: u32, day: u32| LocalDate::new(year, month, day).ok_or(Rule::Date);
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return made(number(&text[..4])?.cast_signed(), number(&text[4..6])?, number(&text[6..])?);
    }
    let (first, second, third, separator) = numbers(text).ok_or(Rule::Date)?;
    if first.len() == 4 {
        return made(number(first)?.cast_signed(), number(second)?, number(third)?);
    }
    let year = full_year(third, reading).ok_or(Rule::Date)?;
    match reading.order {
        DateOrder::MonthFirst if separator != '.' => made(year, number(first)?, number(second)?),
        _ => made(year, number(second)?, number(first)?),
    }
}

/// Splits the offset from UTC, in minutes, off a time of day.
fn split_zone(text: &str) -> (&str, Option<i32>) {
    for utc in ["UTC", "GMT", "Z", "z"] {
        if let Some(clock) = text.strip_suffix(utc) {
            return (clock.trim_end(), Some(0));
        }
    }
    let Some(place) = text.rfind(['+', '-']) else { return (text, None) };
    let digits: String = text[place + 1..].chars().filter(char::is_ascii_digit).collect();
    let minutes = match digits.len() {
        2 => digits.parse::<i32>().ok().map(|hours| hours * 60),
        4 => digits.parse::<i32>().ok().map(|number| number / 100 * 60 + number % 100),
        _ => None,
    };
    let sign = if text[place..].starts_with('-') { -1 } else { 1 };
    (text[..place].trim_end(), minutes.map(|minutes| minutes * sign))
}

fn clock_time(text: &str) -> Option<NaiveTime> {
    let upper = text.to_ascii_uppercase();
    let (digits, half) =
        match upper.strip_suffix("AM").map(|t| (t, 0)).or(upper.strip_suffix("PM").map(|t| (t, 12))) {
            Some((digits, half)) => (digits.trim_end(), Some(half)),
            None => (upper.as_str(), None),
        };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut parts = whole.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    let micros = format!("{fraction:0<6}").get(..6)?.parse::<u32>().ok()?;
    NaiveTime::from_hms_micro_opt(hour, minute, second, micros)
}
