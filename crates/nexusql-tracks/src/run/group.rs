//! Several migrations in one transaction, with the notes of them.

use std::time::Instant;

use nexusql_base::{Error, Result};
use nexusql_db::Dedicated;

use super::options::{Listener, Options};
use super::plan::Work;
use super::psql::Psql;
use super::{Failure, failed};
use crate::files::Part;
use crate::flavor::Flavor;
use crate::history::{Entry, History};
use crate::server::Server;
use crate::statements::{Nature, Step};

/// What a run works with.
pub(super) struct Bench<'a> {
    pub server: &'a Server,
    /// A psql that waits for work.
    pub psql: Option<Psql>,
    pub session: &'a mut Dedicated,
    pub history: &'a History,
    pub flavor: Flavor,
    pub options: &'a Options,
    pub listener: &'a dyn Listener,
    /// How many have run, and how many there are.
    pub at: usize,
    pub n: usize,
}

impl Bench<'_> {
    /// Sets the session as the options say.
    pub async fn set(&mut self) -> Result<()> {
        let text = self.settings();
        self.session.run(&text).await.map_err(Error::from)
    }

    pub fn settings(&self) -> String {
        let (lock, statement) = (self.options.lock_timeout, self.options.statement_timeout);
        match self.flavor {
            Flavor::Postgres => format!(
                "set lock_timeout = {}; set statement_timeout = {}; set client_min_messages = warning",
                lock.as_millis(),
                statement.as_millis()
            ),
            Flavor::MySql => {
                let wait = if lock.is_zero() { 31_536_000 } else { lock.as_secs().max(1) };
                let innodb = if lock.is_zero() { 1_073_741_824 } else { wait };
                format!("set session lock_wait_timeout = {wait}, session innodb_lock_wait_timeout = {innodb}")
            }
            Flavor::Sqlite => {
                let wait = if lock.is_zero() { i32::MAX as u128 } else { lock.as_millis() };
                format!("pragma busy_timeout = {wait}")
            }
        }
    }

    /// Undoes what a file has set.
    pub async fn reset(&mut self, steps: &[Step]) -> std::result::Result<(), Failure> {
        let sets = |step: &Step| step.nature == Nature::Setting || step.sql.contains("set_config");
        if self.flavor != Flavor::Postgres || !steps.iter().any(sets) {
            return Ok(());
        }
        let text = format!("reset session authorization; reset role; reset all; {}", self.settings());
        Ok(self.session.run(&text).await?)
    }

    /// Runs all statements of a part in the transaction that is open, or that `begins` with them.
    pub async fn statements(&mut self, part: &Part, steps: &[Step], begins: bool) -> std::result::Result<(), Failure> {
        let (mut from, mut begins) = (0, begins);
        while from < steps.len() {
            let plain = steps[from..].iter().take_while(|step| step.rows.is_none()).count();
            let first = usize::from(std::mem::take(&mut begins));
            let begin = [self.flavor.begin()];
            let plain_texts = steps[from..from + plain].iter().map(|step| step.sql.as_str());
            let texts: Vec<&str> = begin[..first].iter().copied().chain(plain_texts).collect();
            let answer = self.session.run_many(&texts).await;
            answer.map_err(|(n, error)| failed(part, &steps[from + n.saturating_sub(first)], error))?;
            from += plain;
            if let Some((step, rows)) = steps.get(from).and_then(|step| Some((step, step.rows.as_ref()?))) {
                self.session.copy_in(&step.sql, rows).await.map_err(|error| failed(part, step, error))?;
                from += 1;
            }
        }
        Ok(())
    }

    /// Runs `works` in one transaction. Nothing of them is kept if one fails: which, comes with the failure.
    pub async fn together(&mut self, works: &[Work<'_>]) -> std::result::Result<Vec<Entry>, (Failure, usize)> {
        let first = self.at;
        // On PostgreSQL the beginning goes with the first statements, in one round trip.
        let with_first =
            self.flavor == Flavor::Postgres && works.first().is_some_and(|work| starts_plain(&work.steps.steps));
        if !with_first {
            self.session.run(self.flavor.begin()).await.map_err(|error| (error.into(), first))?;
        }
        match self.in_transaction(works, with_first).await {
            Ok(entries) => Ok(entries),
            Err(failure) => {
                let failed = std::mem::replace(&mut self.at, first);
                // A connection that is lost rolls back by itself.
                let _ = self.session.run("rollback").await;
                Err((failure, failed))
            }
        }
    }

    async fn in_transaction(
        &mut self,
        works: &[Work<'_>],
        mut begins: bool,
    ) -> std::result::Result<Vec<Entry>, Failure> {
        let mut entries = Vec::new();
        for work in works {
            let migration = work.migration;
            self.listener.begins(migration, self.at, self.n);
            let mut entry = self.history.begin(migration, "up");
            let begun = Instant::now();
            self.statements(&migration.up, &work.steps.steps, std::mem::take(&mut begins)).await?;
            self.reset(&work.steps.steps).await?;
            entry.statements = i64::try_from(work.steps.steps.len()).unwrap_or(i64::MAX);
            entry.duration_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
            entry.success = true;
            match &work.entry {
                Some(_) => self.history.write(self.session, &entry).await?,
                None => self.history.insert(self.session, &entry).await?,
            }
            self.listener.ran(&entry);
            self.at += 1;
            entries.push(entry);
        }
        self.session.run("commit").await.map_err(|error| at_commit(error, works))?;
        Ok(entries)
    }
}

/// Returns whether the first statement has no rows with it.
fn starts_plain(steps: &[Step]) -> bool {
    steps.first().is_some_and(|step| step.rows.is_none())
}

/// A constraint that is checked at the end belongs to no statement: the last file is named.
fn at_commit(error: nexusql_db::Error, works: &[Work<'_>]) -> Failure {
    let kind = error.kind();
    let names: Vec<String> = works.iter().map(|work| work.migration.id()).collect();
    let error = Error::from(error).map(|said| {
        let detail = format!("It was said at the end of the transaction of {}.", names.join(", "));
        if said.detail.is_some() { said } else { said.with_detail(detail) }
    });
    Failure { error, kind }
}
