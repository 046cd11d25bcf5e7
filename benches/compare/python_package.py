"""Measures the package kartotek for Python beside Rust, and beside what people use today, on the generator's file.

    cargo build --release -p kartotek-benches --bin generate --bin pace
    pip install -r benches/compare/requirements.txt, and the wheel that `maturin build` makes
    python benches/compare/python_package.py --programs target/release --rows 10000,100000,1000000 --others

It prints tables. Python and Rust (`pace`) do the same work turn by turn, each in a process of its own; the figures
are medians. With `--others` the file is imported by every program of this folder too, with the checks of
`shop_file.py`, and all must end with the same number of customers; those that are slow stop at 100,000 rows.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SETTINGS = {
    "locale": "sv-SE", "country": "SE", "zone": "Europe/Stockholm", "currency": "SEK", "business_mode": True,
}
FEW = ["number", "given_name", "family_name", "email", "city", "registered_at"]
# The programs with the largest file that each is given.
OTHERS = {
    "stdlib_import": 1_000_000,
    "sqlite_utils_import": 1_000_000,
    "sqlalchemy_core_import": 1_000_000,
    "sqlalchemy_orm_import": 100_000,
    "django_import": 100_000,
    "django_import_export": 100_000,
}
Figures = dict[str, Any]


def task_import(source: str, target: str) -> Figures:
    import kartotek

    with kartotek.open(target) as register:
        register.update_settings(**SETTINGS)
        begun = time.perf_counter()
        report = register.import_file(source)
        seconds = time.perf_counter() - begun
        return {"seconds": seconds, "rows": report.counts.rows, "customers": register.customers.count()}


def task_read(target: str) -> Figures:
    import polars
    import pyarrow

    import kartotek

    with kartotek.open(target, must_exist=True) as register:
        everybody = register.customers
        begun = time.perf_counter()
        ids = [customer.id for customer in everybody.all()]
        scan = time.perf_counter() - begun
        stride = (len(ids) * 382 // 1_000) | 1
        times = []
        for turn in range(min(5_000, len(ids))):
            one = ids[turn * stride % len(ids)]
            begun = time.perf_counter()
            everybody.get(one)
            times.append(time.perf_counter() - begun)

        def each(make: Callable[[], object]) -> float:
            begun = time.perf_counter()
            make()
            return (time.perf_counter() - begun) * 1e6 / len(ids)

        return {
            "customers": len(ids),
            "get": statistics.median(times) * 1e6,
            "scan": scan * 1e6 / len(ids),
            "arrow": each(lambda: pyarrow.table(everybody.to_arrow())),
            "few": each(lambda: pyarrow.table(everybody.to_arrow(columns=FEW))),
            "polars": each(lambda: polars.DataFrame(everybody.to_arrow())),
        }


def run(*command: object) -> Figures:
    """Runs a program and returns the figures that it prints."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{command}\n{done.stdout}{done.stderr}")
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def fresh(folder: Path, name: str) -> Path:
    for old in folder.glob(f"{name}.db*"):
        old.unlink()
    return folder / f"{name}.db"


def middle(all_figures: list[Figures], name: str) -> float:
    return statistics.median(figures[name] for figures in all_figures)


def beside_rust(programs: Path, file: Path, folder: Path, rounds: int) -> None:
    own = (sys.executable, __file__)
    imports: dict[str, list[Figures]] = {"rust": [], "python": []}
    reads: dict[str, list[Figures]] = {"rust": [], "python": []}
    for _ in range(rounds):
        rust, python = fresh(folder, "rust"), fresh(folder, "python")
        imports["rust"].append(run(programs / "pace", "import", file, rust))
        imports["python"].append(run(*own, "--task-import", file, python))
        for _ in range(3):
            reads["rust"].append(run(programs / "pace", "read", python))
            reads["python"].append(run(*own, "--task-read", python))
    counts = {figures["customers"] for some in (*imports.values(), *reads.values()) for figures in some}
    if len(counts) > 1:
        sys.exit(f"not the same number of customers: {counts}")
    rows = imports["rust"][0]["rows"]

    def line(what: str, rust: float, python: float, said: str, must: str, is_met: bool) -> None:
        verdict = "met" if is_met else "short"
        print(f"| {rows:,} | {what} | {rust:,.2f} | {python:,.2f} | {said} | {must} | {verdict} |")

    rust, python = middle(imports["rust"], "seconds"), middle(imports["python"], "seconds")
    line("import, s", rust, python, f"{python / rust:.2f} ×", "1.05 ×", python <= 1.05 * rust)
    rust, python = middle(reads["rust"], "get"), middle(reads["python"], "get")
    line("get by id, µs", rust, python, f"{python / rust:.2f} ×", "1.3 ×", python <= 1.3 * rust)
    rust, python = middle(reads["rust"], "scan"), middle(reads["python"], "scan")
    line("a row of a walk, µs", rust, python, f"{python / rust:.2f} ×", "5 µs in all", python <= 5)
    tables = {"arrow": "to an Arrow table", "few": "the same, 6 columns", "polars": "to a frame of polars"}
    for name, what in tables.items():
        python = middle(reads["python"], name)
        line(f"{what}, µs a row", rust, python, f"{python - rust:+.2f} µs", "+1 µs", python <= rust + 1)


def beside_others(file: Path, size: int, folder: Path) -> None:
    figures = {"kartotek": run(sys.executable, __file__, "--task-import", file, fresh(folder, "python"))}
    for name, most in OTHERS.items():
        if size <= most:
            figures[name] = run(sys.executable, HERE / f"{name}.py", file, fresh(folder, name))
    if len({found["customers"] for name, found in figures.items() if name != "kartotek"}) > 1:
        sys.exit(f"not the same number of customers: {figures}")
    own = figures["kartotek"]["seconds"]
    for name, found in figures.items():
        seconds, customers = found["seconds"], found["customers"]
        print(f"| {size:,} | {name} | {seconds:,.1f} | {seconds / own:.1f} | {size / seconds:,.0f} | {customers:,} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, default=Path("target/release"), help="the folder with generate and pace")
    parser.add_argument("--rows", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--others", action="store_true", help="what people use today, too")
    parser.add_argument("--folder", type=Path, help="where files are made and kept; else a temporary folder")
    parser.add_argument("--task-import", nargs=2, metavar=("FILE", "REGISTER"), help=argparse.SUPPRESS)
    parser.add_argument("--task-read", metavar="REGISTER", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task_import:
        return print(json.dumps(task_import(*options.task_import)))
    if options.task_read:
        return print(json.dumps(task_read(options.task_read)))
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        sizes = {}
        for size in map(int, options.rows.split(",")):
            sizes[size] = folder / f"customers-{size}.csv"
            if not sizes[size].exists():
                command = [options.programs / "generate", "--rows", str(size), "--seed", "1", "--out", sizes[size]]
                subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        print("| rows | what | Rust | Python | | must | |\n|--:|---|--:|--:|--:|---|---|")
        for size, file in sizes.items():
            beside_rust(options.programs, file, folder, 1 if size >= 1_000_000 else options.rounds)
        if options.others:
            print("\n| rows | import with | s | ratio | rows a second | customers |\n|--:|---|--:|--:|--:|--:|")
            for size, file in sizes.items():
                beside_others(file, size, folder)


if __name__ == "__main__":
    main()
