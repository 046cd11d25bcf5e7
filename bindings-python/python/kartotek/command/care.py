"""``kartotek verify``, ``kartotek backup`` and ``kartotek copy``."""

from __future__ import annotations

import argparse

import kartotek

from .opening import open_at, opened, register_name
from .output import OK, SOME_FAILED, CommandError, Output, about, counted, plain

__all__ = ["run_backup", "run_copy", "run_verify"]


def run_verify(arguments: argparse.Namespace, output: Output) -> int:
    """Looks for contradictions in a register."""
    with opened(arguments) as register:
        found = register.verify()
    output.json({"sound": not found, "contradictions": found})
    if not found:
        output.text(output.good("The register is sound."))
        return OK
    output.text(output.bad(f"{counted(len(found), 'contradiction')}:"))
    for contradiction in found:
        output.text(f"  {plain(contradiction)}")
    return SOME_FAILED


def run_backup(arguments: argparse.Namespace, output: Output) -> int:
    """Writes a copy of the register into a new file."""
    with opened(arguments) as register:
        try:
            register.backup_to(arguments.file)
        except kartotek.KartotekError as error:
            raise CommandError(about(arguments.file, error)) from error
    output.json({"file": arguments.file})
    output.text(f"The backup is in {arguments.file}")
    return OK


def run_copy(arguments: argparse.Namespace, output: Output) -> int:
    """Copies the register into another one."""
    target = register_name(arguments.target)
    with opened(arguments) as register:
        try:
            with open_at(arguments.target, schema=arguments.target_schema, create=True) as other:
                rows = register.copy_to(other)
        except kartotek.KartotekError as error:
            raise CommandError(about(target, error)) from error
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                f"Stopped. What is in {target} by now stays; the same command copies the rest, if there is any."
            ) from None
    output.json({"target": target, "rows": rows})
    output.text(f"{counted(rows, 'row')} copied into {target} and compared.")
    return OK
