use std::collections::HashSet;

use crate::base::{
    CustomerId, Error, FieldProblem, JobGroupId, JobId, Page, PageRequest, ParticipantId, RegistrationId,
    Result, Revision, Rule, Sort, is_invisible,
};
use crate::catalogue::Context;
use crate::customers::{Customer, CustomerKind, CustomerProfile};
use crate::history::{Action, Change, OldValue};
use crate::jobs::{Job, JobGroup, JobStatus};
use crate::register::customers::get as get_customer;
use crate::register::idempotency::Arguments;
use crate::register::kept::kept;
use crate::register::records::{self, distinct, entity};
use crate::register::{Register, Unit, Walk, pages};
use crate::registrations::{
    MAX_ENTERED_NAME, Registration, RegistrationDetails, RegistrationFilter, RegistrationKind,
};

use super::participants::refuse_missing;

/// Registrations of customers in the groups of photo jobs (SPEC P1, B5).
///
/// ```
/// use kartotek::{
///     CustomerDraft, JobDetails, ParticipantDetails, RegistrationDetails, RegistrationFilter,
///     RegistrationKind, Register,
/// };
///
/// let register = Register::in_memory()?;
/// let job = register.jobs().create(JobDetails::titled("Ekskolan 2026"))?;
/// let group = register.job_groups().create(job.id, "4b")?;
/// let anna = register.customers().create(CustomerDraft::person("Anna", "García"))?;
/// let elsa = register.participants().create(ParticipantDetails::named("Elsa", "García"))?;
///
/// let details = RegistrationDetails { kind: RegistrationKind::OnlineForm, ..RegistrationDetails::default() };
/// let entry = register.registrations().create(group.id, anna.id, details, &[elsa.id])?;
/// assert_eq!((entry.job, entry.details.entered_name.as_str()), (job.id, "Anna García"));
/// assert_eq!(register.registrations().participants(entry.id)?, [elsa.id]);
///
/// let of_job = RegistrationFilter { job: Some(job.id), ..RegistrationFilter::default() };
/// assert_eq!(register.registrations().count(&of_job)?, 1);
/// # Ok::<(), kartotek::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Registrations<'r> {
    pub(super) register: &'r Register,
}

/// Where customers register by themselves ([`Context::SelfRegistration`]), everything that changes a
/// registration fails with `RuleViolated` and the rule `registration_closed` once the job is not open to them
/// or its deadline has passed.
impl<'r> Registrations<'r> {
    /// Registers a customer in a group, for some participants.
    ///
    /// A customer who is registered there stays so, as it was; participants who are new are added to that
    /// registration, which is returned.
    ///
    /// # Errors
    /// `NotFound` where the group, the customer or a participant does not exist; `RuleViolated` with the rule
    /// `shared_login` where the customer is one: its persons register (SPEC B5); `Invalid`.
    pub fn create(
        &self,
        group: JobGroupId,
        customer: CustomerId,
        details: RegistrationDetails,
        participants: &[ParticipantId],
    ) -> Result<Registration> {
        self.register.record_once(
            "registrations.create",
            || {
                let owners = Arguments::default().id(group).id(customer);
                owners.details::<Registration>(&details).ids(participants)
            },
            |unit| enter(unit, group, customer, details.clone(), participants),
        )
    }

