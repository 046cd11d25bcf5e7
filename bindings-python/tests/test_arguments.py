"""Arguments: what is wrong with one is said with its name, and what people naturally give is taken."""

from __future__ import annotations

import errno
import inspect
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import kartotek
from kartotek import Email, JobDetails, Page, RegistrationFilter

NOBODY = "00000000-0000-0000-0000-000000000000"
ROWS = b"Given name\nAnna\n"


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda r: r.customers.get(None), TypeError, "id: expected an id"),
        (lambda r: r.customers.get("17"), ValueError, "id: expected an id"),
        (lambda r: r.customers.page(limit=0), ValueError, "limit: expected 1 to 1000"),
        (lambda r: r.customers.page(limit="9"), TypeError, "limit: expected a whole number, not str"),
        (lambda r: r.customers.page(total="all"), TypeError, "total: expected True, or how far to count, not str"),
        (lambda r: r.customers.page(after=3), TypeError, "after: expected a text, not int"),
        (lambda r: r.customers.page(sort=3), TypeError, "sort: expected a text, not int"),
        (lambda r: r.customers.page(17), TypeError, "filter: expected a CustomerFilter or its fields in a dict, not int"),
        (lambda r: r.customers.count(archived="maybe"), ValueError, "archived: expected Archived: one of exclude"),
        (lambda r: r.customers.count(tag=7), TypeError, "tag: expected a list of texts, not int"),
        (lambda r: r.customers.count(ids="7"), TypeError, "ids: expected a list of values, not one text"),
        (lambda r: r.customers.create(given_name=1), TypeError, "given_name: expected a text, not int"),
        (lambda r: r.customers.create(17), TypeError, "draft: expected a CustomerDraft or its fields in a dict, not int"),
        (lambda r: r.customers.create_many(17), TypeError, "drafts: expected a list of records, not int"),
        (lambda r: r.customers.create_many([{"tags": "vip"}]), TypeError,
         "drafts: item 0: tags: expected a list of texts, not one text"),
        (lambda r: r.customers.update_many([17]), TypeError, "changes: item 0: expected a pair"),
        (lambda r: r.customers.set_enabled([NOBODY], "yes"), TypeError, "enabled: expected True or False, not str"),
        (lambda r: r.customers.export_file(17), TypeError, "path: expected a path or an open binary file, not int"),
        (lambda r: r.customers.export_file("a.csv", replace="yes"), TypeError, "replace: expected True or False"),
        (lambda r: r.customers.export_file("a.csv", headings="xx"), ValueError, "headings: expected Language: one of"),
        (lambda r: r.customers.export_file("a.csv", progress=True), TypeError, "progress: expected something to call"),
        (lambda r: r.tags.create(None), TypeError, "name: expected a text, not NoneType"),
        (lambda r: r.tags.apply([NOBODY], add="vip"), TypeError, "add: expected a list of texts, not one text"),
        (lambda r: r.tags.apply([NOBODY], remove="vip"), TypeError, "remove: expected a list of texts, not one text"),
        (lambda r: r.tags.apply([NOBODY], add=[None]), TypeError, "add: item 0: expected a text"),
        (lambda r: r.acting_as(None), TypeError, "name: expected a text"),
        (lambda r: r.in_context("kitchen"), ValueError, "context: expected Context: one of staff"),
        (lambda r: r.expecting("x"), TypeError, "records: expected records as they were read, .* not str"),
        (lambda r: r.customers.count(where={1: 2}), TypeError, "where: expected a text, not int"),
        (lambda r: r.customers.count(where={"enabled": 2}), TypeError, "where: enabled: expected True or False, not int"),
        (lambda r: r.customers.create(phones=[7]), TypeError,
         "phones: item 0: expected a text, a Phone or its fields in a dict, not int"),
        (lambda r: r.customers.create(addresses=[{"town": "Lund"}]), TypeError,
         r"addresses: item 0: Address\(\) has no field 'town'"),
        (lambda r: kartotek.Split("Given name", " "), ValueError, "split of 'Given name': say which field gets first"),
        (lambda r: kartotek.Split("Given name", "", first="note"), ValueError, "at: expected a text to cut at"),
        (lambda r: r.import_file(17), TypeError, "source: expected a path, bytes"),
        (lambda r: r.import_file({"given_name": "Anna"}), TypeError, "source: expected a path, bytes"),
        (lambda r: r.import_file(ROWS, clear_on_empty="phone"), TypeError,
         "clear_on_empty: expected a list of texts, not one text"),
        (lambda r: r.import_file(ROWS, map={"x": 1}), TypeError, "map: x: expected a text, not int"),
        (lambda r: r.import_file(ROWS, map={"x": "shoe"}), ValueError, "map: x: 'shoe' is no field|map: x: \"shoe\""),
        (lambda r: r.import_file(ROWS, delimiter="+"), ValueError, "delimiter: expected one of"),
        (lambda r: r.import_file(ROWS, header="yes"), TypeError, "header: expected True, False or the number"),
        (lambda r: r.import_file(ROWS, chunk_rows=0), ValueError, "chunk_rows: expected 1 to"),
        (lambda r: r.import_file(ROWS, progress="yes"), TypeError, "progress: expected True, False or something to call"),
        (lambda r: r.import_file(ROWS, error_file=17), TypeError, "error_file: expected a path, not int"),
        (lambda r: r.import_file(ROWS, all_or_nothing="no"), TypeError, "all_or_nothing: expected True or False"),
        (lambda r: r.jobs.import_names(NOBODY, ROWS, map={"x": "shoe"}), ValueError, "map: x: no column can be"),
        (lambda r: r.update_settings(business_mode="yes"), TypeError, "business_mode: expected True or False"),
        (lambda r: r.copy_to("other.db"), TypeError, "other: expected Register, not str"),
        (lambda r: r.import_file("a\0b.csv"), ValueError, "source: holds U\\+0000"),
        (lambda r: kartotek.open("a\0b"), ValueError, "path: holds U\\+0000"),
        (lambda r: r.customers.export_file("a\0b.csv"), ValueError, "path: holds U\\+0000"),
        (lambda r: kartotek.open(None), TypeError, "path: expected a path, not NoneType"),  # type: ignore[arg-type]
        (lambda r: kartotek.open("a.db", must_exist="x"), TypeError, "must_exist: expected"),  # type: ignore[arg-type]
        (lambda r: kartotek.in_memory(settings={}), TypeError, "settings: expected RegisterSettings"),  # type: ignore[arg-type]
        (lambda r: kartotek.CodeOptions("x"), TypeError, "pepper: expected Pepper, not str"),  # type: ignore[arg-type]
        (lambda r: kartotek.Test.one_of("Lund"), TypeError, "values: expected a list of values, not one text"),
        (lambda r: kartotek.Money([], "EUR"), TypeError, "amount: expected a Decimal, an int or a text"),  # type: ignore[arg-type]
    ],
)
def test_the_text_of_an_error_names_the_argument(
    register: kartotek.Register, call: Callable[[Any], object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as told:
        call(register)
    assert type(told.value) is error
    assert re.match(says, str(told.value)), str(told.value)
    # What puts the name there is gone again.
    assert vars(told.value) == {} and not hasattr(told.value, "__notes__")


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda r: r.customers.page(after="bad"), kartotek.InvalidCursorError, "after: the cursor does not belong"),
        (lambda r: r.customers.page(sort=""), kartotek.InvalidError, '"" is not a field'),
        (lambda r: r.import_file(ROWS, map={"Kund": "company"}), kartotek.UnreadableFileError,
         'no column "Kund", which is mapped by hand'),
        (lambda r: r.import_file(ROWS, sheet="Kunden"), kartotek.UnreadableFileError,
         "no workbook, and has no sheets to choose from"),
        (lambda r: r.import_file(ROWS, external_source=""), kartotek.InvalidError, "external_source must be filled"),
        (lambda r: r.import_file("Given name\nAnna\n".encode("utf-32")), kartotek.UnreadableFileError,
         "UTF-32; save it as UTF-8"),
    ],
)
def test_what_the_register_refuses_names_the_argument_too(
    register: kartotek.Register, call: Callable[[Any], object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=re.escape(says)) as told:
        call(register)
    assert isinstance(told.value, ValueError)
    assert not hasattr(told.value, "__notes__")


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda r: r.customers.create(given_nam="x"), "customers.create() has no field 'given_nam'; did you mean 'given_name'?"),
        (lambda r: r.customers.create({"given_nam": "x"}), "customers.create() has no field 'given_nam'; did you mean 'given_name'?"),
        (lambda r: r.customers.check(tag=["x"]), "customers.check() has no field 'tag'; did you mean 'tags'?"),
        (lambda r: r.customers.create_many([{}, {"qqq": 1}]), "drafts: item 1: customers.create_many() has no field 'qqq'"),
        (lambda r: r.customers.update(r.customers.create(given_name="A"), notes="x"),
         "customers.update() has no field 'notes'; did you mean 'note'?"),
        (lambda r: r.customers.count(taag="x"), "customers.count() has no field 'taag'; did you mean 'tag'?"),
        (lambda r: r.jobs.create(titel="x"), "jobs.create() has no field 'titel'; did you mean 'title'?"),
        (lambda r: r.jobs.page(titel="x"), "jobs.page() has no field 'titel'"),
        (lambda r: r.update_settings(nam="x"), "register.update_settings() has no field 'nam'; did you mean 'name'?"),
        (lambda r: Email(address="a@b.se").replace(adress="x"),  # type: ignore[call-arg]
         "Email.replace() has no field 'adress'; did you mean 'address'?"),
    ],
)
def test_a_field_that_there_is_not_is_said_with_the_nearest_one(
    register: kartotek.Register, call: Callable[[Any], object], says: str
) -> None:
    with pytest.raises(TypeError) as told:
        call(register)
    assert str(told.value).startswith(says), str(told.value)


