//! The native library of the Kotlin and Swift packages: it converts, calls the core, converts back.
//!
//! Records cross as they are, since the core derives it for them; here are the handles. Every call that touches
//! storage is a future whose work is done on a thread that may wait: see [`worker`].

pub mod batch;
#[cfg(feature = "pdf")]
pub mod cards;
pub mod codes;
pub mod customers;
pub mod exports;
pub mod fields;
mod handle;
pub mod history;
pub mod imports;
pub mod jobs;
pub mod names;
pub mod opening;
pub mod pages;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod register;
pub mod sets;
pub mod streams;
pub mod watch;
mod worker;

uniffi::setup_scaffolding!();
kartotek::uniffi_reexport_scaffolding!();
