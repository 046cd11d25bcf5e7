#!/usr/bin/env bash
# Makes what the Maven project compiles and packs beside its own files: the Kotlin of the native library and the
# library for this machine. `build.sh --release` makes the one to ship. Then: mvn package.
# KARTOTEK_CARGO says what is built otherwise: tests build all with one set of features, so that nothing is built twice.
set -euo pipefail
cd "$(dirname "$0")/../.."
profile=${1:---debug}
built=${CARGO_TARGET_DIR:-target}/${profile#--}
into=bindings-uniffi/kotlin/target/native
[ "$profile" = --debug ] && profile=
# shellcheck disable=SC2086
cargo build --quiet $profile ${KARTOTEK_CARGO:--p kartotek-uniffi -p kartotek-bindgen}
case "$(uname -s)" in
    Darwin) library=libkartotek_uniffi.dylib system=darwin ;;
    *) library=libkartotek_uniffi.so system=linux ;;
esac
case "$(uname -m)" in
    arm64 | aarch64) machine=aarch64 ;;
    *) machine=x86-64 ;;
esac
rm -rf "$into"
mkdir -p "$into/resources/$system-$machine"
"$built/kartotek-bindgen" kotlin "$built/$library" bindings-uniffi/uniffi.toml "$into/kotlin"
# The examples that the tests compile.
mkdir "$into/readme"
awk -v language=kotlin -v into="$into/readme" -f bindings-uniffi/examples.awk bindings-uniffi/kotlin/README.md
# Without its symbols: they name what crosses, which the Kotlin knows by now, and weigh more than the rest.
strip -o "$into/resources/$system-$machine/$library" --strip-unneeded "$built/$library" 2>/dev/null ||
    strip -x -o "$into/resources/$system-$machine/$library" "$built/$library"
