"""Every kind of error is a class of its own, and is raised where a Python programmer expects it."""

from __future__ import annotations

import inspect
import io
import os
import pickle
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import kartotek
from kartotek import _kartotek, errors

NOBODY = "00000000-0000-0000-0000-000000000000"


def closed(folder: Path) -> None:
    register = kartotek.open(folder / "studio.db")
    register.shut_down()
    register.customers.count()


def not_found(_: Path) -> None:
    kartotek.in_memory().customers.get(NOBODY)


def already_exists(_: Path) -> None:
    tags = kartotek.in_memory().tags
    tags.create("wedding")
    tags.create("Wedding")


def conflict(_: Path) -> None:
    register = kartotek.in_memory()
    anna = register.customers.create(given_name="Anna")
    register.customers.update(anna, note="called")
    register.customers.delete(anna)


def invalid(_: Path) -> None:
    kartotek.in_memory().customers.create(emails=["anna@"])


def rule_violated(_: Path) -> None:
    kartotek.in_memory().customers.purge_field("city")


def invalid_cursor(_: Path) -> None:
    kartotek.in_memory().customers.page(after="nonsense")


def unsupported(_: Path) -> None:
    """A process that was forked uses the register of its parent."""
    register = kartotek.in_memory()
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            register.customers.count()
        except BaseException as error:
            os.write(sending, pickle.dumps(error))
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, "rb") as told:
        raised = pickle.load(told)
    os.waitpid(child, 0)
    raise raised


def unreadable(_: Path) -> None:
    kartotek.in_memory().import_file(b"<!DOCTYPE html><html></html>")


def cancelled(_: Path) -> None:
    rows = "".join(f"Name {number}\n" for number in range(20_000))
    kartotek.in_memory().import_file(f"Given name\n{rows}".encode(), progress=lambda far: False)


