use std::collections::{HashMap, HashSet};

use crate::base::{
    CustomerId, EntityKind, Error, GalleryId, JobGroupId, JobId, ParticipantId, RegistrationId, Result,
    Revision,
};
use crate::collections::CollectionRef;
use crate::galleries::{Gallery, GalleryDetails, GalleryState, check_gallery};
use crate::jobs::{Job, JobGroup};
use crate::register::customers::get as get_customer;
use crate::register::idempotency::Arguments;
use crate::register::kept::kept;
use crate::register::records::{self, distinct};
use crate::register::{Dependent, Register};

use super::participants::refuse_not_in_job;

/// Galleries of a register: one of each group of a job, and those of participants (SPEC P6, P7, P25).
#[derive(Debug, Clone, Copy)]
pub struct Galleries<'r> {
    pub(in crate::register) register: &'r Register,
}

impl Galleries<'_> {
    /// Makes the individual gallery of a participant in a job.
    ///
    /// # Errors
    /// `NotFound` where one of both does not exist; `RuleViolated` with the rule `not_in_job` where the
    /// participant is in no group of the job; `AlreadyExists` where there is one; `Invalid`.
    ///
    /// ```
    /// use kartotek::{ErrorKind, GalleryDetails, JobDetails, ParticipantDetails, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
    /// let group = register.job_groups().create(job.id, "4b")?;
    /// let elsa = register.participants().create(ParticipantDetails::named("Elsa", "Ek"))?;
    /// let make = || register.galleries().create(job.id, elsa.id, GalleryDetails::default());
    /// assert_eq!(make().unwrap_err().kind(), ErrorKind::RuleViolated);
    /// register.participants().add_to_group(group.id, &[elsa.id])?;
    /// assert_eq!(make()?.participant, Some(elsa.id));
    /// assert_eq!(make().unwrap_err().kind(), ErrorKind::AlreadyExists);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn create(&self, job: JobId, participant: ParticipantId, details: GalleryDetails) -> Result<Gallery> {
        self.register.record_once(
            "galleries.create",
            || {
                let owners = Arguments::default().id(job).id(participant);
                owners.details::<Gallery>(&details)
            },
            |unit| {
                records::get::<Job>(&*unit.tx, job.to_bytes())?;
                refuse_not_in_job(unit, &[(job, participant)])?;
                if !unit.tx.galleries_of_participants(Some(job), &[participant])?.is_empty() {
                    return Err(Error::AlreadyExists { entity: EntityKind::Gallery, field: "participant" });
                }
                let owners = vec![Some(job.to_bytes()), None, Some(participant.to_bytes())];
                Ok(records::create(unit, [(owners, details.clone())])?.remove(0))
            },
        )
    }

    /// Returns a gallery.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn get(&self, id: GalleryId) -> Result<Gallery> {
        self.register.read(|tx| records::get(tx, id.to_bytes()))
    }

    /// Returns the gallery of a group of a job: what the job view and the group view open (SPEC P6, P21).
    ///
    /// # Errors
    /// `NotFound` where the group does not exist.
    pub fn of_group(&self, group: JobGroupId) -> Result<Gallery> {
        self.register.read(|tx| {
            let gallery = tx.galleries_of_groups(&[group])?.pop();
            gallery.ok_or_else(|| records::not_found::<JobGroup>(group.to_bytes()))
        })
    }

    /// Returns the individual galleries of a participant in all jobs, the oldest first.
    ///
    /// # Errors
    /// Of the storage.
    pub fn of_participant(&self, participant: ParticipantId) -> Result<Vec<Gallery>> {
        self.register.read(|tx| {
            let mut galleries = tx.galleries_of_participants(None, &[participant])?;
            galleries.sort_unstable_by_key(|gallery| gallery.id);
            Ok(galleries)
        })
    }

    /// Returns the albums of a customer's private area, the oldest first: those of the groups in which it is
    /// registered, and there those of the participants for whom it is (SPEC A37). Of a shared login all that
    /// its persons have.
    ///
    /// # Errors
    /// `NotFound` where the customer does not exist.
    pub fn of_customer(&self, customer: CustomerId) -> Result<Vec<Gallery>> {
        self.register.read(|tx| {
            get_customer(tx, customer)?;
            let registrations = tx.registrations_of_customers(&[customer])?;
            let groups = distinct(registrations.iter().map(|entry| entry.job_group));
            let mut galleries = tx.galleries_of_groups(&groups)?;
            let jobs: HashMap<RegistrationId, JobId> =
                registrations.iter().map(|entry| (entry.id, entry.job)).collect();
            let entered = tx.participants_of_registrations(&jobs.keys().copied().collect::<Vec<_>>())?;
            let participants = distinct(entered.iter().map(|(_, participant)| *participant));
            let entered: HashSet<_> =
                entered.iter().filter_map(|(entry, who)| Some((*jobs.get(entry)?, Some(*who)))).collect();
            let individual = tx.galleries_of_participants(None, &participants)?.into_iter();
            galleries.extend(individual.filter(|own| entered.contains(&(own.job, own.participant))));
            galleries.sort_unstable_by_key(|gallery| gallery.id);
            Ok(galleries)
        })
    }

    /// Returns the tags of galleries, in the order asked for, those of one by name (SPEC A45).
    ///
    /// # Errors
    /// Of the storage.
    pub fn tags(&self, ids: &[GalleryId]) -> Result<Vec<Vec<CollectionRef>>> {
        let asked: Vec<[u8; 16]> = ids.iter().map(|id| id.to_bytes()).collect();
        let found = self.register.read(|tx| tx.tags_of(EntityKind::Gallery, &asked))?;
        let mut tags: HashMap<[u8; 16], Vec<CollectionRef>> = HashMap::new();
        found.into_iter().for_each(|(id, tag)| tags.entry(id).or_default().push(tag));
        Ok(asked.iter().map(|id| tags.get(id).cloned().unwrap_or_default()).collect())
    }

    /// Replaces what people edit about a gallery; `revision` is the one that was read.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was changed meanwhile, with both sides of what differs; `Invalid` with
    /// every problem.
    pub fn update(&self, id: GalleryId, revision: Revision, details: GalleryDetails) -> Result<Gallery> {
        self.register.update_record("galleries.update", id.to_bytes(), revision, &details)
    }

    /// Returns what depends on a gallery: those that keep it from being deleted.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn dependents(&self, id: GalleryId) -> Result<Vec<Dependent>> {
        self.register.dependents_of::<Gallery>(id.to_bytes())
    }

    /// Deletes the gallery of a participant while it is a draft that no code opens. That of a group goes with
    /// its group.
    ///
    /// # Errors
    /// `NotFound`; `RuleViolated` with the rule `gallery_of_group`, with `gallery_shown` where it is no draft:
    /// people may look at it or did, and whoever wants it gone makes it a draft first, and with
    /// `has_dependents`, and in its text what depends on it, where the participant has a code of the job that is
    /// bound, active or suspended; `Conflict` when [`Register::expecting`] names another revision.
    pub fn delete(&self, id: GalleryId) -> Result<()> {
        self.register.done_once(
            "galleries.delete",
            || Arguments::default().id(id),
            |unit| {
                let gallery: Gallery = records::get(&*unit.tx, id.to_bytes())?;
                if gallery.job_group.is_some() {
                    return Err(Error::rule(
                        "gallery_of_group",
                        "the gallery of a group goes with its group",
                    ));
                }
                if gallery.details.state != GalleryState::Draft {
                    return Err(Error::rule(
                        "gallery_shown",
                        "the gallery is published or was: it is no draft",
                    ));
                }
                records::delete::<Gallery>(unit, &[id.to_bytes()])
            },
        )
    }
}

kept!(Gallery(GalleryId), galleries, insert_galleries, update_galleries, delete_galleries, check_gallery);
