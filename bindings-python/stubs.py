"""Makes the stubs of the native module: ``python stubs.py`` in ``python/kartotek``, ``python stubs.py FOLDER`` elsewhere.

It needs maturin and a Rust toolchain. PyO3 says of ``**fields`` no more than that they are objects. What they are stands
in the constructor of the class that may be given in their place (``draft: CustomerDraft | None, /, **fields``), or else
that is returned: its arguments are written in place of ``**fields``, so that checkers of types and editors know them.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "python"
    # A stripped module tells nothing.
    command = ["maturin", "generate-stubs", "--quiet", "--profile", "dev", "--out", str(folder)]
    subprocess.run(command, check=True)
    stubs = folder / "kartotek" / "_kartotek.pyi"
    stubs.write_text(typed(stubs.read_text(encoding="utf-8")), encoding="utf-8")


def typed(text: str) -> str:
    """Returns stubs with the fields that methods take by name, and without quotes around types."""
    tree = ast.parse(text)
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    # By bytes, as the tree counts columns.
    lines = [line.encode() for line in text.splitlines()]
    for method in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        given = method.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg]
        quoted = [method.returns, *(one.annotation for one in every if one)]
        changes = [(place(hint), unquoted(hint)) for hint in quoted if isinstance(hint, ast.Constant) and hint.value]
        if given.kwarg:
            fields = constructor(method, classes).kwonlyargs
            twice = {one.arg for one in every if one} & {field.arg for field in fields}
            if twice:
                raise SystemExit(f"{method.name}: a parameter has the name of a field: {', '.join(twice)}")
            assert given.kwarg.annotation
            line, _, end = place(given.kwarg.annotation)
            listed = ", ".join(f"{field.arg}: {unquoted(field.annotation)} = ..." for field in fields)
            changes.append(((line, given.kwarg.col_offset - len("**"), end), listed if given.kwonlyargs else f"*, {listed}"))
        for (line, begin, end), new in sorted(changes, reverse=True):
            lines[line] = lines[line][:begin] + new.encode() + lines[line][end:]
    return "\n".join([line.decode() for line in lines] + [""])


def constructor(method: ast.FunctionDef, classes: dict[str, ast.ClassDef]) -> ast.arguments:
    """Returns the arguments of the constructor whose fields a method takes."""
    positional = [one.annotation for one in reversed(method.args.posonlyargs)]
    for of in (*(first(hint) for hint in positional if isinstance(hint, ast.BinOp)), method.returns):
        if isinstance(of, ast.Name) and of.id in classes:
            made = (node for node in classes[of.id].body if isinstance(node, ast.FunctionDef) and node.name == "__new__")
            return next(made).args
    raise SystemExit(f"{method.name}: no class tells which fields it takes")


def first(hint: ast.expr) -> ast.expr:
    """Returns the first of several types."""
    return first(hint.left) if isinstance(hint, ast.BinOp) else hint


def place(hint: ast.expr) -> tuple[int, int, int]:
    """Returns the line of a type, and its columns there."""
    assert hint.lineno == hint.end_lineno and hint.end_col_offset
    return hint.lineno - 1, hint.col_offset, hint.end_col_offset


def unquoted(hint: ast.expr | None) -> str:
    """Returns the text of a type."""
    assert hint
    return str(hint.value) if isinstance(hint, ast.Constant) and isinstance(hint.value, str) else ast.unparse(hint)


if __name__ == "__main__":
    main()
