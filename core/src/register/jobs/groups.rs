use std::collections::HashSet;

use crate::base::{EntityKind, Error, JobGroupId, JobId, Result, Revision, name_key};
use crate::galleries::{Gallery, GalleryDetails};
use crate::jobs::{Job, JobGroup, JobGroupDetails, check_group};
use crate::register::idempotency::Arguments;
use crate::register::kept::kept;
use crate::register::records;
use crate::register::{Dependent, Register, Unit};

/// Groups of photo jobs: classes and teams, each with a gallery of its own (SPEC P25).
///
/// ```
/// use kartotek::{ErrorKind, JobDetails, Register};
///
/// let register = Register::in_memory()?;
/// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
/// let group = register.job_groups().create(job.id, "4b")?;
/// assert_eq!(register.galleries().of_group(group.id)?.job_group, Some(group.id));
/// assert_eq!(register.job_groups().create(job.id, " 4B ").unwrap_err().kind(), ErrorKind::AlreadyExists);
/// register.job_groups().delete(group.id)?;
/// assert!(register.job_groups().of_job(job.id)?.is_empty());
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct JobGroups<'r> {
    pub(crate) register: &'r Register,
}

impl JobGroups<'_> {
    /// Makes a group with its gallery.
    ///
    /// # Errors
    /// `NotFound` where the job does not exist; `AlreadyExists` where it has a group of this name, case and
    /// blanks apart; `Invalid` where it is no name.
    pub fn create(&self, job: JobId, name: &str) -> Result<JobGroup> {
        self.register.record_once(
            "job_groups.create",
            || Arguments::default().id(job).text(name),
            |unit| {
                let id = JobGroupId::from_bytes(unit.new_id()?);
                create_group(unit, id, job, name)
            },
        )
    }

    /// Returns a group.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn get(&self, id: JobGroupId) -> Result<JobGroup> {
        self.register.read(|tx| records::get(tx, id.to_bytes()))
    }

    /// Returns all groups of a job by name, in the order of the register's language; none of a job that does
    /// not exist.
    ///
    /// # Errors
    /// Of the storage.
    pub fn of_job(&self, job: JobId) -> Result<Vec<JobGroup>> {
        self.register.read(|tx| tx.groups_of_job(job))
    }

    /// Gives a group another name; `revision` is the one that was read.
    ///
    /// # Errors
    /// As [`JobGroups::create`]; `Conflict` when it was changed meanwhile.
    pub fn rename(&self, id: JobGroupId, revision: Revision, name: &str) -> Result<JobGroup> {
        self.register.record_once(
            "job_groups.rename",
            || Arguments::default().id(id).number(revision.0.into()).text(name),
            |unit| {
                let group: JobGroup = records::get(&*unit.tx, id.to_bytes())?;
                refuse_taken(unit, group.job, &[name], Some(id))?;
                records::update(unit, id.to_bytes(), revision, JobGroupDetails { name: name.to_owned() })
            },
        )
    }

    /// Returns what depends on a group: those that keep it from being deleted.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn dependents(&self, id: JobGroupId) -> Result<Vec<Dependent>> {
        self.register.dependents_of::<JobGroup>(id.to_bytes())
    }

    /// Deletes a group in which nobody is and of which nobody bought, with its gallery where that is a draft:
    /// never shown, or taken back.
    ///
    /// # Errors
    /// `NotFound`; `RuleViolated` with the rule `has_dependents`, and in its text what depends on it; `Conflict` when
    /// [`Register::expecting`] names another revision.
    pub fn delete(&self, id: JobGroupId) -> Result<()> {
        self.register.delete_record::<JobGroup>("job_groups.delete", id.to_bytes())
    }
}

/// Makes a group of a job, with its gallery.
///
/// # Errors
/// `NotFound` for the job; `AlreadyExists` when a group of it has the name; `Invalid`.
pub(in crate::register) fn create_group(
    unit: &mut Unit<'_>,
    id: JobGroupId,
    job: JobId,
    name: &str,
) -> Result<JobGroup> {
    records::get::<Job>(&*unit.tx, job.to_bytes())?;
    refuse_taken(unit, job, &[name], None)?;
    let new = (vec![Some(job.to_bytes())], JobGroupDetails { name: name.to_owned() });
    let group: JobGroup = records::create_as(unit, id.to_bytes(), new)?;
    create_galleries(unit, std::slice::from_ref(&group))?;
    Ok(group)
}

/// Makes groups of a job that exists, each with its gallery.
///
/// # Errors
/// `AlreadyExists` where one has the name of another, `Invalid`.
pub(in crate::register) fn create_groups(
    unit: &mut Unit<'_>,
    job: JobId,
    names: &[&str],
) -> Result<Vec<JobGroup>> {
    refuse_taken(unit, job, names, None)?;
    let new =
        names.iter().map(|name| (vec![Some(job.to_bytes())], JobGroupDetails { name: (*name).to_owned() }));
    let groups: Vec<JobGroup> = records::create(unit, new)?;
    create_galleries(unit, &groups)?;
    Ok(groups)
}

/// Makes the gallery that each group has.
fn create_galleries(unit: &mut Unit<'_>, groups: &[JobGroup]) -> Result<()> {
    let galleries = groups.iter().map(|group| {
        let owners = vec![Some(group.job.to_bytes()), Some(group.id.to_bytes()), None];
        (owners, GalleryDetails::default())
    });
    records::create::<Gallery>(unit, galleries).map(drop)
}

fn refuse_taken(unit: &Unit<'_>, job: JobId, names: &[&str], own: Option<JobGroupId>) -> Result<()> {
    let others = unit.tx.groups_of_job(job)?.into_iter().filter(|group| Some(group.id) != own);
    let mut taken: HashSet<String> = others.map(|group| name_key(&group.details.name)).collect();
    if names.iter().all(|name| taken.insert(name_key(name))) {
        return Ok(());
    }
    Err(Error::AlreadyExists { entity: EntityKind::JobGroup, field: "name" })
}

kept!(
    JobGroup(JobGroupId),
    job_groups,
    insert_job_groups,
    update_job_groups,
    delete_job_groups,
    check_group,
    parts: delete_galleries
);

fn delete_galleries(unit: &mut Unit<'_>, groups: &[JobGroupId]) -> Result<()> {
    let galleries = unit.tx.galleries_of_groups(groups)?;
    let galleries: Vec<[u8; 16]> = galleries.iter().map(|gallery| gallery.id.to_bytes()).collect();
    records::delete::<Gallery>(unit, &galleries)
}
