//! A migration a statement at a time, each noted: for what no transaction holds. A run that was killed leaves a note of how
//! far it came, and the next one goes on from there.
//!
//! A statement that can be in a transaction is in one with its note. Before any other, it is noted that it is about to
//! run; what has become of it is then found out from what the database holds.

use std::time::{Duration, Instant};

use nexusql_base::{Diagnostic, Error, ErrorKind};
use nexusql_db::{Kind, params};

use super::group::Bench;
use super::options::Options;
use super::plan::Work;
use super::{Failure, failed};
use crate::files::{Part, checksum};
use crate::flavor::Flavor;
use crate::history::Entry;
use crate::server::Server;
use crate::statements::{Nature, Step, at, steps, tsql};
use crate::status::Standing;

/// What is noted where the name of the statement says enough.
const ABOUT_TO_RUN: &str = "about to run";

/// The longest pause before something is tried again.
const PAUSE_MAX: Duration = Duration::from_secs(10);

/// Returns how long to wait before try number `n`, from 1.
pub(super) fn pause(n: u32) -> Duration {
    Duration::from_millis(200).saturating_mul(2_u32.saturating_pow(n.min(10))).min(PAUSE_MAX)
}

type Answer<T> = Result<T, Failure>;

impl Bench<'_> {
    /// Runs `work` upwards.
    pub async fn stepwise(&mut self, work: &Work<'_>) -> Answer<Entry> {
        self.listener.begins(work.migration, self.at, self.n);
        if let Some(code) = &work.migration.code {
            let entry = self.code_alone(work, code).await?;
            self.listener.ran(&entry);
            self.at += 1;
            return Ok(entry);
        }
        let steps = &work.steps.steps;
        let mut entry = match &work.entry {
            Some(entry) if !entry.success => entry.clone(),
            known => {
                let entry = self.history.begin(work.migration, "up");
                match known {
                    Some(_) => self.history.write(self.session, &entry).await?,
                    None => self.history.insert(self.session, &entry).await?,
                }
                entry
            }
        };
        self.steps(&work.migration.up, steps, &mut entry).await?;
        entry.checksum = work.migration.checksum();
        entry.success = true;
        self.history.update(self.session, &entry).await?;
        self.listener.ran(&entry);
        self.at += 1;
        Ok(entry)
    }

    /// Runs the statements that `entry` does not have yet.
    pub async fn steps(&mut self, part: &Part, steps: &[Step], entry: &mut Entry) -> Answer<()> {
        let begun = Instant::now();
        let before_ms = entry.duration_ms;
        let mut done = check_beginning(part, steps, entry)?;
        // What was set for a session ended with it.
        for step in steps[..done].iter().filter(|step| sets_session(step)) {
            self.session.run(&step.sql).await.map_err(|error| failed(part, step, error))?;
        }
        if entry.in_doubt.is_some()
            && let Some(step) = steps.get(done)
        {
            if self.has_run(part, step, entry).await? {
                note(entry, step);
                done += 1;
            }
            entry.in_doubt = None;
            self.history.update(self.session, entry).await?;
        }
        // Whether the file has begun a transaction of its own.
        let mut open = false;
        for step in &steps[done..] {
            entry.duration_ms = before_ms + i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
            let answer = self.step(part, step, entry, &mut open).await;
            if let Err(failure) = answer {
                if open || self.flavor == Flavor::Mssql {
                    // With the file's own transaction goes what was noted in it. A batch may have begun one before it failed.
                    let _ = self.session.run(self.flavor.rollback()).await;
                }
                let in_doubt = self.flavor == Flavor::Mssql && entry.in_doubt.is_some();
                return Err(with_progress(failure, entry, open, in_doubt));
            }
        }
        if open {
            let _ = self.session.run(self.flavor.rollback()).await;
            return Err(left_open(part, steps.last()).into());
        }
        self.reset(steps).await
    }

    async fn step(&mut self, part: &Part, step: &Step, entry: &mut Entry, open: &mut bool) -> Answer<()> {
        if step.nature == Nature::Control || *open {
            return self.in_own_transaction(part, step, entry, open).await;
        }
        let mut tries = 0;
        loop {
            let answer = match step.nature {
                Nature::Outside(_) | Nature::Commits => self.outside(part, step, entry).await,
                _ => self.with_note(part, step, entry).await,
            };
            match answer {
                Err(failure) if failure.may_pass() && tries < self.options.lock_retries => {
                    tries += 1;
                    self.tell_retry(&failure, tries);
                    tokio::time::sleep(pause(tries)).await;
                    if entry.in_doubt.is_some() && self.has_run(part, step, entry).await? {
                        note(entry, step);
                        return Ok(self.history.update(self.session, entry).await?);
                    }
                }
                answer => return answer,
            }
        }
    }

    pub(super) fn tell_retry(&self, failure: &Failure, n: u32) {
        let message = format!("{}; trying again in {:?}", failure.error, pause(n));
        let detail = format!("Try {n} of {}.", self.options.lock_retries);
        self.listener.notice(&Diagnostic::notice("trying-again", message).with_detail(detail));
    }

    /// A statement and its note in one transaction.
    async fn with_note(&mut self, part: &Part, step: &Step, entry: &mut Entry) -> Answer<()> {
        let before = entry.clone();
        self.session.run(self.flavor.begin()).await?;
        let answer = async {
            self.send(part, step).await?;
            note(entry, step);
            self.history.update(self.session, entry).await?;
            self.session.run(self.flavor.commit()).await.map_err(|error| failed(part, step, error))
        };
        let answer = answer.await;
        if answer.is_err() {
            *entry = before;
            let _ = self.session.run(self.flavor.rollback()).await;
        }
        answer
    }

    /// A statement that no transaction holds, between two notes.
    async fn outside(&mut self, part: &Part, step: &Step, entry: &mut Entry) -> Answer<()> {
        entry.in_doubt = Some(match self.flavor {
            Flavor::MySql => self.fingerprint().await?,
            _ => ABOUT_TO_RUN.to_owned(),
        });
        self.history.update(self.session, entry).await?;
        if self.flavor == Flavor::Postgres {
            // What waits for old transactions waits for locks: broken off, it would leave an invalid index.
            self.session.run("set lock_timeout = 0").await?;
        }
        let mut answer = self.send(part, step).await;
        if answer.is_ok()
            && step.nature == Nature::Outside(tsql::OWN_TRANSACTION)
            && self.session.in_transaction().await?
        {
            answer = Err(left_open(part, Some(step)).into());
        }
        if answer.is_err() && self.flavor == Flavor::Mssql {
            let _ = self.session.run(self.flavor.rollback()).await;
        }
        if answer.is_ok() {
            note(entry, step);
        }
        let lost = answer.as_ref().is_err_and(|failure| failure.kind == Kind::Connection);
        if answer.is_ok() || (self.flavor == Flavor::MySql && !lost) {
            // What fails on MySQL has done nothing.
            entry.in_doubt = None;
        }
        if !lost {
            self.history.update(self.session, entry).await?;
            self.set().await?;
        }
        answer
    }

    /// A statement of a transaction that the file has begun, or one that begins or ends it.
    async fn in_own_transaction(&mut self, part: &Part, step: &Step, entry: &mut Entry, open: &mut bool) -> Answer<()> {
        let ends = step.nature == Nature::Control && *open;
        if ends {
            note(entry, step);
            self.history.update(self.session, entry).await?;
        }
        self.send(part, step).await?;
        if step.nature == Nature::Control || step.nature == Nature::Commits {
            *open = self.session.in_transaction().await?;
        }
        let rolled_back = match self.flavor {
            Flavor::Mssql => tsql::words(&step.sql).iter().any(|word| word == "rollback"),
            _ => step.sql.get(..4).is_some_and(|verb| matches!(&*verb.to_ascii_lowercase(), "roll" | "abor")),
        };
        if !ends {
            note(entry, step);
        }
        if !ends || rolled_back {
            self.history.update(self.session, entry).await?;
        }
        Ok(())
    }

    async fn send(&mut self, part: &Part, step: &Step) -> Answer<()> {
        let answer = match &step.rows {
            Some(rows) => self.session.copy_in(&step.sql, rows).await,
            None => self.session.run(&step.sql).await,
        };
        answer.map_err(|error| failed(part, step, error))
    }

    async fn fingerprint(&mut self) -> Answer<String> {
        let row: (String,) = self.session.fetch_one(include_str!("fingerprint.sql"), ()).await?;
        Ok(checksum(&row.0))
    }

    /// Finds out whether the statement that was about to run when the last run ended has run.
    async fn has_run(&mut self, part: &Part, step: &Step, entry: &Entry) -> Answer<bool> {
        match (self.flavor, step.nature) {
            (Flavor::MySql, _) => Ok(entry.in_doubt != Some(self.fingerprint().await?)),
            (Flavor::Postgres, Nature::Outside("CREATE INDEX CONCURRENTLY")) => self.index_is_built(part, step).await,
            (Flavor::Postgres, Nature::Outside("DROP INDEX CONCURRENTLY")) => {
                let words = words(&step.sql);
                let name = words.iter().rev().find(|word| !matches!(word.as_str(), ";" | "cascade" | "restrict"));
                let sql = "select pg_catalog.to_regclass(:name) is null";
                let row: (bool,) =
                    self.session.fetch_one(sql, params! { name: name.cloned().unwrap_or_default() }).await?;
                Ok(row.0)
            }
            (Flavor::Postgres, Nature::Outside(name)) if !is_repeatable(name) => Err(in_doubt(part, step).into()),
            (Flavor::Mssql, Nature::Outside(name)) if !matches!(name, "RECONFIGURE" | "BACKUP") => {
                Err(in_doubt(part, step).into())
            }
            // These come to the same if they run twice.
            _ => Ok(false),
        }
    }

    /// Returns whether the index stands; what is left of a build that was broken off is dropped.
    async fn index_is_built(&mut self, part: &Part, step: &Step) -> Answer<bool> {
        let words = words(&step.sql);
        let after = |word: &str| words.iter().position(|found| found.eq_ignore_ascii_case(word));
        let (Some(concurrently), Some(on)) = (after("concurrently"), after("on")) else {
            return Err(in_doubt(part, step).into());
        };
        let name = words.get(on.wrapping_sub(1)).filter(|_| on > concurrently + 1);
        let table = words.get(on + 1).filter(|word| !word.eq_ignore_ascii_case("only")).or(words.get(on + 2));
        let (Some(name), Some(table)) = (name, table) else { return Err(in_doubt(part, step).into()) };
        let sql = "select i.indisvalid, pg_catalog.format('drop index concurrently %s', i.indexrelid::regclass) \
                   from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid \
                   where i.indrelid = pg_catalog.to_regclass(:table) and c.relname = (pg_catalog.parse_ident(:name))[1]";
        let row: Option<(bool, String)> =
            self.session.fetch_optional(sql, params! { table: table, name: name }).await?;
        match row {
            Some((false, drop)) => {
                self.session.run(&drop).await?;
                Ok(false)
            }
            found => Ok(found.is_some()),
        }
    }
}

