"""Participants: who is pictured, in which groups, whose child, and what was decided on pictures of them."""

from __future__ import annotations

import datetime
import uuid

import pytest

import kartotek


@pytest.fixture
def job(register: kartotek.Register) -> kartotek.Job:
    return register.jobs.create(title="Ekskolan 2026")


# SPEC: P5
def test_participants_are_found_by_job_group_and_customer(register: kartotek.Register, job: kartotek.Job) -> None:
    first, second = (register.job_groups.create(job.id, name) for name in ("4a", "4b"))
    elsa = register.participants.create(given_name="Elsa", family_name="Öst", birthday="2017-02-28")
    bo = register.participants.create(entered_name="Bo Ahl", minor=True)
    register.participants.add_to_group(first.id, [elsa.id, bo.id])
    register.participants.add_to_group(second.id, [elsa.id])
    assert register.participants.groups_of(elsa.id) == (first, second)
    register.update_settings(locale="sv-SE")
    names = [child.display_name for child in register.participants.all(job=job.id)]
    assert names == ["Bo Ahl", "Elsa Öst"]
    assert register.participants.page(group=second.id).items == (elsa,)
    register.participants.remove_from_group(first.id, [elsa.id])
    assert register.participants.count(kartotek.ParticipantFilter(group=first.id)) == 1
    with pytest.raises(kartotek.NotFoundError):
        register.participants.add_to_group(first.id, [uuid.UUID(int=0)])


def test_participants_belong_to_customers(register: kartotek.Register) -> None:
    elsa = register.participants.create(given_name="Elsa", family_name="Ek")
    anna = register.customers.create(given_name="Anna", family_name="Ek")
    bo = register.customers.create(given_name="Bo", family_name="Ek")
    register.participants.link(elsa.id, anna.id)
    register.participants.link(elsa.id, bo.id, "other")
    register.participants.link(elsa.id, bo.id, kartotek.Relation.OWN)
    assert register.participants.customers_of(elsa.id) == (
        kartotek.ParticipantLink(participant=elsa.id, customer=anna.id, relation="guardian"),
        kartotek.ParticipantLink(participant=elsa.id, customer=bo.id, relation="self"),
    )
    assert register.customers.dependents(anna.id) == (kartotek.Dependent(kind="participant", count=1),)
    with pytest.raises(kartotek.RuleViolatedError) as used:
        register.customers.delete(anna)
    assert used.value.rule == "has_dependents"
    register.participants.unlink(elsa.id, anna.id)
    register.customers.delete(anna)
    with pytest.raises(ValueError, match="Relation"):
        register.participants.link(elsa.id, bo.id, "aunt")  # type: ignore[arg-type]


def test_decisions_on_pictures_are_kept_in_order(register: kartotek.Register) -> None:
    elsa = register.participants.create(given_name="Elsa")
    at = datetime.datetime(2026, 9, 1, 8, tzinfo=datetime.timezone.utc)
    granted = kartotek.PhotoConsent(at=at, decision="granted", wording="version 2", given_by="Anna Ek")
    register.participants.add_photo_consent(elsa.id, granted)
    register.participants.add_photo_consent(
        elsa.id, at=at, decision=kartotek.ConsentDecision.WITHDRAWN, wording="version 2", given_by="Anna Ek"
    )
    assert register.participants.photo_consents(elsa.id) == (granted, granted.replace(decision="withdrawn"))
    with pytest.raises(kartotek.InvalidError) as wrong:
        register.participants.add_photo_consent(elsa.id, granted.replace(wording="", given_by=""))
    assert {problem.field for problem in wrong.value.problems} == {"wording", "given_by"}
    with pytest.raises(TypeError, match="given_by"):
        register.participants.add_photo_consent(elsa.id, at=at, decision="granted", wording="version 2")


def test_who_has_no_name_is_nobody(register: kartotek.Register) -> None:
    with pytest.raises(kartotek.InvalidError):
        register.participants.create(student_number="17")
    with pytest.raises(ValueError) as told:
        register.participants.create(given_name="Elsa", birthday="soon")
    assert str(told.value).startswith("birthday: ")
