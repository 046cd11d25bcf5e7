"""What the command writes: text for people, or JSON for programs, and colours on a terminal only."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TextIO

__all__ = ["CommandError", "Output", "about", "counted", "ensure_open", "fill_closed", "plain", "said"]

OK, SOME_FAILED, USAGE, FAILED = 0, 1, 2, 3


class CommandError(Exception):
    """Ends the command with a line on standard error, one more for each note, and an exit code."""

    def __init__(self, text: str, code: int = FAILED, notes: Iterable[str] = ()) -> None:
        super().__init__(text)
        self.code = code
        for note in notes:
            self.add_note(note)


def plain(text: str, longest: int = 0) -> str:
    """Returns a text as it can be shown on one line, cut where it is longer than ``longest``."""
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return shown if not longest or len(shown) <= longest else shown[: longest - 1] + "…"


def said(error: Exception) -> str:
    """Returns what an error says, without the name of a rule, which is for programs."""
    return str(error).removeprefix(f"{getattr(error, 'rule', '')}: ")


def about(name: object, error: Exception) -> str:
    """Returns what an error says and what it is about, which those of files say themselves."""
    text = said(error)
    return text if text.startswith(f"{name}: ") else f"{name}: {text}"


def counted(count: int, one: str) -> str:
    """Returns a number with what is counted, as in ``1 row`` and ``2,000 rows``."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


class Output:
    """Writes to standard output, as text or as JSON."""

    def __init__(self, stream: TextIO, *, as_json: bool) -> None:
        self._stream = stream
        self.as_json = as_json
        self.on_terminal = stream.isatty()
        self._ascii = not (stream.encoding or "").lower().replace("-", "").startswith("utf")
        self._coloured = self.on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    def text(self, line: str = "") -> None:
        """Writes a line, unless JSON is wanted."""
        if not self.as_json:
            print(line, file=self._stream)

    def json(self, value: Mapping[str, object]) -> None:
        """Writes an object on a line, where JSON is wanted."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=self._ascii, default=_as_json), file=self._stream)

    def row(self, cells: Iterable[str], widths: Iterable[int]) -> None:
        """Writes cells below each other on a terminal, elsewhere whole and between tabs."""
        if self.on_terminal:
            self.text("  ".join(plain(cell, width).ljust(width) for cell, width in zip(cells, widths)).rstrip())
        else:
            self.text("\t".join(plain(cell) for cell in cells))

    def strong(self, text: str) -> str:
        """Returns a text as a heading."""
        return self._colour("1", text)

    def good(self, text: str) -> str:
        """Returns a text that says that all is well."""
        return self._colour("32", text)

    def bad(self, text: str) -> str:
        """Returns a text that says that something is wrong."""
        return self._colour("31", text)

    def _colour(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._coloured else text


def _as_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    fields = getattr(value, "to_dict", None)
    return fields() if fields else str(value)


def fill_closed() -> None:
    """Opens streams that lead nowhere in place of those that were closed before the start, as by ``2>&-``.

    Python has ``None`` there, which ``print`` takes for standard output. It is done before a file is opened, which
    would get the number of such a stream.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))


def ensure_open(name: str) -> None:
    """Refuses to go on where the stream that stands for a file, as in ``stdin``, was closed before the start."""
    if getattr(sys, f"__{name}__") is None:
        raise CommandError(f"{name} is closed")


def make_encodable(stream: TextIO) -> None:
    """Lets a stream write every text, also where its encoding lacks some signs."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="backslashreplace")


def discard(stream: TextIO) -> None:
    """Sends what is still to be written nowhere: whoever read it has gone away."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, stream.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")
