"""The command ``kartotek``, called as a script calls it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import kartotek

SHOP = (
    "Förnamn;Efternamn;E-post;Ort;Taggar\n"
    "Anna;García;anna@example.com;Göteborg;bröllop\n"
    "Bo;Ek;bo@;Malmö;\n"
    "Åsa;Lind;asa@example.com;Malmö;\n"
)
GOOD = "Given name,E-mail\nCilla,cilla@example.com\nDan,dan@example.com\n"
SUBCOMMANDS = ("import", "export", "list", "show", "search", "tag", "undo", "imports", "verify", "backup", "copy")


@dataclass
class Done:
    """What a call came to."""

    code: int
    out: str
    err: str

    def object(self) -> dict[str, Any]:
        """Returns the one object on standard output."""
        (only,) = self.objects()
        return only

    def objects(self) -> list[dict[str, Any]]:
        """Returns the objects on standard output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Shell:
    """A folder in which the command is called."""

    folder: Path

    def environment(self, **more: str) -> dict[str, str]:
        plain = {key: value for key, value in os.environ.items() if key not in ("KARTOTEK_REGISTER", "NO_COLOR")}
        return {**plain, "PYTHONWARNINGS": "ignore", "PYTHONUTF8": "1", **more}

    def __call__(self, *arguments: str, stdin: bytes = b"", **more: str) -> Done:
        """Calls the command without naming a register."""
        done = subprocess.run(
            [sys.executable, "-m", "kartotek", *arguments],
            cwd=self.folder,
            env=self.environment(**more),
            input=stdin,
            capture_output=True,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def on_studio(self, *arguments: str, stdin: bytes = b"") -> Done:
        """Calls the command on the register ``studio.db``."""
        return self(*arguments, stdin=stdin, KARTOTEK_REGISTER="studio.db")

    def customers(self) -> int:
        with kartotek.open(self.folder / "studio.db", must_exist=True) as register:
            count = register.customers.count(archived="include")
        return count


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "shop.csv").write_text(SHOP, encoding="utf-8")
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    return Shell(tmp_path)


@pytest.fixture
def studio(shell: Shell) -> Shell:
    """A folder with a register of Anna, number 1, and Åsa, number 2."""
    with kartotek.open(shell.folder / "studio.db") as register:
        register.customers.create(
            given_name="Anna",
            family_name="García",
            emails=["anna@example.com"],
            addresses=[kartotek.Address(city="Göteborg")],
            external_ids=[kartotek.ExternalId(source="till", id="A-7")],
            tags=["wedding"],
        )
        register.customers.create(
            given_name="Åsa", family_name="Lind", emails=["asa@example.com"], addresses=[kartotek.Address(city="Malmö")]
        )
    return shell


def one_line(text: str) -> str:
    """Returns what an error says, which is one line and no traceback."""
    assert "Traceback" not in text
    (line,) = text.splitlines()
    assert line.startswith("kartotek: ")
    return line


def test_import_stores_the_good_rows_and_reports_the_others(shell: Shell) -> None:
    done = shell.on_studio("import", "shop.csv", "--create", "--set", "country=SE", "--set", "locale=sv-SE")
    assert (done.code, done.err) == (1, "")
    assert "row 3, E-post “bo@”: write the address as in anna@example.com" in done.out
    assert "shop.errors.csv" in done.out
    assert "kartotek undo " in done.out
    assert "\x1b" not in done.out
    assert "bo@" in (shell.folder / "shop.errors.csv").read_text(encoding="utf-8")
    with kartotek.open(shell.folder / "studio.db") as register:
        assert (register.customers.count(), register.settings().country) == (2, "SE")


def test_import_says_in_json_what_it_did(shell: Shell) -> None:
    done = shell.on_studio("import", "shop.csv", "--create", "--json")
    assert done.code == 1
    report = done.object()
    assert (report["rows"], report["counts"]["created"], report["counts"]["invalid"]) == (3, 2, 1)
    assert (report["end"], report["dry_run"], report["error_file"]) == ("finished", False, "shop.errors.csv")
    (problem,) = report["problems"]
    assert (problem["row"], problem["column"], problem["code"]) == (3, "E-post", "email_syntax")
    uuid.UUID(report["batch"])


