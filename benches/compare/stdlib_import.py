"""The generator's file into SQLite with Python's standard library: what many would write instead.

    python3 benches/compare/stdlib_import.py customers.csv shop.db

Checks a little, matches by e-mail, tags in a table of their own, the same indexes for lists. No search,
no history, no order of a language, no phone numbers understood.
"""

import csv
import os
import re
import resource
import sqlite3
import sys
import time
import uuid
from datetime import date

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
COLUMNS = (
    "Customer ID", "First name", "Last name", "Title", "Gender", "Birthday", "E-mail", "Phone", "Company",
    "Organisation number", "Street", "Postcode", "City", "Country", "Language", "Registered", "Last visit",
    "Note",
)
SCHEMA = """
    PRAGMA journal_mode = WAL;
    PRAGMA cache_size = -65536;
    CREATE TABLE customers (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, email_key TEXT UNIQUE,
        sort_name TEXT NOT NULL, {columns});
    CREATE TABLE tags (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE customer_tags (customer INTEGER, tag INTEGER, PRIMARY KEY (customer, tag)) WITHOUT ROWID;
"""
INDEXES = """
    CREATE INDEX by_name ON customers (sort_name, id);
    CREATE INDEX by_company ON customers (company, id);
    CREATE INDEX by_city ON customers (city, id);
    CREATE INDEX by_registered ON customers (registered, id);
    CREATE INDEX by_last_visit ON customers (last_visit, id);
    CREATE INDEX by_country ON customers (country);
    CREATE INDEX by_tag ON customer_tags (tag, customer);
"""


def column(header):
    return re.sub(r"\W", "_", header.lower())


def is_right(row):
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


def main(source, target):
    if os.path.exists(target):
        sys.exit(f"{target} is there already")
    started = time.perf_counter()
    database = sqlite3.connect(target, isolation_level=None)
    names = [column(header) for header in COLUMNS]
    database.executescript(SCHEMA.format(columns=", ".join(f"{name} TEXT NOT NULL" for name in names)))
    marks = ", ".join("?" * (len(names) + 3))
    insert = f"INSERT OR IGNORE INTO customers (id, email_key, sort_name, {', '.join(names)}) VALUES ({marks})"
    update = "UPDATE customers SET phone = ?, last_visit = ? WHERE email_key = ?"
    tags, counts = {}, {"created": 0, "updated": 0, "invalid": 0}
    database.execute("BEGIN")
    with open(source, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, restval=""):
            if not is_right(row):
                counts["invalid"] += 1
                continue
            key = row["E-mail"].strip().casefold() or None
            name = f"{row['Last name']} {row['First name']}".strip() or row["Company"]
            values = [row[header] for header in COLUMNS]
            cursor = database.execute(insert, [uuid.uuid4().bytes, key, name.casefold(), *values])
            if cursor.rowcount == 0:
                database.execute(update, (row["Phone"], row["Last visit"], key))
                counts["updated"] += 1
                continue
            counts["created"] += 1
            number = cursor.lastrowid
            for tag in filter(None, row["Tags"].split(", ")):
                if tag not in tags:
                    tags[tag] = database.execute("INSERT INTO tags (name) VALUES (?)", (tag,)).lastrowid
                database.execute("INSERT OR IGNORE INTO customer_tags VALUES (?, ?)", (number, tags[tag]))
    for statement in (*filter(str.strip, INDEXES.split(";")), "COMMIT"):
        database.execute(statement)
    database.close()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(counts, f"{seconds:.1f} s, {os.path.getsize(target) // 1_000_000} MB, peak {peak} MB")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
