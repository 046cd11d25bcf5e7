//! Many hosts write at once and one follows the change feed, also while the server crashes.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use kartotek::{
    Archived, CustomerDraft, CustomerFilter, CustomerProfile, HistoryEntry, PostgresOptions, Register,
    Result, Sort,
};
use kartotek_tests::cluster::Cluster;
use kartotek_tests::effort::short_or_long;
use kartotek_tests::on_server::{Schema, server};
use kartotek_tests::processes::{End, Ended, start, watch};

/// How sixteen writers are spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spread {
    /// Over the threads of one process, which share a register.
    Threads,
    /// Over four processes, each on a connection of its own.
    Processes,
}

pub(crate) fn worker<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kartotek-server-worker"));
    command.args(arguments);
    command
}

fn open(address: &str, schema: &str) -> Register {
    let options = PostgresOptions { schema: schema.to_owned(), ..PostgresOptions::default() };
    Register::connect(address, options).unwrap()
}

/// Lets all write for some seconds while one follows and `meanwhile` happens. Returns what
/// they said and what the follower saw.
fn together(
    address: &str,
    schema: &str,
    spread: Spread,
    seconds: u64,
    meanwhile: impl FnOnce(),
) -> (Vec<Ended>, Vec<HistoryEntry>) {
    let register = open(address, schema);
    let counter = CustomerDraft::person("Counter", "of all");
    let profile = CustomerProfile { note: "0".into(), ..counter.profile };
    register.customers().create(CustomerDraft { profile, ..CustomerDraft::default() }).unwrap();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        let follower = scope.spawn(|| follow(&register, &over));
        let (names, desks, registers): (&[&str], _, _) = match spread {
            Spread::Threads => (&["Anna"], "16", "shared"),
            Spread::Processes => (&["Anna", "Bo", "Cai", "Dag"], "4", "own"),
        };
        let seconds = &seconds.to_string();
        let begin = |name| start(&mut worker(["desks", address, schema, name, desks, seconds, registers]));
        let started: Vec<_> = names.iter().map(|name| begin(name)).collect();
        let watched: Vec<_> =
            started.into_iter().map(|process| scope.spawn(|| watch(process, End::Own))).collect();
        meanwhile();
        let ended: Vec<_> = watched.into_iter().map(|process| process.join()).collect();
        over.store(true, Ordering::SeqCst);
        (ended.into_iter().map(std::result::Result::unwrap).collect(), follower.join().unwrap())
    })
}

