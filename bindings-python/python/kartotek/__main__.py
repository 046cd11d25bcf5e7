"""The command ``kartotek``, also ``python -m kartotek``."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence

from .command.options import parser
from .command.output import FAILED, USAGE, CommandError, Output, discard, fill_closed, make_encodable, said
from .errors import InvalidError, KartotekError

__all__ = ["main"]

INTERRUPTED = 130
READER_WENT_AWAY = 141


def main(given: Sequence[str] | None = None) -> int:
    """Runs the command and returns its exit code. No error ends in a traceback, which may show personal data."""
    fill_closed()
    make_encodable(sys.stdout)
    make_encodable(sys.stderr)
    arguments = parser().parse_args(given)
    try:
        code: int = arguments.run(arguments, Output(sys.stdout, as_json=arguments.json))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        discard(sys.stdout)
        return READER_WENT_AWAY
    except KeyboardInterrupt as interrupt:
        _say(str(interrupt) or "Stopped.")
        return INTERRUPTED
    except CommandError as error:
        return _fail(str(error), error.code, *getattr(error, "__notes__", ()))
    except InvalidError as error:
        return _fail(_wrong_fields(error, arguments), USAGE)
    except KartotekError as error:
        return _fail(said(error), FAILED)
    except (TypeError, ValueError) as error:
        # How the package refuses an option that it knows better than the parser.
        return _fail(_in_options(str(error), arguments), USAGE)
    except OSError as error:
        return _fail(error.strerror or type(error).__name__, FAILED)
    except Exception as error:
        return _fail(f"{type(error).__name__}: this should not happen; please report it", FAILED)


def _fail(text: str, code: int, *notes: str) -> int:
    for said_now in (text, *notes):
        _say(said_now)
    return code


def _in_options(text: str, arguments: Namespace) -> str:
    """Returns what the package says of an argument, as in ``delimiter: …``, with the option that gives it."""
    name, colon, wrong = text.partition(": ")
    return f"{_option(name, arguments)}: {wrong}" if colon else text


def _wrong_fields(error: InvalidError, arguments: Namespace) -> str:
    """Returns what is wrong with fields; those that an option gives are called by it."""
    return "; ".join(f"{_option(wrong.field, arguments)} {wrong.meaning}" for wrong in error.problems) or str(error)


def _option(name: str, arguments: Namespace) -> str:
    """Returns the option of an argument's name, or the name where there is none."""
    option = "as" if name == "actor" else name.replace("_", "-")
    return f"--{option}" if name in vars(arguments) else name


def _say(text: str) -> None:
    line = " ".join(text.split())
    try:
        print(f"kartotek: {line}", file=sys.stderr)
    except OSError:
        pass


if __name__ == "__main__":
    sys.exit(main())
