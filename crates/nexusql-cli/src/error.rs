//! Exit codes, and how a fault is shown.

use std::fmt::Write;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use nexusql_base::{Diagnostic, Error, ErrorKind, Severity};
use serde_json::json;

/// What the process ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done, nothing found, no difference.
    Done = 0,
    /// 1: findings or differences.
    Differences = 1,
    /// 2: the command or its input makes no sense.
    Usage = 2,
    /// 3: a hazard was refused, or the server moved on.
    Refused = 3,
    /// 4: an engine, server or connection failed, or a server refused a statement.
    Server = 4,
    /// 5: interrupted; the same command goes on from there.
    Interrupted = 5,
    /// 70: a fault of nexusql's own.
    Internal = 70,
}

impl Exit {
    /// Returns the code for `error`.
    pub fn of(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Usage | ErrorKind::Sql => Self::Usage,
            ErrorKind::Refused => Self::Refused,
            ErrorKind::Engine | ErrorKind::Connection | ErrorKind::Server => Self::Server,
            ErrorKind::Interrupted => Self::Interrupted,
            ErrorKind::Internal => Self::Internal,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Shows `error` on standard error: in PostgreSQL's manner, or as JSON.
pub fn report(error: &Error, json: bool) {
    if json {
        let list = json!({ "errors": error.diagnostics() });
        anstream::eprintln!("{list}");
        return;
    }
    for diagnostic in error.diagnostics() {
        anstream::eprint!("{}", text(diagnostic));
    }
}

/// Shows notices and warnings on standard error.
pub fn notify(notices: &[Diagnostic]) {
    for notice in notices {
        anstream::eprint!("{}", text(notice));
    }
}

/// Returns how a diagnostic reads on a terminal: place, severity and message, the line with a caret, detail and hint.
pub fn text(diagnostic: &Diagnostic) -> String {
    let (word, color) = match diagnostic.severity {
        Severity::Notice => ("notice", AnsiColor::Cyan),
        Severity::Warning => ("warning", AnsiColor::Yellow),
        Severity::Error => ("error", AnsiColor::Red),
    };
    let strong = Style::new().bold().fg_color(Some(color.into()));
    let faint = Style::new().dimmed();
    let mut text = String::new();
    let code = diagnostic.sqlstate.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
    let _ = writeln!(text, "{strong}{word}{strong:#}: {}{code}", diagnostic.message);
    if let Some(place) = &diagnostic.place {
        let _ = writeln!(text, "  {faint}-->{faint:#} {}:{}:{}", place.file, place.line, place.column);
        let number = place.line.to_string();
        let shown = place.text.replace('\t', " ");
        let _ = writeln!(text, "  {faint}{number} |{faint:#} {shown}");
        let pad = " ".repeat(number.len() + 3 + place.column);
        let _ = writeln!(text, "  {pad}{strong}^{strong:#}", pad = &pad[..pad.len() - 1]);
    }
    for (label, part) in [("detail", &diagnostic.detail), ("hint", &diagnostic.hint)] {
        if let Some(part) = part {
            let indented = part.replace('\n', "\n          ");
            let _ = writeln!(text, "  {faint}{label}:{faint:#} {indented}");
        }
    }
    text
}
