//! A killed import goes on by the id of its run, and one that is all or nothing is just that.

use std::fs;
use std::path::Path;
use std::time::Duration;

use kartotek::testing::FixedRandomness;
use kartotek::{ImportBatch, Register};
use kartotek_tests::content::{Content, content_of};
use kartotek_tests::effort::{seed, short_or_long};
use kartotek_tests::files::good_customers_csv;

use crate::kills::{Start, Undisturbed, Work, any_moment, check_import};
use crate::worker_process::{End, Ended, run, worker};

fn runs(work: &Work) -> Vec<ImportBatch> {
    Register::open(&work.register).unwrap().history().imports(None, 10).unwrap()
}

/// Kills an import and what goes on with it, lets the last one finish, and compares it with one that
/// nobody disturbed; returns the kills.
fn resumed_import(undisturbed: &Undisturbed, random: &FixedRandomness, told: &str) -> usize {
    let work = Work::new(undisturbed.folder.path(), undisturbed.rows);
    let mut kills = 0;
    // As few as large chunks have.
    let lines = undisturbed.lines.min(undisturbed.rows / 256 + 3);
    loop {
        let chunk_rows = *random.pick(&[7, 50, 100, 250]).unwrap();
        let chunk_rows = if undisturbed.rows > 1_000 { chunk_rows * 10 } else { chunk_rows };
        let end = match kills < 3 {
            true => any_moment(random, undisturbed.took, lines),
            false => End::Own,
        };
        let ended = run(&mut work.resume(chunk_rows), end);
        let told = format!("{told}, kill {kills} in chunks of {chunk_rows} rows");
        assert!(ended.killed || ended.is_done(), "{told}: {:?}", ended.lines.last());
        let runs = runs(&work);
        assert!(runs.len() <= 1, "{told}: {} runs", runs.len());
        let done = runs.first().map_or(0, |run| usize::try_from(run.rows_done).unwrap());
        // A row that is refused leaves no trace; its record alone tells that it is done.
        let done = if done % 41 == 40 { done + 1 } else { done };
        work.note(done);
        check_import(undisturbed, &work, &ended, chunk_rows, &told);
        assert!(work.stood_at(done.min(undisturbed.rows)), "{told}: the run says {done} rows");
        let is_complete = runs.iter().any(|run| run.finished_at.is_some());
        assert!(!is_complete || work.errors().exists(), "{told}: it ended without its refused rows");
        if !ended.killed {
            assert!(is_complete, "{told}: the run did not end");
            assert_eq!(runs[0].counts(), undisturbed.counts, "{told}: what became of the rows");
            return kills;
        }
        kills += 1;
    }
}

fn resumed_imports(starts: &[&Undisturbed], wanted: usize, what: &str) {
    let seed = seed(what);
    let random = FixedRandomness::new(seed);
    let (mut kills, mut runs) = (0, 0);
    while kills < wanted {
        let undisturbed = starts[random.below(starts.len())];
        kills += resumed_import(undisturbed, &random, &format!("seed {seed}, run {runs}"));
        runs += 1;
    }
    println!("{kills} kills in {runs} resumed imports of {} rows", starts[0].rows);
}

// SPEC: B17, C13
#[test]
fn a_killed_import_goes_on_by_its_id_as_if_nobody_had_disturbed_it() {
    let starts = [Start::Nothing, Start::Half].map(Undisturbed::new);
    resumed_imports(&starts.each_ref(), short_or_long(6, 200), "kills of resumed imports");
}

// SPEC: B17, C13
#[test]
fn a_killed_import_that_left_out_indexes_goes_on_by_its_id() {
    let wanted = short_or_long(1, 20);
    resumed_imports(&[Undisturbed::bulk()], wanted, "kills of large resumed imports");
}

// SPEC: B17
#[test]
fn a_killed_import_of_all_or_nothing_is_one_of_both() {
    let wanted = short_or_long(4, 100);
    let seed = seed("kills of whole imports");
    let random = FixedRandomness::new(seed);
    let undisturbed = Undisturbed::new(Start::Half);
    let whole = |told: &str, end: End| -> (Work, Ended) {
        let work = Work::new(undisturbed.folder.path(), 0);
        fs::write(&work.csv, good_customers_csv(undisturbed.rows)).unwrap();
        let ended = run(&mut worker([Path::new("whole"), &work.register, &work.csv]), end);
        assert!(ended.killed || ended.is_done(), "{told}: {:?}", ended.lines.last());
        (work, ended)
    };
    let content = |work: &Work, told: &str| -> Content {
        let register = Register::open(&work.register).unwrap();
        assert_eq!(register.verify().unwrap(), Vec::<String>::new(), "{told}");
        content_of(&register).unwrap()
    };
    let before = content(&Work::new(undisturbed.folder.path(), 0), "before");
    let (work, ended) = whole("undisturbed", End::Own);
    let (after, took, said) = (content(&work, "undisturbed"), ended.took, ended.lines.len());
    assert_eq!(after.customers.len(), undisturbed.end.customers.len());
    // Every second customer is there before, and is left out.
    let left_out = fs::read(work.errors()).unwrap();
    let lines = left_out.iter().filter(|byte| **byte == b'\n').count();
    assert!(lines > undisturbed.rows / 3, "{lines} lines of customers that are left out");
    let [mut none, mut all] = [0, 0];
    while none + all < wanted {
        let told = format!("seed {seed}, kill {}", none + all);
        let end = any_moment(&random, took + Duration::from_millis(20), said);
        let (work, ended) = whole(&told, end);
        let now = content(&work, &told);
        assert!(!ended.is_done() || now == after, "{told}: it said that it was done");
        if now == after {
            assert_eq!(fs::read(work.errors()).unwrap(), left_out, "{told}: who was left out");
        }
        if !ended.killed {
            continue;
        }
        match now == after {
            true => all += 1,
            false => {
                assert_eq!(now, before, "{told}");
                none += 1;
            }
        }
        // Nobody saw a part of it.
        let seen = |line: &&String| line.starts_with("seen ");
        let first = ended.lines.iter().find(seen);
        let parts = ended.lines.iter().filter(seen).filter(|line| Some(*line) != first).count();
        assert!(parts == 0 || (parts == 1 && now == after), "{told}: {:?}", ended.lines);
    }
    println!("{} kills of imports in one piece: {none} left none, {all} left all", none + all);
}
