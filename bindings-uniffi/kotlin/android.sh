#!/usr/bin/env bash
# Lays out for an Android library (AAR) what its Gradle project packs: the Kotlin in `android/kotlin` and the native
# libraries in `android/jniLibs`. Needs the NDK and cargo-ndk. JNA is to be `net.java.dev.jna:jna:5.19.1@aar` there.
# NOT RUN YET: no NDK was at hand when it was written.
set -euo pipefail
cd "$(dirname "$0")/../.."
into=bindings-uniffi/kotlin/target/android
built=${CARGO_TARGET_DIR:-target}
rm -rf "$into"
mkdir -p "$into"
cargo ndk -t arm64-v8a -t armeabi-v7a -t x86_64 -o "$into/jniLibs" \
    build --profile phone -p kartotek-uniffi --no-default-features
# One that is not stripped says what crosses.
cargo build --release -p kartotek-uniffi --no-default-features
cargo build --release -p kartotek-bindgen
"$built/release/kartotek-bindgen" kotlin "$built/release/libkartotek_uniffi.so" bindings-uniffi/uniffi.toml "$into/kotlin"
cp -r bindings-uniffi/kotlin/src/main/kotlin/kartotek "$into/kotlin"
