//! Several programs write into one register at the same time.

use std::time::Duration;

use kartotek::{CustomerDraft, CustomerProfile, Register};
use kartotek_tests::content::customers_of;
use kartotek_tests::effort::short_or_long;
use kartotek_tests::files::{customers_csv, email};

use crate::check_desks;
use crate::worker_process::{End, start, watch, worker};

/// Makes a register whose first customer has a counter in its note.
pub(crate) fn with_counter(path: &std::path::Path) {
    let register = Register::open(path).unwrap();
    let counter = CustomerDraft::person("Counter", "of all");
    let profile = CustomerProfile { note: "0".into(), ..counter.profile };
    register.customers().create(CustomerDraft { profile, ..CustomerDraft::default() }).unwrap();
}

// SPEC: B16, C24
#[test]
fn programs_that_write_at_once_lose_nothing_and_none_is_told_busy() {
    let seconds: u64 = short_or_long(2, 60);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("studio.db");
    let csv = folder.path().join("customers.csv");
    let rows = short_or_long(300, 5_000);
    std::fs::write(&csv, customers_csv(rows)).unwrap();
    with_counter(&path);
    let register_path = path.to_str().unwrap();
    let desk = |name| start(&mut worker(["desk", register_path, name, "1000000", &seconds.to_string()]));
    let desks = [("Anna", desk("Anna")), ("Bo", desk("Bo"))];
    let import = start(&mut worker(["import", register_path, csv.to_str().unwrap(), "50"]));
    let own = watch(import, End::Own);
    assert!(own.is_done(), "the import: {:?}", own.lines.last());
    let ended = desks.map(|(name, desk)| (name, watch(desk, End::Own)));
    for (name, ended) in &ended {
        assert!(ended.is_done(), "{name}: {:?}", ended.lines.last());
        assert!(ended.took > Duration::from_secs(seconds));
    }
    let register = Register::open(&path).unwrap();
    let said = ended.each_ref().map(|(name, ended)| (*name, ended.lines.as_slice()));
    check_desks(&register, &said, 0, "together");
    let stored = customers_of(&register).unwrap();
    for row in (0..rows).filter(|row| row % 41 != 40) {
        let address = email(row);
        let same = stored.values().filter(|card| card.profile.emails.iter().any(|e| e.address == address));
        assert_eq!(same.count(), 1, "row {row} of the file");
    }
    let calls = |lines: &[String]| lines.iter().filter(|line| line.contains("ed")).count();
    let calls = said.map(|(_, lines)| calls(lines));
    println!("{seconds} s together: {calls:?} calls of the desks, {rows} rows in {:?}", own.took);
}
