"""A school photographer's job from the plan to the evening after the shoot: names out of the school's list, cards with
codes, registrations by what parents type, and the list of who registered for which child.

    python examples/python/photo_job.py FOLDER

The school's list, the register, the cards and the lists go into the folder, which must not be there yet. The children
are invented.
"""

from __future__ import annotations

import csv
import datetime
import sys
from pathlib import Path

import kartotek

GIVEN = ("Alma", "Anton", "Astrid", "Ebba", "Elias", "Freja", "Hugo", "Maja", "Nils", "Åke")
FAMILY = ("Ahl", "Berg", "Dahl", "Ek", "Falk", "García", "Holm", "Kovač", "Lind", "Öst")
CLASSES = ("1A", "1B", "2A", "2B")


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "photo_job")
    if folder.exists():
        sys.exit(f"{folder} is there already: name another folder")
    folder.mkdir(parents=True)
    # A studio keeps the pepper apart from the register, and for ever: Pepper.from_bytes(…).
    codes = kartotek.CodeOptions(kartotek.Pepper.random())
    with kartotek.open(folder / "register.db", codes=codes) as register:
        register.update_settings(
            name="Studio Sol", locale="sv-SE", zone="Europe/Stockholm", country="SE", currency="SEK"
        )
        job = register.jobs.create(
            title="Ekskolan 2026", kind="school", status="open", shoot_dates=[datetime.date(2026, 9, 1)]
        )
        import_names(register, job, folder)
        cards = print_cards(register, job, folder)
        register_parents(register, cards)
        list_customers(register, job, folder)
    return 0


def import_names(register: kartotek.Register, job: kartotek.Job, folder: Path) -> None:
    """The school's list becomes classes and children; what cannot be right is left out and told."""
    names = folder / "names.csv"
    write_list(names)
    report = register.jobs.import_names(job.id, names, error_file=folder / "names.refused.csv")
    print(f"{report.participants} children in {len(report.groups)} classes")
    for problem in report.problems:
        print(f"  row {problem.row}, {problem.column}: {problem.hint}")


def print_cards(register: kartotek.Register, job: kartotek.Job, folder: Path) -> tuple[kartotek.IssuedCode, ...]:
    """A card for each child and some spare ones; from now on they open something."""
    issued = register.codes.issue_missing(job.id)
    spare = register.codes.issue_blank(job.id, 4)
    sheets = kartotek.CardSheets(
        studio="Studio Sol",
        job=job.title,
        link_base="https://studio.example",
        language="sv",
        second_part=kartotek.SecondPart(),
    )
    sheets.pdf(register.codes.cards([*issued, *spare]), path=folder / "cards.pdf")
    register.codes.activate_all(job.id)
    print(f"{len(issued) + len(spare)} cards in cards.pdf")
    return issued


def register_parents(register: kartotek.Register, cards: tuple[kartotek.IssuedCode, ...]) -> None:
    """Most parents type the code of the card that came home; somebody guesses."""
    for number, card in enumerate(cards[:30]):
        typed = card.secrets.typed.expose().lower().replace("-", " ")
        child = register.codes.resolve(typed, "192.0.2.7").participant
        (group,) = register.participants.groups_of(child.id)
        register.registrations.submit(
            group=group.id,
            kind="qr_card",
            customer=kartotek.CustomerDraft(
                entered_name=f"Kim {child.family_name}",
                emails=[f"parent{number}@example.com"],
                addresses=[kartotek.Address(postal_code="411 01", city="Göteborg")],
            ),
            participants=[child.id],
            photo_consent=("granted", "School pictures, version 1"),
        )
    try:
        register.codes.resolve("7KX9-QM2T-4HWC-Y", "198.51.100.1")
    except kartotek.RuleViolatedError as refused:
        attempt = register.codes.attempts(limit=1)[0]
        print(f"a guess from {attempt.origin}: {refused.rule}, in truth {attempt.outcome}")


def list_customers(register: kartotek.Register, job: kartotek.Job, folder: Path) -> None:
    """Who registered, in which class, for which child."""
    columns = ("entered_name", "participants", "job_group", "city")
    for row in register.jobs.customers(job.id, sort="entered_name", limit=5):
        values = [row.value(column) for column in columns]
        print("  " + "  ".join(", ".join(value) if isinstance(value, tuple) else str(value) for value in values))
    rows = register.jobs.export_customers(job.id, folder / "job.csv", headings="sv", for_excel=True)
    print(f"{rows} rows in job.csv")
    group = register.job_groups.of_job(job.id)[0]
    rows = register.job_groups.export_customers(group.id, folder / "group.csv", headings="sv", for_excel=True)
    print(f"{rows} rows in group.csv, those of {group.name}")


def write_list(path: Path) -> None:
    """Writes what a school would send: 40 children, one of them without a class."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(("Elevnr", "Efternamn", "Förnamn", "Klass"))
        for number in range(40):
            group = "" if number == 17 else CLASSES[number // 10]
            writer.writerow((1001 + number, FAMILY[number // 4], GIVEN[number % 10], group))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except kartotek.KartotekError as error:
        sys.exit(f"The job failed: {error}")
