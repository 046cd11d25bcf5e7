//! What customers fill in to register by themselves.

use kartotek::{
    ConsentDecision, CustomerDraft, CustomerId, FormParticipant, JobGroupId, KnownCustomer,
    ParticipantDetails, ParticipantId, RegistrationKind, Relation,
};
use pyo3::PyTypeInfo as _;
use pyo3::exceptions::PyTypeError;
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::arguments::{Text, choices};
use crate::cross::{Cross, either, wrong_type};
use crate::numbers;
use crate::record::record;

record! {
    /// What somebody fills in to register in a group of a job: ``register.registrations.submit`` takes it.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory()
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> group = register.job_groups.create(job.id, "4b")
    /// >>> anna = kartotek.CustomerDraft(given_name="Anna", emails=["anna@example.com"])
    /// >>> form = kartotek.RegistrationForm(group=group.id, customer=anna, photo_consent=("granted", "version 2"))
    /// >>> form.kind, form.relation
    /// ('online_form', <Relation.GUARDIAN: 'guardian'>)
    RegistrationForm {
        /// The group.
        group: JobGroupId,
        /// How they came to it, as :attr:`RegistrationDetails.kind` says it.
        kind: RegistrationKind = RegistrationKind::OnlineForm,
        /// Who registers. Where they are known, nothing of this is stored but the name as typed.
        customer: CustomerDraft,
        /// For whom: participants by the ids that access codes opened, or by what the form says of them. A known
        /// customer's own one of the same name is meant by the latter.
        participants: Vec<FormParticipant> = Vec::new(),
        /// What the customer is to the participants who were not tied to it before.
        relation: Relation = Relation::Guardian,
        /// What they decide on pictures of the participants, and the wording of it.
        photo_consent: Option<(ConsentDecision, String)> = None,
    }
}

record! {
    /// Says that a form may come from a customer of the register, if they prove that an e-mail or phone is theirs.
    ///
    /// >>> import kartotek
    /// >>> by = kartotek.ClaimBy(email="anna@example.com")
    /// >>> kartotek.Claim(customer="01a20460-74ad-7324-81fd-c36f60cff015", by=by)
    /// Claim(customer=UUID('01a20460-74ad-7324-81fd-c36f60cff015'), by=ClaimBy(email=…))
    Claim {
        /// The customer. Not for the eyes of whoever filled in the form.
        customer: CustomerId,
        /// What is to be proven.
        by: kartotek::ClaimBy,
    }
}

impl Cross for FormParticipant {
    const GIVES: PyStaticExpr = either!(ParticipantId::GIVES, ParticipantDetails::GIVES);
    const TAKES: PyStaticExpr = either!(ParticipantId::TAKES, ParticipantDetails::TAKES);

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Known(id) => id.to_python(py),
            Self::Named(details) => details.to_python(py),
        }
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        match ParticipantDetails::from_python(value) {
            Ok(details) => Ok(Self::Named(details)),
            Err(_) => ParticipantId::from_python(value).map(Self::Known),
        }
    }
}

/// What is to be proven: this one address or number, which form and customer have in common.
///
/// >>> from kartotek import ClaimBy
/// >>> ClaimBy(email="anna@example.com")
/// ClaimBy(email=…)
#[pyclass(frozen, eq, hash, module = "kartotek")]
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct ClaimBy(kartotek::ClaimBy);

#[pymethods]
impl ClaimBy {
    #[new]
    #[pyo3(signature = (*, email = None, phone: "int | None" = None))]
    fn new(email: Option<Text>, #[pyo3(from_py_with = numbers::phone)] phone: Option<u64>) -> PyResult<Self> {
        match (email, phone) {
            (Some(address), None) => Ok(Self(kartotek::ClaimBy::Email(address.0))),
            (None, Some(number)) => Ok(Self(kartotek::ClaimBy::Phone(number))),
            _ => Err(PyTypeError::new_err("give either email or phone")),
        }
    }

    /// That they read the mail of this address, if that is to be proven.
    #[getter]
    fn email(&self) -> Option<&str> {
        match &self.0 {
            kartotek::ClaimBy::Email(address) => Some(address),
            kartotek::ClaimBy::Phone(_) => None,
        }
    }

    /// That they have the phone of this number (E.164, without the plus sign), if that is to be proven.
    #[getter]
    fn phone(&self) -> Option<u64> {
        match self.0 {
            kartotek::ClaimBy::Email(_) => None,
            kartotek::ClaimBy::Phone(number) => Some(number),
        }
    }

    // What proves somebody is shown to nobody by accident.
    fn __repr__(&self) -> &'static str {
        if self.email().is_some() { "ClaimBy(email=…)" } else { "ClaimBy(phone=…)" }
    }

    // A claim waits for its proof wherever the host keeps it.
    #[pyo3(signature = () -> "tuple[tuple[()], dict[str, object]]")]
    fn __getnewargs_ex__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyTuple>, Bound<'py, PyDict>)> {
        let arguments = PyDict::new(py);
        arguments.set_item("email", self.email())?;
        arguments.set_item("phone", self.phone())?;
        Ok((PyTuple::empty(py), arguments))
    }
}

impl Cross for kartotek::ClaimBy {
    const GIVES: PyStaticExpr = ClaimBy::TYPE_HINT;

    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, ClaimBy(self.clone()))?.into_any())
    }

    fn from_python(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        let by = value.cast::<ClaimBy>().map_err(|_| wrong_type("ClaimBy", value))?;
        Ok(by.get().0.clone())
    }
}

choices! {
    /// What to do with a customer who is known: ask, make a new one, or take that of a claim.
    Known(KnownCustomer): either!(KnownCustomer::TAKES, Claim::TYPE_HINT), |given| match given.cast::<Claim>() {
        Ok(claim) => Ok(KnownCustomer::Proven(claim.get().0.clone())),
        Err(_) => KnownCustomer::from_python(given),
    };
}
