//! `nexusql validate`: what is wrong with the files of a schema, for people and for CI.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result, Severity};
use nexusql_check::{Format, Options, Report, check, differences, format, named};
use nexusql_load::text::TextFile;
use nexusql_load::{Source, texts};
use nexusql_plugin::{PluginFormat, Sort};

use super::show::count;
use crate::args::Validate;
use crate::error::{Exit, text};
use crate::project::Project;
use crate::{open, output, plugins};

const ADDED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Green)));
const CHANGED: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
const FAINT: Style = Style::new().dimmed();

/// Runs the command; ends with 1 if anything is wrong.
pub async fn run(arguments: &Validate) -> Result<Exit> {
    let format = format(&arguments.format)?;
    let words = [arguments.path.as_deref(), arguments.against.as_deref()];
    let project = Project::read(&arguments.project, &words)?;
    let source = project.source(words[0])?;
    let against = words[1].map(|word| project.source(Some(word))).transpose()?;
    let wanted = |path: &str| project.files().takes(path);
    let (files, in_order) = texts(&source, &open::inputs(&wanted, &arguments.filters)).await?;
    if files.is_empty() {
        return Err(nothing(&source));
    }
    let workspace = open::workspace(&project, &arguments.scratch, None)?;
    let repeatable = named("repeatable").filter(|_| arguments.idempotent);
    let further: Vec<_> = repeatable.into_iter().collect();
    let report = check(&files, &workspace, &Options { in_order, further: &further }).await;
    workspace.close().await?;
    let mut report = report?;
    if let Some(against) = &against {
        compare(&mut report, &project, &source, against, &files, arguments).await?;
    }
    let n_wrong = report.count(Severity::Error) + if arguments.strict { report.count(Severity::Warning) } else { 0 };
    let exit = if n_wrong == 0 { Exit::Done } else { Exit::Differences };
    let shown = || report.findings.iter().map(text).collect::<String>();
    match (&format, &arguments.output) {
        (Some(format), path) => output::write(path.as_deref(), &format.write(&report)?)?,
        (None, Some(path)) => output::write(Some(path), &anstream::adapter::strip_str(&shown()).to_string())?,
        (None, None) => anstream::print!("{}", shown()),
    }
    if arguments.format != "json" {
        anstream::eprint!("{}", summary(&report));
    }
    Ok(exit)
}

/// Returns the format that is asked for; none for text.
fn format(name: &str) -> Result<Option<Box<dyn Format>>> {
    if name == "text" {
        return Ok(None);
    }
    if let Some(own) = format::named(name) {
        return Ok(Some(Box::new(own)));
    }
    let ours: Vec<&str> = ["text"].into_iter().chain(format::ALL.iter().map(|format| format.name())).collect();
    Ok(Some(Box::new(PluginFormat { program: plugins::program(Sort::Format, name, &ours)? })))
}

/// Adds how the files differ from another source; of files that do not load as a whole that cannot be said.
async fn compare(
    report: &mut Report,
    project: &Project,
    source: &Source,
    against: &Source,
    files: &[TextFile],
    arguments: &Validate,
) -> Result<()> {
    if !report.loads {
        report.unchecked.push(format!("whether it equals {against}: not all of it loads"));
        return Ok(());
    }
    if *source == Source::Stdin {
        let said = Diagnostic::error("argument-invalid", "standard input cannot be compared, since it is read twice");
        let said = said.with_hint("Write it to a file first.");
        return Err(Error::new(ErrorKind::Usage, said));
    }
    let pair = open::pair(project, against, source, &arguments.filters, &arguments.scratch).await?;
    let found = differences(&pair.current, &pair.desired, &against.to_string(), files);
    let n = pair.current.objects.len().max(pair.desired.objects.len());
    for thing in pair.current.unmodelled.iter().chain(&pair.desired.unmodelled) {
        report.unchecked.push(format!("whether {} {} is the same", thing.kind, thing.name));
    }
    pair.close().await?;
    report.checked.push(format!("{} compared with {against}", count(n, "object")));
    report.findings.extend(found);
    report.sort();
    Ok(())
}

fn nothing(source: &Source) -> Error {
    let (message, hint) = match source {
        Source::Server(_) | Source::Snapshot(_) => {
            (format!("{source} has no text to validate"), "Name files, and the server or snapshot with --against.")
        }
        _ => (format!("\"{source}\" holds no .sql file"), "Name a .sql file or a folder that has some."),
    };
    Error::new(ErrorKind::Usage, Diagnostic::error("nothing-to-validate", message).with_hint(hint))
}

fn summary(report: &Report) -> String {
    let mut text = String::new();
    for line in &report.checked {
        let _ = writeln!(text, "{FAINT}checked:{FAINT:#} {line}");
    }
    for line in &report.unchecked {
        let _ = writeln!(text, "{CHANGED}not checked:{CHANGED:#} {line}");
    }
    let n = |severity| report.count(severity);
    let (errors, warnings) = (n(Severity::Error), n(Severity::Warning));
    let _ = match (errors, warnings) {
        (0, 0) => writeln!(text, "{ADDED}nothing is wrong{ADDED:#}"),
        (0, _) => writeln!(text, "{}", count(warnings, "warning")),
        _ => writeln!(text, "{}, {}", count(errors, "error"), count(warnings, "warning")),
    };
    text
}
