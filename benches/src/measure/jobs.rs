//! The customers' register of a job, in a register with a thousand jobs of a thousand participants.

use std::fs;
use std::path::{Path, PathBuf};

use kartotek::{
    JobGroupId, JobId, PageRequest, Register, RegisterExport, RegisterQuery, Repository, RepositoryExt, Sort,
    SqliteOptions, SqliteRepository,
};

use super::figure::{Figure, compare};
use super::stage::{Stage, remove};
use crate::baseline::{Baseline, Result};
use crate::jobs::{Jobs, id};

pub(super) fn measure(stage: &mut Stage, figures: &mut Vec<Figure>) -> Result<()> {
    let path = filled(stage)?;
    let (register, baseline) = (Register::builder().must_exist().open(&path)?, Baseline::open(&path)?);
    let job = JobId::from_bytes(id(1, 0, 0));
    for (what, sort, order) in [
        ("register of a job, by date", "registered_at", "r.registered_at"),
        ("register of a job, by name", "entered_name", "r.sort_key"),
        ("register of a job, by group", "job_group", "g.sort_key"),
        ("register of a job, by e-mail", "email", "c.sort_email"),
        ("register of a job, by town", "city", "c.sort_city"),
    ] {
        let query = RegisterQuery { sort: Sort::by(sort), ..RegisterQuery::default() };
        let ours = |_| Ok(register.jobs().customers(job, &query, &PageRequest::first(50))?);
        let baseline = |_| baseline.job_page(job.to_bytes(), order, 50);
        figures.push(stage.time("job page", what, compare(200, ours, baseline)?));
    }
    let query = RegisterQuery { sort: Sort::by("participants"), ..RegisterQuery::default() };
    let ours = |_| Ok(register.jobs().customers(job, &query, &PageRequest::first(50))?);
    figures.push(stage.time_alone(
        "job page",
        "register of a job, by participant",
        compare(200, ours, nothing)?.0,
    ));
    let group = JobGroupId::from_bytes(id(2, 0, 0));
    let query = RegisterQuery::default();
    let ours = |_| Ok(register.job_groups().customers(group, &query, &PageRequest::first(50))?);
    figures.push(stage.time_alone(
        "job page",
        "register of a group, by date",
        compare(200, ours, nothing)?.0,
    ));
    let (file, export) = (stage.folder.join("job.csv"), RegisterExport::default());
    let ours = |_| {
        remove(&file);
        Ok(register.jobs().export_customers(job, &file, &export)?)
    };
    figures.push(stage.time_alone(
        "job export",
        "export of a job's 2,000 rows",
        compare(20, ours, nothing)?.0,
    ));
    Ok(())
}

fn nothing(_: u32) -> Result<()> {
    Ok(())
}

/// Returns a filled register with jobs: as many participants as customers, and half as many registrations more.
fn filled(stage: &Stage) -> Result<PathBuf> {
    let path = stage.folder.join("jobs.db");
    if path.exists() {
        return Ok(path);
    }
    let new = stage.folder.join("filling-jobs.db");
    remove(&new);
    fs::copy(stage.filled()?, &new)?;
    fill(&new, stage.rows)?;
    fs::rename(&new, &path)?;
    Ok(path)
}

fn fill(path: &Path, customers: u32) -> Result<()> {
    let mut people = Vec::new();
    // Opened once, so that the schema is the newest.
    drop(Register::builder().must_exist().open(path)?);
    Baseline::open(path)?.each_name(|id, given, family| people.push((id, given, family)))?;
    let repository = SqliteRepository::open(path, SqliteOptions::default())?;
    let (begun, jobs) = (std::time::Instant::now(), Jobs::new(people)?);
    for job in 0..Jobs::count(customers) {
        repository.write(|tx| jobs.insert(tx, job))?;
    }
    let checks = repository.verify()?;
    eprintln!("filled jobs in {:?}", begun.elapsed());
    if checks.is_empty() { Ok(()) } else { Err(checks.join("; ").into()) }
}
