//! `nexusql build`: makes one script from a tree of SQL files.

use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_load::Source;
use nexusql_load::text::{TextFile, git_files, read_file, relative, sql_files};
use nexusql_sql::{concat, source_hash};

use crate::args::Build;
use crate::config::Files;
use crate::error::Exit;
use crate::output;
use crate::project::Project;

/// Runs the command; with `--check` it ends with 1 if the hash is another one.
pub async fn run(arguments: &Build) -> Result<Exit> {
    let project = Project::read(&arguments.project, &[])?;
    let wanted = project.files_but(&arguments.include, &arguments.exclude)?;
    let files = match arguments.source.as_deref() {
        Some(word) if word.starts_with("git:") => of_revision(word, &wanted).await?,
        Some(word) => of_path(Path::new(word), &wanted)?,
        None => of_path(&project.schema()?, &wanted)?,
    };
    let pairs = || files.iter().map(|file| (file.name.as_str(), file.text.as_str()));
    if arguments.hash || arguments.check.is_some() {
        let hash = source_hash(pairs());
        return match &arguments.check {
            Some(wanted) if *wanted == hash => Ok(Exit::Done),
            Some(wanted) => {
                anstream::eprintln!("sources changed: hash is {hash}, not {wanted}");
                Ok(Exit::Differences)
            }
            None => output::print(&format!("{hash}\n")).map(|()| Exit::Done),
        };
    }
    output::write(arguments.output.as_deref(), &concat(pairs())?)?;
    Ok(Exit::Done)
}

/// Returns the files below `source`, or that file, named by their paths within it.
fn of_path(source: &Path, wanted: &Files) -> Result<Vec<TextFile>> {
    if source.is_file() {
        let file = read_file(source)?;
        let name = source.file_name().map_or(file.name, |name| name.to_string_lossy().into_owned());
        return Ok(vec![TextFile { name, text: file.text }]);
    }
    let files = sql_files(source, &|path| wanted.takes(path))?;
    if files.is_empty() {
        let message = format!("folder \"{}\" holds no .sql file that is wanted", source.display());
        return Err(Error::new(ErrorKind::Usage, Diagnostic::error("no-files", message)));
    }
    let named = |file: TextFile| TextFile { name: relative(Path::new(&file.name), source), text: file.text };
    Ok(files.into_iter().map(named).collect())
}

/// Returns the same of a git revision.
async fn of_revision(word: &str, wanted: &Files) -> Result<Vec<TextFile>> {
    let Source::Git { revision, path } = Source::parse(word)? else {
        return Err(Error::internal(format!("\"{word}\" is no git source")));
    };
    let files = git_files(&revision, &path, &|path| wanted.takes(path)).await?;
    let folder = format!("git:{revision}:{}", path.trim_start_matches("./").trim_end_matches(['/', '.']));
    let named = |file: TextFile| {
        let below = file.name.strip_prefix(&folder).unwrap_or(&file.name).trim_start_matches('/');
        let alone = || file.name.rsplit(['/', ':']).next().unwrap_or(&file.name);
        TextFile { name: if below.is_empty() { alone() } else { below }.to_owned(), text: file.text.clone() }
    };
    Ok(files.into_iter().map(named).collect())
}
