//! A school photographer's job from the plan to the evening after the shoot: groups, names, cards,
//! registrations, and who registered in which class for which child.
//!
//! ```sh
//! cargo run --release --example photo_job -- [FOLDER]
//! ```
//!
//! The register, both lists and the cards go into the folder, `target/photo_job` unless another is named.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use kartotek::{
    ConsentDecision, CsvProfile, CustomerDraft, ExistingFile, ExportFormat, ExportOptions, FormParticipant,
    GROUP_COLUMNS, GalleryDetails, Headings, JOB_COLUMNS, Job, JobDetails, JobGroup, JobStatus,
    KnownCustomer, Language, PageRequest, ParticipantDetails, ParticipantFilter, Register, RegisterColumn,
    RegisterExport, RegisterQuery, RegisterSettings, RegisteredCustomer, RegistrationForm, Sort, Submitted,
    TotalMode,
};

const GROUPS: usize = 20;
const CHILDREN: usize = 500;
const REGISTRATIONS: usize = 800;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or("target/photo_job".to_owned()));
    std::fs::create_dir_all(&folder)?;
    let register = new_register(&folder.join("register.db"))?;

    let (job, groups) = plan(&register)?;
    put_children(&register, &job, &groups)?;
    register_parents(&register, &job, &groups)?;

    let query = RegisterQuery::default();
    let first = PageRequest::first(8).with_total(TotalMode::Exact);
    let page = register.jobs().customers(job.id, &query, &first)?;
    println!("\n{}, {:?} registrations", job.details.title, page.total);
    show(JOB_COLUMNS, &page.items);
    let by_name = RegisterQuery { sort: Sort::by("entered_name"), ..query };
    let page = register.job_groups().customers(groups[0].id, &by_name, &first)?;
    println!("\nGroup {}, {:?} registrations", groups[0].details.name, page.total);
    show(GROUP_COLUMNS, &page.items);

    let export = RegisterExport {
        query: by_name,
        headings: Headings::Labels(Language::Sv),
        format: ExportOptions::csv(CsvProfile::Excel).format,
        existing: ExistingFile::Replace,
    };
    for (name, format) in [("job.csv", export.format.clone()), ("job.xlsx", ExportFormat::Xlsx)] {
        let export = RegisterExport { format, ..export.clone() };
        let summary = register.jobs().export_customers(job.id, folder.join(name), &export)?;
        println!("{} rows in {name}", summary.rows);
    }
    let summary = register.job_groups().export_customers(groups[0].id, folder.join("group.csv"), &export)?;
    println!("{} rows in group.csv", summary.rows);
    register.shut_down()?;
    Ok(())
}

/// Begins anew, so that each run tells the same story.
fn new_register(path: &Path) -> Result<Register, Box<dyn Error>> {
    for suffix in ["", "-wal", "-shm"] {
        let old = PathBuf::from(format!("{}{suffix}", path.display()));
        if old.exists() {
            std::fs::remove_file(old)?;
        }
    }
    let settings = RegisterSettings {
        name: "Studio Sol".into(),
        locale: "sv-SE".into(),
        zone: "Europe/Stockholm".into(),
        country: "SE".into(),
        currency: "SEK".into(),
        ..RegisterSettings::default()
    };
    Ok(Register::builder().settings(settings).open(path)?)
}

/// The job with its classes, which have their galleries from the beginning.
fn plan(register: &Register) -> kartotek::Result<(Job, Vec<JobGroup>)> {
    let details = JobDetails {
        kind: "school".into(),
        status: JobStatus::Open,
        shoot_dates: vec!["2026-09-01".parse()?, "2026-09-02".parse()?],
        ..JobDetails::titled("Ekskolan 2026")
    };
    let job = register.jobs().create(details)?;
    let names = (0..GROUPS).map(|place| format!("{}{}", place / 4 + 1, ["A", "B", "C", "D"][place % 4]));
    let groups = names.map(|name| register.job_groups().create(job.id, &name));
    let groups = groups.collect::<kartotek::Result<_>>()?;
    Ok((job, groups))
}

const GIVEN: [&str; 25] = [
    "Alma", "Anton", "Astrid", "Axel", "Ebba", "Elias", "Ella", "Elsa", "Emil", "Filip", "Freja", "Hugo",
    "Ida", "Iris", "Leo", "Lova", "Maja", "Melker", "Nils", "Olle", "Saga", "Signe", "Tage", "Vera", "Åke",
];
const FAMILY: [&str; 20] = [
    "Ahl", "Berg", "Dahl", "Ek", "Falk", "García", "Holm", "Ibrahim", "Jansson", "Kovač", "Lind", "Moberg",
    "Nyström", "Petrova", "Rask", "Sjö", "Tran", "Wallin", "Åberg", "Öst",
];

/// The children, 25 a class; every second one gets a gallery of its own.
fn put_children(register: &Register, job: &Job, groups: &[JobGroup]) -> kartotek::Result<()> {
    let started = Instant::now();
    for place in 0..CHILDREN {
        let name = ParticipantDetails::named(GIVEN[place % 25], FAMILY[place / 25]);
        let child = register.participants().create(name)?;
        register.participants().add_to_group(groups[place * GROUPS / CHILDREN].id, &[child.id])?;
        if place % 2 == 0 {
            register.galleries().create(job.id, child.id, GalleryDetails::default())?;
        }
    }
    println!("{CHILDREN} children in {GROUPS} groups, in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// The parents register: the first 300 children by two of them.
fn register_parents(register: &Register, job: &Job, groups: &[JobGroup]) -> kartotek::Result<()> {
    let started = Instant::now();
    let of_job = ParticipantFilter { job: Some(job.id), ..ParticipantFilter::default() };
    let children = register.participants().all(&of_job, &Sort::by("created_at"));
    let children = children.collect::<kartotek::Result<Vec<_>>>()?;
    for place in 0..REGISTRATIONS {
        let child = &children[place % CHILDREN];
        let parent = ["Anna", "Bo"][place / CHILDREN];
        let mut customer = CustomerDraft::person(parent, &child.details.family_name)
            .with_email(format!("{parent}.{place}@example.com").to_lowercase());
        customer.profile.entered_name = format!("{parent} {}", child.details.family_name);
        if place % 3 > 0 {
            let (postal_code, city) = ("411 01".into(), "Göteborg".into());
            customer.profile.addresses.push(kartotek::Address { postal_code, city, ..Default::default() });
        }
        let group = groups[place % CHILDREN * GROUPS / CHILDREN].id;
        let form = RegistrationForm {
            photo_consent: Some((ConsentDecision::Granted, "School pictures, version 1".into())),
            ..RegistrationForm::new(group, customer, FormParticipant::Known(child.id))
        };
        let stored = register.registrations().submit(&form, KnownCustomer::Ask)?;
        assert!(matches!(stored, Submitted::Registered(_)), "nobody is known");
    }
    println!("{REGISTRATIONS} registrations in {:.1} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn show(columns: &[RegisterColumn], rows: &[RegisteredCustomer]) {
    let texts = |row: &RegisteredCustomer| -> Vec<String> {
        columns.iter().map(|column| row.value(column.key).to_text().replace('\n', ", ")).collect()
    };
    let mut table: Vec<Vec<String>> =
        vec![columns.iter().map(|column| column.label(Language::En).to_owned()).collect()];
    table.extend(rows.iter().map(texts));
    let width = |place: usize| table.iter().map(|row| row[place].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    for row in &table {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        println!("{}", cells.join("  ").trim_end());
    }
}
