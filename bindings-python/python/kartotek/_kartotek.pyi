from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from kartotek.choices import Archived, BulkOutcome, CodeState, CodeStorage, CollectionKind, ConsentDecision, Context, CustomerKind, DateOrder, Evidence, GalleryState, ImportEnd, ImportStep, JobStatus, KnownCustomer, Language, LeapDay, Level, Matching, Moves, Preset, Relation, Repeats, ResolveOutcome, RiskRating, RowOutcome, Section, TagState, Tightening, TotalOf
from kartotek.columns import Join, Split
from kartotek.errors import FieldProblem
from kartotek.lists import Page
from kartotek.tables import ArrowStream, Row
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal, final
from typing_extensions import disjoint_base
from uuid import UUID

__all__ = ["IS_DEBUG", "VERSION", "AccessCode", "Address", "ArrowTable", "Card", "CardSecrets", "CardSheets", "Claim", "ClaimBy", "CodeAttempt", "CodeOptions", "Codes", "Collection", "CollectionRef", "ContactGroups", "Customer", "CustomerChange", "CustomerDraft", "CustomerFilter", "CustomerGroups", "CustomerProfile", "Customers", "Dependent", "Email", "ExternalId", "FailureLimit", "Field", "FieldPolicy", "Galleries", "Gallery", "GalleryDetails", "History", "HistoryEntry", "ImportBatch", "ImportColumn", "ImportCounts", "ImportFile", "ImportPlan", "ImportProgress", "ImportReport", "IssuedCode", "Job", "JobDetails", "JobFilter", "JobGroup", "JobGroupDetails", "JobGroups", "Jobs", "LinkBase", "LinkToken", "Money", "Move", "NamesColumn", "NamesReport", "Participant", "ParticipantDetails", "ParticipantFilter", "ParticipantLink", "Participants", "Pepper", "Phone", "PhotoConsent", "QrSymbol", "RecoveryKey", "Register", "RegisterColumn", "RegisterSettings", "RegisteredCustomer", "RegisteredParticipant", "Registration", "RegistrationDetails", "RegistrationFilter", "RegistrationForm", "Registrations", "Resolved", "RowProblem", "SavedMapping", "SecondPart", "SocialTitle", "StoredCode", "Successor", "TagPreview", "Tags", "Test", "ThrottlePolicy", "Tombstone", "TypedCode", "UndoReport", "Walk", "WriteBatch", "_choices", "_error_kinds", "_register_columns", "connect", "fields", "in_memory", "open"]

IS_DEBUG: Final[bool]
"""
Whether this is a build without optimisations.
"""

VERSION: Final[str]
"""
The version of the package.
"""

@final
class AccessCode:
    """
    An access code: whose it is and where it stands, never its secrets.

    >>> import kartotek
    >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> (card,) = register.codes.issue_blank(job.id, 1)
    >>> card.stored.code.state, card.stored.code.participant
    (<CodeState.BLANK: 'blank'>, None)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, id: StoredCode | AccessCode | UUID | str, state: CodeState | Literal["blank", "bound", "active", "suspended", "revoked", "expired", "rotated"], participant: Participant | UUID | str | None, expires_at: datetime | None, successor: Successor | None) -> AccessCode:
        """
        Makes one of what it shows, as unpickling does.
        """
    @property
    def expires_at(self, /) -> datetime | None:
        """
        From when on it is expired; ``None``: never.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names the code; it is no secret.
        """
    @property
    def participant(self, /) -> UUID | None:
        """
        Whom it belongs to; ``None`` while it is blank.
        """
    @property
    def state(self, /) -> CodeState:
        """
        What was last done with it, without what time did since: never expired nor rotated.
        """
    def state_at(self, /, now: datetime) -> CodeState:
        """
        Returns where it stands at an instant.
        """
    @property
    def successor(self, /) -> Successor | None:
        """
        What took its place, if it was rotated.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, label: str = ..., street: str = ..., street_2: str = ..., postal_code: str = ..., city: str = ..., region: str = ..., country: str = ..., default_shipping: bool = ..., default_billing: bool = ...) -> Address: ...
    def __replace__(self, /, *, label: str = ..., street: str = ..., street_2: str = ..., postal_code: str = ..., city: str = ..., region: str = ..., country: str = ..., default_shipping: bool = ..., default_billing: bool = ...) -> Address: ...
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
    def replace(self, /, *, label: str = ..., street: str = ..., street_2: str = ..., postal_code: str = ..., city: str = ..., region: str = ..., country: str = ..., default_shipping: bool = ..., default_billing: bool = ...) -> Address:
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
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class ArrowTable:
    """
    A list of customers as a table of Arrow, read when somebody takes it, and as often as it is taken.

    pyarrow, polars, pandas, DuckDB and others take it by its method ``__arrow_c_stream__``, in batches, without a
    Python object a row: ``polars.DataFrame(table)``, ``pyarrow.table(table)``, ``pandas.DataFrame.from_arrow(table)``.
    Every thousand rows are of one moment; others may write meanwhile, as with ``register.customers.all``. Ctrl-C is
    heard when the library that takes the rows comes back.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> anna = register.customers.create(given_name="Anna", tags=["wedding", "album"])
    >>> table = register.customers.to_arrow(columns=["number", "given_name", "tags"])
    >>> table.columns
    ('number', 'given_name', 'tags')
    >>> import pyarrow
    >>> pyarrow.table(table).to_pylist()
    [{'number': 1, 'given_name': 'Anna', 'tags': ['album', 'wedding']}]

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def __arrow_c_schema__(self, /) -> object:
        """
        Hands the types of its columns over (Arrow PyCapsule interface).
        """
    def __arrow_c_stream__(self, /, requested_schema: object | None = None) -> object:
        """
        Hands its rows over in batches (Arrow PyCapsule interface); another schema that is requested changes nothing.
        """
    def __repr__(self, /) -> str: ...
    @property
    def columns(self, /) -> tuple[str, ...]:
        """
        The names of its columns, which are keys of fields.
        """

@final
class Card:
    """
    One card of a sheet. Without a name it has lines to write on: a spare card for who is not on the list. It has
    secrets, and is not pickled.

    >>> import kartotek
    >>> kartotek.Card(name="Elsa Ek", group="4b", secrets=kartotek.CardSecrets.random()).group
    '4b'
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, name: str | None = ..., group: str | None = ..., secrets: CardSecrets | Mapping[str, object]) -> Card: ...
    def __replace__(self, /, *, name: str | None = ..., group: str | None = ..., secrets: CardSecrets | Mapping[str, object] = ...) -> Card: ...
    def __repr__(self, /) -> str: ...
    @property
    def group(self, /) -> str | None:
        """
        The class or team.
        """
    @property
    def name(self, /) -> str | None:
        """
        Who is pictured.
        """
    def replace(self, /, *, name: str | None = ..., group: str | None = ..., secrets: CardSecrets | Mapping[str, object] = ...) -> Card:
        """
        Returns the record with other values of some fields.
        """
    @property
    def secrets(self, /) -> CardSecrets:
        """
        What the symbol holds and what is typed.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class CardSecrets:
    """
    The two secrets of one card. Neither is shown, and it is not pickled: ``expose`` returns them.

    >>> import kartotek
    >>> secrets = kartotek.CardSecrets.random()
    >>> secrets
    CardSecrets(token=LinkToken(…), typed=TypedCode(…))
    >>> len(secrets.typed.expose())
    16
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, token: LinkToken, typed: TypedCode) -> CardSecrets: ...
    def __replace__(self, /, *, token: LinkToken = ..., typed: TypedCode = ...) -> CardSecrets: ...
    def __repr__(self, /) -> str: ...
    @staticmethod
    def random() -> CardSecrets:
        """
        Makes both, independently of each other.
        """
    def replace(self, /, *, token: LinkToken = ..., typed: TypedCode = ...) -> CardSecrets:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    @property
    def token(self, /) -> LinkToken:
        """
        What the link holds.
        """
    @property
    def typed(self, /) -> TypedCode:
        """
        What is typed.
        """

@final
class CardSheets:
    """
    The sheets of a job: A4 pages of cards with marks to cut them along, as one PDF.

    >>> import kartotek
    >>> sheets = kartotek.CardSheets(link_base="https://studio.example", language="sv", studio="Studio Sol")
    >>> spare = kartotek.Card(secrets=kartotek.CardSecrets.random())
    >>> sheets.pdf([spare])[:5]
    b'%PDF-'
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, studio: str = ..., job: str = ..., link_base: LinkBase | str, language: Language | Literal["en", "sv", "nb", "da", "de", "es", "fr", "bg"], rows: int = ..., second_part: SecondPart | None = ..., instructions: str | None = ...) -> CardSheets: ...
    def __replace__(self, /, *, studio: str = ..., job: str = ..., link_base: LinkBase | str = ..., language: Language | Literal['en', 'sv', 'nb', 'da', 'de', 'es', 'fr', 'bg'] = ..., rows: int = ..., second_part: SecondPart | None = ..., instructions: str | None = ...) -> CardSheets: ...
    def __repr__(self, /) -> str: ...
    @property
    def instructions(self, /) -> str | None:
        """
        What to do with the card, ending where the address follows; ``None``: the wording of the language.
        """
    @property
    def job(self, /) -> str:
        """
        The title of the job.
        """
    @property
    def language(self, /) -> Language:
        """
        The language of what the cards say; names keep their own letters.
        """
    @property
    def link_base(self, /) -> LinkBase:
        """
        What the links begin with; its short form stands on the cards for those who type.
        """
    def pdf(self, cards: Iterable[Card | Mapping[str, object]], /, *, path: str | PathLike[str] | None = None) -> bytes:
        """
        Makes the PDF, with the cards in their order, and writes it to a path too, if one is given, where no file
        is yet.

        Raises :class:`kartotek.InvalidError` for ``rows``, for no ``cards``, and for texts that are too long to
        be read in their places.
        """
    def replace(self, /, *, studio: str = ..., job: str = ..., link_base: LinkBase | str = ..., language: Language | Literal['en', 'sv', 'nb', 'da', 'de', 'es', 'fr', 'bg'] = ..., rows: int = ..., second_part: SecondPart | None = ..., instructions: str | None = ...) -> CardSheets:
        """
        Returns the record with other values of some fields.
        """
    @property
    def rows(self, /) -> int:
        """
        How many rows a page has, from 3 to 5. A row is one card with a second part, or two without.
        """
    @property
    def second_part(self, /) -> SecondPart | None:
        """
        What is torn off and handed in, if anything.
        """
    @property
    def studio(self, /) -> str:
        """
        The name of the business.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class Claim:
    """
    Says that a form may come from a customer of the register, if they prove that an e-mail or phone is theirs.

    >>> import kartotek
    >>> by = kartotek.ClaimBy(email="anna@example.com")
    >>> kartotek.Claim(customer="01a20460-74ad-7324-81fd-c36f60cff015", by=by)
    Claim(customer=UUID('01a20460-74ad-7324-81fd-c36f60cff015'), by=ClaimBy(email=…))
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, customer: Customer | UUID | str, by: ClaimBy) -> Claim: ...
    def __replace__(self, /, *, customer: Customer | UUID | str = ..., by: ClaimBy = ...) -> Claim: ...
    def __repr__(self, /) -> str: ...
    @property
    def by(self, /) -> ClaimBy:
        """
        What is to be proven.
        """
    @property
    def customer(self, /) -> UUID:
        """
        The customer. Not for the eyes of whoever filled in the form.
        """
    def replace(self, /, *, customer: Customer | UUID | str = ..., by: ClaimBy = ...) -> Claim:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class ClaimBy:
    """
    What is to be proven: this one address or number, which form and customer have in common.

    >>> from kartotek import ClaimBy
    >>> ClaimBy(email="anna@example.com")
    ClaimBy(email=…)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, email: str | None = None, phone: int | None = None) -> ClaimBy: ...
    def __repr__(self, /) -> str: ...
    @property
    def email(self, /) -> str | None:
        """
        That they read the mail of this address, if that is to be proven.
        """
    @property
    def phone(self, /) -> int | None:
        """
        That they have the phone of this number (E.164, without the plus sign), if that is to be proven.
        """

@final
class CodeAttempt:
    """
    One attempt to open something by a code, as the log has it.

    >>> import kartotek
    >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> try:
    ...     opened = register.codes.resolve("7KX9-QM2T-4HWC-Y", "192.0.2.7")
    ... except kartotek.RuleViolatedError as refused:
    ...     print(refused.rule)
    code_refused
    >>> [(attempt.outcome.value, attempt.origin) for attempt in register.codes.attempts()]
    [('unknown', '192.0.2.0/24')]
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, seq: int, at: datetime, code: StoredCode | AccessCode | UUID | str | None, outcome: ResolveOutcome | Literal["granted", "unknown", "throttled", "second_factor", "refused_blank", "refused_bound", "refused_suspended", "refused_revoked", "refused_expired", "refused_rotated"], origin: str) -> CodeAttempt: ...
    def __replace__(self, /, *, seq: int = ..., at: datetime = ..., code: StoredCode | AccessCode | UUID | str | None = ..., outcome: ResolveOutcome | Literal['granted', 'unknown', 'throttled', 'second_factor', 'refused_blank', 'refused_bound', 'refused_suspended', 'refused_revoked', 'refused_expired', 'refused_rotated'] = ..., origin: str = ...) -> CodeAttempt: ...
    def __repr__(self, /) -> str: ...
    @property
    def at(self, /) -> datetime:
        """
        When it was made.
        """
    @property
    def code(self, /) -> UUID | None:
        """
        The code; ``None`` where none was found or looked for.
        """
    @property
    def origin(self, /) -> str:
        """
        The network that it came from, which is no address of one person.
        """
    @property
    def outcome(self, /) -> ResolveOutcome:
        """
        How it ended.
        """
    def replace(self, /, *, seq: int = ..., at: datetime = ..., code: StoredCode | AccessCode | UUID | str | None = ..., outcome: ResolveOutcome | Literal['granted', 'unknown', 'throttled', 'second_factor', 'refused_blank', 'refused_bound', 'refused_suspended', 'refused_revoked', 'refused_expired', 'refused_rotated'] = ..., origin: str = ...) -> CodeAttempt:
        """
        Returns the record with other values of some fields.
        """
    @property
    def seq(self, /) -> int:
        """
        Its place in the log; later ones have greater numbers.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class CodeOptions:
    """
    What issuing access codes and looking them up needs; nothing of it is stored or pickled.

    The pepper is the same for ever: cards that were printed under another one are found by their links alone.
    With a recovery key cards can be printed again.

    >>> import kartotek
    >>> pepper = kartotek.Pepper.random()  # made once, then kept where the register is not
    >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(pepper))
    """
    def __new__(cls, /, pepper: Pepper, *, recovery_key: RecoveryKey | None = None, throttle: ThrottlePolicy | None = None) -> CodeOptions: ...
    def __repr__(self, /) -> str: ...

