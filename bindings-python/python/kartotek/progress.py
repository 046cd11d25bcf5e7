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
        self._text = self._written = ""

    def __call__(self, progress: ImportProgress, /) -> None:
        share = _percent(progress)
        shown = (str(progress.step), share if self._on_terminal else share // 10)
        self._text = f"{progress.step}: {share} %, {progress.rows} rows"
        if shown != self._shown:
            self._shown = shown
            self._show()

    def _show(self) -> None:
        if self._text != self._written:
            self._written = self._text
            self._stream.write(f"\r{self._text}" if self._on_terminal else f"{self._text}\n")
            self._stream.flush()

    def close(self) -> None:
        self._show()
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


class _Rich:
    """A bar of rich."""

    def __init__(self) -> None:
        from rich.console import Console  # type: ignore[import-not-found,unused-ignore]
        from rich.progress import Progress  # type: ignore[import-not-found,unused-ignore]

        self._progress = Progress(console=Console(stderr=True))
        self._task = self._progress.add_task("", total=100)
        self._progress.start()

    def __call__(self, progress: ImportProgress, /) -> None:
        told = f"{progress.step}, {progress.rows} rows"
        self._progress.update(self._task, completed=_percent(progress), description=told)

    def close(self) -> None:
        self._progress.stop()


class _Silent:
    """No bar: a program without standard error has nowhere to show one."""

    def __call__(self, progress: ImportProgress, /) -> None:
        pass

    def close(self) -> None:
        pass


def _percent(progress: ImportProgress) -> int:
    return progress.done_bytes * 100 // max(progress.total_bytes, 1)


def bar() -> Bar:
    """Returns a bar of tqdm or rich where one is installed, otherwise plain text on standard error."""
    # Under pythonw there is none, whatever its type says.
    stream: TextIO | None = sys.stderr
    if stream is None:
        return _Silent()
    for installed in (_Tqdm, _Rich):
        try:
            return installed()
        except ModuleNotFoundError:
            continue
    return _Plain(stream)
