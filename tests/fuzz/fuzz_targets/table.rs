//! A text file of a stranger is read, planned and imported.
#![no_main]

use std::cell::RefCell;

use kartotek::exchange::{HeaderRow, Row, Source, Table, TableOptions};
use kartotek::{Archived, CustomerFilter, Matching, Register};
use libfuzzer_sys::fuzz_target;

/// So many files go into a register before it is thrown away.
const FILES: u32 = 200;

thread_local! {
    static REGISTER: RefCell<Option<(Register, u32)>> = const { RefCell::new(None) };
}

fuzz_target!(|data: &[u8]| {
    let Some((how, file)) = data.split_first() else { return };
    let source = Source::bytes(file);
    let header = match how & 3 {
        0 => HeaderRow::First,
        1 => HeaderRow::None,
        _ => HeaderRow::Detect,
    };
    let encodings = ["", "utf-16le", "windows-1252", "cp850", "macintosh", "utf-16be", "shift_jis", "cp437"];
    let encoding = encodings[usize::from(how >> 2 & 7)];
    let encoding = (!encoding.is_empty()).then(|| encoding.to_owned());
    let options = TableOptions { header, encoding, ..TableOptions::default() };
    let Ok(table) = Table::open(source, &options) else { return };
    assert_eq!(rows(&table), rows(&table), "a second reading differs");
    REGISTER.with_borrow_mut(|kept| {
        if kept.as_ref().is_none_or(|(_, files)| *files == FILES) {
            *kept = Some((Register::in_memory().unwrap(), 0));
        }
        let (register, files) = kept.as_mut().unwrap();
        *files += 1;
        import(register, table);
    });
});

fn rows(table: &Table) -> Vec<(u64, Vec<String>)> {
    let Ok(mut reader) = table.rows() else { return Vec::new() };
    let (mut found, mut row) = (Vec::new(), Row::default());
    while let Ok(true) = reader.read(&mut row) {
        let cells = (0..table.headers().len()).filter_map(|at| row.get(at)).map(str::to_owned);
        assert!(found.last().is_none_or(|(last, _)| *last < row.number()), "numbers of rows must grow");
        found.push((row.number(), cells.collect()));
    }
    found
}

fn import(register: &Register, table: Table) {
    let everybody = CustomerFilter::default().with_archived(Archived::Include);
    let count = || register.customers().count(&everybody).unwrap();
    let before = count();
    let Ok(import) = register.import_table(table, Default::default()) else { return };
    let Ok(plan) = import.matching(Matching::Upsert).plan() else { return };
    assert_eq!(count(), before, "a plan changes nothing");
    let planned = plan.counts();
    let Ok(report) = plan.commit() else { return };
    assert_eq!(planned, report.counts, "what was planned is what is done");
    assert_eq!(count(), before + report.counts.created);
}
