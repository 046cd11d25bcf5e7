"""``kartotek list``, ``show``, ``search``, ``tag`` and ``export``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import kartotek
from kartotek import BulkOutcome, Customer, Register, Test

from .opening import clock_of, opened
from .output import OK, SOME_FAILED, USAGE, CommandError, Output, about, counted, ensure_open, plain

__all__ = ["run_export", "run_list", "run_search", "run_show", "run_tag"]

HEADINGS = ("number", "name", "e-mail", "phone", "town", "tags")
WIDTHS = (8, 28, 30, 18, 16, 30)
AT_ONCE = 1000
# What the package says of arguments that have other names here, and what to say instead.
GIVEN_WRONGLY = {
    "path: ": "the ending of FILE tells no format; say --format csv, xlsx or jsonl",
    "for_excel": "--excel is for CSV alone",
}


def run_list(arguments: argparse.Namespace, output: Output) -> int:
    """Lists customers."""
    with opened(arguments) as register:
        parts = _filter(arguments)
        if arguments.count:
            count = register.customers.count(**parts)
            output.json({"count": count})
            output.text(str(count))
            return OK
        customers: Iterable[Customer] = register.customers.all(sort=arguments.sort, **parts)
        if not arguments.all:
            customers = islice(customers, arguments.limit + 1)
        shown = _write_rows(customers, output, None if arguments.all else arguments.limit)
    if not arguments.all and shown > arguments.limit:
        _hint(f"The first {arguments.limit}; --all lists everybody, --limit more of them.")
    return OK


def run_search(arguments: argparse.Namespace, output: Output) -> int:
    """Finds customers by what people type."""
    text = " ".join(arguments.text)
    if not text.strip():
        raise CommandError("say what to search for; list shows everybody", USAGE)
    with opened(arguments) as register:
        found = register.customers.search(text, limit=arguments.limit)
    _write_rows(found, output, None)
    if not found:
        _hint("Nobody was found.")
    return OK


def run_show(arguments: argparse.Namespace, output: Output) -> int:
    """Shows all that is known about one customer."""
    with opened(arguments) as register:
        customer = _find(register, arguments.customer)
        changes = register.history.of_customer(customer.id) if arguments.history else []
        clock = clock_of(register)
    told = [
        {"seq": c.seq, "at": c.at, "actor": c.actor, "action": c.action, "reason": c.reason, "fields": c.fields}
        for c in changes
    ]
    output.json({**customer.to_dict(), **({"history": told} if arguments.history else {})})
    output.text(output.strong(plain(customer.display_name) or f"Customer {customer.number}"))
    for key, value in _filled(customer, clock):
        output.text(f"  {key:<20} {plain(value)}")
    if arguments.history:
        output.text("\nChanges, the last one first:")
    for change in changes:
        reason = f" ({plain(change.reason)})" if change.reason else ""
        output.text(f"  {clock(change.at)} {plain(change.actor)}: {change.action}{reason}")
        for field, (old, new) in change.fields.items():
            output.text(f"    {field}: {plain(old, 40) or '–'} → {plain(new, 40) or '–'}")
    return OK


def run_tag(arguments: argparse.Namespace, output: Output) -> int:
    """Puts tags on customers and takes others away; without customers it lists the tags."""
    parts = _filter(arguments)
    with opened(arguments) as register:
        if not (arguments.add or arguments.remove):
            if arguments.customers or parts:
                raise CommandError("say --add TAG or --remove TAG", USAGE)
            return _list_tags(register, output)
        # Which archived ones are meant chooses nobody yet.
        if bool(arguments.customers) == any(key != "archived" for key in parts):
            raise CommandError("name the customers, or choose them as list does, as in --where city=Lund", USAGE)
        if parts:
            ids = iter([customer.id for customer in register.customers.all(**parts)])
        else:
            ids = iter([_find(register, named).id for named in _named(arguments.customers)])
        counts = dict.fromkeys(BulkOutcome, 0)
        while some := list(islice(ids, AT_ONCE)):
            for outcome in register.tags.apply(some, add=arguments.add, remove=arguments.remove):
                counts[outcome] += 1
    failed = counts[BulkOutcome.NOT_FOUND] + counts[BulkOutcome.VERSION_CONFLICT]
    output.json({outcome.value: count for outcome, count in counts.items()})
    output.text(f"{counted(counts[BulkOutcome.CHANGED], 'customer')} changed, {counts[BulkOutcome.UNCHANGED]:,} as before.")
    if failed:
        output.text(output.bad(f"Not changed, as they are not there: {failed:,}."))
    return SOME_FAILED if failed else OK


def run_export(arguments: argparse.Namespace, output: Output) -> int:
    """Writes customers into a file."""
    columns = [key.strip() for key in arguments.columns.split(",")] if arguments.columns is not None else None
    to_output = arguments.file == "-"
    if to_output:
        ensure_open("stdout")
    with opened(arguments) as register:
        try:
            count = register.customers.export_file(
                sys.stdout.buffer if to_output else arguments.file,
                columns=columns,
                format=arguments.format,
                sort=arguments.sort,
                headings=arguments.headings,
                for_excel=arguments.excel,
                replace=arguments.replace,
                **_filter(arguments),
            )
        except kartotek.IoError as error:
            advice = " (--replace writes over it)" if isinstance(error, FileExistsError) else ""
            raise CommandError(about(arguments.file, error) + advice) from error
        except ValueError as error:
            option = next((told for words, told in GIVEN_WRONGLY.items() if str(error).startswith(words)), None)
            if option is None:
                raise
            raise CommandError(option, USAGE) from error
    if to_output:
        # Nothing but the customers stands there, so that a program can read it.
        return OK
    output.json({"file": arguments.file, "customers": count})
    output.text(f"{counted(count, 'customer')} written to {arguments.file}")
    return OK


def _filter(arguments: argparse.Namespace) -> dict[str, Any]:
    named = {
        "text": arguments.text,
        "tag": arguments.tag,
        "any_tag": arguments.any_tag,
        "no_tag": arguments.no_tag,
        "contact_group": arguments.contact_group,
        "customer_group": arguments.customer_group,
        "where": {key: _test(text) for key, text in arguments.where},
        "archived": arguments.archived,
    }
    return {key: value for key, value in named.items() if value}


def _test(text: str) -> object:
    if text == "*":
        return Test.filled()
    if text.endswith("*"):
        return Test.starts_with(text[:-1])
    return text or Test.empty()


def _write_rows(customers: Iterable[Customer], output: Output, most: int | None) -> int:
    written = 0
    for customer in customers:
        if written == 0 and not output.as_json:
            if output.on_terminal:
                output.text(output.strong("  ".join(h.ljust(w) for h, w in zip(HEADINGS, WIDTHS)).rstrip()))
            else:
                output.row(HEADINGS, WIDTHS)
        written += 1
        if most is not None and written > most:
            break
        output.json(customer.to_dict())
        output.row(_cells(customer), WIDTHS)
    return written


def _cells(customer: Customer) -> tuple[str, ...]:
    email = customer.emails[0].address if customer.emails else ""
    phone = customer.phones[0].text if customer.phones else ""
    town = customer.addresses[0].city if customer.addresses else ""
    tags = ", ".join(tag.name for tag in customer.tags)
    return str(customer.number), customer.display_name, email, phone, town, tags


def _find(register: Register, named: str) -> Customer:
    """Returns the customer with a number, an id, or another system's id as ``SOURCE:ID``."""
    found: Customer | None = None
    source, colon, id = named.partition(":")
    if colon:
        found = register.customers.find_by_external_id(source, id)
    elif named.isdecimal():
        try:
            found = register.customers.find_by_number(int(named))
        except ValueError:
            pass  # Nobody has a number that large.
    else:
        try:
            found = register.customers.find(UUID(named))
        except ValueError:
            text = f"{plain(named)!r} is no customer: give a number, an id, or SOURCE:ID; search finds names"
            raise CommandError(text, USAGE) from None
    if found is None:
        raise CommandError(f"there is no customer {plain(named)}", SOME_FAILED)
    return found


