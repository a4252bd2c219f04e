//! Sends the steps of a script.

use std::collections::BTreeMap;

use bytes::Bytes;
use futures_util::{SinkExt, pin_mut};
use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_base::{Error, ErrorKind, Result};
use nexusql_db::postgres::{error, server_error};
use nexusql_script::variables;
use tokio_postgres::{Client, SimpleQueryMessage};

use crate::steps::{Action, Control, Step};

/// What a session of psql knows beside its connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    variables: BTreeMap<String, String>,
    /// For each `\if` that is open: whether its branch is done, and whether one was.
    branches: Vec<(bool, bool)>,
    /// Whether statements that begin and end transactions are left out.
    ignores_control: bool,
}

impl Session {
    /// Returns a session that runs all of a script within a transaction of another's.
    pub(crate) fn without_control() -> Self {
        Self { ignores_control: true, ..Self::default() }
    }

    /// Sends `steps`; those that follow one another and need nothing else go in one message.
    ///
    /// Errors: those of [`Session::one`]; without the place if they went together.
    pub(crate) async fn all(&mut self, client: &Client, steps: &[Step]) -> Result<()> {
        let mut batch = String::new();
        for step in steps {
            match &step.action {
                Action::Sql(sql) if self.is_plain(step, sql) => {
                    batch.push_str(sql);
                    batch.push_str(if sql.ends_with(';') { "\n" } else { "\n;\n" });
                }
                _ => {
                    self.flush(client, &mut batch).await?;
                    self.one(client, step).await?;
                }
            }
        }
        self.flush(client, &mut batch).await
    }

    fn is_plain(&self, step: &Step, sql: &str) -> bool {
        self.ignores_control
            && step.control == Control::None
            && !step.refuses
            && self.branches.is_empty()
            && variables(sql).is_empty()
    }

    async fn flush(&self, client: &Client, batch: &mut String) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        let answer = client.batch_execute(batch).await.map_err(|cause| error(&cause));
        batch.clear();
        answer
    }

    /// Sends one step.
    ///
    /// Errors: [`ErrorKind::Sql`] with the place of what the server refused.
    pub(crate) async fn one(&mut self, client: &Client, step: &Step) -> Result<()> {
        let is_done = self.branches.iter().all(|(done, _)| *done);
        match &step.action {
            Action::If(value, false) => {
                let is_true = is_done && is_true(&self.filled(value));
                self.branches.push((is_true, is_true));
            }
            Action::If(value, true) => {
                let is_true = is_true(&self.filled(value));
                if let Some((done, was)) = self.branches.last_mut() {
                    *done = is_true && !*was;
                    *was |= *done;
                }
            }
            Action::Else => {
                if let Some((done, was)) = self.branches.last_mut() {
                    *done = !*was;
                }
            }
            Action::EndIf => {
                self.branches.pop();
            }
            _ if !is_done => {}
            Action::Nothing => {}
            Action::Set(name, value) => {
                let value = self.filled(value);
                self.variables.insert(name.clone(), value);
            }
            _ => {
                let answer = self.send(client, step).await;
                answer.map_err(|cause| placed(&cause, step))?;
            }
        }
        Ok(())
    }

    async fn send(&mut self, client: &Client, step: &Step) -> std::result::Result<(), tokio_postgres::Error> {
        match &step.action {
            Action::Sql(_) if self.ignores_control && step.control != Control::None => Ok(()),
            Action::Sql(sql) => client.batch_execute(&self.filled(sql)).await,
            Action::Copy(sql, rows) => {
                let sink = client.copy_in::<_, Bytes>(&self.filled(sql)).await?;
                pin_mut!(sink);
                sink.send(Bytes::copy_from_slice(rows.as_bytes())).await?;
                sink.finish().await.map(|_| ())
            }
            Action::Gexec(sql) => {
                for row in client.simple_query(&self.filled(sql)).await? {
                    let SimpleQueryMessage::Row(row) = row else { continue };
                    for at in 0..row.len() {
                        if let Some(sql) = row.get(at) {
                            client.batch_execute(sql).await?;
                        }
                    }
                }
                Ok(())
            }
            Action::Gset(sql, prefix) => {
                for row in client.simple_query(&self.filled(sql)).await? {
                    let SimpleQueryMessage::Row(row) = row else { continue };
                    for (at, column) in row.columns().iter().enumerate() {
                        let value = row.get(at).unwrap_or_default().to_owned();
                        self.variables.insert(format!("{prefix}{}", column.name()), value);
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Returns `text` with the values of variables in their places.
    fn filled(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut done = 0;
        for (range, name) in variables(text) {
            let Some(value) = self.variables.get(name) else { continue };
            filled.push_str(&text[done..range.start]);
            match text.as_bytes()[range.start + 1] {
                b'\'' => filled.push_str(&quote_literal(value)),
                b'"' => filled.push_str(&quote_ident(value)),
                _ => filled.push_str(value),
            }
            done = range.end;
        }
        filled.push_str(&text[done..]);
        filled
    }
}

/// Source: `ParseVariableBool` in psql's variables.c.
fn is_true(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "true" | "t" | "yes" | "y" | "on" | "1")
}

fn placed(cause: &tokio_postgres::Error, step: &Step) -> Error {
    let said = error(cause);
    if said.kind() == ErrorKind::Connection || server_error(cause).is_none() {
        return said;
    }
    let mut diagnostic = said.diagnostic().clone();
    diagnostic.place = Some(step.place.clone());
    Error::new(ErrorKind::Sql, diagnostic)
}
