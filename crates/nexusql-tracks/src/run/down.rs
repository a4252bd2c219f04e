//! `down`: what was applied last is undone.

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::SubsecRound as _;
use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_db::Dedicated;

use super::Failure;
use super::group::Bench;
use super::options::{Listener, Options};
use super::plan::{refuse_reconnect, runs_together};
use super::up::{Report, WouldRun};
use crate::files::{Part, Tree, Version};
use crate::history::{Entry, History};
use crate::lock;
use crate::server::Server;
use crate::statements::{Steps, steps};
use crate::status::{Standing, State, standings};

/// What is undone.
#[derive(Clone, Debug)]
pub struct DownOptions {
    /// How many, those that were applied last first.
    pub n: usize,
    /// Undoes all that was applied after this one, in its track; `0` for all of it.
    pub to: Option<String>,
}

/// Undoes what was applied last.
///
/// Errors: [`ErrorKind::Refused`] for one that does not say how to undo it, whose file is missing, or that another one
/// which stays requires; else as [`super::up`].
pub async fn down(
    server: &Server,
    tree: &Tree,
    options: &Options,
    wanted: &DownOptions,
    listener: &dyn Listener,
) -> Result<Report> {
    let mut session = server.manager.dedicated().await.map_err(Error::from)?;
    let history = History::open(server, &mut session).await?;
    let lock = lock::take(server, &mut session, options.lock_wait).await?;
    let answer = locked(server, tree, options, wanted, listener, &mut session, &history).await;
    lock.give(&mut session).await;
    answer
}

/// As [`down`], with the lock.
async fn locked(
    server: &Server,
    tree: &Tree,
    options: &Options,
    wanted: &DownOptions,
    listener: &dyn Listener,
    session: &mut Dedicated,
    history: &History,
) -> Result<Report> {
    let mut report = Report { execution_id: server.who.execution.clone(), ..Report::default() };
    let standings = standings(tree, history, session, &options.tracks).await?;
    let chosen = chosen(&standings, wanted)?;
    let mut works = Vec::new();
    for standing in &chosen {
        let part = part(standing)?;
        let steps = steps(part, server.flavor, &options.variables)?;
        refuse_reconnect(part, &steps)?;
        works.push((standing, part, steps));
    }
    check_needs(tree, &standings, &chosen)?;
    if options.dry_run {
        let shown = works.iter().map(|(standing, part, _)| WouldRun {
            id: format!("{}/{}", standing.track, standing.name),
            joins: false,
            transaction: part.transaction != Some(false),
            sql: part.sql().to_owned(),
        });
        report.would_run = shown.collect();
        return Ok(report);
    }
    let n = works.len();
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
    if !works.is_empty() {
        bench.history.ensure_log(bench.session).await?;
    }
    for (standing, part, steps) in &works {
        let entry = undo(&mut bench, standing, part, steps).await.map_err(|failure| failure.error)?;
        listener.ran(&entry);
        report.done.push(entry);
    }
    Ok(report)
}

fn chosen<'s, 't>(standings: &'s [Standing<'t>], wanted: &DownOptions) -> Result<Vec<&'s Standing<'t>>> {
    let mut applied: Vec<&Standing<'_>> = standings.iter().filter(|standing| standing.entry.is_some()).collect();
    let when = |standing: &Standing<'_>| standing.entry.as_ref().map(|entry| entry.applied_at);
    // One that is half undone comes first; then the last one applied; of those at one time, the last in order.
    applied.reverse();
    applied.sort_by_key(|standing| (standing.state != State::PartlyUndone, std::cmp::Reverse(when(standing))));
    let Some(to) = &wanted.to else { return Ok(applied.into_iter().take(wanted.n).collect()) };
    let (track, number) = to.split_once('/').map_or((None, to.as_str()), |(track, number)| (Some(track), number));
    let version = Version::parse(number).ok_or_else(|| {
        let diagnostic = Diagnostic::error("target-unknown", format!("\"{to}\" is no number of a migration"));
        Error::new(
            ErrorKind::Usage,
            diagnostic.with_hint("Write the number, or the track and the number; 0 is before all."),
        )
    })?;
    let after = |standing: &&Standing<'_>| {
        let own = standing.migration.and_then(|migration| migration.version.clone());
        track.is_none_or(|track| track == standing.track) && own.is_none_or(|own| own > version)
    };
    Ok(applied.into_iter().filter(after).collect())
}

