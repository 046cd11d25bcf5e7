"""What is raised: errors of files as those of Python, with their text, and clear words for what cannot be."""

from __future__ import annotations

import errno
import multiprocessing
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import kartotek
from kartotek import Money, progress


def is_about(error: Exception, path: Path | str, number: int) -> None:
    """Checks that an error tells its file and reason as one of Python does, also after it was pickled."""
    assert isinstance(error, kartotek.IoError)
    assert (error.filename, error.errno, error.kind) == (str(path), number, "io")
    assert str(error).startswith(f"{path}: ")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.errno, again.filename) == (type(error), str(error), number, str(path))


def test_a_file_that_is_missing_is_told_as_such(register: kartotek.Register, tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    with pytest.raises(FileNotFoundError) as opened:
        kartotek.open(missing, must_exist=True)
    assert isinstance(opened.value, kartotek.IoError)
    is_about(opened.value, missing, errno.ENOENT)
    with pytest.raises(kartotek.MissingFileError) as imported:
        register.import_file(tmp_path / "nowhere.csv")
    is_about(imported.value, tmp_path / "nowhere.csv", errno.ENOENT)
    assert os.strerror(errno.ENOENT) in str(imported.value)
    with pytest.raises(FileNotFoundError) as made:
        kartotek.open(tmp_path / "nodir" / "new.db")
    is_about(made.value, tmp_path / "nodir" / "new.db", errno.ENOENT)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that every user of the system may read."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        yield Path(place)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Lets the superuser, who has all rights, appear as somebody without any."""
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)


def test_what_the_system_denies_is_told_as_such(register: kartotek.Register, open_place: Path) -> None:
    folder, unreadable = open_place / "denied", open_place / "unreadable.db"
    folder.mkdir(mode=0o555)
    with kartotek.open(unreadable) as stored:
        stored.customers.create(given_name="Anna")
    unreadable.chmod(0o000)
    calls: list[tuple[Path, Callable[[], object]]] = [
        (folder / "new.db", lambda: kartotek.open(folder / "new.db")),
        (unreadable, lambda: kartotek.open(unreadable)),
        (unreadable, lambda: kartotek.open(unreadable, read_only=True)),
        (folder / "copy.db", lambda: register.backup_to(folder / "copy.db")),
        (folder / "all.csv", lambda: register.customers.export_file(folder / "all.csv")),
        (unreadable, lambda: register.import_file(unreadable)),
    ]
    for path, call in calls:
        with as_nobody(), pytest.raises(PermissionError) as refused:
            call()
        assert isinstance(refused.value, kartotek.DeniedFileError)
        is_about(refused.value, path, errno.EACCES)
    assert list(folder.iterdir()) == []
    unreadable.chmod(0o600)
    with kartotek.open(unreadable) as stored:
        assert stored.customers.count() == 1


def test_the_file_that_failed_is_blamed(
    register: kartotek.Register, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError) as told:
        register.import_file(shop, error_file="nodir/errors.csv")
    is_about(told.value, "nodir/errors.csv", errno.ENOENT)
    with pytest.raises(FileNotFoundError) as told:
        register.backup_to(Path("nodir/copy.db"))
    is_about(told.value, "nodir/copy.db", errno.ENOENT)
    with pytest.raises(FileNotFoundError) as told:
        register.customers.export_file("nodir/all.csv")
    is_about(told.value, "nodir/all.csv", errno.ENOENT)
    assert ".partial" not in str(told.value)


def test_a_file_that_is_there_is_told_as_such(register: kartotek.Register, tmp_path: Path) -> None:
    there = tmp_path / "all.csv"
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError) as told:
        register.customers.export_file(there)
    assert isinstance(told.value, kartotek.ExistingFileError)
    is_about(told.value, there, errno.EEXIST)
    with pytest.raises(FileExistsError) as told:
        register.backup_to(there)
    is_about(told.value, there, errno.EEXIST)
    assert there.read_text(encoding="utf-8") == "mine"


