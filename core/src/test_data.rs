//! Finds the real files that tests read.

use std::path::PathBuf;

/// Reads a file of the shared test data, for example `isemail/meta.xml`; nothing when the folder is
/// absent and need not be there.
///
/// The folder is `KARTOTEK_TEST_DATA`, else `../shared/data` beside the workspace.
///
/// # Panics
///
/// When the file is absent although `KARTOTEK_REQUIRE` names `data`.
pub(crate) fn read(path: &str) -> Option<String> {
    let folder = std::env::var_os("KARTOTEK_TEST_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(path)).ok();
    let required = std::env::var("KARTOTEK_REQUIRE").is_ok_and(|names| names.contains("data"));
    assert!(text.is_some() || !required, "{path} is missing in the test data");
    text
}