fn part<'t>(standing: &Standing<'t>) -> Result<&'t Part> {
    let refuse = |message: String, hint: &str| {
        Error::new(ErrorKind::Refused, Diagnostic::error("no-way-down", message).with_hint(hint))
    };
    let id = format!("{}/{}", standing.track, standing.name);
    if standing.state == State::InProgram {
        return Err(refuse(format!("\"{id}\" is code of a program"), "That program can undo it."));
    }
    let Some(migration) = standing.migration else {
        return Err(refuse(format!("\"{id}\" has no file any more"), "Put it back: it says how to undo it."));
    };
    migration.down.as_ref().ok_or_else(|| {
        let hint = "Write it after a line -- migrate:down, or into a file of its name that ends in .down.sql.";
        refuse(format!("\"{id}\" does not say how to undo it"), hint)
    })
}

/// What stays must not require what goes.
fn check_needs(tree: &Tree, standings: &[Standing<'_>], gone: &[&Standing<'_>]) -> Result<()> {
    let goes = |track: &str, name: &str| gone.iter().any(|one| one.track == track && one.name == name);
    for standing in standings.iter().filter(|one| one.entry.is_some() && !goes(&one.track, &one.name)) {
        let Some(migration) = standing.migration else { continue };
        for need in crate::order::needs_of(tree, migration)? {
            if goes(&need.track, &need.name) {
                let message = format!("\"{}\" requires \"{}\"", migration.id(), need.id());
                let hint = "Undo it first.";
                return Err(Error::new(
                    ErrorKind::Refused,
                    Diagnostic::error("still-required", message).with_hint(hint),
                ));
            }
        }
    }
    Ok(())
}

async fn undo(
    bench: &mut Bench<'_>,
    standing: &Standing<'_>,
    part: &Part,
    steps: &Steps,
) -> std::result::Result<Entry, Failure> {
    let begun = Instant::now();
    let (Some(migration), Some(known)) = (standing.migration, standing.entry.clone()) else {
        return Err(Error::internal("what is undone was not applied").into());
    };
    bench.listener.begins(migration, bench.at, bench.n);
    bench.at += 1;
    let mut undone = Undone { event: bench.history.begin(migration, "down"), was: known, begun };
    let in_transaction = undone.was.kind != "down"
        && migration.code.is_none()
        && runs_together(part, steps, bench.flavor, bench.options, bench.listener)?;
    if let Some(code) = &migration.code {
        bench.code_down(migration, code, &mut undone).await?;
    } else if steps.psql.is_some() {
        bench.down_by_psql(migration, part, steps, &mut undone, in_transaction).await?;
    } else if in_transaction {
        bench.session.run(bench.flavor.begin()).await?;
        let answer = async {
            bench.statements(part, &steps.steps).await?;
            bench.end_of_file(&steps.steps).await?;
            undone.end(steps);
            bench.history.forget(bench.session, &undone.was, &undone.event).await?;
            bench.session.run(bench.flavor.commit()).await.map_err(Failure::from)
        };
        let answer = answer.await;
        if answer.is_err() {
            let _ = bench.session.run(bench.flavor.rollback()).await;
        }
        answer?;
    } else {
        if undone.was.kind != "down" {
            let was = &mut undone.was;
            was.kind = "down".to_owned();
            (was.success, was.statements, was.statements_checksum) = (false, 0, String::new());
            was.in_doubt = None;
            bench.history.write(bench.session, was).await?;
        }
        bench.steps(part, &steps.steps, &mut undone.was).await?;
        undone.end(steps);
        bench.forget(&undone).await?;
    }
    Ok(undone.event)
}

/// A migration while it is undone.
pub(super) struct Undone {
    /// What the history has of it.
    pub was: Entry,
    /// What is noted when it is undone.
    pub event: Entry,
    begun: Instant,
}

impl Undone {
    /// Notes that it is undone.
    pub fn end(&mut self, steps: &Steps) {
        self.event.success = true;
        self.event.applied_at = chrono::Utc::now().trunc_subsecs(6);
        self.event.statements = i64::try_from(steps.steps.len()).unwrap_or(i64::MAX);
        self.event.duration_ms = i64::try_from(self.begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    }
}

impl Bench<'_> {
    /// Takes what is undone out of the history, in a transaction of its own.
    pub(super) async fn forget(&mut self, undone: &Undone) -> std::result::Result<(), Failure> {
        self.session.run(self.flavor.begin()).await?;
        let answer = self.history.forget(self.session, &undone.was, &undone.event).await;
        let end = if answer.is_ok() { self.flavor.commit() } else { self.flavor.rollback() };
        let ended = self.session.run(end).await;
        answer?;
        Ok(ended?)
    }
}
