"""``kartotek import``, ``kartotek imports`` and ``kartotek undo``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any, BinaryIO

import kartotek
from kartotek import ImportBatch, ImportEnd, ImportReport, Register, RegisterSettings

from .opening import clock_of, go_on, opened, undo_command
from .output import FAILED, OK, SOME_FAILED, USAGE, CommandError, Output, about, counted, ensure_open, plain, said

__all__ = ["run_import", "run_imports", "run_undo"]

WORDS = {"true": True, "false": False}
HEADINGS = ("import", "begun", "ended", "created", "updated", "refused", "file")
WIDTHS = (36, 22, 22, 9, 9, 9, 40)
# The package says of these as of a file that cannot be imported that they do not fit it; each is an option's fault.
GIVEN_WRONGLY = {
    "which is mapped by hand": "--map",
    "there is no saved mapping of this name": "--mapping",
    "the workbook has no such sheet": "--sheet",
    "has no sheets to choose from": "--sheet",
}


def run_import(arguments: argparse.Namespace, output: Output) -> int:
    """Imports a file, or says what it would do, and reports."""
    if arguments.file == "-":
        ensure_open("stdin")
    source: str | BinaryIO = sys.stdin.buffer if arguments.file == "-" else arguments.file
    if isinstance(source, str) and not Path(source).exists():
        raise CommandError(f"{source}: there is no file of this name")
    if isinstance(source, str) and Path(source).is_dir():
        raise CommandError(f"{source}: this is a folder, not a file")
    if arguments.set and not arguments.create:
        raise CommandError("--set goes with --create", USAGE)
    error_file = _error_file(arguments)
    settings = _settings(arguments.set)
    with opened(arguments, settings=RegisterSettings().replace(**settings) if arguments.create else None) as register:
        if settings:
            register = _with_settings(register, settings, arguments)
        try:
            report = register.import_file(
                source,
                matching=arguments.matching,
                on_repeat=arguments.on_repeat,
                map=dict(arguments.map),
                fixed=dict(arguments.fixed),
                mapping=arguments.mapping,
                save_mapping=None if arguments.dry_run else arguments.save_mapping,
                external_source=arguments.external_source,
                date_order=arguments.date_order,
                encoding=arguments.encoding,
                delimiter=arguments.delimiter,
                header=arguments.header,
                sheet=arguments.sheet,
                resume=arguments.resume,
                all_or_nothing=arguments.all_or_nothing,
                error_file=error_file,
                dry_run=arguments.dry_run,
                progress=sys.stderr.isatty(),
            )
        except kartotek.InvalidError:
            raise
        except kartotek.KartotekError as error:
            raise _failed(error, arguments) from error
        except KeyboardInterrupt as stopped:
            raise KeyboardInterrupt(_stopped(getattr(stopped, "import_report", None), arguments)) from None
    output.json(_as_dict(report, arguments))
    _tell(report, arguments, output)
    return SOME_FAILED if _refused_rows(report) else OK


def run_imports(arguments: argparse.Namespace, output: Output) -> int:
    """Lists imports."""
    with opened(arguments) as register:
        batches = register.history.imports(limit=arguments.limit)
        clock = clock_of(register)
    if not batches:
        output.text("Nothing was imported.")
        return OK
    if not arguments.json:
        output.row(HEADINGS, WIDTHS)
    for batch in batches:
        output.json(batch.to_dict())
        output.row(_batch_cells(batch, clock), WIDTHS)
    return OK


def run_undo(arguments: argparse.Namespace, output: Output) -> int:
    """Takes an import back."""
    with opened(arguments) as register:
        try:
            undone = register.undo_import(arguments.batch)
        except kartotek.NotFoundError:
            raise CommandError(f"there is no import {arguments.batch}", USAGE) from None
        except KeyboardInterrupt:
            command = undo_command(arguments, arguments.batch)
            raise KeyboardInterrupt(
                f"Stopped. Customers that were taken back by then stay so; this does the rest, if there is any: {command}"
            ) from None
    counts = {
        "reversed": undone.reversed,
        "kept_edited": undone.kept_edited,
        "kept_referenced": undone.kept_referenced,
        "failed": undone.failed,
    }
    output.json({"batch": str(arguments.batch), **counts, "kept": undone.kept})
    output.text(f"As before the import again: {counted(undone.reversed, 'customer')}.")
    if undone.kept_edited:
        output.text(f"Kept, as somebody edited them since: {undone.kept_edited:,}.")
    if undone.kept_referenced:
        output.text(f"Kept, as something depends on them: {undone.kept_referenced:,}.")
    if undone.failed:
        output.text(output.bad(f"Failed: {undone.failed:,}."))
    return SOME_FAILED if undone.failed else OK


def _error_file(arguments: argparse.Namespace) -> Path | None:
    if arguments.dry_run or arguments.no_error_file:
        return None
    source = Path(arguments.file)
    if arguments.error_file:
        named = Path(arguments.error_file)
        if named.exists() and source.exists() and named.samefile(source):
            raise CommandError("--error-file is the file that is imported", USAGE)
    elif arguments.file == "-":
        return None
    else:
        ending = ".xlsx" if source.suffix.lower() == ".xlsx" else ".csv"
        named = source.with_name(f"{source.stem}.errors{ending}")
    return named if arguments.overwrite else _free(named)


def _free(named: Path) -> Path:
    """Returns the path, or the next with a number that nobody has: somebody may be mending what the run before refused."""
    numbered = (named.with_name(f"{named.stem}.{number}{named.suffix}") for number in count(2))
    return next(path for path in chain([named], numbered) if not path.exists())


def _settings(given: list[tuple[str, str]]) -> dict[str, Any]:
    neutral = RegisterSettings().to_dict()
    known = {key: value for key, value in neutral.items() if isinstance(value, (str, bool))}
    settings: dict[str, Any] = {}
    for key, text in given:
        if key not in known:
            raise CommandError(f"--set: there is no setting {plain(key)!r}; there are {', '.join(known)}", USAGE)
        if isinstance(known[key], bool) and text not in WORDS:
            raise CommandError(f"--set: {key} is true or false, not {plain(text)!r}", USAGE)
        settings[key] = WORDS[text] if isinstance(known[key], bool) else text
    return settings


def _name(arguments: argparse.Namespace) -> str:
    return "standard input" if arguments.file == "-" else str(arguments.file)


def _with_settings(register: Register, changes: dict[str, Any], arguments: argparse.Namespace) -> Register:
    """Gives a register without customers its settings; a plan is made in a copy that has them."""
    stored = register.settings()
    if stored.replace(**changes) == stored or register.customers.count(archived="include"):
        return register
    if not arguments.dry_run:
        register.update_settings(**changes)
        return register
    planned = kartotek.in_memory()
    register.copy_to(planned)
    planned.update_settings(**changes)
    return planned


def _stopped(report: ImportReport | None, arguments: argparse.Namespace) -> str:
    if report is None or report.batch is None or not report.counts.rows:
        return "Stopped; nothing was stored."
    counts = report.counts
    return (
        f"Stopped; {counted(counts.rows, 'row')} of the file are done, with {counted(counts.created, 'customer')} "
        f"created, and stay. Nothing is half done. To go on: {go_on(report.batch)}. "
        f"To take them back: {undo_command(arguments, report.batch)}"
    )


def _failed(error: kartotek.KartotekError, arguments: argparse.Namespace) -> CommandError:
    """Returns what ends an import that failed: what is wrong, and where some of it is stored how to go on."""
    batch = getattr(error, "import_batch", None)
    stays = f"What is stored by now stays. To go on: {go_on(batch)}. To take it back: {undo_command(arguments, batch)}"
    notes = [stays] if batch else getattr(error, "__notes__", [])
    text, code = said(error), FAILED
    if isinstance(error, kartotek.UnreadableFileError):
        wrong = text.rpartition("the file cannot be imported: ")[2]
        option = next((option for words, option in GIVEN_WRONGLY.items() if words in wrong), None)
        text, code = (f"{option}: {wrong}", USAGE) if option else (about(_name(arguments), error), FAILED)
    elif isinstance(error, kartotek.IoError):
        text = str(error) if error.filename else about(_name(arguments), error)
    elif isinstance(error, kartotek.NotFoundError) and error.id == str(arguments.resume):
        text, code = f"--resume: there is no import {arguments.resume}", USAGE
    return CommandError(text, code, notes)


def _batch_cells(batch: ImportBatch, clock: Callable[[datetime], str]) -> tuple[str, ...]:
    counts = batch.counts
    ended = clock(batch.finished_at) if batch.finished_at else "cut"
    numbers = (counts.created, counts.updated, counts.invalid + counts.ambiguous)
    return str(batch.id), clock(batch.started_at), ended, *(f"{number:,}" for number in numbers), batch.source


def _as_dict(report: ImportReport, arguments: argparse.Namespace) -> dict[str, object]:
    known = report.to_dict()
    return {
        "file": None if arguments.file == "-" else str(arguments.file),
        "dry_run": arguments.dry_run,
        "rows": report.counts.rows,
        **{key: known[key] for key in known if key not in ("problems", "file")},
        "problems": [problem.to_dict() for problem in report.refused],
        "read_as": known["file"],
    }


def _refused_rows(report: ImportReport) -> int:
    return report.counts.invalid + report.counts.ambiguous


def _tell(report: ImportReport, arguments: argparse.Namespace, output: Output) -> None:
    counts = report.counts
    rolled_back = report.end == ImportEnd.ROLLED_BACK
    if arguments.dry_run:
        output.text(output.strong(f"Plan for {_name(arguments)}: {counted(counts.rows, 'row')}. Nothing was stored."))
        _tell_columns(report, output)
    elif rolled_back:
        heading = f"{_name(arguments)}: nothing was stored, as not all of its {counted(counts.rows, 'row')} can be"
        output.text(output.bad(heading))
    else:
        output.text(output.strong(f"{_name(arguments)}: {counted(counts.rows, 'row')}"))
    if not rolled_back:
        for label, count in (
            ("created", counts.created),
            ("updated", counts.updated),
            ("as before", counts.unchanged),
        ):
            output.text(f"  {label:<10}{count:>10,}")
    skipped = f"   {report.repeated:,} of them repeat another row" if report.repeated else ""
    output.text(f"  {'left out':<10}{counts.skipped:>10,}{skipped}")
    _tell_refused("uncertain", counts.ambiguous, "   may be about somebody else", output)
    _tell_refused("refused", counts.invalid, "", output)
    _tell_problems(report, arguments.problems, output)
    if report.notices:
        output.text("\nTo look at:")
        for notice in report.notices:
            output.text(f"  {plain(notice)}")
    output.text()
    if report.error_file and _refused_rows(report):
        output.text(f"The rows to mend are in {report.error_file}, with the reasons. Mend them there and import that file.")
    elif report.error_file:
        output.text(f"The rows that were left out are in {report.error_file}, with the reasons.")
    if arguments.dry_run:
        output.text("The same command without --dry-run imports it.")
    elif report.batch and counts.created + counts.updated and not rolled_back:
        output.text(f"To take this import back:  {undo_command(arguments, report.batch)}")
    else:
        output.text("Nothing in the register was changed.")


def _tell_columns(report: ImportReport, output: Output) -> None:
    file = report.file
    layout = f", as {file.layout} exports it" if file.layout else ""
    table = f"sheet {plain(file.sheet)}" if file.sheet else f"{file.encoding}, {file.delimiter!r} between cells"
    output.text(f"  read as {table}{layout}")
    for column in file.columns:
        output.text(f"  {plain(column.header, 30):<30} → {plain(column.ignored or column.target)}")


def _tell_refused(label: str, count: int, meaning: str, output: Output) -> None:
    line = f"  {label:<10}{count:>10,}"
    output.text(output.bad(line) + meaning if count else line)


def _tell_problems(report: ImportReport, most: int, output: Output) -> None:
    shown = report.refused[:most]
    if not shown:
        return
    # A row that was left out on purpose counts as a problem, too, but not among those to mend.
    rows = _refused_rows(report)
    is_all = len(shown) == len(report.refused) and len({problem.row for problem in shown}) == rows
    first = "" if is_all else f", the first {counted(len(shown), 'reason')}"
    output.text(f"\nWhy {counted(rows, 'row')} cannot go in{first}:")
    for problem in shown:
        column = problem.column or problem.field
        place = f"row {problem.row}" + (f", {plain(column)}" if column else "")
        cell = f" “{plain(problem.text, 40)}”" if problem.text else ""
        output.text(f"  {place}{cell}: {plain(problem.hint)}")
