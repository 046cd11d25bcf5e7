use kartotek::{
    CollectionId, CustomerId, JobGroupId, JobId, ParticipantId, RegistrationId, Submitted, Timestamp,
};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::arguments::Taken;
use crate::cross::Given;
use crate::errors::Raise as _;
use crate::record::record;
use crate::whole::{self, Whole};

use super::form::Known;
use super::handle::record_handle;
use super::{Registration, RegistrationDetails, RegistrationForm};

record! {
    /// Says which registrations a list or a register shows; what is left out asks nothing.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> register.registrations.count(kartotek.RegistrationFilter(job=job.id, kinds=["qr_card"]))
    /// 0
    RegistrationFilter {
        /// Those in any group of this job.
        job: Option<JobId> = None,
        /// Those in this group.
        group: Option<JobGroupId> = None,
        /// Those of this customer.
        customer: Option<CustomerId> = None,
        /// Those of one of these kinds.
        kinds: Vec<String> = Vec::new(),
        /// Those of this time or later.
        registered_from: Option<Timestamp> = None,
        /// Those before this time.
        registered_before: Option<Timestamp> = None,
        /// Those of customers in this tag, contact group or customer group.
        set: Option<CollectionId> = None,
    }
}

record_handle! {
    /// What can be done with registrations: ``register.registrations``. The registers of who registered are those
    /// of ``register.jobs.customers`` and ``register.job_groups.customers``.
    ///
    /// Lists are by date unless another column that sorts is asked for.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> anna = register.customers.create(given_name="Anna", family_name="Ek")
    /// >>> entry = register.registrations.create(group.id, anna.id)
    /// >>> entry.kind, entry.entered_name
    /// ('staff', 'Anna Ek')
    /// >>> register.registrations.count(job=job.id), len(register.registrations.page(kinds=["order"], limit=10))
    /// (1, 0)
    /// >>> entry = register.registrations.update(register.registrations.get(entry.id), kind="order")
    /// >>> [entry.kind for entry in register.registrations.all(customer=anna.id, sort="-registered_at")]
    /// ['order']
    ///
    /// For whom:
    ///
    /// >>> elsa = register.participants.create(given_name="Elsa")
    /// >>> register.registrations.add_participants(entry.id, [elsa.id])
    /// >>> register.registrations.participants(entry.id) == (elsa.id,)
    /// True
    /// >>> register.registrations.remove_participants(entry.id, [elsa.id])
    /// >>> register.registrations.delete(entry.id)
    Registrations, registrations of Registration(RegistrationId),
    edits RegistrationDetails, lists RegistrationFilter by "registered_at"
    {
        /// Registers a customer in a group of a job for some participants, with details or their fields by name.
        /// Who is registered there stays so as it was; participants who are new are added.
        ///
        /// Raises :class:`kartotek.RuleViolatedError` (``shared_login``) for a login of several: its persons
        /// register.
        #[pyo3(signature = (
            group, customer, details = None, /, *, participants = Taken(Vec::new()), **fields: "object"
        ))]
        fn create(
            &self,
            py: Python<'_>,
            group: Taken<JobGroupId>,
            customer: Taken<CustomerId>,
            details: Option<Whole<'_, RegistrationDetails>>,
            participants: Taken<Vec<ParticipantId>>,
            fields: Option<&Bound<'_, PyDict>>,
        ) -> PyResult<Registration> {
            let details = whole::given(py, "registrations.create", details, fields)?.get().0.clone();
            let made = py.detach(|| {
                self.register.registrations().create(group.0, customer.0, details, &participants.0)
            });
            made.map(Registration).raise(py)
        }

        /// Stores a form that somebody filled in by themselves, as such or by its fields: customer, participants
        /// with their group and ties, decisions on pictures and the registration, all or nothing.
        ///
        /// Where the register knows a customer with the e-mail or phone of the form, nothing is stored and a
        /// :class:`kartotek.Claim` is returned. The host has that e-mail or phone proven, and sends the form again
        /// with the claim as ``known``, or with ``"new"`` to make a new customer all the same.
        ///
        /// Raises :class:`kartotek.RuleViolatedError`: ``registration_closed`` where the job takes no forms,
        /// ``claim_outdated``, ``not_in_job``; :class:`kartotek.InvalidError` with every problem.
        ///
        /// >>> import kartotek
        /// >>> register = kartotek.in_memory()
        /// >>> job = register.jobs.create(title="Ekskolan 2026", status="open")
        /// >>> form = kartotek.RegistrationForm(
        /// ...     group=register.job_groups.create(job.id, "4b").id,
        /// ...     customer=kartotek.CustomerDraft(given_name="Anna", emails=["anna@example.com"]),
        /// ...     participants=[kartotek.ParticipantDetails(given_name="Elsa")],
        /// ... )
        /// >>> entry = register.registrations.submit(form)
        /// >>> claim = register.registrations.submit(form)
        /// >>> claim.by.email
        /// 'anna@example.com'
        /// >>> register.registrations.submit(form, known=claim) == entry
        /// True
        #[pyo3(signature = (form = None, /, *, known = None, **fields: "object") -> "Registration | Claim")]
        fn submit<'py>(
            &self,
            py: Python<'py>,
            form: Option<Whole<'py, RegistrationForm>>,
            known: Option<Known>,
            fields: Option<&Bound<'py, PyDict>>,
        ) -> PyResult<Bound<'py, PyAny>> {
            use crate::cross::Cross as _;
            let form = whole::given(py, "registrations.submit", form, fields)?.get().0.clone();
            let known = known.map_or(kartotek::KnownCustomer::Ask, |known| known.0);
            match py.detach(|| self.register.registrations().submit(&form, known)).raise(py)? {
                Submitted::Registered(entry) => entry.to_python(py),
                Submitted::Claimed(claim) => claim.to_python(py),
            }
        }

        /// Returns for whom a customer registered, by name.
        fn participants(
            &self,
            py: Python<'_>,
            id: Taken<RegistrationId>,
        ) -> PyResult<Given<Vec<ParticipantId>>> {
            py.detach(|| self.register.registrations().participants(id.0)).map(Given).raise(py)
        }

        /// Adds participants for whom a customer registered.
        fn add_participants(
            &self,
            py: Python<'_>,
            id: Taken<RegistrationId>,
            participants: Taken<Vec<ParticipantId>>,
        ) -> PyResult<()> {
            py.detach(|| self.register.registrations().add_participants(id.0, &participants.0)).raise(py)
        }

        /// Takes participants away for whom a customer registered; they stay in their groups.
        fn remove_participants(
            &self,
            py: Python<'_>,
            id: Taken<RegistrationId>,
            participants: Taken<Vec<ParticipantId>>,
        ) -> PyResult<()> {
            py.detach(|| self.register.registrations().remove_participants(id.0, &participants.0)).raise(py)
        }
    }
}
