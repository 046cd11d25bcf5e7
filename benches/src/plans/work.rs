//! Work of all kinds, so that every statement runs.

mod jobs;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kartotek::testing::conformance::conformance;
use kartotek::{
    Archived, CodeOptions, CsvProfile, CustomerDraft, CustomerFilter, Durability, ExistingFile,
    ExportOptions, PageRequest, Pepper, PostgresRepository, Register, RegisterSettings, Repository, Sort,
    SqliteOptions, SqliteRepository, TagChange,
};

use crate::baseline::postgres::{drop_schema, options};
use crate::baseline::{Result, settings};

/// Runs the conformance suite and a day's work on both engines.
///
/// # Errors
/// Of either engine.
pub(super) fn all(address: &str, csv: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let next = AtomicU32::new(0);
    let number = || next.fetch_add(1, Ordering::Relaxed);
    let few = || SqliteOptions {
        durability: Durability::Normal,
        trigrams_from_customers: 10,
        ..SqliteOptions::default()
    };
    let file = || -> kartotek::Result<Arc<dyn Repository>> {
        let path = folder.path().join(format!("{}.db", number()));
        Ok(Arc::new(SqliteRepository::open(path, few())?))
    };
    let memory = || -> kartotek::Result<Arc<dyn Repository>> { Ok(Arc::new(SqliteRepository::in_memory()?)) };
    let schema = |number: u32| format!("planned_{number}");
    let server = || -> kartotek::Result<Arc<dyn Repository>> {
        Ok(Arc::new(PostgresRepository::connect(address, options(&schema(number())))?))
    };
    for report in [conformance(&memory), conformance(&file), conformance(&server)] {
        if report.failed().count() > 0 {
            return Err(report.to_string().into());
        }
    }
    for (first, second) in [(file()?, file()?), (server()?, server()?)] {
        day(first, second, csv, folder.path())?;
    }
    (0..number()).try_for_each(|number| drop_schema(address, &schema(number)))
}

fn day(first: Arc<dyn Repository>, second: Arc<dyn Repository>, csv: &Path, folder: &Path) -> Result<()> {
    let codes = CodeOptions::new(Pepper::from_bytes([7; 32]));
    let register = Register::builder().settings(settings()).codes(codes).with_repository(first)?;
    let imported = register.import_file(csv)?.run()?;
    let again = register.import_file(csv)?.plan()?;
    again.commit()?;
    let customers = register.customers();
    let anna = customers.create(
        CustomerDraft::person("Anna", "Ek")
            .with_email("anna@example.com")
            .with_tag("new")
            .with_tag("wedding"),
    )?;
    let key = register.with_idempotency_key("a key of a host");
    key.customers().create(CustomerDraft::person("Bo", "Ek"))?;
    // A crowd that shares an address.
    let crowd = (0..1_100)
        .map(|number| CustomerDraft::person("Eva", format!("Ek {number}")).with_email("info@example.com"));
    customers.create_many(&crowd.collect::<Vec<_>>())?;
    let one = folder.join("one.csv");
    std::fs::write(&one, "customer_id,first_name,email\nX1,Eva,info@example.com\n")?;
    register.import_file(&one)?.run()?;
    register.tags().apply(&[anna.id], &TagChange::add(["VIP"]))?;
    let everybody = CustomerFilter::default().with_archived(Archived::Include);
    for sort in [Sort::FamilyName, Sort::Number, Sort::City] {
        let page = customers.page(&everybody, &sort, &PageRequest::first(50))?;
        if let Some(next) = page.next {
            customers.page(&everybody, &sort, &PageRequest::after(50, next))?;
        }
    }
    customers.page(&everybody.clone().with_tag("newsletter"), &Sort::City, &PageRequest::first(50))?;
    customers.search("andersson", 50)?;
    let to = folder.join("out.csv");
    let export =
        ExportOptions { existing: ExistingFile::Replace, ..ExportOptions::csv(CsvProfile::Exchange) };
    customers.export_file(&to, &export)?;
    jobs::photo_job(&register, folder)?;
    let other = Register::builder().with_repository(second)?;
    register.copy_to(&other)?;
    register.update_settings(RegisterSettings { locale: "de-DE".into(), ..settings() })?;
    customers.delete(anna.id, customers.get(anna.id)?.revision)?;
    register.undo_import(imported.batch)?;
    let faults = register.verify()?;
    if faults.is_empty() { Ok(()) } else { Err(faults.join("; ").into()) }
}
