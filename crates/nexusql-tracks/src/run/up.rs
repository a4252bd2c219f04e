//! `up`: what is pending is checked, and then run.

use std::collections::{BTreeMap, VecDeque};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::Dedicated;
use serde::Serialize;

use super::Failure;
use super::group::Bench;
use super::options::{Listener, Options};
use super::plan::{Unit, pending, units};
use super::stepwise::pause;
use crate::files::{Migration, Tree};
use crate::history::{Entry, History};
use crate::lock;
use crate::server::Server;
use crate::status::{Standing, State, standings};
use crate::{order, preflight};

/// What a run has done.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The number of the run.
    pub execution_id: String,
    /// What was applied or undone.
    pub done: Vec<Entry>,
    /// With a dry run: what would be run, and its SQL.
    pub would_run: Vec<WouldRun>,
}

/// A migration that a dry run shows.
#[derive(Clone, Debug, Serialize)]
pub struct WouldRun {
    /// Its track and name.
    pub id: String,
    /// Whether it is in one transaction with the one before it.
    pub joins: bool,
    /// Whether it is in a transaction.
    pub transaction: bool,
    /// Its SQL.
    pub sql: String,
}

/// Runs what is pending in `tree`.
///
/// Errors: [`ErrorKind::Refused`] for what the options refuse, and for checks that fail: nothing has run then;
/// [`ErrorKind::Server`] if another runner is at work, or a statement fails.
pub async fn up(server: &Server, tree: &Tree, options: &Options, listener: &dyn Listener) -> Result<Report> {
    let mut session = server.manager.dedicated().await.map_err(Error::from)?;
    let history = History::open(server, &mut session).await?;
    let mut report = Report { execution_id: server.who.execution.clone(), ..Report::default() };
    // A look without the lock: where there is nothing to do, nobody has to wait.
    let first = standings(tree, &history, &mut session, &options.tracks).await?;
    check_tracks(tree, options)?;
    // What was squashed is noted under the lock.
    if first.iter().all(|standing| standing.state.is_well() && standing.state != State::Squashed) {
        return Ok(report);
    }
    if options.dry_run {
        report.would_run = would_run(&first, server, options, listener)?;
        return Ok(report);
    }
    let lock = lock::take(server, &mut session, options.lock_wait).await?;
    let answer = locked(server, tree, options, listener, &mut session, &history).await;
    lock.give(&mut session).await;
    answer
}

/// As [`up`], with the lock.
async fn locked(
    server: &Server,
    tree: &Tree,
    options: &Options,
    listener: &dyn Listener,
    session: &mut Dedicated,
    history: &History,
) -> Result<Report> {
    let mut report = Report { execution_id: server.who.execution.clone(), ..Report::default() };
    for track in &tree.tracks {
        history.ensure(session, &track.name).await?;
    }
    let standings = standings(tree, history, session, &options.tracks).await?;
    let pending = pending(&standings, options, listener)?;
    note_squashed(&standings, history, session, listener).await?;
    check_needs(tree, &pending, history, session).await?;
    let units = units(&pending, server.flavor, options, listener)?;
    if units.is_empty() {
        return Ok(report);
    }
    if options.checks {
        let migrations: Vec<&Migration> = pending.iter().filter_map(|standing| standing.migration).collect();
        preflight::run(server, session, &migrations, options, listener).await?;
    }
    let n = pending.len();
    let mut bench = Bench {
        server,
        psql: None,
        session,
        history,
        flavor: server.flavor,
        options,
        listener,
        at: 0,
        n,
        prepared: BTreeMap::new(),
    };
    bench.set().await?;
    let mut left: VecDeque<Unit<'_>> = units.into();
    while let Some(unit) = left.pop_front() {
        let first = bench.at;
        match (run_unit(&mut bench, &unit).await, unit) {
            (Ok(entries), _) => report.done.extend(entries),
            (Err((failure, n)), Unit::Together(works)) if n > first && wants_commit(&failure) => {
                let (before, after) = works.split_at(n - first);
                let message = format!("\"{}\" needs what comes before it committed", after[0].migration.id());
                let detail = format!("{}: so the transaction is cut in two there.", failure.error);
                listener.notice(&Diagnostic::notice("transaction-cut", message).with_detail(detail));
                left.push_front(Unit::Together(after.to_vec()));
                left.push_front(Unit::Together(before.to_vec()));
            }
            (Err((failure, _)), unit) => return Err(stopped(failure, &unit, &report)),
        }
    }
    if let Some(psql) = bench.psql.take() {
        psql.end().await;
    }
    Ok(report)
}

