"""Names lists of schools: planned, imported, reported, mended, and with codes."""

from __future__ import annotations

import csv
import signal
from pathlib import Path

import pytest

import kartotek

LIST = (
    "Elevnr;Efternamn;Förnamn;Klass;Vårdnadshavare;E-post\n"
    "101;Ek;Elsa;4b;Anna Ek;anna@example.com\n"
    "102;Ek;Bo;2a;Anna Ek;anna@example.com\n"
    "103;Berg;Ida;;;\n"
)


@pytest.fixture
def job(register: kartotek.Register) -> kartotek.Job:
    return register.jobs.create(title="Ekskolan 2026")


# SPEC: B5, B17
def test_a_dry_run_says_what_an_import_would_do(register: kartotek.Register, job: kartotek.Job) -> None:
    plan = register.jobs.import_names(job.id, LIST.encode(), dry_run=True)
    assert [column.target for column in plan.columns] == [
        "student_number", "family_name", "given_name", "group", "guardian_name", "guardian_email",
    ]
    assert (plan.batch, plan.groups, plan.outcomes) == (None, ("4b", "2a"), ("created", "created", "invalid"))
    assert register.participants.count() == 0
    report = register.jobs.import_names(job.id, LIST.encode())
    assert (report.participants, report.customers, report.guardians) == (2, 1, 2)
    assert report.counts == plan.counts == kartotek.ImportCounts(created=2, invalid=1)
    (problem,) = report.problems
    assert (problem.row, problem.code, problem.column, report.problem_count) == (4, "required", "Klass", 1)
    assert report.batch is not None
    assert {entry.entity for entry in register.history.of_batch(report.batch)} >= {"participant", "job group"}
    again = register.jobs.import_names(job.id, LIST.encode())
    assert again.outcomes == ("unchanged", "unchanged", "invalid")


# SPEC: B17
def test_refused_rows_are_mended_and_imported_again(
    register: kartotek.Register, job: kartotek.Job, tmp_path: Path
) -> None:
    names, refused = tmp_path / "names.csv", tmp_path / "refused.csv"
    names.write_text(LIST, encoding="utf-8")
    register.jobs.import_names(job.id, names, error_file=refused)
    text = refused.read_text(encoding="utf-8-sig")
    (row,) = csv.DictReader(text.splitlines(), delimiter=";")
    assert (row["Förnamn"], row["_code"]) == ("Ida", "required")
    report = register.jobs.import_names(job.id, refused.read_bytes(), default_group="4b")
    assert (report.participants, report.groups) == (1, ())


def test_who_moves_is_told_and_moves_when_asked(register: kartotek.Register, job: kartotek.Job) -> None:
    register.jobs.import_names(job.id, LIST.encode())
    autumn = LIST.replace("2a", "2c").encode()
    report = register.jobs.import_names(job.id, autumn)
    (move,) = report.moves
    assert (move.row, move.old_group, move.new_groups, report.outcomes[1]) == (3, "2a", ("2c",), "skipped")
    report = register.jobs.import_names(job.id, autumn, moves=kartotek.Moves.APPLY)
    assert report.outcomes[1] == "updated"
    assert [group.name for group in register.participants.groups_of(move.participant)] == ["2c"]
    with pytest.raises(ValueError, match="Moves"):
        register.jobs.import_names(job.id, autumn, moves="perhaps")  # type: ignore[arg-type]


def test_columns_are_mapped_by_hand(register: kartotek.Register, job: kartotek.Job) -> None:
    rows = [{"Who": "Elsa Ek", "Where": "4b", "Q7": "x"}]
    with pytest.raises(kartotek.UnreadableFileError):
        register.jobs.import_names(job.id, rows)
    columns = {"Who": "name", "Where": "group", "Q7": "ignore"}
    report = register.jobs.import_names(job.id, rows, map=columns)
    assert (report.participants, report.groups) == (1, ("4b",))
    assert next(register.participants.all()).display_name == "Elsa Ek"
    with pytest.raises(ValueError, match="map: Who: .*guardian_birthday"):
        register.jobs.import_names(job.id, rows, map={"Who": "guardian_birthday"})
    with pytest.raises(kartotek.UnreadableFileError):
        register.jobs.import_names(job.id, rows, map={"Nowhere": "name"})


# SPEC: B6
def test_a_list_brings_codes_of_blank_cards() -> None:
    with kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random())) as register:
        job = register.jobs.create(title="Ekskolan 2026")
        card, other = register.codes.issue_blank(job.id, 2)
        rows = [
            {"Elev": "Elsa Ek", "Klass": "4b", "Kod": card.secrets.typed.expose()},
            {"Elev": "Bo Ek", "Klass": "4b", "Kod": "7KX9-QM2T-4HWC-Y"},
        ]
        with pytest.raises(kartotek.RuleViolatedError) as anybody:
            register.jobs.import_names(job.id, rows)
        assert anybody.value.rule == "staff_only"
        report = register.acting_as("maria").jobs.import_names(job.id, rows)
        assert (report.codes, report.participants) == (1, 1)
        assert [problem.code for problem in report.problems] == ["unknown_code"]
        assert register.codes.activate_all(job.id) == 1
        opened = register.codes.resolve(card.secrets.typed.expose(), "192.0.2.7")
        assert opened.participant.display_name == "Elsa Ek"
        assert register.codes.get(other.stored.id).participant is None