@final
class Codes:
    """
    What can be done with access codes: ``register.codes``.

    Issuing codes and looking them up needs a register that was opened with ``codes``, see
    :class:`kartotek.CodeOptions`; else :class:`kartotek.RuleViolatedError` is raised with the rule ``code_options``.
    What a code's state forbids names the state, for example ``code_revoked``. Calls about several codes do all or
    nothing.

    >>> import kartotek
    >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> elsa = register.participants.create(given_name="Elsa", family_name="Ek")
    >>> register.participants.add_to_group(group.id, [elsa.id])
    >>> issued = register.codes.issue_missing(job.id)
    >>> register.codes.activate_all(job.id)
    1
    >>> typed = issued[0].secrets.typed.expose().lower()  # what Elsa's mother types
    >>> register.codes.resolve(typed, "192.0.2.7").participant.display_name
    'Elsa Ek'
    >>> [attempt.outcome.value for attempt in register.codes.attempts(limit=10)]
    ['granted']

    What becomes of a code:

    >>> card = issued[0].stored
    >>> [code.code.state.value for code in register.codes.suspend([card.id])]
    ['suspended']
    >>> [code.code.state.value for code in register.codes.resume([card.id])]
    ['active']
    >>> new = register.codes.rotate(card.id, grace_days=3)
    >>> register.codes.get(new.stored.id).code.state, len(register.codes.of_participant(elsa.id))
    (<CodeState.ACTIVE: 'active'>, 2)
    >>> codes = register.codes.set_expiry([new.stored.id], None)
    >>> codes = register.codes.revoke([new.stored.id])
    >>> register.acting_as("maria").codes.reactivate([new.stored.id], None)
    Traceback (most recent call last):
    kartotek.errors.RuleViolatedError: code_revoked: ...
    >>> register.codes.delete([new.stored.id])

    Spare cards, which staff looks up and gives to who was not on the list:

    >>> (spare,) = register.codes.issue_blank(job.id, 1)
    >>> staff = register.acting_as("maria")
    >>> found = staff.codes.find(spare.secrets.token.expose())
    >>> bo = register.participants.create(given_name="Bo")
    >>> register.participants.add_to_group(group.id, [bo.id])
    >>> staff.codes.bind(found.id, bo.id).code.state
    <CodeState.BOUND: 'bound'>
    >>> staff.codes.unbind(found.id).code.state
    <CodeState.BLANK: 'blank'>
    >>> (own,) = register.codes.issue(job.id, [bo.id])
    >>> [code.code.state.value for code in register.codes.activate([own.stored.id])]
    ['active']
    >>> register.codes.count(job.id), len(list(register.codes.all(job.id))), len(register.codes.page(job.id, limit=2))
    (3, 3, 2)
    >>> [card.name for card in register.codes.cards([spare, own])]
    ['Bo', None]
    >>> register.codes.reveal([own.stored.id])
    Traceback (most recent call last):
    kartotek.errors.RuleViolatedError: secrets_not_kept: ...

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def activate(self, /, ids: Iterable[StoredCode | AccessCode | UUID | str]) -> tuple[StoredCode, ...]:
        """
        Lets bound codes open something.
        """
    def activate_all(self, /, job: Job | UUID | str) -> int:
        """
        Lets all codes of a job that are bound open something, and returns how many these are.
        """
    def all(self, /, job: Job | UUID | str) -> Iterator[StoredCode]:
        """
        Walks over all codes of a job, page after page behind the scenes.
        """
    def attempts(self, /, code: StoredCode | AccessCode | UUID | str | None = None, before: int | None = None, limit: int | None = 100) -> tuple[CodeAttempt, ...]:
        """
        Returns attempts to open something by a code, or by any where none is named, the newest first; those
        before one whose ``seq`` is given, 1,000 at most.
        """
    def bind(self, /, id: StoredCode | AccessCode | UUID | str, participant: Participant | UUID | str) -> StoredCode:
        """
        Gives a blank card to a participant who is in a group of its job; once.
        """
    def cards(self, /, issued: Iterable[IssuedCode | Mapping[str, object]]) -> tuple[Card, ...]:
        """
        Makes cards of codes, with the names and groups of their participants: by group, then by name, spare ones at
        the end.
        """
    def count(self, /, job: Job | UUID | str) -> int:
        """
        Counts the codes of a job.
        """
    def delete(self, /, ids: Iterable[StoredCode | AccessCode | UUID | str]) -> None:
        """
        Deletes codes that open nothing any more, and blank ones; the log keeps the attempts to use them.
        """
    def find(self, /, shown: str) -> StoredCode | None:
        """
        Looks up what stands on a card, a link, its token or a typed code, for staff who hold it in their hands;
        ``None`` where there is no such code. Customers use ``resolve``, which counts failures.

        Raises :class:`kartotek.RuleViolatedError` (``staff_only``) for any actor but staff.
        """
    def get(self, /, id: StoredCode | AccessCode | UUID | str) -> StoredCode:
        """
        Returns a code. Raises :class:`kartotek.NotFoundError`.
        """
    def issue(self, /, job: Job | UUID | str, participants: Iterable[Participant | UUID | str]) -> tuple[IssuedCode, ...]:
        """
        Makes codes for participants of a job, with their secrets, which are shown once. Who has a live code gets
        none. They open nothing before they are activated.

        Raises :class:`kartotek.RuleViolatedError`: ``not_in_job``, ``code_expiry`` where they would be expired
        already.
        """
    def issue_blank(self, /, job: Job | UUID | str, count: int) -> tuple[IssuedCode, ...]:
        """
        Makes codes for so many spare cards of a job, 10,000 at most, which are bound later.
        """
    def issue_missing(self, /, job: Job | UUID | str) -> tuple[IssuedCode, ...]:
        """
        Makes codes for all members of a job's groups who have no live one, by name, as ``issue`` does.
        """
    def of_participant(self, /, participant: Participant | UUID | str) -> tuple[StoredCode, ...]:
        """
        Returns the codes of a participant in all jobs, the oldest first.
        """
    def page(self, job: Job | UUID | str, /, *, limit: int | None = 50, after: str | None = None, total: bool | int | None = None) -> Page[StoredCode]:
        """
        Returns one page of the codes of a job, the oldest first.
        """
    def print_job(self, of_job: Job | UUID | str, sheets: CardSheets | Mapping[str, object] | None = None, /, *, spare: int = 0, path: str | PathLike[str] | None = None, studio: str = ..., job: str = ..., link_base: LinkBase | str = ..., language: Language | Literal['en', 'sv', 'nb', 'da', 'de', 'es', 'fr', 'bg'] = ..., rows: int = ..., second_part: SecondPart | None = ..., instructions: str | None = ...) -> bytes:
        """
        Makes the cards of a whole job as one PDF, for every member of its groups and so many spare ones, and writes
        it to a path too, if one is given, where no file is yet. Who has no live code gets one; where nothing can be
        printed or written, none is made. The sheets are given as such or by their fields.

        Raises :class:`kartotek.RuleViolatedError` (``secrets_not_kept``) where a member has a live code that was
        not kept.

        >>> import kartotek
        >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
        >>> job = register.jobs.create(title="Ekskolan 2026")
        >>> pdf = register.codes.print_job(job.id, spare=8, link_base="https://studio.example", language="sv")
        >>> pdf[:5], register.codes.count(job.id)
        (b'%PDF-', 8)
        """
    def reactivate(self, /, ids: Iterable[StoredCode | AccessCode | UUID | str], end: datetime | None) -> tuple[StoredCode, ...]:
        """
        Gives expired codes more time, until an instant or for ever; staff alone may.
        """
    def resolve(self, /, shown: str, address: IPv4Address | IPv6Address | str, *, second_factor: str | None = None) -> Resolved:
        """
        Lets somebody in who shows a code: a scanned link, its token, or what is typed, in any writing.

        ``address`` is the visitor's own, not that of a proxy; failures are counted for its network, and every
        attempt is logged with it. Where many failures ask for a ``second_factor``, it is the family name of the
        participant, or the family name or a postcode of a customer whom the participant belongs to.

        Raises :class:`kartotek.RuleViolatedError`: ``code_throttled`` after too many failures,
        ``second_factor_required``, and ``code_refused`` for whatever else, so that an unknown, a suspended and an
        expired code cannot be told apart; :class:`kartotek.InvalidError` for what is no code.
        """
    def resume(self, /, ids: Iterable[StoredCode | AccessCode | UUID | str]) -> tuple[StoredCode, ...]:
        """
        Lets suspended codes go on.
        """
    def reveal(self, /, ids: Iterable[StoredCode | AccessCode | UUID | str]) -> tuple[CardSecrets, ...]:
        """
        Returns the secrets of codes that were issued with a recovery key, in the order asked for.

        Raises :class:`kartotek.RuleViolatedError`: ``secrets_not_kept`` where they were shown once and only
        ``rotate`` helps, ``recovery_key`` where the key is missing or another one.
        """
    def revoke(self, /, ids: Iterable[StoredCode | AccessCode | UUID | str]) -> tuple[StoredCode, ...]:
        """
        Stops codes for ever.
        """
    def rotate(self, id: StoredCode | AccessCode | UUID | str, /, *, grace_days: int = 0) -> IssuedCode:
        """
        Puts a new code in the place of one, in the same state. The old one stays good for so many days, 14 at
        most.
        """
    def set_expiry(self, /, ids: Iterable[StoredCode | AccessCode | UUID | str], end: datetime | None) -> tuple[StoredCode, ...]:
        """
        Lets codes expire at another instant, or never. Raises :class:`kartotek.RuleViolatedError`
        (``code_expiry``) for an instant that is over.
        """
    def suspend(self, /, ids: Iterable[StoredCode | AccessCode | UUID | str]) -> tuple[StoredCode, ...]:
        """
        Stops active codes for a while.
        """
    def unbind(self, /, id: StoredCode | AccessCode | UUID | str) -> StoredCode:
        """
        Takes a card back from its participant, so that it is blank again; staff alone may.
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: Collection | CollectionRef | UUID | str, kind: CollectionKind | Literal["tag", "contact_group", "customer_group"], name: str, preset: Preset | Literal["standard", "business"] | None, revision: int, created_at: datetime, archived_at: datetime | None, size: int) -> Collection: ...
    def __replace__(self, /, *, id: Collection | CollectionRef | UUID | str = ..., kind: CollectionKind | Literal['tag', 'contact_group', 'customer_group'] = ..., name: str = ..., preset: Preset | Literal['standard', 'business'] | None = ..., revision: int = ..., created_at: datetime = ..., archived_at: datetime | None = ..., size: int = ...) -> Collection: ...
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
    def replace(self, /, *, id: Collection | CollectionRef | UUID | str = ..., kind: CollectionKind | Literal['tag', 'contact_group', 'customer_group'] = ..., name: str = ..., preset: Preset | Literal['standard', 'business'] | None = ..., revision: int = ..., created_at: datetime = ..., archived_at: datetime | None = ..., size: int = ...) -> Collection:
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
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: Collection | CollectionRef | UUID | str, name: str) -> CollectionRef: ...
    def __replace__(self, /, *, id: Collection | CollectionRef | UUID | str = ..., name: str = ...) -> CollectionRef: ...
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
    def replace(self, /, *, id: Collection | CollectionRef | UUID | str = ..., name: str = ...) -> CollectionRef:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def all(self, /) -> tuple[Collection, ...]:
        """
        Returns all of them at once with their sizes, archived ones too, by name.
        """
    def archive(self, /, id: Collection | CollectionRef | UUID | str) -> Collection:
        """
        Stops offering one; its members stay.
        """
    def attach(self, /, group: Collection | CollectionRef | UUID | str, ids: Iterable[Customer | UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Puts customers into a group, and returns what became of each.
        """
    def create(self, /, name: str) -> Collection:
        """
        Makes one. Raises :class:`kartotek.AlreadyExistsError` for a name that is taken.
        """
    def create_with(self, /, name: str, ids: Iterable[Customer | UUID | str]) -> Collection:
        """
        Makes a group of customers.
        """
    def delete(self, /, id: Collection | CollectionRef | UUID | str) -> None:
        """
        Deletes one; its members stay in the register.
        """
    def detach(self, /, group: Collection | CollectionRef | UUID | str, ids: Iterable[Customer | UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Takes customers out of a group, and returns what became of each.
        """
    def find_by_name(self, /, name: str) -> Collection | None:
        """
        Returns the one with a name, however its case and blanks are written, or ``None``.
        """
    def get(self, /, id: Collection | CollectionRef | UUID | str) -> Collection:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def rename(self, /, collection: Collection, name: str) -> Collection:
        """
        Gives one that was read before another name. Raises :class:`kartotek.ConflictError` when it was
        changed meanwhile.
        """
    def restore(self, /, id: Collection | CollectionRef | UUID | str) -> Collection:
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: Customer | UUID | str, number: int, revision: int, created_at: datetime, updated_at: datetime, archived_at: datetime | None, profile: CustomerProfile | Mapping[str, object], default_group: CollectionRef | Mapping[str, object], customer_groups: Iterable[CollectionRef | Mapping[str, object]], contact_groups: Iterable[CollectionRef | Mapping[str, object]], tags: Iterable[CollectionRef | Mapping[str, object]]) -> Customer: ...
    def __replace__(self, /, *, id: Customer | UUID | str = ..., number: int = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., archived_at: datetime | None = ..., profile: CustomerProfile | Mapping[str, object] = ..., default_group: CollectionRef | Mapping[str, object] = ..., customer_groups: Iterable[CollectionRef | Mapping[str, object]] = ..., contact_groups: Iterable[CollectionRef | Mapping[str, object]] = ..., tags: Iterable[CollectionRef | Mapping[str, object]] = ...) -> Customer: ...
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
    def replace(self, /, *, id: Customer | UUID | str = ..., number: int = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., archived_at: datetime | None = ..., profile: CustomerProfile | Mapping[str, object] = ..., default_group: CollectionRef | Mapping[str, object] = ..., customer_groups: Iterable[CollectionRef | Mapping[str, object]] = ..., contact_groups: Iterable[CollectionRef | Mapping[str, object]] = ..., tags: Iterable[CollectionRef | Mapping[str, object]] = ...) -> Customer:
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
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, seq: int, at: datetime, actor: str, batch: ImportBatch | ImportReport | UUID | str | None, reason: str, action: str, fields: dict[str, tuple[str, str]]) -> CustomerChange:
        """
        Makes one of what it shows, as unpickling does.
        """
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
    def to_dict(self, /) -> dict[str, object]:
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: Customer | UUID | str | None = ..., kind: CustomerKind | Literal["person", "company", "shared_login"] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal["low", "medium", "high"] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ..., tags: Iterable[str] = ..., contact_groups: Iterable[str] = ..., customer_groups: Iterable[str] = ..., default_group: str | None = ...) -> CustomerDraft: ...
    def __replace__(self, /, *, id: Customer | UUID | str | None = ..., kind: CustomerKind | Literal['person', 'company', 'shared_login'] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal['low', 'medium', 'high'] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ..., tags: Iterable[str] = ..., contact_groups: Iterable[str] = ..., customer_groups: Iterable[str] = ..., default_group: str | None = ...) -> CustomerDraft: ...
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
    def replace(self, /, *, id: Customer | UUID | str | None = ..., kind: CustomerKind | Literal['person', 'company', 'shared_login'] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal['low', 'medium', 'high'] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ..., tags: Iterable[str] = ..., contact_groups: Iterable[str] = ..., customer_groups: Iterable[str] = ..., default_group: str | None = ...) -> CustomerDraft:
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
    def tags(self, /) -> tuple[str, ...]:
        """
        Names of tags; those that do not exist are made.
        """
    @property
    def title(self, /) -> str:
        """
        Code of a social title from the register's settings.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    >>> CustomerFilter(tag="wedding", where={"city": Test.starts_with("Gö")})
    CustomerFilter(tag=('wedding',), where={'city': Test.starts_with('Gö')})
    """
    def __eq__(self, other: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __new__(cls, /, *, text: str | None = None, tag: str | Iterable[str] | None = None, any_tag: str | Iterable[str] | None = None, no_tag: str | Iterable[str] | None = None, contact_group: str | Iterable[str] | None = None, any_contact_group: str | Iterable[str] | None = None, no_contact_group: str | Iterable[str] | None = None, customer_group: str | Iterable[str] | None = None, any_customer_group: str | Iterable[str] | None = None, no_customer_group: str | Iterable[str] | None = None, where: Mapping[str, object] | None = None, archived: Archived | Literal["exclude", "include", "only"] | None = None, ids: Iterable[Customer | UUID | str] | None = None) -> CustomerFilter:
        """
        Makes a filter.

        ``text`` is what people type into a search box. ``tag``, ``contact_group`` and ``customer_group`` name
        one or several that must all hold, ``any_tag`` several of which one must, ``no_tag`` those that nobody
        may bear. ``where`` has the keys of fields with values or tests, ``ids`` the only customers to show.
        """
    def __repr__(self, /) -> str: ...

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

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def all(self, /) -> tuple[Collection, ...]:
        """
        Returns all of them at once with their sizes, archived ones too, by name.
        """
    def archive(self, /, id: Collection | CollectionRef | UUID | str) -> Collection:
        """
        Stops offering one; its members stay.
        """
    def attach(self, /, group: Collection | CollectionRef | UUID | str, ids: Iterable[Customer | UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Puts customers into a group, and returns what became of each.
        """
    def create(self, /, name: str) -> Collection:
        """
        Makes one. Raises :class:`kartotek.AlreadyExistsError` for a name that is taken.
        """
    def delete(self, /, id: Collection | CollectionRef | UUID | str) -> None:
        """
        Deletes one; its members stay in the register.
        """
    def detach(self, /, group: Collection | CollectionRef | UUID | str, ids: Iterable[Customer | UUID | str], *, new_default: Collection | CollectionRef | UUID | str | None = None) -> tuple[BulkOutcome, ...]:
        """
        Takes customers out of a group, and returns what became of each. Whose default it was get
        ``new_default`` for it; a default without one raises :class:`kartotek.RuleViolatedError`.
        """
    def find_by_name(self, /, name: str) -> Collection | None:
        """
        Returns the one with a name, however its case and blanks are written, or ``None``.
        """
    def get(self, /, id: Collection | CollectionRef | UUID | str) -> Collection:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def preset(self, /, preset: Preset | Literal["standard", "business"]) -> Collection:
        """
        Returns the group that was made with the register for a purpose.
        """
    def rename(self, /, collection: Collection, name: str) -> Collection:
        """
        Gives one that was read before another name. Raises :class:`kartotek.ConflictError` when it was
        changed meanwhile.
        """
    def restore(self, /, id: Collection | CollectionRef | UUID | str) -> Collection:
        """
        Offers an archived one again.
        """
    def set_default(self, /, group: Collection | CollectionRef | UUID | str, ids: Iterable[Customer | UUID | str]) -> tuple[BulkOutcome, ...]:
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, kind: CustomerKind | Literal["person", "company", "shared_login"] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal["low", "medium", "high"] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ...) -> CustomerProfile: ...
    def __replace__(self, /, *, kind: CustomerKind | Literal['person', 'company', 'shared_login'] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal['low', 'medium', 'high'] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ...) -> CustomerProfile: ...
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
    def replace(self, /, *, kind: CustomerKind | Literal['person', 'company', 'shared_login'] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal['low', 'medium', 'high'] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ...) -> CustomerProfile:
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
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def all(self, filter: CustomerFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, text: str | None = ..., tag: str | Iterable[str] | None = ..., any_tag: str | Iterable[str] | None = ..., no_tag: str | Iterable[str] | None = ..., contact_group: str | Iterable[str] | None = ..., any_contact_group: str | Iterable[str] | None = ..., no_contact_group: str | Iterable[str] | None = ..., customer_group: str | Iterable[str] | None = ..., any_customer_group: str | Iterable[str] | None = ..., no_customer_group: str | Iterable[str] | None = ..., where: Mapping[str, object] | None = ..., archived: Archived | Literal['exclude', 'include', 'only'] | None = ..., ids: Iterable[Customer | UUID | str] | None = ...) -> Iterator[Customer]:
        """
        Walks over a whole list, page after page behind the scenes.
        """
    def archive(self, /, ids: Iterable[Customer | UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Hides customers from lists, and returns what became of each.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> outcomes = register.customers.archive([anna.id])
        >>> register.customers.count(), register.customers.restore([anna.id]), register.customers.count()
        (0, (<BulkOutcome.CHANGED: 'changed'>,), 1)
        """
    def as_of(self, /, id: Customer | UUID | str, at: datetime) -> Customer | None:
        """
        Returns a customer as it was at an instant, or ``None``.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> eva = register.customers.update(anna, given_name="Eva")
        >>> register.customers.as_of(anna.id, anna.updated_at).given_name
        'Anna'
        """
    def check(self, draft: CustomerDraft | Mapping[str, object] | CustomerProfile | None = None, /, *, id: Customer | UUID | str | None = ..., kind: CustomerKind | Literal['person', 'company', 'shared_login'] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal['low', 'medium', 'high'] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ..., tags: Iterable[str] = ..., contact_groups: Iterable[str] = ..., customer_groups: Iterable[str] = ..., default_group: str | None = ...) -> tuple[FieldProblem, ...]:
        """
        Returns all that is wrong with a draft, and stores nothing.
        """
    def count(self, filter: CustomerFilter | Mapping[str, object] | None = None, /, *, text: str | None = ..., tag: str | Iterable[str] | None = ..., any_tag: str | Iterable[str] | None = ..., no_tag: str | Iterable[str] | None = ..., contact_group: str | Iterable[str] | None = ..., any_contact_group: str | Iterable[str] | None = ..., no_contact_group: str | Iterable[str] | None = ..., customer_group: str | Iterable[str] | None = ..., any_customer_group: str | Iterable[str] | None = ..., no_customer_group: str | Iterable[str] | None = ..., where: Mapping[str, object] | None = ..., archived: Archived | Literal['exclude', 'include', 'only'] | None = ..., ids: Iterable[Customer | UUID | str] | None = ...) -> int:
        """
        Counts a list.
        """
    def create(self, draft: CustomerDraft | Mapping[str, object] | CustomerProfile | None = None, /, *, id: Customer | UUID | str | None = ..., kind: CustomerKind | Literal['person', 'company', 'shared_login'] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal['low', 'medium', 'high'] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ..., tags: Iterable[str] = ..., contact_groups: Iterable[str] = ..., customer_groups: Iterable[str] = ..., default_group: str | None = ...) -> Customer:
        """
        Makes a customer, of a draft, of its fields, by name or in a dictionary, or of the profile of another one:
        ``help(kartotek.CustomerDraft)`` lists the fields. E-mails, phones and the like within are records, dictionaries
        of their fields, or texts.

        Raises :class:`kartotek.InvalidError` with every problem, and :class:`kartotek.AlreadyExistsError` for an
        id or external id that is taken.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> register.customers.create(given_name="Anna", emails=["anna@"])
        Traceback (most recent call last):
        kartotek.errors.InvalidError: email is not an e-mail address
        """
    def create_many(self, /, drafts: Iterable[CustomerDraft | Mapping[str, object] | CustomerProfile]) -> tuple[Customer | Exception, ...]:
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
    def delete_many(self, /, customers: Iterable[Customer]) -> tuple[Exception | None, ...]:
        """
        Deletes customers who were read before in one unit of work, and returns for each ``None`` or the exception
        that says why it stays.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> [type(each).__name__ for each in register.customers.delete_many([anna, anna])]
        ['NoneType', 'NotFoundError']
        """
    def dependents(self, /, id: Customer | UUID | str) -> tuple[Dependent, ...]:
        """
        Returns what depends on a customer, and keeps it from being deleted; nothing where it may go.
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
    def export_file(self, path: str | PathLike[str] | BinaryIO, filter: CustomerFilter | Mapping[str, object] | None = None, /, *, columns: Iterable[str] | None = None, sort: str | None = None, headings: Language | Literal["en", "sv", "nb", "da", "de", "es", "fr", "bg"] | None = None, format: Literal['csv', 'xlsx', 'jsonl'] | None = None, for_excel: bool = False, delimiter: Literal[",", ";", "|", "\t"] | None = None, encoding: str | None = None, replace: bool = False, progress: Callable[[int], object] | None = None, text: str | None = ..., tag: str | Iterable[str] | None = ..., any_tag: str | Iterable[str] | None = ..., no_tag: str | Iterable[str] | None = ..., contact_group: str | Iterable[str] | None = ..., any_contact_group: str | Iterable[str] | None = ..., no_contact_group: str | Iterable[str] | None = ..., customer_group: str | Iterable[str] | None = ..., any_customer_group: str | Iterable[str] | None = ..., no_customer_group: str | Iterable[str] | None = ..., where: Mapping[str, object] | None = ..., archived: Archived | Literal['exclude', 'include', 'only'] | None = ..., ids: Iterable[Customer | UUID | str] | None = ...) -> int:
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
    def find(self, /, id: Customer | UUID | str) -> Customer | None:
        """
        Returns a customer, or ``None``.
        """
    def find_by_external_id(self, /, source: str, id: str) -> Customer | None:
        """
        Returns the customer whom another system calls so, or ``None``.
        """
    def find_by_number(self, /, number: int) -> Customer | None:
        """
        Returns the customer with a number, or ``None``.
        """
    def find_tombstone(self, /, id: Customer | UUID | str) -> Tombstone | None:
        """
        Returns what is left of a customer who was deleted, or ``None``.
        """
    def get(self, /, id: Customer | UUID | str) -> Customer:
        """
        Returns a customer. Raises :class:`kartotek.NotFoundError`.
        """
    def get_many(self, /, ids: Iterable[Customer | UUID | str]) -> tuple[Customer, ...]:
        """
        Returns customers in the order asked for, without those that do not exist.
        """
    def page(self, filter: CustomerFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, limit: int | None = 50, after: str | None = None, total: bool | int | None = None, text: str | None = ..., tag: str | Iterable[str] | None = ..., any_tag: str | Iterable[str] | None = ..., no_tag: str | Iterable[str] | None = ..., contact_group: str | Iterable[str] | None = ..., any_contact_group: str | Iterable[str] | None = ..., no_contact_group: str | Iterable[str] | None = ..., customer_group: str | Iterable[str] | None = ..., any_customer_group: str | Iterable[str] | None = ..., no_customer_group: str | Iterable[str] | None = ..., where: Mapping[str, object] | None = ..., archived: Archived | Literal['exclude', 'include', 'only'] | None = ..., ids: Iterable[Customer | UUID | str] | None = ...) -> Page[Customer]:
        """
        Returns one page of a list; ``sort`` is the key of a field, with a minus sign before it from its end,
        ``total`` whether to count, or how far. The filter is given as such or by its parts, which
        ``help(kartotek.CustomerFilter)`` lists.
        """
    def private_area_link(self, /, id: Customer | UUID | str) -> str:
        """
        Returns the link of a customer's private area. Raises :class:`kartotek.RuleViolatedError`
        (``no_web_address``) where the settings have no web address.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> settings = register.update_settings(web_address="https://sol.example")
        >>> anna = register.customers.create(given_name="Anna")
        >>> register.customers.private_area_link(anna.id) == f"https://sol.example/customers/{anna.id}"
        True
        >>> register.customers.dependents(anna.id)
        ()
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
    def restore(self, /, ids: Iterable[Customer | UUID | str]) -> tuple[BulkOutcome, ...]:
        """
        Shows archived customers again, and returns what became of each.
        """
    def search(self, text: str, /, *, limit: int | None = 50) -> tuple[Customer, ...]:
        """
        Finds customers by what people type, the best first.
        """
    def set_enabled(self, /, ids: Iterable[Customer | UUID | str], enabled: bool) -> tuple[BulkOutcome, ...]:
        """
        Lets customers sign in and order, or stops them from it, and returns what became of each.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> outcomes = register.customers.set_enabled([anna.id], False)
        >>> register.customers.get(anna.id).enabled
        False
        """
    def to_arrow(self, filter: CustomerFilter | Mapping[str, object] | None = None, /, *, columns: Iterable[str] | None = None, sort: str | None = None, text: str | None = ..., tag: str | Iterable[str] | None = ..., any_tag: str | Iterable[str] | None = ..., no_tag: str | Iterable[str] | None = ..., contact_group: str | Iterable[str] | None = ..., any_contact_group: str | Iterable[str] | None = ..., no_contact_group: str | Iterable[str] | None = ..., customer_group: str | Iterable[str] | None = ..., any_customer_group: str | Iterable[str] | None = ..., no_customer_group: str | Iterable[str] | None = ..., where: Mapping[str, object] | None = ..., archived: Archived | Literal['exclude', 'include', 'only'] | None = ..., ids: Iterable[Customer | UUID | str] | None = ...) -> ArrowTable:
        """
        Returns a list as a table of Arrow, for pyarrow, polars, pandas, DuckDB and others, which read it in batches.

        ``columns`` are keys of fields, without them those of an export. Texts, ids and birthdays, which may lack
        the year, are texts; numbers ``int64``; instants ``timestamp[us, UTC]``; tags, groups and further contacts
        lists of texts; an amount has an ``amount``, a decimal, and a ``currency``. What is empty is null. The filter
        is given as such or by its parts.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna", tags=["wedding"])
        >>> register.customers.to_arrow(tag="wedding", columns=["number", "given_name"])
        <ArrowTable of number, given_name>
        >>> other = kartotek.in_memory()
        >>> other.import_file(register.customers.to_arrow()).counts.created
        1
        """
    def update(self, customer: Customer, profile: CustomerProfile | Mapping[str, object] | None = None, /, *, kind: CustomerKind | Literal['person', 'company', 'shared_login'] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal['low', 'medium', 'high'] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ...) -> Customer:
        """
        Changes fields of a customer who was read before, or gives it another profile; ``help(kartotek.CustomerProfile)``
        lists them.

        Raises :class:`kartotek.ConflictError` when somebody else changed it meanwhile,
        :class:`kartotek.InvalidError` with every problem.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> register.customers.update(anna, family_name="García").display_name
        'Anna García'
        """
    def update_many(self, /, changes: Iterable[tuple[Customer, CustomerProfile | Mapping[str, object]]]) -> tuple[Customer | Exception, ...]:
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
    Things of one kind that depend on a record, and keep it from being deleted.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> register.jobs.dependents(job.id)
    (Dependent(kind='job group', count=1),)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, kind: str, count: int) -> Dependent: ...
    def __replace__(self, /, *, kind: str = ..., count: int = ...) -> Dependent: ...
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
    def replace(self, /, *, kind: str = ..., count: int = ...) -> Dependent:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, address: str, label: str = ...) -> Email: ...
    def __replace__(self, /, *, address: str = ..., label: str = ...) -> Email: ...
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
    def replace(self, /, *, address: str = ..., label: str = ...) -> Email:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, source: str, id: str) -> ExternalId: ...
    def __replace__(self, /, *, source: str = ..., id: str = ...) -> ExternalId: ...
    def __repr__(self, /) -> str: ...
    @property
    def id(self, /) -> str:
        """
        The id there.
        """
    def replace(self, /, *, source: str = ..., id: str = ...) -> ExternalId:
        """
        Returns the record with other values of some fields.
        """
    @property
    def source(self, /) -> str:
        """
        The system, for example ``shopify``.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class FailureLimit:
    """
    How many failures are borne.

    >>> import kartotek
    >>> kartotek.FailureLimit(burst=20, forgive_micros=30_000_000).burst
    20
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, burst: int, forgive_micros: int) -> FailureLimit: ...
    def __replace__(self, /, *, burst: int = ..., forgive_micros: int = ...) -> FailureLimit: ...
    def __repr__(self, /) -> str: ...
    @property
    def burst(self, /) -> int:
        """
        So many at once.
        """
    @property
    def forgive_micros(self, /) -> int:
        """
        One is forgiven every so many microseconds.
        """
    def replace(self, /, *, burst: int = ..., forgive_micros: int = ...) -> FailureLimit:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, key: str, label: str, section: Section | Literal["identity", "name", "contact", "address", "person", "company", "account", "groups", "notes"], kind: str, options: Iterable[str], longest: int | None, personal: bool, staff_only: bool, edits: bool, sorts: bool, filters: bool, imports: bool, exports: bool) -> Field:
        """
        Makes one of what it shows, as unpickling does.
        """
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
    def to_dict(self, /) -> dict[str, object]:
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, field: str, contexts: Iterable[Context | Literal["staff", "self_registration", "import", "check_in", "sync"]] = ..., level: Level | Literal["off", "optional", "recommended", "required"], when: str = ...) -> FieldPolicy: ...
    def __replace__(self, /, *, field: str = ..., contexts: Iterable[Context | Literal['staff', 'self_registration', 'import', 'check_in', 'sync']] = ..., level: Level | Literal['off', 'optional', 'recommended', 'required'] = ..., when: str = ...) -> FieldPolicy: ...
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
    def replace(self, /, *, field: str = ..., contexts: Iterable[Context | Literal['staff', 'self_registration', 'import', 'check_in', 'sync']] = ..., level: Level | Literal['off', 'optional', 'recommended', 'required'] = ..., when: str = ...) -> FieldPolicy:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    @property
    def when(self, /) -> str:
        """
        When it holds: ``always``, in ``business`` mode, or for customers of a country (ISO 3166-1 alpha-2).
        """

