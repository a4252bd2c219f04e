//! All that is wrong with files, not only the first: what fails is noted, and the next statement is run.

use std::collections::BTreeMap;

use nexusql_base::{Diagnostic, ErrorKind, Place, Result};
use nexusql_sql::{Piece, Script, made_name};
use tokio_postgres::Client;

use super::circle::{self, Stuck, lacking};
use super::failure::Failure;
use super::runner::Runner;
use super::{folder, gate};
use crate::Workspace;
use crate::text::TextFile;

/// What running files found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// What does not load, each with its place, in the order of the files.
    pub errors: Vec<Diagnostic>,
    /// What else there is to say.
    pub notices: Vec<Diagnostic>,
    /// How many statements were run.
    pub n_statements: usize,
}

/// Runs `files` in the database of `client` as [`super::scripts`] does, but past every statement that fails.
///
/// Shape: a statement that lacks only what another one would have made is told with that one.
/// Errors: [`ErrorKind::Connection`] or [`ErrorKind::Server`] if the scratch fails; what is wrong with the files is in the
/// result.
/// Cost: each statement is run once, and those of several files again while that gets better.
pub async fn every(client: &Client, workspace: &Workspace, files: &[TextFile], in_order: bool) -> Result<Found> {
    let mut runner = Runner::new(client, workspace);
    runner.begin().await?;
    let mut found = Found::default();
    let pieces = pieces(files, &mut found.errors);
    found.n_statements = pieces.len();
    let mut failed: BTreeMap<usize, Failure> = BTreeMap::new();
    if in_order {
        for (at, (script, piece)) in pieces.iter().enumerate() {
            if let Err(failure) = runner.piece(*script, piece).await {
                note(&mut failed, at, failure)?;
            }
        }
    } else {
        for (at, failure) in folder::attempt(&mut runner, &pieces, false).await? {
            note(&mut failed, at, failure)?;
        }
    }
    found.notices = runner.end().await?;
    found.errors.extend(told(failed, &pieces));
    let place = |said: &Diagnostic| said.place.as_ref().map(|place| (place.file.clone(), place.line, place.column));
    found.errors.sort_by_key(place);
    Ok(found)
}

fn note(failed: &mut BTreeMap<usize, Failure>, at: usize, failure: Failure) -> Result<()> {
    if failure.kind() != ErrorKind::Sql {
        return Err(failure.into_error());
    }
    failed.insert(at, failure);
    Ok(())
}

/// Returns the pieces that the server is to run; what cannot be cut or is not for a server becomes an error.
fn pieces<'a>(files: &'a [TextFile], errors: &mut Vec<Diagnostic>) -> Vec<(Script<'a>, Piece<'a>)> {
    let mut pieces = Vec::new();
    for file in files {
        let script = Script::new(&file.name, &file.text);
        for piece in script.pieces() {
            let answer = match piece {
                Ok(Piece::Meta(meta)) => gate::meta_command(script, &meta),
                Ok(piece) => {
                    pieces.push((script, piece));
                    Ok(())
                }
                Err(error) => Err(error),
            };
            errors.extend(answer.err().iter().flat_map(|error| error.diagnostics().to_vec()));
        }
    }
    pieces
}

/// Returns what to say of the failures: what follows from another failure with that one.
fn told(failed: BTreeMap<usize, Failure>, pieces: &[(Script<'_>, Piece<'_>)]) -> Vec<Diagnostic> {
    let numbers: Vec<usize> = failed.keys().copied().collect();
    let stuck = failed.into_iter().filter_map(|(at, failure)| {
        let (script, piece) = &pieces[at];
        Some(Stuck { script: *script, statement: piece.statement()?, failure })
    });
    let mut said = circle::roots(stuck.collect());
    for diagnostic in &mut said {
        if diagnostic.hint.is_none()
            && let Some(name) = lacking(&diagnostic.message)
            && let Some(place) = maker(name, &numbers, pieces)
        {
            diagnostic.hint = Some(format!("It is made further on, at {}:{}.", place.file, place.line));
        }
    }
    said
}

/// Returns where a statement that did not fail makes what is called `name`.
fn maker(name: &str, failed: &[usize], pieces: &[(Script<'_>, Piece<'_>)]) -> Option<Place> {
    let loaded = pieces.iter().enumerate().filter(|(at, _)| failed.binary_search(at).is_err());
    let (script, statement) = loaded
        .filter_map(|(_, (script, piece))| Some((script, piece.statement()?)))
        .find(|(_, statement)| made_name(statement.text).is_some_and(|made| circle::is_called(&made, name)))?;
    Some(script.place(statement.range.start))
}
