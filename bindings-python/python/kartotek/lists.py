"""Pages of lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Page"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, which is walked over as a list is.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> made = register.customers.create_many([{"given_name": "Anna"}, {"given_name": "Bo"}])
    >>> first = register.customers.page(limit=1, total=True)
    >>> [customer.given_name for customer in first], first.total
    (['Anna'], 2)
    >>> [customer.given_name for customer in register.customers.page(limit=1, after=first.next)]
    ['Bo']
    """

    items: tuple[T, ...]
    """The records of the page."""
    next: str | None = None
    """What the next page is asked for with as ``after``; ``None`` on the last one."""
    total: int | None = None
    """How many records the list has, where that was asked for."""
    total_is_capped: bool = False
    """Whether there may be more than ``total``, since counting stopped at a cap."""

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)
