//! Sends statements one by one, makes the roles they miss, and keeps track of transaction blocks.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, pin_mut};
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::postgres::error;
use nexusql_sql::{Piece, Script, Statement, without_data};
use tokio_postgres::Client;

use super::failure::Failure;
use super::gate::{Verdict, judge};
use crate::Workspace;

/// Commands that make nothing but rows.
const ROWS_ONLY: [&str; 13] = [
    "ANALYSE", "ANALYZE", "COPY", "DELETE", "INSERT", "MERGE", "REFRESH", "SELECT", "TRUNCATE", "UPDATE", "VACUUM",
    "VALUES", "WITH",
];
/// How many roles one statement may miss, and how often it may collide.
const ROLES_MAX: usize = 100;
/// How long a statement waits after it collided with another session's.
const COLLISION_WAIT: Duration = Duration::from_millis(2);

pub(super) struct Runner<'a> {
    client: &'a Client,
    workspace: &'a Workspace,
    scratch: String,
    in_transaction: bool,
    notices: Vec<Diagnostic>,
}

impl<'a> Runner<'a> {
    pub(super) fn new(client: &'a Client, workspace: &'a Workspace) -> Self {
        Self { client, workspace, scratch: workspace.describe(), in_transaction: false, notices: Vec::new() }
    }

    /// Prepares the session: bodies of functions may mention what comes later.
    pub(super) async fn begin(&self) -> Result<()> {
        self.execute("set check_function_bodies = off").await
    }

    /// Puts the session back as a new file expects it.
    pub(super) async fn renew(&mut self) -> Result<()> {
        if self.in_transaction {
            return Ok(());
        }
        self.execute("reset session authorization; reset all").await?;
        self.begin().await
    }

    /// Ends the session's work; as in psql, a transaction left open is rolled back.
    pub(super) async fn end(mut self) -> Result<Vec<Diagnostic>> {
        if self.in_transaction {
            self.execute("rollback").await?;
            let hint = "Add a COMMIT at its end.";
            let diagnostic =
                Diagnostic::warning("open-transaction", "script leaves a transaction open, which was rolled back");
            self.notices.push(diagnostic.with_hint(hint));
        }
        Ok(self.notices)
    }

    /// Returns the search path that the next statement would run with.
    pub(super) async fn search_path(&self) -> Result<String> {
        let rows = self.client.query_typed("select pg_catalog.current_setting('search_path')", &[]).await;
        let rows = rows.map_err(|e| error(&e))?;
        Ok(rows.first().map(|row| row.get(0)).unwrap_or_default())
    }

    /// Sets the search path as [`Runner::search_path`] returned it.
    pub(super) async fn set_search_path(&self, path: &str) -> Result<()> {
        let text = tokio_postgres::types::Type::TEXT;
        let sql = "select pg_catalog.set_config('search_path', $1, false)";
        self.client.query_typed(sql, &[(&path, text)]).await.map(|_| ()).map_err(|e| error(&e))
    }

    /// Runs one piece of `script`.
    pub(super) async fn piece(&mut self, script: Script<'_>, piece: &Piece<'_>) -> std::result::Result<(), Failure> {
        let Some(statement) = piece.statement() else { return Ok(()) };
        let place = || script.place(statement.range.start);
        let tag = statement.tag();
        match judge(statement, self.workspace.roles()) {
            Verdict::Run => {}
            Verdict::Pass => return Ok(()),
            Verdict::Skip(why) => {
                let message = format!("{tag} was not run");
                self.notices
                    .push(Diagnostic::notice("statement-skipped", message).with_detail(why).with_place(place()));
                return Ok(());
            }
            Verdict::Refuse(hint) => {
                let message = format!("{tag} cannot be used in a source");
                let diagnostic = Diagnostic::error("statement-refused", message).with_hint(hint).with_place(place());
                return Err(Error::new(ErrorKind::Sql, diagnostic).into());
            }
        }
        if makes_role(statement) {
            return self.create_role(script, statement).await;
        }
        for _ in 0..ROLES_MAX {
            let Err(failure) = self.attempt(script, statement, piece).await else { break };
            if let Some(role) = missing_role(&failure) {
                self.workspace.make_role(self.client, &role).await?;
            } else if failure.reaches_out() {
                return self.stay_here(script, statement, failure).await;
            } else if failure.is_collision() {
                tokio::time::sleep(COLLISION_WAIT).await;
            } else {
                return Err(failure);
            }
        }
        self.follow(statement);
        Ok(())
    }