/// Notes squashed migrations in place of what they were squashed of.
async fn note_squashed(
    standings: &[Standing<'_>],
    history: &History,
    session: &mut Dedicated,
    listener: &dyn Listener,
) -> Result<()> {
    let found = standings.iter().filter(|one| one.state == State::Squashed).filter_map(|one| one.migration);
    for migration in found {
        let entry = Entry { success: true, ..history.begin(migration, "squashed") };
        session.run(history.begin_transaction()).await.map_err(Error::from)?;
        history.write(session, &entry).await?;
        session.run("commit").await.map_err(Error::from)?;
        let message = format!("\"{}\" is noted and not run: all that it replaces was applied", migration.id());
        listener.notice(&Diagnostic::notice("squashed-noted", message));
    }
    Ok(())
}

/// Returns whether it would run if what came before it in the transaction was committed: a new value of an enum, events of
/// triggers that are pending.
///
/// Source: PostgreSQL, `check_safe_enum_use` in enum.c; `CheckTableNotInUse` in tablecmds.c.
fn wants_commit(failure: &Failure) -> bool {
    matches!(failure.error.diagnostic().sqlstate.as_deref(), Some("55P04" | "55006"))
}

fn check_tracks(tree: &Tree, options: &Options) -> Result<()> {
    let Some(unknown) = options.tracks.iter().find(|name| tree.track(name).is_none()) else { return Ok(()) };
    let known: Vec<&str> = tree.tracks.iter().map(|track| track.name.as_str()).collect();
    let diagnostic = Diagnostic::error("track-unknown", format!("there is no track \"{unknown}\""))
        .with_hint(format!("The tracks are {}.", known.join(", ")));
    Err(Error::new(ErrorKind::Usage, diagnostic))
}

/// Runs a unit; a failure comes with the number of the migration that failed.
async fn run_unit(bench: &mut Bench<'_>, unit: &Unit<'_>) -> std::result::Result<Vec<Entry>, (Failure, usize)> {
    let first = bench.at;
    let works = match unit {
        Unit::Stepwise(work) if work.steps.psql.is_some() => {
            return bench.by_psql(std::slice::from_ref(work), false).await;
        }
        Unit::Stepwise(work) => {
            return bench.stepwise(work).await.map(|entry| vec![entry]).map_err(|failure| (failure, first));
        }
        Unit::Together(works) => works,
    };
    let by_psql = works.iter().any(|work| work.steps.psql.is_some());
    let mut tries = 0;
    loop {
        let answer = if by_psql { bench.by_psql(works, true).await } else { bench.together(works).await };
        match answer {
            Err((failure, _)) if failure.may_pass() && tries < bench.options.lock_retries => {
                tries += 1;
                bench.tell_retry(&failure, tries);
                tokio::time::sleep(pause(tries)).await;
            }
            answer => return answer,
        }
    }
}

/// What was done before the failure is part of the answer.
fn stopped(failure: Failure, unit: &Unit<'_>, report: &Report) -> Error {
    let rolled_back = matches!(unit, Unit::Together(_));
    failure.error.map(|said| {
        if said.hint.is_some() || !rolled_back {
            return said;
        }
        match report.done.len() {
            0 => said.with_hint("The transaction was rolled back: nothing of this run was kept."),
            n => said.with_hint(format!("The transaction was rolled back; the {n} migrations before it stay.")),
        }
    })
}

/// What is pending must find what it requires applied, or pending before it.
async fn check_needs(tree: &Tree, pending: &[&Standing<'_>], history: &History, session: &mut Dedicated) -> Result<()> {
    let mut missing = Vec::new();
    let requires = |standing: &Standing<'_>| {
        standing.migration.is_some_and(|one| {
            !one.requires.is_empty() || tree.track(&one.track).is_some_and(|track| !track.requires.is_empty())
        })
    };
    if !pending.iter().any(|standing| requires(standing)) {
        return Ok(());
    }
    let all = standings(tree, history, session, &[]).await?;
    for (at, standing) in pending.iter().enumerate() {
        let Some(migration) = standing.migration else { continue };
        for need in order::needs_of(tree, migration)? {
            let applied = all.iter().any(|one| {
                one.track == need.track
                    && one.name == need.name
                    && one.entry.as_ref().is_some_and(|entry| entry.success)
            });
            let comes = pending[..at].iter().any(|one| one.track == need.track && one.name == need.name);
            if !applied && !comes {
                let message = format!("\"{}\" requires \"{}\", which is not applied", migration.id(), need.id());
                let place = migration.requires.first().map(|(_, place)| place.clone());
                let diagnostic = Diagnostic::error("requires-unmet", message)
                    .with_hint(format!("Run track \"{}\" too.", need.track));
                missing.push(place.into_iter().fold(diagnostic, Diagnostic::with_place));
            }
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(Error::several(ErrorKind::Refused, missing)) }
}

fn would_run(
    standings: &[Standing<'_>],
    server: &Server,
    options: &Options,
    listener: &dyn Listener,
) -> Result<Vec<WouldRun>> {
    let pending = pending(standings, options, listener)?;
    let mut shown = Vec::new();
    for unit in units(&pending, server.flavor, options, listener)? {
        let (works, transaction) = match unit {
            Unit::Together(works) => (works, true),
            Unit::Stepwise(work) => (vec![*work], false),
        };
        for (n, work) in works.iter().enumerate() {
            let sql = work.migration.up.sql().to_owned();
            shown.push(WouldRun { id: work.migration.id(), joins: n > 0, transaction, sql });
        }
    }
    Ok(shown)
}
