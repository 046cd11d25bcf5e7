"""Opens the register that the command is about."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import kartotek

from .output import USAGE, CommandError, about

__all__ = ["clock_of", "go_on", "opened", "register_name", "undo_command"]

VARIABLE = "KARTOTEK_REGISTER"


def clock_of(register: kartotek.Register) -> Callable[[datetime], str]:
    """Returns what shows instants as the clocks of the register's zone do, or in UTC where the system does not know it."""
    try:
        zone = ZoneInfo(register.settings().zone)
    except ZoneInfoNotFoundError:
        zone = ZoneInfo("UTC")
    return lambda at: f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"


def opened(arguments: argparse.Namespace, *, settings: kartotek.RegisterSettings | None = None) -> kartotek.Register:
    """Returns the register that ``--register`` or the environment names, used as ``--as`` and ``--reason`` say; with
    settings one is made where there is none."""
    given = _given(arguments)
    create = settings is not None
    try:
        if create and arguments.dry_run:
            register = _for_plan(given, arguments.schema, settings)
        else:
            register = open_at(given, schema=arguments.schema, create=create, settings=settings)
    except kartotek.InvalidError as error:
        wrong = "; ".join(f"{problem.field} {problem.meaning}" for problem in error.problems)
        raise CommandError(f"--set: {wrong}", USAGE) from error
    except kartotek.KartotekError as error:
        raise CommandError(about(register_name(given), error) + _advice(error, create, given)) from error
    if arguments.actor is not None:
        register = register.acting_as(arguments.actor)
    if arguments.reason:
        register = register.with_reason(arguments.reason)
    return register


def open_at(
    given: str, *, schema: str | None, create: bool, settings: kartotek.RegisterSettings | None = None
) -> kartotek.Register:
    """Opens a register by its path or URL."""
    if _is_url(given):
        return kartotek.connect(given, schema=schema, settings=settings, must_exist=not create)
    if schema:
        raise CommandError("--schema goes with a postgresql:// register only", USAGE)
    return kartotek.open(given, settings=settings, must_exist=not create)


def _for_plan(given: str, schema: str | None, settings: kartotek.RegisterSettings | None) -> kartotek.Register:
    """Opens a register that an import may make, but its plan must not."""
    try:
        return open_at(given, schema=schema, create=False)
    except FileNotFoundError:
        return kartotek.in_memory(settings=settings)
    except kartotek.NotARegisterError:
        if _is_url(given):
            # A schema that is not there, or has nothing in it.
            return kartotek.in_memory(settings=settings)
        raise


def register_name(given: str) -> str:
    """Returns what a register is called in messages: its path, or its URL without the password."""
    if not _is_url(given):
        return given
    try:
        parts = urlsplit(given)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the server"
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


def undo_command(arguments: argparse.Namespace, batch: object) -> str:
    """Returns the command that takes an import back; a URL is left out, as it may hold a password."""
    named = getattr(arguments, "register", None)
    register = f"--register {shlex.quote(named)} " if named and not _is_url(named) else ""
    return f"kartotek {register}undo {batch}"


def go_on(batch: object) -> str:
    """Returns what goes on with an import that was cut."""
    return f"the same command with --resume {batch}"


def _given(arguments: argparse.Namespace) -> str:
    given = arguments.register or os.environ.get(VARIABLE)
    if not given:
        raise CommandError(f"which register? Say --register PATH, or set {VARIABLE}", USAGE)
    return str(given)


def _is_url(given: str) -> bool:
    return given.startswith(("postgresql://", "postgres://"))


def _advice(error: kartotek.KartotekError, create: bool, given: str) -> str:
    if isinstance(error, FileNotFoundError) and not create and not Path(given).exists():
        return " (import --create makes a new register)"
    return ""