def test_an_error_of_a_file_is_of_the_class_that_its_number_asks_for() -> None:
    assert isinstance(kartotek.IoError(errno.EACCES, "no", "f"), PermissionError)
    assert type(kartotek.IoError(errno.EIO, "broken", "f")) is kartotek.IoError
    assert str(kartotek.IoError("a text")) == "a text"


@pytest.mark.parametrize(
    ("address", "instead"),
    [
        (":memory:", "in_memory"),
        ("file:x?mode=ro", "a path"),
        ("sqlite:///x.db", "a path"),
        ("postgresql://anna:secret@host/db", "connect"),
        ("postgres://host/db", "connect"),
    ],
)
def test_addresses_make_no_files_of_their_names(
    address: str, instead: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=instead) as told:
        kartotek.open(address)
    assert "secret" not in str(told.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("amount", [Decimal("1E+3"), Decimal(1000).normalize(), 1000, "1000"])
def test_an_amount_is_a_decimal_however_it_is_written(amount: Decimal | int | str) -> None:
    assert Money(amount, "SEK").minor == 100_000


def test_what_is_no_number_is_no_amount() -> None:
    for nothing in (None, True, 12.5, [1]):
        amount: Any = nothing
        with pytest.raises(TypeError, match="Decimal"):
            Money(amount, "EUR")
    with pytest.raises(ValueError):
        Money(Decimal("NaN"), "EUR")


def _use(register: kartotek.Register, answers: multiprocessing.Queue[str]) -> None:
    for call in (register.customers.count, lambda: register.customers.create(given_name="Bo"), register.settings):
        try:
            call()
            answers.put("done")
        except kartotek.KartotekError as error:
            answers.put(f"{error.kind}: {error}")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.parametrize("where", ["file", "memory"])
def test_a_fork_must_not_use_the_register_of_its_parent(where: str, tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    with kartotek.in_memory() if where == "memory" else kartotek.open(path) as register:
        register.customers.create(given_name="Anna")
        forking = multiprocessing.get_context("fork")
        answers = forking.Queue()
        child = forking.Process(target=_use, args=(register, answers))
        child.start()
        told = [answers.get(timeout=30) for _ in range(3)]
        child.join(30)
        assert all("fork" in answer and answer.startswith("unsupported") for answer in told), told
        assert register.customers.count() == 1


def test_a_program_without_standard_error_imports_with_a_bar(
    register: kartotek.Register, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert register.import_file(shop, progress=True).counts.created == 3


def test_the_bar_of_rich_is_taken_where_tqdm_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    class Progress:
        def __init__(self, console: object) -> None:
            pass

        def add_task(self, description: str, total: int) -> int:
            return 7

        def start(self) -> None:
            calls.append("start")

        def update(self, task: int, completed: int, description: str) -> None:
            calls.append(f"{task} {completed} {description}")

        def stop(self) -> None:
            calls.append("stop")

    console, bars = ModuleType("rich.console"), ModuleType("rich.progress")
    monkeypatch.setattr(console, "Console", lambda stderr: None, raising=False)
    monkeypatch.setattr(bars, "Progress", Progress, raising=False)
    for name, module in {"rich": ModuleType("rich"), "rich.console": console, "rich.progress": bars}.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with kartotek.in_memory() as register:
        bar = progress.bar()
        register.import_file(b"Given name\nAnna\n", progress=bar)
        bar.close()
    assert (calls[0], calls[-1]) == ("start", "stop")
    assert any(call.startswith("7 100 ") and call.endswith(" 1 rows") for call in calls), calls


def test_a_star_leaves_the_builtin_open_alone() -> None:
    names: dict[str, object] = {}
    exec("from kartotek import *", names)
    assert "open" not in names
    assert names["connect"] is kartotek.connect


def test_the_test_of_a_filter_is_no_test_of_pytest() -> None:
    assert kartotek.Test.__test__ is False
