"""What Python offers, compared with what the core offers, and with what the documentation shows."""

from __future__ import annotations

import ast
import enum
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kartotek

PACKAGE = Path(__file__).parents[1]
CORE = PACKAGE.parent / "core" / "src"

# The handles of the core, with the attribute of a register that gives each.
HANDLES = {
    "Register": "register",
    "Customers": "customers",
    "Tags": "tags",
    "ContactGroups": "contact_groups",
    "CustomerGroups": "customer_groups",
    "History": "history",
    "Jobs": "jobs",
    "JobGroups": "job_groups",
    "Galleries": "galleries",
    "Participants": "participants",
    "Registrations": "registrations",
    "Codes": "codes",
}
SETS = ("Tags", "ContactGroups", "CustomerGroups")

# What Python has under another name or in another form, and why.
ELSEWHERE = {
    "Register.builder": "the options of kartotek.open, connect and in_memory",
    "Register.open": "kartotek.open",
    "Register.in_memory": "kartotek.in_memory",
    "Register.connect": "kartotek.connect",
    "Register.import_source": "import_file takes every kind of source",
    "Register.import_table": "the options of import_file open the table",
    "Register.undo_import_with": "undo_import, which Ctrl-C stops",
    "Register.copy_to_watched": "copy_to, which Ctrl-C stops",
    "Register.settings_with_revision": "update_settings reads, changes and compares",
    "Register.update_settings_at": "update_settings reads, changes and compares",
    "Customers.export_file_with": "export_file with progress",
    "Customers.export_to_with": "export_file with an open file and progress",
    "Customers.export_to": "export_file into an open file",
    "Customers.rows": "to_arrow",
    "JobGroups.export_customers_with": "export_customers, which Ctrl-C stops",
    "Jobs.export_customers_with": "export_customers, which Ctrl-C stops",
    "Jobs.import_names_table": "import_names takes every kind of source",
}


def core_methods() -> Iterator[tuple[str, str]]:
    """Yields the public methods that the sources of the core give to handles."""
    for folder in ("register", "exchange"):
        for source in sorted((CORE / folder).rglob("*.rs")):
            of: list[str] = []
            for line in source.read_text(encoding="utf-8").splitlines():
                begins = re.match(r"\s*impl(?:<[^>]*>)? (\$?\w+)\b.*\{$", line)
                if begins:
                    of = list(SETS) if begins[1] == "$handle" else [begins[1]] if begins[1] in HANDLES else []
                named = re.match(r"\s*pub fn (\w+)", line)
                if named:
                    yield from ((handle, named[1]) for handle in of)


def test_the_sources_of_the_core_are_read() -> None:
    found = set(core_methods())
    assert {("Register", "import_file"), ("Customers", "export_file"), ("Tags", "rename"), ("Jobs", "create")} <= found
    assert {handle for handle, _ in found} == set(HANDLES)


def test_every_method_of_the_core_is_there() -> None:
    missing = []
    for handle, method in core_methods():
        if f"{handle}.{method}" not in ELSEWHERE and not hasattr(getattr(kartotek, handle), method):
            missing.append(f"{handle}.{method}")
    assert missing == []


def test_what_is_elsewhere_is_in_the_core_and_not_here() -> None:
    known = {f"{handle}.{method}" for handle, method in core_methods()}
    assert set(ELSEWHERE) <= known
    here = [name for name in ELSEWHERE if hasattr(getattr(kartotek, name.split(".")[0]), name.split(".")[1])]
    assert here == []


def shown() -> str:
    """Returns all examples that run: those of docstrings, and the blocks of the documents."""
    texts = []
    for source in sorted((PACKAGE / "python" / "kartotek").glob("*.py*")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                text = ast.get_docstring(node) or ""
                texts += [line for line in text.splitlines() if line.startswith((">>>", "..."))]
    for document in (PACKAGE / "README.md", *(PACKAGE / "docs").glob("*.md")):
        texts += re.findall(r"^```python\n(.*?)^```$", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return "\n".join(texts)


def methods(handle: str) -> list[str]:
    """Returns the public methods of a class, without its properties."""
    members = vars(getattr(kartotek, handle)).items()
    return [name for name, member in members if not name.startswith("_") and not inspect.isgetsetdescriptor(member)]


def test_every_method_of_a_handle_is_shown_by_an_example_that_runs() -> None:
    examples = shown()
    missing = []
    for handle, attribute in HANDLES.items():
        for method in methods(handle):
            # What the handles of all sets have need be shown of one.
            shared = handle in SETS and all(method in methods(other) for other in SETS)
            places = [HANDLES[other] for other in SETS] if shared else [attribute]
            if not re.search(rf"\b(?:{'|'.join(places)})(?:\.\w+\([^\n]*\))?\.{method}\(", examples):
                missing.append(f"{handle}.{method}")
    assert missing == []


def test_every_class_and_function_has_an_example() -> None:
    missing = []
    for name in kartotek.__all__:
        value = getattr(kartotek, name)
        if not callable(value) or (inspect.isclass(value) and issubclass(value, (enum.Enum, BaseException))):
            continue
        if ">>>" not in (inspect.getdoc(value) or ""):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("name", ["_kartotek.pyi", "py.typed"])
def test_the_package_is_typed(name: str) -> None:
    assert (Path(kartotek.__file__).parent / name).exists()


def test_every_public_name_is_in_the_stubs() -> None:
    stubs = ast.parse((PACKAGE / "python" / "kartotek" / "_kartotek.pyi").read_text(encoding="utf-8"))
    classes = {node.name: node for node in stubs.body if isinstance(node, ast.ClassDef)}
    for name, value in vars(kartotek._kartotek).items():
        if not inspect.isclass(value):
            continue
        told = {node.name for node in classes[name].body if isinstance(node, ast.FunctionDef)}
        assert {member for member in vars(value) if not member.startswith("_")} <= told, name
