//! Commands that are recorded, and done together.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kartotek::{
    CollectionId, CustomerDraft, CustomerId, CustomerProfile, Enabled, JobDetails, JobGroupId, JobId,
    ParticipantDetails, ParticipantId, PhotoConsent, RegistrationDetails, RegistrationId, Relation, Revision,
    TagChange,
};

use crate::worker::{Answer, on_worker};

/// Commands that are recorded and then done together: all of them, or none.
///
/// Recording touches no storage, so it may be done on any thread; `commit` does them. Records are made with ids that are
/// known at once, so that later commands can name them; a command sees what those before it did. It keeps other writers
/// waiting while it is done: thousands of customers are for `customers().create_many` and imports.
#[derive(Debug, uniffi::Object)]
pub struct WriteBatch(Mutex<kartotek::WriteBatch>);

impl WriteBatch {
    pub(crate) fn of(register: &kartotek::Register) -> Arc<Self> {
        Arc::new(Self(Mutex::new(register.batch())))
    }

    fn held(&self) -> MutexGuard<'_, kartotek::WriteBatch> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[uniffi::export]
impl WriteBatch {
    /// Records `customers().create`, and returns the id that the customer will have: the draft's own, if it has one.
    pub fn create_customer(&self, draft: CustomerDraft) -> Answer<CustomerId> {
        Ok(self.held().create_customer(draft)?)
    }

    /// Records `customers().update`. The revision is the one that was read.
    pub fn update_customer(&self, id: CustomerId, revision: Revision, profile: CustomerProfile) {
        self.held().update_customer(id, revision, profile);
    }

    /// Records `customers().delete`. The revision is the one that was read.
    pub fn delete_customer(&self, id: CustomerId, revision: Revision) {
        self.held().delete_customer(id, revision);
    }

    /// Records `customers().archive`.
    pub fn archive_customers(&self, ids: Vec<CustomerId>) {
        self.held().archive_customers(&ids);
    }

    /// Records `customers().restore`.
    pub fn restore_customers(&self, ids: Vec<CustomerId>) {
        self.held().restore_customers(&ids);
    }

    /// Records `customers().set_enabled`.
    pub fn set_customers_enabled(&self, ids: Vec<CustomerId>, state: Enabled) {
        self.held().set_customers_enabled(&ids, state);
    }

    /// Records `tags().apply`.
    pub fn apply_tags(&self, ids: Vec<CustomerId>, change: TagChange) {
        self.held().apply_tags(&ids, change);
    }

    /// Records `contact_groups().attach`.
    pub fn attach_contact_group(&self, group: CollectionId, ids: Vec<CustomerId>) {
        self.held().attach_contact_group(group, &ids);
    }

    /// Records `contact_groups().detach`.
    pub fn detach_contact_group(&self, group: CollectionId, ids: Vec<CustomerId>) {
        self.held().detach_contact_group(group, &ids);
    }

    /// Records `customer_groups().attach`.
    pub fn attach_customer_group(&self, group: CollectionId, ids: Vec<CustomerId>) {
        self.held().attach_customer_group(group, &ids);
    }

    /// Records `customer_groups().set_default`.
    pub fn set_default_group(&self, group: CollectionId, ids: Vec<CustomerId>) {
        self.held().set_default_group(group, &ids);
    }

    /// Records `jobs().create`, and returns the id that the job will have.
    pub fn create_job(&self, details: JobDetails) -> Answer<JobId> {
        Ok(self.held().create_job(details)?)
    }

    /// Records `jobs().update`. The revision is the one that was read.
    pub fn update_job(&self, id: JobId, revision: Revision, details: JobDetails) {
        self.held().update_job(id, revision, details);
    }

    /// Records `jobs().delete`.
    pub fn delete_job(&self, id: JobId) {
        self.held().delete_job(id);
    }

    /// Records `job_groups().create`, and returns the id that the group will have.
    pub fn create_job_group(&self, job: JobId, name: String) -> Answer<JobGroupId> {
        Ok(self.held().create_job_group(job, &name)?)
    }

    /// Records `participants().create`, and returns the id that the participant will have.
    pub fn create_participant(&self, details: ParticipantDetails) -> Answer<ParticipantId> {
        Ok(self.held().create_participant(details)?)
    }

    /// Records `participants().update`. The revision is the one that was read.
    pub fn update_participant(&self, id: ParticipantId, revision: Revision, details: ParticipantDetails) {
        self.held().update_participant(id, revision, details);
    }

    /// Records `participants().delete`.
    pub fn delete_participant(&self, id: ParticipantId) {
        self.held().delete_participant(id);
    }

    /// Records `participants().add_to_group`.
    pub fn add_to_job_group(&self, group: JobGroupId, participants: Vec<ParticipantId>) {
        self.held().add_to_job_group(group, &participants);
    }

    /// Records `participants().link`.
    pub fn link_participant(&self, participant: ParticipantId, customer: CustomerId, relation: Relation) {
        self.held().link_participant(participant, customer, relation);
    }

    /// Records `participants().add_photo_consent`.
    pub fn add_photo_consent(&self, participant: ParticipantId, consent: PhotoConsent) {
        self.held().add_photo_consent(participant, consent);
    }

    /// Records `registrations().create`. It gives no id: who is registered in the group stays so, with the participants
    /// added.
    pub fn create_registration(
        &self,
        group: JobGroupId,
        customer: CustomerId,
        details: RegistrationDetails,
        participants: Vec<ParticipantId>,
    ) {
        self.held().create_registration(group, customer, details, &participants);
    }

    /// Records `registrations().delete`.
    pub fn delete_registration(&self, id: RegistrationId) {
        self.held().delete_registration(id);
    }

    /// Forgets all that is recorded.
    pub fn clear(&self) {
        self.held().clear();
    }

    /// Returns how many commands are recorded.
    pub fn count(&self) -> u64 {
        self.held().len() as u64
    }

    /// Does all commands as one unit of work; none of them when one is refused. Once they are done the batch is empty, and
    /// may record others.
    ///
    /// It fails as the first command that is refused, whose place and name the description tells.
    pub async fn commit(self: Arc<Self>) -> Answer<()> {
        on_worker(move || self.held().commit()).await
    }
}
