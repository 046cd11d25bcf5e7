//! Commands that are recorded, and done together.

use std::sync::{Mutex, MutexGuard, PoisonError};

use kartotek::{CollectionId, CustomerId, JobGroupId, JobId, ParticipantId, RegistrationId, Relation};
use pyo3::prelude::*;
use pyo3::sync::MutexExt as _;
use pyo3::types::{PyDict, PyTuple};

use crate::arguments::{Seen, Taken, Text};
use crate::collections::tag_change;
use crate::cross::Given;
use crate::customers::{Customer, CustomerProfile, Draft, changed, draft, state_of};
use crate::errors::Raise as _;
use crate::jobs::{Job, JobDetails, Participant, ParticipantDetails, PhotoConsent, RegistrationDetails};
use crate::whole::{self, Whole};

/// Commands that are recorded and then done together: all of them, or none. ``register.batch()`` begins one; its methods
/// are named after those that they record.
///
/// As a context manager it is committed at the end of the block, unless the block raises, and empty then. Nothing is read, checked or
/// stored before that. Records are made with ids that are known at once, so that later commands can name them; a command
/// sees what those before it did. It keeps other writers waiting while it is done: thousands of customers are for
/// ``register.customers.create_many`` and imports.
///
/// >>> import kartotek
/// >>> register = kartotek.in_memory()
/// >>> with register.batch() as batch:
/// ...     job = batch.create_job(title="Ekskolan 2026")
/// ...     group = batch.create_job_group(job, "4b")
/// ...     elsa = batch.create_participant(given_name="Elsa", family_name="Ek")
/// ...     anna = batch.create_customer(given_name="Anna", family_name="Ek", emails=["anna@example.com"])
/// ...     batch.add_to_job_group(group, [elsa])
/// ...     batch.link_participant(elsa, anna)
/// ...     batch.create_registration(group, anna, participants=[elsa])
/// >>> register.customers.get(anna).number, register.registrations.count(job=job)
/// (1, 1)
///
/// The first command that is refused undoes all of them:
///
/// >>> with register.batch() as batch:
/// ...     batch.archive_customers([anna])
/// ...     bo = batch.create_customer(given_name="Bo", emails=["bo@"])
/// Traceback (most recent call last):
/// kartotek.errors.InvalidError: command 2 of the batch, create_customer: email is not an e-mail address
/// >>> register.customers.get(anna).archived_at is None
/// True
///
/// It cannot be pickled: it belongs to a register that is open in this process.
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct WriteBatch(Mutex<kartotek::WriteBatch>);

impl WriteBatch {
    pub(crate) fn of(register: &kartotek::Register) -> Self {
        Self(Mutex::new(register.batch()))
    }