def test_a_second_import_changes_nothing(shell: Shell) -> None:
    shell.on_studio("import", "good.csv", "--create")
    done = shell.on_studio("import", "good.csv")
    assert done.code == 0
    assert "Nothing in the register was changed." in done.out


def test_an_import_without_problems_leaves_no_error_file(shell: Shell) -> None:
    assert shell.on_studio("import", "good.csv", "--create").code == 0
    assert shell.on_studio("import", "good.csv", "--error-file", "e.csv").code == 0
    assert not list(shell.folder.glob("*errors*")) + list(shell.folder.glob("e.csv"))


def test_error_files_go_where_they_are_told_and_never_over_the_source(studio: Shell) -> None:
    assert studio.on_studio("import", "shop.csv", "--error-file", "bad.xlsx").code == 1
    assert (studio.folder / "bad.xlsx").read_bytes().startswith(b"PK")
    assert studio.on_studio("import", "shop.csv", "--no-error-file").code == 1
    assert not (studio.folder / "shop.errors.csv").exists()
    assert studio.on_studio("import", "shop.csv", "--error-file", "shop.csv").code == 2
    assert (studio.folder / "shop.csv").read_text(encoding="utf-8") == SHOP


def test_a_dry_run_changes_nothing(studio: Shell) -> None:
    done = studio.on_studio("import", "good.csv", "--dry-run")
    assert done.code == 0
    assert "Nothing was stored" in done.out
    assert studio.on_studio("import", "shop.csv", "--dry-run", "--json").object()["end"] == "planned"
    assert studio.customers() == 2
    assert sorted(path.name for path in studio.folder.iterdir() if ".db" not in path.name) == ["good.csv", "shop.csv"]


def test_a_dry_run_does_not_make_the_register(shell: Shell) -> None:
    assert shell.on_studio("import", "good.csv", "--dry-run", "--create").code == 0
    assert not (shell.folder / "studio.db").exists()


def test_all_or_nothing_stores_nothing_when_a_row_is_refused(studio: Shell) -> None:
    done = studio.on_studio("import", "shop.csv", "--all-or-nothing", "--matching", "create_only")
    assert done.code == 1
    assert "nothing was stored" in done.out
    assert "undo" not in done.out
    assert studio.customers() == 2


def test_columns_are_mapped_by_hand(studio: Shell) -> None:
    table = "Who;Shoe = size\nCilla;38\n".encode()
    done = studio.on_studio("import", "-", "--map", "Who=given_name", "--map", "Shoe = size=note", stdin=table)
    assert done.code == 0
    with kartotek.open(studio.folder / "studio.db") as register:
        assert register.customers.search("Cilla")[0].note == "38"
    assert studio.on_studio("import", "good.csv", "--map", "E-mail").code == 2
    assert studio.on_studio("import", "good.csv", "--map", "E-mail=nothing_like_it").code == 2
    assert studio.on_studio("import", "good.csv", "--map", "Shoes=note").code == 2


def test_a_file_is_read_and_mapped_as_the_options_say(studio: Shell) -> None:
    table = "Who|Town\nJörgen|Umeå\n".encode("cp850")
    options = ("--encoding", "cp850", "--delimiter", "|", "--map", "Who=given_name", "--fixed", "tags=fair")
    plan = studio.on_studio("import", "-", *options, "--dry-run", stdin=table)
    assert plan.code == 0
    assert "IBM850, '|' between cells" in plan.out
    assert [line.split("→")[1].strip() for line in plan.out.splitlines() if "→" in line][:2] == ["given_name", "city"]
    done = studio.on_studio("import", "-", *options, "--save-mapping", "the fair", "--json", stdin=table)
    assert [column["target"] for column in done.object()["read_as"]["columns"]] == ["given_name", "city", "tags"]
    assert studio.on_studio("list", "--tag", "fair", "--where", "city=Umeå", "--count", "--json").object() == {"count": 1}
    again = studio.on_studio("import", "-", "--mapping", "the fair", "--json", stdin=b"Who;Town\nCia;Lund\n")
    assert again.object()["read_as"]["mapping"] == "the fair"
    assert studio.on_studio("import", "-", "--mapping", "the market", stdin=table).code == 2
    assert studio.on_studio("import", "-", "--delimiter", ":", stdin=table).code == 2


