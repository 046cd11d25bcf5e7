//! The program that is watched, ended, or started without rights.

use std::ffi::OsStr;
use std::process::Command;

pub(crate) use kartotek_tests::processes::{End, Ended, run, start, watch};

/// The worker's command.
pub(crate) fn worker<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kartotek-fault-worker"));
    command.args(arguments);
    command
}
