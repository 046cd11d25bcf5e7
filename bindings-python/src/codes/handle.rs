use std::net::IpAddr;
use std::path::PathBuf;

use kartotek::{AccessCodeId, JobId, Network, ParticipantId, Timestamp};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::type_hint_identifier;
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::arguments::{Taken, Text, choices};
use crate::cross::{Given, builtin, either, wrong_type};
use crate::errors::Raise as _;
use crate::lists::{After, Counted, PageOf, Part, Walk, WalkOf};
use crate::numbers;
use crate::whole::{self, Whole};

use super::cards::written;
use super::{CardSheets, IssuedCode, Resolved, StoredCode};

/// What can be done with access codes: ``register.codes``.
///
/// Issuing codes and looking them up needs a register that was opened with ``codes``, see
/// :class:`kartotek.CodeOptions`; else :class:`kartotek.RuleViolatedError` is raised with the rule ``code_options``.
/// What a code's state forbids names the state, for example ``code_revoked``. Calls about several codes do all or
/// nothing.
///
/// >>> import kartotek
/// >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
/// >>> job = register.jobs.create(title="Ekskolan 2026")
/// >>> group = register.job_groups.create(job.id, "4b")
/// >>> elsa = register.participants.create(given_name="Elsa", family_name="Ek")
/// >>> register.participants.add_to_group(group.id, [elsa.id])
/// >>> issued = register.codes.issue_missing(job.id)
/// >>> register.codes.activate_all(job.id)
/// 1
/// >>> typed = issued[0].secrets.typed.expose().lower()  # what Elsa's mother types
/// >>> register.codes.resolve(typed, "192.0.2.7").participant.display_name
/// 'Elsa Ek'
/// >>> [attempt.outcome.value for attempt in register.codes.attempts(limit=10)]
/// ['granted']
///
/// What becomes of a code:
///
/// >>> card = issued[0].stored
/// >>> [code.code.state.value for code in register.codes.suspend([card.id])]
/// ['suspended']
/// >>> [code.code.state.value for code in register.codes.resume([card.id])]
/// ['active']
/// >>> new = register.codes.rotate(card.id, grace_days=3)
/// >>> register.codes.get(new.stored.id).code.state, len(register.codes.of_participant(elsa.id))
/// (<CodeState.ACTIVE: 'active'>, 2)
/// >>> codes = register.codes.set_expiry([new.stored.id], None)
/// >>> codes = register.codes.revoke([new.stored.id])
/// >>> register.acting_as("maria").codes.reactivate([new.stored.id], None)
/// Traceback (most recent call last):
/// kartotek.errors.RuleViolatedError: code_revoked: ...
/// >>> register.codes.delete([new.stored.id])
///
/// Spare cards, which staff looks up and gives to who was not on the list:
///
/// >>> (spare,) = register.codes.issue_blank(job.id, 1)
/// >>> staff = register.acting_as("maria")
/// >>> found = staff.codes.find(spare.secrets.token.expose())
/// >>> bo = register.participants.create(given_name="Bo")
/// >>> register.participants.add_to_group(group.id, [bo.id])
/// >>> staff.codes.bind(found.id, bo.id).code.state
/// <CodeState.BOUND: 'bound'>
/// >>> staff.codes.unbind(found.id).code.state
/// <CodeState.BLANK: 'blank'>
/// >>> (own,) = register.codes.issue(job.id, [bo.id])
/// >>> [code.code.state.value for code in register.codes.activate([own.stored.id])]
/// ['active']
/// >>> register.codes.count(job.id), len(list(register.codes.all(job.id))), len(register.codes.page(job.id, limit=2))
/// (3, 3, 2)
/// >>> [card.name for card in register.codes.cards([spare, own])]
/// ['Bo', None]
/// >>> register.codes.reveal([own.stored.id])
/// Traceback (most recent call last):
/// kartotek.errors.RuleViolatedError: secrets_not_kept: ...
///
/// It cannot be pickled: it belongs to a register that is open in this process.
#[pyclass(frozen, module = "kartotek")]
pub(crate) struct Codes {
    pub(crate) register: kartotek::Register,
}

