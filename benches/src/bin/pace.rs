//! Does in Rust what `compare/python_package.py` does in Python, and prints how long it took.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

use kartotek::{CustomerFilter, Register, Sort};
use kartotek_benches::baseline::{Result, settings};

const USAGE: &str = "\
Imports a file, or reads a register, and prints the seconds or microseconds as JSON.

  pace import FILE REGISTER   seconds of an import into a new register
  pace read REGISTER          microseconds of a get by id, and of a row of a walk over everybody
";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let said = match arguments.as_slice() {
        ["import", file, register] => import(file.into(), register.into())?,
        ["read", register] => read(register.into())?,
        _ => return Err(USAGE.into()),
    };
    Ok(writeln!(io::stdout(), "{said}")?)
}

fn import(file: PathBuf, path: PathBuf) -> Result<serde_json::Value> {
    let register = Register::open(path)?;
    register.update_settings(settings())?;
    let begun = Instant::now();
    let counts = register.import_file(file)?.run()?.counts;
    let seconds = begun.elapsed().as_secs_f64();
    let customers = register.customers().count(&CustomerFilter::default())?;
    register.shut_down()?;
    Ok(serde_json::json!({ "rows": counts.rows(), "customers": customers, "seconds": seconds }))
}

fn read(path: PathBuf) -> Result<serde_json::Value> {
    const GETS: usize = 5_000;
    let register = Register::builder().must_exist().open(path)?;
    let (everybody, sort) = (CustomerFilter::default(), Sort::Number);
    let begun = Instant::now();
    let mut ids = Vec::new();
    for customer in register.customers().all(&everybody, &sort) {
        ids.push(customer?.id);
    }
    let scan = begun.elapsed().as_secs_f64() * 1e6 / ids.len().max(1) as f64;
    // Spread over the register, each beside none that was just read.
    let stride = (ids.len() * 382 / 1_000) | 1;
    let mut times = Vec::with_capacity(GETS);
    for turn in 0..GETS.min(ids.len()) {
        let id = ids[turn * stride % ids.len()];
        let begun = Instant::now();
        register.customers().get(id)?;
        times.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    let get = times.get(times.len() / 2).copied().unwrap_or(0.0);
    Ok(serde_json::json!({ "customers": ids.len(), "get": get, "scan": scan }))
}
