//! Imports and exports. Each runs in a process of its own, so that its peak of memory is its own.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use kartotek::exchange::{Row, Source, Table, TableOptions};
use kartotek::{CsvProfile, ExistingFile, ExportOptions, PostgresRepository, Register};

use super::figure::{Amount, Figure, clock, counts_processor_time, median};
use super::postgres::address;
use super::stage::{Stage, remove};
use crate::baseline::postgres::{PostgresBaseline, drop_schema, options};
use crate::baseline::{Baseline, Result, exported_columns, settings, workbook};

/// How often each is done.
const ROUNDS: usize = 3;

/// What a process of its own needed.
pub(super) struct Needed {
    pub(super) time: Duration,
    pub(super) peak_bytes: u64,
    /// How often it waited for a server.
    pub(super) trips: u64,
}

impl Needed {
    /// Returns the median of times and the most of all else.
    pub(super) fn median(all: Vec<Self>) -> Self {
        let peak_bytes = all.iter().map(|needed| needed.peak_bytes).max().unwrap_or(0);
        let trips = all.iter().map(|needed| needed.trips).max().unwrap_or(0);
        Self { time: median(all.iter().map(|needed| needed.time).collect()), peak_bytes, trips }
    }
}

/// How often each is done.
pub(super) fn rounds(stage: &Stage) -> usize {
    if stage.rows >= 1_000_000 { 1 } else { ROUNDS }
}

/// The generator's file into an empty register.
pub(super) fn import(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let (ours, theirs) = (stage.folder.join("import-ours.db"), stage.folder.join("import-baseline.db"));
    beside(stage, figures, "import", "import CSV", [&stage.csv, &ours], [&stage.csv, &theirs])?;
    let size = |path: &Path| -> Result<Amount> { Ok(Amount::Bytes(fs::metadata(path)?.len())) };
    figures.push(stage.amount("file", "file after the import", size(&ours)?, Some(size(&theirs)?)));
    let undo = in_process("ours", "undo", [&ours, &stage.folder.join("unused.db")])?;
    figures.push(stage.time_alone("undo", "undo of the import", undo.time));
    let peak = Amount::Bytes(undo.peak_bytes);
    figures.push(stage.amount("memory", "undo of the import, peak of memory", peak, None));
    Ok(())
}

/// Encoding, dialect, headings and mapping of the generator's file; at a million rows it has 170 MB.
pub(super) fn detect(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    const ROUNDS: usize = 9;
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let started = clock();
        Table::open(Source::path(&stage.csv), &TableOptions::default())?;
        times.push(clock().saturating_sub(started));
    }
    figures.push(stage.time_alone("detection", "looking at the file", median(times)));
    Ok(())
}

/// Every customer with its tags, as CSV.
pub(super) fn export(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let filled = stage.filled()?;
    let (ours, theirs) = (stage.folder.join("ours.csv"), stage.folder.join("baseline.csv"));
    beside(stage, figures, "export", "export to CSV", [&filled, &ours], [&filled, &theirs])
}

/// Every customer as a workbook; beside it the writer of workbooks alone, which has all cells at hand.
pub(super) fn xlsx_out(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let filled = stage.filled()?;
    let (ours, theirs) = (stage.folder.join("ours.xlsx"), stage.folder.join("baseline.xlsx"));
    let what = "export to XLSX, beside rust_xlsxwriter alone";
    beside(stage, figures, "xlsx-out", what, [&filled, &ours], [&filled, &theirs])
}

/// The rows of that workbook; beside it the reader of cells alone.
pub(super) fn xlsx_in(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let (filled, file) = (stage.filled()?, stage.folder.join("ours.xlsx"));
    in_process("ours", "xlsx-out", [&filled, &file])?;
    let (ours, theirs) = (stage.folder.join("rows-ours"), stage.folder.join("rows-baseline"));
    let what = "rows of XLSX, beside calamine alone";
    beside(stage, figures, "xlsx-in", what, [&file, &ours], [&file, &theirs])
}

