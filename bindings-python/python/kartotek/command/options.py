"""The options of the command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from uuid import UUID

from kartotek import Archived, DateOrder, Matching, Repeats, __version__

from .care import run_backup, run_copy, run_verify
from .customers import run_export, run_list, run_search, run_show, run_tag
from .imports import run_import, run_imports, run_undo
from .output import Output

__all__ = ["parser"]

EXIT_CODES = """\
exit codes:
  0  done
  1  some rows were refused, contradictions were found, or a customer named is not there
  2  the command was given wrongly, or names an import, column, field, mapping or encoding that is not there
  3  the register or the file failed
  130 interrupted

The register is named by --register, before or behind the subcommand, or by the environment variable
KARTOTEK_REGISTER: the path of a file, or a URL postgresql://USER:PASSWORD@HOST/DATABASE. Put a URL with a
password into the variable, since other users of the machine can see the options of a command.
"""

MOST = 1_000_000_000
FORMATS = ("csv", "xlsx", "jsonl")

Run = Callable[[argparse.Namespace, Output], int]


def parser() -> argparse.ArgumentParser:
    """Returns the parser of the whole command."""
    common = _common(argparse.SUPPRESS)
    whole = argparse.ArgumentParser(
        prog="kartotek",
        description="A customer register in one file: import, export, lists and search.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[_common(None)],
    )
    whole.add_argument("--version", action="version", version=f"kartotek {__version__}")
    commands = whole.add_subparsers(title="subcommands", metavar="SUBCOMMAND", required=True)

    def add(name: str, run: Run, text: str, example: str) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=[common],
        )
        added.set_defaults(run=run)
        return added

    _import(add("import", run_import, "import customers from CSV or a workbook",
                "kartotek --register studio.db import customers.csv --dry-run"))
    export = add("export", run_export, "write customers into a .csv, .xlsx or .jsonl file",
                 "kartotek --register studio.db export weddings.xlsx --tag wedding --columns number,email")
    export.add_argument("file", metavar="FILE", help="where to; its ending tells the format; - is standard output")
    export.add_argument("--format", choices=FORMATS, help="the format, where no ending tells it (default: csv)")
    export.add_argument("--columns", type=_filled, metavar="KEYS", help="keys of fields with commas between; otherwise all")
    export.add_argument("--headings", metavar="LANGUAGE", help="headings in a language, as in sv; otherwise keys")
    export.add_argument("--excel", action="store_true", help="write CSV as spreadsheets open it")
    export.add_argument("--replace", action="store_true", help="write over a file that is there already")
    _sort(export)
    _filter(export)
    listed = add("list", run_list, "list customers",
                 "kartotek --register studio.db list --tag wedding --where 'city=Gö*' --sort family_name")
    amount = listed.add_mutually_exclusive_group()
    amount.add_argument("--limit", type=_positive, default=50, metavar="N", help="how many at most (default: 50)")
    amount.add_argument("--all", action="store_true", help="everybody")
    amount.add_argument("--count", action="store_true", help="say only how many there are")
    _sort(listed)
    _filter(listed)
    show = add("show", run_show, "show all that is known about a customer",
               "kartotek --register studio.db show 4711 --history")
    show.add_argument("customer", metavar="CUSTOMER", help="a number, an id, or another system's as SOURCE:ID")
    show.add_argument("--history", action="store_true", help="say who changed what, too")
    search = add("search", run_search, "find customers by name, e-mail, phone, number or tag",
                 "kartotek --register studio.db search garcia an")
    search.add_argument("text", nargs="+", metavar="TEXT", help="words or their beginnings; all must match")
    search.add_argument("--limit", type=_positive, default=20, metavar="N", help="how many at most (default: 20)")
    tag = add("tag", run_tag, "put tags on customers or take them away; alone it lists the tags",
              "kartotek --register studio.db tag 12 15 --add wedding --remove lead")
    tag.add_argument("customers", nargs="*", metavar="CUSTOMER", help="as for show; - reads them from standard input")
    tag.add_argument("--add", action="append", default=[], metavar="TAG", help="made where it does not exist")
    tag.add_argument("--remove", action="append", default=[], metavar="TAG", help="taken away")
    _filter(tag)
    undo = add("undo", run_undo, "take an import back",
               "kartotek --register studio.db undo 01a20460-74ad-7324-81fd-c36f60cff015")
    undo.add_argument("batch", type=_id, metavar="IMPORT", help="its id, as its report and the subcommand imports tell it")
    imports = add("imports", run_imports, "list imports, the last one first",
                  "kartotek --register studio.db imports --limit 5")
    imports.add_argument("--limit", type=_positive, default=20, metavar="N", help="how many at most (default: 20)")
    add("verify", run_verify, "look for contradictions in what is stored", "kartotek --register studio.db verify")
    backup = add("backup", run_backup, "write a copy of the register into a new file, while others go on working",
                 "kartotek --register studio.db backup studio-monday.db")
    backup.add_argument("file", metavar="FILE", help="a file that does not exist yet")
    copy = add("copy", run_copy, "copy everything into a new register, also from or to PostgreSQL",
               "kartotek --register studio.db copy postgresql://localhost/studio")
    copy.add_argument("target", metavar="TARGET", help="a path or URL; it is made where there is none")
    copy.add_argument("--target-schema", metavar="NAME", help="schema of a target on PostgreSQL")
    return whole


def _common(default: object) -> argparse.ArgumentParser:
    """Returns the options that stand before or behind the subcommand; behind it they must not reset the others."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--register", default=default, metavar="PATH", help="the register: a path or URL")
    common.add_argument("--schema", default=default, metavar="NAME", help="its schema on PostgreSQL")
    common.add_argument("--as", dest="actor", default=default, metavar="NAME", help="whose changes these are")
    common.add_argument("--reason", default=default, metavar="TEXT", help="why they are made, for history")
    common.add_argument(
        "--json",
        action="store_true",
        default=False if default is None else default,
        help="write JSON: one object, or one a line",
    )
    return common


