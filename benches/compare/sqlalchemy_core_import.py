"""The generator's file into SQLite with SQLAlchemy Core.

    python benches/compare/sqlalchemy_core_import.py customers.csv shop.db

As its documentation has it: `insert` and `update` with lists of parameters, in one transaction. The rest is as in
`stdlib_import.py`.
"""

import sys
import uuid

from shop_file import CHANGED, INDEXED, NAMES, batches, email_key, record, run, split, tags
from sqlalchemy import (
    Column, Index, Integer, LargeBinary, MetaData, Table, Text, bindparam, create_engine, event, func, insert, select,
    update,
)

METADATA = MetaData()
CUSTOMERS = Table(
    "customers",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", LargeBinary, nullable=False, unique=True),
    Column("email_key", Text, unique=True),
    Column("sort_name", Text, nullable=False),
    *(Column(name, Text, nullable=False) for name in NAMES),
)
TAGS = Table("tags", METADATA, Column("key", Integer, primary_key=True), Column("name", Text, unique=True))
MEMBERS = Table(
    "customer_tags",
    METADATA,
    Column("customer", Integer, primary_key=True),
    Column("tag", Integer, primary_key=True),
    sqlite_with_rowid=False,
)


def prepare(connection, _):
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA cache_size = -65536")


def main(source, target, counts):
    engine = create_engine(f"sqlite:///{target}")
    event.listen(engine, "connect", prepare)
    METADATA.create_all(engine)
    change = (
        update(CUSTOMERS)
        .where(CUSTOMERS.c.email_key == bindparam("of"))
        .values({name: bindparam(f"new_{name}") for name in CHANGED})
    )
    keys, number = {}, 0
    with engine.begin() as connection:
        for batch in batches(source, counts):
            wanted = [key for key in map(email_key, batch) if key]
            stored = set()
            for start in range(0, len(wanted), 500):
                some = select(CUSTOMERS.c.email_key).where(CUSTOMERS.c.email_key.in_(wanted[start : start + 500]))
                stored.update(connection.scalars(some))
            new, changed = split(batch, stored, counts)
            made, tagged = [], []
            for row in new:
                number += 1
                made.append({"number": number, "id": uuid.uuid4().bytes} | record(row))
                for tag in dict.fromkeys(tags(row)):
                    if tag not in keys:
                        keys[tag] = connection.execute(insert(TAGS), {"name": tag}).inserted_primary_key[0]
                    tagged.append({"customer": number, "tag": keys[tag]})
            connection.execute(insert(CUSTOMERS), made)
            if tagged:
                connection.execute(insert(MEMBERS), tagged)
            if changed:
                records = map(record, changed)
                values = [{"of": new["email_key"]} | {f"new_{name}": new[name] for name in CHANGED} for new in records]
                connection.execute(change, values)
        for place, columns in enumerate(INDEXED):
            Index(f"by_{place}", *(CUSTOMERS.c[name] for name in columns)).create(connection)
        Index("by_tag", MEMBERS.c.tag, MEMBERS.c.customer).create(connection)
        return connection.scalar(select(func.count()).select_from(CUSTOMERS))


if __name__ == "__main__":
    run(main, sys.argv[1:])
