"""The generator's file into SQLite with sqlite-utils.

    python benches/compare/sqlite_utils_import.py customers.csv shop.db

As its documentation has it: `insert_all` in batches, `upsert_all` by the primary key, `create_index`. The rest is as
in `stdlib_import.py`.
"""

import sys
import uuid

import sqlite_utils
from shop_file import CHANGED, INDEXED, NAMES, batches, email_key, record, run, split, tags


def main(source, target, counts):
    database = sqlite_utils.Database(target)
    database.enable_wal()
    database.execute("PRAGMA cache_size = -65536")
    columns = {"number": int, "id": bytes, "email_key": str, "sort_name": str} | dict.fromkeys(NAMES, str)
    customers = database["customers"].create(columns, pk="number", not_null={"id", "sort_name", *NAMES})
    customers.create_index(["id"], unique=True)
    customers.create_index(["email_key"], unique=True)
    names = database["tags"].create({"key": int, "name": str}, pk="key")
    names.create_index(["name"], unique=True)
    members = database["customer_tags"].create({"customer": int, "tag": int}, pk=("customer", "tag"))
    keys, number = {}, 0
    for batch in batches(source, counts):
        with database.atomic():
            wanted = [key for key in map(email_key, batch) if key]
            numbers = {}
            for start in range(0, len(wanted), 500):
                some = wanted[start : start + 500]
                where = f"email_key in ({', '.join('?' * len(some))})"
                numbers |= {row["email_key"]: row["number"] for row in customers.rows_where(where, some)}
            new, changed = split(batch, numbers, counts)
            made, tagged = [], []
            for row in new:
                number += 1
                made.append({"number": number, "id": uuid.uuid4().bytes} | record(row))
                numbers[email_key(row)] = number
                for tag in tags(row):
                    if tag not in keys:
                        keys[tag] = names.insert({"name": tag}).last_pk
                    tagged.append({"customer": number, "tag": keys[tag]})
            customers.insert_all(made)
            members.insert_all(tagged, ignore=True)
            for row in changed:
                fields = record(row)
                customers.update(numbers[email_key(row)], {name: fields[name] for name in CHANGED})
    for columns in INDEXED:
        customers.create_index(columns)
    members.create_index(["tag", "customer"])
    found = customers.count
    database.close()
    return found


if __name__ == "__main__":
    run(main, sys.argv[1:])
