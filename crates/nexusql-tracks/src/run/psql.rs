//! Files with commands of psql, run by psql: one process for a run, in the same transaction as the notes.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use nexusql_base::name::quote_literal;
use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};
use nexusql_db::Kind;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;

use super::Failure;
use super::down::Undone;
use super::group::Bench;
use super::plan::Work;
use crate::files::{Migration, Part};
use crate::history::Entry;
use crate::preflight::environment;
use crate::server::Server;
use crate::statements::Steps;

/// What is noted while a file without a transaction runs.
pub(super) const IN_DOUBT: &str = "run by psql";

/// What is printed when a command has come to its end.
const DONE: &str = "nexusql-done";

/// A psql that waits for commands.
pub(super) struct Psql {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    complaints: JoinHandle<String>,
    /// Where parts of files are put, each on the lines that it has in its file.
    folder: tempfile::TempDir,
    n_files: usize,
}

impl Psql {
    /// Starts it.
    ///
    /// Errors: [`ErrorKind::Usage`] if there is no psql; [`ErrorKind::Connection`] if it cannot connect.
    pub async fn start(server: &Server, settings: &str) -> std::result::Result<Self, Failure> {
        let mut command = Command::new("psql");
        command
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-f", "-"])
            .envs(environment(server, None))
            .env("PGAPPNAME", "nexusql migrate (psql)")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn().map_err(|error| {
            let message = format!("could not start psql: {error}");
            let hint = "A migration has commands of psql. It is the package postgresql-client of most systems.";
            Error::new(ErrorKind::Usage, Diagnostic::error("program-missing", message).with_hint(hint))
        })?;
        let (Some(input), Some(output), Some(mut errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(Error::internal("psql has no pipes").into());
        };
        let complaints = tokio::spawn(async move {
            let mut text = Vec::new();
            let _ = errors.read_to_end(&mut text).await;
            String::from_utf8_lossy(&text).into_owned()
        });
        let folder = tempfile::Builder::new().prefix("nexusql-psql-").tempdir();
        let folder = folder.map_err(|error| Error::internal(format!("could not make a folder: {error}")))?;
        let output = BufReader::new(output).lines();
        let mut psql = Self { child, input, output, complaints, folder, n_files: 0 };
        let lock = format!("{}{settings};\n", crate::lock::script_for_psql(server));
        psql.ask(&lock, "").await.map_err(|text| failure(&text, None))?;
        Ok(psql)
    }

    /// Sends `text` and returns what is printed up to its end; the last line is `answer` with its variables.
    ///
    /// Errors: what psql complained of before it ended.
    async fn ask(&mut self, text: &str, answer: &str) -> std::result::Result<Vec<String>, String> {
        let text = format!("{text}\\echo {DONE} {answer}\n");
        let sent = async {
            self.input.write_all(text.as_bytes()).await?;
            self.input.flush().await
        };
        // One that has ended says why on its other pipe.
        let _ = sent.await;
        let mut lines = Vec::new();
        while let Ok(Some(line)) = self.output.next_line().await {
            if let Some(rest) = line.strip_prefix(DONE) {
                lines.push(rest.trim().to_owned());
                return Ok(lines);
            }
            lines.push(line);
        }
        let _ = self.child.wait().await;
        Err((&mut self.complaints).await.unwrap_or_default())
    }

    /// Returns the file to read for a part: its own if that is all of it.
    fn file(&mut self, part: &Part) -> Result<PathBuf> {
        let real = part.path.canonicalize().unwrap_or_else(|_| part.path.clone());
        let embedded = part.path.as_os_str().is_empty();
        if part.is_whole_file() && !embedded {
            return Ok(real);
        }
        let before = part.text[..part.range.start].matches('\n').count();
        let folder = real.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let mut text = "\n".repeat(before);
        for line in part.sql().split_inclusive('\n') {
            let trimmed = line.trim_start();
            let relative = ["\\ir ", "\\include_relative "].iter().find_map(|command| trimmed.strip_prefix(command));
            match relative.map(str::trim_start).filter(|rest| !rest.starts_with('/')) {
                Some(_) if embedded => return Err(included(part)),
                // Adjacent texts are one argument to psql.
                Some(rest) => text.push_str(&format!("\\i {}{rest}", quoted(&format!("{folder}/")))),
                None => text.push_str(line),
            }
        }
        self.n_files += 1;
        let path = self.folder.path().join(format!("{}.sql", self.n_files));
        std::fs::write(&path, text).map_err(|error| Error::internal(format!("could not write a file: {error}")))?;
        Ok(path)
    }

    /// Ends it.
    pub async fn end(self) {
        let Self { mut child, input, .. } = self;
        drop(input);
        let _ = child.wait().await;
    }
}

/// What is part of a program has no folder.
fn included(part: &Part) -> Error {
    let diagnostic = Diagnostic::error("include-embedded", "a file that is part of a program cannot include others")
        .with_place(part.place(0))
        .with_hint("Write what it includes into it, or read the migrations from a folder.");
    Error::new(ErrorKind::Sql, diagnostic)
}

/// Returns `text` as an argument of psql's commands.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''").replace('\n', "\\n"))
}

