//! `nexusql merge`: the files of a folder as one script.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_load::text::{TextFile, read_file, relative, sql_files};
use nexusql_script::arrange::{JoinOrder, ORDER_FILE, join, read_order};
use nexusql_trial::{Piecewise, prove_split};

use super::split::proven;
use crate::args::{Merge, MergeOrder};
use crate::error::{Exit, report};
use crate::project::Project;
use crate::{open, output};

/// Runs the command; the exit codes are in its help.
pub async fn run(arguments: &Merge) -> Result<Exit> {
    let project = Project::read(&arguments.project, &[])?;
    let files = read(arguments)?;
    let order = match arguments.order {
        MergeOrder::Topological => JoinOrder::Topological,
        MergeOrder::Category => JoinOrder::Category,
    };
    let pieces: Vec<(&str, &str)> = files.iter().map(|file| (file.name.as_str(), file.text.as_str())).collect();
    let merged = join(pieces.iter().copied(), order)?;
    if arguments.no_prove {
        output::write(arguments.output.as_deref(), &merged)?;
        anstream::eprintln!("not proven: it was not asked for");
        return Ok(Exit::Done);
    }
    let workspace = open::workspace(&project, &arguments.scratch, None)?;
    let script = [("<merged>", merged.as_str())];
    let what = Piecewise { original: &pieces, pieces: &script, merged: None, copies: &[] };
    let proof = prove_split(what, &workspace).await;
    workspace.close().await?;
    let proof = proof?;
    if proof.loads && !proof.failures.is_empty() {
        for failure in &proof.failures {
            report(&Error::new(ErrorKind::Internal, failure.clone()), false);
        }
        return Ok(Exit::Internal);
    }
    output::write(arguments.output.as_deref(), &merged)?;
    anstream::eprint!("{}", proven(&proof, "the script makes"));
    Ok(if proof.loads { Exit::Done } else { Exit::Differences })
}

/// Reads the files in the order in which they load.
fn read(arguments: &Merge) -> Result<Vec<TextFile>> {
    let folder = &arguments.folder;
    let all = sql_files(folder, &|_| true)?;
    let list = folder.join(ORDER_FILE);
    if !list.is_file() {
        return if all.is_empty() { Err(empty(arguments)) } else { Ok(all) };
    }
    let order = read_order(&read_file(&list)?.text);
    let unlisted = all.iter().map(|file| relative(file.name.as_ref(), folder)).find(|name| !order.contains(name));
    if let Some(name) = unlisted {
        let message = format!("\"{name}\" is not in {ORDER_FILE}");
        let hint = "Add it where it loads, or take it away.";
        return Err(Error::new(ErrorKind::Usage, Diagnostic::error("file-unlisted", message).with_hint(hint)));
    }
    order.iter().map(|path| read_file(&folder.join(path))).collect()
}

fn empty(arguments: &Merge) -> Error {
    let message = format!("folder \"{}\" holds no .sql file", arguments.folder.display());
    Error::new(ErrorKind::Usage, Diagnostic::error("folder-empty", message))
}
