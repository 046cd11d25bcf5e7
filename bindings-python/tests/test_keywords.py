"""Fields by name: mypy knows them (it complains about a ``type: ignore`` that ignores nothing), and so does a run."""

from __future__ import annotations

import ast
import datetime
import inspect
from pathlib import Path

import pytest

import kartotek


def test_right_fields_are_taken(register: kartotek.Register) -> None:
    anna = register.customers.create(given_name="Anna", emails=["anna@example.com"], tags=["vip"])
    assert register.customers.check(given_name="Bo", registered_at=anna.created_at, kind="person") == ()
    anna = register.customers.update(anna, note="called", addresses=[kartotek.Address(city="Lund")])
    assert register.customers.count(tag="vip", where={"city": "Lund"}) == 1
    assert register.customers.page(limit=10, sort="-number", archived="include", tag=["vip"]).items == (anna,)
    assert list(register.customers.all(ids=[anna])) == [anna]
    assert register.customers.to_arrow(columns=["number"], any_tag="vip").columns == ("number",)
    job = register.jobs.create(title="Ekskolan 2026", shoot_dates=[datetime.date(2026, 9, 1)])
    assert register.jobs.update(job, status=kartotek.JobStatus.OPEN).replace(revision=1).revision == 1
    assert register.update_settings(name="Studio Sol", leap_day="march_1").name == "Studio Sol"
    plan = register.plan_import(b"Kund,Intern\nSol AB,7\n", map={"Kund": "company", 1: "ignore"})
    assert [column.target for column in plan.file.columns] == ["company", "ignore"]


def test_records_within_others_are_given_by_their_fields_too(register: kartotek.Register) -> None:
    anna = register.customers.create(
        given_name="Anna",
        emails=[{"address": "anna@example.com", "label": "home"}],
        phones=["070-123 45 67", {"text": "+46 70 765 43 21"}],
        addresses=[{"city": "Lund", "country": "SE"}],
        external_ids=[{"source": "shop", "id": "7"}],
    )
    assert anna.addresses == (kartotek.Address(city="Lund", country="SE"),)
    assert [email.label for email in anna.emails] == ["home"]
    twin = {**anna.profile.to_dict(), "external_ids": []}
    made = [
        register.customers.create(anna.profile.replace(external_ids=[])),
        register.customers.create(twin),
        register.customers.create_many([anna.profile.replace(external_ids=[])])[0],
    ]
    with register.batch() as batch:
        last = batch.create_customer(anna.profile.replace(external_ids=[]))
    made.append(register.customers.get(last))
    assert [type(each) for each in made] == [kartotek.Customer] * 4
    for each in made:
        assert isinstance(each, kartotek.Customer)
        assert each.profile == anna.profile.replace(external_ids=[])
    with pytest.raises(kartotek.AlreadyExistsError):
        register.customers.create(anna.profile)
    changed = register.customers.update(anna, addresses=[{"city": "Malmö"}])
    assert [address.city for address in changed.addresses] == ["Malmö"]


def test_wrong_names_are_refused(register: kartotek.Register) -> None:
    anna = register.customers.create(given_name="Anna")
    job = register.jobs.create(title="Ekskolan 2026")
    group = register.job_groups.create(job, "4b")
    with pytest.raises(TypeError, match="given_nam"):
        register.customers.create(given_nam="Anna")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="given_nam"):
        register.customers.check(given_nam="Anna")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="given_nam"):
        register.customers.update(anna, given_nam="Eva")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="tags"):
        # Tags are put on drafts, and not in profiles.
        register.customers.update(anna, tags=["vip"])  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="town"):
        register.customers.page(town="Lund")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="town"):
        register.customers.all(town="Lund")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="town"):
        register.customers.count(town="Lund")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="town"):
        register.customers.to_arrow(town="Lund")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="town"):
        register.customers.export_file("all.csv", town="Lund")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="nam"):
        register.update_settings(nam="Studio Sol")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="titel"):
        register.jobs.create(titel="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="kind"):
        register.jobs.count(kind="school")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="titel"):
        register.galleries.update(register.galleries.of_group(group), titel="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="name"):
        register.participants.create(name="Elsa")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="sort_of"):
        register.registrations.create(group, anna, sort_of="order")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="kind"):
        register.job_groups.count_customers(group, kind="order")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="links"):
        register.codes.print_job(job, links="https://studio.example")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="adress"):
        kartotek.Email(address="anna@example.com").replace(adress="x")  # type: ignore[call-arg]


def test_wrong_types_are_refused(register: kartotek.Register) -> None:
    anna = register.customers.create(given_name="Anna")
    with pytest.raises(TypeError, match="given_name|a text"):
        register.customers.create(given_name=1)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="family_name|a text"):
        register.customers.update(anna, family_name=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="tag|several"):
        register.customers.count(tag=7)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="business_mode|True or False"):
        register.update_settings(business_mode="yes")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="shoot_dates|several"):
        register.jobs.create(title="x", shoot_dates="2026-09-01")  # type: ignore[arg-type]


def test_every_method_names_the_fields_that_it_takes() -> None:
    text = (Path(kartotek.__file__).parent / "_kartotek.pyi").read_text(encoding="utf-8")
    stubs = ast.parse(text)
    assert not [node.name for node in ast.walk(stubs) if isinstance(node, ast.FunctionDef) and node.args.kwarg]
    (customers,) = (node for node in stubs.body if isinstance(node, ast.ClassDef) and node.name == "Customers")
    named = {
        node.name: [field.arg for field in node.args.kwonlyargs]
        for node in customers.body
        if isinstance(node, ast.FunctionDef)
    }
    drafts = list(inspect.signature(kartotek.CustomerDraft).parameters)
    assert named["create"] == named["check"] == drafts
    assert named["update"] == list(inspect.signature(kartotek.CustomerProfile).parameters)
    assert named["count"] == list(inspect.signature(kartotek.CustomerFilter).parameters)
    assert named["page"] == ["sort", "limit", "after", "total", *named["count"]]