impl Bench<'_> {
    /// Runs `works` by psql: in one transaction with their notes, or the one there is without.
    pub async fn by_psql(
        &mut self,
        works: &[Work<'_>],
        in_transaction: bool,
    ) -> std::result::Result<Vec<Entry>, (Failure, usize)> {
        let first = self.at;
        let mut psql = match self.psql.take() {
            Some(psql) => psql,
            None => Psql::start(self.server, &self.settings()).await.map_err(|failure| (failure, first))?,
        };
        match self.with_psql(&mut psql, works, in_transaction).await {
            Ok(entries) => {
                self.psql = Some(psql);
                Ok(entries)
            }
            // It has ended, and the server has rolled back.
            Err(failure) => Err((failure, std::mem::replace(&mut self.at, first))),
        }
    }

    async fn with_psql(
        &mut self,
        psql: &mut Psql,
        works: &[Work<'_>],
        in_transaction: bool,
    ) -> std::result::Result<Vec<Entry>, Failure> {
        let mut entries = Vec::new();
        if in_transaction {
            psql.ask("begin;\n", "").await.map_err(|text| failure(&text, None))?;
        }
        for work in works {
            let migration = work.migration;
            let part = &migration.up;
            self.listener.begins(migration, self.at, self.n);
            let mut entry = self.history.begin(migration, "up");
            if !in_transaction {
                self.note_beginning(work, &entry).await?;
            }
            let begun = Instant::now();
            let answer = self.part_by_psql(psql, migration, part, in_transaction).await;
            if let Err(failure) = answer {
                return Err(if in_transaction { failure } else { self.note_stop(&mut entry, failure).await });
            }
            entry.statements = i64::try_from(work.steps.steps.len()).unwrap_or(i64::MAX);
            entry.duration_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
            entry.success = true;
            let note = self.history.script(&entry);
            psql.ask(&note, "").await.map_err(|text| failure(&text, None))?;
            self.listener.ran(&entry);
            self.at += 1;
            entries.push(entry);
        }
        if in_transaction {
            psql.ask("commit;\n", "").await.map_err(|text| failure(&text, None))?;
        }
        Ok(entries)
    }

    /// Runs a part and puts the session back to what it was.
    async fn part_by_psql(
        &mut self,
        psql: &mut Psql,
        migration: &Migration,
        part: &Part,
        in_transaction: bool,
    ) -> std::result::Result<(), Failure> {
        let path = psql.file(part)?;
        let said = |text: String| failure(&text, Some((part, path.as_path())));
        let mut text = self.variables(migration);
        if in_transaction {
            text.push_str("select pg_catalog.txid_current() as nexusql_xid \\gset\n");
        }
        text.push_str(&format!("\\i {}\n", quoted(&path.display().to_string())));
        // A file may have sent output elsewhere, and set things.
        text.push_str(&format!("\\o\n\\set ON_ERROR_STOP 1\n{};\n", self.defaults()));
        let mut answer = "true";
        if in_transaction {
            text.push_str("select (pg_catalog.txid_current() = :nexusql_xid) as nexusql_same \\gset\n");
            answer = ":nexusql_same";
        }
        let mut lines = psql.ask(&text, answer).await.map_err(said)?;
        let same = lines.pop();
        for line in lines {
            self.listener.said(&line);
        }
        if matches!(same.as_deref(), Some("t" | "true")) {
            return Ok(());
        }
        let message = "migration ended the transaction in which it ran";
        let diagnostic = Diagnostic::error("transaction-ended", message)
            .with_place(part.place(0))
            .with_hint("Take COMMIT out, or write -- migrate:no-transaction at its beginning.");
        Err(Error::new(ErrorKind::Sql, diagnostic).into())
    }

    /// Undoes a migration whose way down has commands of psql; what was noted of it goes, in the same transaction if the
    /// part is in one.
    pub async fn down_by_psql(
        &mut self,
        migration: &Migration,
        part: &Part,
        steps: &Steps,
        undone: &mut Undone,
        in_transaction: bool,
    ) -> std::result::Result<(), Failure> {
        if undone.was.kind == "down" {
            check_doubt(part, Some(&undone.was))?;
        }
        let mut psql = Psql::start(self.server, &self.settings()).await?;
        let ask = |text: String| failure(&text, None);
        if in_transaction {
            psql.ask("begin;\n", "").await.map_err(ask)?;
            self.part_by_psql(&mut psql, migration, part, true).await?;
            undone.end(steps);
            let forget = self.history.forget_script(&undone.was, &undone.event);
            psql.ask(&format!("{forget}commit;\n"), "").await.map_err(ask)?;
        } else {
            let was = &mut undone.was;
            was.kind = "down".to_owned();
            (was.success, was.in_doubt) = (false, Some(IN_DOUBT.to_owned()));
            self.history.write(self.session, was).await?;
            if let Err(failure) = self.part_by_psql(&mut psql, migration, part, false).await {
                return Err(self.note_stop(&mut undone.was, failure).await);
            }
            undone.end(steps);
            self.forget(undone).await?;
        }
        psql.end().await;
        Ok(())
    }

    /// Notes that a file begins which no transaction holds.
    async fn note_beginning(&mut self, work: &Work<'_>, entry: &Entry) -> std::result::Result<(), Failure> {
        check_doubt(&work.migration.up, work.entry.as_ref())?;
        let entry = Entry { in_doubt: Some(IN_DOUBT.to_owned()), ..entry.clone() };
        Ok(self.history.write(self.session, &entry).await?)
    }

    /// Notes where a file stopped that no transaction holds, and says what can be done.
    async fn note_stop(&mut self, entry: &mut Entry, failure: Failure) -> Failure {
        let place = failure.error.diagnostic().place.as_ref();
        let at = place.map(|place| format!("{IN_DOUBT}, which stopped at {}:{}", place.file, place.line));
        entry.in_doubt = Some(at.unwrap_or_else(|| IN_DOUBT.to_owned()));
        // If that cannot be noted, what was noted before says enough.
        let _ = self.history.update(self.session, entry).await;
        let hint = "What it did before stays. Undo that or finish it by hand; then \"nexusql migrate repair --not-run\" has it run \
                    again from its beginning, and \"--ran\" notes it as done.";
        let error = failure.error.map(|said| if said.hint.is_some() { said } else { said.with_hint(hint) });
        Failure { error, ..failure }
    }

    fn variables(&self, migration: &Migration) -> String {
        let who = &self.server.who;
        let own = [
            ("migration_name", migration.name.clone()),
            ("migration_track", migration.track.clone()),
            ("migration_version", migration.key()),
            ("migration_timestamp", chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string()),
            ("migration_execution_id", who.execution.clone()),
            ("migration_user", who.user.clone()),
            ("migration_host", who.host.clone()),
        ];
        // Others are placeholders of Flyway, and no names to psql.
        let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80);
        let given = self.options.variables.0.iter().filter(|(name, _)| is_name(name));
        let given = given.map(|(name, value)| (name.as_str(), value.clone()));
        own.into_iter().chain(given).map(|(name, value)| format!("\\set {name} {}\n", quoted(&value))).collect()
    }
}

