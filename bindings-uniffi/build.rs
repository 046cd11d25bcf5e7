//! Tells the linker to make the library small when the profile does (`phone` in the workspace's `Cargo.toml`).

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if var("OPT_LEVEL").as_deref() != Ok("z") {
        return;
    }
    // Places that the loader fills in, of which there are some ten thousands, take a bit or two instead of 24 bytes:
    // as any Android since 6 reads them, and as glibc does since 2.36.
    let packed = match var("CARGO_CFG_TARGET_OS").as_deref() {
        Ok("android") => "-Wl,--pack-dyn-relocs=android",
        Ok("linux") => "-Wl,-z,pack-relative-relocs",
        _ => return,
    };
    // Functions of the same code become one.
    for flag in [packed, "-Wl,--icf=all"] {
        println!("cargo::rustc-cdylib-link-arg={flag}");
    }
}
