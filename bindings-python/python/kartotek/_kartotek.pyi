from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from kartotek.choices import Archived, BulkOutcome, CollectionKind, Context, CustomerKind, DateOrder, Evidence, ImportEnd, ImportStep, LeapDay, Level, Matching, Preset, Repeats, RiskRating, RowOutcome, Section, TagState, Tightening
from kartotek.columns import Join, Split
from kartotek.errors import FieldProblem
from kartotek.lists import Page
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Final, SupportsIndex, final
from typing_extensions import disjoint_base
from uuid import UUID

__all__ = ["IS_DEBUG", "VERSION", "Address", "Collection", "CollectionRef", "ContactGroups", "Customer", "CustomerChange", "CustomerDraft", "CustomerFilter", "CustomerGroups", "CustomerProfile", "Customers", "Dependent", "Email", "ExternalId", "Field", "FieldPolicy", "History", "HistoryEntry", "ImportBatch", "ImportColumn", "ImportCounts", "ImportFile", "ImportPlan", "ImportProgress", "ImportReport", "Money", "Phone", "Register", "RegisterSettings", "RowProblem", "SavedMapping", "SocialTitle", "TagPreview", "Tags", "Test", "Tombstone", "UndoReport", "Walk", "_choices", "_error_kinds", "connect", "fields", "in_memory", "open"]

IS_DEBUG: Final[bool]
"""
Whether this is a build without optimisations.
"""

VERSION: Final[str]
"""
The version of the package.
"""

@final
class Address:
    """
    A postal address.

    >>> from kartotek import Address
    >>> Address(street="Storgatan 1", postal_code="211 20", city="Malmö", country="SE").city
    'Malmö'
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, label: str = ..., street: str = ..., street_2: str = ..., postal_code: str = ..., city: str = ..., region: str = ..., country: str = ..., default_shipping: bool = ..., default_billing: bool = ...) -> Address: ...
    def __replace__(self, /, **changes: "object") -> Address: ...
    def __repr__(self, /) -> str: ...
    @property
    def city(self, /) -> str:
        """
        Town.
        """
    @property
    def country(self, /) -> str:
        """
        Country (ISO 3166-1 alpha-2).
        """
    @property
    def default_billing(self, /) -> bool:
        """
        Whether invoices are sent here.
        """
    @property
    def default_shipping(self, /) -> bool:
        """
        Whether goods are sent here.
        """
    @property
    def label(self, /) -> str:
        """
        What it is for, for example ``home``.
        """
    @property
    def postal_code(self, /) -> str:
        """
        Postcode.
        """
    @property
    def region(self, /) -> str:
        """
        State, province or county.
        """
    def replace(self, /, **changes: "object") -> Address:
        """
        Returns the record with other values of some fields.
        """
    @property
    def street(self, /) -> str:
        """
        Street and house number.
        """
    @property
    def street_2(self, /) -> str:
        """
        Second line, for example a flat or a floor.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """

@final
class Collection:
    """
    A tag, a contact group or a customer group.

    >>> import kartotek
    >>> fair = kartotek.in_memory().tags.create("fair 2026")
    >>> fair.kind, fair.size
    (<CollectionKind.TAG: 'tag'>, 0)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: UUID | str, kind: CollectionKind | str, name: str, preset: Preset | str | None, revision: int, created_at: datetime, archived_at: datetime | None, size: int) -> Collection: ...
    def __replace__(self, /, **changes: "object") -> Collection: ...
    def __repr__(self, /) -> str: ...
    @property
    def archived_at(self, /) -> datetime | None:
        """
        Since when it is no longer offered, if so.
        """
    @property
    def created_at(self, /) -> datetime:
        """
        When it was made.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names it for ever.
        """
    @property
    def kind(self, /) -> CollectionKind:
        """
        Which kind it is.
        """
    @property
    def name(self, /) -> str:
        """
        What it is called; unique in its kind, case and blanks apart.
        """
    @property
    def preset(self, /) -> Preset | None:
        """
        Says that it was made with the register; such a group cannot be deleted.
        """
    def replace(self, /, **changes: "object") -> Collection:
        """
        Returns the record with other values of some fields.
        """
    @property
    def revision(self, /) -> int:
        """
        Counts its changes; gaining and losing members does not count.
        """
    @property
    def size(self, /) -> int:
        """
        How many customers are in it.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """

@final
class CollectionRef:
    """
    A tag or group that a record is in.

    >>> import kartotek
    >>> anna = kartotek.in_memory().customers.create(given_name="Anna", tags=["wedding"])
    >>> [tag.name for tag in anna.tags]
    ['wedding']
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: UUID | str, name: str) -> CollectionRef: ...
    def __replace__(self, /, **changes: "object") -> CollectionRef: ...
    def __repr__(self, /) -> str: ...
    @property
    def id(self, /) -> UUID:
        """
        The id of the tag or group.
        """
    @property
    def name(self, /) -> str:
        """
        What it is called.
        """
    def replace(self, /, **changes: "object") -> CollectionRef:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """

