"""Imports and exports: from all that a script has at hand, with progress, and taken back."""

from __future__ import annotations

import csv
import datetime
import enum
import io
import sys
import types
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import kartotek


def test_a_report_says_what_failed_and_why(register: kartotek.Register, shop: Path, tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    report = register.import_file(shop, error_file=errors)
    assert report.end is kartotek.ImportEnd.FINISHED
    assert report.counts == kartotek.ImportCounts(created=3, invalid=2)
    assert report.counts.rows == 5
    assert [(problem.row, problem.code, problem.column) for problem in report.problems] == [
        (3, "email_syntax", "E-mail"),
        (5, "identity", None),
    ]
    assert report.problems[0].text == "bo@" and report.problems[0].hint
    with errors.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    code = rows[0].index("_code")
    assert [row[code] for row in rows[1:]] == ["email_syntax", "identity"]
    again = register.import_file(shop)
    assert (again.counts.created, again.counts.updated, again.counts.unchanged) == (0, 0, 3)


def test_a_dry_run_stores_nothing(register: kartotek.Register, shop: Path) -> None:
    plan = register.import_file(shop, dry_run=True)
    assert (plan.batch, plan.counts.created, plan.problem_count) == (None, 3, 2)
    assert register.customers.count() == 0


@pytest.mark.parametrize("how", ["str", "path", "bytes", "file", "buffer"])
def test_tables_come_from_paths_bytes_and_files(register: kartotek.Register, shop: Path, how: str) -> None:
    if how == "str":
        report = register.import_file(str(shop))
    elif how == "path":
        report = register.import_file(shop)
    elif how == "bytes":
        report = register.import_file(shop.read_bytes())
    elif how == "file":
        with shop.open("rb") as file:
            report = register.import_file(file)
    else:
        report = register.import_file(io.BytesIO(shop.read_bytes()))
    assert report.counts.created == 3


def test_rows_may_be_made_in_python(register: kartotek.Register) -> None:
    rows: list[dict[str, object]] = [{"First name": "Anna", "City": 'Gö"teborg'}, {"First name": "Bo\nEk", "E-mail": None}, {"City": "Lund"}]
    report = register.import_file(row for row in rows)
    assert report.counts.rows == 3
    anna = next(register.customers.all())
    assert (anna.given_name, anna.addresses[0].city) == ("Anna", 'Gö"teborg')
    nothing = register.import_file([{"First name": "Eva", "City": float("nan"), "E-mail": None}])
    assert nothing.counts.created == 1
    assert register.customers.count(where={"city": "nan"}) == 0
    with pytest.raises(TypeError, match="row 3.*dict"):
        register.import_file([{"First name": "Cia"}, ["First name"]])  # type: ignore[list-item]


class Colour(enum.Enum):
    RED = "red"


def test_rows_hold_texts_numbers_days_and_lists_of_texts_alone(register: kartotek.Register) -> None:
    register.update_settings(business_mode=True)
    row: dict[str, object] = {
        "given_name": "Anna",
        "tags": ["a, b"],
        "emails": ("anna@example.com", None, "ek@example.com"),
        "registered_at": datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC),
        "enabled": False,
        "payment_term_days": Decimal("3E+1"),
        "note": Colour.RED,
    }
    columns = {"emails": "email"}
    report = register.import_file([row], map=columns)
    assert (report.counts.created, report.problems) == (1, ())
    anna = next(register.customers.all())
    assert [tag.name for tag in anna.tags] == ["a, b"]
    assert [email.address for email in anna.emails] == ["anna@example.com", "ek@example.com"]
    assert (anna.enabled, anna.payment_term_days, anna.note) == (False, 30, "red")
    assert anna.registered_at == row["registered_at"]
    for wrong in ({}, b"Anna", [3], {3}, {"a", 3}, object()):
        with pytest.raises(TypeError, match="row 3: given_name: expected"):
            register.import_file([{"given_name": "Bo"}, {"given_name": wrong}])
    assert register.customers.count() == 1


@pytest.mark.parametrize("kind", [bytes, bytearray])
def test_a_file_may_give_more_than_it_was_asked_for(
    register: kartotek.Register, shop: Path, kind: type[bytes] | type[bytearray]
) -> None:
    class Generous:
        def __init__(self) -> None:
            self.chunks = [kind(shop.read_bytes() + b"\n" * 1_000_000), kind(b"")]

        def read(self, size: int) -> bytes | bytearray:
            return self.chunks.pop(0)

    file: Any = Generous()
    assert register.import_file(file).counts.created == 3


def test_what_is_no_table_is_refused(register: kartotek.Register, tmp_path: Path) -> None:
    with pytest.raises(kartotek.IoError):
        register.import_file(tmp_path / "nowhere.csv")
    with pytest.raises(OSError, match="nowhere.csv") as missing:
        register.import_file(tmp_path / "nowhere.csv")
    assert missing.value.filename == str(tmp_path / "nowhere.csv")
    assert register.import_file(b"").counts.rows == 0
    with pytest.raises(TypeError, match="path, bytes"):
        register.import_file(17)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="binary"):
        register.import_file(io.StringIO("First name\nAnna\n"))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="binary"), open(__file__, encoding="utf-8") as text:
        register.import_file(text)  # type: ignore[arg-type]
    assert register.customers.count() == 0


