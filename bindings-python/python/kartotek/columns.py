"""Columns of an import that are made of others, for ``join`` and ``split`` of ``register.import_file``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass

__all__ = ["Join", "Split"]


@dataclass(frozen=True)
class Join:
    """Joins the texts of several columns into a field of text.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> likes = kartotek.Join(["Likes", "Allergies"], "note", between="; ")
    >>> report = register.import_file(b"Given name,Likes,Allergies\\nAnna,tea,nuts\\n", join=[likes])
    >>> register.customers.search("Anna")[0].note
    'tea; nuts'
    """

    columns: Sequence[str]
    """The headings of the columns."""
    field: str
    """The key of the field."""
    _: KW_ONLY
    between: str = " "
    """What is put between texts that are not empty."""


@dataclass(frozen=True)
class Split:
    """Cuts the texts of a column at a text, and gives the parts their fields.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> who = kartotek.Split("Who", " ", first="given_name", rest="family_name")
    >>> report = register.import_file(b"Who\\nAnna Maria Berg\\n", split=[who])
    >>> register.customers.search("Anna")[0].family_name
    'Maria Berg'
    """

    column: str
    """The heading of the column."""
    at: str
    """What its texts are cut at."""
    _: KW_ONLY
    first: str | None = None
    """The field of what stands before the first cut; all of a text without one."""
    rest: str | None = None
    """The field of what stands behind the first cut."""
    beginning: str | None = None
    """The field of what stands before the last cut; all of a text without one."""
    last: str | None = None
    """The field of what stands behind the last cut."""

    def __post_init__(self) -> None:
        if not self.at:
            raise ValueError("at: expected a text to cut at")
        if not (self.first or self.rest or self.beginning or self.last):
            raise ValueError(f"split of {self.column!r}: say which field gets first, rest, beginning or last")
