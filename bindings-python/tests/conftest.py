from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import kartotek

# A long list of names, some of them not plain.
PEOPLE = [("Anna", "García"), ("Bo", "Öberg"), ("Иван", "Петров"), ("Cia", "Ek"), ("Åke", "Ek")]


@pytest.fixture
def register() -> Iterator[kartotek.Register]:
    with kartotek.in_memory() as opened:
        yield opened


@pytest.fixture
def people(register: kartotek.Register) -> list[kartotek.Customer]:
    return [register.customers.create(given_name=given, family_name=family) for given, family in PEOPLE]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """An export of a shop with three good rows and two bad ones."""
    path = tmp_path / "shop.csv"
    path.write_text(
        "First name,Last name,E-mail,City\n"
        "Anna,García,anna@example.com,Göteborg\n"
        "Bo,Ek,bo@,Malmö\n"
        "Cia,Lund,cia@example.com,Lund\n"
        ",,,Kiruna\n"
        "Dan,Berg,dan@example.com,Visby\n",
        encoding="utf-8",
    )
    return path
