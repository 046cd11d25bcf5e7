"""Checks what no compiler checks: file lengths, links in documents, and which SPEC rows tests name."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAX_LINES = 500


def tracked(*patterns):
    """Returns the files that git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def long_files():
    for path in tracked("*.rs", "*.py", "*.kt", "*.swift", "*.sql", "*.sh"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MAX_LINES:
            yield f"{path.relative_to(ROOT)} has {lines} lines, more than {MAX_LINES}"


def dead_links():
    for path in tracked("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not (path.parent / target).exists():
                yield f"{path.relative_to(ROOT)} links to {target}, which does not exist"


def named_rows():
    """Returns the SPEC rows that stand in a line `SPEC: A39, A40` of a test."""
    rows = set()
    for path in tracked("*.rs", "*.py", "*.kt", "*.swift"):
        for line in re.findall(r"SPEC: ([A-Z0-9, –-]+)", path.read_text(encoding="utf-8")):
            for part in line.split(","):
                ends = re.findall(r"([PFNABC])(\d+)", part)
                if len(ends) == 2 and re.search(r"[–-]", part):
                    rows.update(f"{ends[0][0]}{n}" for n in range(int(ends[0][1]), int(ends[1][1]) + 1))
                else:
                    rows.update(letter + number for letter, number in ends)
    return rows


def main():
    problems = [*long_files(), *dead_links()]
    spec = dict(line.split("\t") for line in (ROOT / "tests/spec_rows.txt").read_text(encoding="utf-8").splitlines())
    named = named_rows()
    problems += [f"a test names SPEC row {row}, which does not exist" for row in sorted(named - spec.keys())]
    missing = [row for row in spec if row not in named]
    print(f"{len(spec) - len(missing)} of {len(spec)} SPEC rows are named by tests; not named yet:")
    print(" ".join(missing) or "none")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
