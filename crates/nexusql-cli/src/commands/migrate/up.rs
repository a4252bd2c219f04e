//! `nexusql migrate up`.

use nexusql_base::Result;
use nexusql_tracks::run::{Options, Quiet, up};

use super::{open, report};
use crate::args::migrate::Up;
use crate::error::Exit;

/// Runs the command.
pub async fn run(arguments: &Up) -> Result<Exit> {
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
    report::print(&done, arguments.format, options.dry_run, "applied", "nothing is pending")?;
    Ok(Exit::Done)
}
