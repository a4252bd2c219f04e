//! The files of a folder, in an order that works: a guess first, then whatever failed for want of another, again.

use nexusql_base::{Error, ErrorKind, Result};
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
    let failed = attempt(runner, &pieces, true).await?;
    if failed.is_empty() { Ok(()) } else { Err(report(failed, &pieces)) }
}

/// Runs all statements of `pieces` and returns those that cannot be placed, each with its failure, in their order.
///
/// Errors: with `at_once`, a statement that is wrong in itself.
pub(super) async fn attempt(
    runner: &mut Runner<'_>,
    pieces: &[(Script<'_>, Piece<'_>)],
    at_once: bool,
) -> Result<Vec<(usize, Failure)>> {
    let statements: Vec<Statement<'_>> = pieces.iter().filter_map(|(_, piece)| piece.statement().cloned()).collect();
    let mut waiting = Vec::new();
    let mut wrong = Vec::new();
    let mut file = None;
    for at in load_order(&statements) {
        let (script, piece) = &pieces[at];
        if file.replace(script.file).is_some_and(|last| last != script.file) {
            runner.renew().await?;
        }
        if let Err(failure) = runner.piece(*script, piece).await {
            put_aside(runner, at, failure, &mut waiting, (!at_once).then_some(&mut wrong)).await?;
        }
    }
    // What fails in one direction may pass in the other.
    let mut n_fruitless = 0;
    while !waiting.is_empty() {
        let before = waiting.len();
        waiting.reverse();
        waiting = retry(runner, pieces, waiting, (!at_once).then_some(&mut wrong)).await?;
        n_fruitless = if waiting.len() < before { 0 } else { n_fruitless + 1 };
        if n_fruitless == 2 {
            break;
        }
    }
    wrong.extend(waiting.into_iter().map(|Waiting { piece, failure, .. }| (piece, failure)));
    wrong.sort_by_key(|(piece, _)| *piece);
    Ok(wrong)
}

async fn retry(
    runner: &mut Runner<'_>,
    pieces: &[(Script<'_>, Piece<'_>)],
    waiting: Vec<Waiting>,
    mut wrong: Option<&mut Vec<(usize, Failure)>>,
) -> Result<Vec<Waiting>> {
    let mut still = Vec::new();
    for Waiting { piece, search_path, .. } in waiting {
        runner.renew().await?;
        runner.set_search_path(&search_path).await?;
        let (script, text) = &pieces[piece];
        if let Err(failure) = runner.piece(*script, text).await {
            put_aside(runner, piece, failure, &mut still, wrong.as_deref_mut()).await?;
        }
    }
    Ok(still)
}

/// Puts a statement aside that may pass later; one that is wrong in itself goes to `wrong`, or is the error if there is none.
async fn put_aside(
    runner: &Runner<'_>,
    piece: usize,
    failure: Failure,
    waiting: &mut Vec<Waiting>,
    wrong: Option<&mut Vec<(usize, Failure)>>,
) -> Result<()> {
    if failure.may_pass_later() {
        waiting.push(Waiting { piece, search_path: runner.search_path().await?, failure });
        return Ok(());
    }
    match wrong.filter(|_| failure.kind() == ErrorKind::Sql) {
        Some(wrong) => wrong.push((piece, failure)),
        None => return Err(failure.into_error()),
    }
    Ok(())
}

fn report(failed: Vec<(usize, Failure)>, pieces: &[(Script<'_>, Piece<'_>)]) -> Error {
    let stuck = failed.into_iter().filter_map(|(piece, failure)| {
        let (script, text) = &pieces[piece];
        Some(Stuck { script: *script, statement: text.statement()?, failure })
    });
    circle::report(stuck.collect())
}
