"""Pages of lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar, overload

__all__ = ["Page"]

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Sequence[T]):
    """One page of a list, which is a sequence of its records.

    >>> import kartotek
    >>> register = kartotek.in_memory()
    >>> made = register.customers.create_many([{"given_name": "Anna"}, {"given_name": "Bo"}])
    >>> first = register.customers.page(limit=1, total=True)
    >>> [customer.given_name for customer in first], first.total
    (['Anna'], 2)
    >>> first[0].given_name, len(first), made[1] in first
    ('Anna', 1, False)
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

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)
