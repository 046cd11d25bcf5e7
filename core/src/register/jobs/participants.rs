use std::collections::{HashMap, HashSet};

use crate::base::{
    CustomerId, Error, FieldProblem, JobGroupId, JobId, Page, PageRequest, ParticipantId, Result, Revision,
    Rule, Sort,
};
use crate::customers::CustomerKind;
use crate::history::{Action, Change, OldValue};
use crate::jobs::JobGroup;
use crate::participants::{
    Participant, ParticipantDetails, ParticipantFilter, ParticipantLink, PhotoConsent, Relation,
    check_participant,
};
use crate::register::customers::get_all as get_customers;
use crate::register::idempotency::Arguments;
use crate::register::kept::kept;
use crate::register::records::{self, distinct, entity};
use crate::register::{Dependent, Register, Unit, Walk, pages};

/// Participants of a register: who is pictured (SPEC P5, B5).
///
/// ```
/// use kartotek::{CustomerDraft, ParticipantDetails, ParticipantFilter, Register, Relation};
///
/// let register = Register::in_memory()?;
/// let elsa = register.participants().create(ParticipantDetails::named("Elsa", "Ek"))?;
/// let anna = register.customers().create(CustomerDraft::person("Anna", "Ek"))?;
/// register.participants().link(elsa.id, anna.id, Relation::Guardian)?;
/// let hers = ParticipantFilter { customer: Some(anna.id), ..ParticipantFilter::default() };
/// assert_eq!(register.participants().count(&hers)?, 1);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Participants<'r> {
    pub(super) register: &'r Register,
}

impl<'r> Participants<'r> {
    /// Makes a participant.
    ///
    /// # Errors
    /// `Invalid` with every problem: no name, a day of birth to come, a text that is too long; `Unsupported`
    /// where the backend has no photo jobs, as with every method of it.
    pub fn create(&self, details: ParticipantDetails) -> Result<Participant> {
        self.register.create_record("participants.create", &details)
    }

