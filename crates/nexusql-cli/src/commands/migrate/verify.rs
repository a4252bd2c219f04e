//! `nexusql migrate verify`.

use nexusql_base::Result;
use nexusql_catalog::Catalog;
use nexusql_diff::compare;
use nexusql_tracks::files::Migration;
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
    let mut replay = Replay::start(&opened.project, &arguments.scratch).await?;
    let answer = verify(arguments, &opened, &mut replay).await;
    let closed = replay.close().await;
    let exit = answer?;
    closed.map(|()| exit)
}

/// How many ways down were found to be what.
#[derive(Default)]
struct Found {
    n_restored: usize,
    n_without: usize,
    n_faults: usize,
}

async fn verify(arguments: &Verify, opened: &open::Opened, replay: &mut Replay) -> Result<Exit> {
    let mut options = Options { n_max: Some(1), checks: false, ..Options::default() };
    open::find(&mut options, &opened.config, Some(&arguments.context));
    let mut found = Found::default();
    let mut before = None;
    for (at, migration) in order(&opened.tree)?.into_iter().enumerate() {
        let is_chosen = opened.tracks.is_empty() || opened.tracks.contains(&migration.track);
        if migration.down.is_none() || !is_chosen {
            replay.up(&opened.tree, &options).await?;
            found.n_without += usize::from(is_chosen);
            before = None;
            continue;
        }
        let known = match before.take() {
            Some(known) => known,
            None => replay.catalog().await?,
        };
        before = look(opened, replay, &options, (at, migration), known, &mut found).await?;
    }
    output::print(&format!(
        "{} restored by their ways down, {} without one, {} faults; on {}\n",
        report::count(found.n_restored),
        found.n_without,
        found.n_faults,
        replay.workspace.describe()
    ))?;
    let agrees = agrees(arguments, opened, replay).await?;
    Ok(if found.n_faults == 0 && agrees { Exit::Done } else { Exit::Differences })
}

/// Runs one migration up, down and up again, and tells what does not come out as it was `before`. Returns what there is
/// afterwards, if that was looked at.
async fn look(
    opened: &open::Opened,
    replay: &mut Replay,
    options: &Options,
    (at, migration): (usize, &Migration),
    before: Catalog,
    found: &mut Found,
) -> Result<Option<Catalog>> {
    replay.up(&opened.tree, options).await?;
    let after = replay.catalog().await?;
    let one = DownOptions { n: 1, to: None };
    if let Err(error) = down(&replay.server, &opened.tree, options, &one, &Quiet).await {
        found.n_faults += 1;
        output::print(&format!("{}: its way down does not run: {error}\n", migration.id()))?;
        // What no transaction held may be half undone.
        replay.renew(&opened.tree, options, at + 1).await?;
        return Ok(Some(after));
    }
    let left = compare(&replay.catalog().await?, &before);
    if !left.is_empty() {
        output::print(&format!("{}: its way down does not restore:\n", migration.id()))?;
        anstream::print!("{}", show::deltas(&left));
    }
    if let Err(error) = replay.up(&opened.tree, options).await {
        found.n_faults += 1;
        output::print(&format!("{}: it does not run again after its way down: {error}\n", migration.id()))?;
        replay.renew(&opened.tree, options, at + 1).await?;
        return Ok(Some(after));
    }
    let again = replay.catalog().await?;
    let other = compare(&after, &again);
    if !other.is_empty() {
        output::print(&format!("{}: run again, it gives something else:\n", migration.id()))?;
        anstream::print!("{}", show::deltas(&other));
    }
    let is_well = left.is_empty() && other.is_empty();
    found.n_restored += usize::from(is_well);
    found.n_faults += usize::from(!is_well);
    Ok(Some(again))
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
