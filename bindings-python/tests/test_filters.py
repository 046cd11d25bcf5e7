"""Filters: values of Python for every kind of field, and what is refused."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

import kartotek
from kartotek import Money, Test


@pytest.fixture
def anna(register: kartotek.Register) -> kartotek.Customer:
    """A customer with a value of each kind, beside one with others."""
    register.update_settings(business_mode=True)
    register.customers.create(kind="company", company="Blommor HB")
    return register.customers.create(
        given_name="Anna", credit_limit=Money("100", "SEK"), registered_at=AT, origin="fair"
    )


AT = datetime(2025, 5, 1, 12, tzinfo=timezone.utc)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("key", "test"),
    [
        ("registered_at", AT),
        ("registered_at", AT.astimezone(timezone(timedelta(hours=2)))),
        ("registered_at", Test.between(AT, AT + DAY)),
        ("registered_at", "2025-05-01T12:00:00Z"),
        ("created_at", Test.between(datetime.now(timezone.utc) - DAY, None)),
        ("credit_limit", Money("100", "SEK")),
        ("credit_limit", Test.between(Money("99", "SEK"), Money("101", "SEK"))),
        ("credit_limit", "100 SEK"),
        ("number", 2),
        ("number", "2"),
        ("kind", "person"),
        ("kind", kartotek.CustomerKind.PERSON),
        ("kind", Test.one_of([kartotek.CustomerKind.PERSON])),
    ],
)
def test_a_value_is_that_of_the_customer_or_its_text(
    register: kartotek.Register, anna: kartotek.Customer, key: str, test: object
) -> None:
    found = register.customers.all(where={key: test})
    assert anna.id in [customer.id for customer in found]


def test_ids_are_given_as_such(register: kartotek.Register, anna: kartotek.Customer) -> None:
    family = register.customers.create(kind="shared_login", family_name="Berg", emails=["berg@example.com"])
    member = register.customers.create(given_name="Cia", shared_login=family.id)
    for key, id, expected in (("id", anna.id, anna), ("shared_login", family.id, member)):
        for given in (id, str(id)):
            assert [found.id for found in register.customers.all(where={key: given})] == [expected.id]
    assert register.customers.count(where={"id": uuid.uuid4()}) == 0


def test_a_day_is_one_of_a_birthday(register: kartotek.Register) -> None:
    for test in (date(1990, 1, 1), Test.between(date(1990, 1, 1), date(1991, 1, 1)), Test.one_of(["--02-29"])):
        assert register.customers.count(where={"birthday": test}) == 0


@pytest.mark.parametrize(
    ("key", "test", "error", "words"),
    [
        ("kind", "alien", ValueError, "person, company, shared_login"),
        ("kind", Test.one_of(["person", "alien"]), ValueError, "alien"),
        ("birthday", datetime(1990, 1, 1), TypeError, "a date"),
        ("birthday", "yesterday", ValueError, "birthday"),
        ("created_at", date(1990, 1, 1), TypeError, "a datetime with a time zone"),
        ("created_at", datetime(1990, 1, 1), ValueError, "time zone"),
        ("credit_limit", Decimal(100), TypeError, "Money, which has a currency"),
        ("number", True, TypeError, "an int"),
        ("family_name", 41101, TypeError, "a text"),
        ("id", 7, TypeError, "a UUID"),
        ("nothing_like_it", 7, ValueError, "nothing_like_it"),
    ],
)
def test_another_value_is_refused_with_the_name_of_the_field(
    register: kartotek.Register, key: str, test: object, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words) as told:
        register.customers.count(where={key: test})
    assert key in str(told.value)


@pytest.mark.parametrize("leap_day", ["february28", "march1"])
def test_a_leap_day_is_celebrated_as_the_settings_say(leap_day: str, tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    kartotek.open(path).shut_down()
    # Birthdays are off where nothing else is said.
    changes = "json_set(value, '$.leap_day', ?, '$.policies', json('[]'))"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute(f"UPDATE register_facts SET value = {changes} WHERE name = 'settings'", (leap_day,))
    with kartotek.open(path) as register:
        register.customers.create(given_name="Anna", birthday=date(1992, 2, 29))
        assert register.customers.count(where={"birthday": date(1992, 2, 29)}) == 1
        assert register.customers.count(where={"birthday": Test.between(date(1990, 1, 1), date(1995, 1, 1))}) == 1
        february = kartotek.CustomerFilter(where={"birthday": Test.anniversary(date(2023, 2, 22), date(2023, 2, 28))})
        march = {"birthday": Test.anniversary(date(2023, 3, 1), date(2023, 3, 7))}
        counts = (register.customers.count(february), register.customers.count(where=march))
        assert counts == ((1, 0) if leap_day == "february28" else (0, 1))
