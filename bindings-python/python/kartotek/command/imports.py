"""``kartotek import``, ``kartotek imports`` and ``kartotek undo``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import kartotek
from kartotek import ImportBatch, ImportEnd, ImportReport, Register, RowOutcome, RowProblem

from .opening import opened, undo_command
from .output import OK, SOME_FAILED, USAGE, CommandError, Output, about, counted, plain

__all__ = ["run_import", "run_imports", "run_undo"]

REFUSED = (RowOutcome.INVALID, RowOutcome.AMBIGUOUS)
HEADINGS = ("import", "begun", "ended", "created", "updated", "refused", "file")
WIDTHS = (36, 20, 20, 9, 9, 9, 40)


def run_import(arguments: argparse.Namespace, output: Output) -> int:
    """Imports a file, or says what it would do, and reports."""
    source: str | BinaryIO = sys.stdin.buffer if arguments.file == "-" else arguments.file
    if isinstance(source, str) and not Path(source).exists():
        raise CommandError(f"{source}: there is no file of this name")
    if isinstance(source, str) and Path(source).is_dir():
        raise CommandError(f"{source}: this is a folder, not a file")
    if arguments.set and not arguments.create:
        raise CommandError("--set goes with --create", USAGE)
    error_file = _error_file(arguments)
    with opened(arguments, create=arguments.create) as register:
        if arguments.create and register.customers.count(archived="include") == 0:
            register = _with_settings(register, arguments)
        before = [batch.id for batch in register.history.imports(limit=1)]
        try:
            report = register.import_file(
                source,
                matching=arguments.matching,
                on_repeat=arguments.on_repeat,
                map=dict(arguments.map),
                all_or_nothing=arguments.all_or_nothing,
                error_file=error_file,
                dry_run=arguments.dry_run,
                progress=sys.stderr.isatty(),
            )
        except kartotek.UnreadableFileError as error:
            raise CommandError(about(_name(arguments), error)) from error
        except kartotek.IoError as error:
            failed = str(error) if error.filename else about(_name(arguments), error)
            raise CommandError(failed) from error
        except KeyboardInterrupt:
            raise KeyboardInterrupt(_stored(register, before, arguments)) from None
    # A run without problems writes none: what stands there is somebody's own.
    kept = error_file if report.problem_count else None
    output.json(_as_dict(report, arguments, kept))
    _tell(report, arguments, output, kept)
    return SOME_FAILED if _refused_rows(report) else OK


def run_imports(arguments: argparse.Namespace, output: Output) -> int:
    """Lists imports."""
    with opened(arguments) as register:
        batches = register.history.imports(limit=arguments.limit)
    if not batches:
        output.text("Nothing was imported.")
        return OK
    if not arguments.json:
        output.row(HEADINGS, WIDTHS)
    for batch in batches:
        output.json(batch.to_dict())
        output.row(_batch_cells(batch), WIDTHS)
    return OK


def run_undo(arguments: argparse.Namespace, output: Output) -> int:
    """Takes an import back."""
    with opened(arguments) as register:
        try:
            undone = register.undo_import(arguments.batch)
        except kartotek.NotFoundError:
            raise CommandError(f"there is no import {arguments.batch}", SOME_FAILED) from None
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
        return named
    if arguments.file == "-":
        return None
    ending = ".xlsx" if source.suffix.lower() == ".xlsx" else ".csv"
    return source.with_name(f"{source.stem}.errors{ending}")


def _settings(given: list[tuple[str, str]]) -> dict[str, object]:
    words = {"true": True, "false": False}
    return {key: words.get(text, text) for key, text in given}


def _name(arguments: argparse.Namespace) -> str:
    return "standard input" if arguments.file == "-" else str(arguments.file)


def _with_settings(register: Register, arguments: argparse.Namespace) -> Register:
    """Gives a new register its settings; a plan is made in a copy that has them."""
    settings = _settings(arguments.set)
    if not settings:
        return register
    if not arguments.dry_run:
        register.update_settings(**settings)
        return register
    planned = kartotek.in_memory()
    register.copy_to(planned)
    planned.update_settings(**settings)
    return planned


def _stored(register: Register, before: list[UUID], arguments: argparse.Namespace) -> str:
    begun = [batch for batch in register.history.imports(limit=1) if batch.id not in before]
    if arguments.dry_run or arguments.all_or_nothing or not begun or not begun[0].counts.rows:
        return "Stopped; nothing was stored."
    (cut,) = begun
    return (
        f"Stopped; {counted(cut.counts.rows, 'row')} of the file are done, with {counted(cut.counts.created, 'customer')} "
        "created, and stay. Nothing is half done. Import the same file again to go on. "
        f"To take them back: {undo_command(arguments, cut.id)}"
    )


def _batch_cells(batch: ImportBatch) -> tuple[str, ...]:
    counts = batch.counts
    ended = f"{batch.finished_at:%Y-%m-%d %H:%M} UTC" if batch.finished_at else "cut"
    numbers = (counts.created, counts.updated, counts.invalid + counts.ambiguous)
    begun = f"{batch.started_at:%Y-%m-%d %H:%M} UTC"
    return str(batch.id), begun, ended, *(f"{number:,}" for number in numbers), batch.source


def _as_dict(report: ImportReport, arguments: argparse.Namespace, error_file: Path | None) -> dict[str, object]:
    return {
        "file": None if arguments.file == "-" else str(arguments.file),
        "dry_run": arguments.dry_run,
        "batch": report.batch,
        "end": "planned" if arguments.dry_run else report.end,
        "rows": report.counts.rows,
        "counts": report.counts.to_dict(),
        "problem_count": report.problem_count,
        "problems": [problem.to_dict() for problem in _refused(report)],
        "notices": report.notices,
        "error_file": error_file,
    }


def _refused_rows(report: ImportReport) -> int:
    return report.counts.invalid + report.counts.ambiguous


def _refused(report: ImportReport) -> list[RowProblem]:
    return [problem for problem in report.problems if problem.outcome in REFUSED]


def _tell(
    report: ImportReport, arguments: argparse.Namespace, output: Output, error_file: Path | None
) -> None:
    counts = report.counts
    rolled_back = report.end == ImportEnd.ROLLED_BACK and not arguments.dry_run
    if arguments.dry_run:
        output.text(output.strong(f"Plan for {_name(arguments)}: {counted(counts.rows, 'row')}. Nothing was stored."))
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
    if error_file and _refused_rows(report):
        output.text(f"The rows to mend are in {error_file}, with the reasons. Mend them there and import that file.")
    elif error_file:
        output.text(f"The rows that were left out are in {error_file}, with the reasons.")
    if arguments.dry_run:
        output.text("The same command without --dry-run imports it.")
    elif report.batch and counts.created + counts.updated and not rolled_back:
        output.text(f"To take this import back:  {undo_command(arguments, report.batch)}")
    else:
        output.text("Nothing in the register was changed.")


def _tell_refused(label: str, count: int, meaning: str, output: Output) -> None:
    line = f"  {label:<10}{count:>10,}"
    output.text(output.bad(line) + meaning if count else line)


def _tell_problems(report: ImportReport, most: int, output: Output) -> None:
    shown = _refused(report)[:most]
    if not shown:
        return
    # A row that was left out on purpose counts as a problem, too, but not among those to mend.
    rows = _refused_rows(report)
    is_all = len(shown) == len(_refused(report)) and len({problem.row for problem in shown}) == rows
    first = "" if is_all else f", the first {counted(len(shown), 'reason')}"
    output.text(f"\nWhy {counted(rows, 'row')} cannot go in{first}:")
    for problem in shown:
        column = problem.column or problem.field
        place = f"row {problem.row}" + (f", {plain(column)}" if column else "")
        cell = f" “{plain(problem.text, 40)}”" if problem.text else ""
        output.text(f"  {place}{cell}: {plain(problem.hint)}")
