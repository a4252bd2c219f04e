//! Which programs there are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// What a program does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    /// It says in which file a statement is written.
    Layout,
    /// It names groups of tables.
    Namer,
    /// It writes a graph or findings.
    Format,
}

impl Sort {
    /// Every sort.
    pub const ALL: [Self; 3] = [Self::Layout, Self::Namer, Self::Format];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Layout => "layout",
            Self::Namer => "namer",
            Self::Format => "format",
        }
    }
}

/// A program that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Found {
    /// What it does.
    pub sort: Sort,
    /// How it is asked for.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// Returns the programs called `nexusql-layout-NAME`, `nexusql-namer-NAME` and `nexusql-format-NAME` in `folders`, by sort
/// and name; of several with one name, that of the first folder.
///
/// Folders that are relative are left out: what runs must not depend on where one stands. So are names with anything but
/// letters, digits, `-` and `_`. None is run.
pub fn find(folders: &[PathBuf]) -> Vec<Found> {
    let mut found: BTreeMap<(Sort, String), PathBuf> = BTreeMap::new();
    for folder in folders.iter().filter(|folder| folder.is_absolute()) {
        // A folder of the search path that is not there is no fault.
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if let Some(key) = sort_and_name(&path).filter(|_| is_executable(&path)) {
                found.entry(key).or_insert(path);
            }
        }
    }
    found.into_iter().map(|((sort, name), path)| Found { sort, name, path }).collect()
}

/// Returns the program of `sort` called `name`.
pub fn named(folders: &[PathBuf], sort: Sort, name: &str) -> Option<Found> {
    find(folders).into_iter().find(|found| found.sort == sort && found.name == name)
}

fn sort_and_name(path: &Path) -> Option<(Sort, String)> {
    let file = path.file_name()?.to_str()?;
    let stem = file.strip_suffix(std::env::consts::EXE_SUFFIX)?;
    let (sort, name) = stem.strip_prefix("nexusql-")?.split_once('-')?;
    let sort = Sort::ALL.into_iter().find(|one| one.name() == sort)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!name.is_empty() && name.chars().all(plain)).then(|| (sort, name.to_owned()))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}
