from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from kartotek.choices import Archived, BulkOutcome, CollectionKind, Context, CustomerKind, ImportEnd, ImportStep, Matching, Preset, Repeats, RiskRating, RowOutcome, TagState
from kartotek.errors import FieldProblem
from kartotek.lists import Page
from os import PathLike
from typing import BinaryIO, Final, SupportsIndex, final
from uuid import UUID

__all__ = ["IS_DEBUG", "VERSION", "Address", "Collection", "CollectionRef", "ContactGroups", "Customer", "CustomerChange", "CustomerDraft", "CustomerFilter", "CustomerGroups", "CustomerProfile", "Customers", "Email", "ExternalId", "History", "HistoryEntry", "ImportBatch", "ImportCounts", "ImportProgress", "ImportReport", "Money", "Phone", "Register", "RegisterSettings", "RowProblem", "TagPreview", "Tags", "Test", "UndoReport", "Walk", "_choices", "_error_kinds", "connect", "in_memory", "open"]

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
        Who made it, as :attr:`HistoryEntry.actor` says it.
        """
    @property
    def at(self, /) -> datetime:
        """
        When it was made.
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
        Returns what it says.
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
        """
    def as_of(self, /, id: UUID | str, at: datetime) -> Customer | None:
        """
        Returns a customer as it was at an instant, or ``None``.
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
        """
    def delete(self, /, customer: Customer) -> None:
        """
        Deletes a customer who was read before, with its contacts, groups and tags.

        Raises :class:`kartotek.RuleViolatedError` (``has_dependents``) while something depends on it.
        """
    def export_file(self, path: str | PathLike[str], filter: CustomerFilter | None = None, /, *, columns: Iterable[str] | None = None, sort: str | None = None, headings: str | None = None, for_excel: bool = False, replace: bool = False, **parts: "object") -> int:
        """
        Writes customers into a file, and returns how many; the ending of the path tells the format: ``.csv``,
        ``.xlsx`` or ``.jsonl``.

        ``columns`` are keys of fields; ``headings`` the language of their labels, for example ``sv``, otherwise the
        keys. ``for_excel`` writes CSV as spreadsheets open it. A file that is there already is refused unless
        ``replace`` is said. The filter is given as such or by its parts.
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
    def restore(self, /, ids: Iterable[UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Shows archived customers again, and returns what became of each.
        """
    def search(self, text: str, /, *, limit: SupportsIndex = 50) -> tuple[Customer, ...]:
        """
        Finds customers by what people type, the best first.
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

@final
class Email:
    """
    An e-mail address with what it is for.
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
class History:
    """
    Who changed what: ``register.history``.
    """
    def changes(self, /, after_seq: SupportsIndex = 0, limit: SupportsIndex = 1000) -> list[HistoryEntry]:
        """
        Returns changes in the order in which they were made, those after a number: the change feed.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> [(entry.entity, entry.action) for entry in register.history.changes()]
        [('customer', 'created')]
        """
    def imports(self, /, before: UUID | str | None = None, limit: SupportsIndex = 100) -> list[ImportBatch]:
        """
        Returns imports, the last one first, those before a run.
        """
    def of_batch(self, /, batch: UUID | str, after_seq: SupportsIndex = 0, limit: SupportsIndex = 1000) -> list[HistoryEntry]:
        """
        Returns the changes that an import made, those after a number.
        """
    def of_customer(self, /, id: UUID | str, before_seq: SupportsIndex | None = None, limit: SupportsIndex = 100) -> list[CustomerChange]:
        """
        Returns the changes of a customer, the last one first, those before a number.
        """

@final
class HistoryEntry:
    """
    One change of one record.
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
        Returns what it says.
        """

@final
class ImportBatch:
    """
    One run of an import.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def counts(self, /) -> ImportCounts:
        """
        How many rows had which outcome.
        """
    @property
    def finished_at(self, /) -> datetime | None:
        """
        When it ended; ``None`` of one that was cut.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names the run: what ``register.undo_import`` is called with.
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
        Returns what it says.
        """

@final
class ImportCounts:
    """
    How many rows had which outcome; the sum is the number of rows.
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
class ImportProgress:
    """
    How far an import is.
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

@final
class ImportReport:
    """
    What an import did, or would do.
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
        Names the run: what ``register.undo_import`` is called with; ``None`` where nothing was stored, of a dry run
        and of one that was rolled back.
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
    def notices(self, /) -> list[str]:
        """
        What somebody should look at, as sentences.
        """
    @property
    def problem_count(self, /) -> int:
        """
        How many problems there are in all.
        """
    @property
    def problems(self, /) -> list[RowProblem]:
        """
        The first 1,000 problems, in the order of the file; the error file has them all.
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
        Returns what it says, with the problems as dictionaries.
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
        number of rows.
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
    def import_file(self, /, source: str | PathLike[str] | bytes | BinaryIO | Iterable[Mapping[str, object]], *, matching: Matching | str | None = None, on_repeat: Repeats | str | None = None, map: "dict[str, str] | None" = None, all_or_nothing: bool = False, error_file: str | PathLike[str] | None = None, dry_run: bool = False, progress: bool | Callable[[ImportProgress], object] | None = None) -> ImportReport:
        """
        Imports customers from a table: a path, bytes, an open binary file, or rows as dictionaries.

        Encoding, delimiter and columns are found out; ``map`` gives columns their fields by hand, as in
        ``map={"Kund": "family_name", "Intern": "ignore"}``. ``matching`` says what becomes of customers who are
        here already, ``on_repeat`` of rows about the same one. With ``all_or_nothing`` one bad row keeps all out.
        Rows that were refused go into ``error_file`` with the reasons, to be mended and imported again. A
        ``dry_run`` stores nothing. ``progress`` is called with :class:`kartotek.ImportProgress`; with ``True`` a
        bar is shown.

        Ctrl-C, and whatever ``progress`` raises, stop the import between two chunks; what is stored by then stays.

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
        Takes an import back: customers whom nobody changed since are as they were before.
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
        """
    def with_reason(self, /, reason: str) -> Register:
        """
        Returns the register with a reason that history carries with every change.
        """

@final
class RegisterSettings:
    """
    The settings of a register.
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __ne__(self, value: object, /) -> bool: ...
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
    def leap_day_is_march_1(self, /) -> bool:
        """
        Whether those who were born on a leap day celebrate on 1 March in other years.
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
        Returns the fields and their values.
        """

@final
class TagPreview:
    """
    A tag beside a selection of customers.
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
    __test__: Final[bool]
    """
    It is no test of pytest, which collects classes by their name.
    """
    def __repr__(self, /) -> str: ...
    @staticmethod
    def anniversary(first: date, last: date) -> Test:
        """
        It is a birthday that is celebrated from one day to another, both inclusive. In years without a leap day
        the settings of the register say which day counts instead.
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
class UndoReport:
    """
    What was taken back of an import.
    """
    def __repr__(self, /) -> str: ...
    @property
    def failed(self, /) -> int:
        """
        Customers for whom it failed.
        """
    @property
    def kept(self, /) -> tuple[UUID, ...]:
        """
        Who stays, by id.
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
        Returns what it says.
        """

@final
class Walk:
    """
    A whole list, fetched page after page while it is walked.
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

def connect(url: str, *, schema: str | None = None, connections: SupportsIndex | None = None, read_address: str | None = None, must_exist: bool = False) -> Register:
    """
    Opens the register in a schema of a PostgreSQL server, and makes it where there is none.
    """

def in_memory() -> Register:
    """
    Makes a register that lives as long as it is used, for tests and trials.
    """

def open(path: str | PathLike[str], *, must_exist: bool = False) -> Register:
    """
    Opens the register in a file, and makes it where there is none.

    With ``must_exist`` a file that is not there is refused with :class:`kartotek.IoError`.
    """
