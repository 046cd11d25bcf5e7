//! A program is killed at any moment of its work.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use kartotek::testing::FixedRandomness;
use kartotek::{CustomerDraft, CustomerProfile, ImportCounts, Register};
use kartotek_tests::content::{Card, Content, content_of, for_each_change};
use kartotek_tests::effort::{seed, short_or_long};
use kartotek_tests::files::{customers_csv, email};

use crate::check_desks;
use crate::together::with_counter;
use crate::worker_process::{End, Ended, run, worker};

/// Rows of the file that is imported, and of the one that leaves indexes out.
const ROWS: [usize; 2] = [400, 10_500];

/// What an import begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Start {
    /// No file at all.
    Nothing,
    /// Half of the customers, with other notes, and some that the file does not have.
    Half,
    /// No file, and so many rows that the indexes of lists are made at the end.
    Bulk,
}

/// An import that nobody disturbs, to compare with.
pub(crate) struct Undisturbed {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) rows: usize,
    /// By address.
    before: HashMap<String, (u64, Card)>,
    /// By address.
    after: HashMap<String, (u64, Card)>,
    pub(crate) end: Content,
    errors: Vec<u8>,
    pub(crate) counts: ImportCounts,
    pub(crate) took: Duration,
    pub(crate) lines: usize,
}

impl Undisturbed {
    /// Returns the one with so many rows that tests share it.
    pub(crate) fn bulk() -> &'static Self {
        static BULK: OnceLock<Undisturbed> = OnceLock::new();
        BULK.get_or_init(|| Self::new(Start::Bulk))
    }

    pub(crate) fn new(start: Start) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rows = ROWS[usize::from(start == Start::Bulk)];
        if start == Start::Half {
            half(&folder.path().join("template.db"), rows);
        }
        let work = Work::new(folder.path(), rows);
        let before = match start {
            Start::Half => {
                by_address(&content_of(&Register::open(&work.register).unwrap()).unwrap().customers)
            }
            Start::Nothing | Start::Bulk => HashMap::new(),
        };
        let ended = run(&mut work.import(100), End::Own);
        assert!(ended.is_done(), "{:?}", ended.lines);
        let register = Register::open(&work.register).unwrap();
        let end = content_of(&register).unwrap();
        let after = by_address(&end.customers);
        let errors = fs::read(work.errors()).unwrap();
        let counts = register.history().imports(None, 1).unwrap()[0].counts();
        register.shut_down().unwrap();
        fs::copy(&work.register, folder.path().join("after.db")).unwrap();
        let (took, lines) = (ended.took, ended.lines.len());
        Self { folder, rows, before, after, end, errors, counts, took, lines }
    }
}

/// A register to begin with, which has every second customer of the file.
fn half(path: &Path, rows: usize) {
    let register = Register::open(path).unwrap();
    let drafts: Vec<_> = (0..rows)
        .step_by(2)
        .map(|row| {
            let draft = CustomerDraft::person(format!("Nr{row}"), "").with_email(email(row));
            let profile = CustomerProfile { note: "from before".into(), ..draft.profile };
            CustomerDraft { profile, ..CustomerDraft::default() }
        })
        .chain([CustomerDraft::company("Studio Sol")])
        .collect();
    register.customers().create_many(&drafts).unwrap().into_iter().for_each(|made| drop(made.unwrap()));
    register.shut_down().unwrap();
}

fn by_address(customers: &BTreeMap<u64, Card>) -> HashMap<String, (u64, Card)> {
    let with_address = |(number, card): (&u64, &Card)| {
        let address = card.profile.emails.first()?.address.clone();
        Some((address, (*number, card.clone())))
    };
    customers.iter().filter_map(with_address).collect()
}

/// A folder with a register, or none yet, and a file to import.
pub(crate) struct Work {
    folder: tempfile::TempDir,
    pub(crate) register: PathBuf,
    pub(crate) csv: PathBuf,
    text: String,
}

impl Work {
    /// Begins with the register that stands in a folder as `template.db`, if one does.
    pub(crate) fn new(template: &Path, rows: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (register, csv) = (folder.path().join("studio.db"), folder.path().join("customers.csv"));
        if template.join("template.db").exists() {
            fs::copy(template.join("template.db"), &register).unwrap();
        }
        let text = customers_csv(rows);
        fs::write(&csv, &text).unwrap();
        Self { folder, register, csv, text }
    }

