use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

use super::{Bound, Target};
use crate::baseline::Result;

/// One measured thing.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Key of its [`Target`].
    pub target: &'static str,
    /// What was measured.
    pub what: String,
    /// The size of the register.
    pub rows: u32,
    /// What Kartotek needs.
    pub ours: Amount,
    /// What the baseline needs, where it does the same.
    pub baseline: Option<Amount>,
    /// How often Kartotek waited for a server, where it asks one.
    pub waits: Option<u64>,
}

/// A measured amount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// A time.
    Time(Duration),
    /// Bytes.
    Bytes(u64),
}

/// Runs both turn by turn and returns the median time of each.
///
/// Each turn is timed alone; the first of each is left out. Ends after `rounds`, or after a few when
/// they take long.
///
/// # Errors
/// Those of either.
pub fn compare<A, B>(
    rounds: u32,
    mut ours: impl FnMut(u32) -> Result<A>,
    mut baseline: impl FnMut(u32) -> Result<B>,
) -> Result<(Duration, Duration)> {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    black_box(ours(0)?);
    black_box(baseline(0)?);
    let begun = Instant::now();
    for round in 1..=rounds {
        let start = clock();
        black_box(ours(round)?);
        left.push(clock() - start);
        let start = clock();
        black_box(baseline(round)?);
        right.push(clock() - start);
        if round >= 5 && begun.elapsed() > Duration::from_secs(4) {
            break;
        }
    }
    Ok((median(left), median(right)))
}

/// Runs both once and returns the time of each.
///
/// # Errors
/// Those of either.
pub(super) fn once<A, B>(
    ours: impl FnOnce() -> Result<A>,
    baseline: impl FnOnce() -> Result<B>,
) -> Result<(Duration, Duration)> {
    let start = clock();
    black_box(ours()?);
    let between = clock();
    black_box(baseline()?);
    Ok((between - start, clock() - between))
}

/// Counts the time in which this program computes instead of the time on the wall.
///
/// For reads on a machine that does other things too. What waits for the disk looks too fast by it.
pub fn count_processor_time() {
    PROCESSOR_TIME.get_or_init(|| ());
}

/// Tells whether processor time is counted.
pub(super) fn counts_processor_time() -> bool {
    PROCESSOR_TIME.get().is_some()
}

static PROCESSOR_TIME: OnceLock<()> = OnceLock::new();

/// Returns the time of the clock that counts.
pub(super) fn clock() -> Duration {
    let id = if PROCESSOR_TIME.get().is_some() { ClockId::ProcessCPUTime } else { ClockId::Monotonic };
    clock_gettime(id).try_into().unwrap_or_default()
}

/// Returns the median of some times.
pub(super) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Writes figures as a table in Markdown.
#[must_use]
pub fn table(figures: &[Figure]) -> String {
    let mut text = String::from(
        "| what | customers | Kartotek | baseline | ratio | waits | must | aim | |\n|---|--:|--:|--:|--:|--:|---|---|---|\n",
    );
    for figure in figures {
        let target = Target::of(figure.target);
        let baseline = figure.baseline.map_or_else(String::new, |amount| amount.to_string());
        let ratio = figure.ratio().map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        let waits = figure.waits.map_or_else(String::new, |waits| waits.to_string());
        let (must, aim) = target.map_or((Bound::None, Bound::None), |target| (target.must, target.aim));
        let verdict = match (figure.reaches(must), figure.reaches(aim)) {
            (false, _) => "**short**",
            (true, false) => "ok",
            (true, true) => "aim",
        };
        let Figure { what, rows, ours, .. } = figure;
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "| {what} | {rows} | {ours} | {baseline} | {ratio} | {waits} | {must} | {aim} | {verdict} |"
        );
    }
    text
}

impl Figure {
    /// Says how often Kartotek waited for a server.
    pub(super) fn waiting(self, waits: u64) -> Self {
        Self { waits: Some(waits), ..self }
    }

    fn ratio(&self) -> Option<f64> {
        Some(self.ours.number() / self.baseline?.number())
    }

    /// Tells whether it reaches a bound.
    #[must_use]
    pub fn reaches(&self, bound: Bound) -> bool {
        let ours = self.ours.number();
        match bound {
            Bound::AtMost(time) => ours <= time.as_secs_f64(),
            Bound::AtMostTimes(times) => self.ratio().is_none_or(|ratio| ratio <= times),
            Bound::PerSecond(rate) => 1.0 / ours >= rate,
            Bound::RateTimes(times) => self.ratio().is_none_or(|ratio| 1.0 / ratio >= times),
            Bound::Megabytes(megabytes) => ours <= megabytes * 1e6,
            Bound::None => true,
        }
    }
}

impl Amount {
    fn number(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Bytes(bytes) => bytes as f64,
        }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Time(time) => f.write_str(&show(*time)),
            Self::Bytes(bytes) => write!(f, "{:.0} MB", *bytes as f64 / 1e6),
        }
    }
}

/// A time in the unit that suits it, with three digits.
pub(super) fn show(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let (number, unit) = match seconds {
        s if s >= 1.0 => (s, "s"),
        s if s >= 1e-3 => (s * 1e3, "ms"),
        s => (s * 1e6, "µs"),
    };
    let digits = if number >= 100.0 { 0 } else { usize::from(number < 10.0) + 1 };
    let text = format!("{number:.digits$}");
    let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{short} {unit}")
}
