"""Measures the package for Kotlin beside Rust, turn by turn in one run, each in a process of its own.

    cargo build --release -p kartotek-benches --bin generate --bin pace
    bindings-uniffi/kotlin/build.sh --release
    mvn --file bindings-uniffi/kotlin test-compile
    python benches/compare/kotlin_package.py --programs target/release

It prints a table of medians. `pace` does the work in Rust, `Pace.kt` beside the tests of the package in Kotlin.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from python_package import Figures, fresh, middle, run

PROJECT = Path(__file__).parents[2] / "bindings-uniffi/kotlin"
# What is shown, in which unit, and at most how many times as long as in Rust.
FIGURES = {
    "get": ("get by id, µs", 1, None),
    "page_50": ("page of 50, µs", 1, None),
    "page_1000": ("page of 1,000, ms", 1e3, None),
    "walk": ("10,000 customers by Flow, ms", 1e3, None),
    "seconds": ("import, s", 1, 1.05),
}


def class_path(folder: Path) -> str:
    """Returns where Java finds the package, its library, and what both need."""
    listed = folder / "classpath"
    command = ["mvn", "--quiet", "--batch-mode", "--file", str(PROJECT), "dependency:build-classpath"]
    subprocess.run([*command, "-Dmdep.includeScope=test", f"-Dmdep.outputFile={listed}"], check=True)
    own = [PROJECT / "target/classes", PROJECT / "target/test-classes"]
    return ":".join([*map(str, own), listed.read_text(encoding="utf-8").strip()])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=Path, default=Path("target/release"), help="the folder with generate and pace")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        file = folder / "customers.csv"
        command = [options.programs / "generate", "--rows", str(options.rows), "--seed", "1", "--out", file]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        programs = {
            "rust": [options.programs / "pace"],
            "kotlin": ["java", "-Xmx256m", "-cp", class_path(folder), "kartotek.PaceKt"],
        }
        found: dict[str, list[Figures]] = {language: [] for language in programs}
        for _ in range(options.rounds):
            for language, program in programs.items():
                register = fresh(folder, language)
                imported = run(*program, "import", file, register)
                found[language].append(imported | run(*program, "read", register))
        print(f"{options.rows:,} rows, {options.rounds} rounds\n")
        print("| what | Rust | Kotlin | ratio | must | |\n|---|--:|--:|--:|---|---|")
        for name, (what, unit, most) in FIGURES.items():
            rust, kotlin = (middle(found[language], name) / unit for language in ("rust", "kotlin"))
            must, verdict = (f"{most} ×", "met" if kotlin <= most * rust else "short") if most else ("", "")
            print(f"| {what} | {rust:,.2f} | {kotlin:,.2f} | {kotlin / rust:.2f} | {must} | {verdict} |")


if __name__ == "__main__":
    main()
