//! A school photographer's job from the plan to the evening after the shoot: groups and names out of a
//! list, cards with QR codes, registrations, and who registered in which class for which child.
//!
//! ```sh
//! cargo run --release -p kartotek-examples --features pdf --example photo_job -- [FOLDER]
//! ```
//!
//! The names list, the register, both lists and the cards go into the folder, `target/photo_job` unless
//! another is named.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use kartotek::{
    CardSheets, CodeOptions, ConsentDecision, CsvProfile, CustomerDraft, ExistingFile, ExportFormat,
    ExportOptions, FieldValue, FormParticipant, GROUP_COLUMNS, GalleryDetails, Headings, IssuedCode,
    JOB_COLUMNS, Job, JobDetails, JobStatus, KnownCustomer, Language, Network, PageRequest,
    ParticipantFilter, Pepper, Register, RegisterColumn, RegisterExport, RegisterQuery, RegisterSettings,
    RegisteredCustomer, RegistrationForm, RegistrationKind, SecondPart, Sort, Source, Submitted,
    SystemRandomness, TotalMode, Tz,
};

const GROUPS: usize = 20;
const CHILDREN: usize = 500;
const REGISTRATIONS: usize = 800;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or("target/photo_job".to_owned()));
    std::fs::create_dir_all(&folder)?;
    let register = new_register(&folder.join("register.db"))?;

    let job = plan(&register)?;
    import_names(&register, &job, &folder.join("names.csv"))?;
    let issued = print_cards(&register, &job, &folder.join("cards.pdf"))?;
    register_parents(&register, &issued)?;

    let zone: Tz = register.settings()?.zone.parse()?;
    let query = RegisterQuery::default();
    let first = PageRequest::first(8).with_total(TotalMode::Exact);
    let page = register.jobs().customers(job.id, &query, &first)?;
    println!("\n{}, {:?} registrations", job.details.title, page.total);
    show(zone, JOB_COLUMNS, &page.items);
    let by_name = RegisterQuery { sort: Sort::by("entered_name"), ..query };
    let group = register.job_groups().of_job(job.id)?.remove(0);
    let page = register.job_groups().customers(group.id, &by_name, &first)?;
    println!("\nGroup {}, {:?} registrations", group.details.name, page.total);
    show(zone, GROUP_COLUMNS, &page.items);

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
    let summary = register.job_groups().export_customers(group.id, folder.join("group.csv"), &export)?;
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
    // A studio keeps the pepper apart from the register, and for ever.
    let codes = CodeOptions::new(Pepper::random(&SystemRandomness)?);
    Ok(Register::builder().settings(settings).codes(codes).open(path)?)
}

fn plan(register: &Register) -> kartotek::Result<Job> {
    register.jobs().create(JobDetails {
        kind: "school".into(),
        status: JobStatus::Open,
        shoot_dates: vec!["2026-09-01".parse()?, "2026-09-02".parse()?],
        ..JobDetails::titled("Ekskolan 2026")
    })
}

const GIVEN: [&str; 25] = [
    "Alma", "Anton", "Astrid", "Axel", "Ebba", "Elias", "Ella", "Elsa", "Emil", "Filip", "Freja", "Hugo",
    "Ida", "Iris", "Leo", "Lova", "Maja", "Melker", "Nils", "Olle", "Saga", "Signe", "Tage", "Vera", "Åke",
];
const FAMILY: [&str; 20] = [
    "Ahl", "Berg", "Dahl", "Ek", "Falk", "García", "Holm", "Ibrahim", "Jansson", "Kovač", "Lind", "Moberg",
    "Nyström", "Petrova", "Rask", "Sjö", "Tran", "Wallin", "Åberg", "Öst",
];

