"""What is imported beside files: rows by name, and tables of other libraries."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Protocol, TypeAlias

__all__ = ["ArrowStream", "Dataclass", "Keyed", "Named", "Row", "typed"]


class ArrowStream(Protocol):
    """A table that hands Arrow's stream over: of pyarrow, polars, pandas, DuckDB, or ``register.customers.to_arrow``."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hands its rows over in batches (Arrow PyCapsule interface)."""


class Keyed(Protocol):
    """A row that is asked for its cells by name, as those of ``sqlite3`` with ``row_factory = sqlite3.Row``."""

    def keys(self) -> Iterable[str]:
        """Returns the names of its cells."""

    def __getitem__(self, key: str, /) -> object:
        """Returns the cell of a name."""


class Named(Protocol):
    """A named tuple."""

    def _asdict(self) -> Mapping[str, Any]: ...


class Dataclass(Protocol):
    """An object of a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


Row: TypeAlias = Mapping[str, object] | Keyed | Named | Dataclass
"""A row whose cells have names, which are the headings of the table."""


def typed(table: Any) -> Any:
    """Returns a table whose columns without any value have a type.

    polars hands a column of ``polars.Null`` over with a buffer that Arrow's C data interface does not know for it;
    what is empty imports as empty whatever the type.
    """
    polars = sys.modules.get("polars")
    if polars is None or not isinstance(table, polars.DataFrame):
        return table
    types = {polars.Null: polars.String, polars.List(polars.Null): polars.List(polars.String)}
    columns = {name: types[kind] for name, kind in table.schema.items() if kind in types}
    return table.cast(columns) if columns else table