fn sets_session(step: &Step) -> bool {
    matches!(step.nature, Nature::Setting | Nature::Outside("PRAGMA" | "ATTACH"))
}

fn is_repeatable(name: &str) -> bool {
    ["REINDEX", "VACUUM", "CLUSTER", "ALTER SYSTEM", "DISCARD", "ALTER SUBSCRIPTION"]
        .iter()
        .any(|one| name.starts_with(one))
}

fn in_doubt(part: &Part, step: &Step) -> Error {
    let message = "it is not known whether the statement has run: an earlier run ended within it";
    let diagnostic = at(part, step, Diagnostic::error("statement-in-doubt", message))
        .with_hint("Look at the database, and say it with \"nexusql migrate repair --ran\" or \"--not-run\".");
    Error::new(ErrorKind::Refused, diagnostic)
}

fn left_open(part: &Part, step: Option<&Step>) -> Error {
    let diagnostic = Diagnostic::error("transaction-left-open", "migration begins a transaction and does not end it")
        .with_detail("It was rolled back.")
        .with_hint("End it with COMMIT, or take BEGIN out: what can be in a transaction is put into one.");
    Error::new(ErrorKind::Sql, step.map_or(diagnostic.clone(), |step| at(part, step, diagnostic)))
}

/// Notes that `step` has run.
fn note(entry: &mut Entry, step: &Step) {
    entry.statements += 1;
    entry.statements_checksum = chained(&entry.statements_checksum, step);
    entry.in_doubt = None;
}