@final
class Galleries:
    """
    What can be done with galleries: ``register.galleries``. Tags are put on them by
    ``register.tags.apply_to_galleries``.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> album = register.galleries.of_group(group.id)
    >>> album = register.galleries.update(album, state="published")
    >>> album.is_open(job.details, album.updated_at)
    True

    Those of participants:

    >>> elsa = register.participants.create(given_name="Elsa")
    >>> register.participants.add_to_group(group.id, [elsa.id])
    >>> own = register.galleries.create(job.id, elsa.id, title="Elsa")
    >>> register.galleries.of_participant(elsa.id) == (register.galleries.get(own.id),)
    True
    >>> anna = register.customers.create(given_name="Anna")
    >>> entry = register.registrations.create(group.id, anna.id, participants=[elsa.id])
    >>> register.galleries.of_customer(anna.id) == (album, own)
    True
    >>> outcomes = register.tags.apply_to_galleries([own.id], add=["portrait"])
    >>> [[tag.name for tag in tags] for tags in register.galleries.tags([album.id, own.id])]
    [[], ['portrait']]
    >>> register.galleries.dependents(own.id)
    ()
    >>> register.galleries.delete(own.id)

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def create(self, job: Job | UUID | str, participant: Participant | UUID | str, details: GalleryDetails | Mapping[str, object] | None = None, /, *, title: str = ..., state: GalleryState | Literal['draft', 'published', 'closed'] = ..., opens_at: datetime | None = ..., closes_at: datetime | None = ...) -> Gallery:
        """
        Makes the gallery of a participant in a job, of its details or of its fields by name.

        Raises :class:`kartotek.AlreadyExistsError` where the participant has one in the job,
        :class:`kartotek.RuleViolatedError` (``not_in_job``) where it is in no group of it.
        """
    def delete(self, /, id: Gallery | UUID | str) -> None:
        """
        Deletes one. Raises :class:`kartotek.RuleViolatedError` (``has_dependents``) while something
        depends on it.
        """
    def dependents(self, /, id: Gallery | UUID | str) -> tuple[Dependent, ...]:
        """
        Returns what depends on one, and keeps it from being deleted; nothing where it may go.
        """
    def get(self, /, id: Gallery | UUID | str) -> Gallery:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def link(self, /, id: Gallery | UUID | str) -> str:
        """
        Returns the link of a gallery. Raises :class:`kartotek.RuleViolatedError` (``no_web_address``) where
        the settings have no web address.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> settings = register.update_settings(web_address="https://sol.example/albums")
        >>> job = register.jobs.create(title="Ekskolan 2026")
        >>> group = register.job_groups.create(job.id, "4b")
        >>> album = register.galleries.of_group(group.id)
        >>> register.galleries.link(album.id) == f"https://sol.example/albums/galleries/{album.id}"
        True
        >>> register.galleries.link_of_group(group.id) == register.galleries.link(album.id)
        True
        """
    def link_of_group(self, /, group: JobGroup | UUID | str) -> str:
        """
        Returns the link of the gallery of a group of a job.
        """
    def of_customer(self, /, customer: Customer | UUID | str) -> tuple[Gallery, ...]:
        """
        Returns the albums of a customer's private area, the oldest first: those of the groups in which it is
        registered, and there those of the participants for whom it is. Of a shared login all that its persons
        have.
        """
    def of_group(self, /, group: JobGroup | UUID | str) -> Gallery:
        """
        Returns the gallery of a group of a job.
        """
    def of_participant(self, /, participant: Participant | UUID | str) -> tuple[Gallery, ...]:
        """
        Returns the galleries of a participant in all jobs, the oldest first.
        """
    def tags(self, /, ids: Iterable[Gallery | UUID | str]) -> tuple[tuple[CollectionRef, ...], ...]:
        """
        Returns the tags of each of some galleries, by name.
        """
    def update(self, record: Gallery, details: GalleryDetails | Mapping[str, object] | None = None, /, *, title: str = ..., state: GalleryState | Literal['draft', 'published', 'closed'] = ..., opens_at: datetime | None = ..., closes_at: datetime | None = ...) -> Gallery:
        """
        Changes fields of one that was read before, or gives it other details.

        Raises :class:`kartotek.ConflictError` when somebody else changed it meanwhile,
        :class:`kartotek.InvalidError` with every problem.
        """

@final
class Gallery:
    """
    The pictures of a group of a job, or of one participant in a job.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> album = register.galleries.of_group(group.id)
    >>> album.state, album.participant
    (<GalleryState.DRAFT: 'draft'>, None)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: Gallery | UUID | str, revision: int, created_at: datetime, updated_at: datetime, job: Job | UUID | str, job_group: JobGroup | UUID | str | None, participant: Participant | UUID | str | None, details: GalleryDetails | Mapping[str, object]) -> Gallery: ...
    def __replace__(self, /, *, id: Gallery | UUID | str = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., job: Job | UUID | str = ..., job_group: JobGroup | UUID | str | None = ..., participant: Participant | UUID | str | None = ..., details: GalleryDetails | Mapping[str, object] = ...) -> Gallery: ...
    def __repr__(self, /) -> str: ...
    @property
    def closes_at(self, /) -> datetime | None:
        """
        Until when it may be seen; ``None``: as the job says.
        """
    @property
    def created_at(self, /) -> datetime:
        """
        When it was made.
        """
    @property
    def details(self, /) -> GalleryDetails:
        """
        What people edit.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names it for ever.
        """
    def is_open(self, /, job: JobDetails | Mapping[str, object], at: datetime) -> bool:
        """
        Tells whether it may be seen at a time: it is published, and the time is in its own window or, where it
        has none, in that of its job.
        """
    @property
    def job(self, /) -> UUID:
        """
        The job that it is part of.
        """
    @property
    def job_group(self, /) -> UUID | None:
        """
        The group whose gallery it is; ``None`` where it is a participant's.
        """
    @property
    def opens_at(self, /) -> datetime | None:
        """
        From when on it may be seen; ``None``: as the job says.
        """
    @property
    def participant(self, /) -> UUID | None:
        """
        The participant whose gallery it is; ``None`` where it is a group's.
        """
    def replace(self, /, *, id: Gallery | UUID | str = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., job: Job | UUID | str = ..., job_group: JobGroup | UUID | str | None = ..., participant: Participant | UUID | str | None = ..., details: GalleryDetails | Mapping[str, object] = ...) -> Gallery:
        """
        Returns the record with other values of some fields.
        """
    @property
    def revision(self, /) -> int:
        """
        Counts its changes; an update names the one it saw.
        """
    @property
    def state(self, /) -> GalleryState:
        """
        Whether it is shown.
        """
    @property
    def title(self, /) -> str:
        """
        What it is called; empty where it is called as its group or participant is.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    @property
    def updated_at(self, /) -> datetime:
        """
        When it was changed last.
        """

@final
class GalleryDetails:
    """
    What people edit about a gallery.

    >>> import kartotek
    >>> kartotek.GalleryDetails(title="Class 4b", state="published").state
    <GalleryState.PUBLISHED: 'published'>
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, title: str = ..., state: GalleryState | Literal["draft", "published", "closed"] = ..., opens_at: datetime | None = ..., closes_at: datetime | None = ...) -> GalleryDetails: ...
    def __replace__(self, /, *, title: str = ..., state: GalleryState | Literal['draft', 'published', 'closed'] = ..., opens_at: datetime | None = ..., closes_at: datetime | None = ...) -> GalleryDetails: ...
    def __repr__(self, /) -> str: ...
    @property
    def closes_at(self, /) -> datetime | None:
        """
        Until when it may be seen; ``None``: as the job says.
        """
    @property
    def opens_at(self, /) -> datetime | None:
        """
        From when on it may be seen; ``None``: as the job says.
        """
    def replace(self, /, *, title: str = ..., state: GalleryState | Literal['draft', 'published', 'closed'] = ..., opens_at: datetime | None = ..., closes_at: datetime | None = ...) -> GalleryDetails:
        """
        Returns the record with other values of some fields.
        """
    @property
    def state(self, /) -> GalleryState:
        """
        Whether it is shown.
        """
    @property
    def title(self, /) -> str:
        """
        What it is called; empty where it is called as its group or participant is.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def changes(self, /, after_seq: int = 0, limit: int | None = 1000) -> tuple[HistoryEntry, ...]:
        """
        Returns changes in the order in which they were made, those after a number: the change feed. At most 1,000 are given
        at a time, as by the other methods.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> [(entry.entity, entry.action) for entry in register.history.changes()]
        [('customer', 'created')]
        """
    def imports(self, /, before: ImportBatch | ImportReport | UUID | str | None = None, limit: int | None = 100) -> tuple[ImportBatch, ...]:
        """
        Returns imports, the last one first, those before a run.
        """
    def latest(self, /) -> int:
        """
        Returns the number of the last change, 0 where there is none: what ``changes`` is asked for by who wants to hear
        of new ones alone.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> seen = register.history.latest()
        >>> bo = register.customers.create(given_name="Bo")
        >>> [entry.entity_id == bo.id for entry in register.history.changes(seen)]
        [True]
        """
    def of_batch(self, /, batch: ImportBatch | ImportReport | UUID | str, after_seq: int = 0, limit: int | None = 1000) -> tuple[HistoryEntry, ...]:
        """
        Returns the changes that an import made, those after a number.
        """
    def of_customer(self, /, id: Customer | UUID | str, before_seq: int | None = None, limit: int | None = 100) -> tuple[CustomerChange, ...]:
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
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, seq: int, at: datetime, actor: str, batch: ImportBatch | ImportReport | UUID | str | None, reason: str, entity: str, entity_id: UUID, action: str, old: dict[str, str]) -> HistoryEntry:
        """
        Makes one of what it shows, as unpickling does.
        """
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
    def to_dict(self, /) -> dict[str, object]:
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
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, id: ImportBatch | ImportReport | UUID | str, started_at: datetime, finished_at: datetime | None, source: str, digest: bytes, rows_done: int, counts: ImportCounts | Mapping[str, object], actor: str, is_undone: bool) -> ImportBatch:
        """
        Makes one of what it shows, as unpickling does.
        """
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
    def to_dict(self, /) -> dict[str, object]:
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
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, header: str, target: str, evidence: Evidence | Literal["none", "similar", "heading", "key", "layout", "given"], ignored: str | None, date_order: DateOrder | Literal["day_first", "month_first"] | None, samples: Iterable[str]) -> ImportColumn:
        """
        Makes one of what it shows, as unpickling does.
        """
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
    def to_dict(self, /) -> dict[str, object]:
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, created: int = ..., updated: int = ..., unchanged: int = ..., skipped: int = ..., ambiguous: int = ..., invalid: int = ...) -> ImportCounts: ...
    def __replace__(self, /, *, created: int = ..., updated: int = ..., unchanged: int = ..., skipped: int = ..., ambiguous: int = ..., invalid: int = ...) -> ImportCounts: ...
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
    def replace(self, /, *, created: int = ..., updated: int = ..., unchanged: int = ..., skipped: int = ..., ambiguous: int = ..., invalid: int = ...) -> ImportCounts:
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
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, name: str, encoding: str, encoding_doubt: str | None, delimiter: str | None, has_header: bool, skipped_lines: int, sheet: str | None, sheets: Iterable[str], layout: str | None, mapping: str | None, language: str | None, columns: Iterable[ImportColumn]) -> ImportFile:
        """
        Makes one of what it shows, as unpickling does.
        """
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
    def to_dict(self, /) -> dict[str, object]:
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

    It cannot be pickled: it holds the register.
    """
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    def commit(self, /, *, progress: bool | Callable[[ImportProgress], object] | None = None) -> ImportReport:
        """
        Does what was planned, once, also where that fails: reads the file again and decides each row anew. The report
        lists in ``changed_since_plan`` the rows whose outcome is another one by now.

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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, step: ImportStep | Literal["looking", "storing"], done_bytes: int, total_bytes: int, rows: int) -> ImportProgress: ...
    def __replace__(self, /, *, step: ImportStep | Literal['looking', 'storing'] = ..., done_bytes: int = ..., total_bytes: int = ..., rows: int = ...) -> ImportProgress: ...
    def __repr__(self, /) -> str: ...
    @property
    def done_bytes(self, /) -> int:
        """
        Bytes of the file that are done in this step.
        """
    def replace(self, /, *, step: ImportStep | Literal['looking', 'storing'] = ..., done_bytes: int = ..., total_bytes: int = ..., rows: int = ...) -> ImportProgress:
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
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, batch: ImportBatch | ImportReport | UUID | str | None, end: ImportEnd | Literal["finished", "cancelled", "rolled_back", "planned"], counts: ImportCounts | Mapping[str, object], problem_count: int, problem_codes: dict[str, int], error_rows: int, error_file: str | PathLike[str] | None, archived: int, repeated: int, replaced: int, changed_since_plan: Iterable[int], notices: Iterable[str], problems: Iterable[RowProblem], file: ImportFile) -> ImportReport:
        """
        Makes one of what it shows, as unpickling does.
        """
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
        The error file; ``None`` where none was asked for or no row is in it: then none was made, and what stands
        there is of an earlier run.
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
        How many sequences were not of the encoding; rows with them are refused (``undecodable``).
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class IssuedCode:
    """
    A code that was just issued, with its secrets, which are shown once. It is not pickled.

    >>> import kartotek
    >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> (card,) = register.codes.issue_blank(job.id, 1)
    >>> card.secrets
    CardSecrets(token=LinkToken(…), typed=TypedCode(…))
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    @property
    def secrets(self, /) -> CardSecrets:
        """
        What its card says.
        """
    @property
    def stored(self, /) -> StoredCode:
        """
        The code as it is stored.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class Job:
    """
    One photo assignment: a school's year, a wedding, a race.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> job.title, job.status, job.revision
    ('Ekskolan 2026', <JobStatus.PLANNED: 'planned'>, 1)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: Job | UUID | str, revision: int, created_at: datetime, updated_at: datetime, details: JobDetails | Mapping[str, object]) -> Job: ...
    def __replace__(self, /, *, id: Job | UUID | str = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., details: JobDetails | Mapping[str, object] = ...) -> Job: ...
    def __repr__(self, /) -> str: ...
    @property
    def created_at(self, /) -> datetime:
        """
        When it was made.
        """
    @property
    def details(self, /) -> JobDetails:
        """
        What people edit.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names it for ever.
        """
    @property
    def kind(self, /) -> str:
        """
        What kind of assignment it is, in the studio's own words, for example ``school``.
        """
    @property
    def note(self, /) -> str:
        """
        For the staff alone.
        """
    @property
    def publish_from(self, /) -> datetime | None:
        """
        From when on its galleries may be seen; ``None``: at once.
        """
    @property
    def publish_until(self, /) -> datetime | None:
        """
        Until when its galleries may be seen; ``None``: for ever.
        """
    @property
    def registration_deadline(self, /) -> datetime | None:
        """
        Until when customers may register by themselves; ``None``: as long as the job's status lets them.
        """
    def replace(self, /, *, id: Job | UUID | str = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., details: JobDetails | Mapping[str, object] = ...) -> Job:
        """
        Returns the record with other values of some fields.
        """
    @property
    def revision(self, /) -> int:
        """
        Counts its changes; an update names the one it saw.
        """
    @property
    def shoot_dates(self, /) -> tuple[date, ...]:
        """
        The days on which pictures are taken, in order.
        """
    @property
    def status(self, /) -> JobStatus:
        """
        How far it is.
        """
    @property
    def title(self, /) -> str:
        """
        What it is called.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    @property
    def updated_at(self, /) -> datetime:
        """
        When it was changed last.
        """

@final
class JobDetails:
    """
    What people edit about a job.

    >>> import datetime, kartotek
    >>> details = kartotek.JobDetails(title="Ekskolan 2026", shoot_dates=[datetime.date(2026, 9, 1)])
    >>> details.replace(status="open").status
    <JobStatus.OPEN: 'open'>
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, title: str, kind: str = ..., status: JobStatus | Literal["planned", "open", "published", "closed"] = ..., shoot_dates: Iterable[date] = ..., publish_from: datetime | None = ..., publish_until: datetime | None = ..., registration_deadline: datetime | None = ..., note: str = ...) -> JobDetails: ...
    def __replace__(self, /, *, title: str = ..., kind: str = ..., status: JobStatus | Literal['planned', 'open', 'published', 'closed'] = ..., shoot_dates: Iterable[date] = ..., publish_from: datetime | None = ..., publish_until: datetime | None = ..., registration_deadline: datetime | None = ..., note: str = ...) -> JobDetails: ...
    def __repr__(self, /) -> str: ...
    @property
    def kind(self, /) -> str:
        """
        What kind of assignment it is, in the studio's own words, for example ``school``.
        """
    @property
    def note(self, /) -> str:
        """
        For the staff alone.
        """
    @property
    def publish_from(self, /) -> datetime | None:
        """
        From when on its galleries may be seen; ``None``: at once.
        """
    @property
    def publish_until(self, /) -> datetime | None:
        """
        Until when its galleries may be seen; ``None``: for ever.
        """
    @property
    def registration_deadline(self, /) -> datetime | None:
        """
        Until when customers may register by themselves; ``None``: as long as the job's status lets them.
        """
    def replace(self, /, *, title: str = ..., kind: str = ..., status: JobStatus | Literal['planned', 'open', 'published', 'closed'] = ..., shoot_dates: Iterable[date] = ..., publish_from: datetime | None = ..., publish_until: datetime | None = ..., registration_deadline: datetime | None = ..., note: str = ...) -> JobDetails:
        """
        Returns the record with other values of some fields.
        """
    @property
    def shoot_dates(self, /) -> tuple[date, ...]:
        """
        The days on which pictures are taken, in order.
        """
    @property
    def status(self, /) -> JobStatus:
        """
        How far it is.
        """
    @property
    def title(self, /) -> str:
        """
        What it is called.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class JobFilter:
    """
    Says which jobs a list shows; what is left out asks nothing.

    >>> import kartotek
    >>> kartotek.in_memory().jobs.count(kartotek.JobFilter(statuses=["open"], kinds=["school"]))
    0
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, statuses: Iterable[JobStatus | Literal["planned", "open", "published", "closed"]] = ..., kinds: Iterable[str] = ..., shot_from: date | None = ..., shot_until: date | None = ...) -> JobFilter: ...
    def __replace__(self, /, *, statuses: Iterable[JobStatus | Literal['planned', 'open', 'published', 'closed']] = ..., kinds: Iterable[str] = ..., shot_from: date | None = ..., shot_until: date | None = ...) -> JobFilter: ...
    def __repr__(self, /) -> str: ...
    @property
    def kinds(self, /) -> tuple[str, ...]:
        """
        Those of one of these kinds.
        """
    def replace(self, /, *, statuses: Iterable[JobStatus | Literal['planned', 'open', 'published', 'closed']] = ..., kinds: Iterable[str] = ..., shot_from: date | None = ..., shot_until: date | None = ...) -> JobFilter:
        """
        Returns the record with other values of some fields.
        """
    @property
    def shot_from(self, /) -> date | None:
        """
        Those whose first day of pictures is this one or later.
        """
    @property
    def shot_until(self, /) -> date | None:
        """
        Those whose first day of pictures is this one or earlier.
        """
    @property
    def statuses(self, /) -> tuple[JobStatus, ...]:
        """
        Those with one of these statuses.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class JobGroup:
    """
    A class or a team of a job. It stays with its job for ever, and has one gallery.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> group.name, group.job == job.id
    ('4b', True)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: JobGroup | UUID | str, revision: int, created_at: datetime, updated_at: datetime, job: Job | UUID | str, details: JobGroupDetails | Mapping[str, object]) -> JobGroup: ...
    def __replace__(self, /, *, id: JobGroup | UUID | str = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., job: Job | UUID | str = ..., details: JobGroupDetails | Mapping[str, object] = ...) -> JobGroup: ...
    def __repr__(self, /) -> str: ...
    @property
    def created_at(self, /) -> datetime:
        """
        When it was made.
        """
    @property
    def details(self, /) -> JobGroupDetails:
        """
        What people edit.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names it for ever.
        """
    @property
    def job(self, /) -> UUID:
        """
        The job that it is part of.
        """
    @property
    def name(self, /) -> str:
        """
        What it is called; unique in its job, case and blanks apart.
        """
    def replace(self, /, *, id: JobGroup | UUID | str = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., job: Job | UUID | str = ..., details: JobGroupDetails | Mapping[str, object] = ...) -> JobGroup:
        """
        Returns the record with other values of some fields.
        """
    @property
    def revision(self, /) -> int:
        """
        Counts its changes; an update names the one it saw.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    @property
    def updated_at(self, /) -> datetime:
        """
        When it was changed last.
        """

@final
class JobGroupDetails:
    """
    What people edit about a group of a job.

    >>> import kartotek
    >>> kartotek.JobGroupDetails(name="4b")
    JobGroupDetails(name='4b')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, name: str) -> JobGroupDetails: ...
    def __replace__(self, /, *, name: str = ...) -> JobGroupDetails: ...
    def __repr__(self, /) -> str: ...
    @property
    def name(self, /) -> str:
        """
        What it is called; unique in its job, case and blanks apart.
        """
    def replace(self, /, *, name: str = ...) -> JobGroupDetails:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class JobGroups:
    """
    What can be done with the groups of photo jobs, their classes and teams: ``register.job_groups``.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> group = register.job_groups.rename(group, "4c")
    >>> [group.name for group in register.job_groups.of_job(job.id)]
    ['4c']
    >>> register.job_groups.dependents(register.job_groups.get(group.id).id)
    ()

    Who registered there, with the columns of ``kartotek.GROUP_COLUMNS``:

    >>> anna = register.customers.create(given_name="Anna", family_name="Ek")
    >>> entry = register.registrations.create(group.id, anna.id)
    >>> [row.value("entered_name") for row in register.job_groups.customers(group.id, total_of="lifetime")]
    ['Anna Ek']
    >>> len(list(register.job_groups.all_customers(group.id))), register.job_groups.count_customers(group.id)
    (1, 1)
    >>> register.job_groups.export_customers(group.id, "group.xlsx", headings="sv")
    1
    >>> register.registrations.delete(entry.id)
    >>> register.job_groups.delete(group.id)

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def all_customers(self, id: JobGroup | UUID | str, filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, total_of: TotalOf | Literal["group", "job", "lifetime"] | None = None, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> Iterator[RegisteredCustomer]:
        """
        Walks over the whole register of who registered, page after page behind the scenes.
        """
    def count_customers(self, id: JobGroup | UUID | str, filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> int:
        """
        Counts the rows of the register of who registered.
        """
    def create(self, /, job: Job | UUID | str, name: str) -> JobGroup:
        """
        Makes a group of a job, with its gallery. Raises :class:`kartotek.AlreadyExistsError` for a name that
        another group of the job has.
        """
    def customers(self, id: JobGroup | UUID | str, filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, total_of: TotalOf | Literal["group", "job", "lifetime"] | None = None, limit: int | None = 50, after: str | None = None, total: bool | int | None = None, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> Page[RegisteredCustomer]:
        """
        Returns one page of the register of who registered, a row a registration.

        ``sort`` is the key of a column that sorts, ``total_of`` says of what the rows' totals are the sums.
        The filter, a :class:`kartotek.RegistrationFilter`, is given as such or by its parts.
        """
    def delete(self, /, id: JobGroup | UUID | str) -> None:
        """
        Deletes one. Raises :class:`kartotek.RuleViolatedError` (``has_dependents``) while something
        depends on it.
        """
    def dependents(self, /, id: JobGroup | UUID | str) -> tuple[Dependent, ...]:
        """
        Returns what depends on one, and keeps it from being deleted; nothing where it may go.
        """
    def export_customers(self, id: JobGroup | UUID | str, path: str | PathLike[str], filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, total_of: TotalOf | Literal["group", "job", "lifetime"] | None = None, headings: Language | Literal["en", "sv", "nb", "da", "de", "es", "fr", "bg"] | None = None, for_excel: bool = False, replace: bool = False, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> int:
        """
        Writes the whole register of who registered into a file, and returns how many rows; the ending of
        the path tells the format: ``.csv``, ``.xlsx`` or ``.jsonl``.

        ``headings`` is the language of the columns' labels, for example ``sv``, otherwise the first row has
        their keys. ``for_excel`` writes CSV as spreadsheets open it. A file that is there already is
        refused unless ``replace`` is said.
        """
    def get(self, /, id: JobGroup | UUID | str) -> JobGroup:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def of_job(self, /, job: Job | UUID | str) -> tuple[JobGroup, ...]:
        """
        Returns the groups of a job, by name.
        """
    def rename(self, /, group: JobGroup, name: str) -> JobGroup:
        """
        Gives one that was read before another name. Raises :class:`kartotek.ConflictError` when it was
        changed meanwhile, :class:`kartotek.AlreadyExistsError` for a name that is taken.
        """

@final
class Jobs:
    """
    What can be done with photo jobs: ``register.jobs``.

    Lists are by title unless another of ``status``, ``shoot_dates`` and ``created_at`` is asked for.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026", kind="school")
    >>> job = register.jobs.update(job, status="open")
    >>> [job.title for job in register.jobs.all(statuses=["open"])]
    ['Ekskolan 2026']
    >>> register.jobs.page(limit=10, total=True).total, register.jobs.count(kinds=["wedding"])
    (1, 0)
    >>> group = register.job_groups.create(job.id, "4b")
    >>> register.jobs.dependents(job.id)
    (Dependent(kind='job group', count=1),)
    >>> register.jobs.delete(register.jobs.get(job.id).id)
    Traceback (most recent call last):
    kartotek.errors.RuleViolatedError: has_dependents: job ...: 1 job group

    Who registered, in all groups of a job, with the columns of ``kartotek.JOB_COLUMNS``:

    >>> anna = register.customers.create(given_name="Anna", family_name="Ek")
    >>> entry = register.registrations.create(group.id, anna.id)
    >>> for row in register.jobs.customers(job.id, sort="entered_name", limit=10):
    ...     print(row.value("entered_name"), row.value("job_group"))
    Anna Ek 4b
    >>> len(list(register.jobs.all_customers(job.id))), register.jobs.count_customers(job.id, kinds=["order"])
    (1, 0)
    >>> register.jobs.export_customers(job.id, "job.csv", headings="sv", for_excel=True)
    1

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def all(self, filter: JobFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, statuses: Iterable[JobStatus | Literal['planned', 'open', 'published', 'closed']] = ..., kinds: Iterable[str] = ..., shot_from: date | None = ..., shot_until: date | None = ...) -> Iterator[Job]:
        """
        Walks over a whole list, page after page behind the scenes.
        """
    def all_customers(self, id: Job | UUID | str, filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, total_of: TotalOf | Literal["group", "job", "lifetime"] | None = None, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> Iterator[RegisteredCustomer]:
        """
        Walks over the whole register of who registered, page after page behind the scenes.
        """
    def count(self, filter: JobFilter | Mapping[str, object] | None = None, /, *, statuses: Iterable[JobStatus | Literal['planned', 'open', 'published', 'closed']] = ..., kinds: Iterable[str] = ..., shot_from: date | None = ..., shot_until: date | None = ...) -> int:
        """
        Counts a list.
        """
    def count_customers(self, id: Job | UUID | str, filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> int:
        """
        Counts the rows of the register of who registered.
        """
    def create(self, details: JobDetails | Mapping[str, object] | None = None, /, *, title: str = ..., kind: str = ..., status: JobStatus | Literal['planned', 'open', 'published', 'closed'] = ..., shoot_dates: Iterable[date] = ..., publish_from: datetime | None = ..., publish_until: datetime | None = ..., registration_deadline: datetime | None = ..., note: str = ...) -> Job:
        """
        Makes a job, of its details or of its fields by name.

        Raises :class:`kartotek.InvalidError` with every problem: no title, days out of order, a window that
        ends before it begins.
        """
    def customers(self, id: Job | UUID | str, filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, total_of: TotalOf | Literal["group", "job", "lifetime"] | None = None, limit: int | None = 50, after: str | None = None, total: bool | int | None = None, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> Page[RegisteredCustomer]:
        """
        Returns one page of the register of who registered, a row a registration.

        ``sort`` is the key of a column that sorts, ``total_of`` says of what the rows' totals are the sums.
        The filter, a :class:`kartotek.RegistrationFilter`, is given as such or by its parts.
        """
    def delete(self, /, id: Job | UUID | str) -> None:
        """
        Deletes one. Raises :class:`kartotek.RuleViolatedError` (``has_dependents``) while something
        depends on it.
        """
    def dependents(self, /, id: Job | UUID | str) -> tuple[Dependent, ...]:
        """
        Returns what depends on one, and keeps it from being deleted; nothing where it may go.
        """
    def export_customers(self, id: Job | UUID | str, path: str | PathLike[str], filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, total_of: TotalOf | Literal["group", "job", "lifetime"] | None = None, headings: Language | Literal["en", "sv", "nb", "da", "de", "es", "fr", "bg"] | None = None, for_excel: bool = False, replace: bool = False, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> int:
        """
        Writes the whole register of who registered into a file, and returns how many rows; the ending of
        the path tells the format: ``.csv``, ``.xlsx`` or ``.jsonl``.

        ``headings`` is the language of the columns' labels, for example ``sv``, otherwise the first row has
        their keys. ``for_excel`` writes CSV as spreadsheets open it. A file that is there already is
        refused unless ``replace`` is said.
        """
    def get(self, /, id: Job | UUID | str) -> Job:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def import_names(self, /, id: Job | UUID | str, source: str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO | Iterable[Row] | ArrowStream, *, map: Mapping[str, str] | None = None, moves: Moves | Literal["report", "apply", "separate"] | None = None, default_group: str | None = None, error_file: str | PathLike[str] | None = None, dry_run: bool = False, progress: bool | Callable[[ImportProgress], object] | None = None) -> NamesReport:
        """
        Imports the list of names that a school or a club sent: groups, participants, and their guardians as
        customers. The table is as that of ``register.import_file``.

        Encoding, delimiter and columns are found out; ``map`` gives columns their targets by hand, as in
        ``map={"Who": "name", "Mamma": "guardian_name"}``. Who stands in another group than before is left
        alone and listed unless ``moves`` says another thing. A row that names no group is refused unless there
        is a ``default_group``. Rows that were refused go into ``error_file`` with the reasons, to be mended and
        imported again. A ``dry_run`` stores nothing.

        ``progress`` is called with :class:`kartotek.ImportProgress`; with ``True`` a bar is shown. Ctrl-C and
        whatever it raises stop the import between two units of 10,000 rows, and ``False`` as its answer ends it
        with a report. What is stored by then stays, and the same call goes on.

        A list with codes of cards is imported by staff (``register.acting_as``) into a register that was
        opened with ``codes``.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> job = register.jobs.create(title="Ekskolan 2026")
        >>> names = "Elev;Klass;Vårdnadshavare\\nEk, Elsa;4b;Anna Ek\\nBo;;\\n".encode()
        >>> report = register.jobs.import_names(job.id, names)
        >>> report.groups, report.participants, report.customers
        (('4b',), 1, 1)
        >>> report.problems[0].code
        'required'
        """
    def page(self, filter: JobFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, limit: int | None = 50, after: str | None = None, total: bool | int | None = None, statuses: Iterable[JobStatus | Literal['planned', 'open', 'published', 'closed']] = ..., kinds: Iterable[str] = ..., shot_from: date | None = ..., shot_until: date | None = ...) -> Page[Job]:
        """
        Returns one page of a list; ``sort`` is the key of a field, with a minus sign before it from its
        end, ``total`` whether to count, or how far. The filter is given as such or by its parts.
        """
    def update(self, record: Job, details: JobDetails | Mapping[str, object] | None = None, /, *, title: str = ..., kind: str = ..., status: JobStatus | Literal['planned', 'open', 'published', 'closed'] = ..., shoot_dates: Iterable[date] = ..., publish_from: datetime | None = ..., publish_until: datetime | None = ..., registration_deadline: datetime | None = ..., note: str = ...) -> Job:
        """
        Changes fields of one that was read before, or gives it other details.

        Raises :class:`kartotek.ConflictError` when somebody else changed it meanwhile,
        :class:`kartotek.InvalidError` with every problem.
        """

@final
class LinkBase:
    """
    The address that the links of cards begin with, in capitals, which make a small symbol.

    It is http or https without query and fragment; a path is in capitals, since a card that was printed for the wrong
    address cannot be called back. Raises :class:`kartotek.InvalidError` for another one.

    >>> from kartotek import LinkBase
    >>> base = LinkBase("https://qr.studio.example/G")
    >>> base, base.shown()
    (LinkBase('HTTPS://QR.STUDIO.EXAMPLE/G/'), 'qr.studio.example/G')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs__(self, /) -> tuple[str]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, address: str) -> LinkBase: ...
    def __repr__(self, /) -> str: ...
    def as_str(self, /) -> str:
        """
        Returns the address with a slash at its end.
        """
    def link(self, /, token: LinkToken) -> str:
        """
        Returns the link of a token: a secret, as the token is.
        """
    def shown(self, /) -> str:
        """
        Returns the address as people read and type it.
        """

@final
class LinkToken:
    """
    The secret of a link, 26 symbols: who has it needs nothing else. It is not pickled.

    >>> import kartotek
    >>> token = kartotek.LinkToken("00000000000000000000000001")
    >>> token, token.expose()
    (LinkToken(…), '00000000000000000000000001')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, text: str) -> LinkToken:
        """
        Reads what somebody wrote, in any case. Raises :class:`kartotek.InvalidError` for what it cannot be.
        """
    def __repr__(self, /) -> str: ...
    def expose(self, /) -> str:
        """
        Returns it as it is printed: a secret.
        """
    @staticmethod
    def random() -> LinkToken:
        """
        Makes one that nobody can guess.
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
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns the amount and the currency.
        """

@final
class Move:
    """
    A participant who stands in another group of the job than before.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> report = register.jobs.import_names(job.id, "Elevnr;Elev;Klass\\n7;Elsa;4b\\n".encode())
    >>> moved = register.jobs.import_names(job.id, "Elevnr;Elev;Klass\\n7;Elsa;5b\\n".encode(), moves="apply")
    >>> [(move.row, move.old_group, move.new_groups) for move in moved.moves]
    [(2, '4b', ('5b',))]
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, row: int, participant: Participant | UUID | str, old_group: str, new_groups: Iterable[str]) -> Move:
        """
        Makes one of what it shows, as unpickling does.
        """
    @property
    def new_groups(self, /) -> tuple[str, ...]:
        """
        Names of the groups that they come into.
        """
    @property
    def old_group(self, /) -> str:
        """
        Name of the group that they leave.
        """
    @property
    def participant(self, /) -> UUID:
        """
        Who moves.
        """
    @property
    def row(self, /) -> int:
        """
        Number of the row.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class NamesColumn:
    """
    What a column of a names list is for.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> report = register.jobs.import_names(job.id, "Elev;Klass\\nElsa;4b\\n".encode(), dry_run=True)
    >>> report.columns[0]
    NamesColumn(header='Elev', target='name')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, header: str, target: str) -> NamesColumn:
        """
        Makes one of what it shows, as unpickling does.
        """
    @property
    def header(self, /) -> str:
        """
        The heading as it stands in the file; a number where it has none.
        """
    @property
    def target(self, /) -> str:
        """
        What it is for: ``name``, ``given_name``, ``family_name``, ``group``, ``student_number``, ``birthday``,
        ``code``, ``email``, ``phone`` and some more, with ``guardian_`` before it for guardians and a number
        behind it for all but the first, as in ``guardian_email:2``; or ``ignore``.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class NamesReport:
    """
    What the import of a names list did, or would do.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> report = register.jobs.import_names(job.id, "Elev;Klass\\nElsa;4b\\nBo;\\n".encode())
    >>> report.counts.created, report.counts.invalid, report.groups
    (1, 1, ('4b',))
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, batch: ImportBatch | ImportReport | UUID | str | None, end: ImportEnd | Literal["finished", "cancelled", "rolled_back", "planned"], counts: ImportCounts | Mapping[str, object], outcomes: Iterable[RowOutcome | Literal["created", "updated", "unchanged", "skipped", "ambiguous", "invalid"]], problems: Iterable[RowProblem], problem_count: int, groups: Iterable[str], participants: int, customers: int, guardians: int, codes: int, moves: Iterable[Move], replaced: int, columns: Iterable[NamesColumn]) -> NamesReport:
        """
        Makes one of what it shows, as unpickling does.
        """
    @property
    def batch(self, /) -> UUID | None:
        """
        Names the run; history carries it with every change. ``None`` of a dry run, and where nothing was stored.
        """
    @property
    def codes(self, /) -> int:
        """
        How many cards that were blank it gave to participants.
        """
    @property
    def columns(self, /) -> tuple[NamesColumn, ...]:
        """
        What each column was understood as, in the order of the file.
        """
    @property
    def counts(self, /) -> ImportCounts:
        """
        How many rows had which outcome.
        """
    @property
    def customers(self, /) -> int:
        """
        How many customers it made, as guardians.
        """
    @property
    def end(self, /) -> ImportEnd:
        """
        How it ended: ``finished``, ``cancelled`` or ``planned``.
        """
    @property
    def groups(self, /) -> tuple[str, ...]:
        """
        Names of the groups that it made, in the order of the file.
        """
    @property
    def guardians(self, /) -> int:
        """
        How many ties of participants to guardians it made.
        """
    @property
    def moves(self, /) -> tuple[Move, ...]:
        """
        Who stands in another group than before; they are there by now where that was asked for.
        """
    @property
    def outcomes(self, /) -> tuple[RowOutcome, ...]:
        """
        The outcome of each row below the header, in order: ``created`` where it made a participant, ``updated``
        where it changed one, ``skipped`` where one would move and nobody asked for that. Of an import that was
        stopped only those of rows that are done.
        """
    @property
    def participants(self, /) -> int:
        """
        How many participants it made.
        """
    @property
    def problem_count(self, /) -> int:
        """
        How many problems there are in all.
        """
    @property
    def problems(self, /) -> tuple[RowProblem, ...]:
        """
        The first 1,000 problems of rows that were refused or left out, in the order of the file.
        """
    @property
    def replaced(self, /) -> int:
        """
        How many sequences were not of the encoding; rows with them are refused (``undecodable``).
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class Participant:
    """
    Somebody who is pictured: a person of the register, not of one job, and no customer.

    >>> import kartotek
    >>> elsa = kartotek.in_memory().participants.create(entered_name="Elsa Ek", birthday="2017-02-28")
    >>> elsa.display_name, elsa.minor
    ('Elsa Ek', None)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: Participant | UUID | str, revision: int, created_at: datetime, updated_at: datetime, details: ParticipantDetails | Mapping[str, object]) -> Participant: ...
    def __replace__(self, /, *, id: Participant | UUID | str = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., details: ParticipantDetails | Mapping[str, object] = ...) -> Participant: ...
    def __repr__(self, /) -> str: ...
    @property
    def birthday(self, /) -> str | None:
        """
        Day of birth, with or without the year: ``2017-02-28`` or ``--02-28``.
        """
    @property
    def created_at(self, /) -> datetime:
        """
        When it was made.
        """
    @property
    def details(self, /) -> ParticipantDetails:
        """
        What people edit.
        """
    @property
    def display_name(self, /) -> str:
        """
        The name that people read: the parts, or the name as it was typed.
        """
    @property
    def email(self, /) -> str:
        """
        Their own e-mail address.
        """
    @property
    def entered_name(self, /) -> str:
        """
        The whole name as somebody typed it, where it was not typed in parts.
        """
    @property
    def family_name(self, /) -> str:
        """
        Family name.
        """
    @property
    def given_name(self, /) -> str:
        """
        Given name.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names it for ever.
        """
    @property
    def minor(self, /) -> bool | None:
        """
        Whether somebody else decides for them; ``None`` where it is not known.
        """
    @property
    def note(self, /) -> str:
        """
        For the staff alone.
        """
    @property
    def phone(self, /) -> str:
        """
        Their own phone.
        """
    def replace(self, /, *, id: Participant | UUID | str = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., details: ParticipantDetails | Mapping[str, object] = ...) -> Participant:
        """
        Returns the record with other values of some fields.
        """
    @property
    def revision(self, /) -> int:
        """
        Counts its changes; an update names the one it saw.
        """
    @property
    def student_number(self, /) -> str:
        """
        What the school or the club calls them.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    @property
    def updated_at(self, /) -> datetime:
        """
        When it was changed last.
        """

@final
class ParticipantDetails:
    """
    What people edit about a participant.

    >>> import kartotek
    >>> kartotek.ParticipantDetails(given_name="Elsa", family_name="Ek").display_name
    'Elsa Ek'
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, given_name: str = ..., family_name: str = ..., entered_name: str = ..., birthday: date | str | None = ..., minor: bool | None = ..., student_number: str = ..., email: str = ..., phone: str = ..., note: str = ...) -> ParticipantDetails: ...
    def __replace__(self, /, *, given_name: str = ..., family_name: str = ..., entered_name: str = ..., birthday: date | str | None = ..., minor: bool | None = ..., student_number: str = ..., email: str = ..., phone: str = ..., note: str = ...) -> ParticipantDetails: ...
    def __repr__(self, /) -> str: ...
    @property
    def birthday(self, /) -> str | None:
        """
        Day of birth, with or without the year: ``2017-02-28`` or ``--02-28``.
        """
    @property
    def display_name(self, /) -> str:
        """
        The name that people read: the parts, or the name as it was typed.
        """
    @property
    def email(self, /) -> str:
        """
        Their own e-mail address.
        """
    @property
    def entered_name(self, /) -> str:
        """
        The whole name as somebody typed it, where it was not typed in parts.
        """
    @property
    def family_name(self, /) -> str:
        """
        Family name.
        """
    @property
    def given_name(self, /) -> str:
        """
        Given name.
        """
    @property
    def minor(self, /) -> bool | None:
        """
        Whether somebody else decides for them; ``None`` where it is not known.
        """
    @property
    def note(self, /) -> str:
        """
        For the staff alone.
        """
    @property
    def phone(self, /) -> str:
        """
        Their own phone.
        """
    def replace(self, /, *, given_name: str = ..., family_name: str = ..., entered_name: str = ..., birthday: date | str | None = ..., minor: bool | None = ..., student_number: str = ..., email: str = ..., phone: str = ..., note: str = ...) -> ParticipantDetails:
        """
        Returns the record with other values of some fields.
        """
    @property
    def student_number(self, /) -> str:
        """
        What the school or the club calls them.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class ParticipantFilter:
    """
    Says which participants a list shows; what is left out asks nothing.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> register.participants.count(kartotek.ParticipantFilter(group=group.id))
    0
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ...) -> ParticipantFilter: ...
    def __replace__(self, /, *, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ...) -> ParticipantFilter: ...
    def __repr__(self, /) -> str: ...
    @property
    def customer(self, /) -> UUID | None:
        """
        Those who belong to this customer.
        """
    @property
    def group(self, /) -> UUID | None:
        """
        Those who are members of this group.
        """
    @property
    def job(self, /) -> UUID | None:
        """
        Those who are members of a group of this job.
        """
    def replace(self, /, *, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ...) -> ParticipantFilter:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class ParticipantLink:
    """
    Ties a participant to a customer.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> elsa = register.participants.create(given_name="Elsa")
    >>> register.participants.link(elsa.id, register.customers.create(given_name="Anna").id)
    >>> [link.relation for link in register.participants.customers_of(elsa.id)]
    [<Relation.GUARDIAN: 'guardian'>]
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, participant: Participant | UUID | str, customer: Customer | UUID | str, relation: Relation | Literal["guardian", "self", "other"]) -> ParticipantLink: ...
    def __replace__(self, /, *, participant: Participant | UUID | str = ..., customer: Customer | UUID | str = ..., relation: Relation | Literal['guardian', 'self', 'other'] = ...) -> ParticipantLink: ...
    def __repr__(self, /) -> str: ...
    @property
    def customer(self, /) -> UUID:
        """
        Who buys, or answers for them.
        """
    @property
    def participant(self, /) -> UUID:
        """
        Who is pictured.
        """
    @property
    def relation(self, /) -> Relation:
        """
        What the customer is to the participant.
        """
    def replace(self, /, *, participant: Participant | UUID | str = ..., customer: Customer | UUID | str = ..., relation: Relation | Literal['guardian', 'self', 'other'] = ...) -> ParticipantLink:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class Participants:
    """
    What can be done with participants, those who are pictured: ``register.participants``.

    Lists are by family name unless another of ``student_number``, ``birthday`` and ``created_at`` is asked for.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> elsa = register.participants.create(given_name="Elsa", family_name="Ek")
    >>> anna = register.customers.create(given_name="Anna", family_name="Ek")
    >>> register.participants.link(elsa.id, anna.id)
    >>> [child.display_name for child in register.participants.all(customer=anna.id)]
    ['Elsa Ek']
    >>> [link.relation.value for link in register.participants.customers_of(elsa.id)]
    ['guardian']
    >>> register.participants.dependents(elsa.id)
    (Dependent(kind='customer', count=1),)
    >>> register.participants.unlink(elsa.id, anna.id)

    In groups of jobs:

    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> register.participants.add_to_group(group.id, [elsa.id])
    >>> [group.name for group in register.participants.groups_of(elsa.id)]
    ['4b']
    >>> register.participants.page(job=job.id, limit=10, total=True).total, register.participants.count()
    (1, 1)
    >>> register.participants.remove_from_group(group.id, [elsa.id])
    >>> elsa = register.participants.update(register.participants.get(elsa.id), student_number="101")
    >>> register.participants.delete(elsa.id)

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def add_photo_consent(self, participant: Participant | UUID | str, consent: PhotoConsent | Mapping[str, object] | None = None, /, *, at: datetime = ..., decision: ConsentDecision | Literal['granted', 'withdrawn'] = ..., wording: str = ..., given_by: str = ..., customer: Customer | UUID | str | None = ...) -> None:
        """
        Notes a decision on pictures of a participant, as such or by its fields: who decided what, when, and on
        what wording.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> elsa = register.participants.create(given_name="Elsa", family_name="Ek")
        >>> register.participants.add_photo_consent(
        ...     elsa.id, at=elsa.created_at, decision="granted", wording="version 2", given_by="Anna Ek"
        ... )
        >>> [consent.decision.value for consent in register.participants.photo_consents(elsa.id)]
        ['granted']
        """
    def add_to_group(self, /, group: JobGroup | UUID | str, participants: Iterable[Participant | UUID | str]) -> None:
        """
        Puts participants into a group of a job; those who are there stay.
        """
    def all(self, filter: ParticipantFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ...) -> Iterator[Participant]:
        """
        Walks over a whole list, page after page behind the scenes.
        """
    def count(self, filter: ParticipantFilter | Mapping[str, object] | None = None, /, *, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ...) -> int:
        """
        Counts a list.
        """
    def create(self, details: ParticipantDetails | Mapping[str, object] | None = None, /, *, given_name: str = ..., family_name: str = ..., entered_name: str = ..., birthday: date | str | None = ..., minor: bool | None = ..., student_number: str = ..., email: str = ..., phone: str = ..., note: str = ...) -> Participant:
        """
        Makes a participant, of its details or of its fields by name.

        Raises :class:`kartotek.InvalidError` with every problem: no name, a day of birth to come.
        """
    def customers_of(self, /, participant: Participant | UUID | str) -> tuple[ParticipantLink, ...]:
        """
        Returns to which customers a participant belongs, the oldest customer first.
        """
    def delete(self, /, id: Participant | UUID | str) -> None:
        """
        Deletes one. Raises :class:`kartotek.RuleViolatedError` (``has_dependents``) while something
        depends on it.
        """
    def dependents(self, /, id: Participant | UUID | str) -> tuple[Dependent, ...]:
        """
        Returns what depends on one, and keeps it from being deleted; nothing where it may go.
        """
    def get(self, /, id: Participant | UUID | str) -> Participant:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def groups_of(self, /, id: Participant | UUID | str) -> tuple[JobGroup, ...]:
        """
        Returns the groups that a participant is in, of all jobs, the oldest first.
        """
    def link(self, /, participant: Participant | UUID | str, customer: Customer | UUID | str, relation: Relation | Literal["guardian", "self", "other"] = ...) -> None:
        """
        Ties a participant to a customer; the relation of a pair that is tied is replaced.
        """
    def page(self, filter: ParticipantFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, limit: int | None = 50, after: str | None = None, total: bool | int | None = None, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ...) -> Page[Participant]:
        """
        Returns one page of a list; ``sort`` is the key of a field, with a minus sign before it from its
        end, ``total`` whether to count, or how far. The filter is given as such or by its parts.
        """
    def photo_consents(self, /, participant: Participant | UUID | str) -> tuple[PhotoConsent, ...]:
        """
        Returns all decisions on pictures of a participant, in the order in which they were told; the last one
        counts.
        """
    def remove_from_group(self, /, group: JobGroup | UUID | str, participants: Iterable[Participant | UUID | str]) -> None:
        """
        Takes participants out of a group of a job. Their galleries and registrations stay.
        """
    def unlink(self, /, participant: Participant | UUID | str, customer: Customer | UUID | str) -> None:
        """
        Unties a participant from a customer; a pair that is not tied stays so.
        """
    def update(self, record: Participant, details: ParticipantDetails | Mapping[str, object] | None = None, /, *, given_name: str = ..., family_name: str = ..., entered_name: str = ..., birthday: date | str | None = ..., minor: bool | None = ..., student_number: str = ..., email: str = ..., phone: str = ..., note: str = ...) -> Participant:
        """
        Changes fields of one that was read before, or gives it other details.

        Raises :class:`kartotek.ConflictError` when somebody else changed it meanwhile,
        :class:`kartotek.InvalidError` with every problem.
        """

@final
class Pepper:
    """
    The key under which the typed codes of a register are hashed: the same for ever, and kept elsewhere. It is
    not pickled.

    >>> import kartotek
    >>> pepper = kartotek.Pepper.random()
    >>> pepper
    Pepper(…)
    >>> len(pepper.as_bytes())
    32
    """
    def __repr__(self, /) -> str: ...
    def as_bytes(self, /) -> bytes:
        """
        Returns the 32 bytes, to be kept where the register is not.
        """
    @staticmethod
    def from_bytes(key: bytes) -> Pepper:
        """
        Takes a key of 32 bytes.
        """
    @staticmethod
    def random() -> Pepper:
        """
        Makes a key that nobody can guess.
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, text: str, label: str = ..., e164: int | None = ...) -> Phone: ...
    def __replace__(self, /, *, text: str = ..., label: str = ..., e164: int | None = ...) -> Phone: ...
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
    def replace(self, /, *, text: str = ..., label: str = ..., e164: int | None = ...) -> Phone:
        """
        Returns the record with other values of some fields.
        """
    @property
    def text(self, /) -> str:
        """
        The number as it was entered.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    def to_uri(self, /) -> str | None:
        """
        Returns the address that a telephone dials (RFC 3966), or ``None``.
        """

@final
class PhotoConsent:
    """
    One decision on pictures of a participant; the last one counts.

    >>> import datetime, kartotek
    >>> at = datetime.datetime(2026, 9, 1, 8, tzinfo=datetime.timezone.utc)
    >>> kartotek.PhotoConsent(at=at, decision="granted", wording="version 2", given_by="Anna Ek").decision
    <ConsentDecision.GRANTED: 'granted'>
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, at: datetime, decision: ConsentDecision | Literal["granted", "withdrawn"], wording: str, given_by: str, customer: Customer | UUID | str | None = ...) -> PhotoConsent: ...
    def __replace__(self, /, *, at: datetime = ..., decision: ConsentDecision | Literal['granted', 'withdrawn'] = ..., wording: str = ..., given_by: str = ..., customer: Customer | UUID | str | None = ...) -> PhotoConsent: ...
    def __repr__(self, /) -> str: ...
    @property
    def at(self, /) -> datetime:
        """
        When it was given.
        """
    @property
    def customer(self, /) -> UUID | None:
        """
        The customer who decided, where it was one.
        """
    @property
    def decision(self, /) -> ConsentDecision:
        """
        What was decided.
        """
    @property
    def given_by(self, /) -> str:
        """
        Who decided, by name.
        """
    def replace(self, /, *, at: datetime = ..., decision: ConsentDecision | Literal['granted', 'withdrawn'] = ..., wording: str = ..., given_by: str = ..., customer: Customer | UUID | str | None = ...) -> PhotoConsent:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    @property
    def wording(self, /) -> str:
        """
        What was agreed to: the text, or its version.
        """

