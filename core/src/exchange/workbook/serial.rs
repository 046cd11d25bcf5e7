use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

/// What a number that Excel counts days by stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Day(NaiveDate),
    DayAndTime(NaiveDateTime),
    Time(NaiveTime),
}

/// Days between the beginnings of Excel's two ways to count.
const DAYS_TO_1904: f64 = 1_462.0;
/// The first day that both counting systems and the calendar agree on: 1 March 1900.
const FIRST: f64 = 61.0;
/// The day after the last of the year 9999.
const END: f64 = 2_958_466.0;
const MICROS_A_DAY: f64 = 86_400_000_000.0;

/// Returns the number that Excel counts a day and time as, of the system of 1900.
///
/// Nothing before March 1900, since Excel has a 29 February there, and where reading it would not give
/// exactly the same microsecond.
pub(in crate::exchange) fn serial_of(local: NaiveDateTime) -> Option<f64> {
    let days = local.date().signed_duration_since(epoch()?).num_days();
    let micros = local.time().signed_duration_since(NaiveTime::MIN).num_microseconds()?;
    #[expect(clippy::cast_precision_loss, reason = "days and microseconds of a day are exact")]
    let serial = days as f64 + micros as f64 / MICROS_A_DAY;
    let comes_back = match moment_of(serial, false)? {
        Moment::Day(day) => day.and_time(NaiveTime::MIN) == local,
        Moment::DayAndTime(moment) => moment == local,
        Moment::Time(_) => false,
    };
    (serial >= FIRST && comes_back).then_some(serial)
}

/// Returns what a number stands for; nothing where it is out of range.
pub(super) fn moment_of(serial: f64, is_1904: bool) -> Option<Moment> {
    if (0.0..1.0).contains(&serial) {
        return Some(Moment::Time(local(0, serial)?.time()));
    }
    let serial = if is_1904 { serial + DAYS_TO_1904 } else { serial };
    if !(1.0..END).contains(&serial) {
        return None;
    }
    // Before its 29 February 1900 Excel is a day behind.
    let shift = i64::from(serial < FIRST - 1.0);
    #[expect(clippy::cast_possible_truncation, reason = "within the range of days")]
    let moment = local(serial.trunc() as i64 + shift, serial)?;
    Some(if moment.time() == NaiveTime::MIN {
        Moment::Day(moment.date())
    } else {
        Moment::DayAndTime(moment)
    })
}

/// A day and the time that the fraction of a number says, to the microsecond. Numbers of up to 15 digits
/// were cut off by whoever wrote them, and are taken to the millisecond where they are next to one.
fn local(day: i64, serial: f64) -> Option<NaiveDateTime> {
    #[expect(clippy::cast_possible_truncation, reason = "less than a day")]
    let mut micros = (serial.fract() * MICROS_A_DAY).round() as i64;
    let rest = (micros + 500).rem_euclid(1_000) - 500;
    if rest != 0 && rest.abs() <= 5 && format!("{serial}").len() <= 16 {
        micros -= rest;
    }
    let midnight = epoch()?.checked_add_signed(TimeDelta::days(day))?.and_time(NaiveTime::MIN);
    midnight.checked_add_signed(TimeDelta::microseconds(micros))
}

fn epoch() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(1899, 12, 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    // The examples of ECMA-376, part 1, §18.17.4.
    #[test]
    fn days_are_counted_from_1900_or_1904() {
        let day = |text: &str| Some(Moment::Day(text.parse().unwrap()));
        assert_eq!(moment_of(1.0, false), day("1900-01-01"));
        assert_eq!(moment_of(59.0, false), day("1900-02-28"));
        assert_eq!(moment_of(61.0, false), day("1900-03-01"));
        assert_eq!(moment_of(38_749.0, false), day("2006-02-01"));
        assert_eq!(moment_of(37_287.0, true), day("2006-02-01"));
        assert_eq!(moment_of(2_958_466.0, false), None);
        assert_eq!(moment_of(-1.0, false), None);
        assert_eq!(moment_of(f64::NAN, false), None);
    }

    #[test]
    fn times_cut_off_at_15_digits_are_whole_seconds() {
        let expected = Some(Moment::DayAndTime(moment("2023-03-15T14:30:00")));
        assert_eq!(moment_of(45_000.604_166_666_664, false), expected);
        assert_eq!(moment_of(45_000.604_166_666_7, false), expected);
        assert_eq!(moment_of(0.75, false), Some(Moment::Time(NaiveTime::from_hms_opt(18, 0, 0).unwrap())));
    }

    #[test]
    fn every_written_moment_comes_back() {
        let first = moment("2024-02-29T23:59:00");
        for micros in (0..120_000_000).step_by(7_919) {
            let at = first + TimeDelta::microseconds(micros);
            let Some(serial) = serial_of(at) else { continue };
            let read = match moment_of(serial, false).unwrap() {
                Moment::Day(day) => day.and_time(NaiveTime::MIN),
                Moment::DayAndTime(at) => at,
                Moment::Time(_) => panic!("a day is there"),
            };
            assert_eq!(read, at);
        }
        assert_eq!(serial_of(moment("1900-02-28T00:00:00")), None);
        assert_eq!(serial_of(moment("2006-02-01T00:00:00")), Some(38_749.0));
    }
}
