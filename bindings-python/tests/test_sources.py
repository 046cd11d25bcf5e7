"""Rows that are made in Python: everything whose cells have names."""

from __future__ import annotations

import collections
import csv
import datetime
import math
import sqlite3
import sys
import types
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, NamedTuple

import pyarrow
import pytest

import kartotek
from kartotek.tables import Row


class Person(NamedTuple):
    given_name: str
    city: str | None
    note: int


@dataclass
class Guest:
    source: ClassVar[str] = "the fair"
    given_name: str
    city: str | None
    note: int
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True, frozen=True)
class Short:
    given_name: str
    city: str | None
    note: int


PEOPLE = [("Anna", "Lund", 30), ("Bo", None, 10)]
Plain = collections.namedtuple("Plain", ["given_name", "city", "note"])


def selected() -> Iterable[sqlite3.Row]:
    file = sqlite3.connect(":memory:")
    file.row_factory = sqlite3.Row
    file.execute("CREATE TABLE people (given_name, city, note)")
    file.executemany("INSERT INTO people VALUES (?, ?, ?)", PEOPLE)
    return file.execute("SELECT * FROM people ORDER BY given_name")


SOURCES: dict[str, Iterable[Row]] = {
    "named tuples": [Person(*one) for one in PEOPLE],
    "plain named tuples": [Plain(*one) for one in PEOPLE],
    "dataclasses": [Guest(*one) for one in PEOPLE],
    "slots": (Short(*one) for one in PEOPLE),
    "mappings": [types.MappingProxyType(Person(*one)._asdict()) for one in PEOPLE],
    "rows of sqlite3": selected(),
    "of all kinds": [Person(*PEOPLE[0]), Guest(*PEOPLE[1])],
}


@pytest.mark.parametrize("kind", SOURCES)
def test_rows_by_name_are_imported(register: kartotek.Register, kind: str) -> None:
    report = register.import_file(SOURCES[kind])
    assert report.counts == kartotek.ImportCounts(created=2), report.problems
    found = [(one.given_name, one.note) for one in register.customers.all(sort="given_name")]
    assert found == [("Anna", "30"), ("Bo", "10")]
    anna = register.customers.search("Anna")[0]
    assert [address.city for address in anna.addresses] == ["Lund"]
    assert register.customers.count(where={"origin": "the fair"}) == 0


def test_what_a_cell_cannot_hold_is_told_with_its_row_and_name(register: kartotek.Register) -> None:
    rows = [Guest("Anna", None, 10), Guest("Bo", None, 10, tags=[b"vip"])]  # type: ignore[list-item]
    with pytest.raises(TypeError, match="^source: row 3: tags: expected texts in a list, not bytes"):
        register.import_file(rows)


@pytest.mark.parametrize(
    ("row", "kind"), [(PEOPLE[0], "tuple"), ("Anna", "str"), (Guest, "type"), (17, "int"), (["Anna"], "list")]
)
def test_what_has_no_names_is_refused_with_what_may_be_given(
    register: kartotek.Register, row: object, kind: str
) -> None:
    expected = f"^source: row 3: expected a dict, a row of sqlite3, a named tuple or a dataclass, not {kind}$"
    with pytest.raises(TypeError, match=expected):
        register.import_file([{"given_name": "Anna"}, row])  # type: ignore[list-item]
    assert register.customers.count() == 0


def test_a_names_list_takes_the_same_rows(register: kartotek.Register) -> None:
    pupil = collections.namedtuple("pupil", ["Elev", "Klass"])
    job = register.jobs.create(title="Ekskolan 2026")
    assert register.jobs.import_names(job, [pupil("Elsa", "4b"), pupil("Bo", "4b")]).participants == 2


def test_half_of_a_character_is_refused_and_nothing_put_in_its_place() -> None:
    with kartotek.in_memory() as register:
        register.customers.create(given_name="Anna", note="Går bra")
        with pytest.raises(ValueError, match="row 2: note: holds half of a character"):
            register.import_file([{"given_name": "Anna", "note": "G\udce5r"}])
        with pytest.raises(ValueError, match="holds half of a character"):
            register.customers.create(given_name="\ud800")
        assert [customer.note for customer in register.customers.all()] == ["Går bra"]


def test_encodings_may_be_called_as_python_calls_them() -> None:
    for name in ("latin-1", "utf-8-sig", "mac_roman", "cp1252"):
        with kartotek.in_memory() as register:
            register.import_file("Förnamn\nÅsa\n".encode(name), encoding=name)
            assert [customer.given_name for customer in register.customers.all()] == ["Åsa"]


def test_rows_are_counted_alike_wherever_they_are_named(register: kartotek.Register, tmp_path: Path) -> None:
    """The headings are row 1 of a table, also of one that Python made, so that the first of some rows is row 2."""
    errors = tmp_path / "errors.csv"
    rows: list[dict[str, object]] = [{"Given name": "Anna"}, {"E-mail": "bo@"}]
    report = register.import_file(rows, error_file=errors)
    assert [problem.row for problem in report.problems] == [3]
    assert [row["_row"] for row in csv.DictReader(errors.read_text(encoding="utf-8").splitlines())] == ["3"]
    with pytest.raises(TypeError, match="^source: row 3: E-mail: expected a text"):
        register.import_file([rows[0], {"E-mail": object()}])
    with pytest.raises(TypeError, match="^source: row 3: expected a dict"):
        register.import_file([rows[0], ("bo@",)])  # type: ignore[list-item]