    /// Returns a participant.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn get(&self, id: ParticipantId) -> Result<Participant> {
        self.register.read(|tx| records::get(tx, id.to_bytes()))
    }

    /// Replaces what people edit about a participant; `revision` is the one that was read.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was changed meanwhile, with both sides of what differs; `Invalid` as
    /// [`Participants::create`].
    pub fn update(
        &self,
        id: ParticipantId,
        revision: Revision,
        details: ParticipantDetails,
    ) -> Result<Participant> {
        self.register.update_record("participants.update", id.to_bytes(), revision, &details)
    }

    /// Returns what depends on a participant: those that keep it from being deleted.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn dependents(&self, id: ParticipantId) -> Result<Vec<Dependent>> {
        self.register.dependents_of::<Participant>(id.to_bytes())
    }

    /// Deletes a participant who is in no group, has no gallery, registration and code, and belongs to no
    /// customer; decisions on pictures go too.
    ///
    /// # Errors
    /// `NotFound`; `RuleViolated` with the rule `has_dependents`, and in its text what depends on it; `Conflict` when
    /// [`Register::expecting`] names another revision.
    pub fn delete(&self, id: ParticipantId) -> Result<()> {
        self.register.delete_record::<Participant>("participants.delete", id.to_bytes())
    }

    /// Returns one page of a list.
    ///
    /// # Errors
    /// `Invalid` for a sort that is not one of [`ParticipantFilter::SORTS`]; `InvalidCursor`.
    pub fn page(
        &self,
        filter: &ParticipantFilter,
        sort: &Sort,
        request: &PageRequest,
    ) -> Result<Page<Participant>> {
        self.register.read_with_state(|tx, state| {
            pages::page(
                self.register,
                state,
                &ParticipantFilter::SORTS,
                (filter, sort, request),
                |list| tx.list_participants(list),
                |cap| tx.count_participants(filter, cap),
            )
        })
    }

    /// Returns the whole list, page after page behind the scenes.
    #[must_use]
    pub fn all(&self, filter: &ParticipantFilter, sort: &Sort) -> Walk<'r, Participant> {
        let (participants, filter, sort) = (*self, filter.clone(), sort.clone());
        Walk::new(move |request| participants.page(&filter, &sort, request))
    }

    /// Counts a list.
    ///
    /// # Errors
    /// Of the storage.
    pub fn count(&self, filter: &ParticipantFilter) -> Result<u64> {
        self.register.read(|tx| tx.count_participants(filter, None))
    }

    /// Puts participants into a group of a job; those who are there stay.
    ///
    /// # Errors
    /// `NotFound` where the group or one of them does not exist; nothing is changed then.
    pub fn add_to_group(&self, group: JobGroupId, participants: &[ParticipantId]) -> Result<()> {
        self.register.done_once(
            "participants.add_to_group",
            || Arguments::default().id(group).ids(participants),
            |unit| put_in_group(unit, group, participants),
        )
    }

    /// Takes participants out of a group of a job; those who are not there stay out. Their galleries and
    /// registrations stay.
    ///
    /// # Errors
    /// As [`Participants::add_to_group`].
    pub fn remove_from_group(&self, group: JobGroupId, participants: &[ParticipantId]) -> Result<()> {
        self.register.done_once(
            "participants.remove_from_group",
            || Arguments::default().id(group).ids(participants),
            |unit| {
                let inside = members_among(unit, group, participants)?;
                let mut gone = distinct(participants.iter().copied());
                gone.retain(|id| inside.contains(id));
                unit.tx.remove_from_groups(&gone.iter().map(|id| (group, *id)).collect::<Vec<_>>())?;
                gone.iter().for_each(|id| note_group(unit, *id, group, '-'));
                Ok(())
            },
        )
    }

    /// Returns the groups that a participant is in, of all jobs, the oldest first.
    ///
    /// # Errors
    /// Of the storage.
    pub fn groups_of(&self, id: ParticipantId) -> Result<Vec<JobGroup>> {
        self.register.read(|tx| {
            let groups: Vec<JobGroupId> =
                tx.groups_of_participants(&[id])?.into_iter().map(|(group, _)| group).collect();
            let mut groups = tx.job_groups(&groups)?;
            groups.sort_unstable_by_key(|group| group.id);
            Ok(groups)
        })
    }

    /// Ties a participant to a customer; the relation of a pair that is tied is replaced.
    ///
    /// # Errors
    /// `NotFound` where one of both does not exist.
    pub fn link(&self, participant: ParticipantId, customer: CustomerId, relation: Relation) -> Result<()> {
        let link = ParticipantLink { participant, customer, relation };
        self.register.done_once(
            "participants.link",
            || Arguments::default().id(participant).id(customer).text(relation.code()),
            |unit| put_links(unit, &[link]),
        )
    }

    /// Unties a participant from a customer; a pair that is not tied stays so.
    ///
    /// # Errors
    /// `NotFound` where the participant does not exist.
    pub fn unlink(&self, participant: ParticipantId, customer: CustomerId) -> Result<()> {
        self.register.done_once(
            "participants.unlink",
            || Arguments::default().id(participant).id(customer),
            |unit| {
                records::get::<Participant>(&*unit.tx, participant.to_bytes())?;
                let links = unit.tx.customers_of_participants(&[participant])?;
                let Some(link) = links.into_iter().find(|link| link.customer == customer) else {
                    return Ok(());
                };
                unit.tx.delete_links(&[(participant, customer)])?;
                note_link(unit, participant, customer, Some(link.relation));
                Ok(())
            },
        )
    }

    /// Returns to which customers a participant belongs, the oldest customer first.
    ///
    /// # Errors
    /// Of the storage.
    pub fn customers_of(&self, participant: ParticipantId) -> Result<Vec<ParticipantLink>> {
        self.register.read(|tx| {
            let mut links = tx.customers_of_participants(&[participant])?;
            links.sort_unstable_by_key(|link| link.customer);
            Ok(links)
        })
    }

    /// Notes a decision on pictures of a participant: who decided what, when, and on what wording.
    ///
    /// # Errors
    /// `NotFound` where the participant, or the customer it names, does not exist; `Invalid` for a text that
    /// is too long, or without wording or name.
    ///
    /// ```
    /// use kartotek::{ConsentDecision, ParticipantDetails, PhotoConsent, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let elsa = register.participants().create(ParticipantDetails::named("Elsa", "Ek"))?;
    /// let consent = PhotoConsent {
    ///     at: elsa.created_at,
    ///     decision: ConsentDecision::Granted,
    ///     wording: "school pictures, version 2".into(),
    ///     given_by: "Anna Ek".into(),
    ///     customer: None,
    /// };
    /// register.participants().add_photo_consent(elsa.id, consent.clone())?;
    /// assert_eq!(register.participants().photo_consents(elsa.id)?, [consent]);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn add_photo_consent(&self, participant: ParticipantId, consent: PhotoConsent) -> Result<()> {
        self.register.done_once(
            "participants.add_photo_consent",
            || Arguments::default().id(participant).consent(&consent),
            |unit| append_consents(unit, &[(participant, consent.clone())]),
        )
    }

    /// Returns all decisions on pictures of a participant in the order in which they were told; the last one
    /// counts.
    ///
    /// # Errors
    /// Of the storage.
    pub fn photo_consents(&self, participant: ParticipantId) -> Result<Vec<PhotoConsent>> {
        let consents = self.register.read(|tx| tx.photo_consents(&[participant]))?;
        Ok(consents.into_iter().map(|(_, consent)| consent).collect())
    }
}

