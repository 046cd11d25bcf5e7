"""Records: frozen, equal by value, hashable, picklable, and as dictionaries."""

from __future__ import annotations

import copy
import datetime
import pickle
import uuid
from decimal import Decimal

import pytest

import kartotek


def some(register: kartotek.Register) -> kartotek.Customer:
    return register.customers.create(
        given_name="Anna",
        family_name="García",
        emails=["anna@example.com", kartotek.Email(address="a@example.org", label="work")],
        phones=["+46 70 123 45 67"],
        addresses=[kartotek.Address(city="Göteborg", country="SE")],
        external_ids=[kartotek.ExternalId(source="shop", id="17")],
        registered_at=datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc),
        tags=["wedding"],
    )


def test_values_are_those_of_python(register: kartotek.Register) -> None:
    anna = some(register)
    assert isinstance(anna.id, uuid.UUID)
    assert anna.kind is kartotek.CustomerKind.PERSON and str(anna.kind) == "person"
    assert anna.registered_at == datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    assert anna.registered_at.tzinfo is not None
    assert anna.emails == (
        kartotek.Email(address="anna@example.com"),
        kartotek.Email(address="a@example.org", label="work"),
    )
    assert anna.phones[0].e164 == 46701234567
    assert anna.phones[0].to_uri() == "tel:+46701234567"
    assert anna.birthday is None
    assert [tag.name for tag in anna.tags] == ["wedding"]


def test_records_are_frozen_equal_and_hashable(register: kartotek.Register) -> None:
    anna = some(register)
    again = register.customers.get(anna.id)
    assert again == anna and again is not anna
    assert hash(again) == hash(anna)
    assert {anna: 1}[again] == 1
    with pytest.raises(AttributeError):
        anna.given_name = "Eva"  # type: ignore[misc]
    assert anna != register.customers.create(given_name="Anna", family_name="García")


def test_records_are_pickled_and_copied(register: kartotek.Register) -> None:
    anna = some(register)
    assert pickle.loads(pickle.dumps(anna)) == anna
    assert copy.copy(anna) == anna
    assert copy.deepcopy(anna.profile) == anna.profile


def test_repr_makes_the_record_anew() -> None:
    email = kartotek.Email(address="anna@example.com", label="work")
    assert repr(email) == "Email(address='anna@example.com', label='work')"
    assert eval(repr(email), {"Email": kartotek.Email}) == email


def test_a_record_as_a_dictionary_has_no_records_in_it(register: kartotek.Register) -> None:
    found = some(register).to_dict()
    profile = found["profile"]
    assert isinstance(profile, dict)
    assert profile["emails"][0] == {"address": "anna@example.com", "label": ""}
    assert found["tags"][0]["name"] == "wedding"  # type: ignore[index]


def test_replace_changes_some_fields() -> None:
    email = kartotek.Email(address="anna@example.com")
    assert email.replace(label="work") == kartotek.Email(address="anna@example.com", label="work")
    assert email.label == ""
    with pytest.raises(TypeError, match="adress"):
        email.replace(adress="x")  # type: ignore[call-arg]


def test_a_customer_has_each_field_of_its_profile(register: kartotek.Register) -> None:
    anna = some(register)
    for field in anna.profile.to_dict():
        assert getattr(anna, field) == getattr(anna.profile, field), field


def test_money_is_exact() -> None:
    price = kartotek.Money(Decimal("12.50"), "EUR")
    assert (price.amount, price.minor, price.currency) == (Decimal("12.50"), 1250, "EUR")
    assert kartotek.Money("12.50", "EUR") == price and hash(price) == hash(kartotek.Money("12.5", "EUR"))
    assert pickle.loads(pickle.dumps(price)) == price
    assert kartotek.Money(5, "JPY").minor == 5
    with pytest.raises(TypeError, match="float"):
        kartotek.Money(12.5, "EUR")  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        kartotek.Money("12.505", "EUR")
    with pytest.raises(ValueError, match="currency"):
        kartotek.Money("1", "XXQ")