@final
class QrSymbol:
    """
    A QR symbol as cards have it: a quarter of it may be bent or dirty. It is not pickled, as its text may be a
    secret.

    >>> import kartotek
    >>> base = kartotek.LinkBase("https://studio.example")
    >>> symbol = kartotek.QrSymbol(base.link(kartotek.LinkToken.random()))
    >>> symbol
    <QrSymbol of 33 modules>
    >>> symbol.svg()[:5], symbol.png(8)[:4]
    ('<svg ', b'\\x89PNG')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, text: str) -> QrSymbol:
        """
        Makes the smallest symbol of a text. Raises :class:`kartotek.InvalidError` for one that is empty or too
        long.
        """
    def __repr__(self, /) -> str: ...
    def is_dark(self, /, row: int, column: int) -> bool:
        """
        Tells whether the module in a row and a column is dark.
        """
    @property
    def modules(self, /) -> int:
        """
        How many modules a side has, without the quiet zone.
        """
    def png(self, /, pixels_per_module: int) -> bytes:
        """
        Returns the symbol as a PNG file of one bit a pixel, quiet zone included; a module has 1 to 100 pixels a
        side.
        """
    def svg(self, /) -> str:
        """
        Returns the symbol as an SVG document, one unit a module, quiet zone included.
        """

@final
class RecoveryKey:
    """
    The key under which the secrets of cards are kept, so that they can be printed again. It is not pickled.

    >>> import kartotek
    >>> key = kartotek.RecoveryKey.random()
    >>> kartotek.CodeOptions(kartotek.Pepper.random(), recovery_key=key)
    CodeOptions(…)
    """
    def __repr__(self, /) -> str: ...
    def as_bytes(self, /) -> bytes:
        """
        Returns the 32 bytes, to be kept where the register is not.
        """
    @staticmethod
    def from_bytes(key: bytes) -> RecoveryKey:
        """
        Takes a key of 32 bytes.
        """
    @staticmethod
    def random() -> RecoveryKey:
        """
        Makes a key that nobody can guess.
        """

@final
class Register:
    """
    A register: all that a photo studio, a salon or a web shop knows about its customers.

    It may be used by several threads at once. As a context manager it is shut down at the end. It cannot be pickled:
    another process opens the register by itself.

    >>> import kartotek
    >>> with kartotek.in_memory() as register:
    ...     anna = register.customers.create(given_name="Anna", family_name="García")
    ...     register.customers.count()
    1
    """
    def __enter__(self, /) -> Register: ...
    def __exit__(self, /, *_exception: object) -> None: ...
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
    def batch(self, /) -> WriteBatch:
        """
        Begins to record commands that are done together, all of them or none, as this register does things: in its
        name, with its reason, and with what it expects.
        """
    @property
    def codes(self, /) -> Codes:
        """
        What can be done with access codes.
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
    def expecting(self, /, *records: object) -> Register:
        """
        Returns the register with what the caller saw: records that were changed since are left alone. A call about
        several answers ``version_conflict`` for these, one about a tag or group raises
        :class:`kartotek.ConflictError`.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna")
        >>> changed = register.customers.update(anna, note="called")
        >>> register.expecting(anna).tags.apply([anna.id], add=["vip"])
        (<BulkOutcome.VERSION_CONFLICT: 'version_conflict'>,)
        """
    @property
    def galleries(self, /) -> Galleries:
        """
        What can be done with galleries.
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
    def import_file(self, /, source: str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO | Iterable[Row] | ArrowStream, *, matching: Matching | Literal["create_only", "update_only", "upsert", "fill_blanks", "skip_existing"] | None = None, on_repeat: Repeats | Literal["first", "last", "error", "each"] | None = None, map: Mapping[Any, str] | None = None, fixed: Mapping[str, str] | None = None, join: Iterable[Join] | None = None, split: Iterable[Split] | None = None, mapping: str | bool | None = None, save_mapping: str | None = None, clear_on_empty: Iterable[str] | None = None, clear_token: str | None = None, date_order: DateOrder | Literal["day_first", "month_first"] | None = None, external_source: str | None = None, encoding: str | None = None, delimiter: Literal[",", ";", "|", "\t"] | None = None, quote: Literal["\"", "'"] | None = None, header: bool | int | None = None, sheet: str | int | None = None, language: Language | Literal["en", "sv", "nb", "da", "de", "es", "fr", "bg"] | None = None, guarded: bool | None = None, all_or_nothing: bool | None = None, chunk_rows: int | None = None, resume: ImportBatch | ImportReport | UUID | str | None = None, error_file: str | PathLike[str] | None = None, dry_run: bool = False, progress: bool | Callable[[ImportProgress], object] | None = None) -> ImportReport:
        """
        Imports customers from a table: a path, bytes, an open binary file, a table of Arrow, or rows by name,
        which are dictionaries, rows of ``sqlite3``, named tuples or dataclasses. Encoding, delimiter and columns
        are found out; :meth:`plan_import` tells what, and stores nothing. Rows are counted from
        the headings, which are row 1, also those of Python: the first of some dictionaries is row 2.

        What becomes of rows: ``matching`` says what becomes of customers who are here already, ``on_repeat``
        of rows about the same one. With ``all_or_nothing`` one bad row keeps all out; otherwise
        ``chunk_rows`` (10,000) are stored at a time. Rows that were refused go into ``error_file`` with the
        reasons, to be mended and imported again; where no row was refused none is made, and one of an earlier
        run stays.

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
    def in_context(self, /, context: Context | Literal["staff", "self_registration", "import", "check_in", "sync"]) -> Register:
        """
        Returns the register as it is used in a context, which decides what fields are required.
        """
    @property
    def job_groups(self, /) -> JobGroups:
        """
        What can be done with the groups of photo jobs.
        """
    @property
    def jobs(self, /) -> Jobs:
        """
        What can be done with photo jobs.
        """
    @property
    def participants(self, /) -> Participants:
        """
        What can be done with participants, those who are pictured.
        """
    def plan_import(self, /, source: str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO | Iterable[Row] | ArrowStream, *, matching: Matching | Literal["create_only", "update_only", "upsert", "fill_blanks", "skip_existing"] | None = None, on_repeat: Repeats | Literal["first", "last", "error", "each"] | None = None, map: Mapping[Any, str] | None = None, fixed: Mapping[str, str] | None = None, join: Iterable[Join] | None = None, split: Iterable[Split] | None = None, mapping: str | bool | None = None, save_mapping: str | None = None, clear_on_empty: Iterable[str] | None = None, clear_token: str | None = None, date_order: DateOrder | Literal["day_first", "month_first"] | None = None, external_source: str | None = None, encoding: str | None = None, delimiter: Literal[",", ";", "|", "\t"] | None = None, quote: Literal["\"", "'"] | None = None, header: bool | int | None = None, sheet: str | int | None = None, language: Language | Literal["en", "sv", "nb", "da", "de", "es", "fr", "bg"] | None = None, guarded: bool | None = None, all_or_nothing: bool | None = None, chunk_rows: int | None = None, resume: ImportBatch | ImportReport | UUID | str | None = None, error_file: str | PathLike[str] | None = None, progress: bool | Callable[[ImportProgress], object] | None = None) -> ImportPlan:
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
    @property
    def registrations(self, /) -> Registrations:
        """
        What can be done with registrations.
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
    def undo_import(self, /, batch: ImportBatch | ImportReport | UUID | str) -> UndoReport:
        """
        Takes an import back: customers whom nobody changed since are as they were before. Ctrl-C stops it,
        and the same call goes on.
        """
    def update_settings(self, /, *, name: str = ..., web_address: str = ..., locale: str = ..., zone: str = ..., country: str = ..., currency: str = ..., business_mode: bool = ..., policies: Iterable[FieldPolicy | Mapping[str, object]] = ..., tightening: Tightening | Literal['on_next_edit', 'never'] = ..., leap_day: LeapDay | Literal['february_28', 'march_1'] = ..., titles: Iterable[SocialTitle | Mapping[str, object]] = ...) -> RegisterSettings:
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
class RegisterColumn:
    """
    A column of the registers of jobs and groups: its key is the same in every language.

    >>> import kartotek
    >>> [column.label("sv") for column in kartotek.GROUP_COLUMNS][:3]
    ['Datum', 'Fullständigt namn', 'Galleri']
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, key: str, kind: str, opens: str | None, sorts: bool) -> RegisterColumn:
        """
        Makes one of what it shows, as unpickling does.
        """
    @property
    def key(self, /) -> str:
        """
        Stable key in snake case: what rows are asked for by ``value``.
        """
    @property
    def kind(self, /) -> str:
        """
        What its values are: ``text``, ``list``, ``email`` or ``time``.
        """
    def label(self, /, language: Language | Literal["en", "sv", "nb", "da", "de", "es", "fr", "bg"]) -> str:
        """
        Returns what stands above the column in a language.
        """
    @property
    def opens(self, /) -> str | None:
        """
        What following a value opens, for example ``gallery``, where it opens something.
        """
    @property
    def sorts(self, /) -> bool:
        """
        Whether registers can be sorted by it.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, name: str = ..., web_address: str = ..., locale: str = ..., zone: str = ..., country: str = ..., currency: str = ..., business_mode: bool = ..., policies: Iterable[FieldPolicy | Mapping[str, object]] = ..., tightening: Tightening | Literal["on_next_edit", "never"] = ..., leap_day: LeapDay | Literal["february_28", "march_1"] = ..., titles: Iterable[SocialTitle | Mapping[str, object]] = ...) -> RegisterSettings: ...
    def __replace__(self, /, *, name: str = ..., web_address: str = ..., locale: str = ..., zone: str = ..., country: str = ..., currency: str = ..., business_mode: bool = ..., policies: Iterable[FieldPolicy | Mapping[str, object]] = ..., tightening: Tightening | Literal['on_next_edit', 'never'] = ..., leap_day: LeapDay | Literal['february_28', 'march_1'] = ..., titles: Iterable[SocialTitle | Mapping[str, object]] = ...) -> RegisterSettings: ...
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
    def replace(self, /, *, name: str = ..., web_address: str = ..., locale: str = ..., zone: str = ..., country: str = ..., currency: str = ..., business_mode: bool = ..., policies: Iterable[FieldPolicy | Mapping[str, object]] = ..., tightening: Tightening | Literal['on_next_edit', 'never'] = ..., leap_day: LeapDay | Literal['february_28', 'march_1'] = ..., titles: Iterable[SocialTitle | Mapping[str, object]] = ...) -> RegisterSettings:
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
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
class RegisteredCustomer:
    """
    One row of the register of a job or a group: a registration with all that its columns show.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> entry = register.registrations.create(group.id, register.customers.create(given_name="Anna").id)
    >>> row = next(register.jobs.all_customers(job.id))
    >>> row.value("entered_name"), row.value("job_group"), row.value("city")
    ('Anna', '4b', None)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, registration: Registration | Mapping[str, object], customer: Customer | Mapping[str, object], group: JobGroup | Mapping[str, object], gallery: Gallery | UUID | str, participants: Iterable[RegisteredParticipant | Mapping[str, object]], total: Iterable[Money]) -> RegisteredCustomer: ...
    def __replace__(self, /, *, registration: Registration | Mapping[str, object] = ..., customer: Customer | Mapping[str, object] = ..., group: JobGroup | Mapping[str, object] = ..., gallery: Gallery | UUID | str = ..., participants: Iterable[RegisteredParticipant | Mapping[str, object]] = ..., total: Iterable[Money] = ...) -> RegisteredCustomer: ...
    def __repr__(self, /) -> str: ...
    @property
    def customer(self, /) -> Customer:
        """
        Who registered, with all contact information.
        """
    @property
    def gallery(self, /) -> UUID:
        """
        The gallery of the group, which the column *Gallery* opens.
        """
    @property
    def group(self, /) -> JobGroup:
        """
        The group in which they did.
        """
    @property
    def participants(self, /) -> tuple[RegisteredParticipant, ...]:
        """
        For whom they registered, by name.
        """
    @property
    def registration(self, /) -> Registration:
        """
        The registration.
        """
    def replace(self, /, *, registration: Registration | Mapping[str, object] = ..., customer: Customer | Mapping[str, object] = ..., group: JobGroup | Mapping[str, object] = ..., gallery: Gallery | UUID | str = ..., participants: Iterable[RegisteredParticipant | Mapping[str, object]] = ..., total: Iterable[Money] = ...) -> RegisteredCustomer:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    @property
    def total(self, /) -> tuple[Money, ...]:
        """
        What the customer spent in the scope that was asked for, an amount a currency, that in the register's
        currency first; zero in that one where nothing.
        """
    def value(self, /, column: str) -> object:
        """
        Returns what stands in a column, by its key; ``None`` where nothing does.
        """

