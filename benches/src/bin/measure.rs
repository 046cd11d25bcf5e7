//! Measures Kartotek beside the hand-written baseline and prints a table.

use std::io::{self, Write};
use std::path::PathBuf;

use kartotek_benches::baseline::Result;
use kartotek_benches::measure::{Figure, PARTS, Stage, count_processor_time, run_task, table};

const USAGE: &str = "\
Measures Kartotek beside the hand-written baseline and prints a table.

  --rows N,N,…        sizes of the register, 10000,100000,1000000
  --only PART,PART,…  what to measure; everything where it is left out
  --folder DIR        where files are made, and kept for the next run; else a temporary folder
  --clock wall|cpu    what is counted; cpu for reads on a machine that does other things too
";

fn main() -> Result<()> {
    let mut sizes = vec![10_000, 100_000, 1_000_000];
    let mut only: Option<Vec<String>> = None;
    let mut folder: Option<PathBuf> = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--help" || name == "-h" {
            return Ok(io::stdout().write_all(USAGE.as_bytes())?);
        }
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value\n\n{USAGE}"))?;
        match name.as_str() {
            "--rows" => sizes = value.split(',').map(str::parse).collect::<std::result::Result<_, _>>()?,
            "--only" => only = Some(value.split(',').map(str::to_owned).collect()),
            "--clock" if value == "cpu" => count_processor_time(),
            "--clock" if value == "wall" => {}
            "--task" => {
                let [from, to] = [arguments.next(), arguments.next()].map(Option::unwrap_or_default);
                let (micros, peak_bytes, trips) = run_task(&value, from.as_ref(), to.as_ref())?;
                return Ok(writeln!(io::stdout(), "{micros} {peak_bytes} {trips}")?);
            }
            "--folder" => folder = Some(value.into()),
            _ => return Err(format!("unknown option {name}\n\n{USAGE}").into()),
        }
    }
    let temporary = tempfile::tempdir()?;
    let folder = folder.unwrap_or_else(|| temporary.path().to_owned());
    let mut figures: Vec<Figure> = Vec::new();
    for rows in sizes {
        let mut stage = Stage::new(&folder, rows)?;
        for (name, part) in PARTS {
            if only.as_ref().is_none_or(|only| only.iter().any(|wanted| wanted == name)) {
                part(&mut stage, &mut figures)?;
            }
        }
    }
    Ok(io::stdout().write_all(table(&figures).as_bytes())?)
}
