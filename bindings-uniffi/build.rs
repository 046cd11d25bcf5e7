//! Tells the linker to make the library small when the profile does (`phone` in the workspace's `Cargo.toml`).

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=phone.ld");
    if var("OPT_LEVEL").as_deref() != Ok("z") {
        return;
    }
    let target = |part| var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    // Places that the loader fills in, of which there are some ten thousands, take a bit or two instead of 24 bytes:
    // as any Android since 6 reads them, and as glibc does since 2.36. Linkers for other systems know neither flag.
    let packed = match (target("OS").as_str(), target("ARCH").as_str()) {
        ("android", _) => "-Wl,--pack-dyn-relocs=android",
        ("linux", "x86_64") => "-Wl,-z,pack-relative-relocs",
        _ => return,
    };
    // Functions of the same code become one. The script lists what is left out.
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/phone.ld");
    for flag in [packed, "-Wl,--icf=all", "-Wl,--no-eh-frame-hdr", script] {
        println!("cargo::rustc-cdylib-link-arg={flag}");
    }
}
