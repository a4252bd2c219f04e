//! From a source to its catalog.

use std::io::Read;
use std::path::Path;
use std::sync::Mutex;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_catalog::{Catalog, read_snapshot};
use nexusql_db::postgres::{Target, connect};

use crate::live::{self, ReadOptions};
use crate::text::{TextFile, git_files, read_file, read_stdin, sql_files};
use crate::{Slot, Source, Workspace, run};

/// What the world hands in: libraries read neither the environment nor standard input by themselves.
pub struct Inputs<'a> {
    /// Looks up an environment variable.
    pub variable: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// Standard input; taken by the source `-`, once.
    pub stdin: Mutex<Option<Box<dyn Read + Send>>>,
    /// Tells whether a file of a folder belongs to the schema, by its path within the folder, with `/` between its parts.
    pub wanted: &'a (dyn Fn(&str) -> bool + Sync),
    /// What is read of a catalog.
    pub read: ReadOptions,
}

/// A source's catalog, and where it stands.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The catalog.
    pub catalog: Catalog,
    /// What there is to say about it.
    pub notices: Vec<Diagnostic>,
    /// The database that holds the schema; none for a snapshot.
    pub database: Option<Target>,
}

/// Reads the catalog of `source`; text is loaded into the database of `slot` first, which must be empty.
///
/// Errors: [`ErrorKind::Usage`] if a file cannot be read, [`ErrorKind::Sql`] if the text does not load,
/// [`ErrorKind::Connection`] or [`ErrorKind::Server`] for servers.
pub async fn load(source: &Source, workspace: &Workspace, slot: Slot, inputs: &Inputs<'_>) -> Result<Loaded> {
    match source {
        Source::Server(target) => return server(target, inputs).await,
        Source::Snapshot(path) => {
            return Ok(Loaded { catalog: snapshot(path)?, notices: Vec::new(), database: None });
        }
        _ => {}
    }
    let (files, in_order) = texts(source, inputs).await?;
    let database = workspace.database(slot).await?;
    let session = connect(&database).await?;
    let mut notices = run::scripts(&session.client, workspace, &files, in_order).await?;
    session.close().await;
    if files.is_empty() && *source != Source::Empty {
        notices.push(Diagnostic::warning("no-files", format!("folder \"{source}\" holds no .sql file that is wanted")));
    }
    // A fresh session, for a script may leave any setting behind.
    let options = ReadOptions { implicit_owner: database.user.clone(), ..inputs.read.clone() };
    let catalog = live::read_target(&database, &options).await?;
    Ok(Loaded { catalog, notices, database: Some(database) })
}

/// Reads the files of `source`, and says whether they are one script that runs in its order.
///
/// Shape: no file for a server, a snapshot and the empty source, which have no text.
/// Errors: as [`read_file`], and those of git.
pub async fn texts(source: &Source, inputs: &Inputs<'_>) -> Result<(Vec<TextFile>, bool)> {
    Ok(match source {
        Source::Server(_) | Source::Snapshot(_) | Source::Empty => (Vec::new(), true),
        Source::File(path) => (vec![read_file(path)?], true),
        Source::Stdin => (vec![stdin(inputs)?], true),
        Source::Folder(path) => (sql_files(path, inputs.wanted)?, false),
        Source::Git { revision, path } => {
            let files = git_files(revision, path, inputs.wanted).await?;
            let in_order = files.len() == 1;
            (files, in_order)
        }
    })
}

async fn server(target: &Target, inputs: &Inputs<'_>) -> Result<Loaded> {
    let target = target.clone().with_environment(inputs.variable)?;
    let catalog = live::read_target(&target, &inputs.read).await?;
    Ok(Loaded { catalog, notices: Vec::new(), database: Some(target) })
}

/// Reads the catalog that the snapshot file at `path` holds.
///
/// Errors: [`ErrorKind::Usage`] if it cannot be read, or is no snapshot.
pub fn snapshot(path: &Path) -> Result<Catalog> {
    let file = read_file(path)?;
    let named = |said: Diagnostic| Diagnostic { message: format!("{}: {}", file.name, said.message), ..said };
    read_snapshot(&file.text).map_err(|error| error.map(named))
}

fn stdin(inputs: &Inputs<'_>) -> Result<TextFile> {
    let taken = inputs.stdin.lock().ok().and_then(|mut input| input.take());
    let mut input = taken.ok_or_else(|| {
        let message = "standard input can be read only once";
        Error::new(ErrorKind::Usage, Diagnostic::error("stdin-taken", message))
    })?;
    read_stdin(&mut *input)
}
