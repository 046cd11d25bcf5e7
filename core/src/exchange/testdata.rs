//! Finds the real files that tests read.

use std::path::PathBuf;

/// Returns the path of a file of the test data; nothing where the data are not there and nobody
/// requires them.
pub(crate) fn path(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("KARTOTEK_TEST_DATA").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let path = folder.unwrap_or(beside).join(name);
    let required = std::env::var("KARTOTEK_REQUIRE").is_ok_and(|list| list.contains("data"));
    assert!(path.exists() || !required, "{name} is required and not there");
    path.exists().then_some(path)
}

/// Returns a file of the test data as text.
pub(crate) fn text(name: &str) -> Option<String> {
    path(name).map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned())
}
