//! The SQL files of a folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use nexusql_base::Result;

use super::{TextFile, read_file, unreadable};

/// Reads the `.sql` files of `folder` and its folders, in the byte order of their relative paths.
///
/// Hidden files and folders are left out; links are followed, but no folder is entered twice. Of the rest, those are read
/// whose relative path is `wanted`.
/// Errors: as [`read_file`].
pub fn sql_files(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<TextFile>> {
    let mut found = Vec::new();
    walk(folder, &mut BTreeSet::new(), &mut found)?;
    found.retain(|path| wanted(&relative(path, folder)));
    found.sort_by_cached_key(|path| relative(path, folder));
    found.iter().map(|path| read_file(path)).collect()
}

/// Returns the path below `folder`, its parts joined by `/` on every system.
pub fn relative(path: &Path, folder: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/")
}

fn walk(folder: &Path, entered: &mut BTreeSet<PathBuf>, found: &mut Vec<PathBuf>) -> Result<()> {
    let real = folder.canonicalize().map_err(|error| unreadable(folder, &error))?;
    if !entered.insert(real) {
        return Ok(());
    }
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| unreadable(folder, &error))?.path());
    }
    paths.sort();
    for path in paths {
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            walk(&path, entered, found)?;
        } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("sql")) {
            found.push(path);
        }
    }
    Ok(())
}
