//! From files, folders, git and standard input to texts with names. Nothing is parsed here.

mod folder;
mod git;

use std::io::Read;
use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_sql::decode;

pub use folder::{relative, sql_files};
pub use git::git_files;

/// A file's text, with its name as the user would write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// The name.
    pub name: String,
    /// The text.
    pub text: String,
}

impl TextFile {
    /// Returns the file called `name` with the text that `bytes` stand for.
    ///
    /// Errors: [`ErrorKind::Sql`] if they are no text.
    pub fn new(name: impl Into<String>, bytes: &[u8]) -> Result<Self> {
        let name = name.into();
        let text = decode(&name, bytes)?.into_owned();
        Ok(Self { name, text })
    }
}

/// Reads one file.
///
/// Errors: [`ErrorKind::Usage`] if it cannot be read, [`ErrorKind::Sql`] if it is no text.
pub fn read_file(path: &Path) -> Result<TextFile> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    TextFile::new(path.display().to_string(), &bytes)
}

/// Reads all of `input`, standard input.
///
/// Errors: as [`read_file`].
pub fn read_stdin(input: &mut dyn Read) -> Result<TextFile> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| unreadable(Path::new("<stdin>"), &error))?;
    TextFile::new("<stdin>", &bytes)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let message = format!("could not read \"{}\"", path.display());
    Error::new(ErrorKind::Usage, Diagnostic::error("file-unreadable", message).with_detail(format!("{error}.")))
}
