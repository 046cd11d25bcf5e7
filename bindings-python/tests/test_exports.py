"""Exports into files and into what Python writes to."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

import kartotek

pytestmark = pytest.mark.usefixtures("people")


def test_an_export_goes_into_an_open_file(register: kartotek.Register, tmp_path: Path) -> None:
    memory = io.BytesIO()
    assert register.customers.export_file(memory, columns=["given_name"], where={"family_name": "Ek"}) == 2
    assert memory.getvalue() == "given_name\r\nCia\r\nÅke\r\n".encode()
    with (tmp_path / "people.xlsx").open("wb") as file:
        assert register.customers.export_file(file, format="xlsx") == 5
    assert (tmp_path / "people.xlsx").read_bytes().startswith(b"PK")
    lines = io.BytesIO()
    register.customers.export_file(lines, format="jsonl", columns=["number", "tags"])
    assert [json.loads(line) for line in lines.getvalue().splitlines()][0] == {"number": 1, "tags": []}


def test_csv_is_written_in_any_encoding_and_delimiter(register: kartotek.Register) -> None:
    file = io.BytesIO()
    register.customers.export_file(
        file, columns=["given_name", "family_name"], where={"number": 4}, delimiter="|", encoding="cp850", headings="sv"
    )
    assert file.getvalue().decode("cp850") == '"Förnamn"|"Efternamn"\r\nCia|Ek\r\n'
    with pytest.raises(kartotek.RuleViolatedError) as cyrillic:
        register.customers.export_file(io.BytesIO(), encoding="cp850")
    assert cyrillic.value.rule == "not_in_encoding"


@pytest.mark.parametrize(
    ("target", "options", "error", "says"),
    [
        (io.StringIO(), {}, TypeError, "binary"),
        (17, {}, TypeError, "path"),
        (None, {}, TypeError, "path"),
        (io.BytesIO(), {"format": "pdf"}, ValueError, "format"),
        (io.BytesIO(), {"format": "xlsx", "delimiter": ";"}, ValueError, "delimiter"),
        (io.BytesIO(), {"delimiter": ":"}, ValueError, "delimiter"),
        (io.BytesIO(), {"encoding": "utf-99"}, kartotek.InvalidError, "encoding"),
        (io.BytesIO(), {"columns": ["shoe_size"]}, kartotek.InvalidError, "shoe_size"),
        (io.BytesIO(), {"columns": "number"}, TypeError, "columns"),
        (io.BytesIO(), {"headings": "xx"}, ValueError, "headings: expected Language: one of en, sv"),
        (io.BytesIO(), {"no_such_part": 1}, TypeError, "no_such_part"),
        (io.BytesIO(), {"progress": True}, TypeError, "progress"),
    ],
)
def test_a_wrong_option_is_told_with_its_name(
    register: kartotek.Register, target: BinaryIO, options: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as told:
        register.customers.export_file(target, **options)  # type: ignore[arg-type]
    assert says in str(told.value)


def test_what_a_file_raises_comes_back(register: kartotek.Register) -> None:
    class Broken(io.BytesIO):
        def write(self, _: object) -> int:
            raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError, match="gone"):
        register.customers.export_file(Broken())
    closed = io.BytesIO()
    closed.close()
    with pytest.raises(ValueError, match="closed"):
        register.customers.export_file(closed)
    assert register.verify() == []


def test_a_listener_stops_an_export_and_no_file_appears(register: kartotek.Register, tmp_path: Path) -> None:
    register.customers.create_many({"given_name": f"Name {number}"} for number in range(1_000))
    seen: list[int] = []
    assert register.customers.export_file(tmp_path / "all.csv", progress=seen.append) == 1_005
    assert seen == [1_000]

    def stop(_: int) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        register.customers.export_file(tmp_path / "none.csv", progress=stop)
    with pytest.raises(kartotek.CancelledError):
        register.customers.export_file(tmp_path / "none.csv", progress=lambda rows: False)
    assert not (tmp_path / "none.csv").exists()


def test_a_path_that_cannot_be_written_is_named(register: kartotek.Register, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none") as told:
        register.customers.export_file(tmp_path / "none" / "all.csv")
    assert told.value.filename == str(tmp_path / "none" / "all.csv")


def test_an_ending_that_tells_no_format_is_refused(tmp_path: Path) -> None:
    with kartotek.in_memory() as register:
        register.customers.create(given_name="Anna")
        for name in ("all.xls", "all.json", "all.pdf"):
            with pytest.raises(ValueError, match="path: .* tells no format"):
                register.customers.export_file(tmp_path / name)
            assert not (tmp_path / name).exists()
        register.customers.export_file(tmp_path / "ALL.XLSX")
        assert (tmp_path / "ALL.XLSX").read_bytes().startswith(b"PK")
        register.customers.export_file(tmp_path / "all.json", format="jsonl")
        assert (tmp_path / "all.json").read_bytes().startswith(b"{")


def test_no_columns_are_not_all_columns(tmp_path: Path) -> None:
    customers = kartotek.in_memory().customers
    customers.create(given_name="Anna", note="ill")
    for export in (lambda: customers.export_file(tmp_path / "some.csv", columns=[]), lambda: customers.to_arrow(columns=[])):
        with pytest.raises(ValueError, match="columns: expected at least one"):
            export()
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_tabs_has_tabs(tmp_path: Path) -> None:
    customers = kartotek.in_memory().customers
    customers.create(given_name="Anna", family_name="Ek")
    customers.export_file(tmp_path / "some.tsv", columns=["given_name", "family_name"])
    assert (tmp_path / "some.tsv").read_text().splitlines() == ["given_name\tfamily_name", "Anna\tEk"]
    customers.export_file(tmp_path / "other.tsv", columns=["given_name", "family_name"], delimiter=";")
    assert (tmp_path / "other.tsv").read_text().splitlines()[1] == "Anna;Ek"


def test_an_export_into_an_open_file_tells_how_far_it_is(register: kartotek.Register) -> None:
    register.import_file({"given_name": f"Anna {number}"} for number in range(2_500))
    told: list[int] = []
    assert register.customers.export_file(io.BytesIO(), progress=told.append) == 2_505
    assert told == [1_000, 2_000]

    def enough(rows: int) -> None:
        raise KeyError("enough")

    file = io.BytesIO()
    with pytest.raises(KeyError, match="enough"):
        register.customers.export_file(file, progress=enough)
    assert 0 < file.getvalue().count(b"\n") < 2_000


class Answering(io.RawIOBase):
    """A file whose ``write`` answers anything."""

    def __init__(self, answer: Callable[[bytes], Any]) -> None:
        self.answer = answer

    def write(self, written: Any) -> Any:
        return self.answer(written)


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        (lambda written: len(base64.b64encode(written)), ValueError, r"^path: what write\(\) answers: expected 0 to \d+$"),
        (lambda written: -3, ValueError, r"^path: what write\(\) answers: expected 0 to"),
        (lambda written: "7", TypeError, r"^path: what write\(\) answers: expected a whole number, not str$"),
        (lambda written: None, BlockingIOError, "takes nothing now"),
    ],
)
def test_what_a_file_cannot_have_taken_is_refused(
    register: kartotek.Register, answer: Callable[[bytes], Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        register.customers.export_file(Answering(answer), format="csv")  # type: ignore[arg-type]
