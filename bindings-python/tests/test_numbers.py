"""Whole numbers that nothing can be: a ``ValueError`` that says what may be given, and for what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import kartotek

NOBODY = "00000000-0000-0000-0000-000000000000"
HUGE = 10**30

Call = Callable[[kartotek.Register, Any], object]

# What takes a number, by its name; the largest that it may be.
TAKEN: list[tuple[str, int, Call]] = [
    ("limit", 1000, lambda r, n: r.customers.page(limit=n)),
    ("limit", 1000, lambda r, n: r.customers.search("Anna", limit=n)),
    ("limit", 1000, lambda r, n: r.jobs.page(limit=n)),
    ("limit", 1000, lambda r, n: r.jobs.customers(NOBODY, limit=n)),
    ("limit", 1000, lambda r, n: r.job_groups.customers(NOBODY, limit=n)),
    ("limit", 1000, lambda r, n: r.participants.page(limit=n)),
    ("limit", 1000, lambda r, n: r.registrations.page(limit=n)),
    ("limit", 1000, lambda r, n: r.codes.page(NOBODY, limit=n)),
    ("limit", 1000, lambda r, n: r.codes.attempts(limit=n)),
    ("limit", 1000, lambda r, n: r.history.changes(limit=n)),
    ("limit", 1000, lambda r, n: r.history.of_customer(NOBODY, limit=n)),
    ("limit", 1000, lambda r, n: r.history.of_batch(NOBODY, limit=n)),
    ("limit", 1000, lambda r, n: r.history.imports(limit=n)),
    ("total", 2**64 - 1, lambda r, n: r.customers.page(total=n)),
    ("after_seq", 2**64 - 1, lambda r, n: r.history.changes(n)),
    ("after_seq", 2**64 - 1, lambda r, n: r.history.of_batch(NOBODY, n)),
    ("before_seq", 2**64 - 1, lambda r, n: r.history.of_customer(NOBODY, n)),
    ("before", 2**64 - 1, lambda r, n: r.codes.attempts(before=n)),
    ("number", 2**64 - 1, lambda r, n: r.customers.find_by_number(n)),
    ("count", 2**32 - 1, lambda r, n: r.codes.issue_blank(NOBODY, n)),
    ("grace_days", 255, lambda r, n: r.codes.rotate(NOBODY, grace_days=n)),
    ("spare", 2**32 - 1, lambda r, n: r.codes.print_job(NOBODY, spare=n, link_base="https://a.example", language="sv")),
    ("phone", 2**64 - 1, lambda r, n: kartotek.ClaimBy(phone=n)),
    ("pixels_per_module", 2**32 - 1, lambda r, n: kartotek.QrSymbol("x").png(n)),
    ("row", 2**63 - 1, lambda r, n: kartotek.QrSymbol("x").is_dark(n - (n < 0) * HUGE, 0)),
    ("column", 2**63 - 1, lambda r, n: kartotek.QrSymbol("x").is_dark(0, n - (n < 0) * HUGE)),
    ("connections", 2**64 - 1, lambda r, n: kartotek.connect("postgresql://nobody@127.0.0.1:1/none", connections=n)),
    ("chunk_rows", 2**64 - 1, lambda r, n: r.import_file(b"Given name\n", chunk_rows=n)),
    ("header", 2**64 - 1, lambda r, n: r.import_file(b"Given name\n", header=n)),
    ("sheet", 2**64 - 1, lambda r, n: r.import_file(b"Given name\n", sheet=n)),
    ("map", 2**64 - 1, lambda r, n: r.import_file(b"Given name\n", map={n: "ignore"})),
    ("payment_term_days", 2**32 - 1, lambda r, n: r.customers.create(given_name="Anna", payment_term_days=n)),
    ("payment_term_days", 2**63 - 1, lambda r, n: r.customers.count(where={"payment_term_days": n - (n < 0) * HUGE})),
    ("e164", 2**64 - 1, lambda r, n: kartotek.Phone(text="1", e164=n)),
    ("rows", 255, lambda r, n: kartotek.CardSheets(link_base="https://a.example", language="sv", rows=n)),
    ("burst", 2**32 - 1, lambda r, n: kartotek.FailureLimit(burst=n, forgive_micros=1)),
    ("created", 2**64 - 1, lambda r, n: kartotek.ImportCounts(created=n)),
    ("revision", 2**32 - 1, lambda r, n: r.tags.create("vip").replace(revision=n)),
]


@pytest.mark.parametrize("number", [-1, HUGE])
@pytest.mark.parametrize(("name", "most", "call"), TAKEN)
def test_a_number_that_cannot_be_is_a_value_error_with_its_name(
    register: kartotek.Register, name: str, most: int, call: Call, number: int
) -> None:
    with pytest.raises(ValueError) as told:
        call(register, number)
    assert type(told.value) is ValueError
    text = str(told.value)
    assert name in text and f" to {most}" in text, text


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_limit_is_told_with_its_range(register: kartotek.Register, limit: int) -> None:
    for call in (register.customers.page, register.history.changes, register.codes.attempts):
        with pytest.raises(ValueError, match="^limit: expected 1 to 1000$"):
            call(limit=limit)
    assert len(register.customers.page(limit=1000)) == 0


@pytest.mark.parametrize("nothing", ["5", 5.0, True])
def test_what_is_no_whole_number_is_a_type_error(register: kartotek.Register, nothing: Any) -> None:
    with pytest.raises(TypeError, match="^limit: expected a whole number, not"):
        register.customers.page(limit=nothing)
