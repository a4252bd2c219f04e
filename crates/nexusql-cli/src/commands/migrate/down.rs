//! `nexusql migrate down` and `redo`.

use nexusql_base::Result;
use nexusql_tracks::run::{DownOptions, Options, Quiet, down, up};

use super::{open, report};
use crate::args::DiffFormat;
use crate::args::migrate::{Down, Redo};
use crate::error::Exit;

/// Runs `down`.
pub async fn run(arguments: &Down) -> Result<Exit> {
    let opened = open::files(&arguments.files, arguments.database.url.as_deref())?;
    let options = open::options(&opened, &arguments.database, Some(&arguments.running), None)?;
    let server = open::server(&opened, &arguments.database).await?;
    let wanted = DownOptions { n: arguments.n, to: arguments.to.clone() };
    if !arguments.running.yes && !options.dry_run {
        let look = Options { dry_run: true, ..options.clone() };
        let found = down(&server, &opened.tree, &look, &wanted, &Quiet).await?.would_run;
        if !found.is_empty() {
            let names: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
            report::ask(&format!("Undo {} on {:?}?", names.join(", "), server.manager), false)?;
        }
    }
    let screen = report::Screen::default();
    let answer = down(&server, &opened.tree, &options, &wanted, &screen).await;
    screen.end();
    let done = answer?;
    server.close().await;
    report::print(&done, arguments.format, options.dry_run, "undone", "nothing is applied")?;
    Ok(Exit::Done)
}

/// Runs `redo`.
pub async fn redo(arguments: &Redo) -> Result<Exit> {
    let opened = open::files(&arguments.files, arguments.database.url.as_deref())?;
    let mut options = open::options(&opened, &arguments.database, Some(&arguments.running), None)?;
    let server = open::server(&opened, &arguments.database).await?;
    let wanted = DownOptions { n: 1, to: None };
    if !arguments.running.yes && !options.dry_run {
        report::ask(&format!("Undo and apply again what was applied last on {:?}?", server.manager), false)?;
    }
    let screen = report::Screen::default();
    let undone = down(&server, &opened.tree, &options, &wanted, &screen).await?;
    report::print(&undone, DiffFormat::Text, options.dry_run, "undone", "nothing is applied")?;
    if let Some(entry) = undone.done.first().filter(|_| !options.dry_run) {
        options.tracks = vec![entry.track.clone()];
        options.to = Some(format!("{}/{}", entry.track, entry.name)).filter(|_| !entry.name.starts_with("R__"));
        let done = up(&server, &opened.tree, &options, &screen).await?;
        report::print(&done, DiffFormat::Text, false, "applied", "nothing is pending")?;
    }
    screen.end();
    server.close().await;
    Ok(Exit::Done)
}
