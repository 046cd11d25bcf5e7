use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::{Error, Rule, Tz};

/// An instant in UTC, in microseconds since 1970-01-01T00:00:00Z.
///
/// ```
/// use kartotek::Timestamp;
///
/// let at: Timestamp = "2024-05-23T10:15:00Z".parse()?;
/// assert_eq!(at.as_micros(), 1_716_459_300_000_000);
/// assert!("yesterday".parse::<Timestamp>().is_err());
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first instant of the year 1, the earliest that a field may hold.
    pub const EARLIEST: Self = Self(-62_135_596_800_000_000);
    /// The last microsecond of the year 9999, the latest that a field may hold: a later instant has no
    /// text in ISO 8601.
    pub const LATEST: Self = Self(253_402_300_799_999_999);

    /// Makes an instant of microseconds since 1970.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Returns the microseconds since 1970.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Returns the day that this instant falls on in a zone.
    #[must_use]
    pub fn local_date(self, zone: Tz) -> LocalDate {
        LocalDate(zone.local(self.utc().naive_utc()).date())
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(if self.0 < 0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = self.utc();
        let (Ok(year @ 0..=9_999), micros) = (u32::try_from(utc.year()), utc.timestamp_subsec_micros())
        else {
            return f.write_str(&utc.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        };
        // Written digit by digit: files of many customers hold several instants a row.
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        let parts = [utc.month(), utc.day(), utc.hour(), utc.minute(), utc.second()];
        put_digits(&mut text[..4], year);
        for (part, place) in parts.into_iter().zip([5, 8, 11, 14, 17]) {
            put_digits(&mut text[place..place + 2], part);
        }
        put_digits(&mut text[20..26], micros);
        let end = match micros {
            0 => 19,
            _ if micros % 1_000 == 0 => 23,
            _ => 26,
        };
        text[end] = b'Z';
        f.write_str(std::str::from_utf8(&text[..=end]).map_err(|_| fmt::Error)?)
    }
}

/// Fills a place with the last decimal digits of a number.
fn put_digits(place: &mut [u8], mut number: u32) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    /// Reads an instant as RFC 3339 writes it.
    fn from_str(text: &str) -> Result<Self, Error> {
        match DateTime::parse_from_rfc3339(text) {
            Ok(at) => Ok(Self(at.timestamp_micros())),
            Err(_) => Err(Error::field("timestamp", Rule::Date)),
        }
    }
}

/// A day of the Gregorian calendar, without time and zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalDate(NaiveDate);

impl LocalDate {
    /// Makes a date, or nothing when that day does not exist. Years run from 1 to 9999.
    ///
    /// ```
    /// # use kartotek::LocalDate;
    /// assert!(LocalDate::new(2024, 2, 29).is_some());
    /// assert!(LocalDate::new(2023, 2, 29).is_none());
    /// ```
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Returns the year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Returns the month from 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Returns the day of the month from 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.0.day()
    }

    /// Returns the first instant of the day in a zone.
    ///
    /// Where a change of daylight saving time skips midnight, it is the first instant after.
    #[must_use]
    pub fn start_in(self, zone: Tz) -> Timestamp {
        for minutes in (0..=180).step_by(15) {
            let local = self.0.and_hms_opt(minutes / 60, minutes % 60, 0);
            if let Some(at) = local.and_then(|local| zone.first(local)) {
                return Timestamp(at.and_utc().timestamp_micros());
            }
        }
        Timestamp(self.0.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros())
    }
}

impl fmt::Display for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl FromStr for LocalDate {
    type Err = Error;

    /// Reads a date as ISO 8601 writes it, `2024-05-23`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::field("date", Rule::Date);
        let (bytes, number) = (text.as_bytes(), |from, to| digits(text.get(from..to)?));
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(wrong());
        }
        let (Some(year), Some(month), Some(day)) = (number(0, 4), number(5, 7), number(8, 10)) else {
            return Err(wrong());
        };
        Self::new(i32::try_from(year).unwrap_or(0), month, day).ok_or_else(wrong)
    }
}

/// Reads a number that consists of ASCII digits alone.
fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// The day on which people born on 29 February celebrate in common years (SPEC B1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LeapDay {
    /// On 28 February.
    #[default]
    February28,
    /// On 1 March.
    March1,
}

/// A birthday: month and day, and the year where it is known (RFC 6350 §4.3.1).
///
/// It is written `1990-09-21`, or `--09-21` without the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    month: u32,
    day: u32,
    year: Option<i32>,
}

impl PartialDate {
    /// Makes a birthday, or nothing when that day does not exist. Years run from 1 to 9999.
    ///
    /// 29 February without a year is allowed.
    #[must_use]
    pub fn new(year: Option<i32>, month: u32, day: u32) -> Option<Self> {
        LocalDate::new(year.unwrap_or(2000), month, day)?;
        Some(Self { month, day, year })
    }

    /// Returns the year, if it is known.
    #[must_use]
    pub fn year(self) -> Option<i32> {
        self.year
    }