def _import(importing: argparse.ArgumentParser) -> None:
    importing.add_argument("file", metavar="FILE", help="CSV in any encoding, or .xlsx; - is standard input")
    importing.add_argument("--dry-run", action="store_true", help="say what would be done, and store nothing")
    importing.add_argument("--matching", choices=[m.value for m in Matching],
                           help="what becomes of customers who are there already (default: upsert)")
    importing.add_argument("--on-repeat", choices=[r.value for r in Repeats],
                           help="what becomes of rows about the same customer (default: last)")
    importing.add_argument("--map", action="append", default=[], type=_column, metavar="COLUMN=FIELD",
                           help="the field of a column, or ignore; may come again")
    importing.add_argument("--fixed", action="append", default=[], type=_pair, metavar="FIELD=TEXT",
                           help="the same text for a field in every row; may come again")
    importing.add_argument("--mapping", type=_filled, metavar="NAME", help="a saved mapping to use")
    importing.add_argument("--save-mapping", type=_filled, metavar="NAME",
                           help="keep what each column is for under a name")
    importing.add_argument("--external-source", type=_filled, metavar="TEXT", help="the system whose ids the file has")
    importing.add_argument("--date-order", choices=[o.value for o in DateOrder],
                           help="how dates are read that leave it open")
    importing.add_argument("--encoding", type=_filled, metavar="NAME", help="as in windows-1251 or cp850 (default: found out)")
    importing.add_argument("--delimiter", type=_delimiter, metavar="SIGN", help="one of , ; | or tab")
    headings = importing.add_mutually_exclusive_group()
    headings.add_argument("--header", type=_positive, metavar="LINE", help="where the headings are (default: found out)")
    headings.add_argument("--no-header", dest="header", action="store_const", const=False,
                          help="the first line is a customer already; the columns are called 1, 2, 3")
    importing.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    importing.add_argument("--all-or-nothing", action="store_true", help="store nothing if a row is refused")
    errors = importing.add_mutually_exclusive_group()
    errors.add_argument("--error-file", metavar="FILE",
                        help="where refused rows go (default: beside the source, NAME.errors.csv); where a file "
                        "of that name is, into the next free one, as NAME.errors.2.csv")
    errors.add_argument("--no-error-file", action="store_true", help="write none")
    importing.add_argument("--overwrite", action="store_true", help="write over an error file that is there already")
    importing.add_argument("--resume", type=_id, metavar="IMPORT", help="go on with an import that was cut")
    importing.add_argument("--problems", type=_count, default=10, metavar="N",
                           help="how many problems to show (default: 10)")
    importing.add_argument("--create", action="store_true", help="make the register where there is none")
    importing.add_argument("--set", action="append", default=[], type=_pair, metavar="KEY=VALUE",
                           help="with --create a setting of a new register: country=SE, locale=sv-SE, zone, "
                           "currency, name, business_mode=true")


def _filter(listing: argparse.ArgumentParser) -> None:
    group = listing.add_argument_group("which customers")
    group.add_argument("--text", type=_filled, help="what people type into a search box")
    group.add_argument("--tag", action="append", metavar="TAG", help="all of these tags")
    group.add_argument("--any-tag", action="append", metavar="TAG", help="one of these tags")
    group.add_argument("--no-tag", action="append", metavar="TAG", help="none of these tags")
    group.add_argument("--contact-group", action="append", metavar="NAME", help="on this mailing list")
    group.add_argument("--customer-group", action="append", metavar="NAME", help="in this customer group")
    group.add_argument("--where", action="append", default=[], type=_pair, metavar="KEY=VALUE",
                       help="a field's value; 'Gö*' begins so, '*' is anything, nothing is empty")
    group.add_argument("--archived", choices=[a.value for a in Archived], help="default: exclude")


def _sort(listing: argparse.ArgumentParser) -> None:
    listing.add_argument("--sort", metavar="KEY", help="key of a field; =-KEY, as in --sort=-number, from its end")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals):
        raise argparse.ArgumentTypeError(f"expected KEY=VALUE, not {text!r}")
    return key, value


def _column(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not (column and equals and field):
        raise argparse.ArgumentTypeError(f"expected COLUMN=FIELD, not {text!r}")
    return column, field


def _filled(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("expected a text that is not empty")
    return text


def _delimiter(text: str) -> str:
    return "\t" if text == "tab" else text


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected the id of an import, not {text!r}") from None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a number, not {text!r}")
    number = int(text)
    if number > MOST:
        raise argparse.ArgumentTypeError(f"expected a number up to {MOST}")
    return number


def _positive(text: str) -> int:
    if not _count(text):
        raise argparse.ArgumentTypeError("expected a number from 1")
    return int(text)
