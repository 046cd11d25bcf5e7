"""Commands that are recorded, and done together."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest

import kartotek
from kartotek import Register, WriteBatch


@pytest.fixture
def register() -> Register:
    return kartotek.in_memory()


# SPEC: C24
def test_a_block_stores_all_or_nothing(register: Register) -> None:
    with register.acting_as("maria").batch() as batch:
        anna = batch.create_customer(given_name="Anna", tags=["school"])
        batch.apply_tags([anna], add=["vip"], remove=["school"])
        assert register.customers.count() == 0, "nothing is stored within the block"
        assert len(batch) == 2
    stored = register.customers.get(anna)
    assert [tag.name for tag in stored.tags] == ["vip"]
    assert {entry.actor for entry in register.history.changes(0)} == {"staff:maria"}

    with pytest.raises(ZeroDivisionError), register.batch() as batch:
        batch.archive_customers([anna])
        print(1 / 0)
    assert register.customers.get(anna) == stored


# SPEC: C24, C25
def test_the_exception_is_that_of_the_command(register: Register) -> None:
    anna = register.customers.create(given_name="Anna")
    changed = register.customers.update(anna, note="called")
    nobody = UUID("018f0000-0000-7000-8000-000000000000")

    def add(batch: WriteBatch, record: Callable[[WriteBatch], object]) -> None:
        batch.create_customer(given_name="Bo")
        record(batch)

    refused: list[tuple[type[kartotek.KartotekError], Callable[[WriteBatch], object]]] = [
        (kartotek.InvalidError, lambda batch: batch.create_customer(given_name="Bo", emails=["bo@"])),
        (kartotek.NotFoundError, lambda batch: batch.archive_customers([nobody])),
        (kartotek.ConflictError, lambda batch: batch.update_customer(anna, note="Eva")),
        (kartotek.AlreadyExistsError, lambda batch: batch.create_customer(kartotek.CustomerDraft(id=anna.id, given_name="Bo"))),
        (kartotek.RuleViolatedError, lambda batch: batch.apply_tags([anna.id], add=["vip"], remove=["VIP"])),
    ]
    for error, record in refused:
        with pytest.raises(error, match=r"^command 2 of the batch, ") as raised, register.batch() as batch:
            add(batch, record)
        assert raised.value.command == 2
        assert register.customers.count() == 1
        match raised.value:
            case kartotek.InvalidError(problems=problems):
                assert [(problem.field, problem.rule) for problem in problems] == [("email", "email_syntax")]
            case kartotek.NotFoundError(id=id):
                assert id == str(nobody)
            case kartotek.ConflictError(expected=expected, found=found):
                assert (expected, found) == (anna.revision, changed.revision)
    with pytest.raises(kartotek.NotFoundError) as raised_alone:
        register.customers.get(nobody)
    assert raised_alone.value.command is None


# SPEC: C24
def test_a_wrong_argument_is_told_when_it_is_recorded(register: Register) -> None:
    with pytest.raises(ValueError, match="expected an id"), register.batch() as batch:
        batch.create_customer(given_name="Anna")
        batch.archive_customers(["Anna"])
    assert register.customers.count() == 0


# SPEC: C24
def test_a_batch_that_is_done_is_empty(register: Register) -> None:
    with register.batch() as batch:
        anna = batch.create_customer(given_name="Anna")
        batch.commit()
        assert (len(batch), register.customers.count()) == (0, 1)
        batch.archive_customers([anna])
    assert register.customers.get(anna).archived_at is not None


# SPEC: C24
def test_a_refused_batch_can_be_committed_again() -> None:
    register = kartotek.in_memory()
    batch = register.batch()
    register.tags.create("vip")
    letter = register.contact_groups.create("Letter")
    anna = batch.create_customer(given_name="Anna")
    batch.attach_contact_group(letter.id, [anna])
    register.contact_groups.delete(letter.id)
    for _ in range(2):
        with pytest.raises(kartotek.NotFoundError):
            batch.commit()
    assert repr(batch) == '<WriteBatch ["create_customer", "attach_contact_group"]>', "and tells nothing of people"


# SPEC: C24, C26
def test_threads_record_and_commit_at_once(register: Register) -> None:
    batch = register.batch()
    threads = [
        threading.Thread(target=lambda: [batch.create_customer(given_name="Anna") for _ in range(100)]) for _ in "1234"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    committing = [threading.Thread(target=batch.commit) for _ in "1234"]
    for thread in committing:
        thread.start()
    for thread in committing:
        thread.join()
    assert register.customers.count() == 400


# SPEC: C24
def test_a_block_that_raised_is_never_committed(register: Register) -> None:
    batch = register.batch()
    with pytest.raises(RuntimeError), batch:
        batch.create_customer(given_name="Anna")
        raise RuntimeError
    with pytest.raises(kartotek.InvalidError), batch:
        batch.create_customer(given_name="Bo", emails=["bo@"])
    with batch:
        batch.create_customer(given_name="Cai")
    assert [customer.given_name for customer in register.customers.all()] == ["Cai"]
    batch.create_customer(given_name="Dag")
    batch.clear()
    batch.commit()
    assert register.customers.count() == 1
