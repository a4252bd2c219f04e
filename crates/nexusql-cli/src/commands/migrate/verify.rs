//! `nexusql migrate verify`.

use nexusql_base::Result;
use nexusql_diff::compare;
use nexusql_tracks::order::order;
use nexusql_tracks::run::{DownOptions, Options, Quiet, down};

use super::replay::Replay;
use super::{open, report};
use crate::args::Filters;
use crate::args::migrate::Verify;
use crate::commands::show;
use crate::error::Exit;
use crate::{open as sources, output};

/// Runs the command.
pub async fn run(arguments: &Verify) -> Result<Exit> {
    let opened = open::files(&arguments.files, None)?;
    let replay = Replay::start(&opened.project, &arguments.scratch).await?;
    let answer = verify(arguments, &opened, &replay).await;
    let closed = replay.close().await;
    let exit = answer?;
    closed.map(|()| exit)
}

async fn verify(arguments: &Verify, opened: &open::Opened, replay: &Replay) -> Result<Exit> {
    let mut options = Options { n_max: Some(1), checks: false, ..Options::default() };
    options.variables.0.extend(opened.config.variables.clone());
    options.variables.0.extend(arguments.vars.iter().cloned());
    let (mut n_restored, mut n_without, mut n_faults) = (0, 0, 0);
    let mut before = replay.catalog().await?;
    for migration in order(&opened.tree)? {
        replay.up(&opened.tree, &options).await?;
        let after = replay.catalog().await?;
        if migration.down.is_none() {
            n_without += 1;
            before = after;
            continue;
        }
        let one = DownOptions { n: 1, to: None };
        if let Err(error) = down(&replay.server, &opened.tree, &options, &one, &Quiet).await {
            n_faults += 1;
            output::print(&format!("{}: its way down does not run: {error}\n", migration.id()))?;
            before = after;
            continue;
        }
        let left = compare(&replay.catalog().await?, &before);
        if !left.is_empty() {
            n_faults += 1;
            output::print(&format!("{}: its way down does not restore:\n", migration.id()))?;
            anstream::print!("{}", show::deltas(&left));
        }
        if let Err(error) = replay.up(&opened.tree, &options).await {
            let what = format!("{}: it does not run again after its way down: {error}\n", migration.id());
            output::print(&format!("{what}Nothing after it was looked at.\n"))?;
            return Ok(Exit::Differences);
        }
        let again = replay.catalog().await?;
        let other = compare(&after, &again);
        if !other.is_empty() {
            n_faults += 1;
            output::print(&format!("{}: run again, it gives something else:\n", migration.id()))?;
            anstream::print!("{}", show::deltas(&other));
        }
        n_restored += usize::from(left.is_empty() && other.is_empty());
        before = again;
    }
    output::print(&format!(
        "{} restored by their ways down, {n_without} without one, {n_faults} faults; on {}\n",
        report::count(n_restored),
        replay.workspace.describe()
    ))?;
    let agrees = agrees(arguments, opened, replay).await?;
    Ok(if n_faults == 0 && agrees { Exit::Done } else { Exit::Differences })
}

/// Compares what the migrations give with the schema that they should give, if one is named.
async fn agrees(arguments: &Verify, opened: &open::Opened, replay: &Replay) -> Result<bool> {
    let Ok(desired) = opened.project.source(arguments.schema.as_deref()) else {
        return if arguments.schema.is_some() {
            opened.project.source(arguments.schema.as_deref()).map(|_| true)
        } else {
            Ok(true)
        };
    };
    replay.forget().await?;
    let current = nexusql_load::Source::Server(Box::new(replay.target.clone()));
    let filters = Filters { ignore: vec!["owner".to_owned()], ..Filters::default() };
    let pair = sources::pair(&opened.project, &current, &desired, &filters, &arguments.scratch).await?;
    let deltas = compare(&pair.current, &pair.desired);
    pair.close().await?;
    if deltas.is_empty() {
        output::print("the migrations give the schema\n")?;
        return Ok(true);
    }
    output::print("from what the migrations give to the schema:\n")?;
    anstream::print!("{}", show::deltas(&deltas));
    Ok(false)
}
