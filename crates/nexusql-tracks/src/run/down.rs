//! `down`: what was applied last is undone.

use std::collections::BTreeMap;
use std::time::Instant;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

use super::Failure;
use super::group::Bench;
use super::options::{Listener, Options};
use super::plan::{Work, refuse_psql, runs_together};
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
    let mut report = Report { execution_id: server.who.execution.clone(), ..Report::default() };
    let _lock = lock::take(server, &mut session, options.lock_wait).await?;
    let standings = standings(tree, &history, &mut session, &options.tracks).await?;
    let chosen = chosen(&standings, wanted)?;
    let mut works = Vec::new();
    for standing in &chosen {
        let part = part(standing)?;
        let steps = steps(part, server.flavor, &options.variables)?;
        refuse_psql(part, &steps)?;
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
        session: &mut session,
        history: &history,
        flavor: server.flavor,
        options,
        listener,
        at: 0,
        n,
        prepared: BTreeMap::new(),
    };
    bench.set().await?;
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
    let mut entry = known.clone();
    entry.execution_id = bench.history.begin(migration, "down").execution_id;
    if let Some(code) = &migration.code {
        bench.code_down(migration, code, &mut entry).await?;
    } else if runs_together(part, steps, bench.flavor, bench.options, bench.listener)? && known.kind != "down" {
        let work = Work { migration, steps: steps.clone(), entry: None };
        bench.session.run(bench.flavor.begin()).await?;
        let answer = async {
            bench.statements(part, &work.steps.steps).await?;
            bench.reset(&work.steps.steps).await?;
            bench.history.delete(bench.session, &entry.track, &entry.key).await?;
            bench.session.run("commit").await.map_err(Failure::from)
        };
        let answer = answer.await;
        if answer.is_err() {
            let _ = bench.session.run("rollback").await;
        }
        answer?;
    } else {
        if known.kind != "down" {
            entry.kind = "down".to_owned();
            (entry.success, entry.statements, entry.statements_checksum) = (false, 0, String::new());
            entry.in_doubt = None;
            bench.history.write(bench.session, &entry).await?;
        }
        bench.steps(part, &steps.steps, &mut entry).await?;
        bench.history.delete(bench.session, &entry.track, &entry.key).await?;
    }
    entry.kind = "down".to_owned();
    entry.duration_ms = i64::try_from(begun.elapsed().as_millis()).unwrap_or(i64::MAX);
    Ok(entry)
}
