//! Imports, their undoing and copies that are cut: their process is killed, their connection is ended, or
//! the server crashes. What goes on ends as if nobody had disturbed it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use kartotek::testing::FixedRandomness;
use kartotek::{CustomerFilter, ErrorKind, ImportReport, Register};
use kartotek_tests::cluster::Cluster;
use kartotek_tests::content::{Content, content_of};
use kartotek_tests::effort::{seed, short_or_long};
use kartotek_tests::files::customers_csv;
use kartotek_tests::on_server::Schema;
use kartotek_tests::processes::{End, Ended, run, start, watch};

use crate::many_writers::worker;

/// So many that an import leaves out the indexes.
const ROWS: usize = 10_500;

/// What happens to a process, or to the server that it works on.
#[derive(Debug, Clone, Copy)]
enum Cut {
    Process,
    Connections,
    Server,
}

/// A little while after a worker said something.
const SOON: Duration = Duration::from_millis(100);

/// About what an undo takes.
const UNDO: Duration = Duration::from_millis(1_500);

const CUTS: [Cut; 3] = [Cut::Process, Cut::Server, Cut::Connections];

/// A cluster, whose connections of workers bear a name, and the file that is imported.
struct Place {
    cluster: Cluster,
    folder: tempfile::TempDir,
    random: FixedRandomness,
    told: String,
}

impl Place {
    fn new(what: &str) -> Option<Self> {
        let cluster = Cluster::start()?;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("customers.csv"), customers_csv(ROWS)).unwrap();
        let seed = seed(what);
        Some(Self { cluster, folder, random: FixedRandomness::new(seed), told: format!("seed {seed}") })
    }

    fn csv(&self) -> PathBuf {
        self.folder.path().join("customers.csv")
    }

    /// Where workers find the server.
    fn address(&self) -> String {
        format!("{} application_name=worker", self.cluster.address())
    }

    fn register(&self, schema: &Schema) -> Register {
        Register::connect(&self.cluster.address(), schema.options()).unwrap()
    }

    /// Runs a worker, and cuts it off so long after a line, or sooner.
    fn cut<const N: usize>(
        &self,
        arguments: [&str; N],
        cut: Cut,
        (after, pause): (usize, Duration),
    ) -> Ended {
        let pause = Duration::from_micros(self.random.below(pause.as_micros() as usize) as u64);
        let command = &mut worker(arguments);
        if matches!(cut, Cut::Process) {
            return run(command, End::AfterLine(after, pause));
        }
        let process = start(command);
        let mut lines = wait_for(&process, after);
        std::thread::sleep(pause);
        match cut {
            Cut::Connections => {
                let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE application_name = 'worker'";
                self.cluster.client().batch_execute(end).unwrap();
            }
            _ => self.cluster.kill(),
        }
        let ended = watch(process, End::Own);
        if matches!(cut, Cut::Server) {
            self.cluster.start_again();
        }
        lines.extend(ended.lines);
        let ended = Ended { lines, ..ended };
        let last = ended.lines.last().unwrap();
        let lost = [ErrorKind::Unreachable, ErrorKind::OutcomeUnknown].map(|kind| format!("failed {kind}"));
        // It may have ended before; and a unit of work that lost its connection runs once more on another one.
        let goes_on = ended.is_done();
        let failed = lost.iter().any(|lost| last.starts_with(lost.as_str()));
        assert!(goes_on || failed, "{}, {cut:?} after {after}: {last}", self.told);
        ended
    }
}

fn wait_for((_, lines, _): &(Child, Receiver<String>, Instant), nth: usize) -> Vec<String> {
    (0..nth).map_while(|_| lines.recv_timeout(Duration::from_secs(120)).ok()).collect()
}

/// The same import into a file, which nobody disturbs.
fn on_sqlite(csv: &Path) -> (ImportReport, Content, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let register = Register::open(folder.path().join("studio.db")).unwrap();
    let errors = folder.path().join("errors.csv");
    let report = register.import_file(csv).unwrap().error_file(&errors).run().unwrap();
    (report, content_of(&register).unwrap(), fs::read(&errors).unwrap())
}

fn is_whole(register: &Register, told: &str) {
    assert_eq!(register.verify().unwrap(), Vec::<String>::new(), "{told}");
}

