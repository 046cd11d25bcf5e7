//! Imports a shop's customers into a register, shows what came of it, and writes them out again.
//!
//! ```sh
//! cargo run --release --example import_customers -- examples/data/customers.csv [FOLDER]
//! ```
//!
//! The register, the export and the error file go into the folder, `target/import_customers` unless
//! another is named. A second run finds everybody there and changes nothing.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use kartotek::exchange::{Mapping, Target};
use kartotek::{
    CsvProfile, Customer, CustomerFilter, ExistingFile, ExportOptions, Import, ImportReport, Language,
    PageRequest, Register, RegisterSettings, Sort, TotalMode,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let source = PathBuf::from(arguments.next().ok_or("usage: import_customers FILE [FOLDER]")?);
    let folder = PathBuf::from(arguments.next().unwrap_or("target/import_customers".to_owned()));
    std::fs::create_dir_all(&folder)?;

    // The business: a Swedish shop that sells to companies too.
    let settings = RegisterSettings {
        name: "Fotohandeln".into(),
        locale: "sv-SE".into(),
        zone: "Europe/Stockholm".into(),
        country: "SE".into(),
        currency: "SEK".into(),
        business_mode: true,
        ..RegisterSettings::default()
    };
    let register = Register::builder().settings(settings).open(folder.join("register.db"))?;

    let errors = folder.join("errors.csv");
    let import = register.import_file(&source)?.error_file(&errors);
    show_file(&source, &import);
    put_in_order_of(&register, import.mapping())?;

    let started = Instant::now();
    let report = import.run()?;
    let seconds = started.elapsed().as_secs_f64();
    show_report(&report, seconds);

    show_first_page(&register)?;
    show_search(&register, "åsa lind")?;

    let export = folder.join("customers.csv");
    let options = ExportOptions { existing: ExistingFile::Replace, ..ExportOptions::csv(CsvProfile::Excel) };
    let summary = register.customers().export_file(&export, &options)?;
    println!("\n{} customers written to {}", summary.rows, export.display());
    println!("rows to mend and import again: {}", errors.display());
    register.shut_down()?;
    Ok(())
}

/// Lists sort as the language of the file does.
fn put_in_order_of(register: &Register, mapping: &Mapping) -> kartotek::Result<()> {
    let settings = register.settings()?;
    match mapping.language() {
        Some(language) if language != Language::of_locale(&settings.locale) => {
            register.update_settings(RegisterSettings { locale: language.code().into(), ..settings })
        }
        _ => Ok(()),
    }
}

fn show_file(path: &Path, import: &Import<'_>) {
    let (encoding, dialect, mapping) = (import.encoding(), import.dialect(), import.mapping());
    println!("file       {}", path.display());
    println!("encoding   {} ({:?})", encoding.name(), encoding.evidence());
    println!("delimiter  {:?}", dialect.delimiter.as_char());
    println!("layout     {}", mapping.layout.unwrap_or("none that is known; mapped by headings"));
    for column in &mapping.columns {
        let target = match &column.target {
            Target::Ignored(reason) => format!("left out: {reason}"),
            target => target.to_string(),
        };
        println!("  {:<18} {target}", column.header);
    }
}

fn show_report(report: &ImportReport, seconds: f64) {
    let counts = report.counts;
    println!("\n{} rows in {seconds:.1} s", counts.rows());
    for (name, count) in [
        ("created", counts.created),
        ("updated", counts.updated),
        ("unchanged", counts.unchanged),
        ("skipped", counts.skipped),
        ("ambiguous", counts.ambiguous),
        ("invalid", counts.invalid),
    ] {
        println!("{name:<10} {count:>7}");
    }
    println!("\nthe first of {} problems", report.problem_count);
    for problem in report.problems.iter().take(8) {
        let column = problem.column.as_deref().unwrap_or("-");
        let text: String = problem.text.chars().filter(|c| !c.is_control()).take(24).collect();
        println!(
            "  row {:>5}  {:<17} {:<13} {:<24}  {}",
            problem.row, problem.code, column, text, problem.hint
        );
    }
}

fn show_first_page(register: &Register) -> kartotek::Result<()> {
    let request = PageRequest::first(10).with_total(TotalMode::Exact);
    let page = register.customers().page(&CustomerFilter::default(), &Sort::FamilyName, &request)?;
    println!("\nthe first page by name");
    println!("  {:>6}  {:<28} {:<30} {:<14} tags", "number", "name", "e-mail", "town");
    page.items.iter().for_each(show_customer);
    Ok(())
}

fn show_search(register: &Register, text: &str) -> kartotek::Result<()> {
    let started = Instant::now();
    let found = register.customers().search(text, 5)?;
    println!("\nsearch for {text:?}: {:?}", started.elapsed());
    found.iter().for_each(show_customer);
    Ok(())
}

fn show_customer(customer: &Customer) {
    let profile = &customer.profile;
    let email = profile.emails.first().map_or("", |email| email.address.as_str());
    let city = profile.addresses.first().map_or("", |address| address.city.as_str());
    let tags: Vec<&str> = customer.tags.iter().map(|tag| tag.name.as_str()).collect();
    let name: String = profile.display_name().chars().take(28).collect();
    println!("  {:>6}  {name:<28} {email:<30} {city:<14} {}", customer.number, tags.join(", "));
}
