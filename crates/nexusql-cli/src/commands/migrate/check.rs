//! `nexusql migrate check`: common checks, by themselves.

use nexusql_base::{Diagnostic, Error, Result};
use nexusql_tracks::check::parse;

use super::open;
use crate::args::migrate::Check;
use crate::error::{Exit, notify};
use crate::output;
use crate::project::Project;

/// Runs the command.
pub async fn run(arguments: &Check) -> Result<Exit> {
    let project = Project::read(&arguments.project, &[arguments.database.url.as_deref()])?;
    let config = project.migrations()?;
    let server = open::server_of(&project, &config, &arguments.database).await?;
    let mut checks = Vec::new();
    for words in &arguments.checks {
        checks.push((words, parse(words, server.flavor)?));
    }
    let mut session = server.manager.dedicated().await.map_err(Error::from)?;
    let mut all_hold = true;
    for (words, check) in checks {
        match check.ask(&server, &mut session).await? {
            None => output::print(&format!("holds: {words}\n"))?,
            Some(detail) => {
                all_hold = false;
                let message = format!("check \"{words}\" does not hold");
                notify(&[Diagnostic::error("check-failed", message).with_detail(detail)]);
            }
        }
    }
    drop(session);
    server.close().await;
    Ok(if all_hold { Exit::Done } else { Exit::Differences })
}
