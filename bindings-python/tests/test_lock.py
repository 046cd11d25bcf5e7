"""Calls let other threads run meanwhile: the interpreter's lock is released around them."""

from __future__ import annotations

import itertools
import operator
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import kartotek

# Another program, since of one process SQLite's locks are one: it keeps all others from writing until it is told.
HOLDS_THE_FILE = (
    "import sqlite3, sys; file = sqlite3.connect(sys.argv[1], isolation_level=None); "
    "file.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read(); file.execute('ROLLBACK')"
)


@contextmanager
def no_turns() -> Iterator[None]:
    """Lets no thread run until another one gives the lock up by itself."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(3600)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


CALLS: dict[str, Callable[[kartotek.Register], object]] = {
    "create": lambda register: register.customers.create(given_name="Anna"),
    "create_many": lambda register: register.customers.create_many([{"given_name": "Anna"}]),
    "update_settings": lambda register: register.update_settings(name="Studio Sol"),
    "tags": lambda register: register.tags.create("vip"),
    "jobs": lambda register: register.jobs.create(title="Ekskolan 2026"),
    "participants": lambda register: register.participants.create(given_name="Elsa"),
    "import_file": lambda register: register.import_file(b"Given name\nAnna\n"),
}


@pytest.mark.parametrize("name", CALLS)
def test_another_thread_runs_while_a_call_waits(name: str, tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    with kartotek.open(path) as register:
        command = [sys.executable, "-c", HOLDS_THE_FILE, str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdin and other.stdout and other.stdout.readline()
            begun, told = threading.Event(), other.stdin

            def let_go() -> None:
                begun.wait()
                told.close()

            thread = threading.Thread(target=let_go)
            thread.start()
            with no_turns():
                begun.set()
                # It waits for the file. With the lock held the other thread could not have that let go, and the file
                # would be busy for too long.
                CALLS[name](register)
            thread.join()


def test_another_thread_runs_while_a_long_list_of_rows_is_read(tmp_path: Path) -> None:
    rest = iter([{"given_name": "Anna"}] * 100_000)
    left: list[int] = []
    begun = threading.Event()
    # The other thread is told when the first row is read; that answers `None`, which is no row.
    rows = itertools.chain(filter(None, map(threading.Event.set, [begun])), rest)

    def look() -> None:
        begun.wait()
        left.append(operator.length_hint(rest))

    thread = threading.Thread(target=look)
    thread.start()
    with kartotek.in_memory() as register:
        register.plan_import(rows)
    thread.join()
    assert 0 < left[0] < 100_000
