"""Registrations: made by staff and by forms, and the registers of who registered."""

from __future__ import annotations

import csv
import datetime
import pickle
from pathlib import Path
from typing import Any

import pytest

import kartotek


@pytest.fixture
def job(register: kartotek.Register) -> kartotek.Job:
    return register.jobs.create(title="Ekskolan 2026", status="open")


@pytest.fixture
def groups(register: kartotek.Register, job: kartotek.Job) -> list[kartotek.JobGroup]:
    return [register.job_groups.create(job.id, name) for name in ("4a", "4b")]


def parent(register: kartotek.Register, name: str, **fields: Any) -> kartotek.Customer:
    return register.customers.create(given_name=name, family_name="Ek", **fields)


def test_staff_registers_customers(register: kartotek.Register, groups: list[kartotek.JobGroup]) -> None:
    anna = parent(register, "Anna")
    elsa = register.participants.create(given_name="Elsa")
    bo = register.participants.create(given_name="Bo")
    at = datetime.datetime(2026, 9, 1, tzinfo=datetime.timezone.utc)
    entry = register.registrations.create(
        groups[0].id, anna.id, participants=[elsa.id], kind="fax", registered_at=at
    )
    assert (entry.kind, entry.registered_at, entry.entered_name) == ("fax", at, "Anna Ek")
    assert register.registrations.create(groups[0].id, anna.id, kind="order") == entry
    register.registrations.add_participants(entry.id, [bo.id])
    register.registrations.remove_participants(entry.id, [elsa.id])
    assert register.registrations.participants(entry.id) == (bo.id,)
    changed = register.registrations.update(entry, entered_name="Anna E.")
    with pytest.raises(kartotek.ConflictError):
        register.registrations.update(entry, entered_name="Anna")
    assert register.registrations.page(kinds=["fax"], customer=anna.id).items == (changed,)
    assert register.registrations.count(registered_from=at + datetime.timedelta(seconds=1)) == 0
    register.registrations.delete(entry.id)
    with pytest.raises(kartotek.NotFoundError) as gone:
        register.registrations.get(entry.id)
    assert gone.value.entity == "registration"


# SPEC: A17, A18
def test_persons_register_and_their_shared_login_sees_it(
    register: kartotek.Register, groups: list[kartotek.JobGroup]
) -> None:
    guests = register.customers.create(kind="shared_login", entered_name="Wedding guests")
    anna = parent(register, "Anna", shared_login=guests.id)
    with pytest.raises(kartotek.RuleViolatedError) as refused:
        register.registrations.create(groups[0].id, guests.id)
    assert refused.value.rule == "shared_login"
    register.registrations.create(groups[0].id, anna.id)
    assert register.galleries.of_customer(guests.id) == (register.galleries.of_group(groups[0].id),)
    with pytest.raises(kartotek.InvalidError) as wrong:
        parent(register, "Bo", shared_login=anna.id)
    assert wrong.value.problems[0].field == "shared_login"


def form(group: kartotek.JobGroup, /, **fields: Any) -> kartotek.RegistrationForm:
    anna = kartotek.CustomerDraft(given_name="Anna", family_name="Ek", emails=["anna@example.com"])
    elsa = kartotek.ParticipantDetails(given_name="Elsa", family_name="Ek")
    made = kartotek.RegistrationForm(
        group=group.id, customer=anna, participants=[elsa], photo_consent=("granted", "version 2")
    )
    return made.replace(**fields)


def test_a_form_is_stored_as_a_whole(register: kartotek.Register, groups: list[kartotek.JobGroup]) -> None:
    entry = register.registrations.submit(form(groups[0]))
    assert isinstance(entry, kartotek.Registration)
    assert (entry.kind, entry.entered_name) == ("online_form", "Anna Ek")
    (elsa,) = register.registrations.participants(entry.id)
    assert register.participants.groups_of(elsa) == (groups[0],)
    assert [link.customer for link in register.participants.customers_of(elsa)] == [entry.customer]
    (consent,) = register.participants.photo_consents(elsa)
    assert (consent.decision, consent.wording, consent.given_by) == ("granted", "version 2", "Anna Ek")
    with pytest.raises(kartotek.InvalidError) as wrong:
        register.registrations.submit(
            form(groups[0], participants=[elsa, kartotek.ParticipantDetails()], photo_consent=("granted", ""))
        )
    problems = {(problem.field, problem.item) for problem in wrong.value.problems}
    assert ("photo_consent.wording", None) in problems
    assert any(field.startswith("participants.") and item == 1 for field, item in problems)


