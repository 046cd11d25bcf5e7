use kartotek::{CustomerId, JobGroupId, JobId, ParticipantId, Relation};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arguments::Taken;
use crate::cross::Given;
use crate::errors::Raise as _;
use crate::record::record;
use crate::whole::{self, Whole};

use super::handle::record_handle;
use super::{Participant, ParticipantDetails, PhotoConsent};

record! {
    /// Says which participants a list shows; what is left out asks nothing.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> register.participants.count(kartotek.ParticipantFilter(group=group.id))
    /// 0
    ParticipantFilter {
        /// Those who are members of a group of this job.
        job: Option<JobId> = None,
        /// Those who are members of this group.
        group: Option<JobGroupId> = None,
        /// Those who belong to this customer.
        customer: Option<CustomerId> = None,
    }
}

record_handle! {
    /// What can be done with participants, those who are pictured: ``register.participants``.
    ///
    /// Lists are by family name unless another of ``student_number``, ``birthday`` and ``created_at`` is asked for.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> elsa = register.participants.create(given_name="Elsa", family_name="Ek")
    /// >>> anna = register.customers.create(given_name="Anna", family_name="Ek")
    /// >>> register.participants.link(elsa.id, anna.id)
    /// >>> [child.display_name for child in register.participants.all(customer=anna.id)]
    /// ['Elsa Ek']
    /// >>> [link.relation.value for link in register.participants.customers_of(elsa.id)]
    /// ['guardian']
    /// >>> register.participants.dependents(elsa.id)
    /// (Dependent(kind='customer', count=1),)
    /// >>> register.participants.unlink(elsa.id, anna.id)
    ///
    /// In groups of jobs:
    ///
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> register.participants.add_to_group(group.id, [elsa.id])
    /// >>> [group.name for group in register.participants.groups_of(elsa.id)]
    /// ['4b']
    /// >>> register.participants.page(job=job.id, limit=10, total=True).total, register.participants.count()
    /// (1, 1)
    /// >>> register.participants.remove_from_group(group.id, [elsa.id])
    /// >>> elsa = register.participants.update(register.participants.get(elsa.id), student_number="101")
    /// >>> register.participants.delete(elsa.id)
    Participants, participants of Participant(ParticipantId),
    edits ParticipantDetails, tells dependents, lists ParticipantFilter by "family_name"
    {
        /// Makes a participant, of its details or of its fields by name.
        ///
        /// Raises :class:`kartotek.InvalidError` with every problem: no name, a day of birth to come.
        #[pyo3(signature = (details = None, /, **fields: "object"))]
        fn create(
            &self,
            py: Python<'_>,
            details: Option<Whole<'_, ParticipantDetails>>,
            fields: Option<&Bound<'_, PyDict>>,
        ) -> PyResult<Participant> {
            let details = whole::given(py, "participants.create", details, fields)?.get().0.clone();
            py.detach(|| self.register.participants().create(details)).map(Participant).raise(py)
        }

        /// Puts participants into a group of a job; those who are there stay.
        fn add_to_group(
            &self,
            py: Python<'_>,
            group: Taken<JobGroupId>,
            participants: Taken<Vec<ParticipantId>>,
        ) -> PyResult<()> {
            py.detach(|| self.register.participants().add_to_group(group.0, &participants.0)).raise(py)
        }

        /// Takes participants out of a group of a job. Their galleries and registrations stay.
        fn remove_from_group(
            &self,
            py: Python<'_>,
            group: Taken<JobGroupId>,
            participants: Taken<Vec<ParticipantId>>,
        ) -> PyResult<()> {
            py.detach(|| self.register.participants().remove_from_group(group.0, &participants.0)).raise(py)
        }

        /// Returns the groups that a participant is in, of all jobs, the oldest first.
        fn groups_of(
            &self,
            py: Python<'_>,
            id: Taken<ParticipantId>,
        ) -> PyResult<Given<Vec<kartotek::JobGroup>>> {
            py.detach(|| self.register.participants().groups_of(id.0)).map(Given).raise(py)
        }

        /// Ties a participant to a customer; the relation of a pair that is tied is replaced.
        #[pyo3(signature = (participant, customer, relation = Taken(Relation::Guardian)))]
        fn link(
            &self,
            py: Python<'_>,
            participant: Taken<ParticipantId>,
            customer: Taken<CustomerId>,
            relation: Taken<Relation>,
        ) -> PyResult<()> {
            py.detach(|| self.register.participants().link(participant.0, customer.0, relation.0)).raise(py)
        }

        /// Unties a participant from a customer; a pair that is not tied stays so.
        fn unlink(
            &self,
            py: Python<'_>,
            participant: Taken<ParticipantId>,
            customer: Taken<CustomerId>,
        ) -> PyResult<()> {
            py.detach(|| self.register.participants().unlink(participant.0, customer.0)).raise(py)
        }

        /// Returns to which customers a participant belongs, the oldest customer first.
        fn customers_of(
            &self,
            py: Python<'_>,
            participant: Taken<ParticipantId>,
        ) -> PyResult<Given<Vec<kartotek::ParticipantLink>>> {
            py.detach(|| self.register.participants().customers_of(participant.0)).map(Given).raise(py)
        }

        /// Notes a decision on pictures of a participant, as such or by its fields: who decided what, when, and on
        /// what wording.
        ///
        /// >>> import kartotek
        /// >>> register = kartotek.in_memory()
        /// >>> elsa = register.participants.create(given_name="Elsa", family_name="Ek")
        /// >>> register.participants.add_photo_consent(
        /// ...     elsa.id, at=elsa.created_at, decision="granted", wording="version 2", given_by="Anna Ek"
        /// ... )
        /// >>> [consent.decision.value for consent in register.participants.photo_consents(elsa.id)]
        /// ['granted']
        #[pyo3(signature = (participant, consent = None, /, **fields: "object"))]
        fn add_photo_consent(
            &self,
            py: Python<'_>,
            participant: Taken<ParticipantId>,
            consent: Option<Whole<'_, PhotoConsent>>,
            fields: Option<&Bound<'_, PyDict>>,
        ) -> PyResult<()> {
            let consent = whole::given(py, "participants.add_photo_consent", consent, fields)?.get().0.clone();
            py.detach(|| self.register.participants().add_photo_consent(participant.0, consent)).raise(py)
        }

        /// Returns all decisions on pictures of a participant, in the order in which they were told; the last one
        /// counts.
        fn photo_consents(
            &self,
            py: Python<'_>,
            participant: Taken<ParticipantId>,
        ) -> PyResult<Given<Vec<kartotek::PhotoConsent>>> {
            py.detach(|| self.register.participants().photo_consents(participant.0)).map(Given).raise(py)
        }
    }
}
