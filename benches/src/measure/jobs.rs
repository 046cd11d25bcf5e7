//! The customers' register of a job, in a register with a thousand jobs of a thousand participants.

use std::fs;
use std::path::{Path, PathBuf};

use kartotek::{
    Collation, CustomerId, Gallery, GalleryDetails, GalleryId, Job, JobDetails, JobGroup, JobGroupDetails,
    JobGroupId, JobId, Keyed, PageRequest, Participant, ParticipantDetails, ParticipantId, Register,
    RegisterExport, RegisterQuery, Registration, RegistrationDetails, RegistrationId, RegistrationKind,
    Repository, RepositoryExt, Revision, Sort, SqliteOptions, SqliteRepository, Timestamp, WriteTx,
};

use super::figure::{Figure, compare};
use super::stage::{Stage, remove};
use crate::baseline::{Baseline, Result};

const GROUPS: u32 = 20;
const PARTICIPANTS: u32 = 1_000;
const REGISTRATIONS: u32 = 1_500;
/// In the job that is measured.
const MANY_REGISTRATIONS: u32 = 2_000;
/// So many participants of a job have a gallery of their own.
const GALLERIES: u32 = 200;

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
    let collation = Collation::new("sv-SE")?;
    let begun = std::time::Instant::now();
    for job in 0..(customers / PARTICIPANTS).max(1) {
        repository.write(|tx| insert_job(tx, &collation, &people, job))?;
    }
    let checks = repository.verify()?;
    eprintln!("filled jobs in {:?}", begun.elapsed());
    if checks.is_empty() { Ok(()) } else { Err(checks.join("; ").into()) }
}

/// An id that tells what it is of: which kind, which job, which place in it.
fn id(kind: u8, job: u32, place: u32) -> [u8; 16] {
    let mut id = [0; 16];
    (id[0], id[6], id[8]) = (kind, 0x70, 0x80);
    id[1..5].copy_from_slice(&job.to_be_bytes());
    id[12..].copy_from_slice(&place.to_be_bytes());
    id
}

fn insert_job(
    tx: &mut dyn WriteTx,
    collation: &Collation,
    people: &[([u8; 16], String, String)],
    job: u32,
) -> kartotek::Result<()> {
    let at = Timestamp::from_micros(1_600_000_000_000_000 + i64::from(job) * 1_000_000_000);
    let revision = Revision::FIRST;
    let (created_at, updated_at, job_id) = (at, at, JobId::from_bytes(id(1, job, 0)));
    let details = JobDetails::titled(format!("Job {job}"));
    let sort_key = collation.key(&details.title);
    let record = Job { id: job_id, revision, created_at, updated_at, details };
    tx.insert_jobs(&[Keyed { record, sort_key }])?;

    let group_id = |place: u32| JobGroupId::from_bytes(id(2, job, place % GROUPS));
    let groups = (0..GROUPS).map(|place| {
        let details = JobGroupDetails { name: format!("Class {place}") };
        let sort_key = collation.key(&details.name);
        let record = JobGroup { id: group_id(place), revision, created_at, updated_at, job: job_id, details };
        Keyed { record, sort_key }
    });
    tx.insert_job_groups(&groups.collect::<Vec<_>>())?;

    let person = |place: u32| &people[(job as usize * 997 + place as usize) % people.len()];
    let participant_id = |place: u32| ParticipantId::from_bytes(id(3, job, place % PARTICIPANTS));
    let participants = (0..PARTICIPANTS).map(|place| {
        let (_, given, family) = person(place * 3);
        let details = ParticipantDetails::named(given.clone(), family.clone());
        let sort_key = collation.key(&format!("{family} {given}"));
        let record = Participant { id: participant_id(place), revision, created_at, updated_at, details };
        Keyed { record, sort_key }
    });
    tx.insert_participants(&participants.collect::<Vec<_>>())?;
    let members: Vec<_> = (0..PARTICIPANTS).map(|place| (group_id(place), participant_id(place))).collect();
    tx.add_to_groups(&members)?;

    let gallery = |place: u32, job_group, participant| {
        let (gallery, details) = (GalleryId::from_bytes(id(4, job, place)), GalleryDetails::default());
        let record = Gallery {
            id: gallery,
            revision,
            created_at,
            updated_at,
            job: job_id,
            job_group,
            participant,
            details,
        };
        Keyed { record, sort_key: Vec::new() }
    };
    let of_groups = (0..GROUPS).map(|place| gallery(place, Some(group_id(place)), None));
    let own = (0..GALLERIES).map(|place| gallery(GROUPS + place, None, Some(participant_id(place))));
    tx.insert_galleries(&of_groups.chain(own).collect::<Vec<_>>())?;

    let count = if job == 0 { MANY_REGISTRATIONS } else { REGISTRATIONS };
    let kinds = [RegistrationKind::OnlineForm, RegistrationKind::QrCard, RegistrationKind::Staff];
    let registration_id = |place: u32| RegistrationId::from_bytes(id(5, job, place));
    let registrations = (0..count).map(|place| {
        let (customer, given, family) = person(place);
        let details = RegistrationDetails {
            kind: kinds[place as usize % kinds.len()].clone(),
            registered_at: Some(Timestamp::from_micros(
                at.as_micros() + i64::from(place * 7 % count) * 60_000_000,
            )),
            entered_name: format!("{given} {family}"),
        };
        let sort_key = collation.key(&details.entered_name);
        let record = Registration {
            id: registration_id(place),
            revision,
            created_at,
            updated_at,
            job: job_id,
            job_group: group_id(place),
            customer: CustomerId::from_bytes(*customer),
            details,
        };
        Keyed { record, sort_key }
    });
    tx.insert_registrations(&registrations.collect::<Vec<_>>())?;
    let registered: Vec<_> =
        (0..count).map(|place| (registration_id(place), participant_id(place))).collect();
    tx.add_registered(&registered)
}