def test_who_is_known_proves_it(register: kartotek.Register, groups: list[kartotek.JobGroup]) -> None:
    anna = parent(register, "Anna", emails=["anna@example.com"])
    claim = register.registrations.submit(form(groups[0]))
    assert isinstance(claim, kartotek.Claim)
    assert (claim.customer, claim.by.email, claim.by.phone) == (anna.id, "anna@example.com", None)
    assert "anna@example.com" not in repr(claim)
    assert register.registrations.count() == 0
    kept = pickle.loads(pickle.dumps(claim))
    assert kept == claim
    entry = register.registrations.submit(form(groups[0]), known=kept)
    assert isinstance(entry, kartotek.Registration) and entry.customer == anna.id
    made = register.registrations.submit(form(groups[0]), known="new")
    assert isinstance(made, kartotek.Registration) and made.customer != anna.id
    other = kartotek.Claim(customer=anna.id, by=kartotek.ClaimBy(phone=46701234567))
    with pytest.raises(kartotek.RuleViolatedError) as outdated:
        register.registrations.submit(form(groups[0]), known=other)
    assert outdated.value.rule == "claim_outdated"
    with pytest.raises(ValueError, match="KnownCustomer"):
        register.registrations.submit(form(groups[0]), known="perhaps")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="email or phone"):
        kartotek.ClaimBy(email="anna@example.com", phone=1)


def test_a_closed_job_takes_no_forms(
    register: kartotek.Register, job: kartotek.Job, groups: list[kartotek.JobGroup]
) -> None:
    register.jobs.update(job, status="closed")
    with pytest.raises(kartotek.RuleViolatedError) as closed:
        register.registrations.submit(form(groups[0]))
    assert closed.value.rule == "registration_closed"
    assert register.customers.count() == 0


@pytest.mark.parametrize(
    ("fields", "error", "names"),
    [
        ({"customer": "Anna"}, TypeError, "customer"),
        ({"participants": [17]}, TypeError, "item 0"),
        ({"photo_consent": ("granted", "x", "y")}, ValueError, "tuple of two"),
        ({"photo_consent": "granted"}, TypeError, "photo_consent"),
        ({"relation": "aunt"}, ValueError, "Relation"),
        ({"group": "4a"}, ValueError, "group"),
    ],
)
def test_a_form_says_which_field_is_wrong(
    groups: list[kartotek.JobGroup], fields: dict[str, Any], error: type[Exception], names: str
) -> None:
    with pytest.raises(error) as told:
        form(groups[0], **fields)
    assert names in str(told.value)


@pytest.fixture
def registered(
    register: kartotek.Register, job: kartotek.Job, groups: list[kartotek.JobGroup]
) -> list[kartotek.Customer]:
    """Anna in both groups, for Elsa, who has a gallery of her own; Bo in the second."""
    register.update_settings(locale="sv-SE", currency="SEK", country="SE", zone="Europe/Stockholm")
    elsa = register.participants.create(given_name="Elsa", family_name="Ek")
    register.participants.add_to_group(groups[0].id, [elsa.id])
    register.galleries.create(job.id, elsa.id)
    lund = kartotek.Address(postal_code="222 20", city="Lund")
    anna = parent(register, "Anna", emails=["anna@example.com"], addresses=[lund])
    bo = parent(register, "Bo")
    register.registrations.create(groups[0].id, anna.id, participants=[elsa.id], kind="qr_card")
    register.registrations.create(groups[1].id, anna.id)
    register.registrations.create(groups[1].id, bo.id)
    return [anna, bo]