def test_an_import_that_was_cut_goes_on(studio: Shell) -> None:
    batch = studio.on_studio("import", "good.csv", "--json").object()["batch"]
    again = studio.on_studio("import", "good.csv", "--resume", batch, "--json").object()
    assert (again["batch"], again["counts"]["created"]) == (batch, 2)
    other = studio.on_studio("import", "shop.csv", "--resume", batch)
    assert other.code == 3
    assert "another file" in one_line(other.err)


def test_undo_takes_an_import_back_but_not_what_was_edited_since(studio: Shell) -> None:
    batch = studio.on_studio("import", "good.csv", "--json").object()["batch"]
    with kartotek.open(studio.folder / "studio.db") as register:
        register.customers.update(register.customers.search("Dan")[0], note="called")
    undone = studio.on_studio("undo", batch, "--json")
    assert undone.code == 0
    counts = undone.object()
    assert (counts["reversed"], counts["kept_edited"], len(counts["kept"])) == (1, 1, 1)
    assert studio.customers() == 3


def test_undo_of_what_is_no_import(studio: Shell) -> None:
    done = studio.on_studio("undo", str(uuid.uuid4()))
    assert done.code == 2
    assert "no import" in one_line(done.err)
    assert studio.on_studio("undo", "yesterday").code == 2


def test_list_writes_cells_between_tabs_into_a_pipe(studio: Shell) -> None:
    done = studio.on_studio("list", "--sort=-number")
    assert (done.code, done.err) == (0, "")
    lines = [line.split("\t") for line in done.out.splitlines()]
    assert lines[1] == ["2", "Åsa Lind", "asa@example.com", "", "Malmö", ""]
    assert [line[0] for line in lines] == ["number", "2", "1"]


def test_list_filters(studio: Shell) -> None:
    def numbers(*arguments: str) -> list[int]:
        return [customer["number"] for customer in studio.on_studio("list", "--json", *arguments).objects()]

    assert numbers("--tag", "wedding") == [1]
    assert numbers("--no-tag", "wedding") == [2]
    assert numbers("--where", "city=Mal*") == [2]
    assert numbers("--where", "company=*") == []
    assert numbers("--where", "company=", "--limit", "1") == [1]
    assert numbers("--archived", "only") == []
    assert numbers("--text", "garcia") == [1]
    assert studio.on_studio("list", "--count", "--json").object() == {"count": 2}


def test_a_field_that_does_not_exist_is_wrong_usage(studio: Shell) -> None:
    for arguments in (("--sort", "shoes"), ("--where", "shoes=38"), ("--where", "shoes")):
        assert studio.on_studio("list", *arguments).code == 2


def test_show_takes_a_number_an_id_and_another_systems_id(studio: Shell) -> None:
    shown = studio.on_studio("show", "1", "--json", "--history").object()
    assert shown["profile"]["family_name"] == "García"
    assert [change["action"] for change in shown["history"]] == ["created"]
    assert "García" in studio.on_studio("show", shown["id"]).out
    assert "García" in studio.on_studio("show", "till:A-7", "--history").out


def test_show_of_nobody(studio: Shell) -> None:
    done = studio.on_studio("show", "99")
    assert (done.code, done.out) == (1, "")
    assert "99" in one_line(done.err)
    assert studio.on_studio("show", "Anna").code == 2


def test_search_forgives_case_and_accents(studio: Shell) -> None:
    assert [found["number"] for found in studio.on_studio("search", "garcia", "an", "--json").objects()] == [1]
    nobody = studio.on_studio("search", "xyz")
    assert (nobody.code, nobody.out) == (0, "")


def test_tag_adds_removes_and_lists(studio: Shell) -> None:
    done = studio.on_studio("tag", "1", "2", "--add", "album", "--remove", "wedding", "--json")
    assert (done.code, done.object()["changed"]) == (0, 2)
    assert [(tag["name"], tag["size"]) for tag in studio.on_studio("tag", "--json").objects()] == [
        ("album", 2),
        ("wedding", 0),
    ]
    assert studio.on_studio("tag", "-", "--add", "fair", "--json", stdin=b"2\n\n").object()["changed"] == 1
    assert studio.on_studio("tag", "--where", "city=Göteborg", "--add", "west", "--json").object()["changed"] == 1


