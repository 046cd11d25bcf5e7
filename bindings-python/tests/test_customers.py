"""Customers: made, found, changed, listed."""

from __future__ import annotations

import datetime
import sqlite3
from pathlib import Path

import pytest

import kartotek


def names(found: object) -> list[str]:
    return [customer.display_name for customer in found]  # type: ignore[attr-defined]


def test_what_is_made_is_found(register: kartotek.Register) -> None:
    anna = register.customers.create(
        kartotek.CustomerDraft(given_name="Anna", external_ids=[kartotek.ExternalId(source="shop", id="17")])
    )
    customers = register.customers
    assert customers.get(str(anna.id)) == anna
    assert customers.find(anna.id) == anna
    assert customers.find_by_number(anna.number) == anna
    assert customers.find_by_external_id("shop", "17") == anna
    assert customers.find("00000000-0000-0000-0000-000000000000") is None
    assert customers.find_by_number(999) is None
    assert customers.get_many([anna.id]) == (anna,)


def test_an_update_names_the_fields_that_change(register: kartotek.Register) -> None:
    anna = register.customers.create(given_name="Anna", family_name="García", note="likes tea")
    changed = register.customers.update(anna, family_name="Lund", emails=["anna@example.com"])
    assert (changed.display_name, changed.note, changed.revision) == ("Anna Lund", "likes tea", 2)
    with pytest.raises(kartotek.ConflictError) as stale:
        register.customers.update(anna, family_name="Berg")
    assert (stale.value.expected, stale.value.found) == (1, 2)
    assert kartotek.Difference("family_name", "Lund", "Berg") in stale.value.differences
    whole = register.customers.update(changed, changed.profile.replace(note=""))
    assert whole.note == ""
    with pytest.raises(TypeError, match="famly_name"):
        register.customers.update(whole, famly_name="Berg")  # type: ignore[call-arg]
    assert register.customers.get(anna.id) == whole


def test_many_are_made_at_once_and_each_says_what_became_of_it(register: kartotek.Register) -> None:
    made = register.customers.create_many(
        [{"given_name": "Anna"}, {"given_name": "Bo", "emails": ["bo@"]}, kartotek.CustomerDraft(given_name="Cia")]
    )
    assert isinstance(made[0], kartotek.Customer) and isinstance(made[2], kartotek.Customer)
    assert isinstance(made[1], kartotek.InvalidError)
    assert made[1].problems[0].field == "email"
    assert register.customers.count() == 2


def test_check_lists_everything_and_stores_nothing(register: kartotek.Register) -> None:
    problems = register.customers.check(given_name="Anna", emails=["anna@"], website="not a site")
    assert {problem.field for problem in problems} == {"email", "website"}
    assert register.customers.count() == 0


@pytest.mark.usefixtures("people")
def test_lists_are_filtered_sorted_and_paged(register: kartotek.Register) -> None:
    register.update_settings(locale="sv-SE")
    customers = register.customers
    assert names(customers.all(sort="family_name")) == [
        "Cia Ek", "Åke Ek", "Anna García", "Bo Öberg", "Иван Петров",
    ]
    assert names(customers.all(sort="-number"))[0] == "Åke Ek"
    assert names(customers.all(where={"family_name": "ek"})) == ["Cia Ek", "Åke Ek"]
    assert names(customers.all(where={"family_name": kartotek.Test.starts_with("Ö")})) == ["Bo Öberg"]
    assert names(customers.all(where={"number": kartotek.Test.between(2, 4)})) == ["Bo Öberg", "Иван Петров"]
    assert names(customers.all(where={"given_name": kartotek.Test.one_of(["Anna", "Cia"])})) == [
        "Anna García",
        "Cia Ek",
    ]
    assert customers.count(where={"email": kartotek.Test.empty()}) == 5
    first = customers.page(limit=2, total=True)
    assert (len(first), first.total, first.total_is_capped) == (2, 5, False)
    second = customers.page(limit=2, after=first.next, total=2)
    assert (names(second), second.total, second.total_is_capped) == (["Иван Петров", "Cia Ek"], 2, True)
    last = customers.page(limit=2, after=second.next)
    assert (names(last), last.next) == (["Åke Ek"], None)
    assert names(customers.search("öberg")) == ["Bo Öberg"]


