//! One register in SQLite and one in PostgreSQL, under the same clock, ids and random numbers, get the same
//! random calls and must give the same answers: records, pages and cursors, counts, errors, history, search
//! hits, reports and files, to the letter.
//!
//! `operations/` has a call of every method of the handles, `texts.rs` the texts that are tried,
//! `written.rs` and `written_jobs.rs` how answers are compared, `both.rs` a step, `whole.rs` the comparison at the end.
//!
//! `KARTOTEK_CALLS` says how many calls are made in all, `KARTOTEK_SEED` repeats a run. A failure is made
//! small: calls that it does not need are left out before it is shown.

// A test that cannot go on may panic.
#![allow(clippy::unwrap_used)]

mod both;
mod coverage;
mod dice;
mod known;
mod lists;
mod operation;
mod operations;
mod people;
mod records;
mod texts;
mod whole;
mod written;
mod written_jobs;

use std::time::{Duration, Instant};

use kartotek::testing::FixedRandomness;
use kartotek_tests::effort;

use both::{Both, Difference, Done};

/// Calls from new registers to their end.
const CALLS_OF_A_SEQUENCE: usize = 250;
/// All contents are compared after so many calls.
const CALLS_BETWEEN_COMPARISONS: usize = 50;
/// A failure is made smaller for so long at most.
const SHRINKING: Duration = Duration::from_secs(180);

// SPEC: C2, C26
#[test]
fn both_engines_give_the_same_answers_to_random_calls() {
    if kartotek_tests::on_server::server().is_none() {
        return;
    }
    let calls: usize =
        std::env::var("KARTOTEK_CALLS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let first = effort::seed("differential");
    let sequences = calls.div_ceil(CALLS_OF_A_SEQUENCE) as u64;
    let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let worked = std::thread::scope(|scope| {
        let worker =
            |nth| move || compare((nth..sequences).step_by(threads as usize).map(|place| first + place));
        let workers: Vec<_> = (0..threads).map(|nth| scope.spawn(worker(nth))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Result<Vec<Done>, String>>()
    });
    match worked {
        Ok(done) => report(done),
        Err(failure) => panic!("{failure}"),
    }
}

/// Lets a sequence of calls be made for each seed.
///
/// # Errors
/// The calls after which the registers differ, and in what.
fn compare(seeds: impl Iterator<Item = u64>) -> Result<Done, String> {
    let mut done = Done::new();
    for seed in seeds {
        let random = FixedRandomness::new(seed);
        let seeds: Vec<u64> = (0..CALLS_OF_A_SEQUENCE).map(|_| random.below(usize::MAX) as u64).collect();
        if let Err(failure) = run(&seeds, Until::End, &mut done) {
            let Failure { log, difference, .. } = shrunk(seeds, failure);
            let calls = log.join("\n");
            return Err(format!(
                "KARTOTEK_SEED={seed} KARTOTEK_CALLS=1: after\n{calls}\n\nthe registers differ: {difference}"
            ));
        }
    }
    Ok(done)
}

/// How far a sequence goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// To the last call.
    LastCall,
    /// To the comparison of all that the registers hold.
    End,
}

/// A difference, and the calls that led to it.
struct Failure {
    log: Vec<String>,
    difference: Difference,
    until: Until,
}

/// Makes the calls that seeds give, and compares the registers at the end.
///
/// # Errors
/// Where the registers differ.
fn run(seeds: &[u64], until: Until, done: &mut Done) -> Result<(), Failure> {
    let mut both = Both::open();
    let mut reached = Until::LastCall;
    let mut compared = || {
        for (place, seed) in seeds.iter().enumerate() {
            both.step(*seed)?;
            if (place + 1) % CALLS_BETWEEN_COMPARISONS == 0 {
                both.compare_all()?;
            }
        }
        if until == Until::LastCall {
            return both.compare_all();
        }
        reached = Until::End;
        both.compare_languages()?;
        both.compare_all()?;
        both.copy_and_end()
    };
    let result = compared();
    add(done, &both.done);
    result.map_err(|difference| Failure { log: both.log, difference, until: reached })
}

/// Leaves out calls that are not needed for the registers to differ.
fn shrunk(mut seeds: Vec<u64>, mut failure: Failure) -> Failure {
    let begun = Instant::now();
    // What came after the difference is not needed.
    seeds.truncate(failure.log.len());
    let mut size = seeds.len() / 2;
    while size > 0 {
        let mut place = 0;
        while place < seeds.len() && begun.elapsed() < SHRINKING {
            let end = seeds.len().min(place + size);
            let fewer = [&seeds[..place], &seeds[end..]].concat();
            match run(&fewer, failure.until, &mut Done::new()) {
                Ok(()) => place = end,
                Err(smaller) => (failure, seeds) = (smaller, fewer),
            }
        }
        size /= 2;
    }
    failure
}

/// Says how often each method was called, and did not fail.
#[allow(clippy::print_stdout)]
fn report(of_workers: Vec<Done>) {
    let mut all = Done::new();
    of_workers.iter().for_each(|done| add(&mut all, done));
    let sum: usize = all.values().map(|[calls, _]| calls).sum();
    println!("{sum} calls gave equal answers");
    for (method, [calls, answered]) in all {
        println!("{calls:6} {answered:6} {method}");
    }
}

fn add(sums: &mut Done, done: &Done) {
    for (method, [calls, answered]) in done {
        let sum = sums.entry(method).or_default();
        *sum = [sum[0] + calls, sum[1] + answered];
    }
}
