"""Enumerations. A member is a text too: ``Matching.UPSERT == "upsert"``, and wherever one is asked for its
text will do."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "Archived",
    "BulkOutcome",
    "CodeState",
    "CodeStorage",
    "CollectionKind",
    "ConsentDecision",
    "Context",
    "CustomerKind",
    "DateOrder",
    "Evidence",
    "GalleryState",
    "ImportEnd",
    "ImportStep",
    "JobStatus",
    "KnownCustomer",
    "Language",
    "LeapDay",
    "Level",
    "Matching",
    "Moves",
    "Preset",
    "Relation",
    "Repeats",
    "ResolveOutcome",
    "RiskRating",
    "RowOutcome",
    "Section",
    "TagState",
    "Tightening",
    "TotalOf",
]


class CustomerKind(StrEnum):
    """Whether a customer is a person or a company, or a login of several."""

    PERSON = "person"
    COMPANY = "company"
    SHARED_LOGIN = "shared_login"


class RiskRating(StrEnum):
    """How risky it is to sell on credit."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Archived(StrEnum):
    """Whether a list shows archived customers."""

    EXCLUDE = "exclude"
    INCLUDE = "include"
    ONLY = "only"


class CollectionKind(StrEnum):
    """The kinds of sets of customers."""

    TAG = "tag"
    CONTACT_GROUP = "contact_group"
    CUSTOMER_GROUP = "customer_group"


class TagState(StrEnum):
    """How many of some customers bear a tag."""

    NONE = "none"
    SOME = "some"
    ALL = "all"


class BulkOutcome(StrEnum):
    """What a call about many records did to one of them."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_FOUND = "not_found"
    VERSION_CONFLICT = "version_conflict"


class Context(StrEnum):
    """Where data come from, which decides what fields are required."""

    STAFF = "staff"
    SELF_REGISTRATION = "self_registration"
    IMPORT = "import"
    CHECK_IN = "check_in"
    SYNC = "sync"


class Preset(StrEnum):
    """The customer groups that are made with a register."""

    STANDARD = "standard"
    BUSINESS = "business"


class Matching(StrEnum):
    """What an import does with customers who are here already."""

    CREATE_ONLY = "create_only"
    UPDATE_ONLY = "update_only"
    UPSERT = "upsert"
    FILL_BLANKS = "fill_blanks"
    SKIP_EXISTING = "skip_existing"


class Repeats(StrEnum):
    """What an import does with rows that are about the same customer."""

    FIRST = "first"
    LAST = "last"
    ERROR = "error"
    EACH = "each"


class ImportStep(StrEnum):
    """What an import is doing."""

    LOOKING = "looking"
    STORING = "storing"


class RowOutcome(StrEnum):
    """What became of one row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    AMBIGUOUS = "ambiguous"
    INVALID = "invalid"


class ImportEnd(StrEnum):
    """How an import ended."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    ROLLED_BACK = "rolled_back"
    PLANNED = "planned"


class DateOrder(StrEnum):
    """In which order dates are written."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Evidence(StrEnum):
    """How it was found what a column is for, the surest last."""

    NONE = "none"
    SIMILAR = "similar"
    HEADING = "heading"
    KEY = "key"
    LAYOUT = "layout"
    GIVEN = "given"


class Level(StrEnum):
    """How much a field is wanted."""

    OFF = "off"
    OPTIONAL = "optional"
    RECOMMENDED = "recommended"
    REQUIRED = "required"


class Tightening(StrEnum):
    """What a policy that became stricter means for stored records."""

    ON_NEXT_EDIT = "on_next_edit"
    NEVER = "never"


class LeapDay(StrEnum):
    """When those who were born on a leap day celebrate in other years."""

    FEBRUARY_28 = "february_28"
    MARCH_1 = "march_1"


class Section(StrEnum):
    """The parts of a form that fields belong to."""

    IDENTITY = "identity"
    NAME = "name"
    CONTACT = "contact"
    ADDRESS = "address"
    PERSON = "person"
    COMPANY = "company"
    ACCOUNT = "account"
    GROUPS = "groups"
    NOTES = "notes"


class Language(StrEnum):
    """The languages of labels, headings and cards, by ISO 639-1."""

    EN = "en"
    SV = "sv"
    NB = "nb"
    DA = "da"
    DE = "de"
    ES = "es"
    FR = "fr"
    BG = "bg"


class JobStatus(StrEnum):
    """How far a photo job is. Customers register by themselves while it is open or published."""

    PLANNED = "planned"
    OPEN = "open"
    PUBLISHED = "published"
    CLOSED = "closed"


class GalleryState(StrEnum):
    """Whether a gallery is shown."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Relation(StrEnum):
    """What a customer is to a participant."""

    GUARDIAN = "guardian"
    OWN = "self"
    OTHER = "other"


class ConsentDecision(StrEnum):
    """Whether pictures are allowed."""

    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


class TotalOf(StrEnum):
    """Of what the totals of a register are the sums."""

    GROUP = "group"
    JOB = "job"
    LIFETIME = "lifetime"


class KnownCustomer(StrEnum):
    """What to do where the register knows a customer with the e-mail or phone of a form. A :class:`kartotek.Claim`
    says that it was proven."""

    ASK = "ask"
    NEW = "new"


class Moves(StrEnum):
    """What a names list does about participants who stand in another group than before."""

    REPORT = "report"
    APPLY = "apply"
    SEPARATE = "separate"


class CodeState(StrEnum):
    """Where an access code stands."""

    BLANK = "blank"
    BOUND = "bound"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ROTATED = "rotated"


class CodeStorage(StrEnum):
    """Whether a card can be printed again."""

    HASHED = "hashed"
    RECOVERABLE = "recoverable"


class ResolveOutcome(StrEnum):
    """How an attempt to be let in by a code ended; for the log, never for who tried."""

    GRANTED = "granted"
    UNKNOWN = "unknown"
    THROTTLED = "throttled"
    SECOND_FACTOR = "second_factor"
    REFUSED_BLANK = "refused_blank"
    REFUSED_BOUND = "refused_bound"
    REFUSED_SUSPENDED = "refused_suspended"
    REFUSED_REVOKED = "refused_revoked"
    REFUSED_EXPIRED = "refused_expired"
    REFUSED_ROTATED = "refused_rotated"
