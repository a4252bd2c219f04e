//! Writing results: to standard output, or to a file that is whole or not there.

use std::io::Write;
use std::path::{Component, Path, PathBuf};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

/// Writes `text` to `path`, replacing what was there at once, or to standard output.
///
/// A file is readable by its owner only: it may hold what is not for everyone. A link leads to the file that is replaced;
/// a device or a pipe is written to.
/// Errors: [`ErrorKind::Usage`] if it cannot be written.
pub fn write(path: Option<&Path>, text: &str) -> Result<()> {
    match path {
        None => print(text),
        Some(path) => write_file(path, text),
    }
}

/// Writes to standard output; a reader that went away is no error.
pub fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(refuse("standard output", &error)),
        _ => Ok(()),
    }
}

/// Writes every text to its file: first all of them beside their places, then into their places.
///
/// Errors: [`ErrorKind::Usage`] if one cannot be written; nothing is changed unless the system fails between two renames.
pub fn write_all(files: &[(PathBuf, &str)]) -> Result<()> {
    let mut ready = Vec::new();
    for (path, text) in files {
        let refused = |error: std::io::Error| refuse(&path.display().to_string(), &error);
        let real = path.canonicalize().map_err(refused)?;
        let permissions = real.metadata().map_err(refused)?.permissions();
        let staged = stage(&real, text).map_err(refused)?;
        staged.as_file().set_permissions(permissions).map_err(refused)?;
        ready.push((real, staged));
    }
    for (path, staged) in ready {
        staged.persist(&path).map_err(|error| refuse(&path.display().to_string(), &error.error))?;
    }
    Ok(())
}

/// Writes `files`, pairs of a path below it and a text, as the folder `path`: first beside it, then into its place.
///
/// Those of `old` paths that are not among them are removed; anything else that was there stays.
/// Errors: [`ErrorKind::Usage`] if one cannot be written. A new folder is whole or not there; of one that is replaced, no
/// file is touched before all are written beside it.
pub fn write_folder(path: &Path, files: &[(&str, &str)], old: &[String]) -> Result<()> {
    let refused = |error: std::io::Error| refuse(&path.display().to_string(), &without_path(error));
    let above = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(above).map_err(refused)?;
    let is_there = path.exists();
    // Within a folder that is there, since the one above it may be another file system or not ours.
    let staged = tempfile::Builder::new()
        .prefix(".nexusql-split-")
        .tempdir_in(if is_there { path } else { above })
        .map_err(refused)?;
    for (name, text) in files {
        let file = staged.path().join(name);
        let made = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        made.and_then(|()| std::fs::write(&file, text)).map_err(refused)?;
    }
    if !is_there {
        std::fs::rename(staged.path(), path).map_err(refused)?;
        let _ = staged.keep();
        return Ok(());
    }
    // A list that someone else wrote may name what is not below this folder.
    let is_below = |name: &str| Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    for name in old.iter().filter(|name| is_below(name) && !files.iter().any(|(new, _)| new == name)) {
        match std::fs::remove_file(path.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(refused(error)),
            _ => {}
        }
    }
    for (name, _) in files {
        let file = path.join(name);
        let made = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        made.and_then(|()| std::fs::rename(staged.path().join(name), &file)).map_err(refused)?;
    }
    Ok(())
}

fn write_file(path: &Path, text: &str) -> Result<()> {
    let written = match real_file(path) {
        Some(file) => replace(&file, text),
        None => fill(path, text),
    };
    written.map_err(|error| refuse(&path.display().to_string(), &error))
}

/// Returns the file that `path` leads to, or none if it leads to something that must stay what it is: a device, a pipe.
fn real_file(path: &Path) -> Option<PathBuf> {
    // Links there stand for what this process has open.
    if path.starts_with("/dev") || path.starts_with("/proc") {
        return None;
    }
    match path.metadata() {
        Ok(found) => found.is_file().then(|| path.canonicalize().ok())?,
        // A link to nothing is left to the system.
        Err(_) => (!path.is_symlink()).then(|| path.to_owned()),
    }
}

fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    stage(path, text)?.persist(path).map(|_| ()).map_err(|error| error.error)
}

/// Writes `text` to a file beside `path`.
fn stage(path: &Path, text: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Asked first, for what is said of a temporary file names that one.
    folder.metadata()?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(without_path)?;
    file.as_file_mut().write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn fill(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path).and_then(|mut file| file.write_all(text.as_bytes())) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Returns the system's own words: a temporary name means nothing to the user.
fn without_path(error: std::io::Error) -> std::io::Error {
    let text = error.to_string();
    let said = text.split_once(" at path ").map_or(text.as_str(), |(said, _)| said);
    std::io::Error::new(error.kind(), said.to_owned())
}

fn refuse(name: &str, error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("could-not-write", format!("could not write \"{name}\": {error}")))
}
