"""The generator's file into SQLite with Python's standard library: what many would write instead.

    python3 benches/compare/stdlib_import.py customers.csv shop.db

Checks a little, matches by e-mail, tags in a table of their own, the same indexes for lists. No search,
no history, no order of a language, no phone numbers understood.
"""

import sqlite3
import sys
import uuid

from shop_file import CHANGED, INDEXED, NAMES, email_key, record, rows, run, tags

SCHEMA = """
    PRAGMA journal_mode = WAL;
    PRAGMA cache_size = -65536;
    CREATE TABLE customers (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, email_key TEXT UNIQUE,
        sort_name TEXT NOT NULL, {columns});
    CREATE TABLE tags (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE customer_tags (customer INTEGER, tag INTEGER, PRIMARY KEY (customer, tag)) WITHOUT ROWID;
"""


def main(source, target, counts):
    database = sqlite3.connect(target, isolation_level=None)
    database.executescript(SCHEMA.format(columns=", ".join(f"{name} TEXT NOT NULL" for name in NAMES)))
    columns = ("id", *NAMES, "email_key", "sort_name")
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT OR IGNORE INTO customers ({', '.join(columns)}) VALUES ({marks})"
    update = f"UPDATE customers SET {', '.join(f'{name} = ?' for name in CHANGED)} WHERE email_key = ?"
    keys = {}
    database.execute("BEGIN")
    for row in rows(source, counts):
        fields = record(row)
        cursor = database.execute(insert, [uuid.uuid4().bytes, *fields.values()])
        if cursor.rowcount == 0:
            database.execute(update, (*(fields[name] for name in CHANGED), email_key(row)))
            counts.updated += 1
            continue
        counts.created += 1
        number = cursor.lastrowid
        for tag in tags(row):
            if tag not in keys:
                keys[tag] = database.execute("INSERT INTO tags (name) VALUES (?)", (tag,)).lastrowid
            database.execute("INSERT OR IGNORE INTO customer_tags VALUES (?, ?)", (number, keys[tag]))
    for place, columns in enumerate(INDEXED):
        database.execute(f"CREATE INDEX by_{place} ON customers ({', '.join(columns)})")
    database.execute("CREATE INDEX by_tag ON customer_tags (tag, customer)")
    database.execute("COMMIT")
    [customers] = database.execute("SELECT count(*) FROM customers").fetchone()
    database.close()
    return customers


if __name__ == "__main__":
    run(main, sys.argv[1:])