/// Runs both turn by turn and takes the medians of time, and the largest peak of ours.
fn beside(
    stage: &Stage,
    figures: &mut Vec<Figure>,
    task: &'static str,
    what: &str,
    ours: [&Path; 2],
    theirs: [&Path; 2],
) -> Result<()> {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for _ in 0..rounds(stage) {
        left.push(in_process("ours", task, ours)?);
        right.push(in_process("baseline", task, theirs)?);
    }
    let (left, right) = (Needed::median(left), Needed::median(right));
    let target = if task.starts_with("xlsx") { "workbook" } else { task };
    figures.push(stage.time(target, what, (left.time, right.time)));
    let (ours, theirs) = (Amount::Bytes(left.peak_bytes), Amount::Bytes(right.peak_bytes));
    figures.push(stage.amount("memory", format!("{what}, peak of memory"), ours, Some(theirs)));
    Ok(())
}

pub(super) fn in_process(who: &str, task: &str, paths: [&Path; 2]) -> Result<Needed> {
    let clock = if counts_processor_time() { "cpu" } else { "wall" };
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["--clock", clock, "--task", &format!("{who}-{task}")]).args(paths);
    let output = command.output()?;
    let text = String::from_utf8(output.stdout)?;
    let numbers: Vec<u64> = text.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [micros, peak_bytes, trips] if output.status.success() => {
            Ok(Needed { time: Duration::from_micros(micros), peak_bytes, trips })
        }
        _ => Err(format!("{who} {task}: {text}{}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

/// Does one task from one file to another, or into a schema of a server. Returns the microseconds, the
/// peak of memory in bytes, and how often it waited for the server.
///
/// # Errors
/// For an unknown task, and those of the task.
pub fn run_task(task: &str, from: &Path, to: &Path) -> Result<(u128, u64, u64)> {
    let mut trips = 0;
    if task.ends_with("-postgres") {
        drop_schema(&address()?, &to.to_string_lossy())?;
    } else {
        remove(to);
    }
    let cells = if task == "baseline-xlsx-out" { Baseline::open(from)?.cells()? } else { Vec::new() };
    let start = clock();
    match task {
        "ours-import" => {
            let register = Register::builder().settings(settings()).open(to)?;
            let report = register.import_file(from)?.run()?;
            register.shut_down()?;
            eprintln!("{:?}", report.counts);
        }
        "ours-import-postgres" => {
            let repository = PostgresRepository::connect(&address()?, options(&to.to_string_lossy()))?;
            let repository = Arc::new(repository);
            let register = Register::builder().settings(settings()).with_repository(repository.clone())?;
            let report = register.import_file(from)?.run()?;
            register.shut_down()?;
            trips = repository.round_trips();
            eprintln!("{:?}", report.counts);
        }
        "baseline-import-postgres" => {
            let done = PostgresBaseline::create(&address()?, &to.to_string_lossy())?.import(from)?;
            eprintln!("{done:?}");
        }
        "ours-undo" => {
            let register = Register::builder().must_exist().open(from)?;
            for import in register.history().imports(None, 1)? {
                let report = register.undo_import(import.id)?;
                eprintln!("{} reversed, {} kept", report.reversed, report.kept.len());
            }
            register.shut_down()?;
        }
        "baseline-import" => {
            let done = Baseline::create(to)?.import(from)?;
            eprintln!("{done:?}");
        }
        "ours-export" => {
            let options = ExportOptions {
                existing: ExistingFile::Replace,
                ..ExportOptions::csv(CsvProfile::Exchange).with_columns(exported_columns())
            };
            Register::builder().must_exist().open(from)?.customers().export_file(to, &options)?;
        }
        "ours-xlsx-out" => {
            let options = ExportOptions { existing: ExistingFile::Replace, ..ExportOptions::xlsx() }
                .with_columns(exported_columns());
            Register::builder().must_exist().open(from)?.customers().export_file(to, &options)?;
        }
        "baseline-xlsx-out" => workbook::write(&cells, to)?,
        "ours-xlsx-in" => {
            let table = Table::open(Source::path(from), &TableOptions::default())?;
            let (mut rows, mut row, mut count) = (table.rows()?, Row::default(), 0);
            while rows.read(&mut row)? {
                count += row.len();
            }
            eprintln!("{count} cells");
        }
        "baseline-xlsx-in" => eprintln!("{} cells", workbook::read(from)?),
        "baseline-export" => drop(Baseline::open(from)?.export(to)?),
        _ => return Err(format!("no task is called {task}").into()),
    }
    Ok(((clock() - start).as_micros(), peak_bytes()?, trips))
}

/// The largest resident size that this process had, as Linux tells it.
fn peak_bytes() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    let kilobytes: u64 = line.split_whitespace().next().unwrap_or("0").parse()?;
    Ok(kilobytes * 1024)
}