def test_what_is_no_list_is_refused(register: kartotek.Register, job: kartotek.Job, tmp_path: Path) -> None:
    with pytest.raises(kartotek.IoError, match="nowhere.csv") as missing:
        register.jobs.import_names(job.id, tmp_path / "nowhere.csv")
    assert str(missing.value).startswith(str(tmp_path / "nowhere.csv"))
    names, nowhere = tmp_path / "names.csv", tmp_path / "no" / "refused.csv"
    names.write_text(LIST, encoding="utf-8")
    with pytest.raises(kartotek.IoError) as unwritable:
        register.jobs.import_names(job.id, names, error_file=nowhere)
    assert unwritable.value.filename == str(nowhere)
    with pytest.raises(TypeError, match="path, bytes"):
        register.jobs.import_names(job.id, 17)  # type: ignore[arg-type]
    with pytest.raises(kartotek.NotFoundError) as unknown:
        register.jobs.import_names("00000000-0000-0000-0000-000000000000", LIST.encode())
    assert unknown.value.entity == "job"


def test_a_long_report_is_shown_short(register: kartotek.Register, job: kartotek.Job) -> None:
    rows = [{"Elev": f"Elsa {number}", "Klass": "4b", "Elevnr": str(number)} for number in range(30)]
    report = register.jobs.import_names(job.id, rows)
    assert "outcomes=<30 items>" in repr(report)
    assert report.to_dict()["outcomes"] == ["created"] * 30


CHUNK = 10_000


def pupils(count: int) -> bytes:
    return "".join(["Elevnr;Elev;Klass\n", *(f"{number};Elsa {number};4b\n" for number in range(count))]).encode()


# SPEC: B17
def test_a_listener_is_told_how_far_a_list_is(register: kartotek.Register, job: kartotek.Job) -> None:
    seen: list[kartotek.ImportProgress] = []
    names = pupils(600)
    report = register.jobs.import_names(job, names, progress=seen.append)
    assert report.end is kartotek.ImportEnd.FINISHED
    assert [step.step.value for step in seen] == ["looking"] * 3 + ["storing"] * 4
    assert [step.rows for step in seen][-1] == 600
    assert seen[-1].done_bytes == seen[-1].total_bytes == len(names)
    plan = register.jobs.import_names(job, names, dry_run=True, progress=False)
    assert (plan.end, plan.batch) == (kartotek.ImportEnd.PLANNED, None)


def test_a_bar_is_shown_for_a_list(
    register: kartotek.Register, job: kartotek.Job, capfd: pytest.CaptureFixture[str]
) -> None:
    register.jobs.import_names(job, pupils(600), progress=True)
    assert "600 rows" in capfd.readouterr().err
    with pytest.raises(TypeError, match="progress"):
        register.jobs.import_names(job, pupils(1), progress="yes")  # type: ignore[arg-type]


# SPEC: B17
def test_a_list_that_is_stopped_keeps_whole_units_and_goes_on(register: kartotek.Register, job: kartotek.Job) -> None:
    names = pupils(CHUNK + 2_000)

    def stop(far: kartotek.ImportProgress) -> bool:
        return far.step != "storing" or far.rows <= CHUNK

    cut = register.jobs.import_names(job, names, progress=stop)
    assert (cut.end, cut.participants, len(cut.outcomes)) == (kartotek.ImportEnd.CANCELLED, CHUNK, CHUNK)
    assert cut.batch is not None and register.participants.count() == CHUNK
    rest = register.jobs.import_names(job, names)
    assert (rest.counts.unchanged, rest.counts.created) == (CHUNK, 2_000)
    with pytest.raises(kartotek.CancelledError):
        register.jobs.import_names(job, names, progress=lambda far: False)


@pytest.mark.parametrize("how", ["raises", "ctrl-c"])
def test_what_stops_a_list_says_what_stays(register: kartotek.Register, job: kartotek.Job, how: str) -> None:
    names = pupils(CHUNK + 2_000)

    def stop(far: kartotek.ImportProgress) -> None:
        if far.step == "storing" and far.rows > CHUNK:
            if how == "raises":
                raise LookupError("enough")
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(LookupError if how == "raises" else KeyboardInterrupt) as stopped:
        register.jobs.import_names(job, names, progress=stop)
    assert stopped.value.__notes__ == [
        f"the import was cut: {CHUNK} rows of the list are done and stay; the same call goes on"
    ]
    assert getattr(stopped.value, "import_report").participants == CHUNK
    assert register.participants.count() == CHUNK

    def never(far: kartotek.ImportProgress) -> None:
        raise LookupError("at once")

    with pytest.raises(LookupError) as at_once:
        register.jobs.import_names(job, names, progress=never)
    assert at_once.value.__notes__ == ["the import was stopped, and nothing was stored"]
    assert register.jobs.import_names(job, names).counts.created == 2_000


def test_a_name_whose_bytes_are_not_of_the_encoding_is_refused(register: kartotek.Register) -> None:
    job = register.jobs.create(title="Ekskolan 2026")
    pupils = "".join(f"Åsa{number} Ek;4b\n" for number in range(20))
    report = register.jobs.import_names(job.id, f"Elev;Klass\n{pupils}".encode() + b"G\xf6ran Ek;4b\n")
    assert (report.participants, report.counts.invalid, report.replaced) == (20, 1, 1)
    assert [(problem.row, problem.column, problem.code) for problem in report.problems] == [(22, "Elev", "undecodable")]
