//! The files of a folder, in an order that works: a guess first, then whatever failed for want of another, again.

use nexusql_base::{Error, Result};
use nexusql_sql::{Piece, Script, Statement, load_order};

use super::all_pieces;
use super::circle::{self, Stuck};
use super::failure::Failure;
use super::runner::Runner;
use crate::text::TextFile;

/// A statement that waits for others.
struct Waiting {
    piece: usize,
    search_path: String,
    failure: Failure,
}

/// Runs all statements of `files`.
///
/// Errors: all statements that cannot be placed, each with its place; at once if one is wrong in itself.
pub(super) async fn run(runner: &mut Runner<'_>, files: &[TextFile]) -> Result<()> {
    let pieces = all_pieces(files)?;
    let statements: Vec<Statement<'_>> = pieces.iter().filter_map(|(_, piece)| piece.statement().cloned()).collect();
    let mut waiting = Vec::new();
    let mut file = None;
    for at in load_order(&statements) {
        let (script, piece) = &pieces[at];
        if file.replace(script.file).is_some_and(|last| last != script.file) {
            runner.renew().await?;
        }
        if let Err(failure) = runner.piece(*script, piece).await {
            waiting.push(put_aside(runner, at, failure).await?);
        }
    }
    // What fails in one direction may pass in the other.
    let mut n_fruitless = 0;
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.reverse();
        waiting = retry(runner, &pieces, waiting).await?;
        n_fruitless = if waiting.len() < before { 0 } else { n_fruitless + 1 };
        if n_fruitless == 2 {
            return Err(report(waiting, &pieces));
        }
    }
    Ok(())
}

async fn retry(
    runner: &mut Runner<'_>,
    pieces: &[(Script<'_>, Piece<'_>)],
    waiting: Vec<Waiting>,
) -> Result<Vec<Waiting>> {
    let mut still = Vec::new();
    for Waiting { piece, search_path, .. } in waiting {
        runner.renew().await?;
        runner.set_search_path(&search_path).await?;
        let (script, text) = &pieces[piece];
        if let Err(failure) = runner.piece(*script, text).await {
            still.push(put_aside(runner, piece, failure).await?);
        }
    }
    Ok(still)
}

async fn put_aside(runner: &Runner<'_>, piece: usize, failure: Failure) -> Result<Waiting> {
    if !failure.may_pass_later() {
        return Err(failure.into_error());
    }
    Ok(Waiting { piece, search_path: runner.search_path().await?, failure })
}

fn report(mut waiting: Vec<Waiting>, pieces: &[(Script<'_>, Piece<'_>)]) -> Error {
    waiting.sort_by_key(|waiting| waiting.piece);
    let stuck = waiting.into_iter().filter_map(|Waiting { piece, failure, .. }| {
        let (script, text) = &pieces[piece];
        Some(Stuck { script: *script, statement: text.statement()?, failure })
    });
    circle::report(stuck.collect())
}
