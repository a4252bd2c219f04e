//! `nexusql migrate drift`.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_diff::compare;
use nexusql_load::Source;
use nexusql_tracks::files::Tree;
use nexusql_tracks::history::{History, PREFIX};
use nexusql_tracks::run::Options;
use nexusql_tracks::status::standings;

use super::open;
use super::replay::Replay;
use crate::args::migrate::Drift;
use crate::commands::show;
use crate::error::Exit;
use crate::{open as sources, output};

/// Runs the command.
pub async fn run(arguments: &Drift) -> Result<Exit> {
    let opened = open::files(&arguments.files, arguments.database.url.as_deref())?;
    let server = open::server(&opened, &arguments.database).await?;
    let Some(live) = server.target.clone() else {
        let diagnostic = Diagnostic::error("engine-unfit", "drift is told for PostgreSQL only");
        return Err(Error::new(ErrorKind::Usage, diagnostic));
    };
    let mut session = server.manager.dedicated().await.map_err(Error::from)?;
    let history = History::open(&server, &mut session).await?;
    let found = standings(&opened.tree, &history, &mut session, &opened.tracks).await?;
    drop(session);
    server.close().await;
    let applied = |track: &str, name: &str| {
        found
            .iter()
            .any(|one| one.track == track && one.name == name && one.entry.as_ref().is_some_and(|entry| entry.success))
    };
    // Only what was applied there is run here.
    let mut tree: Tree = opened.tree.clone();
    for track in &mut tree.tracks {
        let name = track.name.clone();
        track.migrations.retain(|migration| applied(&name, &migration.name));
    }
    let mut options = Options { checks: false, ..Options::default() };
    open::find(&mut options, &opened.config, Some(&arguments.context));
    let replay = Replay::start(&opened.project, &arguments.scratch).await?;
    let n = replay.up(&tree, &options).await?;
    replay.forget().await?;
    let mut filters = arguments.filters.clone();
    filters.exclude.push(format!("{PREFIX}*"));
    filters.ignore.push("owner".to_owned());
    let (history, live) = (Source::Server(Box::new(replay.target.clone())), Source::Server(Box::new(live)));
    let pair = sources::pair(&opened.project, &history, &live, &filters, &arguments.scratch).await?;
    let deltas = compare(&pair.current, &pair.desired);
    pair.close().await?;
    replay.close().await?;
    anstream::print!("{}", show::deltas(&deltas));
    let what = if deltas.is_empty() { "no drift".to_owned() } else { show::count(deltas.len(), "difference") };
    output::print(&format!("{what}: the server against {} of its history\n", super::report::count(n)))?;
    Ok(if deltas.is_empty() { Exit::Done } else { Exit::Differences })
}
