//! Which files there are, in a folder and in those that it holds.

use std::path::{Path, PathBuf};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

/// A folder and the files in it, by name.
pub(super) struct Folder {
    pub path: PathBuf,
    pub files: Vec<File>,
}

/// A file.
pub(super) struct File {
    pub name: String,
    pub path: PathBuf,
    pub executable: bool,
    /// What stands in it, where it is part of the program.
    pub content: Option<&'static [u8]>,
}

/// Returns `root` and the folders in it, by name; hidden ones and those whose names begin with `_` are left out.
///
/// Errors: [`ErrorKind::Usage`] if one cannot be read.
pub(super) fn on_disk(root: &Path) -> Result<Vec<Folder>> {
    let mut below = Vec::new();
    let mut folders = vec![folder(root, Some(&mut below))?];
    below.sort();
    for path in below {
        folders.push(folder(&path, None)?);
    }
    Ok(folders)
}

/// Lists a folder; the folders in it go to `below`.
fn folder(path: &Path, mut below: Option<&mut Vec<PathBuf>>) -> Result<Folder> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(|error| unreadable(path, &error))? {
        let entry = entry.map_err(|error| unreadable(path, &error))?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        let kind = entry.file_type().map_err(|error| unreadable(&path, &error))?;
        // What a link leads to counts.
        let (is_file, is_folder) =
            if kind.is_symlink() { (path.is_file(), path.is_dir()) } else { (kind.is_file(), kind.is_dir()) };
        if is_file {
            // Nobody asks of SQL whether it can be run.
            let executable = !name.ends_with(".sql") && is_executable(&path);
            files.push(File { name, path, executable, content: None });
        } else if is_folder
            && !name.starts_with(['.', '_'])
            && let Some(below) = &mut below
        {
            below.push(path);
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Folder { path: path.to_owned(), files })
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let message = format!("could not read \"{}\": {error}", path.display());
    Error::new(ErrorKind::Usage, Diagnostic::error("could-not-read", message))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|found| found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "exe")
}