@pytest.mark.parametrize("made", [dict, OrderedDict, MappingProxyType])
def test_fields_in_a_dictionary_are_those_by_name(register: kartotek.Register, made: Callable[[Any], Any]) -> None:
    anna = register.customers.create(made({"given_name": "Anna", "tags": ["vip"]}))
    assert register.customers.check(made({"emails": ["anna@"]}))[0].field == "email"
    assert register.customers.update(anna, made({"note": "called"})).note == "called"
    assert register.customers.count(made({"tag": "vip"})) == 1
    job = register.jobs.create(made({"title": "Ekskolan 2026"}))
    assert register.jobs.update(job, made({"title": "Ek"})).title == "Ek"
    with pytest.raises(TypeError, match="not both"):
        register.customers.create(made({"given_name": "Anna"}), family_name="Ek")
    with pytest.raises(TypeError, match="not both"):
        register.jobs.update(job, made({"title": "Ek"}), status="open")


def test_none_is_as_if_nothing_were_given(register: kartotek.Register) -> None:
    anna = register.customers.create(given_name="Anna", tags=["vip"])
    assert register.customers.page(None, limit=None, tag=None, archived=None, where=None).items == (anna,)
    assert register.customers.search("Anna", limit=None) == (anna,)
    assert register.history.imports(None, None) == ()
    assert register.tags.apply([anna], add=None, remove=["vip"])[0] == "changed"
    options = inspect.signature(kartotek.Register.import_file).parameters
    unasked = {name: None for name, option in options.items() if option.default is None}
    assert {"clear_on_empty", "matching", "guarded", "all_or_nothing", "chunk_rows"} <= unasked.keys()
    more: dict[str, Any] = dict(unasked)
    assert register.import_file(ROWS, **more).counts.created == 1


