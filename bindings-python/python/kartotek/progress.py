"""A bar that shows how far an import is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol, TextIO

if TYPE_CHECKING:
    from ._kartotek import ImportProgress

__all__ = ["Bar", "bar"]


class Bar(Protocol):
    """What shows how far an import is."""

    def __call__(self, progress: ImportProgress, /) -> object:
        """Shows how far it is."""

    def close(self) -> object:
        """Ends the bar."""


class _Plain:
    """Lines of text: on a terminal one that is written again, else one for each tenth."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._on_terminal = stream.isatty()
        self._shown: tuple[str, int] | None = None

    def __call__(self, progress: ImportProgress, /) -> None:
        share = _percent(progress)
        shown = (str(progress.step), share if self._on_terminal else share // 10)
        if shown == self._shown:
            return
        self._shown = shown
        text = f"{progress.step}: {share} %, {progress.rows} rows"
        self._stream.write(f"\r{text}" if self._on_terminal else f"{text}\n")
        self._stream.flush()

    def close(self) -> None:
        if self._on_terminal and self._shown:
            self._stream.write("\n")


class _Tqdm:
    """A bar of tqdm."""

    def __init__(self) -> None:
        from tqdm import tqdm  # type: ignore[import-untyped,unused-ignore]

        self._bar = tqdm(total=100, unit="%", bar_format="{desc} {bar} {percentage:3.0f} %")

    def __call__(self, progress: ImportProgress, /) -> None:
        self._bar.set_description_str(f"{progress.step}, {progress.rows} rows")
        self._bar.n = _percent(progress)
        self._bar.refresh()

    def close(self) -> None:
        self._bar.close()


def _percent(progress: ImportProgress) -> int:
    return progress.done_bytes * 100 // max(progress.total_bytes, 1)


def bar() -> Bar:
    """Returns a bar of tqdm where that is installed, otherwise plain text on standard error."""
    try:
        return _Tqdm()
    except ModuleNotFoundError:
        return _Plain(sys.stderr)
