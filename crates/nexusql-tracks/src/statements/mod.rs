//! What a part of a file does to a server: its statements one by one, and what each asks for.

mod cut;
mod environment;
mod lex;
mod placeholders;
pub(crate) mod tsql;
mod variables;

use nexusql_base::{Diagnostic, Error, Result};
use nexusql_sql::{Piece, Script, runs_outside_transaction};

pub use variables::Variables;

use crate::files::{Part, Placeholders};
use crate::flavor::Flavor;

/// One statement of a part; on SQL Server, one batch.
#[derive(Clone, Debug)]
pub struct Step {
    /// What is sent.
    pub sql: String,
    /// Where it begins in the SQL of the part.
    pub offset: usize,
    /// The rows of a `COPY … FROM stdin`.
    pub rows: Option<String>,
    /// What about it.
    pub nature: Nature,
}

/// What a statement means for transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// It runs in a transaction and leaves that alone.
    Plain,
    /// It sets something for the session.
    Setting,
    /// It begins or ends a transaction.
    Control,
    /// It runs outside of a transaction only; its name for messages.
    Outside(&'static str),
    /// It commits by itself what was done before it (MySQL).
    Commits,
    /// It makes a value of an enum, which can be used after the next commit only.
    NewValue,
}

/// A part as it will be run.
#[derive(Clone, Debug)]
pub struct Steps {
    /// The statements.
    pub steps: Vec<Step>,
    /// The first of psql's commands that only psql knows: where, and its name.
    pub psql: Option<(usize, String)>,
}

impl Steps {
    /// Returns the first statement of a nature that `fits`.
    pub fn find(&self, fits: impl Fn(Nature) -> bool) -> Option<&Step> {
        self.steps.iter().find(|step| fits(step.nature))
    }
}

/// Returns the statements of `part`, with its variables replaced (PostgreSQL, SQL Server).
///
/// Errors: [`nexusql_base::ErrorKind::Sql`] with the place, where the text ends in a string or the like; a value that cannot stand where
/// its variable does.
/// Cost: linear in the text.
pub fn steps(part: &Part, flavor: Flavor, variables: &Variables) -> Result<Steps> {
    let mut found = match flavor {
        Flavor::Postgres => postgres(part, variables)?,
        Flavor::MySql | Flavor::Sqlite => others(part, flavor),
        Flavor::Mssql => Steps { steps: tsql::steps(part, variables)?, psql: None },
    };
    if part.placeholders != Placeholders::None {
        for step in &mut found.steps {
            let said = |error: Error| error.map(|fault| fault.with_place(part.place(step.offset)));
            let filled = |text: &str| filled(text, part, step.offset, variables).map_err(said);
            (step.sql, step.rows) = (filled(&step.sql)?, step.rows.as_deref().map(filled).transpose()?);
        }
    }
    Ok(found)
}

/// Returns a statement, which begins at byte `offset` of the SQL of `part`, or its rows, with the values of placeholders.
fn filled(text: &str, part: &Part, offset: usize, variables: &Variables) -> Result<String> {
    match &part.placeholders {
        Placeholders::Flyway => placeholders::replaced(text, variables),
        Placeholders::Goose(ranges) if ranges.iter().any(|range| range.contains(&(part.range.start + offset))) => {
            environment::replaced(text, |name| variables.0.get(name).cloned().or_else(|| std::env::var(name).ok()))
        }
        _ => Ok(text.to_owned()),
    }
}

fn postgres(part: &Part, variables: &Variables) -> Result<Steps> {
    let sql = part.sql();
    let (mut steps, mut psql) = (Vec::new(), None);
    for piece in Script::new(&part.file, sql).pieces() {
        let piece = match piece {
            Ok(piece) => piece,
            // psql may make sense of it: `\if` and `\gset` stand in statements.
            Err(error) if psql.is_some() => {
                let _ = error;
                break;
            }
            Err(error) => return Err(moved(error, part)),
        };
        match piece {
            Piece::Meta(meta) if matches!(meta.name, "restrict" | "unrestrict") => {}
            Piece::Meta(meta) => {
                let connects = matches!(meta.name, "c" | "connect");
                if connects || psql.is_none() {
                    psql = Some((meta.range.start, meta.name.to_owned()));
                }
            }
            Piece::Statement(statement) => {
                let nature = postgres_nature(&statement, part.transaction);
                let offset = statement.range.start;
                let text = variables.replaced(statement.text);
                let sql = text.map_err(|error| error.map(|fault| fault.with_place(part.place(offset))))?;
                steps.push(Step { sql, offset, rows: None, nature });
            }
            Piece::CopyIn(copy) => steps.push(Step {
                sql: copy.statement.sql().to_owned(),
                offset: copy.statement.range.start,
                rows: Some(copy.data.text.to_owned()),
                nature: Nature::Plain,
            }),
        }
    }
    Ok(Steps { steps, psql })
}

/// Places are within the SQL of the part: they are put where they are in the file.
fn moved(error: Error, part: &Part) -> Error {
    error.map(|mut said| {
        if let Some(place) = &mut said.place {
            place.line += part.place(0).line - 1;
        }
        said
    })
}

