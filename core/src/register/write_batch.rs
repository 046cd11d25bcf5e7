use std::fmt;

use crate::base::{
    CollectionId, CustomerId, EntityKind, Error, JobGroupId, JobId, ParticipantId, RegistrationId, Result,
    Revision,
};
use crate::collections::{BulkOutcome, CollectionKind};
use crate::customers::{CustomerDraft, CustomerProfile};
use crate::jobs::{Job, JobDetails};
use crate::participants::{Participant, ParticipantDetails, ParticipantLink, PhotoConsent, Relation};
use crate::registrations::{Registration, RegistrationDetails};
use crate::tags::TagChange;

use super::collections::put;
use super::customer_groups::set_default;
use super::customers;
use super::idempotency::Arguments;
use super::jobs::{append_consents, create_group, enter, leave, put_in_group, put_links};
use super::kept::Kept;
use super::tags::tag_customers;
use super::{Enabled, Register, Unit, records};

/// Commands that are recorded and then done together: all of them, or none (SPEC C24).
///
/// Nothing is read, checked or stored before [`WriteBatch::commit`], which does the commands in their order as one
/// unit of work; a command sees what those before it did. Records are made with ids that are known at once, so that
/// later commands can name them. It is for what belongs together – a family with its registration – and keeps other
/// writers waiting while it is done: thousands of customers are for
/// [`create_many`](super::Customers::create_many) and imports.
///
/// ```
/// use kartotek::{CustomerDraft, ErrorKind, JobDetails, ParticipantDetails, Register, Relation, RegistrationDetails};
///
/// let register = Register::in_memory()?;
/// let mut batch = register.batch();
/// let job = batch.create_job(JobDetails::titled("Ekskolan 2026"))?;
/// let group = batch.create_job_group(job, "4b")?;
/// let elsa = batch.create_participant(ParticipantDetails::named("Elsa", "Ek"))?;
/// let anna = batch.create_customer(CustomerDraft::person("Anna", "Ek").with_email("anna@example.com"))?;
/// batch.add_to_job_group(group, &[elsa]);
/// batch.link_participant(elsa, anna, Relation::Guardian);
/// batch.create_registration(group, anna, RegistrationDetails::default(), &[elsa]);
/// batch.commit()?;
/// assert_eq!(register.customers().get(anna)?.number, 1);
///
/// let mut batch = register.batch();
/// batch.archive_customers(&[anna]);
/// batch.create_customer(CustomerDraft::person("Bo", "Ek").with_email("bo@"))?;
/// let error = batch.commit().unwrap_err();
/// assert_eq!(error.to_string(), "command 2 of the batch, create_customer: email is not an e-mail address");
/// assert_eq!((error.kind(), error.problems()[0].field.as_ref()), (ErrorKind::Invalid, "email"));
/// assert!(register.customers().get(anna)?.archived_at.is_none());
/// # Ok::<(), kartotek::Error>(())
/// ```
pub struct WriteBatch {
    register: Register,
    commands: Vec<Command>,
    /// All that the commands were given, for an idempotency key.
    arguments: Arguments,
}

struct Command {
    name: &'static str,
    run: Box<Run>,
}