def test_a_walk_that_failed_goes_on_where_it_was(tmp_path: Path) -> None:
    with kartotek.open(tmp_path / "studio.db") as register:
        register.import_file([{"given_name": f"Anna{number}"} for number in range(1_200)])
        # Closed last: that would let go of the locks of the whole process.
        file = sqlite3.connect(tmp_path / "studio.db", isolation_level=None)
        walk = register.customers.all()
        first = [next(walk).number for _ in range(1_000)]
        file.execute("UPDATE customers SET kind = 'alien' WHERE number = 1100")
        with pytest.raises(kartotek.CorruptError):
            next(walk)
        file.execute("UPDATE customers SET kind = 'person' WHERE number = 1100")
        assert first + [customer.number for customer in walk] == list(range(1, 1_201))
    file.close()


def test_lists_of_history_have_the_limit_of_pages(register: kartotek.Register) -> None:
    anna = register.customers.create(given_name="Anna")
    batch = register.import_file(b"Given name\nBo\n").batch
    assert batch
    history = register.history
    for limit in (0, 1_001):
        for call in (
            lambda limit: history.changes(limit=limit),
            lambda limit: history.of_customer(anna.id, limit=limit),
            lambda limit: history.of_batch(batch, limit=limit),
            lambda limit: history.imports(limit=limit),
        ):
            with pytest.raises(ValueError, match="limit: expected 1 to 1000"):
                call(limit)
    assert len(history.of_customer(anna.id, limit=1_000)) == 1


def test_a_walk_goes_over_several_pages(register: kartotek.Register) -> None:
    register.customers.create_many({"given_name": f"Name {n}"} for n in range(2_345))
    walked = [customer.number for customer in register.customers.all()]
    assert walked == list(range(1, 2_346))
    walk = register.customers.all()
    assert next(walk).number == 1
    assert iter(walk) is walk


def test_a_filter_is_given_as_such_or_by_its_parts(register: kartotek.Register) -> None:
    register.customers.create(given_name="Anna", tags=["vip", "wedding"])
    register.customers.create(given_name="Bo", tags=["wedding"])
    both = kartotek.CustomerFilter(tag=["vip", "wedding"])
    assert names(register.customers.all(both)) == ["Anna"]
    assert names(register.customers.all(any_tag=["vip", "wedding"], sort="-number")) == ["Bo", "Anna"]
    assert names(register.customers.all(tag="wedding", no_tag="vip")) == ["Bo"]
    assert both == kartotek.CustomerFilter(tag=("vip", "wedding"))
    with pytest.raises(TypeError, match="not both"):
        register.customers.count(both, tag="vip")


def test_archived_customers_are_hidden_and_come_back(
    register: kartotek.Register, people: list[kartotek.Customer]
) -> None:
    outcomes = register.customers.archive([people[0].id, people[0].id])
    assert outcomes[0] is kartotek.BulkOutcome.CHANGED
    assert register.customers.count() == 4
    assert register.customers.count(archived="only") == 1
    register.customers.restore([people[0].id])
    assert register.customers.count() == 5
    register.customers.delete(register.customers.get(people[0].id))
    assert register.customers.find(people[0].id) is None


def test_history_tells_who_changed_what(register: kartotek.Register) -> None:
    anna = register.customers.create(given_name="Anna")
    maria = register.acting_as("maria").with_reason("asked by phone")
    maria.customers.update(anna, given_name="Eva")
    change, creation = register.history.of_customer(anna.id)
    assert (change.actor, change.reason, change.action) == ("staff:maria", "asked by phone", "updated")
    assert change.fields == {"given_name": ("Anna", "Eva")}
    assert creation.action == "created"
    feed = register.history.changes()
    assert [entry.entity_id for entry in feed if entry.entity == "customer"] == [anna.id, anna.id]
    assert register.history.changes(after_seq=feed[-1].seq) == ()
    before = register.customers.as_of(anna.id, anna.created_at)
    assert before is not None and before.given_name == "Anna"


def test_a_key_does_a_call_once(register: kartotek.Register) -> None:
    keyed = register.with_idempotency_key("order-17")
    first = keyed.customers.create(given_name="Anna")
    assert keyed.customers.create(given_name="Anna") == first
    assert register.customers.count() == 1
    with pytest.raises(kartotek.ConflictError):
        keyed.customers.create(given_name="Bo")


def test_naive_instants_and_days_are_told_apart(register: kartotek.Register) -> None:
    with pytest.raises(ValueError, match="time zone"):
        register.customers.create(given_name="Anna", registered_at=datetime.datetime(2020, 1, 1))
    with pytest.raises(TypeError, match="datetime"):
        register.customers.create(given_name="Anna", registered_at=datetime.date(2020, 1, 1))  # type: ignore[arg-type]
    zone = datetime.timezone(datetime.timedelta(hours=2))
    at = datetime.datetime(2020, 1, 1, 0, 30, tzinfo=zone)
    assert register.customers.create(given_name="Anna", registered_at=at).registered_at == at