impl Arguments {
    /// Adds a decision on pictures.
    pub(in crate::register) fn consent(self, consent: &PhotoConsent) -> Self {
        let known = self.id(consent.customer.map_or([0; 16], CustomerId::to_bytes));
        let known = known.number(consent.at.as_micros().cast_unsigned());
        known.text(consent.decision.code()).text(&consent.wording).text(&consent.given_by)
    }
}

/// Returns which of some participants are in a group.
///
/// # Errors
/// `NotFound` where the group or one of them does not exist.
fn members_among(
    unit: &Unit<'_>,
    group: JobGroupId,
    participants: &[ParticipantId],
) -> Result<HashSet<ParticipantId>> {
    records::get::<JobGroup>(&*unit.tx, group.to_bytes())?;
    refuse_missing(unit, participants)?;
    let groups = unit.tx.groups_of_participants(participants)?;
    Ok(groups.into_iter().filter(|(of, _)| *of == group).map(|(_, id)| id).collect())
}

pub(super) fn refuse_missing(unit: &Unit<'_>, participants: &[ParticipantId]) -> Result<()> {
    let ids: Vec<[u8; 16]> = participants.iter().map(|id| id.to_bytes()).collect();
    records::get_all::<Participant>(&*unit.tx, &ids).map(drop)
}

/// Refuses participants who are in no group of a job.
///
/// # Errors
/// `NotFound` where one does not exist; `RuleViolated` with the rule `not_in_job`.
pub(super) fn refuse_not_in_job(unit: &Unit<'_>, wanted: &[(JobId, ParticipantId)]) -> Result<()> {
    if wanted.is_empty() {
        return Ok(());
    }
    let participants: Vec<ParticipantId> = wanted.iter().map(|(_, participant)| *participant).collect();
    refuse_missing(unit, &participants)?;
    let members = unit.tx.groups_of_participants(&participants)?;
    let groups = unit.tx.job_groups(&distinct(members.iter().map(|(group, _)| *group)))?;
    let jobs: HashMap<JobGroupId, JobId> = groups.into_iter().map(|group| (group.id, group.job)).collect();
    let inside: HashSet<(JobId, ParticipantId)> = members
        .into_iter()
        .filter_map(|(group, participant)| Some((*jobs.get(&group)?, participant)))
        .collect();
    match wanted.iter().find(|pair| !inside.contains(pair)) {
        Some(_) => Err(Error::rule("not_in_job", "the participant is in no group of the job")),
        None => Ok(()),
    }
}

/// Puts participants into a group.
///
/// # Errors
/// `NotFound` where the group or one of them does not exist.
pub(in crate::register) fn put_in_group(
    unit: &mut Unit<'_>,
    group: JobGroupId,
    participants: &[ParticipantId],
) -> Result<()> {
    let inside = members_among(unit, group, participants)?;
    let mut new = distinct(participants.iter().copied());
    new.retain(|id| !inside.contains(id));
    unit.tx.add_to_groups(&new.iter().map(|id| (group, *id)).collect::<Vec<_>>())?;
    new.iter().for_each(|id| note_group(unit, *id, group, '+'));
    Ok(())
}