// SPEC: B17, C2, C13
#[test]
fn a_large_import_on_a_server_is_that_on_sqlite_also_when_it_is_cut_and_goes_on() {
    let Some(place) = Place::new("cuts of imports on a server") else { return };
    let (expected, content, refused) = on_sqlite(&place.csv());
    assert!(expected.counts.created > 10_000);

    let (schema, errors) = (Schema::default(), place.folder.path().join("undisturbed.csv"));
    let register = place.register(&schema);
    let report = register.import_file(place.csv()).unwrap().error_file(&errors).run().unwrap();
    assert_eq!((report.counts, report.problems), (expected.counts, expected.problems));
    assert_eq!((report.problem_count, report.repeated), (expected.problem_count, expected.repeated));
    assert_eq!(fs::read(errors).unwrap(), refused);
    assert!(content_of(&register).unwrap() == content, "the customers");
    is_whole(&register, "undisturbed");

    let (address, csv) = (place.address(), place.csv());
    let csv = csv.to_str().unwrap();
    for turn in 0..short_or_long(1, 8) {
        let schema = Schema::default();
        let mut done = 0;
        for cut in CUTS {
            // It reads the whole file first, for repetitions.
            let after = 10 + place.random.below(9);
            let ended = place.cut(["import", &address, schema.name(), csv, "500"], cut, (after, SOON));
            let told = format!("{}, turn {turn}, {cut:?} after {after}", place.told);
            let register = place.register(&schema);
            is_whole(&register, &told);
            let run = register.history().imports(None, 10).unwrap();
            assert!(run.len() <= 1, "{told}");
            let rows = run.first().map_or(0, |run| usize::try_from(run.rows_done).unwrap());
            assert!(rows >= done && (rows < ROWS || ended.is_done()), "{told}: {rows} rows, {done} before");
            done = rows;
            println!("{told}: {rows} rows");
            // Rows that are done are there, each once, and no other.
            let stored = content_of(&register).unwrap().customers;
            let refused = (0..rows).filter(|row| row % 41 == 40).count();
            assert_eq!(stored.len(), rows - refused, "{told}: customers of {rows} rows");
            let addresses: BTreeSet<_> =
                stored.values().map(|card| &card.profile.emails[0].address).collect();
            assert_eq!(addresses.len(), stored.len(), "{told}: nobody twice");
        }
        let ended = run(&mut worker(["import", &address, schema.name(), csv, "500"]), End::Own);
        assert!(ended.is_done(), "{:?}", ended.lines.last());
        let register = place.register(&schema);
        is_whole(&register, &place.told);
        assert!(content_of(&register).unwrap() == content, "{}: the customers", place.told);
        let run = register.history().imports(None, 10).unwrap().remove(0);
        assert_eq!(run.counts(), expected.counts, "{}", place.told);
        assert!(run.finished_at.is_some());
        assert_eq!(fs::read(place.csv().with_extension("errors.csv")).unwrap(), refused);
    }
}

// SPEC: B17, C2, C13
#[test]
fn an_import_that_is_cut_on_a_server_is_taken_back_though_that_is_cut_too() {
    let Some(place) = Place::new("cuts of undoing on a server") else { return };
    let (address, csv) = (place.address(), place.csv());
    for turn in 0..short_or_long(1, 8) {
        let schema = Schema::default();
        let import = ["import", &address, schema.name(), csv.to_str().unwrap(), "500"];
        place.cut(import, Cut::Process, (26 + place.random.below(4), SOON));
        let before = place.register(&schema).customers().count(&CustomerFilter::default()).unwrap();
        assert!(before > 0);
        for cut in CUTS {
            place.cut(["undo", &address, schema.name()], cut, (1, UNDO));
            let (register, told) = (place.register(&schema), format!("{}, turn {turn}, {cut:?}", place.told));
            is_whole(&register, &told);
            let left = register.customers().count(&CustomerFilter::default()).unwrap();
            println!("{told}: {left} of {before} are left");
        }
        let ended = run(&mut worker(["undo", &address, schema.name()]), End::Own);
        assert!(ended.is_done(), "{:?}", ended.lines.last());
        let register = place.register(&schema);
        is_whole(&register, &place.told);
        let content = content_of(&register).unwrap();
        assert_eq!(content.customers.len(), 0, "{}", place.told);
        let [created, deleted] = ["Created", "Deleted"].map(|what| content.changes.get(what).copied());
        assert_eq!(created, deleted, "{}: of {before}", place.told);
    }
}

// SPEC: C2
#[test]
fn a_copy_to_a_server_and_back_goes_on_after_any_cut_and_ends_with_equal_digests() {
    let Some(place) = Place::new("cuts of copies") else { return };
    let (original, back) = (place.folder.path().join("studio.db"), place.folder.path().join("back.db"));
    let register = Register::open(&original).unwrap();
    register.import_file(place.csv()).unwrap().run().unwrap();
    let whole = register.copy_to(&Register::in_memory().unwrap()).unwrap();
    let content = content_of(&register).unwrap();
    register.shut_down().unwrap();
    let (address, schema) = (place.address(), Schema::default());
    for (file, to) in [(&original, "there"), (&back, "back")] {
        let copy = ["copy", &address, schema.name(), file.to_str().unwrap(), to];
        let mut furthest = 0;
        for cut in CUTS {
            let after = 3 + place.random.below(8);
            let ended = place.cut(copy, cut, (after, SOON));
            let told = format!("{}, {to}, {cut:?} after {after}", place.told);
            let steps = ended.lines.iter().filter_map(|line| line.strip_prefix("copied ")?.parse().ok());
            let steps: Vec<u64> = steps.collect();
            println!("{told}: rows {} to {}", steps[0], steps[steps.len() - 1]);
            // What is stored is not stored again; the comparison begins anew each time.
            let stored = whole.rows.min(furthest);
            assert!(steps[0] > stored, "{told}: {steps:?} did not go on after {stored}");
            furthest = if ended.is_done() { u64::MAX } else { *steps.last().unwrap() };
            let target = if to == "there" { place.register(&schema) } else { Register::open(file).unwrap() };
            let refused = target.customers().count(&CustomerFilter::default());
            assert!(ended.is_done() || refused.is_err_and(|e| e.kind() == ErrorKind::RuleViolated), "{told}");
            if ended.is_done() {
                break;
            }
        }
        if furthest < u64::MAX {
            let ended = run(&mut worker(copy), End::Own);
            assert!(ended.is_done(), "{}, {to}: {:?}", place.told, ended.lines.last());
            let digest = format!("digest {:?}", whole.digest);
            assert!(ended.lines.contains(&digest), "{}, {to}: another digest", place.told);
        }
        let target = if to == "there" { place.register(&schema) } else { Register::open(file).unwrap() };
        is_whole(&target, &place.told);
        assert!(content_of(&target).unwrap() == content, "{}, {to}: the customers", place.told);
    }
}