    /// Returns the month from 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.month
    }

    /// Returns the day of the month from 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.day
    }

    /// Returns the day on which it is celebrated in a year from 1 to 9999, nothing in another one
    /// (SPEC B1.8).
    ///
    /// ```
    /// # use kartotek::{LeapDay, LocalDate, PartialDate};
    /// let leap = PartialDate::new(None, 2, 29).unwrap();
    /// assert_eq!(leap.in_year(2023, LeapDay::February28), LocalDate::new(2023, 2, 28));
    /// assert_eq!(leap.in_year(2023, LeapDay::March1), LocalDate::new(2023, 3, 1));
    /// assert_eq!(leap.in_year(2024, LeapDay::March1), LocalDate::new(2024, 2, 29));
    /// ```
    #[must_use]
    pub fn in_year(self, year: i32, leap_day: LeapDay) -> Option<LocalDate> {
        let (month, day) = match leap_day {
            LeapDay::February28 => (2, 28),
            LeapDay::March1 => (3, 1),
        };
        LocalDate::new(year, self.month, self.day).or_else(|| LocalDate::new(year, month, day))
    }

    /// Returns month and day as `09-21`, which sort as they follow each other in a year.
    pub(crate) fn month_day(self) -> String {
        format!("{:02}-{:02}", self.month, self.day)
    }
}

impl From<LocalDate> for PartialDate {
    fn from(date: LocalDate) -> Self {
        Self { month: date.month(), day: date.day(), year: Some(date.year()) }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}-{:02}-{:02}", self.month, self.day),
            None => write!(f, "--{:02}-{:02}", self.month, self.day),
        }
    }
}

impl FromStr for PartialDate {
    type Err = Error;

    /// Reads `1990-09-21`, `--09-21` or `--0921`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::field("birthday", Rule::Date);
        let Some(rest) = text.strip_prefix("--") else {
            let date: LocalDate = text.parse().map_err(|_| wrong())?;
            return Self::new(Some(date.year()), date.month(), date.day()).ok_or_else(wrong);
        };
        let (month, day) = match rest.split_once('-') {
            Some(parts) => parts,
            None if rest.len() == 4 && rest.is_ascii() => rest.split_at(2),
            None => return Err(wrong()),
        };
        if month.len() != 2 || day.len() != 2 {
            return Err(wrong());
        }
        let (Some(month), Some(day)) = (digits(month), digits(day)) else { return Err(wrong()) };
        Self::new(None, month, day).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // SPEC: N20, B1
    #[test]
    fn a_date_is_written_in_digits_alone() {
        for text in
            ["2024-+5-23", "+024-01-01", "2024-5-023", "2024-05-2\u{663}", "2024/05/23", "0000-01-01", ""]
        {
            assert!(text.parse::<LocalDate>().is_err(), "{text:?}");
            assert!(text.parse::<PartialDate>().is_err(), "{text:?}");
        }
        for text in ["---0921", "--0-921", "--9-21", "--09-2", "--+9+1", "--09-21-", "--0230", "--09\u{e9}1"]
        {
            assert!(text.parse::<PartialDate>().is_err(), "{text:?}");
        }
        for text in ["--0921", "--09-21"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), "--09-21");
        }
        assert_eq!("0001-01-01".parse::<LocalDate>().unwrap().year(), 1);
    }

    // SPEC: B1
    #[test]
    fn a_day_whose_midnight_is_skipped_begins_at_its_first_instant() {
        let start = |date: &str, zone: &str| {
            date.parse::<LocalDate>().unwrap().start_in(zone.parse().unwrap()).to_string()
        };
        // Clocks went from 0:00 to 1:00 there.
        assert_eq!(start("2018-11-04", "America/Sao_Paulo"), "2018-11-04T03:00:00Z");
        assert_eq!(start("2018-11-03", "America/Sao_Paulo"), "2018-11-03T03:00:00Z");
        // Midnight came twice there: the first one counts.
        assert_eq!(start("2023-11-05", "America/Havana"), "2023-11-05T04:00:00Z");
        assert_eq!(start("2024-03-31", "Europe/Stockholm"), "2024-03-30T23:00:00Z");
        for (date, zone) in [("2018-11-04", "America/Sao_Paulo"), ("2024-03-31", "Europe/Stockholm")] {
            let (date, zone): (LocalDate, Tz) = (date.parse().unwrap(), zone.parse().unwrap());
            assert_eq!(date.start_in(zone).local_date(zone), date);
            let before = Timestamp::from_micros(date.start_in(zone).as_micros() - 1);
            assert!(before.local_date(zone) < date);
        }
    }

    // SPEC: B1
    #[test]
    fn the_limits_of_instants_are_the_years_1_to_9999() {
        assert_eq!(Timestamp::EARLIEST.to_string(), "0001-01-01T00:00:00Z");
        assert_eq!(Timestamp::LATEST.to_string(), "9999-12-31T23:59:59.999999Z");
        for at in [Timestamp::EARLIEST, Timestamp::LATEST] {
            assert_eq!(at.to_string().parse::<Timestamp>().unwrap(), at);
        }
    }
}