/// Ties participants to customers.
///
/// # Errors
/// `NotFound` where one does not exist.
pub(in crate::register) fn put_links(unit: &mut Unit<'_>, links: &[ParticipantLink]) -> Result<()> {
    let participants: Vec<ParticipantId> = links.iter().map(|link| link.participant).collect();
    let customers: Vec<CustomerId> = links.iter().map(|link| link.customer).collect();
    refuse_missing(unit, &participants)?;
    get_customers(&*unit.tx, &customers)?;
    let before = unit.tx.customers_of_participants(&participants)?.into_iter();
    let before: HashMap<(ParticipantId, CustomerId), Relation> =
        before.map(|link| ((link.participant, link.customer), link.relation)).collect();
    let was = |link: &ParticipantLink| before.get(&(link.participant, link.customer)).copied();
    let changed: Vec<ParticipantLink> =
        links.iter().copied().filter(|link| was(link) != Some(link.relation)).collect();
    unit.tx.put_links(&changed)?;
    changed.iter().for_each(|link| note_link(unit, link.participant, link.customer, was(link)));
    Ok(())
}

/// Returns what is wrong with the wording of a decision on pictures.
pub(super) fn problem_of_wording(wording: &str) -> Option<FieldProblem> {
    problem_of_text("wording", wording, 10_000)
}

fn problem_of_text(field: &'static str, text: &str, max: usize) -> Option<FieldProblem> {
    let rule = match text.chars().count() {
        0 => Rule::Required,
        count if count > max => Rule::TooLong,
        _ if text.contains('\0') => Rule::Character,
        _ => return None,
    };
    Some(FieldProblem::new(field, rule))
}

/// Notes decisions on pictures.
///
/// # Errors
/// As [`Participants::add_photo_consent`].
pub(in crate::register) fn append_consents(
    unit: &mut Unit<'_>,
    consents: &[(ParticipantId, PhotoConsent)],
) -> Result<()> {
    let texts = consents.iter().flat_map(|(_, consent)| {
        [problem_of_wording(&consent.wording), problem_of_text("given_by", &consent.given_by, 400)]
    });
    let problems: Vec<FieldProblem> = texts.flatten().collect();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let participants: Vec<ParticipantId> = consents.iter().map(|(id, _)| *id).collect();
    refuse_missing(unit, &participants)?;
    let customers: Vec<CustomerId> = consents.iter().filter_map(|(_, consent)| consent.customer).collect();
    let stored = get_customers(&*unit.tx, &customers)?;
    if stored.iter().any(|customer| customer.profile.kind == CustomerKind::SharedLogin) {
        return Err(Error::rule("shared_login", "a person consents, not a shared login"));
    }
    unit.tx.append_photo_consents(consents)?;
    for (participant, _) in consents {
        let old = vec![OldValue { field: "photo_consents".into(), text: String::new() }];
        note(unit, *participant, Action::Grouped, old);
    }
    Ok(())
}

/// Tells history that a participant gained (`+`) or lost (`-`) a group.
pub(super) fn note_group(unit: &mut Unit<'_>, participant: ParticipantId, group: JobGroupId, sign: char) {
    let old = vec![OldValue { field: "job_groups".into(), text: format!("{sign}{group}") }];
    note(unit, participant, Action::Grouped, old);
}

/// Tells history what a customer was to a participant before.
pub(super) fn note_link(
    unit: &mut Unit<'_>,
    participant: ParticipantId,
    customer: CustomerId,
    before: Option<Relation>,
) {
    let relation = before.map_or("", Relation::code);
    let old = vec![OldValue { field: "customers".into(), text: format!("{customer} {relation}") }];
    note(unit, participant, Action::Grouped, old);
}

fn note(unit: &mut Unit<'_>, participant: ParticipantId, action: Action, old: Vec<OldValue>) {
    unit.record(Change { entity: entity::<Participant>(participant.to_bytes()), action, old });
}

kept!(
    Participant(ParticipantId),
    participants,
    insert_participants,
    update_participants,
    delete_participants,
    check_participant
);
