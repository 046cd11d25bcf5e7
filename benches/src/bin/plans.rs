//! Explains every statement of a register on both engines, and fails where one reads a large table from
//! end to end that an index should serve.

use std::io::{self, Write};
use std::path::PathBuf;

use kartotek::Register;
use kartotek_benches::baseline::postgres::{drop_schema, options};
use kartotek_benches::baseline::{Result, settings};
use kartotek_benches::measure::Stage;
use kartotek_benches::plans::{find, table};

const USAGE: &str = "\
Explains every statement of a register on SQLite and on the PostgreSQL server that KARTOTEK_TEST_POSTGRES
names, and fails where one reads a large table from end to end that an index should serve.

  --rows N      the size of the register, 1000000
  --folder DIR  where files are made, and kept for the next run; else a temporary folder
  --out FILE    where the table goes, core/docs/statements.md; else it is printed
";

const SCHEMA: &str = "plans";

fn main() -> Result<()> {
    let (mut rows, mut folder, mut out) = (1_000_000, None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--help" || name == "-h" {
            return Ok(io::stdout().write_all(USAGE.as_bytes())?);
        }
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value\n\n{USAGE}"))?;
        match name.as_str() {
            "--rows" => rows = value.parse()?,
            "--folder" => folder = Some(PathBuf::from(value)),
            "--out" => out = Some(PathBuf::from(value)),
            _ => return Err(format!("unknown option {name}\n\n{USAGE}").into()),
        }
    }
    let address = std::env::var("KARTOTEK_TEST_POSTGRES")?;
    let temporary = tempfile::tempdir()?;
    let folder = folder.unwrap_or_else(|| temporary.path().to_owned());
    let (stage, small) = (Stage::new(&folder, rows)?, Stage::new(&folder, 12_000)?);
    // What is done on the server here is seen too.
    kartotek::testing::watch_statements();
    let schema = format!("{SCHEMA}_{rows}");
    let server = Register::builder().settings(settings()).connect(&address, options(&schema))?;
    if server.customers().count(&kartotek::CustomerFilter::default())? == 0 {
        server.import_file(&stage.csv)?.run()?;
    }
    server.shut_down()?;
    let found = find(&address, &schema, &stage.filled()?, &small.csv)?;
    if folder == temporary.path() {
        drop_schema(&address, &schema)?;
    }
    let text = table(&found, rows);
    match out {
        Some(path) => std::fs::write(path, text)?,
        None => io::stdout().write_all(text.as_bytes())?,
    }
    let faults = found.statements.iter().filter(|statement| statement.is_fault());
    let mut lines: Vec<String> =
        faults.map(|fault| format!("reads all: {:?}: {}", fault.plans, fault.written)).collect();
    lines.extend(found.missing.iter().map(|text| format!("did not run: {text}")));
    lines.extend(found.unexplained.iter().map(|text| format!("not explained: {text}")));
    for line in &lines {
        writeln!(io::stderr(), "{line}")?;
    }
    if lines.is_empty() {
        Ok(())
    } else {
        Err(format!("{} statements are not as they should be", lines.len()).into())
    }
}