choices! {
    /// The network of the address of a visitor.
    Address(Network): either!(
        either!(type_hint_identifier!("ipaddress", "IPv4Address"), type_hint_identifier!("ipaddress", "IPv6Address")),
        builtin!("str")
    ), |given| network(given);
}

fn network(given: &Bound<'_, PyAny>) -> PyResult<Network> {
    if !given.is_instance_of::<PyString>() && !given.hasattr("packed")? {
        return Err(wrong_type("a text, or an address of ipaddress", given));
    }
    let address = given.extract::<IpAddr>();
    address.map(Network::of).map_err(|_| PyValueError::new_err("expected an address of IPv4 or IPv6"))
}

#[pymethods]
impl Codes {
    /// Returns a code. Raises :class:`kartotek.NotFoundError`.
    fn get(&self, py: Python<'_>, id: Taken<AccessCodeId>) -> PyResult<StoredCode> {
        py.detach(|| self.register.codes().get(id.0)).map(|code| StoredCode::from(&code)).raise(py)
    }

    /// Looks up what stands on a card, a link, its token or a typed code, for staff who hold it in their hands;
    /// ``None`` where there is no such code. Customers use ``resolve``, which counts failures.
    ///
    /// Raises :class:`kartotek.RuleViolatedError` (``staff_only``) for any actor but staff.
    fn find(&self, py: Python<'_>, shown: Text) -> PyResult<Option<StoredCode>> {
        Ok(py.detach(|| self.register.codes().find(&shown)).raise(py)?.map(|code| StoredCode::from(&code)))
    }

    /// Returns the codes of a participant in all jobs, the oldest first.
    fn of_participant(
        &self,
        py: Python<'_>,
        participant: Taken<ParticipantId>,
    ) -> PyResult<Given<Vec<kartotek::StoredCode>>> {
        py.detach(|| self.register.codes().of_participant(participant.0)).map(Given).raise(py)
    }

    /// Returns one page of the codes of a job, the oldest first.
    #[pyo3(signature = (job, /, *, limit: "int | None" = 50, after = None, total = None))]
    fn page(
        &self,
        py: Python<'_>,
        job: Taken<JobId>,
        #[pyo3(from_py_with = numbers::limit::<50>)] limit: u32,
        after: Option<After>,
        total: Option<Counted>,
    ) -> PyResult<PageOf<kartotek::StoredCode>> {
        let part = Part::new(limit, after, total);
        py.detach(|| self.register.codes().page(job.0, &part.0)).map(PageOf).raise(py)
    }

    /// Walks over all codes of a job, page after page behind the scenes.
    fn all(&self, job: Taken<JobId>) -> WalkOf<kartotek::StoredCode> {
        let register = self.register.clone();
        Walk::over(move |request| register.codes().page(job.0, request))
    }

    /// Counts the codes of a job.
    fn count(&self, py: Python<'_>, job: Taken<JobId>) -> PyResult<u64> {
        py.detach(|| self.register.codes().count(job.0)).raise(py)
    }

    /// Returns attempts to open something by a code, or by any where none is named, the newest first; those
    /// before one whose ``seq`` is given, 1,000 at most.
    #[pyo3(signature = (code = None, before: "int | None" = None, limit: "int | None" = 100))]
    fn attempts(
        &self,
        py: Python<'_>,
        code: Option<Taken<AccessCodeId>>,
        #[pyo3(from_py_with = numbers::before)] before: Option<u64>,
        #[pyo3(from_py_with = numbers::limit::<100>)] limit: u32,
    ) -> PyResult<Given<Vec<kartotek::CodeAttempt>>> {
        let code = code.map(|code| code.0);
        py.detach(|| self.register.codes().attempts(code, before, limit)).map(Given).raise(py)
    }

    /// Returns the secrets of codes that were issued with a recovery key, in the order asked for.
    ///
    /// Raises :class:`kartotek.RuleViolatedError`: ``secrets_not_kept`` where they were shown once and only
    /// ``rotate`` helps, ``recovery_key`` where the key is missing or another one.
    fn reveal(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<AccessCodeId>>,
    ) -> PyResult<Given<Vec<kartotek::CardSecrets>>> {
        py.detach(|| self.register.codes().reveal(&ids.0)).map(Given).raise(py)
    }