    /// Returns a registration.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn get(&self, id: RegistrationId) -> Result<Registration> {
        self.register.read(|tx| records::get(tx, id.to_bytes()))
    }

    /// Replaces what people edit about a registration; `revision` is the one that was read.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when it was changed meanwhile, with both sides of what differs; `Invalid`.
    pub fn update(
        &self,
        id: RegistrationId,
        revision: Revision,
        details: RegistrationDetails,
    ) -> Result<Registration> {
        self.register.record_once(
            "registrations.update",
            || Arguments::default().id(id).number(revision.0.into()).details::<Registration>(&details),
            |unit| {
                let stored = changeable(unit, id)?;
                let mut details = details.clone();
                details.registered_at = details.registered_at.or(stored.details.registered_at);
                records::update(unit, id.to_bytes(), revision, details)
            },
        )
    }

    /// Takes a customer out of a group; customer, participants and galleries stay.
    ///
    /// # Errors
    /// `NotFound`; `Conflict` when [`Register::expecting`] names another revision.
    pub fn delete(&self, id: RegistrationId) -> Result<()> {
        self.register.done_once(
            "registrations.delete",
            || Arguments::default().id(id),
            |unit| leave(unit, id),
        )
    }

    /// Returns for whom a customer registered, by name.
    ///
    /// # Errors
    /// Of the storage.
    pub fn participants(&self, id: RegistrationId) -> Result<Vec<ParticipantId>> {
        let pairs = self.register.read(|tx| tx.participants_of_registrations(&[id]))?;
        Ok(pairs.into_iter().map(|(_, participant)| participant).collect())
    }

    /// Adds participants to a registration; those who are there stay.
    ///
    /// # Errors
    /// `NotFound` where the registration or one of them does not exist; nothing is changed then.
    pub fn add_participants(&self, id: RegistrationId, participants: &[ParticipantId]) -> Result<()> {
        self.register.done_once(
            "registrations.add_participants",
            || Arguments::default().id(id).ids(participants),
            |unit| {
                let registration = changeable(unit, id)?;
                add_participants(unit, &registration, participants)
            },
        )
    }

    /// Takes participants out of a registration; those who are not there stay out.
    ///
    /// # Errors
    /// `NotFound` where the registration does not exist.
    pub fn remove_participants(&self, id: RegistrationId, participants: &[ParticipantId]) -> Result<()> {
        self.register.done_once(
            "registrations.remove_participants",
            || Arguments::default().id(id).ids(participants),
            |unit| {
                let registration = changeable(unit, id)?;
                let named: HashSet<&ParticipantId> = participants.iter().collect();
                let mut gone = unit.tx.participants_of_registrations(&[id])?;
                gone.retain(|(_, participant)| named.contains(participant));
                unit.tx.remove_registered(&gone)?;
                gone.iter().for_each(|(_, who)| note_participant(unit, &registration, *who, '-'));
                Ok(())
            },
        )
    }

    /// Returns one page of a list.
    ///
    /// # Errors
    /// `Invalid` for a sort that is not one of [`RegistrationFilter::SORTS`]; `InvalidCursor`.
    pub fn page(
        &self,
        filter: &RegistrationFilter,
        sort: &Sort,
        request: &PageRequest,
    ) -> Result<Page<Registration>> {
        self.register.read_with_state(|tx, state| {
            pages::page(
                self.register,
                state,
                &RegistrationFilter::SORTS,
                (filter, sort, request),
                |list| tx.list_registrations(list),
                |cap| tx.count_registrations(filter, cap),
            )
        })
    }

    /// Returns the whole list, page after page behind the scenes.
    #[must_use]
    pub fn all(&self, filter: &RegistrationFilter, sort: &Sort) -> Walk<'r, Registration> {
        let (registrations, filter, sort) = (*self, filter.clone(), sort.clone());
        Walk::new(move |request| registrations.page(&filter, &sort, request))
    }

    /// Counts a list.
    ///
    /// # Errors
    /// Of the storage.
    pub fn count(&self, filter: &RegistrationFilter) -> Result<u64> {
        self.register.read(|tx| tx.count_registrations(filter, None))
    }
}

/// Registers a customer in a group for participants.
///
/// # Errors
/// As [`Registrations::create`].
pub(in crate::register) fn enter(
    unit: &mut Unit<'_>,
    group: JobGroupId,
    customer: CustomerId,
    details: RegistrationDetails,
    participants: &[ParticipantId],
) -> Result<Registration> {
    let group: JobGroup = records::get(&*unit.tx, group.to_bytes())?;
    refuse_late(unit, group.job)?;
    let customer = get_customer(&*unit.tx, customer)?;
    register(unit, &group, &customer, details, participants)
}

/// Deletes a registration.
///
/// # Errors
/// As [`Registrations::delete`].
pub(in crate::register) fn leave(unit: &mut Unit<'_>, id: RegistrationId) -> Result<()> {
    changeable(unit, id)?;
    records::delete::<Registration>(unit, &[id.to_bytes()])
}

