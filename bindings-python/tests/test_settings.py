"""Settings, field policies and the catalogue of fields."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import kartotek
from kartotek import Context, FieldPolicy, Level, RegisterSettings, SocialTitle


# SPEC: N15
def test_a_new_register_gets_the_settings_and_an_old_one_keeps_its_own(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    with kartotek.open(path, settings=RegisterSettings(country="SE", locale="sv-SE", currency="SEK")) as register:
        assert register.settings() == RegisterSettings(country="SE", locale="sv-SE", currency="SEK")
    with kartotek.open(path, settings=RegisterSettings(country="NO")) as register:
        assert register.settings().country == "SE"
    with pytest.raises(kartotek.InvalidError) as wrong:
        kartotek.open(tmp_path / "other.db", settings=RegisterSettings(currency="crowns"))
    assert [problem.field for problem in wrong.value.problems] == ["currency"]
    with pytest.raises(TypeError, match="settings"):
        kartotek.open(path, settings={"country": "SE"})  # type: ignore[arg-type]


def test_a_register_is_opened_to_be_read_alone(tmp_path: Path) -> None:
    path = tmp_path / "studio.db"
    with pytest.raises(kartotek.IoError):
        kartotek.open(path, read_only=True)
    kartotek.open(path).shut_down()
    with kartotek.open(path, read_only=True) as register:
        assert register.customers.count() == 0
        with pytest.raises(kartotek.ReadOnlyError):
            register.customers.create(given_name="Anna")


# SPEC: B2
def test_a_field_is_required_in_a_context_only(register: kartotek.Register) -> None:
    phone = FieldPolicy(field="phone", level=Level.REQUIRED, contexts=[Context.SELF_REGISTRATION])
    register.update_settings(policies=[*register.settings().policies, phone])
    form = register.in_context(Context.SELF_REGISTRATION)
    assert [(problem.field, problem.rule) for problem in form.customers.check(given_name="Anna")] == [
        ("phone", "required")
    ]
    assert register.customers.check(given_name="Anna") == ()
    with pytest.raises(kartotek.InvalidError) as unknown:
        register.update_settings(policies=[FieldPolicy(field="shoe_size", level="off")])
    assert [(problem.field, problem.item) for problem in unknown.value.problems] == [("policies", 0)]


# SPEC: B2
def test_a_field_that_is_switched_off_can_be_emptied(register: kartotek.Register) -> None:
    anna = register.customers.create(given_name="Anna", nickname="Ann")
    with pytest.raises(kartotek.RuleViolatedError) as used:
        register.customers.purge_field("nickname")
    assert used.value.rule == "field_in_use"
    register.update_settings(policies=[FieldPolicy(field="nickname", level="off")])
    assert register.customers.purge_field("nickname") == 1
    assert register.customers.get(anna.id).nickname == ""


@pytest.mark.parametrize("when", ["always", "business", "SE"])
def test_a_policy_holds_when_it_says(when: str) -> None:
    policy = FieldPolicy(field="city", level="recommended", when=when)
    assert policy.when == when
    assert pickle.loads(pickle.dumps(policy)) == policy == policy.replace()
    with pytest.raises(ValueError, match="country"):
        FieldPolicy(field="city", level="off", when="sometimes")


# SPEC: N5
def test_titles_are_chosen_from_the_settings(register: kartotek.Register) -> None:
    titles = (SocialTitle(code="Dr", label="Doctor"), SocialTitle(code="Fru", label="Fru", gender="female"))
    assert register.update_settings(titles=titles).titles == titles
    assert register.customers.create(given_name="Anna", title="Fru").gender == "female"
    settings = register.settings()
    assert pickle.loads(pickle.dumps(settings)) == settings
    assert hash(settings) == hash(settings.replace())
    assert settings.to_dict()["titles"][0] == {"code": "Dr", "label": "Doctor", "gender": None}  # type: ignore[index]


def test_the_catalogue_says_what_can_be_done_with_each_field(register: kartotek.Register) -> None:
    fields = {field.key: field for field in kartotek.fields("sv-SE")}
    assert (fields["family_name"].label, fields["family_name"].section) == ("Efternamn", "name")
    assert fields["family_name"].sorts and not fields["note"].sorts
    assert (fields["created_at"].imports, fields["number"].exports, fields["created_at"].exports) == (False, True, False)
    assert fields["kind"].options == ("person", "company", "shared_login")
    assert len(kartotek.fields()) == len(fields)
    register.customers.create(given_name="Anna")
    for field in fields.values():
        if field.sorts:
            register.customers.page(sort=field.key)
        else:
            with pytest.raises(kartotek.InvalidError):
                register.customers.page(sort=field.key)
        if field.imports:
            register.plan_import([{"given_name": "Anna", field.key: ""}])
    assert register.customers.count(where={key: None for key, field in fields.items() if field.filters}) == 0


def test_an_export_has_the_fields_that_say_so(register: kartotek.Register, tmp_path: Path) -> None:
    register.customers.export_file(tmp_path / "all.csv")
    headings = (tmp_path / "all.csv").read_text(encoding="utf-8").strip().split(",")
    assert headings == [field.key for field in kartotek.fields() if field.exports]
    every = [field.key for field in kartotek.fields()]
    register.customers.export_file(tmp_path / "more.csv", columns=every)
