//! Several migrations in one transaction, with the notes of them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

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
use crate::statements::{Nature, Step, tsql};

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
    /// How the notes of tracks begin that were prepared (PostgreSQL).
    pub prepared: BTreeMap<String, String>,
}

/// What a login sets by itself. What was set for one table, and what `SET NOEXEC ON` left out, is not known here.
///
/// Source: MS-TDS, LOGIN7, fODBC; SQL Server documentation, SET statements.
const TSQL_DEFAULTS: &str = "set noexec off; set parseonly off; set fmtonly off; set ansi_nulls on; set ansi_padding on; \
     set ansi_warnings on; set ansi_null_dflt_on on; set concat_null_yields_null on; set quoted_identifier on; \
     set numeric_roundabort off; set nocount off; set rowcount 0; set transaction isolation level read committed; \
     set deadlock_priority normal";

/// From how many migrations on it pays to prepare notes.
const PREPARE_FROM: usize = 8;

impl Bench<'_> {
    /// Sets the session as the options say.
    pub async fn set(&mut self) -> Result<()> {
        if matches!(self.flavor, Flavor::Sqlite | Flavor::Mssql) {
            // They have no limit of their own.
            let limit = self.options.statement_timeout;
            self.session.set_statement_timeout((!limit.is_zero()).then_some(limit));
        }
        let text = self.settings();
        self.session.run(&text).await.map_err(Error::from)
    }

    pub fn settings(&self) -> String {
        let (lock, statement) = (self.options.lock_timeout, self.options.statement_timeout);
        match self.flavor {
            Flavor::Postgres => {
                let limits = format!(
                    "set lock_timeout = {}; set statement_timeout = {}; set client_min_messages = warning",
                    lock.as_millis(),
                    statement.as_millis()
                );
                limits
                    + &self
                        .server
                        .set_search_path(&self.options.search_path)
                        .map(|path| format!("; {path}"))
                        .unwrap_or_default()
            }
            Flavor::MySql => {
                let wait = if lock.is_zero() { 31_536_000 } else { lock.as_secs().max(1) };
                let innodb = if lock.is_zero() { 1_073_741_824 } else { wait };
                let (seconds, ms) = (statement.as_secs_f64(), statement.as_millis());
                // Each reads the comment that is meant for it. MySQL has a limit for queries only.
                format!(
                    "set session lock_wait_timeout = {wait}, session innodb_lock_wait_timeout = {innodb} \
                     /*M! , session max_statement_time = {seconds} */ /*!50708 , session max_execution_time = {ms} */"
                )
            }
            Flavor::Sqlite => {
                let wait = if lock.is_zero() { i32::MAX as u128 } else { lock.as_millis() };
                format!("pragma busy_timeout = {wait}")
            }
            Flavor::Mssql => {
                let wait =
                    if lock.is_zero() { "-1".to_owned() } else { lock.as_millis().min(i32::MAX as u128).to_string() };
                // What fails takes its transaction with it; without this, the next statement of a batch would run.
                format!("set xact_abort on; set lock_timeout {wait}")
            }
        }
    }

    /// Undoes what a file has set.
    pub async fn reset(&mut self, steps: &[Step]) -> std::result::Result<(), Failure> {
        match self.resetting(steps) {
            Some(text) => Ok(self.session.run(&text).await?),
            None => Ok(()),
        }
    }

    /// Returns what undoes what a file has set, if it may have set something (PostgreSQL, SQL Server).
    fn resetting(&self, steps: &[Step]) -> Option<String> {
        let sets = |step: &Step| match self.flavor {
            Flavor::Postgres => step.nature == Nature::Setting || step.sql.contains("set_config"),
            Flavor::Mssql => tsql::may_set(step),
            Flavor::MySql | Flavor::Sqlite => false,
        };
        steps.iter().any(sets).then(|| self.defaults())
    }

    /// Returns what puts a session back to what it was at the beginning (PostgreSQL, SQL Server).
    pub(super) fn defaults(&self) -> String {
        match self.flavor {
            Flavor::Mssql => {
                let back = self.history.use_database().map(|back| format!("{back}; ")).unwrap_or_default();
                format!("{TSQL_DEFAULTS}; {back}{}", self.settings())
            }
            _ => format!("reset session authorization; reset role; reset all; {}", self.settings()),
        }
    }

    /// Runs all statements of a part in the transaction that is open.
    pub async fn statements(&mut self, part: &Part, steps: &[Step]) -> std::result::Result<(), Failure> {
        self.statements_between(&[], part, steps, &[]).await.map_err(Stop::failure)
    }

    /// Runs `before`, all statements of a part, and `after`. All of it is on its way before the first answer comes, but
    /// for rows, which stand between two such ways.
    async fn statements_between(
        &mut self,
        before: &[&str],
        part: &Part,
        steps: &[Step],
        after: &[&str],
    ) -> std::result::Result<(), Stop> {
        let (mut from, mut before) = (0, before);
        loop {
            let n_plain = steps[from..].iter().take_while(|step| step.rows.is_none()).count();
            let after = if from + n_plain == steps.len() { after } else { &[] };
            let plain = steps[from..from + n_plain].iter().map(|step| step.sql.as_str());
            let texts: Vec<&str> = before.iter().copied().chain(plain).chain(after.iter().copied()).collect();
            if let Err((n, error)) = self.session.run_many(&texts).await {
                let n = n.checked_sub(before.len());
                return Err(match n.map(|n| steps[from..from + n_plain].get(n)) {
                    Some(Some(step)) => Stop::Before(failed(part, step, error)),
                    Some(None) => Stop::After(error),
                    None => Stop::Before(error.into()),
                });
            }
            (from, before) = (from + n_plain, &[]);
            let Some((step, rows)) = steps.get(from).and_then(|step| Some((step, step.rows.as_ref()?))) else {
                return Ok(());
            };
            let copied = self.session.copy_in(&step.sql, rows).await;
            copied.map_err(|error| Stop::Before(failed(part, step, error)))?;
            from += 1;
        }
    }

    /// Runs `works` in one transaction. Nothing of them is kept if one fails: which, comes with the failure.
    pub async fn together(&mut self, works: &[Work<'_>]) -> std::result::Result<Vec<Entry>, (Failure, usize)> {
        let first = self.at;
        let answer = match self.flavor {
            Flavor::Postgres => self.in_few_round_trips(works).await,
            _ => self.in_transaction(works).await,
        };
        match answer {
            Ok(entries) => Ok(entries),
            Err(failure) => {
                let failed = std::mem::replace(&mut self.at, first);
                // A connection that is lost rolls back by itself.
                let _ = self.session.run(self.flavor.rollback()).await;
                if self.flavor == Flavor::Mssql {
                    // What was set outlives the transaction.
                    let _ = self.session.run(&self.defaults()).await;
                }
                Err((failure, failed))
            }
        }
    }

    async fn in_transaction(&mut self, works: &[Work<'_>]) -> std::result::Result<Vec<Entry>, Failure> {
        self.session.run(self.flavor.begin()).await?;
        let mut entries = Vec::new();
        for work in works {
            let migration = work.migration;
            self.listener.begins(migration, self.at, self.n);
            if let Some(code) = &migration.code {
                let entry = self.code_in_transaction(work, code).await?;
                self.end_one(entry, &mut entries);
                continue;
            }
            let mut entry = self.history.begin(migration, "up");
            let begun = Instant::now();
            self.statements(&migration.up, &work.steps.steps).await?;
            self.end_of_file(&work.steps.steps).await?;
            finish(&mut entry, work, begun.elapsed());
            match &work.entry {
                Some(_) => self.history.write(self.session, &entry).await?,
                None => self.history.insert(self.session, &entry).await?,
            }
            self.end_one(entry, &mut entries);
        }
        self.session.run(self.flavor.commit()).await.map_err(|error| at_commit(error, works))?;
        Ok(entries)
    }

    /// Sees to it that what a file has done is in the transaction, and that what it has set ends with it.
    pub async fn end_of_file(&mut self, steps: &[Step]) -> std::result::Result<(), Failure> {
        self.reset(steps).await?;
        match self.flavor.still_open() {
            Some(check) => Ok(self.session.run(check).await?),
            None => Ok(()),
        }
    }

    /// A migration, its note, and the beginning and the end of the transaction go to the server at once. If one fails,
    /// the server passes over what follows, and the end of the transaction undoes it.
    async fn in_few_round_trips(&mut self, works: &[Work<'_>]) -> std::result::Result<Vec<Entry>, Failure> {
        self.prepare(works).await?;
        let mut entries = Vec::new();
        let transaction = Instant::now();
        for (n, work) in works.iter().enumerate() {
            let migration = work.migration;
            self.listener.begins(migration, self.at, self.n);
            let is_last = n + 1 == works.len();
            if let Some(code) = &migration.code {
                if n == 0 {
                    self.session.run("begin").await?;
                }
                let entry = self.code_in_transaction(work, code).await?;
                if is_last {
                    self.session.run("commit").await.map_err(|error| at_commit(error, works))?;
                }
                self.end_one(entry, &mut entries);
                continue;
            }
            let mut entry = self.history.begin(migration, "up");
            let begun = Instant::now();
            finish(&mut entry, work, Duration::ZERO);
            // The server's own clock tells how long it took: the note is on its way before the answer is here.
            let took = format!(
                "greatest(0, (extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.now()) * 1000)::bigint - {})",
                (begun - transaction).as_millis()
            );
            let note = match self.prepared.get(&migration.track).filter(|_| work.entry.is_none()) {
                Some(execute) if !forgets(&work.steps.steps) => self.history.prepared_note(execute, &entry, &took),
                _ => self.history.note(&entry, work.entry.is_some(), &took),
            };
            let mut after: Vec<String> = self.resetting(&work.steps.steps).into_iter().chain([note]).collect();
            if is_last {
                after.push("commit".to_owned());
            }
            let after: Vec<&str> = after.iter().map(String::as_str).collect();
            let before: &[&str] = if n == 0 { &["begin"] } else { &[] };
            let answer = self.statements_between(before, &migration.up, &work.steps.steps, &after).await;
            answer.map_err(|stop| match stop {
                Stop::Before(failure) => failure,
                Stop::After(error) => at_commit(error, works),
            })?;
            if forgets(&work.steps.steps) {
                self.prepared.clear();
            }
            finish(&mut entry, work, begun.elapsed());
            self.end_one(entry, &mut entries);
        }
        Ok(entries)
    }

    /// Prepares the notes of the tracks of `works`, if many are to come.
    async fn prepare(&mut self, works: &[Work<'_>]) -> std::result::Result<(), Failure> {
        for work in works.iter().filter(|_| self.n >= PREPARE_FROM) {
            let track = &work.migration.track;
            if !self.prepared.contains_key(track) {
                let (prepare, execute) = self.history.prepare(track);
                self.session.run(&prepare).await?;
                self.prepared.insert(track.clone(), execute);
            }
        }
        Ok(())
    }

    fn end_one(&mut self, entry: Entry, entries: &mut Vec<Entry>) {
        self.listener.ran(&entry);
        self.at += 1;
        entries.push(entry);
    }
}

/// Where several texts stopped.
enum Stop {
    /// At a statement, or before the first.
    Before(Failure),
    /// After the last.
    After(nexusql_db::Error),
}

impl Stop {
    fn failure(self) -> Failure {
        match self {
            Self::Before(failure) => failure,
            Self::After(error) => error.into(),
        }
    }
}

/// Notes that all of `work` has run.
pub(super) fn finish(entry: &mut Entry, work: &Work<'_>, took: Duration) {
    entry.statements = i64::try_from(work.steps.steps.len()).unwrap_or(i64::MAX);
    entry.duration_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    entry.success = true;
}

/// Returns whether a file may do away with what is prepared.
fn forgets(steps: &[Step]) -> bool {
    let word = |sql: &str, word: &str| sql.to_ascii_lowercase().contains(word);
    steps.iter().any(|step| word(&step.sql, "deallocate") || word(&step.sql, "discard"))
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
