//! `nexusql idempotent`: rewrites scripts so that they can be run any number of times, and proves it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anstyle::{AnsiColor, Style};
use nexusql_base::{Diagnostic, Result};
use nexusql_load::Workspace;
use nexusql_load::text::{TextFile, read_file, read_stdin};
use nexusql_script::{OnExisting, Options, Rewritten, idempotent};
use nexusql_sql::{Script, concat};
use nexusql_trial::{Proof, ProveOptions, prove};
use serde::Serialize;

use super::show::count;
use crate::args::{self, DiffFormat, Idempotent};
use crate::error::{Exit, notify, report};
use crate::project::Project;
use crate::{open, output};

const GONE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const ADDED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const CHANGED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
const FAINT: Style = Style::new().dimmed();

/// One script and what became of it.
struct Work {
    file: TextFile,
    rewritten: Rewritten,
    proof: Option<Proof>,
}

impl Work {
    fn changes(&self) -> bool {
        self.file.text != self.rewritten.text
    }

    fn is_disproven(&self) -> bool {
        self.proof.as_ref().is_some_and(|proof| proof.loads && !proof.failures.is_empty())
    }
}

/// Runs the command; the exit codes are in its help.
pub async fn run(arguments: &Idempotent) -> Result<Exit> {
    let project = Project::read(&arguments.project, &[])?;
    let options = options(arguments);
    let files = read(&arguments.files)?;
    if files.len() > 1 && !arguments.in_place && !arguments.check && arguments.format == DiffFormat::Text {
        let said = Diagnostic::error("argument-invalid", "several files need --in-place or --check");
        let said = said.with_hint("Join them first to get one script: nexusql build FOLDER -o FILE.");
        return Err(nexusql_base::Error::new(nexusql_base::ErrorKind::Usage, said));
    }
    let mut work = Vec::new();
    for file in files {
        let rewritten = idempotent(Script::new(&file.name, &file.text), &options)?;
        work.push(Work { file, rewritten, proof: None });
    }
    if arguments.check {
        return check(&work, arguments);
    }
    if !arguments.no_prove {
        let workspace = open::workspace(&project, &arguments.scratch, Some(arguments.target))?;
        let proven = prove_all(&mut work, &workspace, arguments).await;
        workspace.close().await?;
        proven?;
    }
    finish(&work, arguments)
}

fn options(arguments: &Idempotent) -> Options {
    Options {
        target: arguments.target,
        on_existing: match arguments.on_existing {
            args::OnExisting::Keep => OnExisting::Keep,
            args::OnExisting::Replace => OnExisting::Replace,
            args::OnExisting::Fail => OnExisting::Fail,
        },
        lock: arguments.lock,
    }
}

/// Reads every file before anything is done.
fn read(paths: &[PathBuf]) -> Result<Vec<TextFile>> {
    let one = |path: &PathBuf| {
        if path == Path::new("-") { read_stdin(&mut std::io::stdin().lock()) } else { read_file(path) }
    };
    paths.iter().map(one).collect()
}

/// Proves one script after another, each on what those before it made.
async fn prove_all(work: &mut [Work], workspace: &Workspace, arguments: &Idempotent) -> Result<()> {
    let mut before: Vec<TextFile> = arguments.base.iter().map(|base| read_file(base)).collect::<Result<_>>()?;
    for one in work {
        let base = concat(before.iter().map(|file| (file.name.as_str(), file.text.as_str())))?;
        let base = (!before.is_empty()).then_some(Script::new("<base>", &base));
        let script = Script::new(&one.file.name, &one.file.text);
        let options = ProveOptions { states_max: arguments.states };
        if arguments.on_existing == args::OnExisting::Fail {
            one.rewritten = nexusql_trial::with_checks(script, &one.rewritten, workspace, base).await?;
        }
        one.proof = Some(prove(script, &one.rewritten, workspace, options, base).await?);
        before.push(one.file.clone());
    }
    Ok(())
}

/// Writes what may be written, and says what was done.
fn finish(work: &[Work], arguments: &Idempotent) -> Result<Exit> {
    let findings: Vec<Diagnostic> = work.iter().flat_map(|one| one.rewritten.findings()).collect();
    let disproven = work.iter().any(Work::is_disproven);
    let unloadable = work.iter().any(|one| one.proof.as_ref().is_some_and(|proof| !proof.loads));
    let exit = match () {
        () if disproven => Exit::Internal,
        () if unloadable => Exit::Usage,
        () if !findings.is_empty() => Exit::Differences,
        () => Exit::Done,
    };
    if arguments.format == DiffFormat::Json {
        output::write(arguments.output.as_deref(), &json(work))?;
    } else {
        notify(&findings);
        for failure in work.iter().filter_map(|one| one.proof.as_ref()).flat_map(|proof| &proof.failures) {
            let error = nexusql_base::Error::new(nexusql_base::ErrorKind::Internal, failure.clone());
            report(&error, false);
        }
        if !disproven && !arguments.in_place {
            for one in work {
                output::write(arguments.output.as_deref(), &one.rewritten.text)?;
            }
        }
        anstream::eprint!("{}", summary(work));
    }
    if arguments.in_place {
        write_in_place(work, exit)?;
    }
    Ok(exit)
}