fn postgres_nature(statement: &nexusql_sql::Statement<'_>, transaction: Option<bool>) -> Nature {
    if let Some(name) = runs_outside_transaction(statement) {
        return Nature::Outside(name);
    }
    let words = || {
        let text = statement.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        text.filter(|word| !word.is_empty()).take(12).map(str::to_ascii_lowercase)
    };
    let tag = statement.tag();
    match (tag.verb, tag.kind) {
        ("BEGIN" | "START" | "COMMIT" | "END" | "ABORT", _) => Nature::Control,
        ("ROLLBACK", _) if !words().any(|word| word == "to") => Nature::Control,
        ("SET" | "RESET", _) => Nature::Setting,
        // Its body may commit, which only a statement outside of a transaction may.
        ("DO", _) if commits_within(statement.text) => Nature::Outside("DO with COMMIT"),
        ("DO", _) if statement.text.to_ascii_lowercase().contains("add value") => Nature::NewValue,
        ("CALL", _) if transaction == Some(false) => Nature::Outside("CALL"),
        ("ALTER", "TYPE") => {
            let words: Vec<String> = words().collect();
            let adds = words.windows(2).any(|pair| pair[0] == "add" && pair[1] == "value");
            if adds { Nature::NewValue } else { Nature::Plain }
        }
        _ => Nature::Plain,
    }
}

fn commits_within(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["commit", "rollback"].iter().any(|word| {
        lower.match_indices(word).any(|(at, _)| {
            let before = lower[..at].chars().next_back();
            let ends = lower[at + word.len()..].trim_start().starts_with(';');
            ends && before.is_none_or(char::is_whitespace)
        })
    })
}

fn others(part: &Part, flavor: Flavor) -> Steps {
    let sql = part.sql();
    let step = |range: std::ops::Range<usize>| {
        let text = &sql[range.clone()];
        let nature = if flavor == Flavor::MySql { mysql_nature(text) } else { sqlite_nature(text) };
        Step { sql: text.to_owned(), offset: range.start, rows: None, nature }
    };
    Steps { steps: cut::cut(sql, flavor).into_iter().map(step).collect(), psql: None }
}

/// Returns `sql` from where its comments at the beginning end.
pub fn code(sql: &str, flavor: Flavor) -> &str {
    let mut at = 0;
    while at < sql.len() {
        match lex::token(sql, at, flavor) {
            (lex::Kind::Blank, end) => at = end,
            _ => break,
        }
    }
    &sql[at..]
}

/// Returns where comments from `--` to the end of a line are.
pub(crate) fn comments(text: &str, flavor: Flavor) -> Vec<std::ops::Range<usize>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let (kind, end) = lex::token(text, at, flavor);
        if kind == lex::Kind::Blank && text[at..].starts_with("--") {
            found.push(at..end);
        }
        at = end;
    }
    found
}

fn first_words(text: &str) -> (String, String) {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let mut next = || words.next().unwrap_or("").to_ascii_lowercase();
    (next(), next())
}

fn mysql_nature(text: &str) -> Nature {
    let (first, second) = first_words(text);
    match (first.as_str(), second.as_str()) {
        ("begin" | "commit", _) | ("start", "transaction") => Nature::Control,
        ("rollback", second) if second != "to" => Nature::Control,
        ("set", "autocommit") => Nature::Control,
        ("create" | "drop", "temporary") => Nature::Plain,
        ("set" | "use", _) => Nature::Setting,
        (
            "create" | "alter" | "drop" | "rename" | "truncate" | "grant" | "revoke" | "analyze" | "optimize"
            | "repair" | "check" | "flush" | "install" | "uninstall" | "lock" | "unlock" | "cache" | "reset",
            _,
        ) => Nature::Commits,
        _ => Nature::Plain,
    }
}

fn sqlite_nature(text: &str) -> Nature {
    let (first, second) = first_words(text);
    let inside = ["user_version", "application_id", "defer_foreign_keys", "foreign_key_check", "recursive_triggers"];
    match (first.as_str(), second.as_str()) {
        ("begin" | "commit" | "end", _) => Nature::Control,
        ("rollback", second) if second != "to" => Nature::Control,
        ("vacuum", _) => Nature::Outside("VACUUM"),
        ("attach", _) => Nature::Outside("ATTACH"),
        ("detach", _) => Nature::Outside("DETACH"),
        ("pragma", second) if !inside.contains(&second) => Nature::Outside("PRAGMA"),
        _ => Nature::Plain,
    }
}

/// Returns a diagnostic about a statement, with its place.
pub(crate) fn at(part: &Part, step: &Step, diagnostic: Diagnostic) -> Diagnostic {
    diagnostic.with_place(part.place(step.offset))
}

/// Returns the words, names and symbols of a statement of PostgreSQL; a name with dots is one of them.
pub(crate) fn words(sql: &str) -> Vec<String> {
    let (mut words, mut at, mut joined): (Vec<String>, usize, bool) = (Vec::new(), 0, false);
    while at < sql.len() {
        let (kind, end) = lex::token(sql, at, Flavor::Postgres);
        let text = &sql[at..end];
        at = end;
        match (kind, words.last_mut()) {
            (lex::Kind::Blank, _) => joined = false,
            (lex::Kind::Symbol, Some(last)) if text == "." => {
                last.push('.');
                joined = true;
            }
            (_, Some(last)) if joined => {
                last.push_str(text);
                joined = false;
            }
            _ => words.push(text.to_owned()),
        }
    }
    words
}
