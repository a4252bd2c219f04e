//! Splits a script as freely as its proof allows: what does not make the same is tried again with more of its order kept.

use nexusql_base::{Diagnostic, Result};
use nexusql_load::Workspace;
use nexusql_script::arrange::{File, Freedom, JoinOrder, Options, Tree, arrange, join};
use nexusql_sql::Script;

use crate::{Piecewise, SplitProof, prove_split};

/// A script in files, with what was proven of them.
#[derive(Clone, Debug)]
pub struct Split {
    /// The files.
    pub tree: Tree,
    /// The script that they are joined to.
    pub merged: String,
    /// How much of the order was let go.
    pub freedom: Freedom,
    /// What was run.
    pub proof: SplitProof,
    /// Why more freedom was not taken, a line for each attempt.
    pub given_up: Vec<String>,
}

/// Splits `script` and proves it.
///
/// Errors: those of [`arrange`] and of [`prove_split`].
/// Cost: up to three proofs; a script that does not run costs one.
pub async fn split(script: Script<'_>, options: &Options<'_>, workspace: &Workspace) -> Result<Split> {
    let mut given_up = Vec::new();
    let levels = [Freedom::Free, Freedom::Careful, Freedom::None];
    let from = levels.iter().position(|level| *level == options.freedom).unwrap_or(0);
    let mut at = from;
    loop {
        let freedom = levels[at];
        let options = Options { freedom, ..*options };
        let tree = arrange(script, &options)?;
        let merged = joined(&tree)?;
        let proof = prove(script, &tree, &merged, &options, workspace).await?;
        at += 1;
        if !proof.loads || proof.failures.is_empty() || at == levels.len() {
            return Ok(Split { tree, merged, freedom, proof, given_up });
        }
        given_up.extend(proof.failures.iter().map(told));
    }
}

fn told(failure: &Diagnostic) -> String {
    match failure.detail.as_ref().and_then(|detail| detail.lines().next()) {
        Some(detail) => format!("{}: {detail}", failure.message),
        None => failure.message.clone(),
    }
}

fn joined(tree: &Tree) -> Result<String> {
    join(pairs(&tree.files), JoinOrder::Topological)
}

/// Runs the tree and the merged script, and splits the latter once more.
async fn prove(
    script: Script<'_>,
    tree: &Tree,
    merged: &str,
    options: &Options<'_>,
    workspace: &Workspace,
) -> Result<SplitProof> {
    let files = pairs(&tree.files);
    let copies = pairs(&tree.copies);
    let original = [(script.file, script.text)];
    let what = Piecewise { original: &original, pieces: &files, merged: Some(merged), copies: &copies };
    let mut proof = prove_split(what, workspace).await?;
    let again = arrange(Script::new(script.file, merged), options)?;
    if again.files != tree.files {
        let said = Diagnostic::error("no-fixed-point", "the merged script is split into other files");
        proof.failures.push(said.with_detail(first_difference(tree, &again)));
    }
    Ok(proof)
}

fn pairs(files: &[File]) -> Vec<(&str, &str)> {
    files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect()
}

fn first_difference(one: &Tree, two: &Tree) -> String {
    let differs = one.files.iter().zip(&two.files).find(|(one, two)| one != two);
    match differs {
        Some((one, two)) if one.path == two.path => format!("\"{}\" has another text", one.path),
        Some((one, two)) => format!("\"{}\" became \"{}\"", one.path, two.path),
        None => format!("{} files became {}", one.files.len(), two.files.len()),
    }
}
