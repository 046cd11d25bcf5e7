"""Tables of other libraries."""

from __future__ import annotations

from typing import Protocol


class ArrowStream(Protocol):
    """A table that hands Arrow's stream over: of pyarrow, polars, pandas, DuckDB, or ``register.customers.to_arrow``."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hands its rows over in batches (Arrow PyCapsule interface)."""