    pub(crate) fn import(&self, chunk_rows: usize) -> std::process::Command {
        worker([Path::new("import"), &self.register, &self.csv, Path::new(&chunk_rows.to_string())])
    }

    /// Goes on with the last import, or begins the first.
    pub(crate) fn resume(&self, chunk_rows: usize) -> std::process::Command {
        worker([Path::new("resume"), &self.register, &self.csv, Path::new(&chunk_rows.to_string())])
    }

    pub(crate) fn errors(&self) -> PathBuf {
        self.csv.with_extension("errors.csv")
    }
}

pub(crate) fn any_moment(random: &FixedRandomness, took: Duration, lines: usize) -> End {
    if random.once_in(2) {
        // A little longer than it needs, since machines are slow at times.
        let micros = took.as_micros() as usize;
        End::After(Duration::from_micros(random.below(micros + micros / 10) as u64))
    } else {
        let pause = Duration::from_micros(random.below(3_000) as u64);
        End::AfterLine(1 + random.below(lines), pause)
    }
}

/// Kills an import, perhaps what goes on with it too, and lets the last one finish; returns the kills.
fn killed_import(undisturbed: &Undisturbed, random: &FixedRandomness, told: &str) -> usize {
    let work = Work::new(undisturbed.folder.path(), undisturbed.rows);
    let mut kills = 0;
    loop {
        let chunk_rows = *random.pick(&[1, 7, 50, 100, 250, 5_000]).unwrap();
        let chunk_rows = if undisturbed.rows > 1_000 { chunk_rows.max(250) } else { chunk_rows };
        let ended =
            run(&mut work.import(chunk_rows), any_moment(random, undisturbed.took, undisturbed.lines));
        let told = format!("{told}, kill {kills} in chunks of {chunk_rows} rows");
        assert!(ended.killed || ended.is_done(), "{told}: {:?}", ended.lines.last());
        check_import(undisturbed, &work, &ended, chunk_rows, &told);
        if !ended.killed {
            return kills;
        }
        kills += 1;
        if random.once_in(2) {
            break;
        }
    }
    let ended = run(&mut work.import(100), End::Own);
    assert!(ended.is_done(), "{told}: {:?}", ended.lines.last());
    check_import(undisturbed, &work, &ended, 100, told);
    kills
}

/// Checks what an import has left, whether it was killed or not.
pub(crate) fn check_import(
    undisturbed: &Undisturbed,
    work: &Work,
    ended: &Ended,
    chunk_rows: usize,
    told: &str,
) {
    assert_eq!(fs::read_to_string(&work.csv).unwrap(), work.text, "{told}: the file of the user");
    if work.errors().exists() {
        // Written at the end: a killed program leaves none, one that fails what it had refused by then.
        let errors = fs::read(work.errors()).unwrap();
        let all = ended.is_done() || ended.killed;
        assert!(undisturbed.errors.starts_with(&errors), "{told}: the error file");
        assert!(!all || errors == undisturbed.errors, "{told}: the whole error file");
    }
    let register = Register::open(&work.register).unwrap_or_else(|error| panic!("{told}, opened: {error:?}"));
    assert_eq!(register.verify().unwrap(), Vec::<String>::new(), "{told}");
    let last = for_each_change(&register, 0, |_| ()).unwrap();
    let seen = ended.lines.iter().filter_map(|line| line.strip_prefix("seen ")?.parse().ok()).max();
    assert!(last >= seen.unwrap_or(0), "{told}: change {seen:?} was seen, {last} is the last one");
    let content = content_of(&register).unwrap();
    if ended.is_done() {
        assert_eq!(content, undisturbed.end, "{told}: the end");
        assert!(work.errors().exists(), "{told}: the error file");
        return;
    }
    let now = by_address(&content.customers);
    // Chunks that an earlier run stored are whole too, whatever its chunks were; so it is the first
    // row that is not done which must begin a chunk of this one or be where an earlier one ended.
    let is_done = |row: usize| now.get(&email(row)) == undisturbed.after.get(&email(row));
    let is_untouched = |row: usize| now.get(&email(row)) == undisturbed.before.get(&email(row));
    let rows = || (0..undisturbed.rows).filter(|row| row % 41 != 40);
    let done = rows().find(|row| !is_done(*row)).unwrap_or(undisturbed.rows);
    for row in rows().filter(|row| *row >= done) {
        let changes = undisturbed.before.get(&email(row)) != undisturbed.after.get(&email(row));
        assert!(is_untouched(row) || !changes, "{told}: row {row} is done, row {done} is not");
    }
    // Rows that are refused are part of a chunk as well, and no trace of them is left.
    let ends = |row: usize| row.is_multiple_of(chunk_rows) || row == undisturbed.rows;
    let at_an_end = ends(done) || (done % 41 == 0 && done > 0 && ends(done - 1)) || work.stood_at(done);
    assert!(at_an_end, "{told}: {done} rows are done");
    work.note(done);
}