def test_columns_are_mapped_by_hand(register: kartotek.Register) -> None:
    table = "Kundnamn;Q7\nGarcía;x\n".encode("utf-16")
    report = register.import_file(table, map={"Kundnamn": "family_name", "Q7": "ignore"})
    assert report.counts.created == 1
    assert next(register.customers.all()).family_name == "García"
    with pytest.raises(kartotek.UnreadableFileError):
        register.import_file(b"First name\nAnna\n", map={"Nowhere": "family_name"})
    with pytest.raises(ValueError, match="map: First name: .no_field."):
        register.import_file(b"First name\nAnna\n", map={"First name": "no_field"})


def test_matching_says_what_becomes_of_those_who_are_here(register: kartotek.Register) -> None:
    anna = register.customers.create(given_name="Anna", family_name="Ek", emails=["anna@example.com"])
    table = b"First name,Last name,E-mail,City\nAnna,Ek,anna@example.com,Lund\nBo,Ek,bo@example.com,Lund\n"
    report = register.import_file(table, matching=kartotek.Matching.SKIP_EXISTING)
    assert (report.counts.created, report.counts.skipped) == (1, 1)
    report = register.import_file(table, matching="upsert")
    assert report.counts.updated == 1
    assert register.customers.get(anna.id).addresses[0].city == "Lund"
    with pytest.raises(ValueError, match="Matching.*upsert"):
        register.import_file(table, matching="sometimes")  # type: ignore[arg-type]


def test_all_or_nothing_keeps_everything_out(register: kartotek.Register, shop: Path) -> None:
    report = register.import_file(shop, all_or_nothing=True)
    assert (report.end, report.batch) == (kartotek.ImportEnd.ROLLED_BACK, None)
    assert register.customers.count() == 0


def test_a_listener_sees_progress_and_its_exception_stops_the_import(
    register: kartotek.Register, shop: Path
) -> None:
    seen: list[kartotek.ImportProgress] = []
    register.import_file(shop, progress=seen.append)
    assert seen[-1].rows == 5 and seen[-1].total_bytes == shop.stat().st_size

    def stop(_: kartotek.ImportProgress) -> None:
        raise RuntimeError("enough")

    with kartotek.in_memory() as other:
        with pytest.raises(RuntimeError, match="enough"):
            other.import_file(shop, progress=stop)
        assert other.customers.count() == 0
        assert other.verify() == []
    with pytest.raises(TypeError, match="progress"):
        register.import_file(shop, progress="yes")  # type: ignore[arg-type]


def test_a_bar_is_shown(register: kartotek.Register, shop: Path, capfd: pytest.CaptureFixture[str]) -> None:
    register.import_file(shop, progress=True)
    assert "rows" in capfd.readouterr().err
    register.import_file(shop, progress=False)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("installed", [True, False])
def test_a_bar_of_tqdm_is_shown_where_that_is_installed(
    register: kartotek.Register,
    shop: Path,
    installed: bool,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    shown: list[tuple[str, int]] = []

    class Bar:
        n = 0

        def __init__(self, **_: object) -> None:
            pass

        def set_description_str(self, text: str) -> None:
            self.text = text

        def refresh(self) -> None:
            shown.append((self.text, self.n))

        def close(self) -> None:
            shown.append(("closed", 0))

    tqdm = types.ModuleType("tqdm")
    tqdm.tqdm = Bar  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tqdm", tqdm if installed else None)
    register.import_file(shop, progress=True)
    if installed:
        assert shown[-2:] == [("storing, 5 rows", 100), ("closed", 0)]
    else:
        assert "storing: 100 %, 5 rows" in capfd.readouterr().err and not shown


def test_an_import_is_taken_back(register: kartotek.Register, shop: Path) -> None:
    report = register.import_file(shop)
    assert report.batch is not None
    anna = register.customers.page(where={"given_name": "Anna"}).items[0]
    register.customers.update(anna, note="called")
    assert [(run.id, run.source, run.counts) for run in register.history.imports()] == [
        (report.batch, "shop.csv", report.counts)
    ]
    undone = register.undo_import(report.batch)
    assert (undone.reversed, undone.kept_edited, undone.kept) == (2, 1, (anna.id,))
    assert [customer.given_name for customer in register.customers.all()] == ["Anna"]


@pytest.mark.usefixtures("people")
def test_exports_are_read_by_others_and_by_an_import(register: kartotek.Register, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    written = register.customers.export_file(
        path, columns=["family_name", "given_name"], sort="-number", where={"family_name": "Ek"}
    )
    assert written == 2
    assert path.read_text(encoding="utf-8").splitlines() == ["family_name,given_name", "Ek,Åke", "Ek,Cia"]
    with pytest.raises(kartotek.IoError):
        register.customers.export_file(path)
    register.customers.export_file(path, replace=True, headings="sv", for_excel=True)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    book = tmp_path / "all.xlsx"
    assert register.customers.export_file(book) == 5
    with kartotek.in_memory() as other:
        assert other.import_file(book).counts.created == 5
    lines = tmp_path / "all.jsonl"
    assert register.customers.export_file(lines) == 5
    assert len(lines.read_text(encoding="utf-8").splitlines()) == 5
