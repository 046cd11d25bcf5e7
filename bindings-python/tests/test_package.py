"""The package as a whole: everything is documented, typed and told apart."""

from __future__ import annotations

import enum
import inspect
import warnings
from types import ModuleType
from typing import Any

import pytest

import kartotek
from kartotek import _kartotek, choices, errors


def public(module: ModuleType) -> list[tuple[str, object]]:
    return [(name, getattr(module, name)) for name in module.__all__]


def test_everything_public_is_documented() -> None:
    missing = []
    for name, value in public(kartotek):
        if name == "__version__":
            continue
        if not inspect.getdoc(value):
            missing.append(name)
        if inspect.isclass(value):
            for method, member in vars(value).items():
                if not method.startswith("_") and not isinstance(member, (enum.Enum, str)):
                    documented = getattr(member, "__doc__", None)
                    field = method in getattr(value, "__dataclass_fields__", {}) or issubclass(value, BaseException)
                    if not documented and not field:
                        missing.append(f"{name}.{method}")
    assert missing == []


def test_everything_of_the_module_is_public() -> None:
    native = {name for name in vars(_kartotek) if not name.startswith("_")} - {"IS_DEBUG", "VERSION"}
    # A star must not take the place of the builtin ``open``.
    assert native - set(kartotek.__all__) == {"open"}
    assert set(choices.__all__) <= set(kartotek.__all__)
    assert set(errors.__all__) <= set(kartotek.__all__)


def test_enumerations_have_the_texts_of_the_core() -> None:
    native = dict(_kartotek._choices())
    assert set(native) == set(choices.__all__)
    for name, texts in native.items():
        members: list[str] = [str(member) for member in getattr(choices, name)]
        assert members == texts, name


def test_errors_say_what_they_are_about() -> None:
    with kartotek.in_memory() as register:
        with pytest.raises(LookupError) as missing:
            register.customers.get("00000000-0000-0000-0000-000000000000")
        assert isinstance(missing.value, kartotek.NotFoundError)
        assert (missing.value.entity, missing.value.id) == ("customer", "00000000-0000-0000-0000-000000000000")
        assert (missing.value.kind, missing.value.is_retryable) == ("not_found", False)
        with pytest.raises(kartotek.InvalidCursorError):
            register.customers.page(after="nonsense")
        with pytest.raises(kartotek.InvalidError, match="no_field"):
            register.customers.page(sort="no_field")


@pytest.mark.parametrize(
    ("fields", "error", "names"),
    [
        ({"given_name": 3}, TypeError, "given_name"),
        ({"given_name": None}, TypeError, "given_name"),
        ({"given_nam": "Anna"}, TypeError, "given_nam"),
        ({"kind": "alien"}, ValueError, "CustomerKind"),
        ({"emails": "anna@example.com"}, TypeError, "emails"),
        ({"emails": [17]}, TypeError, "emails"),
        ({"enabled": "yes"}, TypeError, "enabled"),
        ({"payment_term_days": -1}, ValueError, "payment_term_days"),
        ({"birthday": "yesterday"}, ValueError, "birthday"),
        ({"credit_limit": 100}, TypeError, "credit_limit"),
        ({"shared_login": "17"}, ValueError, "shared_login"),
    ],
)
def test_a_wrong_value_is_told_with_the_name_of_its_field(
    register: kartotek.Register, fields: dict[str, Any], error: type[Exception], names: str
) -> None:
    with pytest.raises(error) as told:
        register.customers.create(**{"given_name": "Anna", **fields})
    assert names in str(told.value)
    assert register.customers.count() == 0


def test_a_slow_build_warns_once() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        import importlib

        importlib.reload(kartotek)
    assert any("optimisations" in str(warning.message) for warning in caught) == _kartotek.IS_DEBUG
