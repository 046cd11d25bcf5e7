//! Whatever write, sync, cut or deletion of a file fails, and whenever the disk is full: the error
//! says so, nothing is half done, what was acknowledged is there, and the work goes on. The same when
//! the power goes.

// A test that cannot go on may panic, and says how much it tried.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

mod power;
mod vfs;
mod workload;

use std::collections::BTreeSet;

use kartotek::testing::FixedRandomness;
use kartotek::{ErrorKind, Result};
use kartotek_tests::effort::{is_long, seed, short_or_long};

use power::Loss;
use vfs::{Disk, Failure, Fault, Operation};
use workload::{STEPS, Studio, Trace};

/// So many places of each kind of failure are tried in a short run.
const PLACES: usize = 6;

/// Lets an operation fail at its first, second, third … time, each in a day of work of its own.
fn work_survives(operation: Operation, failure: Failure, kind: ErrorKind) {
    let disk = Disk::take();
    let trace = Trace::of(&disk);
    let all = trace.counts[operation as usize];
    assert!(all > 0, "{operation:?} is never asked for");
    let random = FixedRandomness::new(seed("disk"));
    let mut places: BTreeSet<u64> = (1..=all).collect();
    while !is_long() && places.len() > PLACES {
        places.remove(&(1 + random.below(all as usize) as u64));
    }
    let (mut failed, mut swallowed) = (0, 0);
    for &nth in &places {
        let fault = Fault { operation, nth, failure };
        match day_with(&disk, fault, kind, trace) {
            0 => swallowed += 1,
            _ => failed += 1,
        }
    }
    println!("{operation:?} {failure:?}: {all} places, {failed} failed a call, {swallowed} none");
}

/// Works through all steps while a fault waits; returns how many calls failed.
fn day_with(disk: &Disk, fault: Fault, kind: ErrorKind, trace: &Trace) -> usize {
    let mut studio = Studio::new();
    let mut failed = 0;
    disk.break_at(fault);
    for (place, (name, step)) in STEPS.iter().enumerate() {
        let result = step(&mut studio);
        let Err(error) = result else { continue };
        let told = format!("{fault:?} at {name}: {error:?}");
        assert!(disk.mend(), "nothing was broken: {told}");
        assert_eq!(error.kind(), kind, "{told}");
        failed += 1;
        studio.copy_as_crashed_holds(&trace.around(place), &told);
        // Half of the programs go on, half of them are started anew.
        if fault.nth.is_multiple_of(2) {
            studio.close();
            studio.open_if(place > 0).unwrap_or_else(|error| panic!("{told}, opened anew: {error:?}"));
        }
        studio.holds(&trace.before(place), &told);
        let again: Result<()> = step(&mut studio);
        assert!(again.is_ok(), "{told}, again: {again:?}");
    }
    disk.mend();
    let told = format!("{fault:?}");
    studio.holds(&trace.end(), &told);
    studio.close();
    studio.open_if(true).unwrap();
    studio.holds(&trace.end(), &told);
    failed
}

// SPEC: B16, C1
#[test]
fn a_write_that_fails_once_loses_nothing() {
    work_survives(Operation::Write, Failure::Once, ErrorKind::Io);
}

#[test]
fn a_write_that_is_cut_short_loses_nothing() {
    work_survives(Operation::Write, Failure::Halfway, ErrorKind::Io);
}

#[test]
fn a_disk_that_is_full_from_some_write_on_loses_nothing() {
    work_survives(Operation::Write, Failure::Full, ErrorKind::Full);
}

#[test]
fn a_sync_that_fails_once_loses_nothing() {
    work_survives(Operation::Sync, Failure::Once, ErrorKind::Io);
}

#[test]
fn syncs_that_fail_until_the_disk_is_mended_lose_nothing() {
    work_survives(Operation::Sync, Failure::EachTime, ErrorKind::Io);
}

#[test]
fn a_file_that_cannot_be_cut_off_loses_nothing() {
    work_survives(Operation::Truncate, Failure::Once, ErrorKind::Io);
    work_survives(Operation::Truncate, Failure::EachTime, ErrorKind::Io);
}

#[test]
fn a_file_that_cannot_be_deleted_loses_nothing() {
    work_survives(Operation::Delete, Failure::Once, ErrorKind::Io);
    work_survives(Operation::Delete, Failure::EachTime, ErrorKind::Io);
}

// SPEC: B16, C1
#[test]
fn an_outage_takes_nothing_that_was_acknowledged() {
    let disk = Disk::take();
    let trace = Trace::of(&disk);
    let seed = seed("outages");
    let random = FixedRandomness::new(seed);
    let mut studio = Studio::new();
    power::watch(studio.folder(), Vec::new(), seed);
    STEPS
        .iter()
        .for_each(|(name, step)| step(&mut studio).unwrap_or_else(|error| panic!("{name}: {error:?}")));
    let all = power::unwatch();
    let (days, a_day) = short_or_long((1, 30), (30, 60));
    let mut found = [0; 3];
    for day in 0..days {
        let outages = (0..a_day).map(|nth| {
            let loss = [Loss::All, Loss::Some, Loss::Torn][nth % 3];
            (1 + random.below(all as usize) as u64, loss)
        });
        let mut studio = Studio::new();
        power::watch(studio.folder(), outages.collect(), seed + day);
        for (place, (name, step)) in STEPS.iter().enumerate() {
            step(&mut studio).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            for (loss, snapshot) in power::outages() {
                let told = format!("KARTOTEK_SEED={seed}, day {day}, {loss:?} lost at {name}");
                workload::holds_after_outage(&snapshot, &trace.around(place), &told);
                found[loss as usize] += 1;
            }
        }
        power::unwatch();
    }
    println!("outages in {all} places that lost all, some, sectors: {found:?}");
    assert!(found.iter().sum::<usize>() > days as usize * a_day / 2);
}
