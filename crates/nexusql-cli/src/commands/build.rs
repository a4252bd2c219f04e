//! `nexusql build`: makes one script from a tree of SQL files.

use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_load::text::{TextFile, read_file, sql_files};
use nexusql_sql::{concat, source_hash};

use crate::args::Build;
use crate::config::Config;
use crate::error::Exit;
use crate::output;

/// Runs the command; with `--check` it ends with 1 if the hash is another one.
pub fn run(arguments: &Build) -> Result<Exit> {
    let config = Config::read(&arguments.config, arguments.env.as_deref())?;
    let source = source(arguments, &config)?;
    let include = if arguments.include.is_empty() { &config.include } else { &arguments.include };
    let exclude = if arguments.exclude.is_empty() { &config.exclude } else { &arguments.exclude };
    let files = files(&source, include, exclude)?;
    if arguments.hash || arguments.check.is_some() {
        let hash = source_hash(files.iter().map(|file| (relative(&source, &file.name), file.text.as_bytes())));
        return match &arguments.check {
            Some(wanted) if *wanted == hash => Ok(Exit::Done),
            Some(wanted) => {
                anstream::eprintln!("sources changed: hash is {hash}, not {wanted}");
                Ok(Exit::Differences)
            }
            None => output::print(&format!("{hash}\n")).map(|()| Exit::Done),
        };
    }
    let named: Vec<(String, &str)> =
        files.iter().map(|file| (relative(&source, &file.name), file.text.as_str())).collect();
    let text = concat(named.iter().map(|(name, text)| (name.as_str(), *text)))?;
    output::write(arguments.output.as_deref(), &text)?;
    Ok(Exit::Done)
}

fn source(arguments: &Build, config: &Config) -> Result<PathBuf> {
    arguments.source.clone().or_else(|| config.schema.clone()).ok_or_else(|| {
        let hint = "Name a folder, or set schema = \"db/schema\" in nexusql.toml (\"nexusql init\" makes one).";
        Error::new(
            ErrorKind::Usage,
            Diagnostic::error("source-missing", "no folder of SQL files was named").with_hint(hint),
        )
    })
}

fn files(source: &Path, include: &[String], exclude: &[String]) -> Result<Vec<TextFile>> {
    if source.is_file() {
        return Ok(vec![read_file(source)?]);
    }
    let (include, exclude) = (globs(include)?, globs(exclude)?);
    let mut files = sql_files(source)?;
    files.retain(|file| {
        let path = relative(source, &file.name);
        include.as_ref().is_none_or(|globs| globs.is_match(&path))
            && exclude.as_ref().is_none_or(|globs| !globs.is_match(&path))
    });
    if files.is_empty() {
        let message = format!("folder \"{}\" holds no .sql file that is wanted", source.display());
        return Err(Error::new(ErrorKind::Usage, Diagnostic::error("no-files", message)));
    }
    Ok(files)
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|error| invalid(&error))?);
    }
    set.build().map(Some).map_err(|error| invalid(&error))
}

fn invalid(error: &globset::Error) -> Error {
    Error::new(ErrorKind::Usage, Diagnostic::error("glob-invalid", error.to_string()))
}

/// Returns the path within the source, with `/` between its parts on every platform.
fn relative(source: &Path, name: &str) -> String {
    let path = Path::new(name);
    let inside = path.strip_prefix(source).unwrap_or(path);
    inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