fn chained(before: &str, step: &Step) -> String {
    checksum(&format!("{before}\0{}\0{}", step.sql, step.rows.as_deref().unwrap_or("")))
}

/// Returns how many statements have run already.
fn check_beginning(part: &Part, steps: &[Step], entry: &Entry) -> Answer<usize> {
    let done = usize::try_from(entry.statements).unwrap_or(0);
    let is_same = done <= steps.len()
        && steps[..done].iter().fold(String::new(), |sum, step| chained(&sum, step)) == entry.statements_checksum;
    if is_same {
        return Ok(done);
    }
    let message = format!("\"{}\" has changed where it has run already", part.file);
    let diagnostic = Diagnostic::error("beginning-changed", message)
        .with_detail(format!(
            "An earlier run has ended after the first {done} statements; they must stand as they were."
        ))
        .with_hint("Put them back: what comes after them may be changed.");
    Err(Error::new(ErrorKind::Refused, diagnostic).into())
}

fn with_progress(failure: Failure, entry: &Entry, was_open: bool, in_doubt: bool) -> Failure {
    let hint = match (entry.statements, was_open) {
        _ if in_doubt => {
            let how = "say it with \"nexusql migrate repair --ran\" or \"--not-run\"";
            format!("It is not known how far the batch came. Look at the database, and {how}.")
        }
        (_, true) => "The file's own transaction was rolled back. Mend the file and run again.".to_owned(),
        (0, _) => "Nothing of the migration has run. Mend the file and run again.".to_owned(),
        (n, _) => {
            format!("The first {n} statements of the migration stay, and are noted. Mend what follows and run again.")
        }
    };
    let error = failure.error.map(|said| if said.hint.is_some() { said } else { said.with_hint(hint) });
    Failure { error, ..failure }
}

/// Returns the words and names of a statement, comments left out.
fn words(sql: &str) -> Vec<String> {
    crate::statements::words(sql)
}

/// Returns whether what is in doubt is the whole of it, and not one of its statements: code, and what psql ran.
pub fn is_one_thing(entry: &Entry) -> bool {
    entry.is_code() || entry.in_doubt.as_deref().is_some_and(|doubt| doubt.starts_with(super::psql::IN_DOUBT))
}

/// Notes the statement of `entry` that was in doubt as run.
///
/// Errors: those of reading the file.
pub fn note_as_run(
    server: &Server,
    standing: &Standing<'_>,
    entry: &mut Entry,
    options: &Options,
) -> nexusql_base::Result<()> {
    if is_one_thing(entry) {
        entry.success = true;
        return Ok(());
    }
    let Some(migration) = standing.migration else { return Ok(()) };
    let part = if entry.kind == "down" { migration.down.as_ref().unwrap_or(&migration.up) } else { &migration.up };
    let steps = steps(part, server.flavor, &options.variables)?.steps;
    if let Some(step) = usize::try_from(entry.statements).ok().and_then(|n| steps.get(n)) {
        note(entry, step);
    }
    Ok(())
}
