//! Files that were cut off or overwritten.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use kartotek::testing::FixedRandomness;
use kartotek::{
    CustomerDraft, CustomerFilter, ErrorKind, PageRequest, Randomness as _, Register, Result, Sort,
    SqliteOptions, TagChange, Units,
};
use kartotek_tests::content::{Content, content_of};
use kartotek_tests::effort::{seed, short_or_long};
use kartotek_tests::files::customers_csv;

/// Longer than any of it takes, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of a damaged register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Opening it failed.
    Refused,
    /// `verify` names faults, or cannot read it.
    Found,
    /// All is there that was there: the damage hit nothing that is used.
    Harmless,
    /// It is what it was after an earlier unit of work: the log ends where its sums are wrong, and no log
    /// tells how long it was.
    Older,
    /// A value differs, as if somebody had written it: SQLite keeps no sums of its pages, and the value is
    /// one of its field, in its place, and stands nowhere else.
    Changed,
}

fn open(path: &Path) -> Result<Register> {
    let sqlite = SqliteOptions { trigrams_from_customers: 100, ..SqliteOptions::default() };
    Register::builder().must_exist().sqlite(sqlite).open(path)
}

/// Reads and writes all kinds of things. No failure blames the disk or somebody else; those of reading
/// say that the file is damaged, and `verify` has told of them; those of writing may say what a value
/// that was changed leads to.
///
/// `states` has what the register held after each unit of work, `harmed` how many bytes are others.
fn use_it(path: &Path, states: &[Content], harmed: usize, told: &str) -> Verdict {
    let check = |result: Result<()>| match result {
        Ok(()) => true,
        Err(error) => {
            let allowed = [ErrorKind::Corrupt, ErrorKind::NotARegister, ErrorKind::TooNew];
            assert!(allowed.contains(&error.kind()), "{told}: {error:?}");
            false
        }
    };
    let register = match open(path) {
        Ok(register) => register,
        Err(error) => {
            check(Err(error));
            return Verdict::Refused;
        }
    };
    let faults = register.verify();
    let is_clean = faults.as_ref().is_ok_and(Vec::is_empty);
    check(faults.map(drop));
    let content = content_of(&register);
    let seen = content.as_ref().ok().cloned();
    let mut reads = check(content.map(drop));
    let customers = register.customers();
    let everybody = CustomerFilter::default();
    for sort in [Sort::FamilyName, Sort::Number] {
        reads &= check(customers.page(&everybody, &sort, &PageRequest::first(50)).map(drop));
    }
    reads &= check(customers.search("zetter nr", 10).map(drop));
    assert!(reads || !is_clean, "{told}: verify finds nothing wrong with what cannot be read");
    let draft = CustomerDraft::person("New", "Customer").with_email("new@example.com").with_tag("VIP");
    let elsewhere = [
        ErrorKind::Busy,
        ErrorKind::Full,
        ErrorKind::Io,
        ErrorKind::ReadOnly,
        ErrorKind::ShutDown,
        ErrorKind::Unsupported,
    ];
    let written = customers.create(draft).and_then(|made| {
        register.tags().apply(&[made.id], &TagChange::add(["wedding"]))?;
        customers.delete(made.id, made.revision)
    });
    if let Err(error) = &written {
        assert!(!elsewhere.contains(&error.kind()), "{told}: {error:?}");
    }
    let _ = register.shut_down();
    let (Some(seen), Some((whole, earlier))) = (seen.filter(|_| is_clean), states.split_last()) else {
        return Verdict::Found;
    };
    if earlier.contains(&seen) && seen != *whole {
        assert!(written.is_ok(), "{told}: {written:?}");
        return Verdict::Older;
    }
    if seen == *whole && written.is_ok() {
        return Verdict::Harmless;
    }
    only_values_differ(whole, &seen, harmed, told);
    Verdict::Changed
}

/// Checks that the same customers are in as many sets, with as many changes, and that no more of them
/// differ than bytes do.
fn only_values_differ(whole: &Content, seen: &Content, harmed: usize, told: &str) {
    assert!(whole.customers.keys().eq(seen.customers.keys()), "{told}: other customers");
    let sizes = |content: &Content| {
        let mut sizes: Vec<u64> = content.sets.iter().map(|(_, size)| *size).collect();
        sizes.sort_unstable();
        sizes
    };
    assert_eq!(sizes(seen), sizes(whole), "{told}: members of sets");
    let changes = |content: &Content| content.changes.values().sum::<usize>();
    assert_eq!(changes(seen), changes(whole), "{told}: changes");
    let pairs = whole.customers.values().zip(seen.customers.values());
    let differing = pairs.filter(|(was, is)| was.profile != is.profile).count();
    assert!(differing <= harmed, "{told}: {differing} customers differ, {harmed} bytes");
}

