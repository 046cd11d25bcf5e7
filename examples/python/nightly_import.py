"""Imports a shop's export into a register at night, and prints what the shop owner reads in the morning.

    python nightly_import.py studio.db customers.csv
    python nightly_import.py studio.db customers.csv --generate 200000

With ``--generate`` the export is made up first, with the faults that real files have. Run it again: nothing changes.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import sys
from pathlib import Path

import kartotek
from kartotek import ImportReport, RegisterSettings

EXAMPLES = 3


def main() -> int | str:
    """Imports, reports, and returns 1 if rows were refused, or what went wrong."""
    arguments = _arguments()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # The report is printed whatever the names in it, also by a scheduler with an old encoding.
        sys.stdout.reconfigure(errors="replace")
    if arguments.generate:
        generate(arguments.export, arguments.generate)
    if not arguments.export.is_file():
        # Said before a register is made for nothing.
        return f"The import failed: {arguments.export}: there is no file of this name"
    # What a register knows of the shop when it is made.
    settings = RegisterSettings(name="Fotohandeln", locale="sv-SE", country="SE", zone="Europe/Stockholm")
    with kartotek.open(arguments.register, settings=settings) as register:
        report = register.with_reason("nightly import").import_file(
            arguments.export,
            matching="upsert",
            error_file=arguments.export.with_suffix(".errors.csv"),
            resume=arguments.resume,
            progress=sys.stderr is not None and sys.stderr.isatty(),
        )
        known = register.customers.count()
        cut = [run for run in register.history.imports(limit=2)[1:] if not run.finished_at]
    tell(report, arguments.export, known, arguments.register)
    for run in cut:
        print(f"\nThe import before was cut after {run.counts.rows:,} rows, which stay; this one did the others.")
        print(f"All wrong? This takes it back, too:\n  kartotek --register {arguments.register} undo {run.id}")
    return 1 if report.problem_count else 0


def tell(report: ImportReport, export: Path, known: int, register: Path) -> None:
    """Prints the report."""
    counts = report.counts
    print(f"Good morning! {export.name} had {counts.rows:,} rows.")
    print(f"  {counts.created:>9,} new customers")
    print(f"  {counts.updated:>9,} customers with news")
    print(f"  {counts.unchanged:>9,} as they were")
    if counts.skipped:
        print(f"  {counts.skipped:>9,} left out; {report.repeated:,} of them repeat another row of the file")
    print(f"  {report.problem_count:>9,} problems in {counts.invalid + counts.ambiguous:,} rows that were refused")
    print(f"The register has {known:,} customers now.")
    if report.problem_count:
        tell_problems(report)
    if report.error_file:
        print(f"\nThe {report.error_rows:,} refused rows are in {report.error_file}.")
        print("Mend them there and import that file; or mend them in the shop, and tonight's import takes them.")
    for notice in report.notices:
        print(f"To look at: {notice}")
    if counts.created or counts.updated:
        print(f"\nAll wrong? This takes the import back:\n  kartotek --register {register} undo {report.batch}")
    else:
        print("\nNothing in the register was changed.")


def tell_problems(report: ImportReport) -> None:
    """Prints why rows were refused: each reason with its count, what to do, and some examples."""
    print("\nWhy rows were refused:")
    for code, count in sorted(report.problem_codes.items(), key=lambda reason: -reason[1]):
        examples = [problem for problem in report.problems if problem.code == code][:EXAMPLES]
        print(f"  {count:>6,} × {examples[0].hint if examples else code}")
        for problem in examples:
            column = problem.column or problem.field or "the row as a whole"
            text = "".join(sign if sign.isprintable() else "?" for sign in problem.text[:40])
            print(f"             row {problem.row:,}, {column}: {text or '(empty)'}")


def complain(text: str) -> None:
    """Prints to standard error, which a scheduler may have closed."""
    if sys.stderr is not None:
        print(text, file=sys.stderr)


FIRST = ("Anna", "Åsa", "Björn", "Elin", "Göran", "Hanne", "Karin", "Lars", "Maja", "Nils", "Örjan", "Zoë")
LAST = ("Berg", "Dahl", "Ek", "García", "Holm", "Jönsson", "Lind", "Madsen", "Nyström", "Öberg", "Sjö", "Åkesson")
TOWNS = ("Göteborg", "Malmö", "Stockholm", "Umeå", "Västerås", "Örebro")
HEADINGS = ("Kundnr", "Förnamn", "Efternamn", "E-post", "Telefon", "Postnr", "Ort", "Land", "Registrerad", "Taggar")


def generate(path: Path, rows: int) -> None:
    """Writes an invented export; one row in a hundred is wrong, and one in a hundred repeats another one."""
    chance = random.Random(2026)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADINGS)
        for number in range(1, rows + 1):
            row = _row(chance, chance.randrange(1, number) if number > 1 and number % 100 == 50 else number)
            if number % 100 == 0:
                faults = ((3, f"kund{number}@"), (7, "Sverge"), (8, "2025-02-30"), (1, "x" * 300))
                column, text = chance.choice(faults)
                row[column] = text
            writer.writerow(row)


def _row(chance: random.Random, number: int) -> list[str]:
    given, family = FIRST[number % len(FIRST)], LAST[number // len(FIRST) % len(LAST)]
    return [
        f"K{number:07}",
        given,
        family,
        f"kund{number}@example.com",
        f"+4670{number:07}",
        f"{chance.randrange(100, 999)} {chance.randrange(10, 99)}",
        chance.choice(TOWNS),
        "Sverige",
        f"2025-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
        chance.choice(("", "webbutik", "bröllop, webbutik", "skola")),
    ]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Imports a shop's export and reports.")
    parser.add_argument("register", type=Path, help="the register; made where there is none")
    parser.add_argument("export", type=Path, help="the shop's export")
    parser.add_argument("--generate", type=int, metavar="ROWS", help="make the export up first")
    parser.add_argument("--resume", metavar="IMPORT", help="go on with an import that was cut")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except kartotek.KartotekError as error:
        # A note tells how to go on where some of it is stored.
        sys.exit("\n".join([f"The import failed: {error}", *getattr(error, "__notes__", [])]))
    except KeyboardInterrupt as stopped:
        cut: ImportReport | None = getattr(stopped, "import_report", None)
        if cut and cut.batch:
            complain(f"Stopped after {cut.counts.rows:,} rows, which stay. To go on: --resume {cut.batch}")
            complain(f"To take them back:\n  kartotek --register {_arguments().register} undo {cut.batch}")
        else:
            complain("Stopped; nothing was stored.")
        sys.exit(130)
