use std::path::Path;

/// Waits until the names in the folder of a file are on the disk, so that one that was just made or given
/// is there after a power failure.
///
/// A failure is not told: the file is in its place, and some file systems sync no folders.
#[cfg(unix)]
pub(crate) fn sync_folder_of(path: &Path) {
    if let Some(folder) = path.parent() {
        let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// Does nothing where folders cannot be opened as files.
#[cfg(not(unix))]
pub(crate) fn sync_folder_of(_: &Path) {}