/// Overwrites some bytes or pages with noise, or cuts the file off.
fn damage(bytes: &mut Vec<u8>, random: &FixedRandomness) -> &'static str {
    let length = bytes.len();
    match random.below(5) {
        0 => {
            bytes.truncate(random.below(length));
            "cut off"
        }
        1 => {
            bytes.truncate((random.below(length) / 8_192) * 8_192);
            "cut off after a page"
        }
        2 => {
            let from = random.below(length);
            let to = length.min(from + 1 + random.below(20_000));
            random.fill(&mut bytes[from..to]).unwrap();
            "noise"
        }
        3 => {
            let from = random.below(length) / 8_192 * 8_192;
            let to = length.min(from + 8_192);
            bytes[from..to].fill(0);
            "a page of zeros"
        }
        _ => {
            for _ in 0..1 + random.below(20) {
                let at = random.below(length);
                bytes[at] ^= 1 << random.below(8);
            }
            "turned bits"
        }
    }
}

// SPEC: B16
#[test]
fn a_damaged_file_is_told_and_never_ends_the_program() {
    let cases = short_or_long(40, 3_000);
    let seed = seed("damaged files");
    let random = FixedRandomness::new(seed);
    let folder = tempfile::tempdir().unwrap();
    let original = folder.path().join("studio.db");
    let csv = folder.path().join("customers.csv");
    fs::write(&csv, customers_csv(250)).unwrap();
    let register = Register::builder()
        .sqlite(SqliteOptions { trigrams_from_customers: 100, ..SqliteOptions::default() });
    let register = register.open(&original).unwrap();
    let mut states = Vec::new();
    let import = register.import_file(&csv).unwrap().units(Units::Chunks(50)).on_progress(|_| {
        states.push(content_of(&register).unwrap());
        ControlFlow::Continue(())
    });
    import.run().unwrap();
    states.push(content_of(&register).unwrap());
    states.dedup();
    assert_eq!(states.len(), 6, "nothing, and what each chunk added");
    // As a crash leaves it: most is in the log.
    let log = fs::read(original.with_file_name("studio.db-wal")).unwrap();
    let early = fs::read(&original).unwrap();
    register.shut_down().unwrap();
    let bytes = fs::read(&original).unwrap();
    let states: Arc<[Content]> = states.into();
    let mut counts = [[0; 5]; 2];
    for case in 0..cases {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("studio.db");
        let in_the_log = case % 4 == 3;
        let whole = if in_the_log { &log } else { &bytes };
        let mut damaged = whole.clone();
        let what = damage(&mut damaged, &random);
        fs::write(&path, if in_the_log { &early } else { &damaged }).unwrap();
        if in_the_log {
            fs::write(place.path().join("studio.db-wal"), &damaged).unwrap();
        }
        let same = damaged.iter().zip(whole).filter(|(is, was)| is == was).count();
        let (states, harmed) = (states.clone(), whole.len() - same);
        let told = format!("seed {seed}, case {case}, {what}, in the log: {in_the_log}");
        let (send, verdict) = channel();
        let told_there = told.clone();
        let thread = thread::spawn(move || send.send(use_it(&path, &states, harmed, &told_there)));
        let verdict = match verdict.recv_timeout(PATIENCE) {
            Ok(verdict) => verdict,
            Err(_) => panic!("{told}: hangs, or {:?}", thread.is_finished().then(|| thread.join())),
        };
        match verdict {
            // Its frames have sums: what is left of it is right.
            _ if in_the_log => assert!(matches!(verdict, Verdict::Harmless | Verdict::Older), "{told}"),
            Verdict::Older => panic!("{told}: nothing but the log has earlier states"),
            // Pages that are gone are missed.
            Verdict::Changed => assert!(matches!(what, "noise" | "turned bits"), "{told}"),
            Verdict::Refused | Verdict::Found | Verdict::Harmless => {}
        }
        counts[usize::from(in_the_log)][verdict as usize] += 1;
    }
    println!("{cases} damaged files and logs: refused, found, harmless, older, changed: {counts:?}");
    let [[refused, found, _, _, changed], [.., older, _]] = counts;
    assert!(refused > 0 && older > 0, "{counts:?}");
    assert!(found >= cases / 20 && changed * 5 <= found, "verify does not find enough: {counts:?}");
}
