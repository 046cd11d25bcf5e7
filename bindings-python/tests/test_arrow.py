"""Tables of Arrow, out and in: types, the way there and back, streams that stop, and what cannot be a cell."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import polars
import pyarrow
import pytest

import kartotek

UTC = datetime.UTC
SETTINGS: dict[str, Any] = {"country": "SE", "currency": "SEK", "zone": "Europe/Stockholm", "business_mode": True}


def business() -> kartotek.Register:
    register = kartotek.in_memory()
    register.update_settings(**SETTINGS)
    return register


def table(register: kartotek.Register, *columns: str) -> pyarrow.Table:
    return pyarrow.table(register.customers.to_arrow(columns=list(columns)))


# SPEC: B17
def test_fields_have_real_types() -> None:
    register = business()
    anna = register.customers.create(
        given_name="Anna",
        tags=["wedding", "album"],
        emails=["anna@example.com", "work@example.com"],
        registered_at=datetime.datetime(2024, 2, 29, 23, 30, tzinfo=UTC),
        credit_limit=kartotek.Money("12.50", "EUR"),
        payment_term_days=30,
    )
    found = table(
        register, "id", "number", "given_name", "family_name", "enabled", "registered_at", "tags", "more_emails",
        "credit_limit", "payment_term_days", "last_visit_at",
    )
    amount = pyarrow.struct([("amount", pyarrow.decimal128(23, 4)), ("currency", pyarrow.string())])
    instant, texts = pyarrow.timestamp("us", tz="UTC"), pyarrow.list_(pyarrow.string())
    assert found.schema.types == [
        pyarrow.string(), pyarrow.int64(), pyarrow.string(), pyarrow.string(), pyarrow.bool_(), instant, texts, texts,
        amount, pyarrow.int64(), instant,
    ]
    assert found.to_pylist() == [
        {
            "id": str(anna.id),
            "number": anna.number,
            "given_name": "Anna",
            "family_name": None,
            "enabled": True,
            "registered_at": datetime.datetime(2024, 2, 29, 23, 30, tzinfo=UTC),
            "tags": ["album", "wedding"],
            "more_emails": ["work@example.com"],
            "credit_limit": {"amount": Decimal("12.5"), "currency": "EUR"},
            "payment_term_days": 30,
            "last_visit_at": None,
        }
    ]
    assert pyarrow.schema(register.customers.to_arrow()).names == list(register.customers.to_arrow().columns)


@pytest.mark.usefixtures("people")
def test_a_table_is_filtered_sorted_and_read_as_often_as_it_is_taken(register: kartotek.Register) -> None:
    eks = register.customers.to_arrow(columns=["given_name"], where={"family_name": "Ek"}, sort="-number")
    assert polars.DataFrame(eks)["given_name"].to_list() == ["Åke", "Cia"]
    register.customers.create(given_name="Dag", family_name="Ek")
    assert polars.DataFrame(eks)["given_name"].to_list() == ["Dag", "Åke", "Cia"]
    nobody = register.customers.to_arrow(tag="nowhere")
    assert polars.DataFrame(nobody).shape == (0, len(nobody.columns))


def test_wrong_columns_filters_and_sorts_are_refused_at_once(register: kartotek.Register) -> None:
    with pytest.raises(kartotek.InvalidError) as raised:
        register.customers.to_arrow(columns=["number", "shoe_size"])
    assert [problem.field for problem in raised.value.problems] == ["shoe_size"]
    with pytest.raises(kartotek.InvalidError):
        register.customers.to_arrow(sort="note")
    with pytest.raises(kartotek.InvalidError):
        register.customers.to_arrow(where={"note": "x"})


def test_long_texts_end_a_batch_early(register: kartotek.Register) -> None:
    drafts = [{"given_name": str(number), "note": "å" * 10_000} for number in range(1_500)]
    assert all(isinstance(made, kartotek.Customer) for made in register.customers.create_many(drafts))
    batches = list(
        pyarrow.RecordBatchReader.from_stream(register.customers.to_arrow(columns=["number", "note"]))
    )
    assert [batch.num_rows for batch in batches] == [1_000, 500]
    assert [number for batch in batches for number in batch["number"].to_pylist()] == list(range(1, 1_501))


def test_who_stops_half_way_keeps_nobody_waiting(register: kartotek.Register) -> None:
    register.customers.create_many([{"given_name": str(number)} for number in range(1_100)])
    stopped = pyarrow.RecordBatchReader.from_stream(register.customers.to_arrow())
    register.customers.create(given_name="Anna")
    register.customers.to_arrow().__arrow_c_stream__()
    register.shut_down()
    with pytest.raises(OSError, match="the register was shut down"):
        stopped.read_next_batch()
    with pytest.raises(kartotek.ShutDownError):
        register.customers.count()


ALPHABETS = ("abcXYZ", "åäöÅÄÖßé", "Иван", "漢字かな", "🎈👩‍👧", " ',;|\"\\=+-@", "#NULL")


def texts(chance: random.Random, most: int = 12) -> str:
    letters = "".join(chance.choice(ALPHABETS) for _ in range(3))
    return "".join(chance.choice(letters) for _ in range(chance.randint(1, most))).strip() or "x"


def anybody(chance: random.Random, number: int) -> dict[str, object]:
    """Returns the fields of some customer: those that every register takes."""

    def perhaps(value: object) -> object:
        return value if chance.random() < 0.6 else ""

    instant = datetime.datetime(1995, 1, 1, tzinfo=UTC) + datetime.timedelta(
        microseconds=chance.randrange(10**15)
    )
    emails = [f"{number}x{place}@example.com" for place in range(chance.randint(0, 3))]
    return {
        "given_name": f"{texts(chance)}{number}",
        "family_name": perhaps(texts(chance)),
        "note": chance.choice(["", texts(chance, 200), "a\nb\n\n c", " blanks ", "é" * 60_000]),
        "company": perhaps(texts(chance)),
        "emails": emails,
        "phones": [f"+46701{chance.randrange(10**6):06}" for _ in range(chance.randint(0, 2))],
        "addresses": [
            kartotek.Address(city=texts(chance), street=texts(chance), country="DE", postal_code="01067")
            for _ in range(chance.randint(0, 2))
        ],
        "registered_at": instant,
        "last_visit_at": chance.choice([None, instant]),
        "credit_limit": chance.choice([None, kartotek.Money("1234.5", "SEK"), kartotek.Money("7", "JPY")]),
        "payment_term_days": chance.choice([None, 0, 30]),
        "external_ids": [kartotek.ExternalId(source="shop", id=f"{texts(chance)}{number}")],
        "origin": "shop",
        "enabled": chance.random() < 0.8,
        "tags": [f"{texts(chance)}{place}" for place in range(chance.randint(0, 3))],
    }


def through_pandas(table: kartotek.ArrowTable) -> object:
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame.from_arrow(table)


WAYS: dict[str, Callable[[kartotek.ArrowTable], object]] = {
    "straight": lambda table: table,
    "pyarrow": pyarrow.table,
    "batches": pyarrow.RecordBatchReader.from_stream,
    "polars": polars.DataFrame,
    "pandas": through_pandas,
}


# SPEC: B17
@pytest.mark.parametrize(("seed", "way"), enumerate(WAYS))
def test_whatever_goes_out_comes_back(seed: int, way: str) -> None:
    chance = random.Random(seed)
    with business() as register, business() as other:
        made = register.customers.create_many([anybody(chance, number) for number in range(40)])
        wanted = [customer for customer in made if isinstance(customer, kartotek.Customer)]
        assert len(wanted) == len(made), [error for error in made if isinstance(error, Exception)]
        report = other.import_file(WAYS[way](register.customers.to_arrow()))  # type: ignore[arg-type]
        assert (report.counts.created, report.problems) == (len(wanted), ())
        for had, has in zip(wanted, other.customers.all(), strict=True):
            assert has.profile == had.profile
            assert [tag.name for tag in has.tags] == [tag.name for tag in had.tags]
        assert other.import_file(register.customers.to_arrow()).counts.unchanged == len(wanted)


def test_columns_of_all_types_are_cells(register: kartotek.Register) -> None:
    register.update_settings(country="SE", zone="Europe/Stockholm", business_mode=True, currency="SEK")
    naive = datetime.datetime(2024, 5, 1, 12, 30)
    frame = pyarrow.table(
        {
            "Given name": pyarrow.array(["Anna", "Bo", None]).dictionary_encode(),
            "Family name": pyarrow.array(["Åkesson", "", "Ek"], pyarrow.large_string()),
            "City": pyarrow.array(["Lund", None, "Malmö"], pyarrow.string_view()),
            "Postcode": pyarrow.array([22100, None, 21119], pyarrow.int32()),
            "Registered": pyarrow.array([naive, None, datetime.datetime(2024, 5, 1)], pyarrow.timestamp("ns")),
            "Last visit": pyarrow.array([datetime.date(2024, 6, 1), None, None], pyarrow.date32()),
            "Enabled": pyarrow.array([True, False, None]),
            "E-mail": pyarrow.array([["anna@example.com", "a@example.com"], [], None], pyarrow.list_(pyarrow.string())),
            "Tags": pyarrow.array([["a, b"], ["c", "d"], None], pyarrow.large_list(pyarrow.string())),
            "Credit limit": pyarrow.array([Decimal("1.250"), None, Decimal("3.100")], pyarrow.decimal128(9, 3)),
            "Payment term": pyarrow.array([30.0, float("nan"), None], pyarrow.float64()),
            "Nothing": pyarrow.nulls(3),
        }
    )
    columns = {
        "Registered": "registered_at", "Last visit": "last_visit_at", "Enabled": "enabled", "Credit limit": "credit_limit",
        "Payment term": "payment_term_days",
    }
    report = register.import_file(frame, map=columns)
    assert (report.counts.created, report.problems) == (3, ())
    anna, bo, ek = register.customers.all(sort="number")
    assert (anna.given_name, anna.family_name, anna.addresses[0].city) == ("Anna", "Åkesson", "Lund")
    assert anna.addresses[0].postal_code == "22100"
    # Without a zone it is the clock of the register.
    assert anna.registered_at == datetime.datetime(2024, 5, 1, 10, 30, tzinfo=UTC)
    assert ek.registered_at == datetime.datetime(2024, 4, 30, 22, 0, tzinfo=UTC)
    assert anna.last_visit_at == datetime.datetime(2024, 5, 31, 22, 0, tzinfo=UTC)
    assert [email.address for email in anna.emails] == ["anna@example.com", "a@example.com"]
    assert [tag.name for tag in anna.tags] == ["a, b"]
    assert [tag.name for tag in bo.tags] == ["c", "d"]
    assert (anna.credit_limit, ek.credit_limit) == (kartotek.Money("1.25", "SEK"), kartotek.Money("3.1", "SEK"))
    assert (anna.payment_term_days, bo.payment_term_days, bo.enabled, bo.emails) == (30, None, False, ())
    assert (ek.given_name, ek.family_name) == ("", "Ek")


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (pyarrow.array([b"jpeg"]), "Binary"),
        (pyarrow.array([{"width": 3}]), "Struct"),
        (pyarrow.array([[["a"]]]), "List"),
        (pyarrow.array([datetime.timedelta(1)]), "Duration"),
    ],
)
def test_what_no_cell_can_hold_is_refused_with_its_column(
    register: kartotek.Register, values: pyarrow.Array, named: str
) -> None:
    frame = pyarrow.table({"Given name": ["Anna"], "Photo": values})
    with pytest.raises(TypeError, match=f"column Photo: .*{named}"):
        register.import_file(frame)
    with pytest.raises(TypeError, match="columns"):
        register.import_file(pyarrow.chunked_array([["Anna"]]))
    assert register.customers.count() == 0


def test_a_stream_that_breaks_stores_nothing(register: kartotek.Register) -> None:
    schema = pyarrow.schema([("Given name", pyarrow.string())])

    def batches() -> Iterator[pyarrow.RecordBatch]:
        yield pyarrow.record_batch({"Given name": ["Anna"]})
        raise RuntimeError("the other side is gone")

    with pytest.raises(ValueError, match="the other side is gone"):
        register.import_file(pyarrow.RecordBatchReader.from_batches(schema, batches()))
    broken = pyarrow.StringArray.from_buffers(1, pyarrow.array([0, 1], pyarrow.int32()).buffers()[1], pyarrow.py_buffer(b"\xff"))
    with pytest.raises(ValueError, match="cannot be read"):
        register.import_file(pyarrow.table({"Given name": broken}))
    assert register.customers.count() == 0


def test_cells_are_taken_as_they_are(register: kartotek.Register) -> None:
    frame = polars.DataFrame({"Company": ["'=Sol; Ek", "a\x00b", 'He said "no"', "Berg; Ek"]})
    report = register.import_file(frame)
    assert report.counts.created == 3
    assert [problem.row for problem in report.problems] == [3]
    assert [customer.company for customer in register.customers.all()] == ["'=Sol; Ek", 'He said "no"', "Berg; Ek"]
    again = register.import_file([{"Company": "'=Sol; Ek"}], dry_run=True)
    assert again.counts.rows == 1


@pytest.mark.usefixtures("people")
def test_frames_of_pandas_are_read_without_their_index(register: kartotek.Register) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame.from_arrow(register.customers.to_arrow())
    chosen = frame[frame["family_name"] == "Ek"]
    with kartotek.in_memory() as other:
        assert other.import_file(chosen).counts.created == 2
        assert {customer.given_name for customer in other.customers.all()} == {"Cia", "Åke"}


NOTHING = {"Given name": ["Anna", "Bo"], "Note": [None, None], "Tags": [[], []]}


@pytest.mark.parametrize(
    "made",
    [
        lambda: pyarrow.table(NOTHING),
        lambda: polars.DataFrame(NOTHING),
        lambda: polars.DataFrame(NOTHING).head(0).vstack(polars.DataFrame(NOTHING)),
        lambda: pytest.importorskip("pandas").DataFrame(NOTHING),
    ],
    ids=["pyarrow", "polars", "polars in pieces", "pandas"],
)
def test_columns_without_any_value_are_empty_cells(register: kartotek.Register, made: Callable[[], Any]) -> None:
    report = register.import_file(made(), clear_on_empty=["Note"])
    assert (report.counts.created, report.problem_count) == (2, 0)
    assert [(customer.given_name, customer.note, customer.tags) for customer in register.customers.all()] == [
        ("Anna", "", ()),
        ("Bo", "", ()),
    ]


def test_what_is_still_to_be_collected_says_so(register: kartotek.Register) -> None:
    lazy: Any = polars.LazyFrame({"Given name": ["Anna"]})
    with pytest.raises(TypeError, match=r"^source: a LazyFrame has no rows yet; give what its \.collect\(\) returns$"):
        register.import_file(lazy)
    assert register.import_file(lazy.collect()).counts.created == 1