impl Work {
    /// Notes where a killed import stood, which need not be where a chunk of the next one ends.
    pub(crate) fn note(&self, done: usize) {
        fs::write(self.folder.path().join("stood-at"), done.to_string()).unwrap();
    }

    pub(crate) fn stood_at(&self, done: usize) -> bool {
        fs::read_to_string(self.folder.path().join("stood-at")).is_ok_and(|text| text == done.to_string())
    }
}

// SPEC: B17, C13
#[test]
fn a_killed_import_leaves_whole_chunks_and_its_repetition_completes_it() {
    let wanted = short_or_long(10, 440);
    let seed = seed("kills of imports");
    let random = FixedRandomness::new(seed);
    let starts = [Start::Nothing, Start::Half].map(Undisturbed::new);
    let (mut kills, mut runs) = (0, 0);
    while kills < wanted {
        let undisturbed = &starts[random.below(starts.len())];
        kills += killed_import(undisturbed, &random, &format!("seed {seed}, run {runs}"));
        runs += 1;
    }
    println!("{kills} kills in {runs} imports of {} rows", ROWS[0]);
}

#[test]
fn a_killed_import_that_left_out_indexes_is_completed() {
    // It takes as long as all the others together.
    let wanted = short_or_long(0, 20);
    if wanted == 0 {
        return;
    }
    let seed = seed("kills of large imports");
    let random = FixedRandomness::new(seed);
    let undisturbed = Undisturbed::bulk();
    let (mut kills, mut runs) = (0, 0);
    while kills < wanted {
        kills += killed_import(undisturbed, &random, &format!("seed {seed}, run {runs}"));
        runs += 1;
    }
    println!("{kills} kills in {runs} imports of {} rows", ROWS[1]);
}

// SPEC: B16, C1
#[test]
fn a_killed_desk_has_done_what_it_said() {
    let wanted = short_or_long(4, 60);
    let seed = seed("kills of desks");
    let random = FixedRandomness::new(seed);
    let mut kills = 0;
    while kills < wanted {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("studio.db");
        with_counter(&path);
        let arguments = ["desk", path.to_str().unwrap(), "Anna", "40", "60"];
        let ended = run(&mut worker(arguments), any_moment(&random, Duration::from_millis(600), 150));
        assert!(ended.killed || ended.is_done(), "{:?}", ended.lines.last());
        kills += usize::from(ended.killed);
        let register = Register::open(&path).unwrap();
        let told = format!("seed {seed}, kill {kills}");
        check_desks(&register, &[("Anna", &ended.lines)], u64::from(ended.killed), &told);
        check_backups(folder.path(), &ended, &told);
    }
    println!("{kills} kills of desks");
}

/// Checks that each backup is whole, and that each one that was told of is there.
fn check_backups(folder: &Path, ended: &Ended, told: &str) {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for backup in files.filter(|path| path.to_string_lossy().ends_with(".backup.db")) {
        let copy = Register::builder().must_exist().open(&backup).unwrap();
        assert_eq!(copy.verify().unwrap(), Vec::<String>::new(), "{told}: {}", backup.display());
    }
    for round in ended.lines.iter().filter_map(|line| line.strip_prefix("copied ")) {
        assert!(folder.join(format!("Anna-{round}.backup.db")).exists(), "{told}: copy {round}");
    }
}
