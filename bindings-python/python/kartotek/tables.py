"""What is imported beside files: rows by name, and tables of other libraries."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, ClassVar, Protocol, TypeAlias

__all__ = ["ArrowStream", "Dataclass", "Keyed", "Named", "Row", "handed_over"]


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


def handed_over(table: Any) -> Any:
    """Returns the stream of Arrow that a table hands over; of a table of pandas whose columns have values of several
    types, as numbers and texts in a column of an Excel sheet, its rows instead."""
    pandas, polars = sys.modules.get("pandas"), sys.modules.get("polars")
    if polars is not None and isinstance(table, polars.DataFrame):
        table = _typed(table, polars)
    if pandas is None or not isinstance(table, pandas.DataFrame):
        return table.__arrow_c_stream__()
    with suppress(Exception):
        return table.__arrow_c_stream__()
    # What it says has the value, which is nobody's business; the rows are read cell by cell.
    named = table.reset_index() if any(name is not None for name in table.index.names) else table
    named = named.rename(columns=str)
    if not named.columns.is_unique:
        raise ValueError(f"several columns have one name: {', '.join(named.columns[named.columns.duplicated()])}")
    return named.to_dict("records")


def _typed(table: Any, polars: Any) -> Any:
    """Returns a table of polars whose columns without any value have a type.

    A column of ``polars.Null`` is handed over with a buffer that Arrow's C data interface does not know for it;
    what is empty imports as empty whatever the type.
    """
    types = {polars.Null: polars.String, polars.List(polars.Null): polars.List(polars.String)}
    columns = {name: types[kind] for name, kind in table.schema.items() if kind in types}
    return table.cast(columns) if columns else table