@final
class RegisteredParticipant:
    """
    A participant for whom a customer registered.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> elsa = register.participants.create(given_name="Elsa")
    >>> anna = register.customers.create(given_name="Anna")
    >>> entry = register.registrations.create(group.id, anna.id, participants=[elsa.id])
    >>> [child.name for child in next(register.jobs.all_customers(job.id)).participants]
    ['Elsa']
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: Participant | UUID | str, name: str, gallery: Gallery | UUID | str | None) -> RegisteredParticipant: ...
    def __replace__(self, /, *, id: Participant | UUID | str = ..., name: str = ..., gallery: Gallery | UUID | str | None = ...) -> RegisteredParticipant: ...
    def __repr__(self, /) -> str: ...
    @property
    def gallery(self, /) -> UUID | None:
        """
        Its individual gallery in the job, if it has one.
        """
    @property
    def id(self, /) -> UUID:
        """
        Its id.
        """
    @property
    def name(self, /) -> str:
        """
        What it is called.
        """
    def replace(self, /, *, id: Participant | UUID | str = ..., name: str = ..., gallery: Gallery | UUID | str | None = ...) -> RegisteredParticipant:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class Registration:
    """
    A customer's entry in a group of a job; one for each pair of customer and group.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> anna = register.customers.create(given_name="Anna")
    >>> entry = register.registrations.create(group.id, anna.id, kind="order")
    >>> entry.entered_name, entry.kind, entry.customer == anna.id
    ('Anna', 'order', True)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: Registration | UUID | str, revision: int, created_at: datetime, updated_at: datetime, job: Job | UUID | str, job_group: JobGroup | UUID | str, customer: Customer | UUID | str, details: RegistrationDetails | Mapping[str, object]) -> Registration: ...
    def __replace__(self, /, *, id: Registration | UUID | str = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., job: Job | UUID | str = ..., job_group: JobGroup | UUID | str = ..., customer: Customer | UUID | str = ..., details: RegistrationDetails | Mapping[str, object] = ...) -> Registration: ...
    def __repr__(self, /) -> str: ...
    @property
    def created_at(self, /) -> datetime:
        """
        When it was made.
        """
    @property
    def customer(self, /) -> UUID:
        """
        Who registered.
        """
    @property
    def details(self, /) -> RegistrationDetails:
        """
        What people edit.
        """
    @property
    def entered_name(self, /) -> str:
        """
        The customer's name as typed; empty in a new one: as the customer is called.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names it for ever.
        """
    @property
    def job(self, /) -> UUID:
        """
        The job that the group is part of.
        """
    @property
    def job_group(self, /) -> UUID:
        """
        The group in which the customer registered.
        """
    @property
    def kind(self, /) -> str:
        """
        How the customer got into the job: ``online_form``, ``qr_card``, ``gallery_visit``, ``csv_import``,
        ``staff``, ``order``, or another text.
        """
    @property
    def registered_at(self, /) -> datetime | None:
        """
        When the customer registered; ``None`` in a new one: now.
        """
    def replace(self, /, *, id: Registration | UUID | str = ..., revision: int = ..., created_at: datetime = ..., updated_at: datetime = ..., job: Job | UUID | str = ..., job_group: JobGroup | UUID | str = ..., customer: Customer | UUID | str = ..., details: RegistrationDetails | Mapping[str, object] = ...) -> Registration:
        """
        Returns the record with other values of some fields.
        """
    @property
    def revision(self, /) -> int:
        """
        Counts its changes; an update names the one it saw.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    @property
    def updated_at(self, /) -> datetime:
        """
        When it was changed last.
        """

@final
class RegistrationDetails:
    """
    What people edit about a registration.

    >>> import kartotek
    >>> kartotek.RegistrationDetails(kind="qr_card").entered_name
    ''
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, kind: str = ..., registered_at: datetime | None = ..., entered_name: str = ...) -> RegistrationDetails: ...
    def __replace__(self, /, *, kind: str = ..., registered_at: datetime | None = ..., entered_name: str = ...) -> RegistrationDetails: ...
    def __repr__(self, /) -> str: ...
    @property
    def entered_name(self, /) -> str:
        """
        The customer's name as typed; empty in a new one: as the customer is called.
        """
    @property
    def kind(self, /) -> str:
        """
        How the customer got into the job: ``online_form``, ``qr_card``, ``gallery_visit``, ``csv_import``,
        ``staff``, ``order``, or another text.
        """
    @property
    def registered_at(self, /) -> datetime | None:
        """
        When the customer registered; ``None`` in a new one: now.
        """
    def replace(self, /, *, kind: str = ..., registered_at: datetime | None = ..., entered_name: str = ...) -> RegistrationDetails:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class RegistrationFilter:
    """
    Says which registrations a list or a register shows; what is left out asks nothing.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> register.registrations.count(kartotek.RegistrationFilter(job=job.id, kinds=["qr_card"]))
    0
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> RegistrationFilter: ...
    def __replace__(self, /, *, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> RegistrationFilter: ...
    def __repr__(self, /) -> str: ...
    @property
    def customer(self, /) -> UUID | None:
        """
        Those of this customer.
        """
    @property
    def group(self, /) -> UUID | None:
        """
        Those in this group.
        """
    @property
    def job(self, /) -> UUID | None:
        """
        Those in any group of this job.
        """
    @property
    def kinds(self, /) -> tuple[str, ...]:
        """
        Those of one of these kinds.
        """
    @property
    def registered_before(self, /) -> datetime | None:
        """
        Those before this time.
        """
    @property
    def registered_from(self, /) -> datetime | None:
        """
        Those of this time or later.
        """
    def replace(self, /, *, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> RegistrationFilter:
        """
        Returns the record with other values of some fields.
        """
    @property
    def set(self, /) -> UUID | None:
        """
        Those of customers in this tag, contact group or customer group.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class RegistrationForm:
    """
    What somebody fills in to register in a group of a job: ``register.registrations.submit`` takes it.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> anna = kartotek.CustomerDraft(given_name="Anna", emails=["anna@example.com"])
    >>> form = kartotek.RegistrationForm(group=group.id, customer=anna, photo_consent=("granted", "version 2"))
    >>> form.kind, form.relation
    ('online_form', <Relation.GUARDIAN: 'guardian'>)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, group: JobGroup | UUID | str, kind: str = ..., customer: CustomerDraft | Mapping[str, object], participants: Iterable[Participant | UUID | str | ParticipantDetails | Mapping[str, object]] = ..., relation: Relation | Literal["guardian", "self", "other"] = ..., photo_consent: tuple[ConsentDecision | Literal["granted", "withdrawn"], str] | None = ...) -> RegistrationForm: ...
    def __replace__(self, /, *, group: JobGroup | UUID | str = ..., kind: str = ..., customer: CustomerDraft | Mapping[str, object] = ..., participants: Iterable[Participant | UUID | str | ParticipantDetails | Mapping[str, object]] = ..., relation: Relation | Literal['guardian', 'self', 'other'] = ..., photo_consent: tuple[ConsentDecision | Literal['granted', 'withdrawn'], str] | None = ...) -> RegistrationForm: ...
    def __repr__(self, /) -> str: ...
    @property
    def customer(self, /) -> CustomerDraft:
        """
        Who registers. Where they are known, nothing of this is stored but the name as typed.
        """
    @property
    def group(self, /) -> UUID:
        """
        The group.
        """
    @property
    def kind(self, /) -> str:
        """
        How they came to it, as :attr:`RegistrationDetails.kind` says it.
        """
    @property
    def participants(self, /) -> tuple[UUID | ParticipantDetails, ...]:
        """
        For whom: participants by the ids that access codes opened, or by what the form says of them. A known
        customer's own one of the same name is meant by the latter.
        """
    @property
    def photo_consent(self, /) -> tuple[ConsentDecision, str] | None:
        """
        What they decide on pictures of the participants, and the wording of it.
        """
    @property
    def relation(self, /) -> Relation:
        """
        What the customer is to the participants who were not tied to it before.
        """
    def replace(self, /, *, group: JobGroup | UUID | str = ..., kind: str = ..., customer: CustomerDraft | Mapping[str, object] = ..., participants: Iterable[Participant | UUID | str | ParticipantDetails | Mapping[str, object]] = ..., relation: Relation | Literal['guardian', 'self', 'other'] = ..., photo_consent: tuple[ConsentDecision | Literal['granted', 'withdrawn'], str] | None = ...) -> RegistrationForm:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class Registrations:
    """
    What can be done with registrations: ``register.registrations``. The registers of who registered are those
    of ``register.jobs.customers`` and ``register.job_groups.customers``.

    Lists are by date unless another column that sorts is asked for.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> group = register.job_groups.create(job.id, "4b")
    >>> anna = register.customers.create(given_name="Anna", family_name="Ek")
    >>> entry = register.registrations.create(group.id, anna.id)
    >>> entry.kind, entry.entered_name
    ('staff', 'Anna Ek')
    >>> register.registrations.count(job=job.id), len(register.registrations.page(kinds=["order"], limit=10))
    (1, 0)
    >>> entry = register.registrations.update(register.registrations.get(entry.id), kind="order")
    >>> [entry.kind for entry in register.registrations.all(customer=anna.id, sort="-registered_at")]
    ['order']

    For whom:

    >>> elsa = register.participants.create(given_name="Elsa")
    >>> register.registrations.add_participants(entry.id, [elsa.id])
    >>> register.registrations.participants(entry.id) == (elsa.id,)
    True
    >>> register.registrations.remove_participants(entry.id, [elsa.id])
    >>> register.registrations.delete(entry.id)

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def add_participants(self, /, id: Registration | UUID | str, participants: Iterable[Participant | UUID | str]) -> None:
        """
        Adds participants for whom a customer registered.
        """
    def all(self, filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> Iterator[Registration]:
        """
        Walks over a whole list, page after page behind the scenes.
        """
    def count(self, filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> int:
        """
        Counts a list.
        """
    def create(self, group: JobGroup | UUID | str, customer: Customer | UUID | str, details: RegistrationDetails | Mapping[str, object] | None = None, /, *, participants: Iterable[Participant | UUID | str] = ..., kind: str = ..., registered_at: datetime | None = ..., entered_name: str = ...) -> Registration:
        """
        Registers a customer in a group of a job for some participants, with details or their fields by name.
        Who is registered there stays so as it was; participants who are new are added.

        Raises :class:`kartotek.RuleViolatedError` (``shared_login``) for a login of several: its persons
        register.
        """
    def delete(self, /, id: Registration | UUID | str) -> None:
        """
        Deletes one. Raises :class:`kartotek.RuleViolatedError` (``has_dependents``) while something
        depends on it.
        """
    def get(self, /, id: Registration | UUID | str) -> Registration:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def page(self, filter: RegistrationFilter | Mapping[str, object] | None = None, /, *, sort: str | None = None, limit: int | None = 50, after: str | None = None, total: bool | int | None = None, job: Job | UUID | str | None = ..., group: JobGroup | UUID | str | None = ..., customer: Customer | UUID | str | None = ..., kinds: Iterable[str] = ..., registered_from: datetime | None = ..., registered_before: datetime | None = ..., set: Collection | CollectionRef | UUID | str | None = ...) -> Page[Registration]:
        """
        Returns one page of a list; ``sort`` is the key of a field, with a minus sign before it from its
        end, ``total`` whether to count, or how far. The filter is given as such or by its parts.
        """
    def participants(self, /, id: Registration | UUID | str) -> tuple[UUID, ...]:
        """
        Returns for whom a customer registered, by name.
        """
    def remove_participants(self, /, id: Registration | UUID | str, participants: Iterable[Participant | UUID | str]) -> None:
        """
        Takes participants away for whom a customer registered; they stay in their groups.
        """
    def submit(self, form: RegistrationForm | Mapping[str, object] | None = None, /, *, known: KnownCustomer | Literal["ask", "new"] | Claim | None = None, group: JobGroup | UUID | str = ..., kind: str = ..., customer: CustomerDraft | Mapping[str, object] = ..., participants: Iterable[Participant | UUID | str | ParticipantDetails | Mapping[str, object]] = ..., relation: Relation | Literal['guardian', 'self', 'other'] = ..., photo_consent: tuple[ConsentDecision | Literal['granted', 'withdrawn'], str] | None = ...) -> Registration | Claim:
        """
        Stores a form that somebody filled in by themselves, as such or by its fields: customer, participants
        with their group and ties, decisions on pictures and the registration, all or nothing.

        Where the register knows a customer with the e-mail or phone of the form, nothing is stored and a
        :class:`kartotek.Claim` is returned. The host has that e-mail or phone proven, and sends the form again
        with the claim as ``known``, or with ``"new"`` to make a new customer all the same.

        Raises :class:`kartotek.RuleViolatedError`: ``registration_closed`` where the job takes no forms,
        ``claim_outdated``, ``not_in_job``; :class:`kartotek.InvalidError` with every problem.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> job = register.jobs.create(title="Ekskolan 2026", status="open")
        >>> form = kartotek.RegistrationForm(
        ...     group=register.job_groups.create(job.id, "4b").id,
        ...     customer=kartotek.CustomerDraft(given_name="Anna", emails=["anna@example.com"]),
        ...     participants=[kartotek.ParticipantDetails(given_name="Elsa")],
        ... )
        >>> entry = register.registrations.submit(form)
        >>> claim = register.registrations.submit(form)
        >>> claim.by.email
        'anna@example.com'
        >>> register.registrations.submit(form, known=claim) == entry
        True
        """
    def update(self, record: Registration, details: RegistrationDetails | Mapping[str, object] | None = None, /, *, kind: str = ..., registered_at: datetime | None = ..., entered_name: str = ...) -> Registration:
        """
        Changes fields of one that was read before, or gives it other details.

        Raises :class:`kartotek.ConflictError` when somebody else changed it meanwhile,
        :class:`kartotek.InvalidError` with every problem.
        """

@final
class Resolved:
    """
    What a code opened.

    >>> import kartotek
    >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> register.jobs.import_names(job.id, [{"Elev": "Elsa", "Klass": "4b"}]).participants
    1
    >>> (card,) = register.codes.issue_missing(job.id)
    >>> active = register.codes.activate([card.stored.id])
    >>> opened = register.codes.resolve(card.secrets.token.expose(), "192.0.2.7")
    >>> opened.participant.display_name, opened.job == job.id, opened.gallery
    ('Elsa', True, None)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, code: StoredCode | AccessCode | UUID | str, job: Job | UUID | str, participant: Participant | Mapping[str, object], gallery: Gallery | Mapping[str, object] | None) -> Resolved: ...
    def __replace__(self, /, *, code: StoredCode | AccessCode | UUID | str = ..., job: Job | UUID | str = ..., participant: Participant | Mapping[str, object] = ..., gallery: Gallery | Mapping[str, object] | None = ...) -> Resolved: ...
    def __repr__(self, /) -> str: ...
    @property
    def code(self, /) -> UUID:
        """
        The code.
        """
    @property
    def gallery(self, /) -> Gallery | None:
        """
        The participant's own gallery in the job, where there is one; whether it may be seen now says
        :meth:`Gallery.is_open`.
        """
    @property
    def job(self, /) -> UUID:
        """
        The job that it was made for.
        """
    @property
    def participant(self, /) -> Participant:
        """
        Whose it is.
        """
    def replace(self, /, *, code: StoredCode | AccessCode | UUID | str = ..., job: Job | UUID | str = ..., participant: Participant | Mapping[str, object] = ..., gallery: Gallery | Mapping[str, object] | None = ...) -> Resolved:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, row: int, line: int, outcome: RowOutcome | Literal["created", "updated", "unchanged", "skipped", "ambiguous", "invalid"], code: str, column: str | None, field: str | None, text: str, hint: str) -> RowProblem:
        """
        Makes one of what it shows, as unpickling does.
        """
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
    def to_dict(self, /) -> dict[str, object]:
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, name: str, header: str, columns: str) -> SavedMapping: ...
    def __replace__(self, /, *, name: str = ..., header: str = ..., columns: str = ...) -> SavedMapping: ...
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
    def replace(self, /, *, name: str = ..., header: str = ..., columns: str = ...) -> SavedMapping:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class SecondPart:
    """
    What the part of a card that is torn off and handed in asks for: consent and signature, in the wording of the
    language or in one's own.

    >>> from kartotek import SecondPart
    >>> SecondPart(wording="We agree to pictures in the yearbook.")
    SecondPart(wording='We agree to pictures in the yearbook.')
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, wording: str | None = None) -> SecondPart: ...
    def __repr__(self, /) -> str: ...
    @property
    def wording(self, /) -> str | None:
        """
        One's own wording; ``None``: that of the language.
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, code: str, label: str, gender: str | None = ...) -> SocialTitle: ...
    def __replace__(self, /, *, code: str = ..., label: str = ..., gender: str | None = ...) -> SocialTitle: ...
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
    def replace(self, /, *, code: str = ..., label: str = ..., gender: str | None = ...) -> SocialTitle:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class StoredCode:
    """
    An access code as a register stores it, without what it is found by.

    >>> import kartotek
    >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> (card,) = register.codes.issue_blank(job.id, 1)
    >>> card.stored.storage, card.stored.is_live(card.stored.created_at)
    (<CodeStorage.HASHED: 'hashed'>, False)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, id: StoredCode | AccessCode | UUID | str, revision: int, created_at: datetime, updated_at: datetime, job: Job | UUID | str, participant: Participant | UUID | str | None, code: AccessCode, storage: CodeStorage | Literal["hashed", "recoverable"]) -> StoredCode:
        """
        Makes one of what it shows, as unpickling does.
        """
    @property
    def code(self, /) -> AccessCode:
        """
        Whose it is and where it stands.
        """
    @property
    def created_at(self, /) -> datetime:
        """
        When it was made.
        """
    @property
    def id(self, /) -> UUID:
        """
        Names the code; it is no secret.
        """
    def is_live(self, /, now: datetime) -> bool:
        """
        Tells whether it belongs to somebody and has not come to an end at an instant, nor will soon because
        another one takes its place.
        """
    @property
    def job(self, /) -> UUID:
        """
        The job that it was made for.
        """
    @property
    def participant(self, /) -> UUID | None:
        """
        Whom it belongs to; ``None`` while it is blank.
        """
    @property
    def revision(self, /) -> int:
        """
        Counts its changes.
        """
    @property
    def storage(self, /) -> CodeStorage:
        """
        Whether its card can be printed again.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """
    @property
    def updated_at(self, /) -> datetime:
        """
        When it was changed last.
        """