    /// Waits until no other thread records or commits.
    fn held(&self, py: Python<'_>) -> MutexGuard<'_, kartotek::WriteBatch> {
        self.0.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl WriteBatch {
    /// Records ``register.customers.create``, and returns the id that the customer will have: the draft's own, if it has
    /// one.
    #[pyo3(signature = (draft = None, /, **fields: "object"))]
    fn create_customer(
        &self,
        py: Python<'_>,
        draft: Option<Draft<'_>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Given<CustomerId>> {
        let draft = self::draft(py, "batch.create_customer", draft, fields)?;
        self.held(py).create_customer(draft).map(Given).raise(py)
    }

    /// Records ``register.customers.update``, of a customer who was read before.
    #[pyo3(signature = (customer, profile = None, /, **fields: "object"))]
    fn update_customer(
        &self,
        py: Python<'_>,
        customer: Seen<'_, Customer>,
        profile: Option<Whole<'_, CustomerProfile>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        let kartotek::Customer { id, revision, .. } = customer.0.get().0;
        let profile = changed(py, "batch.update_customer", customer.0.get(), profile, fields)?;
        self.held(py).update_customer(id, revision, profile);
        Ok(())
    }

    /// Records ``register.customers.delete``, of a customer who was read before.
    fn delete_customer(&self, py: Python<'_>, customer: Seen<'_, Customer>) -> PyResult<()> {
        let kartotek::Customer { id, revision, .. } = customer.0.get().0;
        self.held(py).delete_customer(id, revision);
        Ok(())
    }

    /// Records ``register.customers.archive``.
    fn archive_customers(&self, py: Python<'_>, ids: Taken<Vec<CustomerId>>) {
        self.held(py).archive_customers(&ids.0);
    }

    /// Records ``register.customers.restore``.
    fn restore_customers(&self, py: Python<'_>, ids: Taken<Vec<CustomerId>>) {
        self.held(py).restore_customers(&ids.0);
    }

    /// Records ``register.customers.set_enabled``.
    fn set_customers_enabled(&self, py: Python<'_>, ids: Taken<Vec<CustomerId>>, enabled: Taken<bool>) {
        self.held(py).set_customers_enabled(&ids.0, state_of(enabled.0));
    }

    /// Records ``register.tags.apply``.
    #[pyo3(signature = (ids, /, *, add = None, remove = None))]
    fn apply_tags(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<CustomerId>>,
        add: Option<Taken<Vec<String>>>,
        remove: Option<Taken<Vec<String>>>,
    ) {
        self.held(py).apply_tags(&ids.0, tag_change(add, remove));
    }

    /// Records ``register.contact_groups.attach``.
    fn attach_contact_group(&self, py: Python<'_>, group: Taken<CollectionId>, ids: Taken<Vec<CustomerId>>) {
        self.held(py).attach_contact_group(group.0, &ids.0);
    }

    /// Records ``register.contact_groups.detach``.
    fn detach_contact_group(&self, py: Python<'_>, group: Taken<CollectionId>, ids: Taken<Vec<CustomerId>>) {
        self.held(py).detach_contact_group(group.0, &ids.0);
    }

    /// Records ``register.customer_groups.attach``.
    fn attach_customer_group(&self, py: Python<'_>, group: Taken<CollectionId>, ids: Taken<Vec<CustomerId>>) {
        self.held(py).attach_customer_group(group.0, &ids.0);
    }

    /// Records ``register.customer_groups.set_default``.
    fn set_default_group(&self, py: Python<'_>, group: Taken<CollectionId>, ids: Taken<Vec<CustomerId>>) {
        self.held(py).set_default_group(group.0, &ids.0);
    }

    /// Records ``register.jobs.create``, and returns the id that the job will have.
    #[pyo3(signature = (details = None, /, **fields: "object"))]
    fn create_job(
        &self,
        py: Python<'_>,
        details: Option<Whole<'_, JobDetails>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Given<JobId>> {
        let details = whole::given(py, "batch.create_job", details, fields)?.get().0.clone();
        self.held(py).create_job(details).map(Given).raise(py)
    }

    /// Records ``register.jobs.update``, of a job that was read before.
    #[pyo3(signature = (job, details = None, /, **fields: "object"))]
    fn update_job(
        &self,
        py: Python<'_>,
        job: Seen<'_, Job>,
        details: Option<Whole<'_, JobDetails>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        let kartotek::Job { id, revision, details: stored, .. } = &job.0.get().0;
        let details = whole::changed(py, "batch.update_job", JobDetails(stored.clone()), details, fields)?
            .get()
            .0
            .clone();
        self.held(py).update_job(*id, *revision, details);
        Ok(())
    }

    /// Records ``register.jobs.delete``.
    fn delete_job(&self, py: Python<'_>, id: Taken<JobId>) {
        self.held(py).delete_job(id.0);
    }

    /// Records ``register.job_groups.create``, and returns the id that the group will have.
    fn create_job_group(&self, py: Python<'_>, job: Taken<JobId>, name: Text) -> PyResult<Given<JobGroupId>> {
        self.held(py).create_job_group(job.0, &name).map(Given).raise(py)
    }

    /// Records ``register.participants.create``, and returns the id that the participant will have.
    #[pyo3(signature = (details = None, /, **fields: "object"))]
    fn create_participant(
        &self,
        py: Python<'_>,
        details: Option<Whole<'_, ParticipantDetails>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Given<ParticipantId>> {
        let details = whole::given(py, "batch.create_participant", details, fields)?.get().0.clone();
        self.held(py).create_participant(details).map(Given).raise(py)
    }

    /// Records ``register.participants.update``, of a participant who was read before.
    #[pyo3(signature = (participant, details = None, /, **fields: "object"))]
    fn update_participant(
        &self,
        py: Python<'_>,
        participant: Seen<'_, Participant>,
        details: Option<Whole<'_, ParticipantDetails>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        let kartotek::Participant { id, revision, details: stored, .. } = &participant.0.get().0;
        let details = whole::changed(
            py,
            "batch.update_participant",
            ParticipantDetails(stored.clone()),
            details,
            fields,
        )?
        .get()
        .0
        .clone();
        self.held(py).update_participant(*id, *revision, details);
        Ok(())
    }

    /// Records ``register.participants.delete``.
    fn delete_participant(&self, py: Python<'_>, id: Taken<ParticipantId>) {
        self.held(py).delete_participant(id.0);
    }

    /// Records ``register.participants.add_to_group``.
    fn add_to_job_group(
        &self,
        py: Python<'_>,
        group: Taken<JobGroupId>,
        participants: Taken<Vec<ParticipantId>>,
    ) {
        self.held(py).add_to_job_group(group.0, &participants.0);
    }

    /// Records ``register.participants.link``.
    #[pyo3(signature = (participant, customer, relation = Taken(Relation::Guardian)))]
    fn link_participant(
        &self,
        py: Python<'_>,
        participant: Taken<ParticipantId>,
        customer: Taken<CustomerId>,
        relation: Taken<Relation>,
    ) {
        self.held(py).link_participant(participant.0, customer.0, relation.0);
    }

    /// Records ``register.participants.add_photo_consent``.
    #[pyo3(signature = (participant, consent = None, /, **fields: "object"))]
    fn add_photo_consent(
        &self,
        py: Python<'_>,
        participant: Taken<ParticipantId>,
        consent: Option<Whole<'_, PhotoConsent>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        let consent = whole::given(py, "batch.add_photo_consent", consent, fields)?.get().0.clone();
        self.held(py).add_photo_consent(participant.0, consent);
        Ok(())
    }

    /// Records ``register.registrations.create``. It returns no id: who is registered in the group stays so, with the
    /// participants added.
    #[pyo3(signature = (
        group, customer, details = None, /, *, participants = Taken(Vec::new()), **fields: "object"
    ))]
    fn create_registration(
        &self,
        py: Python<'_>,
        group: Taken<JobGroupId>,
        customer: Taken<CustomerId>,
        details: Option<Whole<'_, RegistrationDetails>>,
        participants: Taken<Vec<ParticipantId>>,
        fields: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<()> {
        let details = whole::given(py, "batch.create_registration", details, fields)?.get().0.clone();
        self.held(py).create_registration(group.0, customer.0, details, &participants.0);
        Ok(())
    }

    /// Records ``register.registrations.delete``.
    fn delete_registration(&self, py: Python<'_>, id: Taken<RegistrationId>) {
        self.held(py).delete_registration(id.0);
    }

    /// Does all commands as one unit of work; none of them when one is refused. The end of a ``with`` block calls it.
    /// Once they are done the batch is empty, and may record others.
    ///
    /// Raises the exception of the first command that is refused, with the ``command`` that it was; after one that
    /// ``is_retryable`` it may be called again.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> batch = register.batch()
    /// >>> anna = batch.create_customer(given_name="Anna")
    /// >>> register.customers.count(), len(batch), batch.commit(), register.customers.count()
    /// (0, 1, None, 1)
    fn commit(&self, py: Python<'_>) -> PyResult<()> {
        let mut held = self.held(py);
        let batch = &mut *held;
        py.detach(|| batch.commit()).raise(py)
    }

    /// Forgets all that is recorded, as the end of a block does in any case.
    fn clear(&self, py: Python<'_>) {
        self.held(py).clear();
    }

    fn __len__(&self, py: Python<'_>) -> usize {
        self.held(py).len()
    }

    fn __enter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    #[pyo3(signature = (*exception: "object"))]
    fn __exit__(&self, py: Python<'_>, exception: &Bound<'_, PyTuple>) -> PyResult<()> {
        let is_whole = exception.get_item(0)?.is_none();
        let done = if is_whole { self.commit(py) } else { Ok(()) };
        self.clear(py);
        done
    }

    fn __repr__(&self, py: Python<'_>) -> String {
        format!("<WriteBatch {:?}>", *self.held(py))
    }
}
