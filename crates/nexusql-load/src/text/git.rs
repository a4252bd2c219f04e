//! The SQL files of a git revision, read by the `git` program without touching the working copy.

use std::process::Stdio;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use super::TextFile;

/// Reads `path`, a file or a folder, as `revision` has it.
///
/// Shape: as [`super::sql_files`] for a folder, with those files that are `wanted`; names are `git:REVISION:PATH`.
/// Errors: [`ErrorKind::Usage`] if git cannot be run, or knows neither revision nor path.
pub async fn git_files(revision: &str, path: &str, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Result<Vec<TextFile>> {
    let prefix = git(&["rev-parse", "--show-prefix"], None).await;
    let prefix = prefix.map_err(|error| error.map(|d| if d.code == "git-failed" { no_repository(&d) } else { d }))?;
    let prefix = String::from_utf8_lossy(&prefix).trim().to_owned();
    let commit =
        git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{revision}^{{commit}}")], None)
            .await
            .map_err(|error| error.map(|d| if d.code == "git-failed" { unknown(revision) } else { d }))?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listing = git(&["ls-tree", "-r", "-z", &commit, "--", path], None).await?;
    let mut blobs = Vec::new();
    for entry in listing.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let entry = String::from_utf8_lossy(entry);
        let Some((about, name)) = entry.split_once('\t') else { continue };
        let mut about = about.split(' ');
        if let (Some("100644" | "100755"), Some("blob"), Some(hash)) = (about.next(), about.next(), about.next()) {
            blobs.push((hash.to_owned(), name.to_owned()));
        }
    }
    let named = blobs.len() == 1 && !path.is_empty() && blobs[0].1.ends_with(path.trim_start_matches("./"));
    if !named {
        let folder = path.trim_start_matches("./").trim_end_matches('/');
        let below = |name: &str| name.strip_prefix(folder).map_or(name, |rest| rest.trim_start_matches('/')).to_owned();
        blobs.retain(|(_, name)| is_sql(name) && wanted(&below(name)));
    }
    if blobs.is_empty() {
        let message = format!("revision \"{revision}\" has no SQL file at \"{path}\"");
        let mut diagnostic = Diagnostic::error("git-no-file", message);
        if !prefix.is_empty() {
            let hint = format!("The path is read from the current folder, \"{prefix}\" of the repository.");
            diagnostic = diagnostic.with_hint(hint);
        }
        return Err(Error::new(ErrorKind::Usage, diagnostic));
    }
    blobs.sort_by(|a, b| a.1.as_bytes().cmp(b.1.as_bytes()));
    let request: String = blobs.iter().map(|(hash, _)| format!("{hash}\n")).collect();
    let answer = git(&["cat-file", "--batch"], Some(request)).await?;
    contents(&answer, &blobs, revision)
}

fn is_sql(name: &str) -> bool {
    let hidden = name.split('/').any(|part| part.starts_with('.') && part != "." && part != "..");
    !hidden && name.len() > 4 && name.to_ascii_lowercase().ends_with(".sql")
}

/// Takes the answer of `git cat-file --batch` apart: `HASH blob SIZE`, a line end, the bytes, a line end.
fn contents(mut answer: &[u8], blobs: &[(String, String)], revision: &str) -> Result<Vec<TextFile>> {
    let wrong = || Error::internal("git cat-file answered in a form that is not known");
    let mut files = Vec::new();
    for (_, name) in blobs {
        let end = answer.iter().position(|byte| *byte == b'\n').ok_or_else(wrong)?;
        let header = String::from_utf8_lossy(&answer[..end]);
        let size: usize = header.rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(wrong)?;
        let bytes = answer.get(end + 1..end + 1 + size).ok_or_else(wrong)?;
        files.push(TextFile::new(format!("git:{revision}:{name}"), bytes)?);
        answer = answer.get(end + 2 + size..).ok_or_else(wrong)?;
    }
    Ok(files)
}

async fn git(arguments: &[&str], input: Option<String>) -> Result<Vec<u8>> {
    let missing = |error: std::io::Error| {
        let diagnostic = Diagnostic::error("git-missing", "git cannot be run").with_detail(format!("{error}."));
        Error::new(ErrorKind::Usage, diagnostic.with_hint("Install git, or name a file or folder."))
    };
    let mut child = Command::new("git")
        .args(arguments)
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(missing)?;
    let pipe = child.stdin.take();
    let write = async {
        if let (Some(mut pipe), Some(input)) = (pipe, input) {
            // A git that ended early says why itself.
            let _ = pipe.write_all(input.as_bytes()).await;
        }
    };
    let ((), output) = tokio::join!(write, child.wait_with_output());
    let output = output.map_err(missing)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Error::new(ErrorKind::Usage, Diagnostic::error("git-failed", "git refused").with_detail(said)))
}

fn no_repository(said: &Diagnostic) -> Diagnostic {
    let diagnostic = Diagnostic::error("git-no-repository", "the current folder is in no git repository");
    let diagnostic = diagnostic.with_hint("Run nexusql in a folder of the repository, or name a file or folder.");
    Diagnostic { detail: said.detail.clone(), ..diagnostic }
}

fn unknown(revision: &str) -> Diagnostic {
    Diagnostic::error("git-no-revision", format!("git knows no revision \"{revision}\" here"))
}
