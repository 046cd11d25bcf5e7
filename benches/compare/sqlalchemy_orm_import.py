"""The generator's file into SQLite with SQLAlchemy's ORM.

    python benches/compare/sqlalchemy_orm_import.py customers.csv shop.db

As its documentation has it: mapped classes, objects with their tags added to a session, which writes them in
batches; one transaction. The rest is as in `stdlib_import.py`.
"""

import sys
import uuid

from shop_file import CHANGED, INDEXED, NAMES, batches, email_key, record, run, split, tags
from sqlalchemy import (
    Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, create_engine, event, func, select,
)
from sqlalchemy.orm import DeclarativeBase, Session, relationship


class Base(DeclarativeBase):
    pass


MEMBERS = Table(
    "customer_tags",
    Base.metadata,
    Column("customer", ForeignKey("customers.number"), primary_key=True),
    Column("tag", ForeignKey("tags.key"), primary_key=True),
    sqlite_with_rowid=False,
)


class Tag(Base):
    __tablename__ = "tags"
    key = Column(Integer, primary_key=True)
    name = Column(Text, unique=True)


class Customer(Base):
    __table__ = Table(
        "customers",
        Base.metadata,
        Column("number", Integer, primary_key=True),
        Column("id", LargeBinary, nullable=False, unique=True),
        Column("email_key", Text, unique=True),
        Column("sort_name", Text, nullable=False),
        *(Column(name, Text, nullable=False) for name in NAMES),
    )
    tags = relationship(Tag, secondary=MEMBERS)


def prepare(connection, _):
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA cache_size = -65536")


def main(source, target, counts):
    engine = create_engine(f"sqlite:///{target}")
    event.listen(engine, "connect", prepare)
    Base.metadata.create_all(engine)
    known = {}
    with Session(engine) as session, session.begin():
        for batch in batches(source, counts):
            wanted = [key for key in map(email_key, batch) if key]
            stored = {}
            for start in range(0, len(wanted), 500):
                some = select(Customer).where(Customer.email_key.in_(wanted[start : start + 500]))
                stored |= {customer.email_key: customer for customer in session.scalars(some)}
            new, changed = split(batch, stored, counts)
            for row in new:
                customer = Customer(id=uuid.uuid4().bytes, **record(row))
                for tag in dict.fromkeys(tags(row)):
                    if tag not in known:
                        known[tag] = Tag(name=tag)
                    customer.tags.append(known[tag])
                session.add(customer)
                if customer.email_key:
                    stored[customer.email_key] = customer
            for row in changed:
                fields, customer = record(row), stored[email_key(row)]
                for name in CHANGED:
                    setattr(customer, name, fields[name])
            session.flush()
            for customer in stored.values():
                session.expunge(customer)
        connection = session.connection()
        for place, columns in enumerate(INDEXED):
            Index(f"by_{place}", *(Customer.__table__.c[name] for name in columns)).create(connection)
        Index("by_tag", MEMBERS.c.tag, MEMBERS.c.customer).create(connection)
        return session.scalar(select(func.count()).select_from(Customer))


if __name__ == "__main__":
    run(main, sys.argv[1:])
