"""What can go wrong, as exceptions that all derive from :class:`KartotekError`."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AlreadyExistsError",
    "BusyError",
    "CancelledError",
    "ConflictError",
    "CorruptError",
    "DeniedFileError",
    "Difference",
    "ExistingFileError",
    "FieldProblem",
    "FolderError",
    "FullError",
    "InvalidCursorError",
    "InvalidError",
    "IoError",
    "KartotekError",
    "MissingFileError",
    "NotARegisterError",
    "NotFoundError",
    "OutcomeUnknownError",
    "ReadOnlyError",
    "RuleViolatedError",
    "ShutDownError",
    "StorageError",
    "TimedOutError",
    "TooNewError",
    "UnreachableError",
    "UnreadableFileError",
    "UnsupportedError",
]


@dataclass(frozen=True)
class FieldProblem:
    """One field that is wrong.

    >>> import kartotek
    >>> kartotek.in_memory().customers.check(given_name="Anna", emails=["anna@"])[0].rule
    'email_syntax'
    """

    field: str
    """The key of the field."""
    rule: str
    """The code of the rule that it breaks, in snake case."""
    meaning: str
    """What the rule says, for people."""
    item: int | None = None
    """The place of the item in a list, counted from 0, where one is to blame."""


@dataclass(frozen=True)
class Difference:
    """The two sides of a field in a conflict. They are personal data.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> seen = register.customers.create(given_name="Anna")
    >>> changed = register.customers.update(seen, given_name="Eva")
    >>> try:
    ...     register.customers.update(seen, given_name="Ann")
    ... except kartotek.ConflictError as conflict:
    ...     print(conflict.differences)
    (Difference(field='given_name', stored='Eva', given='Ann'),)
    """

    field: str
    """The key of the field."""
    stored: str
    """What is stored by now."""
    given: str
    """What the caller gave."""


class KartotekError(Exception):
    """Anything that Kartotek refuses or cannot do. No error holds personal data beyond ids."""

    kind: str = ""
    """Which kind of error it is, in snake case; programs switch on the class or on this."""
    is_retryable: bool = False
    """Whether the same call may succeed when it is made again."""
    command: int | None = None
    """Which command of a batch was refused, counted from 1 in the order of recording."""


class NotFoundError(KartotekError, LookupError):
    """Nothing has this id."""

    entity: str = ""
    """What was looked for."""
    id: str = ""
    """The id as text."""


class AlreadyExistsError(KartotekError):
    """Something that must be unique exists already."""

    entity: str = ""
    """What exists."""
    field: str = ""
    """The field that must be unique."""


class ConflictError(KartotekError):
    """It was changed since it was read, or the idempotency key was used for another call."""

    entity: str = ""
    """What was to be changed; empty for an idempotency key."""
    id: str = ""
    """The id as text."""
    expected: int | None = None
    """The revision that the caller had read."""
    found: int | None = None
    """The revision that is stored."""
    differences: Sequence[Difference] = ()
    """The fields in which both sides differ."""


class InvalidError(KartotekError, ValueError):
    """Fields are wrong; all of them are listed."""

    problems: Sequence[FieldProblem] = ()
    """Every problem."""


class RuleViolatedError(KartotekError):
    """A business rule forbids it."""

    rule: str = ""
    """The stable name of the rule, in snake case."""


class InvalidCursorError(KartotekError, ValueError):
    """The cursor is damaged or belongs to another list."""


class UnsupportedError(KartotekError):
    """The backend does not offer this."""


class UnreadableFileError(KartotekError, ValueError):
    """A file cannot be imported at all."""


class CancelledError(KartotekError):
    """The caller asked to stop."""


class ShutDownError(KartotekError):
    """The register was shut down."""


class StorageError(KartotekError):
    """The storage failed."""


class BusyError(StorageError):
    """Another program holds the register for too long."""


class UnreachableError(StorageError):
    """The server cannot be reached."""


class OutcomeUnknownError(StorageError):
    """The connection was lost while the change was committed; ask whether it was made."""


class TimedOutError(StorageError):
    """It took longer than allowed."""


class CorruptError(StorageError):
    """What is stored cannot be read."""


class TooNewError(StorageError):
    """A newer version of Kartotek made the register."""


class NotARegisterError(StorageError):
    """The file or schema is no register."""


class FullError(StorageError):
    """There is no room left."""


class ReadOnlyError(StorageError):
    """The register cannot be written."""


class IoError(StorageError, OSError):
    """A file or the system failed; ``filename`` says which file, ``errno`` why.

    As with ``OSError`` there are classes of their own for common reasons.

    >>> import kartotek
    >>> try:
    ...     kartotek.open("none.db", must_exist=True)
    ... except FileNotFoundError as error:
    ...     print(type(error).__name__, error.filename)
    MissingFileError none.db
    """

    def __new__(cls, *args: object) -> IoError:
        """Makes the class that the number of the system asks for."""
        number = args[0] if args else None
        fit = _OF_NUMBER.get(number, cls) if cls is IoError and isinstance(number, int) else cls
        return super().__new__(fit, *args)

    def __str__(self) -> str:
        if self.strerror is None:
            return super().__str__()
        return self.strerror if self.filename is None else f"{self.filename}: {self.strerror}"


class MissingFileError(IoError, FileNotFoundError):
    """The file or its folder is not there."""


class ExistingFileError(IoError, FileExistsError):
    """The file is there already, and nobody said that it may be replaced."""


class DeniedFileError(IoError, PermissionError):
    """The system does not permit it."""


class FolderError(IoError, IsADirectoryError):
    """It is a folder, and no file."""


_OF_NUMBER: dict[int, type[IoError]] = {
    errno.ENOENT: MissingFileError,
    errno.EEXIST: ExistingFileError,
    errno.EACCES: DeniedFileError,
    errno.EPERM: DeniedFileError,
    errno.EISDIR: FolderError,
}
