"""Imports that are stopped after some of their rows were stored: those stay, and the import goes on."""

from __future__ import annotations

import _thread
import itertools
import operator
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import kartotek
from test_command import Shell, one_line, shell

__all__ = ["shell"]

ROWS = 20_500
CHUNK = 10_000


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A table of rows for three chunks."""
    path = tmp_path / "large.csv"
    rows = "".join(f"Anna{number},anna{number}@example.com\n" for number in range(ROWS))
    path.write_text("Given name,E-mail\n" + rows, encoding="utf-8")
    return path


@pytest.fixture
def many() -> Iterator[kartotek.Register]:
    """A register with customers for many pages of a list."""
    with kartotek.in_memory() as opened:
        opened.import_file({"given_name": f"Anna {number}"} for number in range(12_000))
        yield opened


def with_ctrl_c(items: Iterable[object]) -> Iterator[object]:
    """Yields ``None`` and then items, where Ctrl-C comes in between; all of it in C, which does not look for signals."""
    return itertools.chain(map(_thread.interrupt_main, [signal.SIGINT]), items)


def test_ctrl_c_stops_a_walk_that_is_taken_by_a_function_in_c(many: kartotek.Register) -> None:
    walk = many.customers.all()
    taken: list[object] = []
    with pytest.raises(KeyboardInterrupt):
        taken.extend(with_ctrl_c(walk))
    assert taken == [None]
    # It goes on where it was.
    assert len(list(walk)) == 12_000
    assert many.verify() == []


def test_ctrl_c_stops_a_walk_between_two_customers(many: kartotek.Register) -> None:
    seen = 0
    with pytest.raises(KeyboardInterrupt):
        for _ in many.customers.all():
            seen += 1
            if seen == 1_500:
                signal.raise_signal(signal.SIGINT)
    assert seen == 1_500
    many.customers.create(given_name="Bo")
    assert many.customers.count() == 12_001


def test_ctrl_c_while_a_table_is_read_out_leaves_the_register_as_it_was(many: kartotek.Register) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = many.customers.to_arrow(columns=["number"])
    taken: list[object] = []
    with pytest.raises(KeyboardInterrupt):
        taken.extend(with_ctrl_c(map(pyarrow.table, [table])))
    many.customers.create(given_name="Bo")
    assert pyarrow.table(table).num_rows == 12_001
    assert many.verify() == []


def stored(register: Path) -> int:
    """Counts the customers in a register that another program fills."""
    try:
        with closing(sqlite3.connect(f"file:{register}?mode=ro", uri=True, timeout=30)) as file:
            (count,) = file.execute("SELECT count(*) FROM customers").fetchone()
            return int(count)
    except sqlite3.OperationalError:
        return 0


def test_a_listener_that_raises_between_two_chunks_keeps_the_first(large: Path) -> None:
    def stop(progress: kartotek.ImportProgress) -> None:
        if progress.step == kartotek.ImportStep.STORING and progress.rows > CHUNK:
            raise LookupError("enough")

    with kartotek.in_memory() as register:
        with pytest.raises(LookupError, match="enough"):
            register.import_file(large, progress=stop)
        assert register.customers.count() == CHUNK
        (cut,) = register.history.imports()
        assert (cut.finished_at, cut.counts.created) == (None, CHUNK)
        again = register.import_file(large)
        assert (again.counts.unchanged, again.counts.created) == (CHUNK, ROWS - CHUNK)
        assert register.undo_import(cut.id).reversed == CHUNK
        assert register.customers.count() == ROWS - CHUNK
        assert register.verify() == []


@pytest.mark.skipif(os.name != "posix", reason="no signals")
def test_ctrl_c_between_two_chunks_says_what_stays_and_how_to_go_on(shell: Shell, large: Path) -> None:
    kartotek.open(shell.folder / "studio.db").shut_down()
    importing = subprocess.Popen(
        [sys.executable, "-m", "kartotek", "--register", "studio.db", "import", large.name],
        cwd=shell.folder,
        env=shell.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 300
    while stored(shell.folder / "studio.db") < CHUNK and importing.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.02)
    importing.send_signal(signal.SIGINT)
    out, err = importing.communicate(timeout=300)
    said = one_line(err.decode())
    assert (importing.returncode, out) == (130, b"")
    kept = shell.customers()
    assert kept in (CHUNK, 2 * CHUNK)
    assert f"{kept:,} rows" in said
    batch = re.search("[0-9a-f]{8}-[0-9a-f-]{27}", said)
    assert batch
    assert [listed["id"] for listed in shell.on_studio("imports", "--json").objects()] == [batch[0]]
    # What it says goes on with it.
    assert shell.on_studio("import", large.name).code == 0
    assert shell.customers() == ROWS
    assert shell.on_studio("undo", batch[0], "--json").object()["reversed"] == kept
    assert shell.customers() == ROWS - kept


# SPEC: C13
def test_the_note_names_the_run_that_was_cut_and_no_other_one(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    register = kartotek.open(path)
    rows = [{"given_name": f"Anna {row}"} for row in range(500)]
    others: list[str] = []

    def cut(far: kartotek.ImportProgress) -> None:
        if far.step == "storing" and far.rows >= 200 and not others:
            with pytest.raises(RuntimeError) as raised:
                kartotek.open(path).import_file(rows, chunk_rows=100, progress=stop)
            others.append(str(raised.value.import_report.batch))  # type: ignore[attr-defined]
            path.unlink()

    def stop(far: kartotek.ImportProgress) -> None:
        if far.step == "storing" and far.rows >= 100:
            raise RuntimeError

    with pytest.raises(kartotek.IoError) as raised:
        register.import_file(rows, chunk_rows=100, progress=cut)
    batch = raised.value.import_batch  # type: ignore[attr-defined]
    (note,) = raised.value.__notes__
    assert f"undo_import(\"{batch}\")" in note and others[0] not in note


def test_ctrl_c_stops_a_long_list_of_rows_soon(register: kartotek.Register) -> None:
    """A list is walked through in C, which does not look for signals."""
    rest = iter([{"given_name": "Anna"}] * 5_000)
    rows = itertools.chain(filter(None, map(_thread.interrupt_main, [signal.SIGINT])), rest)
    with pytest.raises(KeyboardInterrupt):
        register.import_file(rows)
    assert operator.length_hint(rest) > 0
    assert register.customers.count() == 0
