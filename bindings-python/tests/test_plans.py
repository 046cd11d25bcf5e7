"""Imports that are planned, told how to read a file, mapped by hand, stopped and gone on with."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest

import kartotek
from kartotek import ImportEnd, Join, Split

WHO = b"Who;Where;Likes;Allergies\nBerg Anna;211 20 Malm\xf6;tea;nuts\n"


def people(rows: int) -> bytes:
    lines = "".join(f"Name{number},a{number}@example.com\n" for number in range(rows))
    return ("Given name,E-mail\n" + lines).encode()


def test_a_plan_tells_all_that_is_understood_and_stores_nothing(register: kartotek.Register, shop: Path) -> None:
    plan = register.plan_import(shop)
    assert (plan.end, plan.batch, register.customers.count()) == (ImportEnd.PLANNED, None, 0)
    assert plan.outcomes() == ("created", "invalid", "created", "invalid", "created")
    assert plan.problem_codes == {"email_syntax": 1, "identity": 1}
    assert [problem.row for problem in plan.refused] == [3, 5]
    file = plan.file
    assert (file.name, file.encoding, file.delimiter, file.has_header) == ("shop.csv", "UTF-8", ",", True)
    assert [(column.target, str(column.evidence)) for column in file.columns][:2] == [
        ("given_name", "heading"),
        ("family_name", "heading"),
    ]
    assert file.columns[3].samples == ("Göteborg", "Malmö", "Lund")
    assert plan.to_dict()["file"]["name"] == "shop.csv"  # type: ignore[index]


def test_a_dry_run_is_a_plan(register: kartotek.Register, shop: Path) -> None:
    planned = register.import_file(shop, dry_run=True)
    assert isinstance(planned, kartotek.ImportPlan)
    assert repr(planned).startswith("<ImportPlan 5 rows: 3 created")
    assert planned.commit().counts == planned.counts


def test_a_plan_is_committed_once_and_tells_what_changed_since(register: kartotek.Register, shop: Path) -> None:
    plan = register.plan_import(shop)
    register.customers.create(given_name="Anna", family_name="García", emails=["anna@example.com"])
    seen: list[kartotek.ImportProgress] = []
    report = plan.commit(progress=seen.append)
    assert (report.end, report.changed_since_plan, seen[-1].rows) == (ImportEnd.FINISHED, (2,), 5)
    assert not isinstance(report, kartotek.ImportPlan)
    with pytest.raises(ValueError, match="a commit of this plan was begun before"):
        plan.commit()
    with pytest.raises(ValueError, match="a commit of this plan was begun before"):
        plan.outcomes()
    assert plan.counts.created == 3


def test_a_file_that_was_changed_since_the_plan_is_refused(register: kartotek.Register, shop: Path) -> None:
    plan = register.plan_import(shop)
    shop.write_text("First name\nEva\n", encoding="utf-8")
    with pytest.raises(kartotek.UnreadableFileError, match="shop.csv.*changed"):
        plan.commit()
    assert register.customers.count() == 0


def test_a_plan_is_committed_by_another_thread(register: kartotek.Register, shop: Path) -> None:
    plan = register.plan_import(shop)
    thread = threading.Thread(target=plan.commit)
    thread.start()
    thread.join()
    assert register.customers.count() == 3


@pytest.mark.parametrize(
    ("table", "options", "names"),
    [
        ("Förnamn;Ort\nÅsa;Umeå\n".encode("cp850"), {"encoding": "cp850"}, ["Åsa"]),
        (b"Given name|Note\nAnna|a,b;c\n", {"delimiter": "|"}, ["Anna"]),
        (b"Given name\tNote\nAnna\tx\n", {"delimiter": "\t"}, ["Anna"]),
        (b"Given name,Note\n'Anna','x,y'\n", {"quote": "'"}, ["Anna"]),
        (b"Anna,Lund\n", {"header": False, "map": {"1": "given_name", 1: "city"}}, ["Anna"]),
        (b"Summer fair\nGiven name\nAnna\n", {"header": 2}, ["Anna"]),
        (b"Given name,Given name\nAnna,Eva\n", {"map": {0: "ignore", 1: "given_name"}}, ["Eva"]),
        (b"Given name,Note\nAnna,'=1\n", {"guarded": False}, ["Anna"]),
    ],
)
def test_a_file_is_read_as_it_is_told(
    register: kartotek.Register, table: bytes, options: dict[str, object], names: list[str]
) -> None:
    report = register.import_file(table, **options)  # type: ignore[arg-type]
    assert report.counts.created == 1
    assert [customer.given_name for customer in register.customers.all()] == names


def test_columns_are_made_of_others_and_kept_under_a_name(register: kartotek.Register) -> None:
    report = register.import_file(
        WHO,
        encoding="windows-1252",
        split=[Split("Who", " ", first="family_name", rest="given_name"), Split("Where", " ", last="city")],
        join=Join(["Likes", "Allergies"], "note", between="; "),  # type: ignore[arg-type]
        fixed={"tags": "fair 2026"},
        save_mapping="the fair",
    )
    assert report.counts.created == 1
    (anna,) = register.customers.all()
    assert (anna.display_name, anna.addresses[0].city, anna.note) == ("Anna Berg", "Malmö", "tea; nuts")
    assert [tag.name for tag in anna.tags] == ["fair 2026"]

    assert register.plan_import(WHO).file.mapping == "the fair"
    assert register.plan_import(WHO, mapping="the fair").file.mapping == "the fair"
    assert register.plan_import(WHO, mapping=False).file.mapping is None
    assert [saved.name for saved in register.saved_mappings()] == ["the fair"]
    assert register.delete_saved_mapping("the fair")
    assert not register.delete_saved_mapping("the fair")
    with pytest.raises(kartotek.UnreadableFileError, match="no saved mapping"):
        register.plan_import(WHO, mapping="the fair")


def test_empty_cells_and_a_word_take_values_away(register: kartotek.Register) -> None:
    register.import_file(b"Given name,E-mail,Phone,Note\nAnna,a@example.com,+46701234567,tea\n")
    table = b"Given name,E-mail,Phone,Note\nAnna,a@example.com,,-\n"
    register.import_file(table, clear_on_empty=["Phone"], clear_token="-")
    (anna,) = register.customers.all()
    assert (anna.phones, anna.note) == ((), "")


def test_dates_and_ids_are_read_as_they_are_told(register: kartotek.Register) -> None:
    table = b"Customer number,Given name,Registered\n7,Anna,03/04/2025\n"
    register.import_file(table, date_order="month_first", external_source="visma")
    anna = register.customers.find_by_external_id("visma", "7")
    assert anna is not None and anna.registered_at is not None
    assert (anna.registered_at.month, anna.registered_at.day) == (3, 4)


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"matching": "sometimes"}, ValueError, "Matching"),
        ({"matching": 3}, TypeError, "matching"),
        ({"map": {"Given name": "shoe_size"}}, ValueError, "map: Given name: .shoe_size. is no field"),
        ({"map": {"Given name": None}}, TypeError, "map"),
        ({"map": ["Given name"]}, TypeError, "map"),
        ({"fixed": {"shoe_size": "38"}}, ValueError, "fixed"),
        ({"join": ["Given name"]}, TypeError, "Join"),
        ({"split": [Split("Given name", " ", first="shoe_size")]}, ValueError, "split: Given name"),
        ({"delimiter": ":"}, ValueError, "delimiter"),
        ({"quote": "«"}, ValueError, "quote"),
        ({"header": 0}, ValueError, "header"),
        ({"header": "first"}, TypeError, "header"),
        ({"sheet": 1.5}, TypeError, "sheet"),
        ({"language": "xx"}, ValueError, "language"),
        ({"resume": "yesterday"}, ValueError, "id"),
        ({"encoding": "utf-99"}, kartotek.InvalidError, "encoding"),
        ({"encoding": 8}, TypeError, "encoding"),
        ({"mapping": True}, ValueError, "mapping"),
        ({"clear_on_empty": ["Nowhere"]}, kartotek.UnreadableFileError, "column"),
        ({"error_file": 17}, TypeError, "error_file"),
        ({"no_such_option": True}, TypeError, "no_such_option"),
    ],
)
def test_a_wrong_option_is_told_with_its_name(
    register: kartotek.Register, options: dict[str, object], error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as told:
        register.import_file(b"Given name\nAnna\n", **options)  # type: ignore[arg-type]
    text = str(told.value)
    assert re.search(says, text), text
    assert register.customers.count() == 0


def test_an_import_that_is_stopped_says_how_to_go_on_and_goes_on(register: kartotek.Register) -> None:
    table = people(3_000)

    def stop(far: kartotek.ImportProgress) -> None:
        if far.step == "storing" and far.rows > 2_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        register.import_file(table, chunk_rows=500, progress=stop)
    (run,) = register.history.imports()
    (note,) = stopped.value.__notes__
    assert f'resume="{run.id}"' in note
    report: kartotek.ImportReport = getattr(stopped.value, "import_report")
    assert (report.end, report.batch) == (ImportEnd.CANCELLED, run.id)
    assert 0 < register.customers.count() == run.rows_done < 3_000
    assert run.finished_at is None

    resumed = register.import_file(table, chunk_rows=500, resume=run.id)
    assert (resumed.end, resumed.batch, resumed.counts.created) == (ImportEnd.FINISHED, run.id, 3_000)
    assert register.undo_import(run.id).reversed == 3_000
    with pytest.raises(kartotek.RuleViolatedError) as undone:
        register.import_file(table, chunk_rows=500, resume=run.id)
    assert undone.value.rule == "import_undone"


def test_a_listener_that_answers_false_ends_the_import_with_a_report(register: kartotek.Register) -> None:
    report = register.import_file(people(3_000), progress=lambda far: far.step == "looking")
    assert (report.end, report.counts.rows) == (ImportEnd.CANCELLED, 0)
    with pytest.raises(kartotek.CancelledError):
        register.import_file(people(20_000), progress=lambda far: False)
    assert register.customers.count() == 0


def test_an_import_that_is_stopped_while_it_looks_says_that_nothing_was_stored(register: kartotek.Register) -> None:
    def stop(_: kartotek.ImportProgress) -> None:
        raise KeyboardInterrupt

    for rows in (10, 20_000):
        with pytest.raises(KeyboardInterrupt) as stopped:
            register.import_file(people(rows), progress=stop)
        assert stopped.value.__notes__ == ["the import was stopped, and nothing more was stored"]


@pytest.mark.parametrize("planned", [False, True])
def test_an_import_that_fails_halfway_says_how_to_go_on(
    register: kartotek.Register, tmp_path: Path, planned: bool
) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(people(30_000))

    def damage(far: kartotek.ImportProgress) -> None:
        if far.step == "storing" and far.rows > 2_000:
            path.write_bytes(path.read_bytes().replace(b"a29999@", b"b29999@"))

    with pytest.raises(kartotek.UnreadableFileError, match="people.csv.*changed") as failed:
        if planned:
            register.plan_import(path, chunk_rows=500).commit(progress=damage)
        else:
            register.import_file(path, progress=damage, chunk_rows=500)
    run = register.history.imports()[0]
    assert run.rows_done > 0
    assert f'{run.rows_done} rows' in failed.value.__notes__[0] and f'resume="{run.id}"' in failed.value.__notes__[0]
    path.write_bytes(people(30_000))
    assert register.import_file(path, resume=run.id, chunk_rows=500).counts.created == 30_000


def test_an_import_all_or_nothing_that_is_stopped_leaves_nothing_to_go_on_with(register: kartotek.Register) -> None:
    def is_wanted(far: kartotek.ImportProgress) -> bool:
        return far.step == "looking" or far.rows < 2_000

    report = register.import_file(people(3_000), all_or_nothing=True, progress=is_wanted)
    assert (report.end, report.batch, register.customers.count()) == (ImportEnd.CANCELLED, None, 0)
    assert register.history.imports() == ()


def test_only_the_same_file_goes_on(register: kartotek.Register) -> None:
    report = register.import_file(people(3))
    with pytest.raises(kartotek.UnreadableFileError, match="another file"):
        register.import_file(people(4), resume=report.batch)
    with pytest.raises(kartotek.UnreadableFileError, match="planned"):
        register.plan_import(people(3), resume=report.batch)
    with pytest.raises(kartotek.NotFoundError):
        register.import_file(people(3), resume="00000000-0000-0000-0000-000000000001")


def test_an_error_file_is_written_only_when_rows_were_refused(register: kartotek.Register, tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    report = register.import_file(b"Given name,E-mail\nBo,bo@\n", error_file=errors)
    assert (report.error_file, report.error_rows) == (errors, 1)
    # Somebody may be mending that of yesterday.
    report = register.import_file(b"Given name,E-mail\nBo,bo@example.com\n", error_file=str(errors))
    assert (report.error_file, errors.exists()) == (None, True)
    # A plan leaves it alone, and its commit writes it.
    errors.write_text("mine")
    plan = register.plan_import(b"Given name,E-mail\nCia,cia@\n", error_file=errors)
    assert (plan.error_file, errors.read_text()) == (None, "mine")
    assert plan.commit().error_file == errors
    # The file that is imported stays as it is.
    mended = errors.read_text(encoding="utf-8").replace("cia@,", "cia@example.com,")
    errors.write_text(mended, encoding="utf-8")
    assert register.import_file(errors, error_file=errors).counts.created == 1
    assert errors.read_text(encoding="utf-8").startswith("Given name,E-mail,_row")


def test_the_file_that_is_to_blame_is_named(register: kartotek.Register, shop: Path, tmp_path: Path) -> None:
    with pytest.raises(kartotek.IoError, match="errors.csv") as folder:
        register.import_file(shop, error_file=tmp_path / "no" / "errors.csv")
    assert folder.value.filename == str(tmp_path / "no" / "errors.csv")
    shop.unlink()
    with pytest.raises(OSError, match="shop.csv"):
        register.import_file(shop)
    with pytest.raises(OSError):
        register.plan_import(tmp_path)
