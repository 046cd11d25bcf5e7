use std::time::Duration;

/// What a figure must reach at a million customers, or aims at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// A time.
    AtMost(Duration),
    /// Its time is at most this many times the baseline's.
    AtMostTimes(f64),
    /// At least so many in a second.
    PerSecond(f64),
    /// At least this many times as many in a second as the baseline.
    RateTimes(f64),
    /// At most so many million bytes.
    Megabytes(f64),
    /// Nothing is asked.
    None,
}

/// A row of the last table of the plan for speed.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// What figures name it by.
    pub key: &'static str,
    /// What it must reach.
    pub must: Bound,
    /// What it aims at.
    pub aim: Bound,
}

const fn micros(micros: u64) -> Bound {
    Bound::AtMost(Duration::from_micros(micros))
}

const fn millis(millis: u64) -> Bound {
    Bound::AtMost(Duration::from_millis(millis))
}

const fn target(key: &'static str, must: Bound, aim: Bound) -> Target {
    Target { key, must, aim }
}

/// Every target, by key.
pub const TARGETS: &[Target] = &[
    target("import", Bound::AtMostTimes(1.3), Bound::AtMostTimes(1.0)),
    // No slower than the import before it.
    target("undo", Bound::None, Bound::None),
    target("names list", millis(1_000), Bound::None),
    target("cards", millis(2_000), Bound::None),
    target("cards size", Bound::Megabytes(5.0), Bound::None),
    target("page", micros(250), micros(120)),
    target("filtered page", millis(15), millis(5)),
    target("two filters", millis(150), millis(25)),
    target("unindexed sort", millis(1_000), millis(300)),
    target("search", millis(2), micros(600)),
    target("worst search", millis(10), millis(5)),
    target("short search", millis(1), micros(150)),
    target("search by name", millis(250), millis(60)),
    target("job page", millis(2), Bound::None),
    target("job export", Bound::None, Bound::None),
    target("detection", millis(50), Bound::None),
    target("export", Bound::AtMostTimes(1.5), Bound::AtMostTimes(1.15)),
    target("workbook", Bound::AtMostTimes(2.0), Bound::AtMostTimes(1.2)),
    target("tag", Bound::AtMostTimes(1.5), millis(250)),
    target("untag", Bound::AtMostTimes(1.5), millis(150)),
    target("create", Bound::PerSecond(3_000.0), Bound::PerSecond(8_000.0)),
    target("batch", Bound::RateTimes(0.7), Bound::None),
    target("update", Bound::RateTimes(0.7), Bound::PerSecond(20_000.0)),
    target("durable update", Bound::RateTimes(0.7), Bound::PerSecond(8_500.0)),
    target("get", micros(14), Bound::AtMost(Duration::from_nanos(7_500))),
    target("memory", Bound::Megabytes(64.0 + 16.0), Bound::Megabytes(40.0)),
    // On a server: beside hand-written code there, and beside a file.
    target("server import", Bound::AtMostTimes(1.5), Bound::AtMostTimes(1.0)),
    target("server beside file", Bound::AtMostTimes(3.0), Bound::AtMostTimes(1.5)),
    target("server", Bound::None, Bound::None),
    // Says what machine this is; nothing of Kartotek.
    target("scale", Bound::None, Bound::None),
    target("file", Bound::AtMostTimes(1.3), Bound::Megabytes(450.0)),
];

impl Target {
    /// Finds a target.
    #[must_use]
    pub fn of(key: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.key == key)
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AtMost(time) => write!(f, "≤ {}", super::figure::show(*time)),
            Self::AtMostTimes(times) => write!(f, "≤ {times} ×"),
            Self::PerSecond(rate) => write!(f, "≥ {rate}/s"),
            Self::RateTimes(times) => write!(f, "≥ {times} × the rate"),
            Self::Megabytes(megabytes) => write!(f, "≤ {megabytes} MB"),
            Self::None => Ok(()),
        }
    }
}
