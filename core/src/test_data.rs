//! Finds the real files that tests read.

use std::path::PathBuf;

/// Finds a file of the shared test data, for example `isemail/meta.xml`; nothing when the folder is
/// absent and need not be there.
///
/// The folder is `KARTOTEK_TEST_DATA`, else `../shared/data` beside the workspace.
///
/// # Panics
///
/// When the file is absent although `KARTOTEK_REQUIRE` names `data`.
pub(crate) fn path(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("KARTOTEK_TEST_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let path = folder.join(name);
    let required = std::env::var("KARTOTEK_REQUIRE").is_ok_and(|names| names.contains("data"));
    assert!(path.exists() || !required, "{name} is missing in the test data");
    path.exists().then_some(path)
}

/// Reads a file of the shared test data as text.
///
/// # Panics
///
/// As [`path`], and when the file cannot be read.
pub(crate) fn read(name: &str) -> Option<String> {
    path(name).map(|path| std::fs::read_to_string(path).unwrap())
}