@final
class Successor:
    """
    The code that took the place of another one.

    >>> import kartotek
    >>> register = kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random()))
    >>> job = register.jobs.create(title="Ekskolan 2026")
    >>> register.jobs.import_names(job.id, [{"Elev": "Elsa", "Klass": "4b"}]).participants
    1
    >>> (card,) = register.codes.issue_missing(job.id)
    >>> new = register.codes.rotate(card.stored.id, grace_days=3)
    >>> register.codes.get(card.stored.id).code.successor.id == new.stored.id
    True
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, id: StoredCode | AccessCode | UUID | str, good_from: datetime) -> Successor:
        """
        Makes one of what it shows, as unpickling does.
        """
    @property
    def good_from(self, /) -> datetime:
        """
        From when on the old one is rotated; until then both are good.
        """
    @property
    def id(self, /) -> UUID:
        """
        The new code.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, tag: Collection | Mapping[str, object], state: TagState | Literal["none", "some", "all"]) -> TagPreview: ...
    def __replace__(self, /, *, tag: Collection | Mapping[str, object] = ..., state: TagState | Literal['none', 'some', 'all'] = ...) -> TagPreview: ...
    def __repr__(self, /) -> str: ...
    def replace(self, /, *, tag: Collection | Mapping[str, object] = ..., state: TagState | Literal['none', 'some', 'all'] = ...) -> TagPreview:
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
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def active(self, /) -> tuple[Collection, ...]:
        """
        Returns the tags that somebody bears or that are offered.
        """
    def all(self, /) -> tuple[Collection, ...]:
        """
        Returns all of them at once with their sizes, archived ones too, by name.
        """
    def apply(self, ids: Iterable[Customer | UUID | str], /, *, add: Iterable[str] | None = None, remove: Iterable[str] | None = None) -> tuple[BulkOutcome, ...]:
        """
        Puts tags on customers and takes others away, by name, and returns what became of each customer.
        Tags that do not exist are made.
        """
    def apply_to_galleries(self, ids: Iterable[Gallery | UUID | str], /, *, add: Iterable[str] | None = None, remove: Iterable[str] | None = None) -> tuple[BulkOutcome, ...]:
        """
        Puts tags on galleries and takes others away, as ``apply`` does with customers.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> job = register.jobs.create(title="Ekskolan 2026")
        >>> album = register.galleries.of_group(register.job_groups.create(job.id, "4b").id)
        >>> register.tags.apply_to_galleries([album.id], add=["school"])
        (<BulkOutcome.CHANGED: 'changed'>,)
        >>> register.tags.galleries(register.tags.find_by_name("School").id) == (album,)
        True
        """
    def archive(self, /, id: Collection | CollectionRef | UUID | str) -> Collection:
        """
        Stops offering one; its members stay.
        """
    def create(self, /, name: str) -> Collection:
        """
        Makes one. Raises :class:`kartotek.AlreadyExistsError` for a name that is taken.
        """
    def delete(self, /, id: Collection | CollectionRef | UUID | str) -> None:
        """
        Deletes one; its members stay in the register.
        """
    def find_by_name(self, /, name: str) -> Collection | None:
        """
        Returns the one with a name, however its case and blanks are written, or ``None``.
        """
    def galleries(self, /, tag: Collection | CollectionRef | UUID | str) -> tuple[Gallery, ...]:
        """
        Returns the galleries that bear a tag, the oldest first.
        """
    def get(self, /, id: Collection | CollectionRef | UUID | str) -> Collection:
        """
        Returns one. Raises :class:`kartotek.NotFoundError`.
        """
    def merge(self, tag: Collection | CollectionRef | UUID | str, /, *, into: Collection | CollectionRef | UUID | str) -> Collection:
        """
        Puts all that bear a tag under another one, and deletes it.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> anna = register.customers.create(given_name="Anna", tags=["VIP guest"])
        >>> guest, vip = register.tags.find_by_name("vip guest"), register.tags.create("VIP")
        >>> register.tags.merge(guest.id, into=vip.id).size, register.tags.get(vip.id).size
        (1, 1)
        """
    def preview(self, /, ids: Iterable[Customer | UUID | str]) -> tuple[TagPreview, ...]:
        """
        Returns how many of some customers bear each tag.
        """
    def rename(self, /, collection: Collection, name: str) -> Collection:
        """
        Gives one that was read before another name. Raises :class:`kartotek.ConflictError` when it was
        changed meanwhile.
        """
    def restore(self, /, id: Collection | CollectionRef | UUID | str) -> Collection:
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
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @staticmethod
    def anniversary(first: date, last: date) -> Test:
        """
        It is a birthday that is celebrated from one day to another, both inclusive. In years without a leap day
        the settings of the register say which day counts instead.
        """
    @staticmethod
    def between(lower: object | None = None, upper: object | None = None) -> Test:
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
class ThrottlePolicy:
    """
    How much guessing of codes a register bears.

    >>> import kartotek
    >>> kartotek.ThrottlePolicy(second_factor_after=5).network
    FailureLimit(burst=20, forgive_micros=30000000)
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, network: FailureLimit | Mapping[str, object] = ..., all: FailureLimit | Mapping[str, object] = ..., second_factor_after: int | None = ..., networks: int = ...) -> ThrottlePolicy: ...
    def __replace__(self, /, *, network: FailureLimit | Mapping[str, object] = ..., all: FailureLimit | Mapping[str, object] = ..., second_factor_after: int | None = ..., networks: int = ...) -> ThrottlePolicy: ...
    def __repr__(self, /) -> str: ...
    @property
    def all(self, /) -> FailureLimit:
        """
        Of all together; 1,000 at once, one forgiven every ten milliseconds.
        """
    @property
    def network(self, /) -> FailureLimit:
        """
        Of one network; 20 at once, one forgiven every half minute.
        """
    @property
    def networks(self, /) -> int:
        """
        How many networks are remembered.
        """
    def replace(self, /, *, network: FailureLimit | Mapping[str, object] = ..., all: FailureLimit | Mapping[str, object] = ..., second_factor_after: int | None = ..., networks: int = ...) -> ThrottlePolicy:
        """
        Returns the record with other values of some fields.
        """
    @property
    def second_factor_after(self, /) -> int | None:
        """
        After how many failures of a network that are not forgiven yet a second factor is asked for; never where
        nothing is said.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
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
    def __getnewargs_ex__(self, /) -> tuple[tuple[()], dict[str, object]]: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, *, id: Customer | UUID | str, deleted_at: datetime, merged_into: Customer | UUID | str | None) -> Tombstone: ...
    def __replace__(self, /, *, id: Customer | UUID | str = ..., deleted_at: datetime = ..., merged_into: Customer | UUID | str | None = ...) -> Tombstone: ...
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
    def replace(self, /, *, id: Customer | UUID | str = ..., deleted_at: datetime = ..., merged_into: Customer | UUID | str | None = ...) -> Tombstone:
        """
        Returns the record with other values of some fields.
        """
    def to_dict(self, /) -> dict[str, object]:
        """
        Returns what it says, with dictionaries in place of records.
        """