# SPEC: P1, P3, P4, P5, P6, P7, P8, P9, P10, P11, P13
@pytest.mark.usefixtures("registered")
def test_the_register_of_a_job_has_a_row_a_registration(register: kartotek.Register, job: kartotek.Job) -> None:
    keys = [column.key for column in kartotek.JOB_COLUMNS]
    assert keys == [
        "registered_at", "entered_name", "participants", "job_group", "qr_galleries", "email", "kind",
        "postal_code", "city",
    ]
    rows = list(register.jobs.all_customers(job.id, sort="job_group"))
    assert [row.group.name for row in rows] == ["4a", "4b", "4b"]
    first = rows[0]
    assert [first.value(key) for key in keys[1:]] == [
        "Anna Ek", ("Elsa Ek",), "4a", ("Elsa Ek",), "anna@example.com", "qr_card", "222 20", "Lund",
    ]
    assert first.value("registered_at") == first.registration.registered_at
    assert first.gallery == register.galleries.of_group(first.group.id).id
    assert first.customer == register.customers.get(first.customer.id)
    assert first.total == (kartotek.Money("0", "SEK"),)
    assert first.participants[0].gallery is not None
    bo = next(register.jobs.all_customers(job.id, sort="-entered_name"))
    assert (bo.value("city"), bo.value("participants"), bo.value("email")) == (None, None, None)


# SPEC: P17, P18, P19, P20, P22, P26
def test_the_register_of_a_group_has_its_rows_and_columns(
    register: kartotek.Register, registered: list[kartotek.Customer], groups: list[kartotek.JobGroup]
) -> None:
    labels = {
        language: [column.label(language) for column in kartotek.GROUP_COLUMNS] for language in ("en", "sv")
    }
    assert labels["en"] == ["Date", "Full name", "Gallery", "ZIP", "City", "Contact group", "Total"]
    assert labels["sv"][5:] == ["Kontaktgrupp", "Totalt"]
    page = register.job_groups.customers(groups[1].id, sort="entered_name", limit=1, total=True)
    assert (page.items[0].customer.display_name, page.total) == ("Anna Ek", 2)
    rest = register.job_groups.customers(groups[1].id, sort="entered_name", limit=1, after=page.next)
    assert (rest.items[0].customer.display_name, rest.next) == ("Bo Ek", None)
    parents = register.contact_groups.create_with("Parents 4b", [registered[1].id])
    of_set = register.job_groups.customers(groups[1].id, set=parents.id, total_of="lifetime")
    assert [row.value("contact_groups") for row in of_set] == [("Parents 4b",)]
    assert register.job_groups.count_customers(groups[1].id, kartotek.RegistrationFilter(set=parents.id)) == 1
    with pytest.raises(kartotek.InvalidError, match="total"):
        register.job_groups.customers(groups[1].id, sort="total")


def test_columns_say_what_they_are() -> None:
    columns = {column.key: column for column in kartotek.JOB_COLUMNS}
    assert columns["registered_at"].kind == "time" and columns["participants"].kind == "list"
    assert (columns["job_group"].opens, columns["city"].opens) == ("gallery", None)
    assert columns["job_group"].sorts and not columns["qr_galleries"].sorts
    with pytest.raises(ValueError, match="Language"):
        columns["city"].label("xx")  # type: ignore[arg-type]


# SPEC: P12, P24
@pytest.mark.usefixtures("registered")
def test_registers_are_written_as_a_whole(
    register: kartotek.Register, job: kartotek.Job, groups: list[kartotek.JobGroup], tmp_path: Path
) -> None:
    path = tmp_path / "job.csv"
    assert register.jobs.export_customers(job.id, path, sort="entered_name", headings="sv", for_excel=True) == 3
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0][:3] == ["Datum", "Fullständigt namn", "Deltagare"]
    assert [row[1] for row in rows[1:]] == ["Anna Ek", "Anna Ek", "Bo Ek"]
    with pytest.raises(kartotek.IoError) as exists:
        register.jobs.export_customers(job.id, path)
    assert exists.value.filename == str(path) and str(path) in str(exists.value)
    assert register.job_groups.export_customers(groups[1].id, path, replace=True) == 2
    assert path.read_text(encoding="utf-8").startswith("registered_at,entered_name,job_group,")
    assert register.jobs.export_customers(job.id, tmp_path / "job.xlsx", kinds=["qr_card"]) == 1
    assert (tmp_path / "job.xlsx").read_bytes().startswith(b"PK")
    with pytest.raises(kartotek.NotFoundError):
        register.jobs.export_customers(groups[0].id, tmp_path / "none.csv")
    assert not (tmp_path / "none.csv").exists()