@final
class ContactGroups:
    """
    What can be done with contact groups, the mailing lists: ``register.contact_groups``.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> anna = register.customers.create(given_name="Anna")
    >>> parents = register.contact_groups.create_with("Parents 4B", [anna.id])
    >>> register.contact_groups.detach(parents.id, [anna.id])
    (<BulkOutcome.CHANGED: 'changed'>,)
    >>> register.contact_groups.delete(parents.id)
    """
    def all(self, /) -> tuple[Collection, ...]:
        """
        Returns all of them at once with their sizes, archived ones too, by name.
        """
    def archive(self, /, id: UUID | str) -> Collection:
        """
        Stops offering one; its members stay.
        """
    def attach(self, /, group: UUID | str, ids: Iterable[UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Puts customers into a group, and returns what became of each.
        """
    def create(self, /, name: str) -> Collection:
        """
        Makes one. Raises :class:`kartotek.AlreadyExistsError` for a name that is taken.
        """
    def create_with(self, /, name: str, ids: Iterable[UUID | str]) -> Collection:
        """
        Makes a group of customers.
        """
    def delete(self, /, id: UUID | str) -> None:
        """
        Deletes one; its members stay in the register.
        """
    def detach(self, /, group: UUID | str, ids: Iterable[UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Takes customers out of a group, and returns what became of each.
        """
    def find_by_name(self, /, name: str) -> Collection | None:
        """
        Returns the one with a name, however its case and blanks are written, or ``None``.
        """
    def get(self, /, id: UUID | str) -> Collection:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def rename(self, /, collection: Collection, name: str) -> Collection:
        """
        Gives one that was read before another name. Raises :class:`kartotek.ConflictError` when it was
        changed meanwhile.
        """
    def restore(self, /, id: UUID | str) -> Collection:
        """
        Offers an archived one again.
        """

@final
class Customer:
    """
    One customer as it is stored: identity, revision and dates, its groups and tags, and what people
    edit, each field of the profile directly as well.

    >>> import kartotek
    >>> anna = kartotek.in_memory().customers.create(given_name="Anna", emails=["anna@example.com"])
    >>> anna.number, anna.revision, anna.emails[0].address
    (1, 1, 'anna@example.com')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: UUID | str, number: int, revision: int, created_at: datetime, updated_at: datetime, archived_at: datetime | None, profile: CustomerProfile, default_group: CollectionRef, customer_groups: Iterable[CollectionRef], contact_groups: Iterable[CollectionRef], tags: Iterable[CollectionRef]) -> Customer: ...
    def __replace__(self, /, **changes: "object") -> Customer: ...
    def __repr__(self, /) -> str: ...
    @property
    def activity_code(self, /) -> str:
        """
        Code of the line of business, in France.
        """
    @property
    def additional_names(self, /) -> str:
        """
        Middle names.
        """
    @property
    def addresses(self, /) -> tuple[Address, ...]:
        """
        Postal addresses; the first is the primary one.
        """
    @property
    def archived_at(self, /) -> datetime | None:
        """
        Since when it is hidden from lists, if it is.
        """
    @property
    def birthday(self, /) -> str | None:
        """
        Birthday, with or without a year: ``1992-02-29`` or ``--02-29``.
        """
    @property
    def company(self, /) -> str:
        """
        Name of the company.
        """
    @property
    def contact_groups(self, /) -> tuple[CollectionRef, ...]:
        """
        The mailing lists it is in, by name.
        """
    @property
    def created_at(self, /) -> datetime:
        """
        When the record was made.
        """
    @property
    def credit_limit(self, /) -> Money | None:
        """
        How much may be outstanding.
        """
    @property
    def customer_groups(self, /) -> tuple[CollectionRef, ...]:
        """
        The other customer groups it is a member of, by name.
        """
    @property
    def default_group(self, /) -> CollectionRef:
        """
        The group that decides prices and access.
        """
    @property
    def display_name(self, /) -> str:
        """
        The name to show: the entered one, else its parts, else the company.
        """
    @property
    def emails(self, /) -> tuple[Email, ...]:
        """
        E-mail addresses; the first is the primary one.
        """
    @property
    def enabled(self, /) -> bool:
        """
        Whether the customer may sign in and order.
        """
    @property
    def entered_name(self, /) -> str:
        """
        The name exactly as the customer typed it.
        """
    @property
    def external_ids(self, /) -> tuple[ExternalId, ...]:
        """
        What other systems call this customer.
        """
    @property
    def family_name(self, /) -> str:
        """
        Last name.
        """
    @property
    def gender(self, /) -> str:
        """
        Gender (RFC 6350 §6.2.7): ``female``, ``male``, ``other``, or ``other:`` and the person's
        own words; empty where not told.
        """
    @property
    def given_name(self, /) -> str:
        """
        First name.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names the customer for ever, also across copies of a register.
        """
    @property
    def kind(self, /) -> CustomerKind:
        """
        Person, company, or a login of several.
        """
    @property
    def language(self, /) -> str:
        """
        Language to write in, as a BCP 47 tag.
        """
    @property
    def last_visit_at(self, /) -> datetime | None:
        """
        When the customer was here last.
        """
    @property
    def name_prefix(self, /) -> str:
        """
        What stands before the name, for example ``Dr.``.
        """
    @property
    def name_suffix(self, /) -> str:
        """
        What stands after the name, for example ``Jr.``.
        """
    @property
    def nickname(self, /) -> str:
        """
        The name that friends use.
        """
    @property
    def note(self, /) -> str:
        """
        For staff only.
        """
    @property
    def number(self, /) -> int:
        """
        The number that people use; grows with every customer, gaps are normal.
        """
    @property
    def organisation_number(self, /) -> str:
        """
        The company's number in its country's register.
        """
    @property
    def origin(self, /) -> str:
        """
        Where the record came from, for example ``web``.
        """
    @property
    def payment_term_days(self, /) -> int | None:
        """
        Days until an invoice is due.
        """
    @property
    def phones(self, /) -> tuple[Phone, ...]:
        """
        Phone numbers; the first is the primary one.
        """
    @property
    def phonetic_name(self, /) -> str:
        """
        How the name is pronounced or sorted.
        """
    @property
    def profile(self, /) -> CustomerProfile:
        """
        What people edit.
        """
    @property
    def registered_at(self, /) -> datetime | None:
        """
        When the customer registered.
        """
    def replace(self, /, **changes: "object") -> Customer:
        """
        Returns the record with other values of some fields.
        """
    @property
    def revision(self, /) -> int:
        """
        Counts the changes of this record; an update names the one it saw.
        """
    @property
    def risk_rating(self, /) -> RiskRating | None:
        """
        How risky it is to sell on credit.
        """
    @property
    def shared_login(self, /) -> UUID | None:
        """
        The shared login that this person signs in with.
        """
    @property
    def tags(self, /) -> tuple[CollectionRef, ...]:
        """
        Its tags, by name.
        """
    @property
    def title(self, /) -> str:
        """
        Code of a social title from the register's settings.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """
    @property
    def updated_at(self, /) -> datetime:
        """
        When the record was changed last; tagging does not count.
        """
    @property
    def website(self, /) -> str:
        """
        Web site.
        """

@final
class CustomerChange:
    """
    One change of a customer, with both sides of each field.

    >>> import kartotek
    >>> register = kartotek.in_memory().acting_as("maria")
    >>> anna = register.customers.create(given_name="Anna")
    >>> anna = register.customers.update(anna, given_name="Eva")
    >>> change = register.history.of_customer(anna.id)[0]
    >>> change.actor, change.fields
    ('staff:maria', {'given_name': ('Anna', 'Eva')})
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def action(self, /) -> str:
        """
        What was done, as :attr:`HistoryEntry.action` says it.
        """
    @property
    def actor(self, /) -> str:
        """
        Who made it: ``system``, or ``staff:maria``, ``customer:…``, ``import:…``, ``sync:…``.
        """
    @property
    def at(self, /) -> datetime:
        """
        When it was made.
        """
    @property
    def batch(self, /) -> UUID | None:
        """
        The import that made it, if one did.
        """
    @property
    def fields(self, /) -> dict[str, tuple[str, str]]:
        """
        The changed fields: of each the old and the new value, as texts.
        """
    @property
    def reason(self, /) -> str:
        """
        Why it was made, as far as that was told.
        """
    @property
    def seq(self, /) -> int:
        """
        The number of the change; later ones have greater numbers.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class CustomerDraft:
    """
    A customer to be created: what people enter, and the groups to put it in.

    >>> import kartotek
    >>> draft = kartotek.CustomerDraft(given_name="Anna", family_name="García", tags=["wedding"])
    >>> draft.display_name
    'Anna García'
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: UUID | str | None = ..., kind: CustomerKind | str = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[Email | str] = ..., phones: Iterable[Phone | str] = ..., addresses: Iterable[Address] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | str | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId] = ..., shared_login: UUID | str | None = ..., tags: Iterable[str] = ..., contact_groups: Iterable[str] = ..., customer_groups: Iterable[str] = ..., default_group: str | None = ...) -> CustomerDraft: ...
    def __repr__(self, /) -> str: ...
    @property
    def activity_code(self, /) -> str:
        """
        Code of the line of business, in France.
        """
    @property
    def additional_names(self, /) -> str:
        """
        Middle names.
        """
    @property
    def addresses(self, /) -> tuple[Address, ...]:
        """
        Postal addresses; the first is the primary one.
        """
    @property
    def birthday(self, /) -> str | None:
        """
        Birthday, with or without a year: ``1992-02-29`` or ``--02-29``.
        """
    @property
    def company(self, /) -> str:
        """
        Name of the company.
        """
    @property
    def contact_groups(self, /) -> tuple[str, ...]:
        """
        Names of contact groups; those that do not exist are made.
        """
    @property
    def credit_limit(self, /) -> Money | None:
        """
        How much may be outstanding.
        """
    @property
    def customer_groups(self, /) -> tuple[str, ...]:
        """
        Names of customer groups; those that do not exist are made.
        """
    @property
    def default_group(self, /) -> str | None:
        """
        Name of the default customer group; otherwise the register's own default.
        """
    @property
    def display_name(self, /) -> str:
        """
        The name to show: the entered one, else its parts, else the company.
        """
    @property
    def emails(self, /) -> tuple[Email, ...]:
        """
        E-mail addresses; the first is the primary one.
        """
    @property
    def enabled(self, /) -> bool:
        """
        Whether the customer may sign in and order.
        """
    @property
    def entered_name(self, /) -> str:
        """
        The name exactly as the customer typed it.
        """
    @property
    def external_ids(self, /) -> tuple[ExternalId, ...]:
        """
        What other systems call this customer.
        """
    @property
    def family_name(self, /) -> str:
        """
        Last name.
        """
    @property
    def gender(self, /) -> str:
        """
        Gender (RFC 6350 §6.2.7): ``female``, ``male``, ``other``, or ``other:`` and the person's
        own words; empty where not told.
        """
    @property
    def given_name(self, /) -> str:
        """
        First name.
        """
    @property
    def id(self, /) -> UUID | None:
        """
        An id that the caller made; otherwise the register makes one.
        """
    @property
    def kind(self, /) -> CustomerKind:
        """
        Person, company, or a login of several.
        """
    @property
    def language(self, /) -> str:
        """
        Language to write in, as a BCP 47 tag.
        """
    @property
    def last_visit_at(self, /) -> datetime | None:
        """
        When the customer was here last.
        """
    @property
    def name_prefix(self, /) -> str:
        """
        What stands before the name, for example ``Dr.``.
        """
    @property
    def name_suffix(self, /) -> str:
        """
        What stands after the name, for example ``Jr.``.
        """
    @property
    def nickname(self, /) -> str:
        """
        The name that friends use.
        """
    @property
    def note(self, /) -> str:
        """
        For staff only.
        """
    @property
    def organisation_number(self, /) -> str:
        """
        The company's number in its country's register.
        """
    @property
    def origin(self, /) -> str:
        """
        Where the record came from, for example ``web``.
        """
    @property
    def payment_term_days(self, /) -> int | None:
        """
        Days until an invoice is due.
        """
    @property
    def phones(self, /) -> tuple[Phone, ...]:
        """
        Phone numbers; the first is the primary one.
        """
    @property
    def phonetic_name(self, /) -> str:
        """
        How the name is pronounced or sorted.
        """
    @property
    def registered_at(self, /) -> datetime | None:
        """
        When the customer registered.
        """
    def replace(self, /, **changes: "object") -> CustomerDraft:
        """
        Returns the draft with other values of some fields.
        """
    @property
    def risk_rating(self, /) -> RiskRating | None:
        """
        How risky it is to sell on credit.
        """
    @property
    def shared_login(self, /) -> UUID | None:
        """
        The shared login that this person signs in with.
        """
    @property
    def tags(self, /) -> tuple[str, ...]:
        """
        Names of tags; those that do not exist are made.
        """
    @property
    def title(self, /) -> str:
        """
        Code of a social title from the register's settings.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values.
        """
    @property
    def website(self, /) -> str:
        """
        Web site.
        """

@final
class CustomerFilter:
    """
    Says which customers a list shows. Everything that is set must hold.

    >>> from kartotek import CustomerFilter, Test
    >>> weddings = CustomerFilter(tag="wedding", where={"city": Test.starts_with("Gö")})
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, text: str | None = None, tag: str | Iterable[str] = ..., any_tag: str | Iterable[str] = ..., no_tag: str | Iterable[str] = ..., contact_group: str | Iterable[str] = ..., any_contact_group: str | Iterable[str] = ..., no_contact_group: str | Iterable[str] = ..., customer_group: str | Iterable[str] = ..., any_customer_group: str | Iterable[str] = ..., no_customer_group: str | Iterable[str] = ..., where: "dict[str, object] | None" = None, archived: Archived | str = ..., ids: Iterable[UUID | str] | None = None) -> CustomerFilter:
        """
        Makes a filter.

        ``text`` is what people type into a search box. ``tag``, ``contact_group`` and ``customer_group`` name
        one or several that must all hold, ``any_tag`` several of which one must, ``no_tag`` those that nobody
        may bear. ``where`` has the keys of fields with values or tests, ``ids`` the only customers to show.
        """

@final
class CustomerGroups:
    """
    What can be done with customer groups, which decide prices and access: ``register.customer_groups``.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> anna = register.customers.create(given_name="Anna")
    >>> schools = register.customer_groups.create("Schools")
    >>> standard = register.customer_groups.preset("standard")
    >>> outcomes = register.customer_groups.attach(schools.id, [anna.id])
    >>> outcomes = register.customer_groups.set_default(schools.id, [anna.id])
    >>> register.customers.get(anna.id).default_group.name
    'Schools'
    >>> register.customer_groups.detach(schools.id, [anna.id], new_default=standard.id)
    (<BulkOutcome.CHANGED: 'changed'>,)
    """
    def all(self, /) -> tuple[Collection, ...]:
        """
        Returns all of them at once with their sizes, archived ones too, by name.
        """
    def archive(self, /, id: UUID | str) -> Collection:
        """
        Stops offering one; its members stay.
        """
    def attach(self, /, group: UUID | str, ids: Iterable[UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Puts customers into a group, and returns what became of each.
        """
    def create(self, /, name: str) -> Collection:
        """
        Makes one. Raises :class:`kartotek.AlreadyExistsError` for a name that is taken.
        """
    def delete(self, /, id: UUID | str) -> None:
        """
        Deletes one; its members stay in the register.
        """
    def detach(self, /, group: UUID | str, ids: Iterable[UUID | str], *, new_default: UUID | str | None = None) -> tuple[BulkOutcome, ...]:
        """
        Takes customers out of a group, and returns what became of each. Whose default it was get
        ``new_default`` for it; a default without one raises :class:`kartotek.RuleViolatedError`.
        """
    def find_by_name(self, /, name: str) -> Collection | None:
        """
        Returns the one with a name, however its case and blanks are written, or ``None``.
        """
    def get(self, /, id: UUID | str) -> Collection:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def preset(self, /, preset: Preset | str) -> Collection:
        """
        Returns the group that was made with the register for a purpose.
        """
    def rename(self, /, collection: Collection, name: str) -> Collection:
        """
        Gives one that was read before another name. Raises :class:`kartotek.ConflictError` when it was
        changed meanwhile.
        """
    def restore(self, /, id: UUID | str) -> Collection:
        """
        Offers an archived one again.
        """
    def set_default(self, /, group: UUID | str, ids: Iterable[UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Makes a group the default one of customers, and returns what became of each.
        """

@final
class CustomerProfile:
    """
    All that people enter about a customer.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> anna = register.customers.create(given_name="Anna")
    >>> profile = anna.profile.replace(family_name="García")
    >>> register.customers.update(anna, profile).display_name
    'Anna García'
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, kind: CustomerKind | str = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[Email | str] = ..., phones: Iterable[Phone | str] = ..., addresses: Iterable[Address] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | str | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId] = ..., shared_login: UUID | str | None = ...) -> CustomerProfile: ...
    def __replace__(self, /, **changes: "object") -> CustomerProfile: ...
    def __repr__(self, /) -> str: ...
    @property
    def activity_code(self, /) -> str:
        """
        Code of the line of business, in France.
        """
    @property
    def additional_names(self, /) -> str:
        """
        Middle names.
        """
    @property
    def addresses(self, /) -> tuple[Address, ...]:
        """
        Postal addresses; the first is the primary one.
        """
    @property
    def birthday(self, /) -> str | None:
        """
        Birthday, with or without a year: ``1992-02-29`` or ``--02-29``.
        """
    @property
    def company(self, /) -> str:
        """
        Name of the company.
        """
    @property
    def credit_limit(self, /) -> Money | None:
        """
        How much may be outstanding.
        """
    @property
    def display_name(self, /) -> str:
        """
        The name to show: the entered one, else its parts, else the company.
        """
    @property
    def emails(self, /) -> tuple[Email, ...]:
        """
        E-mail addresses; the first is the primary one.
        """
    @property
    def enabled(self, /) -> bool:
        """
        Whether the customer may sign in and order.
        """
    @property
    def entered_name(self, /) -> str:
        """
        The name exactly as the customer typed it.
        """
    @property
    def external_ids(self, /) -> tuple[ExternalId, ...]:
        """
        What other systems call this customer.
        """
    @property
    def family_name(self, /) -> str:
        """
        Last name.
        """
    @property
    def gender(self, /) -> str:
        """
        Gender (RFC 6350 §6.2.7): ``female``, ``male``, ``other``, or ``other:`` and the person's
        own words; empty where not told.
        """
    @property
    def given_name(self, /) -> str:
        """
        First name.
        """
    @property
    def kind(self, /) -> CustomerKind:
        """
        Person, company, or a login of several.
        """
    @property
    def language(self, /) -> str:
        """
        Language to write in, as a BCP 47 tag.
        """
    @property
    def last_visit_at(self, /) -> datetime | None:
        """
        When the customer was here last.
        """
    @property
    def name_prefix(self, /) -> str:
        """
        What stands before the name, for example ``Dr.``.
        """
    @property
    def name_suffix(self, /) -> str:
        """
        What stands after the name, for example ``Jr.``.
        """
    @property
    def nickname(self, /) -> str:
        """
        The name that friends use.
        """
    @property
    def note(self, /) -> str:
        """
        For staff only.
        """
    @property
    def organisation_number(self, /) -> str:
        """
        The company's number in its country's register.
        """
    @property
    def origin(self, /) -> str:
        """
        Where the record came from, for example ``web``.
        """
    @property
    def payment_term_days(self, /) -> int | None:
        """
        Days until an invoice is due.
        """
    @property
    def phones(self, /) -> tuple[Phone, ...]:
        """
        Phone numbers; the first is the primary one.
        """
    @property
    def phonetic_name(self, /) -> str:
        """
        How the name is pronounced or sorted.
        """
    @property
    def registered_at(self, /) -> datetime | None:
        """
        When the customer registered.
        """
    def replace(self, /, **changes: "object") -> CustomerProfile:
        """
        Returns the record with other values of some fields.
        """
    @property
    def risk_rating(self, /) -> RiskRating | None:
        """
        How risky it is to sell on credit.
        """
    @property
    def shared_login(self, /) -> UUID | None:
        """
        The shared login that this person signs in with.
        """
    @property
    def title(self, /) -> str:
        """
        Code of a social title from the register's settings.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """
    @property
    def website(self, /) -> str:
        """
        Web site.
        """

@final
class Customers:
    """
    What can be done with customers: ``register.customers``.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> anna = register.customers.create(given_name="Anna", family_name="García", tags=["wedding"])
    >>> [customer.display_name for customer in register.customers.all(tag="wedding")]
    ['Anna García']
    """
    def all(self, filter: CustomerFilter | None = None, /, *, sort: str | None = None, **parts: "object") -> Iterator[Customer]:
        """
        Walks over a whole list, page after page behind the scenes.
        """
    def archive(self, /, ids: Iterable[UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Hides customers from lists, and returns what became of each.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> outcomes = register.customers.archive([anna.id])
        >>> register.customers.count(), register.customers.restore([anna.id]), register.customers.count()
        (0, (<BulkOutcome.CHANGED: 'changed'>,), 1)
        """
    def as_of(self, /, id: UUID | str, at: datetime) -> Customer | None:
        """
        Returns a customer as it was at an instant, or ``None``.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> eva = register.customers.update(anna, given_name="Eva")
        >>> register.customers.as_of(anna.id, anna.updated_at).given_name
        'Anna'
        """
    def check(self, draft: CustomerDraft | None = None, /, **fields: "object") -> tuple[FieldProblem, ...]:
        """
        Returns all that is wrong with a draft, and stores nothing.
        """
    def count(self, filter: CustomerFilter | None = None, /, **parts: "object") -> int:
        """
        Counts a list.
        """
    def create(self, draft: CustomerDraft | None = None, /, **fields: "object") -> Customer:
        """
        Makes a customer, of a draft or of its fields by name.

        Raises :class:`kartotek.InvalidError` with every problem, and :class:`kartotek.AlreadyExistsError` for an
        id or external id that is taken.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> register.customers.create(given_name="Anna", emails=["anna@"])
        Traceback (most recent call last):
        kartotek.errors.InvalidError: email is not an e-mail address
        """
    def create_many(self, /, drafts: Iterable[CustomerDraft | Mapping[str, object]]) -> "tuple[Customer | Exception, ...]":
        """
        Makes many customers in one unit of work, and returns for each the customer or the exception that says
        why it was not made.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> made = register.customers.create_many([{"given_name": "Anna"}, {"emails": ["bo@"]}])
        >>> [type(each).__name__ for each in made]
        ['Customer', 'InvalidError']
        """
    def delete(self, /, customer: Customer) -> None:
        """
        Deletes a customer who was read before, with its contacts, groups and tags.

        Raises :class:`kartotek.RuleViolatedError` (``has_dependents``) while something depends on it.
        """
    def delete_many(self, /, customers: Iterable[Customer]) -> "tuple[Exception | None, ...]":
        """
        Deletes customers who were read before in one unit of work, and returns for each ``None`` or the exception
        that says why it stays.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> [type(each).__name__ for each in register.customers.delete_many([anna, anna])]
        ['NoneType', 'NotFoundError']
        """
    def dependents(self, /, id: UUID | str) -> tuple[Dependent, ...]:
        """
        Returns what depends on a customer, so that it is not deleted.
        """
    def draft_from_search(self, /, text: str) -> CustomerDraft:
        """
        Makes a draft of a typed text that found nobody, with the names, e-mail or phone in it.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> draft = register.customers.draft_from_search("Anna García anna@example.com")
        >>> draft.family_name, draft.emails[0].address
        ('García', 'anna@example.com')
        """
    def export_file(self, path: str | PathLike[str] | BinaryIO, filter: CustomerFilter | None = None, /, *, columns: Iterable[str] | None = None, sort: str | None = None, headings: str | None = None, format: str | None = None, for_excel: bool = False, delimiter: str | None = None, encoding: str | None = None, replace: bool = False, progress: Callable[[int], object] | None = None, **parts: "object") -> int:
        """
        Writes customers into a file, a path or an open binary one, and returns how many. The ending of a path tells
        the format, ``.csv``, ``.xlsx`` or ``.jsonl``; otherwise ``format`` does.

        ``columns`` are keys of fields; ``headings`` the language of their labels, for example ``sv``, otherwise the
        keys. ``for_excel`` writes CSV as spreadsheets open it; ``delimiter`` and ``encoding`` say so by themselves.
        A file that is there already is refused unless ``replace`` is said; a path appears when it is complete. The
        filter is given as such or by its parts. ``progress`` is called every thousand rows with how many are written;
        Ctrl-C and whatever it raises stop the export, and no file appears.

        >>> import io, kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna", family_name="García", tags=["wedding"])
        >>> file = io.BytesIO()
        >>> register.customers.export_file(file, tag="wedding", columns=["number", "given_name"])
        1
        >>> file.getvalue()
        b'number,given_name\\r\\n1,Anna\\r\\n'
        """
    def find(self, /, id: UUID | str) -> Customer | None:
        """
        Returns a customer, or ``None``.
        """
    def find_by_external_id(self, /, source: str, id: str) -> Customer | None:
        """
        Returns the customer whom another system calls so, or ``None``.
        """
    def find_by_number(self, /, number: SupportsIndex) -> Customer | None:
        """
        Returns the customer with a number, or ``None``.
        """
    def find_tombstone(self, /, id: UUID | str) -> Tombstone | None:
        """
        Returns what is left of a customer who was deleted, or ``None``.
        """
    def get(self, /, id: UUID | str) -> Customer:
        """
        Returns a customer. Raises :class:`kartotek.NotFoundError`.
        """
    def get_many(self, /, ids: Iterable[UUID | str]) -> tuple[Customer, ...]:
        """
        Returns customers in the order asked for, without those that do not exist.
        """
    def page(self, filter: CustomerFilter | None = None, /, *, sort: str | None = None, limit: SupportsIndex = 50, after: str | None = None, total: bool | int | None = None, **parts: "object") -> Page[Customer]:
        """
        Returns one page of a list; ``sort`` is the key of a field, with a minus sign before it from its end,
        ``total`` whether to count, or how far. The filter is given as such or by its parts.
        """
    def private_area_link(self, /, id: UUID | str) -> str:
        """
        Returns the link of a customer's private area: the web address of the settings, and the id.

        >>> import kartotek
        >>> register = kartotek.in_memory(settings=kartotek.RegisterSettings(web_address="https://sol.example"))
        >>> anna = register.customers.create(given_name="Anna")
        >>> register.customers.private_area_link(anna.id) == f"https://sol.example/customers/{anna.id}"
        True
        """
    def purge_field(self, /, key: str) -> int:
        """
        Empties a field that a policy switched off, in every customer and in history, and returns how many had it
        filled. There is no way back.

        Raises :class:`kartotek.RuleViolatedError` (``field_in_use``) for one that is in use.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> register.customers.purge_field("birthday")  # off by default
        0
        """
    def restore(self, /, ids: Iterable[UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Shows archived customers again, and returns what became of each.
        """
    def search(self, text: str, /, *, limit: SupportsIndex = 50) -> tuple[Customer, ...]:
        """
        Finds customers by what people type, the best first.
        """
    def set_enabled(self, /, ids: Iterable[UUID | str], enabled: bool) -> tuple[BulkOutcome, ...]:
        """
        Lets customers sign in and order, or stops them from it, and returns what became of each.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> outcomes = register.customers.set_enabled([anna.id], False)
        >>> register.customers.get(anna.id).enabled
        False
        """
    def update(self, customer: Customer, profile: CustomerProfile | None = None, /, **fields: "object") -> Customer:
        """
        Changes fields of a customer who was read before, or gives it another profile.

        Raises :class:`kartotek.ConflictError` when somebody else changed it meanwhile,
        :class:`kartotek.InvalidError` with every problem.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> register.customers.update(anna, family_name="García").display_name
        'Anna García'
        """
    def update_many(self, /, changes: Iterable[tuple[Customer, CustomerProfile | Mapping[str, object]]]) -> "tuple[Customer | Exception, ...]":
        """
        Changes customers who were read before in one unit of work: pairs of a customer and its new fields by name,
        or another profile. Returns for each the customer or the exception that says why it was not changed.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> changed, late = register.customers.update_many([(anna, {"note": "called"}), (anna, {"note": "wrote"})])
        >>> changed.note, type(late).__name__
        ('called', 'ConflictError')
        """

@final
class Dependent:
    """
    Things of one kind that depend on a customer.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> anna = register.customers.create(given_name="Anna")
    >>> register.customers.dependents(anna.id)
    ()
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, kind: str, count: int) -> Dependent: ...
    def __replace__(self, /, **changes: "object") -> Dependent: ...
    def __repr__(self, /) -> str: ...
    @property
    def count(self, /) -> int:
        """
        How many there are.
        """
    @property
    def kind(self, /) -> str:
        """
        What they are, for example ``registration``.
        """
    def replace(self, /, **changes: "object") -> Dependent:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """

@final
class Email:
    """
    An e-mail address with what it is for.

    >>> from kartotek import Email
    >>> Email(address="anna@example.com", label="work")
    Email(address='anna@example.com', label='work')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, address: str, label: str = ...) -> Email: ...
    def __replace__(self, /, **changes: "object") -> Email: ...
    def __repr__(self, /) -> str: ...
    @property
    def address(self, /) -> str:
        """
        The address.
        """
    @property
    def label(self, /) -> str:
        """
        What it is for, for example ``work``.
        """
    def replace(self, /, **changes: "object") -> Email:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """

@final
class ExternalId:
    """
    What another system calls a customer.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> shop = kartotek.ExternalId(source="shopify", id="6412")
    >>> anna = register.customers.create(given_name="Anna", external_ids=[shop])
    >>> register.customers.find_by_external_id("shopify", "6412") == anna
    True
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, source: str, id: str) -> ExternalId: ...
    def __replace__(self, /, **changes: "object") -> ExternalId: ...
    def __repr__(self, /) -> str: ...
    @property
    def id(self, /) -> str:
        """
        The id there.
        """
    def replace(self, /, **changes: "object") -> ExternalId:
        """
        Returns the record with other values of some fields.
        """
    @property
    def source(self, /) -> str:
        """
        The system, for example ``shopify``.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """

@final
class Field:
    """
    A field of customers: what lists, filters, imports, exports and settings know of it.

    >>> import kartotek
    >>> city = next(field for field in kartotek.fields("sv") if field.key == "city")
    >>> city.label, city.kind, city.sorts, city.imports
    ('Ort', 'text', True, True)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def edits(self, /) -> bool:
        """
        Whether people can set it; the others are kept by the register.
        """
    @property
    def exports(self, /) -> bool:
        """
        Whether an export has it unasked; asked for with ``columns`` it has every field.
        """
    @property
    def filters(self, /) -> bool:
        """
        Whether lists can be filtered by it.
        """
    @property
    def imports(self, /) -> bool:
        """
        Whether an import takes it.
        """
    @property
    def key(self, /) -> str:
        """
        Its stable name: the heading of columns, the key in ``where``, ``sort``, ``columns`` and ``map``.
        """
    @property
    def kind(self, /) -> str:
        """
        What its values are: ``text``, ``email``, ``money``, ``choice`` and so on.
        """
    @property
    def label(self, /) -> str:
        """
        What people call it.
        """
    @property
    def longest(self, /) -> int | None:
        """
        The longest text in characters, or how many items a list has at most.
        """
    @property
    def options(self, /) -> tuple[str, ...]:
        """
        The words to choose from, of a ``choice``.
        """
    @property
    def personal(self, /) -> bool:
        """
        Whether it says something about a person.
        """
    @property
    def section(self, /) -> Section:
        """
        The part of a form that it belongs to.
        """
    @property
    def sorts(self, /) -> bool:
        """
        Whether lists can be sorted by it.
        """
    @property
    def staff_only(self, /) -> bool:
        """
        Whether staff alone may write it.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class FieldPolicy:
    """
    Says how much a field is wanted, in which contexts and when.

    >>> from kartotek import FieldPolicy
    >>> FieldPolicy(field="organisation_number", level="required", when="SE").when
    'SE'
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, field: str, contexts: Iterable[Context | str] = ..., level: Level | str, when: str = ...) -> FieldPolicy: ...
    def __replace__(self, /, **changes: "object") -> FieldPolicy: ...
    def __repr__(self, /) -> str: ...
    @property
    def contexts(self, /) -> tuple[Context, ...]:
        """
        The contexts it holds in; none means all.
        """
    @property
    def field(self, /) -> str:
        """
        The key of the field, as :func:`kartotek.fields` lists them.
        """
    @property
    def level(self, /) -> Level:
        """
        How much the field is wanted.
        """
    def replace(self, /, **changes: "object") -> FieldPolicy:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """
    @property
    def when(self, /) -> str:
        """
        When it holds: ``always``, in ``business`` mode, or for customers of a country (ISO 3166-1 alpha-2).
        """

@final
class History:
    """
    Who changed what: ``register.history``.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> report = register.import_file([{"given_name": "Anna"}])
    >>> [entry.action for entry in register.history.of_batch(report.batch) if entry.entity == "customer"]
    ['created']
    """
    def changes(self, /, after_seq: SupportsIndex = 0, limit: SupportsIndex = 1000) -> tuple[HistoryEntry, ...]:
        """
        Returns changes in the order in which they were made, those after a number: the change feed.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> [(entry.entity, entry.action) for entry in register.history.changes()]
        [('customer', 'created')]
        """
    def imports(self, /, before: UUID | str | None = None, limit: SupportsIndex = 100) -> tuple[ImportBatch, ...]:
        """
        Returns imports, the last one first, those before a run.
        """
    def of_batch(self, /, batch: UUID | str, after_seq: SupportsIndex = 0, limit: SupportsIndex = 1000) -> tuple[HistoryEntry, ...]:
        """
        Returns the changes that an import made, those after a number.
        """
    def of_customer(self, /, id: UUID | str, before_seq: SupportsIndex | None = None, limit: SupportsIndex = 100) -> tuple[CustomerChange, ...]:
        """
        Returns the changes of a customer, the last one first, those before a number.
        """

@final
class HistoryEntry:
    """
    One change of one record.

    >>> import kartotek
    >>> register = kartotek.in_memory().with_reason("a call")
    >>> anna = register.customers.create(given_name="Anna")
    >>> entry = register.history.changes()[0]
    >>> entry.entity, entry.action, entry.reason, entry.actor
    ('customer', 'created', 'a call', 'system')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def action(self, /) -> str:
        """
        What was done: ``created``, ``updated``, ``archived``, ``restored``, ``deleted`` or ``grouped``.
        """
    @property
    def actor(self, /) -> str:
        """
        Who made it: ``system``, or ``staff:maria``, ``customer:…``, ``import:…``, ``sync:…``.
        """
    @property
    def at(self, /) -> datetime:
        """
        When it was made.
        """
    @property
    def batch(self, /) -> UUID | None:
        """
        The import that made it, if one did.
        """
    @property
    def entity(self, /) -> str:
        """
        What kind of record was changed, for example ``customer``.
        """
    @property
    def entity_id(self, /) -> UUID:
        """
        The id of the record.
        """
    @property
    def old(self, /) -> dict[str, str]:
        """
        The fields that were changed, with the texts of their old values.
        """
    @property
    def reason(self, /) -> str:
        """
        Why it was made, as far as that was told.
        """
    @property
    def seq(self, /) -> int:
        """
        The number of the change; later ones have greater numbers.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class ImportBatch:
    """
    One run of an import.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> report = register.import_file(b"Given name\\nAnna\\n")
    >>> run = register.history.imports()[0]
    >>> run.id == report.batch, run.rows_done, run.is_undone
    (True, 1, False)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def actor(self, /) -> str:
        """
        Who imported, as :attr:`HistoryEntry.actor` says it.
        """
    @property
    def counts(self, /) -> ImportCounts:
        """
        How many rows had which outcome so far.
        """
    @property
    def digest(self, /) -> bytes:
        """
        SHA-256 of the file.
        """
    @property
    def finished_at(self, /) -> datetime | None:
        """
        When it ended; ``None`` of one that was cut, which ``import_file(..., resume=id)`` goes on with.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names the run: what ``register.undo_import`` and ``resume`` are called with.
        """
    @property
    def is_undone(self, /) -> bool:
        """
        Whether it was taken back, at least in part.
        """
    @property
    def rows_done(self, /) -> int:
        """
        How many rows of the file are done.
        """
    @property
    def source(self, /) -> str:
        """
        The name of the file, where it has one.
        """
    @property
    def started_at(self, /) -> datetime:
        """
        When it began.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class ImportColumn:
    """
    A column of a file, with what it is for.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> column = register.plan_import([{"Shoe size": 38}]).file.columns[0]
    >>> column.target, column.ignored, column.samples
    ('ignore', 'nothing is known by this heading', ('38',))
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def date_order(self, /) -> DateOrder | None:
        """
        In which order its dates are written, if it has dates.
        """
    @property
    def evidence(self, /) -> Evidence:
        """
        How that was found, from ``none`` over ``similar`` to ``given``.
        """
    @property
    def header(self, /) -> str:
        """
        The heading as it stands in the file; of a column made by hand those that it is made of.
        """
    @property
    def ignored(self, /) -> str | None:
        """
        Why it is not imported, if it is not.
        """
    @property
    def samples(self, /) -> tuple[str, ...]:
        """
        The first cells that are filled, as they stand in the file: keep them out of logs.
        """
    @property
    def target(self, /) -> str:
        """
        What it is for: the key of a field, ``email[2]``, ``external_id:visma``, ``ignore`` and so on.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class ImportCounts:
    """
    How many rows had which outcome; the sum is the number of rows.

    >>> import kartotek
    >>> kartotek.in_memory().import_file([{"given_name": "Anna"}, {"emails": "bo@"}]).counts
    ImportCounts(created=1, updated=0, unchanged=0, skipped=0, ambiguous=0, invalid=1)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, created: int = ..., updated: int = ..., unchanged: int = ..., skipped: int = ..., ambiguous: int = ..., invalid: int = ...) -> ImportCounts: ...
    def __replace__(self, /, **changes: "object") -> ImportCounts: ...
    def __repr__(self, /) -> str: ...
    @property
    def ambiguous(self, /) -> int:
        """
        Rows that may be about somebody else.
        """
    @property
    def created(self, /) -> int:
        """
        Rows that made a customer.
        """
    @property
    def invalid(self, /) -> int:
        """
        Rows with problems.
        """
    def replace(self, /, **changes: "object") -> ImportCounts:
        """
        Returns the record with other values of some fields.
        """
    @property
    def rows(self, /) -> int:
        """
        The number of rows.
        """
    @property
    def skipped(self, /) -> int:
        """
        Rows left out on purpose.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """
    @property
    def unchanged(self, /) -> int:
        """
        Rows that say what is stored already.
        """
    @property
    def updated(self, /) -> int:
        """
        Rows that changed one.
        """

@final
class ImportFile:
    """
    A file as an import understands it: what was found out, and what was said by hand.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> plan = register.plan_import("Förnamn;Skonummer\\nÅsa;38\\n".encode("cp1252"))
    >>> plan.file.encoding, plan.file.delimiter, [column.target for column in plan.file.columns]
    ('windows-1252', ';', ['given_name', 'ignore'])
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def columns(self, /) -> tuple[ImportColumn, ...]:
        """
        The columns of the file, and behind them those that were made by hand.
        """
    @property
    def delimiter(self, /) -> str | None:
        """
        What stands between cells; ``None`` of a workbook.
        """
    @property
    def encoding(self, /) -> str:
        """
        The encoding, as the WHATWG Encoding Standard calls it.
        """
    @property
    def encoding_doubt(self, /) -> str | None:
        """
        What speaks against the encoding.
        """
    @property
    def has_header(self, /) -> bool:
        """
        Whether the first row holds headings.
        """
    @property
    def language(self, /) -> str | None:
        """
        The language of the headings, as ``sv``.
        """
    @property
    def layout(self, /) -> str | None:
        """
        The known layout that the file has, for example ``shopify``.
        """
    @property
    def mapping(self, /) -> str | None:
        """
        The saved mapping that was used.
        """
    @property
    def name(self, /) -> str:
        """
        The name of the file without its folder, where it has one.
        """
    @property
    def sheet(self, /) -> str | None:
        """
        The sheet, where the file is a workbook.
        """
    @property
    def sheets(self, /) -> tuple[str, ...]:
        """
        The sheets that can be chosen.
        """
    @property
    def skipped_lines(self, /) -> int:
        """
        How many lines above the first row are not part of the table.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class ImportPlan(ImportReport):
    """
    What an import would do, decided row by row against the register as it stands: a report, which stores nothing
    until :meth:`commit`.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> plan = register.plan_import(b"Given name,E-mail\\nAnna,anna@example.com\\nBo,bo@\\n")
    >>> plan.end, plan.counts.created, register.customers.count()
    (<ImportEnd.PLANNED: 'planned'>, 1, 0)
    >>> plan.commit().counts.created, register.customers.count()
    (1, 1)
    """
    def commit(self, /, *, progress: bool | Callable[[ImportProgress], object] | None = None) -> ImportReport:
        """
        Does what was planned, once: reads the file again and decides each row anew. The report lists in
        ``changed_since_plan`` the rows whose outcome is another one by now.

        Raises :class:`kartotek.UnreadableFileError` when the file was changed since; then nothing is stored.
        """
    def outcomes(self, /) -> tuple[RowOutcome, ...]:
        """
        Returns the outcome of each row below the header, in order.
        """
    def save_mapping(self, /, name: str) -> None:
        """
        Saves what each column is for under a name: files with the same headings, in any order, are mapped so from
        now on.
        """

@final
class ImportProgress:
    """
    How far an import is.

    >>> import kartotek
    >>> seen = []
    >>> report = kartotek.in_memory().import_file(b"Given name\\nAnna\\n", progress=seen.append)
    >>> seen[-1]
    ImportProgress(step=<ImportStep.STORING: 'storing'>, done_bytes=16, total_bytes=16, rows=1)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, step: ImportStep | str, done_bytes: int, total_bytes: int, rows: int) -> ImportProgress: ...
    def __replace__(self, /, **changes: "object") -> ImportProgress: ...
    def __repr__(self, /) -> str: ...
    @property
    def done_bytes(self, /) -> int:
        """
        Bytes of the file that are done in this step.
        """
    def replace(self, /, **changes: "object") -> ImportProgress:
        """
        Returns the record with other values of some fields.
        """
    @property
    def rows(self, /) -> int:
        """
        Rows that are done in this step.
        """
    @property
    def step(self, /) -> ImportStep:
        """
        What it is doing.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """
    @property
    def total_bytes(self, /) -> int:
        """
        Bytes of the file.
        """

@disjoint_base
class ImportReport:
    """
    What an import did, or would do.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> report = register.import_file(b"Given name,E-mail\\nAnna,anna@example.com\\nBo,bo@\\n")
    >>> report.counts.created, report.problem_codes, [problem.text for problem in report.refused]
    (1, {'email_syntax': 1}, ['bo@'])
    """
    def __repr__(self, /) -> str: ...
    @property
    def archived(self, /) -> int:
        """
        How many rows were done although their customer is archived.
        """
    @property
    def batch(self, /) -> UUID | None:
        """
        Names the run: what ``register.undo_import`` and ``resume`` are called with; ``None`` where nothing was
        stored, of a plan and of a run all or nothing that was not finished.
        """
    @property
    def changed_since_plan(self, /) -> tuple[int, ...]:
        """
        Numbers of the first 1,000 rows whose outcome differs from the plan that was committed.
        """
    @property
    def counts(self, /) -> ImportCounts:
        """
        How many rows had which outcome.
        """
    @property
    def end(self, /) -> ImportEnd:
        """
        How it ended.
        """
    @property
    def error_file(self, /) -> Path | None:
        """
        The error file; ``None`` where none was asked for or no row is in it: then there is none, nor one of before.
        """
    @property
    def error_rows(self, /) -> int:
        """
        How many rows are to be mended: those of the error file, where one was asked for.
        """
    @property
    def file(self, /) -> ImportFile:
        """
        The file as it was understood: of a plan by all of its rows, of a run by the first ones.
        """
    @property
    def notices(self, /) -> tuple[str, ...]:
        """
        What somebody should look at, as sentences.
        """
    @property
    def problem_codes(self, /) -> dict[str, int]:
        """
        How many problems there are in all of each code.
        """
    @property
    def problem_count(self, /) -> int:
        """
        How many problems there are in all.
        """
    @property
    def problems(self, /) -> tuple[RowProblem, ...]:
        """
        The first 1,000 problems, and as far as these leave room what is told of rows that were done or left out
        for others, in the order of the file; the error file has all rows.
        """
    @property
    def refused(self, /) -> tuple[RowProblem, ...]:
        """
        Those of the ``problems`` whose rows were refused: ``invalid`` and ``ambiguous`` ones.
        """
    @property
    def repeated(self, /) -> int:
        """
        How many rows were skipped because another row repeats them.
        """
    @property
    def replaced(self, /) -> int:
        """
        How many malformed sequences of the encoding became U+FFFD.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class Money:
    """
    An amount of money in the smallest units of a currency.

    >>> from decimal import Decimal
    >>> import kartotek
    >>> price = kartotek.Money(Decimal("12.50"), "EUR")
    >>> price.minor
    1250
    >>> str(price)
    '12.50 EUR'
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs__(self, /) -> tuple[str, str]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, amount: Decimal | int | str, currency: str) -> Money:
        """
        Makes an amount; one with more decimals than the currency has is refused.
        """
    def __repr__(self, /) -> str: ...
    def __str__(self, /) -> str: ...
    @property
    def amount(self, /) -> Decimal:
        """
        The amount.
        """
    @property
    def currency(self, /) -> str:
        """
        The code of ISO 4217.
        """
    @property
    def minor(self, /) -> int:
        """
        The amount in the smallest units of the currency.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the amount and the currency.
        """

@final
class Phone:
    """
    A phone number as it was entered, and what it was understood as.

    >>> import kartotek
    >>> register = kartotek.in_memory(settings=kartotek.RegisterSettings(country="SE"))
    >>> register.customers.create(given_name="Anna", phones=["070-174 06 05"]).phones[0].to_uri()
    'tel:+46701740605'
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, text: str, label: str = ..., e164: int | None = ...) -> Phone: ...
    def __replace__(self, /, **changes: "object") -> Phone: ...
    def __repr__(self, /) -> str: ...
    @property
    def e164(self, /) -> int | None:
        """
        The international form without its plus sign (ITU-T E.164), set by the register; ``None`` while the
        text could not be understood.
        """
    @property
    def label(self, /) -> str:
        """
        What it is for, for example ``mobile``.
        """
    def replace(self, /, **changes: "object") -> Phone:
        """
        Returns the record with other values of some fields.
        """
    @property
    def text(self, /) -> str:
        """
        The number as it was entered.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """
    def to_uri(self, /) -> str | None:
        """
        Returns the address that a telephone dials (RFC 3966), or ``None``.
        """

@final
class Register:
    """
    A register: all that a photo studio, a salon or a web shop knows about its customers.

    It may be used by several threads at once. As a context manager it is shut down at the end.

    >>> import kartotek
    >>> with kartotek.in_memory() as register:
    ...     anna = register.customers.create(given_name="Anna", family_name="García")
    ...     register.customers.count()
    1
    """
    def __enter__(self, /) -> Register: ...
    def __exit__(self, /, *_exception: "object") -> None: ...
    def __repr__(self, /) -> str: ...
    def acting_as(self, /, name: str) -> Register:
        """
        Returns the register as a member of staff uses it: history carries their name.
        """
    @property
    def backend(self, /) -> str:
        """
        The name of the backend: ``sqlite`` or ``postgres``.
        """
    def backup_to(self, /, path: str | PathLike[str]) -> None:
        """
        Writes a copy of the register into a file that does not exist yet, while others go on working with it.
        """
    @property
    def contact_groups(self, /) -> ContactGroups:
        """
        What can be done with contact groups.
        """
    def copy_to(self, /, other: Register) -> int:
        """
        Copies everything into another register, which is empty or holds a copy that was cut off, and returns the
        number of rows. Ctrl-C stops it, and the same call goes on.
        """
    @property
    def customer_groups(self, /) -> CustomerGroups:
        """
        What can be done with customer groups.
        """
    @property
    def customers(self, /) -> Customers:
        """
        What can be done with customers.
        """
    def delete_saved_mapping(self, /, name: str) -> bool:
        """
        Deletes a saved mapping, and tells whether there was one of this name.
        """
    def expecting(self, /, *records: "object") -> Register:
        """
        Returns the register with what the caller saw: records that were changed since are left alone. A call about
        several answers ``version_conflict`` for these, one about a tag or group raises
        :class:`kartotek.ConflictError`.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> changed = register.customers.update(anna, note="called")
        >>> register.expecting(anna).tags.apply([anna.id], add="vip")
        (<BulkOutcome.VERSION_CONFLICT: 'version_conflict'>,)
        """
    @property
    def history(self, /) -> History:
        """
        Who changed what.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names the register for ever; copies have ids of their own.
        """
    def import_file(self, /, source: str | PathLike[str] | bytes | BinaryIO | Iterable[Mapping[str, object]], *, matching: Matching | str | None = ..., on_repeat: Repeats | str | None = ..., map: Mapping[str | int, str] | None = ..., fixed: Mapping[str, str] | None = ..., join: Iterable[Join] | None = ..., split: Iterable[Split] | None = ..., mapping: str | bool | None = ..., save_mapping: str | None = ..., clear_on_empty: str | Iterable[str] = ..., clear_token: str | None = ..., date_order: DateOrder | str | None = ..., external_source: str | None = ..., encoding: str | None = ..., delimiter: str | None = ..., quote: str | None = ..., header: bool | int | None = ..., sheet: str | int | None = ..., language: str | None = ..., guarded: bool | None = ..., all_or_nothing: bool = ..., chunk_rows: SupportsIndex | None = ..., resume: UUID | str | None = ..., error_file: str | PathLike[str] | None = ..., dry_run: bool = False, progress: bool | Callable[[ImportProgress], object] | None = None) -> ImportReport:
        """
        Imports customers from a table: a path, bytes, an open binary file, or rows as dictionaries. Encoding,
        delimiter and columns are found out; :meth:`plan_import` tells what, and stores nothing.

        What becomes of rows: ``matching`` says what becomes of customers who are here already, ``on_repeat``
        of rows about the same one. With ``all_or_nothing`` one bad row keeps all out; otherwise
        ``chunk_rows`` (10,000) are stored at a time. Rows that were refused go into ``error_file`` with the
        reasons, to be mended and imported again; there is none where no row was refused.

        What columns are for: ``map`` gives columns their fields by heading or place, as in
        ``map={"Kund": "family_name", "Intern": "ignore"}``, ``fixed`` gives fields the same text in every row,
        ``join`` and ``split`` take :class:`kartotek.Join` and :class:`kartotek.Split`. ``save_mapping`` keeps
        all of this under a name, by which files with the same headings are mapped from then on; ``mapping``
        names one to use, ``False`` none. Empty cells of the columns ``clear_on_empty`` take the value away, and
        so does the text ``clear_token``. ``external_source`` names the system whose ids the file has,
        ``date_order`` how dates are read that leave it open.

        How the file is read: ``encoding``, ``delimiter``, ``quote``; ``header`` as ``False``, ``True`` or the
        number of a line; ``sheet`` by name or place; ``language`` as a hint for the encoding; ``guarded`` says
        whether apostrophes before formulas are taken away.

        ``progress`` is called with :class:`kartotek.ImportProgress`; with ``True`` a bar is shown. Ctrl-C and
        whatever it raises stop the import between two chunks, and ``False`` as its answer ends it with
        a report. What is stored by then stays, and a note at the exception says how to go on: with ``resume``,
        the id of the run, which also ``register.history.imports()`` lists. A ``dry_run`` returns the plan.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> report = register.import_file(b"Given name,E-mail\\nAnna,anna@example.com\\nBo,bo@\\n")
        >>> report.counts.created, report.problems[0].code
        (1, 'email_syntax')
        """
    def in_context(self, /, context: Context | str) -> Register:
        """
        Returns the register as it is used in a context, which decides what fields are required.
        """
    def plan_import(self, /, source: str | PathLike[str] | bytes | BinaryIO | Iterable[Mapping[str, object]], *, matching: Matching | str | None = ..., on_repeat: Repeats | str | None = ..., map: Mapping[str | int, str] | None = ..., fixed: Mapping[str, str] | None = ..., join: Iterable[Join] | None = ..., split: Iterable[Split] | None = ..., mapping: str | bool | None = ..., save_mapping: str | None = ..., clear_on_empty: str | Iterable[str] = ..., clear_token: str | None = ..., date_order: DateOrder | str | None = ..., external_source: str | None = ..., encoding: str | None = ..., delimiter: str | None = ..., quote: str | None = ..., header: bool | int | None = ..., sheet: str | int | None = ..., language: str | None = ..., guarded: bool | None = ..., all_or_nothing: bool = ..., chunk_rows: SupportsIndex | None = ..., resume: UUID | str | None = ..., error_file: str | PathLike[str] | None = ..., progress: bool | Callable[[ImportProgress], object] | None = None) -> ImportPlan:
        """
        Plans an import, and stores nothing until it is committed; the options are those of
        :meth:`import_file`.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> plan = register.plan_import(b"Who;Town\\nAnna Berg;Lund\\n", map={"Who": "entered_name"})
        >>> [(column.header, column.target, str(column.evidence)) for column in plan.file.columns]
        [('Who', 'entered_name', 'given'), ('Town', 'city', 'heading')]
        >>> plan.counts.created, plan.commit().counts.created
        (1, 1)
        """
    def saved_mappings(self, /) -> tuple[SavedMapping, ...]:
        """
        Returns the mappings that were saved, by name.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> report = register.import_file(b"Who\\nAnna\\n", map={"Who": "given_name"}, save_mapping="the fair")
        >>> [saved.name for saved in register.saved_mappings()]
        ['the fair']
        >>> register.import_file(b"Who\\nBo\\n").file.mapping
        'the fair'
        """
    def settings(self, /) -> RegisterSettings:
        """
        Returns the settings.
        """
    def shut_down(self, /) -> None:
        """
        Waits for running calls and closes the register; later calls raise :class:`kartotek.ShutDownError`.
        """
    @property
    def tags(self, /) -> Tags:
        """
        What can be done with tags.
        """
    def undo_import(self, /, batch: UUID | str) -> UndoReport:
        """
        Takes an import back: customers whom nobody changed since are as they were before. Ctrl-C stops it,
        and the same call goes on.
        """
    def update_settings(self, /, **changes: "object") -> RegisterSettings:
        """
        Changes some of the settings. Raises :class:`kartotek.InvalidError` with every problem.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> register.update_settings(name="Studio Sol", locale="sv-SE", country="SE", currency="SEK").name
        'Studio Sol'
        """
    def verify(self, /) -> list[str]:
        """
        Looks for contradictions in what is stored, and returns them; none in a sound register.
        """
    def with_idempotency_key(self, /, key: str) -> Register:
        """
        Returns the register with a key under which the next call is done once, however often it is made.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> first, again = (register.with_idempotency_key("form 7").customers.create(given_name="Anna") for _ in "12")
        >>> first.id == again.id, register.customers.count()
        (True, 1)
        """
    def with_reason(self, /, reason: str) -> Register:
        """
        Returns the register with a reason that history carries with every change.
        """

@final
class RegisterSettings:
    """
    The settings of a register. Those that are left out are neutral.

    >>> from kartotek import Context, FieldPolicy, RegisterSettings, in_memory
    >>> phone = FieldPolicy(field="phone", level="required", contexts=[Context.SELF_REGISTRATION])
    >>> register = in_memory(settings=RegisterSettings(country="SE", policies=[phone]))
    >>> form = register.in_context("self_registration")
    >>> [(problem.field, problem.rule) for problem in form.customers.check(given_name="Anna")]
    [('phone', 'required')]
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, name: str = ..., web_address: str = ..., locale: str = ..., zone: str = ..., country: str = ..., currency: str = ..., business_mode: bool = ..., policies: Iterable[FieldPolicy] = ..., tightening: Tightening | str = ..., leap_day: LeapDay | str = ..., titles: Iterable[SocialTitle] = ...) -> RegisterSettings: ...
    def __replace__(self, /, **changes: "object") -> RegisterSettings: ...
    def __repr__(self, /) -> str: ...
    @property
    def business_mode(self, /) -> bool:
        """
        Whether fields of companies are used.
        """
    @property
    def country(self, /) -> str:
        """
        The country (ISO 3166-1 alpha-2) that phone numbers without a prefix are of.
        """
    @property
    def currency(self, /) -> str:
        """
        The currency (ISO 4217).
        """
    @property
    def leap_day(self, /) -> LeapDay:
        """
        When those who were born on a leap day celebrate in other years.
        """
    @property
    def locale(self, /) -> str:
        """
        Language and region by which lists are sorted (BCP 47).
        """
    @property
    def name(self, /) -> str:
        """
        What the studio or shop is called.
        """
    @property
    def policies(self, /) -> tuple[FieldPolicy, ...]:
        """
        How much each field is wanted; of several that hold for a field the last one counts. The birthday is off
        unless a policy says otherwise.
        """
    def replace(self, /, **changes: "object") -> RegisterSettings:
        """
        Returns the record with other values of some fields.
        """
    @property
    def tightening(self, /) -> Tightening:
        """
        What a policy that became stricter means for stored records.
        """
    @property
    def titles(self, /) -> tuple[SocialTitle, ...]:
        """
        The social titles to choose from.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """
    @property
    def web_address(self, /) -> str:
        """
        The web address that links begin with.
        """
    @property
    def zone(self, /) -> str:
        """
        The time zone (IANA) by which an instant becomes a day.
        """

@final
class RowProblem:
    """
    One thing that is wrong with one row. It shows the file's own text: keep it out of logs.

    >>> import kartotek
    >>> report = kartotek.in_memory().import_file(b"Given name,E-mail\\nBo,bo@\\n")
    >>> problem = report.problems[0]
    >>> problem.row, problem.column, problem.text, problem.code, problem.hint
    (2, 'E-mail', 'bo@', 'email_syntax', 'write the address as in anna@example.com')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        Stable code in snake case.
        """
    @property
    def column(self, /) -> str | None:
        """
        The heading of the column, where one is to blame.
        """
    @property
    def field(self, /) -> str | None:
        """
        The key of the field, where one as a whole is to blame.
        """
    @property
    def hint(self, /) -> str:
        """
        What to do about it, for people.
        """
    @property
    def line(self, /) -> int:
        """
        The line of the file on which the row begins.
        """
    @property
    def outcome(self, /) -> RowOutcome:
        """
        What became of the row.
        """
    @property
    def row(self, /) -> int:
        """
        Number of the row; the header is row 1, empty lines do not count.
        """
    @property
    def text(self, /) -> str:
        """
        The text of the cell as it stands in the file.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class SavedMapping:
    """
    What the columns of a kind of file are for, saved under a name.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> plan = register.plan_import(b"Who\\nAnna\\n", map={"Who": "given_name"})
    >>> plan.save_mapping("the fair")
    >>> register.saved_mappings()[0].header
    'who'
    >>> register.delete_saved_mapping("the fair")
    True
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, name: str, header: str, columns: str) -> SavedMapping: ...
    def __replace__(self, /, **changes: "object") -> SavedMapping: ...
    def __repr__(self, /) -> str: ...
    @property
    def columns(self, /) -> str:
        """
        The columns, as JSON.
        """
    @property
    def header(self, /) -> str:
        """
        The folded headings of the files that it fits, one a line; empty for files without headings.
        """
    @property
    def name(self, /) -> str:
        """
        Its name; unique.
        """
    def replace(self, /, **changes: "object") -> SavedMapping:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """

@final
class SocialTitle:
    """
    A social title that customers can choose.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> doctor = kartotek.SocialTitle(code="Dr", label="Doctor")
    >>> [title.code for title in register.update_settings(titles=[doctor]).titles]
    ['Dr']
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, code: str, label: str, gender: str | None = ...) -> SocialTitle: ...
    def __replace__(self, /, **changes: "object") -> SocialTitle: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> str:
        """
        What is stored with a customer.
        """
    @property
    def gender(self, /) -> str | None:
        """
        The gender that it tells, if it tells one.
        """
    @property
    def label(self, /) -> str:
        """
        What people see.
        """
    def replace(self, /, **changes: "object") -> SocialTitle:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """

@final
class TagPreview:
    """
    A tag beside a selection of customers.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> anna = register.customers.create(given_name="Anna", tags=["vip"])
    >>> bo = register.customers.create(given_name="Bo")
    >>> [(seen.tag.name, str(seen.state)) for seen in register.tags.preview([anna.id, bo.id])]
    [('vip', 'some')]
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, tag: Collection, state: TagState | str) -> TagPreview: ...
    def __replace__(self, /, **changes: "object") -> TagPreview: ...
    def __repr__(self, /) -> str: ...
    def replace(self, /, **changes: "object") -> TagPreview:
        """
        Returns the record with other values of some fields.
        """
    @property
    def state(self, /) -> TagState:
        """
        How many of the selected customers bear it.
        """
    @property
    def tag(self, /) -> Collection:
        """
        The tag.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """

@final
class Tags:
    """
    What can be done with tags: ``register.tags``.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> anna = register.customers.create(given_name="Anna")
    >>> register.tags.apply([anna.id], add=["wedding"])
    (<BulkOutcome.CHANGED: 'changed'>,)
    >>> wedding = register.tags.rename(register.tags.find_by_name("Wedding"), "weddings")
    >>> archived = register.tags.archive(wedding.id)
    >>> register.tags.restore(wedding.id).archived_at is None, len(register.tags.active())
    (True, 1)
    """
    def active(self, /) -> tuple[Collection, ...]:
        """
        Returns the tags that somebody bears or that are offered.
        """
    def all(self, /) -> tuple[Collection, ...]:
        """
        Returns all of them at once with their sizes, archived ones too, by name.
        """
    def apply(self, ids: Iterable[UUID | str], /, *, add: str | Iterable[str] = ..., remove: str | Iterable[str] = ...) -> tuple[BulkOutcome, ...]:
        """
        Puts tags on customers and takes others away, by name, and returns what became of each customer.
        Tags that do not exist are made.
        """
    def archive(self, /, id: UUID | str) -> Collection:
        """
        Stops offering one; its members stay.
        """
    def create(self, /, name: str) -> Collection:
        """
        Makes one. Raises :class:`kartotek.AlreadyExistsError` for a name that is taken.
        """
    def delete(self, /, id: UUID | str) -> None:
        """
        Deletes one; its members stay in the register.
        """
    def find_by_name(self, /, name: str) -> Collection | None:
        """
        Returns the one with a name, however its case and blanks are written, or ``None``.
        """
    def get(self, /, id: UUID | str) -> Collection:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def merge(self, tag: UUID | str, /, *, into: UUID | str) -> Collection:
        """
        Puts all that bear a tag under another one, and deletes it.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna", tags=["VIP guest"])
        >>> guest, vip = register.tags.find_by_name("vip guest"), register.tags.create("VIP")
        >>> register.tags.merge(guest.id, into=vip.id).size, register.tags.get(vip.id).size
        (1, 1)
        """
    def preview(self, /, ids: Iterable[UUID | str]) -> tuple[TagPreview, ...]:
        """
        Returns how many of some customers bear each tag.
        """
    def rename(self, /, collection: Collection, name: str) -> Collection:
        """
        Gives one that was read before another name. Raises :class:`kartotek.ConflictError` when it was
        changed meanwhile.
        """
    def restore(self, /, id: UUID | str) -> Collection:
        """
        Offers an archived one again.
        """

@final
class Test:
    """
    What must hold of a field's value. A value alone, in ``where={"city": "Göteborg"}``, tests for equality.

    >>> from kartotek import Test
    >>> Test.one_of(["Göteborg", "Malmö"])
    Test.one_of(['Göteborg', 'Malmö'])
    """
    def __repr__(self, /) -> str: ...
    @staticmethod
    def anniversary(first: date, last: date) -> Test:
        """
        It is a birthday that is celebrated from one day to another, both inclusive.
        """
    @staticmethod
    def between(lower: "object | None" = None, upper: "object | None" = None) -> Test:
        """
        It lies between two values; the lower bound is inclusive, the upper one exclusive, and either may be
        ``None``.
        """
    @staticmethod
    def empty() -> Test:
        """
        Nothing was given.
        """
    @staticmethod
    def filled() -> Test:
        """
        Something was given.
        """
    @staticmethod
    def one_of(values: Iterable[object]) -> Test:
        """
        It is one of these values.
        """
    @staticmethod
    def starts_with(text: str) -> Test:
        """
        The text begins with this one.
        """

@final
class Tombstone:
    """
    What is left of a customer who was deleted.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> anna = register.customers.create(given_name="Anna")
    >>> register.customers.delete(anna)
    >>> register.customers.find(anna.id), register.customers.find_tombstone(anna.id).id == anna.id
    (None, True)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> "tuple[tuple[()], dict[str, object]]": ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: UUID | str, deleted_at: datetime, merged_into: UUID | str | None) -> Tombstone: ...
    def __replace__(self, /, **changes: "object") -> Tombstone: ...
    def __repr__(self, /) -> str: ...
    @property
    def deleted_at(self, /) -> datetime:
        """
        When it was deleted.
        """
    @property
    def id(self, /) -> UUID:
        """
        The id that it had.
        """
    @property
    def merged_into(self, /) -> UUID | None:
        """
        The customer that took its place, if it was merged.
        """
    def replace(self, /, **changes: "object") -> Tombstone:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns the fields and their values, those of records within them too.
        """

@final
class UndoReport:
    """
    What was taken back of an import.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> report = register.import_file(b"Given name\\nAnna\\nBo\\n")
    >>> register.undo_import(report.batch)
    <UndoReport 2 reversed, 0 kept>
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def failed(self, /) -> int:
        """
        Customers for whom it failed.
        """
    @property
    def kept(self, /) -> tuple[UUID, ...]:
        """
        The first 1,000 of those who stay, by id.
        """
    @property
    def kept_edited(self, /) -> int:
        """
        Customers who were edited since, and stay.
        """
    @property
    def kept_referenced(self, /) -> int:
        """
        Customers on whom something depends, and who stay.
        """
    @property
    def reversed(self, /) -> int:
        """
        Customers who are as they were before.
        """
    def to_dict(self, /) -> "dict[str, object]":
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class Walk:
    """
    A whole list, fetched page after page while it is walked.

    >>> import kartotek
    >>> walk = kartotek.in_memory().customers.all()
    >>> next(walk, None) is None
    True
    """
    def __iter__(self, /) -> Walk: ...
    def __next__(self, /) -> object: ...

def _choices() -> list[tuple[str, list[str]]]:
    """
    Returns the texts of every enumeration, by its name.
    """

def _error_kinds() -> list[tuple[str, str]]:
    """
    Returns the kinds of errors with the names of their exceptions.
    """

def connect(url: str, *, schema: str | None = None, settings: RegisterSettings | None = None, connections: SupportsIndex | None = None, read_address: str | None = None, must_exist: bool = False, read_only: bool = False) -> Register:
    """
    Opens the register in a schema of a PostgreSQL server, and makes it where there is none, as :func:`open` does.

    ``read_address`` is that of a standby that answers what people look at, ``connections`` how many are kept.

    >>> import kartotek
    >>> kartotek.connect("postgresql://nobody@127.0.0.1:1/none")
    Traceback (most recent call last):
    kartotek.errors.UnreachableError: ...
    """

def fields(language: str = "en") -> tuple[Field, ...]:
    """
    Returns the fields of customers, with labels in a language of the labels, or of a locale.

    >>> import kartotek
    >>> [field.key for field in kartotek.fields() if field.kind == "money"]
    ['credit_limit']
    >>> {field.key: field.label for field in kartotek.fields("de-AT")}["family_name"]
    'Nachname'
    """

def in_memory(*, settings: RegisterSettings | None = None) -> Register:
    """
    Makes a register that lives as long as it is used, for tests and trials.

    >>> import kartotek
    >>> kartotek.in_memory().customers.count()
    0
    """

def open(path: str | PathLike[str], *, settings: RegisterSettings | None = None, must_exist: bool = False, read_only: bool = False) -> Register:
    """
    Opens the register in a file, and makes it where there is none: with the ``settings``, which one that is there
    keeps as it has them.

    With ``must_exist`` a file that is not there is refused with :class:`kartotek.IoError`; with ``read_only`` too, and
    whatever would change the register raises :class:`kartotek.ReadOnlyError`.

    >>> import kartotek
    >>> settings = kartotek.RegisterSettings(name="Studio Sol", locale="sv-SE", country="SE", currency="SEK")
    >>> with kartotek.open("studio.db", settings=settings) as register:
    ...     register.settings().currency
    'SEK'
    """