def test_tag_never_takes_everybody_by_mistake(studio: Shell) -> None:
    assert studio.on_studio("tag", "--add", "all").code == 2
    assert studio.on_studio("tag", "--archived", "exclude", "--add", "all").code == 2
    assert studio.on_studio("tag", "1").code == 2
    assert studio.on_studio("tag", "1", "--tag", "wedding", "--add", "x").code == 2
    assert studio.on_studio("tag", "1", "99", "--add", "x").code == 1
    assert [tag["name"] for tag in studio.on_studio("tag", "--json").objects()] == ["wedding"]


def test_changes_carry_a_name_and_a_reason(studio: Shell) -> None:
    (studio.folder / "anna.csv").write_text("E-mail,Note\nanna@example.com,calls back\n", encoding="utf-8")
    assert studio.on_studio("import", "anna.csv", "--reason", "the call").code == 0
    (change, *_) = studio.on_studio("show", "1", "--history", "--json").object()["history"]
    assert (change["reason"], change["fields"]["note"]) == ("the call", ["", "calls back"])


def test_export_writes_by_the_ending_and_replaces_only_when_told(studio: Shell) -> None:
    done = studio.on_studio("export", "all.csv", "--columns", "number, given_name", "--json")
    assert (done.code, done.object()) == (0, {"file": "all.csv", "customers": 2})
    lines = (studio.folder / "all.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["number,given_name", "1,Anna", "2,Åsa"]
    again = studio.on_studio("export", "all.csv")
    assert again.code == 3
    assert "--replace" in one_line(again.err)
    assert studio.on_studio("export", "all.csv", "--replace", "--tag", "wedding", "--json").object()["customers"] == 1
    assert studio.on_studio("export", "all.xlsx", "--headings", "sv").code == 0
    assert studio.on_studio("export", "none/all.csv").code == 3


def test_verify_finds_a_sound_register(studio: Shell) -> None:
    assert studio.on_studio("verify").code == 0
    assert studio.on_studio("verify", "--json").object() == {"sound": True, "contradictions": []}


def test_verify_lists_contradictions(studio: Shell) -> None:
    with contextlib.closing(sqlite3.connect(studio.folder / "studio.db")) as file, file:
        file.execute("UPDATE collection_sizes SET size = size + 5")
    done = studio.on_studio("verify")
    assert (done.code, done.err) == (1, "")
    assert "contradiction" in done.out
    assert studio.on_studio("verify", "--json").object()["contradictions"]


def test_backup_and_copy_make_registers_like_the_first(studio: Shell) -> None:
    assert studio.on_studio("backup", "backup.db", "--json").object() == {"file": "backup.db"}
    copied = studio.on_studio("copy", "copy.db", "--json")
    assert (copied.code, copied.object()["target"]) == (0, "copy.db")
    for name in ("backup.db", "copy.db"):
        listed = studio("list", "--register", name, "--json")
        assert listed.out == studio.on_studio("list", "--json").out
    again = studio.on_studio("backup", "backup.db")
    assert again.code == 3
    assert "backup.db" in one_line(again.err)


def test_the_register_is_named_before_or_behind_the_subcommand_or_by_the_environment(studio: Shell) -> None:
    assert studio("--register", "studio.db", "list", "--count").out == "2\n"
    assert studio("list", "--count", "--register", "studio.db").out == "2\n"
    assert studio("list", "--count", KARTOTEK_REGISTER="studio.db").out == "2\n"
    nowhere = studio("list")
    assert nowhere.code == 2
    assert "KARTOTEK_REGISTER" in one_line(nowhere.err)


def test_a_register_that_is_missing_is_not_made(shell: Shell) -> None:
    for arguments in (("list",), ("import", "good.csv"), ("verify",), ("copy", "new.db")):
        done = shell.on_studio(*arguments)
        assert done.code == 3
        assert "studio.db" in one_line(done.err)
    assert not list(shell.folder.glob("*.db"))


def test_what_is_no_register_is_refused_and_left_as_it_is(shell: Shell) -> None:
    done = shell("import", "good.csv", "--register", "shop.csv", "--create")
    assert done.code == 3
    assert "shop.csv" in one_line(done.err)
    assert (shell.folder / "shop.csv").read_text(encoding="utf-8") == SHOP


def test_a_server_that_is_away_is_named_without_the_password(shell: Shell) -> None:
    done = shell("list", "--register", "postgresql://maria:geheim@localhost:1/studio")
    assert done.code == 3
    assert "geheim" not in one_line(done.err)
    assert "localhost:1/studio" in done.err


def test_files_that_cannot_be_imported(studio: Shell) -> None:
    missing = studio.on_studio("import", "nobody.csv")
    assert missing.code == 3
    assert "nobody.csv" in one_line(missing.err)
    (studio.folder / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    old = studio.on_studio("import", "old.xls")
    assert old.code == 3
    assert "old.xls" in one_line(old.err) and ".xlsx" in old.err
    assert studio.on_studio("import", ".").code == 3


def test_a_doubtful_encoding_is_told(studio: Shell) -> None:
    (studio.folder / "dos.csv").write_bytes("Förnamn,E-post\nÖrjan,orjan@example.com\n".encode("cp437"))
    report = studio.on_studio("import", "dos.csv", "--dry-run", "--json").object()
    assert any("encoding" in notice for notice in report["notices"])


def test_wrong_usage(shell: Shell) -> None:
    for arguments in ((), ("eat",), ("list", "--limit", "0"), ("import",), ("import", "x", "--matching", "guess")):
        done = shell.on_studio(*arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("usage: kartotek")
    assert shell.on_studio("import", "good.csv", "--set", "country=SE").code == 2
    assert shell.on_studio("import", "good.csv", "--create", "--set", "country=Sweden").code == 2


def test_a_reader_that_goes_away_is_no_error(studio: Shell) -> None:
    with kartotek.open(studio.folder / "studio.db") as register:
        register.customers.create_many([{"given_name": f"Name {n}", "note": "x" * 200} for n in range(1500)])
    listing = subprocess.Popen(
        [sys.executable, "-m", "kartotek", "--register", "studio.db", "list", "--all", "--json"],
        cwd=studio.folder,
        env=studio.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert listing.stdout and listing.stderr
    assert json.loads(listing.stdout.readline())["number"]
    listing.stdout.close()
    assert listing.stderr.read() == b""
    assert listing.wait() == 141


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for others")
def test_an_import_that_is_interrupted_while_it_reads_stores_nothing(studio: Shell) -> None:
    importing = subprocess.Popen(
        [sys.executable, "-m", "kartotek", "--register", "studio.db", "import", "-"],
        cwd=studio.folder,
        env=studio.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert importing.stdin and importing.stdout and importing.stderr
    # More than a pipe holds: once it is written the command is reading, and waits for more.
    importing.stdin.write(GOOD.encode() * 10_000)
    importing.stdin.flush()
    importing.send_signal(signal.SIGINT)
    importing.stdin.close()
    assert importing.stdout.read() == b""
    assert "Stopped; nothing was stored." in one_line(importing.stderr.read().decode())
    assert importing.wait() == 130
    assert studio.customers() == 2


def test_output_that_a_stream_cannot_encode_is_still_written(studio: Shell) -> None:
    def listed(*arguments: str) -> Done:
        return studio("list", *arguments, PYTHONUTF8="0", PYTHONIOENCODING="ascii", KARTOTEK_REGISTER="studio.db")

    assert "\\xc5sa" in listed().out
    assert [customer["profile"]["given_name"] for customer in listed("--json").objects()] == ["Anna", "Åsa"]


@pytest.mark.parametrize("subcommand", SUBCOMMANDS)
def test_help_has_an_example(shell: Shell, subcommand: str) -> None:
    done = shell(subcommand, "--help")
    assert done.code == 0
    assert f"kartotek --register studio.db {subcommand}" in done.out


def test_help_and_version(shell: Shell) -> None:
    done = shell("--help")
    assert done.code == 0
    assert all(subcommand in done.out for subcommand in SUBCOMMANDS)
    assert "exit codes" in done.out
    assert shell("--version").out.split() == ["kartotek", kartotek.__version__]


def test_colours_and_columns_are_for_terminals(studio: Shell) -> None:
    pty = pytest.importorskip("pty")

    def on_terminal(**more: str) -> str:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "kartotek", "--register", "studio.db", "list"],
            cwd=studio.folder,
            env=studio.environment(TERM="xterm", **more),
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        shown = b""
        while True:
            try:
                some = os.read(ours, 4096)
            except OSError:
                break
            if not some:
                break
            shown += some
        os.close(ours)
        assert process.wait() == 0
        return shown.decode()

    assert "\x1b[1m" in on_terminal()
    assert "\x1b" not in on_terminal(NO_COLOR="1")
    assert "\t" not in on_terminal()
