"""The command ``kartotek`` and the files around it: what it writes, leaves alone, and says about them."""

from __future__ import annotations

import pytest

import kartotek
from test_command import SHOP, Shell, one_line, shell, studio

__all__ = ["shell", "studio"]


@pytest.mark.parametrize("name", ["notes.txt", "good.errors.csv"])
def test_an_import_without_refused_rows_leaves_files_that_it_did_not_write(studio: Shell, name: str) -> None:
    (studio.folder / name).write_text("mine", encoding="utf-8")
    named = () if name == "good.errors.csv" else ("--error-file", name)
    done = studio.on_studio("import", "good.csv", *named, "--json")
    assert (done.code, done.object()["error_file"]) == (0, None)
    assert (studio.folder / name).read_text(encoding="utf-8") == "mine"


def test_the_settings_of_a_plan_are_not_stored(shell: Shell) -> None:
    kartotek.open(shell.folder / "studio.db").shut_down()
    table = b"Given name,Phone\nAnna,070-123 45 67\n"
    settings = ("--create", "--set", "country=SE", "--set", "name=X")
    planned = shell.on_studio("import", "-", *settings, "--dry-run", "--json", stdin=table)
    # Without the country the number could not be understood.
    assert planned.object()["counts"]["created"] == 1
    with kartotek.open(shell.folder / "studio.db") as register:
        assert (register.settings().country, register.settings().name) == ("", "")
        assert register.customers.count() == 0
    assert shell.on_studio("import", "-", *settings, stdin=table).code == 0
    with kartotek.open(shell.folder / "studio.db") as register:
        assert register.settings().country == "SE"


def test_rows_that_are_left_out_on_purpose_are_none_to_mend(studio: Shell) -> None:
    (studio.folder / "q.csv").write_text(
        "Given name,Family name,E-mail\nAnna,García,anna@example.com\nCia,Ek,cia@example.com\n", encoding="utf-8"
    )
    done = studio.on_studio("import", "q.csv", "--matching", "create_only")
    assert done.code == 0
    assert "mend" not in done.out
    assert "problem" not in done.out
    assert "left out           1" in done.out
    assert "left out are in q.errors.csv" in done.out


def test_a_report_says_how_many_rows_cannot_go_in_and_why(studio: Shell) -> None:
    both = SHOP + "Anna;García;anna@example.com;Göteborg;\nCia;Ek;cia@;Lund;\n"
    (studio.folder / "both.csv").write_text(both, encoding="utf-8")
    told = studio.on_studio("import", "both.csv", "--matching", "create_only")
    assert told.code == 1
    assert "Why 2 rows cannot go in:\n" in told.out
    assert "The rows to mend are in both.errors.csv" in told.out
    first = studio.on_studio("import", "both.csv", "--matching", "create_only", "--problems", "1")
    assert "Why 2 rows cannot go in, the first 1 reason:\n" in first.out


def test_a_number_that_nobody_has_is_nobodys_however_large(studio: Shell) -> None:
    done = studio.on_studio("show", "9" * 20)
    assert (done.code, one_line(done.err)) == (1, f"kartotek: there is no customer {'9' * 20}")
    assert studio.on_studio("tag", "9" * 20, "--add", "x").code == 1


@pytest.mark.parametrize("subcommand", [("search", "a"), ("list",), ("imports",)])
def test_a_limit_that_is_too_large_is_wrong_usage(studio: Shell, subcommand: tuple[str, ...]) -> None:
    done = studio.on_studio(*subcommand, "--limit", "99999999999")
    assert done.code == 2
    assert "expected a number up to" in done.err


def test_an_error_names_its_file_once_and_says_what_is_wrong(studio: Shell) -> None:
    (studio.folder / "none.txt").write_text("no register", encoding="utf-8")
    missing = one_line(studio("list", "--register", "none.db").err)
    assert missing == "kartotek: none.db: there is no file of this name (import --create makes a new register)"
    for arguments, name in (
        (("--register", "none.txt", "list"), "none.txt"),
        (("--register", "studio.db", "backup", "good.csv"), "good.csv"),
        (("--register", "studio.db", "export", "nodir/all.csv"), "nodir/all.csv"),
        (("--register", "studio.db", "import", "good.csv", "--error-file", "nodir/e.csv"), "nodir/e.csv"),
        (("--register", "studio.db", "copy", "nodir/copy.db"), "nodir/copy.db"),
    ):
        done = studio(*arguments)
        said = one_line(done.err)
        assert done.code == 3
        assert said.startswith(f"kartotek: {name}: ")
        assert said.count(name) == 1 and "None" not in said and "--replace" not in said, said


