//! `nexusql build`: makes one script from a tree of SQL files.

use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_load::text::{TextFile, read_file, relative, sql_files};
use nexusql_sql::{concat, source_hash};

use crate::args::Build;
use crate::config::Files;
use crate::error::Exit;
use crate::output;
use crate::project::Project;

/// Runs the command; with `--check` it ends with 1 if the hash is another one.
pub fn run(arguments: &Build) -> Result<Exit> {
    let project = Project::read(&arguments.project, &[])?;
    let source = arguments.source.clone().map_or_else(|| project.schema(), Ok)?;
    let files = files(&source, &project.files_but(&arguments.include, &arguments.exclude)?)?;
    if arguments.hash || arguments.check.is_some() {
        let hash =
            source_hash(files.iter().map(|file| (relative(Path::new(&file.name), &source), file.text.as_bytes())));
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
        files.iter().map(|file| (relative(Path::new(&file.name), &source), file.text.as_str())).collect();
    let text = concat(named.iter().map(|(name, text)| (name.as_str(), *text)))?;
    output::write(arguments.output.as_deref(), &text)?;
    Ok(Exit::Done)
}

fn files(source: &Path, wanted: &Files) -> Result<Vec<TextFile>> {
    if source.is_file() {
        return Ok(vec![read_file(source)?]);
    }
    let files = sql_files(source, &|path| wanted.takes(path))?;
    if files.is_empty() {
        let message = format!("folder \"{}\" holds no .sql file that is wanted", source.display());
        return Err(Error::new(ErrorKind::Usage, Diagnostic::error("no-files", message)));
    }
    Ok(files)
}
