//! Removing scratches whose owner is gone and whose watcher did not come to it (a machine that lost power, say).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::folder::{self, PREFIX};
use crate::EngineOptions;

/// A folder younger than this may be one that its owner is about to lock.
const AGE_MIN: Duration = Duration::from_secs(10);

/// Removes the abandoned scratches in the temporary folder of `options` and returns where they were.
///
/// A server that still runs in one ends by itself within a minute, for PostgreSQL watches its data folder.
pub(crate) fn sweep(options: &EngineOptions) -> Vec<PathBuf> {
    let entries = fs::read_dir(&options.temp_dir).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)))
        .map(|entry| entry.path())
        .filter(|path| is_ours_and_old(path) && folder::is_abandoned(path))
        .filter(|path| fs::remove_dir_all(path).is_ok())
        .collect()
}

fn is_ours_and_old(path: &Path) -> bool {
    let Ok(entry) = fs::symlink_metadata(path) else { return false };
    let old = entry.modified().is_ok_and(|at| at.elapsed().is_ok_and(|age| age > AGE_MIN));
    #[cfg(unix)]
    let ours = std::os::unix::fs::MetadataExt::uid(&entry) == crate::account::server_uid();
    #[cfg(not(unix))]
    let ours = true;
    entry.is_dir() && ours && old
}
