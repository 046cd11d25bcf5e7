"""Objects that are kept: every class has a hash, and either pickles or says in its docs that it does not."""

from __future__ import annotations

import concurrent.futures
import copy
import datetime
import inspect
import multiprocessing
import pickle
from decimal import Decimal
from typing import Any

import pytest

import kartotek
from kartotek import _kartotek

ADDRESS = "https://studio.example"

# What belongs to a register that is open, and what has secrets.
NOT_PICKLED = {
    "Register", "Customers", "Tags", "ContactGroups", "CustomerGroups", "History", "Jobs", "JobGroups", "Galleries",
    "Participants", "Registrations", "Codes", "Walk", "WriteBatch", "ArrowTable", "ImportPlan", "Pepper", "RecoveryKey", "LinkToken",
    "TypedCode", "CodeOptions", "CardSecrets", "Card", "IssuedCode", "QrSymbol",
}  # fmt: skip


def add(found: dict[str, object], *values: object) -> None:
    """Keeps values by the names of their classes, and those in their properties."""
    for value in values:
        if type(value).__module__ != "kartotek":
            continue
        found.setdefault(type(value).__name__, value)
        for name, member in inspect.getmembers(type(value), inspect.isgetsetdescriptor):
            inside = getattr(value, name)
            add(found, *inside) if isinstance(inside, tuple) else add(found, inside)


def made() -> dict[str, Any]:
    """Returns an object of every class, by its name."""
    found: dict[str, Any] = {}
    pepper, key = kartotek.Pepper.random(), kartotek.RecoveryKey.random()
    options = kartotek.CodeOptions(pepper, recovery_key=key)
    register = kartotek.in_memory(codes=options)
    settings = register.update_settings(policies=[kartotek.FieldPolicy(field="phone", level="optional")])
    now = datetime.datetime.now(datetime.timezone.utc)
    draft = kartotek.CustomerDraft(
        given_name="Anna",
        emails=["anna@example.com"],
        phones=["+46 70 174 06 05"],
        addresses=[kartotek.Address(city="Lund")],
        external_ids=[kartotek.ExternalId(source="shop", id="17")],
        tags=["vip"],
    )
    anna, bo = register.customers.create(draft), register.customers.create(given_name="Bo")
    register.customers.update(anna, note="called")
    register.customers.delete(bo)
    table = b"Given name,E-mail,Note\nCia,cia@example.com,x\nDan,dan@,y\n"
    plan = register.plan_import(table, map={"Note": "note"})
    plan.save_mapping("the fair")
    far: list[kartotek.ImportProgress] = []
    report = register.import_file(table, progress=far.append)
    undone = register.undo_import(report.batch or "")
    job = register.jobs.create(title="Ekskolan 2026")
    autumn = [{"Elevnr": "7", "Elev": "Elsa", "Klass": "5b"}, {"Elevnr": "8", "Elev": "Lo", "Klass": ""}]
    register.jobs.import_names(job, [{"Elevnr": "7", "Elev": "Elsa", "Klass": "4b"}])
    names = register.jobs.import_names(job, autumn)
    (group,) = register.job_groups.of_job(job)
    (elsa,) = register.participants.all()
    register.participants.link(elsa, anna)
    consent = kartotek.PhotoConsent(at=now, decision="granted", wording="version 2", given_by="Anna")
    album = register.galleries.of_group(group)
    form = kartotek.RegistrationForm(
        group=group, customer=draft, participants=[elsa.id], photo_consent=("granted", "version 2")
    )
    claim = kartotek.Claim(customer=anna, by=kartotek.ClaimBy(email="anna@example.com"))
    entry = register.registrations.create(group, anna, participants=[elsa])
    (row,) = register.jobs.all_customers(job)
    (issued,) = register.codes.issue_missing(job)
    register.codes.activate([issued.stored])
    opened = register.codes.resolve(issued.secrets.token.expose(), "192.0.2.7")
    register.codes.rotate(issued.stored, grace_days=3)
    rotated = register.codes.get(issued.stored)
    sheets = kartotek.CardSheets(link_base=ADDRESS, language="sv", second_part=kartotek.SecondPart(wording="Yes"))
    card = kartotek.Card(secrets=issued.secrets)
    filter = kartotek.CustomerFilter(tag="vip", where={"city": kartotek.Test.starts_with("L")}, ids=[anna])
    handles = [
        register.customers, register.tags, register.contact_groups, register.customer_groups, register.history,
        register.jobs, register.job_groups, register.galleries, register.participants, register.registrations,
        register.codes, register.batch(),
    ]  # fmt: skip
    records = [
        anna, draft, register.customers.find_tombstone(bo.id), anna.profile, settings, kartotek.SocialTitle(code="Dr", label="Dr"),
        plan, report, undone, *far, *register.saved_mappings(), *register.history.imports(), job, group, album, names,
        *register.history.changes(), *register.history.of_customer(anna), elsa, consent, form, claim, entry, row, rotated,
        issued, opened, *register.codes.attempts(), sheets, card, kartotek.QrSymbol("x"), filter, row.registration,
        kartotek.Test.filled(), *kartotek.fields(), *kartotek.JOB_COLUMNS, kartotek.JobFilter(statuses=["open"]),
        kartotek.ParticipantFilter(job=job), kartotek.RegistrationFilter(job=job), kartotek.ThrottlePolicy(),
        register.customers.dependents(anna)[0], *register.participants.customers_of(elsa), *register.tags.preview([anna]),
        *register.tags.all(), kartotek.JobGroupDetails(name="4b"), pepper, key, options, register.customers.all(),
        register.customers.to_arrow(), kartotek.Money(Decimal("12.50"), "EUR"),
    ]  # fmt: skip
    add(found, register, *handles, *records)
    return found


