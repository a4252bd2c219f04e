//! What a user names when asked for a schema.

use std::fmt;
use std::path::{Path, PathBuf};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::postgres::{Target, without_password};

/// Anything that describes a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A running server's database.
    Server(Box<Target>),
    /// One file of SQL.
    File(PathBuf),
    /// A folder of SQL files.
    Folder(PathBuf),
    /// SQL from standard input.
    Stdin,
    /// A file or folder as a git revision has it.
    Git {
        /// The commit, branch or tag.
        revision: String,
        /// The path within the repository, relative to the current folder.
        path: String,
    },
    /// A snapshot file.
    Snapshot(PathBuf),
    /// A database with nothing in it.
    Empty,
}

impl Source {
    /// Reads how a user names a source.
    ///
    /// Shape: `postgres://…` (or libpq's `key=value` pairs), `-`, `git:REV:PATH`, `empty`, `FILE.json`, `FILE`, `FOLDER`;
    /// a file called `empty` is written `./empty`.
    /// Errors: [`ErrorKind::Usage`] if it is none of these, or no such file exists.
    pub fn parse(text: &str) -> Result<Self> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Server(Box::new(Target::parse(text)?)));
        }
        if let Some(rest) = text.strip_prefix("git:") {
            return git(rest);
        }
        match text {
            "-" => return Ok(Self::Stdin),
            "empty" => return Ok(Self::Empty),
            "" => return Err(refuse("source is empty".to_owned())),
            _ => {}
        }
        let path = Path::new(text);
        if path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        if path.is_file() {
            let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
            return Ok(if is_json { Self::Snapshot(path.to_owned()) } else { Self::File(path.to_owned()) });
        }
        if is_key_values(text) {
            return Ok(Self::Server(Box::new(Target::parse(text)?)));
        }
        if let Some((scheme, _)) = text.split_once("://") {
            return Err(refuse(format!("scheme \"{scheme}\" is not known")));
        }
        Err(refuse(format!("file \"{}\" does not exist", without_password(text))))
    }
}

fn git(rest: &str) -> Result<Source> {
    match rest.split_once(':') {
        Some((revision, path)) if !revision.is_empty() && !revision.starts_with('-') => {
            let path = if path.is_empty() { "." } else { path };
            Ok(Source::Git { revision: revision.to_owned(), path: path.to_owned() })
        }
        _ => Err(refuse("git source is not of the form git:REVISION:PATH".to_owned())),
    }
}

/// Returns whether `text` begins as libpq's connection strings do.
fn is_key_values(text: &str) -> bool {
    ["host=", "hostaddr=", "port=", "dbname=", "user=", "password=", "passfile=", "sslmode=", "service="]
        .iter()
        .any(|key| text.starts_with(key))
}

fn refuse(message: String) -> Error {
    let hint = "A source is a server (postgres://…), a .sql file, a folder, \"-\", git:REVISION:PATH, a snapshot (.json) or \"empty\".";
    Error::new(ErrorKind::Usage, Diagnostic::error("bad-source", message).with_hint(hint))
}

/// As the user would write it, without a password.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(target) => write!(f, "{target}"),
            Self::File(path) | Self::Folder(path) | Self::Snapshot(path) => write!(f, "{}", path.display()),
            Self::Stdin => f.write_str("<stdin>"),
            Self::Git { revision, path } => write!(f, "git:{revision}:{path}"),
            Self::Empty => f.write_str("empty"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_known_by_its_form() {
        assert!(matches!(Source::parse("postgres://me@h/x").unwrap(), Source::Server(_)));
        assert!(matches!(Source::parse("host=/tmp dbname=x").unwrap(), Source::Server(_)));
        assert_eq!(Source::parse("-").unwrap(), Source::Stdin);
        assert_eq!(Source::parse("empty").unwrap(), Source::Empty);
        assert_eq!(
            Source::parse("git:HEAD~1:db/schema").unwrap(),
            Source::Git { revision: "HEAD~1".to_owned(), path: "db/schema".to_owned() }
        );
        assert_eq!(
            Source::parse(env!("CARGO_MANIFEST_DIR")).unwrap(),
            Source::Folder(env!("CARGO_MANIFEST_DIR").into())
        );
        for wrong in ["git:HEAD", "git:-x:y", "mysql://h/x", "no/such.sql", ""] {
            assert_eq!(Source::parse(wrong).unwrap_err().kind(), ErrorKind::Usage, "{wrong}");
        }
    }
}