/// Reads the change feed on and on, each time from where it stood, until all is over and read.
fn follow(register: &Register, over: &AtomicBool) -> Vec<HistoryEntry> {
    let mut seen: Vec<HistoryEntry> = Vec::new();
    loop {
        let was_over = over.load(Ordering::SeqCst);
        let after = seen.last().map_or(0, |entry| entry.seq);
        match register.history().changes(after, 100) {
            Ok(changes) if changes.is_empty() && was_over => return seen,
            Ok(changes) => seen.extend(changes),
            Err(error) => assert!(error.is_retryable(), "the follower: {error:?}"),
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Checks that all that was said is there, nothing twice and nothing else; returns the calls that were
/// answered, and how often one was made again, and how often since nobody knew its outcome.
fn check(register: &Register, ended: &[Ended], seen: &[HistoryEntry]) -> (usize, [u64; 2]) {
    assert_eq!(register.verify().unwrap(), Vec::<String>::new());
    // The step that a customer is at, by name.
    let mut said: BTreeMap<(String, String), (u64, &str)> = BTreeMap::new();
    let (mut counted, mut answered, mut tries) = (0_u64, 0, [0; 2]);
    for line in ended.iter().flat_map(|process| &process.lines) {
        let words: Vec<&str> = line.split(' ').collect();
        answered += 1;
        match words[..] {
            ["created", desk, round, number] => {
                let number = number.parse().unwrap();
                let before = said.insert((desk.into(), round.into()), (number, "created"));
                assert_eq!(before, None, "{desk} {round} was said twice");
            }
            [step @ ("updated" | "tagged"), desk, round, ..] => {
                said.get_mut(&(desk.into(), round.into())).unwrap().1 = step;
            }
            ["counted"] => counted += 1,
            ["tries", again, unknown] => {
                tries[0] += again.parse::<u64>().unwrap();
                tries[1] += unknown.parse::<u64>().unwrap();
            }
            ["done"] => {}
            _ => panic!("{line}"),
        }
    }
    assert!(ended.iter().all(Ended::is_done));
    let everybody = CustomerFilter::default().with_archived(Archived::Include);
    let stored = register.customers().all(&everybody, &Sort::Number).collect::<Result<Vec<_>>>();
    let stored = stored.unwrap();
    assert_eq!(stored[0].profile.note, counted.to_string(), "what was counted");
    assert_eq!(stored.len() - 1, said.len(), "customers");
    for customer in &stored[1..] {
        let (desk, round) = (customer.profile.given_name.clone(), customer.profile.family_name.clone());
        let (number, step) = said[&(desk.clone(), round.clone())];
        let mut tags: Vec<_> = customer.tags.iter().map(|tag| tag.name.as_str()).collect();
        tags.sort_unstable();
        let many = round.contains('-');
        assert_eq!((customer.number, step), (number, if many { "created" } else { "tagged" }));
        let mut wanted = if many { vec!["many"] } else { vec!["VIP", desk.as_str()] };
        wanted.sort_unstable();
        assert_eq!(tags, wanted, "tags of {desk} {round}");
        assert_eq!(customer.profile.note, if many { String::new() } else { format!("note {round}") });
    }
    let mut all = Vec::new();
    while let Some(more) = Some(register.history().changes(all.len() as u64, 1_000).unwrap())
        && !more.is_empty()
    {
        all.extend(more);
    }
    let gap = |entries: &[HistoryEntry]| {
        entries.iter().map(|entry| entry.seq).zip(1..).find(|(stands, expected)| stands != expected)
    };
    assert_eq!(gap(&all), None, "in the change feed");
    assert_eq!(gap(seen), None, "the follower missed something or saw something twice");
    assert!(seen == all, "the follower saw {} of {} changes, or others", seen.len(), all.len());
    (answered, tries)
}

fn undisturbed(spread: Spread) {
    let Some(address) = server() else { return };
    let schema = Schema::default();
    let seconds = short_or_long(3, 20);
    let (ended, seen) = together(&address, schema.name(), spread, seconds, || ());
    let (answered, tries) = check(&open(&address, schema.name()), &ended, &seen);
    assert_eq!(tries, [0, 0], "nobody is told busy");
    println!("{spread:?}, {seconds} s: {answered} calls answered, {} changes followed", seen.len());
}

// SPEC: B16, C2, C24
#[test]
fn a_follower_of_sixteen_threads_misses_nothing_and_sees_nothing_twice() {
    undisturbed(Spread::Threads);
}

// SPEC: B16, C2, C24
#[test]
fn a_follower_of_writers_in_four_processes_misses_nothing_and_sees_nothing_twice() {
    undisturbed(Spread::Processes);
}

// SPEC: B16, C2, C24
#[test]
fn what_sixteen_writers_were_told_is_there_once_though_the_server_crashes() {
    let Some(cluster) = Cluster::start() else { return };
    let (seconds, kills) = short_or_long((10, 2), (60, 5));
    let address = cluster.address();
    let mut down = Duration::ZERO;
    let (ended, seen) = together(&address, "chain", Spread::Processes, seconds, || {
        for _ in 0..kills {
            thread::sleep(Duration::from_secs(seconds) / (kills + 1));
            let killed = Instant::now();
            cluster.kill();
            cluster.start_again();
            down += killed.elapsed();
        }
    });
    let (answered, [again, unknown]) = check(&open(&address, "chain"), &ended, &seen);
    assert!(again > 0, "nobody noticed");
    println!(
        "{seconds} s, {kills} kills, {down:.1?} without a server: {answered} calls answered, {again} made \
         again, {unknown} of unknown outcome, {} changes followed",
        seen.len(),
    );
}