    /// Makes codes for participants of a job, with their secrets, which are shown once. Who has a live code gets
    /// none. They open nothing before they are activated.
    ///
    /// Raises :class:`kartotek.RuleViolatedError`: ``not_in_job``, ``code_expiry`` where they would be expired
    /// already.
    fn issue(
        &self,
        py: Python<'_>,
        job: Taken<JobId>,
        participants: Taken<Vec<ParticipantId>>,
    ) -> PyResult<Given<Vec<kartotek::IssuedCode>>> {
        py.detach(|| self.register.codes().issue(job.0, &participants.0)).map(Given).raise(py)
    }

    /// Makes codes for all members of a job's groups who have no live one, by name, as ``issue`` does.
    fn issue_missing(&self, py: Python<'_>, job: Taken<JobId>) -> PyResult<Given<Vec<kartotek::IssuedCode>>> {
        py.detach(|| self.register.codes().issue_missing(job.0)).map(Given).raise(py)
    }

    /// Makes codes for so many spare cards of a job, 10,000 at most, which are bound later.
    #[pyo3(signature = (job, count: "int"))]
    fn issue_blank(
        &self,
        py: Python<'_>,
        job: Taken<JobId>,
        #[pyo3(from_py_with = numbers::count)] count: u32,
    ) -> PyResult<Given<Vec<kartotek::IssuedCode>>> {
        py.detach(|| self.register.codes().issue_blank(job.0, count)).map(Given).raise(py)
    }

    /// Puts a new code in the place of one, in the same state. The old one stays good for so many days, 14 at
    /// most.
    #[pyo3(signature = (id, /, *, grace_days: "int" = 0))]
    fn rotate(
        &self,
        py: Python<'_>,
        id: Taken<AccessCodeId>,
        #[pyo3(from_py_with = numbers::grace_days)] grace_days: u8,
    ) -> PyResult<IssuedCode> {
        py.detach(|| self.register.codes().rotate(id.0, grace_days)).map(IssuedCode).raise(py)
    }

    /// Gives a blank card to a participant who is in a group of its job; once.
    fn bind(
        &self,
        py: Python<'_>,
        id: Taken<AccessCodeId>,
        participant: Taken<ParticipantId>,
    ) -> PyResult<StoredCode> {
        py.detach(|| self.register.codes().bind(id.0, participant.0))
            .map(|code| StoredCode::from(&code))
            .raise(py)
    }

    /// Takes a card back from its participant, so that it is blank again; staff alone may.
    fn unbind(&self, py: Python<'_>, id: Taken<AccessCodeId>) -> PyResult<StoredCode> {
        py.detach(|| self.register.codes().unbind(id.0)).map(|code| StoredCode::from(&code)).raise(py)
    }

    /// Lets bound codes open something.
    fn activate(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<AccessCodeId>>,
    ) -> PyResult<Given<Vec<kartotek::StoredCode>>> {
        py.detach(|| self.register.codes().activate(&ids.0)).map(Given).raise(py)
    }

    /// Lets all codes of a job that are bound open something, and returns how many these are.
    fn activate_all(&self, py: Python<'_>, job: Taken<JobId>) -> PyResult<u64> {
        py.detach(|| self.register.codes().activate_all(job.0)).raise(py)
    }

    /// Stops active codes for a while.
    fn suspend(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<AccessCodeId>>,
    ) -> PyResult<Given<Vec<kartotek::StoredCode>>> {
        py.detach(|| self.register.codes().suspend(&ids.0)).map(Given).raise(py)
    }

    /// Lets suspended codes go on.
    fn resume(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<AccessCodeId>>,
    ) -> PyResult<Given<Vec<kartotek::StoredCode>>> {
        py.detach(|| self.register.codes().resume(&ids.0)).map(Given).raise(py)
    }

    /// Stops codes for ever.
    fn revoke(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<AccessCodeId>>,
    ) -> PyResult<Given<Vec<kartotek::StoredCode>>> {
        py.detach(|| self.register.codes().revoke(&ids.0)).map(Given).raise(py)
    }

