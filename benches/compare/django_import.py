"""The generator's file into SQLite with Django's models.

    python benches/compare/django_import.py customers.csv shop.db

As its documentation has it: `bulk_create` and `bulk_update` in one transaction, the links to tags with `bulk_create`
of the table between. The rest is as in `stdlib_import.py`.
"""

import sys
import uuid

from django_shop import add_indexes, prepare
from shop_file import CHANGED, batches, email_key, record, run, split, tags


def main(source, target, counts):
    from django.db import connection, transaction

    customers, names = prepare(target)
    between, known = customers.tags.through, {}
    with transaction.atomic():
        for batch in batches(source, counts):
            wanted = [key for key in map(email_key, batch) if key]
            stored = {}
            for start in range(0, len(wanted), 500):
                found = customers.objects.filter(email_key__in=wanted[start : start + 500])
                stored |= {customer.email_key: customer for customer in found}
            new, changed = split(batch, stored, counts)
            made = [customers(id=uuid.uuid4(), **record(row)) for row in new]
            customers.objects.bulk_create(made)
            stored |= {customer.email_key: customer for customer in made}
            links = []
            for row, customer in zip(new, made, strict=True):
                for tag in dict.fromkeys(tags(row)):
                    if tag not in known:
                        known[tag] = names.objects.create(name=tag)
                    links.append(between(customer_id=customer.pk, tag_id=known[tag].pk))
            between.objects.bulk_create(links)
            edited = {}
            for row in changed:
                fields, customer = record(row), stored[email_key(row)]
                for name in CHANGED:
                    setattr(customer, name, fields[name])
                edited[customer.pk] = customer
            customers.objects.bulk_update(edited.values(), CHANGED, batch_size=200)
    add_indexes(customers)
    found = customers.objects.count()
    connection.close()
    return found


if __name__ == "__main__":
    run(main, sys.argv[1:])
