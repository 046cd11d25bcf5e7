//! A program is killed while it takes an import back.

use std::fs;
use std::path::{Path, PathBuf};

use kartotek::testing::FixedRandomness;
use kartotek::{Archived, CustomerFilter, Register};
use kartotek_tests::content::{Content, content_of};
use kartotek_tests::effort::{seed, short_or_long};

use crate::kills::{Start, Undisturbed, Work, any_moment};
use crate::worker_process::{End, Ended, run, worker};

/// A register with an import, what it was before, and an undo that nobody disturbs.
struct Imported {
    folder: tempfile::TempDir,
    before: Content,
    after: Content,
    undo: Ended,
}

impl Imported {
    fn new(undisturbed: &Undisturbed) -> Self {
        let work = Work::new(undisturbed.folder.path(), 0);
        let before = content_of(&Register::open(&work.register).unwrap()).unwrap();
        let after = undisturbed.end.clone();
        let folder = tempfile::tempdir().unwrap();
        fs::copy(undisturbed.folder.path().join("after.db"), folder.path().join("template.db")).unwrap();
        let copy = tempfile::tempdir().unwrap();
        let undo = run(&mut undo(&copied(&folder, &copy)), End::Own);
        assert!(undo.is_done(), "{:?}", undo.lines.last());
        Self { folder, before, after, undo }
    }
}

fn copied(template: &tempfile::TempDir, folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("studio.db");
    fs::copy(template.path().join("template.db"), &path).unwrap();
    path
}

fn undo(register: &Path) -> std::process::Command {
    worker([Path::new("undo"), register])
}

/// Kills an undo, perhaps several times, and lets the last one finish; returns the kills.
fn killed_undo(imported: &Imported, random: &FixedRandomness, told: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = copied(&imported.folder, &folder);
    let mut kills = 0;
    loop {
        let end = match kills < 3 {
            true => any_moment(random, imported.undo.took, imported.undo.lines.len()),
            false => End::Own,
        };
        let ended = run(&mut undo(&path), end);
        let told = format!("{told}, kill {kills}");
        assert!(ended.killed || ended.is_done(), "{told}: {:?}", ended.lines.last());
        let register = Register::open(&path).unwrap_or_else(|error| panic!("{told}, opened: {error:?}"));
        assert_eq!(register.verify().unwrap(), Vec::<String>::new(), "{told}");
        let now = content_of(&register).unwrap();
        if ended.is_done() {
            assert_eq!(
                (&now.customers, &now.sets),
                (&imported.before.customers, &imported.before.sets),
                "{told}"
            );
            return kills;
        }
        check_half(imported, &now, &ended, &told);
        // Lists come by their indexes again.
        let everybody = CustomerFilter::default().with_archived(Archived::Include);
        assert_eq!(register.customers().count(&everybody).unwrap(), now.customers.len() as u64, "{told}");
        register.shut_down().unwrap();
        kills += 1;
    }
}

/// Checks what a killed undo left: each customer as before the import or as after it, and all of those
/// that it told of as before.
fn check_half(imported: &Imported, now: &Content, ended: &Ended, told: &str) {
    let Imported { before, after, .. } = imported;
    let numbers = before.customers.keys().chain(after.customers.keys());
    let mut back = 0;
    for number in numbers.collect::<std::collections::BTreeSet<_>>() {
        let [was, is, then] = [before, after, now].map(|content| content.customers.get(number));
        assert!(then == was || then == is, "{told}: {number} is neither");
        back += usize::from(was != is && then == was);
    }
    let taken = ended.lines.iter().filter_map(|line| line.strip_prefix("taken ")?.parse().ok()).max();
    assert!(back >= taken.unwrap_or(0), "{told}: {taken:?} were taken back, {back} are");
}

fn killed_undos(undisturbed: &Undisturbed, wanted: usize, what: &str) {
    let seed = seed(what);
    let random = FixedRandomness::new(seed);
    let imported = Imported::new(undisturbed);
    let (mut kills, mut runs) = (0, 0);
    while kills < wanted {
        kills += killed_undo(&imported, &random, &format!("seed {seed}, run {runs}"));
        runs += 1;
    }
    println!("{kills} kills in {runs} undos of {} customers", imported.after.customers.len());
}

// SPEC: B17, C14
#[test]
fn a_killed_undo_is_whole_or_not_begun_and_goes_on_when_asked_again() {
    killed_undos(&Undisturbed::new(Start::Half), short_or_long(6, 150), "kills of undos");
}

// SPEC: B17, C14
#[test]
fn a_killed_undo_of_most_customers_goes_on() {
    killed_undos(Undisturbed::bulk(), short_or_long(1, 40), "kills of large undos");
}
