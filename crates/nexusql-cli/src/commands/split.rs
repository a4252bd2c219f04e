//! `nexusql split`: a script or a schema in files whose order loads.

mod layout;
#[cfg(feature = "llm")]
mod llm;

use std::fmt::Write;
use std::path::Path;

use anstyle::{AnsiColor, Style};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_load::Source;
use nexusql_load::text::{TextFile, read_file, read_stdin};
use nexusql_script::arrange::{Freedom, Layout, ORDER_FILE, Options, Strategy, Tree, arrange, read_order};
use nexusql_sql::Script;
use nexusql_trial::{Split, SplitProof, split};
use serde::Serialize;

use super::show::count;
use crate::args::{self, DiffFormat, Filters};
use crate::error::{Exit, notify, report};
use crate::project::Project;
use crate::{open, output};

use layout::{Chosen, Groups, Wanted};

const GONE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const ADDED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const CHANGED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
const FAINT: Style = Style::new().dimmed();

/// Runs the command; the exit codes are in its help.
pub async fn run(arguments: &args::Split) -> Result<Exit> {
    let project = Project::read(&arguments.project, &[Some(arguments.source.as_str())])?;
    if let Some(folder) = arguments.output.as_deref().filter(|_| !arguments.dry_run && !arguments.force) {
        refuse_full(folder)?;
    }
    let wanted = Wanted::of(arguments)?;
    let file = read(&project, arguments).await?;
    let script = Script::new(&file.name, &file.text);
    let chosen = wanted.layout(script, arguments)?;
    let options = options(arguments, chosen.layout());
    if arguments.no_prove || arguments.dry_run {
        let tree = arrange(script, &options)?;
        return finish(&tree, None, &chosen, arguments);
    }
    let workspace = open::workspace(&project, &arguments.scratch, None)?;
    let done = split(script, &options, &workspace).await;
    workspace.close().await?;
    let done = done?;
    finish(&done.tree, Some(&done), &chosen, arguments)
}

fn options<'a>(arguments: &args::Split, layout: &'a dyn Layout) -> Options<'a> {
    let now = || chrono::Utc::now().format("%Y%m%d%H%M%S").to_string().parse().unwrap_or_default();
    Options {
        layout,
        strategy: match arguments.strategy {
            args::Strategy::Dependency => Strategy::Dependency,
            args::Strategy::Category => Strategy::Category,
            args::Strategy::Hybrid => Strategy::Hybrid,
        },
        freedom: Freedom::Free,
        timestamp: arguments.timestamp.unwrap_or_else(now),
    }
}

/// Reads the script, or writes one of the schema that the source is.
async fn read(project: &Project, arguments: &args::Split) -> Result<TextFile> {
    if arguments.source == "-" {
        return read_stdin(&mut std::io::stdin().lock());
    }
    let path = Path::new(&arguments.source);
    let is_script = path.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("json"));
    if path.is_file() && is_script {
        return read_file(path);
    }
    let source = project.source(Some(&arguments.source))?;
    let mut pair = open::pair(project, &Source::Empty, &source, &Filters::default(), &arguments.scratch).await?;
    notify(&std::mem::take(&mut pair.notices));
    for thing in &pair.desired.unmodelled {
        anstream::eprintln!("not dumped: {} {}", thing.kind, thing.name);
    }
    let plan = nexusql_diff::plan(&pair.current, &pair.desired);
    pair.close().await?;
    Ok(TextFile { name: arguments.source.clone(), text: nexusql_diff::script(&plan?) })
}

fn refuse_full(folder: &Path) -> Result<()> {
    if std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("folder \"{}\" is not empty", folder.display());
        let hint = "Name a new folder, or add --force to replace what an earlier split wrote there.";
        return Err(Error::new(ErrorKind::Usage, Diagnostic::error("folder-not-empty", message).with_hint(hint)));
    }
    Ok(())
}