CLASSES = sorted(name for name, value in vars(_kartotek).items() if inspect.isclass(value))
MADE = made()


def test_there_is_an_object_of_every_class() -> None:
    assert sorted(MADE) == CLASSES
    assert NOT_PICKLED < set(CLASSES)


@pytest.mark.parametrize("name", CLASSES)
def test_every_object_has_a_hash_that_equal_ones_share(name: str) -> None:
    one = MADE[name]
    assert hash(one) == hash(one)
    assert one == one and one != object()
    if name not in NOT_PICKLED:
        again = pickle.loads(pickle.dumps(one))
        assert {again: name}[one] == name


@pytest.mark.parametrize("name", sorted(set(CLASSES) - NOT_PICKLED))
def test_an_object_is_pickled_and_copied(name: str) -> None:
    one = MADE[name]
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(one, protocol))
        assert again == one and again is not one and type(again) is type(one)
        assert repr(again) == repr(one)
    assert copy.copy(one) == one and copy.deepcopy(one) == one
    if hasattr(one, "to_dict"):
        assert again.to_dict() == one.to_dict()


@pytest.mark.parametrize("name", sorted(NOT_PICKLED))
def test_an_object_that_is_not_pickled_says_so(name: str) -> None:
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(MADE[name])
    # A table of Arrow is a register's list, and goes to other processes as what it is read into.
    assert "pickled" in (inspect.getdoc(type(MADE[name])) or "")


def test_what_came_back_works_as_before() -> None:
    def again(name: str) -> Any:
        return pickle.loads(pickle.dumps(MADE[name]))

    assert again("ImportReport").refused == MADE["ImportReport"].refused != ()
    assert again("RegisterColumn").label("sv") == MADE["RegisterColumn"].label("sv") == "Datum"
    code, at = MADE["StoredCode"], MADE["StoredCode"].created_at + datetime.timedelta(days=30)
    assert again("StoredCode").is_live(at) is code.is_live(at)
    assert again("AccessCode").state_at(at) is code.code.state_at(at)
    assert again("NamesReport").moves[0].new_groups == ("5b",)
    with kartotek.in_memory() as register:
        lund = register.customers.create(given_name="Eva", tags=["vip"], addresses=[kartotek.Address(city="Lund")])
        filter = kartotek.CustomerFilter(tag="vip", where={"city": kartotek.Test.starts_with("L")})
        assert list(register.customers.all(pickle.loads(pickle.dumps(filter)))) == [lund]


def test_tests_and_filters_are_equal_by_what_they_ask() -> None:
    test = kartotek.Test
    days = datetime.date(2026, 3, 1), datetime.date(2026, 3, 31)
    every = [
        test.one_of(["Lund", "Malmö"]), test.starts_with("L"), test.between(1, 2), test.between(None, 2),
        test.anniversary(*days), test.empty(), test.filled(),
    ]  # fmt: skip
    for one in every:
        again = pickle.loads(pickle.dumps(one))
        assert [again == other for other in every] == [one is other for other in every]
        assert (hash(again), repr(again)) == (hash(one), repr(one))
    assert repr(every[0]) == "Test.one_of(['Lund', 'Malmö'])"
    filters = [
        kartotek.CustomerFilter(),
        kartotek.CustomerFilter(text="Anna"),
        kartotek.CustomerFilter(no_tag=["vip"]),
        kartotek.CustomerFilter(any_tag=["vip"]),
        kartotek.CustomerFilter(archived="only"),
        kartotek.CustomerFilter(ids=[]),
        kartotek.CustomerFilter(where={"city": "Lund", "birthday": test.anniversary(*days)}),
        kartotek.CustomerFilter(where={"city": "Malmö"}),
    ]
    for one_filter in filters:
        again = pickle.loads(pickle.dumps(one_filter))
        assert [again == other for other in filters] == [one_filter is other for other in filters]
        assert (hash(again), repr(again)) == (hash(one_filter), repr(one_filter))
    assert repr(filters[2]) == "CustomerFilter(no_tag=('vip',))"


def _import(path: str) -> kartotek.ImportReport:
    with kartotek.open(path) as register:
        return register.import_file(b"Given name\nAnna\n,\nBo\n")


def test_a_report_comes_back_from_another_process(tmp_path: Any) -> None:
    path = str(tmp_path / "studio.db")
    spawned = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=spawned) as pool:
        report = pool.submit(_import, path).result(timeout=300)
    assert report.counts.created == 2
    with kartotek.open(path) as register:
        assert register.undo_import(report).reversed == 2