/// The school's list becomes classes and children; every second child gets a gallery of its own.
fn import_names(register: &Register, job: &Job, path: &Path) -> Result<(), Box<dyn Error>> {
    let mut list = "Elevnr;Efternamn;Förnamn;Klass\r\n".to_owned();
    for place in 0..CHILDREN {
        let group = place * GROUPS / CHILDREN;
        let class = format!("{}{}", group / 4 + 1, ["A", "B", "C", "D"][group % 4]);
        list += &format!("{};{};{};{class}\r\n", 1001 + place, FAMILY[place / 25], GIVEN[place % 25]);
    }
    std::fs::write(path, list)?;
    let started = Instant::now();
    let report = register.jobs().import_names(job.id, Source::path(path))?.run()?;
    let seconds = started.elapsed().as_secs_f64();
    println!("{} children in {} groups, in {seconds:.2} s", report.participants, report.groups.len());

    let of_job = ParticipantFilter { job: Some(job.id), ..ParticipantFilter::default() };
    for child in register.participants().all(&of_job, &Sort::by("student_number")).step_by(2) {
        register.galleries().create(job.id, child?.id, GalleryDetails::default())?;
    }
    Ok(())
}

/// A card for each child and some spare ones; from now on they open something.
fn print_cards(register: &Register, job: &Job, path: &Path) -> Result<Vec<IssuedCode>, Box<dyn Error>> {
    let started = Instant::now();
    let issued = register.codes().issue_missing(job.id)?;
    let spare = register.codes().issue_blank(job.id, 8)?;
    let sheets = CardSheets {
        studio: "Studio Sol".into(),
        job: job.details.title.clone(),
        second_part: SecondPart::Consent,
        ..CardSheets::new("https://studio.example".parse()?, Language::Sv)
    };
    let mut cards = register.codes().cards(&issued)?;
    cards.extend(register.codes().cards(&spare)?);
    let pdf = sheets.pdf(cards)?;
    std::fs::write(path, &pdf)?;
    register.codes().activate_all(job.id)?;
    let (count, seconds) = (issued.len() + spare.len(), started.elapsed().as_secs_f64());
    println!("{count} cards, {} kB, in {seconds:.2} s", pdf.len() / 1_000);
    Ok(issued)
}

/// The parents type the code of the card that came home: of the first 300 children, two of them.
fn register_parents(register: &Register, issued: &[IssuedCode]) -> Result<(), Box<dyn Error>> {
    let started = Instant::now();
    let visitor = Network::of("192.0.2.7".parse()?);
    for place in 0..REGISTRATIONS {
        let typed = issued[place % CHILDREN].secrets.typed.expose().to_lowercase();
        let child = register.codes().resolve(&typed, visitor, None)?.participant;
        let group = register.participants().groups_of(child.id)?.remove(0);
        let parent = ["Anna", "Bo"][place / CHILDREN];
        let mut customer = CustomerDraft::person(parent, &child.details.family_name)
            .with_email(format!("{parent}.{place}@example.com").to_lowercase());
        customer.profile.entered_name = format!("{parent} {}", child.details.family_name);
        if place % 3 > 0 {
            let (postal_code, city) = ("411 01".into(), "Göteborg".into());
            customer.profile.addresses.push(kartotek::Address { postal_code, city, ..Default::default() });
        }
        let form = RegistrationForm {
            kind: RegistrationKind::QrCard,
            photo_consent: Some((ConsentDecision::Granted, "School pictures, version 1".into())),
            ..RegistrationForm::new(group.id, customer, FormParticipant::Known(child.id))
        };
        let stored = register.registrations().submit(&form, KnownCustomer::Ask)?;
        assert!(matches!(stored, Submitted::Registered(_)), "nobody is known");
    }
    println!("{REGISTRATIONS} registrations in {:.2} s", started.elapsed().as_secs_f64());
    Ok(())
}

fn show(zone: Tz, columns: &[RegisterColumn], rows: &[RegisteredCustomer]) {
    let cell = |row: &RegisteredCustomer, key| match row.value(key) {
        FieldValue::Time(at) => at.local_date(zone).to_string(),
        value => value.to_text().replace('\n', ", "),
    };
    let texts = |row| columns.iter().map(|column| cell(row, column.key)).collect::<Vec<String>>();
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
