"""A register that is open, and what else in the same program touches its file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import kartotek

ANOTHER = """
import sys, kartotek
with kartotek.open(sys.argv[1]) as register:
    register.customers.create(given_name="Bo")
    print([customer.given_name for customer in register.customers.all()], register.verify())
"""


def another(path: Path) -> str:
    """Makes a customer in another process, and returns whom it found and what was wrong."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ANOTHER, str(path)], check=True, capture_output=True, text=True
    ).stdout.strip()


def test_what_python_s_own_sqlite_closes_loses_nothing(tmp_path: Path) -> None:
    """It does not know the locks of ours, takes itself for the last one, and deletes the log."""
    path = tmp_path / "studio.db"
    register = kartotek.open(path)
    register.customers.create(given_name="Anna")
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT count(*) FROM customers").fetchone() == (1,)
    if (tmp_path / "studio.db-wal").exists():
        pytest.skip("both are one SQLite here")
    for _ in range(2):
        with pytest.raises(kartotek.IoError, match="studio.db: .*deleted the log.*open it anew"):
            register.import_file(b"Given name\nCia\n")
    # What its SQLite knows of the lost log would hold for a second object, too.
    with pytest.raises(kartotek.IoError, match="shut down every register of this file here"):
        kartotek.open(path)
    assert another(path) == "['Anna', 'Bo'] []"
    # Its own log must not go over what the other one wrote.
    register.shut_down()
    with kartotek.open(path) as register:
        assert register.customers.count() == 2
        assert register.verify() == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_a_forked_process_opens_what_was_closed_since(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    register = kartotek.open(path)
    register.customers.create(given_name="Anna")
    closed, close = os.pipe()
    child = os.fork()
    if child == 0:
        found = 1
        try:
            os.read(closed, 1)
            with kartotek.open(path) as opened:
                found = opened.customers.count() + 10
        finally:
            os._exit(found)
    register.shut_down()
    os.write(close, b"!")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 11
    os.close(closed)
    os.close(close)


def test_the_file_of_an_open_register_is_no_source_and_no_target(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    with kartotek.open(path) as register, kartotek.in_memory() as other:
        register.customers.create(given_name="Anna")
        for importing in (register, other):
            with pytest.raises(kartotek.UnreadableFileError, match="a register that this program has open"):
                importing.import_file(path)
            with pytest.raises(PermissionError):
                importing.customers.export_file(path, format="csv", replace=True)
        # Nobody's locks went with it.
        assert another(path) == "['Anna', 'Bo'] []"
        assert (tmp_path / "studio.db-wal").exists()
        register.customers.create(given_name="Cia")
    with pytest.raises(kartotek.UnreadableFileError, match="a database of SQLite"), kartotek.in_memory() as other:
        other.import_file(path)
    assert another(path) == "['Anna', 'Bo', 'Cia', 'Bo'] []"
