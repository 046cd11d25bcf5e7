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
    if text.is_empty() {
        return Err(PyValueError::new_err("path: expected the name of a file, not an empty text"));
    }
    match NO_PATHS.iter().find(|(begins, _)| text.starts_with(begins)) {
        Some((_, instead)) => Err(PyValueError::new_err(*instead)),
        None => Ok(path),
    }
}

/// Refuses what is no address of a server.
///
/// # Errors
/// `ValueError`, which leaves out the address, as it may hold a password.
pub(crate) fn server_address(url: &str) -> PyResult<&str> {
    let is_address = ["postgresql://", "postgres://"].iter().any(|begins| url.starts_with(begins));
    // As `host=db.example.com dbname=studio`.
    if is_address || url.contains('=') {
        return Ok(url);
    }
    Err(PyValueError::new_err("url: expected postgresql://…; kartotek.open() takes a path"))
}
