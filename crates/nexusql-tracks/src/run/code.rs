//! Migrations that are code, run with their notes.
//!
//! Before code runs it is noted, in its transaction, that it is about to run. If it keeps to the transaction, a run that is
//! killed leaves nothing of either; if it commits, as every change of the schema does on MySQL, the note stays, and tells
//! the next run that it is not known how far the code came.

use std::time::Instant;

use nexusql_base::{Diagnostic, Error, ErrorKind};
use nexusql_db::Kind;

use super::Failure;
use super::down::Undone;
use super::group::{Bench, finish};
use super::plan::Work;
use crate::code::{Code, Context, Way};
use crate::files::Migration;
use crate::flavor::Flavor;
use crate::history::Entry;
use crate::statements::Steps;

/// What is noted while code runs.
const ABOUT_TO_RUN: &str = "code of a program";

type Answer<T> = Result<T, Failure>;

impl Bench<'_> {
    /// Runs code in the transaction that is open, with its note.
    pub(super) async fn code_in_transaction(&mut self, work: &Work<'_>, code: &Code) -> Answer<Entry> {
        let begun = Instant::now();
        let mut entry = self.history.begin(work.migration, "up");
        entry.in_doubt = Some(ABOUT_TO_RUN.to_owned());
        self.history.write(self.session, &entry).await?;
        self.code_that_keeps_the_transaction(work.migration, code, Way::Up).await?;
        entry.in_doubt = None;
        finish(&mut entry, work, begun.elapsed());
        self.history.update(self.session, &entry).await?;
        Ok(entry)
    }

    /// Runs code by itself: in a transaction if it wants one, or between two notes.
    pub(super) async fn code_alone(&mut self, work: &Work<'_>, code: &Code) -> Answer<Entry> {
        check_doubt(work.migration, work.entry.as_ref(), code)?;
        if code.in_transaction() {
            self.session.run(self.flavor.begin()).await?;
            let answer = self.code_in_transaction(work, code).await;
            return self.ended(answer).await;
        }
        let begun = Instant::now();
        let mut entry = self.history.begin(work.migration, "up");
        entry.in_doubt = Some(ABOUT_TO_RUN.to_owned());
        self.history.write(self.session, &entry).await?;
        self.code(work.migration, code, Way::Up).await?;
        entry.in_doubt = None;
        finish(&mut entry, work, begun.elapsed());
        self.history.update(self.session, &entry).await?;
        Ok(entry)
    }

    /// Undoes code; what was noted of it goes.
    pub(super) async fn code_down(&mut self, migration: &Migration, code: &Code, undone: &mut Undone) -> Answer<()> {
        if undone.was.kind == "down" {
            check_doubt(migration, Some(&undone.was), code)?;
        }
        undone.was.kind = "down".to_owned();
        undone.was.success = false;
        undone.was.in_doubt = Some(ABOUT_TO_RUN.to_owned());
        let none = Steps { steps: Vec::new(), psql: None };
        if code.in_transaction() {
            self.session.run(self.flavor.begin()).await?;
            let answer = async {
                self.history.write(self.session, &undone.was).await?;
                self.code_that_keeps_the_transaction(migration, code, Way::Down).await?;
                undone.end(&none);
                Ok(self.history.forget(self.session, &undone.was, &undone.event).await?)
            };
            let answer = answer.await;
            return self.ended(answer).await;
        }
        self.history.write(self.session, &undone.was).await?;
        self.code(migration, code, Way::Down).await?;
        undone.end(&none);
        self.forget(undone).await
    }

    /// Commits after an answer, or rolls back after a failure.
    async fn ended<T>(&mut self, answer: Answer<T>) -> Answer<T> {
        match answer {
            Ok(answer) => {
                self.session.run(self.flavor.commit()).await?;
                Ok(answer)
            }
            Err(failure) => {
                let _ = self.session.run(self.flavor.rollback()).await;
                Err(failure)
            }
        }
    }

    async fn code_that_keeps_the_transaction(&mut self, migration: &Migration, code: &Code, way: Way) -> Answer<()> {
        let before = self.transaction().await?;
        self.code(migration, code, way).await?;
        // MySQL ends a transaction whenever the schema is changed: then the notes stand by themselves.
        if self.flavor == Flavor::MySql || self.transaction().await? == before {
            return Ok(());
        }
        let message = format!("code of \"{}\" ended the transaction in which it ran", migration.id());
        let hint = "Leave the transaction open, or return false from \"in_transaction\".";
        Err(Error::new(ErrorKind::Sql, Diagnostic::error("transaction-ended", message).with_hint(hint)).into())
    }

    /// Returns what tells the transaction that is open; nothing if none is.
    async fn transaction(&mut self) -> Answer<Option<i64>> {
        if !self.session.in_transaction().await? {
            return Ok(None);
        }
        match self.flavor {
            Flavor::Postgres => {
                let row: (i64,) = self.session.fetch_one("select pg_catalog.txid_current()", ()).await?;
                Ok(Some(row.0))
            }
            Flavor::Mssql => {
                let row: (i64,) = self.session.fetch_one("select current_transaction_id()", ()).await?;
                Ok(Some(row.0))
            }
            Flavor::MySql | Flavor::Sqlite => Ok(Some(0)),
        }
    }

    /// Runs code, and undoes what it has set.
    async fn code(&mut self, migration: &Migration, code: &Code, way: Way) -> Answer<()> {
        let mut context = Context {
            db: self.session,
            engine: self.flavor,
            migration,
            execution_id: &self.server.who.execution,
            variables: &self.options.variables,
        };
        code.run(way, &mut context).await.map_err(|said| self.failed(migration, said))?;
        match self.flavor {
            Flavor::Postgres | Flavor::Mssql => Ok(self.session.run(&self.defaults()).await?),
            _ => Ok(()),
        }
    }

    /// Returns what code said, with its name.
    fn failed(&self, migration: &Migration, said: Box<dyn std::error::Error + Send + Sync>) -> Failure {
        let note = format!("It was said to the code of \"{}\".", migration.id());
        let told = |said: Diagnostic| {
            let detail = said.detail.iter().cloned().chain([note.clone()]).collect::<Vec<_>>().join("\n");
            said.with_detail(detail)
        };
        match said.downcast::<nexusql_db::Error>() {
            // On MySQL what was done may stand: it is not done again.
            Ok(said) => {
                let kind = if self.flavor == Flavor::MySql { Kind::Other } else { said.kind() };
                Failure { error: Error::from(*said).map(told), kind }
            }
            Err(said) => match said.downcast::<Error>() {
                Ok(said) => said.map(told).into(),
                Err(said) => {
                    let message = format!("migration \"{}\" failed: {said}", migration.id());
                    Error::new(ErrorKind::Server, Diagnostic::error("code-failed", message)).into()
                }
            },
        }
    }
}

/// Code that was broken off is run again if it says that it may.
fn check_doubt(migration: &Migration, entry: Option<&Entry>, code: &Code) -> Answer<()> {
    let in_doubt = entry.is_some_and(|entry| !entry.success && entry.in_doubt.is_some());
    if !in_doubt || code.is_repeatable() {
        return Ok(());
    }
    let message =
        format!("it is not known how far the code of \"{}\" has come: an earlier run ended within it", migration.id());
    let hint = "Look at the database, and say it with \"nexusql migrate repair --ran\" or \"--not-run\".";
    Err(Error::new(ErrorKind::Refused, Diagnostic::error("statement-in-doubt", message).with_hint(hint)).into())
}
