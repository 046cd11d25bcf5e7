//! Does in Rust what `compare/python_package.py` does in Python and `Pace.kt` in Kotlin, and prints how long it took.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Instant;

use kartotek::{CustomerFilter, PageRequest, Register, Sort};
use kartotek_benches::baseline::{Result, settings};

const USAGE: &str = "\
Imports a file, or reads a register, and prints the seconds or microseconds as JSON.

  pace import FILE REGISTER   seconds of an import into a new register
  pace read REGISTER          microseconds of a get by id, of a row of a walk over everybody, of pages of 50 and
                              1,000 by name, one after the other, and of a walk over the first 10,000
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
    let register = Register::builder().must_exist().open(path)?;
    let customers = register.customers();
    let everybody = CustomerFilter::default();
    let begun = Instant::now();
    let mut ids = Vec::new();
    for customer in customers.all(&everybody, &Sort::Number) {
        ids.push(customer?.id);
    }
    let scan = micros(begun) / ids.len().max(1) as f64;
    // Spread over the register, each beside none that was just read.
    let stride = (ids.len() * 382 / 1_000) | 1;
    let get = median(5_000.min(ids.len()), |turn| {
        customers.get(ids[turn * stride % ids.len()])?;
        Ok(())
    })?;
    let pages = |limit| {
        let mut next = PageRequest::first(limit);
        median(200, |_| {
            let page = customers.page(&everybody, &Sort::FamilyName, &next)?;
            next =
                page.next.map_or_else(|| PageRequest::first(limit), |next| PageRequest::after(limit, next));
            Ok(())
        })
    };
    let (page_50, page_1000) = (pages(50)?, pages(1_000)?);
    let walk = median(5, |_| {
        customers.all(&everybody, &Sort::FamilyName).take(10_000).try_for_each(|customer| customer.map(drop))
    })?;
    Ok(serde_json::json!({
        "customers": ids.len(), "get": get, "scan": scan,
        "page_50": page_50, "page_1000": page_1000, "walk": walk,
    }))
}

/// The median of the microseconds that some turns take.
fn median(turns: usize, mut turn: impl FnMut(usize) -> kartotek::Result<()>) -> Result<f64> {
    let mut times = Vec::with_capacity(turns);
    for number in 0..turns {
        let begun = Instant::now();
        turn(number)?;
        times.push(micros(begun));
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(turns / 2).copied().unwrap_or(0.0))
}

fn micros(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1e6
}
