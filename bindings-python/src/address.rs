//! What is given as the place of a register.

use std::path::PathBuf;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// What other libraries understand as something else than the name of a file, and what to call instead.
const NO_PATHS: [(&str, &str); 5] = [
    (":memory:", "kartotek.in_memory() makes a register in memory"),
    ("file:", "kartotek.open() takes a path, not an address of SQLite"),
    ("sqlite:", "kartotek.open() takes a path, not an address of SQLite"),
    ("postgresql://", "kartotek.connect() opens a register on PostgreSQL"),
    ("postgres://", "kartotek.connect() opens a register on PostgreSQL"),
];

/// Refuses what is hardly meant as the name of a file.
///
/// # Errors
/// `ValueError`, which leaves out the address, as it may hold a password.
pub(crate) fn file_path(path: PathBuf) -> PyResult<PathBuf> {
    let text = path.to_string_lossy();
    match NO_PATHS.iter().find(|(begins, _)| text.starts_with(begins)) {
        Some((_, instead)) => Err(PyValueError::new_err(*instead)),
        None => Ok(path),
    }
}
