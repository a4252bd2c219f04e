//! Executing a user's scripts in a scratch, statement by statement.
//!
//! - [`scripts`] runs one script in its order, or a folder's in an order that works.
//! - [`every()`] does so past every failure, to tell them all.

mod circle;
mod every;
mod failure;
mod folder;
mod gate;
mod runner;

use nexusql_base::{Diagnostic, Error, Result};
use nexusql_sql::{Piece, Script};
use tokio_postgres::Client;

use crate::Workspace;
use crate::text::TextFile;
use runner::Runner;

pub use circle::lacking;
pub use every::{Found, every};

/// Runs `files` in the database of `client`: a single one in its order up to the first error, several in an order that
/// works. Returns what there is to say about it.
///
/// Errors: [`nexusql_base::ErrorKind::Sql`] with the place of each statement that does not load.
pub async fn scripts(
    client: &Client,
    workspace: &Workspace,
    files: &[TextFile],
    in_order: bool,
) -> Result<Vec<Diagnostic>> {
    let mut runner = Runner::new(client, workspace);
    runner.begin().await?;
    if in_order {
        for file in files {
            run_in_order(&mut runner, file).await?;
        }
    } else {
        folder::run(&mut runner, files).await?;
    }
    runner.end().await
}

async fn run_in_order(runner: &mut Runner<'_>, file: &TextFile) -> Result<()> {
    let script = Script::new(&file.name, &file.text);
    for piece in script.pieces() {
        let piece = piece?;
        if let Piece::Meta(meta) = &piece {
            gate::meta_command(script, meta)?;
            continue;
        }
        runner.piece(script, &piece).await.map_err(failure::Failure::into_error)?;
    }
    Ok(())
}

/// Returns the pieces of all `files` that the server is to run, each with its script.
fn all_pieces<'a>(files: &'a [TextFile]) -> Result<Vec<(Script<'a>, Piece<'a>)>> {
    let mut pieces = Vec::new();
    for file in files {
        let script = Script::new(&file.name, &file.text);
        for piece in script.pieces() {
            match piece? {
                Piece::Meta(meta) => gate::meta_command(script, &meta)?,
                piece => pieces.push((script, piece)),
            }
        }
    }
    Ok::<_, Error>(pieces)
}
