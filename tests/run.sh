#!/usr/bin/env bash
# Runs every test of the project. Needs a Rust toolchain, a C compiler and Python 3; what else a part
# needs, it names: PostgreSQL, Java 17 and Maven. `tests/run.sh quick` leaves out formatting, lints and the documentation build.
# `tests/run.sh faults` runs the tests of kills, failing disks, damage, lost connections and programs that
# write at once alone, optimised, and far longer: 1,030 kills, every write, 3,400 outages, 3,000 damaged
# files, a minute of writing into a file, and one on a server that is killed five times.
# KARTOTEK_CALLS says how many random calls are compared on SQLite and PostgreSQL; otherwise 2,000.
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

# Starts a PostgreSQL cluster of its own, which ends with this script and outlives no power cut. The server refuses
# to run as root, so that it then runs as another user.
folder=$(mktemp -d)
as=()
stop() {
    [ ! -f "$folder/data/postmaster.pid" ] || "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null
    rm -rf "$folder"
}
trap stop EXIT

start_postgres() {
    find_postgres
    if [ -z "$bin" ] && [ "${CI:-}" = true ]; then
        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install postgresql >/dev/null
        find_postgres
    fi
    if [ -z "$bin" ]; then
        echo "PostgreSQL is missing, its tests are left out: apt-get install postgresql"
        return
    fi
    if [ "$(id -u)" = 0 ]; then
        as=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
        chown postgres "$folder"
    fi
    "${as[@]}" "$bin/initdb" -D "$folder/data" -A trust -U kartotek -E UTF8 --locale=C.UTF-8 >/dev/null
    local port=$((20000 + RANDOM % 20000))
    "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
        -o "-k $folder -p $port -c listen_addresses='' -c fsync=off" start >/dev/null
    export KARTOTEK_TEST_POSTGRES="host=$folder port=$port user=kartotek dbname=postgres"
}

# The newest one that has the programs with which a server is made and started.
find_postgres() {
    bin=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb "$(command -v initdb || true)" | sort -V |
        while read -r initdb; do
            of=$(dirname "$initdb")
            if [ -x "$initdb" ] && [ -x "$of/pg_ctl" ]; then echo "$of"; fi
        done | tail -n 1)
}

if [ "$mode" = faults ]; then
    step "faults, the long way"
    [ -n "${KARTOTEK_TEST_POSTGRES:-}" ] || start_postgres
    KARTOTEK_FAULTS=long cargo test --release -p kartotek-tests --test crashes --test disk --test postgres \
        -- --nocapture
    printf '\nall passed in %s s\n' "$((SECONDS - started))"
    exit
fi

# One set for lints and for all tests, so that nothing is built twice.
features=kartotek/testing,kartotek/postgres-tls,kartotek-tests/pdf,kartotek-examples/pdf

if [ "$mode" = all ]; then
    if has fmt; then
        step "formatting"
        cargo fmt --all --check
    else
        echo "rustfmt is missing: rustup component add rustfmt"
    fi
    if has clippy; then
        step "lints"
        # What the program that writes Kotlin and Swift is made of takes minutes to check, and is not ours.
        cargo clippy --quiet --workspace --exclude kartotek-bindgen --all-targets --features "$features" -- -D warnings
        cargo clippy --quiet -p kartotek -- -D warnings
        for some in "" postgres,testing; do
            cargo clippy --quiet -p kartotek --no-default-features --features "$some" -- -D warnings
        done
    else
        echo "clippy is missing: rustup component add clippy"
    fi
fi

step "a PostgreSQL server"
if [ "${CI:-}" = true ]; then
    export KARTOTEK_REQUIRE="${KARTOTEK_REQUIRE:+$KARTOTEK_REQUIRE }postgres"
fi
[ -n "${KARTOTEK_TEST_POSTGRES:-}" ] || start_postgres

step "tests of all packages, examples in the documentation among them"
cargo test --quiet --workspace --features "$features"

if [ -n "${KARTOTEK_TEST_POSTGRES:-}" ]; then
    step "stories, properties and shared cases on PostgreSQL"
    KARTOTEK_TEST_BACKEND=postgres cargo test --quiet --workspace --features "$features" \
        --test stories --test properties --test round_trips --test vectors
fi

if [ "$mode" = all ]; then
    step "documentation"
    RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps -p kartotek --all-features
fi

step "the main job, twice: the second time changes nothing"
mkdir "$folder/job"
cargo run --quiet --example import_customers -- examples/data/customers.csv "$folder/job" >"$folder/first.txt"
cargo run --quiet --example import_customers -- examples/data/customers.csv "$folder/job" >"$folder/second.txt"
grep -E '^created ' "$folder/first.txt"
grep -E '^created +0$' "$folder/second.txt"
grep -E '^updated +0$' "$folder/second.txt"

step "the Python package"
python3 -m venv "$folder/python"
python=$folder/python/bin
"$python/pip" --quiet install --requirement bindings-python/tests/requirements.txt
(
    cd bindings-python
    export VIRTUAL_ENV=$folder/python PATH=$python:$PATH
    python stubs.py "$folder/stubs"
    diff "$folder"/stubs/kartotek/_kartotek.pyi python/kartotek/_kartotek.pyi ||
        { echo "the stubs are not those of the module: python stubs.py"; exit 1; }
    maturin build --quiet --profile dev --out "$folder/wheels"
    pip --quiet install "$folder"/wheels/*.whl
    export PYTHONWARNINGS=ignore
    mypy --strict --package kartotek
    mypy --strict tests stubs.py
    python -m mypy.stubtest kartotek
    python -m pytest --quiet -p no:cacheprovider tests
)
python3 -m venv "$folder/empty"
"$folder/empty/bin/pip" --quiet install --no-deps "$folder"/wheels/*.whl
(cd "$folder" && env --ignore-environment PYTHONWARNINGS=ignore "$folder/empty/bin/python" -c "
import kartotek
with kartotek.in_memory() as register:
    assert register.import_file(b'First name\nAnna\n').counts.created == 1
")

step "the Kotlin package"
if [ "${CI:-}" = true ] && ! { command -v mvn && command -v javac; } >/dev/null; then
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install default-jdk-headless maven >/dev/null
fi
if command -v mvn >/dev/null && command -v javac >/dev/null; then
    export KARTOTEK_CARGO="--workspace --features $features"
    bindings-uniffi/kotlin/build.sh
    (cd bindings-uniffi/kotlin && mvn --quiet --batch-mode test)
    bindings-uniffi/swift/linux.sh "$folder/swift" --debug
    ! command -v swift >/dev/null || (cd "$folder/swift" && swift test)
else
    echo "Java 17 or Maven is missing, the tests of Kotlin are left out: apt-get install default-jdk-headless maven"
fi

step "a photo job"
"${CARGO_TARGET_DIR:-target}/debug/examples/photo_job" "$folder/photo_job" >"$folder/photo.txt"
grep -E '^500 children in 20 groups' "$folder/photo.txt"
grep -E '^508 cards' "$folder/photo.txt"
grep -E '^800 rows in job.csv' "$folder/photo.txt"

step "layout and SPEC rows"
python3 tests/check_tree.py
printf '\nall passed in %s s\n' "$((SECONDS - started))"