def test_who_acts_has_a_name(register: kartotek.Register) -> None:
    for name in ("", " "):
        with pytest.raises(kartotek.InvalidError) as told:
            register.acting_as(name).customers.create(given_name="Anna")
        assert told.value.problems[0].field == "actor"
    assert register.customers.count() == 0


def test_a_folder_is_no_file_to_import(register: kartotek.Register, tmp_path: Path) -> None:
    for call in (register.import_file, register.plan_import):
        with pytest.raises(IsADirectoryError) as told:
            call(tmp_path)
        assert isinstance(told.value, kartotek.FolderError)
        assert (told.value.filename, told.value.errno) == (str(tmp_path), errno.EISDIR)


@pytest.mark.parametrize("made", [bytes, bytearray, memoryview])
def test_bytes_of_any_kind_are_imported(register: kartotek.Register, made: Callable[[bytes], Any]) -> None:
    assert register.import_file(made(ROWS)).counts.created == 1


def test_a_page_is_a_sequence(register: kartotek.Register) -> None:
    made = [register.customers.create(given_name=name) for name in ("Anna", "Bo", "Cia")]
    page = register.customers.page(limit=2)
    assert isinstance(page, Sequence)
    assert (page[0], page[-1], page[:1], len(page), list(page)) == (made[0], made[1], (made[0],), 2, made[:2])
    assert made[1] in page and made[2] not in page and page.index(made[1]) == 1
    assert list(reversed(page)) == made[1::-1] and page.count(made[0]) == 1
    with pytest.raises(IndexError):
        page[2]
    assert Page((1, 2)) == Page((1, 2)) and bool(Page(())) is False


def test_records_and_filters_are_taken_as_such_too(register: kartotek.Register) -> None:
    job = register.jobs.create(JobDetails(title="Ek"))
    assert register.jobs.count_customers(job, RegistrationFilter()) == 0
