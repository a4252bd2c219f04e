//! What a user sees of a run.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use nexusql_base::{Diagnostic, Error, ErrorKind, Progress as _, Result};
use nexusql_tracks::files::Migration;
use nexusql_tracks::history::Entry;
use nexusql_tracks::run::{Listener, Report};
use serde_json::json;

use crate::args::DiffFormat;
use crate::error::notify;
use crate::output;
use crate::progress::Bar;

/// Shows notices and what checks say on standard error, and progress if that is a terminal.
#[derive(Default)]
pub struct Screen {
    bar: Bar,
    begun: std::sync::OnceLock<()>,
}

impl Listener for Screen {
    fn notice(&self, notice: &Diagnostic) {
        notify(std::slice::from_ref(notice));
    }

    fn begins(&self, migration: &Migration, at: usize, n: usize) {
        self.begun.get_or_init(|| self.bar.start("migrate", Some(n as u64)));
        self.bar.advance(at as u64, &migration.id());
    }

    fn said(&self, line: &str) {
        anstream::eprintln!("{line}");
    }

    fn check(&self, name: &str, output: &str, took: Duration) {
        anstream::eprintln!("check {name}: {} ms", took.as_millis());
        for line in output.lines() {
            anstream::eprintln!("  {line}");
        }
    }
}

impl Screen {
    /// Takes the progress away.
    pub fn end(&self) {
        self.bar.finish();
    }
}

/// Prints what was done, or would be.
pub fn print(report: &Report, format: DiffFormat, dry_run: bool, word: &str, nothing: &str) -> Result<()> {
    if format == DiffFormat::Json {
        return output::print(&format!("{}\n", json!(report)));
    }
    let mut text = String::new();
    for one in &report.would_run {
        let how = match (one.transaction, one.joins) {
            (true, true) => "in the same transaction",
            (true, false) => "in a transaction",
            (false, _) => "a statement at a time",
        };
        text.push_str(&format!("-- {} ({how})\n{}\n\n", one.id, one.sql.trim()));
    }
    for entry in &report.done {
        let id = format!("{}/{}", entry.track, entry.name);
        text.push_str(&format!("{word} {id}  {} statements, {} ms\n", entry.statements, entry.duration_ms));
    }
    if report.done.is_empty() && report.would_run.is_empty() {
        text.push_str(nothing);
        text.push('\n');
    } else if dry_run {
        text.push_str(&format!("-- {} would be run; nothing was.\n", count(report.would_run.len())));
    }
    output::print(&text)
}

/// Returns `1 migration` or `2 migrations`.
pub fn count(n: usize) -> String {
    if n == 1 { "1 migration".to_owned() } else { format!("{n} migrations") }
}

/// Asks at a terminal; elsewhere `otherwise` is the answer.
///
/// Errors: [`ErrorKind::Refused`] if the answer is no.
pub fn ask(question: &str, otherwise: bool) -> Result<()> {
    let agreed = if std::io::stdin().is_terminal() {
        anstream::print!("{question} [yes/no] ");
        let mut answer = String::new();
        let asked = std::io::stdout().flush().and_then(|()| std::io::stdin().read_line(&mut answer));
        asked.is_ok() && matches!(answer.trim(), "yes" | "y")
    } else {
        otherwise
    };
    if agreed {
        return Ok(());
    }
    let diagnostic = Diagnostic::error("not-confirmed", "the run was not confirmed");
    Err(Error::new(ErrorKind::Refused, diagnostic.with_hint("Nothing was run. Answer \"yes\", or add --yes.")))
}

/// Returns rows as columns of equal width.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |at: usize| {
        let cells = rows.iter().map(|row| row[at].chars().count());
        cells.chain([head[at].len()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let mut text = line(&mut head.iter().copied());
    for row in rows {
        text.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    text
}

/// Returns when an entry was applied.
pub fn when(entry: &Entry) -> String {
    entry.applied_at.format("%Y-%m-%d %H:%M:%S").to_string()
}
