"""The generator's file into SQLite with Django and django-import-export.

    python benches/compare/django_import_export.py customers.csv shop.db

As its documentation has it: a resource with a widget for tags, imported by the e-mail, with what it advises for
large files: no report of unchanged rows, no comparison for a preview, one transaction. Its bulk mode cannot be used,
since it leaves links between tables out. It keeps a data set in memory. The rest is as in `stdlib_import.py`.
"""

import sys
import uuid

from django_shop import add_indexes, prepare
from shop_file import CHANGED, Counts, batches, email_key, record, run, split, tags


def resource_of(customers, names):
    from import_export import fields, resources, widgets

    class CustomerResource(resources.ModelResource):
        tags = fields.Field(
            attribute="tags", column_name="tags", widget=widgets.ManyToManyWidget(names, field="name", separator="|")
        )

        class Meta:
            model = customers
            import_id_fields = ("email_key",)
            exclude = ("number",)
            skip_diff = True
            report_skipped = False
            use_transactions = True

        def import_field(self, field, instance, row, is_m2m=False, **kwargs):
            # A later row about a customer changes some fields only.
            if instance.pk is None or is_m2m or field.attribute in CHANGED:
                super().import_field(field, instance, row, is_m2m, **kwargs)

        def get_instance(self, instance_loader, row):
            return super().get_instance(instance_loader, row) if row["email_key"] else None

        def save_m2m(self, instance, row, **kwargs):
            if row["tags"] is not None:
                super().save_m2m(instance, row, **kwargs)

    return CustomerResource()


def main(source, target, counts):
    import tablib
    from django.db import connection

    customers, names = prepare(target)
    resource, known, seen = resource_of(customers, names), set(), set()
    for batch in batches(source, counts):
        new, changed = split(batch, seen, Counts())
        seen.update(filter(None, map(email_key, new)))
        fresh = {tag for row in new for tag in tags(row)} - known
        names.objects.bulk_create(names(name=tag) for tag in sorted(fresh))
        known |= fresh
        data = tablib.Dataset()
        data.dict = [
            record(row) | {"id": str(uuid.uuid4()), "tags": "|".join(tags(row)) if is_new else None}
            for some, is_new in ((new, True), (changed, False))
            for row in some
        ]
        result = resource.import_data(data, dry_run=False, raise_errors=True)
        counts.created += result.totals["new"]
        counts.updated += result.totals["update"]
    add_indexes(customers)
    found = customers.objects.count()
    connection.close()
    return found


if __name__ == "__main__":
    run(main, sys.argv[1:])
