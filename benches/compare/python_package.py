"""Measures the package kartotek for Python on a file that `generate` made.

    python3 benches/compare/python_package.py customers.csv folder

It imports the file, gets customers one by one and walks over all of them, and prints what each took. Beside it
stand `stdlib_import.py` and, for Rust, `measure --only single,import`.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import kartotek


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    path = options.folder / "python.db"
    path.unlink(missing_ok=True)
    with kartotek.open(path) as register:
        register.update_settings(locale="sv-SE", country="SE", zone="Europe/Stockholm", currency="SEK")
        begun = time.perf_counter()
        report = register.import_file(options.source)
        rows = report.counts.rows
        took = time.perf_counter() - begun
        print(f"import of {rows:,} rows: {took:.2f} s, {rows / took:,.0f} rows a second")

        begun = time.perf_counter()
        ids = [customer.id for customer in register.customers.all()]
        took = time.perf_counter() - begun
        print(f"walk over {len(ids):,} customers: {took / len(ids) * 1e6:.2f} µs each")

        some = random.Random(1).sample(ids, min(5_000, len(ids)))
        register.customers.get(some[0])
        times = []
        for one in some:
            begun = time.perf_counter()
            register.customers.get(one)
            times.append(time.perf_counter() - begun)
        print(f"get by id: {sorted(times)[len(times) // 2] * 1e6:.1f} µs")

        begun = time.perf_counter()
        for _ in range(200):
            register.customers.page(sort="family_name", limit=50)
        print(f"page of 50 by name: {(time.perf_counter() - begun) / 200 * 1e6:.0f} µs")


if __name__ == "__main__":
    main()
