#!/usr/bin/env bash
# Makes KartotekFFI.xcframework and the generated source for iOS and macOS. Needs a Mac with Xcode and the targets
# below (`rustup target add`). NOT RUN YET: no Mac was at hand when it was written.
set -euo pipefail
cd "$(dirname "$0")/../.."
swift=bindings-uniffi/swift
built=${CARGO_TARGET_DIR:-target}
for target in aarch64-apple-ios aarch64-apple-ios-sim aarch64-apple-darwin; do
    cargo build --profile phone -p kartotek-uniffi --no-default-features --target "$target"
done
# One that is not stripped says what crosses.
cargo build --release -p kartotek-uniffi --no-default-features
cargo build --release -p kartotek-bindgen
"$built/release/kartotek-bindgen" swift "$built/release/libkartotek_uniffi.dylib" \
    bindings-uniffi/uniffi.toml "$swift/Sources/Kartotek/Generated"
headers=$(mktemp -d)
mv "$swift"/Sources/Kartotek/Generated/*.h "$headers"
cp "$swift/Sources/KartotekFFI/module.modulemap" "$headers"
rm -rf "$swift/KartotekFFI.xcframework"
libraries=()
for target in aarch64-apple-ios aarch64-apple-ios-sim aarch64-apple-darwin; do
    libraries+=(-library "$built/$target/phone/libkartotek_uniffi.a" -headers "$headers")
done
xcodebuild -create-xcframework "${libraries[@]}" -output "$swift/KartotekFFI.xcframework"