type Run = dyn Fn(&mut Unit<'_>, &Register) -> Result<()> + Send + Sync;

impl Register {
    /// Begins to record commands that are done together: all of them, or none. They are done as this handle does
    /// things: with its actor, context and reason, and with the revisions that it expects.
    ///
    /// ```
    /// use kartotek::{CustomerDraft, Register, TagChange};
    ///
    /// let register = Register::in_memory()?;
    /// let mut batch = register.batch();
    /// let anna = batch.create_customer(CustomerDraft::person("Anna", "Ek"))?;
    /// batch.apply_tags(&[anna], TagChange::add(["VIP"]));
    /// batch.commit()?;
    /// assert_eq!(register.customers().get(anna)?.tags.len(), 1);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    #[must_use]
    pub fn batch(&self) -> WriteBatch {
        WriteBatch { register: self.clone(), commands: Vec::new(), arguments: Arguments::default() }
    }
}

/// Customers, their tags and groups.
impl WriteBatch {
    /// Records [`Customers::create`](super::Customers::create), and returns the id that the customer will have: the
    /// draft's own, if it has one.
    ///
    /// # Errors
    /// `Storage` where the system gives no random numbers.
    pub fn create_customer(&mut self, draft: CustomerDraft) -> Result<CustomerId> {
        let id = match draft.id {
            Some(id) => id,
            None => CustomerId::from_bytes(self.register.new_id()?),
        };
        let draft = CustomerDraft { id: Some(id), ..draft };
        self.record("create_customer", Arguments::default().draft(&draft), move |unit, register| {
            customers::create(unit, register, &draft).map(drop)
        });
        Ok(id)
    }

    /// Records [`Customers::update`](super::Customers::update).
    pub fn update_customer(&mut self, id: CustomerId, revision: Revision, profile: CustomerProfile) {
        let arguments = Arguments::default().id(id).number(revision.0.into()).profile(&profile);
        self.record("update_customer", arguments, move |unit, register| {
            customers::update(unit, register, id, revision, &profile).map(drop)
        });
    }

    /// Records [`Customers::delete`](super::Customers::delete).
    pub fn delete_customer(&mut self, id: CustomerId, revision: Revision) {
        let arguments = Arguments::default().id(id).number(revision.0.into());
        self.record("delete_customer", arguments, move |unit, register| {
            register.customers().delete_one(unit, id, revision)
        });
    }

    /// Records [`Customers::archive`](super::Customers::archive).
    pub fn archive_customers(&mut self, ids: &[CustomerId]) {
        self.record_bulk("archive_customers", ids, Arguments::default(), customers::archive);
    }

    /// Records [`Customers::restore`](super::Customers::restore).
    pub fn restore_customers(&mut self, ids: &[CustomerId]) {
        self.record_bulk("restore_customers", ids, Arguments::default(), customers::restore);
    }

    /// Records [`Customers::set_enabled`](super::Customers::set_enabled).
    pub fn set_customers_enabled(&mut self, ids: &[CustomerId], state: Enabled) {
        let arguments = Arguments::default().number((state == Enabled::Yes).into());
        self.record_bulk("set_customers_enabled", ids, arguments, move |unit, ids| {
            customers::set_enabled(unit, ids, state)
        });
    }

    /// Records [`Tags::apply`](super::Tags::apply).
    pub fn apply_tags(&mut self, ids: &[CustomerId], change: TagChange) {
        self.record_bulk("apply_tags", ids, Arguments::default().tags(&change), move |unit, ids| {
            tag_customers(unit, ids, &change)
        });
    }

    /// Records [`ContactGroups::attach`](super::ContactGroups::attach).
    pub fn attach_contact_group(&mut self, group: CollectionId, ids: &[CustomerId]) {
        self.record_bulk("attach_contact_group", ids, Arguments::default().id(group), move |unit, ids| {
            put(unit, CollectionKind::ContactGroup, group, ids, true)
        });
    }

    /// Records [`ContactGroups::detach`](super::ContactGroups::detach).
    pub fn detach_contact_group(&mut self, group: CollectionId, ids: &[CustomerId]) {
        self.record_bulk("detach_contact_group", ids, Arguments::default().id(group), move |unit, ids| {
            put(unit, CollectionKind::ContactGroup, group, ids, false)
        });
    }

    /// Records [`CustomerGroups::attach`](super::CustomerGroups::attach).
    pub fn attach_customer_group(&mut self, group: CollectionId, ids: &[CustomerId]) {
        self.record_bulk("attach_customer_group", ids, Arguments::default().id(group), move |unit, ids| {
            put(unit, CollectionKind::CustomerGroup, group, ids, true)
        });
    }

    /// Records [`CustomerGroups::set_default`](super::CustomerGroups::set_default).
    pub fn set_default_group(&mut self, group: CollectionId, ids: &[CustomerId]) {
        self.record_bulk("set_default_group", ids, Arguments::default().id(group), move |unit, ids| {
            set_default(unit, group, ids)
        });
    }
}

/// Photo jobs.
impl WriteBatch {
    /// Records [`Jobs::create`](super::Jobs::create), and returns the id that the job will have.
    ///
    /// # Errors
    /// As [`WriteBatch::create_customer`].
    pub fn create_job(&mut self, details: JobDetails) -> Result<JobId> {
        self.record_new::<Job>("create_job", details).map(JobId::from_bytes)
    }

    /// Records [`Jobs::update`](super::Jobs::update).
    pub fn update_job(&mut self, id: JobId, revision: Revision, details: JobDetails) {
        self.record_update::<Job>("update_job", id.to_bytes(), revision, details);
    }

    /// Records [`Jobs::delete`](super::Jobs::delete).
    pub fn delete_job(&mut self, id: JobId) {
        self.record_deletion::<Job>("delete_job", id.to_bytes());
    }

    /// Records [`JobGroups::create`](super::JobGroups::create), and returns the id that the group will have.
    ///
    /// # Errors
    /// As [`WriteBatch::create_customer`].
    pub fn create_job_group(&mut self, job: JobId, name: &str) -> Result<JobGroupId> {
        let (id, name) = (JobGroupId::from_bytes(self.register.new_id()?), name.to_owned());
        let arguments = Arguments::default().id(id).id(job).text(&name);
        self.record("create_job_group", arguments, move |unit, _| {
            create_group(unit, id, job, &name).map(drop)
        });
        Ok(id)
    }

    /// Records [`Participants::create`](super::Participants::create), and returns the id that the participant will
    /// have.
    ///
    /// # Errors
    /// As [`WriteBatch::create_customer`].
    pub fn create_participant(&mut self, details: ParticipantDetails) -> Result<ParticipantId> {
        self.record_new::<Participant>("create_participant", details).map(ParticipantId::from_bytes)
    }

    /// Records [`Participants::update`](super::Participants::update).
    pub fn update_participant(&mut self, id: ParticipantId, revision: Revision, details: ParticipantDetails) {
        self.record_update::<Participant>("update_participant", id.to_bytes(), revision, details);
    }

    /// Records [`Participants::delete`](super::Participants::delete).
    pub fn delete_participant(&mut self, id: ParticipantId) {
        self.record_deletion::<Participant>("delete_participant", id.to_bytes());
    }

    /// Records [`Participants::add_to_group`](super::Participants::add_to_group).
    pub fn add_to_job_group(&mut self, group: JobGroupId, participants: &[ParticipantId]) {
        let participants = participants.to_vec();
        let arguments = Arguments::default().id(group).ids(&participants);
        self.record("add_to_job_group", arguments, move |unit, _| put_in_group(unit, group, &participants));
    }

    /// Records [`Participants::link`](super::Participants::link).
    pub fn link_participant(&mut self, participant: ParticipantId, customer: CustomerId, relation: Relation) {
        let link = ParticipantLink { participant, customer, relation };
        let arguments = Arguments::default().id(participant).id(customer).text(relation.code());
        self.record("link_participant", arguments, move |unit, _| put_links(unit, &[link]));
    }

    /// Records [`Participants::add_photo_consent`](super::Participants::add_photo_consent).
    pub fn add_photo_consent(&mut self, participant: ParticipantId, consent: PhotoConsent) {
        let arguments = Arguments::default().id(participant).consent(&consent);
        self.record("add_photo_consent", arguments, move |unit, _| {
            append_consents(unit, &[(participant, consent.clone())])
        });
    }

    /// Records [`Registrations::create`](super::Registrations::create). It gives no id: who is registered in the group
    /// stays so, with the participants added.
    pub fn create_registration(
        &mut self,
        group: JobGroupId,
        customer: CustomerId,
        details: RegistrationDetails,
        participants: &[ParticipantId],
    ) {
        let participants = participants.to_vec();
        let arguments = Arguments::default().id(group).id(customer);
        let arguments = arguments.details::<Registration>(&details).ids(&participants);
        self.record("create_registration", arguments, move |unit, _| {
            enter(unit, group, customer, details.clone(), &participants).map(drop)
        });
    }

    /// Records [`Registrations::delete`](super::Registrations::delete).
    pub fn delete_registration(&mut self, id: RegistrationId) {
        self.record("delete_registration", Arguments::default().id(id), move |unit, _| leave(unit, id));
    }
}

impl WriteBatch {
    /// Does all commands in their order as one unit of work; none of them when one is refused. Once they are done the
    /// batch is empty, and may record others.
    ///
    /// With [`Register::with_idempotency_key`] they are done once. Records get their ids when they are recorded: what
    /// is recorded anew is the same batch only where the host gives all ids itself.
    ///
    /// # Errors
    /// [`Error::Command`] for the first command that is refused, with the error of its method; `NotFound` and
    /// `Conflict` too where a method on many answers so for one of them. Errors of the storage as they are; after
    /// those that may be retried it may be called again.
    pub fn commit(&mut self) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        self.register.done_once(
            "batch",
            || self.arguments.clone(),
            |unit| {
                self.commands.iter().zip(1..).try_for_each(|(command, number)| {
                    (command.run)(unit, &self.register).map_err(|error| command.refused(number, error))
                })
            },
        )?;
        self.clear();
        Ok(())
    }

    /// Forgets all that is recorded.
    ///
    /// ```
    /// use kartotek::{CustomerFilter, CustomerDraft, Register};
    ///
    /// let register = Register::in_memory()?;
    /// let mut batch = register.batch();
    /// batch.create_customer(CustomerDraft::person("Anna", "Ek"))?;
    /// assert_eq!(batch.len(), 1);
    /// batch.clear();
    /// assert!(batch.is_empty());
    /// batch.commit()?;
    /// assert_eq!(register.customers().count(&CustomerFilter::default())?, 0);
    /// # Ok::<(), kartotek::Error>(())
    /// ```
    pub fn clear(&mut self) {
        *self = self.register.batch();
    }

    /// Returns how many commands are recorded.
    #[must_use]
    pub fn len(&self) -> usize {
        self.commands.len()
    }

    /// Tells whether no command is recorded; committing then does nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    fn record(
        &mut self,
        name: &'static str,
        arguments: Arguments,
        run: impl Fn(&mut Unit<'_>, &Register) -> Result<()> + Send + Sync + 'static,
    ) {
        self.arguments = std::mem::take(&mut self.arguments).command(name, arguments);
        self.commands.push(Command { name, run: Box::new(run) });
    }

    /// Records a call on many customers: all of them must exist, and have the revisions that the caller expects.
    fn record_bulk(
        &mut self,
        name: &'static str,
        ids: &[CustomerId],
        arguments: Arguments,
        run: impl Fn(&mut Unit<'_>, &[CustomerId]) -> Result<Vec<BulkOutcome>> + Send + Sync + 'static,
    ) {
        let ids = ids.to_vec();
        self.record(name, arguments.ids(&ids), move |unit, _| {
            refuse_stale(unit, &ids)?;
            let outcomes = run(unit, &ids)?;
            match outcomes.iter().position(|outcome| *outcome == BulkOutcome::NotFound) {
                Some(at) => Err(Error::not_found(EntityKind::Customer, ids[at])),
                None => Ok(()),
            }
        });
    }

    fn record_new<R: Kept>(&mut self, name: &'static str, details: R::Details) -> Result<[u8; 16]> {
        let id = self.register.new_id()?;
        let arguments = Arguments::default().id(id).details::<R>(&details);
        self.record(name, arguments, move |unit, _| {
            records::create_as::<R>(unit, id, (Vec::new(), details.clone())).map(drop)
        });
        Ok(id)
    }

    fn record_update<R: Kept>(
        &mut self,
        name: &'static str,
        id: [u8; 16],
        revision: Revision,
        details: R::Details,
    ) {
        let arguments = Arguments::default().id(id).number(revision.0.into()).details::<R>(&details);
        self.record(name, arguments, move |unit, _| {
            records::update::<R>(unit, id, revision, details.clone()).map(drop)
        });
    }

    fn record_deletion<R: Kept>(&mut self, name: &'static str, id: [u8; 16]) {
        let arguments = Arguments::default().id(id);
        self.record(name, arguments, move |unit, _| records::delete::<R>(unit, &[id]));
    }
}

/// Fails with `Conflict` where one of the customers has another revision than the caller expects.
fn refuse_stale(unit: &Unit<'_>, ids: &[CustomerId]) -> Result<()> {
    let stale = unit.stale(ids)?;
    let Some(id) = ids.iter().find(|id| stale.contains(id)) else { return Ok(()) };
    let (stored, expected) = (customers::get(&*unit.tx, *id)?, unit.expected(id.to_bytes()));
    Err(customers::conflict(&stored, expected.unwrap_or(stored.revision), &stored.profile))
}

impl Command {
    /// Says which command was refused; what is no matter of a command stays as it is.
    fn refused(&self, number: usize, error: Error) -> Error {
        if error.is_of_item() {
            Error::Command { number, name: self.name, source: Box::new(error) }
        } else {
            error
        }
    }
}

// Commands hold personal data.
impl fmt::Debug for WriteBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.commands.iter().map(|command| command.name);
        f.debug_list().entries(names).finish()
    }
}
