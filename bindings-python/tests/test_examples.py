"""Runs what the documentation shows: every Python block of README.md and docs, the examples of the stubs, and the
scripts of the examples."""

from __future__ import annotations

import ast
import contextlib
import csv
import doctest
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1]
DOCUMENTS = [PACKAGE / "README.md", *sorted((PACKAGE / "docs").glob("*.md"))]
STUBS = PACKAGE / "python" / "kartotek" / "_kartotek.pyi"
SCRIPTS = PACKAGE.parent / "examples" / "python"
OPTIONAL = {"pandas", "polars", "pyarrow"}

CUSTOMERS = (
    "Förnamn;Efternamn;E-post;Ort\n"
    "Karin;García;karin@example.com;Göteborg\n"
    "Bo;Ek;bo@;Malmö\n"
    "Åsa;Lind;asa@example.com;Umeå\n"
)
CONTACTS = (
    "First Name,Last Name,File As,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,"
    "E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value\n"
    "Karin,García,,* myContacts,,karin@example.com,Work,karin@example.org,Mobile,+34 645 337 711\n"
    "Bo,Ek,,* myContacts,,bo@example.com,,,,\n"
)
ACCOUNTING = (
    ("Kundkod", "Kund", "E-post", "Saldo"),
    ("V-1", "Blommor HB", "info@example.com", "120"),
    ("V-2", "Bygg & Son AB", "bygg@example.com", "0"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the documentation names."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (tmp_path / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    write_workbook(tmp_path / "accounting.xlsx", ACCOUNTING)
    return tmp_path


def write_workbook(path: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    """Writes a workbook with one sheet of texts."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(64 + column)}{number}" t="inlineStr"><is><t>{text.replace("&", "&amp;")}</t></is></c>'
            for column, text in enumerate(row, 1)
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">'
        '<sheets><sheet name="Kunder" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)


def blocks(document: Path) -> Iterator[tuple[int, str]]:
    """Yields the Python blocks of a document with the lines on which they begin."""
    text = document.read_text(encoding="utf-8")
    for found in re.finditer(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield text.count("\n", 0, found.start(1)) + 1, found[1]


def imports(block: str) -> set[str]:
    """Returns the modules that a block imports."""
    statements = [node for node in ast.walk(ast.parse(block)) if isinstance(node, ast.Import)]
    return {name.name for statement in statements for name in statement.names}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_python_block_runs_and_prints_what_it_says(document: Path, folder: Path) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    found = list(blocks(document))
    assert found
    for line, block in found:
        missing = [name for name in imports(block) & OPTIONAL if not installed(name)]
        if missing:
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("\n" * (line - 1) + block, str(document), "exec"), names)
        rest = printed.getvalue()
        for expected in re.findall(r"^ *print\(.*\)  # (.*)$", block, re.MULTILINE):
            assert expected + "\n" in rest, f"{document.name}:{line}"
            rest = rest.split(expected + "\n", 1)[1]


def installed(name: str) -> bool:
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def stub_examples() -> list[doctest.DocTest]:
    """Returns the examples of the docstrings in the stubs."""
    tree = ast.parse(STUBS.read_text(encoding="utf-8"))
    examples = []

    def look(node: ast.Module | ast.ClassDef, prefix: str) -> None:
        for inner in node.body:
            if not isinstance(inner, (ast.ClassDef, ast.FunctionDef)):
                continue
            text = ast.get_docstring(inner)
            if text and ">>>" in text:
                name = prefix + inner.name
                examples.append(doctest.DocTestParser().get_doctest(text, {}, name, STUBS.name, inner.lineno))
            if isinstance(inner, ast.ClassDef):
                look(inner, f"{inner.name}.")

    look(tree, "")
    return examples


@pytest.mark.parametrize("example", stub_examples(), ids=lambda example: example.name)
def test_the_examples_of_the_stubs_hold(example: doctest.DocTest, folder: Path) -> None:
    if any(f"import {name}" in (example.docstring or "") and not installed(name) for name in OPTIONAL):
        pytest.skip("a library that it shows is not installed")
    told = io.StringIO()
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    result = doctest.DocTestRunner(optionflags=flags).run(example, out=told.write)
    assert not result.failed, told.getvalue()


def run(script: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPTS / script), *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def run_nightly(folder: Path, *further: str) -> subprocess.CompletedProcess[str]:
    return run("nightly_import.py", folder, "studio.db", "export.csv", *further)


def test_the_nightly_script_reports_and_its_second_run_changes_nothing(tmp_path: Path) -> None:
    first = run_nightly(tmp_path, "--generate", "5000")
    assert (first.returncode, first.stderr) == (1, "")
    assert "export.csv had 5,000 rows" in first.stdout
    reason = r"× write the address as in anna@example.com\n +row [\d,]+, E-post: kund\d+@"
    assert re.search(reason, first.stdout)
    # One row in a hundred is wrong, and one repeats another.
    counted = [int(count) for count in re.findall(r"^ +(\d+) ×", first.stdout, re.MULTILINE)]
    assert sum(counted) == 50
    left_out = re.search(r"^ +(\d+) left out; \1 of them repeat another row", first.stdout, re.MULTILINE)
    created = re.search(r"^ +([\d,]+) new customers", first.stdout, re.MULTILINE)
    assert left_out and created
    assert int(left_out[1]) + int(created[1].replace(",", "")) + 50 == 5_000
    assert "undo" in first.stdout
    errors = (tmp_path / "export.errors.csv").read_text(encoding="utf-8").splitlines()
    assert len(errors) == 1 + 50

    second = run_nightly(tmp_path)
    assert (second.returncode, second.stderr) == (1, "")
    assert "Nothing in the register was changed." in second.stdout
    assert re.search(r"^ +0 new customers\n +0 customers with news\n", second.stdout, re.MULTILINE)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
def test_the_nightly_script_shows_a_bar_while_it_works(tmp_path: Path) -> None:
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    # A terminal without a size has no room for a bar.
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    script = subprocess.Popen(
        [sys.executable, str(SCRIPTS / "nightly_import.py"), "studio.db", "export.csv", "--generate", "1000"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):
        while some := os.read(ours, 4096):
            shown += some
    os.close(ours)
    assert script.wait() == 1
    assert b"storing" in shown and b"100" in shown


def test_the_nightly_script_says_in_one_line_what_failed(tmp_path: Path) -> None:
    done = run_nightly(tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


# SPEC: P1, P12, C22
def test_the_photo_job_goes_from_names_to_registrations(tmp_path: Path) -> None:
    done = run("photo_job.py", tmp_path, "job")
    assert (done.returncode, done.stderr) == (0, "")
    assert "39 children in 4 classes\n  row 19, Klass: " in done.stdout
    assert "a guess from 198.51.100.0/24: code_refused, in truth unknown" in done.stdout
    assert (tmp_path / "job" / "cards.pdf").read_bytes().startswith(b"%PDF-")
    with (tmp_path / "job" / "job.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0][1:4] == ["Fullständigt namn", "Deltagare", "Galleri"]
    assert len(rows) == 1 + 30
    # Each parent is called as the child is.
    assert all(row[1].split()[-1] == row[2].split()[-1] for row in rows[1:])

    again = run("photo_job.py", tmp_path, "job")
    assert again.returncode == 1 and "name another folder" in again.stderr