@final
class TypedCode:
    """
    The code that is typed, ``XXXX-XXXX-XXXX-C``: its last symbol tells mistyped ones. It is not
    pickled.

    >>> import kartotek
    >>> code = kartotek.TypedCode("7kx9 qm2t 4hwc y")
    >>> code
    TypedCode(…)
    >>> code.expose()
    '7KX9-QM2T-4HWC-Y'
    >>> kartotek.TypedCode("7XK9-QM2T-4HWC-Y")
    Traceback (most recent call last):
    kartotek.errors.InvalidError: code is mistyped: its last symbol does not fit the others
    """
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, text: str) -> TypedCode:
        """
        Reads what somebody wrote, in any case. Raises :class:`kartotek.InvalidError` for what it cannot be.
        """
    def __repr__(self, /) -> str: ...
    def expose(self, /) -> str:
        """
        Returns it as it is printed: a secret.
        """
    @staticmethod
    def random() -> TypedCode:
        """
        Makes one that nobody can guess.
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
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[object, tuple[object, ...]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def _of(cls, /, reversed: int, kept_edited: int, kept_referenced: int, failed: int, kept: Iterable[Customer | UUID | str]) -> UndoReport:
        """
        Makes one of what it shows, as unpickling does.
        """
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
    def to_dict(self, /) -> dict[str, object]:
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

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def __iter__(self, /) -> Walk: ...
    def __next__(self, /) -> object: ...

@final
class WriteBatch:
    """
    Commands that are recorded and then done together: all of them, or none. ``register.batch()`` begins one; its methods
    are named after those that they record.

    As a context manager it is committed at the end of the block, unless the block raises, and empty then. Nothing is read, checked or
    stored before that. Records are made with ids that are known at once, so that later commands can name them; a command
    sees what those before it did. It keeps other writers waiting while it is done: thousands of customers are for
    ``register.customers.create_many`` and imports.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> with register.batch() as batch:
    ...     job = batch.create_job(title="Ekskolan 2026")
    ...     group = batch.create_job_group(job, "4b")
    ...     elsa = batch.create_participant(given_name="Elsa", family_name="Ek")
    ...     anna = batch.create_customer(given_name="Anna", family_name="Ek", emails=["anna@example.com"])
    ...     batch.add_to_job_group(group, [elsa])
    ...     batch.link_participant(elsa, anna)
    ...     batch.create_registration(group, anna, participants=[elsa])
    >>> register.customers.get(anna).number, register.registrations.count(job=job)
    (1, 1)

    The first command that is refused undoes all of them:

    >>> with register.batch() as batch:
    ...     batch.archive_customers([anna])
    ...     bo = batch.create_customer(given_name="Bo", emails=["bo@"])
    Traceback (most recent call last):
    kartotek.errors.InvalidError: command 2 of the batch, create_customer: email is not an e-mail address
    >>> register.customers.get(anna).archived_at is None
    True

    It cannot be pickled: it belongs to a register that is open in this process.
    """
    def __enter__(self, /) -> WriteBatch: ...
    def __exit__(self, /, *exception: object) -> None: ...
    def __len__(self, /) -> int: ...
    def __repr__(self, /) -> str: ...
    def add_photo_consent(self, participant: Participant | UUID | str, consent: PhotoConsent | Mapping[str, object] | None = None, /, *, at: datetime = ..., decision: ConsentDecision | Literal['granted', 'withdrawn'] = ..., wording: str = ..., given_by: str = ..., customer: Customer | UUID | str | None = ...) -> None:
        """
        Records ``register.participants.add_photo_consent``.
        """
    def add_to_job_group(self, /, group: JobGroup | UUID | str, participants: Iterable[Participant | UUID | str]) -> None:
        """
        Records ``register.participants.add_to_group``.
        """
    def apply_tags(self, ids: Iterable[Customer | UUID | str], /, *, add: Iterable[str] | None = None, remove: Iterable[str] | None = None) -> None:
        """
        Records ``register.tags.apply``.
        """
    def archive_customers(self, /, ids: Iterable[Customer | UUID | str]) -> None:
        """
        Records ``register.customers.archive``.
        """
    def attach_contact_group(self, /, group: Collection | CollectionRef | UUID | str, ids: Iterable[Customer | UUID | str]) -> None:
        """
        Records ``register.contact_groups.attach``.
        """
    def attach_customer_group(self, /, group: Collection | CollectionRef | UUID | str, ids: Iterable[Customer | UUID | str]) -> None:
        """
        Records ``register.customer_groups.attach``.
        """
    def clear(self, /) -> None:
        """
        Forgets all that is recorded, as the end of a block does in any case.
        """
    def commit(self, /) -> None:
        """
        Does all commands as one unit of work; none of them when one is refused. The end of a ``with`` block calls it.
        Once they are done the batch is empty, and may record others.

        Raises the exception of the first command that is refused, with the ``command`` that it was; after one that
        ``is_retryable`` it may be called again.

        >>> import kartotek
        >>> register = kartotek.in_memory()
        >>> batch = register.batch()
        >>> anna = batch.create_customer(given_name="Anna")
        >>> register.customers.count(), len(batch), batch.commit(), register.customers.count()
        (0, 1, None, 1)
        """
    def create_customer(self, draft: CustomerDraft | Mapping[str, object] | CustomerProfile | None = None, /, *, id: Customer | UUID | str | None = ..., kind: CustomerKind | Literal['person', 'company', 'shared_login'] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal['low', 'medium', 'high'] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ..., tags: Iterable[str] = ..., contact_groups: Iterable[str] = ..., customer_groups: Iterable[str] = ..., default_group: str | None = ...) -> UUID:
        """
        Records ``register.customers.create``, and returns the id that the customer will have: the draft's own, if it has
        one.
        """
    def create_job(self, details: JobDetails | Mapping[str, object] | None = None, /, *, title: str = ..., kind: str = ..., status: JobStatus | Literal['planned', 'open', 'published', 'closed'] = ..., shoot_dates: Iterable[date] = ..., publish_from: datetime | None = ..., publish_until: datetime | None = ..., registration_deadline: datetime | None = ..., note: str = ...) -> UUID:
        """
        Records ``register.jobs.create``, and returns the id that the job will have.
        """
    def create_job_group(self, /, job: Job | UUID | str, name: str) -> UUID:
        """
        Records ``register.job_groups.create``, and returns the id that the group will have.
        """
    def create_participant(self, details: ParticipantDetails | Mapping[str, object] | None = None, /, *, given_name: str = ..., family_name: str = ..., entered_name: str = ..., birthday: date | str | None = ..., minor: bool | None = ..., student_number: str = ..., email: str = ..., phone: str = ..., note: str = ...) -> UUID:
        """
        Records ``register.participants.create``, and returns the id that the participant will have.
        """
    def create_registration(self, group: JobGroup | UUID | str, customer: Customer | UUID | str, details: RegistrationDetails | Mapping[str, object] | None = None, /, *, participants: Iterable[Participant | UUID | str] = ..., kind: str = ..., registered_at: datetime | None = ..., entered_name: str = ...) -> None:
        """
        Records ``register.registrations.create``. It returns no id: who is registered in the group stays so, with the
        participants added.
        """
    def delete_customer(self, /, customer: Customer) -> None:
        """
        Records ``register.customers.delete``, of a customer who was read before.
        """
    def delete_job(self, /, id: Job | UUID | str) -> None:
        """
        Records ``register.jobs.delete``.
        """
    def delete_participant(self, /, id: Participant | UUID | str) -> None:
        """
        Records ``register.participants.delete``.
        """
    def delete_registration(self, /, id: Registration | UUID | str) -> None:
        """
        Records ``register.registrations.delete``.
        """
    def detach_contact_group(self, /, group: Collection | CollectionRef | UUID | str, ids: Iterable[Customer | UUID | str]) -> None:
        """
        Records ``register.contact_groups.detach``.
        """
    def link_participant(self, /, participant: Participant | UUID | str, customer: Customer | UUID | str, relation: Relation | Literal["guardian", "self", "other"] = ...) -> None:
        """
        Records ``register.participants.link``.
        """
    def restore_customers(self, /, ids: Iterable[Customer | UUID | str]) -> None:
        """
        Records ``register.customers.restore``.
        """
    def set_customers_enabled(self, /, ids: Iterable[Customer | UUID | str], enabled: bool) -> None:
        """
        Records ``register.customers.set_enabled``.
        """
    def set_default_group(self, /, group: Collection | CollectionRef | UUID | str, ids: Iterable[Customer | UUID | str]) -> None:
        """
        Records ``register.customer_groups.set_default``.
        """
    def update_customer(self, customer: Customer, profile: CustomerProfile | Mapping[str, object] | None = None, /, *, kind: CustomerKind | Literal['person', 'company', 'shared_login'] = ..., title: str = ..., given_name: str = ..., additional_names: str = ..., family_name: str = ..., name_prefix: str = ..., name_suffix: str = ..., nickname: str = ..., phonetic_name: str = ..., entered_name: str = ..., emails: Iterable[str | Email | Mapping[str, object]] = ..., phones: Iterable[str | Phone | Mapping[str, object]] = ..., addresses: Iterable[Address | Mapping[str, object]] = ..., gender: str = ..., language: str = ..., birthday: date | str | None = ..., company: str = ..., organisation_number: str = ..., activity_code: str = ..., website: str = ..., credit_limit: Money | None = ..., payment_term_days: int | None = ..., risk_rating: RiskRating | Literal['low', 'medium', 'high'] | None = ..., enabled: bool = ..., registered_at: datetime | None = ..., last_visit_at: datetime | None = ..., origin: str = ..., note: str = ..., external_ids: Iterable[ExternalId | Mapping[str, object]] = ..., shared_login: Customer | UUID | str | None = ...) -> None:
        """
        Records ``register.customers.update``, of a customer who was read before.
        """
    def update_job(self, job: Job, details: JobDetails | Mapping[str, object] | None = None, /, *, title: str = ..., kind: str = ..., status: JobStatus | Literal['planned', 'open', 'published', 'closed'] = ..., shoot_dates: Iterable[date] = ..., publish_from: datetime | None = ..., publish_until: datetime | None = ..., registration_deadline: datetime | None = ..., note: str = ...) -> None:
        """
        Records ``register.jobs.update``, of a job that was read before.
        """
    def update_participant(self, participant: Participant, details: ParticipantDetails | Mapping[str, object] | None = None, /, *, given_name: str = ..., family_name: str = ..., entered_name: str = ..., birthday: date | str | None = ..., minor: bool | None = ..., student_number: str = ..., email: str = ..., phone: str = ..., note: str = ...) -> None:
        """
        Records ``register.participants.update``, of a participant who was read before.
        """

def _choices() -> list[tuple[str, list[str]]]:
    """
    Returns the texts of every enumeration, by its name.
    """

def _error_kinds() -> list[tuple[str, str]]:
    """
    Returns the kinds of errors with the names of their exceptions.
    """

def _register_columns() -> tuple[list[RegisterColumn], list[RegisterColumn]]:
    """
    Returns the columns of the registers of jobs, and of those of groups.
    """

def connect(url: str, *, schema: str | None = None, settings: RegisterSettings | None = None, codes: CodeOptions | None = None, connections: int | None = None, read_address: str | None = None, must_exist: bool = False, read_only: bool = False) -> Register:
    """
    Opens the register in a schema of a PostgreSQL server, and makes it where there is none, as :func:`open` does.

    ``read_address`` is that of a standby that answers what people look at, ``connections`` how many are kept.

    >>> import kartotek
    >>> kartotek.connect("postgresql://nobody@127.0.0.1:1/none")
    Traceback (most recent call last):
    kartotek.errors.UnreachableError: ...
    """

def fields(language: str | None = None) -> tuple[Field, ...]:
    """
    Returns the fields of customers, with labels in a language of the labels, or of a locale; in English where none is
    said.

    >>> import kartotek
    >>> [field.key for field in kartotek.fields() if field.kind == "money"]
    ['credit_limit']
    >>> {field.key: field.label for field in kartotek.fields("de-AT")}["family_name"]
    'Nachname'
    """

def in_memory(*, settings: RegisterSettings | None = None, codes: CodeOptions | None = None) -> Register:
    """
    Makes a register that lives as long as it is used, for tests and trials.

    >>> import kartotek
    >>> kartotek.in_memory().customers.count()
    0
    """

def open(path: str | PathLike[str], *, settings: RegisterSettings | None = None, codes: CodeOptions | None = None, must_exist: bool = False, read_only: bool = False) -> Register:
    """
    Opens the register in a file, and makes it where there is none: with the ``settings``, which one that is there
    keeps as it has them.

    With ``must_exist`` a file that is not there is refused with :class:`kartotek.IoError`; with ``read_only`` too, and
    whatever would change the register raises :class:`kartotek.ReadOnlyError`. ``codes`` is what issuing access codes and
    looking them up needs.

    >>> import kartotek
    >>> settings = kartotek.RegisterSettings(name="Studio Sol", locale="sv-SE", country="SE", currency="SEK")
    >>> with kartotek.open("studio.db", settings=settings) as register:
    ...     register.settings().currency
    'SEK'
    """
