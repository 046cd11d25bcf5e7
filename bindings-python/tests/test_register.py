"""The register: opened, shared, copied, closed."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from pathlib import Path

import pytest

import kartotek


def test_a_register_is_made_kept_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    with pytest.raises(kartotek.StorageError):
        kartotek.open(path, must_exist=True)
    with kartotek.open(path) as register:
        register.customers.create(given_name="Anna")
    with pytest.raises(kartotek.ShutDownError):
        register.customers.count()
    with pytest.raises(kartotek.ShutDownError):
        next(register.customers.all())
    with kartotek.open(str(path), must_exist=True) as again:
        assert again.customers.count() == 1
        assert again.id == register.id


def test_a_block_that_fails_closes_the_register_and_lets_the_error_through(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="mine"), kartotek.open(tmp_path / "studio.db") as register:
        raise RuntimeError("mine")
    with pytest.raises(kartotek.ShutDownError):
        register.customers.count()


def test_what_is_no_register_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Anna, this is no register at all, but long enough to be looked at. " * 20)
    with pytest.raises(kartotek.NotARegisterError):
        kartotek.open(path)
    with pytest.raises(kartotek.StorageError):
        kartotek.open(tmp_path / "no" / "such" / "folder" / "studio.db")
    with pytest.raises(TypeError):
        kartotek.open(17)  # type: ignore[arg-type]


def test_backups_and_copies_are_whole(register: kartotek.Register, tmp_path: Path) -> None:
    register.customers.create(given_name="Anna", tags=["vip"])
    register.backup_to(tmp_path / "backup.db")
    with kartotek.open(tmp_path / "backup.db", must_exist=True) as backup:
        assert [tag.name for tag in next(backup.customers.all()).tags] == ["vip"]
    with kartotek.open(tmp_path / "copy.db") as copy:
        assert register.copy_to(copy) > 0
        assert next(copy.customers.all()) == next(register.customers.all())
        assert copy.verify() == []


def test_settings_are_changed_by_name(register: kartotek.Register) -> None:
    register.update_settings(name="Studio Sol", locale="sv-SE", country="SE", currency="SEK", business_mode=True)
    settings = register.settings()
    assert (settings.name, settings.currency, settings.business_mode) == ("Studio Sol", "SEK", True)
    with pytest.raises(kartotek.InvalidError) as wrong:
        register.update_settings(currency="nothing", zone="Nowhere/At all")
    assert {problem.field for problem in wrong.value.problems} == {"currency", "zone"}
    with pytest.raises(TypeError, match="langauge"):
        register.update_settings(langauge="sv")  # type: ignore[call-arg]
    assert register.settings() == settings


def test_tags_and_groups(register: kartotek.Register, people: list[kartotek.Customer]) -> None:
    ids = [customer.id for customer in people]
    outcomes = register.tags.apply(ids, add=["wedding", "vip"], remove=["late"])
    assert set(outcomes) == {kartotek.BulkOutcome.CHANGED}
    preview = {entry.tag.name: entry.state for entry in register.tags.preview(ids[:2])}
    assert preview["vip"] is kartotek.TagState.ALL
    vip = register.tags.find_by_name(" VIP ")
    assert vip is not None and vip.size == 5
    renamed = register.tags.rename(vip, "regular")
    with pytest.raises(kartotek.ConflictError):
        register.tags.rename(vip, "other")
    with pytest.raises(kartotek.AlreadyExistsError) as taken:
        register.tags.create("Regular")
    assert (taken.value.entity, taken.value.field) == ("tag", "name")
    wedding = register.tags.find_by_name("wedding")
    assert wedding is not None
    assert register.tags.merge(renamed.id, into=wedding.id).size == 5
    parents = register.contact_groups.create_with("Parents 4B", ids[:2])
    assert register.contact_groups.attach(parents.id, ids[1:3]) == ("unchanged", "changed")
    assert register.customers.count(contact_group="parents 4b") == 3
    register.contact_groups.delete(parents.id)
    with pytest.raises(kartotek.NotFoundError):
        register.contact_groups.get(parents.id)
    business = register.customer_groups.preset("business")
    register.customer_groups.set_default(business.id, ids[:1])
    assert register.customers.get(ids[0]).default_group.name == business.name
    with pytest.raises(kartotek.RuleViolatedError) as preset:
        register.customer_groups.delete(business.id)
    assert preset.value.rule in {"preset_group", "group_in_use"}


def test_eight_threads_share_a_register_for_ten_seconds(tmp_path: Path) -> None:
    errors: list[BaseException] = []
    made: list[int] = []
    with kartotek.open(tmp_path / "studio.db") as register:
        until = time.monotonic() + 10

        def work(number: int) -> None:
            try:
                count = 0
                while time.monotonic() < until:
                    customer = register.customers.create(given_name=f"Name {number}", tags=[f"thread {number}"])
                    assert register.customers.get(customer.id) == customer
                    count += 1
                    page = register.customers.page(tag=f"thread {number}", limit=1, total=True)
                    assert page.total == count
                made.append(count)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert min(made) > 0
        assert register.customers.count() == sum(made)
        assert register.verify() == []


def _count(path: str, answers: multiprocessing.Queue[int]) -> None:
    with kartotek.open(path) as register:
        register.customers.create(given_name="Bo")
        answers.put(register.customers.count())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_opens_the_register_itself(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    with kartotek.open(path) as register:
        register.customers.create(given_name="Anna")
        context = multiprocessing.get_context("fork")
        answers: multiprocessing.Queue[int] = context.Queue()
        child = context.Process(target=_count, args=(str(path), answers))
        child.start()
        assert answers.get(timeout=30) == 2
        child.join(30)
        assert child.exitcode == 0
        assert register.customers.count() == 2


@pytest.mark.skipif("KARTOTEK_TEST_POSTGRES" not in os.environ, reason="no server")
def test_a_server_keeps_the_same_register() -> None:
    schema = f"python_{os.getpid()}"
    with kartotek.connect(os.environ["KARTOTEK_TEST_POSTGRES"], schema=schema) as register:
        anna = register.customers.create(given_name="Anna", tags=["vip"])
        assert list(register.customers.all(tag="vip")) == [anna]
    with pytest.raises(kartotek.UnreachableError) as lost:
        kartotek.connect("postgresql://nobody@127.0.0.1:1/none")
    assert lost.value.is_retryable


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_a_register_whose_file_is_deleted_takes_nothing_more(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    with kartotek.open(path) as register:
        register.customers.create(given_name="Anna")
        path.unlink()
        with pytest.raises(FileNotFoundError, match="deleted or moved"):
            register.customers.create(given_name="Bo")
        with pytest.raises(kartotek.MissingFileError) as raised:
            register.import_file(b"Given name\nCia\n")
        assert raised.value.filename == str(path)
        assert not path.exists()
