#!/usr/bin/env bash
# Runs every test of the project. Needs a Rust toolchain, a C compiler and Python 3; what else a part
# needs, it names. `tests/run.sh quick` leaves out formatting, lints and the documentation build.
# `tests/run.sh faults` runs the tests of kills, failing disks, damage and programs that write at once
# alone, optimised, and far longer: 1,030 kills, every write, 1,800 outages, 3,000 damaged files, a minute
# of writing.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=${1:-all}
started=$SECONDS

step() {
    printf '\n== %s (%s s)\n' "$1" "$((SECONDS - started))"
}

has() {
    cargo "$1" --version >/dev/null 2>&1
}

if [ "$mode" = faults ]; then
    step "faults, the long way"
    KARTOTEK_FAULTS=long cargo test --release -p kartotek-tests --test crashes --test disk -- --nocapture
    printf '\nall passed in %s s\n' "$((SECONDS - started))"
    exit
fi

if [ "$mode" = all ]; then
    if has fmt; then
        step "formatting"
        cargo fmt --all --check
    else
        echo "rustfmt is missing: rustup component add rustfmt"
    fi
    if has clippy; then
        step "lints"
        cargo clippy --quiet --workspace --all-targets --features kartotek/testing -- -D warnings
        cargo clippy --quiet -p kartotek --no-default-features -- -D warnings
    else
        echo "clippy is missing: rustup component add clippy"
    fi
fi

step "tests of all packages, examples in the documentation among them"
cargo test --quiet --workspace --features kartotek/testing

if [ "$mode" = all ]; then
    step "documentation"
    RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p kartotek --features testing
fi

step "the main job, twice: the second time changes nothing"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo run --quiet --example import_customers -- examples/data/customers.csv "$folder" >"$folder/first.txt"
cargo run --quiet --example import_customers -- examples/data/customers.csv "$folder" >"$folder/second.txt"
grep -E '^created ' "$folder/first.txt"
grep -E '^created +0$' "$folder/second.txt"
grep -E '^updated +0$' "$folder/second.txt"

step "layout and SPEC rows"
python3 tests/check_tree.py
printf '\nall passed in %s s\n' "$((SECONDS - started))"
