"""The command ``kartotek`` where it is given wrongly, where an import fails in its middle, and where streams are closed."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

import kartotek
from test_command import Shell, one_line, shell, studio
from test_nightly import nightly

__all__ = ["shell", "studio"]

NOBODYS = str(uuid.uuid4())


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("import", "good.csv", "--encoding", "foo"), "--encoding is "),
        (("import", "good.csv", "--map", "Nope=company"), '--map: the file has no column "Nope"'),
        (("import", "good.csv", "--mapping", "nix"), "--mapping: there is no saved mapping"),
        (("import", "book.xlsx", "--sheet", "nix"), "--sheet: the workbook has no such sheet"),
        (("import", "good.csv", "--sheet", "nix"), "--sheet: it is no workbook, and has no sheets"),
        (("import", "good.csv", "--resume", NOBODYS), f"--resume: there is no import {NOBODYS}"),
        (("import", "good.csv", "--delimiter", "xx"), "--delimiter: "),
        (("import", "good.csv", "--fixed", "nope=x"), "--fixed: "),
        (("undo", NOBODYS), f"there is no import {NOBODYS}"),
        (("export", "all.dat"), "the ending of FILE tells no format; say --format csv, xlsx or jsonl"),
        (("export", "all.xlsx", "--excel"), "--excel is for CSV alone"),
        (("export", "all.csv", "--columns", ","), ""),
        (("search", ""), "say what to search for"),
        (("search", " ", ""), "say what to search for"),
    ],
)
def test_what_is_given_wrongly_is_told_by_the_name_of_its_option(
    studio: Shell, arguments: tuple[str, ...], says: str
) -> None:
    studio.on_studio("export", "book.xlsx")
    done = studio.on_studio(*arguments)
    said = one_line(done.err)
    assert (done.code, done.out, said.startswith(f"kartotek: {says}")) == (2, "", True), said
    assert "path:" not in said and "for_excel" not in said
    assert not list(studio.folder.glob("all.*"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "all.csv", "--columns", ""),
        ("list", "--text", ""),
        ("import", "good.csv", "--mapping", ""),
        ("import", "good.csv", "--save-mapping", " "),
        ("import", "good.csv", "--encoding", ""),
        ("import", "good.csv", "--external-source", ""),
    ],
)
def test_an_option_with_an_empty_text_is_wrong_usage(studio: Shell, arguments: tuple[str, ...]) -> None:
    done = studio.on_studio(*arguments)
    assert (done.code, done.out) == (2, "")
    assert f"argument {arguments[-2]}: expected a text that is not empty" in done.err
    assert not (studio.folder / "all.csv").exists()
    assert studio.customers() == 2


def test_a_file_without_headings_and_with_open_dates_is_read_as_told(studio: Shell) -> None:
    bare = studio.on_studio("import", "-", "--no-header", "--map", "1=given_name", stdin=b"Cia\nDan\n")
    assert (bare.code, studio.customers()) == (0, 4)
    below = studio.on_studio("import", "-", "--header", "2", stdin=b"Summer fair\nGiven name\nEva\n")
    assert (below.code, studio.customers()) == (0, 5)
    table = b"Customer number,Given name,Registered\n77,Fia,03/04/2025\n"
    options = ("--external-source", "visma", "--date-order", "month_first")
    assert studio.on_studio("import", "-", *options, stdin=table).code == 0
    assert studio.on_studio("show", "visma:77", "--json").object()["profile"]["registered_at"].startswith("2025-03-04")
    assert studio.on_studio("import", "-", "--header", "1", "--no-header", stdin=table).code == 2


def failing(folder: Path) -> None:
    """Makes a register that takes 10,000 customers, and a file of more."""
    rows = "".join(f"Anna{number},anna{number}@example.com\n" for number in range(10_300))
    (folder / "export.csv").write_text("Given name,E-mail\n" + rows, encoding="utf-8")
    kartotek.open(folder / "studio.db").shut_down()
    with contextlib.closing(sqlite3.connect(folder / "studio.db")) as file, file:
        file.execute(
            "CREATE TRIGGER no_more BEFORE INSERT ON customers WHEN (SELECT count(*) FROM customers) >= 10000 "
            "BEGIN SELECT RAISE(ABORT, 'no more'); END"
        )


def cut_run(folder: Path) -> kartotek.ImportBatch:
    with kartotek.open(folder / "studio.db", must_exist=True) as register:
        (cut,) = register.history.imports()
    assert cut.finished_at is None
    return cut


def test_an_import_that_fails_in_its_middle_tells_how_to_go_on(shell: Shell) -> None:
    failing(shell.folder)
    done = shell.on_studio("import", "export.csv")
    assert (done.code, done.out) == (3, "")
    wrong, note = done.err.splitlines()
    assert wrong.startswith("kartotek: ") and note.startswith("kartotek: ")
    run = str(cut_run(shell.folder).id)
    assert run not in wrong
    assert f"the same command with --resume {run}" in note
    assert note.endswith(f"kartotek undo {run}")


def test_a_night_that_fails_in_its_middle_tells_how_to_go_on(tmp_path: Path) -> None:
    failing(tmp_path)
    done = nightly(tmp_path, "studio.db", "export.csv")
    assert (done.returncode, done.stdout) == (1, "")
    wrong, note = done.stderr.splitlines()
    assert wrong.startswith("The import failed: ")
    run = str(cut_run(tmp_path).id)
    assert note.count(run) == 2 and "resume" in note and "undo" in note


def closed(folder: Path, stream: str, *command: str) -> tuple[int, str, str]:
    """Calls a program of Python as the shell does with ``2>&-``."""
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {stream}', "sh", sys.executable, "-W", "ignore", *command],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1", "KARTOTEK_REGISTER": "studio.db"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="the shell of Windows closes no streams")
def test_a_closed_stream_is_written_nothing(studio: Shell) -> None:
    def call(stream: str, *arguments: str) -> tuple[int, str, str]:
        return closed(studio.folder, stream, "-m", "kartotek", *arguments)

    assert call(">&-", "list") == (0, "", "")
    assert call("2>&-", "search", "zz") == (0, "", "")
    # What belongs to standard error never goes to standard output instead.
    assert call("2>&-", "show", "99") == (1, "", "")
    code, out, _ = call("2>&-", "import", "good.csv")
    assert (code, "created" in out, studio.customers()) == (0, True, 4)
    for arguments in (("import", "-"), ("tag", "-", "--add", "vip")):
        code, _, err = call("<&-", *arguments)
        assert (code, one_line(err)) == (3, "kartotek: stdin is closed")
    # Customers that nobody gets are no success.
    code, _, err = call(">&-", "export", "-")
    assert (code, one_line(err)) == (3, "kartotek: stdout is closed")


@pytest.mark.skipif(os.name == "nt", reason="the shell of Windows closes no streams")
@pytest.mark.parametrize("stream", [">&-", "2>&-"])
def test_a_night_without_a_stream_imports(studio: Shell, stream: str) -> None:
    script = Path(nightly.__globals__["SCRIPTS"]) / "nightly_import.py"
    code, _, err = closed(studio.folder, stream, str(script), "studio.db", "good.csv")
    assert (code, err) == (0, "")
    assert studio.customers() == 4
