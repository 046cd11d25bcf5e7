//! Files that were cut off or overwritten.

use std::fs;
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use kartotek::testing::FixedRandomness;
use kartotek::{
    CustomerDraft, CustomerFilter, CustomerSort, ErrorKind, PageRequest, Randomness as _, Register, Result,
    SqliteOptions, TagChange,
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
    /// A value differs, as if somebody had written it; SQLite keeps no sums of its pages.
    Changed,
}

fn open(path: &Path) -> Result<Register> {
    let sqlite = SqliteOptions { trigrams_from_customers: 100, ..SqliteOptions::default() };
    Register::builder().must_exist().sqlite(sqlite).open(path)
}

/// Reads and writes all kinds of things. No failure blames the disk or somebody else; those of reading
/// say that the file is damaged, those of writing may say what a value that was changed leads to.
fn use_it(path: &Path, whole: &Content, told: &str) -> Verdict {
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
    let differs = content.as_ref().is_ok_and(|content| content != whole);
    let mut all_went_well = check(content.map(drop));
    let customers = register.customers();
    let everybody = CustomerFilter::default();
    for sort in [CustomerSort::FamilyName, CustomerSort::Number] {
        all_went_well &= check(customers.page(&everybody, &sort, &PageRequest::first(50)).map(drop));
    }
    all_went_well &= check(customers.search("zetter nr", 10).map(drop));
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
    if let Err(error) = written {
        assert!(!elsewhere.contains(&error.kind()), "{told}: {error:?}");
        all_went_well = false;
    }
    let _ = register.shut_down();
    match (is_clean, all_went_well, differs) {
        (false, ..) => Verdict::Found,
        (true, true, false) => Verdict::Harmless,
        // Some text is none any more, or a number or a key; SQLite's own check sees pages, not values.
        (true, ..) => Verdict::Changed,
    }
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
    register.import_file(&csv).unwrap().run().unwrap();
    // As a crash leaves it: most is in the log.
    let log = fs::read(original.with_file_name("studio.db-wal")).unwrap();
    let early = fs::read(&original).unwrap();
    let whole = content_of(&register).unwrap();
    register.shut_down().unwrap();
    let bytes = fs::read(&original).unwrap();
    let mut counts = [0; 4];
    for case in 0..cases {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("studio.db");
        let in_the_log = random.once_in(4);
        let (mut file, mut log) =
            if in_the_log { (early.clone(), log.clone()) } else { (bytes.clone(), Vec::new()) };
        let what = damage(if in_the_log { &mut log } else { &mut file }, &random);
        fs::write(&path, &file).unwrap();
        if in_the_log {
            fs::write(place.path().join("studio.db-wal"), &log).unwrap();
        }
        let told = format!("seed {seed}, case {case}, {what}, in the log: {in_the_log}");
        let (send, verdict) = channel();
        let (whole, told_there) = (whole.clone(), told.clone());
        let thread = thread::spawn(move || send.send(use_it(&path, &whole, &told_there)));
        match verdict.recv_timeout(PATIENCE) {
            Ok(verdict) => counts[verdict as usize] += 1,
            Err(_) => panic!("{told}: hangs, or {:?}", thread.is_finished().then(|| thread.join())),
        }
    }
    println!("{cases} damaged files: refused, found, harmless, changed: {counts:?}");
}
