use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use super::{Error, Rule};

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
        LocalDate(self.utc().with_timezone(&zone).date_naive())
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
            let earliest = local.and_then(|local| zone.from_local_datetime(&local).earliest());
            if let Some(at) = earliest {
                return Timestamp(at.timestamp_micros());
            }
        }
        Timestamp(Utc.from_utc_datetime(&self.0.and_time(chrono::NaiveTime::MIN)).timestamp_micros())
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
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<u32>());
        match (text.len(), parts.next(), parts.next(), parts.next()) {
            (10, Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) => {
                let year = i32::try_from(year).unwrap_or(0);
                Self::new(year, month, day).ok_or_else(|| Error::field("date", Rule::Date))
            }
            _ => Err(Error::field("date", Rule::Date)),
        }
    }
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
    /// Makes a birthday, or nothing when that day does not exist.
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

    /// Returns the day on which it is celebrated in a year; 29 February falls on the 28th in
    /// common years (SPEC B1.8).
    ///
    /// ```
    /// # use kartotek::{LocalDate, PartialDate};
    /// let leap = PartialDate::new(None, 2, 29).unwrap();
    /// assert_eq!(leap.in_year(2023), LocalDate::new(2023, 2, 28));
    /// ```
    #[must_use]
    pub fn in_year(self, year: i32) -> Option<LocalDate> {
        LocalDate::new(year, self.month, self.day).or_else(|| LocalDate::new(year, 2, 28))
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
        let digits: String = rest.chars().filter(|c| *c != '-').collect();
        if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let number: u32 = digits.parse().map_err(|_| wrong())?;
        Self::new(None, number / 100, number % 100).ok_or_else(wrong)
    }
}