def test_a_file_in_another_encoding_than_was_said_changes_nobody(register: kartotek.Register, tmp_path: Path) -> None:
    table = "Given name,City,E-mail\nGöran,Malmö,g@example.com\nBo,Lund,bo@example.com\n"
    assert register.import_file(table.encode()).counts.created == 2
    report = register.import_file(table.encode("latin-1"), encoding="utf-8", error_file=tmp_path / "errors.csv")
    assert (report.counts.invalid, report.counts.unchanged, report.replaced) == (1, 1, 2)
    assert [(problem.row, problem.column, problem.code) for problem in report.problems] == [
        (2, "Given name", "undecodable"),
        (2, "City", "undecodable"),
    ]
    assert "G\N{REPLACEMENT CHARACTER}ran" in (tmp_path / "errors.csv").read_text(encoding="utf-8")
    assert register.customers.count(where={"city": "Malmö"}) == 1
    assert register.import_file(table.encode("latin-1")).counts.unchanged == 2


def test_a_picture_is_told_as_such(register: kartotek.Register) -> None:
    with pytest.raises(kartotek.UnreadableFileError, match=r"picture \(PNG\)"):
        register.import_file(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    with pytest.raises(kartotek.UnreadableFileError, match="binary data.* 0x00 at place 0"):
        register.import_file(bytes(range(32)))


class Missing:
    """What is neither equal nor unequal to itself, as pandas has it."""

    def __ne__(self, other: object) -> Missing:  # type: ignore[override]
        return self


def of_numpy(name: str, text: str = "", plain: object = None) -> object:
    """Returns a value of a type that is called as one of numpy's; flags are unequal to themselves in their own way."""
    class_of = {
        "__module__": "numpy",
        "__str__": lambda self: text,
        "__ne__": lambda self, other: self if name == "bool" else False,
        "__bool__": lambda self: False,
        "__index__": lambda self: 1,
        "tolist": lambda self: plain,
    }
    return type(name, (), class_of)()


def test_cells_are_what_other_libraries_write(register: kartotek.Register) -> None:
    register.update_settings(business_mode=True)
    row: dict[str, object] = {
        "given_name": "Anna",
        "family_name": of_numpy("MaskedConstant", "--"),
        "company": Missing(),
        "enabled": of_numpy("bool", "False", plain=False),
        "tags": {"vip", "b2b", None},
        "contact_groups": frozenset(["news"]),
        "customer_groups": of_numpy("ndarray", "['Clubs']", plain=["Clubs", math.nan]),
        "payment_term_days": of_numpy("int64", "30"),
        "note": datetime.time(12, 30),
    }
    assert register.import_file([row]).counts.created == 1
    anna = next(register.customers.all())
    assert (anna.family_name, anna.company, anna.enabled, anna.payment_term_days) == ("", "", False, 30)
    assert anna.note == "12:30:00"
    assert [tag.name for tag in anna.tags] == ["b2b", "vip"]
    assert [group.name for group in anna.contact_groups] == ["news"]
    assert [group.name for group in anna.customer_groups] == ["Clubs"]


def test_a_column_that_no_cell_can_hold_is_left_out_on_demand(register: kartotek.Register) -> None:
    rows: list[dict[str, object]] = [{"given_name": "Anna", "photo": b"\x89PNG", "orders": [{"id": 7}]}]
    says = r'^source: row 2: photo: expected a text.*, not bytes; map={"photo": "ignore"} leaves it out$'
    with pytest.raises(TypeError, match=says):
        register.import_file(rows)
    assert register.import_file(rows, map={1: "ignore", "orders": "ignore"}).counts.created == 1
    table = pyarrow.table({"given_name": ["Bo"], "photo": [b"\x89PNG"], "family_name": ["Berg"]})
    with pytest.raises(TypeError, match='^source: column photo: values of type Binary .* map={"photo": "ignore"}'):
        register.import_file(table)
    assert register.import_file(table, map={"photo": "ignore"}).counts.created == 1
    assert sorted(customer.display_name for customer in register.customers.all()) == ["Anna", "Bo Berg"]
    job = register.jobs.create(title="Ekskolan 2026")
    pupils: list[dict[str, object]] = [{"Elev": "Elsa", "Klass": "4b", "Foto": b"\x89PNG"}]
    with pytest.raises(TypeError, match="row 2: Foto"):
        register.jobs.import_names(job, pupils)
    assert register.jobs.import_names(job, pupils, map={"Foto": "ignore"}).counts.created == 1


class Frame:
    """A table of pandas, as far as an import asks it."""

    class index:
        names: ClassVar[list[str | None]] = [None]

    class columns:
        is_unique = True

    def __init__(self, rows: list[dict[object, object]]) -> None:
        self.rows = rows

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        raise ValueError("Could not convert 'Ek, Anna 811224' with type str", "Conversion failed for column member")

    def rename(self, columns: type) -> Frame:
        return Frame([{columns(key): value for key, value in row.items()} for row in self.rows])

    def to_dict(self, orient: str) -> list[dict[object, object]]:
        assert orient == "records"
        return self.rows


def test_a_table_of_pandas_with_mixed_columns_is_read_cell_by_cell(
    register: kartotek.Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", types.SimpleNamespace(DataFrame=Frame))
    rows: list[dict[object, object]] = [
        {"given_name": "Anna", "note": 17, 3: object()},
        {"given_name": "Bo", "note": "Ek, Anna 811224", 3: None},
    ]
    with pytest.raises(TypeError, match="^source: row 2: 3: expected a text") as refused:
        register.import_file(Frame(rows))
    assert "811224" not in str(refused.value)
    assert register.import_file(Frame(rows), map={"3": "ignore"}).counts.created == 2
    assert [customer.note for customer in register.customers.all()] == ["17", "Ek, Anna 811224"]