def test_imports_are_listed_with_what_takes_them_back(studio: Shell) -> None:
    assert studio.on_studio("imports").out == "Nothing was imported.\n"
    studio.on_studio("import", "good.csv")
    studio.on_studio("import", "shop.csv")
    heading, last, first = [line.split("\t") for line in studio.on_studio("imports").out.splitlines()]
    assert heading[0] == "import"
    assert (last[-1], first[-1], first[3:6]) == ("shop.csv", "good.csv", ["2", "0", "0"])
    listed = studio.on_studio("imports", "--json", "--limit", "1").objects()
    assert [(batch["id"], batch["source"]) for batch in listed] == [(last[0], "shop.csv")]
    assert studio.on_studio("undo", first[0]).code == 0
    assert studio.customers() == 2


def test_an_export_to_standard_output_is_nothing_but_the_customers(studio: Shell) -> None:
    done = studio.on_studio("export", "-", "--columns", "number,given_name", "--sort", "number")
    assert (done.code, done.err, done.out) == (0, "", "number,given_name\r\n1,Anna\r\n2,Åsa\r\n")
    lines = studio.on_studio("export", "-", "--format", "jsonl", "--columns", "city", "--json").objects()
    assert lines == [{"city": "Göteborg"}, {"city": "Malmö"}]
    assert not (studio.folder / "-").exists()


def test_rows_that_somebody_is_mending_are_never_written_over(studio: Shell) -> None:
    names = []
    for _ in range(4):
        done = studio.on_studio("import", "shop.csv", "--json")
        assert done.code == 1
        names.append(done.object()["error_file"])
    assert names == ["shop.errors.csv", "shop.errors.2.csv", "shop.errors.3.csv", "shop.errors.4.csv"]
    (studio.folder / "mine.csv").write_text("mine", encoding="utf-8")
    assert studio.on_studio("import", "shop.csv", "--error-file", "mine.csv", "--json").object()["error_file"] == "mine.2.csv"
    assert (studio.folder / "mine.csv").read_text(encoding="utf-8") == "mine"
    over = studio.on_studio("import", "shop.csv", "--error-file", "mine.csv", "--overwrite", "--json")
    assert over.object()["error_file"] == "mine.csv"
    assert "bo@" in (studio.folder / "mine.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("foo=1", "--set: there is no setting 'foo'; there are name, web_address, locale, "),
        ("policies=x", "--set: there is no setting 'policies'; "),
        ("business_mode=ja", "--set: business_mode is true or false, not 'ja'"),
        ("country=Sverige", "--set: country is not a country"),
        ("leap_day=x", "leap_day: expected LeapDay: one of february_28, march_1"),
    ],
)
def test_a_wrong_setting_is_told_with_what_may_be_said(shell: Shell, given: str, says: str) -> None:
    done = shell.on_studio("import", "good.csv", "--create", "--set", given)
    assert (done.code, one_line(done.err).startswith(f"kartotek: {says}")) == (2, True), done.err
    assert not (shell.folder / "studio.db").exists()


def test_people_read_sentences_and_no_names_of_rules(studio: Shell) -> None:
    (batch,) = studio.on_studio("import", "good.csv", "--json").objects()
    assert studio.on_studio("undo", batch["batch"]).code == 0
    resumed = studio.on_studio("import", "good.csv", "--resume", batch["batch"])
    assert resumed.code == 3
    said = one_line(resumed.err)
    assert "_" not in said, said


def test_an_empty_name_is_nobodys(studio: Shell) -> None:
    done = studio.on_studio("--as", "", "tag", "1", "--add", "vip")
    assert (done.code, one_line(done.err)) == (2, "kartotek: --as must be filled")


def test_a_customer_has_the_same_fields_in_every_subcommand(studio: Shell) -> None:
    with kartotek.open(studio.folder / "studio.db") as register:
        anna = register.customers.find_by_number(1)
        assert anna
        expected = anna.to_dict()
    (shown,) = studio.on_studio("show", "1", "--json").objects()
    (listed,) = studio.on_studio("list", "--where", "number=1", "--json").objects()
    (found,) = studio.on_studio("search", "anna", "--json").objects()
    assert shown == listed == found
    assert shown.keys() == expected.keys() and shown["profile"].keys() == expected["profile"].keys()  # type: ignore[attr-defined]
    (told,) = studio.on_studio("show", "1", "--history", "--json").objects()
    assert told.keys() - shown.keys() == {"history"}
