#!/usr/bin/env bash
# Lays out in one folder all that `swift test` needs on a Linux machine that has Swift 6 and nothing else: library,
# headers, module map, generated and hand-written source, package, tests and the cases that they replay.
# `linux.sh FOLDER`.
set -euo pipefail
into=$(realpath -m "${1:?linux.sh FOLDER}")
cd "$(dirname "$0")/../.."
profile=${2:---release}
built=${CARGO_TARGET_DIR:-target}/${profile#--}
[ "$profile" = --debug ] && profile=
# shellcheck disable=SC2086
cargo build --quiet $profile ${KARTOTEK_CARGO:--p kartotek-uniffi -p kartotek-bindgen}
# What an earlier layout left, of a test that is called otherwise by now, would be compiled too.
rm -rf "$into/Sources" "$into/Tests" "$into/vectors"
mkdir -p "$into/Libraries"
cp -r bindings-uniffi/swift/Package.swift bindings-uniffi/swift/Sources bindings-uniffi/swift/Tests "$into"
awk -v language=swift -v into="$into/Tests/KartotekTests" -f bindings-uniffi/examples.awk bindings-uniffi/swift/README.md
mkdir -p "$into/vectors"
cp tests/vectors/*.json "$into/vectors"
"$built/kartotek-bindgen" swift "$built/libkartotek_uniffi.so" bindings-uniffi/uniffi.toml "$into/Sources/Kartotek/Generated"
mv "$into"/Sources/Kartotek/Generated/*.h "$into/Sources/KartotekFFI"
strip -o "$into/Libraries/libkartotek_uniffi.so" --strip-unneeded "$built/libkartotek_uniffi.so"
echo "cd $into && swift test"
