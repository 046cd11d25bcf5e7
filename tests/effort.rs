//! How much a run tries, and with which random numbers.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the first number, or the second where `KARTOTEK_FAULTS=long` asks for a long run.
#[must_use]
pub fn short_or_long<T>(short: T, long: T) -> T {
    if is_long() { long } else { short }
}

/// Tells whether `KARTOTEK_FAULTS=long` asks for a long run.
#[must_use]
pub fn is_long() -> bool {
    std::env::var_os("KARTOTEK_FAULTS").is_some_and(|mode| mode == "long")
}

/// Returns the seed of the random numbers and prints it: `KARTOTEK_SEED`, else another one each run.
#[allow(clippy::print_stdout)]
#[must_use]
pub fn seed(what: &str) -> u64 {
    let given = std::env::var("KARTOTEK_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        now.as_nanos() as u64 % 1_000_000
    });
    println!("{what}: KARTOTEK_SEED={seed}");
    seed
}