/// Registers a customer in a group, or adds participants to the registration that there is.
pub(in crate::register) fn register(
    unit: &mut Unit<'_>,
    group: &JobGroup,
    customer: &Customer,
    mut details: RegistrationDetails,
    participants: &[ParticipantId],
) -> Result<Registration> {
    if customer.profile.kind == CustomerKind::SharedLogin {
        return Err(Error::rule("shared_login", "each of its persons registers, not the shared login"));
    }
    let registration = match unit.tx.registrations_of(&[(group.id, customer.id)])?.pop() {
        Some(there) => there,
        None => {
            details.registered_at.get_or_insert(unit.now);
            if is_invisible(&details.entered_name) {
                details.entered_name = called(&customer.profile);
            }
            let owners = [group.job.to_bytes(), group.id.to_bytes(), customer.id.to_bytes()];
            records::create(unit, [(owners.map(Some).to_vec(), details)])?.remove(0)
        }
    };
    add_participants(unit, &registration, participants)?;
    Ok(registration)
}

/// Returns what somebody is called where a registration needs a name: as typed, else the parts of the name, the
/// company, the nickname, an e-mail or a phone, so that whoever can be a customer can register.
pub(super) fn called(profile: &CustomerProfile) -> String {
    if !is_invisible(&profile.entered_name) {
        return profile.entered_name.clone();
    }
    let contacts = profile.emails.iter().map(|email| email.address.clone());
    let contacts = contacts.chain(profile.phones.iter().map(|phone| phone.text.clone()));
    let mut names = [profile.display_name(), profile.nickname.clone()].into_iter().chain(contacts);
    let name = names.find(|name| !is_invisible(name)).unwrap_or_default();
    // All parts of a name together may be longer than a typed one.
    name.chars().take(MAX_ENTERED_NAME).collect()
}

fn add_participants(
    unit: &mut Unit<'_>,
    registration: &Registration,
    participants: &[ParticipantId],
) -> Result<()> {
    refuse_missing(unit, participants)?;
    let there = unit.tx.participants_of_registrations(&[registration.id])?;
    let there: HashSet<ParticipantId> = there.into_iter().map(|(_, participant)| participant).collect();
    let new = distinct(participants.iter().copied()).into_iter().filter(|id| !there.contains(id));
    let new: Vec<_> = new.map(|participant| (registration.id, participant)).collect();
    unit.tx.add_registered(&new)?;
    new.iter().for_each(|(_, participant)| note_participant(unit, registration, *participant, '+'));
    Ok(())
}

/// Refuses what customers do about registrations by themselves ([`Context::SelfRegistration`]) where the job
/// does not take it any more (SPEC B5).
///
/// # Errors
/// `RuleViolated` with the rule `registration_closed`.
pub(super) fn refuse_late(unit: &Unit<'_>, job: JobId) -> Result<()> {
    if unit.context() != Context::SelfRegistration {
        return Ok(());
    }
    let details = records::get::<Job>(&*unit.tx, job.to_bytes())?.details;
    let open = matches!(details.status, JobStatus::Open | JobStatus::Published);
    if open && details.registration_deadline.is_none_or(|deadline| unit.now < deadline) {
        return Ok(());
    }
    let why =
        if open { "the deadline of the job has passed" } else { "the job is not open for registrations" };
    Err(Error::rule("registration_closed", why))
}

/// Returns a registration that is to be changed.
///
/// # Errors
/// `NotFound`; as [`refuse_late`].
fn changeable(unit: &Unit<'_>, id: RegistrationId) -> Result<Registration> {
    let registration: Registration = records::get(&*unit.tx, id.to_bytes())?;
    refuse_late(unit, registration.job)?;
    Ok(registration)
}

fn note_participant(
    unit: &mut Unit<'_>,
    registration: &Registration,
    participant: ParticipantId,
    sign: char,
) {
    let old = vec![OldValue { field: "participants".into(), text: format!("{sign}{participant}") }];
    let entity = entity::<Registration>(registration.id.to_bytes());
    unit.record(Change { entity, action: Action::Grouped, old });
}

kept!(
    Registration(RegistrationId),
    registrations,
    insert_registrations,
    update_registrations,
    delete_registrations,
    check_registration
);

fn check_registration(details: &RegistrationDetails) -> Vec<FieldProblem> {
    let unnamed = details.entered_name.trim().is_empty();
    let unkind = matches!(&details.kind, RegistrationKind::Other(code) if code.trim().is_empty());
    let missing = [("entered_name", unnamed), ("kind", unkind)].into_iter().filter(|(_, missing)| *missing);
    missing.map(|(field, _)| FieldProblem::new(field, Rule::Required)).collect()
}
