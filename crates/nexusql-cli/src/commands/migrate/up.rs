//! `nexusql migrate up`.

use std::path::Path;

use nexusql_base::Result;
use nexusql_tracks::history::PREFIX;
use nexusql_tracks::run::{Options, Quiet, up};

use super::{fleet, open, report};
use crate::args::migrate::Up;
use crate::args::{Dump, DumpFormat, Filters, Scratch};
use crate::commands;
use crate::error::Exit;
use crate::project::Project;

/// Runs the command.
pub async fn run(arguments: &Up) -> Result<Exit> {
    if let Some(file) = &arguments.fleet.fleet {
        return fleet::up(arguments, file).await;
    }
    let opened = open::files(&arguments.files, arguments.database.url.as_deref())?;
    let mut options = open::options(&opened, &arguments.database, Some(&arguments.running), Some(&arguments.doubts))?;
    options.to.clone_from(&arguments.to);
    options.checks = !arguments.no_checks;
    let server = open::server(&opened, &arguments.database).await?;
    if !arguments.running.yes && !options.dry_run && std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        let look = Options { dry_run: true, ..options.clone() };
        let n = up(&server, &opened.tree, &look, &Quiet).await?.would_run.len();
        if n > 0 {
            report::ask(&format!("Apply {} on {:?}?", report::count(n), server.manager), true)?;
        }
    }
    let screen = report::Screen::default();
    let answer = up(&server, &opened.tree, &options, &screen).await;
    screen.end();
    let done = answer?;
    server.close().await;
    if let Some(file) = arguments.dump.as_ref().filter(|_| !options.dry_run) {
        dump(arguments, &opened.project, file).await?;
    }
    report::print(&done, arguments.format, options.dry_run, "applied", "nothing is pending")?;
    Ok(Exit::Done)
}

/// Writes the schema as it is now, without the tables of the history.
async fn dump(arguments: &Up, project: &Project, file: &Path) -> Result<()> {
    let source = project.url(arguments.database.url.as_deref())?.unwrap_or_default();
    let dump = Dump {
        source,
        format: DumpFormat::Sql,
        output: Some(file.to_owned()),
        split: false,
        filters: Filters { exclude: vec![format!("{PREFIX}*")], ..Filters::default() },
        project: arguments.files.project.clone(),
        scratch: Scratch { scratch: "auto".to_owned(), engine_dir: None },
    };
    commands::dump::run(&dump).await.map(drop)
}
