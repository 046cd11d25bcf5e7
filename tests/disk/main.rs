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

use power::{Loss, Outage};
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
    // Each of them was hit; what fails no call is tidying up, which is done again later.
    println!("{operation:?} {failure:?}: {all} places, {failed} failed a call, {swallowed} none");
    assert!(failed > 0 || operation == Operation::Truncate, "no failure of {operation:?} is told");
}

/// Works through all steps while a fault waits, which must happen; returns how many calls failed.
fn day_with(disk: &Disk, fault: Fault, kind: ErrorKind, trace: &Trace) -> usize {
    let mut studio = Studio::new();
    let (mut failed, mut hit) = (0, false);
    disk.break_at(fault);
    for (place, (name, step)) in STEPS.iter().enumerate() {
        let result = step(&mut studio);
        let Err(error) = result else { continue };
        let told = format!("{fault:?} at {name}: {error:?}");
        assert!(disk.mend(), "nothing was broken: {told}");
        assert_eq!(error.kind(), kind, "{told}");
        (failed, hit) = (failed + 1, true);
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
    let told = format!("{fault:?}");
    hit |= disk.mend();
    assert!(hit, "{told}: it never happened");
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
    let (days, a_day) = short_or_long((1, 32), (30, 60));
    let mut found = [0; Loss::EACH.len()];
    for day in 0..days {
        let outages =
            (0..a_day).map(|nth| (1 + random.below(all as usize) as u64, Loss::EACH[nth % Loss::EACH.len()]));
        let mut studio = Studio::new();
        power::watch(studio.folder(), outages.collect(), seed + day);
        for (place, (name, step)) in STEPS.iter().enumerate() {
            step(&mut studio).unwrap_or_else(|error| panic!("{name}: {error:?}"));
            for outage in power::outages() {
                let Outage { loss, acknowledged, .. } = outage;
                let told = format!(
                    "KARTOTEK_SEED={seed}, day {day}, {loss:?} lost at {name} after {acknowledged} units"
                );
                let file = match *name {
                    "import" => Some("40.csv"),
                    "import more" => Some("70.csv"),
                    _ => None,
                };
                let file = file.map(|file| studio.path(file));
                let import = file.as_ref().map(|file| (file.as_path(), trace.after(place)));
                let allowed = trace.acknowledged(place, acknowledged);
                workload::holds_after_outage(&outage, &allowed, import, &told);
                found[loss as usize] += 1;
            }
        }
        power::unwatch();
    }
    println!("outages in {all} places that lost all, some, sectors, and made noise: {found:?}");
    // Few places differ from day to day.
    assert!(found.iter().sum::<usize>() > days as usize * a_day * 9 / 10, "{found:?}");
}

// SPEC: B16, C1
#[test]
fn an_outage_during_a_backup_leaves_none_or_a_whole_one() {
    let disk = Disk::take();
    let trace = Trace::of(&disk);
    let seed = seed("outages of backups");
    let random = FixedRandomness::new(seed);
    let mut studio = Studio::new();
    let backup = STEPS.iter().position(|(name, _)| *name == "backup").unwrap();
    for (name, step) in &STEPS[..backup] {
        step(&mut studio).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    }
    let target = studio.path("copy.db");
    let back_up = |outages: Vec<(u64, Loss)>| {
        let _ = std::fs::remove_file(&target);
        power::watch(studio.folder(), outages, seed);
        studio.register().and_then(|register| register.backup_to(&target)).unwrap();
        let within = power::outages();
        power::renamed(".partial", &std::fs::canonicalize(&target).unwrap());
        let after = power::outages();
        (within, after, power::unwatch())
    };
    let (_, _, all) = back_up(Vec::new());
    let places = (0..short_or_long(12, 400)).map(|_| 1 + random.below(all as usize) as u64);
    let places = places.flat_map(|place| Loss::EACH.map(|loss| (place, loss)));
    let (within, after, _) = back_up(places.collect());
    let end = trace.after(backup);
    let mut whole = 0;
    for outage in within.iter().chain(&after) {
        let told = format!("KARTOTEK_SEED={seed}, {:?} lost", outage.loss);
        let folder = tempfile::tempdir().unwrap();
        power::restore(outage, "copy.db", folder.path());
        let copy = folder.path().join("copy.db");
        if copy.exists() {
            let register = workload::open(&copy).unwrap_or_else(|error| panic!("{told}: {error:?}"));
            workload::check(&register, &[end], &told);
            whole += 1;
        }
    }
    println!("{} outages in {all} places of a backup: {whole} left a whole one", within.len());
    assert!(within.len() >= 12 && whole >= after.len(), "{whole} of {}", within.len());
    // The register itself was only read.
    let outage = within.last().unwrap();
    assert!(outage.files.keys().all(|name| !name.contains("studio.db")), "{:?}", outage.files.keys());
}
