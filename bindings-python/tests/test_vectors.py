"""The cases that every language replays: tests/vectors/README.md says how they are written."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import kartotek

FOLDER = Path(__file__).parents[2] / "tests/vectors"
PARTS = {"name", "settings", "create", "imports", "lists", "searches", "begins"}
PROBLEMS = {"refused", "unreadable", "problems"}
ADDRESS = {"city", "postal_code", "country"}


def cases() -> list[Any]:
    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
    return [pytest.param(case, id=f"{name}: {case['name']}") for name, file in files.items() for case in file["cases"]]


# SPEC: B1, B2, B17, B18, C3, C4, C5, C6, F5, N3, N20, N21, P4
@pytest.mark.parametrize("case", cases())
def test_every_case_of_the_vectors_holds(case: Any) -> None:
    assert case.keys() <= PARTS
    with kartotek.in_memory(settings=settings_of(case.get("settings", {}))) as register:
        customers = register.customers
        for item in case.get("create", ()):
            assert created(customers, item) == expected(item, "draft")
        for item in case.get("imports", ()):
            assert imported(register, item) == expected(item, "file", "matching")
        for item in case.get("lists", ()):
            assert [customer.display_name for customer in customers.all(sort=item["sort"])] == item["names"]
        for item in case.get("searches", ()):
            found = customers.search(item["typed"], limit=10)
            assert sorted(customer.display_name for customer in found) == sorted(item["finds"])
            if "first" in item:
                assert members(found[0], item["first"]) == item["first"]
        for item in case.get("begins", ()):
            assert members(customers.draft_from_search(item["typed"]), item["draft"]) == item["draft"]


def expected(item: Any, *given: str) -> Any:
    """Returns what is expected of an item: all that is not given. The order of problems says nothing."""
    parts = {part: value for part, value in item.items() if part not in given}
    return {part: sorted(value, key=str) if part in PROBLEMS else value for part, value in parts.items()}


def created(customers: kartotek.Customers, item: Any) -> Any:
    if "unreadable" in item:
        with pytest.raises(ValueError):
            kartotek.CustomerDraft(**fields_of(item["draft"]))
        return expected(item, "draft")
    try:
        customer = customers.create(kartotek.CustomerDraft(**fields_of(item["draft"])))
    except kartotek.InvalidError as error:
        return {"refused": sorted(([named(problem), problem.rule] for problem in error.problems), key=str)}
    return {"stored": members(customer, item["stored"])} if "stored" in item else {}


def named(problem: kartotek.FieldProblem) -> str:
    return problem.field if problem.item is None else f"{problem.field}[{problem.item}]"


def imported(register: kartotek.Register, item: Any) -> Any:
    file = "\r\n".join(item["file"]).encode()
    report = register.import_file(file, matching=item.get("matching", "upsert"))
    problems = [[problem.line, problem.column or problem.field, problem.code] for problem in report.problems]
    counts = {outcome: rows for outcome, rows in report.counts.to_dict().items() if rows}
    return {"counts": counts} | ({"problems": sorted(problems, key=str)} if problems or "problems" in item else {})


def members(record: Any, wanted: Any) -> Any:
    return {key: shown(record, key) for key in wanted}


def shown(record: Any, key: str) -> Any:
    if key in ADDRESS:
        return getattr(record.addresses[0], key)
    if key == "emails":
        return [email.address for email in record.emails]
    if key == "phones":
        return [phone.text for phone in record.phones]
    if key == "e164":
        return [phone.e164 and f"+{phone.e164}" for phone in record.phones]
    if key == "tags":
        return [tag.name for tag in record.tags]
    return str(getattr(record, key))


def fields_of(draft: Any) -> Any:
    fields = {key: value for key, value in draft.items() if key not in ADDRESS}
    if address := {key: value for key, value in draft.items() if key in ADDRESS}:
        fields["addresses"] = [kartotek.Address(**address)]
    if "credit_limit" in fields:
        amount, currency = fields["credit_limit"].split()
        fields["credit_limit"] = kartotek.Money(Decimal(amount), currency)
    return fields


def settings_of(said: Any) -> kartotek.RegisterSettings:
    if "policies" in said:
        said = said | {"policies": [kartotek.FieldPolicy(**policy) for policy in said["policies"]]}
    return kartotek.RegisterSettings(**said)
