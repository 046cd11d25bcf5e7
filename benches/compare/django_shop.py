"""The models of the programs that use Django, whose settings need no project."""

import django
from django.apps import AppConfig
from django.conf import settings
from django.db import connection, models
from shop_file import INDEXED, NAMES


class ShopConfig(AppConfig):
    name = "django_shop"
    default_auto_field = "django.db.models.BigAutoField"


def prepare(target):
    """Sets Django up on a new database and returns the models of customers and tags."""
    options = {"init_command": "PRAGMA journal_mode=WAL; PRAGMA cache_size=-65536"}
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": target, "OPTIONS": options}
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=["django_shop.ShopConfig"], USE_TZ=True)
    django.setup()

    class Tag(models.Model):
        name = models.TextField(unique=True)

        class Meta:
            app_label = "django_shop"

    fields = {name: models.TextField(blank=True) for name in NAMES}
    fields |= {
        "number": models.AutoField(primary_key=True),
        "id": models.UUIDField(unique=True),
        "email_key": models.TextField(unique=True, null=True),
        "sort_name": models.TextField(),
        "tags": models.ManyToManyField(Tag),
        "Meta": type("Meta", (), {"app_label": "django_shop"}),
        "__module__": __name__,
    }
    customer = type("Customer", (models.Model,), fields)
    with connection.schema_editor() as editor:
        editor.create_model(Tag)
        editor.create_model(customer)
    return customer, Tag


def add_indexes(customer):
    with connection.schema_editor() as editor:
        for place, names in enumerate(INDEXED):
            editor.add_index(customer, models.Index(fields=names, name=f"by_{place}"))