def busy(folder: Path) -> None:
    # Of one process SQLite's locks are one.
    script = (
        "import sqlite3, sys; file = sqlite3.connect(sys.argv[1], isolation_level=None); "
        "file.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
    )
    path = folder / "studio.db"
    with kartotek.open(path) as register:
        command = [sys.executable, "-c", script, str(path)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout and other.stdout.readline()
            register.customers.create(given_name="Anna")


def unreachable(_: Path) -> None:
    kartotek.connect("postgresql://nobody@127.0.0.1:1/none")


def corrupt(folder: Path) -> None:
    path = folder / "studio.db"
    kartotek.open(path).shut_down()
    with sqlite3.connect(path) as file:
        file.execute("UPDATE register_facts SET value = 'no settings' WHERE name = 'settings'")
    file.close()
    kartotek.open(path).settings()


def too_new(folder: Path) -> None:
    path = folder / "studio.db"
    kartotek.open(path).shut_down()
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA user_version = 2000000000")
    file.close()
    kartotek.open(path)


def no_register(folder: Path) -> None:
    (folder / "letter.txt").write_text("Dear Anna, this is no register at all, but long enough. " * 40)
    kartotek.open(folder / "letter.txt")


def read_only(folder: Path) -> None:
    kartotek.open(folder / "studio.db").shut_down()
    kartotek.open(folder / "studio.db", read_only=True).customers.create(given_name="Anna")


def io_failed(folder: Path) -> None:
    kartotek.in_memory().import_file(folder / "nowhere.csv")


RAISED: dict[str, Callable[[Path], None]] = {
    "not_found": not_found,
    "already_exists": already_exists,
    "conflict": conflict,
    "invalid": invalid,
    "rule_violated": rule_violated,
    "invalid_cursor": invalid_cursor,
    "unsupported": unsupported,
    "import": unreadable,
    "cancelled": cancelled,
    "shut_down": closed,
    "busy": busy,
    "unreachable": unreachable,
    "corrupt": corrupt,
    "too_new": too_new,
    "not_a_register": no_register,
    "read_only": read_only,
    "io": io_failed,
}

# What takes a server that dies, or a disk that fails; the tests of the core raise them.
ELSEWHERE = {"outcome_unknown", "timed_out", "full", "storage"}
KINDS = dict(_kartotek._error_kinds())


def test_every_kind_has_a_class_of_its_own_and_is_tried() -> None:
    assert set(RAISED) | ELSEWHERE == set(KINDS) and not set(RAISED) & ELSEWHERE
    classes = [getattr(errors, name) for name in KINDS.values()]
    assert len(set(classes)) == len(KINDS)
    assert all(issubclass(one, kartotek.KartotekError) and one is not kartotek.KartotekError for one in classes)
    listed = {getattr(errors, name) for name in errors.__all__}
    known = {one for one in listed if inspect.isclass(one) and issubclass(one, kartotek.KartotekError)}
    # Those of files are told apart by the number of the system, as OSError does.
    files = {
        kartotek.MissingFileError,
        kartotek.ExistingFileError,
        kartotek.DeniedFileError,
        kartotek.FolderError,
    }
    assert known - set(classes) == {kartotek.KartotekError, *files}


@pytest.mark.parametrize("kind", RAISED)
def test_every_kind_is_raised_as_its_class(kind: str, tmp_path: Path) -> None:
    with pytest.raises(kartotek.KartotekError) as told:
        RAISED[kind](tmp_path)
    assert isinstance(told.value, getattr(errors, KINDS[kind])) and told.value.kind == kind
    assert str(told.value) and "anna" not in str(told.value).lower()


def test_errors_are_what_python_expects_too() -> None:
    assert issubclass(kartotek.NotFoundError, LookupError)
    assert issubclass(kartotek.InvalidError, ValueError)
    assert issubclass(kartotek.InvalidCursorError, ValueError)
    assert issubclass(kartotek.IoError, OSError)


@pytest.mark.parametrize(
    "call",
    [
        lambda register: register.customers.count(),
        lambda register: register.customers.create(given_name="Anna"),
        lambda register: next(register.customers.all()),
        lambda register: register.tags.all(),
        lambda register: register.history.changes(),
        lambda register: register.settings(),
        lambda register: register.update_settings(name="Studio Sol"),
        lambda register: register.import_file(b"Given name\nAnna\n"),
        lambda register: register.plan_import(b"Given name\nAnna\n"),
        lambda register: register.customers.export_file(io.BytesIO()),
        lambda register: register.saved_mappings(),
        lambda register: register.verify(),
    ],
)
def test_a_closed_register_refuses_every_call(call: Callable[[kartotek.Register], object]) -> None:
    register = kartotek.in_memory()
    walk = register.acting_as("maria")
    register.shut_down()
    for each in (register, walk):
        with pytest.raises(kartotek.ShutDownError):
            call(each)
    register.shut_down()


def test_a_plan_of_a_closed_register_is_not_committed() -> None:
    register = kartotek.in_memory()
    plan = register.plan_import(b"Given name\nAnna\n")
    register.shut_down()
    with pytest.raises(kartotek.ShutDownError):
        plan.commit()


def test_a_register_whose_file_was_deleted_makes_no_new_one(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    kartotek.open(path).shut_down()
    path.unlink()
    with pytest.raises(OSError, match="studio.db") as gone:
        kartotek.open(path, must_exist=True)
    assert gone.value.filename == str(path)
    assert not path.exists()


def nothing() -> Any:
    """Returns what no checker of types complains about."""
    return None


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda r: r.customers.get(None), TypeError, "id"),
        (lambda r: r.customers.get("17"), ValueError, "id"),
        (lambda r: r.customers.find_by_number("1"), TypeError, "number"),
        (lambda r: r.customers.find_by_external_id("shop", None), TypeError, "id"),
        (lambda r: r.customers.get_many("17"), TypeError, "ids"),
        (lambda r: r.customers.update(None), TypeError, "customer"),
        (lambda r: r.customers.update_many([("Anna", {})]), TypeError, "item 0"),
        (lambda r: r.customers.create_many([{"given_name": None}]), TypeError, "given_name"),
        (lambda r: r.customers.set_enabled([NOBODY], "yes"), TypeError, "enabled"),
        (lambda r: r.customers.page(limit=0), ValueError, "limit"),
        (lambda r: r.customers.page(total="all"), TypeError, "total|True"),
        (lambda r: r.customers.page(sort=3), TypeError, "sort"),
        (lambda r: r.customers.page(town="Lund"), TypeError, "town"),
        (lambda r: r.customers.count(archived="maybe"), ValueError, "Archived"),
        (lambda r: r.customers.search(None), TypeError, "text"),
        (lambda r: r.tags.create(None), TypeError, "name"),
        (lambda r: r.tags.apply([NOBODY], add=[None]), TypeError, "add"),
        (lambda r: r.tags.apply(["17"], add=["vip"]), ValueError, "ids|id"),
        (lambda r: r.customer_groups.preset("gold"), ValueError, "Preset"),
        (lambda r: r.acting_as(None), TypeError, "name"),
        (lambda r: r.in_context("kitchen"), ValueError, "Context"),
        (lambda r: r.expecting(17), TypeError, "record"),
        (lambda r: r.update_settings(country=None), TypeError, "country"),
        (lambda r: r.update_settings(leap_day="never"), ValueError, "leap_day|LeapDay"),
        (lambda r: r.undo_import("yesterday"), ValueError, "id"),
        (lambda r: r.customers.delete(NOBODY), TypeError, "the Customer as it was read.*not str"),
        (lambda r: r.customers.delete_many([NOBODY]), TypeError, "item 0: .*the Customer as it was read"),
        (lambda r: r.customers.update_many([(NOBODY, {})]), TypeError, "item 0: .*the Customer as it was read"),
        (lambda r: r.jobs.update(NOBODY, title="x"), TypeError, "the Job as it was read"),
        (lambda r: r.job_groups.rename(NOBODY, "4b"), TypeError, "the JobGroup as it was read"),
        (lambda r: r.tags.rename(NOBODY, "vip"), TypeError, "the Collection as it was read"),
        (lambda r: r.customers.get(r.jobs.create(title="x")), TypeError, "id.*Customer, not Job"),
        (lambda r: r.customers.create(registered_at=datetime(2026, 1, 1)), ValueError, "naive"),
        (lambda r: kartotek.open(nothing()), TypeError, "path"),
        (lambda r: kartotek.connect(nothing()), TypeError, "url"),
        (lambda r: kartotek.fields(17), TypeError, "^language: "),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_argument_is_told_with_its_name(
    register: kartotek.Register, call: Callable[[kartotek.Register], object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as told:
        call(register)
    text = str(told.value)
    assert re.search(says, text), text
    assert register.customers.count() == 0


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: kartotek.open("."), IsADirectoryError, "director"),
        (lambda: kartotek.open(""), ValueError, "path: expected"),
        (lambda: kartotek.connect("studio.db"), ValueError, "url: expected postgresql://"),
        (lambda: kartotek.connect(""), ValueError, "url: expected postgresql://"),
        (lambda: kartotek.in_memory().customers.export_file(".", format="csv"), IsADirectoryError, "director"),
        (lambda: kartotek.in_memory().import_file([{"given_name": "Anna"}], error_file="."), IsADirectoryError, "director"),
    ],
)
def test_a_place_that_is_none_is_refused_at_once(call: Callable[[], object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        call()