fn write_in_place(work: &[Work], exit: Exit) -> Result<()> {
    if exit != Exit::Done {
        anstream::eprintln!("no file was written");
        return Ok(());
    }
    let changed = work.iter().filter(|one| one.changes());
    let files: Vec<(PathBuf, &str)> =
        changed.map(|one| (PathBuf::from(&one.file.name), one.rewritten.text.as_str())).collect();
    output::write_all(&files)?;
    anstream::eprintln!("{} written", count(files.len(), "file"));
    Ok(())
}

fn check(work: &[Work], arguments: &Idempotent) -> Result<Exit> {
    let findings: Vec<Diagnostic> = work.iter().flat_map(|one| one.rewritten.findings()).collect();
    if arguments.format == DiffFormat::Json {
        output::print(&json(work))?;
    } else {
        for one in work {
            anstream::print!("{}", listing(one));
        }
        notify(&findings);
    }
    let is_clean = findings.is_empty() && !work.iter().any(Work::changes);
    Ok(if is_clean { Exit::Done } else { Exit::Differences })
}

/// Returns each statement that changes, as it was and as it would be.
fn listing(work: &Work) -> String {
    let mut text = String::new();
    for statement in &work.rewritten.statements {
        let old = &work.file.text[statement.range.clone()];
        let new = &work.rewritten.text[statement.new_range.clone()];
        if old == new {
            continue;
        }
        let _ =
            writeln!(text, "{FAINT}{}:{}: {}{FAINT:#}", work.file.name, statement.place.line, statement.class.name());
        for line in old.lines() {
            let _ = writeln!(text, "{GONE}-{line}{GONE:#}");
        }
        for line in new.lines() {
            let _ = writeln!(text, "{ADDED}+{line}{ADDED:#}");
        }
    }
    text
}

/// Returns what was proven of each script, a line or two.
fn summary(work: &[Work]) -> String {
    let mut text = String::new();
    for one in work {
        let name = &one.file.name;
        let Some(proof) = &one.proof else {
            let _ = writeln!(text, "{CHANGED}not proven:{CHANGED:#} {name}: it was not asked for");
            continue;
        };
        if proof.holds() {
            let states = match (proof.n_states, proof.n_states_all) {
                (tried, all) if tried == all => format!("every one of {}", count(all, "state")),
                (tried, all) => format!("{tried} of {}", count(all, "state")),
            };
            let _ = writeln!(
                text,
                "{ADDED}proven{ADDED:#} on {}: {name} ran three times and after it had stopped in {states} between its \
                 statements; nothing changed after the first run ({} ms)",
                proof.server, proof.elapsed_ms
            );
        } else if proof.loads {
            let _ = writeln!(text, "{GONE}disproven{GONE:#} on {}: {name}", proof.server);
        }
        for reason in &proof.unproven {
            let _ = writeln!(text, "{CHANGED}not proven:{CHANGED:#} {name}: {reason}");
        }
        if !proof.counted_only.is_empty() {
            let tables = proof.counted_only.join(", ");
            let _ = writeln!(
                text,
                "{CHANGED}not proven:{CHANGED:#} rows of {tables} are different in each run: counted only"
            );
        }
    }
    text
}

/// What was done, as JSON.
#[derive(Serialize)]
struct IdempotentV1<'a> {
    format: &'static str,
    files: Vec<FileV1<'a>>,
}

#[derive(Serialize)]
struct FileV1<'a> {
    file: &'a str,
    changed: bool,
    statements: Vec<StatementV1<'a>>,
    proof: Option<&'a Proof>,
    text: &'a str,
}

#[derive(Serialize)]
struct StatementV1<'a> {
    line: usize,
    kind: &'a str,
    class: &'static str,
    reason: Option<&'a str>,
}

fn json(work: &[Work]) -> String {
    fn file(one: &Work) -> FileV1<'_> {
        FileV1 {
            file: &one.file.name,
            changed: one.changes(),
            statements: one
                .rewritten
                .statements
                .iter()
                .map(|statement| StatementV1 {
                    line: statement.place.line,
                    kind: statement.kind,
                    class: statement.class.name(),
                    reason: statement.reason.as_deref(),
                })
                .collect(),
            proof: one.proof.as_ref(),
            text: &one.rewritten.text,
        }
    }
    let whole = IdempotentV1 { format: "nexusql-idempotent-1", files: work.iter().map(file).collect() };
    let mut text = serde_json::to_string_pretty(&whole).expect("plain values");
    text.push('\n');
    text
}