    /// Does what can be done of a statement that would have reached another server: a materialized view is made without
    /// its rows, and what only reads or writes rows is left out.
    async fn stay_here(
        &mut self,
        script: Script<'_>,
        statement: &Statement<'_>,
        failure: Failure,
    ) -> std::result::Result<(), Failure> {
        let tag = statement.tag();
        let why = "A scratch reaches no other server.";
        let message = match (tag.verb, tag.kind) {
            ("CREATE", "MATERIALIZED VIEW") => {
                let text = without_data(statement.sql());
                let empty = Statement { text: &text, ..statement.clone() };
                self.attempt(script, &empty, &Piece::Statement(empty.clone())).await?;
                "materialized view was made without its rows".to_owned()
            }
            (verb, _) if ROWS_ONLY.contains(&verb) => format!("{tag} was not run"),
            _ => return Err(failure.with_hint(why)),
        };
        let notice = Diagnostic::notice("stayed-in-scratch", message).with_detail(why);
        self.notices.push(notice.with_place(script.place(statement.range.start)));
        Ok(())
    }

    /// Runs the statement; within a transaction block so that its failure does not end the block.
    async fn attempt(
        &self,
        script: Script<'_>,
        statement: &Statement<'_>,
        piece: &Piece<'_>,
    ) -> std::result::Result<(), Failure> {
        let guarded = self.in_transaction && !controls_transaction(statement);
        if guarded {
            self.execute("savepoint nexusql_statement").await?;
        }
        let answer = match piece {
            Piece::CopyIn(copy) => self.copy(statement.sql(), copy.data.text).await,
            _ => self.client.batch_execute(statement.text).await,
        };
        if guarded {
            let end = if answer.is_ok() {
                "release savepoint nexusql_statement"
            } else {
                "rollback to savepoint nexusql_statement; release savepoint nexusql_statement"
            };
            self.execute(end).await?;
        }
        answer.map_err(|cause| Failure::of(script, statement, &cause, &self.scratch))
    }

    async fn copy(&self, sql: &str, rows: &str) -> std::result::Result<(), tokio_postgres::Error> {
        let sink = self.client.copy_in::<_, Bytes>(sql).await?;
        pin_mut!(sink);
        sink.send(Bytes::copy_from_slice(rows.as_bytes())).await?;
        sink.finish().await.map(|_| ())
    }

    /// Runs a `CREATE ROLE`; one that is there already will do.
    async fn create_role(&mut self, script: Script<'_>, statement: &Statement<'_>) -> std::result::Result<(), Failure> {
        let piece = Piece::Statement(statement.clone());
        match self.attempt(script, statement, &piece).await {
            Ok(()) => {
                if let Some(role) = role_name(statement) {
                    self.workspace.note_role(self.client, &role).await?;
                }
                Ok(())
            }
            // Two sources that are loaded at once may both make it: 23505 is the loser's answer.
            Err(failure) if matches!(failure.sqlstate(), "42710" | "23505") => Ok(()),
            Err(failure) => Err(failure),
        }
    }

    async fn execute(&self, sql: &str) -> Result<()> {
        self.client.batch_execute(sql).await.map_err(|e| error(&e))
    }

    fn follow(&mut self, statement: &Statement<'_>) {
        match statement.verb() {
            "BEGIN" | "START" => self.in_transaction = true,
            "COMMIT" | "END" | "ABORT" => self.in_transaction = false,
            "ROLLBACK" if !is_rollback_to(statement) => self.in_transaction = false,
            _ => {}
        }
    }
}

fn is_rollback_to(statement: &Statement<'_>) -> bool {
    statement.sql().split_ascii_whitespace().skip(1).any(|word| word.eq_ignore_ascii_case("to"))
}

fn controls_transaction(statement: &Statement<'_>) -> bool {
    let verbs = ["BEGIN", "START", "COMMIT", "END", "ABORT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET"];
    verbs.contains(&statement.verb())
}

fn makes_role(statement: &Statement<'_>) -> bool {
    let tag = statement.tag();
    tag.verb == "CREATE" && matches!(tag.kind, "ROLE" | "USER" | "GROUP")
}

/// Returns the role that a `CREATE ROLE` makes, if it is written plainly.
fn role_name(statement: &Statement<'_>) -> Option<String> {
    let rest = statement.sql().split_ascii_whitespace().nth(2)?;
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').map(|name| name.replace("\"\"", "\"")),
        None => Some(rest.to_ascii_lowercase()),
    }
}

/// Returns the role that the failed statement misses.
fn missing_role(failure: &Failure) -> Option<String> {
    if failure.sqlstate() != "42704" {
        return None;
    }
    let name = failure.message().strip_prefix("role \"")?.strip_suffix("\" does not exist")?;
    Some(name.to_owned())
}