fn finish(tree: &Tree, done: Option<&Split>, chosen: &Chosen, arguments: &args::Split) -> Result<Exit> {
    if let Some(error) = chosen.failure() {
        return Err(error);
    }
    let proof = done.map(|done| &done.proof);
    let disproven = proof.is_some_and(|proof| proof.loads && !proof.failures.is_empty());
    if arguments.format == DiffFormat::Json {
        output::print(&json(tree, done, chosen.groups()))?;
    } else if arguments.dry_run {
        output::print(&listing(tree))?;
    }
    if disproven {
        for failure in proof.into_iter().flat_map(|proof| &proof.failures) {
            report(&Error::new(ErrorKind::Internal, failure.clone()), false);
        }
        return Ok(Exit::Internal);
    }
    if let Some(folder) = arguments.output.as_deref().filter(|_| !arguments.dry_run) {
        let order = tree.is_listed.then(|| tree.order());
        let order = order.iter().map(|text| (ORDER_FILE, text.as_str()));
        let files = tree.files.iter().chain(&tree.copies).map(|file| (file.path.as_str(), file.text.as_str()));
        let old = std::fs::read_to_string(folder.join(ORDER_FILE)).map(|text| read_order(&text)).unwrap_or_default();
        output::write_folder(folder, &files.chain(order).collect::<Vec<_>>(), &old)?;
        let n = tree.files.len() + tree.copies.len();
        anstream::eprintln!(
            "{} with {} written to {}",
            count(n, "file"),
            count(tree.n_statements, "statement"),
            folder.display()
        );
    }
    if arguments.format == DiffFormat::Text {
        anstream::eprint!("{}", chosen.summary());
        anstream::eprint!("{}", summary(tree, done, arguments));
    }
    Ok(if proof.is_some_and(|proof| !proof.loads) { Exit::Differences } else { Exit::Done })
}

/// Returns the files in the order in which they load.
fn listing(tree: &Tree) -> String {
    let width = tree.files.iter().chain(&tree.copies).map(|file| file.path.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for file in tree.files.iter().chain(&tree.copies) {
        let _ = writeln!(text, "{:width$}  {}", file.path, count(file.n_statements, "statement"));
    }
    text
}

fn summary(tree: &Tree, done: Option<&Split>, arguments: &args::Split) -> String {
    let mut text = String::new();
    for said in &tree.apart {
        let _ = writeln!(text, "{FAINT}split out:{FAINT:#} {said}");
    }
    match done {
        None if arguments.dry_run => {}
        None => {
            let _ = writeln!(text, "{CHANGED}not proven:{CHANGED:#} it was not asked for");
        }
        Some(done) => {
            let kept = match done.freedom {
                Freedom::Free => None,
                Freedom::Careful => Some("nothing moves past what changes rows or runs code"),
                Freedom::None => Some("all statements stay in their order"),
            };
            if let Some(kept) = kept {
                let why = done.given_up.first().map(|why| format!(" ({why})")).unwrap_or_default();
                let _ =
                    writeln!(text, "{CHANGED}kept in order:{CHANGED:#} {kept}, for it would not make the same{why}");
            }
            text +=
                &proven(&done.proof, "each file in a session of its own, and the script that they are joined to, make");
        }
    }
    text
}

/// Returns what was proven, a line or two.
pub(super) fn proven(proof: &SplitProof, what: &str) -> String {
    let mut text = String::new();
    if proof.holds() {
        let _ = writeln!(
            text,
            "{ADDED}proven{ADDED:#} on {}: {what} the same catalog and rows ({} ms)",
            proof.server, proof.elapsed_ms
        );
    } else if proof.loads {
        let _ = writeln!(text, "{GONE}disproven{GONE:#} on {}", proof.server);
    }
    for reason in &proof.unproven {
        let _ = writeln!(text, "{CHANGED}not proven:{CHANGED:#} {reason}");
    }
    if !proof.counted_only.is_empty() {
        let tables = proof.counted_only.join(", ");
        let _ =
            writeln!(text, "{CHANGED}not proven:{CHANGED:#} rows of {tables} are different in each run: counted only");
    }
    text
}

/// What was done, as JSON.
#[derive(Serialize)]
struct SplitV1<'a> {
    format: &'static str,
    files: Vec<FileV1<'a>>,
    copies: Vec<FileV1<'a>>,
    split_out: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<&'a Groups>,
    proof: Option<&'a SplitProof>,
}

#[derive(Serialize)]
struct FileV1<'a> {
    path: &'a str,
    statements: usize,
    bytes: usize,
}

fn json(tree: &Tree, done: Option<&Split>, groups: Option<&Groups>) -> String {
    fn files(files: &[nexusql_script::arrange::File]) -> Vec<FileV1<'_>> {
        let one = |file: &'_ nexusql_script::arrange::File| (file.n_statements, file.text.len());
        files.iter().map(|file| FileV1 { path: &file.path, statements: one(file).0, bytes: one(file).1 }).collect()
    }
    let whole = SplitV1 {
        format: "nexusql-split-1",
        files: files(&tree.files),
        copies: files(&tree.copies),
        split_out: &tree.apart,
        groups,
        proof: done.map(|done| &done.proof),
    };
    let mut text = serde_json::to_string_pretty(&whole).expect("plain values");
    text.push('\n');
    text
}
