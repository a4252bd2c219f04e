//! Writing results: to standard output, or to a file that is whole or not there.

use std::io::Write;
use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

/// Writes `text` to `path`, replacing what was there at once, or to standard output.
///
/// A file is readable by its owner only: it may hold what is not for everyone.
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

fn write_file(path: &Path, text: &str) -> Result<()> {
    let name = path.display().to_string();
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map(|_| ()).map_err(|error| refuse(&name, &error))
}

fn refuse(name: &str, error: &std::io::Error) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("could-not-write", format!("could not write \"{name}\": {error}")))
}