    /// Lets codes expire at another instant, or never. Raises :class:`kartotek.RuleViolatedError`
    /// (``code_expiry``) for an instant that is over.
    fn set_expiry(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<AccessCodeId>>,
        end: Taken<Option<Timestamp>>,
    ) -> PyResult<Given<Vec<kartotek::StoredCode>>> {
        py.detach(|| self.register.codes().set_expiry(&ids.0, end.0)).map(Given).raise(py)
    }

    /// Gives expired codes more time, until an instant or for ever; staff alone may.
    fn reactivate(
        &self,
        py: Python<'_>,
        ids: Taken<Vec<AccessCodeId>>,
        end: Taken<Option<Timestamp>>,
    ) -> PyResult<Given<Vec<kartotek::StoredCode>>> {
        py.detach(|| self.register.codes().reactivate(&ids.0, end.0)).map(Given).raise(py)
    }

    /// Deletes codes that open nothing any more, and blank ones; the log keeps the attempts to use them.
    fn delete(&self, py: Python<'_>, ids: Taken<Vec<AccessCodeId>>) -> PyResult<()> {
        py.detach(|| self.register.codes().delete(&ids.0)).raise(py)
    }

    /// Lets somebody in who shows a code: a scanned link, its token, or what is typed, in any writing.
    ///
    /// ``address`` is the visitor's own, not that of a proxy; failures are counted for its network, and every
    /// attempt is logged with it. Where many failures ask for a ``second_factor``, it is the family name of the
    /// participant, or the family name or a postcode of a customer whom the participant belongs to.
    ///
    /// Raises :class:`kartotek.RuleViolatedError`: ``code_throttled`` after too many failures,
    /// ``second_factor_required``, and ``code_refused`` for whatever else, so that an unknown, a suspended and an
    /// expired code cannot be told apart; :class:`kartotek.InvalidError` for what is no code.
    #[pyo3(signature = (shown, address, *, second_factor = None))]
    fn resolve(
        &self,
        py: Python<'_>,
        shown: Text,
        address: Address,
        second_factor: Option<Text>,
    ) -> PyResult<Resolved> {
        py.detach(|| self.register.codes().resolve(&shown, address.0, second_factor.as_deref()))
            .map(Resolved)
            .raise(py)
    }

    /// Makes cards of codes, with the names and groups of their participants: by group, then by name, spare ones at
    /// the end.
    fn cards(
        &self,
        py: Python<'_>,
        issued: Taken<Vec<kartotek::IssuedCode>>,
    ) -> PyResult<Given<Vec<kartotek::Card>>> {
        py.detach(|| self.register.codes().cards(&issued.0)).map(Given).raise(py)
    }

    /// Makes the cards of a whole job as one PDF, for every member of its groups and so many spare ones, and writes
    /// it to a path too, if one is given, where no file is yet. Who has no live code gets one; where nothing can be
    /// printed or written, none is made. The sheets are given as such or by their fields.
    ///
    /// Raises :class:`kartotek.RuleViolatedError` (``secrets_not_kept``) where a member has a live code that was
    /// not kept.
    ///
    /// >>> import kartotek
    /// >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    /// >>> job = register.jobs.create(title="Ekskolan 2026")
    /// >>> pdf = register.codes.print_job(job.id, spare=8, link_base="https://studio.example", language="sv")
    /// >>> pdf[:5], register.codes.count(job.id)
    /// (b'%PDF-', 8)
    #[pyo3(signature = (of_job, sheets = None, /, *, spare: "int" = 0, path = None, **fields: "object"))]
    fn print_job<'py>(
        &self,
        py: Python<'py>,
        of_job: Taken<JobId>,
        sheets: Option<Whole<'py, CardSheets>>,
        #[pyo3(from_py_with = numbers::spare)] spare: u32,
        path: Option<Taken<PathBuf>>,
        fields: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let sheets = whole::given(py, "codes.print_job", sheets, fields)?.get().0.clone();
        written(py, path.as_ref().map(|path| path.as_path()), || {
            self.register.codes().print_job(of_job.0, &sheets, spare)
        })
    }
}
