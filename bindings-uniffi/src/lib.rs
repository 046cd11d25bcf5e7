//! The native library of the Kotlin and Swift packages: it converts, calls the core, converts back.
//!
//! Records cross as they are, since the core derives it for them; here are the handles. Every call that touches
//! storage is a future whose work is done on a thread that may wait: see [`worker`].

pub mod customers;
mod handle;
pub mod history;
pub mod imports;
pub mod jobs;
pub mod pages;
pub mod register;
pub mod sets;
mod worker;

uniffi::setup_scaffolding!();
kartotek::uniffi_reexport_scaffolding!();
