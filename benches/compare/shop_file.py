"""What all programs of this folder share: the rows of the generator's file that pass the same checks, and how one
row is about the same customer as another."""

from __future__ import annotations

import csv
import json
import re
import resource
import time
from collections.abc import Callable, Collection, Iterator
from datetime import date
from pathlib import Path

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
COLUMNS = (
    "Customer ID", "First name", "Last name", "Title", "Gender", "Birthday", "E-mail", "Phone", "Company",
    "Organisation number", "Street", "Postcode", "City", "Country", "Language", "Registered", "Last visit",
    "Note",
)
NAMES = tuple(re.sub(r"\W", "_", header.lower()) for header in COLUMNS)
# What a later row about the same e-mail changes.
CHANGED = ("phone", "last_visit")
# Lists are sorted and filtered by these.
INDEXED = (
    ("sort_name", "id"), ("company", "id"), ("city", "id"), ("registered", "id"), ("last_visit", "id"),
    ("country",),
)
BATCH = 10_000

Row = dict[str, str]


def is_right(row: Row) -> bool:
    if not any(row[name] for name in ("First name", "Last name", "Company", "E-mail", "Phone")):
        return False
    if row["E-mail"] and not EMAIL.fullmatch(row["E-mail"].strip()):
        return False
    if len(row["Country"] or "") not in (0, 2) or len(row["First name"]) > 200:
        return False
    try:
        for name in ("Registered", "Last visit"):
            if row[name]:
                date.fromisoformat(row[name][:10])
    except ValueError:
        return False
    return True


def email_key(row: Row) -> str | None:
    return row["E-mail"].strip().casefold() or None


def sort_name(row: Row) -> str:
    return (f"{row['Last name']} {row['First name']}".strip() or row["Company"]).casefold()


def tags(row: Row) -> list[str]:
    return list(filter(None, row["Tags"].split(", ")))


class Counts:
    """How many rows had which outcome."""

    def __init__(self) -> None:
        self.created = self.updated = self.invalid = 0


def rows(source: str, counts: Counts) -> Iterator[Row]:
    """Yields the rows of a file that are right."""
    with open(source, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, restval=""):
            if is_right(row):
                yield row
            else:
                counts.invalid += 1


def batches(source: str, counts: Counts) -> Iterator[list[Row]]:
    """Yields the rows of a file that are right, many at a time."""
    batch = []
    for row in rows(source, counts):
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def record(row: Row) -> dict[str, str | None]:
    """Returns the columns of a new customer, but for the id."""
    fields: dict[str, str | None] = {name: row[header] for name, header in zip(NAMES, COLUMNS, strict=True)}
    return fields | {"email_key": email_key(row), "sort_name": sort_name(row)}


def split(batch: list[Row], stored: Collection[str], counts: Counts) -> tuple[list[Row], list[Row]]:
    """Cuts a batch into rows of new customers and of those who are stored already or come earlier in it."""
    known, new, changed = set(stored), [], []
    for row in batch:
        key = email_key(row)
        if key is not None and key in known:
            changed.append(row)
            continue
        if key is not None:
            known.add(key)
        new.append(row)
    counts.created += len(new)
    counts.updated += len(changed)
    return new, changed


def run(body: Callable[[str, str, Counts], int], arguments: list[str]) -> None:
    """Runs a program with a source and a target, and prints what it did and took as JSON."""
    if len(arguments) != 2:
        raise SystemExit("give the file to import and the database to make")
    source, target = arguments
    if Path(target).exists():
        raise SystemExit(f"{target} is there already")
    counts = Counts()
    begun = time.perf_counter()
    customers = body(source, target, counts)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    said = {"seconds": seconds, "customers": customers, "bytes": Path(target).stat().st_size, "peak": peak}
    print(json.dumps(vars(counts) | said))