/// A file that psql was at when a run ended is not begun again unasked.
fn check_doubt(part: &Part, known: Option<&Entry>) -> Result<()> {
    let Some(doubt) = known.filter(|known| !known.success).and_then(|known| known.in_doubt.as_ref()) else {
        return Ok(());
    };
    let message = format!("it is not known how far \"{}\" has come: an earlier run ended within it", part.file);
    let diagnostic = Diagnostic::error("statement-in-doubt", message)
        .with_detail(format!("It was {doubt}."))
        .with_place(part.place(0))
        .with_hint(
            "Look at the database, and say it with \"nexusql migrate repair --ran\", or \"--not-run\" to run it again from its \
             beginning.",
        );
    Err(Error::new(ErrorKind::Refused, diagnostic))
}

/// Returns what psql complained of, with its place in the file.
fn failure(text: &str, file: Option<(&Part, &Path)>) -> Failure {
    let lines: Vec<&str> = text.lines().collect();
    let is_error =
        |line: &&str| [" ERROR:  ", " FATAL:  ", " error: ", "error: "].iter().any(|mark| line.contains(mark));
    let Some(at) = lines.iter().position(is_error) else {
        let diagnostic = Diagnostic::error("psql-ended", "psql ended before its work was done");
        return Error::new(ErrorKind::Server, diagnostic.with_detail(text.trim().to_owned())).into();
    };
    let (head, said) = lines[at]
        .split_once("ERROR:  ")
        .or_else(|| lines[at].split_once("FATAL:  "))
        .or_else(|| lines[at].split_once("error: "))
        .unwrap_or(("", lines[at]));
    let state = said
        .split_once(": ")
        .filter(|(state, _)| state.len() == 5 && state.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()));
    let message = state.map_or(said, |(_, message)| message);
    let mut diagnostic = Diagnostic::error("engine-error", message);
    diagnostic.sqlstate = state.map(|(state, _)| state.to_owned());
    let field =
        |name: &str| lines[at..].iter().find_map(|line| line.strip_prefix(name)).map(|text| text.trim().to_owned());
    diagnostic.detail = field("DETAIL:").or_else(|| field("CONTEXT:"));
    diagnostic.hint = field("HINT:");
    if let Some((part, path)) = file {
        diagnostic.place = place(head, part, path);
    }
    let kind = match diagnostic.sqlstate.as_deref() {
        Some("55P03") => Kind::Lock,
        Some("40P01") => Kind::Deadlock,
        _ => Kind::Other,
    };
    Failure { error: Error::new(ErrorKind::Server, diagnostic), kind }
}

/// Reads `psql:/path/file.sql:12: `.
fn place(head: &str, part: &Part, path: &Path) -> Option<Place> {
    let (file, line) = head.trim().strip_prefix("psql:")?.trim_end_matches(':').rsplit_once(':')?;
    let line: usize = line.parse().ok()?;
    let own = Path::new(file) == path;
    let text = if own { part.text.to_string() } else { std::fs::read_to_string(file).ok()? };
    let file = if own { part.file.clone() } else { file.to_owned() };
    let text = text.lines().nth(line.checked_sub(1)?)?.to_owned();
    Some(Place { file, line, column: 1, text })
}

/// Returns `text` as a literal; absent is null.
pub(crate) fn literal(text: Option<&str>) -> String {
    text.map_or_else(|| "null".to_owned(), quote_literal)
}