def _named(customers: Iterable[str]) -> Iterator[str]:
    for named in customers:
        if named == "-":
            ensure_open("stdin")
            yield from filter(None, map(str.strip, sys.stdin))
        else:
            yield named


def _list_tags(register: Register, output: Output) -> int:
    for tag in register.tags.all():
        output.json(tag.to_dict())
        output.row((tag.name, str(tag.size), "archived" if tag.archived_at else ""), (40, 8, 10))
    return OK


def _filled(customer: Customer, clock: Callable[[datetime], str]) -> Iterator[tuple[str, str]]:
    """Yields what there is to say about a customer, one line each."""
    yield "number", str(customer.number)
    yield "id", str(customer.id)
    profile = customer.profile.to_dict()
    if customer.credit_limit:
        profile["credit_limit"] = str(customer.credit_limit)
    for key, value in profile.items():
        if isinstance(value, list):
            for item in value:
                yield key, ", ".join(part for part in item.values() if isinstance(part, str) and part)
        elif isinstance(value, bool):
            yield key, "yes" if value else "no"
        elif isinstance(value, datetime):
            yield key, clock(value)
        elif value not in (None, ""):
            yield key, str(value)
    yield "default_group", customer.default_group.name
    for key in ("customer_groups", "contact_groups", "tags"):
        if names := [ref.name for ref in getattr(customer, key)]:
            yield key, ", ".join(names)
    for key in ("created_at", "updated_at", "archived_at"):
        if at := getattr(customer, key):
            yield key, clock(at)


def _hint(text: str) -> None:
    if sys.stderr.isatty():
        print(text, file=sys.stderr)
